//! Join paths between the core tables of a feature.

use super::Context;
use crate::analyze::TableRole;
use crate::analyze::graph::{self, Join};
use crate::list::{IteratorExt, SliceExt};
use crate::render::markdown::{Table, block, cell_code, heading, text};

/// From how many tables paths are searched: each search walks the whole schema.
const STARTS: usize = 200;

/// How many paths of a feature are shown.
const PATHS: usize = 40;

/// A path of more joins is no relation that anybody means.
const JOINS: usize = 4;

/// `## Join paths`.
pub(super) fn join_paths(out: &mut String, context: &Context) {
    let analysis = context.input.analysis;
    let mut starts = STARTS;
    let mut cut = Vec::new();
    let mut sections = String::new();
    for feature in &analysis.features {
        let core: Vec<usize> = feature
            .tables
            .iter()
            .copied()
            .filter(|&t| context.is_shown(t) && analysis.tables.get(t).is_some_and(|a| a.role == Some(TableRole::Core)))
            .collect_vec();
        if core.len() < 2 {
            continue;
        }
        let mut rows = Table::new(&["From", "To", "Join"]);
        let mut shown = 0;
        let mut more = false;
        'feature: for (i, &from) in core.iter().enumerate().take(core.len() - 1) {
            if starts == 0 {
                more = true;
                break;
            }
            starts -= 1;
            let paths = graph::join_paths(&context.graph, from);
            for &to in core.iter().skip(i + 1) {
                let Some(path) = paths.to(to).filter(|path| !path.is_empty() && path.len() <= JOINS) else { continue };
                if shown == PATHS {
                    more = true;
                    break 'feature;
                }
                shown += 1;
                let joins: Vec<String> = path.mapped(|join| on(context, *join));
                rows.push(&[context.links.table_in_cell(from), context.links.table_in_cell(to), joins.join("<br>")]);
            }
        }
        if more {
            cut.push(text(&feature.name));
        }
        if !rows.is_empty() {
            heading(&mut sections, 3, &text(&feature.name));
            block(&mut sections, &rows.finish());
        }
    }
    if sections.is_empty() && cut.is_empty() {
        return;
    }
    heading(out, 2, "Join paths");
    block(out, &format!("The shortest way between any two core tables of a feature, of at most {JOINS} joins."));
    block(out, &sections);
    if !cut.is_empty() {
        block(
            out,
            &format!("Cut off, at {PATHS} paths a feature and {STARTS} tables to start from: {}.", cut.join(", ")),
        );
    }
}

/// `orders.user_id = users.id`.
fn on(context: &Context, join: Join) -> String {
    let schema = context.input.schema;
    let (from, position) = join.relationship;
    let relationship = context.input.analysis.tables.get(from).and_then(|t| t.incoming.get(position));
    let Some(relationship) = relationship else { return String::new() };
    let name = |table: usize| schema.tables.get(table).map(|t| schema.identifier(&t.id)).unwrap_or_default();
    let (own, other) = (name(from), name(relationship.table));
    let pairs = relationship.keys.iter().zip(&relationship.referenced);
    let pairs: Vec<String> = pairs.map(|(key, referenced)| format!("{own}.{key} = {other}.{referenced}")).collect_vec();
    let optional = if relationship.optional { " (optional)" } else { "" };
    format!("{}{optional}", cell_code(&pairs.join(" AND ")))
}
