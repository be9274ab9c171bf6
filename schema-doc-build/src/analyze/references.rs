//! Diagnostics of what analysis alone can see: references that lead nowhere.

use crate::list::SliceExt;
use crate::ordered::Set;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span, nearest};

use super::relationships::reference_target;
use crate::model::{ForeignKey, Schema, Table};

/// Reports what nobody has reported at its place yet: replay sees most of these first.
pub(super) fn check(schema: &Schema, diagnostics: &mut Diagnostics) {
    let reported = Reported::of(schema, diagnostics);
    for table in schema.tables.iter().filter(|table| !table.annotations.ignore) {
        let is_system = |key: &ForeignKey| schema.system.has_documents() && Table::is_system(&key.table.name);
        for key in table.foreign_keys.iter().filter(|key| !key.inherited && !is_system(key)) {
            if !reported.at(key.span) {
                foreign_key(schema, table, key, diagnostics);
            }
        }
        for column in &table.columns {
            if let Some((text, span)) = &column.annotations.references
                && reference_target(schema, text).is_none()
                && !reported.at(*span)
            {
                let message = format!(
                    "`{}.{}` references `{text}`, which does not exist",
                    schema.identifier(&table.id),
                    column.name
                );
                let diagnostic = Diagnostic::error(Code::UnresolvedReference, *span, message);
                diagnostics.push(with_nearest_table(
                    schema,
                    diagnostic,
                    text.rsplit_once('.').map_or(text.as_str(), |(table, _)| table),
                ));
            }
        }
    }
}

/// Places that errors were reported at, and what is not modelled, by file and start.
struct Reported(Set<(FileId, u32)>);

impl Reported {
    fn of(schema: &Schema, diagnostics: &Diagnostics) -> Self {
        let codes = [Code::UnresolvedReference, Code::UnknownObject];
        Self(
            diagnostics
                .iter()
                .filter(|d| codes.contains(&d.code))
                .filter_map(|d| d.span)
                .chain(schema.unsupported.iter().map(|unsupported| unsupported.span))
                .map(|s| (s.file, s.start))
                .collect(),
        )
    }

    /// Whether one lies within the span.
    fn at(&self, span: Option<Span>) -> bool {
        span.is_some_and(|span| {
            self.0
                .first_from(&(span.file, span.start))
                .is_some_and(|&(file, start)| file == span.file && start <= span.end)
        })
    }
}

fn foreign_key(schema: &Schema, table: &Table, key: &ForeignKey, diagnostics: &mut Diagnostics) {
    let name = schema.identifier(&table.id);
    let own = if key.name.is_empty() {
        format!("the foreign key on `{}`", key.columns.join("`, `"))
    } else {
        format!("the foreign key `{}`", key.name)
    };
    for column in key.columns.iter().filter(|column| table.column(column).is_none()) {
        let message = format!("{own} of `{name}` is on `{column}`, which is no column of it");
        let diagnostic = Diagnostic::error(Code::UnresolvedReference, key.span, message);
        diagnostics.push(with_nearest_column(table, diagnostic, column));
    }
    let target = schema.identifier(&key.table);
    let Some(referenced) = schema.table(&key.table) else {
        let message = format!("{own} of `{name}` references `{target}`, which does not exist");
        let diagnostic = Diagnostic::error(Code::UnresolvedReference, key.span, message);
        diagnostics.push(with_nearest_table(schema, diagnostic, &target));
        return;
    };
    for column in key.referenced.iter().filter(|column| !referenced.has_column(column)) {
        let message = format!("{own} of `{name}` references `{target}.{column}`, which does not exist");
        let diagnostic = Diagnostic::error(Code::UnresolvedReference, key.span, message);
        diagnostics.push(with_nearest_column(referenced, diagnostic, column));
    }
}

fn with_nearest_table(schema: &Schema, diagnostic: Diagnostic, name: &str) -> Diagnostic {
    let names: Vec<String> = schema.tables.mapped(|table| schema.identifier(&table.id));
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
        None => diagnostic.with_help("create the table first, or name one that is there"),
    }
}

fn with_nearest_column(table: &Table, diagnostic: Diagnostic, name: &str) -> Diagnostic {
    match nearest(name, table.columns.iter().map(|column| column.name.as_str())) {
        Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
        None => diagnostic.with_help("name a column that is there"),
    }
}
