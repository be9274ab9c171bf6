//! The schema as [tbls](https://github.com/k1LoW/tbls) reads it from an external driver: its `schema.json`.
//!
//! tbls refuses a relation whose table or column it does not find, so each end is looked up here first.

use std::borrow::Cow;

use super::Input;
use super::ddl::Texts;
use super::definition::definition_text;
use super::words::{argument, words};
use crate::analyze::{Cardinality, Origin, Relationship, TableRole};
use crate::json::{Object, Style, Value, list, text};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    Annotations, Column, ColumnKind, Index, IndexKey, KeyTarget, QualifiedName, Routine, Schema, System, Table,
    TableKind, View,
};

/// The schema, as one JSON document.
pub fn schema(input: Input<'_>) -> String {
    let Input { schema, analysis, .. } = input;
    let mut tables: Vec<Value> = Vec::new();
    for (position, table) in schema.tables.iter().enumerate().filter(|(_, table)| !table.annotations.ignore) {
        tables.push(self::table(input, position, table).into());
    }
    for view in schema.views.iter().filter(|view| !view.annotations.ignore) {
        tables.push(self::view(schema, view).into());
    }
    let mut object = Object::default();
    object.add("name", schema.name.as_deref());
    object.add("desc", schema.purpose.as_deref());
    object.set("tables", tables);
    object.add("relations", relations(input));
    object.add("functions", list(&schema.routines, |routine| function(schema, routine).into()));
    let enums = list(&schema.enums, |found| {
        let mut object = Object::default();
        object.set("name", schema.identifier(&found.id));
        object.set("values", &found.values);
        object.into()
    });
    object.add("enums", enums);
    object.set("driver", driver(schema));
    let viewpoints = list(&analysis.features, |feature| {
        let mut object = Object::default();
        object.set("name", &feature.name);
        object.set("desc", feature.description.as_deref().unwrap_or_default());
        object.set("tables", feature.tables.mapped(|&table| name_of(schema, table)));
        object.into()
    });
    object.add("viewpoints", viewpoints);
    text(&object.into(), Style::Pretty)
}

/// tbls looks names of PostgreSQL up in the current schema where they have none.
fn driver(schema: &Schema) -> Object {
    let mut object = Object::default();
    let name = match schema.system {
        System::PostgreSql => "postgres",
        System::SqlServer => "sqlserver",
        other => other.as_str(),
    };
    object.set("name", name);
    if schema.system == System::PostgreSql {
        let mut meta = Object::default();
        meta.set("current_schema", &schema.default_namespace);
        meta.set("search_paths", vec![schema.default_namespace.clone()]);
        object.set("meta", meta);
    }
    object
}

fn table(input: Input<'_>, position: usize, table: &Table) -> Object {
    let schema = input.schema;
    let name = schema.identifier(&table.id);
    let columns: Vec<Value> = columns(table).iter().map(|found| column(found).into()).collect_vec();
    let mut object = Object::default();
    object.set("name", &name);
    object.set("type", kind(table));
    object.add("comment", words(&table.annotations));
    object.set("columns", columns);
    object.add("indexes", indexes(schema, table, &name));
    object.add("constraints", constraints(schema, table, &name));
    let triggers = list(&table.triggers, |trigger| {
        let mut object = Object::default();
        object.set("name", &trigger.name);
        object.set("def", definition_text(schema, &trigger.definition));
        object.add("comment", words(&trigger.annotations));
        object.into()
    });
    object.add("triggers", triggers);
    object.add("def", definition_text(schema, &table.definition));
    let role = input.analysis.tables.get(position).and_then(|analysis| analysis.role);
    object.add("labels", labels(&table.annotations, role.map(TableRole::as_str)));
    object
}

/// As the systems' own catalogs call it, and tbls with them.
fn kind(table: &Table) -> &'static str {
    match table.kind {
        TableKind::Table | TableKind::Partition => "BASE TABLE",
        TableKind::PartitionedTable => "PARTITIONED TABLE",
        TableKind::ForeignTable => "FOREIGN TABLE",
        TableKind::VirtualTable => "VIRTUAL TABLE",
        TableKind::Document => "COLLECTION",
    }
}

