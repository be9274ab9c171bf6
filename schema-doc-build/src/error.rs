//! Why a run failed. Cargo prints what `main` returns by its `Debug`, so that is the readable report.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a run failed. `Debug` and `Display` are the same readable report.
#[non_exhaustive]
pub enum Error {
    /// A variable that cargo sets for build scripts is not there.
    OutsideCargo {
        /// The variable.
        variable: &'static str,
    },
    /// A variable has a value that it cannot have.
    InvalidVariable {
        /// The variable.
        variable: &'static str,
        /// Its value.
        value: String,
        /// What it can be.
        expected: &'static str,
    },
    /// There is neither a `schema-doc.toml` nor a source from the builder.
    NotConfigured {
        /// The folder without it.
        root: PathBuf,
    },
    /// A file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file that has to change could not be written.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What it would have been for.
        purpose: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// The configuration, a source or an annotation has errors.
    Invalid {
        /// Every diagnostic as text.
        report: String,
        /// How many errors and warnings, in words.
        summary: String,
    },
    /// The documents differ from the schema, and this run checks.
    Drift {
        /// What differs: at most ten lines, and a count of the others.
        findings: Vec<String>,
        /// The command that mends it.
        command: String,
    },
    /// More than one schema of the package failed.
    Several(Vec<Error>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutsideCargo { variable } => write!(
                f,
                "schema-doc: `{variable}` is not set: this runs in a build script, as `schema_doc_build::generate()` in `build.rs`\n\
                 help: outside cargo, run `cargo schema-doc generate`"
            ),
            Self::InvalidVariable { variable, value, expected } => {
                write!(f, "schema-doc: `{variable}` is `{}`, and it can be {expected}", crate::report::visible(value))
            }
            Self::NotConfigured { root } => write!(
                f,
                "schema-doc: no `schema-doc.toml` in {}, and no source in the build script\n\
                 help: write one:\n\n    [[source]]\n    kind = \"sql\"\n    path = \"migrations\"\n",
                root.display()
            ),
            Self::Read { path, source } => write!(f, "schema-doc: {} cannot be read: {source}", path.display()),
            Self::Write { path, purpose, source } => {
                write!(f, "schema-doc: {} cannot be written: {source}\nhelp: {purpose}", path.display())
            }
            Self::Invalid { report, summary } => write!(f, "schema-doc: {summary}\n\n{report}"),
            Self::Drift { findings, command } => {
                writeln!(f, "schema-doc: the documents differ from the schema\n")?;
                for finding in findings {
                    writeln!(f, "  {finding}")?;
                }
                write!(f, "\nhelp: bring them up to date with `{command}`, and commit them")
            }
            Self::Several(errors) => {
                for (i, error) in errors.iter().enumerate() {
                    write!(f, "{}{error}", if i == 0 { "" } else { "\n" })?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
