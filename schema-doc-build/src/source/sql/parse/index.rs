//! `CREATE [UNIQUE] INDEX`.

use super::super::ast::{CreateIndex, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Read};

impl Cursor<'_> {
    /// Behind `CREATE [UNIQUE] INDEX`.
    pub(super) fn create_index(&mut self, unique: bool) -> Read<StatementKind> {
        self.eat("concurrently");
        let if_not_exists = self.eat_all(&["if", "not", "exists"]);
        let name = if self.is("on") { None } else { Some(self.ident("an index name")?) };
        self.expect("on")?;
        let only = self.eat("only");
        let table = self.object_name("a table name")?;
        let method = if self.eat("using") { self.label("an index method")?.name } else { "btree".to_owned() };
        let keys = self.group(|c| c.comma_list(Self::key))?;
        let mut index = CreateIndex {
            name,
            if_not_exists,
            unique,
            only,
            table,
            method,
            keys,
            include: Vec::new(),
            nulls_not_distinct: false,
            storage: Vec::new(),
            tablespace: None,
            predicate: None,
        };
        loop {
            if self.is("include") {
                index.include = self.include()?;
            } else if self.is("nulls") {
                index.nulls_not_distinct = self.nulls_not_distinct();
                if self.is("nulls") {
                    return Err(self.expected("`NULLS NOT DISTINCT`"));
                }
            } else if self.is("with") && self.is_kind_at(1, TokenKind::LeftParen) {
                index.storage = self.with_parameters()?;
            } else if self.eat("tablespace") {
                index.tablespace = Some(self.ident("a tablespace")?.name);
            } else if self.eat("where") {
                index.predicate = Some(self.expr_until(Self::is_statement_start)?);
                break;
            } else {
                break;
            }
        }
        Ok(StatementKind::CreateIndex(Box::new(index)))
    }
}
