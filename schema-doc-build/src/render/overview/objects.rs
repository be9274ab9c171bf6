//! What a schema has beside tables: views, types, routines, sequences, extensions, roles, privileges.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Annotations, Definition, QualifiedName, Routine, View};
use crate::render::definition::definition_text;
use crate::render::links::Links;
use crate::render::lookup::{Lookup, found};
use crate::render::markdown::code::html_code;
use crate::render::markdown::{
    Table, anchor, block, cell_code, cell_text, code, fenced, folded, heading, link, list, prose, text,
};
use crate::render::tables;
use crate::render::{Format, Input, words};

/// Definitions of routines longer than this together are linked, not shown.
const DEFINITIONS: usize = 40_000;

/// Every kind of object that there is, each under its heading.
pub(super) fn sections(out: &mut String, input: Input, links: &Links, lookup: &Lookup) {
    views(out, input, links, lookup);
    enums(out, input, links, lookup);
    domains(out, input, links, lookup);
    composites(out, input, links, lookup);
    routines(out, input, links, lookup);
    sequences(out, input, links);
    extensions(out, input);
    access(out, input, links);
    others(out, input);
}

/// An anchor and the name behind it, for a cell.
fn anchored(input: Input, kind: &str, id: &QualifiedName) -> String {
    let name = input.schema.identifier(id);
    format!("{}{}", anchor::target(&anchor::id(kind, &name)), cell_code(&name))
}

fn told(tags: &Annotations) -> String {
    let mut parts = Vec::new();
    if let Some(words) = &tags.deprecated {
        parts.push(format!("**Deprecated** {}", cell_text(words)).trim_end().to_owned());
    }
    parts.push_all(tags.description.as_ref().or(tags.purpose.as_ref()).map(|words| cell_text(words)));
    parts.join(" ")
}

fn definition(out: &mut String, input: Input, summary: &str, definition: &Definition) {
    let text = definition_text(input.schema, definition);
    if !text.is_empty() {
        folded(out, summary, &fenced("sql", &format!("{text};")));
    }
}

fn views(out: &mut String, input: Input, links: &Links, lookup: &Lookup) {
    let schema = input.schema;
    if schema.views.all(|v| v.annotations.ignore) {
        return;
    }
    heading(out, 2, "Views");
    for view in schema.views.iter().filter(|v| !v.annotations.ignore) {
        let name = schema.identifier(&view.id);
        block(out, &anchor::target(&anchor::id("view", &name)));
        heading(out, 3, &text(&name));
        let kind = if view.materialized { "Materialized view" } else { "View" };
        let mut facts = vec![kind.to_owned()];
        facts.push_all(view.definition.span.map(|span| links.source(span)));
        block(out, &facts.join(" · "));
        if let Some(words) = view.annotations.description.as_ref().or(view.annotations.purpose.as_ref()) {
            block(out, &prose(words));
        }
        block(out, &view_columns(view));
        let sources: Vec<String> = view.depends_on.mapped(|id| table_or_view(input, links, id));
        let mut items = Vec::new();
        if !sources.is_empty() {
            items.push(format!("**Reads:** {}", sources.join(", ")));
        }
        let readers = found(&lookup.views, &&view.id).iter().filter_map(|&v| schema.views.get(v));
        let readers: Vec<String> = readers.map(|v| tables::view(schema, links, &v.id)).collect_vec();
        if !readers.is_empty() {
            items.push(format!("**Read by:** {}", readers.join(", ")));
        }
        items.push_all(view.indexes.iter().map(|index| format!("**Index:** {}", tables::index_line(index))));
        items.push_all(view.triggers.iter().map(|t| format!("**Trigger:** {}", tables::trigger(schema, links, t))));
        let grants = found(&lookup.grants, &&view.id).iter().filter_map(|&g| schema.grants.get(g));
        items.push_all(grants.map(|grant| format!("**Privileges:** {}", tables::grant(grant))));
        list(out, &items);
        definition(out, input, "As written", &view.definition);
    }
}

