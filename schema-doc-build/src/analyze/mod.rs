//! What follows from a schema: relationships, roles, features, closed sets, findings. Pure functions of a [`Schema`].

mod access;
#[cfg(test)]
pub(crate) mod build;
mod conventions;
mod coverage;
mod facts;
mod features;
mod fingerprint;
pub mod graph;
mod inner_ids;
mod junction;
mod lints;
mod references;
mod relationships;
mod roles;
mod sensitivity;
mod undeclared;

#[cfg(test)]
mod tests;

pub use access::{Access, TableUse};
#[cfg(feature = "book")]
pub(crate) use conventions::number;
pub use conventions::{Convention, ConventionKind, Exception, conventions};
pub use coverage::{Part, parts};
pub use facts::{field_facts, table_facts};
pub(crate) use facts::{literal_set, type_rules};
pub(crate) use junction::is_creation_time;
#[cfg(feature = "typescript")]
pub(crate) use sensitivity::is_time;
pub(crate) use sensitivity::words;

#[cfg(feature = "samples")]
use std::sync::OnceLock;

use schema_doc_diagnostics::{Code, Diagnostics};

use crate::config::Config;
use crate::list::{SliceExt, VecExt};
use crate::model::{Action, Column, Schema, Sensitivity, Table, TableId, Transition};
#[cfg(feature = "samples")]
use crate::sample::derived::{Samples, samples};

/// What analysis made of a schema.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Analysis {
    /// `sha256:…` of the structure.
    pub fingerprint: String,
    /// One a table, in the order of `Schema::tables`.
    pub tables: Vec<TableAnalysis>,
    /// Declared features in the order of the configuration, then inferred ones by name.
    pub features: Vec<Feature>,
    /// Findings that the pages show, by table.
    pub findings: Vec<Finding>,
    /// What is documented.
    pub coverage: Coverage,
    /// What matters for performance.
    pub insights: Insights,
    /// What the queries of the program's code ask and what serves them, in the order of `Schema::code_queries`.
    pub code: Vec<Access>,
    /// Made when first asked for.
    #[cfg(feature = "samples")]
    pub(crate) samples: OnceLock<Samples>,
}

impl Analysis {
    /// The indexes that serve a query of the program's code, as the page of a table names them.
    pub(crate) fn serves_code(&self, schema: &Schema, query: usize, table: usize) -> Vec<String> {
        let mut names = Vec::new();
        for (_, name) in self.code.get(query).map(|access| access::serving(schema, table, access)).unwrap_or_default() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Rows that the schema lets in.
    #[cfg(feature = "samples")]
    pub(crate) fn samples(&self, schema: &Schema) -> &Samples {
        self.samples.get_or_init(|| samples(schema, self))
    }
}

/// What matters for performance: what the configuration says, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Insights {
    /// `table.index`: those of the configuration, then those that serve frequent access patterns.
    pub critical_indexes: Vec<String>,
    /// Of the configuration.
    pub denormalization_patterns: Vec<String>,
    /// Of the configuration.
    pub scaling_considerations: Vec<String>,
}

/// What analysis made of a table.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct TableAnalysis {
    /// What the table is for in the schema.
    pub role: Option<TableRole>,
    /// From this table as the referenced one to those that reference it (users → sessions).
    pub outgoing: Vec<Relationship>,
    /// From this table as the referencing one to those that it references; many-to-many through a junction table stands in `outgoing`, both ways.
    pub incoming: Vec<Relationship>,
    /// References that no key declares, found by names and types: `Origin::Inferred`, in no diagram and no list of relationships.
    pub undeclared: Vec<Relationship>,
    /// Positions in `Analysis::features`.
    pub features: Vec<usize>,
    /// Positions in `Analysis::findings`.
    pub findings: Vec<usize>,
    /// What its access patterns ask and what serves them, in their order.
    pub access: Vec<Access>,
    /// Positions in `Schema::code_queries` of what asks something of it and is in no access pattern.
    pub code: Vec<usize>,
}

