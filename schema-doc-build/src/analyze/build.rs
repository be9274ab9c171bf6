//! Small schemas for tests.

#[cfg(feature = "typescript")]
pub(crate) mod documents;

use crate::list::{IteratorExt, SliceExt};
use crate::model::{
    Action, Check, Column, ColumnKind, DataType, ForeignKey, Index, IndexKey, LogicalType, PartitionOf, PrimaryKey,
    Schema, System, Table, TableId, TableKind, Unique,
};
use crate::sort;

/// A table that grows by calls.
pub(crate) struct Build(Table);

impl From<Build> for Table {
    fn from(build: Build) -> Self {
        build.0
    }
}

/// A schema of PostgreSQL with these tables.
pub(crate) fn schema(tables: impl IntoIterator<Item = Build>) -> Schema {
    let mut tables: Vec<Table> = tables.into_iter().map(Table::from).collect_vec();
    sort::by(&mut tables, |a, b| a.id.cmp(&b.id));
    let mut schema =
        Schema { system: System::PostgreSql, default_namespace: "public".into(), tables, ..Schema::default() };
    // A reference that names no column means the primary key.
    let keys: Vec<_> = schema.tables.mapped(|t| (t.id.clone(), t.primary_key.clone()));
    for key in schema.tables.iter_mut().flat_map(|t| &mut t.foreign_keys).filter(|k| k.referenced.is_empty()) {
        if let Some((_, Some(primary))) = keys.find(|(id, _)| *id == key.table) {
            key.referenced.clone_from(&primary.columns);
        }
    }
    schema
}

/// A table without columns.
pub(crate) fn table(name: &str) -> Build {
    Build(Table { id: TableId::new("public", name), ..Table::default() })
}

fn list(names: &[&str]) -> Vec<String> {
    names.mapped(|n| (*n).to_owned())
}

fn logical(native: &str) -> LogicalType {
    match native.split('(').next().unwrap_or_default() {
        "integer" => LogicalType::Integer,
        "smallint" => LogicalType::SmallInt,
        "bigint" => LogicalType::BigInt,
        "text" => LogicalType::Text,
        "character varying" => LogicalType::String,
        "boolean" => LogicalType::Boolean,
        "date" => LogicalType::Date,
        "timestamp with time zone" => LogicalType::TimestampTz,
        "numeric" => LogicalType::Decimal,
        "uuid" => LogicalType::Uuid,
        _ => LogicalType::Other,
    }
}

impl Build {
    /// `id bigint PRIMARY KEY`.
    pub(crate) fn id(self) -> Self {
        self.column("id", "bigint").key(&["id"])
    }

    pub(crate) fn column(mut self, name: &str, native: &str) -> Self {
        let data_type = DataType { native: native.into(), logical: logical(native) };
        self.0.columns.push(Column { name: name.into(), data_type, ..Default::default() });
        self
    }

    pub(crate) fn null_column(self, name: &str, native: &str) -> Self {
        let mut build = self.column(name, native);
        if let Some(column) = build.0.columns.last_mut() {
            column.nullable = true;
        }
        build
    }

    /// Changes the last column.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Column)) -> Self {
        if let Some(column) = self.0.columns.last_mut() {
            change(column);
        }
        self
    }

    pub(crate) fn default(mut self, name: &str, expression: &str) -> Self {
        for column in self.0.columns.iter_mut().filter(|c| c.name == name) {
            column.kind = ColumnKind::Default(expression.into());
        }
        self
    }

    pub(crate) fn key(mut self, columns: &[&str]) -> Self {
        let name = format!("{}_pkey", self.0.id.name);
        self.0.primary_key =
            Some(PrimaryKey { name, generated_name: true, columns: list(columns), ..PrimaryKey::default() });
        self
    }

    pub(crate) fn unique(mut self, columns: &[&str]) -> Self {
        let name = format!("{}_{}_key", self.0.id.name, columns.join("_"));
        self.0.unique.push(Unique { name, generated_name: true, columns: list(columns), ..Unique::default() });
        self
    }

    pub(crate) fn references(mut self, columns: &[&str], table: &str, on_delete: Action) -> Self {
        self.0.foreign_keys.push(ForeignKey {
            name: format!("{}_{}_fkey", self.0.id.name, columns.join("_")),
            generated_name: true,
            columns: list(columns),
            table: TableId::new("public", table),
            on_delete,
            ..ForeignKey::default()
        });
        self
    }

    /// A `bigint` column that references a table's primary key.
    pub(crate) fn reference(self, column: &str, table: &str) -> Self {
        self.column(column, "bigint").references(&[column], table, Action::NoAction)
    }

    pub(crate) fn check(mut self, name: &str, expression: &str) -> Self {
        let columns =
            self.0.columns.iter().map(|c| c.name.clone()).filter(|c| expression.contains(c.as_str())).collect_vec();
        self.0.checks.push(Check { name: name.into(), expression: expression.into(), columns, ..Check::default() });
        self
    }

    pub(crate) fn index(mut self, name: &str, columns: &[&str]) -> Self {
        let keys = columns.mapped(|c| IndexKey::column(*c));
        self.0.indexes.push(Index { name: name.into(), method: "btree".into(), keys, ..Index::default() });
        self
    }

    /// Changes the last index.
    pub(crate) fn with_index(mut self, change: impl FnOnce(&mut Index)) -> Self {
        if let Some(index) = self.0.indexes.last_mut() {
            change(index);
        }
        self
    }

    pub(crate) fn partition_of(mut self, table: &str) -> Self {
        self.0.kind = TableKind::Partition;
        self.0.partition_of =
            Some(Box::new(PartitionOf { table: TableId::new("public", table), bound: "DEFAULT".into() }));
        self
    }

    /// Changes the table.
    pub(crate) fn table(mut self, change: impl FnOnce(&mut Table)) -> Self {
        change(&mut self.0);
        self
    }
}
