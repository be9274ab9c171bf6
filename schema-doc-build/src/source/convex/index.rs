//! `.index(…)`, `.searchIndex(…)`, `.vectorIndex(…)` → indexes.

use schema_doc_diagnostics::{Code, Span};

use super::Reader;
use super::library::TableCall;
use super::validator::Validator;
use crate::list::SliceExt;
use crate::model::{Index, IndexKey, IndexKind};
use crate::source::typescript::{Slot, Value};

/// The indexes of a table.
pub(super) struct Indexes<'a> {
    pub(super) table: &'a str,
    pub(super) document: &'a Validator,
    /// Whether Convex wants the fields of an index to be there.
    pub(super) enforced: bool,
    pub(super) known: Vec<Index>,
}

/// A field of an index, and where it is named.
pub(super) type Path = (String, Span);

impl<'a> Indexes<'a> {
    pub(super) fn new(table: &'a str, document: &'a Validator, enforced: bool) -> Self {
        Self { table, document, enforced, known: Vec::new() }
    }
}

impl Reader<'_> {
    /// A call of a table's method.
    pub(super) fn index(&mut self, call: &TableCall, indexes: &mut Indexes<'_>) {
        let span = call.span;
        if &*call.method == "staged" {
            return self.note(span, "the validator is staged: Convex does not hold documents to it yet");
        }
        let Some(name) = self.index_name(call, span, indexes.table) else { return };
        let nothing = Slot::new(Value::Undefined, span);
        let config = call.arguments.get(1).cloned().unwrap_or(nothing);
        let what = format!("the index `{name}` of `{}`", indexes.table);
        let (kind, field) = match &*call.method {
            "searchIndex" => (IndexKind::Search, Some("searchField")),
            "vectorIndex" => (IndexKind::Vector, Some("vectorField")),
            _ => (IndexKind::Index, None),
        };
        if let (None, Value::String(_)) = (field, &config.value) {
            let message = format!("the fields of {what} are no list");
            let written = self.program.texts.text(config.span);
            let help = format!("write `[{written}]`");
            return self.error(Code::InvalidDeclaration, config.span, message, &help);
        }
        let keys = match field {
            Some(field) => {
                self.option(&config, field, &what).into_iter().filter_map(|slot| self.path(&slot, &what)).collect()
            }
            // `["email"]`, `{ fields: ["email"], staged: true }`
            None if config.value.elements().is_some() => self.paths(&config, &what),
            None => self.option(&config, "fields", &what).map(|fields| self.paths(&fields, &what)).unwrap_or_default(),
        };
        let filter_fields = match field.and_then(|_| config.value.get("filterFields")) {
            Some(fields) => self.paths(&fields, &what),
            None => Vec::new(),
        };
        let dimensions = match kind {
            IndexKind::Vector => {
                self.option(&config, "dimensions", &what).and_then(|slot| self.dimensions(&slot, &what))
            }
            _ => None,
        };
        let index = Index {
            staged: config.value.get("staged").and_then(|slot| slot.value.as_bool()).unwrap_or_default(),
            keys: keys.mapped(|(path, _)| IndexKey::column(path.as_str())),
            filter_fields: filter_fields.mapped(|(path, _)| path.clone()),
            span: Some(span),
            name,
            kind,
            dimensions,
            ..Index::default()
        };
        self.check_index(&index, span, &keys, &filter_fields, indexes);
        indexes.known.push(index);
    }

    fn index_name(&mut self, call: &TableCall, span: Span, table: &str) -> Option<String> {
        match call.arguments.first().map(|slot| &slot.value) {
            Some(Value::String(name)) => return Some(name.to_string()),
            Some(value @ Value::Symbol(_)) => {
                self.program.unknown(value, &format!("the name of an index of `{table}`"), span);
                self.note(span, "the name of the index is not known");
            }
            _ => {
                let message = format!("an index of `{table}` has no name");
                self.error(Code::InvalidDeclaration, span, message, "write `.index(\"by_email\", [\"email\"])`");
            }
        }
        None
    }

    /// What an index cannot do without.
    fn option(&mut self, config: &Slot, name: &str, what: &str) -> Option<Slot> {
        let found = config.value.get(name);
        if found.is_none() {
            if let Value::Symbol(_) = config.value {
                self.program.unknown(&config.value, &format!("`{name}` of {what}"), config.span);
                self.note(config.span, &format!("`{name}` of {what} is not known"));
            } else {
                let message = format!("{what} has no `{name}`");
                self.error(Code::InvalidDeclaration, config.span, message, &format!("write `{name}`"));
            }
        }
        found
    }

    fn paths(&mut self, list: &Slot, what: &str) -> Vec<Path> {
        let Some(elements) = list.value.elements() else { return self.path(list, what).into_iter().collect() };
        let mut paths = Vec::new();
        for element in &elements {
            paths.extend(self.path(element, what));
        }
        paths
    }

    fn path(&mut self, slot: &Slot, what: &str) -> Option<Path> {
        match &slot.value {
            Value::String(path) if !slot.spread => return Some((path.to_string(), slot.span)),
            Value::Symbol(_) => {
                self.program.unknown(&slot.value, &format!("a field of {what}"), slot.span);
                self.note(slot.span, &format!("a field of {what} is not known"));
            }
            _ => {
                let message = format!("a field of {what} is no text");
                self.error(
                    Code::InvalidDeclaration,
                    slot.span,
                    message,
                    "write `[\"email\"]`; a nested one is `\"address.city\"`",
                );
            }
        }
        None
    }

    fn dimensions(&mut self, slot: &Slot, what: &str) -> Option<u32> {
        match slot.value {
            // As JavaScript prints it: `1536`.
            Value::Number(number) if number.to_string().parse::<u32>().is_ok() => number.to_string().parse().ok(),
            Value::Symbol(_) => {
                self.program.unknown(&slot.value, &format!("`dimensions` of {what}"), slot.span);
                self.note(slot.span, &format!("`dimensions` of {what} is not known"));
                None
            }
            _ => {
                let message = format!("`dimensions` of {what} is no whole number");
                self.error(Code::InvalidDeclaration, slot.span, message, "write how many numbers a vector has: `1536`");
                None
            }
        }
    }
}
