//! Schemas → tables.

use schema_doc_diagnostics::{Diagnostics, Severity};

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::list::IteratorExt;
use crate::model::{Column, Index, IndexKey, IndexKind, Schema, Table};

const HEAD: &str =
    "import { defineSchema, defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\n";

fn read(files: &[(&str, &str)]) -> (Schema, Diagnostics) {
    let mut schema = Schema::default();
    let mut diagnostics = Diagnostics::default();
    let source = SourceConfig::new(SourceKind::Convex, "convex");
    super::read(&Files::in_memory(files.iter().copied()), &source, &mut schema, &mut diagnostics);
    (schema, diagnostics)
}

/// `users: email? v.string(); by_email (email); teamId -> teams`
fn described(schema: &Schema) -> String {
    let column = |column: &Column| {
        format!("{}{} {}", column.name, if column.optional { "?" } else { "" }, column.data_type.native)
    };
    let index = |index: &Index| {
        let kind = if index.kind == IndexKind::Index { "" } else { index.kind.as_str() };
        let fields = index.keys.iter().filter_map(IndexKey::as_column).join(", ");
        let filter = index.filter_fields.iter().map(|field| format!(" +{field}")).join("");
        let dimensions = index.dimensions.map(|dimensions| format!(" {dimensions}")).unwrap_or_default();
        let staged = if index.staged { " staged" } else { "" };
        format!("; {kind}{}({fields}){filter}{dimensions}{staged}", index.name)
    };
    let table = |table: &Table| {
        let keys = table.foreign_keys.iter().map(|key| format!("; {} -> {}", key.columns.join(","), key.table.name));
        format!(
            "{}: {}{}{}",
            table.id.name,
            table.columns.iter().map(column).join(", "),
            table.indexes.iter().map(index).join(""),
            keys.join(""),
        )
    };
    schema.tables.iter().map(table).join("\n")
}

/// `convex/schema.ts:3:5 error: …; help`
fn said(schema: &Schema, diagnostics: &Diagnostics) -> Vec<String> {
    diagnostics
        .iter()
        .map(|d| {
            let level = if d.severity == Severity::Error { "error" } else { "warning" };
            let place = d.span.map(|span| schema.files.place(span)).unwrap_or_default();
            format!("{place} {level} {}: {}; {}", d.code.as_str(), d.message, d.help.as_deref().unwrap_or("-"))
        })
        .collect()
}

/// Several files, of which `convex/schema.ts` has the schema.
#[track_caller]
fn check_files(files: &[(&str, &str)], expected: &str, expected_said: &[&str]) {
    let (schema, diagnostics) = read(files);
    assert_eq!(described(&schema), expected);
    assert_eq!(said(&schema, &diagnostics), expected_said);
}

/// A schema, behind the usual imports in two lines.
#[track_caller]
fn check(text: &str, expected: &str, expected_said: &[&str]) {
    check_files(&[("convex/schema.ts", &format!("{HEAD}{text}"))], expected, expected_said);
}

/// The fields of one table.
#[track_caller]
fn check_fields(fields: &str, expected: &str) {
    check(
        &format!("export default defineSchema({{ t: defineTable({{ {fields} }}) }});"),
        &format!("t: {expected}"),
        &[],
    );
}

/// What is said of the fields of one table, without its place.
#[track_caller]
fn check_fault(fields: &str, expected: &str) {
    let text = format!("{HEAD}export default defineSchema({{ t: defineTable({{ {fields} }}) }});");
    let (schema, diagnostics) = read(&[("convex/schema.ts", &text)]);
    let said: Vec<String> =
        said(&schema, &diagnostics).iter().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect();
    assert_eq!(said, [expected], "{fields}");
}

