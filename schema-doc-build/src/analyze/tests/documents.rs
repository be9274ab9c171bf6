//! What follows for documents.

use super::super::build::documents::{array, document, documents, id, literals, null, number, object, string, union};
use schema_doc_diagnostics::{Code, Diagnostics, Level};

use super::super::{ClosedSetOrigin, TableRole, analyze, table_facts};
use super::{analyzed, check_relationships, position};
use crate::config::{Config, LintConfig};
use crate::model::{IndexKind, Sensitivity};

#[test]
fn ids_tie_documents_wherever_they_stand() {
    let schema = documents([
        document("users"),
        document("teams").field("owner", id("users")).with(|column| column.annotations.unique = true),
        document("messages")
            .optional("author", id("users"))
            .field("reply_to", union(&[id("messages"), null()]))
            .field("readers", array(id("users")))
            .field("place", object(&[("team", id("teams"))]))
            .field("target", union(&[id("users"), id("teams")])),
    ]);
    check_relationships(
        &schema,
        "messages",
        &["messages one_to_many reply_to?"],
        &[
            "users many_to_one author?",
            "messages many_to_one reply_to?",
            "users many_to_many readers",
            "teams many_to_one place.team",
            "users many_to_one target?",
            "teams many_to_one target?",
        ],
    );
    check_relationships(
        &schema,
        "users",
        &[
            "messages one_to_many author?",
            "messages many_to_many readers",
            "messages one_to_many target?",
            "teams one_to_one owner",
        ],
        &[],
    );
}

#[test]
fn lints_see_fields_inside_documents() {
    let schema = documents([document("orders")
        .field("state", object(&[("kind", literals(&["open", "paid"])), ("note", string())]))
        .with(|column| column.annotations.purpose = Some("Where it is.".to_owned()))
        .field("to", array(object(&[("email", string()), ("address", object(&[("street", string())]))])))
        .field("from", object(&[("email", string())]))
        .with(|column| column.annotations.sensitivity = Some(Sensitivity::Pii))
        .field("old", object(&[("phone", string())]))
        .with(|column| column.annotations.ignore = true)]);
    let check = |code: Code, expected: &[&str]| {
        let lint = |other: &Code| {
            let level = Some(if *other == code { Level::Warn } else { Level::Allow });
            LintConfig { code: *other, level, limit: None }
        };
        let lints = Code::ALL.iter().filter(|code| code.is_lint()).map(lint).collect();
        let config = Config { lints, ..Config::default() };
        let mut diagnostics = Diagnostics::default();
        analyze(&schema, &config, &mut diagnostics);
        let mut found: Vec<&str> = diagnostics.iter().filter_map(|d| d.subject.as_deref()).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{}", code.as_str());
    };
    check(Code::UnannotatedSensitiveColumn, &["orders.to.address.street", "orders.to.email"]);
    check(Code::UndocumentedStatusValue, &["orders.state.kind"]);
    check(
        Code::MissingColumnDescription,
        &[
            "orders.from",
            "orders.from.email",
            "orders.state.kind",
            "orders.state.note",
            "orders.to",
            "orders.to.address",
            "orders.to.address.street",
            "orders.to.email",
        ],
    );
}

#[test]
fn two_ids_and_what_is_said_of_their_tie_make_a_junction() {
    let role = || literals(&["admin", "member"]);
    let schema = documents([
        document("users"),
        document("teams"),
        document("members").field("user", id("users")).field("team", id("teams")).field("role", role()),
        document("invitations").field("user", id("users")).field("team", id("teams")).field("text", string()),
    ]);
    let analysis = analyzed(&schema);
    let role = |name: &str| analysis.tables[position(&schema, name)].role;
    assert_eq!(role("members"), Some(TableRole::Junction));
    assert_eq!(role("invitations"), Some(TableRole::Core));
    check_relationships(
        &schema,
        "teams",
        &["invitations one_to_many team", "members one_to_many team", "users many_to_many team through members"],
        &[],
    );
}

#[test]
fn findings_are_those_of_documents() {
    let schema = documents([
        document("users").field("email", string()),
        document("messages")
            .field("author", id("users"))
            .field("editor", id("users"))
            .field("body", string())
            .indexed("by_author", IndexKind::Index, &["author"])
            .indexed("by_author_body", IndexKind::Index, &["author", "body"])
            .indexed("search_body", IndexKind::Search, &["body"]),
    ]);
    let found = analyzed(&schema).findings;
    let found: Vec<_> = found.iter().map(|f| (f.code.as_str(), f.subject.as_deref().unwrap_or_default())).collect();
    assert_eq!(found, [("unindexed-foreign-key", "editor"), ("redundant-index", "by_author")]);
}

#[test]
fn facts_of_fields() {
    let nothing = || union(&[literals(&["on", "off"]), null()]);
    let schema = documents([document("users")
        .field("state", nothing())
        .field("one", literals(&["only"]))
        .optional("email", string())
        .field("tokens", number())]);
    let facts = table_facts(&schema, &schema.tables[0]);
    let of: Vec<_> = facts.of(&schema.tables[0]).into_iter().map(|(c, f)| (c.name.as_str(), f)).collect();
    let constraints: Vec<_> = of.iter().map(|(name, facts)| (*name, facts.constraints.join(" "))).collect();
    let expected = [
        ("_id", "primary_key required"),
        ("_creationTime", "required"),
        ("state", "required enum"),
        ("one", "required enum"),
        ("email", ""),
        ("tokens", "required"),
    ];
    assert_eq!(constraints, expected.map(|(name, words)| (name, words.to_owned())));
    let set = of[2].1.closed_set.as_ref().unwrap();
    assert_eq!((set.values.join(" "), set.numeric, &set.origin), ("on off".into(), false, &ClosedSetOrigin::Inline));
    assert_eq!((of[4].1.sensitivity, of[5].1.sensitivity), (Some(Sensitivity::Pii), None));
}
