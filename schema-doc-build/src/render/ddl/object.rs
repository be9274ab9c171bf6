//! Types, routines, views, and what is kept as text.

use crate::list::SliceExt;
use crate::ordered::Set;

use super::comment;
use super::constraint;
use super::order::{Object, Part};
use super::script::{Script, for_empty_database, literal, or_replaced};
use super::{sequence, table};
use crate::model::{CompositeType, Definition, Domain, EnumType, RangeType};
use crate::render::definition::definition_text;

/// Creates an object, and says what its comment says.
pub(super) fn create(script: &mut Script, object: Object, later: &Set<(Object, Part)>) {
    let schema = script.schema;
    match object {
        Object::Other(i) => {
            let other = &schema.others[i];
            as_written(script, &other.definition, &other.kind);
            comment::other(script, other);
        }
        Object::Enum(i) => enumeration(script, &schema.enums[i]),
        Object::Range(i) => range(script, &schema.ranges[i]),
        Object::Domain(i) => domain(script, object, &schema.domains[i], later),
        Object::Composite(i) => composite(script, &schema.composites[i]),
        Object::Sequence(i) => {
            sequence::create(script, &schema.sequences[i]);
            comment::object(script, "SEQUENCE", &schema.sequences[i].id, &schema.sequences[i].annotations);
        }
        Object::Table(i) => {
            table::create(script, i, later);
            if let Some(table) = schema.tables.get(i) {
                comment::table(script, table);
            }
        }
        Object::Routine(i) => {
            let routine = &schema.routines[i];
            as_written(script, &routine.definition, routine.kind.as_str());
            comment::routine(script, routine);
        }
        Object::View(i) => {
            let view = &schema.views[i];
            as_written(script, &view.definition, "view");
            comment::view(script, view);
        }
    }
}

/// A definition that is kept as text. Where there is no text, the script says so.
pub(super) fn as_written(script: &mut Script, definition: &Definition, kind: &str) {
    let text = definition_text(script.schema, definition);
    let text = text.trim_end_matches([';', ' ', '\n']);
    if text.is_empty() {
        script.remark(&format!("a {kind} whose definition is not known"));
    } else {
        let text = if kind == "language" { or_replaced(text) } else { for_empty_database(text) };
        script.statement_in(&definition.search_path, &text);
    }
}

fn enumeration(script: &mut Script, enum_type: &EnumType) {
    let name = script.qualified(&enum_type.id);
    let values: Vec<String> = enum_type.values.mapped(|value| literal(value));
    let one_line = format!("CREATE TYPE {name} AS ENUM ({})", values.join(", "));
    if one_line.chars().count() <= 100 {
        script.statement(&one_line);
    } else {
        script.statement(&format!("CREATE TYPE {name} AS ENUM (\n    {}\n)", values.join(",\n    ")));
    }
    comment::object(script, "TYPE", &enum_type.id, &enum_type.annotations);
}

fn range(script: &mut Script, range: &RangeType) {
    let options: Vec<String> = range.options.mapped(|(name, value)| format!("{name} = {value}"));
    let name = script.qualified(&range.id);
    script.statement(&format!("CREATE TYPE {name} AS RANGE ({})", options.join(", ")));
    comment::object(script, "TYPE", &range.id, &range.annotations);
}

fn composite(script: &mut Script, composite: &CompositeType) {
    let name = script.qualified(&composite.id);
    let width = composite.attributes.iter().map(|(name, ..)| script.quote(name).chars().count()).max().unwrap_or(0);
    let attributes: Vec<String> = composite.attributes.mapped(|(name, data_type, collation)| {
        let name = script.quote(name);
        let collation = collation.as_ref().map(|c| format!(" COLLATE {}", script.printed(c))).unwrap_or_default();
        format!("    {name:width$} {}{collation}", data_type.native)
    });
    if attributes.is_empty() {
        script.statement(&format!("CREATE TYPE {name} AS ()"));
    } else {
        script.statement(&format!("CREATE TYPE {name} AS (\n{}\n)", attributes.join(",\n")));
    }
    comment::object(script, "TYPE", &composite.id, &composite.annotations);
}

fn domain(script: &mut Script, object: Object, domain: &Domain, later: &Set<(Object, Part)>) {
    let mut out = format!("CREATE DOMAIN {} AS {}", script.qualified(&domain.id), domain.data_type.native);
    if let Some(collation) = &domain.collation {
        out.push_str(&format!(" COLLATE {}", script.printed(collation)));
    }
    if let Some(default) = domain.default.as_ref().filter(|_| !later.contains(&(object, Part::Default(0)))) {
        out.push_str(&format!(" DEFAULT {default}"));
    }
    if !domain.nullable {
        out.push_str(" NOT NULL");
    }
    for (position, check) in domain.checks.iter().enumerate() {
        if !check.not_valid && !later.contains(&(object, Part::Check(position))) {
            out.push_str(&format!("\n    {}", constraint::check(script, check)));
        }
    }
    script.statement(&out);
    let name = script.qualified(&domain.id);
    for check in domain.checks.iter().filter(|check| check.not_valid) {
        let statement = format!("ALTER DOMAIN {name} ADD {}", constraint::check(script, check));
        script.statement(&statement);
    }
    comment::object(script, "DOMAIN", &domain.id, &domain.annotations);
    for check in &domain.checks {
        comment::on(script, &format!("CONSTRAINT {} ON DOMAIN {name}", script.quote(&check.name)), &check.annotations);
    }
}

/// Adds what waited until everything it needs was there.
pub(super) fn add_later(script: &mut Script, object: Object, part: Part) {
    let schema = script.schema;
    match (object, part) {
        (Object::Table(i), Part::Default(at)) => {
            let Some((table, column)) = schema.tables.get(i).and_then(|t| Some((t, t.columns.get(at)?))) else {
                return;
            };
            let (name, quoted) = (script.qualified(&table.id), script.quote(&column.name));
            let default = column.default_expression().unwrap_or_default();
            let statement = format!("ALTER TABLE {name} ALTER COLUMN {quoted} SET DEFAULT {default}");
            script.statement_in(&table.definition.search_path, &statement);
        }
        (Object::Table(i), Part::Check(at)) => {
            let Some((table, check)) = schema.tables.get(i).and_then(|t| Some((t, t.checks.get(at)?))) else { return };
            if !check.inherited && !check.not_valid {
                let name = script.qualified(&table.id);
                let statement = format!("ALTER TABLE {name} ADD {}", constraint::check(script, check));
                script.statement_in(&table.definition.search_path, &statement);
            }
        }
        (Object::Domain(i), part) => {
            let domain = &schema.domains[i];
            let name = script.qualified(&domain.id);
            let change = match part {
                Part::Default(_) => format!("SET DEFAULT {}", domain.default.as_deref().unwrap_or("NULL")),
                Part::Check(at) => match domain.checks.get(at).filter(|check| !check.not_valid) {
                    Some(check) => format!("ADD {}", constraint::check(script, check)),
                    None => return,
                },
            };
            script.statement(&format!("ALTER DOMAIN {name} {change}"));
        }
        _ => {}
    }
}
