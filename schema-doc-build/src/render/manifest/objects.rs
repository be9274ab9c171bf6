//! What a schema has beside tables.

use super::context::{Context, add_prose, member, namespace, text, words};
use super::{constraint, field};
use crate::json::{Object, Value, list};
use crate::model::{self, ArgumentMode};

pub(super) fn view(context: &Context<'_>, view: &model::View) -> Value {
    let mut object = Object::default();
    object.set("name", &view.id.name);
    object.add("namespace", namespace(&view.id));
    object.set("kind", if view.materialized { "materialized_view" } else { "view" });
    object.add("definition", context.definition(&view.definition));
    object.add("location", context.location(view.definition.span));
    object.add("fields", list(&view.columns, view_field));
    object.add("depends_on", context.identifiers(&view.depends_on));
    object.add("indexes", list(&view.indexes, |index| constraint::index(index, &[])));
    object.add("triggers", list(&view.triggers, |trigger| constraint::trigger(context, trigger)));
    add_prose(&mut object, &view.annotations);
    object.into()
}

fn view_field(column: &model::ViewColumn) -> Value {
    let mut object = Object::default();
    object.set("name", &column.name);
    if let Some(data_type) = &column.data_type {
        object.set("type", data_type.logical.as_str());
        object.set("native_type", &data_type.native);
    }
    add_prose(&mut object, &column.annotations);
    object.into()
}

pub(super) fn enum_type(context: &Context<'_>, enum_type: &model::EnumType) -> Value {
    let mut object = Object::default();
    object.set("name", &enum_type.id.name);
    object.add("namespace", namespace(&enum_type.id));
    object.set("values", &enum_type.values);
    object.add("descriptions", words(&[&enum_type.annotations.values]));
    object.add("used_by", context.enum_users.get(&enum_type.id));
    object.add("location", context.location(enum_type.span));
    add_prose(&mut object, &enum_type.annotations);
    object.into()
}

pub(super) fn domain(context: &Context<'_>, domain: &model::Domain) -> Value {
    let mut object = Object::default();
    object.set("name", &domain.id.name);
    object.add("namespace", namespace(&domain.id));
    object.set("type", domain.data_type.logical.as_str());
    object.set("native_type", &domain.data_type.native);
    object.set("nullable", domain.nullable);
    object.add("default", &domain.default);
    object.add("collation", &domain.collation);
    object.add("checks", list(&domain.checks, constraint::check));
    object.add("location", context.location(domain.span));
    add_prose(&mut object, &domain.annotations);
    object.into()
}

pub(super) fn composite(context: &Context<'_>, composite: &model::CompositeType) -> Value {
    let mut object = Object::default();
    object.set("name", &composite.id.name);
    object.add("namespace", namespace(&composite.id));
    object.set(
        "fields",
        list(&composite.attributes, |(name, data_type, collation)| {
            let mut object = Object::default();
            object.set("name", name);
            object.set("type", data_type.logical.as_str());
            object.set("native_type", &data_type.native);
            object.add("collation", collation);
            object.into()
        }),
    );
    object.add("location", context.location(composite.span));
    add_prose(&mut object, &composite.annotations);
    object.into()
}

pub(super) fn range(context: &Context<'_>, range: &model::RangeType) -> Value {
    let mut object = Object::default();
    object.set("name", &range.id.name);
    object.add("namespace", namespace(&range.id));
    object.set(
        "options",
        list(&range.options, |(name, value)| {
            let mut object = Object::default();
            object.set("name", name);
            object.set("value", value);
            object.into()
        }),
    );
    object.add("location", context.location(range.span));
    add_prose(&mut object, &range.annotations);
    object.into()
}

pub(super) fn routine(context: &Context<'_>, routine: &model::Routine) -> Value {
    let mut object = Object::default();
    object.set("name", &routine.id.name);
    object.add("namespace", namespace(&routine.id));
    object.set("kind", routine.kind.as_str());
    object.add("arguments", list(&routine.arguments, argument));
    object.add("returns", &routine.returns);
    object.add("language", &routine.language);
    object.add("volatility", &routine.volatility);
    object.add("security_definer", routine.security_definer);
    object.add("definition", context.definition(&routine.definition));
    object.add("location", context.location(routine.definition.span));
    // A trigger calls the overload that takes nothing.
    if routine.arguments.is_empty() {
        object.add("triggers", context.routine_users.get(&routine.id));
    }
    add_prose(&mut object, &routine.annotations);
    object.into()
}

fn argument(argument: &model::Argument) -> Value {
    let mode = match argument.mode {
        ArgumentMode::In => None,
        ArgumentMode::Out => Some("out"),
        ArgumentMode::InOut => Some("inout"),
        ArgumentMode::Variadic => Some("variadic"),
    };
    let mut object = Object::default();
    object.add("name", &argument.name);
    object.add("mode", mode);
    object.set("native_type", &argument.data_type);
    object.add("default", &argument.default);
    object.into()
}

/// Sequences that no column owns through `serial` or identity.
pub(super) fn sequence(context: &Context<'_>, sequence: &model::Sequence) -> Value {
    let mut object = Object::default();
    object.set("name", &sequence.id.name);
    object.add("namespace", namespace(&sequence.id));
    object.add("owned_by", sequence.owned_by.as_ref().map(|(table, column)| member(context.schema, table, column)));
    object.add("options", field::sequence_options(None, &sequence.options));
    object.add("location", context.location(sequence.span));
    add_prose(&mut object, &sequence.annotations);
    object.into()
}

pub(super) fn extension(extension: &model::Extension) -> Value {
    let mut object = Object::default();
    object.set("name", &extension.name);
    object.add("namespace", &extension.namespace);
    object.add("version", &extension.version);
    add_prose(&mut object, &extension.annotations);
    object.into()
}

pub(super) fn role(role: &model::Role) -> Value {
    let mut object = Object::default();
    object.set("name", &role.name);
    object.add("login", role.login);
    object.add("options", text(&role.options));
    object.add("member_of", &role.member_of);
    add_prose(&mut object, &role.annotations);
    object.into()
}

pub(super) fn grant(context: &Context<'_>, grant: &model::Grant) -> Value {
    let mut object = Object::default();
    object.set("privileges", &grant.privileges);
    object.set("object_kind", &grant.object_kind);
    object.set("object", &grant.object);
    object.add("target", grant.target.as_ref().map(|id| context.identifier(id)));
    object.set("grantees", &grant.grantees);
    object.add("with_grant_option", grant.with_grant_option);
    object.into()
}

pub(super) fn schema_namespace(namespace: &model::Namespace) -> Value {
    let mut object = Object::default();
    object.set("name", &namespace.name);
    object.add("owner_role", &namespace.owner);
    add_prose(&mut object, &namespace.annotations);
    object.into()
}

pub(super) fn other(context: &Context<'_>, other: &model::OtherObject) -> Value {
    let mut object = Object::default();
    object.set("kind", &other.kind);
    object.set("name", &other.id.name);
    object.add("namespace", namespace(&other.id));
    object.add("table", other.table.as_ref().map(|id| context.identifier(id)));
    object.add("definition", context.definition(&other.definition));
    add_prose(&mut object, &other.annotations);
    object.into()
}
