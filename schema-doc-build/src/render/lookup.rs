//! What belongs to what, found once for all pages.

use std::cell::OnceCell;

use crate::ordered::Map;

use crate::model::{QualifiedName, Schema};

/// Positions of objects by the table (or type) that they belong to.
#[derive(Debug, Default)]
pub(crate) struct Lookup<'a> {
    /// Partitions of a table, in `Schema::tables`.
    pub(crate) partitions: Map<&'a QualifiedName, Vec<usize>>,
    /// Tables that inherit from a table.
    pub(crate) heirs: Map<&'a QualifiedName, Vec<usize>>,
    /// Privileges on a table or view, in `Schema::grants`.
    pub(crate) grants: Map<&'a QualifiedName, Vec<usize>>,
    /// Rules, statistics and the like that hang on a table, in `Schema::others`.
    pub(crate) others: Map<&'a QualifiedName, Vec<usize>>,
    /// Views that name a table or view, in `Schema::views`.
    pub(crate) views: Map<&'a QualifiedName, Vec<usize>>,
    /// Columns of an enumerated type, a domain or a composite type: table and column.
    pub(crate) used_by: Map<QualifiedName, Vec<(usize, usize)>>,
    /// Triggers that call a routine: table and trigger.
    pub(crate) triggers: Map<&'a QualifiedName, Vec<(usize, usize)>>,
    /// Whether a routine, type or view of that name is on the overview.
    pub(crate) types: Map<&'a QualifiedName, &'static str>,
    modules: OnceCell<Vec<String>>,
}

impl<'a> Lookup<'a> {
    /// The lookup of a schema.
    pub(crate) fn new(schema: &'a Schema) -> Self {
        let mut lookup = Self::default();
        lookup.types.extend(schema.enums.iter().map(|e| (&e.id, "enum")));
        lookup.types.extend(schema.domains.iter().map(|d| (&d.id, "domain")));
        lookup.types.extend(schema.composites.iter().map(|c| (&c.id, "composite")));
        lookup.types.extend(schema.ranges.iter().map(|r| (&r.id, "range")));
        for (position, table) in schema.tables.iter().enumerate() {
            if let Some(parent) = &table.partition_of {
                lookup.partitions.or_default(&parent.table).push(position);
            }
            for parent in &table.inherits {
                lookup.heirs.or_default(parent).push(position);
            }
            for (index, trigger) in table.triggers.iter().enumerate() {
                if let Some(function) = &trigger.function {
                    lookup.triggers.or_default(function).push((position, index));
                }
            }
            for (index, column) in table.columns.iter().enumerate() {
                let Some(name) = type_name(schema, &column.data_type.native) else { continue };
                if lookup.types.contains_key(&name) {
                    lookup.used_by.or_default(name).push((position, index));
                }
            }
        }
        for (position, grant) in schema.grants.iter().enumerate() {
            if let Some(target) = &grant.target {
                lookup.grants.or_default(target).push(position);
            }
        }
        for (position, other) in schema.others.iter().enumerate() {
            if let Some(table) = &other.table {
                lookup.others.or_default(table).push(position);
            }
        }
        for (position, view) in schema.views.iter().enumerate() {
            for name in &view.depends_on {
                lookup.views.or_default(name).push(position);
            }
        }
        lookup
    }

    /// The path of a table's generated module, without the crate's: `users`, `auth::users`.
    pub(crate) fn module(&self, schema: &Schema, position: usize) -> &str {
        let modules = self.modules.get_or_init(|| super::rust::modules(schema));
        modules.get(position).map_or("", String::as_str)
    }

    /// The anchor on the overview of the type that a column has, where it is one of the schema's.
    pub(crate) fn type_anchor(&self, schema: &Schema, native: &str) -> Option<String> {
        let name = type_name(schema, native)?;
        let kind = self.types.get(&name)?;
        Some(super::markdown::anchor::id(kind, &schema.identifier(&name)))
    }
}

/// `mood[]` → `mood` in the default namespace. The built-in types, which are most, are no words of one name or have numbers.
fn type_name(schema: &Schema, native: &str) -> Option<QualifiedName> {
    let name = native.trim_end_matches("[]");
    if schema.enums.is_empty() && schema.domains.is_empty() && schema.composites.is_empty() && schema.ranges.is_empty()
    {
        return None;
    }
    schema.parse_identifier(name)
}

/// What a map has under a key.
pub(crate) fn found<'m, K: Ord, V>(map: &'m Map<K, Vec<V>>, key: &K) -> &'m [V] {
    map.get(key).map_or(&[], Vec::as_slice)
}
