//! Builders of columns → declared columns.

use schema_doc_diagnostics::Span;

use super::chain::{self, Chain, Made, Method};
use super::head::{ColumnHead, Head};
use super::sql::{Columns, Unknown};
use super::types::{self, Config};
use super::{Reader, identity, literal, names, sql};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Generated, System};
use crate::source::declared::{Column, Key, Said, Table};
use crate::source::typescript::{Slot, Value, number_text};

/// The type of a column of which nothing is known.
const UNKNOWN: &str = "unknown";

/// What a function gives is not shown where it is longer.
const LONGEST_SHOWN: usize = 60;

impl Reader<'_, '_> {
    /// Adds a column, its key and its unique constraint to its table. Its references are the table's foreign keys.
    pub(super) fn column(&mut self, head: &Head, column: &ColumnHead, table: &mut Table) {
        let mut declared = Column::new(column.name.clone(), UNKNOWN, column.span);
        let Some(chain) = column.chain() else {
            self.not_known(&column.value, &format!("the column `{}`", column.key), column.span);
            table.columns.push(declared);
            return;
        };
        match self.data_type(&chain) {
            Some(Ok(data_type)) => declared.data_type = data_type,
            Some(Err(Unknown(cause))) => {
                self.not_known(&cause, &format!("the type of the column `{}`", column.key), column.span);
            }
            None => {
                let name = format!("the column `{}`", column.key);
                self.not_known(&column.value, &name, column.span);
            }
        }
        implied(&chain, &mut declared);
        let mut reading = Reading { head, column, declared, key: None, unique: None };
        stated_values(&chain, &mut reading);
        for method in &chain.methods {
            self.modifier(method, &mut reading);
        }
        let Reading { declared, key, unique, .. } = reading;
        if let Some(key) = key {
            // A second one is of a key on both.
            match &mut table.primary_key {
                Some(known) => known.columns.extend(key.columns),
                none => *none = Some(key),
            }
        }
        table.columns.push(declared);
        if let Some(unique) = unique {
            self.unique(table, unique);
        }
    }

    fn modifier(&mut self, method: &Method, reading: &mut Reading<'_>) {
        let first = method.arguments.first();
        match &*method.name {
            "notNull" => reading.declared.nullable = false,
            "primaryKey" => self.primary_key(method, reading),
            "autoincrement" => reading.declared.auto_increment = true,
            "unique" => self.unique_column(method, reading),
            "array" => self.array(method, reading),
            "default" => self.default(method, reading),
            "defaultNow" => reading.declared.default = Some(self.now(&reading.declared.data_type).to_owned()),
            "defaultRandom" => reading.declared.default = Some("gen_random_uuid()".to_owned()),
            "onUpdateNow" => reading.declared.on_update = Some(on_update_now(first)),
            "generatedAlwaysAs" => self.generated(method, reading),
            "generatedAlwaysAsIdentity" | "generatedByDefaultAsIdentity" => identity(method, reading),
            "$default" | "$defaultFn" | "$onUpdate" | "$onUpdateFn" => self.of_application(method, reading),
            // What TypeScript takes the values for; the references are read with the keys.
            "$type" | "references" => {}
            "charSet" | "collate" => {
                let word = if &*method.name == "charSet" { "CHARACTER SET" } else { "COLLATE" };
                if let Some(name) = first.and_then(|slot| slot.value.as_str()) {
                    reading.declared.data_type.push_str(&format!(" {word} {name}"));
                }
            }
            other => {
                let reason = format!("`.{other}()` is none of the methods of a column that are read");
                self.unsupported(method.span, &reason, "write the column with Drizzle's own methods");
            }
        }
    }

    fn primary_key(&mut self, method: &Method, reading: &mut Reading<'_>) {
        reading.declared.nullable = false;
        reading.key = Some(Key::new(None, vec![reading.column.name.clone()], reading.column.span));
        if self.system == System::Sqlite {
            let counts = Config::of(&method.arguments).get("autoIncrement");
            reading.declared.auto_increment = counts.and_then(|slot| slot.value.as_bool()).unwrap_or(false);
        }
    }

