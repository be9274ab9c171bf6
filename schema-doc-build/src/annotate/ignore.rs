//! Takes out what `@ignore` leaves out of every document, and what `@planned` keeps for later.

use crate::list::{SliceExt, VecExt};
use crate::ordered::Set;

use crate::model::{DOCUMENTS, DataType, Ignored, KeyTarget, LogicalType, QualifiedName, Schema, Table};

/// Moves planned tables aside, and removes ignored objects with what cannot be without them.
pub(super) fn remove(schema: &mut Schema) {
    let default_namespace = schema.default_namespace.clone();
    let mut ignored: Vec<Ignored> = Vec::new();
    let mut gone: Set<QualifiedName> = Set::new();
    let mut gone_columns: Set<(QualifiedName, String)> = Set::new();

    // Most are kept: a name is only made of what is not.
    let mut note = |kind: &'static str, of: Option<&QualifiedName>, own: &str, ignore: bool| {
        if ignore {
            let of = of.map(|id| id.display(&default_namespace));
            let name = match of {
                Some(of) if own.is_empty() => of,
                Some(of) => format!("{of}.{own}"),
                None => own.to_owned(),
            };
            ignored.push(Ignored { kind, name });
        }
        !ignore
    };
    if schema.tables.any(|table| table.annotations.planned.is_some() || table.annotations.ignore) {
        for table in std::mem::take(&mut schema.tables) {
            if !note("table", Some(&table.id), "", table.annotations.ignore) {
                gone.insert(table.id);
            } else if table.annotations.planned.is_some() {
                gone.insert(table.id.clone());
                schema.planned.push(table);
            } else {
                schema.tables.push(table);
            }
        }
    }
    for table in &mut schema.tables {
        let id = &table.id;
        table.columns.keep(|column| {
            let keep = note("column", Some(id), &column.name, column.annotations.ignore);
            if !keep {
                gone_columns.insert((id.clone(), column.name.clone()));
            }
            keep
        });
        for column in if DOCUMENTS { table.columns.as_mut_slice() } else { &mut [] } {
            drop_fields(&mut column.data_type, &column.name, &mut |path, ignore| {
                note("column", Some(id), path, ignore)
            });
        }
        let mut part = |kind: &'static str, own: &str, ignore: bool| note(kind, Some(id), own, ignore);
        if table.primary_key.as_ref().is_some_and(|key| !part("constraint", &key.name, key.annotations.ignore)) {
            table.primary_key = None;
        }
        table.unique.keep(|o| part("constraint", &o.name, o.annotations.ignore));
        table.foreign_keys.keep(|o| part("relationship", &o.name, o.annotations.ignore));
        table.checks.keep(|o| part("constraint", &o.name, o.annotations.ignore));
        table.exclusions.keep(|o| part("constraint", &o.name, o.annotations.ignore));
        table.indexes.keep(|o| part("index", &o.name, o.annotations.ignore));
        table.triggers.keep(|o| part("trigger", &o.name, o.annotations.ignore));
        table.policies.keep(|o| part("policy", &o.name, o.annotations.ignore));
    }
    schema.views.keep(|view| {
        let keep = note("view", Some(&view.id), "", view.annotations.ignore);
        if !keep {
            gone.insert(view.id.clone());
        }
        keep
    });
    for view in &mut schema.views {
        let id = Some(&view.id);
        view.columns.keep(|o| note("column", id, &o.name, o.annotations.ignore));
        view.indexes.keep(|o| note("index", id, &o.name, o.annotations.ignore));
        view.triggers.keep(|o| note("trigger", id, &o.name, o.annotations.ignore));
    }
    let mut top = |kind: &'static str, id: &QualifiedName, ignore: bool| note(kind, Some(id), "", ignore);
    schema.enums.keep(|o| top("enum", &o.id, o.annotations.ignore));
    schema.domains.keep(|o| top("domain", &o.id, o.annotations.ignore));
    schema.composites.keep(|o| top("type", &o.id, o.annotations.ignore));
    schema.ranges.keep(|o| top("type", &o.id, o.annotations.ignore));
    schema.routines.keep(|o| top("routine", &o.id, o.annotations.ignore));
    schema.sequences.keep(|o| top("sequence", &o.id, o.annotations.ignore));
    schema.others.keep(|o| top("other", &o.id, o.annotations.ignore));
    schema.extensions.keep(|o| note("extension", None, &o.name, o.annotations.ignore));
    schema.roles.keep(|o| note("role", None, &o.name, o.annotations.ignore));
    schema.namespaces.keep(|o| note("schema", None, &o.name, o.annotations.ignore));

    if !gone.is_empty() || !gone_columns.is_empty() {
        for table in &mut schema.tables {
            forget(table, &gone, &gone_columns);
        }
        for view in &mut schema.views {
            view.depends_on.keep(|id| !gone.contains(id));
        }
        schema.grants.keep(|grant| grant.target.as_ref().is_none_or(|id| !gone.contains(id)));
        schema.others.keep(|other| other.table.as_ref().is_none_or(|id| !gone.contains(id)));
        schema.sequences.keep(|sequence| {
            sequence.owned_by.as_ref().is_none_or(|owner| !gone.contains(&owner.0) && !gone_columns.contains(owner))
        });
    }
    schema.ignored.append(&mut ignored);
}

