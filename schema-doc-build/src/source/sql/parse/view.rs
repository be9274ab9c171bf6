//! `CREATE [MATERIALIZED] VIEW`.

use super::super::ast::{CreateView, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Read};

/// What stands between `CREATE` and `VIEW`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ViewFlags {
    pub(super) or_replace: bool,
    pub(super) temporary: bool,
    pub(super) materialized: bool,
    pub(super) recursive: bool,
}

impl Cursor<'_> {
    /// Behind `CREATE … VIEW`.
    pub(super) fn create_view(&mut self, flags: ViewFlags) -> Read<StatementKind> {
        let if_not_exists = self.eat_all(&["if", "not", "exists"]);
        let name = self.object_name("a view name")?;
        let columns = if self.is_kind(TokenKind::LeftParen) { self.ident_list("a column name")? } else { Vec::new() };
        while !self.is("as") {
            if self.eat("using") {
                self.ident("an access method")?;
            } else if self.is("with") && self.is_kind_at(1, TokenKind::LeftParen) {
                self.with_parameters()?;
            } else if self.eat("tablespace") {
                self.ident("a tablespace")?;
            } else {
                return Err(self.expected("`AS`"));
            }
        }
        self.expect("as")?;
        let query = self.query()?;
        let ViewFlags { or_replace, temporary, materialized, recursive } = flags;
        let view = CreateView { name, or_replace, if_not_exists, temporary, materialized, recursive, columns, query };
        Ok(StatementKind::CreateView(Box::new(view)))
    }
}
