#[cfg(feature = "typescript")]
mod documents;

use super::build::{Build, schema, table};
use super::graph::{self, Graph};
use super::{Analysis, ClosedSetOrigin, Relationship, TableRole, analyze, table_facts};
use crate::config::{Config, FeatureConfig};
use crate::model::{Action, DataType, EnumType, LogicalType, QualifiedName, Schema, Transition};
use schema_doc_diagnostics::{Code, Diagnostics};

fn analyzed(schema: &Schema) -> Analysis {
    analyze(schema, &Config::default(), &mut Diagnostics::default())
}

fn position(schema: &Schema, name: &str) -> usize {
    schema.tables.iter().position(|t| t.id.name == name).expect("a table of that name")
}

/// `other type keys[?]` for each.
fn ends(schema: &Schema, list: &[Relationship]) -> Vec<String> {
    list.iter()
        .map(|r| {
            let optional = if r.optional { "?" } else { "" };
            let through = r.through.map(|t| format!(" through {}", schema.tables[t].id.name)).unwrap_or_default();
            format!(
                "{} {} {}{optional}{through}",
                schema.tables[r.table].id.name,
                r.cardinality.as_str(),
                r.keys.join(",")
            )
        })
        .collect()
}

fn check_relationships(schema: &Schema, name: &str, outgoing: &[&str], incoming: &[&str]) {
    let analysis = analyzed(schema);
    let table = &analysis.tables[position(schema, name)];
    assert_eq!(ends(schema, &table.outgoing), outgoing, "outgoing of {name}");
    assert_eq!(ends(schema, &table.incoming), incoming, "incoming of {name}");
}

#[test]
fn cardinality_follows_from_uniqueness_and_nullability() {
    let schema = schema([
        table("users").id(),
        table("posts").id().null_column("author", "bigint").references(&["author"], "users", Action::SetNull),
        table("profiles").reference("user_id", "users").key(&["user_id"]),
        table("seats")
            .id()
            .reference("user_id", "users")
            .index("by_user", &["user_id"])
            .with_index(|i| i.unique = true),
        table("drafts").id().reference("user_id", "users").index("open", &["user_id"]).with_index(|i| {
            i.unique = true;
            i.predicate = Some("open".into());
        }),
    ]);
    check_relationships(
        &schema,
        "users",
        &[
            "drafts one_to_many user_id",
            "posts one_to_many author?",
            "profiles one_to_one user_id",
            "seats one_to_one user_id",
        ],
        &[],
    );
    check_relationships(&schema, "posts", &[], &["users many_to_one author?"]);
    check_relationships(&schema, "profiles", &[], &["users one_to_one user_id"]);
}

#[test]
fn a_junction_table_gives_many_to_many_at_both_ends() {
    let schema = schema([
        table("film").id(),
        table("actor").id(),
        table("film_actor")
            .reference("film_id", "film")
            .reference("actor_id", "actor")
            .column("last_update", "date")
            .key(&["film_id", "actor_id"]),
        table("people").id(),
        table("follows")
            .id()
            .reference("follower", "people")
            .reference("followee", "people")
            .unique(&["follower", "followee"]),
    ]);
    check_relationships(
        &schema,
        "film",
        &["film_actor one_to_many film_id", "actor many_to_many film_id through film_actor"],
        &[],
    );
    check_relationships(
        &schema,
        "people",
        &[
            "follows one_to_many follower",
            "follows one_to_many followee",
            "people many_to_many follower through follows",
            "people many_to_many followee through follows",
        ],
        &[],
    );
    let analysis = analyzed(&schema);
    assert_eq!(analysis.tables[position(&schema, "follows")].role, Some(TableRole::Junction));
    assert_eq!(graph::junctions(&analysis).len(), 2);
}

#[test]
fn a_junction_may_say_much_of_the_tie() {
    let wide = table("order_items")
        .reference("order_id", "orders")
        .reference("product_id", "products")
        .key(&["order_id", "product_id"]);
    let wide = ["a", "b", "c", "d", "e", "f"].into_iter().fold(wide, |t: Build, name| t.column(name, "text"));
    let schema = schema([table("orders").id(), table("products").id(), wide]);
    check_relationships(
        &schema,
        "orders",
        &["order_items one_to_many order_id", "products many_to_many order_id through order_items"],
        &[],
    );
}

