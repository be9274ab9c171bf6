//! Artifacts × disk × mode → written, or a drift report: the one place that writes.

use crate::error::Error;
use crate::pipeline::Loaded;
use crate::render::Artifact;

/// What is done with documents that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They are written.
    Write,
    /// They are reported.
    Check,
}

/// What the gate found and did. Paths are relative to the package root.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// Files that were written.
    pub written: Vec<String>,
    /// Files that were already as they should be.
    pub unchanged: Vec<String>,
}

pub(crate) fn run(loaded: &Loaded, artifacts: impl IntoIterator<Item = Artifact>, mode: Mode) -> Result<Report, Error> {
    let mut report = Report::default();
    for artifact in artifacts {
        let path = format!("{}/{}", loaded.config.docs.dir, artifact.path);
        if mode == Mode::Write {
            write(&loaded.files.root().join(&path), &artifact.contents)?;
        }
        report.written.push(path);
    }
    Ok(report)
}

#[expect(clippy::disallowed_methods, reason = "only the gate writes")]
fn write(path: &std::path::Path, contents: &str) -> Result<(), Error> {
    let purpose = "the documents are written there";
    let failed = |source| Error::Write { path: path.to_owned(), purpose, source };
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(failed)?;
    }
    std::fs::write(path, contents).map_err(failed)
}

pub(crate) fn build_script(loaded: &[Loaded]) -> Result<(), Error> {
    for loaded in loaded {
        loaded.check_diagnostics()?;
        run(loaded, loaded.render(), Mode::Write)?;
    }
    Ok(())
}
