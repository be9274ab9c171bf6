//! `COMMENT ON`.

use super::script::{Script, literal};
use crate::list::SliceExt;
use crate::model::{Annotations, ArgumentMode, OtherObject, QualifiedName, Routine, RoutineKind, Table, Trigger, View};

/// `COMMENT ON TABLE users IS '…'`, where the database has a comment.
pub(super) fn on(script: &mut Script, what: &str, annotations: &Annotations) {
    if let Some(comment) = annotations.comment.as_ref().filter(|_| !script.without_comments) {
        script.statement(&format!("COMMENT ON {what} IS {}", literal(comment)));
    }
}

/// On an object that its kind and name tell apart.
pub(super) fn object(script: &mut Script, kind: &str, id: &QualifiedName, annotations: &Annotations) {
    on(script, &format!("{kind} {}", script.qualified(id)), annotations);
}

/// On a table, its columns, and those of its constraints that are there by now.
pub(super) fn table(script: &mut Script, table: &Table) {
    let foreign = table.options.as_ref().is_some_and(|options| options.server.is_some());
    object(script, if foreign { "FOREIGN TABLE" } else { "TABLE" }, &table.id, &table.annotations);
    let name = script.qualified(&table.id);
    for column in table.columns.iter().filter(|column| column.annotations.comment.is_some()) {
        on(script, &format!("COLUMN {name}.{}", script.quote(&column.name)), &column.annotations);
    }
    if let Some(key) = &table.primary_key {
        constraint(script, table, &key.name, &key.annotations);
    }
    for key in &table.unique {
        constraint(script, table, &key.name, &key.annotations);
    }
    for exclusion in &table.exclusions {
        constraint(script, table, &exclusion.name, &exclusion.annotations);
    }
}

/// On a constraint of a table.
pub(super) fn constraint(script: &mut Script, table: &Table, name: &str, annotations: &Annotations) {
    if annotations.comment.is_some() {
        on(script, &format!("CONSTRAINT {} ON {}", script.quote(name), script.qualified(&table.id)), annotations);
    }
}

/// On a trigger.
pub(super) fn trigger(script: &mut Script, on_object: &QualifiedName, trigger: &Trigger) {
    let what = format!("TRIGGER {} ON {}", script.quote(&trigger.name), script.qualified(on_object));
    on(script, &what, &trigger.annotations);
}

/// On a view and its columns.
pub(super) fn view(script: &mut Script, view: &View) {
    object(script, if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" }, &view.id, &view.annotations);
    let name = script.qualified(&view.id);
    for column in &view.columns {
        on(script, &format!("COLUMN {name}.{}", script.quote(&column.name)), &column.annotations);
    }
}

/// On a function, a procedure or an aggregate.
pub(super) fn routine(script: &mut Script, routine: &Routine) {
    let kind = match routine.kind {
        RoutineKind::Function => "FUNCTION",
        RoutineKind::Procedure => "PROCEDURE",
        RoutineKind::Aggregate => "AGGREGATE",
    };
    on(script, &format!("{kind} {}", signature(script, routine)), &routine.annotations);
}

/// `f(integer, VARIADIC text[])`
fn signature(script: &Script, routine: &Routine) -> String {
    let arguments: Vec<String> = routine.arguments.mapped(|argument| {
        let mode = match argument.mode {
            ArgumentMode::In => "",
            ArgumentMode::Out => "OUT ",
            ArgumentMode::InOut => "INOUT ",
            ArgumentMode::Variadic => "VARIADIC ",
        };
        format!("{mode}{}", argument.data_type)
    });
    let arguments =
        if routine.kind == RoutineKind::Aggregate && arguments.is_empty() { "*".into() } else { arguments.join(", ") };
    format!("{}({arguments})", script.qualified(&routine.id))
}

/// On what is kept as text. Where its name alone does not say which it is, the comment stays a remark.
pub(super) fn other(script: &mut Script, other: &OtherObject) {
    let Some(comment) = &other.annotations.comment else { return };
    let kind = other.kind.to_uppercase();
    match (other.kind.as_str(), &other.table) {
        ("rule", Some(table)) => {
            let what = format!("RULE {} ON {}", script.quote(&other.id.name), script.qualified(table));
            on(script, &what, &other.annotations);
        }
        ("cast", _) => on(script, &format!("CAST {}", other.id.name), &other.annotations),
        // `===(integer, integer)`
        ("operator", _) => {
            let namespace = &other.id.namespace;
            let default = *namespace == script.schema.default_namespace || namespace.is_empty();
            let namespace = if default { String::new() } else { format!("{}.", script.quote(namespace)) };
            on(script, &format!("OPERATOR {namespace}{}", other.id.name), &other.annotations);
        }
        ("operator class" | "operator family" | "transform" | "user mapping", _) => {
            script.remark(&format!("comment on {} {}: {comment}", other.kind, other.id.name));
        }
        ("event trigger" | "server" | "foreign data wrapper" | "language" | "access method" | "publication", _) => {
            on(script, &format!("{kind} {}", script.quote(&other.id.name)), &other.annotations);
        }
        _ => object(script, &kind, &other.id, &other.annotations),
    }
}
