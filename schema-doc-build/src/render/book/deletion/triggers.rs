//! What triggers write elsewhere while a person's rows are deleted.

use super::{Effect, Link, Plan};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Schema, Sensitivity, Table, Trigger};
use crate::ordered::Map;
use crate::render::book::security::sensitive;
use crate::render::definition::definition_text;
use crate::render::markdown::block;
use crate::render::words::codes;

impl Plan<'_> {
    /// Says where triggers write what is deleted or changed.
    pub(super) fn copies(&self, out: &mut String, order: &[usize]) {
        let book = self.book;
        let reached = self.links.iter().map(|link| link.from).chain([self.root]);
        let mut touched: Vec<usize> = order.to_vec();
        for at in reached {
            if !touched.contains(&at) {
                touched.push(at);
            }
        }
        let mut written: Map<usize, Vec<usize>> = Map::new();
        let mut noted = Vec::new();
        for at in touched {
            let Some(table) = book.schema.tables.get(at) else { continue };
            let goes = at == self.root || order.contains(&at);
            let changed = self.changed_columns(at);
            for trigger in table.triggers.iter().filter(|trigger| trigger.state.as_deref() != Some("DISABLE")) {
                let deletes = goes && trigger.events.any(|event| event.starts_with("delete"));
                if !deletes && !trigger.events.any(|event| updates(event, &changed)) {
                    continue;
                }
                let mut targets = targets(book.schema, table, trigger);
                let is_known = !targets.is_empty();
                // What goes itself keeps nothing.
                targets.keep(|target| !order.contains(target));
                if !is_known && deletes && !noted.contains(&at) {
                    noted.push(at);
                }
                for target in targets {
                    let from = written.or_default(target);
                    if !from.contains(&at) {
                        from.push(at);
                    }
                }
            }
        }
        for (target, from) in &written {
            let columns = sensitive(book, *target);
            let columns = columns.iter().filter(|(_, level, _)| *level >= Sensitivity::Confidential);
            let columns = codes(columns.map(|(column, ..)| &column.name));
            let into = if columns.is_empty() { String::new() } else { format!(" ({columns})") };
            block(
                out,
                &format!(
                    "Triggers write into {}{into} when rows of {} are changed or deleted. What they wrote there before, and what they write while the \
                     statements run, stays: take what is personal out of it afterwards.",
                    book.links.table(*target),
                    book.table_list(from),
                ),
            );
        }
        if !noted.is_empty() {
            let tables = book.table_list(&noted);
            block(
                out,
                &format!(
                    "Triggers run when rows of {tables} are deleted: see that they keep no copy of what is personal."
                ),
            );
        }
    }

    /// The columns of a table that statements change, or the database.
    fn changed_columns(&self, at: usize) -> Vec<&str> {
        let is_changed =
            |link: &&Link| link.from == at && link.effect != Effect::Goes && link.effect != Effect::Deleted;
        let keys = self.links.iter().filter(is_changed).flat_map(|link| &link.relationship.keys);
        keys.map(String::as_str).chain(self.personal(at).into_iter().map(|column| column.name.as_str())).collect_vec()
    }
}

/// Whether a trigger's event is a change of one of the columns: `update`, `update of a, b`.
fn updates(event: &str, columns: &[&str]) -> bool {
    let Some(of) = event.strip_prefix("update") else { return false };
    let mut named = crate::text::words(of, |c| c.is_alphanumeric() || c == '_').filter(|word| *word != "of");
    !columns.is_empty()
        && (of.trim().is_empty() || named.any(|word| columns.any(|column| column.eq_ignore_ascii_case(word))))
}

/// The tables of the schema that a trigger inserts into.
fn targets(schema: &Schema, own: &Table, trigger: &Trigger) -> Vec<usize> {
    let mut found = Vec::new();
    let mut read = |text: &str| {
        for name in inserted_into(text) {
            let name: String = name.chars().filter(|c| !matches!(c, '"' | '`' | '[' | ']')).collect();
            let position = schema.tables.position(|table| {
                let is_named = match name.rsplit_once('.') {
                    Some((namespace, name)) => {
                        let namespace = namespace.rsplit('.').next().unwrap_or_default();
                        table.id.name.eq_ignore_ascii_case(name) && table.id.namespace.eq_ignore_ascii_case(namespace)
                    }
                    None => table.id.name.eq_ignore_ascii_case(&name),
                };
                is_named && table.id != own.id && !table.annotations.ignore
            });
            found.push_all(position.filter(|at| !found.contains(at)));
        }
    };
    match &trigger.function {
        Some(function) => {
            for routine in schema.routines.iter().filter(|routine| routine.id == *function) {
                read(&definition_text(schema, &routine.definition));
            }
        }
        None => read(&definition_text(schema, &trigger.definition)),
    }
    found
}

/// The names behind `INSERT INTO`, `INSERT OR REPLACE INTO`, `REPLACE INTO`, `MERGE INTO`.
fn inserted_into(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut is_insert = false;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | ',')).filter(|w| !w.is_empty())
    {
        match word.to_ascii_lowercase().as_str() {
            "insert" | "replace" | "merge" => is_insert = true,
            "into" | "or" | "ignore" | "abort" | "fail" | "rollback" | "low_priority" | "high_priority" | "delayed" => {
            }
            _ => {
                if is_insert {
                    names.push(word);
                }
                is_insert = false;
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::inserted_into;

    #[test]
    fn the_tables_that_a_text_inserts_into_are_found() {
        let check = |text: &str, expected: &[&str]| assert_eq!(inserted_into(text), expected, "{text}");
        check("BEGIN\n  INSERT INTO audit_log(a) VALUES (1);\nEND", &["audit_log"]);
        check("insert or replace into \"a\".b select 1; REPLACE c SET d = 1", &["\"a\".b", "c"]);
        check("SELECT a INTO b FROM c; NEW.d := 'insert'", &[]);
    }
}