    /// `.unique("name", { nulls: "not distinct" })`
    fn unique_column(&mut self, method: &Method, reading: &mut Reading<'_>) {
        let given = match method.arguments.first() {
            None => None,
            Some(slot) if matches!(slot.value, Value::Undefined) => None,
            slot => self.text(slot, "the name of the unique constraint", method.span),
        };
        // The name is made before the key is cased.
        let table = &reading.head.name.name;
        let name = given.unwrap_or_else(|| names::unique(table, std::slice::from_ref(&reading.column.written)));
        let nulls = method.arguments.get(1).and_then(|slot| slot.value.get("nulls"));
        let nulls_not_distinct =
            nulls.is_some_and(|slot| slot.value.as_str().is_some_and(|nulls| &**nulls == "not distinct"));
        let key = Key::new(Some(name), vec![reading.column.name.clone()], method.span);
        reading.unique = Some(Key { nulls_not_distinct, ..key });
    }

    /// An array is a column of its own: what was said of the column that its elements are of does not count.
    fn array(&mut self, method: &Method, reading: &mut Reading<'_>) {
        match types::array(&method.arguments) {
            Ok(brackets) => {
                let data_type = std::mem::take(&mut reading.declared.data_type) + &brackets;
                let words = std::mem::take(&mut reading.declared.words);
                reading.declared =
                    Column { words, ..Column::new(reading.column.name.clone(), data_type, reading.column.span) };
                (reading.key, reading.unique) = (None, None);
            }
            Err(Unknown(cause)) => self.not_known(&cause, "the size of the array", method.span),
        }
    }

    fn default(&mut self, method: &Method, reading: &mut Reading<'_>) {
        let Some(slot) = method.arguments.first() else { return };
        if matches!(slot.value, Value::Undefined) {
            return;
        }
        if sql::is_expression(&slot.value) {
            reading.declared.default = self.sql(slot, Columns::OfTables, "the default");
            return;
        }
        match literal::default(self.system, &reading.declared.data_type, &slot.value) {
            Some(text) => reading.declared.default = Some(text),
            None => self.not_known(slot, "the default", method.span),
        }
    }

    /// What `defaultNow` writes: `timestamp.js`, `date.common.js`, `integer.js` of the packages.
    fn now(&self, data_type: &str) -> &'static str {
        match self.system {
            System::Sqlite if data_type == "integer" => "(cast((julianday('now') - 2440587.5)*86400000 as integer))",
            System::MySql | System::MariaDb => "(now())",
            _ => "now()",
        }
    }

    fn generated(&mut self, method: &Method, reading: &mut Reading<'_>) {
        let Some(slot) = method.arguments.first() else { return };
        let columns = if self.system == System::Sqlite { Columns::Alone } else { Columns::OfTables };
        let expression = match slot.value.as_str() {
            // A text stands for itself.
            Some(text) => Some(text.to_string()),
            None => self.sql(slot, columns, "the expression of the column"),
        };
        let mode = method.arguments.get(1).and_then(|slot| slot.value.get("mode"));
        let mode = mode.and_then(|slot| slot.value.as_str().cloned());
        let stored = mode.as_deref() == Some("stored") || self.system == System::PostgreSql;
        reading.declared.generated = expression.map(|expression| Generated { expression, stored });
    }

    /// A value that the program gives, where an insert or an update gives none: the database knows nothing of it.
    fn of_application(&mut self, method: &Method, reading: &mut Reading<'_>) {
        let Some(slot) = method.arguments.first() else { return };
        let (when, one) =
            if method.name.starts_with("$default") { ("inserts", "insert") } else { ("updates", "update") };
        let written = self.program.texts.text(slot.span).split_whitespace().join(" ");
        let given = given_by(&written);
        let text = format!("@rule {when}: the application gives {given} where an {one} gives none");
        reading.declared.words.push(Said { text, span: slot.span, attribute: false, value: None });
    }
}

