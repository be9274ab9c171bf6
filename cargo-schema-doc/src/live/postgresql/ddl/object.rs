//! Namespaces, extensions, types, routines, views, and what is kept as text.

use super::super::catalog::Catalog;
use super::super::rows::{Constraint, Oid, Relation, Routine, Type};
use super::order;
use super::script::{Script, literal, storage};

pub(super) fn namespaces(script: &mut Script, catalog: &Catalog) {
    for namespace in &catalog.namespaces {
        // Every new database has `public`, with these words.
        let is_public = namespace.name == "public";
        if !is_public && !namespace.of_extension {
            let owner = catalog.privileges.as_ref().map(|_| format!(" AUTHORIZATION {}", namespace.owner));
            script.statement(format_args!("CREATE SCHEMA {}{}", namespace.printed, owner.unwrap_or_default()));
        }
        let comment = namespace.comment.as_ref().filter(|text| !is_public || *text != "standard public schema");
        script.comment("SCHEMA", &namespace.printed, comment);
    }
}

pub(super) fn extensions(script: &mut Script, catalog: &Catalog) {
    for extension in &catalog.extensions {
        // As `pg_dump` has it: without a version, which is the server's affair.
        script.statement(format_args!("CREATE EXTENSION {} WITH SCHEMA {}", extension.printed, extension.namespace));
        script.comment("EXTENSION", &extension.printed, extension.comment.as_ref());
    }
}

/// Those of a rank.
pub(super) fn others(script: &mut Script, catalog: &Catalog, rank: i32) {
    for other in catalog.others.iter().filter(|other| other.rank == rank) {
        if let Some(definition) = &other.definition {
            script.statement(definition);
        }
        script.comment(&other.kind, &other.printed, other.comment.as_ref());
    }
}

/// A type, or a composite one, which is a relation.
enum AnyType<'c> {
    Type(&'c Type),
    Composite(&'c Relation),
}

impl AnyType<'_> {
    fn oid(&self) -> Oid {
        match self {
            Self::Type(found) => found.oid,
            Self::Composite(relation) => relation.oid,
        }
    }
}

pub(super) fn types(script: &mut Script, catalog: &Catalog) {
    let mut types: Vec<AnyType> = catalog.types.iter().map(AnyType::Type).collect();
    types.extend(catalog.relations.iter().filter(|relation| relation.kind == "c").map(AnyType::Composite));
    types.sort_by_key(|found| found.oid().0);
    for found in order::sorted(&types, AnyType::oid, &catalog.needs) {
        match found {
            AnyType::Type(found) => create_type(script, catalog, found),
            AnyType::Composite(relation) => composite(script, catalog, relation),
        }
    }
}

fn create_type(script: &mut Script, catalog: &Catalog, found: &Type) {
    let name = &found.printed;
    let options = found.options.as_deref().unwrap_or_default();
    match found.kind.as_str() {
        "e" => {
            let labels: Vec<String> = found.labels.iter().map(|label| literal(label)).collect();
            script.statement(format_args!("CREATE TYPE {name} AS ENUM ({})", labels.join(", ")));
        }
        "d" => return domain(script, catalog, found),
        "r" => script.statement(format_args!("CREATE TYPE {name} AS RANGE ({options})")),
        "b" => script.statement(format_args!("CREATE TYPE {name} ({options})")),
        _ => script.statement(format_args!("CREATE TYPE {name}")),
    }
    script.comment("TYPE", name, found.comment.as_ref());
}

