//! Prose and tags on any object of a schema. The grammar is in `annotate`.

use std::ops::{Deref, DerefMut};

use schema_doc_diagnostics::Span;

/// The annotations of an object. Most objects have none: empty ones cost a pointer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Annotations(Option<Box<Tags>>);

/// A name with optional words (`@rule NAME: TEXT`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The words behind the colon.
    pub text: Option<String>,
}

/// How sensitive a column's data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the levels are the words themselves
pub enum Sensitivity {
    Public,
    Internal,
    Confidential,
    Pii,
    Secret,
}

impl Sensitivity {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Confidential => "confidential",
            Self::Pii => "pii",
            Self::Secret => "secret",
        }
    }

    /// As people read it (`PII`).
    pub fn title(self) -> &'static str {
        match self {
            Self::Pii => "PII",
            other => other.as_str(),
        }
    }

    /// The level of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Public, Self::Internal, Self::Confidential, Self::Pii, Self::Secret]
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(name))
    }
}

/// How often an access pattern runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Frequency {
    High,
    Medium,
    Low,
}

impl Frequency {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// The frequency of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::High, Self::Medium, Self::Low].into_iter().find(|f| f.as_str() == name)
    }
}

/// `@access NAME: TEXT [index=NAME] [pattern="…"] [query="…"] [frequency=…] [function=…]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessPattern {
    /// Its name.
    pub name: String,
    /// The words behind the colon.
    pub description: Option<String>,
    /// The index that serves it, as written.
    pub index: Option<String>,
    /// `pattern`: words (`direct _id lookup`).
    pub pattern: Option<String>,
    /// `query`: code of the system.
    pub query: Option<String>,
    /// How often it runs.
    pub frequency: Option<Frequency>,
    /// `function`: the path of the function that carries it (`crate::db::find_user`).
    pub function: Option<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// One arrow of `@flow a -> b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
}

/// Every tag that an object can carry; `spec: annotations`.
///
/// What few objects carry lies apart, so that it costs the others a pointer, and is reached as if it stood here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Tags {
    /// The database's own comment, word for word (`COMMENT ON`).
    pub comment: Option<String>,
    /// Where that comment is written.
    pub comment_span: Option<Span>,
    /// One sentence.
    pub purpose: Option<String>,
    /// The whole text before the first tag.
    pub description: Option<String>,
    /// `@category`.
    pub category: Option<String>,
    /// `@sensitivity`, `@pii`, `@secret`.
    pub sensitivity: Option<Sensitivity>,
    /// `@ignore`.
    pub ignore: bool,
    rare: Option<Box<RareTags>>,
}

/// The tags that few objects carry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RareTags {
    /// `@feature`.
    pub features: Vec<String>,
    /// `@owner`.
    pub owner: Option<String>,
    /// `@tag`.
    pub tags: Vec<String>,
    /// `@usage`.
    pub usage: Vec<String>,
    /// `@deprecated`; the text may be empty.
    pub deprecated: Option<String>,
    /// `@since`.
    pub since: Option<String>,
    /// `@see`: tables, columns or URLs, with their place.
    pub see: Vec<(String, Option<Span>)>,
    /// `@meaning`.
    pub meaning: Option<String>,
    /// `@validation`.
    pub validation: Option<String>,
    /// `@rule`.
    pub rules: Vec<Named>,
    /// `@security`.
    pub security: Vec<String>,
    /// `@operation`.
    pub operations: Vec<Named>,
    /// `@issue`.
    pub issues: Vec<Named>,
    /// `@access`.
    pub access: Vec<AccessPattern>,
    /// `@impact`.
    pub impact: Option<String>,
    /// `@reason`.
    pub reason: Option<String>,
    /// `@example`: JSON text, with its place.
    pub examples: Vec<(String, Option<Span>)>,
    /// `@values`: a value and its words.
    pub values: Vec<Named>,
    /// Where the last of them is written.
    pub values_span: Option<Span>,
    /// `@flow`.
    pub flow: Vec<Transition>,
    /// Where the flow is written.
    pub flow_span: Option<Span>,
    /// `@unique`: by convention, not enforced.
    pub unique: bool,
    /// `@label`.
    pub label: Option<String>,
    /// `@cardinality`: `one` `zero_or_one` `one_or_more` `zero_or_more`.
    pub cardinality: Option<String>,
    /// `@references TABLE.FIELD`, with its place.
    pub references: Option<(String, Option<Span>)>,
    /// `@renamed-from`.
    pub renamed_from: Option<String>,
    /// `@planned`: the version that is to bring it.
    pub planned: Option<String>,
}

impl Annotations {
    /// Whether nobody wrote anything.
    pub fn is_empty(&self) -> bool {
        self.0.as_deref().is_none_or(|tags| *tags == Tags::default())
    }
}

impl Deref for Annotations {
    type Target = Tags;

    fn deref(&self) -> &Tags {
        static NONE: Tags = Tags::NONE;
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Annotations {
    fn deref_mut(&mut self) -> &mut Tags {
        self.0.get_or_insert_with(Box::default)
    }
}

impl Deref for Tags {
    type Target = RareTags;

    fn deref(&self) -> &RareTags {
        static NONE: RareTags = RareTags::NONE;
        self.rare.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Tags {
    fn deref_mut(&mut self) -> &mut RareTags {
        self.rare.get_or_insert_with(Box::default)
    }
}

impl Tags {
    /// Nothing written.
    pub const NONE: Self = Self {
        comment: None,
        comment_span: None,
        purpose: None,
        description: None,
        category: None,
        sensitivity: None,
        ignore: false,
        rare: None,
    };
}

impl RareTags {
    /// None of them written.
    pub const NONE: Self = Self {
        features: Vec::new(),
        owner: None,
        tags: Vec::new(),
        usage: Vec::new(),
        deprecated: None,
        since: None,
        see: Vec::new(),
        meaning: None,
        validation: None,
        rules: Vec::new(),
        security: Vec::new(),
        operations: Vec::new(),
        issues: Vec::new(),
        access: Vec::new(),
        impact: None,
        reason: None,
        examples: Vec::new(),
        values: Vec::new(),
        values_span: None,
        flow: Vec::new(),
        flow_span: None,
        unique: false,
        label: None,
        cardinality: None,
        references: None,
        renamed_from: None,
        planned: None,
    };
}
