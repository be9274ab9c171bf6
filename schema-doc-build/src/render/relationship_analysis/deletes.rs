//! What a delete reaches, and in which order rows come and go.

use super::Context;
use crate::analyze::graph::{self, Effect};
use crate::list::{IteratorExt, SliceExt};
use crate::model::Action;
use crate::render::markdown::{Table, block, heading, list};
use crate::sort;

/// How many effects of a delete in one table are followed.
const EFFECTS: usize = 60;

/// How many tables stand in a cell.
const IN_A_CELL: usize = 15;

/// `## What a delete reaches`.
pub(super) fn blast_radius(out: &mut String, context: &Context) {
    let mut rows = Table::new(&["A delete in", "Removes", "Clears", "Is refused by"]);
    let mut cut = false;
    for table in 0..context.input.schema.tables.len() {
        let references = context.graph.referenced_by.get(table).map(Vec::as_slice).unwrap_or_default();
        if references.is_empty() || !context.is_shown(table) {
            continue;
        }
        let effects = graph::delete_effects(&context.graph, table, EFFECTS);
        cut |= effects.truncated;
        let removed: Vec<usize> = effects.deleted.mapped(|e| e.table);
        let cleared: Vec<Effect> = effects.set_null.iter().chain(&effects.set_default).copied().collect_vec();
        let mut refusing: Vec<usize> = effects.blocked_by.mapped(|e| e.table);
        sort::items(&mut refusing);
        refusing.dedup();
        if removed.is_empty() && cleared.is_empty() && refusing.is_empty() {
            continue;
        }
        let more = if effects.truncated { ", …" } else { "" };
        rows.push(&[
            context.links.table_in_cell(table),
            context.tables_in_cell(&removed, IN_A_CELL) + more,
            self::cleared(context, &cleared),
            context.tables_in_cell(&refusing, IN_A_CELL),
        ]);
    }
    if rows.is_empty() {
        return;
    }
    heading(out, 2, "What a delete reaches");
    block(
        out,
        "Through all cascades: rows that go too, references that become null or their default, and tables whose rows refuse the delete \
         while they refer to what it removes.",
    );
    block(out, &rows.finish());
    if cut {
        block(out, &format!("`…`: there is more; {EFFECTS} effects of each delete were followed."));
    }
}

fn cleared(context: &Context, effects: &[Effect]) -> String {
    let mut cells = Vec::new();
    for effect in effects.iter().take(IN_A_CELL) {
        let keys = context.graph.relationship(context.input.analysis, effect.edge).map(|r| r.keys.join(", "));
        let name = format!("{}.{}", context.name(effect.table), keys.unwrap_or_default());
        let default = if effect.edge.on_delete == Action::SetDefault { " (to its default)" } else { "" };
        cells.push(format!("{}{default}", crate::render::markdown::cell_code(&name)));
    }
    if effects.len() > IN_A_CELL {
        cells.push(format!("and {} more", effects.len() - IN_A_CELL));
    }
    cells.join(", ")
}

/// `## Insert and delete order`: tables in steps, each after all that it references.
pub(super) fn order(out: &mut String, context: &Context) {
    // Where nothing is enforced there is no order.
    if context.graph.references.all(Vec::is_empty) || context.input.schema.system.has_documents() {
        return;
    }
    heading(out, 2, "Insert and delete order");
    block(
        out,
        "Rows can be inserted step by step: a table references only tables of earlier steps, or stands with them in a cycle. Deletes run \
         the other way round. Tables that reference nothing and that nothing references are left out.",
    );
    let order = graph::insert_order(&context.graph);
    let mut step_of = vec![0_usize; context.graph.references.len()];
    let mut steps: Vec<Vec<String>> = Vec::new();
    for tables in &order {
        let mut step = 0;
        for references in tables.iter().filter_map(|&t| context.graph.references.get(t)) {
            for edge in references.iter().filter(|e| e.enforced && !tables.contains(&e.table)) {
                step = step.max(step_of.get(edge.table).map_or(0, |before| before + 1));
            }
        }
        for &table in tables {
            if let Some(place) = step_of.get_mut(table) {
                *place = step;
            }
        }
        let tied = |&&t: &&usize| {
            let any = |edges: &Vec<Vec<graph::Edge>>| edges.get(t).is_some_and(|list| !list.is_empty());
            context.is_shown(t) && (any(&context.graph.references) || any(&context.graph.referenced_by))
        };
        let names: Vec<String> = tables.iter().filter(tied).map(|&t| context.links.table(t)).collect_vec();
        if names.is_empty() {
            continue;
        }
        while steps.len() <= step {
            steps.push(Vec::new());
        }
        if let Some(list) = steps.get_mut(step) {
            list.push(if names.len() > 1 { format!("({}, a cycle)", names.join(" ⇄ ")) } else { names.concat() });
        }
    }
    let lines: Vec<String> = (1..).zip(&steps).map(|(n, names)| format!("{n}. {}", names.join(", "))).collect_vec();
    block(out, &lines.join("\n"));
}

/// `## Cycles`.
pub(super) fn cycles(out: &mut String, context: &Context) {
    let cycles = graph::cycles(&context.graph);
    if cycles.is_empty() {
        return;
    }
    heading(out, 2, "Cycles");
    let items: Vec<String> = cycles.mapped(|cycle| {
        let names: Vec<String> = cycle.tables.mapped(|&t| context.links.table(t));
        match names.as_slice() {
            [name] => format!("{name} references itself"),
            _ if cycle.breakable => {
                format!("{}: insert with the nullable or deferrable reference open, then fill it", names.join(" ⇄ "))
            }
            _ => format!(
                "**{}**: no nullable or deferrable reference opens it, so no first row can be inserted",
                names.join(" ⇄ ")
            ),
        }
    });
    list(out, &items);
}
