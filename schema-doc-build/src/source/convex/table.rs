//! `defineTable({…})` → tables.

use std::rc::Rc;

use schema_doc_diagnostics::{Code, FileId, Span, nearest};

use super::Reader;
use super::index::Indexes;
use super::library::{self, TableCall};
use super::validator::{Field, Object, Validator, merged};
use crate::list::SliceExt;
use crate::model::{Column, Definition, ForeignKey, Table, TableId, TableKind, TableOptions};
use crate::source::typescript::{ModuleId, Property, Slot, Symbol, Value};
use crate::source::written::as_written;

impl Reader<'_> {
    /// The tables of `defineSchema({ … })`.
    pub(super) fn tables(&mut self, tables: &Slot) {
        let Some(properties) = tables.value.properties() else {
            if let Value::Symbol(_) = tables.value {
                self.program.unknown(&tables.value, "what the tables are", tables.span);
                self.note(tables.span, "the tables are not known");
            } else {
                let help = "write `defineSchema({ users: defineTable({ … }) })`";
                self.error(Code::InvalidDeclaration, tables.span, "the tables are no object".to_owned(), help);
            }
            return;
        };
        for property in &properties {
            let place = property.span;
            if property.slot.spread {
                self.program.unknown(&property.slot.value, "a part of the tables", place);
                self.note(place, "a part of the tables is not known");
                continue;
            }
            self.check_table_name(&property.key, place);
            let table = self.table(property);
            self.tables.extend(table);
        }
    }

    fn table(&mut self, property: &Property) -> Option<Table> {
        self.validators = 0;
        let name = &*property.key;
        // An ent holds the table that it makes.
        let inside = property.slot.value.get("definition");
        let value = inside.map_or_else(|| property.slot.value.clone(), |slot| slot.value);
        let Some(symbol) = value.as_symbol().cloned() else {
            let help = "write `defineTable({ … })`";
            self.error(Code::InvalidDeclaration, property.span, format!("`{name}` is no table"), help);
            return None;
        };
        let place = self.place_of(property, &symbol);
        let (document, calls) = match library::table(&symbol) {
            Some(argument) => (self.document(&argument, name), self.library.calls_of(&symbol)),
            None => self.unknown_table(&symbol, name, place),
        };
        let fields = self.documents(&document, name, place);
        let mut indexes = Indexes::new(name, &document, self.enforced);
        for call in &calls {
            self.index(call, &mut indexes);
        }
        let id = TableId::new("", name);
        let is_plain = matches!(&document, Validator::Object(object) if !object.open);
        let documents = (!is_plain).then(|| document.data_type());
        Some(Table {
            options: documents
                .map(|documents| Box::new(TableOptions { documents: Some(documents), ..TableOptions::default() })),
            kind: TableKind::Document,
            definition: self.definition(place),
            columns: fields.mapped(Field::column),
            foreign_keys: fields.iter().filter_map(|field| foreign_key(&field.column())).collect(),
            indexes: indexes.known,
            created: self.tables.len() as u32,
            id,
            ..Table::default()
        })
    }

    /// Where a table is defined: its property, or the declaration whose name the property is given, `users: usersTable`. A comment on the property
    /// is about the table, so it stays where that is.
    fn place_of(&self, property: &Property, table: &Symbol) -> Span {
        let place = property.span;
        let is_inside = table.span.file == place.file && place.start <= table.span.start && table.span.end <= place.end;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
        let is_named = self.program.texts.text(property.slot.span).chars().all(is_name);
        if is_inside || !is_named || self.comment_above(place).next().is_some() {
            return place;
        }
        self.program.declaration(table.span).unwrap_or(place)
    }

    /// A table that the program does not build itself: what was called on it is known all the same.
    fn unknown_table(&mut self, symbol: &Rc<Symbol>, name: &str, place: Span) -> (Validator, Vec<TableCall>) {
        let (mut of, mut calls) = (symbol.clone(), Vec::new());
        while let Some((inside, method, _)) = of.method() {
            match TableCall::of(&of) {
                Some(call) => calls.insert(0, call),
                None if library::table(inside).is_some() => self.no_method(method, of.span),
                None => break,
            }
            of = inside.clone();
            if let Some(argument) = library::table(&of) {
                let mut known = self.library.calls_of(&of);
                known.append(&mut calls);
                return (self.document(&argument, name), known);
            }
        }
        if library::is_define_table(&of) {
            let message = format!("`defineTable` of `{name}` is given no fields");
            self.error(Code::InvalidDeclaration, place, message, "write `defineTable({ name: v.string() })`");
            return (Validator::Any, calls);
        }
        self.program.unknown(&Value::Symbol(of), &format!("what the documents of `{name}` are"), place);
        self.note(place, &format!("the documents of `{name}` are not known"));
        (Validator::Any, calls)
    }

    /// `defineTable({…}).unique("email")`
    fn no_method(&mut self, method: &str, span: Span) {
        let help = match nearest(method, library::TABLE_METHODS.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "what a table has are `index`, `searchIndex` and `vectorIndex`".to_owned(),
        };
        self.error(Code::InvalidDeclaration, span, format!("a table has no method `{method}`"), &help);
    }

    /// The fields of a table's documents.
    fn documents(&mut self, document: &Validator, table: &str, place: Span) -> Vec<Field> {
        let mut objects = Vec::new();
        if !add_objects(document, &mut objects) {
            let message = format!("the documents of `{table}` are no objects");
            let help = "give `defineTable` the fields, `v.object(…)`, a union of those, or `v.any()`";
            self.error(Code::InvalidDeclaration, place, message, help);
        }
        for object in &objects {
            self.check_fields(&object.fields, table, place);
        }
        match objects.as_slice() {
            [only] => only.fields.clone(),
            several => merged(several),
        }
    }

    fn definition(&self, place: Span) -> Definition {
        let text = as_written(self.program.texts.text(place));
        Definition { span: Some(place), text: Some(text), ..Definition::default() }
    }

    /// Tables that a module exports apart from its schema, and whose comment says `@planned`.
    pub(super) fn planned(&mut self, module: ModuleId, file: FileId) {
        if !self.program.texts.file(file).text().contains(PLANNED) {
            return;
        }
        for (name, slot) in self.program.exports(module) {
            let is_table = slot.value.as_symbol().is_some_and(|symbol| library::table(symbol).is_some());
            let is_taken = self.tables.any(|table| table.id.name == *name);
            if is_table && !is_taken && self.is_planned(slot.span) {
                let property = Property { key: name, span: slot.span, slot: slot.clone(), getter: false };
                let table = self.table(&property);
                self.planned.extend(table);
            }
        }
    }

    /// Whether the comment above a declaration says so.
    fn is_planned(&self, declaration: Span) -> bool {
        self.comment_above(declaration).any(|line| line.contains(PLANNED))
    }

    /// The lines of the comment above a place, the last one first.
    fn comment_above(&self, place: Span) -> impl Iterator<Item = &str> {
        let text = self.program.texts.file(place.file).text();
        let above = text.get(..place.start as usize).unwrap_or_default();
        // The line of the place itself: `export `.
        let comment = above.lines().rev().skip(usize::from(!above.ends_with('\n'))).map(str::trim);
        comment.take_while(|line| {
            line.starts_with("//") || line.starts_with("/*") || line.starts_with('*') || line.ends_with("*/")
        })
    }
}

const PLANNED: &str = "@planned";

/// The objects that a document may be. Whether it is one of objects.
fn add_objects<'a>(document: &'a Validator, objects: &mut Vec<&'a Object>) -> bool {
    match document {
        Validator::Object(object) => {
            objects.push(object);
            true
        }
        Validator::Union(members) => {
            // All of them are looked at, whatever the first is.
            let others = members.iter().filter(|member| !add_objects(member, objects)).count();
            others == 0
        }
        Validator::Any | Validator::Unknown(_) => true,
        _ => false,
    }
}

/// An id is a reference that Convex does not enforce, nor gives a name.
fn foreign_key(column: &Column) -> Option<ForeignKey> {
    Some(ForeignKey {
        columns: vec![column.name.clone()],
        table: column.data_type.as_id()?.clone(),
        referenced: vec![Table::DOCUMENT_ID.to_owned()],
        not_enforced: true,
        span: column.span,
        ..ForeignKey::default()
    })
}
