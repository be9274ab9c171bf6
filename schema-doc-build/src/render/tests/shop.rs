//! A small shop that has one of everything.

use schema_doc_diagnostics::{FileId, Span};

use crate::config::{Config, FeatureConfig};
use crate::model::{
    AccessPattern, Action, Argument, Check, Column, ColumnKind, CompositeType, DataType, Definition, Domain, EnumType,
    Extension, ForeignKey, Frequency, Generated, Grant, Identity, Index, IndexKey, KeyTarget, LogicalType,
    MigrationAction, MigrationStep, Named, PartitionOf, Partitioning, Policy, PrimaryKey, QualifiedName, Role, Routine,
    RowSecurity, Schema, Sensitivity, Sequence, SequenceOptions, SortOrder, SourceInfo, Table, TableKind, TableOptions,
    Transition, Trigger, Unique, Unsupported, View, ViewColumn,
};

const INIT: &str = "CREATE TABLE users (\n    id uuid PRIMARY KEY\n);\n\nCREATE TABLE orders (\n    id bigint\n);\n\nCREATE TABLE audit_log (id bigint);\n";
const LATER: &str =
    "ALTER TABLE orders ADD COLUMN note text;\nCREATE VIEW open_orders AS SELECT id FROM orders;\nVACUUM orders;\n";

fn id(name: &str) -> QualifiedName {
    QualifiedName::new("public", name)
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|&name| name.to_owned()).collect()
}

fn named(name: &str, text: &str) -> Named {
    Named { name: name.into(), text: Some(text.into()) }
}

fn column(name: &str, native: &str, logical: LogicalType, nullable: bool) -> Column {
    Column { name: name.into(), data_type: DataType { native: native.into(), logical }, nullable, ..Default::default() }
}

fn with_default(mut column: Column, default: &str) -> Column {
    column.kind = ColumnKind::Default(default.into());
    column
}

fn described(mut column: Column, words: &str) -> Column {
    column.annotations.description = Some(words.into());
    column
}

fn primary_key(table: &str, columns: &[&str]) -> PrimaryKey {
    PrimaryKey { name: format!("{table}_pkey"), columns: names(columns), ..PrimaryKey::default() }
}

fn index(name: &str, method: &str, keys: Vec<IndexKey>) -> Index {
    Index { name: name.into(), method: method.into(), keys, ..Index::default() }
}

fn foreign_key(name: &str, columns: &[&str], table: &str, referenced: &[&str], on_delete: Action) -> ForeignKey {
    let (columns, referenced) = (names(columns), names(referenced));
    ForeignKey { name: name.into(), columns, table: id(table), referenced, on_delete, ..ForeignKey::default() }
}

fn span_of(file: FileId, text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap() as u32;
    Span { file, start, end: start + part.len() as u32 }
}

fn definition(span: Span) -> Definition {
    Definition { span: Some(span), ..Definition::default() }
}

fn users(init: FileId) -> Table {
    let mut email =
        described(column("email", "character varying(255)", LogicalType::String, false), "Unique identifier.");
    email.annotations.sensitivity = Some(Sensitivity::Pii);
    email.annotations.validation = Some("Email format required".into());
    email.annotations.meaning = Some("Primary contact | login".into());
    email.annotations.rules = vec![named("email_format", "as RFC 5321 has it")];
    let mut table = Table { id: id("users"), ..Table::default() };
    table.columns = vec![with_default(column("id", "uuid", LogicalType::Uuid, false), "gen_random_uuid()"), email];
    table.primary_key = Some(primary_key("users", &["id"]));
    let key = IndexKey::on(KeyTarget::Expression("lower(email)".into()));
    table.indexes = vec![Index { unique: true, ..index("by_email", "btree", vec![key]) }];
    table.annotations.purpose = Some("Who can sign in.".into());
    table.annotations.description = Some("Who can sign in.\n\nDetails:\n- one\n- two".into());
    table.annotations.category = Some("authentication".into());
    let span = span_of(init, INIT, "CREATE TABLE users (\n    id uuid PRIMARY KEY\n)");
    table.definition = definition(span);
    table.migrations = vec![MigrationStep::new(span, MigrationAction::Created, "")];
    table
}