#[test]
fn the_relationships_of_partitions_are_their_parents() {
    let schema = schema([
        table("customer").id(),
        table("staff").id(),
        table("payment").id().reference("customer_id", "customer").column("staff_id", "bigint"),
        table("payment_1").id().column("customer_id", "bigint").reference("staff_id", "staff").partition_of("payment"),
        table("payment_2")
            .id()
            .reference("staff_id", "staff")
            .reference("customer_id", "customer")
            .partition_of("payment")
            .table(|t| {
                t.foreign_keys[1].inherited = true;
            }),
    ]);
    check_relationships(&schema, "payment", &[], &["customer many_to_one customer_id", "staff many_to_one staff_id"]);
    check_relationships(&schema, "payment_2", &[], &[]);
    check_relationships(&schema, "customer", &["payment one_to_many customer_id"], &[]);
}

#[test]
fn annotated_references_count_where_none_is_declared() {
    let schema = schema([
        table("users").id(),
        table("events")
            .id()
            .column("actor", "bigint")
            .with(|c| {
                c.annotations.references = Some(("users.id".into(), None));
                c.annotations.label = Some("causes".into());
                c.annotations.cardinality = Some("zero_or_one".into());
            })
            .reference("owner", "users")
            .with(|c| c.annotations.references = Some(("users.id".into(), None))),
    ]);
    check_relationships(&schema, "users", &["events one_to_many owner", "events one_to_one actor"], &[]);
    let analysis = analyzed(&schema);
    assert_eq!(analysis.tables[1].outgoing[1].label.as_deref(), Some("causes"));
}

#[test]
fn words_on_columns_follow_from_constraints() {
    let mut schema = schema([table("users")
        .id()
        .column("email", "character varying(255)")
        .unique(&["email"])
        .null_column("status", "text")
        .check("status_check", "status IN ('on', 'off')")
        .with(|c| c.annotations.flow = vec![Transition { from: "on".into(), to: "off".into() }])
        .column("mood", "mood")
        .with(|c| {
            c.data_type = DataType {
                native: "mood".into(),
                logical: LogicalType::Enum(Box::new(QualifiedName::new("public", "mood"))),
            }
        })
        .column("age", "integer")
        .check("age_check", "age >= 18")
        .null_column("kind", "text")
        .with(|c| {
            c.annotations.unique = true;
            c.annotations.values = vec![crate::model::Named { name: "x".into(), text: None }];
        })]);
    schema.enums = vec![EnumType {
        id: QualifiedName::new("public", "mood"),
        values: vec!["sad".into(), "ok".into()],
        ..EnumType::default()
    }];
    let facts = table_facts(&schema, &schema.tables[0]);
    let words: Vec<String> = facts.columns.iter().map(|c| c.constraints.join(" ")).collect();
    assert_eq!(
        words,
        ["primary_key required", "unique required", "check enum", "required enum", "required check", "unique"]
    );
    let set = |i: usize| facts.columns[i].closed_set.clone().expect("a closed set");
    assert_eq!((set(2).values, set(2).origin), (vec!["on".to_owned(), "off".to_owned()], ClosedSetOrigin::Check(0)));
    assert_eq!(set(3).values, ["sad", "ok"]);
    assert_eq!(set(5).origin, ClosedSetOrigin::Stated);
    assert_eq!(facts.columns[1].inferred_rules, ["at most 255 characters"]);
    assert_eq!(facts.columns[4].inferred_rules, ["at least 18"]);
    assert!(facts.columns[5].unique_by_convention);
    assert_eq!(facts.state_flows.len(), 1);
    assert_eq!(facts.state_flows[0].states, ["on", "off"]);
}

