//! Diagnostics of a replay.

use schema_doc_diagnostics::{Code, Diagnostic, Span, nearest};

use super::Replay;
use super::catalog::{Oid, RelationKind};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{QualifiedName, Unsupported};
use crate::source::sql::ast::ObjectName;

/// Nearest names that a replay looks for at most.
const NEAREST_SEARCHES: u32 = 50;

impl Replay<'_> {
    /// As messages name an object.
    pub(super) fn display(&self, id: &QualifiedName) -> String {
        self.schema.identifier(id)
    }

    /// As messages name something that was written.
    pub(super) fn written(name: &ObjectName) -> String {
        name.parts.mapped(|p| p.name.as_str()).join(".")
    }

    /// Notes what is seen and not modelled.
    pub(super) fn unsupported(&mut self, span: Span, reason: impl Into<String>) {
        let text = self.schema.files.text(span);
        let mut statement = String::new();
        for word in text.split_whitespace() {
            if !statement.is_empty() {
                statement.push(' ');
            }
            statement.push_str(word);
            if statement.len() > 480 {
                break;
            }
        }
        self.unread.add(text);
        let statement = statement.chars().take(120).collect();
        self.schema.unsupported.push(Unsupported { span, statement, reason: reason.into() });
    }

    /// Reports a statement about an object that is not there; of another's, notes that it is not modelled.
    pub(super) fn unknown(&mut self, noun: &str, name: &ObjectName) {
        if self.guarded {
            return;
        }
        let written = Self::written(name);
        if schema_doc_syntax::is_table_of_migration_tool(name.name()) {
            return;
        }
        if self.is_external(noun, name.namespace(), name.name()) {
            self.unsupported(self.span, format!("{noun} `{written}` is not made by these files"));
            return;
        }
        if self.unread.may_concern(&written) {
            self.unsupported(self.span, format!("{noun} `{written}` may be made by a statement that was not read"));
            return;
        }
        let mut diagnostic = Diagnostic::error(Code::UnknownObject, name.span, format!("no {noun} `{written}`"));
        if let Some(near) = self.nearest_relation(name) {
            diagnostic = diagnostic.with_help(format!("did you mean `{near}`?"));
        }
        self.diagnostics.push(diagnostic);
    }

    /// Reports a part of a table that is not there.
    pub(super) fn unknown_part<'n>(
        &mut self,
        noun: &str,
        name: &str,
        span: Span,
        table: Oid,
        candidates: impl IntoIterator<Item = &'n str>,
    ) {
        if self.guarded {
            return;
        }
        let on = self.display(&self.catalog.name_of(table));
        if self.catalog.is_partial(table) || self.unread.may_concern(name) {
            self.unsupported(self.span, format!("{noun} `{name}` of `{on}` may be made by what was not read"));
            return;
        }
        let kind = self.catalog.relation(table).map_or("table", |r| r.kind.noun());
        let mut diagnostic =
            Diagnostic::error(Code::UnknownObject, span, format!("no {noun} `{name}` in {kind} `{on}`"));
        if let Some(near) = nearest(name, candidates) {
            diagnostic = diagnostic.with_help(format!("did you mean `{near}`?"));
        }
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn unknown_column(&mut self, name: &str, span: Span, table: Oid) {
        let columns: Vec<String> = match self.catalog.relation(table).map(|r| &r.kind) {
            Some(RelationKind::Table(data)) => data.columns.mapped(|c| c.column.name.clone()),
            Some(RelationKind::View(data)) => data.view.columns.mapped(|c| c.name.clone()),
            _ => Vec::new(),
        };
        self.unknown_part("column", name, span, table, columns.iter().map(String::as_str));
    }

    /// Reports a second definition.
    pub(super) fn duplicate(&mut self, noun: &str, name: &str, span: Span, first: Option<Span>) {
        if self.guarded {
            return;
        }
        if self.unread.may_concern(name) {
            self.unsupported(
                self.span,
                format!("{noun} `{name}` may have been dropped by a statement that was not read"),
            );
            return;
        }
        let help = match noun {
            "relation" => "give one of them another name: tables, views, indexes and keys of a schema share theirs",
            _ => "give one of them another name",
        };
        let message = format!("{noun} `{name}` already exists");
        let mut diagnostic = Diagnostic::error(Code::DuplicateObject, span, message).with_help(help);
        if let Some(first) = first {
            diagnostic = diagnostic.with_related(first, "first defined here");
        }
        self.diagnostics.push(diagnostic);
    }

    /// Reports a drop that the database refuses; false where it may not refuse it.
    pub(super) fn needed(&mut self, noun: &str, name: &str, span: Span, by: &str, place: Option<Span>) -> bool {
        if self.guarded {
            return true;
        }
        if self.unread.may_concern(name) || self.unread.may_concern(by) {
            return false;
        }
        let message = format!("{noun} `{name}` cannot be dropped: {by} depends on it");
        let mut diagnostic =
            Diagnostic::error(Code::DependentObject, span, message).with_help("drop that first, or add CASCADE");
        if let Some(place) = place {
            diagnostic = diagnostic.with_related(place, "what depends on it");
        }
        self.diagnostics.push(diagnostic);
        true
    }

    /// Reports a reference that leads nowhere.
    pub(super) fn unresolved(&mut self, span: Span, message: String, help: Option<String>) {
        if self.guarded {
            return;
        }
        let mut diagnostic = Diagnostic::error(Code::UnresolvedReference, span, message);
        diagnostic.help = help;
        self.diagnostics.push(diagnostic);
    }

    /// Warns once of a namespace that no file creates, and has it from then on.
    pub(super) fn need_namespace(&mut self, namespace: &str, span: Span) {
        if self.catalog.namespaces.contains_key(namespace)
            || namespace == "pg_catalog"
            || namespace == "information_schema"
        {
            return;
        }
        let message = format!("no schema `{namespace}` was created before");
        let help = format!("add `CREATE SCHEMA IF NOT EXISTS {}`", super::expression_text::quote(namespace));
        self.diagnostics.push(Diagnostic::warning(Code::UnknownObject, span, message).with_help(help));
        let made = crate::model::Namespace { name: namespace.to_owned(), ..crate::model::Namespace::default() };
        self.catalog.namespaces.insert(namespace.to_owned(), made);
        self.catalog.assumed_namespaces.insert(namespace.to_owned());
    }

    /// The nearest relation's name, as an identifier.
    pub(super) fn nearest_relation(&mut self, name: &ObjectName) -> Option<String> {
        self.nearest_searches += 1;
        if self.nearest_searches > NEAREST_SEARCHES {
            return None;
        }
        let wanted = Self::written(name);
        let names: Vec<String> = self
            .catalog
            .relations()
            .filter(|(_, r)| !matches!(r.kind, RelationKind::Index(_)))
            .map(|(_, r)| self.schema.identifier(&r.id))
            .collect_vec();
        let near = nearest(&wanted, names.iter().map(String::as_str)).map(str::to_owned);
        near.or_else(|| {
            // the right name in another namespace
            let own = name.name();
            let ends = |n: &String| n.rsplit('.').next() == Some(own);
            names.find(ends).cloned()
        })
    }
}
