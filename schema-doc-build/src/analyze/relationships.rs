//! Relationships: foreign keys, ids inside documents and `@references`, seen from both ends, and many-to-many through junction tables.

use crate::list::{SliceExt, VecExt};
use crate::ordered::Set;

use super::inner_ids::inner_ids;
use super::{Cardinality, Origin, Relationship, TableAnalysis, junction};
use crate::model::{
    Action, Column, DOCUMENTS, ForeignKey, QualifiedName, Schema, Table, TableId, TableKind, split_parts,
};
use crate::sort;

/// A reference from one table to another, its ends found.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// The referencing table.
    pub(super) from: usize,
    /// The referenced table.
    pub(super) to: usize,
    pub(super) keys: Vec<String>,
    pub(super) referenced: Vec<String>,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
    /// The referencing columns may be null.
    pub(super) optional: bool,
    /// At most one referencing row for each referenced one.
    pub(super) unique: bool,
    /// A referencing document holds any number of the ids.
    pub(super) many: bool,
    pub(super) referencing_end: Option<String>,
    pub(super) label: Option<String>,
    pub(super) origin: Origin,
    pub(super) enforced: bool,
    /// The position in the referencing table's foreign keys. `None` for `@references`, an id inside a field, and for a partition's own foreign key, which
    /// stands for its partitioned table.
    pub(super) foreign_key: Option<usize>,
}

/// Fills both ends of every relationship.
pub(super) fn fill(schema: &Schema, tables: &mut [TableAnalysis]) {
    let links = links(schema);
    for link in &links {
        let (there, here) = if link.many {
            (Cardinality::ManyToMany, Cardinality::ManyToMany)
        } else if link.unique {
            (Cardinality::OneToOne, Cardinality::OneToOne)
        } else {
            (Cardinality::OneToMany, Cardinality::ManyToOne)
        };
        if let Some(referenced) = tables.get_mut(link.to) {
            referenced.outgoing.push(end(link, link.from, there));
        }
        if let Some(referencing) = tables.get_mut(link.from) {
            referencing.incoming.push(end(link, link.to, here));
        }
    }
    let mut rest = links.as_slice();
    while let Some(first) = rest.first() {
        let (own, others) = rest.split_at(rest.iter().take_while(|l| l.from == first.from).count());
        rest = others;
        let Some(table) = schema.tables.get(first.from) else { continue };
        if let Some((left, right)) = junction::ends(table, own) {
            for (here, there) in [(left, right), (right, left)] {
                let mut relationship = end(here, there.to, Cardinality::ManyToMany);
                relationship.through = Some(first.from);
                relationship.foreign_key = None;
                relationship.label = None;
                relationship.referencing_end = None;
                if let Some(analysis) = tables.get_mut(here.to) {
                    analysis.outgoing.push(relationship);
                }
            }
        }
    }
}

/// One end's view of a link.
fn end(link: &Link, other: usize, cardinality: Cardinality) -> Relationship {
    Relationship {
        keys: link.keys.clone(),
        referenced: link.referenced.clone(),
        on_delete: link.on_delete,
        on_update: link.on_update,
        optional: link.optional,
        referencing_end: link.referencing_end.clone(),
        label: link.label.clone(),
        enforced: link.enforced,
        foreign_key: link.foreign_key,
        ..Relationship::new(other, cardinality, link.origin)
    }
}