#[test]
fn roles_follow_from_keys_and_names() {
    let check = |build: Build, expected: TableRole| {
        let name = "subject";
        let _ = name;
        let schema = schema([build, table("zz_user").id().reference("ref", "level")]);
        assert_eq!(analyzed(&schema).tables[0].role, Some(expected), "{}", schema.tables[0].id.name);
    };
    check(table("audit_log").id(), TableRole::Audit);
    check(table("row_changes").id().column("old_values", "jsonb").column("new_values", "jsonb"), TableRole::Audit);
    check(table("login").id(), TableRole::Core);
    check(table("request_log").id(), TableRole::Log);
    check(table("catalog").id(), TableRole::Core);
    check(table("country").id().column("name", "text"), TableRole::Lookup);
    check(table("level").column("id", "smallint").key(&["id"]).column("name", "text"), TableRole::Lookup);
    check(table("artist").id().column("name", "text"), TableRole::Core);
}

#[test]
fn groups_of_connected_tables_are_features_and_a_hub_does_not_melt_them() {
    let mut tables = vec![table("users").id()];
    for group in ["chat", "shop", "wiki", "mail"] {
        tables.push(table(&format!("{group}s")).id().reference("user_id", "users"));
        for part in ["item", "part", "note"] {
            tables.push(
                table(&format!("{group}_{part}"))
                    .id()
                    .reference("owner", &format!("{group}s"))
                    .reference("user_id", "users"),
            );
        }
    }
    let schema = schema(tables);
    let features = analyzed(&schema).features;
    let names: Vec<&str> = features.iter().map(|f| f.name.as_str()).collect();
    assert!(["chats", "mails", "shops", "wikis"].iter().filter(|n| names.contains(n)).count() >= 3, "{names:?}");
    assert!(features.iter().all(|f| f.inferred && (3..=9).contains(&f.tables.len())), "{features:?}");
}

#[test]
fn declared_features_come_first_and_keep_their_tables() {
    let schema = schema([
        table("a").id(),
        table("b").id().reference("a_id", "a"),
        table("c")
            .id()
            .reference("b_id", "b")
            .table(|t| t.annotations.features = vec!["second".into(), "first".into()]),
        table("d").id(),
    ]);
    let features = vec![FeatureConfig {
        name: "first".into(),
        tables: vec![("a".into(), None), ("gone".into(), None)],
        ..FeatureConfig::default()
    }];
    let config = Config { features, ..Config::default() };
    let analysis = analyze(&schema, &config, &mut Diagnostics::default());
    let found: Vec<(&str, &[usize])> =
        analysis.features.iter().map(|f| (f.name.as_str(), f.tables.as_slice())).collect();
    assert_eq!(found, [("first", &[0, 2][..]), ("second", &[2][..])]);
    assert_eq!(analysis.tables[2].features, [0, 1]);
}

fn codes(schema: &Schema) -> Vec<(&'static str, Option<String>)> {
    analyzed(schema).findings.into_iter().map(|f| (f.code.as_str(), f.subject)).collect()
}

