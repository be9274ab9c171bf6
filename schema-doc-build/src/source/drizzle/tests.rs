//! Drizzle's tables → tables.

use schema_doc_diagnostics::Diagnostics;

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::list::IteratorExt;
use crate::model::{Column, ColumnKind, Schema, System, Table, WordsOn};
use crate::source::declared::tests::described;

const PG: &str =
    "import * as d from 'drizzle-orm/pg-core'; import { sql, relations, eq, and, gt } from 'drizzle-orm';\n";
const MYSQL: &str = "import * as d from 'drizzle-orm/mysql-core'; import { sql } from 'drizzle-orm';\n";
const SQLITE: &str = "import * as d from 'drizzle-orm/sqlite-core'; import { sql } from 'drizzle-orm';\n";

fn read_path(path: &str, files: &[(&str, &str)]) -> (Schema, Diagnostics) {
    let mut schema = Schema { default_namespace: "public".into(), ..Schema::default() };
    let source = SourceConfig::new(SourceKind::Drizzle, path);
    let mut diagnostics = Diagnostics::default();
    super::read(&Files::in_memory(files.iter().copied()), &source, &mut schema, &mut diagnostics);
    (schema, diagnostics)
}

fn read(text: &str) -> (Schema, Diagnostics) {
    read_path("src/schema.ts", &[("src/schema.ts", text)])
}

fn messages(diagnostics: &Diagnostics) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect_vec()
}

/// What is read of a program, without a word of what is wrong.
#[track_caller]
fn check(text: &str, expected: &str) {
    let (schema, diagnostics) = read(text);
    assert_eq!(messages(&diagnostics), Vec::<&str>::new(), "{text}");
    assert_eq!(described(&schema), expected, "{text}");
}

/// A column `c` of PostgreSQL: its builder, and what it becomes.
#[track_caller]
fn check_column(builder: &str, expected: &str) {
    check(&format!("{PG}export const t = d.pgTable('t', {{ c: {builder} }});"), &format!("t: c {expected}\n"));
}

#[test]
fn a_column_is_what_its_builder_says() {
    check_column("d.varchar('c', { length: 20 }).notNull()", "character varying(20)");
    check_column("d.numeric({ precision: 10, scale: 2 }).default('1')", "numeric(10,2)? = '1'");
    check_column("d.bigint({ mode: 'bigint' }).default(10n)", "bigint? = 10");
    check_column("d.serial()", "serial counts");
    check_column("d.serial().primaryKey()", "serial counts; key c");
    check_column("d.numeric({ precision: 6 })", "numeric(6)?");
    check_column("d.text().array().notNull().default([])", "text[] = '{}'");
    check_column("d.jsonb().default({ a: \"it's\" })", "jsonb? = '{\"a\":\"it''s\"}'::jsonb");
    check_column("d.customType({ dataType: () => 'citext' })().default('x')", "citext? = 'x'");
    check_column("d.text().$defaultFn(() => 'x')", "text?");
}

#[test]
fn a_serial_column_has_its_own_type_and_no_sequence() {
    let (schema, _) = read(&format!("{PG}export const t = d.pgTable('t', {{ id: d.bigserial().primaryKey() }});"));
    assert!(schema.sequences.is_empty() && schema.tables[0].columns[0].kind == ColumnKind::AutoIncrement);
    check(
        &format!("{MYSQL}export const t = d.mysqlTable('t', {{ id: d.serial().primaryKey() }});"),
        "t: id serial counts; key id\n",
    );
}

#[test]
fn the_databases_own_words_are_no_difference() {
    let (model, _) = read(&format!(
        "{PG}export const t = d.pgTable('t', {{ id: d.serial().primaryKey(), n: d.numeric({{ precision: 6 }}) }});"
    ));
    let ddl = "CREATE TABLE t (id serial PRIMARY KEY, n numeric(6));";
    let mut live = Schema { default_namespace: "public".into(), ..Schema::default() };
    let source = SourceConfig::new(SourceKind::Sql, "t.sql");
    let mut diagnostics = Diagnostics::default();
    crate::source::sql::read(&Files::in_memory([("t.sql", ddl)]), &[&source], &mut live, &mut diagnostics);
    let changes = crate::compare::compare(&model, &live);
    assert_eq!(changes.iter().map(|change| change.message.as_str()).collect_vec(), Vec::<&str>::new());
}

