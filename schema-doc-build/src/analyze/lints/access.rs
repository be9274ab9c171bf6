//! Access patterns that no index serves.

use schema_doc_diagnostics::Code;

use super::{Lints, OnTable};

pub(super) fn check(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let covered = lints.analysis.tables.get(on.position).map_or(&[][..], |t| &t.covered_by);
    for (pattern, covered) in on.table.annotations.access.iter().zip(covered) {
        if let (Some(index), true) = (&pattern.index, covered.is_empty()) {
            let message = format!(
                "the access pattern `{}` counts on the index `{index}`, which this table does not have",
                pattern.name
            );
            let help = "add the index, or name the one that serves it";
            lints.add(Code::UncoveredAccessPattern, on, Some(&pattern.name), pattern.span, &message, help);
        }
    }
}
