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

/// A configuration as the source: what is wrong, with its place.
#[track_caller]
fn check_config(config: &str, expected: &[&str]) {
    let table = format!("{PG}export const t = d.pgTable('t', {{ id: d.integer() }});");
    let (schema, diagnostics) =
        read_path("db/drizzle.config.ts", &[("db/drizzle.config.ts", config), ("db/schema.ts", table.as_str())]);
    let said = |diagnostic: &schema_doc_diagnostics::Diagnostic| {
        let at = diagnostic.span.map(|span| schema.files.text(span)).unwrap_or_default();
        let help = diagnostic.help.as_deref().unwrap_or_default();
        let severity = format!("{:?}", diagnostic.severity).to_lowercase();
        format!("{severity}: {} at `{at}`; {help}", diagnostic.message)
    };
    assert_eq!(diagnostics.iter().map(said).collect_vec(), expected, "{config}");
    assert!(schema.tables.len() == 1 || !expected.is_empty(), "{config}");
}

#[test]
fn a_configuration_is_read_as_far_as_it_is_asked() {
    let nowhere = "import { env } from './nowhere'; import { secret } from '@/env.js'; import fs from 'node:fs';\n";
    check_config(
        &format!(
            "{nowhere}export default {{ schema: './schema.ts', dialect: 'postgresql',
            dbCredentials: {{ url: env.URL, ssl: secret(fs.readFileSync('x')) }} }}"
        ),
        &[],
    );
    check_config(
        &format!("{nowhere}export default {{ schema: env.SCHEMA, dialect: 'postgresql' }}"),
        &["error: the import `./nowhere` leads to no file at `'./nowhere'`; there is no `db/nowhere`"],
    );
    check_config(
        "export default { schema: process.env.SCHEMA, dialect: 'postgresql' }",
        &[
            "error: where the tables are is not known: `process.env.SCHEMA` is known only when the program runs at `process.env.SCHEMA`; write \
           the value here, or in a constant that the program spells out",
        ],
    );
    check_config(
        "export default () => ({ schema: './schema.ts' })",
        &[
            "error: drizzle-kit takes an object as its configuration, and this is a function at `export default () => ({ schema: './schema.ts' \
           })`; write `export default defineConfig({ … })`",
        ],
    );
    check_config(
        "export default { schema: ['./schema.ts', './nope/*.ts'], dialect: 'postgres' }",
        &[
            "error: the dialect `postgres` of Drizzle is not read at `'postgres'`; did you mean `postgresql`?",
            "error: there is no file or folder `db/nope` at `'./nope/*.ts'`; write a path relative to `db/drizzle.config.ts`",
        ],
    );
}

#[test]
fn a_column_and_a_table_know_their_names() {
    check(
        &format!(
            "{PG}import {{ getTableName }} from 'drizzle-orm';
            const table = d.pgTableCreator((name) => `app_${{name}}`);
            const key = (column: any) => d.index(`${{column.table[Symbol.for('drizzle:Name')]}}_${{column.name}}_idx`).on(column);
            export const t = table('t', (b) => ({{ a: b.integer('one'), two: b.integer() }}), (t) => [key(t.a), key(t.two),
                d.unique(getTableName(t.a.table) + '_u').on(t.a)]);"
        ),
        "app_t: one integer?, two integer?; unique one; index one; index two\n",
    );
    let (schema, _) = read(&format!(
        "{PG}export const t = d.pgTable('t', {{ a: d.integer('one') }}, (t) => [
            d.index(`${{t.a.table[Symbol.for('drizzle:Name')]}}_${{t.a.name}}`).on(t.a)]);"
    ));
    assert_eq!(schema.tables[0].indexes[0].name, "t_one");
}

#[test]
fn what_drizzle_kit_leaves_out_is_left_out_and_said() {
    let (schema, diagnostics) = read(&format!(
        "{PG}export const t = d.pgTable('t', {{ a: d.integer() }}, (t) => [
            d.pgPolicy('p', {{ for: 'select', using: sql`` }}), sql`CONSTRAINT u UNIQUE (a)`, 'u', missing.b]);"
    ));
    assert!(schema.tables[0].policies[0].using.is_none());
    assert_eq!(
        messages(&diagnostics),
        [
            "`sql`CONSTRAINT u UNIQUE (a)`` is not read: drizzle-kit makes nothing of SQL that stands alone in a table",
            "`'u'` is not read: a string is no part of a table",
            "a part of the table `t` is not known: nothing defines `missing`",
        ]
    );
}

#[test]
fn what_a_helper_cannot_know_is_said_once() {
    let (schema, diagnostics) = read(&format!(
        "{PG}const own = () => d.text(process.env.NAME).default(process.env.OWNER);
        export const a = d.pgTable('a', {{ owner: own() }});
        export const b = d.pgTable('b', {{ owner: own() }});"
    ));
    assert_eq!(messages(&diagnostics).len(), 1, "{:?}", messages(&diagnostics));
    // Each table has its gap noted.
    assert_eq!(schema.unsupported.len(), 2);
}

#[test]
fn relations_that_share_a_column_lead_each_by_their_own() {
    let (schema, diagnostics) = read(&format!(
        "{PG}export const a = d.pgTable('a', {{ org: d.integer(), id: d.integer() }});
        export const b = d.pgTable('b', {{ org: d.integer(), id: d.integer() }});
        export const c = d.pgTable('c', {{ org: d.integer(), a: d.integer(), b: d.integer(), any: d.integer() }},
            (t) => [d.foreignKey({{ columns: [t.org, t.a], foreignColumns: [a.org, a.id] }})]);
        export const all = relations(c, ({{ one }}) => ({{
            first: one(a, {{ fields: [c.a, c.org], references: [a.id, a.org] }}),
            second: one(b, {{ fields: [c.b, c.org], references: [b.id, b.org] }}),
            third: one(a, {{ fields: [c.any, c.org], references: [a.id, a.org], relationName: 'third' }}),
            fourth: one(b, {{ fields: [c.any], references: [b.id], relationName: 'fourth' }}),
        }}));"
    ));
    let said = schema.words.iter().map(|words| match &words.on {
        WordsOn::Column(_, column) => format!("{column}: {}", words.text),
        other => format!("{other:?}"),
    });
    assert_eq!(said.collect_vec(), ["b: @references b.id", "org: @references b.org", "any: @references a.id"]);
    assert_eq!(
        messages(&diagnostics),
        [
            "`fourth: one(b, { fields: [c.any], references: [b.id], relationName: 'fourth' })` is not read: the column `any` leads to `a.id` by \
          another relation"
        ]
    );
}

#[test]
fn what_the_application_gives_is_said_in_its_words() {
    for (function, expected) in [
        ("() => new Date()", "new Date()"),
        ("createId", "createId()"),
        ("() => crypto.randomUUID()", "crypto.randomUUID()"),
        ("() => `u_${n}`", "a value that it computes"),
        ("function () { return 1 }", "a value that it computes"),
        ("() => { return 1 }", "a value that it computes"),
    ] {
        let (schema, _) = read(&format!(
            "{PG}export const t = d.pgTable('t', {{ c: d.text().$onUpdate({function}), d: d.text().$defaultFn({function}) }});"
        ));
        let said = schema.words.iter().map(|words| words.text.clone()).collect_vec();
        let of =
            |when: &str, one: &str| format!("@rule {when}: the application gives {expected} where an {one} gives none");
        assert_eq!(said, [of("updates", "update"), of("inserts", "insert")], "{function}");
    }
}
