//! MySQL: `GRANT`, `REVOKE`, and the roles that they are about.

use super::super::ast::{GrantStatement, StatementKind};
use crate::list::{IteratorExt, SliceExt};
use crate::source::sql::parse::cursor::{Cursor, Read};
use crate::source::sql::token::TokenKind;

/// Words that end an account.
const ENDS: &[&str] = &["identified", "require", "with", "as", "ignore", "to", "from"];

impl Cursor<'_> {
    /// A statement about who may do what, the next word being its first; `None` where it is another, or one about accounts alone.
    pub(super) fn read_access(&mut self, word: &str) -> Option<Read<StatementKind>> {
        if !self.system().is_mysql() {
            return None;
        }
        match word {
            "grant" | "revoke" => {
                self.bump();
                Some(self.read_grant(word == "revoke"))
            }
            "create" | "drop" if self.is_at(1, "role") => {
                self.position += 2;
                self.eat_all(&["if", "not", "exists"]);
                self.eat_all(&["if", "exists"]);
                Some(self.accounts().map(|roles| StatementKind::Roles { roles, drops: word == "drop" }))
            }
            _ => None,
        }
    }

    fn read_grant(&mut self, revokes: bool) -> Read<StatementKind> {
        let mut statement = GrantStatement { revokes, ..GrantStatement::default() };
        self.eat_all(&["if", "exists"]);
        statement.option = self.eat_all(&["admin", "option", "for"]);
        let target = if revokes { "from" } else { "to" };
        let start = self.position;
        self.skip_until(|c| c.is("on") || c.is(target));
        let has_object = self.is("on");
        self.position = start;
        if has_object {
            statement.privileges = self.comma_list(Self::mysql_privilege)?;
            self.expect("on")?;
            if statement.privileges == ["PROXY"] {
                self.position = self.end;
                return Ok(StatementKind::Irrelevant);
            }
            self.read_granted(&mut statement)?;
        } else if self.is("all") {
            // REVOKE ALL PRIVILEGES, GRANT OPTION FROM u
            self.skip_until(|c| c.is(target));
        } else {
            "role".clone_into(&mut statement.object_kind);
            statement.privileges = self.accounts()?;
        }
        self.expect(target)?;
        statement.grantees = self.accounts()?;
        let from = self.position;
        self.position = self.end;
        let behind = self.folded(from, self.end).to_ascii_lowercase();
        statement.option |= behind.contains("with grant option") || behind.contains("with admin option");
        Ok(StatementKind::Grant(Box::new(statement)))
    }

    /// `SELECT (a, b)`, `CREATE VIEW`; `ALL PRIVILEGES` is `ALL`.
    fn mysql_privilege(&mut self) -> Read<String> {
        let start = self.position;
        self.skip_until(|c| c.is_kind(TokenKind::Comma) || c.is_kind(TokenKind::LeftParen) || c.is("on"));
        let words = self.folded(start, self.position).to_ascii_uppercase();
        if words.is_empty() {
            return Err(self.expected("a privilege"));
        }
        let words = words.strip_suffix(" PRIVILEGES").unwrap_or(&words);
        if !self.is_kind(TokenKind::LeftParen) {
            return Ok(words.to_owned());
        }
        let columns = self.read_idents("a column")?;
        Ok(format!("{words} ({})", columns.into_iter().map(|column| column.name).join(", ")))
    }

    /// Behind `ON`: `t`, `shop.t`, `FUNCTION f`, `*`, `shop.*`, `*.*`.
    fn read_granted(&mut self, statement: &mut GrantStatement) -> Read<()> {
        "table".clone_into(&mut statement.object_kind);
        // A table may be called like a kind.
        let says_kind = !["to", "from"].any(|word| self.is_at(1, word)) && !self.is_kind_at(1, TokenKind::Dot);
        if says_kind && let Some(kind) = self.eat_any(&["table", "function", "procedure", "package"]) {
            kind.clone_into(&mut statement.object_kind);
            if kind == "package" && self.eat("body") {
                "package body".clone_into(&mut statement.object_kind);
            }
        }
        let start = self.position;
        self.skip_until(|c| c.is("to") || c.is("from"));
        let written = self.folded(start, self.position);
        if written.ends_with('*') {
            "database".clone_into(&mut statement.object_kind);
            statement.object = written.replace('`', "");
            return Ok(());
        }
        self.position = start;
        let name = self.read_name("a name")?;
        name.name().clone_into(&mut statement.object);
        Ok(())
    }

    /// `'app'@'%' IDENTIFIED BY 'x', reader` → `app@%`, `reader`. What an account is identified by is passed over.
    fn accounts(&mut self) -> Read<Vec<String>> {
        self.comma_list(|c| {
            let start = c.position;
            c.skip_until(|c| c.is_kind(TokenKind::Comma) || (c.position > start && c.is_any(ENDS)));
            let account = account(&c.folded(start, c.position));
            c.skip_until(|c| c.is_kind(TokenKind::Comma) || c.is_any(&["require", "with", "to", "from", "ignore"]));
            if account.is_empty() { Err(c.expected("an account")) } else { Ok(account) }
        })
    }
}

/// "'app'@`%`" → `app@%`
fn account(written: &str) -> String {
    let (user, rest) = part(written);
    match rest.trim_start().strip_prefix('@') {
        Some(host) => format!("{user}@{}", part(host.trim_start()).0),
        None => user,
    }
}

/// A name in quotes or without, and what stands behind it.
fn part(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`')) else {
        let (name, rest) = text.split_at(text.find(['@', ' ']).unwrap_or(text.len()));
        return (name.to_owned(), rest);
    };
    let inside = text.get(1..).unwrap_or_default();
    let end = inside.find(quote).unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    (name.to_owned(), rest.get(1..).unwrap_or_default())
}