/// Removes the fields inside a type that are not kept; its words stay those of the source.
fn drop_fields(data_type: &mut DataType, path: &str, keep: &mut dyn FnMut(&str, bool) -> bool) {
    match &mut data_type.logical {
        LogicalType::Object(fields) => {
            fields.keep(|field| keep(&format!("{path}.{}", field.name), field.annotations.ignore));
            for field in fields {
                drop_fields(&mut field.data_type, &format!("{path}.{}", field.name), keep);
            }
        }
        LogicalType::Array(item) => drop_fields(item, path, keep),
        LogicalType::Record(record) => {
            drop_fields(&mut record.0, path, keep);
            drop_fields(&mut record.1, path, keep);
        }
        LogicalType::Union(variants) => variants.iter_mut().for_each(|variant| drop_fields(variant, path, keep)),
        _ => {}
    }
}

/// Removes from a table what names an object that is gone.
fn forget(table: &mut Table, gone: &Set<QualifiedName>, gone_columns: &Set<(QualifiedName, String)>) {
    let id = table.id.clone();
    let of = |table: &QualifiedName, columns: &[String]| {
        !gone_columns.is_empty() && columns.any(|column| gone_columns.contains(&(table.clone(), column.clone())))
    };
    if table.primary_key.as_ref().is_some_and(|key| of(&id, &key.columns)) {
        table.primary_key = None;
    }
    table.unique.keep(|o| !of(&id, &o.columns) && !of(&id, &o.include));
    table.foreign_keys.keep(|o| !gone.contains(&o.table) && !of(&id, &o.columns) && !of(&o.table, &o.referenced));
    table.checks.keep(|o| !of(&id, &o.columns));
    let on_gone = |target: &KeyTarget| match target {
        KeyTarget::Column(name) => gone_columns.contains(&(id.clone(), name.clone())),
        KeyTarget::Expression(_) => false,
    };
    table.exclusions.keep(|o| !o.elements.any(|(key, _)| on_gone(&key.target)));
    table.indexes.keep(|o| !o.keys.any(|key| on_gone(&key.target)) && !of(&id, &o.include));
    for index in table.indexes.iter_mut().filter(|index| !index.filter_fields.is_empty()) {
        index.filter_fields.keep(|name| !gone_columns.contains(&(id.clone(), name.clone())));
    }
    table.inherits.keep(|parent| !gone.contains(parent));
    if table.partition_of.as_ref().is_some_and(|parent| gone.contains(&parent.table)) {
        table.partition_of = None;
    }
}
