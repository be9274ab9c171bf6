//! The database systems.

/// A database system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum System {
    /// PostgreSQL 13 to 18.
    #[default]
    PostgreSql,
}

impl System {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
        }
    }

    /// The system of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "postgresql" => Some(Self::PostgreSql),
            _ => None,
        }
    }

    /// As people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSQL",
        }
    }

    /// The namespace that names are written without. Empty where the system has none.
    pub fn default_namespace(self) -> &'static str {
        match self {
            Self::PostgreSql => "public",
        }
    }

    /// How the system folds an identifier that is not quoted.
    pub fn fold(self, name: &str) -> String {
        match self {
            // PostgreSQL 18, Lexical Structure: folded to lower case; letters beyond ASCII only in single-byte encodings.
            Self::PostgreSql => name.to_ascii_lowercase(),
        }
    }
}
