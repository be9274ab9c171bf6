//! The manifest's top level. Its lists are written item by item.

use std::fmt;

use super::context::{Context, namespace};
use super::{VERSION, field, objects, table};
use crate::analyze::{self, table_facts};
use crate::config::SourceConfig;
use crate::hash::{self, Hash};
use crate::json::{Object, Style, Value, Writer, list};
use crate::list::IteratorExt;
use crate::model::{Schema, SourceInfo, Table, Unsupported};
use crate::render::definition::definition_text;

/// The document: one object with one key.
pub(super) fn document(context: &Context<'_>, sink: &mut dyn fmt::Write) -> fmt::Result {
    let mut writer = Writer::new(Style::Pretty);
    writer.begin('{');
    writer.key("schema_manifest");
    writer.begin('{');
    writer.entries(&before_lists(context).into());
    lists(&mut writer, context, sink)?;
    writer.entries(&behind_lists(context).into());
    writer.end('}');
    writer.end('}');
    sink.write_str(&writer.finish())
}

fn before_lists(context: &Context<'_>) -> Object {
    let schema = context.schema;
    let mut object = Object::default();
    object.set("version", VERSION);
    object.set("fingerprint", &context.input.analysis.fingerprint);
    object.add("source_file", schema.sources.first().map(|source| &source.path));
    object.add("source_hash", source_hash(schema));
    object.set("sources", list(&schema.sources, |info| source(schema, info)));
    object.set("system", schema.system.as_str());
    object.add("name", &schema.name);
    object.add("purpose", &schema.purpose);
    if schema.default_namespace != schema.system.default_namespace() {
        object.add("default_namespace", &schema.default_namespace);
    }
    object.add("ai_context", ai_context(schema));
    object
}

fn lists(writer: &mut Writer, context: &Context<'_>, sink: &mut dyn fmt::Write) -> fmt::Result {
    let schema = context.schema;
    let sequences: Vec<_> = schema.sequences.iter().filter(|sequence| !sequence.implicit).collect_vec();
    writer.key("tables");
    writer.begin('[');
    for (position, item) in schema.tables.iter().enumerate() {
        writer.item();
        writer.value(&table::table(context, position, item));
        writer.flush(sink)?;
    }
    writer.end(']');
    items(writer, "views", &schema.views, |item| objects::view(context, item));
    items(writer, "enums", &schema.enums, |item| objects::enum_type(context, item));
    items(writer, "domains", &schema.domains, |item| objects::domain(context, item));
    items(writer, "composite_types", &schema.composites, |item| objects::composite(context, item));
    items(writer, "range_types", &schema.ranges, |item| objects::range(context, item));
    items(writer, "routines", &schema.routines, |item| objects::routine(context, item));
    items(writer, "sequences", &sequences, |item| objects::sequence(context, item));
    items(writer, "extensions", &schema.extensions, objects::extension);
    items(writer, "roles", &schema.roles, objects::role);
    items(writer, "grants", &schema.grants, |item| objects::grant(context, item));
    items(writer, "namespaces", &schema.namespaces, objects::schema_namespace);
    items(writer, "others", &schema.others, |item| objects::other(context, item));
    Ok(())
}

/// A list whose items are made as they are written; nothing where it has none.
fn items<T>(writer: &mut Writer, key: &str, items: &[T], write: impl Fn(&T) -> Value) {
    if items.is_empty() {
        return;
    }
    writer.key(key);
    writer.begin('[');
    for item in items {
        writer.item();
        writer.value(&write(item));
    }
    writer.end(']');
}

fn behind_lists(context: &Context<'_>) -> Object {
    let (schema, analysis) = (context.schema, context.input.analysis);
    let mut object = Object::default();
    let mut features = Object::default();
    for feature in analysis.features.iter().filter(|feature| !(context.is_snapshot && feature.inferred)) {
        features.entry(feature.name.clone(), self::feature(context, feature));
    }
    object.add("relationship_map", features.sorted());
    if !context.is_snapshot {
        object.add("performance_insights", performance_insights(context));
        object.set("coverage", coverage(&analysis.coverage));
        let mirrors = context.input.config.sources.iter().filter(|source| source.mirror).collect_vec();
        object.add("mirrors", list(&mirrors, |source| mirror(source)));
    }
    object.add("planned", list(&schema.planned, |item| planned(context, item)));
    object.add("left_out", &schema.left_out);
    object.add("unsupported", list(&schema.unsupported, |item| unsupported(context, item)));
    object
}

