//! The database systems.

/// A database system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum System {
    /// PostgreSQL 13 to 18.
    #[default]
    PostgreSql,
    /// MySQL 8.
    MySql,
    /// MariaDB 10.6 and newer.
    MariaDb,
    /// SQLite 3.
    Sqlite,
    /// SQL Server 2016 and newer.
    SqlServer,
    /// Oracle Database 12 and newer.
    Oracle,
    /// Convex: tables of documents.
    Convex,
}

impl System {
    /// Every system.
    pub const ALL: &[Self] =
        &[Self::PostgreSql, Self::MySql, Self::MariaDb, Self::Sqlite, Self::SqlServer, Self::Oracle, Self::Convex];

    /// As the manifest and the configuration spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
            Self::MariaDb => "mariadb",
            Self::Sqlite => "sqlite",
            Self::SqlServer => "mssql",
            Self::Oracle => "oracle",
            Self::Convex => "convex",
        }
    }

    /// The system of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|system| system.as_str() == name)
    }

    /// The system whose SQL is called that.
    pub fn of_dialect(name: &str) -> Option<Self> {
        Self::from_name(name).filter(|system| !system.has_documents())
    }

    /// As people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
            Self::Sqlite => "SQLite",
            Self::SqlServer => "SQL Server",
            Self::Oracle => "Oracle",
            Self::Convex => "Convex",
        }
    }

    /// The namespace that names are written without. Empty where a schema of the system has none.
    pub fn default_namespace(self) -> &'static str {
        match self {
            Self::PostgreSql => "public",
            Self::SqlServer => "dbo",
            Self::MySql | Self::MariaDb | Self::Sqlite | Self::Oracle | Self::Convex => "",
        }
    }

    /// MySQL or MariaDB: what both share.
    pub fn is_mysql(self) -> bool {
        matches!(self, Self::MySql | Self::MariaDb)
    }

    /// A system whose tables hold documents: no SQL, types that nest, fields that may be absent.
    pub fn has_documents(self) -> bool {
        self == Self::Convex
    }

    /// How the system stores an identifier that is not quoted.
    pub fn fold(self, name: &str) -> String {
        match self {
            // PostgreSQL 18, Lexical Structure: folded to lower case; letters beyond ASCII only in single-byte encodings.
            Self::PostgreSql => name.to_ascii_lowercase(),
            // Oracle Database 23, Schema Object Names and Qualifiers.
            Self::Oracle => name.to_uppercase(),
            Self::MySql | Self::MariaDb | Self::Sqlite | Self::SqlServer | Self::Convex => name.to_owned(),
        }
    }

    /// Whether two stored names of columns, constraints or indexes are one. Tables: [`Self::same_table`].
    pub fn same_name(self, a: &str, b: &str) -> bool {
        match self {
            Self::PostgreSql | Self::Oracle | Self::Convex => a == b,
            Self::MySql | Self::MariaDb | Self::Sqlite | Self::SqlServer => a.eq_ignore_ascii_case(b),
        }
    }

    /// Whether two stored names of tables are one. MySQL and MariaDB keep tables as files: by their exact names, as on Linux.
    pub fn same_table(self, a: &str, b: &str) -> bool {
        if self.is_mysql() { a == b } else { self.same_name(a, b) }
    }
}
