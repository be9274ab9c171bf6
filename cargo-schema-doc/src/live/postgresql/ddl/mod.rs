//! The catalog's rows as statements, each behind what it needs.

mod attached;
mod object;
mod order;
mod privilege;
mod script;
mod sequence;
mod table;

use std::collections::HashMap;

use super::catalog::Catalog;
use super::rows::{Oid, Relation};
use script::Script;
use table::Tables;

/// The DDL that would make what the catalog holds.
///
/// Partitions get their keys and indexes before the partitioned table does, which then takes them up as its parts: so they bear their own
/// names, whatever those are.
pub(super) fn write(catalog: &Catalog) -> String {
    let mut script = Script::default();
    privilege::roles(&mut script, catalog);
    object::namespaces(&mut script, catalog);
    object::extensions(&mut script, catalog);
    object::others(&mut script, catalog, 0);
    object::types(&mut script, catalog);
    let tables = Tables::new(catalog);
    sequence::create(&mut script, catalog, &tables);
    let ordered = parents_first(catalog);
    for relation in &ordered {
        tables.create(&mut script, relation);
    }
    sequence::owners(&mut script, catalog, &tables);
    object::routines(&mut script, catalog);
    object::others(&mut script, catalog, 1);
    object::views(&mut script, catalog);
    // An index of a partition belongs to the index above it: the lowest come first.
    for relation in ordered.iter().rev() {
        tables.keys(&mut script, relation);
    }
    attached::indexes(&mut script, catalog, &ordered);
    for relation in &ordered {
        tables.foreign_keys(&mut script, relation);
    }
    tables.comments(&mut script);
    attached::triggers(&mut script, catalog);
    attached::rules_and_statistics(&mut script, catalog);
    attached::row_security(&mut script, catalog);
    object::others(&mut script, catalog, 2);
    privilege::privileges(&mut script, catalog);
    script.finish()
}

/// Tables, each behind those that it inherits from or is a partition of.
fn parents_first(catalog: &Catalog) -> Vec<&Relation> {
    let parents: HashMap<Oid, Vec<Oid>> =
        catalog.relations.iter().map(|relation| (relation.oid, relation.parents.clone())).collect();
    let mut ordered = order::sorted(&catalog.relations, |relation| relation.oid, &parents);
    ordered.retain(|relation| relation.is_table());
    ordered
}
