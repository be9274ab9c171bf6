//! SQL that is kept as text, with the new name of what was renamed.

use std::borrow::Cow;

use schema_doc_diagnostics::FileId;

use crate::list::{IteratorExt, SliceExt};
use crate::model::{System, quote_identifier};
use crate::source::sql::dialect::Dialect;
use crate::source::sql::lexer::Lexer;
use crate::source::sql::token::{Token, TokenKind, quoted_name};

/// A text and its tokens.
struct Text<'t> {
    system: System,
    source: &'t str,
    tokens: Vec<Token>,
}

impl<'t> Text<'t> {
    fn new(system: System, file: FileId, text: &'t str) -> Self {
        let mut lexer = Lexer::new(file, text, 0, text.len(), Dialect::of(system));
        let mut tokens = Vec::new();
        while let Some(token) = lexer.next_token() {
            tokens.push(token);
        }
        Self { system, source: text, tokens }
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn written(&self, at: usize) -> &'t str {
        self.tokens.get(at).and_then(|t| self.source.get(t.start as usize..t.end as usize)).unwrap_or_default()
    }

    /// The name that a token is; empty where it is none.
    fn name(&self, at: usize) -> Cow<'t, str> {
        match self.kind(at) {
            Some(TokenKind::Word) => Cow::Borrowed(self.written(at)),
            Some(kind @ TokenKind::QuotedIdentifier) => quoted_name(kind, self.written(at)),
            _ => Cow::Borrowed(""),
        }
    }

    fn is_name(&self, at: usize, name: &str) -> bool {
        let own = self.name(at);
        !own.is_empty() && self.system.same_name(&own, name)
    }

    fn is_word(&self, at: usize, words: &[&str]) -> bool {
        self.kind(at) == Some(TokenKind::Word) && words.any(|word| self.written(at).eq_ignore_ascii_case(word))
    }

    /// What stands before the dot before a token: `u` for the `name` of `u.name`.
    fn qualifier(&self, at: usize) -> Option<Cow<'t, str>> {
        let dot = at.checked_sub(1).filter(|&dot| self.kind(dot) == Some(TokenKind::Dot))?;
        dot.checked_sub(1).map(|before| self.name(before))
    }

    /// The text with the tokens at these places replaced by a name.
    fn with(&self, places: &[usize], name: &str) -> String {
        let name = quote_identifier(self.system, name);
        let mut made = String::with_capacity(self.source.len() + places.len() * name.len());
        let mut from = 0;
        for token in places.iter().filter_map(|&at| self.tokens.get(at)) {
            made.push_str(self.source.get(from..token.start as usize).unwrap_or_default());
            made.push_str(&name);
            from = token.end as usize;
        }
        made.push_str(self.source.get(from..).unwrap_or_default());
        made
    }

    /// The places where this table is named.
    fn mentions(&self, table: &str) -> Vec<usize> {
        self.sources().into_iter().filter(|&at| self.is_name(at, table)).collect_vec()
    }

    /// The places where some table is named: behind `FROM`, `JOIN`, `INTO`, `UPDATE`, `ON` and their commas, and before a column's dot.
    fn sources(&self) -> Vec<usize> {
        let mut in_from = false;
        let mut places = Vec::new();
        for at in 0..self.tokens.len() {
            if self.is_word(at, &["from", "join", "into", "update", "on"]) {
                in_from = true;
                continue;
            }
            let clause =
                ["select", "where", "set", "group", "order", "having", "limit", "values", "using", "begin", "union"];
            if self.is_word(at, &clause) || self.kind(at) == Some(TokenKind::Semicolon) {
                in_from = false;
            }
            let behind = at.checked_sub(1);
            let is_source = in_from
                && behind.is_some_and(|before| {
                    matches!(self.kind(before), Some(TokenKind::Comma | TokenKind::LeftParen))
                        || self.is_word(before, &["from", "join", "into", "update", "on"])
                        || self.qualifier(at).is_some_and(|of| is_database(&of))
                });
            let is_qualifier =
                self.kind(at + 1) == Some(TokenKind::Dot) && self.qualifier(at).is_none_or(|of| is_database(&of));
            if is_source || (is_qualifier && self.kind(at + 1) != Some(TokenKind::LeftParen)) {
                places.push(at);
            }
            // INSERT INTO t (a, b)
            if self.is_word(at, &["insert"]) || (is_source && self.kind(at + 1) == Some(TokenKind::LeftParen)) {
                in_from = false;
            }
        }
        places
    }

    /// The names that stand for a table in this text: its own and its aliases.
    fn aliases(&self, table: &str) -> Vec<Cow<'t, str>> {
        let mut aliases = Vec::new();
        for at in self.mentions(table) {
            let alias = if self.is_word(at + 1, &["as"]) { at + 2 } else { at + 1 };
            let ends = [
                "where",
                "join",
                "left",
                "inner",
                "cross",
                "natural",
                "right",
                "full",
                "on",
                "using",
                "group",
                "order",
                "limit",
                "union",
                "set",
                "for",
                "begin",
                "when",
                "values",
                "default",
                "select",
                "indexed",
                "not",
                "having",
                "except",
                "intersect",
                "window",
            ];
            if !self.name(alias).is_empty() && !self.is_word(alias, &ends) {
                aliases.push(self.name(alias));
            }
        }
        aliases
    }
}

fn is_database(name: &str) -> bool {
    name.eq_ignore_ascii_case("main") || name.eq_ignore_ascii_case("temp")
}

