//! What holds for every schema and for any bytes.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index as Position, select};
use schema_doc_build::analyze::{Analysis, analyze};
use schema_doc_build::config::{Config, SourceConfig, SourceKind};
use schema_doc_build::files::Files;
use schema_doc_build::model::{
    Action, Check, Column, ColumnKind, Definition, EnumType, ForeignKey, Generated, Index, IndexKey, KeyTarget,
    PrimaryKey, QualifiedName, Schema, SortOrder, System, Table, Unique, View, quote_identifier,
};
use schema_doc_build::render::layout::Layout;
use schema_doc_build::render::{Input, renderer};
use schema_doc_build::{Format, source};
use schema_doc_diagnostics::Diagnostics;

fn empty() -> Schema {
    let mut schema = Schema::default();
    schema.default_namespace = "public".into();
    schema
}

/// Reads PostgreSQL's SQL as one file.
fn read(sql: impl Into<Vec<u8>>) -> (Schema, Diagnostics) {
    read_as(System::PostgreSql, sql)
}

/// Reads a system's SQL as one file.
fn read_as(system: System, sql: impl Into<Vec<u8>>) -> (Schema, Diagnostics) {
    let files = Files::in_memory([("schema.sql", sql.into())]);
    let mut config = SourceConfig::new(SourceKind::Sql, "schema.sql");
    config.dialect = Some(system);
    let mut schema = empty();
    schema.system = system;
    let mut diagnostics = Diagnostics::default();
    source::sql::read(&files, &[&config], &mut schema, &mut diagnostics);
    (schema, diagnostics)
}

fn ddl(schema: &Schema) -> String {
    let config = Config::default();
    let analysis = Analysis::default();
    let layout = Layout::new(schema, &config);
    let input = Input { schema, analysis: &analysis, config: &config, layout: &layout };
    renderer(Format::Ddl).unwrap().render(input).map(|artifact| artifact.contents.to_string()).collect()
}

/// The structure as lines: what a difference in them is, is a difference between databases.
fn structure(schema: &Schema) -> Vec<String> {
    let mut lines = Vec::new();
    for table in &schema.tables {
        let of = format!("{:?}", table.id);
        lines.push(of.clone());
        for column in &table.columns {
            let Column { name, data_type, nullable, kind, collation, .. } = column;
            lines.push(format!("{of} column {name:?} {} {nullable} {kind:?} {collation:?}", data_type.native));
        }
        let mut keys: Vec<String> = Vec::new();
        keys.extend(table.primary_key.iter().map(|k| format!("{of} primary key {:?} {:?}", k.name, k.columns)));
        keys.extend(
            table.unique.iter().map(|k| {
                format!("{of} unique {:?} {:?} {} {:?}", k.name, k.columns, k.nulls_not_distinct, k.deferrable)
            }),
        );
        keys.extend(table.foreign_keys.iter().map(|k| {
            let (delete, update) = (k.on_delete, k.on_update);
            format!(
                "{of} references {:?} {:?} {:?} {:?} {delete:?} {update:?}",
                k.name, k.columns, k.table, k.referenced
            )
        }));
        keys.extend(table.checks.iter().map(|k| format!("{of} check {:?} {}", k.name, k.expression)));
        keys.extend(
            table
                .indexes
                .iter()
                .map(|k| format!("{of} index {:?} {} {} {:?} {:?}", k.name, k.method, k.unique, k.keys, k.predicate)),
        );
        keys.sort();
        lines.extend(keys);
    }
    lines.extend(schema.enums.iter().map(|e| format!("{:?} {:?}", e.id, e.values)));
    lines.extend(schema.views.iter().map(|v| format!("{:?} {} {}", v.id, v.materialized, v.query)));
    lines
}

/// Names that try to be something else, and any others. PostgreSQL cuts names at 63 bytes.
fn name() -> impl Strategy<Value = String> {
    let hostile = select(vec![
        "users",
        "Users",
        "USERS",
        "order",
        "select",
        "a b",
        "a.b",
        "\"",
        "\"\"",
        "'",
        "`",
        "|",
        "\\",
        "--",
        "/*",
        "*/",
        "$$",
        "$a$",
        ";",
        "new\nline",
        "tab\t",
        "%%",
        "é",
        "日本語",
        "🎉",
        "\u{202e}x",
        "{",
        "}",
        "(",
        ")",
        ",",
        "E'",
        "U&\"",
        "0",
        "_",
        "null",
        "default",
        "check",
        "primary",
        "pk",
        "</script>",
        "table",
        "int",
        "timestamp",
        " ",
        ":x",
        "\\.",
        "@pii",
        "#",
    ]);
    prop_oneof![hostile.prop_map(str::to_owned), "[a-z][a-z0-9_]{0,12}", "[^\0\r]{1,15}",]
}

