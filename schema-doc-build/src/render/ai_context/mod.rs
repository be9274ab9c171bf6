//! `schema-ai-context.json`: the schema for a prompt, one compact entry a table.

mod conventions;
mod table;

use crate::ordered::Map;

use super::manifest::VERSION;
use super::{Artifact, Format, Input, Renderer};
use crate::json::{Object, Style, Writer, list};
use crate::model::View;

/// Makes `schema-ai-context.json`.
#[derive(Debug, Clone, Copy)]
pub struct AiContextRenderer;

impl Renderer for AiContextRenderer {
    fn format(&self) -> Format {
        Format::AiContext
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        super::single(input, |input| {
            Artifact::new(Format::AiContext, input.layout.file(Format::AiContext), document(input))
        })
    }
}

/// The document: one object with one key. The entries of tables are made as they are written.
fn document(input: Input<'_>) -> String {
    let mut writer = Writer::new(Style::Inline);
    writer.begin('{');
    writer.key("schema_ai_context");
    writer.begin('{');
    writer.entries(&before_tables(input).into());
    writer.key("tables");
    writer.begin('{');
    for (position, item) in input.schema.tables.iter().enumerate() {
        writer.key(&input.schema.identifier(&item.id));
        writer.value(&table::entry(input, position, item));
    }
    writer.end('}');
    writer.entries(&behind_tables(input).into());
    writer.end('}');
    writer.end('}');
    writer.finish()
}

fn before_tables(input: Input<'_>) -> Object {
    let Input { schema, analysis, .. } = input;
    let mut features = Object::default();
    for feature in &analysis.features {
        let mut entry = Object::default();
        entry.set("tables", table::names(input, &feature.tables));
        entry.add("description", &feature.description);
        features.entry(feature.name.clone(), entry);
    }
    let mut object = Object::default();
    object.set("version", VERSION);
    object.set("fingerprint", &analysis.fingerprint);
    object.set("system", schema.system.as_str());
    object.add("name", &schema.name);
    object.add("purpose", &schema.purpose);
    object.add("key_patterns", &schema.key_patterns);
    object.add("architecture_summary", &schema.architecture_summary);
    object.set("conventions", conventions::conventions(input));
    object.add("features", features.sorted());
    object
}

fn behind_tables(input: Input<'_>) -> Object {
    let schema = input.schema;
    let mut views = Object::default();
    for view in &schema.views {
        views.entry(schema.identifier(&view.id), self::view(input, view));
    }
    let mut object = Object::default();
    object.add("views", views.sorted());
    object.add("performance_insights", insights(input));
    object.set("pointers", pointers(input));
    object
}

fn view(input: Input<'_>, view: &View) -> Object {
    let mut object = Object::default();
    object.add("purpose", &view.annotations.purpose);
    object.add("columns", list(&view.columns, |column| (&column.name).into()));
    object.add("depends_on", list(&view.depends_on, |id| input.schema.identifier(id).into()));
    object
}

fn insights(input: Input<'_>) -> Object {
    // How many tables each finding is about.
    let mut counts: Map<&'static str, usize> = Map::new();
    for finding in &input.analysis.findings {
        *counts.or_default(finding.code.as_str()) += 1;
    }
    let mut findings = Object::default();
    for (code, count) in counts {
        findings.set(code, count);
    }
    let performance = &input.config.performance;
    let mut object = Object::default();
    object.add("critical_indexes", &performance.critical_indexes);
    object.add("denormalization_patterns", &performance.denormalization_patterns);
    object.add("scaling_considerations", &performance.scaling_considerations);
    object.add("findings", findings);
    object
}

/// Where the other documents lie, relative to this one.
fn pointers(input: Input<'_>) -> Object {
    let layout = input.layout;
    let here = layout.file(Format::AiContext);
    let mut pointers = Object::default();
    for &format in &input.config.docs.formats {
        let (name, path) = match format {
            Format::AiContext | Format::Rust => continue,
            Format::Tables => {
                pointers.set("overview", layout.path(here, layout.readme()));
                ("tables", layout.file(format))
            }
            Format::Mermaid => ("diagrams", layout.file(format)),
            Format::HumanDocs => ("human_docs", layout.file(format)),
            Format::RelationshipAnalysis => ("relationship_analysis", layout.file(format)),
            other => (other.as_str(), layout.file(other)),
        };
        pointers.set(name, layout.path(here, path));
    }
    pointers.sorted()
}
