//! Entities → tables.

use schema_doc_diagnostics::Diagnostics;

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{Schema, System};
use crate::source::declared::tests::described;

fn read(system: System, files: &[(&str, &str)]) -> (Schema, Diagnostics) {
    let default_namespace = system.default_namespace().to_owned();
    let mut schema = Schema { system, default_namespace, ..Schema::default() };
    let mut source = SourceConfig::new(SourceKind::SeaOrm, "src");
    source.dialect = Some(system);
    let mut diagnostics = Diagnostics::default();
    super::read(&Files::in_memory(files.iter().copied()), &source, &mut schema, &mut diagnostics);
    (schema, diagnostics)
}

#[track_caller]
fn check(system: System, files: &[(&str, &str)], expected: &str) {
    let (schema, diagnostics) = read(system, files);
    assert_eq!(diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
    assert_eq!(described(&schema), expected);
}

/// One column: its attributes and its type, and what the three systems make of it.
#[track_caller]
fn check_column(attributes: &str, rust: &str, expected: [&str; 3]) {
    let text = format!(
        r#"#[derive(DeriveEntityModel)] #[sea_orm(table_name = "t")]
        struct Model {{ #[sea_orm(primary_key, auto_increment = false)] id: i32, {attributes} a: {rust} }}"#
    );
    for (system, expected) in [System::PostgreSql, System::MySql, System::Sqlite].into_iter().zip(expected) {
        let (schema, diagnostics) = read(system, &[("src/t.rs", &text)]);
        let key = if system == System::PostgreSql {
            "id integer"
        } else if system == System::MySql {
            "id int"
        } else {
            "id integer"
        };
        let found = described(&schema);
        let unsaid = if diagnostics.is_empty() { "" } else { " unsaid" };
        let found = found.strip_prefix(&format!("t: {key}, a ")).unwrap_or(&found).replace("; key id", "");
        assert_eq!(format!("{}{unsaid}", found.trim_end()), expected, "{attributes} {rust} {system:?}");
    }
}

const CAKE: &str = r#"
    use sea_orm::entity::prelude::*;

    /// What is baked.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "cake")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        #[sea_orm(unique, column_name = "title")]
        pub name: String,
        pub r#type: Option<Tea>,
        #[sea_orm(ignore)]
        pub price: f64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(has_many = "super::fruit::Entity")]
        Fruit,
    }

    #[derive(EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "tea")]
    pub enum Tea {
        #[sea_orm(string_value = "EverydayTea")]
        Everyday,
        #[sea_orm(string_value = "Breakfast's")]
        Breakfast,
    }
"#;

const FRUIT: &str = r#"
    #[derive(DeriveEntityModel)]
    #[sea_orm(table_name = "fruit", schema_name = "shop", rename_all = "camelCase")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub key: Uuid,
        #[sea_orm(indexed)]
        pub cake_id: i64,
        #[sea_orm(default_value = "it's")]
        pub name: String,
        #[sea_orm(default_expr = "Expr::current_timestamp()")]
        pub at: DateTimeUtc,
        #[sea_orm(unique_key = "pair")]
        pub a: i32,
        #[sea_orm(unique_key = "pair")]
        pub b: Option<i32>,
    }

    #[derive(DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::cake::Entity",
            from = "Column::CakeId"
            to = "super::cake::Column::Id"
            on_delete = "Cascade",
            on_update = "NoAction"
        )]
        Cake,
    }
"#;

#[test]
fn entities_are_the_tables_that_they_make() {
    check(
        System::PostgreSql,
        &[("src/entities/cake.rs", CAKE), ("src/entities/fruit.rs", FRUIT), ("src/entities/mod.rs", "pub mod cake; pub mod fruit;")],
        "cake: id bigint counts, title character varying, type tea?; key id; unique title
shop.fruit: key uuid, cakeId bigint, name character varying = 'it''s', at timestamp with time zone = CURRENT_TIMESTAMP, \
a integer, b integer?; key key; cakeId -> cake on delete cascade; index cakeId; index a, b
enum tea: EverydayTea, Breakfast's
",
    );
    check(
        System::MySql,
        &[("src/cake.rs", CAKE)],
        "cake: id bigint counts, title varchar(255), type enum('EverydayTea','Breakfast''s')?; key id; unique title\n",
    );
    check(
        System::Sqlite,
        &[("src/cake.rs", CAKE)],
        "cake: id integer counts, title varchar, type enum_text?; key id; unique title\n",
    );
}