/// Made distinct by a number where they are not.
fn distinct(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut distinct = name.to_owned();
    let mut number = 1;
    while !taken.insert(distinct.clone()) {
        number += 1;
        distinct = format!("{name}{number}");
    }
    distinct
}

const TYPES: &[&str] = &[
    "bigint",
    "integer",
    "smallint",
    "boolean",
    "text",
    "character varying(40)",
    "character(3)",
    "numeric(10,2)",
    "numeric",
    "double precision",
    "real",
    "date",
    "timestamp without time zone",
    "timestamp(3) with time zone",
    "time without time zone",
    "interval",
    "uuid",
    "jsonb",
    "bytea",
    "inet",
    "int4range",
    "tsvector",
    "text[]",
    "integer[]",
    "bit(8)",
];

#[derive(Debug, Clone)]
struct ColumnSeed {
    name: String,
    data_type: &'static str,
    nullable: bool,
    kind: u8,
    collated: bool,
}

fn column() -> impl Strategy<Value = ColumnSeed> {
    (name(), select(TYPES), any::<bool>(), 0_u8..6, any::<bool>()).prop_map(
        |(name, data_type, nullable, kind, collated)| ColumnSeed { name, data_type, nullable, kind, collated },
    )
}

#[derive(Debug, Clone)]
struct TableSeed {
    namespace: bool,
    name: String,
    columns: Vec<ColumnSeed>,
    primary: bool,
    unique: Vec<(Position, Position, bool)>,
    checks: Vec<(String, Position)>,
    indexes: Vec<(String, Position, bool, u8)>,
    references: Vec<(Position, Position)>,
}

fn table() -> impl Strategy<Value = TableSeed> {
    (
        any::<bool>(),
        name(),
        vec(column(), 1..6),
        any::<bool>(),
        vec((any::<Position>(), any::<Position>(), any::<bool>()), 0..2),
        vec((name(), any::<Position>()), 0..2),
        vec((name(), any::<Position>(), any::<bool>(), 0_u8..4), 0..3),
        vec((any::<Position>(), any::<Position>()), 0..2),
    )
        .prop_map(|(namespace, name, columns, primary, unique, checks, indexes, references)| TableSeed {
            namespace,
            name,
            columns,
            primary,
            unique,
            checks,
            indexes,
            references,
        })
}

fn quoted(name: &str) -> String {
    quote_identifier(System::PostgreSql, name).into_owned()
}

fn schema() -> impl Strategy<Value = Schema> {
    let enums = vec((name(), vec("[^\0\r]{0,8}", 0..4)), 0..3);
    (vec(table(), 1..5), enums, vec((name(), any::<Position>()), 0..2), name()).prop_map(
        |(tables, enums, views, other)| {
            let mut schema = empty();
            let other = if other == "public" || other.starts_with("pg_") { "other".to_owned() } else { other };
            let mut namespace = schema_doc_build::model::Namespace::default();
            namespace.name.clone_from(&other);
            schema.namespaces.push(namespace);
            let mut taken: [BTreeSet<String>; 2] = Default::default();
            for (name, values) in enums {
                let mut enum_type = EnumType::default();
                enum_type.id = QualifiedName::new("public", distinct(&name, &mut taken[0]));
                let mut seen = BTreeSet::new();
                enum_type.values =
                    values.into_iter().filter(|value| value.len() < 64 && seen.insert(value.clone())).collect();
                schema.enums.push(enum_type);
            }
            let mut ids = Vec::new();
            for seed in &tables {
                let (namespace, taken) =
                    if seed.namespace { (other.as_str(), &mut taken[1]) } else { ("public", &mut taken[0]) };
                ids.push(QualifiedName::new(namespace, distinct(&seed.name, taken)));
            }
            for (position, seed) in tables.iter().enumerate() {
                let taken = &mut taken[usize::from(seed.namespace)];
                schema.tables.push(build_table(seed, position, &ids, taken));
            }
            add_references(&mut schema, &tables);
            for (name, of) in views {
                let table = of.get(&schema.tables);
                let mut view = View::default();
                view.id = QualifiedName::new("public", distinct(&name, &mut taken[0]));
                view.query = format!(
                    "SELECT {} FROM {}.{}",
                    quoted(&table.columns[0].name),
                    quoted(&table.id.namespace),
                    quoted(&table.id.name)
                );
                let text = format!("CREATE VIEW public.{} AS {}", quoted(&view.id.name), view.query);
                view.definition = Definition::default();
                view.definition.text = Some(text.into());
                view.depends_on = vec![table.id.clone()];
                view.created = 1000;
                schema.views.push(view);
            }
            schema.tables.sort_by(|a, b| a.id.cmp(&b.id));
            schema.enums.sort_by(|a, b| a.id.cmp(&b.id));
            schema.views.sort_by(|a, b| a.id.cmp(&b.id));
            schema
        },
    )
}

