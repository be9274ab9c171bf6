//! Comments of TypeScript on the definitions of a program.

use schema_doc_diagnostics::{Diagnostics, FileId, Span};

use super::annotate;
use super::object::{Object, for_each};
use crate::config::{Config, toml};
use crate::model::{
    Column, DataType, Definition, Index, IndexKey, LogicalType, Schema, SourceComment, System, Table, TableId,
    TableKind,
};

const SCHEMA: &str = r#"
import { shared } from "./shared";
// eslint-disable-next-line no-restricted-syntax
export default defineSchema({
  /**
   * Who signs in. See {@link accounts | their accounts}.
   * @remarks One a person.
   * @category authentication
   * @param nothing of ours,
   *   over two lines
   */
  users: defineTable({
    githubId: v.string(), // GitHub user ID
    // --- Profile ---
    username: v.string(), // Users name @unique
    // email: v.string(),
    address: v.object({ // where they live
      street: v.string(), // with the number @pii
      // Where the parcel goes
      // and the bill
      geo: v.object({ lat: v.number() }),
    }),
    status: v.union( // Job status
      v.literal("pending"), // waiting for a worker
      /* at work */
      v.literal('running'),
      v.literal(`done`)
    ),
    // @ts-expect-error
    ...shared,
  })
    // Fast lookup
    .index("by_github_id", ["githubId"]),
  // Jobs table
  // What is to be done.
  jobs: defineTable({ ...shared }),
});
export const messages = /* What was said. @planned v0.2 */ defineTable({ body: v.string() });
const indexes = (table) => [index("by_body").on(table.body)]; // Full-text search
"#;

const SHARED: &str = "export const shared = {\n  createdAt: v.number(), // Unix timestamp of creation\n};\n";

/// The place of a text, which stands there once.
fn place(schema: &Schema, file: FileId, written: &str) -> Span {
    let text = schema.files.file(file).text();
    let start = text.find(written).unwrap_or_else(|| panic!("{written}"));
    Span { file, start: start as u32, end: (start + written.len()) as u32 }
}

/// From one text to the end of another.
fn from_to(schema: &Schema, file: FileId, from: &str, to: &str) -> Span {
    let (from, text) = (place(schema, file, from), schema.files.file(file).text());
    let end = text[from.start as usize..].find(to).unwrap() + to.len();
    Span { end: from.start + end as u32, ..from }
}

fn field(name: &str, span: Span, logical: LogicalType) -> Column {
    let data_type = DataType { native: String::new(), logical };
    Column { name: name.into(), data_type, span: Some(span), ..Column::default() }
}

fn table(name: &str, span: Span, columns: Vec<Column>) -> Table {
    let definition = Definition { span: Some(span), ..Definition::default() };
    Table { id: TableId::new("", name), kind: TableKind::Document, columns, definition, ..Table::default() }
}

fn schema() -> Schema {
    let mut schema = Schema { system: System::Convex, ..Schema::default() };
    let main = schema.files.add("convex/schema.ts", SCHEMA);
    let shared = schema.files.add("convex/shared.ts", SHARED);
    for file in [main, shared] {
        let text = schema.files.file(file).text().to_owned();
        let mut at = 0;
        while let Some(next) = text[at..].find("//").into_iter().chain(text[at..].find("/*")).min() {
            let start = at + next;
            let end = if text[start..].starts_with("//") { "\n" } else { "*/" };
            at = start + text[start..].find(end).unwrap() + end.len();
            let end = start + text[start..at].trim_end().len();
            schema.comments.push(SourceComment { span: Span { file, start: start as u32, end: end as u32 } });
        }
    }
    let at = |written: &str| place(&schema, main, written);
    let created = || field("createdAt", place(&schema, shared, "createdAt: v.number()"), LogicalType::Number);
    let text = |written: &str| field(written.split(':').next().unwrap(), at(written), LogicalType::String);
    let geo = LogicalType::Object(vec![field("lat", at("lat: v.number()"), LogicalType::Number)]);
    let inside = vec![text("street: v.string()"), field("geo", at("geo: v.object({ lat: v.number() })"), geo)];
    let states = ["pending", "running", "done"].map(|state| format!("{state:?}").into());
    let users = vec![
        text("githubId: v.string()"),
        text("username: v.string()"),
        field("address", from_to(&schema, main, "address:", "    })"), LogicalType::Object(inside)),
        field("status", from_to(&schema, main, "status:", "    )"), LogicalType::Literals(states.into())),
        created(),
    ];
    let index = Index {
        name: "by_github_id".into(),
        keys: vec![IndexKey::column("githubId")],
        span: Some(at(".index(\"by_github_id\", [\"githubId\"])")),
        ..Index::default()
    };
    let mut users = table("users", from_to(&schema, main, "users:", "[\"githubId\"])"), users);
    users.indexes.push(index);
    users.indexes.push(Index {
        name: "by_body".into(),
        span: Some(at("index(\"by_body\").on(table.body)")),
        ..Index::default()
    });
    let jobs = table("jobs", at("jobs: defineTable({ ...shared })"), vec![created()]);
    let messages = at("defineTable({ body: v.string() })");
    let messages = table("messages", messages, vec![text("body: v.string()")]);
    schema.planned = vec![messages, table("drafts", at("import"), Vec::new())];
    schema.tables = vec![jobs, users];
    schema
}