#[test]
fn each_validator_is_a_type() {
    check_fields("a: v.string(), b: v.number(), c: v.float64()", "a v.string(), b v.number(), c v.number()");
    check_fields("a: v.int64(), b: v.bigint(), c: v.commitTs()", "a v.int64(), b v.int64(), c v.commitTs()");
    check_fields(
        "a: v.boolean(), b: v.bytes(), c: v.null(), d: v.any()",
        "a v.boolean(), b v.bytes(), c v.null(), d v.any()",
    );
    check_fields("a: v.optional(v.string()), b: v.optional(v.optional(v.any()))", "a? v.string(), b? v.any()");
    check_fields(
        "a: v.literal(\"x\"), b: v.literal(1.50), c: v.literal(-2n)",
        "a v.literal(\"x\"), b v.literal(1.5), c v.literal(-2n)",
    );
    check_fields(
        "a: v.union(v.string(), v.null()), b: v.nullable(v.any())",
        "a v.union(v.string(), v.null()), b v.union(v.any(), v.null())",
    );
    check_fields(
        "a: v.object({ b: v.optional(v.array(v.string())), \"c d\": v.any() })"
            .replace(", \"c d\": v.any()", "")
            .as_str(),
        "a v.object({ b: v.optional(v.array(v.string())) })",
    );
    check_fields("a: v.record(v.string(), v.object({}))", "a v.record(v.string(), v.object({}))");
    check_fields("a: v.id(\"t\"), b: v.array(v.id(\"t\"))", "a v.id(\"t\"), b v.array(v.id(\"t\")); a -> t");
    check_fields(
        "a: v.optional(v.nullable(v.id(\"_storage\")))",
        "a? v.union(v.id(\"_storage\"), v.null()); a -> _storage",
    );
}

#[test]
fn a_validator_has_members_and_methods() {
    let declared = "const o = v.object({ a: v.string(), b: v.optional(v.number()) }); const u = v.union(v.literal(1), v.null());\n";
    let check_table = |argument: &str, expected: &str| {
        check(
            &format!("{declared}export default defineSchema({{ t: defineTable({argument}) }});"),
            &format!("t: {expected}"),
            &[],
        );
    };
    check_table("o.fields", "a v.string(), b? v.number()");
    check_table("o.pick(\"b\")", "b? v.number()");
    check_table("o.omit(\"b\")", "a v.string()");
    check_table("o.partial()", "a? v.string(), b? v.number()");
    check_table("o.extend({ a: v.any(), c: v.null() })", "a v.any(), b? v.number(), c v.null()");
    check_table(
        "{ a: o.asOptional(), b: o.fields.a.optional() }",
        "a? v.object({ a: v.string(), b: v.optional(v.number()) }), b? v.string()",
    );
    check_table("{ a: v.optional(o).pick(\"a\") }", "a? v.object({ a: v.string() })");
    check_table("{ a: u.members[0], b: v.array(u).element }", "a v.literal(1), b v.union(v.literal(1), v.null())");
    check_table(
        "{ a: v.literal(v.optional(o).kind), b: v.literal(o.fields.b.isOptional) }",
        "a v.literal(\"object\"), b v.literal(\"optional\")",
    );
    check_table("defineTable(o).validator", "a v.string(), b? v.number()");
    check_table("defineSchema({ x: defineTable(o) }).tables.x.validator.fields", "a v.string(), b? v.number()");
    check_table(
        "{ a: v.id(v.id(\"t\").tableName), b: v.record(v.string(), v.any()).value }",
        "a v.id(\"t\"), b v.any(); a -> t",
    );
}

