//! Keys, constraints, indexes, triggers and policies of a table.

use schema_doc_runtime::manifest as published;

use super::Reader;
use super::prose::read_prose;
use crate::model::{
    Action, Check, Exclusion, ForeignKey, Index, IndexKey, IndexKind, KeyTarget, NullsOrder, Policy, PrimaryKey,
    QualifiedName, SortOrder, Table, Trigger, Unique,
};

impl Reader<'_> {
    pub(super) fn constraints(&mut self, id: &QualifiedName, from: &published::Table, table: &mut Table) {
        table.primary_key = from.primary_key.as_ref().map(|key| primary_key(id, key));
        table.unique = from.unique.iter().map(|key| unique(id, key)).collect();
        table.foreign_keys = from.foreign_keys.iter().map(|key| self.foreign_key(id, key)).collect();
        table.checks = from.checks.iter().map(|check| self::check(id, check)).collect();
        table.exclusions = from.exclusions.iter().map(|exclusion| self::exclusion(id, exclusion)).collect();
        table.indexes = from.indexes.iter().map(|index| self.index(id, index)).collect();
        table.triggers = from.triggers.iter().map(|trigger| self.trigger(trigger)).collect();
        table.policies = from.policies.iter().map(|policy| self.policy(policy)).collect();
    }

    fn foreign_key(&mut self, id: &QualifiedName, from: &published::ForeignKey) -> ForeignKey {
        let mut key = ForeignKey {
            generated_name: is_generated(id, from.name.as_ref(), &from.fields, "fkey"),
            name: from.name.clone().unwrap_or_default(),
            columns: from.fields.clone(),
            table: self.qualified(from.namespace.as_ref(), &from.table),
            referenced: from.referenced_fields.clone(),
            on_delete: self.action(from.on_delete.as_ref()),
            on_delete_columns: from.on_delete_fields.clone(),
            on_update: self.action(from.on_update.as_ref()),
            match_full: from.match_type.as_deref() == Some("full"),
            period: from.period,
            deferrable: deferrable(from.deferrable.as_ref()),
            not_valid: from.not_valid,
            not_enforced: from.enforced == Some(false),
            inherited: from.inherited,
            ..ForeignKey::default()
        };
        read_prose!(*key.annotations, from);
        set_reason(&mut key.annotations, from.reason.as_ref());
        key
    }

    fn action(&mut self, word: Option<&String>) -> Action {
        use Action::{Cascade, NoAction, Restrict, SetDefault, SetNull};
        let Some(word) = word else { return NoAction };
        let known = [NoAction, Restrict, Cascade, SetNull, SetDefault].into_iter().find(|a| a.as_str() == word);
        known.unwrap_or_else(|| {
            self.unknown_word("on_delete", word);
            NoAction
        })
    }

    pub(super) fn index(&mut self, id: &QualifiedName, from: &published::Index) -> Index {
        let keys: Vec<IndexKey> = if from.keys.is_empty() {
            from.fields.iter().map(IndexKey::column).collect()
        } else {
            from.keys.iter().map(index_key).collect()
        };
        let columns: Vec<String> = keys.iter().map(|key| key.as_column().unwrap_or("expr").to_owned()).collect();
        let mut index = Index {
            generated_name: is_generated(id, Some(&from.name), &columns, "idx"),
            name: from.name.clone(),
            kind: self.index_kind(&from.kind),
            method: from.method.clone().unwrap_or_default(),
            keys,
            include: from.include.clone(),
            unique: from.unique,
            nulls_not_distinct: from.nulls_not_distinct,
            predicate: from.predicate.clone(),
            storage: from.storage.clone().into_iter().collect(),
            tablespace: from.tablespace.clone(),
            only: from.only,
            attached_to: from.attached_to.clone(),
            inherited: from.inherited,
            created: self.next(),
            ..Index::default()
        };
        read_prose!(*index.annotations, from);
        if from.performance_impact.is_some() {
            index.annotations.impact.clone_from(&from.performance_impact);
        }
        index
    }

    fn index_kind(&mut self, word: &str) -> IndexKind {
        use IndexKind::{Fulltext, Index, Spatial, Vector};
        [Index, Vector, Fulltext, Spatial].into_iter().find(|kind| kind.as_str() == word).unwrap_or_else(|| {
            self.unknown_word("kind", word);
            Index
        })
    }

    pub(super) fn trigger(&mut self, from: &published::Trigger) -> Trigger {
        let mut trigger = Trigger {
            name: from.name.clone(),
            timing: from.timing.clone(),
            events: from.events.clone(),
            level: from.level.clone(),
            function: from.function.as_ref().map(|id| self.id(id)),
            condition: from.condition.clone(),
            state: from.state.as_deref().map(Into::into),
            inherited: from.inherited,
            definition: self.definition(from.definition.as_ref(), None),
            created: self.next(),
            ..Trigger::default()
        };
        read_prose!(*trigger.annotations, from);
        trigger
    }

    fn policy(&mut self, from: &published::Policy) -> Policy {
        let mut policy = Policy {
            name: from.name.clone(),
            command: from.command.clone(),
            permissive: from.permissive,
            roles: from.roles.clone(),
            using: from.using.clone(),
            with_check: from.with_check.clone(),
            created: self.next(),
            ..Policy::default()
        };
        read_prose!(*policy.annotations, from);
        policy
    }
}

