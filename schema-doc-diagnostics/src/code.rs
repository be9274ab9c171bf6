//! The one table of codes.

/// How much a finding matters, as in rustc. Set per code in `[lint]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported; the build goes on.
    Warn,
    /// Reported as an error; the build fails.
    Deny,
}

impl Level {
    /// The level of that name, as written in `schema-doc.toml`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }

    /// `allow`, `warn` or `deny`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

macro_rules! codes {
    ($($(#[$lint:ident])? $variant:ident $name:literal $level:ident $finds:literal;)*) => {
        /// What a diagnostic is about: a stable kebab-case name, a default level, and what it finds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $finds] $variant,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name, as printed and as written in `[lint]`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The level where the configuration sets none.
            pub fn default_level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)* }
            }

            /// What it finds, in a few words.
            pub fn finds(self) -> &'static str {
                match self { $(Self::$variant => $finds,)* }
            }

            /// Whether `[lint]` may set its level. Errors of input and configuration are always errors.
            pub fn is_lint(self) -> bool {
                match self { $(Self::$variant => codes!(@lint $($lint)?),)* }
            }

            /// The code of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
    (@lint lint) => { true };
    (@lint) => { false };
}

codes! {
    // Input and configuration: always errors.
    InvalidConfig       "invalid-config"       Deny "a key or value that `schema-doc.toml` does not have";
    InvalidUtf8         "invalid-utf8"         Deny "bytes in a source that are no UTF-8";
    UnreadableFile      "unreadable-file"      Deny "a file or folder that cannot be read";
    NoSource            "no-source"            Deny "a source that matches no file";
    InvalidMigration    "invalid-migration"    Deny "a migration whose name or version its tool refuses";
    SyntaxError         "syntax-error"         Deny "a statement that is no SQL of this dialect";
    RustSyntax          "rust-syntax"          Deny "a Rust file that does not parse";
    TypescriptSyntax    "typescript-syntax"    Deny "a TypeScript file that does not parse";
    UnresolvedImport    "unresolved-import"    Deny "an import that leads to no file, or to no export of it";
    EndlessEvaluation   "endless-evaluation"   Deny "a definition that needs itself, or a computation without an end";
    InvalidDeclaration  "invalid-declaration"  Deny "a Rust item or attribute that declares no table, or one that cannot be";
    AmbiguousDialect    "ambiguous-dialect"    Deny "SQL that tells of no system, or of two";
    InvalidManifest     "invalid-manifest"     Deny "a manifest or snapshot that is none, or of a later version";
    UnknownObject       "unknown-object"       Deny "a statement about something that the files before it did not create";
    DuplicateObject     "duplicate-object"     Deny "a second definition of something that exists";
    DependentObject      "dependent-object"     Deny "a drop without CASCADE of something that other things need";
    MixedDialects       "mixed-dialects"       Deny "files of two systems in one source";
    MissingFeature      "missing-feature"      Deny "a source kind or a format that this build of schema-doc leaves out";
    InvalidAnnotation   "invalid-annotation"   Deny "a tag where it cannot stand, or with a value that it cannot have";
    ConflictingAnnotation "conflicting-annotation" Warn "two places that say different things for the same key";
    UnclosedBlock       "unclosed-block"       Deny "an injected block or notes section without its end";
    UnwritableFile      "unwritable-file"      Deny "a file that must change and cannot be written";
    UnreadableDatabase  "unreadable-database"  Deny "a live database that cannot be read";
    Drift               "drift"                Deny "documents that differ from the schema";
    Coverage            "coverage"             Deny "fewer words on the schema than `[coverage]` asks for";
    DatabaseDiffers     "database-differs"     Deny "a live database that differs from the schema";
    UndecidedExpression "undecided-expression" Warn "two expressions of which nobody can tell whether they say the same";

    // Lints: levels from `[lint]`.
    #[lint] MissingTablePurpose      "missing-table-purpose"      Warn  "a table that nobody described";
    #[lint] MissingColumnDescription "missing-column-description" Allow "a column that nobody described";
    #[lint] MissingIndexPurpose      "missing-index-purpose"      Allow "an index of which nobody said what it is for";
    #[lint] MissingConstraintReason  "missing-constraint-reason"  Allow "a check, unique or exclusion constraint without a reason";
    #[lint] NoPrimaryKey             "no-primary-key"             Warn  "a table without a primary key";
    #[lint] UnindexedForeignKey      "unindexed-foreign-key"      Warn  "a foreign key that no index leads with";
    #[lint] DuplicateIndex           "duplicate-index"            Warn  "an index with the keys of another";
    #[lint] RedundantIndex           "redundant-index"            Warn  "an index whose keys are the first ones of another";
    #[lint] UnresolvedReference      "unresolved-reference"       Deny  "a reference to a table or column that does not exist";
    #[lint] MismatchedReferenceType  "mismatched-reference-type"  Warn  "a foreign key whose types differ from those it references";
    #[lint] UndeclaredReference      "undeclared-reference"       Allow "a column that looks like a reference, without a foreign key";
    #[lint] OrphanTable              "orphan-table"               Allow "a table that no relationship ties to another";
    #[lint] CircularReference        "circular-reference"         Allow "foreign keys in a loop that no nullable or deferrable one breaks";
    #[lint] NullableUnique           "nullable-unique"            Allow "a unique key over a nullable column";
    #[lint] InconsistentKeyType      "inconsistent-key-type"      Allow "a primary key of another type than most";
    #[lint] InconsistentNaming       "inconsistent-naming"        Allow "a name that is written in another way than most";
    #[lint] MissingTimestamps        "missing-timestamps"         Allow "no column of creation or change where most tables have one";
    #[lint] ReservedName             "reserved-name"              Warn  "a name that is a reserved word of SQL";
    #[lint] QuotedName               "quoted-name"                Allow "a name that must be quoted";
    #[lint] IncrementingColumns      "incrementing-columns"       Warn  "columns that are numbered: `phone1`, `phone2`, `phone3`";
    #[lint] SingleColumnTable        "single-column-table"        Allow "a table of one column";
    #[lint] WideTable                "wide-table"                 Allow "a table of more columns than the limit";
    #[lint] NullAsStringDefault      "null-as-string-default"     Warn  "the text `NULL` as a default";
    #[lint] FloatForMoney            "float-for-money"            Allow "an amount of money in a floating-point type";
    #[lint] TimestampWithoutTimezone "timestamp-without-timezone" Allow "a point in time without its time zone";
    #[lint] CharType                 "char-type"                  Allow "a type that is padded with spaces";
    #[lint] SerialType               "serial-type"                Allow "a serial column where identity columns exist";
    #[lint] MoneyType                "money-type"                 Allow "a type of money";
    #[lint] UnannotatedSensitiveColumn "unannotated-sensitive-column" Warn "what looks like personal data or a secret and is not marked as such";
    #[lint] PolicyWithoutRowSecurity "policy-without-row-security" Warn "policies of a table without row security";
    #[lint] RowSecurityWithoutPolicy "row-security-without-policy" Warn "row security without a policy";
    #[lint] UndocumentedStatusValue  "undocumented-status-value"  Allow "a closed set without a word on its values";
    #[lint] MirrorDisagrees          "mirror-disagrees"           Deny  "a mirror source and the schema differ";
    #[lint] RenamedWithoutNote       "renamed-without-note"       Allow "a drop and an add that look like a rename";
    #[lint] StaleAnnotation          "stale-annotation"           Deny  "a tag or an overlay entry for something that is gone";
    #[lint] UnknownAnnotation        "unknown-annotation"         Warn  "a tag that the grammar does not have";
    #[lint] UncoveredAccessPattern   "uncovered-access-pattern"   Warn  "an access pattern that no index serves";
    #[lint] UnsupportedStatement     "unsupported-statement"      Warn  "what the reader saw and did not model";
    #[lint] UnknownValue             "unknown-value"              Warn  "a value of a schema that its program only computes when it runs";
    #[lint] InvalidQuery         "invalid-query"         Deny "an access pattern whose query names what the schema does not have";
    #[lint] InvalidExample       "invalid-example"       Deny "an example that its table or column does not let in";
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_kebab_case_and_lead_back_to_their_code() {
        for &code in Code::ALL {
            assert_eq!(Code::from_name(code.as_str()), Some(code));
            assert!(code.as_str().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            assert!(!code.finds().ends_with('.'));
        }
    }
}