#[test]
fn documents_of_several_kinds_have_the_fields_of_all() {
    let shared = "const at = { at: v.number() };\n";
    check(
        &format!(
            "{shared}export default defineSchema({{ t: defineTable(v.union(v.object({{ ...at, kind: v.literal(\"a\"), x: v.string() }}),
            v.object({{ ...at, kind: v.literal(\"b\"), x: v.optional(v.string()) }}), v.object({{ kind: v.literal(\"c\") }}))) }});"
        ),
        "t: at? v.number(), kind v.union(v.literal(\"a\"), v.literal(\"b\"), v.literal(\"c\")), x? v.string()",
        &[],
    );
    check(
        "export default defineSchema({ t: defineTable(v.any()).index(\"by_x\", [\"x.y\"]) });",
        "t: ; by_x(x.y)",
        &[],
    );
}

#[test]
fn indexes_are_of_three_kinds() {
    check(
        "export default defineSchema({ t: defineTable({ a: v.string(), b: v.object({ c: v.string() }), e: v.array(v.float64()) })
          .index(\"by_a\", [\"a\", \"b.c\"])
          .index(\"by_c\", { fields: [\"b.c\"], staged: true })
          .searchIndex(\"s\", { searchField: \"a\", filterFields: [\"b.c\"] })
          .vectorIndex(\"v\", { vectorField: \"e\", dimensions: 3, filterFields: [\"a\"], staged: true }) });",
        "t: a v.string(), b v.object({ c: v.string() }), e v.array(v.number()); by_a(a, b.c); by_c(b.c) staged; searchs(a) +b.c; vectorv(e) +a 3 staged",
        &[],
    );
}

#[test]
fn what_is_called_on_a_table_changes_it() {
    check(
        "const t = defineTable({ a: v.string() });
         t.index(\"by_a\", [\"a\"]);
         function more(table) { table.index(\"by_more\", { fields: [\"a\", \"b\"] }); return table; }
         export default defineSchema({ t: more(t).searchIndex(\"s\", { searchField: \"a\" }), u: defineTable({}) }, { schemaValidation: false });",
        "t: a v.string(); by_a(a); by_more(a, b); searchs(a)\nu: ",
        &[],
    );
}

#[test]
fn what_is_no_validator_is_an_error_at_its_place() {
    check_fault("a: v.string", "error invalid-declaration: `v.string` of `t.a` is not called; write `v.string()`");
    check_fault(
        "a: { b: v.string() }",
        "error invalid-declaration: `t.a` is an object, and no validator; write `v.object({…})` around it",
    );
    check_fault(
        "a: v.array([v.string()])",
        "error invalid-declaration: an element of `t.a` is a list, and no validator; write `v.array(…)`, or `v.union(…)`",
    );
    check_fault(
        "a: \"string\"",
        "error invalid-declaration: `t.a` is no validator; write one of `v`: `v.string()`, `v.literal(\"admin\")`",
    );
    check_fault(
        "a: v.literal(null)",
        "error invalid-declaration: `v.literal` of `t.a` is given no literal; give it a string, a finite number, a bigint or a boolean: \
         `v.literal(\"admin\")`",
    );
    check_fault(
        "a: v.id()",
        "error invalid-declaration: `v.id` of `t.a` names no table; write the table's name: `v.id(\"users\")`",
    );
    check_fault(
        "a: v.array(v.optional(v.string()))",
        "error invalid-declaration: an element of `t.a` is optional, and no field of an object; leave out `v.optional`; for null write \
         `v.union(…, v.null())`",
    );
    check_fault(
        "a: v.strng()",
        "warning unsupported-statement: `v.strng()` is not read: `v.strng` is not known; did you mean `v.string`?",
    );
    check_fault(
        "a: v.id(\"ts\")",
        "warning unresolved-reference: `v.id` of the table `ts`, which is not in the schema; did you mean `t`?",
    );
    check_fault(
        "a: v.record(v.union(v.literal(\"x\"), v.string()), v.any())",
        "error invalid-declaration: the keys of the record `t.a` are literals; write `v.object({ … })` with the keys as fields, or `v.string()` for \
         the key",
    );
    check_fault(
        "a: v.record(v.number(), v.any())",
        "error invalid-declaration: the keys of the record `t.a` are no texts; write `v.string()`, or `v.id(…)`, for the key",
    );
    check_fault(
        "\"a b\": v.any()",
        "error invalid-declaration: `t.a b` is no name of a field; a name is made of letters, digits and underscores, and does not begin with a digit",
    );
    check_fault(
        "a: v.object({ \"1\": v.any() })",
        "error invalid-declaration: `t.a.1` is no name of a field; a name is made of letters, digits and underscores, and does not begin with a digit",
    );
}

#[test]
fn what_convex_refuses_of_indexes_is_an_error() {
    let check_index = |calls: &str, expected: &str| {
        let table = "defineTable({ email: v.string(), at: v.object({ day: v.number() }), e: v.array(v.number()) })";
        let text = format!("{HEAD}export default defineSchema({{ t: {table}{calls} }});");
        let (schema, diagnostics) = read(&[("convex/schema.ts", &text)]);
        let said: Vec<String> =
            said(&schema, &diagnostics).iter().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect();
        assert_eq!(said, [expected], "{calls}");
    };
    let error = |text: &str| format!("error invalid-declaration: {text}");
    let fields = |count: usize| (0..count).map(|_| "\"email\"").collect::<Vec<_>>().join(", ");
    check_index(
        ".index(\"by_mail\", [\"emial\"])",
        "error unresolved-reference: no field `emial` in `t`; did you mean `email`?",
    );
    check_index(
        ".index(\"by_day\", [\"at.dya\"])",
        "error unresolved-reference: no field `at.dya` in `t`; did you mean `at.day`?",
    );
    check_index(
        ".index(\"a\", [\"email\"]).index(\"a\", [\"at\"])",
        "error duplicate-object: `t` has two indexes `a`; give one of them another name",
    );
    check_index(
        ".index(\"a\", [\"email\"]).index(\"b\", [\"email\"])",
        "error duplicate-object: the indexes `a` and `b` of `t` are on the same fields; leave one of them out; of search and vector indexes, put the \
         `filterFields` into one",
    );
    check_index(
        ".index(\"by_id\", [\"email\"])",
        &error(
            "the name `by_id` of an index of `t` is reserved; every table has `by_id` and `by_creation_time`; a name of yours begins with a letter",
        ),
    );
    check_index(".index(\"a\", [])", &error("the index `a` of `t` has no field; write the fields: `[\"email\"]`"));
    check_index(
        ".index(\"a\", [\"email\", \"_creationTime\"])",
        &error(
            "the index `a` of `t` names the reserved field `_creationTime`; leave it out: Convex adds it to the end of each index",
        ),
    );
    check_index(
        ".vectorIndex(\"a\", { vectorField: \"e\", dimensions: 1 })",
        &error("the vectors of the index `a` have 1 dimensions; Convex takes 2 to 4096"),
    );
    check_index(
        ".vectorIndex(\"a\", { vectorField: \"email\", dimensions: 3 })",
        &error("the field `email` of the vector index `a` has no vectors; write `v.array(v.float64())` for it"),
    );
    check_index(
        ".vectorIndex(\"a\", { vectorField: \"e\" })",
        &error("the index `a` of `t` has no `dimensions`; write `dimensions`"),
    );
    check_index(
        &format!(".searchIndex(\"a\", {{ searchField: \"email\", filterFields: [{}] }})", fields(17)),
        &error("the index `a` has 17 `filterFields`; Convex takes 16 at most"),
    );
    check_index(
        ".index(7, [\"email\"])",
        &error("an index of `t` has no name; write `.index(\"by_email\", [\"email\"])`"),
    );
    check_index(
        ".index(\"a\", [\"email\", \"email\"])",
        "error duplicate-object: the index `a` of `t` has the field `email` twice; leave it out",
    );
}

#[test]
fn names_of_tables_are_convexs() {
    let check_name = |name: &str, expected: &str| {
        let text = format!("{HEAD}export default defineSchema({{ \"{name}\": defineTable({{}}) }});");
        let (schema, diagnostics) = read(&[("convex/schema.ts", &text)]);
        assert_eq!(said(&schema, &diagnostics).join(""), expected, "{name}");
    };
    check_name("users_2", "");
    check_name(
        "_users",
        "convex/schema.ts:3:31 error invalid-declaration: the name `_users` of a table is reserved; a name that begins with `_` is one of Convex's own \
         tables: leave out the underscore",
    );
    check_name(
        "user-profiles",
        "convex/schema.ts:3:31 error invalid-declaration: `user-profiles` is no name of a table; a name is made of letters, digits and underscores, \
         and does not begin with a digit",
    );
    check_name(
        &"a".repeat(65),
        &format!(
            "convex/schema.ts:3:31 error invalid-declaration: `{}` is no name of a table; a name has 64 characters at most",
            "a".repeat(65)
        ),
    );
}

#[test]
fn what_the_text_does_not_say_is_marked_and_the_rest_is_kept() {
    check(
        "import { zodToConvex } from \"convex-helpers/server/zod\";
const extra = process.env.EXTRA;
export default defineSchema({
  a: defineTable({ one: v.string(), two: zodToConvex(schema), ...extra }).index(\"by_three\", [\"three\"]),
  ...extra,
  b: zodTable(\"b\").index(\"by_x\", [\"x\"]),
  c: defineTable({ d: v.id(process.env.TABLE), e: v.union(v.null(), ...extra) }),
});",
        "a: one v.string(), two zodToConvex(schema); by_three(three)\nb: ; by_x(x)\nc: d v.id(process.env.TABLE), e v.union(v.null(), ...extra)",
        &[
            "convex/schema.ts:6:42 warning unknown-value: the type of `a.two` is not known: it comes from the package `convex-helpers/server/zod`, which \
             is not evaluated; write what it gives here, or in a constant that the program spells out",
            "convex/schema.ts:4:15 warning unknown-value: a part of the fields of `a` is not known: `process.env.EXTRA` is known only when the program runs; write \
             the value here, or in a constant that the program spells out",
            "convex/schema.ts:8:6 warning unknown-value: what the documents of `b` are is not known: nothing defines `zodTable`; declare `zodTable`, or \
             import it",
            "convex/schema.ts:9:28 warning unknown-value: the table that `c.d` refers to is not known: `process.env.TABLE` is known only when the program runs; \
             write the value here, or in a constant that the program spells out",
        ],
    );
}

#[test]
fn tables_of_other_packages_are_there_and_their_documents_marked() {
    check(
        "import { Schema } from \"effect\";
import * as Confect from \"confect/server\";
export default Confect.defineSchema({
  users: Confect.defineTable(Schema.Struct({ email: Schema.String })).index(\"by_email\", [\"email\"]),
}).convexSchemaDefinition;",
        "users: ; by_email(email)",
        &[
            "convex/schema.ts:5:16 warning unknown-value: it is not known what `Confect.defineSchema` adds to the schema, or changes in it; what it is \
             given is read as the schema; write out what it adds",
            "convex/schema.ts:6:10 warning unknown-value: what the documents of `users` are is not known: it comes from the package `confect/server`, \
             which is not evaluated; write what it gives here, or in a constant that the program spells out",
        ],
    );
    check(
        "import { pipe, Record, Schema } from \"effect\";
const schema = { users: { table: defineTable({ email: v.string() }) } };
export default pipe(schema, Record.map(({ table }) => table), defineSchema);",
        "users: email v.string()",
        &[],
    );
}

#[test]
fn a_wrapper_that_is_not_known_is_read_through() {
    check(
        "import { withMore } from \"somewhere\";
export default withMore({ users: defineTable({ a: v.string() }) });",
        "users: a v.string()",
        &[
            "convex/schema.ts:4:16 warning unknown-value: it is not known what `withMore` adds to the schema, or changes in it; what it is given is read \
           as the schema; write out what it adds",
        ],
    );
    check(
        "import { withMore } from \"somewhere\";
export const schema = withMore(1)(defineSchema({ users: defineTable({ a: v.string() }) }));",
        "users: a v.string()",
        &[
            "convex/schema.ts:4:23 warning unknown-value: it is not known what `withMore` adds to the schema, or changes in it; what it is given is read \
           as the schema; write out what it adds",
        ],
    );
    check(
        "export default {};",
        "",
        &[
            "convex/schema.ts:3:1 error invalid-declaration: the default export is no schema; write `export default defineSchema({ … })`",
        ],
    );
    check(
        "export const a = 1;",
        "",
        &[" error no-source: `convex/schema.ts` exports no schema; write `export default defineSchema({ … })`"],
    );
    check(
        "export default defineSchema({ users: 1 });",
        "",
        &["convex/schema.ts:3:31 error invalid-declaration: `users` is no table; write `defineTable({ … })`"],
    );
    check(
        "export default defineSchema([]);",
        "",
        &[
            "convex/schema.ts:3:29 error invalid-declaration: the tables are no object; write `defineSchema({ users: defineTable({ … }) })`",
        ],
    );
}

#[test]
fn planned_tables_stand_apart_from_the_schema() {
    let text = format!(
        "{HEAD}// Messages between users.
// @planned v0.2
// Not before then.
export const messages = defineTable({{ body: v.string() }});

/** Not planned. */
export const drafts = defineTable({{}});

/**
 * @planned v0.3
 */
export const rooms = defineTable({{ name: v.id(\"users\") }}), other = 1;
export default defineSchema({{ drafts, users: defineTable({{}}) }});"
    );
    let (schema, diagnostics) = read(&[("convex/schema.ts", &text)]);
    assert_eq!(said(&schema, &diagnostics), [""; 0]);
    let planned: Vec<String> =
        schema.planned.iter().map(|table| format!("{} {}", table.id.name, table.columns.len())).collect();
    assert_eq!(planned, ["messages 1", "rooms 1"]);
    assert_eq!(described(&schema), "drafts: \nusers: ");
}

#[test]
fn everything_has_the_place_where_it_was_written() {
    let shared = "import { v } from \"convex/values\";\nexport const stamps = { at: v.number() };\n";
    let text = format!(
        "{HEAD}import {{ stamps }} from \"./shared\";
export default defineSchema({{
  // who
  users: defineTable({{
    name: v.string(), // what they are called
    home: v.object({{ city: v.string() }}),
    ...stamps,
  }})
    // to sign in
    .index(\"by_name\", [\"name\"]),
}});"
    );
    let (schema, _) = read(&[("convex/schema.ts", &text), ("convex/shared.ts", shared)]);
    let place = |span: Option<schema_doc_diagnostics::Span>| {
        span.map(|span| (schema.files.place(span), schema.files.text(span).to_owned()))
    };
    let table = &schema.tables[0];
    assert_eq!(place(table.definition.span).unwrap().0, "convex/schema.ts:6:3");
    assert_eq!(
        table.definition.text.as_deref().unwrap(),
        "users: defineTable({\n  name: v.string(),\n  home: v.object({ city: v.string() }),\n  ...stamps,\n})\n  .index(\"by_name\", [\"name\"])"
    );
    let places: Vec<String> = table.columns.iter().map(|column| place(column.span).unwrap().0).collect();
    assert_eq!(places, ["convex/schema.ts:7:5", "convex/schema.ts:8:5", "convex/shared.ts:2:25"]);
    assert_eq!(
        place(table.columns[1].nested()[0].column.span).unwrap(),
        ("convex/schema.ts:8:22".to_owned(), "city: v.string()".to_owned())
    );
    assert_eq!(
        place(table.indexes[0].span).unwrap(),
        ("convex/schema.ts:12:6".to_owned(), "index(\"by_name\", [\"name\"])".to_owned())
    );
    assert_eq!(schema.comments.len(), 3);
}

#[test]
fn a_table_is_defined_where_its_name_is_given_a_value() {
    let check = |schema: &str, expected: &str| {
        let text = format!("{HEAD}{schema}");
        let users = format!("{HEAD}/** People. */\nexport const usersTable = defineTable({{ a: v.string() }});");
        let (schema, _) = read(&[("convex/schema.ts", &text), ("convex/users.ts", &users)]);
        let definition = &schema.tables[0].definition;
        let place = schema.files.place(definition.span.unwrap());
        assert_eq!(format!("{place} {}", definition.text.as_deref().unwrap_or_default()), expected);
    };
    let written = "export const usersTable = defineTable({ a: v.string() });";
    let import = "import { usersTable } from './users';";
    check(
        &format!("{import} export default defineSchema({{ users: usersTable }});"),
        &format!("convex/users.ts:4:1 {written}"),
    );
    check(
        &format!("{import} export default defineSchema({{\n/** Users. */\nusers: usersTable }});"),
        "convex/schema.ts:5:1 users: usersTable",
    );
    check(
        "const users = defineTable({}); export default defineSchema({ users });",
        "convex/schema.ts:3:1 const users = defineTable({});",
    );
    check("export default defineSchema({ users: defineTable({}) });", "convex/schema.ts:3:31 users: defineTable({})");
}

#[test]
fn what_is_no_table_says_what_is_missing() {
    check(
        "export default defineSchema({ a: defineTable({ b: v.string() }).unique('b').index('by_b', ['b']), c: defineTable, d: defineTable() });",
        "a: b v.string(); by_b(b)\nc: \nd: ",
        &[
            "convex/schema.ts:3:34 error invalid-declaration: a table has no method `unique`; what a table has are `index`, `searchIndex` and `vectorIndex`",
            "convex/schema.ts:3:99 error invalid-declaration: `defineTable` of `c` is given no fields; write `defineTable({ name: v.string() })`",
            "convex/schema.ts:3:115 error invalid-declaration: `defineTable` of `d` is given no fields; write `defineTable({ name: v.string() })`",
        ],
    );
    check(
        "export default defineSchema({ a: defineTable({ b: v.string() }).index('by_b', 'b') });",
        "a: b v.string()",
        &[
            "convex/schema.ts:3:79 error invalid-declaration: the fields of the index `by_b` of `a` are no list; write `['b']`",
        ],
    );
}

/// Reads whatever the text is; nothing but its diagnostics is expected.
fn survives(text: &str) -> usize {
    let (schema, diagnostics) = read(&[("convex/schema.ts", &format!("{HEAD}{text}"))]);
    assert!(schema.tables.len() < 100);
    diagnostics.len()
}

#[test]
fn hostile_schemas_end() {
    let deep = |open: &str, inside: &str, close: &str, times: usize| {
        format!("{}{inside}{}", open.repeat(times), close.repeat(times))
    };
    for times in [10, 63, 64, 65, 1000] {
        let validator = deep("v.array(", "v.string()", ")", times);
        survives(&format!("export default defineSchema({{ t: defineTable({{ a: {validator} }}) }});"));
    }
    assert_eq!(
        survives(
            "let x = v.string(); for (let i = 0; i < 10000; i++) x = v.object({ x }); export default defineSchema({ t: defineTable({ x }) });"
        ),
        1
    );
    // Each in itself twice: 2^40 validators.
    survives(
        "let x = v.string(); for (let i = 0; i < 40; i++) x = v.union(x, x); export default defineSchema({ t: defineTable({ x }) });",
    );
    survives("const x = v.object({ get x() { return x; } }); export default defineSchema({ t: defineTable(x) });");
    survives("const t = defineTable({}); export default defineSchema({ t: t.validator.extend(t.validator) });");
    survives("export default defineSchema(defineSchema);");
    survives("export default defineSchema({ t: defineTable(defineTable({})) }, 7);");
    survives(
        "export default defineSchema({ t: defineTable(v.union(v.string(), v.object({}))).index(v.any(), v.any()).staged() });",
    );
    survives(
        "export default defineSchema({ t: defineTable({ a: v.object(v.object({})), b: v.union(...v), c: v(v) }) });",
    );
    survives("export { default } from \"./schema\";");
    survives(
        "export default defineSchema({ ...defineSchema({ t: defineTable({}) }).tables, u: defineTable(v.any().optional().optional()) });",
    );
    survives("\u{0}");
    survives("export default");
}

#[test]
fn how_many_validators_there_are_is_asked_of_one_table() {
    let fields =
        "const fields = Object.fromEntries(Array.from({ length: 18_000 }, (_, i) => [`f${i}`, v.string()]));\n";
    let tables =
        "export default defineSchema({ a: defineTable(fields), b: defineTable(fields), c: defineTable(fields) });\n";
    let (schema, diagnostics) = read(&[("convex/schema.ts", &format!("{HEAD}{fields}{tables}"))]);
    assert_eq!(diagnostics.iter().map(|d| d.message.as_str()).collect_vec(), [""; 0]);
    let fields = |table: &Table| table.columns.iter().filter(|column| column.data_type.native == "v.string()").count();
    assert_eq!(schema.tables.iter().map(fields).collect_vec(), [18_000; 3]);
}
