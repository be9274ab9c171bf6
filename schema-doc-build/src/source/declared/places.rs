//! The way back from the DDL that was written for a declaration to the declaration.

use schema_doc_diagnostics::{Diagnostic, SourceMap, Span};

use crate::model::Schema;
use crate::source::written::as_written;

/// Which part of the text was written for what, parts within parts.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Start, end, the declaration's place; in the order of their starts, outer ones first.
    parts: Vec<(u32, u32, Span)>,
}

impl Places {
    /// A part begins; gives its number.
    pub(super) fn begin(&mut self, at: usize, span: Span) -> usize {
        self.parts.push((at as u32, u32::MAX, span));
        self.parts.len() - 1
    }

    /// The part of that number ends.
    pub(super) fn end(&mut self, part: usize, at: usize) {
        if let Some(part) = self.parts.get_mut(part) {
            part.1 = at as u32;
        }
    }

    /// The innermost part around an offset.
    fn around(&self, offset: u32) -> Option<Span> {
        let before = self.parts.partition_point(|&(start, ..)| start <= offset);
        let inner = self.parts.get(..before)?.iter().rev().find(|&&(_, end, _)| offset < end);
        inner.map(|&(_, _, span)| span)
    }

    /// What a diagnostic says of the text, it says of the declaration.
    pub(super) fn lead_back(&self, diagnostic: &mut Diagnostic) {
        diagnostic.span = diagnostic.span.and_then(|span| self.around(span.start));
        diagnostic.related.retain_mut(|(span, _)| match self.around(span.start) {
            Some(place) => {
                *span = place;
                true
            }
            None => false,
        });
    }

    /// Gives everything that was read from the text the place of its declaration.
    pub(super) fn of_schema(&self, schema: &mut Schema, files: &SourceMap) {
        let place = |span: &mut Option<Span>| *span = span.and_then(|span| self.around(span.start));
        for table in &mut schema.tables {
            place(&mut table.definition.span);
            table.definition.text = table.definition.span.map(|span| as_written(files.text(span)));
            table.migrations.clear();
            for column in &mut table.columns {
                place(&mut column.span);
                column.added_in = None;
            }
            if let Some(key) = &mut table.primary_key {
                place(&mut key.span);
            }
            table.unique.iter_mut().for_each(|key| place(&mut key.span));
            table.foreign_keys.iter_mut().for_each(|key| place(&mut key.span));
            table.checks.iter_mut().for_each(|check| place(&mut check.span));
            table.indexes.iter_mut().for_each(|index| place(&mut index.span));
            table.policies.iter_mut().for_each(|policy| place(&mut policy.span));
        }
        for view in &mut schema.views {
            // The definition of a view is its DDL, also where a program says it.
            view.definition.text = view.definition.span.map(|span| schema.files.text(span).into());
            place(&mut view.definition.span);
        }
        schema.roles.iter_mut().for_each(|role| place(&mut role.span));
        schema.enums.iter_mut().for_each(|found| place(&mut found.span));
        schema.sequences.iter_mut().for_each(|sequence| place(&mut sequence.span));
        schema.unsupported.retain_mut(|unsupported| match self.around(unsupported.span.start) {
            Some(span) => {
                unsupported.span = span;
                true
            }
            None => false,
        });
    }
}
