//! Documents that are no longer made.

use super::write::is_left;
use super::{Difference, Gate, Mode, SNAPSHOT, notes};
use crate::error::Error;
use crate::json::{self, Value};
use crate::list::{IteratorExt, SliceExt};
use crate::model::DATABASE;
use crate::pipeline::Loaded;
use crate::render::layout::Layout;
use crate::render::{Format, header};
use crate::sort;

impl Gate<'_> {
    /// Deletes what is ours and no longer made, or reports it. A page with notes stays; so does, unless it is pruned, the SQL file of a table
    /// that is gone; and always what was read as a source, and the snapshot of a database, which no build makes.
    pub(super) fn stale(&mut self) -> Result<(), Error> {
        let dir = self.loaded.config.docs.dir.as_str();
        let files = files(self.loaded);
        if self.mode != Mode::Check {
            let is_left = |path: &String| is_left(path.rsplit('/').next().unwrap_or_default());
            for path in files.iter().filter(|path| is_left(path)) {
                self.writer.remove(path, dir)?;
            }
        }
        for (path, name) in candidates(self.loaded, files) {
            if self.produced.contains(&name) || self.loaded.reads(&path) {
                continue;
            }
            let Some(text) = self.read(&path) else { continue };
            if !header::is_ours(&name, &text) || (name == SNAPSHOT && is_of_database(&text)) {
                continue;
            }
            let kept = match self.mode {
                Mode::Prune => false,
                Mode::Write | Mode::Check => matches(self.loaded.layout.file(Format::Sql), &name),
            };
            if kept || notes::holds_notes(&text) && !self.writer_moved_notes_of(&name) {
                self.report.orphaned.push(path);
                continue;
            }
            match self.mode {
                Mode::Check => self.differences.push(Difference::stale(path, name)),
                Mode::Write | Mode::Prune => {
                    self.writer.remove(&path, dir)?;
                    self.report.removed.push(path);
                }
            }
        }
        Ok(())
    }
}

/// Whether a snapshot is one of a live database.
fn is_of_database(snapshot: &str) -> bool {
    let parsed = json::parse(snapshot).ok();
    let manifest = parsed.as_ref().and_then(|parsed| parsed.value.get("schema_manifest"));
    let Some(Value::Array(sources)) = manifest.and_then(|manifest| manifest.get("sources")) else { return false };
    sources.any(|source| source.get("kind").and_then(Value::as_text) == Some(DATABASE))
}

/// Those of the files of the docs folder at a path that one of our renderers writes to: relative to the root, and to the docs folder.
pub(super) fn candidates(loaded: &Loaded, files: Vec<String>) -> Vec<(String, String)> {
    let dir = loaded.config.docs.dir.as_str();
    let prefix = if dir == "." { String::new() } else { format!("{dir}/") };
    let patterns = patterns(loaded);
    let names = files.into_iter().filter_map(|path| Some((path.strip_prefix(&prefix)?.to_owned(), path)));
    names.filter(|(name, _)| patterns.any(|p| matches(p, name))).map(|(name, path)| (path, name)).collect_vec()
}

/// What lies in the docs folder. Documents in the root of the package: it holds everything else as well.
pub(super) fn files(loaded: &Loaded) -> Vec<String> {
    let dir = loaded.config.docs.dir.as_str();
    loaded.files.list_unwatched(dir, dir != ".")
}

/// The paths that our renderers write to, here and where nothing was configured, with `{table}` for any name.
fn patterns(loaded: &Loaded) -> Vec<String> {
    let default = Layout::new(&crate::model::Schema::default(), &crate::config::Config::default());
    let formats: Vec<Format> = if loaded.partial { loaded.config.docs.formats.clone() } else { Format::ALL.to_vec() };
    let mut patterns = Vec::new();
    for &format in &formats {
        for layout in [&loaded.layout, &default] {
            patterns.push(layout.file(format).to_owned());
            if format == Format::Tables {
                patterns.push(layout.readme().to_owned());
            }
        }
    }
    if !loaded.partial {
        patterns.push(SNAPSHOT.to_owned());
    }
    sort::items(&mut patterns);
    patterns.dedup();
    patterns
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once("{table}") {
        None => pattern == name,
        Some((before, after)) => name
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|table| !table.is_empty() && !table.contains('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_stands_for_one_name() {
        let check = |name: &str, expected: bool| assert_eq!(matches("tables/{table}.md", name), expected, "{name}");
        check("tables/users.md", true);
        check("tables/.md", false);
        check("tables/a/b.md", false);
        check("users.md", false);
    }
}
