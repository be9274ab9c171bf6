//! Schema → artifacts: one file or folder a format; pure; one artifact at a time, a large one piece by piece, so that memory stays
//! flat.

pub mod ai_context;
#[cfg(feature = "book")]
mod book;
pub(crate) mod dbml;
pub(crate) mod ddl;
pub mod definition;
mod example;
pub mod header;
pub mod inject;
pub mod layout;
mod links;
mod lookup;
pub mod manifest;
pub mod markdown;
pub(crate) mod mermaid;
pub mod notes;
mod overview;
mod queries;
mod relationship_analysis;
pub mod rust;
#[cfg(feature = "samples")]
mod sample_data;
pub mod snapshot;
#[cfg(feature = "sync")]
pub mod sql;
mod tables;
#[cfg(feature = "tbls")]
pub mod tbls;
mod words;

use std::fmt::{self, Display};

use crate::analyze::Analysis;
use crate::config::Config;
use crate::list::SliceExt;
use crate::model::Schema;
use layout::Layout;

/// An output format; the names are those of the command line and the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `schema-manifest.json`: everything, for machines.
    Manifest,
    /// `schema-ai-context.json`: the same, compact, for a prompt.
    AiContext,
    /// `README.md` and `tables/<name>.md`.
    Tables,
    /// `human-documentation.md`: the whole book in one file. Needs the feature `book`.
    HumanDocs,
    /// `relationship-analysis.md`.
    RelationshipAnalysis,
    /// `visualization.dbml`.
    Dbml,
    /// `diagrams/*.mmd`.
    Mermaid,
    /// `ddl.sql`: the schema as executable DDL of its own system.
    Ddl,
    /// `sample-data.sql`: rows that load; of Convex a function that inserts them, `sample-data.ts`. Needs the feature `samples`.
    SampleData,
    /// `sql/<name>.sql`: what `sync` writes of a live database.
    Sql,
    /// The Rust module, in `OUT_DIR`.
    Rust,
    /// What a renderer of the user's own makes.
    Custom,
}

impl Format {
    /// What is written where the configuration says nothing.
    pub const DEFAULT: &[Self] = &[
        Self::Manifest,
        Self::AiContext,
        Self::Tables,
        Self::RelationshipAnalysis,
        Self::Dbml,
        Self::Mermaid,
        Self::Ddl,
    ];

    /// Every format.
    pub const ALL: &[Self] = &[
        Self::Manifest,
        Self::AiContext,
        Self::Tables,
        Self::HumanDocs,
        Self::RelationshipAnalysis,
        Self::Dbml,
        Self::Mermaid,
        Self::Ddl,
        Self::SampleData,
        Self::Rust,
    ];

    /// As the configuration spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::AiContext => "ai-context",
            Self::Tables => "tables",
            Self::HumanDocs => "human-docs",
            Self::RelationshipAnalysis => "relationship-analysis",
            Self::Dbml => "dbml",
            Self::Mermaid => "mermaid",
            Self::Ddl => "ddl",
            Self::SampleData => "sample-data",
            Self::Sql => "sql",
            Self::Rust => "rust",
            Self::Custom => "custom",
        }
    }

    /// The feature of this crate that makes it, where that is off.
    pub(crate) fn missing_feature(self) -> Option<&'static str> {
        match self {
            Self::HumanDocs if !cfg!(feature = "book") => Some("book"),
            Self::SampleData if !cfg!(feature = "samples") => Some("samples"),
            _ => None,
        }
    }

    /// The formats that a name stands for: `ai-manifest` is two, `relationship-map` is another name.
    pub fn from_name(name: &str) -> Option<Vec<Self>> {
        match name {
            "ai-manifest" => Some(vec![Self::Manifest, Self::AiContext]),
            "relationship-map" => Some(vec![Self::RelationshipAnalysis]),
            _ => Self::ALL.find(|f| f.as_str() == name).map(|&f| vec![f]),
        }
    }
}

/// A file that a renderer makes.
#[non_exhaustive]
pub struct Artifact<'a> {
    /// The format that it belongs to.
    pub format: Format,
    /// Relative to the docs folder (the Rust module: to `OUT_DIR`), with `/`; never leaves it.
    pub path: String,
    /// UTF-8, LF, one newline at the end.
    pub contents: Contents<'a>,
}

/// The text of an artifact.
pub enum Contents<'a> {
    /// As a whole.
    Text(String),
    /// Made anew each time that it is written, piece by piece: it may be too large to be held.
    Streamed(Box<dyn Display + 'a>),
}

impl<'a> Artifact<'a> {
    /// A file of a format.
    pub fn new(format: Format, path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self { format, path: path.into(), contents: Contents::Text(contents.into()) }
    }

    /// A file of a format that is not held as a whole.
    pub fn streamed(format: Format, path: impl Into<String>, contents: impl Display + 'a) -> Self {
        Self { format, path: path.into(), contents: Contents::Streamed(Box::new(contents)) }
    }
}

impl Display for Contents<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Streamed(text) => text.fmt(formatter),
        }
    }
}

/// What a renderer sees: the model and what analysis made of it. It knows no source.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// What analysis made of it.
    pub analysis: &'a Analysis,
    /// The configuration: `docs`, `performance`, names.
    pub config: &'a Config,
    /// Where each document lies.
    pub layout: &'a Layout,
}

/// Makes the artifacts of one format.
pub trait Renderer {
    /// The format that it makes.
    fn format(&self) -> Format;

    /// Its artifacts, one at a time.
    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a>;
}

/// The one artifact of a format.
fn single<'a>(
    input: Input<'a>,
    artifact: fn(Input<'a>) -> Artifact<'a>,
) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
    Box::new(std::iter::once_with(move || artifact(input)))
}

/// The renderer of a format. `None` where there is none, or its feature is off.
pub fn renderer(format: Format) -> Option<&'static dyn Renderer> {
    match format {
        Format::AiContext => Some(&ai_context::AiContextRenderer),
        Format::Manifest => Some(&manifest::ManifestRenderer),
        Format::Tables => Some(&tables::Tables),
        #[cfg(feature = "book")]
        Format::HumanDocs => Some(&book::Book),
        Format::RelationshipAnalysis => Some(&relationship_analysis::RelationshipAnalysis),
        Format::Dbml => Some(&dbml::Dbml),
        Format::Ddl => Some(&ddl::Ddl),
        #[cfg(feature = "samples")]
        Format::SampleData => Some(&sample_data::SampleData),
        Format::Mermaid => Some(&mermaid::Mermaid),
        Format::Rust => Some(&rust::RustRenderer),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