#[test]
fn columns_without_a_name_are_cased() {
    let text = format!(
        "{PG}export const users = d.pgTable('users', {{ userId: d.integer().primaryKey(), fullName: d.text().unique() }});
        export const posts = d.pgTable('posts', {{ byUser: d.integer().references(() => users.userId) }});"
    );
    let config = "import { defineConfig } from 'drizzle-kit';
        export default defineConfig({ schema: './src/*.ts', dialect: 'postgresql', casing: 'snake_case' });";
    let files = [("src/schema.ts", text.as_str()), ("drizzle.config.ts", config)];
    for path in ["src/schema.ts", "src", "src/**/*.ts", "drizzle.config.ts"] {
        let (schema, diagnostics) = read_path(path, &files);
        assert_eq!(messages(&diagnostics), Vec::<&str>::new());
        assert_eq!(
            described(&schema),
            "posts: by_user integer?; by_user -> users\n\
             users: user_id integer, full_name text?; key user_id; unique full_name\n",
            "{path}"
        );
        assert_eq!(schema.tables[0].foreign_keys[0].name, "posts_by_user_users_user_id_fk");
        // drizzle-kit makes it of the key.
        assert_eq!(schema.tables[1].unique[0].name, "users_fullName_unique");
        assert_eq!(schema.tables[1].columns[1].source_name.as_deref(), Some("fullName"));
    }
}

#[test]
fn the_package_says_the_system_and_two_are_an_error() {
    let (schema, _) = read(&format!("{SQLITE}export const t = d.sqliteTable('t', {{ a: d.text() }});"));
    assert_eq!(schema.system, System::Sqlite);
    let two = format!(
        "{PG}import * as m from 'drizzle-orm/mysql-core';
        export const a = d.pgTable('a', {{ id: d.text() }}); export const b = m.mysqlTable('b', {{ id: m.int() }});"
    );
    let (_, diagnostics) = read(&two);
    assert_eq!(messages(&diagnostics), ["`b` is a table of MySQL, among those of PostgreSQL"]);
    let none = read("export const a = 1;").1;
    assert_eq!(messages(&none), ["no file of the source exports a table of Drizzle's"]);
}

#[test]
fn what_only_the_running_program_knows_is_marked_and_reported() {
    let (schema, diagnostics) = read(&format!(
        "{PG}import {{ builder, size }} from 'elsewhere';
        export const t = d.pgTable('t', {{
            a: builder('a'),
            b: d.varchar({{ length: size }}),
            c: d.text().default(process.env.NAME),
            d: d.timestamp().default(new Date()),
        }});"
    ));
    assert_eq!(described(&schema), "t: a unknown?, b unknown?, c text?, d timestamp without time zone?\n");
    assert_eq!(schema.unsupported.len(), 4, "{:?}", schema.unsupported);
    assert_eq!(diagnostics.iter().count(), 4, "{:?}", messages(&diagnostics));
    // A table that is made by what nobody knows.
    let (_, diagnostics) = read(&format!(
        "{PG}import {{ table }} from 'elsewhere';
        export const t = d.pgTable('t', {{ a: d.text() }}); export const u = table('u', {{ a: d.text() }});"
    ));
    assert_eq!(diagnostics.iter().count(), 1, "{:?}", messages(&diagnostics));
}

#[test]
fn a_key_to_a_table_that_is_not_exported_is_an_error() {
    let (schema, diagnostics) = read(&format!(
        "{PG}const hidden = d.pgTable('hidden', {{ id: d.integer().primaryKey() }});
        export const t = d.pgTable('t', {{ h: d.integer().references(() => hidden.id) }});"
    ));
    assert_eq!(described(&schema), "t: h integer?\n");
    assert_eq!(
        messages(&diagnostics),
        ["a foreign key leads to the table `hidden`, which no file of the source exports"]
    );
    let (_, diagnostics) = read(&format!(
        "{PG}export const t = d.pgTable('t', {{ id: d.integer().primaryKey() }}, (t) => [d.index().on(t.ids)]);"
    ));
    assert_eq!(messages(&diagnostics), ["the table `t` has no column `ids`"]);
}

#[test]
fn older_forms_are_read() {
    check(
        &format!(
            "{PG}export const t = d.pgTable('t', {{ a: d.integer('a'), b: d.integer('b') }}, (t) => ({{
                pk: d.primaryKey(t.a, t.b),
                i: d.index('i').on(t.a).using(sql`gin`).desc(),
                f: d.foreignKey(() => ({{ columns: [t.b], foreignColumns: [t.a] }})),
            }}));"
        ),
        "t: a integer, b integer; key a, b; b -> t; index a\n",
    );
}

/// The labels of columns.
fn labels(schema: &Schema) -> Vec<String> {
    let of_table = |table: &Table| {
        let label = |column: &Column| {
            Some(format!("{}.{}: {}", table.id.name, column.name, column.annotations.label.as_ref()?))
        };
        table.columns.iter().filter_map(label).collect_vec()
    };
    schema.tables.iter().flat_map(of_table).collect_vec()
}