/// What a table is for in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the words of the manifest
pub enum TableRole {
    Core,
    Junction,
    Audit,
    Lookup,
    Log,
}

impl TableRole {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Junction => "junction",
            Self::Audit => "audit",
            Self::Lookup => "lookup",
            Self::Log => "log",
        }
    }
}

/// One end's view of a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Relationship {
    /// The table at the other end, by its position in `Schema::tables`.
    pub table: usize,
    /// How many rows here and there, seen from this end.
    pub cardinality: Cardinality,
    /// The referencing columns (of the junction table: those that reference this end). Inside a document: the field's path, `address.country`.
    pub keys: Vec<String>,
    /// The referenced columns.
    pub referenced: Vec<String>,
    /// `ON DELETE`.
    pub on_delete: Action,
    /// `ON UPDATE`.
    pub on_update: Action,
    /// Whether the referencing columns may be null or absent: the referencing row may have no partner.
    pub optional: bool,
    /// How many rows at the referencing end, where `@cardinality` says more than the schema.
    pub referencing_end: Option<String>,
    /// The verb on it.
    pub label: Option<String>,
    /// Who says so.
    pub origin: Origin,
    /// The junction table of a many-to-many, by its position.
    pub through: Option<usize>,
    /// The system sees to it that the partner is there.
    pub enforced: bool,
    /// The position of the foreign key in the referencing table, if it is declared.
    pub foreign_key: Option<usize>,
}

impl Relationship {
    /// A relationship with nothing but its ends said.
    pub fn new(table: usize, cardinality: Cardinality, origin: Origin) -> Self {
        Self {
            table,
            cardinality,
            keys: Vec::new(),
            referenced: Vec::new(),
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            optional: false,
            referencing_end: None,
            label: None,
            origin,
            through: None,
            enforced: false,
            foreign_key: None,
        }
    }
}

/// How many rows at each end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the words of the manifest
pub enum Cardinality {
    OneToOne,
    OneToMany,
    ManyToOne,
    /// Through a junction table; of documents also where one holds a list of the other's ids.
    ManyToMany,
}

impl Cardinality {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OneToOne => "one_to_one",
            Self::OneToMany => "one_to_many",
            Self::ManyToOne => "many_to_one",
            Self::ManyToMany => "many_to_many",
        }
    }
}

/// Who says that there is a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the words of the manifest
pub enum Origin {
    Declared,
    Annotated,
    Inferred,
}

impl Origin {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Annotated => "annotated",
            Self::Inferred => "inferred",
        }
    }
}

/// A group of tables that serve one purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// Positions in `Schema::tables`, in order.
    pub tables: Vec<usize>,
    /// What it is.
    pub description: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Found from connected groups, not declared.
    pub inferred: bool,
}

/// Something that a reader of a table's page should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The lint.
    pub code: Code,
    /// The table, by its position.
    pub table: usize,
    /// The column, index or constraint that it is about.
    pub subject: Option<String>,
    /// One sentence, plain text: names stand in backticks.
    pub message: String,
}

impl Finding {
    /// A finding about a table.
    pub fn new(code: Code, table: usize, subject: Option<String>, message: impl Into<String>) -> Self {
        Self { code, table, subject, message: message.into() }
    }
}

/// What is documented, and what there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)] // the words of the manifest
pub struct Coverage {
    pub tables: Ratio,
    pub columns: Ratio,
    pub relationships: Ratio,
    pub indexes: Ratio,
    pub constraints: Ratio,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ratio {
    /// Those with words.
    pub documented: usize,
    /// All that are in the documents.
    pub total: usize,
    /// Those that `@ignore` leaves out of the documents; not part of `total`.
    pub ignored: usize,
    /// What the committed manifest had reached, documented and all, where the configuration has a ratchet and it was more.
    pub reached: Option<(usize, usize)>,
}

/// What follows for a table's columns, made when a renderer asks: one table at a time.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct TableFacts {
    /// One a column, in order.
    pub columns: Vec<ColumnFacts>,
    /// The fields that documents have without their schema saying so, with what follows for each.
    pub system: Vec<(Column, ColumnFacts)>,
    /// The flows of closed sets.
    pub state_flows: Vec<StateFlow>,
}

