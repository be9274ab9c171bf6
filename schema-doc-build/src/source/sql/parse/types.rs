//! `CREATE TYPE`, `ALTER TYPE`.

use super::super::ast::{AlterType, AlterTypeAction, ColumnDef, CreateType, CreateTypeKind, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Read};

impl Cursor<'_> {
    /// Behind `CREATE TYPE`.
    pub(super) fn create_type(&mut self) -> Read<StatementKind> {
        let name = self.object_name("a type name")?;
        let kind = if self.eat("as") {
            if self.eat("enum") {
                CreateTypeKind::Enum(self.group(|c| {
                    if c.at_end() { Ok(Vec::new()) } else { c.comma_list(|c| c.string("a value as a string")) }
                })?)
            } else if self.eat("range") {
                CreateTypeKind::Range(self.parameters()?)
            } else if self.is_kind(TokenKind::LeftParen) {
                CreateTypeKind::Composite(
                    self.group(|c| if c.at_end() { Ok(Vec::new()) } else { c.comma_list(Self::attribute) })?,
                )
            } else {
                return Err(self.expected_word("`ENUM`, `RANGE` or `(`", &["enum", "range"]));
            }
        } else {
            if self.is_kind(TokenKind::LeftParen) {
                self.parameters()?;
            }
            CreateTypeKind::Base
        };
        Ok(StatementKind::CreateType(Box::new(CreateType { name, kind })))
    }

    /// `name type [COLLATE c]`.
    fn attribute(&mut self) -> Read<ColumnDef> {
        let start = self.position;
        let name = self.ident("an attribute name")?;
        let data_type = Some(self.data_type()?);
        let collation = if self.eat("collate") { Some(self.object_name("a collation")?) } else { None };
        let span = self.span_from(start);
        Ok(ColumnDef { name, data_type, constraints: Vec::new(), collation, options: Vec::new(), span })
    }

    /// Behind `ALTER TYPE`.
    pub(super) fn alter_type(&mut self) -> Read<StatementKind> {
        let name = self.object_name("a type name")?;
        let actions = self.comma_list(Self::alter_type_action)?;
        Ok(StatementKind::AlterType(Box::new(AlterType { name, actions })))
    }

    fn alter_type_action(&mut self) -> Read<AlterTypeAction> {
        if self.eat_all(&["owner", "to"]) {
            return Ok(AlterTypeAction::OwnerTo(self.role()?));
        }
        if self.eat_all(&["set", "schema"]) {
            return Ok(AlterTypeAction::SetSchema(self.ident("a schema name")?));
        }
        if self.is("set") && self.is_kind_at(1, TokenKind::LeftParen) {
            self.bump();
            self.skip_group()?;
            return Ok(AlterTypeAction::Irrelevant);
        }
        if self.eat_all(&["rename", "to"]) {
            return Ok(AlterTypeAction::Rename(self.ident("a name")?));
        }
        if self.eat_all(&["rename", "value"]) {
            let from = self.string("a value as a string")?.0;
            self.expect("to")?;
            return Ok(AlterTypeAction::RenameValue { from, to: self.string("a value as a string")?.0 });
        }
        if self.eat_all(&["rename", "attribute"]) {
            let from = self.ident("an attribute name")?;
            self.expect("to")?;
            let to = self.ident("a name")?;
            self.cascade();
            return Ok(AlterTypeAction::RenameAttribute { from, to });
        }
        if self.eat_all(&["add", "value"]) {
            let if_not_exists = self.eat_all(&["if", "not", "exists"]);
            let value = self.string("a value as a string")?.0;
            let place = match self.eat_any(&["before", "after"]) {
                Some(word) => Some((word == "before", self.string("a value as a string")?.0)),
                None => None,
            };
            return Ok(AlterTypeAction::AddValue { value, if_not_exists, place });
        }
        if self.eat_all(&["add", "attribute"]) {
            let attribute = self.attribute()?;
            self.cascade();
            return Ok(AlterTypeAction::AddAttribute(attribute));
        }
        if self.eat_all(&["drop", "attribute"]) {
            let if_exists = self.eat_all(&["if", "exists"]);
            let name = self.ident("an attribute name")?;
            self.cascade();
            return Ok(AlterTypeAction::DropAttribute { name, if_exists });
        }
        if self.eat_all(&["alter", "attribute"]) {
            let name = self.ident("an attribute name")?;
            self.eat_all(&["set", "data"]);
            self.expect("type")?;
            let data_type = self.data_type()?;
            if self.eat("collate") {
                self.object_name("a collation")?;
            }
            self.cascade();
            return Ok(AlterTypeAction::AlterAttribute { name, data_type });
        }
        Err(self.expected_word("an action of `ALTER TYPE`", &["add", "alter", "drop", "owner", "rename", "set"]))
    }
}
