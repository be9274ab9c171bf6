//! Coverage: how much of a schema somebody wrote words on.
//!
//! What is ignored counts apart. Partitions, and what a table has from its parents, are documented where they are declared.

use super::{Coverage, Ratio};
use crate::model::{Annotations, Schema};

/// What is documented, and what there is.
pub(super) fn coverage(schema: &Schema) -> Coverage {
    let mut coverage = Coverage::default();
    for table in schema.tables.iter().filter(|table| table.partition_of.is_none()) {
        if table.annotations.ignore {
            coverage.tables.ignored += 1;
            continue;
        }
        count(&mut coverage.tables, &table.annotations);
        for column in table.columns.iter().filter(|column| !column.inherited) {
            count(&mut coverage.columns, &column.annotations);
        }
        for key in table.foreign_keys.iter().filter(|key| !key.inherited) {
            // A relationship has words where its key has, or the column that carries it.
            let column = match key.columns.as_slice() {
                [column] => table.column(column).map(|column| &column.annotations),
                _ => None,
            };
            let own = &key.annotations;
            let tells = |a: &Annotations| a.label.is_some() || is_documented(a);
            let written = tells(own) || column.is_some_and(tells);
            add(&mut coverage.relationships, own.ignore, written);
        }
        for index in table.indexes.iter().filter(|index| !index.inherited) {
            count(&mut coverage.indexes, &index.annotations);
        }
        for key in &table.unique {
            count(&mut coverage.constraints, &key.annotations);
        }
        for check in table.checks.iter().filter(|check| !check.inherited) {
            count(&mut coverage.constraints, &check.annotations);
        }
        for exclusion in &table.exclusions {
            count(&mut coverage.constraints, &exclusion.annotations);
        }
    }
    coverage
}

fn count(ratio: &mut Ratio, annotations: &Annotations) {
    add(ratio, annotations.ignore, is_documented(annotations));
}

fn add(ratio: &mut Ratio, ignored: bool, written: bool) {
    if ignored {
        ratio.ignored += 1;
    } else {
        ratio.total += 1;
        ratio.documented += usize::from(written);
    }
}

/// Whether somebody said in words what it is.
pub(crate) fn is_documented(annotations: &Annotations) -> bool {
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    said(&annotations.purpose)
        || said(&annotations.description)
        || said(&annotations.meaning)
        || said(&annotations.impact)
        || said(&annotations.reason)
}
