//! What a sync found and did, in a few lines.

use schema_doc_build::render::sql::{Status, Statuses};
use schema_doc_build::{Loaded, Report};
use serde_json::{Value, json};

use crate::arguments::Sync;
use crate::commands::count;
use crate::failure::Failure;
use crate::output::style::{BAD, CHANGED, GOOD, painted};
use crate::output::{Output, plain};

/// What is said at the end.
pub(super) struct Summary {
    /// `48 tables, 3 views`
    found: String,
    news: Statuses,
    /// Tables and views that are as they were.
    unchanged: usize,
    report: Report,
    docs: String,
    dry_run: bool,
    prune: bool,
}

impl Summary {
    /// Of a sync of everything.
    pub(super) fn of_whole(loaded: &Loaded, news: &Statuses, report: Report, arguments: &Sync) -> Self {
        let schema = loaded.schema();
        let views = match schema.views.len() {
            0 => String::new(),
            views => format!(", {}", count(views, "view")),
        };
        let found = format!("{}{views}", count(schema.tables.len(), "table"));
        Self::new(loaded, news, report, arguments, found, schema.tables.len() + schema.views.len())
    }

    /// Of a sync of some tables.
    pub(super) fn of_some(loaded: &Loaded, news: &Statuses, report: Report, arguments: &Sync) -> Self {
        let asked = arguments.tables.len();
        Self::new(loaded, news, report, arguments, format!("{asked} of {asked}"), asked)
    }

    fn new(loaded: &Loaded, news: &Statuses, report: Report, arguments: &Sync, found: String, all: usize) -> Self {
        let gone = news.values().filter(|status| **status == Status::Orphaned).count();
        Self {
            found,
            news: news.clone(),
            unchanged: (all + gone).saturating_sub(news.len()),
            report,
            docs: crate::packages::docs_folder(loaded),
            dry_run: arguments.dry_run,
            prune: arguments.prune,
        }
    }

    /// ```text
    /// Found 48 tables (+1 new)
    /// Adding new tables:
    ///   ✓ survey_notes.sql
    /// Updated 2 existing tables:
    ///   ~ company.sql
    ///   ~ users.sql
    /// ```
    pub(super) fn tell(&self, output: &mut Output) -> Result<(), Failure> {
        let new = self.of(Status::New);
        let more = if new.is_empty() { String::new() } else { format!(" (+{} new)", new.len()) };
        output.say(format!("Found {}{more}", self.found))?;
        let (adding, updated) =
            if self.dry_run { ("New tables, not written:", "Would update") } else { ("Adding new tables:", "Updated") };
        list(output, adding, &painted(GOOD, "✓"), &new)?;
        let changed = self.of(Status::Changed);
        list(output, &format!("{updated} {}:", existing(changed.len())), &painted(CHANGED, "~"), &changed)?;
        if self.unchanged > 0 && (self.dry_run || !self.is_current()) {
            let were = if self.unchanged == 1 { "it was" } else { "they were" };
            output.say(format!("{} as {were}", existing(self.unchanged)))?;
        }
        list(output, "Orphaned, kept until `--prune`:", &painted(BAD, "⚠"), &self.of(Status::Orphaned))?;
        let removed: Vec<&str> = match (self.prune, self.dry_run) {
            (true, true) => self.report.orphaned.iter().map(|path| file(path)).collect(),
            _ => self.report.removed.iter().map(|path| file(path)).collect(),
        };
        let removing = if self.dry_run { "Would remove:" } else { "Removed:" };
        list(output, removing, &painted(BAD, "⚠"), &removed)?;
        self.tell_files(output)
    }

    /// What is new, changed and gone, and what was written; paths as the documents lie. With `--dry-run` nothing was.
    pub(super) fn as_json(&self) -> Value {
        let with = |status: Status| -> Vec<&str> {
            self.news.iter().filter(|(_, of)| **of == status).map(|(path, _)| path.as_str()).collect()
        };
        json!({
            "documents": self.docs,
            "dry_run": self.dry_run,
            "new": with(Status::New),
            "changed": with(Status::Changed),
            "orphaned": with(Status::Orphaned),
            "unchanged": self.unchanged,
            "written": self.report.written,
            "removed": self.report.removed,
        })
    }

    fn tell_files(&self, output: &mut Output) -> Result<(), Failure> {
        for path in &self.report.written {
            output.detail(format!("wrote {}", plain(path)))?;
        }
        let files = self.report.added.len() + self.report.changed.len();
        match (files, self.dry_run) {
            (0, _) if self.report.removed.is_empty() => output.say(format!("Nothing has changed in {}", self.docs)),
            (_, true) => {
                output.say(format!("Nothing was written: {} would be, in {}", count(files, "file"), self.docs))
            }
            _ => output.say(format!("Wrote {} in {}", count(files, "file"), self.docs)),
        }
    }

    fn is_current(&self) -> bool {
        self.report.added.is_empty() && self.report.changed.is_empty()
    }

    /// The names of the files with a status.
    fn of(&self, status: Status) -> Vec<&str> {
        self.news.iter().filter(|(_, of)| **of == status).map(|(path, _)| file(path)).collect()
    }
}

/// The names below a title; nothing where there are none.
fn list(output: &mut Output, title: &str, mark: &str, names: &[&str]) -> Result<(), Failure> {
    if names.is_empty() {
        return Ok(());
    }
    output.say(title)?;
    for name in names {
        output.say(format!("  {mark} {}", plain(name)))?;
    }
    Ok(())
}

/// `Left out: 2 publications, 1 user mapping, which shape no schema`
pub(super) fn tell_left_out(left_out: &[(String, i64)], output: &mut Output) -> Result<(), Failure> {
    let counted = |(kind, number): &(String, i64)| count(usize::try_from(*number).unwrap_or_default(), kind);
    let counted: Vec<String> = left_out.iter().map(counted).collect();
    if counted.is_empty() {
        Ok(())
    } else {
        output.say(format!("Left out: {}, which shape no schema", counted.join(", ")))
    }
}

/// `2 existing tables`
fn existing(tables: usize) -> String {
    count(tables, "existing table")
}

/// The name of a file.
fn file(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