/// Every reference whose ends exist and are documented, by referencing table, in declaration order. A partition's relationships are its
/// partitioned table's: the copies that the system makes are left out, and a key that only partitions have stands once, for all of them.
fn links(schema: &Schema) -> Vec<Link> {
    let mut links = Vec::new();
    let mut lifted = Vec::new();
    for (position, table) in schema.tables.iter().enumerate() {
        if table.annotations.ignore {
            continue;
        }
        let root = partition_root(schema, position);
        for (index, key) in table.foreign_keys.iter().enumerate() {
            if root == position {
                links.push_all(declared(schema, position, key, Some(index)));
            } else if !key.inherited {
                lifted.push_all(declared(schema, root, key, None));
            }
        }
        if root == position {
            if DOCUMENTS {
                inner(schema, position, &mut links);
            }
            annotated(schema, position, &mut links);
        }
    }
    if lifted.is_empty() {
        return links;
    }
    let identity = |link: &Link| (link.from, link.keys.clone(), link.to, link.referenced.clone());
    let mut known: Set<_> = links.iter().map(identity).collect();
    lifted.keep(|link| known.insert(identity(link)));
    links.append(&mut lifted);
    sort::by_key(&mut links, |link| link.from);
    links
}

/// The table at the top of a partition's tree; a table that is no partition is its own.
pub(super) fn partition_root(schema: &Schema, position: usize) -> usize {
    let mut root = position;
    // PostgreSQL refuses a cycle; the bound is for a source that states one.
    for _ in 0..64 {
        let Some(parent) = schema.tables.get(root).and_then(|t| t.partition_of.as_deref()) else { return root };
        let Some(position) = schema.table_index(&parent.table) else { return root };
        root = position;
    }
    position
}

/// A foreign key as a link of `from`; `None` where an end does not exist or is left out of the documents.
fn declared(schema: &Schema, from: usize, key: &ForeignKey, foreign_key: Option<usize>) -> Option<Link> {
    let to = schema.table_index(&key.table)?;
    let (table, target) = (schema.tables.get(from)?, schema.tables.get(to)?);
    if table.annotations.ignore || target.annotations.ignore || key.annotations.ignore {
        return None;
    }
    let columns: Vec<_> = key.columns.iter().map(|name| table.column(name)).collect::<Option<_>>()?;
    if columns.is_empty() || columns.any(|c| c.annotations.ignore) {
        return None;
    }
    let mut referenced = key.referenced.clone();
    if referenced.is_empty() {
        referenced = target.primary_key.as_ref().map(|k| k.columns.clone()).unwrap_or_default();
    }
    // MATCH FULL wants all or none: one column that may not be null makes the whole key wanted.
    let may_lack = |column: &&Column| column.nullable || column.optional;
    let optional = if key.match_full { columns.all(may_lack) } else { columns.any(may_lack) };
    let said = |read: fn(&crate::model::Tags) -> &Option<String>| {
        read(&key.annotations).clone().or_else(|| columns.iter().find_map(|c| read(&c.annotations).clone()))
    };
    let referencing_end = said(|tags| &tags.cardinality);
    let stated_unique = matches!(columns.as_slice(), [column] if column.annotations.unique)
        || matches!(referencing_end.as_deref(), Some("one" | "zero_or_one"));
    Some(Link {
        from,
        to,
        keys: key.columns.clone(),
        referenced,
        on_delete: key.on_delete,
        on_update: key.on_update,
        optional,
        unique: stated_unique || is_unique(table, &key.columns),
        many: false,
        referencing_end,
        label: said(|tags| &tags.label),
        origin: Origin::Declared,
        enforced: !key.not_enforced,
        foreign_key,
    })
}

/// The ids inside the fields of a table's documents: a list of them ties many to many.
fn inner(schema: &Schema, from: usize, links: &mut Vec<Link>) {
    let Some(table) = schema.tables.get(from).filter(|table| table.kind == TableKind::Document) else { return };
    for (path, id) in table.columns.iter().flat_map(inner_ids) {
        let Some(to) = schema.table_index(id.table) else { continue };
        let said = &id.field.annotations;
        links.push(Link {
            from,
            to,
            keys: vec![path],
            referenced: vec![Table::DOCUMENT_ID.to_owned()],
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            optional: id.optional,
            unique: !id.many && said.unique,
            many: id.many,
            referencing_end: said.cardinality.clone(),
            label: said.label.clone(),
            origin: Origin::Declared,
            enforced: false,
            foreign_key: None,
        });
    }
}

