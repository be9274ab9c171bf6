//! A table's keys, constraints, indexes, triggers, policies and partitions.

use super::context::{Context, action, add_prose, add_words, annotations, deferrable, namespace, pairs, text};
use crate::json::{Object, Value, list};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{self, Annotations, KeyTarget, NullsOrder, SortOrder};
use crate::text::words;

pub(super) fn primary_key(key: &model::PrimaryKey) -> Value {
    let mut object = Object::default();
    object.add("name", text(&key.name));
    object.set("fields", &key.columns);
    object.add("descending", key.descending);
    object.add("include", &key.include);
    object.add("without_overlaps", key.without_overlaps);
    object.add("deferrable", deferrable(key.deferrable));
    object.add("on_conflict", &key.on_conflict);
    add_prose_and_reason(&mut object, &key.annotations);
    object.into()
}

/// The key of every document.
pub(super) fn document_key() -> Value {
    let mut object = Object::default();
    object.set("fields", list(&[model::Table::DOCUMENT_ID], |&name| name.into()));
    object.into()
}

pub(super) fn unique(key: &model::Unique) -> Value {
    let mut object = Object::default();
    object.add("name", text(&key.name));
    object.set("fields", &key.columns);
    object.add("include", &key.include);
    object.add("nulls_not_distinct", key.nulls_not_distinct);
    object.add("without_overlaps", key.without_overlaps);
    object.add("deferrable", deferrable(key.deferrable));
    object.add("on_conflict", &key.on_conflict);
    add_prose_and_reason(&mut object, &key.annotations);
    object.into()
}

pub(super) fn foreign_key(key: &model::ForeignKey) -> Value {
    let mut object = Object::default();
    object.add("name", text(&key.name));
    object.set("fields", &key.columns);
    object.set("table", &key.table.name);
    object.add("namespace", namespace(&key.table));
    object.set("referenced_fields", &key.referenced);
    object.add("on_delete", action(key.on_delete));
    object.add("on_delete_fields", &key.on_delete_columns);
    object.add("on_update", action(key.on_update));
    object.add("match", key.match_full.then_some("full"));
    object.add("period", key.period);
    object.add("deferrable", deferrable(key.deferrable));
    object.add("not_valid", key.not_valid);
    add_enforced(&mut object, key.not_enforced);
    object.add("inherited", key.inherited);
    add_prose_and_reason(&mut object, &key.annotations);
    object.into()
}

pub(super) fn check(check: &model::Check) -> Value {
    let mut object = Object::default();
    object.add("name", text(&check.name));
    object.set("expression", &check.expression);
    object.add("fields", &check.columns);
    object.add("no_inherit", check.no_inherit);
    object.add("not_valid", check.not_valid);
    add_enforced(&mut object, check.not_enforced);
    object.add("inherited", check.inherited);
    add_prose_and_reason(&mut object, &check.annotations);
    object.into()
}

pub(super) fn exclusion(exclusion: &model::Exclusion) -> Value {
    let mut object = Object::default();
    object.add("name", text(&exclusion.name));
    object.set("method", &exclusion.method);
    object.set(
        "elements",
        list(&exclusion.elements, |(key, operator)| {
            let mut object = index_key(key);
            object.set("operator", operator);
            object.into()
        }),
    );
    object.add("include", &exclusion.include);
    object.add("predicate", &exclusion.predicate);
    object.add("deferrable", deferrable(exclusion.deferrable));
    add_prose_and_reason(&mut object, &exclusion.annotations);
    object.into()
}

/// A constraint is enforced unless it says otherwise.
fn add_enforced(object: &mut Object, not_enforced: bool) {
    if not_enforced {
        object.set("enforced", false);
    }
}

/// The keys of prose, with that of constraints.
fn add_prose_and_reason(object: &mut Object, tags: &Annotations) {
    object.add("comment", &tags.comment);
    add_words(object, tags);
    object.add("reason", &tags.reason);
    object.add("annotations", annotations(tags).sorted());
}