fn build_table(seed: &TableSeed, position: usize, ids: &[QualifiedName], taken: &mut BTreeSet<String>) -> Table {
    let mut table = Table::default();
    table.id = ids[position].clone();
    table.created = u32::try_from(position).unwrap() + 10;
    let mut names = BTreeSet::new();
    for seed in &seed.columns {
        let mut column = Column::default();
        column.name = distinct(&seed.name, &mut names);
        column.data_type.native = seed.data_type.into();
        column.nullable = seed.nullable;
        if seed.collated && (seed.data_type == "text" || seed.data_type.starts_with("character")) {
            column.collation = Some("\"C\"".into());
        }
        column.kind = match (seed.kind, seed.data_type) {
            (1, "bigint" | "integer" | "numeric") => ColumnKind::Default("0".into()),
            (1, "text") => ColumnKind::Default("'it''s -- ; \\'::text".into()),
            (1, "date" | "timestamp(3) with time zone") => ColumnKind::Default("now()".into()),
            (1, "jsonb") => ColumnKind::Default("'{\"a\": [1]}'::jsonb".into()),
            (2, "text") => {
                ColumnKind::Generated(Box::new(Generated { expression: "'X'::text || 'y'::text".into(), stored: true }))
            }
            _ => ColumnKind::Plain,
        };
        table.columns.push(column);
    }
    let column_at = |at: &Position| table.columns[at.index(table.columns.len())].name.clone();
    let mut constraints = BTreeSet::new();
    if seed.primary {
        let mut key = PrimaryKey::default();
        key.name = distinct("the key", taken);
        constraints.insert(key.name.clone());
        key.columns = vec![table.columns[0].name.clone()];
        table.primary_key = Some(key);
    }
    for (one, two, flag) in &seed.unique {
        let mut key = Unique::default();
        key.name = distinct("unique", taken);
        key.columns = vec![column_at(one)];
        if column_at(one) != column_at(two) {
            key.columns.push(column_at(two));
        }
        key.nulls_not_distinct = *flag;
        key.deferrable = (!flag).then_some(true);
        table.unique.push(key);
    }
    for (name, at) in &seed.checks {
        let mut check = Check::default();
        check.name = distinct(name, &mut constraints);
        check.expression = format!("{} IS NOT NULL OR ')' <> ''''", quoted(&column_at(at)));
        table.checks.push(check);
    }
    for (name, at, unique, form) in &seed.indexes {
        let mut index = Index::default();
        index.name = distinct(name, taken);
        index.method = "btree".into();
        index.unique = *unique;
        let mut key = IndexKey::column(column_at(at));
        match form {
            1 => key.order = SortOrder::Descending,
            2 => key.target = KeyTarget::Expression(format!("{} IS NULL", quoted(&column_at(at)))),
            3 => index.predicate = Some(format!("{} IS NOT NULL", quoted(&column_at(at)))),
            _ => {}
        }
        index.keys.push(key);
        index.created = table.created + 100;
        table.indexes.push(index);
    }
    if seed.primary {
        table.columns[0].nullable = false;
        table.columns[0].kind = ColumnKind::Plain;
    }
    table
}

