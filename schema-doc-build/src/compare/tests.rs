use super::compare;
use crate::analyze::build::{Build, schema, table};
use crate::model::{Action, EnumType, QualifiedName, Schema};

fn messages(old: &Schema, new: &Schema) -> Vec<String> {
    compare(old, new).iter().map(|change| format!("{}: {}", change.object, change.message)).collect()
}

#[test]
fn a_schema_does_not_differ_from_itself() {
    let one = schema([table("users").id().column("email", "text").unique(&["email"])]);
    assert_eq!(messages(&one, &one.clone()), Vec::<String>::new());
}

#[test]
fn tables_and_columns_come_go_and_change() {
    let old = schema([table("a").id(), table("users").id().column("age", "integer").null_column("nick", "text")]);
    let new = schema([
        table("b").id(),
        table("users").id().column("age", "bigint").column("phone", "text").default("age", "0"),
    ]);
    assert_eq!(
        messages(&old, &new),
        [
            "a: table removed",
            "b: table added",
            "users.age: type changed from `integer` to `bigint`",
            "users.age: default `0` added",
            "users.phone: column added",
            "users.nick: column removed",
        ]
    );
}

#[cfg(feature = "typescript")]
#[test]
fn a_change_inside_a_document_is_named_by_its_path() {
    use crate::analyze::build::documents::{
        array, document, documents, id, literals, null, number, object, string, union,
    };
    use crate::model::IndexKind;

    let old = documents([document("users")
        .field("address", object(&[("street", string()), ("geo", object(&[("lat", number())]))]))
        .field("tags", array(string()))
        .field("status", literals(&["on", "off"]))
        .field("team", id("users"))
        .field("size", object(&[("a", number()), ("b", number())]))
        .indexed("by_status", IndexKind::Index, &["status"])]);
    let new = documents([document("users")
        .field("address", object(&[("street", number()), ("place", object(&[("lat", number())]))]))
        .optional("tags", array(string()))
        .field("status", literals(&["on"]))
        .field("team", union(&[id("users"), null()]))
        .field("size", object(&[("b", number()), ("a", number())]))
        .indexed("by_status", IndexKind::Search, &["status"])]);
    assert_eq!(messages(&old, &old.clone()), Vec::<String>::new());
    assert_eq!(
        messages(&old, &new),
        [
            "users.address.street: type changed from `v.string()` to `v.number()`",
            "users.address.place: column added",
            "users.address.geo: column removed",
            "users.tags: may be absent now",
            "users.status: type changed from `v.union(v.literal(\"on\"), v.literal(\"off\"))` to `v.literal(\"on\")`",
            "users.team: type changed from `v.id(\"users\")` to `v.union(v.id(\"users\"), v.null())`",
            "users.team: may be null now",
            "users.size: order of fields changed",
            "users.by_status: method changed from `index` to `search`",
        ]
    );
}

#[test]
fn keys_references_and_checks_are_compared() {
    let users = || table("users").id();
    let old = schema([
        users(),
        table("sessions")
            .id()
            .column("user_id", "bigint")
            .references(&["user_id"], "users", Action::NoAction)
            .check("kind", "user_id IN (1, 2)"),
    ]);
    let new = schema([
        users(),
        table("sessions")
            .id()
            .column("user_id", "bigint")
            .references(&["user_id"], "users", Action::Cascade)
            .check("kind", "((user_id = ANY (ARRAY[1, 2])))")
            .index("by_user", &["user_id"]),
    ]);
    assert_eq!(
        messages(&old, &new),
        [
            "sessions.sessions_user_id_fkey: on delete changed from `no action` to `cascade`",
            "sessions.by_user: index on `user_id` added",
        ]
    );
}

#[test]
fn values_of_an_enum_are_compared_one_by_one() {
    let with = |values: &[&str]| {
        let mut schema = schema([]);
        schema.enums = vec![EnumType {
            id: QualifiedName::new("public", "mood"),
            values: values.iter().map(|v| (*v).to_owned()).collect(),
            ..EnumType::default()
        }];
        schema
    };
    assert_eq!(
        messages(&with(&["sad", "ok"]), &with(&["ok", "happy"])),
        ["mood: value `happy` added", "mood: value `sad` removed"]
    );
    assert_eq!(messages(&with(&["sad", "ok"]), &with(&["ok", "sad"])), ["mood: order of values changed"]);
}

#[test]
fn prose_counts_and_what_is_ignored_does_not() {
    let old = schema([table("users").id()]);
    let mut new = old.clone();
    new.tables[0].annotations.purpose = Some("People.".into());
    new.tables[0].annotations.description = Some("People.".into());
    assert_eq!(messages(&old, &new), ["users: purpose added"]);
    let mut hidden = old.clone();
    hidden.tables.push(Build::into(table("zz").id()));
    hidden.tables[1].annotations.ignore = true;
    assert_eq!(messages(&old, &hidden), Vec::<String>::new());
}