fn domain(script: &mut Script, catalog: &Catalog, domain: &Type) {
    let name = &domain.printed;
    let mut out = format!("CREATE DOMAIN {name} AS {}", domain.base.as_deref().unwrap_or_default());
    if let Some(collation) = &domain.collation {
        out.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &domain.default {
        out.push_str(&format!(" DEFAULT {default}"));
    }
    if domain.not_null {
        out.push_str(" NOT NULL");
    }
    let constraints = catalog.domain_constraints.get(&domain.oid).map_or(&[] as &[_], Vec::as_slice);
    // `NOT NULL` is a constraint too, since PostgreSQL 17.
    let checks = || constraints.iter().filter(|constraint| constraint.kind == "c");
    let named = |constraint: &Constraint| {
        format!("CONSTRAINT {} {}", constraint.printed, constraint.definition.as_deref().unwrap_or_default())
    };
    for check in checks().filter(|check| check.is_valid) {
        out.push_str(&format!("\n    {}", named(check)));
    }
    script.statement(out);
    for check in checks().filter(|check| !check.is_valid) {
        script.statement(format_args!("ALTER DOMAIN {name} ADD {}", named(check)));
    }
    script.comment("DOMAIN", name, domain.comment.as_ref());
    for check in checks() {
        script.comment("CONSTRAINT", format_args!("{} ON DOMAIN {name}", check.printed), check.comment.as_ref());
    }
}

fn composite(script: &mut Script, catalog: &Catalog, relation: &Relation) {
    let name = &relation.printed;
    let attributes = catalog.columns_of(relation);
    let written: Vec<String> = attributes
        .iter()
        .map(|attribute| {
            let collation = attribute.collation.as_ref().map(|collation| format!(" COLLATE {collation}"));
            format!("{} {}{}", attribute.printed, attribute.data_type, collation.unwrap_or_default())
        })
        .collect();
    script.statement(format_args!("CREATE TYPE {name} AS ({})", written.join(", ")));
    script.comment("TYPE", name, relation.comment.as_ref());
    for attribute in attributes {
        script.comment("COLUMN", format_args!("{name}.{}", attribute.printed), attribute.comment.as_ref());
    }
}

pub(super) fn routines(script: &mut Script, catalog: &Catalog) {
    for routine in &catalog.routines {
        script.statement(definition_of(routine));
        let kind = match routine.kind.as_str() {
            "p" => "PROCEDURE",
            "a" => "AGGREGATE",
            _ => "FUNCTION",
        };
        script.comment(kind, &routine.signature, routine.comment.as_ref());
    }
}

/// The catalog prints `CREATE OR REPLACE FUNCTION public.f(…)`; here nothing is replaced, and `public` is where we are.
fn definition_of(routine: &Routine) -> String {
    let Some(definition) = routine.definition.as_deref() else {
        let (arguments, options) = (routine.arguments.as_deref(), routine.options.as_deref());
        let arguments = arguments.filter(|arguments| !arguments.is_empty()).unwrap_or("*");
        return format!("CREATE AGGREGATE {}({arguments}) ({})", routine.printed, options.unwrap_or_default());
    };
    let kind = if routine.kind == "p" { "PROCEDURE" } else { "FUNCTION" };
    let head = format!("CREATE OR REPLACE {kind} {}(", routine.qualified);
    match definition.trim_end().strip_prefix(head.as_str()) {
        Some(rest) => format!("CREATE {kind} {}({rest}", routine.printed),
        None => definition.trim_end().to_owned(),
    }
}

pub(super) fn views(script: &mut Script, catalog: &Catalog) {
    let ordered = order::sorted(&catalog.relations, |relation| relation.oid, &catalog.needs);
    for view in ordered.into_iter().filter(|relation| matches!(relation.kind.as_str(), "v" | "m")) {
        let kind = if view.kind == "m" { "MATERIALIZED VIEW" } else { "VIEW" };
        let mut out = format!("CREATE {kind} {}", view.printed);
        if let Some(method) = &view.access_method {
            out.push_str(&format!(" USING {method}"));
        }
        if !view.options.is_empty() {
            out.push_str(&format!(" WITH ({})", storage(&view.options)));
        }
        let query = view.query.as_deref().unwrap_or_default().trim_end();
        script.statement(format_args!("{out} AS\n{}", query.strip_suffix(';').unwrap_or(query)));
        script.comment(kind, &view.printed, view.comment.as_ref());
        for column in catalog.columns_of(view) {
            script.comment("COLUMN", format_args!("{}.{}", view.printed, column.printed), column.comment.as_ref());
        }
    }
}