fn orders(init: FileId, later: FileId) -> Table {
    let mut status = with_default(
        column("status", "order_status", LogicalType::Enum(Box::new(id("order_status"))), false),
        "'new'::order_status",
    );
    let step = |from: &str, to: &str| Transition { from: from.into(), to: to.into() };
    status.annotations.flow = vec![step("new", "paid"), step("paid", "shipped: \"out\""), step("new", "void")];
    let mut number = column("number", "bigint", LogicalType::BigInt, false);
    let sequence = id("orders_number_seq");
    number.kind =
        ColumnKind::Identity(Box::new(Identity { always: true, options: SequenceOptions::default(), sequence }));
    let mut search = column("search", "tsvector", LogicalType::TsVector, true);
    let expression = "to_tsvector('english', note || '|')".to_owned();
    search.kind = ColumnKind::Generated(Box::new(Generated { expression, stored: true }));
    let mut user = described(column("user_id", "uuid", LogicalType::Uuid, false), "Who ordered.");
    user.annotations.label = Some("places".into());
    let mut hidden = column("hidden", "text", LogicalType::Text, false);
    hidden.annotations.ignore = true;

    let mut table = Table { id: id("orders"), ..Table::default() };
    table.columns = vec![
        with_default(column("id", "bigint", LogicalType::BigInt, false), "nextval('orders_id_seq'::regclass)"),
        number,
        user,
        status,
        described(with_default(column("total", "money_amount", LogicalType::Other, false), "0"), "Net, in cents."),
        column("order", "integer", LogicalType::Integer, true),
        column("note", "text", LogicalType::Text, true),
        column("parent_id", "bigint", LogicalType::BigInt, true),
        search,
        hidden,
        with_default(column("updated_at", "timestamp with time zone", LogicalType::TimestampTz, false), "now()"),
    ];
    table.primary_key = Some(primary_key("orders", &["id"]));
    table.unique = vec![Unique { name: "orders_number_key".into(), columns: names(&["number"]), ..Unique::default() }];
    let mut own = foreign_key("orders_user_id_fkey", &["user_id"], "users", &["id"], Action::Cascade);
    own.annotations.reason = Some("An order without a customer is nothing".into());
    table.foreign_keys =
        vec![own, foreign_key("orders_parent_id_fkey", &["parent_id"], "orders", &["id"], Action::SetNull)];
    let expression = "total >= 0 OR note ~ '`|'".to_owned();
    table.checks =
        vec![Check { name: "total_check".into(), expression, columns: names(&["total", "note"]), ..Check::default() }];
    let newest = IndexKey { order: SortOrder::Descending, ..IndexKey::column("updated_at") };
    let mut by_user = index("by_user", "btree", vec![IndexKey::column("user_id"), newest]);
    by_user.annotations.description = Some("A customer's orders, newest first.".into());
    by_user.annotations.impact = Some("The order history".into());
    let mut open = index("open orders", "btree", vec![IndexKey::column("order")]);
    open.predicate = Some("status <> 'void'::order_status".into());
    table.indexes = vec![by_user, open, index("by_search", "gin", vec![IndexKey::column("search")])];
    table.triggers = vec![Trigger {
        name: "touch".into(),
        timing: "before".into(),
        events: names(&["update of note, total"]),
        level: "row".into(),
        function: Some(id("touch")),
        condition: Some("old.* IS DISTINCT FROM new.*".into()),
        ..Trigger::default()
    }];
    table.row_security = RowSecurity { enabled: true, forced: false };
    table.policies = vec![Policy {
        name: "own rows".into(),
        command: "all".into(),
        permissive: true,
        using: Some("user_id = current_setting('app.user')::uuid".into()),
        ..Policy::default()
    }];
    let storage = vec![("fillfactor".to_owned(), "70".to_owned())];
    table.options = Some(Box::new(TableOptions { storage, ..TableOptions::default() }));
    let tags = &mut table.annotations;
    tags.purpose = Some("What was bought.".into());
    tags.description = Some("What was bought. Totals are <b>net</b> | in cents.".into());
    tags.deprecated = Some("use `purchases`".into());
    tags.usage = names(&["Written at checkout.", "Only `status` changes afterwards."]);
    tags.operations = vec![named("place_order", "at checkout")];
    tags.see = vec![("users.email".into(), None), ("https://example.com/a_b".into(), None)];
    tags.tags = names(&["billing"]);
    tags.examples = vec![("{\"id\": 1, \"status\": \"new\"}".into(), None)];
    tags.access = vec![
        AccessPattern {
            name: "history".into(),
            description: Some("A customer's orders".into()),
            index: Some("by_user".into()),
            frequency: Some(Frequency::High),
            ..AccessPattern::default()
        },
        AccessPattern {
            name: "report".into(),
            query: Some("SELECT sum(total) FROM orders WHERE updated_at > $1".into()),
            ..AccessPattern::default()
        },
    ];
    let created = span_of(init, INIT, "CREATE TABLE orders (\n    id bigint\n)");
    table.definition = definition(created);
    table.migrations = vec![
        MigrationStep::new(created, MigrationAction::Created, ""),
        MigrationStep::new(
            span_of(later, LATER, "ALTER TABLE orders ADD COLUMN note text"),
            MigrationAction::Added,
            "column note",
        ),
    ];
    table
}