/// An index, with the access patterns that it serves.
pub(super) fn index(index: &model::Index, serves: &[String]) -> Value {
    let plain = index.keys.all(model::IndexKey::is_plain);
    let fields: Vec<Value> = index.keys.iter().filter_map(|key| key.as_column().map(Value::from)).collect_vec();
    let mut object = Object::default();
    object.set("name", &index.name);
    object.set("kind", index.kind.as_str());
    object.add("method", text(&index.method));
    object.add("fields", fields);
    if !plain {
        object.add("keys", index_keys(&index.keys));
    }
    object.add("include", &index.include);
    object.add("filter_fields", &index.filter_fields);
    object.add("dimensions", index.dimensions.map(i64::from));
    object.add("staged", index.staged);
    object.add("unique", index.unique);
    object.add("nulls_not_distinct", index.nulls_not_distinct);
    object.add("predicate", &index.predicate);
    object.add("storage", pairs(&index.storage));
    object.add("tablespace", &index.tablespace);
    object.add("only", index.only);
    object.add("attached_to", &index.attached_to);
    object.add("inherited", index.inherited);
    add_prose(&mut object, &index.annotations);
    object.add("performance_impact", &index.annotations.impact);
    object.add("serves", serves);
    object.into()
}

fn index_keys(keys: &[model::IndexKey]) -> Value {
    list(keys, |key| index_key(key).into())
}

fn index_key(key: &model::IndexKey) -> Object {
    let mut object = Object::default();
    match &key.target {
        KeyTarget::Column(name) => object.set("field", name),
        KeyTarget::Expression(expression) => object.set("expression", expression),
    }
    object.add("order", (key.order == SortOrder::Descending).then_some("desc"));
    object.add("nulls", key.nulls.map(|nulls| if nulls == NullsOrder::First { "first" } else { "last" }));
    object.add("opclass", &key.opclass);
    object.add("collation", &key.collation);
    object
}

pub(super) fn trigger(context: &Context<'_>, trigger: &model::Trigger) -> Value {
    let mut object = Object::default();
    object.set("name", &trigger.name);
    object.set("timing", &trigger.timing);
    object.set("events", &trigger.events);
    object.set("level", &trigger.level);
    object.add("function", trigger.function.as_ref().map(|id| context.identifier(id)));
    object.add("condition", &trigger.condition);
    object.add("definition", context.definition(&trigger.definition));
    object.add("state", &trigger.state);
    object.add("inherited", trigger.inherited);
    add_prose(&mut object, &trigger.annotations);
    object.into()
}

pub(super) fn policy(policy: &model::Policy) -> Value {
    let mut object = Object::default();
    object.set("name", &policy.name);
    object.set("command", &policy.command);
    object.set("permissive", policy.permissive);
    object.add("roles", &policy.roles);
    object.add("using", &policy.using);
    object.add("with_check", &policy.with_check);
    add_prose(&mut object, &policy.annotations);
    object.into()
}

pub(super) fn row_security(security: model::RowSecurity) -> Value {
    if !security.enabled && !security.forced {
        return Value::Null;
    }
    let mut object = Object::default();
    object.set("enabled", security.enabled);
    object.set("forced", security.forced);
    object.into()
}

pub(super) fn partitioning(context: &Context<'_>, table: &model::Table) -> Value {
    let clause = table.options.as_deref().and_then(|options| options.partition_by.as_ref());
    let mut object = Object::default();
    match (table.partitioning.as_deref(), clause) {
        (Some(partitioning), _) => {
            object.set("strategy", &partitioning.strategy);
            object.set("keys", index_keys(&partitioning.keys));
        }
        // RANGE COLUMNS (a) (PARTITION p0 …)
        (None, Some(clause)) => {
            let strategy = words(clause, |c| c.is_ascii_alphabetic()).find(|word| !word.eq_ignore_ascii_case("linear"));
            object.set("strategy", strategy.unwrap_or_default().to_ascii_lowercase());
            object.set("keys", Vec::<Value>::new());
            object.set("clause", clause);
        }
        (None, None) => return Value::Null,
    }
    object.add("partitions", context.partitions.get(&table.id));
    object.into()
}

pub(super) fn partition_of(context: &Context<'_>, table: &model::Table) -> Value {
    let Some(partition_of) = table.partition_of.as_deref() else { return Value::Null };
    let mut object = Object::default();
    object.set("table", context.identifier(&partition_of.table));
    object.set("bound", &partition_of.bound);
    object.into()
}