#[test]
fn relations_are_fields_in_the_newer_style() {
    check(
        System::PostgreSql,
        &[(
            "src/main.rs",
            r#"
            mod user {
                #[sea_orm::model]
                #[derive(DeriveEntityModel)]
                #[sea_orm(table_name = "user")]
                pub struct Model {
                    #[sea_orm(primary_key)]
                    pub id: i32,
                    pub boss_id: Option<i32>,
                    #[sea_orm(self_ref, relation_enum = "Boss", from = "boss_id", to = "id")]
                    pub boss: HasOne<Entity>,
                    #[sea_orm(has_many)]
                    pub posts: HasMany<super::post::Entity>,
                    #[sea_orm(self_ref, via = "follower", from = "User", to = "Follower")]
                    pub followers: HasMany<Entity>,
                }
            }
            mod post {
                #[sea_orm::model]
                #[derive(DeriveEntityModel)]
                #[sea_orm(table_name = "post")]
                pub struct Model {
                    #[sea_orm(primary_key)]
                    pub a: i32,
                    #[sea_orm(primary_key)]
                    pub user_id: i32,
                    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
                    pub author: BelongsTo<Option<super::user::Entity>>,
                }
            }
            "#,
        )],
        "post: a integer, user_id integer; key a, user_id; user_id -> user on delete cascade
user: id integer counts, boss_id integer?; key id; boss_id -> user
",
    );
}

