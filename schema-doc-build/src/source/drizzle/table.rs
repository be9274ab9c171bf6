//! Tables: their columns, and what their third argument says.

use std::rc::Rc;

use schema_doc_diagnostics::{Code, Diagnostic, Span, nearest};

use super::chain::{self, Chain, Made, Method};
use super::column::{self, Reference};
use super::head::Head;
use super::sql::Columns;
use super::{Reader, index, names, policy, sql};
use crate::list::IteratorExt;
use crate::model::{Action, System};
use crate::source::declared::{Check, ForeignKey, Index, Key, Table};
use crate::source::typescript::{Slot, SymbolKind, Value};

/// Columns of one table, as a key names them.
pub(super) struct Named {
    pub(super) head: Rc<Head>,
    /// What made-up names are made of.
    pub(super) written: Vec<String>,
    /// Their names in the database.
    pub(super) columns: Vec<String>,
}

impl Named {
    /// Each name that is written with the one in the database.
    fn pairs(&self) -> Vec<(String, String)> {
        self.written.iter().cloned().zip(self.columns.iter().cloned()).collect_vec()
    }
}

impl Reader<'_, '_> {
    pub(super) fn table(&mut self, head: &Head, chain: &Chain, span: Span) -> Table {
        let mut table = Table::new(head.name.clone(), span);
        for unknown in &head.unknown {
            self.not_known(unknown, &format!("a part of the columns of `{}`", head.name.name), unknown.span);
        }
        for column in &head.columns {
            self.column(head, column, &mut table);
        }
        for column in &head.columns {
            for reference in column::references(column) {
                self.reference(head, column.written.clone(), column.name.clone(), &reference, &mut table);
            }
        }
        table.row_security = chain.method("enableRLS").is_some() || is_with_rls(&head.base);
        if let Some(extra) = &head.extra {
            self.extra(head, extra, &mut table);
        }
        // drizzle-kit turns it on where there are policies.
        table.row_security |= !table.policies.is_empty();
        table
    }

    /// `(t) => [index().on(t.a)]`, the object of older versions, and what is called neither.
    fn extra(&mut self, head: &Head, extra: &Slot, table: &mut Table) {
        let value = match &extra.value {
            Value::Function(_) => self.program.call(&extra.value, vec![Value::Symbol(head.base.clone())], extra.span),
            other => other.clone(),
        };
        let parts = match value.properties() {
            Some(properties) => properties.into_iter().map(|property| property.slot).collect_vec(),
            None => vec![Slot::new(value, extra.span)],
        };
        for part in parts {
            self.parts_of(head, &part, table);
        }
    }

    /// A part, or a list of parts: a function may give several.
    fn parts_of(&mut self, head: &Head, slot: &Slot, table: &mut Table) {
        match &slot.value {
            Value::Array(_) => {
                for part in slot.value.elements().unwrap_or_default() {
                    self.parts_of(head, &part, table);
                }
            }
            // `condition && index(…)`
            Value::Undefined | Value::Null | Value::Bool(_) => {}
            Value::Symbol(_) => self.part(head, slot, table),
            _ => {
                let reason = format!("{} is no part of a table", slot.value.kind());
                let help = "write `index`, `unique`, `primaryKey`, `foreignKey`, `check` or `pgPolicy`";
                self.unsupported(slot.span, &reason, help);
            }
        }
    }

    /// A key, an index, a check, a policy.
    fn part(&mut self, head: &Head, slot: &Slot, table: &mut Table) {
        if sql::is_expression(&slot.value) {
            let help = "write `check(\"name\", sql`…`)`, `unique(\"name\").on(…)` or `index(\"name\").on(…)`";
            return self.unsupported(slot.span, "drizzle-kit makes nothing of SQL that stands alone in a table", help);
        }
        let what = || format!("a part of the table `{}`", head.name.name);
        let Some(chain) = Chain::of_value(&slot.value) else {
            return self.not_known(slot, &what(), slot.span);
        };
        let Some(Made::Export(_, function)) = chain::made(&chain.base) else {
            return self.not_known(slot, &what(), slot.span);
        };
        let arguments = chain::arguments(&chain.base).to_vec();
        match function {
            "index" | "uniqueIndex" => {
                let unique = function == "uniqueIndex";
                table.indexes.extend(index::read(self, head, &chain, unique, slot.span));
            }
            "unique" => {
                if let Some(key) = self.unique_key(head, &chain, &arguments, slot.span) {
                    self.unique(table, key);
                }
            }
            "primaryKey" => {
                if let Some(key) = self.primary_key_of(head, &arguments, slot.span) {
                    table.primary_key = Some(key);
                }
            }
            "foreignKey" => {
                if let Some(key) = self.foreign_key(head, &chain, &arguments, slot.span) {
                    table.foreign_keys.push(key);
                }
            }
            "check" => {
                let [name, expression, ..] = arguments.as_slice() else { return };
                let name = self.text(Some(name), "the name of the check", slot.span);
                if let Some(expression) = self.sql(expression, Columns::OfTables, "the check") {
                    table.checks.push(Check { name, expression, span: slot.span });
                }
            }
            "pgPolicy" => table.policies.extend(policy::read(self, &chain, slot.span)),
            _ => self.not_known(slot, &what(), slot.span),
        }
    }

