//! Lints: what a good engineer would say on reading the schema. Each rests on the schema alone; nothing is guessed about rows or load.

mod access;
mod indexes;
mod keys;
mod names;
mod types;
mod words;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Level, Span};

use super::{Analysis, Finding};
use crate::config::Config;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{IndexKey, Schema, System, Table, quote_identifier};

/// Finds everything: what the pages show is returned, by table; what the levels report goes to `diagnostics`.
pub(super) fn check(
    schema: &Schema,
    analysis: &Analysis,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Vec<Finding> {
    let mut lints = Lints { schema, analysis, config, diagnostics, found: Vec::new() };
    let whole = keys::Whole::of(schema, analysis);
    for (position, table) in schema.tables.iter().enumerate() {
        // A partition's findings are its partitioned table's.
        if table.annotations.ignore || table.partition_of.is_some() {
            continue;
        }
        let on = OnTable { position, table };
        keys::check(&mut lints, on, &whole);
        indexes::check(&mut lints, on);
        access::check(&mut lints, on);
        types::check(&mut lints, on);
        names::check(&mut lints, on);
        words::check(&mut lints, on);
    }
    words::missing(&mut lints);
    words::enums(&mut lints);
    names::exceptions(&mut lints);
    access::code(&mut lints);
    access::needs_feature(&mut lints);
    unread(&mut lints);
    lints.found
}

/// A table that is looked at.
#[derive(Clone, Copy)]
struct OnTable<'a> {
    position: usize,
    table: &'a Table,
}

struct Lints<'a> {
    schema: &'a Schema,
    analysis: &'a Analysis,
    config: &'a Config,
    diagnostics: &'a mut Diagnostics,
    found: Vec<Finding>,
}

impl Lints<'_> {
    /// Whether anybody wants to know.
    fn wants(&self, code: Code) -> bool {
        is_shown(code) || self.config.level(code) != Level::Allow
    }

    /// Reports something about a part of a table, or about the table where there is no `subject`. `message` is about the table, whose name is put before it;
    /// where the part has no place of its own, the table's is.
    fn add(
        &mut self,
        code: Code,
        on: OnTable<'_>,
        subject: Option<&str>,
        span: Option<Span>,
        message: &str,
        help: impl Into<String>,
    ) {
        let place = span.or(on.table.definition.span);
        if place.is_some_and(|place| self.schema.allows(code, place)) {
            return;
        }
        let level = self.config.level(code);
        if is_shown(code) && !self.config.lints.any(|lint| lint.code == code && lint.level == Some(Level::Allow)) {
            self.found.push(Finding::new(code, on.position, subject.map(str::to_owned), message));
        }
        if level == Level::Allow {
            return;
        }
        let table = self.schema.identifier(&on.table.id);
        let diagnostic = Diagnostic::warning(code, place, format!("`{table}`: {message}")).with_help(help);
        self.diagnostics.push(diagnostic.about(match subject {
            Some(subject) => format!("{table}.{subject}"),
            None => table,
        }));
    }
}

impl Lints<'_> {
    /// Reports something that is no table's.
    fn add_beside_tables(&mut self, code: Code, place: Span, subject: &str, message: String, help: &str) {
        if self.config.level(code) != Level::Allow && !self.schema.allows(code, place) {
            self.diagnostics.push(Diagnostic::warning(code, place, message).with_help(help).about(subject));
        }
    }
}

/// What the readers saw and did not model, where they have not reported it themselves.
fn unread(lints: &mut Lints<'_>) {
    let code = Code::UnsupportedStatement;
    for statement in &lints.schema.unsupported {
        let span = statement.span;
        let same = |found: &Diagnostic| {
            found.code == code && found.span.is_some_and(|s| (s.file, s.start) == (span.file, span.start))
        };
        if lints.config.level(code) == Level::Allow
            || lints.schema.allows(code, span)
            || lints.diagnostics.iter().any(same)
        {
            continue;
        }
        let message = format!("`{}` is not modelled: {}", statement.statement, statement.reason);
        let help = "what it does is in no document: see whether they are right without it";
        let subject = format!("{}: {}", lints.schema.files.path(span), statement.statement);
        lints.diagnostics.push(Diagnostic::warning(code, span, message).with_help(help).about(subject));
    }
}

/// Whether a reader of the table's page should know, whatever the level: those are about how the table works.
fn is_shown(code: Code) -> bool {
    matches!(
        code,
        Code::NoPrimaryKey
            | Code::WideTable
            | Code::UnindexedForeignKey
            | Code::MismatchedReferenceType
            | Code::UndeclaredReference
            | Code::NullableUnique
            | Code::DuplicateIndex
            | Code::RedundantIndex
            | Code::CircularReference
            | Code::PolicyWithoutRowSecurity
            | Code::RowSecurityWithoutPolicy
            | Code::UncoveredAccessPattern
            | Code::InvalidQuery
    )
}

/// `` `a`, `b` ``.
fn ticked<'a>(columns: impl IntoIterator<Item = &'a String>) -> String {
    columns.into_iter().map(|c| format!("`{c}`")).join(", ")
}

/// Columns as a statement lists them.
fn listed(system: System, columns: &[String]) -> String {
    columns.iter().map(|column| quote_identifier(system, column)).join(", ")
}

/// A table as a statement names it.
fn named(schema: &Schema, table: &Table) -> String {
    let name = quote_identifier(schema.system, &table.id.name);
    if table.id.namespace == schema.default_namespace || table.id.namespace.is_empty() {
        return name.into_owned();
    }
    format!("{}.{name}", quote_identifier(schema.system, &table.id.namespace))
}

/// The plain columns that an index starts with.
fn leading(keys: &[IndexKey]) -> Vec<&str> {
    keys.iter().map_while(IndexKey::as_column).collect_vec()
}