#[test]
fn relations_name_keys_and_state_those_that_nothing_holds() {
    let (schema, diagnostics) = read(&format!(
        "{PG}export const users = d.pgTable('users', {{ id: d.integer().primaryKey() }});
        export const posts = d.pgTable('posts', {{
            authorId: d.integer('author_id').references(() => users.id), editorId: d.integer('editor_id') }});
        export const userRelations = relations(users, ({{ many }}) => ({{ posts: many(posts) }}));
        export const postRelations = relations(posts, ({{ one }}) => ({{
            author: one(users, {{ fields: [posts.authorId], references: [users.id] }}),
            editor: one(users, {{ fields: [posts.editorId], references: [users.id], relationName: 'editor' }}) }}));"
    ));
    assert_eq!(messages(&diagnostics), Vec::<&str>::new());
    let said = schema.words.iter().map(|words| match &words.on {
        WordsOn::Column(table, column) => format!("{}.{column}: {}", table.name, words.text),
        other => format!("{other:?}"),
    });
    assert_eq!(said.collect_vec(), ["posts.editor_id: @references users.id"]);
    assert_eq!(labels(&schema), ["posts.author_id: author", "posts.editor_id: editor"]);
}

#[test]
fn relations_of_a_whole_schema_are_read() {
    let (schema, diagnostics) = read(&format!(
        "{PG}import {{ defineRelations }} from 'drizzle-orm';
        export const users = d.pgTable('users', {{ id: d.integer().primaryKey() }});
        export const groups = d.pgTable('groups', {{ id: d.integer().primaryKey() }});
        export const members = d.pgTable('members', {{ user: d.integer(), group: d.integer() }});
        export const posts = d.pgTable('posts', {{ author: d.integer() }});
        export const all = defineRelations({{ users, groups, members, posts }}, (r) => ({{
            users: {{
                posts: r.many.posts({{ from: r.users.id, to: r.posts.author }}),
                groups: r.many.groups({{
                    from: r.users.id.through(r.members.user), to: r.groups.id.through(r.members.group) }}),
            }},
            posts: {{ author: r.one.users({{ from: r.posts.author, to: r.users.id }}) }},
        }}));"
    ));
    assert_eq!(messages(&diagnostics), Vec::<&str>::new());
    let mut said = schema.words.iter().map(|words| words.text.as_str()).collect_vec();
    crate::sort::items(&mut said);
    said.dedup();
    assert_eq!(said, ["@references groups.id", "@references users.id"]);
    assert_eq!(labels(&schema), ["posts.author: author"]);
}

#[test]
fn helpers_of_hosting_services_are_known() {
    let (schema, diagnostics) = read(&format!(
        "{PG}import {{ crudPolicy, authenticatedRole, authUid }} from 'drizzle-orm/neon';
        import {{ authUsers, serviceRole }} from 'drizzle-orm/supabase';
        export const notes = d.pgTable('notes', {{ id: d.integer().primaryKey(), owner: d.uuid().references(() => authUsers.id) }},
            (t) => [
                crudPolicy({{ role: authenticatedRole, read: true, modify: authUid(t.owner) }}),
                d.pgPolicy('service', {{ to: serviceRole, using: sql`true` }}),
            ]);"
    ));
    assert_eq!(messages(&diagnostics), Vec::<&str>::new());
    let notes = &schema.tables[0];
    let policies = notes.policies.iter().map(|policy| policy.name.as_str()).collect_vec();
    assert_eq!(
        policies,
        [
            "crud-authenticated-policy-select",
            "crud-authenticated-policy-insert",
            "crud-authenticated-policy-update",
            "crud-authenticated-policy-delete",
            "service",
        ]
    );
    assert_eq!(notes.policies[4].roles, ["service_role"]);
    assert!(notes.row_security.enabled && schema.roles.is_empty() && schema.tables.len() == 1);
}

#[test]
fn values_stand_in_the_place_of_parameters() {
    let (schema, diagnostics) = read(&format!(
        "{PG}export const t = d.pgTable('t', {{ a: d.integer(), s: d.text() }}, (t) => [
            d.check('c', and(gt(t.a, 0), eq(t.s, \"it's\"))),
            d.index('i').on(t.a).where(sql`${{t.s}} in ${{['x', 'y']}}`),
        ]);"
    ));
    assert_eq!(messages(&diagnostics), Vec::<&str>::new());
    let table = &schema.tables[0];
    assert_eq!(table.checks[0].expression, "(\"t\".\"a\" > 0 and \"t\".\"s\" = 'it''s')");
    assert_eq!(table.indexes[0].predicate.as_deref(), Some("\"t\".\"s\" in ('x', 'y')"));
}