fn add_references(schema: &mut Schema, seeds: &[TableSeed]) {
    let targets: Vec<(QualifiedName, String, Vec<String>)> = schema
        .tables
        .iter()
        .filter_map(|t| {
            Some((t.id.clone(), t.columns[0].data_type.native.clone(), t.primary_key.as_ref()?.columns.clone()))
        })
        .collect();
    for (table, seed) in schema.tables.iter_mut().zip(seeds) {
        for (number, (column, target)) in seed.references.iter().enumerate() {
            if targets.is_empty() {
                return;
            }
            let (id, data_type, referenced) = &targets[target.index(targets.len())];
            let column = &table.columns[column.index(table.columns.len())];
            if column.data_type.native != *data_type {
                continue;
            }
            let mut key = ForeignKey::default();
            key.name = format!("fk -- {number}");
            key.columns = vec![column.name.clone()];
            key.table = id.clone();
            key.referenced.clone_from(referenced);
            key.on_delete = if number == 0 { Action::Cascade } else { Action::NoAction };
            key.on_update = Action::SetNull;
            table.foreign_keys.push(key);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rendering_then_reading_a_schema_gives_it_back(schema in schema()) {
        let sql = ddl(&schema);
        let (read, diagnostics) = read(sql.clone());
        prop_assert!(!diagnostics.has_errors(), "{diagnostics:?}\n{sql}");
        prop_assert!(read.unsupported.is_empty(), "{:?}\n{sql}", read.unsupported);
        prop_assert_eq!(structure(&schema), structure(&read), "{}", sql);
    }

    #[test]
    fn every_document_of_any_schema_is_made(schema in schema()) {
        let config = Config::default();
        let mut diagnostics = Diagnostics::default();
        let analysis = analyze(&schema, &config, &mut diagnostics);
        let layout = Layout::new(&schema, &config);
        let input = Input { schema: &schema, analysis: &analysis, config: &config, layout: &layout };
        let mut paths = BTreeSet::new();
        for format in Format::ALL {
            for artifact in renderer(*format).into_iter().flat_map(|renderer| renderer.render(input)) {
                let contents = artifact.contents.to_string();
                prop_assert!(contents.ends_with('\n'), "{}", artifact.path);
                prop_assert!(!contents.contains('\r'), "{}", artifact.path);
                prop_assert!(paths.insert((artifact.format, artifact.path.clone())), "{}", artifact.path);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..400)) {
        for &system in System::ALL {
            read_as(system, bytes.clone());
        }
    }

    #[test]
    fn any_text_of_sql_is_read_without_a_panic(words in vec(prop_oneof![
        select(vec![
            "CREATE", "TABLE", "ALTER", "DROP", "INDEX", "ON", "VIEW", "AS", "SELECT", "FUNCTION", "TYPE", "ENUM", "DOMAIN", "SEQUENCE",
            "TRIGGER", "POLICY", "COMMENT", "IS", "GRANT", "TO", "PARTITION", "OF", "BY", "RANGE", "FOR", "VALUES", "FROM", "INHERITS",
            "LIKE", "INCLUDING", "ALL", "ADD", "COLUMN", "CONSTRAINT", "PRIMARY", "KEY", "FOREIGN", "REFERENCES", "CHECK", "UNIQUE",
            "DEFAULT", "NOT", "NULL", "RENAME", "SET", "SCHEMA", "search_path", "=", "DO", "$$", "BEGIN", "END", "COPY", "stdin", "\\.",
            "(", ")", ",", ";", ".", "'", "\"", "--", "/*", "*/", "\n", "E'", "$a$", "::", "[", "]", "a", "b", "int", "text", "1", "\\i", "%",
            "`", "/*!", "DELIMITER", "//", "\nGO\n", "\n/\n", "IF", "ELSE", "EXEC", "sp_rename", "MODIFY", "CHANGE", "AFTER", "VIRTUAL",
            "USING", "fts5", "GENERATED", "ALWAYS", "IDENTITY", "AUTO_INCREMENT", "ENGINE", "CLUSTERED", "WITH", "q'[", "@", "#", "&", "N'x'",
        ]).prop_map(str::to_owned),
        name(),
    ], 0..80)) {
        for &system in System::ALL {
            read_as(system, words.join(" "));
        }
    }
}
