//! A build script's run: the module first, then the documents, and the directives last, on success only.

use crate::list::{IteratorExt, VecExt};
use crate::ordered::Set;
use std::path::{Path, PathBuf};

use super::environment::{Setting, setting};
use super::{Mode, compare, watch, write};
use crate::error::Error;
use crate::files::Files;
use crate::pipeline::Loaded;
use crate::render::Artifact;
use crate::report;

/// The folder in `OUT_DIR` that everything of ours lies in.
const FOLDER: &str = "schema-doc";

/// The folder that cargo gives a build script.
pub(crate) fn out_dir() -> Result<PathBuf, Error> {
    let variable = "OUT_DIR";
    match Files::on_disk("").env_unwatched(variable) {
        Some(dir) if !dir.is_empty() => Ok(PathBuf::from(dir)),
        _ => Err(Error::OutsideCargo { variable }),
    }
}

pub(crate) fn build_script(schemas: &[Loaded], out_dir: &Path) -> Result<(), Error> {
    // Also of a schema with errors, from what could be read: an editor keeps its names.
    for loaded in schemas {
        let folder = folder(loaded, out_dir);
        if !(loaded.is_rustcs_to_report() && Files::on_disk(&folder).is_dir("")) {
            private(&folder, loaded.render_private())?;
        }
    }
    all(schemas.iter().filter(|loaded| !loaded.is_rustcs_to_report()).map(Loaded::check_diagnostics))?;

    let mut documents = Set::new();
    let mut warnings: Vec<String> = schemas.iter().flat_map(watch::warnings).collect_vec();
    let run = |loaded: &Loaded| match setting(&loaded.files, loaded.config.drift)? {
        Setting::Off => Ok(()),
        _ if loaded.is_rustcs_to_report() => Ok(()),
        Setting::OutDirOnly => private(&folder(loaded, out_dir).join("docs"), loaded.render()),
        Setting::Documents(mode) => {
            let gated = loaded.gate(loaded.render(), mode)?;
            let checked = gated.check(&loaded.mending_command());
            let short = loaded.shortfalls();
            if mode == Mode::Check && !short.is_empty() {
                let (text, summary) = (report::print(&short, &loaded.schema.files, false), report::summary(&short));
                return all([checked, Err(Error::Invalid { report: text, summary })].into_iter());
            }
            checked?;
            warnings.push_all(short.iter().map(|found| report::line(found, &loaded.schema.files)));
            documents.extend(gated.documents().map(str::to_owned));
            if mode == Mode::Check {
                documents.extend(gated.hosts.iter().cloned());
            }
            warnings.push_all(gated.orphaned.iter().map(|page| orphan(page)));
            Ok(())
        }
    };
    all(schemas.iter().map(run))?;
    warnings.push_all(schemas.iter().filter_map(|loaded| report::advice(&loaded.diagnostics)));
    watch::print(&watch::directives(schemas, &documents, &warnings));
    Ok(())
}

/// What is said of a page that stays for its notes alone.
pub(super) fn orphan(page: &str) -> String {
    format!("{page}: the table is gone, and the page was kept for the notes on it: move them, and delete it")
}

fn folder(loaded: &Loaded, out_dir: &Path) -> PathBuf {
    let folder = out_dir.join(FOLDER);
    loaded.qualifier.as_ref().map_or(folder.clone(), |name| folder.join(name))
}

/// Writes what only this build reads. What has not changed keeps its time.
fn private<'a>(folder: &Path, artifacts: impl Iterator<Item = Artifact<'a>>) -> Result<(), Error> {
    let old = Files::on_disk(folder);
    for artifact in artifacts {
        if old.open_unwatched(&artifact.path).is_ok_and(|old| compare::identical(old, &artifact.contents)) {
            continue;
        }
        let path = folder.join(&artifact.path);
        let purpose = "the build keeps the generated module there";
        write::write_file(&path, &artifact.contents, None).map_err(|source| Error::Write { path, purpose, source })?;
    }
    Ok(())
}

/// Goes through all, and returns every error.
fn all(results: impl Iterator<Item = Result<(), Error>>) -> Result<(), Error> {
    let mut errors: Vec<Error> = results.filter_map(Result::err).collect_vec();
    match errors.len() {
        0 => Ok(()),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}