fn view_columns(view: &View) -> String {
    let mut rows = Table::new(&["Column", "Type", "Description"]);
    for column in view.columns.iter().filter(|c| !c.annotations.ignore) {
        let native = column.data_type.as_ref().map(|t| cell_code(&t.native)).unwrap_or_default();
        rows.push(&[cell_code(&column.name), native, told(&column.annotations)]);
    }
    rows.finish()
}

fn table_or_view(input: Input, links: &Links, id: &QualifiedName) -> String {
    match input.schema.table_index(id) {
        Some(table) => links.table(table),
        None if input.schema.views.binary_search_by(|v| v.id.cmp(id)).is_ok() => tables::view(input.schema, links, id),
        None => code(&input.schema.identifier(id)),
    }
}

/// The columns that have a type of the schema.
fn used_by(input: Input, links: &Links, lookup: &Lookup, id: &QualifiedName) -> String {
    let columns = found(&lookup.used_by, id).iter().filter_map(|&(position, index)| {
        let table = input.schema.tables.get(position).filter(|t| !t.annotations.ignore)?;
        let name = format!("{}.{}", input.schema.identifier(&table.id), table.columns.get(index)?.name);
        Some(match links.page_section(position, "columns") {
            Some(url) => link(&cell_code(&name), &url),
            None => cell_code(&name),
        })
    });
    columns.join(", ")
}

fn enums(out: &mut String, input: Input, links: &Links, lookup: &Lookup) {
    let mut rows = Table::new(&["Type", "Values", "Used by", "Description"]);
    for of in input.schema.enums.iter().filter(|e| !e.annotations.ignore) {
        let values: Vec<String> = of.values.mapped(|value| {
            let words = of.annotations.values.find(|named| named.name == *value).and_then(|n| n.text.as_deref());
            match words {
                Some(words) => format!("{} ({})", cell_code(value), cell_text(words)),
                None => cell_code(value),
            }
        });
        rows.push(&[
            anchored(input, "enum", &of.id),
            values.join(", "),
            used_by(input, links, lookup, &of.id),
            told(&of.annotations),
        ]);
    }
    if !rows.is_empty() {
        heading(out, 2, "Enumerated types");
        block(out, &rows.finish());
    }
}

fn domains(out: &mut String, input: Input, links: &Links, lookup: &Lookup) {
    let mut rows = Table::new(&["Domain", "Type", "Constraints", "Used by", "Description"]);
    for domain in input.schema.domains.iter().filter(|d| !d.annotations.ignore) {
        let mut rules = Vec::new();
        if !domain.nullable {
            rules.push("required".to_owned());
        }
        rules.push_all(domain.default.as_ref().map(|default| format!("default {}", cell_code(default))));
        rules.push_all(domain.checks.iter().map(|check| cell_code(&check.expression)));
        rules.push_all(domain.collation.as_ref().map(|collation| format!("collation {}", cell_code(collation))));
        rows.push(&[
            anchored(input, "domain", &domain.id),
            cell_code(&domain.data_type.native),
            rules.join(", "),
            used_by(input, links, lookup, &domain.id),
            told(&domain.annotations),
        ]);
    }
    if !rows.is_empty() {
        heading(out, 2, "Domains");
        block(out, &rows.finish());
    }
}

fn composites(out: &mut String, input: Input, links: &Links, lookup: &Lookup) {
    let mut rows = Table::new(&["Type", "Made of", "Used by", "Description"]);
    for composite in input.schema.composites.iter().filter(|c| !c.annotations.ignore) {
        let attributes = composite.attributes.iter().map(|(name, of, _)| cell_code(&format!("{name} {}", of.native)));
        let attributes: Vec<String> = attributes.collect_vec();
        rows.push(&[
            anchored(input, "composite", &composite.id),
            attributes.join(", "),
            used_by(input, links, lookup, &composite.id),
            told(&composite.annotations),
        ]);
    }
    for range in input.schema.ranges.iter().filter(|r| !r.annotations.ignore) {
        let options = range.options.iter().map(|(name, value)| cell_code(&format!("{name} = {value}")));
        let options: Vec<String> = options.collect_vec();
        let made_of = format!("range: {}", options.join(", "));
        let used = used_by(input, links, lookup, &range.id);
        rows.push(&[anchored(input, "range", &range.id), made_of, used, told(&range.annotations)]);
    }
    if !rows.is_empty() {
        heading(out, 2, "Composite and range types");
        block(out, &rows.finish());
    }
}

