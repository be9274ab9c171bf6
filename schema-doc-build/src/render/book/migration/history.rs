//! 8.4: what each migration did.

use super::super::Context;
use crate::diagnostics::Span;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{MigrationAction, MigrationStep, QualifiedName, RoutineKind, Schema};
use crate::ordered::Map;
use crate::render::markdown::{Table, block, cell_code};
use crate::render::tables;

/// How many migrations are listed: the newest.
const MIGRATIONS: usize = 100;

/// How many changes of one migration are named.
const CHANGES: usize = 12;

/// How many tables that one migration created are named.
const CREATED: usize = 30;

/// What is no table, with what was done to it, its kind, and where it was defined last, by kind.
fn others(schema: &Schema) -> Vec<(&'static str, Span, String)> {
    let mut found = Vec::new();
    let mut add = |kind: &'static str, span: Option<Span>, name: String| {
        found.push_all(span.map(|span| (kind, span, cell_code(&name))));
    };
    for object in schema.extensions.iter().filter(|o| !o.annotations.ignore) {
        add("extension", object.span, object.name.clone());
    }
    let id = |id: &QualifiedName| schema.identifier(id);
    for object in schema.enums.iter().filter(|o| !o.annotations.ignore) {
        add("type", object.span, id(&object.id));
    }
    for object in schema.domains.iter().filter(|o| !o.annotations.ignore) {
        add("domain", object.span, id(&object.id));
    }
    for object in schema.composites.iter().filter(|o| !o.annotations.ignore) {
        add("type", object.span, id(&object.id));
    }
    for object in schema.sequences.iter().filter(|o| !o.implicit && !o.annotations.ignore) {
        add("sequence", object.span, id(&object.id));
    }
    for object in schema.routines.iter().filter(|o| !o.annotations.ignore) {
        let kind = if object.kind == RoutineKind::Procedure { "procedure" } else { "function" };
        add(kind, object.definition.span, id(&object.id));
    }
    for object in schema.views.iter().filter(|o| !o.annotations.ignore) {
        add(if object.materialized { "materialized view" } else { "view" }, object.definition.span, id(&object.id));
    }
    for role in schema.roles.iter().filter(|role| !role.annotations.ignore) {
        add("role", role.span, role.name.clone());
    }
    for grant in &schema.grants {
        for name in &grant.grantees {
            add(GRANTEE, grant.span, name.clone());
        }
    }
    found
}

/// The kind of those whom something is granted to.
const GRANTEE: &str = "grantee";

/// `defined the functions a, b`.
fn line_of(kind: &str, names: &[&str]) -> String {
    let list = names.join(", ");
    match kind {
        GRANTEE => format!("set the privileges of {list}"),
        _ if names.len() == 1 => format!("defined the {kind} {list}"),
        _ => format!("defined the {kind}s {list}"),
    }
}

/// What each migration did, the newest last.
pub(super) fn history(book: &Context) -> String {
    let schema = book.schema;
    let of_many =
        |file| schema.sources.any(|s| s.layout.is_some_and(|layout| layout != "file") && s.files.contains(&file));
    // By file: where it is, and what it did: what it created in a line, what it defined a line a kind, and a line a table.
    let mut by_file: Map<usize, (Span, Vec<String>)> = Map::new();
    let mut created: Map<usize, (Span, Vec<String>)> = Map::new();
    for (at, table) in schema.tables.iter().enumerate().filter(|(_, t)| !t.annotations.ignore) {
        let steps = table.migrations.iter().filter(|step| of_many(step.span.file));
        let mut of_table: Map<usize, (Span, Vec<&MigrationStep>)> = Map::new();
        for step in steps {
            of_table.or_insert(step.span.file.index(), (step.span, Vec::new())).1.push(step);
        }
        for (file, (span, steps)) in of_table {
            let name = book.links.table_in_cell(at);
            // What a table is created with, its definition says.
            let is_created = |step: &&MigrationStep| step.action == MigrationAction::Created && step.detail.is_empty();
            if steps.any(is_created) {
                created.or_insert(file, (span, Vec::new())).1.push(name);
                continue;
            }
            let line = format!("{name}: {}", steps.iter().map(|step| tables::change(step)).join(", "));
            by_file.or_insert(file, (span, Vec::new())).1.push(line);
        }
    }
    // What one file defined of a kind comes one after the other.
    let mut defined = others(schema).into_iter().filter(|(_, span, _)| of_many(span.file)).collect_vec();
    crate::sort::by_key(&mut defined, |(_, span, _)| span.file.index());
    for of_kind in defined.chunk_by(|a, b| a.0 == b.0 && a.1.file == b.1.file) {
        let Some((kind, span, _)) = of_kind.first() else { continue };
        let mut names: Vec<&str> = Vec::new();
        for (_, _, name) in of_kind {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        by_file.or_insert(span.file.index(), (*span, Vec::new())).1.push(line_of(kind, &names));
    }
    for (file, (span, names)) in created {
        let more = names.len().saturating_sub(CREATED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let line = format!("created {}{rest}", names.iter().take(CREATED).join(", "));
        by_file.or_insert(file, (span, Vec::new())).1.insert(0, line);
    }
    for (id, span) in schema.dropped.iter().filter(|(_, span)| of_many(span.file)) {
        let line = format!("dropped {}", cell_code(&schema.identifier(id)));
        by_file.or_insert(span.file.index(), (*span, Vec::new())).1.push(line);
    }
    let mut rows = Table::new(&["Migration", "Changes"]);
    let left = by_file.len().saturating_sub(MIGRATIONS);
    for (_, (span, changes)) in by_file.into_iter().skip(left) {
        let more = changes.len().saturating_sub(CHANGES);
        let mut cells: Vec<String> = changes.into_iter().take(CHANGES).collect_vec();
        cells.push_all((more > 0).then(|| format!("and {more} more")));
        rows.push(&[book.links.source_file_in_cell(span), cells.join("<br>")]);
    }
    let mut out = String::new();
    if left > 0 {
        block(&mut out, &format!("The newest {MIGRATIONS}; {left} came before them."));
    }
    block(&mut out, &rows.finish());
    out
}
