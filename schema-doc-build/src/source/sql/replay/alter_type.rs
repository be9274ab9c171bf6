//! `ALTER TYPE`, `ALTER DOMAIN`.

use super::Replay;
use super::catalog::{TypeKind, TypeOid};
use super::names::cut;
use super::types::TypeBase;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{ColumnKind, QualifiedName};
use crate::source::sql::ast::{AlterDomain, AlterDomainAction, AlterType, AlterTypeAction, Ident, ObjectName};

impl Replay<'_> {
    fn find_type(&mut self, noun: &str, name: &ObjectName, quiet: bool) -> Option<TypeOid> {
        let found = self.catalog.find_type(self.session.path(), name.namespace(), name.name());
        if found.is_none() && !quiet {
            self.unknown(noun, name);
        }
        found
    }

    pub(super) fn alter_type(&mut self, alter: &AlterType) {
        let quiet = alter.actions.all(|a| matches!(a, AlterTypeAction::OwnerTo(_) | AlterTypeAction::Irrelevant));
        let Some(oid) = self.find_type("type", &alter.name, quiet) else { return };
        for action in &alter.actions {
            self.alter_type_action(oid, alter, action);
        }
    }

    fn alter_type_action(&mut self, oid: TypeOid, alter: &AlterType, action: &AlterTypeAction) {
        match action {
            AlterTypeAction::AddValue { value, if_not_exists, place } => {
                let Some(TypeKind::Enum(made)) = self.catalog.type_mut(oid).map(|t| &mut t.kind) else { return };
                if made.values.contains(value) {
                    if !if_not_exists {
                        let span = made.span;
                        let on = Self::written(&alter.name);
                        self.duplicate("value", &format!("{value}` of type `{on}"), self.span, span);
                    }
                    return;
                }
                let at = match place {
                    None => Some(made.values.len()),
                    Some((before, other)) => {
                        made.values.position(|v| v == other).map(|at| if *before { at } else { at + 1 })
                    }
                };
                match at {
                    Some(at) => made.values.insert(at, value.clone()),
                    None => self.unknown_value(alter, place.as_ref().map_or("", |(_, other)| other)),
                }
            }
            AlterTypeAction::RenameValue { from, to } => {
                let Some(TypeKind::Enum(made)) = self.catalog.type_mut(oid).map(|t| &mut t.kind) else { return };
                match made.values.find_mut(|v| *v == *from) {
                    Some(value) => {
                        value.clone_from(to);
                        self.rename_defaults(oid, from, to);
                    }
                    None => self.unknown_value(alter, from),
                }
            }
            AlterTypeAction::AddAttribute(def) => {
                let Some(data_type) = def.data_type.as_ref().map(|t| self.resolve_type(t)) else { return };
                let collation = def.collation.as_ref().and_then(super::create_table::collation).map(String::from);
                let name = cut(&def.name.name);
                if let Some(TypeKind::Composite(made)) = self.catalog.type_mut(oid).map(|t| &mut t.kind) {
                    made.attributes.push((name.clone(), data_type.clone(), collation));
                }
                self.each_typed_table(oid, |data| {
                    let mut column = super::catalog::ColumnData::new(&name, data_type.clone());
                    column.inherited = 1;
                    data.columns.push(column);
                });
            }
            AlterTypeAction::DropAttribute { name, if_exists } => {
                let name = cut(&name.name);
                let missing = matches!(self.catalog.type_object(oid).map(|t| &t.kind),
                    Some(TypeKind::Composite(made)) if made.attributes.all(|(n, ..)| *n != name));
                if missing && !if_exists {
                    self.unknown_type_part(alter, "attribute", &name);
                    return;
                }
                if let Some(TypeKind::Composite(made)) = self.catalog.type_mut(oid).map(|t| &mut t.kind) {
                    made.attributes.keep(|(n, ..)| *n != name);
                }
                for table in self.typed_tables(oid) {
                    self.drop_column(table, &name, false, true);
                }
            }
            AlterTypeAction::AlterAttribute { name, data_type } => {
                let data_type = self.resolve_type(data_type);
                let name = cut(&name.name);
                if let Some(TypeKind::Composite(made)) = self.catalog.type_mut(oid).map(|t| &mut t.kind)
                    && let Some(attribute) = made.attributes.find_mut(|(n, ..)| *n == name)
                {
                    attribute.1 = data_type.clone();
                }
                self.each_typed_table(oid, |data| {
                    if let Some(column) = data.column_mut(&name) {
                        column.data_type = data_type.clone();
                    }
                });
            }
            AlterTypeAction::RenameAttribute { from, to } => {
                self.rename_attribute(oid, &cut(&from.name), &cut(&to.name));
            }
            AlterTypeAction::Rename(to) => {
                let Some(id) = self.catalog.type_object(oid).map(|t| t.id.clone()) else { return };
                self.rename_type(oid, &QualifiedName::new(id.namespace, cut(&to.name)), to);
            }
            AlterTypeAction::SetSchema(to) => self.move_type(oid, to),
            AlterTypeAction::OwnerTo(_) | AlterTypeAction::Irrelevant => {}
        }
    }

    fn unknown_value(&mut self, alter: &AlterType, value: &str) {
        self.unknown_type_part(alter, "value", value);
    }

    fn unknown_type_part(&mut self, alter: &AlterType, noun: &str, part: &str) {
        if self.guarded {
            return;
        }
        let name = Self::written(&alter.name);
        let message = format!("no {noun} `{part}` in type `{name}`");
        self.diagnostics.push(schema_doc_diagnostics::Diagnostic::error(
            schema_doc_diagnostics::Code::UnknownObject,
            self.span,
            message,
        ));
    }

    fn typed_tables(&self, oid: TypeOid) -> Vec<u32> {
        self.catalog
            .relations()
            .filter(|(_, r)| matches!(&r.kind, super::catalog::RelationKind::Table(t) if t.of_type == Some(oid)))
            .map(|(oid, _)| oid)
            .collect_vec()
    }

    /// A default is a value, not its name.
    fn rename_defaults(&mut self, oid: TypeOid, from: &str, to: &str) {
        let literal = |value: &str| format!("'{}'", value.replace('\'', "''"));
        let (from, to) = (literal(from), literal(to));
        let tables = self.catalog.relations().map(|(table, _)| table).collect_vec();
        for table in tables {
            let Some(data) = self.catalog.table_mut(table) else { continue };
            for column in data.columns.iter_mut().filter(|column| column.data_type.base == TypeBase::User(oid)) {
                if let ColumnKind::Default(text) = &mut column.column.kind
                    && let Some(rest) = text.strip_prefix(&*from)
                    && (rest.is_empty() || rest.trim_start().starts_with("::"))
                {
                    *text = format!("{to}{rest}").into();
                }
            }
        }
    }

    fn each_typed_table(&mut self, oid: TypeOid, change: impl Fn(&mut super::catalog::TableData)) {
        for table in self.typed_tables(oid) {
            if let Some(data) = self.catalog.table_mut(table) {
                change(data);
            }
        }
    }

    pub(super) fn rename_attribute(&mut self, oid: TypeOid, from: &str, to: &str) {
        if let Some(TypeKind::Composite(made)) = self.catalog.type_mut(oid).map(|t| &mut t.kind) {
            for attribute in made.attributes.iter_mut().filter(|(n, ..)| n == from) {
                to.clone_into(&mut attribute.0);
            }
        }
        self.each_typed_table(oid, |data| {
            if let Some(column) = data.column_mut(from) {
                to.clone_into(&mut column.column.name);
            }
        });
    }

    fn move_type(&mut self, oid: TypeOid, to: &Ident) {
        let Some(id) = self.catalog.type_object(oid).map(|t| t.id.clone()) else { return };
        let namespace = cut(&to.name);
        self.need_namespace(&namespace, to.span);
        self.rename_type(oid, &QualifiedName::new(namespace, id.name), to);
    }

    pub(super) fn alter_domain(&mut self, alter: &AlterDomain) {
        let quiet = matches!(alter.action, AlterDomainAction::OwnerTo(_));
        let Some(oid) = self.find_type("domain", &alter.name, quiet) else { return };
        match &alter.action {
            AlterDomainAction::AddCheck { name, expr, not_valid, span } => {
                self.add_domain_check(oid, name.as_ref(), expr, *not_valid, *span);
                return;
            }
            AlterDomainAction::Rename(to) => {
                let Some(id) = self.catalog.type_object(oid).map(|t| t.id.clone()) else { return };
                self.rename_type(oid, &QualifiedName::new(id.namespace, cut(&to.name)), to);
                return;
            }
            AlterDomainAction::SetSchema(to) => {
                self.move_type(oid, to);
                return;
            }
            _ => {}
        }
        let Some(object) = self.catalog.type_mut(oid) else { return };
        let namespace = object.id.namespace.clone();
        let TypeKind::Domain(data) = &mut object.kind else { return };
        let domain = &mut data.domain;
        match &alter.action {
            AlterDomainAction::SetDefault(expr) => domain.default = Some(expr.text.clone()),
            AlterDomainAction::DropDefault => domain.default = None,
            AlterDomainAction::SetNotNull => domain.nullable = false,
            AlterDomainAction::DropNotNull => domain.nullable = true,
            AlterDomainAction::DropConstraint { name, if_exists } => {
                let own = cut(&name.name);
                let before = domain.checks.len();
                domain.checks.keep(|c| c.name != own);
                if domain.checks.len() < before {
                    self.catalog.remove_constraint_name(&namespace, &own);
                } else if own.ends_with("_not_null") {
                    domain.nullable = true;
                } else if !if_exists {
                    let on = Self::written(&alter.name);
                    let message = format!("no constraint `{own}` in domain `{on}`");
                    self.diagnostics.push(schema_doc_diagnostics::Diagnostic::error(
                        schema_doc_diagnostics::Code::UnknownObject,
                        name.span,
                        message,
                    ));
                }
            }
            AlterDomainAction::RenameConstraint { from, to } => {
                let (old, new) = (cut(&from.name), cut(&to.name));
                for check in domain.checks.iter_mut().filter(|c| c.name == old) {
                    check.name.clone_from(&new);
                    check.generated_name = false;
                }
                self.catalog.remove_constraint_name(&namespace, &old);
                self.catalog.add_constraint_name(&namespace, &new);
            }
            AlterDomainAction::ValidateConstraint(name) => {
                let own = cut(&name.name);
                for check in domain.checks.iter_mut().filter(|c| c.name == own) {
                    check.not_valid = false;
                }
            }
            _ => {}
        }
    }
}