#[test]
fn findings_rest_on_the_schema() {
    let check = |build: Build, expected: &[(&'static str, Option<&str>)]| {
        let schema = schema([table("aa").id(), build]);
        let found = codes(&schema);
        let found: Vec<(&str, Option<&str>)> = found.iter().map(|(c, s)| (*c, s.as_deref())).collect();
        assert_eq!(found, expected, "{}", schema.tables[1].id.name);
    };
    check(table("b").column("x", "text"), &[("no-primary-key", None)]);
    check(table("c").id().reference("aa_id", "aa"), &[("unindexed-foreign-key", Some("c_aa_id_fkey"))]);
    check(table("d").id().reference("aa_id", "aa").index("i", &["aa_id", "id"]), &[]);
    check(
        table("e")
            .id()
            .reference("aa_id", "aa")
            .index("i", &["aa_id"])
            .with_index(|i| i.predicate = Some("(aa_id IS NOT NULL)".into())),
        &[],
    );
    check(
        table("f")
            .id()
            .column("aa_id", "integer")
            .references(&["aa_id"], "aa", Action::NoAction)
            .index("i", &["aa_id"]),
        &[("mismatched-reference-type", Some("f_aa_id_fkey"))],
    );
    check(table("g").id().column("aa_id", "bigint"), &[("undeclared-reference", Some("aa_id"))]);
    // Words of a program for `bigint` with a sequence.
    check(table("g").id().column("aa_id", "bigserial"), &[("undeclared-reference", Some("aa_id"))]);
    check(table("h").id().column("aa_id", "text"), &[]);
    check(table("i").id().null_column("x", "text").unique(&["x"]), &[("nullable-unique", Some("i_x_key"))]);
    check(
        table("j").id().column("x", "text").index("one", &["x"]).index("two", &["x"]),
        &[("duplicate-index", Some("two"))],
    );
    check(
        table("k").id().column("x", "text").index("one", &["x"]).index("two", &["x", "id"]),
        &[("redundant-index", Some("one"))],
    );
    check(table("l").id().column("x", "text").unique(&["x"]).index("one", &["x"]), &[("duplicate-index", Some("one"))]);
    check(
        table("m")
            .id()
            .column("x", "text")
            .index("one", &["x"])
            .with_index(|i| i.unique = true)
            .index("two", &["x", "id"]),
        &[],
    );
}

#[test]
fn a_loop_of_strict_references_is_told() {
    let looped = |optional: bool| {
        let b = table("b").id();
        let b = if optional { b.null_column("a_id", "bigint") } else { b.column("a_id", "bigint") };
        schema([
            table("a").id().reference("b_id", "b").index("ia", &["b_id"]),
            b.references(&["a_id"], "a", Action::Cascade).index("ib", &["a_id"]),
        ])
    };
    assert_eq!(codes(&looped(true)), []);
    assert_eq!(codes(&looped(false)), [("circular-reference", None)]);
}

#[test]
fn the_graph_answers() {
    let schema = schema([
        table("a").id(),
        table("b").id().column("a_id", "bigint").references(&["a_id"], "a", Action::Cascade),
        table("c").id().column("b_id", "bigint").references(&["b_id"], "b", Action::Cascade),
        table("d").id().null_column("c_id", "bigint").references(&["c_id"], "c", Action::SetNull),
        table("e").id().reference("a_id", "a").null_column("boss", "bigint").references(
            &["boss"],
            "e",
            Action::NoAction,
        ),
        table("f").id(),
    ]);
    let analysis = analyzed(&schema);
    let graph = Graph::new(&schema, &analysis);
    let tables = |effects: &[graph::Effect]| effects.iter().map(|e| e.table).collect::<Vec<_>>();
    let effects = graph::delete_effects(&graph, 0, 100);
    assert_eq!(
        (tables(&effects.deleted), tables(&effects.set_null), tables(&effects.blocked_by)),
        (vec![1, 2], vec![3], vec![4])
    );
    assert!(graph::delete_effects(&graph, 0, 2).truncated);
    assert_eq!(graph::insert_order(&graph), [vec![0], vec![1], vec![2], vec![3], vec![4], vec![5]]);
    let cycles = graph::cycles(&graph);
    assert_eq!((cycles.len(), cycles[0].tables.as_slice(), cycles[0].breakable), (1, &[4][..], true));
    assert_eq!(graph::hubs(&graph, 2).iter().map(|h| (h.table, h.referenced_by)).collect::<Vec<_>>(), [(0, 2)]);
    let paths = graph::join_paths(&graph, 4);
    let path = paths.to(3).expect("a path");
    assert_eq!(path.iter().map(|j| j.to).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_eq!(paths.to(5), None);
}

#[test]
fn a_long_chain_is_no_matter() {
    let tables = (0..3_000).map(|i| {
        let build = table(&format!("t{i:05}")).id();
        if i == 0 {
            build
        } else {
            build.column("up", "bigint").references(&["up"], &format!("t{:05}", i - 1), Action::Cascade)
        }
    });
    let schema = schema(tables);
    let analysis = analyzed(&schema);
    let graph = Graph::new(&schema, &analysis);
    assert_eq!(graph::insert_order(&graph).len(), 3_000);
    assert_eq!(graph::delete_effects(&graph, 0, 10_000).deleted.len(), 2_999);
    assert!(analysis.features.iter().all(|f| f.tables.len() <= 20));
}

#[test]
fn the_fingerprint_is_of_the_structure() {
    let one = || {
        table("users")
            .id()
            .column("email", "text")
            .unique(&["email"])
            .check("c", "email IN ('a', 'b')")
            .index("users_email_idx", &["email"])
    };
    let print = |build: Build| analyzed(&schema([build])).fingerprint;
    let base = print(one());
    assert_eq!(base.len(), "sha256:".len() + 64);
    let same = [
        one().table(|t| t.annotations.purpose = Some("People.".into())),
        one().table(|t| t.checks[0].expression = "(email = ANY (ARRAY['b'::text, 'a'::text]))".into()),
        one().table(|t| t.unique[0].name = "other_key".into()),
        one().table(|t| t.indexes[0].name = "users_email_idx1".into()),
    ];
    for build in same {
        assert_eq!(print(build), base);
    }
    let different = [
        one().column("x", "text"),
        one().table(|t| t.columns[1].nullable = true),
        one().table(|t| t.unique.clear()),
        one().table(|t| t.indexes[0].name = "by_email".into()),
        one().table(|t| t.indexes[0].unique = true),
        one().table(|t| t.checks[0].expression = "email IN ('a')".into()),
        one().default("email", "''"),
    ];
    for build in different {
        assert_ne!(print(build), base);
    }
    let with_default = |text: &str| print(one().default("email", text));
    assert_eq!(with_default("now()"), with_default("''"));
}

#[test]
fn a_reference_that_leads_nowhere_is_an_error_once() {
    let schema = schema([table("users").id(), table("posts").id().reference("user_id", "user")]);
    let mut diagnostics = Diagnostics::default();
    analyze(&schema, &Config::default(), &mut diagnostics);
    let found: Vec<_> = diagnostics.iter().filter(|found| found.code == Code::UnresolvedReference).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].message,
        "the foreign key `posts_user_id_fkey` of `posts` references `user`, which does not exist"
    );
    assert_eq!(found[0].help.as_deref(), Some("did you mean `users`?"));
}