/// `new Date()` of `() => new Date()`, `createId()` of `createId`; of a longer function only that it computes.
fn given_by(function: &str) -> String {
    let body = function.strip_prefix("async ").unwrap_or(function).strip_prefix("() =>").map(str::trim_start);
    let is_name = function.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'));
    let shown = match body {
        Some(body) if !body.starts_with('{') => body.to_owned(),
        None if is_name => format!("{function}()"),
        _ => String::new(),
    };
    if shown.is_empty() || shown.len() > LONGEST_SHOWN || shown.contains(['`', '@']) {
        "a value that it computes".to_owned()
    } else {
        shown
    }
}

/// `text({ enum: ["a", "b"] })`: a set that TypeScript closes, and the database does not.
fn stated_values(chain: &Chain, reading: &mut Reading<'_>) {
    let Some(Made::Export(_, "text" | "varchar" | "char" | "tinytext" | "mediumtext" | "longtext")) =
        chain::made(&chain.base)
    else {
        return;
    };
    let Some(slot) = Config::of(chain::arguments(&chain.base)).get("enum") else { return };
    // The database has no such set: one that is not known is missing nowhere.
    let Some(values) = types::texts(&slot.value) else { return };
    // The grammar of annotations has no words for others.
    let is_plain = |value: &String| !value.is_empty() && !value.contains([',', ':', '\n', '@']);
    if values.all(is_plain) && !values.is_empty() {
        let text = format!("@values {}", values.iter().join(", "));
        reading.declared.words.push(Said { text, span: slot.span, attribute: false, value: None });
    }
}

/// A column whose methods are being read.
struct Reading<'a> {
    head: &'a Head,
    column: &'a ColumnHead,
    declared: Column,
    key: Option<Key>,
    unique: Option<Key>,
}

fn identity(method: &Method, reading: &mut Reading<'_>) {
    reading.declared.nullable = false;
    reading.declared.auto_increment = true;
    let options = method.arguments.first();
    let always = &*method.name == "generatedAlwaysAsIdentity";
    let namespace = reading.head.name.namespace.as_ref();
    reading.declared.identity = Some(identity::of(options, always, &reading.declared.data_type, namespace));
}

/// What a builder says without a method: a serial column is never null, and one of MySQL's counts.
fn implied(chain: &Chain, declared: &mut Column) {
    if let Some(Made::Export(_, "serial" | "bigserial" | "smallserial")) = chain::made(&chain.base) {
        declared.nullable = false;
    }
}

/// `CURRENT_TIMESTAMP`, with the digits that `.onUpdateNow({ fsp: 3 })` says.
fn on_update_now(config: Option<&Slot>) -> String {
    match config.and_then(|slot| slot.value.get("fsp")).and_then(|slot| slot.value.as_number()) {
        Some(digits) => format!("CURRENT_TIMESTAMP({})", number_text(digits)),
        None => "CURRENT_TIMESTAMP".to_owned(),
    }
}

/// A reference of a column: `.references(() => users.id, { onDelete: "cascade" })`.
pub(super) struct Reference {
    pub(super) target: Slot,
    pub(super) actions: Option<Slot>,
    pub(super) span: Span,
}

/// The references of a column, in order; an array has none of its elements'.
pub(super) fn references(column: &ColumnHead) -> Vec<Reference> {
    let Some(chain) = column.chain() else { return Vec::new() };
    let is_array = |method: &Method| &*method.name == "array";
    let behind = chain.methods.iter().rposition(is_array).map_or(0, |at| at + 1);
    let own = chain.methods.iter().skip(behind).filter(|method| &*method.name == "references");
    own.filter_map(|method| {
        let target = method.arguments.first()?.clone();
        Some(Reference { target, actions: method.arguments.get(1).cloned(), span: method.span })
    })
    .collect_vec()
}
