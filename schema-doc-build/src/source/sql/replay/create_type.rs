//! `CREATE TYPE`, `CREATE DOMAIN`.

use schema_doc_diagnostics::Span;

use super::Replay;
use super::catalog::{CompositeData, DomainData, RelationKind, TypeKind};
use super::names::{clip, cut};
use super::types::{TypeBase, TypeRef};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Check, CompositeType, Definition, Domain, EnumType, OtherObject, QualifiedName, RangeType};
use crate::source::sql::ast::{CreateDomain, CreateType, CreateTypeKind, Expr, Ident};

impl Replay<'_> {
    /// Whether a type's name is free; reports it where it is not.
    fn type_is_free(&mut self, id: &QualifiedName, span: Span) -> bool {
        let first = match self.catalog.type_at(id).and_then(|t| self.catalog.type_object(t)) {
            Some(object) => object.span,
            None => match self.catalog.relation_at(id).and_then(|r| self.catalog.relation(r)) {
                Some(relation) if !matches!(relation.kind, RelationKind::Index(_) | RelationKind::Sequence(_)) => {
                    relation.span
                }
                _ => return true,
            },
        };
        let name = self.display(id);
        self.duplicate("type", &name, span, first);
        false
    }

    pub(super) fn create_type(&mut self, create: &CreateType) {
        let id = self.place(&create.name, false);
        // a shell type is filled in by a second statement
        let shell = self
            .catalog
            .type_at(&id)
            .filter(|&t| matches!(self.catalog.type_object(t).map(|t| &t.kind), Some(TypeKind::Base)));
        if shell.is_some() && matches!(create.kind, CreateTypeKind::Base) {
            self.add_other("type", id, None);
            return;
        }
        if !self.type_is_free(&id, create.name.span) {
            return;
        }
        let span = Some(self.span);
        let created = self.catalog.next_created();
        match &create.kind {
            CreateTypeKind::Enum(values) => {
                let values = values.mapped(|(value, _)| value.clone());
                let made = EnumType { values, span, created, ..EnumType::default() };
                self.catalog.add_type(id, span, TypeKind::Enum(Box::new(made)));
            }
            CreateTypeKind::Composite(attributes) => {
                let attributes = attributes
                    .iter()
                    .filter_map(|a| {
                        let data_type = self.resolve_type(a.data_type.as_ref()?);
                        let collation = a.collation.as_ref().and_then(super::create_table::collation);
                        Some((cut(&a.name.name), data_type, collation.map(String::from)))
                    })
                    .collect_vec();
                let composite = CompositeType { span, created, ..CompositeType::default() };
                let data = CompositeData { composite, attributes, relation: 0 };
                let oid = self.catalog.add_type(id.clone(), span, TypeKind::Composite(Box::new(data)));
                let relation = self.catalog.add_relation(id, span, RelationKind::Composite(oid));
                if let Some(TypeKind::Composite(data)) = self.catalog.type_mut(oid).map(|t| &mut t.kind) {
                    data.relation = relation;
                }
            }
            CreateTypeKind::Range(options) => {
                let multirange = options.find(|(name, _)| name == "multirange_type_name").map(|(_, name)| cut(name));
                let made = RangeType { options: options.clone(), span, created, ..RangeType::default() };
                let oid = self.catalog.add_type(id.clone(), span, TypeKind::Range(Box::new(made)));
                let name = multirange.unwrap_or_else(|| multirange_name(&id.name));
                let name = name.rsplit('.').next().unwrap_or(&name).to_owned();
                self.catalog.add_type(QualifiedName::new(id.namespace, name), span, TypeKind::Multirange(oid));
            }
            CreateTypeKind::Base => {
                self.catalog.add_type(id.clone(), span, TypeKind::Base);
                self.add_other("type", id, None);
            }
        }
    }

    pub(super) fn create_domain(&mut self, create: &CreateDomain) {
        let id = self.place(&create.name, false);
        if !self.type_is_free(&id, create.name.span) {
            return;
        }
        let base = self.resolve_type(&create.data_type);
        let domain = Domain {
            nullable: !create.not_null,
            default: create.default.as_ref().map(|d| d.text.clone()).or_else(|| self.default_of(&base)),
            collation: create.collation.as_ref().and_then(super::create_table::collation).map(String::from),
            span: Some(self.span),
            created: self.catalog.next_created(),
            ..Domain::default()
        };
        let data = DomainData { domain, base };
        let oid = self.catalog.add_type(id, Some(self.span), TypeKind::Domain(Box::new(data)));
        for (name, expr, span) in &create.checks {
            self.add_domain_check(oid, name.as_ref(), expr, false, *span);
        }
    }

    /// The default that a domain takes over from the domain under it.
    fn default_of(&self, base: &TypeRef) -> Option<String> {
        let TypeBase::User(oid) = base.base else { return None };
        match self.catalog.type_object(oid).map(|t| &t.kind) {
            Some(TypeKind::Domain(data)) if !base.array => data.domain.default.clone(),
            _ => None,
        }
    }

    /// A check of a domain; unnamed ones are `d_check`, `d_check1`, ….
    pub(super) fn add_domain_check(
        &mut self,
        oid: u32,
        name: Option<&Ident>,
        expr: &Expr,
        not_valid: bool,
        span: Span,
    ) {
        let Some(object) = self.catalog.type_object(oid) else { return };
        let id = object.id.clone();
        let (name, generated_name) = match name {
            Some(name) => (cut(&name.name), false),
            None => (self.catalog.choose_constraint_name(&id, None, "check"), true),
        };
        self.catalog.add_constraint_name(&id.namespace, &name);
        let check = Check {
            name,
            generated_name,
            expression: expr.text.clone(),
            not_valid,
            span: Some(span),
            ..Check::default()
        };
        if let Some(TypeKind::Domain(domain)) = self.catalog.type_mut(oid).map(|t| &mut t.kind) {
            domain.domain.checks.push(check);
        }
    }

    /// Keeps a statement's object as text.
    pub(super) fn add_other(&mut self, kind: &str, id: QualifiedName, table: Option<u32>) {
        let other = OtherObject {
            kind: kind.to_owned(),
            id,
            table: None,
            definition: Definition {
                span: Some(self.span),
                text: None,
                search_path: self.session.path_of_definition(),
            },
            created: self.catalog.next_created(),
            ..OtherObject::default()
        };
        self.catalog.others.push((other, table));
    }
}

/// `makeMultirangeTypeName`
fn multirange_name(range: &str) -> String {
    match range.find("range") {
        Some(at) => cut(&format!("{}multi{}", &range[..at], &range[at..])),
        None => format!("{}_multirange", clip(range, super::names::NAME_LENGTH - "_multirange".len())),
    }
}