    /// `unique("name").on(t.a, t.b).nullsNotDistinct()`
    fn unique_key(&mut self, head: &Head, chain: &Chain, arguments: &[Slot], span: Span) -> Option<Key> {
        let named = self.columns_of(&chain.method("on")?.arguments, span)?;
        let given = self.optional_text(arguments.first(), "the name of the unique constraint", span)?;
        let name = given.unwrap_or_else(|| names::unique(&head.name.name, &named.written));
        let nulls_not_distinct = chain.method("nullsNotDistinct").is_some();
        Some(Key { nulls_not_distinct, ..Key::new(Some(name), named.columns, span) })
    }

    /// A constraint, but in SQLite, where drizzle-kit makes an index.
    pub(super) fn unique(&mut self, table: &mut Table, key: Key) {
        if self.system == System::Sqlite {
            table.indexes.push(Index { unique: true, ..Index::new(key.name, key.columns, key.span) });
        } else {
            table.unique.push(key);
        }
    }

    /// `primaryKey({ name: "…", columns: [t.a, t.b] })`, `primaryKey(t.a, t.b)`
    fn primary_key_of(&mut self, head: &Head, arguments: &[Slot], span: Span) -> Option<Key> {
        let config = arguments.first().filter(|slot| matches!(slot.value, Value::Object(_)));
        let (named, given) = match config {
            Some(config) => {
                let columns = config.value.get("columns")?;
                (self.columns_in(&columns, span)?, config.value.get("name"))
            }
            None => (self.columns_of(arguments, span)?, None),
        };
        let given = self.optional_text(given.as_ref(), "the name of the primary key", span)?;
        let name = given.unwrap_or_else(|| names::primary_key(&head.name.name, &named.written));
        // SQLite's is written without its name.
        let name = (self.system != System::Sqlite).then(|| names::cased(name, &named.pairs()));
        Some(Key::new(name, named.columns, span))
    }

    /// `foreignKey({ columns: [t.a], foreignColumns: [users.id] }).onDelete("cascade")`
    fn foreign_key(&mut self, head: &Head, chain: &Chain, arguments: &[Slot], span: Span) -> Option<ForeignKey> {
        let first = arguments.first()?;
        let config = match &first.value {
            Value::Function(_) => self.program.call(&first.value, Vec::new(), first.span),
            other => other.clone(),
        };
        let (Some(columns), Some(referenced)) = (config.get("columns"), config.get("foreignColumns")) else {
            self.not_known(&Slot { value: config, span: first.span, spread: false }, "the foreign key", span);
            return None;
        };
        let columns = self.columns_in(&columns, span)?;
        let referenced = self.columns_in(&referenced, span)?;
        let name = self.optional_text(config.get("name").as_ref(), "the name of the foreign key", span)?;
        let action = |reader: &mut Self, word: &str| {
            let argument = chain.method(word).and_then(|method: &Method| method.arguments.first().cloned());
            reader.action(argument.as_ref(), span)
        };
        let actions = (action(self, "onDelete"), action(self, "onUpdate"));
        self.key_to(head, columns, referenced, name, actions, span)
    }

    /// `.references(() => users.id, { onDelete: "cascade" })`
    fn reference(&mut self, head: &Head, written: String, name: String, reference: &Reference, table: &mut Table) {
        let Reference { target, actions, span } = reference;
        let value = match &target.value {
            Value::Function(_) => self.program.call(&target.value, Vec::new(), target.span),
            other => other.clone(),
        };
        let target = Slot { value, span: target.span, spread: false };
        let Some(referenced) = self.columns_of(std::slice::from_ref(&target), *span) else { return };
        let get = |key: &str| actions.as_ref().and_then(|slot| slot.value.get(key));
        let (on_delete, on_update) = (get("onDelete"), get("onUpdate"));
        let actions = (self.action(on_delete.as_ref(), *span), self.action(on_update.as_ref(), *span));
        let Some(own) = self.head(&head.base) else { return };
        let columns = Named { head: own, written: vec![written], columns: vec![name] };
        table.foreign_keys.extend(self.key_to(head, columns, referenced, None, actions, *span));
    }