#[test]
fn access_patterns_find_their_indexes() {
    let pattern = |index: Option<&str>, words: Option<&str>| crate::model::AccessPattern {
        name: "login".into(),
        index: index.map(str::to_owned),
        pattern: words.map(str::to_owned),
        frequency: Some(crate::model::Frequency::High),
        ..Default::default()
    };
    let check = |index: Option<&str>, words: Option<&str>, expected: &[&str]| {
        let schema = schema([table("users").id().column("email", "text").index("by_email", &["email"]).table(|t| {
            t.annotations.access = vec![pattern(index, words)];
        })]);
        let analysis = analyzed(&schema);
        assert_eq!(analysis.tables[0].access[0].covered_by, expected);
        let critical: Vec<String> = expected.iter().map(|name| format!("users.{name}")).collect();
        assert_eq!(analysis.insights.critical_indexes, critical);
    };
    check(Some("by_email"), None, &["by_email"]);
    check(Some("by_mail"), None, &[]);
    check(None, Some("by_email index"), &["by_email"]);
    check(None, Some("direct _id lookup"), &["users_pkey"]);
    check(None, Some("full scan"), &[]);
}

#[test]
fn coverage_counts_words_and_what_is_ignored_apart() {
    let schema = schema([
        table("a")
            .id()
            .with(|c| c.annotations.purpose = Some("Key.".into()))
            .column("b", "text")
            .with(|c| c.annotations.ignore = true),
        table("z").id().table(|t| t.annotations.ignore = true),
    ]);
    let coverage = analyzed(&schema).coverage;
    assert_eq!((coverage.tables.documented, coverage.tables.total, coverage.tables.ignored), (0, 1, 1));
    assert_eq!((coverage.columns.documented, coverage.columns.total, coverage.columns.ignored), (1, 1, 1));
}
