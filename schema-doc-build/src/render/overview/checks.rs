//! The four checks: every definition has its page, every foreign key, index and constraint has its words.

use crate::analyze::{Ratio, is_documented};
use crate::model::Annotations;
use crate::render::links::Links;
use crate::render::markdown::{block, count, grouped, heading};
use crate::render::{Format, Input, words};

/// How many of what is missing are named.
const NAMED: usize = 10;

/// `## Checks`.
pub(super) fn section(out: &mut String, input: Input, links: &Links) {
    let schema = input.schema;
    heading(out, 2, "Checks");
    let tables = || schema.tables.iter().filter(|t| !t.annotations.ignore);
    let mut pages = Check::default();
    let mut foreign_keys = Check::default();
    let mut indexes = Check::default();
    let mut constraints = Check::default();
    for table in tables() {
        let name = schema.identifier(&table.id);
        let of = |part: &str| format!("{name}.{part}");
        // A constraint of SQLite has the name that someone gave it, or none.
        let of_columns = |part: &str, columns: &[String]| match part {
            "" => format!("{name} ({})", columns.join(", ")),
            part => of(part),
        };
        pages.count(links.writes(Format::Tables), || name.clone());
        // What a partition has is described at its partitioned table.
        if table.partition_of.is_some() {
            continue;
        }
        for key in table.foreign_keys.iter().filter(|k| !k.inherited && !k.annotations.ignore) {
            let column = match key.columns.as_slice() {
                [column] => table.column(column).map(|column| &column.annotations),
                _ => None,
            };
            let tells = |a: &Annotations| a.label.is_some() || is_documented(a);
            let told = tells(&key.annotations) || column.is_some_and(tells);
            foreign_keys.count(told, || of_columns(&key.name, &key.columns));
        }
        for index in table.indexes.iter().filter(|i| !i.inherited && !i.annotations.ignore) {
            indexes.count(is_documented(&index.annotations), || of(&index.name));
        }
        let mut count = |annotations: &Annotations, name: &dyn Fn() -> String| {
            if !annotations.ignore {
                constraints.count(is_documented(annotations), name);
            }
        };
        table.unique.iter().for_each(|key| count(&key.annotations, &|| of(&key.name)));
        for check in table.checks.iter().filter(|check| !check.inherited) {
            count(&check.annotations, &|| of_columns(&check.name, &check.columns));
        }
        table.exclusions.iter().for_each(|exclusion| count(&exclusion.annotations, &|| of(&exclusion.name)));
    }
    let lines = [
        pages.line("All definitions have their page", "page"),
        foreign_keys.line("All foreign keys are documented", "foreign key"),
        indexes.line("All indexes are documented", "index"),
        constraints.line("All constraints are documented", "constraint"),
    ];
    block(out, &lines.join("\n"));
    let coverage = input.analysis.coverage;
    let of = |ratio: Ratio, what: &str| format!("{} of {} {what}", grouped(ratio.documented), grouped(ratio.total));
    let (tables, columns) = (of(coverage.tables, "tables"), of(coverage.columns, "columns"));
    block(
        out,
        &format!(
            "Documented means in words, on the definition or, for a foreign key, on its column. Words have {tables} and {columns}."
        ),
    );
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