fn routines(out: &mut String, input: Input, links: &Links, lookup: &Lookup) {
    let schema = input.schema;
    if schema.routines.all(|r| r.annotations.ignore) {
        return;
    }
    heading(out, 2, "Functions and procedures");
    let definitions: usize = schema.routines.iter().map(|r| definition_text(schema, &r.definition).len()).sum();
    let shown = definitions <= DEFINITIONS;
    if !shown {
        let url = links.format(Format::Ddl).map(|url| format!(", and together in {}", link("the DDL", &url)));
        block(
            out,
            &format!(
                "Their definitions are too long for this page; they stand where they are linked{}.",
                url.unwrap_or_default()
            ),
        );
    }
    let mut before = None;
    for routine in schema.routines.iter().filter(|r| !r.annotations.ignore) {
        // Overloads share the anchor of their name.
        if before != Some(&routine.id) {
            block(out, &anchor::target(&anchor::id("routine", &schema.identifier(&routine.id))));
        }
        before = Some(&routine.id);
        let mut facts = vec![words::spaced(routine.kind.as_str(), false)];
        facts.push_all(routine.language.as_ref().map(|language| text(language)));
        facts.push_all(routine.volatility.as_ref().map(|volatility| text(volatility)));
        if routine.security_definer {
            facts.push("**runs with its owner's rights**".to_owned());
        }
        facts.push_all(routine.definition.span.map(|span| links.source(span)));
        let mut item = format!("{} · {}", code(&signature(input, routine)), facts.join(" · "));
        if let Some(words) = routine.annotations.description.as_ref().or(routine.annotations.purpose.as_ref()) {
            item.push_str(&format!("  \n{}", text(words)));
        }
        let callers = found(&lookup.triggers, &&routine.id).iter().filter_map(|&(position, index)| {
            let table = schema.tables.get(position)?;
            Some(format!("{} on {}", code(&table.triggers.get(index)?.name), links.table(position)))
        });
        let callers: Vec<String> = callers.collect_vec();
        if !callers.is_empty() && routine.returns.as_deref() == Some("trigger") {
            item.push_str(&format!("  \nCalled by the triggers {}", callers.join(", ")));
        }
        block(out, &item);
        if shown {
            let summary = format!("{} as written", html_code(&schema.identifier(&routine.id)));
            definition(out, input, &summary, &routine.definition);
        }
    }
}

/// `f(a integer, OUT b text) → integer`.
fn signature(input: Input, routine: &Routine) -> String {
    let arguments: Vec<String> = routine.arguments.mapped(words::argument);
    let returns = routine.returns.as_ref().map(|returns| format!(" → {returns}")).unwrap_or_default();
    format!("{}({}){returns}", input.schema.identifier(&routine.id), arguments.join(", "))
}

fn sequences(out: &mut String, input: Input, links: &Links) {
    let mut rows = Table::new(&["Sequence", "Owned by", "Description"]);
    for sequence in input.schema.sequences.iter().filter(|s| !s.implicit && !s.annotations.ignore) {
        let owner = sequence.owned_by.as_ref().map(|(table, column)| {
            let name = format!("{}.{column}", input.schema.identifier(table));
            match input.schema.table_index(table).and_then(|position| links.page(position)) {
                Some(url) => link(&cell_code(&name), &url),
                None => cell_code(&name),
            }
        });
        let name = cell_code(&input.schema.identifier(&sequence.id));
        rows.push(&[name, owner.unwrap_or_default(), told(&sequence.annotations)]);
    }
    if !rows.is_empty() {
        heading(out, 2, "Sequences");
        block(out, &rows.finish());
    }
}

