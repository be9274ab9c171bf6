//! Constraints of tables and what stands behind any constraint.

use super::super::ast::{
    ConstraintAttributes, Ident, KeyDef, KeyDefTarget, References, TableConstraint, TableConstraintKind,
};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Read};
use crate::model::Action;

type IndexParameters = (Vec<(String, String)>, Option<String>);

impl Cursor<'_> {
    /// Whether a constraint of a table stands here, and no column.
    pub(super) fn is_table_constraint(&self) -> bool {
        self.is_any(&["constraint", "check", "unique", "primary", "foreign"])
            || self.are(&["not", "null"])
            || (self.is("exclude") && (self.is_at(1, "using") || self.is_kind_at(1, TokenKind::LeftParen)))
    }

    /// `[CONSTRAINT name] kind … attributes`.
    pub(super) fn table_constraint(&mut self) -> Read<TableConstraint> {
        let start = self.position;
        let name = if self.eat("constraint") { Some(self.ident("a constraint name")?) } else { None };
        let kind = self.table_constraint_kind()?;
        let attributes = self.constraint_attributes()?;
        Ok(TableConstraint { name, kind, attributes, span: self.span_from(start) })
    }

    fn table_constraint_kind(&mut self) -> Read<TableConstraintKind> {
        if self.eat("check") {
            return Ok(TableConstraintKind::Check(self.group_expr()?));
        }
        if self.eat_all(&["not", "null"]) {
            let column = self.ident("a column name")?;
            return Ok(TableConstraintKind::NotNull { column, no_inherit: self.eat_all(&["no", "inherit"]) });
        }
        if self.is("unique") || self.is("primary") {
            return self.key_constraint();
        }
        if self.eat("foreign") {
            self.expect("key")?;
            let (columns, period) = self.period_list()?;
            return Ok(TableConstraintKind::ForeignKey { columns, period, references: self.references()? });
        }
        if self.eat("exclude") {
            return self.exclusion();
        }
        Err(self.expected_word("a constraint", &["check", "unique", "primary", "foreign", "exclude", "not"]))
    }

    fn key_constraint(&mut self) -> Read<TableConstraintKind> {
        let primary = self.eat("primary");
        if primary {
            self.expect("key")?;
        } else {
            self.expect("unique")?;
        }
        if self.eat_all(&["using", "index"]) {
            return Ok(TableConstraintKind::UsingIndex { primary, index: self.ident("an index name")? });
        }
        let nulls_not_distinct = self.nulls_not_distinct();
        let mut without_overlaps = false;
        let columns = self.group(|c| {
            c.comma_list(|c| {
                let column = c.ident("a column name")?;
                without_overlaps |= c.eat_all(&["without", "overlaps"]);
                Ok(column)
            })
        })?;
        let include = self.include()?;
        let (storage, tablespace) = self.index_parameters()?;
        Ok(if primary {
            TableConstraintKind::PrimaryKey { columns, include, without_overlaps, storage, tablespace }
        } else {
            TableConstraintKind::Unique { columns, include, nulls_not_distinct, without_overlaps, storage, tablespace }
        })
    }

    /// Behind `EXCLUDE`.
    fn exclusion(&mut self) -> Read<TableConstraintKind> {
        let method = if self.eat("using") { self.label("an index method")?.name } else { "btree".to_owned() };
        let elements = self.group(|c| {
            c.comma_list(|c| {
                let key = c.key()?;
                c.expect("with")?;
                Ok((key, c.operator()?))
            })
        })?;
        let include = self.include()?;
        let (storage, tablespace) = self.index_parameters()?;
        let predicate = if self.eat("where") { Some(self.group_expr()?) } else { None };
        Ok(TableConstraintKind::Exclude { method, elements, include, predicate, storage, tablespace })
    }

    /// `&&`, `OPERATOR(pg_catalog.=)`.
    fn operator(&mut self) -> Read<String> {
        let start = self.position;
        if self.eat("operator") {
            self.skip_group()?;
        } else {
            self.expect_kind(TokenKind::Operator, "an operator")?;
        }
        Ok(self.folded(start, self.position))
    }

    /// `INCLUDE (a, b)`, where it stands here.
    pub(super) fn include(&mut self) -> Read<Vec<Ident>> {
        if self.eat("include") { self.ident_list("a column name") } else { Ok(Vec::new()) }
    }

    /// `NULLS [NOT] DISTINCT`, where it stands here.
    pub(super) fn nulls_not_distinct(&mut self) -> bool {
        self.eat_all(&["nulls", "not", "distinct"]) || {
            self.eat_all(&["nulls", "distinct"]);
            false
        }
    }

    /// `WITH (…) USING INDEX TABLESPACE x`.
    pub(super) fn index_parameters(&mut self) -> Read<IndexParameters> {
        let storage = self.with_parameters()?;
        let tablespace =
            if self.eat_all(&["using", "index", "tablespace"]) { Some(self.ident("a tablespace")?.name) } else { None };
        Ok((storage, tablespace))
    }

    /// `(a, PERIOD b)`.
    fn period_list(&mut self) -> Read<(Vec<Ident>, bool)> {
        let mut period = false;
        let columns = self.group(|c| {
            c.comma_list(|c| {
                if c.is("period") && c.peek_at(1).is_some_and(|t| c.ident_of(t).is_some()) {
                    c.bump();
                    period = true;
                }
                c.ident("a column name")
            })
        })?;
        Ok((columns, period))
    }

    /// `REFERENCES t (a) MATCH FULL ON DELETE CASCADE`.
    pub(super) fn references(&mut self) -> Read<References> {
        self.expect("references")?;
        let table = self.object_name("a table name")?;
        let (columns, period) =
            if self.is_kind(TokenKind::LeftParen) { self.period_list()? } else { (Vec::new(), false) };
        let mut references = References {
            table,
            columns,
            period,
            match_full: false,
            on_delete: Action::NoAction,
            on_delete_columns: Vec::new(),
            on_update: Action::NoAction,
        };
        loop {
            if self.eat("match") {
                references.match_full = self.is("full");
                if self.eat_any(&["full", "partial", "simple"]).is_none() {
                    return Err(self.expected_word("`FULL`, `PARTIAL` or `SIMPLE`", &["full", "partial", "simple"]));
                }
            } else if self.eat_all(&["on", "delete"]) {
                (references.on_delete, references.on_delete_columns) = self.action()?;
            } else if self.eat_all(&["on", "update"]) {
                references.on_update = self.action()?.0;
            } else if self.is("on") {
                self.bump();
                return Err(self.expected_word("`DELETE` or `UPDATE`", &["delete", "update"]));
            } else {
                return Ok(references);
            }
        }
    }

    fn action(&mut self) -> Read<(Action, Vec<Ident>)> {
        let action = if self.eat("cascade") {
            Action::Cascade
        } else if self.eat("restrict") {
            Action::Restrict
        } else if self.eat_all(&["no", "action"]) {
            Action::NoAction
        } else if self.eat_all(&["set", "null"]) {
            Action::SetNull
        } else if self.eat_all(&["set", "default"]) {
            Action::SetDefault
        } else {
            let actions = ["cascade", "restrict", "no action", "set null", "set default"];
            return Err(self.expected_word("`CASCADE`, `RESTRICT`, `NO ACTION`, `SET NULL` or `SET DEFAULT`", &actions));
        };
        let set = matches!(action, Action::SetNull | Action::SetDefault);
        let columns =
            if set && self.is_kind(TokenKind::LeftParen) { self.ident_list("a column name")? } else { Vec::new() };
        Ok((action, columns))
    }

    /// `DEFERRABLE`, `NOT VALID`, … in any order.
    pub(super) fn constraint_attributes(&mut self) -> Read<ConstraintAttributes> {
        let mut attributes = ConstraintAttributes::default();
        loop {
            if !self.is_any(&["deferrable", "not", "initially", "enforced", "no"]) {
                return Ok(attributes);
            }
            if self.eat("deferrable") {
                attributes.deferrable = Some(true);
            } else if self.eat_all(&["not", "deferrable"]) {
                attributes.deferrable = Some(false);
            } else if self.eat("initially") {
                attributes.initially_deferred = match self.eat_any(&["deferred", "immediate"]) {
                    Some(word) => Some(word == "deferred"),
                    None => return Err(self.expected_word("`DEFERRED` or `IMMEDIATE`", &["deferred", "immediate"])),
                };
            } else if self.eat_all(&["not", "valid"]) {
                attributes.not_valid = true;
            } else if self.eat("enforced") {
                attributes.enforced = Some(true);
            } else if self.eat_all(&["not", "enforced"]) {
                attributes.enforced = Some(false);
            } else if self.eat_all(&["no", "inherit"]) {
                attributes.no_inherit = true;
            } else {
                return Ok(attributes);
            }
        }
    }

    /// A key of an index, an exclusion or a partitioning.
    pub(super) fn key(&mut self) -> Read<KeyDef> {
        let start = self.position;
        let target = if self.is_kind(TokenKind::LeftParen) {
            KeyDefTarget::Expr(self.group_expr()?)
        } else {
            self.key_column_or_call()?
        };
        let mut collation = None;
        if self.eat("collate") {
            collation = Some(self.object_name("a collation")?);
        }
        let mut opclass = None;
        let opclass_start = self.position;
        if self.peek().is_some_and(|t| self.ident_of(t).is_some())
            && !self.is_any(&["asc", "desc", "nulls", "with", "without"])
        {
            self.object_name("an operator class")?;
            if self.is_kind(TokenKind::LeftParen) {
                self.skip_group()?;
            }
            opclass = Some(self.folded(opclass_start, self.position));
        }
        let descending = self.eat_any(&["asc", "desc"]) == Some("desc");
        let mut nulls_first = None;
        if self.eat("nulls") {
            nulls_first = match self.eat_any(&["first", "last"]) {
                Some(word) => Some(word == "first"),
                None => return Err(self.expected_word("`FIRST` or `LAST`", &["first", "last"])),
            };
        }
        Ok(KeyDef { target, collation, opclass, descending, nulls_first, span: self.span_from(start) })
    }

    /// `a`, `lower(a)`, `pg_catalog.lower(a)`.
    fn key_column_or_call(&mut self) -> Read<KeyDefTarget> {
        let start = self.position;
        let mut parts = 1;
        while self.is_kind_at(parts, TokenKind::Dot) {
            parts += 2;
        }
        if self.is_kind_at(parts, TokenKind::LeftParen) && self.peek().is_some_and(|t| self.ident_of(t).is_some()) {
            self.position += parts;
            self.skip_group()?;
            return Ok(KeyDefTarget::Expr(self.expr_between(start, self.position)));
        }
        Ok(KeyDefTarget::Column(self.ident("a column name, or an expression in parentheses")?))
    }
}
