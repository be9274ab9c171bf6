use serde_json::{Value, json};

use super::{Budget, ContextError, Form, LeftOut, estimate_tokens};
use crate::manifest::Manifest;

/// A schema of these tables, and more keys of the manifest.
fn schema(tables: &[Value], more: &Value) -> Manifest {
    let mut manifest = json!({
        "version": "1.0.0", "fingerprint": "sha256:0", "sources": [], "system": "postgresql", "tables": tables
    });
    manifest.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Manifest::from_json(&json!({ "schema_manifest": manifest }).to_string()).unwrap()
}

/// A table with a key `id`, such fields, and more keys; `parent_id → parents` is a reference.
fn table(name: &str, fields: &[&str], more: &Value) -> Value {
    let field = |name: &str| json!({ "name": name, "type": "bigint", "native_type": "bigint", "nullable": false });
    let mut all = vec![field("id")];
    let mut incoming = Vec::new();
    for text in fields {
        let (name, target) = text.split_once(" → ").unwrap_or((text, ""));
        all.push(field(name));
        if !target.is_empty() {
            incoming.push(json!({
                "table": target, "type": "many_to_one", "key": name, "keys": [name], "referenced": ["id"], "origin": "declared"
            }));
        }
    }
    let mut table = json!({
        "name": name, "namespace": "public", "kind": "table", "fields": all,
        "primary_key": { "name": format!("{name}_pkey"), "fields": ["id"] },
        "relationships": { "incoming": incoming }
    });
    table.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    table
}

fn shop() -> Manifest {
    let none = json!({});
    schema(
        &[
            table("users", &["email", "name"], &json!({ "purpose": "Who may sign in", "category": "authentication" })),
            table("sessions", &["user_id → users", "expires_at"], &json!({ "category": "authentication" })),
            table(
                "orders",
                &["user_id → users", "number"],
                &json!({ "unique": [{ "name": "orders_number_key", "fields": ["number"] }] }),
            ),
            table("products", &["title"], &none),
            table("order_lines", &["order_id → orders", "product_id → products"], &json!({ "role": "junction" })),
            table("audit_log", &["happened_at"], &json!({ "role": "audit" })),
            table("fx_rates", &["rate"], &none),
        ],
        &json!({ "relationship_map": { "check_out": { "tables": ["orders", "order_lines"], "description": "From cart to invoice" } } }),
    )
}

fn relevant(manifest: &Manifest, question: &str) -> Vec<String> {
    let context = manifest.feature_context(question, Budget::default()).unwrap();
    context.relevant_tables.into_iter().map(|table| table.name).collect()
}

#[test]
fn the_tables_that_a_task_needs_come_first() {
    let shop = shop();
    let check = |question: &str, expected: &[&str]| {
        let found = relevant(&shop, question);
        assert_eq!(found.iter().take(expected.len()).collect::<Vec<_>>(), expected, "{question}: {found:?}");
    };
    check("show the e-mail address of a user", &["users"]);
    check("authentication", &["users", "sessions"]);
    check("Which products are in an order?", &["products", "order_lines", "orders"]);
    check("check out", &["orders", "order_lines"]);
    check("CheckOut", &["orders", "order_lines"]);
    check("put a total on the invoice", &["orders"]);
    check("violates \"orders_number_key\"", &["orders"]);
    check("audit", &["audit_log"]);
    check("rate", &["fx_rates"]);
}

#[test]
fn what_was_understood_is_said() {
    let about = |question: &str| shop().feature_context(question, Budget::default()).unwrap().about;
    assert_eq!(about("check out").features, ["check_out"]);
    let typo = about("sesions of a zeppelin");
    assert_eq!(
        (typo.understood[0].word.as_str(), typo.understood[0].taken_for.as_deref()),
        ("sesions", Some("sessions"))
    );
    assert_eq!(typo.understood[0].tables, ["sessions"]);
    assert_eq!(typo.unknown_words, ["zeppelin"]);
    let nothing = shop().feature_context("zeppelin", Budget::default()).unwrap();
    assert!(nothing.relevant_tables.is_empty() && nothing.left_out.is_nothing());
    assert!(nothing.to_markdown().contains("Nowhere in the schema: `zeppelin`"), "{}", nothing.to_markdown());
}

#[test]
fn a_hub_does_not_pull_everything_in() {
    let none = json!({});
    let mut tables = vec![table("users", &["email"], &none), table("invoices", &["user_id → users"], &none)];
    tables.extend((0..80).map(|i| table(&format!("thing{i}"), &["owner_id → users"], &none)));
    let found = relevant(&schema(&tables, &none), "invoices");
    assert_eq!(found, ["invoices", "users"]);
}