fn view(schema: &Schema, view: &View) -> Object {
    let columns = list(&view.columns, |column| {
        let mut object = Object::default();
        object.set("name", &column.name);
        object.set("type", column.data_type.as_ref().map(|found| found.native.as_str()).unwrap_or_default());
        object.set("nullable", true);
        object.add("comment", words(&column.annotations));
        object.into()
    });
    let mut object = Object::default();
    object.set("name", schema.identifier(&view.id));
    object.set("type", if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" });
    object.add("comment", words(&view.annotations));
    object.set("columns", columns);
    object.add("def", definition_text(schema, &view.definition));
    object.add("labels", labels(&view.annotations, None));
    let known = |id: &&QualifiedName| schema.table(id).is_some() || schema.views.any(|view| view.id == **id);
    object.add("referenced_tables", view.depends_on.iter().filter(known).map(|id| schema.identifier(id)).collect_vec());
    object
}

/// Those that documents have without their schema saying so come first.
fn columns(table: &Table) -> Vec<Cow<'_, Column>> {
    let mut columns: Vec<Cow<'_, Column>> = table.system_columns().into_iter().map(Cow::Owned).collect_vec();
    columns.push_all(table.columns.iter().filter(|column| !column.annotations.ignore).map(Cow::Borrowed));
    columns
}

fn column(column: &Column) -> Object {
    let (default, extra) = match &column.kind {
        ColumnKind::Plain => (None, None),
        ColumnKind::Default(expression) => (Some(expression.to_string()), None),
        ColumnKind::Generated(generated) => {
            let stored = if generated.stored { "STORED" } else { "VIRTUAL" };
            (None, Some(format!("GENERATED ALWAYS AS ({}) {stored}", generated.expression)))
        }
        ColumnKind::Identity(identity) => {
            let always = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
            (None, Some(format!("GENERATED {always} AS IDENTITY")))
        }
        ColumnKind::AutoIncrement => (None, Some("auto_increment".to_owned())),
    };
    let mut object = Object::default();
    object.set("name", &column.name);
    object.set("type", column.data_type.native.as_str());
    object.set("nullable", column.nullable || column.optional);
    object.add("default", default);
    object.add("extra_def", extra);
    object.add("labels", labels(&column.annotations, None));
    object.add("comment", words(&column.annotations));
    object
}

/// Those behind keys, too, as a catalog lists them.
fn indexes(schema: &Schema, table: &Table, name: &str) -> Value {
    let texts = Texts::new(schema);
    let keys = table.primary_key.iter().map(|key| (&key.name, &key.columns, &key.annotations));
    let keys = keys.chain(table.unique.iter().map(|key| (&key.name, &key.columns, &key.annotations)));
    let mut all: Vec<Value> = Vec::new();
    for (name_of_key, columns, annotations) in keys {
        let keys = columns.mapped(IndexKey::column);
        let index = Index { name: name_of_key.clone(), keys, unique: true, ..Index::default() };
        all.push(part(&index.name, &texts.index(&index, table), name, columns, annotations).into());
    }
    for index in &table.indexes {
        let columns = index.keys.iter().filter_map(|key| match &key.target {
            KeyTarget::Column(name) => Some(name.clone()),
            KeyTarget::Expression(_) => None,
        });
        all.push(
            part(&index.name, &texts.index(index, table), name, &columns.collect_vec(), &index.annotations).into(),
        );
    }
    all.into()
}

fn constraints(schema: &Schema, table: &Table, name: &str) -> Value {
    let texts = Texts::new(schema);
    let mut all: Vec<Value> = Vec::new();
    let of_kind = |kind: &str, mut object: Object| -> Value {
        object.set("type", kind);
        object.into()
    };
    if let Some(key) = &table.primary_key {
        let object = part(&key.name, &texts.primary_key(key), name, &key.columns, &key.annotations);
        all.push(of_kind("PRIMARY KEY", object));
    }
    for key in &table.unique {
        all.push(of_kind("UNIQUE", part(&key.name, &texts.unique(key), name, &key.columns, &key.annotations)));
    }
    for key in &table.foreign_keys {
        let mut object = part(&key.name, &texts.foreign_key(key), name, &key.columns, &key.annotations);
        object.set("referenced_table", schema.identifier(&key.table));
        object.add("referenced_columns", &key.referenced);
        all.push(of_kind("FOREIGN KEY", object));
    }
    for check in &table.checks {
        all.push(of_kind("CHECK", part(&check.name, &texts.check(check), name, &check.columns, &check.annotations)));
    }
    for exclusion in &table.exclusions {
        let columns = exclusion.elements.iter().filter_map(|(key, _)| match &key.target {
            KeyTarget::Column(name) => Some(name.clone()),
            KeyTarget::Expression(_) => None,
        });
        let (text, columns) = (texts.exclusion(exclusion), columns.collect_vec());
        all.push(of_kind("EXCLUDE", part(&exclusion.name, &text, name, &columns, &exclusion.annotations)));
    }
    all.into()
}

