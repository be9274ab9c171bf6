//! The manifest's top level. Its lists are written item by item.

use std::collections::BTreeMap;

use schema_doc_runtime::manifest::{
    Coverage, Feature, Finding, PerformanceInsights, Ratio, SchemaContext, Source, Unsupported, VERSION,
};
use serde::ser::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::context::Context;
use super::{object, objects, table};
use crate::analyze;
use crate::model::Schema;

/// The document: one object with one key.
#[derive(serde::Serialize)]
pub(super) struct Document<'a> {
    pub(super) schema_manifest: Streamed<'a>,
}

/// The keys of [`schema_doc_runtime::manifest::Manifest`], in its order.
#[derive(serde::Serialize)]
pub(super) struct Streamed<'a> {
    version: &'static str,
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_hash: Option<String>,
    sources: Vec<Source>,
    system: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ai_context: Option<SchemaContext>,
    tables: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    views: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    enums: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    domains: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    composite_types: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    range_types: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    routines: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    sequences: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    extensions: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    roles: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    grants: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    namespaces: List<'a>,
    #[serde(skip_serializing_if = "List::is_empty")]
    others: List<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    relationship_map: BTreeMap<&'a str, Feature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    performance_insights: Option<PerformanceInsights>,
    coverage: Coverage,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    left_out: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unsupported: Vec<Unsupported>,
}

/// A list whose items are made as they are written.
struct List<'a> {
    context: &'a Context<'a>,
    items: Items,
}

#[derive(Clone, Copy)]
enum Items {
    Tables,
    Views,
    Enums,
    Domains,
    CompositeTypes,
    RangeTypes,
    Routines,
    Sequences,
    Extensions,
    Roles,
    Grants,
    Namespaces,
    Others,
}

impl List<'_> {
    fn is_empty(&self) -> bool {
        let schema = self.context.schema;
        match self.items {
            Items::Tables => schema.tables.is_empty(),
            Items::Views => schema.views.is_empty(),
            Items::Enums => schema.enums.is_empty(),
            Items::Domains => schema.domains.is_empty(),
            Items::CompositeTypes => schema.composites.is_empty(),
            Items::RangeTypes => schema.ranges.is_empty(),
            Items::Routines => schema.routines.is_empty(),
            Items::Sequences => schema.sequences.iter().all(|sequence| sequence.implicit),
            Items::Extensions => schema.extensions.is_empty(),
            Items::Roles => schema.roles.is_empty(),
            Items::Grants => schema.grants.is_empty(),
            Items::Namespaces => schema.namespaces.is_empty(),
            Items::Others => schema.others.is_empty(),
        }
    }
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (context, schema) = (self.context, self.context.schema);
        match self.items {
            Items::Tables => {
                let tables = schema.tables.iter().enumerate();
                serializer.collect_seq(tables.map(|(i, item)| table::table(context, i, item)))
            }
            Items::Views => serializer.collect_seq(schema.views.iter().map(|item| objects::view(context, item))),
            Items::Enums => serializer.collect_seq(schema.enums.iter().map(|item| objects::enum_type(context, item))),
            Items::Domains => serializer.collect_seq(schema.domains.iter().map(|item| objects::domain(context, item))),
            Items::CompositeTypes => {
                serializer.collect_seq(schema.composites.iter().map(|item| objects::composite(context, item)))
            }
            Items::RangeTypes => serializer.collect_seq(schema.ranges.iter().map(|item| objects::range(context, item))),
            Items::Routines => {
                serializer.collect_seq(schema.routines.iter().map(|item| objects::routine(context, item)))
            }
            Items::Sequences => {
                let sequences = schema.sequences.iter().filter(|sequence| !sequence.implicit);
                serializer.collect_seq(sequences.map(|item| objects::sequence(context, item)))
            }
            Items::Extensions => serializer.collect_seq(schema.extensions.iter().map(objects::extension)),
            Items::Roles => serializer.collect_seq(schema.roles.iter().map(objects::role)),
            Items::Grants => serializer.collect_seq(schema.grants.iter().map(|item| objects::grant(context, item))),
            Items::Namespaces => serializer.collect_seq(schema.namespaces.iter().map(objects::schema_namespace)),
            Items::Others => serializer.collect_seq(schema.others.iter().map(|item| objects::other(context, item))),
        }
    }
}

