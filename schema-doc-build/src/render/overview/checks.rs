//! The four checks: every definition has its page, every foreign key, index and constraint has its words.

use crate::model::{Annotations, Table};
use crate::render::links::Links;
use crate::render::markdown::{block, count, heading};
use crate::render::{Format, Input, words};

/// How many of what is missing are named.
const NAMED: usize = 10;

/// `## Checks`.
pub(super) fn section(out: &mut String, input: Input, links: &Links) {
    let schema = input.schema;
    heading(out, 2, "Checks");
    let tables = || schema.tables.iter().filter(|t| !t.annotations.ignore);
    let described = |table: &Table, columns: &[String]| {
        columns.iter().any(|name| table.column(name).is_some_and(|column| has_words(&column.annotations)))
    };
    let mut pages = Check::default();
    let mut foreign_keys = Check::default();
    let mut indexes = Check::default();
    let mut constraints = Check::default();
    for table in tables() {
        let name = schema.identifier(&table.id);
        let of = |part: &str| format!("{name}.{part}");
        pages.count(links.writes(Format::Tables), || name.clone());
        // A partition's own copies are described at its partitioned table.
        for key in table.foreign_keys.iter().filter(|k| !k.inherited && !k.annotations.ignore) {
            foreign_keys.count(has_words(&key.annotations) || described(table, &key.columns), || of(&key.name));
        }
        for index in table.indexes.iter().filter(|i| !i.inherited && !i.annotations.ignore) {
            indexes.count(has_words(&index.annotations), || of(&index.name));
        }
        for check in table.checks.iter().filter(|c| !c.inherited && !c.annotations.ignore) {
            constraints.count(has_words(&check.annotations) || described(table, &check.columns), || of(&check.name));
        }
        for key in table.unique.iter().filter(|k| !k.annotations.ignore) {
            constraints.count(has_words(&key.annotations) || described(table, &key.columns), || of(&key.name));
        }
        for exclusion in table.exclusions.iter().filter(|e| !e.annotations.ignore) {
            constraints.count(has_words(&exclusion.annotations), || of(&exclusion.name));
        }
    }
    let lines = [
        pages.line("All definitions have their page", "page"),
        foreign_keys.line("All foreign keys are documented", "foreign key"),
        indexes.line("All indexes are documented", "index"),
        constraints.line("All constraints are documented", "constraint"),
    ];
    block(out, &lines.join("\n"));
    block(
        out,
        "Documented means described in words, by whoever knows why it is there: on the definition, or for a key or check on its column.",
    );
}

/// Whether anybody wrote what it is for.
fn has_words(tags: &Annotations) -> bool {
    tags.description.is_some()
        || tags.purpose.is_some()
        || tags.reason.is_some()
        || tags.label.is_some()
        || tags.comment.is_some()
        || tags.meaning.is_some()
}

#[derive(Debug, Default)]
struct Check {
    total: usize,
    missing: usize,
    named: Vec<String>,
}

impl Check {
    fn count(&mut self, holds: bool, name: impl Fn() -> String) {
        self.total += 1;
        if !holds {
            self.missing += 1;
            if self.named.len() < NAMED {
                self.named.push(name());
            }
        }
    }

    /// `- [ ] All indexes are documented (3 of 5; missing: …)`.
    fn line(&self, what: &str, one: &str) -> String {
        if self.total == 0 {
            return format!("- [x] {what} (there is none)");
        }
        let done = self.total - self.missing;
        if self.missing == 0 {
            return format!("- [x] {what} ({done} of {})", self.total);
        }
        let more = self.missing - self.named.len();
        let more =
            if more > 0 { format!(" and {}", count(more, &format!("more {one}"), "more")) } else { String::new() };
        format!("- [ ] {what} ({done} of {}); missing: {}{more}", self.total, words::codes(&self.named))
    }
}