fn audit_log(init: FileId) -> Table {
    let mut table = Table { id: id("audit_log"), kind: TableKind::PartitionedTable, ..Table::default() };
    table.columns = vec![column("at", "timestamp with time zone", LogicalType::TimestampTz, false)];
    let keys = vec![IndexKey::column("at")];
    table.partitioning = Some(Box::new(Partitioning { strategy: "range".into(), keys }));
    table.definition = definition(span_of(init, INIT, "CREATE TABLE audit_log (id bigint)"));
    table
}

/// The schema, and a configuration for it.
pub(super) fn shop() -> (Schema, Config) {
    let mut schema = Schema { default_namespace: "public".into(), name: Some("shop".into()), ..Schema::default() };
    schema.purpose = Some("Orders of a shop".into());
    let init = schema.files.add("migrations/0001_init.sql", INIT);
    let later = schema.files.add("migrations/0002_later.sql", LATER);
    schema.sources = vec![SourceInfo {
        kind: "sql",
        path: "migrations".into(),
        hash: "sha256:0".into(),
        layout: Some("plain"),
        files: vec![init, later],
    }];
    let mut partition = Table { id: id("audit_log_2025"), kind: TableKind::Partition, ..Table::default() };
    partition.columns = audit_log(init).columns;
    let bound = "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')".into();
    partition.partition_of = Some(Box::new(PartitionOf { table: id("audit_log"), bound }));
    let integer = |name: &str| column(name, "bigint", LogicalType::BigInt, false);
    let mut items = Table { id: id("order_products"), ..Table::default() };
    items.columns = vec![integer("order_id"), integer("product_id")];
    items.primary_key = Some(primary_key("order_products", &["order_id", "product_id"]));
    items.foreign_keys = vec![
        foreign_key("items_order_fkey", &["order_id"], "orders", &["id"], Action::Cascade),
        foreign_key("items_product_fkey", &["product_id"], "products", &["id"], Action::Restrict),
    ];
    let mut products = Table { id: id("products"), ..Table::default() };
    products.columns = vec![integer("id"), column("tags", "text[]", LogicalType::Array(Box::default()), true)];
    products.primary_key = Some(primary_key("products", &["id"]));
    schema.tables = vec![audit_log(init), partition, items, orders(init, later), products, users(init)];
    schema.tables.sort_by(|a, b| a.id.cmp(&b.id));

    let mut values = EnumType { id: id("order_status"), ..EnumType::default() };
    values.values = names(&["new", "paid", "shipped: \"out\"", "void", "lost|found"]);
    values.annotations.values = vec![named("paid", "Money is here")];
    schema.enums = vec![values];
    let check = Check { expression: "VALUE >= 0".into(), ..Check::default() };
    let data_type = DataType { native: "integer".into(), logical: LogicalType::Integer };
    schema.domains =
        vec![Domain { id: id("money_amount"), data_type, nullable: true, checks: vec![check], ..Domain::default() }];
    let text = DataType { native: "text".into(), logical: LogicalType::Text };
    schema.composites = vec![CompositeType {
        id: id("address"),
        attributes: vec![("street".into(), text, None)],
        ..CompositeType::default()
    }];
    schema.views = vec![View {
        id: id("open_orders"),
        columns: vec![ViewColumn { name: "id".into(), ..ViewColumn::default() }],
        depends_on: vec![id("orders")],
        definition: definition(span_of(later, LATER, "CREATE VIEW open_orders AS SELECT id FROM orders")),
        ..View::default()
    }];
    schema.routines = vec![Routine {
        id: id("touch"),
        arguments: vec![Argument { name: Some("a|b".into()), data_type: "integer".into(), ..Argument::default() }],
        returns: Some("trigger".into()),
        language: Some("plpgsql".into()),
        ..Routine::default()
    }];
    schema.sequences = vec![Sequence { id: id("invoice_numbers"), ..Sequence::default() }];
    schema.extensions = vec![Extension { name: "pgcrypto".into(), ..Extension::default() }];
    schema.roles = vec![Role { name: "reader".into(), ..Role::default() }];
    schema.grants = vec![Grant {
        privileges: names(&["SELECT"]),
        object_kind: "table".into(),
        object: "orders".into(),
        target: Some(id("orders")),
        grantees: names(&["reader"]),
        ..Grant::default()
    }];
    schema.left_out = names(&["_sqlx_migrations"]);
    schema.unsupported = vec![Unsupported {
        span: span_of(later, LATER, "VACUUM orders"),
        statement: "VACUUM orders".into(),
        reason: "no statement of a schema".into(),
    }];
    let ordering = FeatureConfig {
        name: "ordering".into(),
        tables: names(&["orders", "order_products", "products"]).into_iter().map(|name| (name, None)).collect(),
        description: Some("From the basket to the parcel".into()),
        ..FeatureConfig::default()
    };
    let mut config = Config { features: vec![ordering], ..Config::default() };
    config.performance.critical_indexes = names(&["orders.by_user"]);
    config.performance.scaling_considerations = names(&["audit_log grows by 2 M rows a month"]);
    (schema, config)
}