/// The top level of a schema's manifest.
pub(super) fn streamed<'a>(context: &'a Context<'a>) -> Streamed<'a> {
    let schema = context.schema;
    let list = |items| List { context, items };
    Streamed {
        version: VERSION,
        fingerprint: &context.input.analysis.fingerprint,
        source_file: schema.sources.first().map(|source| source.path.as_str()),
        source_hash: source_hash(schema),
        sources: schema.sources.iter().map(|info| source(schema, info)).collect(),
        system: schema.system.as_str(),
        name: schema.name.as_deref(),
        purpose: schema.purpose.as_deref(),
        default_namespace: Some(schema.default_namespace.as_str())
            .filter(|&namespace| namespace != schema.system.default_namespace()),
        ai_context: ai_context(schema),
        tables: list(Items::Tables),
        views: list(Items::Views),
        enums: list(Items::Enums),
        domains: list(Items::Domains),
        composite_types: list(Items::CompositeTypes),
        range_types: list(Items::RangeTypes),
        routines: list(Items::Routines),
        sequences: list(Items::Sequences),
        extensions: list(Items::Extensions),
        roles: list(Items::Roles),
        grants: list(Items::Grants),
        namespaces: list(Items::Namespaces),
        others: list(Items::Others),
        relationship_map: context
            .input
            .analysis
            .features
            .iter()
            .map(|f| (f.name.as_str(), feature(context, f)))
            .collect(),
        performance_insights: performance_insights(context),
        coverage: coverage(&context.input.analysis.coverage),
        left_out: &schema.left_out,
        unsupported: schema.unsupported.iter().map(|item| unsupported(context, item)).collect(),
    }
}

fn source(schema: &Schema, info: &crate::model::SourceInfo) -> Source {
    object!(Source {
        kind: info.kind.to_owned(),
        path: info.path.clone(),
        hash: info.hash.clone(),
        system: schema.system.as_str().to_owned(),
    })
}

/// The hash of the only source, else a hash over the hashes of all.
fn source_hash(schema: &Schema) -> Option<String> {
    match schema.sources.as_slice() {
        [] => None,
        [only] => Some(only.hash.clone()),
        all => {
            let mut hasher = Sha256::new();
            for source in all {
                hasher.update(source.hash.as_bytes());
                hasher.update(b"\n");
            }
            let mut text = String::from("sha256:");
            for byte in hasher.finalize() {
                text.push_str(&format!("{byte:02x}"));
            }
            Some(text)
        }
    }
}

fn ai_context(schema: &Schema) -> Option<SchemaContext> {
    let object = object!(SchemaContext {
        purpose: schema.purpose.clone(),
        key_patterns: schema.key_patterns.clone(),
        architecture_summary: schema.architecture_summary.clone(),
    });
    Some(object).filter(|object| *object != SchemaContext::default())
}

fn feature(context: &Context<'_>, feature: &analyze::Feature) -> Feature {
    object!(Feature {
        tables: feature.tables.iter().map(|&table| context.table_name(table)).collect(),
        description: feature.description.clone(),
        category: feature.category.clone(),
        inferred: feature.inferred,
    })
}

fn performance_insights(context: &Context<'_>) -> Option<PerformanceInsights> {
    let insights = &context.input.analysis.insights;
    let finding = |finding: &analyze::Finding| {
        object!(Finding {
            code: finding.code.to_owned(),
            table: context.table_name(finding.table),
            subject: finding.subject.clone(),
            message: finding.message.clone(),
        })
    };
    let object = object!(PerformanceInsights {
        critical_indexes: insights.critical_indexes.clone(),
        denormalization_patterns: insights.denormalization_patterns.clone(),
        scaling_considerations: insights.scaling_considerations.clone(),
        findings: context.input.analysis.findings.iter().map(finding).collect(),
    });
    Some(object).filter(|object| *object != PerformanceInsights::default())
}

fn coverage(coverage: &analyze::Coverage) -> Coverage {
    let ratio =
        |ratio: analyze::Ratio| object!(Ratio { documented: ratio.documented as u64, total: ratio.total as u64 });
    object!(Coverage {
        tables: ratio(coverage.tables),
        columns: ratio(coverage.columns),
        relationships: ratio(coverage.relationships),
        indexes: ratio(coverage.indexes),
        constraints: ratio(coverage.constraints),
    })
}

fn unsupported(context: &Context<'_>, item: &crate::model::Unsupported) -> Unsupported {
    object!(Unsupported {
        source: context.schema.files.path(item.span).to_owned(),
        line: context.line(item.span),
        statement: item.statement.clone(),
        reason: item.reason.clone(),
    })
}