/// What indexes and constraints have alike.
fn part(name: &str, text: &str, table: &str, columns: &[String], annotations: &Annotations) -> Object {
    let mut object = Object::default();
    object.set("name", name);
    object.set("def", text);
    object.set("table", table);
    object.set("columns", columns);
    object.add("comment", words(annotations));
    object
}

/// Each reference once, from the referencing table.
fn relations(input: Input<'_>) -> Value {
    let Input { schema, analysis, .. } = input;
    let mut all: Vec<Value> = Vec::new();
    for (position, found) in analysis.tables.iter().enumerate() {
        for relationship in &found.incoming {
            all.push_all(relation(schema, position, relationship).map(Into::into));
        }
    }
    all.into()
}

/// `None` where tbls has no words for an end: a column that is not there.
fn relation(schema: &Schema, position: usize, relationship: &Relationship) -> Option<Object> {
    let (table, parent) = (schema.tables.get(position)?, schema.tables.get(relationship.table)?);
    // A field inside a document is its column's: `address.country`.
    let keys = relationship.keys.mapped(|key| match table.column(key) {
        Some(column) => column.name.clone(),
        None => key.split(['.', '[']).next().unwrap_or_default().to_owned(),
    });
    let has_all = |table: &Table, names: &[String]| {
        let columns = columns(table);
        !names.is_empty() && names.all(|name| columns.any(|column| column.name == *name))
    };
    if !has_all(table, &keys) || !has_all(parent, &relationship.referenced) {
        return None;
    }
    let cardinality = match relationship.cardinality {
        Cardinality::OneToOne => "zero_or_one",
        _ => "zero_or_more",
    };
    let parent_cardinality = match relationship.cardinality {
        Cardinality::ManyToMany => "zero_or_more",
        _ if relationship.optional => "zero_or_one",
        _ => "exactly_one",
    };
    let key = relationship.foreign_key.and_then(|key| table.foreign_keys.get(key));
    let mut object = Object::default();
    object.set("table", schema.identifier(&table.id));
    object.set("columns", keys);
    object.set("cardinality", cardinality);
    object.set("parent_table", schema.identifier(&parent.id));
    object.set("parent_columns", &relationship.referenced);
    object.set("parent_cardinality", parent_cardinality);
    object.set(
        "def",
        key.map(|key| Texts::new(schema).foreign_key(key)).or(relationship.label.clone()).unwrap_or_default(),
    );
    if relationship.origin != Origin::Declared {
        object.set("virtual", true);
    }
    Some(object)
}

fn function(schema: &Schema, routine: &Routine) -> Object {
    let arguments: Vec<String> = routine.arguments.mapped(argument);
    let mut object = Object::default();
    object.set("name", schema.identifier(&routine.id));
    object.set("return_type", routine.returns.as_deref().unwrap_or_default());
    object.set("arguments", arguments.join(", "));
    object.set("type", routine.kind.as_str().to_ascii_uppercase());
    object
}

fn name_of(schema: &Schema, table: usize) -> String {
    schema.tables.get(table).map(|table| schema.identifier(&table.id)).unwrap_or_default()
}

/// Category and tags; what analysis made of it is tbls's "virtual".
fn labels(annotations: &Annotations, role: Option<&str>) -> Value {
    let label = |name: &str, found: bool| {
        let mut object = Object::default();
        object.set("name", name);
        if found {
            object.set("virtual", true);
        }
        object.into()
    };
    let mut all: Vec<Value> = Vec::new();
    all.push_all(annotations.category.iter().map(|category| label(category, false)));
    all.push_all(annotations.tags.iter().map(|tag| label(tag, false)));
    all.push_all(role.map(|role| label(role, true)));
    all.into()
}
