//! Columns of tables: `name type constraint …`.

use schema_doc_diagnostics::{Code, Diagnostic};

use super::super::ast::{ColumnConstraint, ColumnConstraintKind, ColumnDef, Expr, SequenceClauses};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Failure, Read};
use crate::list::SliceExt;

/// Keywords that a clause behind a column's type begins with.
const CLAUSES: &[&str] = &[
    "check",
    "collate",
    "compression",
    "constraint",
    "default",
    "generated",
    "not",
    "null",
    "options",
    "primary",
    "references",
    "storage",
    "unique",
    "deferrable",
    "initially",
    "enforced",
    "with",
];

impl Cursor<'_> {
    /// A column, up to the comma. What cannot be read behind its type is reported and passed over: the column is kept.
    pub(super) fn column(&mut self) -> Read<ColumnDef> {
        let start = self.position;
        let name = self.ident("a column name")?;
        let untyped = self.at_end() || self.is_kind(TokenKind::Comma) || self.is_untyped_clause();
        let data_type = if untyped { None } else { Some(self.data_type()?) };
        self.eat_all(&["with", "options"]);
        let span = self.span_from(start);
        let mut column =
            ColumnDef { name, data_type, constraints: Vec::new(), collation: None, options: Vec::new(), span };
        if let Err(failure) = self.column_clauses(&mut column) {
            self.report(failure);
            self.skip_until(|c| c.is_kind(TokenKind::Comma));
        }
        column.span = self.span_from(start);
        Ok(column)
    }

    fn is_untyped_clause(&self) -> bool {
        self.is_any(&[
            "check",
            "collate",
            "constraint",
            "default",
            "not",
            "null",
            "primary",
            "references",
            "unique",
            "with",
        ]) || (self.is("generated") && (self.is_at(1, "always") || self.is_at(1, "by")))
    }

    /// Keeps a clause's failure as a finding; the statement goes on.
    pub(in crate::source::sql) fn report(&mut self, failure: Failure) {
        match failure {
            Failure::Malformed(diagnostic) => self.diagnostics.push(*diagnostic),
            Failure::Unsupported(reason) => {
                let place = self.here();
                self.diagnostics.push(Diagnostic::error(Code::SyntaxError, place, reason));
            }
        }
    }

    fn column_clauses(&mut self, column: &mut ColumnDef) -> Read<()> {
        while !self.at_end() && !self.is_kind(TokenKind::Comma) {
            let start = self.position;
            if self.eat("collate") {
                column.collation = Some(self.object_name("a collation")?);
            } else if self.is_any(&["storage", "compression"]) {
                self.bump();
                self.label("a value")?;
                column.options.push(self.folded(start, self.position));
            } else if self.is("options") && self.is_kind_at(1, TokenKind::LeftParen) {
                self.bump();
                self.skip_group()?;
                column.options.push(self.folded(start, self.position));
            } else {
                let name = if self.eat("constraint") { Some(self.ident("a constraint name")?) } else { None };
                let kind = self.column_constraint_kind()?;
                let attributes = self.constraint_attributes()?;
                column.constraints.push(ColumnConstraint { name, kind, attributes, span: self.span_from(start) });
            }
        }
        Ok(())
    }

    fn column_constraint_kind(&mut self) -> Read<ColumnConstraintKind> {
        if self.eat_all(&["not", "null"]) {
            return Ok(ColumnConstraintKind::NotNull { no_inherit: self.eat_all(&["no", "inherit"]) });
        }
        if self.eat("not") {
            return Err(self.expected_word("`NULL`", &["null", "deferrable", "enforced"]));
        }
        if self.eat("null") {
            return Ok(ColumnConstraintKind::Null);
        }
        if self.eat("default") {
            return Ok(ColumnConstraintKind::Default(self.default_expr()?));
        }
        if self.eat("check") {
            return Ok(ColumnConstraintKind::Check(self.group_expr()?));
        }
        if self.eat("unique") {
            let nulls_not_distinct = self.nulls_not_distinct();
            let (storage, tablespace) = self.index_parameters()?;
            return Ok(ColumnConstraintKind::Unique { nulls_not_distinct, storage, tablespace });
        }
        if self.eat("primary") {
            self.expect("key")?;
            let (storage, tablespace) = self.index_parameters()?;
            return Ok(ColumnConstraintKind::PrimaryKey { storage, tablespace });
        }
        if self.is("references") {
            return Ok(ColumnConstraintKind::References(self.references()?));
        }
        if self.eat("generated") {
            return self.generated();
        }
        Err(self.expected_word("`,`, `)` or a constraint", CLAUSES))
    }

    /// Behind `GENERATED`.
    fn generated(&mut self) -> Read<ColumnConstraintKind> {
        let always = self.eat("always");
        if !always && !self.eat_all(&["by", "default"]) {
            return Err(self.expected("`ALWAYS` or `BY DEFAULT`"));
        }
        self.expect("as")?;
        if self.eat("identity") {
            return Ok(ColumnConstraintKind::Identity { always, options: self.identity_options()? });
        }
        let expr = self.group_expr()?;
        // PostgreSQL 18: virtual where nothing is said.
        let stored = self.eat_any(&["stored", "virtual"]) == Some("stored");
        Ok(ColumnConstraintKind::Generated { expr, stored })
    }

    /// `(START WITH 1 …)`, where it stands here.
    pub(in crate::source::sql) fn identity_options(&mut self) -> Read<SequenceClauses> {
        if self.is_kind(TokenKind::LeftParen) {
            self.group(Self::sequence_clauses)
        } else {
            Ok(SequenceClauses::default())
        }
    }

    /// Behind `DEFAULT` of a column or a domain: up to the next clause.
    pub(super) fn default_expr(&mut self) -> Read<Expr> {
        let start = self.position;
        self.expr_until(|c| {
            c.is_kind(TokenKind::Comma) || (c.position > start && c.is_any(CLAUSES) && c.is_behind_operand())
        })
    }

    /// Whether an expression may end before the cursor: `IS [NOT] NULL`, `::default`, `- not` and `timestamp WITH TIME ZONE` go on.
    pub(in crate::source::sql) fn is_behind_operand(&self) -> bool {
        if self.is("with") && self.is_at(1, "time") {
            return false;
        }
        let Some(before) = self.position.checked_sub(1).and_then(|i| self.tokens.get(i)) else { return false };
        match before.kind {
            TokenKind::Operator | TokenKind::Cast | TokenKind::Dot | TokenKind::Colon => false,
            TokenKind::Word => {
                let word = self.text_of(*before);
                !["is", "and", "or", "not"].any(|w| word.eq_ignore_ascii_case(w)) || self.is("constraint")
            }
            _ => !self.is("with") || self.is_at(1, "options"),
        }
    }
}
