//! `schema-ai-context.json`: the schema for a prompt, one compact entry a table.

mod conventions;
mod table;

use std::collections::BTreeMap;

use schema_doc_runtime::manifest::VERSION;
use serde::ser::{Serialize, Serializer};

use super::json_inline::inline;
use super::{Artifact, Format, Input, Renderer};

/// Makes `schema-ai-context.json`.
#[derive(Debug, Clone, Copy)]
pub struct AiContextRenderer;

impl Renderer for AiContextRenderer {
    fn format(&self) -> Format {
        Format::AiContext
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact> + 'a> {
        Box::new(std::iter::once_with(move || {
            let path = input.layout.file(Format::AiContext);
            Artifact::new(Format::AiContext, path, inline(&Document { schema_ai_context: context(input) }))
        }))
    }
}

#[derive(serde::Serialize)]
struct Document<'a> {
    schema_ai_context: Context<'a>,
}

#[derive(serde::Serialize)]
struct Context<'a> {
    version: &'static str,
    fingerprint: &'a str,
    system: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    key_patterns: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    architecture_summary: Option<&'a str>,
    conventions: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    features: BTreeMap<&'a str, Feature<'a>>,
    tables: Tables<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    views: BTreeMap<String, View<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    performance_insights: Option<Insights<'a>>,
    pointers: BTreeMap<&'static str, String>,
}

#[derive(serde::Serialize)]
struct Feature<'a> {
    tables: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

#[derive(serde::Serialize)]
struct View<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<String>,
}

#[derive(serde::Serialize)]
struct Insights<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    critical_indexes: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    denormalization_patterns: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    scaling_considerations: &'a [String],
    /// How many tables each finding is about.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    findings: BTreeMap<&'static str, usize>,
}

/// Entries that are made as they are written.
struct Tables<'a>(Input<'a>);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let input = self.0;
        let tables = input.schema.tables.iter().enumerate();
        serializer
            .collect_map(tables.map(|(i, item)| (input.schema.identifier(&item.id), table::entry(input, i, item))))
    }
}

fn context(input: Input<'_>) -> Context<'_> {
    let Input { schema, analysis, config, .. } = input;
    let feature = |feature| table::names(input, feature);
    let features = analysis
        .features
        .iter()
        .map(|f| (f.name.as_str(), Feature { tables: feature(&f.tables), description: f.description.as_deref() }));
    let views = schema.views.iter().map(|view| {
        let entry = View {
            purpose: view.annotations.purpose.as_deref(),
            columns: view.columns.iter().map(|column| column.name.as_str()).collect(),
            depends_on: view.depends_on.iter().map(|id| schema.identifier(id)).collect(),
        };
        (schema.identifier(&view.id), entry)
    });
    let mut findings = BTreeMap::new();
    for finding in &analysis.findings {
        *findings.entry(finding.code).or_default() += 1;
    }
    let performance = &config.performance;
    let insights = Insights {
        critical_indexes: &performance.critical_indexes,
        denormalization_patterns: &performance.denormalization_patterns,
        scaling_considerations: &performance.scaling_considerations,
        findings,
    };
    let written = [
        insights.critical_indexes.len(),
        insights.denormalization_patterns.len(),
        insights.scaling_considerations.len(),
        insights.findings.len(),
    ];
    Context {
        version: VERSION,
        fingerprint: &analysis.fingerprint,
        system: schema.system.as_str(),
        name: schema.name.as_deref(),
        purpose: schema.purpose.as_deref(),
        key_patterns: &schema.key_patterns,
        architecture_summary: schema.architecture_summary.as_deref(),
        conventions: conventions::conventions(input),
        features: features.collect(),
        tables: Tables(input),
        views: views.collect(),
        performance_insights: (written != [0; 4]).then_some(insights),
        pointers: pointers(input),
    }
}

/// Where the other documents lie, relative to this one.
fn pointers(input: Input<'_>) -> BTreeMap<&'static str, String> {
    let layout = input.layout;
    let here = layout.file(Format::AiContext);
    let mut pointers = BTreeMap::new();
    for &format in &input.config.docs.formats {
        let (name, path) = match format {
            Format::AiContext | Format::Rust => continue,
            Format::Tables => {
                pointers.insert("overview", layout.path(here, layout.readme()));
                ("tables", layout.file(format))
            }
            Format::Mermaid => ("diagrams", layout.file(format)),
            Format::RelationshipAnalysis => ("relationship_analysis", layout.file(format)),
            other => (other.as_str(), layout.file(other)),
        };
        pointers.insert(name, layout.path(here, path));
    }
    pointers
}