fn documented(schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for_each(schema, &mut |object, annotations| {
        let title = object.title(schema);
        found.extend(annotations.description.as_ref().map(|description| format!("{title}: {description}")));
        for value in &annotations.values {
            found.push(format!("{title}={}: {}", value.name, value.text.as_deref().unwrap_or_default()));
        }
    });
    found
}

#[test]
fn comments_of_a_program_belong_to_what_they_stand_at() {
    let (mut schema, mut diagnostics) = (schema(), Diagnostics::default());
    annotate(&mut schema, &Config::default(), &mut diagnostics);
    let found: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(found, [""; 0]);
    assert_eq!(
        documented(&schema),
        [
            "table `jobs`: What is to be done.",
            "column `jobs.createdAt`: Unix timestamp of creation",
            "table `users`: Who signs in. See their accounts. One a person.",
            "column `users.githubId`: GitHub user ID",
            "column `users.username`: Users name",
            "column `users.address`: where they live",
            "field `users.address.street`: with the number",
            "field `users.address.geo`: Where the parcel goes and the bill",
            "column `users.status`: Job status",
            "column `users.status`=pending: waiting for a worker",
            "column `users.status`=running: at work",
            "column `users.createdAt`: Unix timestamp of creation",
            "index `by_github_id` of `users`: Fast lookup",
            "index `by_body` of `users`: Full-text search",
            "table `messages`: What was said.",
        ]
    );
    assert_eq!(schema.tables[1].annotations.category.as_deref(), Some("authentication"));
    assert!(schema.tables[1].columns[1].annotations.unique);
}

#[test]
fn a_definition_apart_from_the_schema_is_planned_where_someone_says_so() {
    let (mut schema, mut diagnostics) = (schema(), Diagnostics::default());
    annotate(&mut schema, &Config::default(), &mut diagnostics);
    let planned: Vec<_> =
        schema.planned.iter().map(|t| (t.id.name.as_str(), t.annotations.planned.as_deref())).collect();
    assert_eq!(planned, [("messages", Some("v0.2"))]);
}

#[test]
fn a_field_inside_a_document_is_a_key_of_the_overlay() {
    let (mut schema, mut diagnostics) = (schema(), Diagnostics::default());
    let overlay = "[tables.users.fields.\"address.geo.lat\"]\nmeaning = \"North of the equator\"\n\
                   [tables.users.fields.\"address.geo.lon\"]\nmeaning = \"x\"\n\
                   [tables.users.fields.address]\nsee = [\"users.address.geo\", \"users._id\", \"users.address.go\"]\n";
    let file = schema.files.add("schema-doc.toml", overlay);
    let config = toml::parse(overlay, file, &mut diagnostics);
    annotate(&mut schema, &config, &mut diagnostics);
    let found: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(
        found,
        ["table `users` has no column `address.geo.lon`", "there is no table or column `users.address.go`"]
    );
    let lat = Object::Field(1, 2, 2).annotations(&mut schema).unwrap();
    assert_eq!(lat.meaning.as_deref(), Some("North of the equator"));
}