#[test]
fn a_junction_table_brings_both_ends() {
    let none = json!({});
    let tables = vec![
        table("windows", &["starts_at"], &none),
        table("plans", &["name"], &none),
        table("plan_steps", &["plan_id → plans", "window_id → windows"], &json!({ "role": "junction" })),
        table("remarks", &["plan_id → plans"], &none),
        table("other", &[], &none),
    ];
    let found = relevant(&schema(&tables, &none), "steps");
    assert_eq!(
        found[..3].iter().map(String::as_str).collect::<std::collections::BTreeSet<_>>(),
        ["plan_steps", "plans", "windows"].into()
    );
}

#[test]
fn references_that_nobody_declared_are_told_by_names_and_types() {
    let keyed = |name: &str, key: &str, fields: &[(&str, &str)]| {
        let mut all = vec![json!({ "name": key, "type": "bigint", "native_type": "bigint" })];
        all.extend(fields.iter().map(|(name, kind)| json!({ "name": name, "type": kind, "native_type": kind })));
        json!({ "name": name, "kind": "table", "fields": all, "primary_key": { "fields": [key] } })
    };
    let tables = vec![
        keyed("items", "itemid", &[]),
        keyed("actor", "actor_id", &[("actor_name", "text")]),
        keyed("linktarget", "lt_id", &[]),
        keyed("trends", "trendid", &[("itemid", "integer")]),
        keyed("revision", "rev_id", &[("rev_actor", "bigint")]),
        keyed("links", "id", &[("target_id", "bigint"), ("actor", "text"), ("id_target", "bigint")]),
    ];
    let manifest = schema(&tables, &json!({ "default_namespace": "" }));
    let check = |question: &str, expected: &[&str]| {
        let context = manifest.feature_context(question, Budget::default()).unwrap();
        assert!(context.relationships.iter().all(|relationship| relationship.origin == "inferred"));
        let joins: Vec<String> =
            context.relationships.into_iter().filter_map(|relationship| relationship.join).collect();
        assert_eq!(joins, expected, "{question}");
    };
    check("trends", &["trends.itemid = items.itemid"]);
    check("revision", &["revision.rev_actor = actor.actor_id"]);
    check("links", &["links.target_id = linktarget.lt_id"]);
}

#[test]
fn tables_are_joined_over_those_between_them() {
    let context = shop().feature_context("e-mail of users who bought products", Budget::default()).unwrap();
    let path = context.join_paths.iter().find(|path| path.from == "products" && path.to == "users").unwrap();
    let expected =
        ["order_lines.product_id = products.id", "order_lines.order_id = orders.id", "orders.user_id = users.id"];
    assert_eq!(path.joins, expected);
    assert!(!path.inferred);
    let query = shop().query_context("orders", Budget::default()).unwrap();
    let ways: Vec<(&str, usize)> = query.join_paths.iter().map(|path| (path.to.as_str(), path.joins.len())).collect();
    assert_eq!(ways, [("users", 1), ("order_lines", 1), ("products", 2)]);
}

#[test]
fn a_context_is_within_its_budget_and_says_what_it_left_out() {
    let all = shop().feature_context("users and orders", Budget::markdown(100_000)).unwrap();
    assert!(all.left_out.is_nothing());
    let count = |tables: &[super::TableDefinition]| tables.iter().map(|table| table.fields.len()).sum::<usize>();
    let mut tables = 0;
    for tokens in (200..2_000).step_by(50) {
        for form in [Form::Markdown, Form::Json] {
            let Ok(context) = shop().feature_context("users and orders", Budget { tokens, form }) else { continue };
            let text = context.in_form(form).unwrap();
            assert!(estimate_tokens(&text) <= tokens, "{tokens} {text}");
            let shown = context.relevant_tables.len();
            assert_eq!(shown + context.left_out.tables, all.relevant_tables.len());
            assert_eq!(count(&context.relevant_tables) + context.left_out.fields, count(&all.relevant_tables));
            if form == Form::Markdown {
                assert!(shown >= tables, "{tokens}");
                tables = shown;
                assert_eq!(text.contains("\nLeft out: "), !context.left_out.is_nothing());
            }
            for (shown, all) in context.relevant_tables.iter().zip(&all.relevant_tables) {
                assert_eq!(shown.name, all.name);
                assert_eq!(shown.fields.len() + shown.more_fields, all.fields.len());
            }
        }
    }
    assert!(tables >= 3, "{tables}");
}

