//! The identifiers of a schema's tables, namespaces and enums.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;
use crate::sort;

use schema_doc_syntax::{Style, distinct};

use crate::model::{QualifiedName, Schema};

/// A namespace's module: what it holds, each with its identifier. Positions are those of the schema's lists.
#[derive(Debug, Default)]
pub(super) struct Namespace {
    pub(super) tables: Vec<(usize, String)>,
    pub(super) enums: Vec<(usize, String)>,
}

/// Everything that has a name at the top.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// What lies in the default namespace.
    pub(super) root: Namespace,
    /// The others: name, identifier, content; by name.
    pub(super) namespaces: Vec<(String, String, Namespace)>,
}

impl Names {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut tables: Map<&str, Vec<usize>> = Map::new();
        for (i, table) in schema.tables.iter().enumerate() {
            tables.or_default(&table.id.namespace).push(i);
        }
        let mut enums: Map<&str, Vec<usize>> = Map::new();
        for (i, enum_type) in schema.enums.iter().enumerate() {
            enums.or_default(&enum_type.id.namespace).push(i);
        }
        let default = schema.default_namespace.as_str();
        let mut others: Vec<&str> = tables.keys().chain(enums.keys()).copied().filter(|&n| n != default).collect_vec();
        sort::items(&mut others);
        others.dedup();

        let mut namespace = |name: &str, beside: &[&str]| {
            let tables = tables.remove(name).unwrap_or_default();
            let enums = enums.remove(name).unwrap_or_default();
            let ids: Vec<&QualifiedName> = tables.iter().filter_map(|&i| Some(&schema.tables.get(i)?.id)).collect_vec();
            let (modules, beside) = modules(schema, &ids, beside);
            let types: Vec<_> = enums
                .iter()
                .filter_map(|&i| schema.enums.get(i))
                .map(|e| (e.id.name.as_str(), schema.identifier(&e.id).into()))
                .collect_vec();
            let types = distinct(&types, Style::Type, &[]);
            let content = Namespace {
                tables: tables.into_iter().zip(modules).collect_vec(),
                enums: enums.into_iter().zip(types).collect_vec(),
            };
            (content, beside)
        };
        let (root, modules) = namespace(default, &others);
        let namespaces = others.iter().zip(modules);
        let namespaces =
            namespaces.map(|(&name, module)| (name.to_owned(), module, namespace(name, &[]).0)).collect_vec();
        Self { root, namespaces }
    }
}

/// Modules of tables, and of the namespaces beside them. Where a table and a namespace have one name, the table's stays.
fn modules(schema: &Schema, tables: &[&QualifiedName], namespaces: &[&str]) -> (Vec<String>, Vec<String>) {
    let whole = |id: &QualifiedName| schema.identifier(id);
    let mut names: Vec<_> = tables.mapped(|id| (id.name.as_str(), whole(id).into()));
    names.push_all(namespaces.iter().map(|&namespace| (namespace, format!("{namespace}.").into())));
    let mut identifiers = distinct(&names, Style::Module, &[]);
    let of_namespaces = identifiers.split_off(tables.len());
    (identifiers, of_namespaces)
}