    fn key_to(
        &mut self,
        head: &Head,
        columns: Named,
        referenced: Named,
        name: Option<String>,
        (on_delete, on_update): (Action, Action),
        span: Span,
    ) -> Option<ForeignKey> {
        if !self.is_read(&referenced.head, span) {
            return None;
        }
        let (table, target) = (&head.name.name, &referenced.head.name.name);
        let name = name.unwrap_or_else(|| names::foreign_key(table, &columns.written, target, &referenced.written));
        let name = names::cased(names::cased(name, &columns.pairs()), &referenced.pairs());
        Some(ForeignKey {
            // SQLite's are written without their names.
            name: (self.system != System::Sqlite).then_some(name),
            columns: columns.columns,
            table: referenced.head.name.clone(),
            referenced: referenced.columns,
            on_delete,
            on_update,
            all_actions: self.system.is_mysql(),
            span,
        })
    }

    /// Whether the database gets the table that a key leads to.
    fn is_read(&mut self, head: &Head, span: Span) -> bool {
        let key = Rc::as_ptr(&head.base) as usize;
        // Of a schema that others fill (`auth` of Supabase), the SQL reader knows.
        if self.exports.contains_key(&key) || head.name.namespace.is_some() {
            return true;
        }
        let message =
            format!("a foreign key leads to the table `{}`, which no file of the source exports", head.name.name);
        let diagnostic = Diagnostic::error(Code::UnresolvedReference, span, message);
        let help = "write `export` before the table, or add its file to `path`: drizzle-kit makes only tables that are exported";
        self.program.diagnostics.push(diagnostic.with_help(help).with_related(head.base.span, "the table"));
        false
    }

    fn action(&mut self, slot: Option<&Slot>, span: Span) -> Action {
        let Some(slot) = slot.filter(|slot| !matches!(slot.value, Value::Undefined)) else { return Action::NoAction };
        match slot.value.as_str().map(|word| &**word) {
            Some("cascade") => Action::Cascade,
            Some("restrict") => Action::Restrict,
            Some("set null") => Action::SetNull,
            Some("set default") => Action::SetDefault,
            Some("no action") => Action::NoAction,
            _ => {
                self.not_known(slot, "the action of the foreign key", span);
                Action::NoAction
            }
        }
    }

    /// The columns of a list.
    fn columns_in(&mut self, slot: &Slot, span: Span) -> Option<Named> {
        let slots = slot.value.elements();
        if slots.is_none() {
            self.not_known(slot, "the columns", span);
        }
        self.columns_of(&slots?, span)
    }

    /// The columns that expressions are, all of one table. `None`, and a diagnostic, where one is none.
    pub(super) fn columns_of(&mut self, slots: &[Slot], span: Span) -> Option<Named> {
        let mut named: Option<Named> = None;
        for slot in slots {
            let (head, at) = self.column_or_report(slot, span)?;
            let column = head.columns.get(at)?;
            let (written, name) = (column.written.clone(), column.name.clone());
            let named = named.get_or_insert_with(|| Named { head, written: Vec::new(), columns: Vec::new() });
            named.written.push(written);
            named.columns.push(name);
        }
        named
    }

    pub(super) fn column_or_report(&mut self, slot: &Slot, span: Span) -> Option<(Rc<Head>, usize)> {
        let symbol = slot.value.as_symbol().map(|symbol| Chain::of(symbol).base);
        if let Some(found) = symbol.as_ref().and_then(|symbol| self.column_of(symbol)) {
            return Some(found);
        }
        // A table is there, and has no such column.
        if let Some(SymbolKind::Member { of, name }) = symbol.as_deref().map(|symbol| &symbol.kind)
            && let Some(head) = self.head(of)
            && head.unknown.is_empty()
        {
            let message = format!("the table `{}` has no column `{name}`", head.name.name);
            let near = nearest(name, head.columns.iter().map(|column| &*column.key));
            let diagnostic = Diagnostic::error(Code::UnresolvedReference, slot.span, message);
            self.program.diagnostics.push(match near {
                Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
                None => diagnostic,
            });
            return None;
        }
        self.not_known(slot, "the column", span);
        None
    }
}

/// `pgTable.withRLS(…)`
fn is_with_rls(base: &crate::source::typescript::Symbol) -> bool {
    base.call().is_some_and(|(_, path, _)| path.last() == Some(&"withRLS"))
}