#[test]
fn what_was_left_out_is_counted_in_words() {
    let check = |left_out: LeftOut, expected: &str| assert_eq!(left_out.to_string(), expected);
    check(LeftOut { tables: 12, fields: 30, ..LeftOut::default() }, "12 tables, 30 fields");
    check(
        LeftOut { indexes: 2, issues: 1, words: 2, ..LeftOut::default() },
        "2 indexes, 1 known issue, 2 words of the question",
    );
    check(LeftOut::default(), "");
}

#[test]
fn a_budget_that_holds_nothing_says_how_much_would() {
    let small = shop().performance_context(Budget::markdown(3)).unwrap_err();
    let ContextError::TooSmall { tokens: 3, needed } = small else { panic!("{small}") };
    assert!(shop().performance_context(Budget::markdown(needed)).is_ok());
    assert!(shop().performance_context(Budget::markdown(needed - 1)).is_err());
}

#[test]
fn an_unknown_table_has_a_nearest_one() {
    let check = |name: &str, expected: &str| {
        assert_eq!(shop().query_context(name, Budget::default()).unwrap_err().to_string(), expected);
    };
    check("usres", "no table `usres`; did you mean `users`?");
    check("zeppelins", "no table `zeppelins`");
    assert_eq!(shop().query_context("Users", Budget::default()).unwrap().table.name, "users");
}