fn extensions(out: &mut String, input: Input) {
    let shown = input.schema.extensions.iter().filter(|e| !e.annotations.ignore);
    let items: Vec<String> = shown
        .map(|extension| {
            let mut item = code(&extension.name);
            item.extend(extension.version.iter().map(|version| format!(" {}", text(version))));
            item.extend(extension.namespace.iter().map(|namespace| format!(" in {}", code(namespace))));
            let words = told(&extension.annotations);
            if words.is_empty() { item } else { format!("{item} - {words}") }
        })
        .collect_vec();
    if !items.is_empty() {
        heading(out, 2, "Extensions");
        list(out, &items);
    }
}

/// Namespaces, roles, and the privileges that stand on no page.
fn access(out: &mut String, input: Input, links: &Links) {
    let schema = input.schema;
    let namespaces: Vec<String> = schema
        .namespaces
        .iter()
        .filter(|n| !n.annotations.ignore)
        .map(|namespace| {
            let owner = namespace.owner.as_ref().map(|owner| format!(", owned by {}", code(owner))).unwrap_or_default();
            let words = told(&namespace.annotations);
            let words = if words.is_empty() { words } else { format!(" - {words}") };
            format!("{}{owner}{words}", code(&namespace.name))
        })
        .collect_vec();
    if !namespaces.is_empty() {
        heading(out, 2, "Namespaces");
        list(out, &namespaces);
    }
    let roles: Vec<String> = schema
        .roles
        .iter()
        .filter(|r| !r.annotations.ignore)
        .map(|role| {
            let mut facts = vec![if role.login { "may log in" } else { "may not log in" }.to_owned()];
            if !role.member_of.is_empty() {
                facts.push(format!("member of {}", words::codes(&role.member_of)));
            }
            let words = told(&role.annotations);
            let words = if words.is_empty() { words } else { format!(" - {words}") };
            format!("{} ({}){words}", code(&role.name), facts.join(", "))
        })
        .collect_vec();
    if !roles.is_empty() {
        heading(out, 2, "Roles");
        list(out, &roles);
    }
    let mut rows = Table::new(&["To", "Privileges", "On"]);
    for grant in &schema.grants {
        let cells = |names: &[String]| names.mapped(|name| cell_code(name)).join(", ");
        let table = grant.target.as_ref().and_then(|id| schema.table_index(id));
        let object = table.map_or_else(
            || format!("{} {}", cell_text(&grant.object_kind), cell_code(&grant.object)),
            |table| links.table_in_cell(table),
        );
        let option = if grant.with_grant_option { ", to pass on" } else { "" };
        rows.push(&[cells(&grant.grantees), format!("{}{option}", cells(&grant.privileges)), object]);
    }
    if !rows.is_empty() {
        heading(out, 2, "Privileges");
        block(out, &rows.finish());
    }
}

/// Casts, operators, event triggers and the like that hang on no table.
fn others(out: &mut String, input: Input) {
    let shown = input.schema.others.iter().filter(|o| !o.annotations.ignore);
    let free: Vec<_> =
        shown.filter(|o| o.table.as_ref().is_none_or(|id| input.schema.table(id).is_none())).collect_vec();
    if free.is_empty() {
        return;
    }
    heading(out, 2, "Other objects");
    for other in free {
        let words = told(&other.annotations);
        let words = if words.is_empty() { words } else { format!(" - {words}") };
        let name = input.schema.identifier(&other.id);
        block(out, &format!("{}: {}{words}", words::spaced(&text(&other.kind), true), code(&name)));
        let text = definition_text(input.schema, &other.definition);
        if !text.is_empty() {
            block(out, &fenced("sql", &format!("{text};")));
        }
    }
}