/// `@references` on the columns of a table, where no foreign key says the same.
fn annotated(schema: &Schema, from: usize, links: &mut Vec<Link>) {
    let Some(table) = schema.tables.get(from) else { return };
    let mut fields: Vec<(String, &Column)> = Vec::new();
    for column in &table.columns {
        fields.push((column.name.clone(), column));
        if DOCUMENTS {
            fields.push_all(column.nested().into_iter().map(|field| (field.path, field.column)));
        }
    }
    for (name, column) in fields {
        let Some((text, _)) = &column.annotations.references else { continue };
        let Some((id, field)) = reference_target(schema, text) else { continue };
        let Some(to) = schema.table_index(&id) else { continue };
        let declared = table.foreign_keys.any(|key| key.table == id && key.columns == [name.as_str()]);
        if declared || column.annotations.ignore || schema.tables.get(to).is_none_or(|t| t.annotations.ignore) {
            continue;
        }
        let referencing_end = column.annotations.cardinality.clone();
        links.push(Link {
            from,
            to,
            unique: column.annotations.unique
                || matches!(column.annotations.cardinality.as_deref(), Some("one" | "zero_or_one"))
                || is_unique(table, std::slice::from_ref(&name)),
            keys: vec![name],
            referenced: vec![field],
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            optional: column.nullable || column.optional,
            many: false,
            referencing_end,
            label: column.annotations.label.clone(),
            origin: Origin::Annotated,
            enforced: false,
            foreign_key: None,
        });
    }
}

/// The table and column that `@references` names: `users.id`, `auth.users.id`, or a table alone for its primary key.
pub(super) fn reference_target(schema: &Schema, text: &str) -> Option<(TableId, String)> {
    let mut parts = split_parts(text.trim())?;
    let whole = parts.clone();
    if let Some(field) = parts.pop() {
        let id = match (parts.pop(), parts.pop()) {
            (Some(name), None) => Some(QualifiedName::new(schema.default_namespace.as_str(), name)),
            (Some(name), Some(namespace)) if parts.is_empty() => Some(QualifiedName::new(namespace, name)),
            _ => None,
        };
        if let Some(id) = id
            && schema.table(&id).is_some_and(|t| t.has_column(&field))
        {
            return Some((id, field));
        }
    }
    let id = match whole.as_slice() {
        [name] => QualifiedName::new(schema.default_namespace.as_str(), name.as_str()),
        [namespace, name] => QualifiedName::new(namespace.as_str(), name.as_str()),
        _ => return None,
    };
    let table = schema.table(&id)?;
    if table.kind == TableKind::Document {
        return Some((id, Table::DOCUMENT_ID.to_owned()));
    }
    match table.primary_key.as_ref()?.columns.as_slice() {
        [field] => Some((id, field.clone())),
        _ => None,
    }
}

/// The column sets of which a table holds each combination at most once: primary key, unique constraints, unique indexes over
/// plain columns without a predicate. Each with whether it is the primary key.
pub(super) fn unique_keys<'t>(table: &'t Table) -> Vec<Vec<&'t str>> {
    let names = |columns: &'t [String]| columns.mapped(|part| table.column_of_key(part));
    let mut keys = Vec::new();
    keys.push_all(table.primary_key.iter().filter(|k| !k.without_overlaps).map(|k| names(&k.columns)));
    keys.push_all(table.unique.iter().filter(|k| !k.without_overlaps).map(|k| names(&k.columns)));
    for index in table.indexes.iter().filter(|i| i.unique && i.predicate.is_none()) {
        keys.push_all(index.keys.iter().map(crate::model::IndexKey::as_column).collect::<Option<Vec<_>>>());
    }
    keys.keep(|columns| !columns.is_empty());
    keys
}

/// Whether the table holds each combination of these columns at most once.
pub(super) fn is_unique(table: &Table, columns: &[String]) -> bool {
    let holds = |key: &Vec<&str>| key.len() <= columns.len() && key.all(|name| columns.any(|c| c == name));
    unique_keys(table).any(holds)
}