/// An expression of a table with a column's new name, in whatever quotes the old one stood.
pub(super) fn column_in_expression(system: System, file: FileId, text: &str, from: &str, to: &str) -> String {
    let text = Text::new(system, file, text);
    let is = |at: usize| {
        text.is_name(at, from)
            && text.kind(at + 1) != Some(TokenKind::Dot)
            && (text.kind(at + 1) != Some(TokenKind::LeftParen) || text.is_word(at + 1, &["in"]))
            && !at.checked_sub(1).is_some_and(|before| text.is_word(before, &["collate"]))
    };
    let places: Vec<usize> = (0..text.tokens.len()).filter(|&at| is(at)).collect_vec();
    text.with(&places, to)
}

/// A query or a trigger with a table's new name. `None` where it does not speak of it.
pub(super) fn table_in_statement(system: System, file: FileId, text: &str, from: &str, to: &str) -> Option<String> {
    let text = Text::new(system, file, text);
    let places = text.mentions(from);
    (!places.is_empty()).then(|| text.with(&places, to))
}

/// A query or a trigger with the new name of a table's column. `own`: the trigger stands on the table, so that `NEW` and `OLD` are its rows.
/// `elsewhere` says whether another table has a column of the old name, so that one without its table is not taken for this one's.
pub(super) fn column_in_statement(
    system: System,
    file: FileId,
    text: &str,
    table: &str,
    own: bool,
    elsewhere: impl Fn(&str) -> bool,
    (from, to): (&str, &str),
) -> Option<String> {
    let text = Text::new(system, file, text);
    if text.mentions(table).is_empty() {
        return None;
    }
    let aliases = text.aliases(table);
    let is_this = |of: &str| {
        system.same_name(of, table)
            || aliases.any(|alias| system.same_name(of, alias))
            || (own && (of.eq_ignore_ascii_case("new") || of.eq_ignore_ascii_case("old")))
    };
    let ambiguous = text
        .sources()
        .into_iter()
        .map(|at| text.name(at))
        .any(|name| !system.same_name(&name, table) && elsewhere(&name));
    let mut target: Option<Cow<'_, str>> = None;
    let mut places = Vec::new();
    for at in 0..text.tokens.len() {
        if at.checked_sub(1).is_some_and(|before| text.is_word(before, &["into", "update"]))
            && !text.is_word(at, &["of"])
        {
            target = Some(text.name(at));
        } else if text.kind(at) == Some(TokenKind::Semicolon) || text.is_word(at, &["select"]) {
            target = None;
        }
        let called = text.kind(at + 1) == Some(TokenKind::LeftParen);
        let named_as =
            at.checked_sub(1).is_some_and(|before| text.is_word(before, &["as", "collate", "trigger", "view"]));
        if !text.is_name(at, from) || called || text.kind(at + 1) == Some(TokenKind::Dot) {
            continue;
        }
        let is = match (text.qualifier(at), &target) {
            (Some(of), _) => is_this(&of),
            _ if named_as => false,
            (None, Some(target)) => is_this(target),
            (None, None) => !ambiguous,
        };
        if is {
            places.push(at);
        }
    }
    (!places.is_empty()).then(|| text.with(&places, to))
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::SourceMap;

    use super::{column_in_expression, column_in_statement, table_in_statement};
    use crate::model::System;

    #[test]
    fn a_column_is_renamed_in_whatever_quotes_it_stands() {
        let file = SourceMap::default().add("", "");
        let check = |text: &str, expected: &str| {
            assert_eq!(column_in_expression(System::Sqlite, file, text, "a", "b c"), expected);
        };
        check("a > 0 AND A IN (1)", "\"b c\" > 0 AND \"b c\" IN (1)");
        check("[a] = `a` || \"a\" || 'a'", "\"b c\" = \"b c\" || \"b c\" || 'a'");
        check("a(a) + ab + t.a", "a(\"b c\") + ab + t.\"b c\"");
    }

    #[test]
    fn a_table_is_renamed_where_it_is_meant() {
        let file = SourceMap::default().add("", "");
        let check = |text: &str, expected: &str| {
            let found = table_in_statement(System::Sqlite, file, text, "t", "u");
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text}");
        };
        check("SELECT t.a, t FROM t JOIN x ON x.t = t.a", "SELECT u.a, t FROM u JOIN x ON x.t = u.a");
        check("SELECT 1 FROM x, main.t WHERE t = 't'", "SELECT 1 FROM x, main.u WHERE t = 't'");
        check(
            "CREATE TRIGGER t AFTER INSERT ON t BEGIN DELETE FROM t; END",
            "CREATE TRIGGER t AFTER INSERT ON u BEGIN DELETE FROM u; END",
        );
        check("INSERT INTO t (t) SELECT t FROM x", "INSERT INTO u (t) SELECT t FROM x");
        check("SELECT t FROM x", "-");
    }

    #[test]
    fn a_column_is_renamed_where_its_table_is_meant() {
        let file = SourceMap::default().add("", "");
        let check = |text: &str, expected: &str| {
            let elsewhere = |table: &str| table == "x";
            let found = column_in_statement(System::Sqlite, file, text, "t", true, elsewhere, ("a", "b"));
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text}");
        };
        check("SELECT a, a AS a FROM t", "SELECT b, b AS a FROM t");
        check("SELECT q.a, x.a FROM t q JOIN x", "SELECT q.b, x.a FROM t q JOIN x");
        check("SELECT a FROM x", "-");
        check(
            "CREATE TRIGGER g AFTER UPDATE OF a ON t WHEN NEW.a > 1 BEGIN UPDATE t SET a = OLD.a; INSERT INTO y(a) VALUES (1); END",
            "CREATE TRIGGER g AFTER UPDATE OF b ON t WHEN NEW.b > 1 BEGIN UPDATE t SET b = OLD.b; INSERT INTO y(a) VALUES (1); END",
        );
    }
}
