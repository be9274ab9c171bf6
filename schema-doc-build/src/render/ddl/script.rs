//! The text of a script: statements in sections, names quoted, the search path where a definition needs it.

use std::borrow::Cow;

use crate::list::{IteratorExt, SliceExt};
use crate::model::{QualifiedName, Schema, System, quote_identifier, split_parts};
use crate::text::first_word;

/// A script that is being written.
pub(super) struct Script<'a> {
    pub(super) schema: &'a Schema,
    text: String,
    /// A title that is written before the next statement.
    title: Option<&'static str>,
    path: Vec<String>,
    /// The last statement has several lines, or there is none yet.
    apart: bool,
    /// Comments that are statements are left out.
    pub(super) without_comments: bool,
}

impl<'a> Script<'a> {
    pub(super) fn new(schema: &'a Schema, header: &str) -> Self {
        let path = vec![schema.default_namespace.clone()];
        let mut script = Self {
            schema,
            text: header.to_owned(),
            title: None,
            path: Vec::new(),
            apart: false,
            without_comments: false,
        };
        script.set_path(&path);
        script
    }

    /// A piece for a document: without comments, names looked up in the default namespace.
    #[cfg(feature = "book")]
    pub(super) fn piece(schema: &'a Schema) -> Self {
        let path = vec![schema.default_namespace.clone()];
        Self { schema, text: String::new(), title: None, path, apart: false, without_comments: true }
    }

    /// Starts a section, which has a title if anything is in it.
    pub(super) fn section(&mut self, title: &'static str) {
        self.set_path(&[]);
        self.title = Some(title);
    }

    /// Adds a statement, without its terminator.
    pub(super) fn statement(&mut self, statement: &str) {
        self.put(statement, ";");
    }

    /// Adds a text that has its own terminator.
    pub(super) fn raw(&mut self, text: &str) {
        self.put(text, "");
    }

    /// Adds a remark.
    pub(super) fn remark(&mut self, remark: &str) {
        self.put(&format!("-- {}", remark.split_whitespace().join(" ")), "");
    }

    /// Adds a statement whose names are looked up in those namespaces; none: in the default one.
    pub(super) fn statement_in(&mut self, path: &[String], statement: &str) {
        self.set_path(path);
        self.statement(statement);
    }

    fn set_path(&mut self, path: &[String]) {
        let path = if path.is_empty() { std::slice::from_ref(&self.schema.default_namespace) } else { path };
        if self.path != path && self.schema.system == System::PostgreSql {
            self.path = path.to_vec();
            self.put(&format!("SET search_path = {}", self.names(path)), ";");
        }
    }

    fn put(&mut self, lines: &str, end: &str) {
        let several = lines.contains('\n');
        if let Some(title) = self.title.take() {
            self.text.push_str(&format!("\n-- {title}\n\n"));
        } else if several || self.apart {
            self.text.push('\n');
        }
        for part in [lines, end, "\n"] {
            self.text.push_str(part);
        }
        self.apart = several;
    }

    /// The script with one newline at its end.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// A name, quoted where it must be.
    pub(super) fn quote<'n>(&self, name: &'n str) -> Cow<'n, str> {
        quote_identifier(self.schema.system, name)
    }

    /// A name with its namespace, unless that is the default one.
    pub(super) fn qualified(&self, id: &QualifiedName) -> String {
        if id.namespace == self.schema.default_namespace || id.namespace.is_empty() {
            self.quote(&id.name).into_owned()
        } else {
            format!("{}.{}", self.quote(&id.namespace), self.quote(&id.name))
        }
    }

    /// `a, b`
    pub(super) fn names(&self, names: &[String]) -> String {
        names.mapped(|name| self.quote(name)).join(", ")
    }

    /// A name that is printed as the system prints it, or as our identifiers are: quoted where it is not yet.
    pub(super) fn printed(&self, name: &str) -> String {
        match split_parts(name) {
            Some(parts) => parts.mapped(|part| self.quote(part)).join("."),
            None => self.quote(name).into_owned(),
        }
    }
}

/// A string in quotes.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        if c == '\'' {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    out
}

/// A statement as one writes it for an empty database: `CREATE OR REPLACE VIEW` → `CREATE VIEW`, without `IF NOT EXISTS`.
pub(super) fn for_empty_database(statement: &str) -> String {
    let mut rest = statement;
    let Some(create) = word(&mut rest).filter(|word| word.eq_ignore_ascii_case("create")) else {
        return statement.to_owned();
    };
    let mut after = rest;
    if word(&mut after).is_some_and(|w| w.eq_ignore_ascii_case("or"))
        && word(&mut after).is_some_and(|w| w.eq_ignore_ascii_case("replace"))
    {
        rest = after;
    }
    // `MATERIALIZED VIEW IF NOT EXISTS`
    let mut kind = String::new();
    let mut at = rest;
    for _ in 0..3 {
        let before = at;
        match word(&mut at) {
            Some(w) if w.eq_ignore_ascii_case("if") => {
                let clause = ["not", "exists"].all(|part| word(&mut at).is_some_and(|w| w.eq_ignore_ascii_case(part)));
                if clause {
                    return format!("{create}{kind}{at}");
                }
                break;
            }
            Some(w) => kind.push_str(&format!(" {w}")),
            None => {
                at = before;
                break;
            }
        }
    }
    let _ = at;
    format!("{create}{rest}")
}

/// `CREATE LANGUAGE` → `CREATE OR REPLACE LANGUAGE`: a new database may have it (`plpgsql`).
pub(super) fn or_replaced(statement: &str) -> String {
    let statement = for_empty_database(statement);
    match statement.get(..6) {
        Some(create) if create.eq_ignore_ascii_case("create") => {
            format!("{create} OR REPLACE{}", statement.get(6..).unwrap_or_default())
        }
        _ => statement,
    }
}

/// Takes the next word of letters.
fn word<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let text = rest.trim_start();
    let (word, after) = first_word(text, |c| c.is_ascii_alphabetic());
    if word.is_empty() {
        return None;
    }
    *rest = after;
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::for_empty_database;

    #[test]
    fn what_is_created_anew_needs_no_guard() {
        let check = |statement: &str, expected: &str| assert_eq!(for_empty_database(statement), expected);
        check("CREATE OR REPLACE FUNCTION f() …", "CREATE FUNCTION f() …");
        check("create or  replace view v as select 1", "create view v as select 1");
        check("CREATE MATERIALIZED VIEW IF NOT EXISTS v AS x", "CREATE MATERIALIZED VIEW v AS x");
        check("CREATE VIEW \"or\" AS x", "CREATE VIEW \"or\" AS x");
        check("CREATE RULE \"if\" AS x", "CREATE RULE \"if\" AS x");
        check("SELECT 1", "SELECT 1");
        check("", "");
    }
}
