//! A table's keys, constraints, indexes, triggers, policies and partitions.

use schema_doc_runtime::manifest::{
    Check, Exclusion, ExclusionElement, ForeignKey, Index, IndexKey, PartitionOf, Partitioning, Policy, PrimaryKey,
    RowSecurity, Trigger, Unique,
};

use super::context::{Context, action, deferrable, namespace, text};
use super::{object, set_prose};
use crate::model;
use crate::model::{KeyTarget, NullsOrder, SortOrder};

pub(super) fn primary_key(key: &model::PrimaryKey) -> PrimaryKey {
    let mut object = object!(PrimaryKey {
        name: text(&key.name),
        fields: key.columns.clone(),
        include: key.include.clone(),
        without_overlaps: key.without_overlaps,
        deferrable: deferrable(key.deferrable),
        reason: key.annotations.reason.clone(),
    });
    set_prose!(object, &key.annotations);
    object
}

pub(super) fn unique(key: &model::Unique) -> Unique {
    let mut object = object!(Unique {
        name: text(&key.name),
        fields: key.columns.clone(),
        include: key.include.clone(),
        nulls_not_distinct: key.nulls_not_distinct,
        without_overlaps: key.without_overlaps,
        deferrable: deferrable(key.deferrable),
        reason: key.annotations.reason.clone(),
    });
    set_prose!(object, &key.annotations);
    object
}

pub(super) fn foreign_key(key: &model::ForeignKey) -> ForeignKey {
    let mut object = object!(ForeignKey {
        name: text(&key.name),
        fields: key.columns.clone(),
        table: key.table.name.clone(),
        namespace: namespace(&key.table),
        referenced_fields: key.referenced.clone(),
        on_delete: action(key.on_delete),
        on_delete_fields: key.on_delete_columns.clone(),
        on_update: action(key.on_update),
        match_type: key.match_full.then(|| "full".to_owned()),
        period: key.period,
        deferrable: deferrable(key.deferrable),
        not_valid: key.not_valid,
        enforced: key.not_enforced.then_some(false),
        inherited: key.inherited,
        reason: key.annotations.reason.clone(),
    });
    set_prose!(object, &key.annotations);
    object
}

pub(super) fn check(check: &model::Check) -> Check {
    let mut object = object!(Check {
        name: text(&check.name),
        expression: check.expression.clone(),
        fields: check.columns.clone(),
        no_inherit: check.no_inherit,
        not_valid: check.not_valid,
        enforced: check.not_enforced.then_some(false),
        inherited: check.inherited,
        reason: check.annotations.reason.clone(),
    });
    set_prose!(object, &check.annotations);
    object
}

pub(super) fn exclusion(exclusion: &model::Exclusion) -> Exclusion {
    let element = |(key, operator): &(model::IndexKey, String)| {
        let key = index_key(key);
        object!(ExclusionElement {
            field: key.field,
            expression: key.expression,
            order: key.order,
            nulls: key.nulls,
            opclass: key.opclass,
            collation: key.collation,
            operator: operator.clone(),
        })
    };
    let mut object = object!(Exclusion {
        name: text(&exclusion.name),
        method: exclusion.method.clone(),
        elements: exclusion.elements.iter().map(element).collect(),
        include: exclusion.include.clone(),
        predicate: exclusion.predicate.clone(),
        deferrable: deferrable(exclusion.deferrable),
        reason: exclusion.annotations.reason.clone(),
    });
    set_prose!(object, &exclusion.annotations);
    object
}

/// An index, with the access patterns that it serves.
pub(super) fn index(index: &model::Index, serves: Vec<String>) -> Index {
    let plain = index.keys.iter().all(model::IndexKey::is_plain);
    let mut object = object!(Index {
        name: index.name.clone(),
        kind: index.kind.as_str().to_owned(),
        method: text(&index.method),
        fields: index.keys.iter().filter_map(|key| key.as_column().map(str::to_owned)).collect(),
        keys: if plain { Vec::new() } else { index.keys.iter().map(index_key).collect() },
        include: index.include.clone(),
        unique: index.unique,
        nulls_not_distinct: index.nulls_not_distinct,
        predicate: index.predicate.clone(),
        storage: index.storage.iter().cloned().collect(),
        tablespace: index.tablespace.clone(),
        only: index.only,
        attached_to: index.attached_to.clone(),
        inherited: index.inherited,
        performance_impact: index.annotations.impact.clone(),
        serves: serves,
    });
    set_prose!(object, &index.annotations);
    object
}

fn index_key(key: &model::IndexKey) -> IndexKey {
    let mut object = object!(IndexKey {
        order: (key.order == SortOrder::Descending).then(|| "desc".to_owned()),
        nulls: key.nulls.map(|nulls| if nulls == NullsOrder::First { "first" } else { "last" }.to_owned()),
        opclass: key.opclass.as_deref().map(str::to_owned),
        collation: key.collation.as_deref().map(str::to_owned),
    });
    match &key.target {
        KeyTarget::Column(name) => object.field = Some(name.clone()),
        KeyTarget::Expression(expression) => object.expression = Some(expression.clone()),
    }
    object
}

pub(super) fn trigger(context: &Context<'_>, trigger: &model::Trigger) -> Trigger {
    let mut object = object!(Trigger {
        name: trigger.name.clone(),
        timing: trigger.timing.clone(),
        events: trigger.events.clone(),
        level: trigger.level.clone(),
        function: trigger.function.as_ref().map(|id| context.identifier(id)),
        condition: trigger.condition.clone(),
        definition: context.definition(&trigger.definition),
        state: trigger.state.as_deref().map(str::to_owned),
        inherited: trigger.inherited,
    });
    set_prose!(object, &trigger.annotations);
    object
}

pub(super) fn policy(policy: &model::Policy) -> Policy {
    let mut object = object!(Policy {
        name: policy.name.clone(),
        command: policy.command.clone(),
        permissive: policy.permissive,
        roles: policy.roles.clone(),
        using: policy.using.clone(),
        with_check: policy.with_check.clone(),
    });
    set_prose!(object, &policy.annotations);
    object
}

pub(super) fn row_security(security: model::RowSecurity) -> Option<RowSecurity> {
    let object = object!(RowSecurity { enabled: security.enabled, forced: security.forced });
    Some(object).filter(|object| *object != RowSecurity::default())
}

pub(super) fn partitioning(context: &Context<'_>, table: &model::Table) -> Option<Partitioning> {
    let partitioning = table.partitioning.as_deref()?;
    Some(object!(Partitioning {
        strategy: partitioning.strategy.clone(),
        keys: partitioning.keys.iter().map(index_key).collect(),
        partitions: context.partitions.get(&table.id).cloned().unwrap_or_default(),
    }))
}

pub(super) fn partition_of(context: &Context<'_>, table: &model::Table) -> Option<PartitionOf> {
    let partition_of = table.partition_of.as_deref()?;
    Some(object!(PartitionOf { table: context.identifier(&partition_of.table), bound: partition_of.bound.clone() }))
}