impl TableFacts {
    /// Every column of the table, with what follows for it: a document's own fields first.
    pub fn of<'a>(&'a self, table: &'a Table) -> Vec<(&'a Column, &'a ColumnFacts)> {
        let mut all = self.system.mapped(|(column, facts)| (column, facts));
        all.push_all(table.columns.iter().zip(&self.columns));
        all
    }
}

/// What follows for a column.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ColumnFacts {
    /// It alone or with others is the primary key.
    pub in_primary_key: bool,
    /// `primary_key` `unique` `required` `foreign_key` `check` `enum` `generated` `identity`, in this order; the first two only where this column
    /// alone carries it.
    pub constraints: Vec<&'static str>,
    /// Its closed set of values.
    pub closed_set: Option<ClosedSet>,
    /// The single-column foreign key: its position in `Table::foreign_keys`.
    pub foreign_key: Option<usize>,
    /// Part of any foreign key.
    pub in_foreign_key: bool,
    /// How sensitive: written, else inferred from its name.
    pub sensitivity: Option<Sensitivity>,
    /// `sensitivity` was inferred.
    pub sensitivity_inferred: bool,
    /// Rules that follow from checks and types, in words, beside the written ones.
    pub inferred_rules: Vec<String>,
    /// `@unique`, and no constraint enforces it.
    pub unique_by_convention: bool,
}

/// A closed set of values.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedSet {
    /// In declaration order.
    pub values: Vec<String>,
    /// The values are numbers, or not all of them strings.
    pub numeric: bool,
    /// What closes it.
    pub origin: ClosedSetOrigin,
}

impl ClosedSet {
    /// A closed set.
    pub fn new(values: Vec<String>, numeric: bool, origin: ClosedSetOrigin) -> Self {
        Self { values, numeric, origin }
    }
}

/// What closes a set of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosedSetOrigin {
    /// An enumerated type.
    Enum(TableId),
    /// The column's own type, which lists them.
    Inline,
    /// A check constraint, by its position in `Table::checks`.
    Check(usize),
    /// A domain's check.
    Domain(TableId),
    /// `@values`: stated, not enforced.
    Stated,
}

/// The states of a closed set and the ways between them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateFlow {
    /// The column.
    pub column: String,
    /// All states.
    pub states: Vec<String>,
    /// The ways between them.
    pub transitions: Vec<Transition>,
}

impl StateFlow {
    /// A flow.
    pub fn new(column: impl Into<String>, states: Vec<String>, transitions: Vec<Transition>) -> Self {
        Self { column: column.into(), states, transitions }
    }
}

/// Analyzes a schema. Lint findings go to `diagnostics` at their default level; the caller applies the configured one.
pub fn analyze(schema: &Schema, config: &Config, diagnostics: &mut Diagnostics) -> Analysis {
    let mut analysis = Analysis {
        fingerprint: fingerprint::fingerprint(schema),
        tables: vec![TableAnalysis::default(); schema.tables.len()],
        coverage: coverage::coverage(schema),
        ..Analysis::default()
    };
    relationships::fill(schema, &mut analysis.tables);
    roles::fill(schema, &mut analysis.tables);
    access::fill(schema, &mut analysis.tables);
    analysis.code = access::of_code(schema, &mut analysis.tables);
    undeclared::fill(schema, &mut analysis.tables);
    analysis.features = features::features(schema, config, &analysis.tables);
    for (position, feature) in analysis.features.iter().enumerate() {
        for &table in &feature.tables {
            if let Some(table) = analysis.tables.get_mut(table) {
                table.features.push(position);
            }
        }
    }
    analysis.findings = lints::check(schema, &analysis, config, diagnostics);
    for (position, finding) in analysis.findings.iter().enumerate() {
        if let Some(table) = analysis.tables.get_mut(finding.table) {
            table.findings.push(position);
        }
    }
    analysis.insights = access::insights(schema, &analysis.tables, &config.performance);
    references::check(schema, diagnostics);
    analysis
}