/// A table that does not exist yet.
fn planned(context: &Context<'_>, table: &Table) -> Value {
    let tags = &table.annotations;
    let mut object = Object::default();
    object.set("name", &table.id.name);
    object.add("namespace", namespace(&table.id));
    object.set("version", tags.planned.as_deref().unwrap_or_default());
    object.add("purpose", &tags.purpose);
    object.add("description", tags.description.as_ref().filter(|&text| tags.purpose.as_ref() != Some(text)));
    object.add("definition", Some(definition_text(context.schema, &table.definition)).filter(|text| !text.is_empty()));
    object.add("fields", field::fields(context, table, &table_facts(context.schema, table)));
    object.into()
}

fn mirror(source: &SourceConfig) -> Value {
    let mut object = Object::default();
    object.set("kind", source.kind.as_str());
    object.set("path", &source.path);
    object.into()
}

fn source(schema: &Schema, info: &SourceInfo) -> Value {
    let mut object = Object::default();
    object.set("kind", info.kind);
    object.set("path", &info.path);
    object.set("hash", &info.hash);
    object.set("system", schema.system.as_str());
    object.into()
}

/// The hash of the only source, else a hash over the hashes of all.
fn source_hash(schema: &Schema) -> Option<String> {
    match schema.sources.as_slice() {
        [] => None,
        [only] => Some(only.hash.clone()),
        all => {
            let mut hasher = Hash::new();
            for source in all {
                hasher.update(source.hash.as_bytes());
                hasher.update(b"\n");
            }
            Some(hash::text(hasher))
        }
    }
}

fn ai_context(schema: &Schema) -> Object {
    let mut object = Object::default();
    object.add("purpose", &schema.purpose);
    object.add("key_patterns", &schema.key_patterns);
    object.add("architecture_summary", &schema.architecture_summary);
    object
}

fn feature(context: &Context<'_>, feature: &analyze::Feature) -> Object {
    let mut object = Object::default();
    object.set("tables", list(&feature.tables, |&table| context.table_name(table).into()));
    object.add("description", &feature.description);
    object.add("category", &feature.category);
    object.add("inferred", feature.inferred);
    object
}

fn performance_insights(context: &Context<'_>) -> Object {
    let analysis = context.input.analysis;
    let mut object = Object::default();
    object.add("critical_indexes", &analysis.insights.critical_indexes);
    object.add("denormalization_patterns", &analysis.insights.denormalization_patterns);
    object.add("scaling_considerations", &analysis.insights.scaling_considerations);
    object.add("findings", list(&analysis.findings, |item| finding(context, item)));
    object
}

fn finding(context: &Context<'_>, finding: &analyze::Finding) -> Value {
    let mut object = Object::default();
    object.set("code", finding.code.as_str());
    object.set("table", context.table_name(finding.table));
    object.add("subject", &finding.subject);
    object.set("message", &finding.message);
    object.into()
}

fn coverage(coverage: &analyze::Coverage) -> Object {
    let ratio = |ratio: analyze::Ratio| {
        let mut object = Object::default();
        object.set("documented", ratio.documented);
        object.set("total", ratio.total);
        if let Some((documented, total)) = ratio.reached {
            let mut reached = Object::default();
            reached.set("documented", documented);
            reached.set("total", total);
            object.set("reached", reached);
        }
        object
    };
    let mut object = Object::default();
    object.set("tables", ratio(coverage.tables));
    object.set("columns", ratio(coverage.columns));
    object.set("relationships", ratio(coverage.relationships));
    object.set("indexes", ratio(coverage.indexes));
    object.set("constraints", ratio(coverage.constraints));
    object
}

fn unsupported(context: &Context<'_>, item: &Unsupported) -> Value {
    let mut object = Object::default();
    object.set("source", context.schema.files.path(item.span));
    object.add("line", context.line(item.span));
    object.set("statement", &item.statement);
    object.set("reason", &item.reason);
    object.into()
}
