//! The four checks: every definition has its page, every foreign key, index and constraint has its words.

use crate::analyze::{Ratio, parts};
use crate::render::links::Links;
use crate::render::markdown::{block, count, grouped, heading};
use crate::render::{Format, Input, words};

/// How many of what is missing are named.
const NAMED: usize = 10;

/// `## Checks`.
pub(super) fn section(out: &mut String, input: Input, links: &Links) {
    let schema = input.schema;
    heading(out, 2, "Checks");
    let mut checks: [Check; 5] = Default::default();
    for table in schema.tables.iter().filter(|table| !table.annotations.ignore) {
        checks[0].count(links.writes(Format::Tables), || schema.identifier(&table.id));
    }
    parts(schema, &mut |part| {
        if let (Some(check), 2.., false) = (checks.get_mut(part.kind), part.kind, part.ignored) {
            check.count(part.documented, || part.identifier(schema));
        }
    });
    let [pages, _, foreign_keys, indexes, constraints] = checks;
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
