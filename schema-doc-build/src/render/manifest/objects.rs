//! What a schema has beside tables.

use schema_doc_runtime::manifest::{
    Argument, Attribute, CompositeType, Domain, Enum, Extension, Grant, Namespace, OtherObject, RangeType, Role,
    Routine, Sequence, SequenceOptions, Setting, View, ViewField,
};

use super::context::{Context, member, namespace, text, words};
use super::{constraint, field, object, set_prose};
use crate::model::{self, ArgumentMode};

pub(super) fn view(context: &Context<'_>, view: &model::View) -> View {
    let mut object = object!(View {
        name: view.id.name.clone(),
        namespace: namespace(&view.id),
        kind: if view.materialized { "materialized_view" } else { "view" }.to_owned(),
        definition: context.definition(&view.definition),
        location: context.location(view.definition.span),
        fields: view.columns.iter().map(view_field).collect(),
        depends_on: context.identifiers(&view.depends_on),
        indexes: view.indexes.iter().map(|index| constraint::index(index, Vec::new())).collect(),
        triggers: view.triggers.iter().map(|trigger| constraint::trigger(context, trigger)).collect(),
    });
    set_prose!(object, &view.annotations);
    object
}

fn view_field(column: &model::ViewColumn) -> ViewField {
    let mut object = object!(ViewField {
        name: column.name.clone(),
        logical_type: column.data_type.as_ref().map(|data_type| data_type.logical.as_str().to_owned()),
        native_type: column.data_type.as_ref().map(|data_type| data_type.native.clone()),
    });
    set_prose!(object, &column.annotations);
    object
}

pub(super) fn enum_type(context: &Context<'_>, enum_type: &model::EnumType) -> Enum {
    let mut object = object!(Enum {
        name: enum_type.id.name.clone(),
        namespace: namespace(&enum_type.id),
        values: enum_type.values.clone(),
        descriptions: words(&enum_type.annotations.values),
        used_by: context.enum_users.get(&enum_type.id).cloned().unwrap_or_default(),
        location: context.location(enum_type.span),
    });
    set_prose!(object, &enum_type.annotations);
    object
}

pub(super) fn domain(context: &Context<'_>, domain: &model::Domain) -> Domain {
    let mut object = object!(Domain {
        name: domain.id.name.clone(),
        namespace: namespace(&domain.id),
        logical_type: Some(domain.data_type.logical.as_str().to_owned()),
        native_type: domain.data_type.native.clone(),
        nullable: domain.nullable,
        default: domain.default.clone(),
        collation: domain.collation.clone(),
        checks: domain.checks.iter().map(constraint::check).collect(),
        location: context.location(domain.span),
    });
    set_prose!(object, &domain.annotations);
    object
}

pub(super) fn composite(context: &Context<'_>, composite: &model::CompositeType) -> CompositeType {
    let attribute = |(name, data_type, collation): &(String, model::DataType, Option<String>)| {
        object!(Attribute {
            name: name.clone(),
            logical_type: data_type.logical.as_str().to_owned(),
            native_type: data_type.native.clone(),
            collation: collation.clone(),
        })
    };
    let mut object = object!(CompositeType {
        name: composite.id.name.clone(),
        namespace: namespace(&composite.id),
        fields: composite.attributes.iter().map(attribute).collect(),
        location: context.location(composite.span),
    });
    set_prose!(object, &composite.annotations);
    object
}

pub(super) fn range(context: &Context<'_>, range: &model::RangeType) -> RangeType {
    let setting = |(name, value): &(String, String)| object!(Setting { name: name.clone(), value: value.clone() });
    let mut object = object!(RangeType {
        name: range.id.name.clone(),
        namespace: namespace(&range.id),
        options: range.options.iter().map(setting).collect(),
        location: context.location(range.span),
    });
    set_prose!(object, &range.annotations);
    object
}

pub(super) fn routine(context: &Context<'_>, routine: &model::Routine) -> Routine {
    let mut object = object!(Routine {
        name: routine.id.name.clone(),
        namespace: namespace(&routine.id),
        kind: routine.kind.as_str().to_owned(),
        arguments: routine.arguments.iter().map(argument).collect(),
        returns: routine.returns.clone(),
        language: routine.language.clone(),
        volatility: routine.volatility.clone(),
        security_definer: routine.security_definer,
        definition: context.definition(&routine.definition),
        location: context.location(routine.definition.span),
    });
    // A trigger calls the overload that takes nothing.
    if routine.arguments.is_empty() {
        object.triggers = context.routine_users.get(&routine.id).cloned().unwrap_or_default();
    }
    set_prose!(object, &routine.annotations);
    object
}

fn argument(argument: &model::Argument) -> Argument {
    let mode = match argument.mode {
        ArgumentMode::In => None,
        ArgumentMode::Out => Some("out"),
        ArgumentMode::InOut => Some("inout"),
        ArgumentMode::Variadic => Some("variadic"),
    };
    object!(Argument {
        name: argument.name.clone(),
        mode: mode.map(str::to_owned),
        native_type: argument.data_type.clone(),
        default: argument.default.clone(),
    })
}

/// Sequences that no column owns through `serial` or identity.
pub(super) fn sequence(context: &Context<'_>, sequence: &model::Sequence) -> Sequence {
    let options = field::sequence_options(&sequence.options);
    let mut object = object!(Sequence {
        name: sequence.id.name.clone(),
        namespace: namespace(&sequence.id),
        owned_by: sequence.owned_by.as_ref().map(|(table, column)| member(context.schema, table, column)),
        options: Some(options).filter(|options| *options != SequenceOptions::default()),
        location: context.location(sequence.span),
    });
    set_prose!(object, &sequence.annotations);
    object
}

pub(super) fn extension(extension: &model::Extension) -> Extension {
    let mut object = object!(Extension {
        name: extension.name.clone(),
        namespace: extension.namespace.clone(),
        version: extension.version.clone(),
    });
    set_prose!(object, &extension.annotations);
    object
}

pub(super) fn role(role: &model::Role) -> Role {
    let mut object = object!(Role {
        name: role.name.clone(),
        login: role.login,
        options: text(&role.options),
        member_of: role.member_of.clone(),
    });
    set_prose!(object, &role.annotations);
    object
}

pub(super) fn grant(context: &Context<'_>, grant: &model::Grant) -> Grant {
    object!(Grant {
        privileges: grant.privileges.clone(),
        object_kind: grant.object_kind.clone(),
        object: grant.object.clone(),
        target: grant.target.as_ref().map(|id| context.identifier(id)),
        grantees: grant.grantees.clone(),
        with_grant_option: grant.with_grant_option,
    })
}

pub(super) fn schema_namespace(namespace: &model::Namespace) -> Namespace {
    let mut object = object!(Namespace { name: namespace.name.clone(), owner_role: namespace.owner.clone() });
    set_prose!(object, &namespace.annotations);
    object
}

pub(super) fn other(context: &Context<'_>, other: &model::OtherObject) -> OtherObject {
    let mut object = object!(OtherObject {
        kind: other.kind.clone(),
        name: other.id.name.clone(),
        namespace: namespace(&other.id),
        table: other.table.as_ref().map(|id| context.identifier(id)),
        definition: context.definition(&other.definition),
    });
    set_prose!(object, &other.annotations);
    object
}
