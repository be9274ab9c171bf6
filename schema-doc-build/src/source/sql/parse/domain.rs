//! `CREATE DOMAIN`, `ALTER DOMAIN`.

use super::super::ast::{AlterDomain, AlterDomainAction, CreateDomain, StatementKind};
use super::cursor::{Cursor, Read};

impl Cursor<'_> {
    /// Behind `CREATE DOMAIN`.
    pub(super) fn create_domain(&mut self) -> Read<StatementKind> {
        let name = self.object_name("a domain name")?;
        self.eat("as");
        let data_type = self.data_type()?;
        let mut domain =
            CreateDomain { name, data_type, collation: None, default: None, not_null: false, checks: Vec::new() };
        while !self.at_end() && !self.is_statement_start() {
            let start = self.position;
            if self.eat("collate") {
                domain.collation = Some(self.object_name("a collation")?);
                continue;
            }
            let constraint = if self.eat("constraint") { Some(self.ident("a constraint name")?) } else { None };
            if self.eat("default") {
                domain.default = Some(self.default_expr()?);
            } else if self.eat_all(&["not", "null"]) {
                domain.not_null = true;
            } else if self.eat("null") {
                domain.not_null = false;
            } else if self.eat("check") {
                let expr = self.group_expr()?;
                self.constraint_attributes()?;
                domain.checks.push((constraint, expr, self.span_from(start)));
            } else {
                let words = ["constraint", "default", "not", "null", "check", "collate"];
                return Err(self.expected_word("a constraint of the domain", &words));
            }
        }
        Ok(StatementKind::CreateDomain(Box::new(domain)))
    }

    /// Behind `ALTER DOMAIN`.
    pub(super) fn alter_domain(&mut self) -> Read<StatementKind> {
        let name = self.object_name("a domain name")?;
        let action = self.alter_domain_action()?;
        Ok(StatementKind::AlterDomain(Box::new(AlterDomain { name, action })))
    }

    fn alter_domain_action(&mut self) -> Read<AlterDomainAction> {
        if self.eat_all(&["set", "default"]) {
            return Ok(AlterDomainAction::SetDefault(self.expr_until(Self::is_statement_start)?));
        }
        if self.eat_all(&["drop", "default"]) {
            return Ok(AlterDomainAction::DropDefault);
        }
        if self.eat_all(&["set", "not", "null"]) {
            return Ok(AlterDomainAction::SetNotNull);
        }
        if self.eat_all(&["drop", "not", "null"]) {
            return Ok(AlterDomainAction::DropNotNull);
        }
        if self.eat("add") {
            let start = self.position;
            let name = if self.eat("constraint") { Some(self.ident("a constraint name")?) } else { None };
            if self.eat_all(&["not", "null"]) {
                return Ok(AlterDomainAction::SetNotNull);
            }
            self.expect("check")?;
            let expr = self.group_expr()?;
            let not_valid = self.constraint_attributes()?.not_valid;
            return Ok(AlterDomainAction::AddCheck { name, expr, not_valid, span: self.span_from(start) });
        }
        if self.eat_all(&["drop", "constraint"]) {
            let if_exists = self.eat_all(&["if", "exists"]);
            let name = self.ident("a constraint name")?;
            self.cascade();
            return Ok(AlterDomainAction::DropConstraint { name, if_exists });
        }
        if self.eat_all(&["rename", "constraint"]) {
            let from = self.ident("a constraint name")?;
            self.expect("to")?;
            return Ok(AlterDomainAction::RenameConstraint { from, to: self.ident("a name")? });
        }
        if self.eat_all(&["validate", "constraint"]) {
            return Ok(AlterDomainAction::ValidateConstraint(self.ident("a constraint name")?));
        }
        if self.eat_all(&["rename", "to"]) {
            return Ok(AlterDomainAction::Rename(self.ident("a name")?));
        }
        if self.eat_all(&["set", "schema"]) {
            return Ok(AlterDomainAction::SetSchema(self.ident("a schema name")?));
        }
        if self.eat_all(&["owner", "to"]) {
            return Ok(AlterDomainAction::OwnerTo(self.role()?));
        }
        let words = ["add", "drop", "owner", "rename", "set", "validate"];
        Err(self.expected_word("an action of `ALTER DOMAIN`", &words))
    }
}