fn exclusion(id: &QualifiedName, from: &published::Exclusion) -> Exclusion {
    let mut columns = Vec::new();
    let mut elements = Vec::new();
    for element in &from.elements {
        columns.push(element.field.clone().unwrap_or_else(|| "expr".to_owned()));
        let target = (element.field.as_ref(), element.expression.as_ref());
        let key = key(target, element.order.as_ref(), element.nulls.as_ref(), element.opclass.as_ref());
        let key = IndexKey { collation: element.collation.as_deref().map(Into::into), ..key };
        elements.push((key, element.operator.clone()));
    }
    let mut exclusion = Exclusion {
        generated_name: is_generated(id, from.name.as_ref(), &columns, "excl"),
        name: from.name.clone().unwrap_or_default(),
        method: from.method.clone(),
        elements,
        include: from.include.clone(),
        predicate: from.predicate.clone(),
        deferrable: deferrable(from.deferrable.as_ref()),
        ..Exclusion::default()
    };
    read_prose!(*exclusion.annotations, from);
    set_reason(&mut exclusion.annotations, from.reason.as_ref());
    exclusion
}

pub(super) fn index_key(from: &published::IndexKey) -> IndexKey {
    let target = (from.field.as_ref(), from.expression.as_ref());
    let key = key(target, from.order.as_ref(), from.nulls.as_ref(), from.opclass.as_ref());
    IndexKey { collation: from.collation.as_deref().map(Into::into), ..key }
}

fn primary_key(id: &QualifiedName, from: &published::PrimaryKey) -> PrimaryKey {
    let mut key = PrimaryKey {
        generated_name: is_generated(id, from.name.as_ref(), &[], "pkey"),
        name: from.name.clone().unwrap_or_default(),
        columns: from.fields.clone(),
        include: from.include.clone(),
        without_overlaps: from.without_overlaps,
        deferrable: deferrable(from.deferrable.as_ref()),
        ..PrimaryKey::default()
    };
    read_prose!(*key.annotations, from);
    set_reason(&mut key.annotations, from.reason.as_ref());
    key
}

fn unique(id: &QualifiedName, from: &published::Unique) -> Unique {
    let mut key = Unique {
        generated_name: is_generated(id, from.name.as_ref(), &from.fields, "key"),
        name: from.name.clone().unwrap_or_default(),
        columns: from.fields.clone(),
        include: from.include.clone(),
        nulls_not_distinct: from.nulls_not_distinct,
        without_overlaps: from.without_overlaps,
        deferrable: deferrable(from.deferrable.as_ref()),
        ..Unique::default()
    };
    read_prose!(*key.annotations, from);
    set_reason(&mut key.annotations, from.reason.as_ref());
    key
}

pub(super) fn check(id: &QualifiedName, from: &published::Check) -> Check {
    // PostgreSQL names a check after its column where it names one, else after the table alone.
    let one = if from.fields.len() == 1 { from.fields.as_slice() } else { &[] };
    let mut check = Check {
        generated_name: is_generated(id, from.name.as_ref(), one, "check")
            || is_generated(id, from.name.as_ref(), &[], "check"),
        name: from.name.clone().unwrap_or_default(),
        expression: from.expression.clone(),
        columns: from.fields.clone(),
        no_inherit: from.no_inherit,
        not_valid: from.not_valid,
        not_enforced: from.enforced == Some(false),
        inherited: from.inherited,
        ..Check::default()
    };
    read_prose!(*check.annotations, from);
    set_reason(&mut check.annotations, from.reason.as_ref());
    check
}

fn set_reason(tags: &mut crate::model::Annotations, reason: Option<&String>) {
    if reason.is_some() {
        tags.reason = reason.cloned();
    }
}

fn deferrable(word: Option<&String>) -> Option<bool> {
    word.map(|word| word == "initially_deferred")
}

fn key(
    (field, expression): (Option<&String>, Option<&String>),
    order: Option<&String>,
    nulls: Option<&String>,
    opclass: Option<&String>,
) -> IndexKey {
    let target = match (field, expression) {
        (Some(field), _) => KeyTarget::Column(field.clone()),
        (None, expression) => KeyTarget::Expression(expression.cloned().unwrap_or_default()),
    };
    IndexKey {
        order: if order.is_some_and(|o| o == "desc") { SortOrder::Descending } else { SortOrder::Ascending },
        nulls: nulls.map(|nulls| if nulls == "first" { NullsOrder::First } else { NullsOrder::Last }),
        opclass: opclass.map(|opclass| opclass.as_str().into()),
        ..IndexKey::on(target)
    }
}

/// Whether a name is one that PostgreSQL makes up: `users_email_key`, a number behind it where that was taken, each part cut
/// where the whole is longer than 63 bytes.
fn is_generated(id: &QualifiedName, name: Option<&String>, columns: &[String], suffix: &str) -> bool {
    let Some(name) = name else { return true };
    let Some(stem) = name.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix(suffix) else { return false };
    let Some(stem) = stem.strip_suffix('_') else { return false };
    let middle: Vec<&str> = columns.iter().map(String::as_str).collect();
    let whole = if middle.is_empty() { id.name.clone() } else { format!("{}_{}", id.name, middle.join("_")) };
    if stem == whole {
        return true;
    }
    let cut = name.len() >= 60 && whole.len() + 1 + suffix.len() >= 60;
    let first: String = stem.chars().take(8).collect();
    cut && whole.starts_with(&first)
}
