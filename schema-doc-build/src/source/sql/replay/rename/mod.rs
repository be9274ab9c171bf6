//! Renames and moves, and the texts that follow them as the database's stored expressions would.

mod column;
mod constraint;
mod namespace;

use self::column::{each_expression, each_index_expression};
use super::Replay;
use super::catalog::{Oid, RelationKind, TypeKind, TypeOid};
use super::expression_text::{Token, TokenKind, mentions, rename_column, rename_object};
use super::names::cut;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{MigrationAction, QualifiedName};
use crate::source::sql::ast::{AlterObject, AlterObjectAction, Ident};

impl Replay<'_> {
    /// `ALTER TABLE t RENAME TO u`, of any kind of relation.
    pub(super) fn rename_relation(&mut self, oid: Oid, to: &Ident) {
        let from = self.catalog.name_of(oid);
        let new = QualifiedName::new(from.namespace.clone(), cut(&to.name));
        self.give_name(oid, &from, &new, to);
    }

    /// `ALTER TABLE t SET SCHEMA s`, of any kind of relation.
    pub(super) fn move_relation(&mut self, oid: Oid, to: &Ident) {
        let from = self.catalog.name_of(oid);
        let new = QualifiedName::new(cut(&to.name), from.name.clone());
        self.need_namespace(&new.namespace, to.span);
        if from == new {
            return;
        }
        // what lives in its namespace moves with it
        if let Some(data) = self.catalog.table(oid) {
            let names = data.constraint_names().mapped(|name| (*name).to_owned());
            let mut with = data.index_oids();
            with.append(&mut data.sequences());
            for name in names {
                self.catalog.remove_constraint_name(&from.namespace, &name);
                self.catalog.add_constraint_name(&new.namespace, &name);
            }
            for part in with {
                let name = self.catalog.name_of(part).name;
                self.catalog.rename_relation(part, QualifiedName::new(new.namespace.clone(), name));
            }
        } else if let Some(view) = self.catalog.view(oid) {
            let with: Vec<Oid> = view.indexes.mapped(|i| i.oid);
            for part in with {
                let name = self.catalog.name_of(part).name;
                self.catalog.rename_relation(part, QualifiedName::new(new.namespace.clone(), name));
            }
        }
        self.give_name(oid, &from, &new, to);
    }

    fn give_name(&mut self, oid: Oid, from: &QualifiedName, to: &QualifiedName, written: &Ident) {
        if from == to {
            return;
        }
        if !self.catalog.rename_relation(oid, to.clone()) {
            let first = self.catalog.relation_at(to).and_then(|o| self.catalog.relation(o)).and_then(|r| r.span);
            let name = self.display(to);
            self.duplicate("relation", &name, written.span, first);
            return;
        }
        match self.catalog.relation(oid).map(|r| r.kind.clone()) {
            Some(RelationKind::Table(_)) => {
                let detail = format!("from {}", self.display(from));
                self.step(oid, MigrationAction::Renamed, detail);
                self.rewrite_own_table_name(oid, from, to);
                self.rewrite_policies(from, to);
                self.rewrite_views(oid, from, to);
            }
            Some(RelationKind::View(_)) => {
                self.rewrite_view_name(oid, to);
                self.rewrite_views(oid, from, to);
            }
            Some(RelationKind::Index(table)) => self.rename_index(table, oid, &from.name, &to.name),
            Some(RelationKind::Composite(type_oid)) => {
                self.catalog.rename_type(type_oid, to.clone());
            }
            Some(RelationKind::Sequence(_)) | None => {}
        }
    }

    /// `t.a` in the table's own expressions.
    fn rewrite_own_table_name(&mut self, oid: Oid, from: &QualifiedName, to: &QualifiedName) {
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let qualifies =
            |list: &[Token<'_>], at: usize, end: usize| end > at + 2 && !list.get(end).is_some_and(|t| t.is("("));
        each_expression(data, &mut |text| {
            rename_object(text, (&from.namespace, &from.name), (&to.namespace, &to.name), true, qualifies)
        });
    }

    /// Policies may ask other tables.
    fn rewrite_policies(&mut self, from: &QualifiedName, to: &QualifiedName) {
        for table in self.catalog.policied.clone() {
            let Some(data) = self.catalog.table_mut(table) else { continue };
            for policy in &mut data.table.policies {
                for text in policy.using.iter_mut().chain(policy.with_check.iter_mut()) {
                    let new = rename_object(
                        text,
                        (&from.namespace, &from.name),
                        (&to.namespace, &to.name),
                        true,
                        is_relation_mention,
                    );
                    if let Some(new) = new {
                        *text = new;
                    }
                }
            }
        }
    }

    fn rename_index(&mut self, table: Oid, oid: Oid, from: &str, to: &str) {
        let namespace = self.catalog.name_of(table).namespace;
        if let Some(index) = self.catalog.indexes_mut(table).and_then(|l| l.find_mut(|i| i.oid == oid)) {
            to.clone_into(&mut index.index.name);
            index.index.generated_name = false;
        }
        let mut constraint = false;
        if let Some(data) = self.catalog.table_mut(table) {
            if let Some(key) = data.primary_key.as_mut().filter(|k| k.index == oid) {
                to.clone_into(&mut key.constraint.name);
                key.constraint.generated_name = false;
                constraint = true;
            }
            for key in data.unique.iter_mut().filter(|k| k.index == oid) {
                to.clone_into(&mut key.constraint.name);
                key.constraint.generated_name = false;
                constraint = true;
            }
            for key in data.exclusions.iter_mut().filter(|k| k.index == oid) {
                to.clone_into(&mut key.constraint.name);
                key.constraint.generated_name = false;
                constraint = true;
            }
        }
        if constraint {
            self.catalog.remove_constraint_name(&namespace, from);
            self.catalog.add_constraint_name(&namespace, to);
        }
        self.table_index_names(table, from, to);
        self.step(table, MigrationAction::Renamed, format!("index {from} to {to}"));
    }

    /// `CLUSTER ON i`, `REPLICA IDENTITY USING INDEX i`
    fn table_index_names(&mut self, table: Oid, from: &str, to: &str) {
        if self.catalog.table(table).is_none_or(|t| t.table.options.is_none()) {
            return;
        }
        self.table_options(table, |options| {
            if options.cluster_on.as_deref() == Some(from) {
                options.cluster_on = Some(to.to_owned());
            }
            if let Some(identity) = &mut options.replica_identity
                && let Some(new) = rename_column(identity, from, to)
            {
                *identity = new;
            }
        });
    }

    /// Gives a type another name; casts in expressions follow.
    pub(super) fn rename_type(&mut self, oid: TypeOid, to: &QualifiedName, written: &Ident) {
        let Some(from) = self.catalog.type_object(oid).map(|t| t.id.clone()) else { return };
        if from == *to {
            return;
        }
        if !self.catalog.rename_type(oid, to.clone()) {
            let first = self.catalog.type_at(to).and_then(|t| self.catalog.type_object(t)).and_then(|t| t.span);
            let name = self.display(to);
            self.duplicate("type", &name, written.span, first);
            return;
        }
        if let Some(TypeKind::Composite(composite)) = self.catalog.type_object(oid).map(|t| t.kind.clone()) {
            self.catalog.rename_relation(composite.relation, to.clone());
        }
        self.rewrite_everywhere(&from, to, is_type_mention);
        for (other, _) in self.catalog.others.iter_mut().filter(|(o, _)| o.kind == "type" && o.id == from) {
            other.id = to.clone();
        }
    }

    /// Every expression and query in the catalog: for the renames of what anything may name.
    pub(super) fn rewrite_everywhere(
        &mut self,
        from: &QualifiedName,
        to: &QualifiedName,
        wanted: fn(&[Token<'_>], usize, usize) -> bool,
    ) {
        let mut change = |text: &str| {
            if !mentions(text, &from.name) {
                return None;
            }
            rename_object(text, (&from.namespace, &from.name), (&to.namespace, &to.name), true, wanted)
        };
        let mut views = Vec::new();
        for (oid, relation) in self.catalog.relations_mut() {
            match &mut relation.kind {
                RelationKind::Table(data) => each_expression(data, &mut change),
                RelationKind::View(data) => {
                    if mentions(&data.view.query, &from.name) {
                        views.push(oid);
                    }
                    for index in &mut data.indexes {
                        each_index_expression(&mut index.index, &mut change);
                    }
                }
                _ => {}
            }
        }
        for object in self.catalog.types_mut() {
            if let TypeKind::Domain(domain) = &mut object.kind {
                for check in &mut domain.domain.checks {
                    if let Some(new) = change(&check.expression) {
                        check.expression = new;
                    }
                }
                if let Some(new) = domain.domain.default.as_deref().and_then(&mut change) {
                    domain.domain.default = Some(new);
                }
            }
        }
        for view in views {
            self.rewrite_query(view, |query| {
                rename_object(query, (&from.namespace, &from.name), (&to.namespace, &to.name), true, wanted)
            });
        }
    }

    /// `ALTER kind name …`
    pub(super) fn alter_object(&mut self, alter: &AlterObject) {
        let name = &alter.object.name;
        match alter.kind.as_str() {
            "view" | "materialized view" | "index" | "sequence" | "table" | "foreign table" => {
                if let AlterObjectAction::AttachPartition(part) = &alter.action {
                    self.alter_index_attach(name, part);
                    return;
                }
                let quiet = matches!(alter.action, AlterObjectAction::OwnerTo(_) | AlterObjectAction::Irrelevant);
                let Some(oid) = self.find(name) else {
                    if !alter.if_exists && !quiet {
                        self.unknown(&alter.kind, name);
                    }
                    return;
                };
                match &alter.action {
                    AlterObjectAction::Rename(to) => self.rename_relation(oid, to),
                    AlterObjectAction::RenameColumn { from, to } => self.rename_column(oid, from, to),
                    AlterObjectAction::SetSchema(to) => self.move_relation(oid, to),
                    _ => {}
                }
            }
            "function" | "procedure" | "aggregate" | "routine" => self.alter_routine(alter),
            "trigger" => self.alter_trigger(alter),
            "schema" => self.alter_schema(alter),
            "extension" => {
                if let (AlterObjectAction::SetSchema(to), Some(extension)) =
                    (&alter.action, self.catalog.extensions.get_mut(name.name()))
                {
                    extension.namespace = Some(cut(&to.name));
                }
            }
            "role" | "user" | "group" => {
                if let AlterObjectAction::Rename(to) = &alter.action
                    && let Some(mut role) = self.catalog.roles.remove(name.name())
                {
                    role.name = cut(&to.name);
                    self.rename_role(name.name(), &role.name);
                    self.catalog.roles.insert(role.name.clone(), role);
                }
            }
            kind => self.alter_other(kind, alter),
        }
    }

    /// A name that changes, changes in the text; what is said besides (`ADD MAPPING`, `DISABLE`) stands behind it.
    fn alter_other(&mut self, kind: &str, alter: &AlterObject) {
        let table = alter.object.on.as_ref().and_then(|on| self.find(on));
        let name = cut(alter.object.name.name());
        let found = self.catalog.others.find_mut(|(other, on)| {
            other.kind == kind && other.id.name == name && (alter.object.on.is_none() || *on == table)
        });
        let Some((other, _)) = found else { return };
        let text = match (&other.definition.text, other.definition.span) {
            (Some(text), _) => text.to_string(),
            (None, Some(span)) => super::expression_text::without_comments(self.schema.files.text(span)),
            (None, None) => return,
        };
        let before = other.id.clone();
        match &alter.action {
            AlterObjectAction::Rename(to) => other.id.name = cut(&to.name),
            AlterObjectAction::SetSchema(to) => other.id.namespace = cut(&to.name),
            // `OPTIONS` of servers may hold passwords.
            AlterObjectAction::Irrelevant if !matches!(kind, "server" | "foreign data wrapper" | "collation") => {
                let said = super::expression_text::without_comments(self.schema.files.text(self.span));
                // `ALTER`, however it is written.
                let rest = said.get("ALTER".len()..).unwrap_or_default().trim_start();
                other.definition.text = Some([&*text, ALTERED, rest].concat().into());
                return;
            }
            _ => return,
        }
        let after = other.id.clone();
        let renamed = text.split(ALTERED).map(|statement| {
            // the first mention is the object itself
            let done = std::cell::Cell::new(false);
            let (from, to) = ((&*before.namespace, &*before.name), (&*after.namespace, &*after.name));
            let renamed = rename_object(statement, from, to, true, |_, at, _| at > 0 && !done.replace(true));
            renamed.unwrap_or_else(|| statement.to_owned())
        });
        other.definition.text = Some(renamed.join(ALTERED).into());
    }
}

/// What an object that is kept as text is followed by, where more is said of it.
const ALTERED: &str = ";\nALTER ";

/// `FROM t`, `JOIN t`, `t.a`: a table by its name.
pub(super) fn is_relation_mention(list: &[Token<'_>], at: usize, end: usize) -> bool {
    let before = at.checked_sub(1).and_then(|p| list.get(p));
    let behind = list.get(end);
    let source = before.is_some_and(|t| {
        ["from", "join", "only", "into", "update", "table", "lateral"].any(|w| t.is_word(w)) || t.is(",") || t.is("(")
    });
    let qualifier = end > at + 2 || behind.is_some_and(|t| t.is("."));
    let call = behind.is_some_and(|t| t.is("("));
    !call && (source || qualifier)
}

/// `x::type`, `CAST(x AS type)`, `type 'literal'`, `type[]`
pub(super) fn is_type_mention(list: &[Token<'_>], at: usize, end: usize) -> bool {
    let before = at.checked_sub(1).and_then(|p| list.get(p));
    before.is_some_and(|t| t.is("::") || t.is_word("as")) || list.get(end).is_some_and(|t| t.kind == TokenKind::Text)
}

/// `f(…)`
pub(super) fn is_call(list: &[Token<'_>], _at: usize, end: usize) -> bool {
    list.get(end).is_some_and(|t| t.is("("))
}