#[test]
fn the_expanded_format_says_the_same() {
    check(
        System::PostgreSql,
        &[
            (
                "src/cake.rs",
                r#"
                pub struct Entity;
                impl EntityName for Entity {
                    fn schema_name(&self) -> Option<&str> { Some("shop") }
                    fn table_name(&self) -> &'static str { "cake" }
                }
                pub struct Model { pub id: i32, pub name: Option<String>, pub fruit_id: i32 }
                pub enum Column { Id, #[sea_orm(column_name = "title")] Name, FruitId }
                pub enum PrimaryKey { Id }
                impl PrimaryKeyTrait for PrimaryKey {
                    type ValueType = i32;
                    fn auto_increment() -> bool { false }
                }
                impl ColumnTrait for Column {
                    type EntityName = Entity;
                    fn def(&self) -> ColumnDef {
                        match self {
                            Self::Id => ColumnType::Integer.def(),
                            Self::Name => ColumnType::String(StringLen::N(40)).def().null().unique(),
                            Self::FruitId => ColumnType::Integer.def(),
                        }
                    }
                }
                impl RelationTrait for Relation {
                    fn def(&self) -> RelationDef {
                        match self {
                            Self::Fruit => Entity::belongs_to(super::fruit::Entity)
                                .from(Column::FruitId)
                                .to(super::fruit::Column::Id)
                                .on_delete(ForeignKeyAction::SetNull)
                                .into(),
                            Self::Filling => Entity::has_many(super::filling::Entity).into(),
                        }
                    }
                }
                "#,
            ),
            (
                "src/fruit.rs",
                "#[derive(DeriveEntityModel)] #[sea_orm(table_name = \"fruit\")] struct Model { #[sea_orm(primary_key)] id: i32 }",
            ),
        ],
        "fruit: id integer counts; key id
shop.cake: id integer, title character varying(40)?, fruit_id integer; key id; unique title; fruit_id -> fruit on delete set null
",
    );
}

#[test]
fn types_are_those_of_sea_query() {
    check_column("", "i8", ["smallint", "tinyint", "tinyint"]);
    check_column("", "u32", ["bigint", "int unsigned", "integer"]);
    check_column("", "Option<bool>", ["boolean?", "tinyint(1)?", "boolean?"]);
    check_column("", "f64", ["double precision", "double", "double"]);
    check_column("", "Vec<u8>", ["bytea", "varbinary(255)", "varbinary_blob"]);
    check_column("", "Vec<String>", ["character varying[]", "vec unsaid", "vec unsaid"]);
    check_column("", "DateTime", ["timestamp without time zone", "datetime", "datetime_text"]);
    check_column(
        "",
        "chrono::DateTime<Utc>",
        ["timestamp with time zone", "timestamp", "timestamp_with_timezone_text"],
    );
    check_column("", "Uuid", ["uuid", "binary(16)", "uuid_text"]);
    check_column("", "Decimal", ["numeric", "decimal(10,0)", "real_decimal"]);
    check_column("", "serde_json::Value", ["json", "json", "json_text"]);
    check_column(r#"#[sea_orm(column_type = "JsonBinary")]"#, "Json", ["jsonb", "json", "jsonb_text"]);
    check_column(r#"#[sea_orm(column_type = "Text", nullable)]"#, "String", ["text?", "text?", "text?"]);
    check_column(
        r#"#[sea_orm(column_type = "Decimal(Some((10, 2)))")]"#,
        "Decimal",
        ["numeric(10,2)", "decimal(10,2)", "real(10,2)"],
    );
    check_column(r#"#[sea_orm(column_type = "Char(Some(2))")]"#, "String", ["character(2)", "char(2)", "char(2)"]);
    check_column(r#"#[sea_orm(column_type = "custom(\"citext\")")]"#, "String", ["citext", "citext", "citext"]);
    check_column(
        r#"#[sea_orm(column_type = "VarBinary(StringLen::Max)")]"#,
        "Vec<u8>",
        ["bytea", "varbinary(65535)", "varbinary_blob"],
    );
    check_column("", "Mystery", ["mystery unsaid", "mystery unsaid", "mystery unsaid"]);
}

#[test]
fn types_of_one_name_are_told_apart_by_their_modules() {
    let file = |table: &str, value: &str| {
        format!(
            r#"
            #[derive(DeriveEntityModel)]
            #[sea_orm(table_name = "{table}")]
            struct Model {{ #[sea_orm(primary_key)] id: i32, kind: Kind, tags: Tags, key: Key }}
            #[derive(DeriveActiveEnum)]
            #[sea_orm(db_type = "Enum", enum_name = "{table}_kind", rename_all = "snake_case")]
            enum Kind {{ {value} }}
            #[derive(FromJsonQueryResult)]
            struct Tags {{ all: Vec<String> }}
            #[derive(DeriveValueType)]
            struct Key(i64);
            "#
        )
    };
    check(
        System::PostgreSql,
        &[("src/a.rs", &file("a", "BigOne")), ("src/b.rs", &file("b", "Small"))],
        "a: id integer counts, kind a_kind, tags json, key bigint; key id
b: id integer counts, kind b_kind, tags json, key bigint; key id
enum a_kind: big_one
enum b_kind: small
",
    );
}

#[test]
fn relations_that_say_one_key_are_one_key() {
    let entity = |name: &str, more: &str| {
        format!(
            "#[derive(DeriveEntityModel)] #[sea_orm(table_name = \"{name}\")] struct Model {{ #[sea_orm(primary_key)] id: i32 }} {more}"
        )
    };
    let relation = |name: &str, to: &str| {
        format!(
            r#"#[sea_orm(belongs_to = "super::{to}::Entity", from = "Column::Id", to = "super::{to}::Column::Id")] {name},"#
        )
    };
    let relations = [relation("One", "b"), relation("Same", "b"), relation("Other", "c")].concat();
    let relations = format!("#[derive(DeriveRelation)] enum Relation {{ {relations} }}");
    check(
        System::PostgreSql,
        &[("src/a.rs", &entity("a", &relations)), ("src/b.rs", &entity("b", "")), ("src/c.rs", &entity("c", ""))],
        "a: id integer counts; key id; id -> b; id -> c
b: id integer counts; key id
c: id integer counts; key id
",
    );
}

#[test]
fn comments_are_words() {
    let (schema, _) = read(System::PostgreSql, &[("src/cake.rs", CAKE)]);
    let said: Vec<_> = schema.words.iter().map(|words| words.text.as_str()).collect();
    assert_eq!(said, ["What is baked."]);
    assert_eq!(schema.files.text(schema.tables[0].columns[1].span.unwrap()), "name: String");
}

#[test]
fn what_is_not_read_is_reported() {
    let (schema, diagnostics) = read(
        System::PostgreSql,
        &[(
            "src/t.rs",
            r#"
#[derive(DeriveEntityModel)]
#[sea_orm(table_name = "t")]
struct Model {
    #[sea_orm(primary_key)] id: i32,
    #[sea_orm(default_expr = "today()")] a: i32,
    #[sea_orm(extra = "CHECK (b > 0)")] b: i32,
}
#[derive(DeriveRelation)]
enum Relation { #[sea_orm(belongs_to = "super::gone::Entity", from = "Column::A", to = "super::gone::Column::Id")] Gone }
mod nameless { #[derive(DeriveEntityModel)] struct Model { id: i32 } }
"#,
        )],
    );
    let say = |d: &schema_doc_diagnostics::Diagnostic| format!("{} {}", schema.files.place(d.span.unwrap()), d.message);
    assert_eq!(
        diagnostics.iter().map(say).collect::<Vec<_>>(),
        [
            "src/t.rs:6:42 `a: i32` is not read: a default that is computed in Rust",
            "src/t.rs:7:41 `b: i32` is not read: `extra` is SQL that is not read",
            "src/t.rs:10:17 `#[sea_orm(belongs_to = \"super::gone::Entity\", from = \"Column::A\", to = \"super::gone::Column::Id\")] Gone` is not read: \
             a relation to an entity or a column that the source does not have",
            "src/t.rs:11:45 `struct Model { id: i32 }` is not read: an entity without a `table_name`",
        ]
    );
}

/// What is read of an entity `stale` beside these files.
#[track_caller]
fn check_stale(files: &[(&str, &str)], is_read: bool) {
    let entity = |table: &str| {
        format!(
            "#[derive(DeriveEntityModel)] #[sea_orm(table_name = \"{table}\")] struct Model {{ #[sea_orm(primary_key)] id: i64 }}"
        )
    };
    let (cake, stale) = (entity("cake"), entity("stale"));
    let entities = [("src/entity/cake.rs", cake.as_str()), ("src/entity/stale.rs", &stale)];
    let (schema, diagnostics) = read(System::PostgreSql, &[files, &entities].concat());
    let names: Vec<&str> = schema.tables.iter().map(|table| table.id.name.as_str()).collect();
    let said: Vec<&str> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    if is_read {
        assert_eq!((names, said), (vec!["cake", "stale"], vec![]));
    } else {
        let message = format!(
            "`src/entity/stale.rs` is not read: `{}` has no `mod stale;`, so rustc does not compile it",
            files.last().unwrap().0
        );
        assert_eq!((names, said), (vec!["cake"], vec![message.as_str()]));
    }
}

#[test]
fn a_file_that_no_module_names_is_none_of_the_programs() {
    check_stale(&[("src/entity/mod.rs", "pub mod cake;")], false);
    check_stale(&[("src/entity/mod.rs", "// pub mod stale;\npub mod cake;")], false);
    check_stale(&[("src/lib.rs", "mod entity;"), ("src/entity.rs", "pub mod cake;")], false);
    check_stale(&[("src/entity/lib.rs", "pub mod cake;")], false);
    check_stale(&[("src/entity/mod.rs", "pub mod cake; pub mod stale;")], true);
    check_stale(&[("src/entity/mod.rs", "pub mod cake; #[path = \"stale.rs\"] pub mod fresh;")], true);
    check_stale(&[("src/entity/mod.rs", "modules! { cake, stale }")], true);
    check_stale(&[], true);
}