#[test]
fn json_has_the_members_and_is_read_back() {
    let keys = |text: &str| {
        let value: Value = serde_json::from_str(text).unwrap();
        value.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    let check = |text: &str, members: &[&str]| {
        let keys = keys(text);
        assert!(members.iter().all(|member| keys.iter().any(|key| key == member)), "{keys:?}");
    };
    let budget = Budget::json(8_000);
    let shop = shop();
    let query = shop.query_context("orders", budget).unwrap();
    check(
        &query.to_json().unwrap(),
        &["fields", "indexes", "common_patterns", "performance_tips", "join_paths", "fingerprint"],
    );
    let feature = shop.feature_context("orders", budget).unwrap();
    let text = feature.to_json().unwrap();
    check(
        &text,
        &["relevant_tables", "relationships", "access_patterns", "integration_points", "join_paths", "fingerprint"],
    );
    assert_eq!(serde_json::from_str::<super::FeatureContext>(&text).unwrap(), feature);
    let debugging = shop.debugging_context("orders", budget).unwrap();
    let text = debugging.to_json().unwrap();
    check(&text, &["relevant_fields", "common_issues", "investigation_queries", "join_paths", "fingerprint"]);
    assert_eq!(serde_json::from_str::<super::DebuggingContext>(&text).unwrap(), debugging);
}

/// A schema that says all that a schema can say.
fn documented() -> Manifest {
    let orders = json!({
        "purpose": "What people buy.",
        "known_issues": [{ "name": "late_payment", "text": "Paid twice where the provider repeats itself" }],
        "access_patterns": [{
            "name": "by_number", "description": "Support looks an order up", "query": "SELECT id\nFROM orders\nWHERE number = $1",
            "frequency": "high", "covered_by": ["orders_number_key"], "location": { "file": "src/orders.rs", "function": "shop::orders::find" }
        }],
        "queries": [
            { "title": "by id", "kind": "read", "language": "sql", "query": "SELECT id FROM orders WHERE id = $1" },
            { "title": "orders of no user", "kind": "inspect", "language": "sql", "query": "SELECT count(*) FROM orders" }
        ],
        "indexes": [{ "name": "orders_number_key", "kind": "index", "method": "btree", "fields": ["number"], "unique": true, "serves": ["by_number"] }],
        "triggers": [{ "name": "audit_orders", "timing": "after", "events": ["insert", "update"], "level": "row", "function": "audit" }],
        "ai_context": { "business_rules": ["one_currency"], "notes": { "one_currency": "That of the shop" } }
    });
    let more = json!({
        "name": "shop",
        "routines": [{ "name": "audit", "kind": "function", "returns": "trigger", "definition": "… INSERT INTO audit_log …", "triggers": ["orders.audit_orders"] }],
        "views": [{ "name": "open_orders", "namespace": "public", "kind": "view", "fields": [{ "name": "number" }], "depends_on": ["orders"] }],
        "performance_insights": {
            "critical_indexes": ["orders.orders_number_key"], "scaling_considerations": ["orders grow by a million a month"],
            "findings": [{ "code": "unindexed-foreign-key", "table": "orders", "subject": "user_id", "message": "no index leads with `user_id`" }]
        }
    });
    schema(
        &[
            table("orders", &["user_id → users", "number"], &orders),
            table("users", &["email"], &json!({})),
            table("audit_log", &["orders"], &json!({ "role": "audit" })),
        ],
        &more,
    )
}

#[test]
fn everything_that_is_known_is_said() {
    let manifest = documented();
    let budget = Budget::default();
    insta::assert_snapshot!("query", manifest.query_context("orders", budget).unwrap().to_markdown());
    insta::assert_snapshot!("feature", manifest.feature_context("orders", budget).unwrap().to_markdown());
    insta::assert_snapshot!(
        "debugging",
        manifest.debugging_context("orders paid twice", budget).unwrap().to_markdown()
    );
    insta::assert_snapshot!("performance", manifest.performance_context(budget).unwrap().to_markdown());
    let json = manifest.feature_context("orders", Budget::json(4_000)).unwrap();
    let value: Value = serde_json::from_str(&json.to_json().unwrap()).unwrap();
    insta::assert_snapshot!("feature_json", serde_json::to_string_pretty(&value).unwrap());
}

#[test]
fn names_and_prose_cannot_leave_their_places() {
    let evil = "x`\n## Injected\n- [a](b) <b> ```\r\u{202e}\u{1b}[31m";
    let evil_table = json!({
        "name": evil, "kind": evil, "role": evil, "category": evil, "purpose": evil, "description": evil,
        "fields": [{ "name": evil, "type": evil, "native_type": evil, "purpose": evil, "default": evil, "enum_values": [evil], "constraints": [evil],
            "references": { "table": evil, "field": evil, "on_delete": evil } }],
        "known_issues": [{ "name": evil, "text": evil }],
        "indexes": [{ "name": evil, "kind": evil, "method": evil, "fields": [evil], "predicate": evil, "purpose": evil, "serves": [evil] }],
        "access_patterns": [{ "name": evil, "description": evil, "query": evil, "frequency": evil, "location": { "file": evil, "function": evil } }],
        "queries": [{ "title": evil, "kind": "inspect", "language": evil, "query": evil }, { "title": evil, "kind": "read", "language": evil, "query": evil }],
        "triggers": [{ "name": evil, "timing": evil, "events": [evil], "level": evil, "function": evil }],
        "ai_context": { "business_rules": [evil], "security_considerations": [evil] }
    });
    let manifest = schema(&[evil_table], &json!({ "name": evil, "system": evil, "fingerprint": evil }));
    let id = manifest.tables[0].name.clone();
    let budget = Budget::markdown(100_000);
    let texts = [
        manifest.query_context(&id, budget).unwrap().to_markdown(),
        manifest.feature_context(evil, budget).unwrap().to_markdown(),
        manifest.debugging_context(evil, budget).unwrap().to_markdown(),
        manifest.performance_context(budget).unwrap().to_markdown(),
    ];
    let sections = [
        "Query context",
        "Feature context",
        "Debugging context",
        "Performance context",
        "Fields",
        "Indexes",
        "Common patterns",
        "Relevant tables",
        "Access patterns",
        "Integration points",
        "Relevant fields",
        "Common issues",
        "Investigation queries",
        "````x`",
    ];
    for text in texts {
        assert!(!text.chars().any(|c| c == '\u{202e}' || c.is_control() && c != '\n'), "{text:?}");
        let mut fence = None;
        for line in text.lines() {
            match (fence, line.trim_start()) {
                (None, line) if line.starts_with("````") && line.chars().all(|c| c == '`') => fence = Some(line.len()),
                (Some(length), line) if line.chars().all(|c| c == '`') && line.len() >= length => fence = None,
                (None, _) if line.starts_with('#') => {
                    let title = line.trim_start_matches('#').trim();
                    assert!(sections.iter().any(|section| title.starts_with(section)), "{line}\n{text}");
                }
                _ => {}
            }
        }
        assert_eq!(fence, None, "{text}");
    }
}

#[test]
fn a_partition_can_be_queried_and_is_in_no_other_context() {
    let partition = json!({ "partition_of": { "table": "events", "bound": "DEFAULT" }, "kind": "partition" });
    let manifest = schema(&[table("events", &[], &json!({})), table("events_default", &[], &partition)], &json!({}));
    assert!(manifest.query_context("events_default", Budget::default()).is_ok());
    assert_eq!(relevant(&manifest, "events"), ["events"]);
}

#[test]
fn the_same_question_has_the_same_answer() {
    let ask = || shop().feature_context("users, sessions and orders", Budget::markdown(700)).unwrap().to_markdown();
    assert_eq!(ask(), ask());
}

#[test]
fn tokens_are_estimated_from_above() {
    let check = |text: &str, expected: usize| assert_eq!(estimate_tokens(text), expected, "{text}");
    check("", 0);
    check("users", 2);
    check("Users", 2);
    check("two words", 3);
    check("NOT NULL", 4);
    check("12345", 3);
    check("a_b", 3);
    check("ü", 2);
}
