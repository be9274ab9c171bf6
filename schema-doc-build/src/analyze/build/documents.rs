//! Small schemas of documents for tests, in Convex's words.

use super::Build;
use crate::model::{
    Column, DataType, ForeignKey, Index, IndexKey, IndexKind, LogicalType, Schema, System, Table, TableId, TableKind,
};

/// A schema of Convex with these tables.
pub(crate) fn documents(tables: impl IntoIterator<Item = Build>) -> Schema {
    let mut tables: Vec<Table> = tables.into_iter().map(Table::from).collect();
    tables.sort_by(|a, b| a.id.cmp(&b.id));
    Schema { system: System::Convex, tables, ..Schema::default() }
}

/// A table without fields.
pub(crate) fn document(name: &str) -> Build {
    Build(Table { id: TableId::new("", name), kind: TableKind::Document, ..Table::default() })
}

fn data_type(native: impl Into<String>, logical: LogicalType) -> DataType {
    DataType { native: native.into(), logical }
}

pub(crate) fn string() -> DataType {
    data_type("v.string()", LogicalType::String)
}

pub(crate) fn number() -> DataType {
    data_type("v.number()", LogicalType::Number)
}

pub(crate) fn null() -> DataType {
    data_type("v.null()", LogicalType::Null)
}

pub(crate) fn id(table: &str) -> DataType {
    data_type(format!("v.id(\"{table}\")"), LogicalType::Id(Box::new(TableId::new("", table))))
}

pub(crate) fn array(item: DataType) -> DataType {
    data_type(format!("v.array({})", item.native), LogicalType::Array(Box::new(item)))
}

pub(crate) fn union(variants: &[DataType]) -> DataType {
    let natives: Vec<&str> = variants.iter().map(|variant| variant.native.as_str()).collect();
    data_type(format!("v.union({})", natives.join(", ")), LogicalType::Union(variants.to_vec()))
}

pub(crate) fn literals(values: &[&str]) -> DataType {
    let each: Vec<String> = values.iter().map(|value| format!("v.literal(\"{value}\")")).collect();
    let native = if each.len() == 1 { each.concat() } else { format!("v.union({})", each.join(", ")) };
    data_type(native, LogicalType::Literals(values.iter().map(|value| format!("\"{value}\"").into()).collect()))
}

pub(crate) fn object(fields: &[(&str, DataType)]) -> DataType {
    let natives: Vec<String> = fields.iter().map(|(name, inner)| format!("{name}: {}", inner.native)).collect();
    let fields = fields.iter().map(|(name, inner)| column(name, inner.clone())).collect();
    data_type(format!("v.object({{ {} }})", natives.join(", ")), LogicalType::Object(fields))
}

fn column(name: &str, data_type: DataType) -> Column {
    Column { name: name.into(), nullable: data_type.has_null(), data_type, ..Column::default() }
}

impl Build {
    pub(crate) fn field(mut self, name: &str, data_type: DataType) -> Self {
        self.0.foreign_keys.extend(data_type.as_id().map(|table| ForeignKey {
            columns: vec![name.into()],
            table: table.clone(),
            referenced: vec![Table::DOCUMENT_ID.into()],
            not_enforced: true,
            ..ForeignKey::default()
        }));
        self.0.columns.push(column(name, data_type));
        self
    }

    /// `v.optional(…)`
    pub(crate) fn optional(self, name: &str, data_type: DataType) -> Self {
        self.field(name, data_type).with(|column| column.optional = true)
    }

    pub(crate) fn indexed(mut self, name: &str, kind: IndexKind, fields: &[&str]) -> Self {
        let keys = fields.iter().copied().map(IndexKey::column).collect();
        self.0.indexes.push(Index { name: name.into(), kind, keys, ..Index::default() });
        self
    }
}
