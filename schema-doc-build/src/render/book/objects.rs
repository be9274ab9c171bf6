//! Chapters 5 and 6: views, functions, procedures.

use super::tables::told;
use super::{Chapter, Context, sql};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Definition, QualifiedName, Routine, RoutineKind, System, View};
use crate::render::definition::definition_text;
use crate::render::lookup::found;
use crate::render::markdown::{block, code, fenced, heading, list, text};
use crate::render::{tables, words};

/// Definitions of more text than this together are left to `ddl.sql`.
const DEFINITIONS: usize = 60_000;

/// `## 5. Views and Materialized Views`
pub(super) fn views(book: &Context) -> Chapter {
    let mut room = DEFINITIONS;
    let mut part = |materialized: bool| {
        let mut out = String::new();
        for view in book.schema.views.iter().filter(|v| !v.annotations.ignore && v.materialized == materialized) {
            self::view(&mut out, book, view, &mut room);
        }
        out
    };
    let parts = vec![("5.1 Views", part(false)), ("5.2 Materialized Views", part(true))];
    Chapter::new("5. Views and Materialized Views", parts)
}

fn view(out: &mut String, book: &Context, view: &View, room: &mut usize) {
    heading(out, 4, &text(&book.schema.identifier(&view.id)));
    block(out, &told(&view.annotations));
    definition(out, book, &view.definition, room);
    let named = |id: &QualifiedName| match book.schema.table_index(id) {
        Some(table) => book.links.table(table),
        None => tables::view(book.schema, &book.links, id),
    };
    let mut facts = Vec::new();
    let reads: Vec<String> = view.depends_on.mapped(named);
    facts.push_all((!reads.is_empty()).then(|| format!("**Reads:** {}", reads.join(", "))));
    facts.push_all(view.indexes.iter().map(|index| format!("**Index:** {}", tables::index_line(index))));
    facts.push_all(
        view.triggers.iter().map(|t| format!("**Trigger:** {}", tables::trigger(book.schema, &book.links, t))),
    );
    list(out, &facts);
    if !view.materialized {
        return;
    }
    let name = book.name(&view.id);
    match book.system {
        System::PostgreSql => {
            // PostgreSQL 18, REFRESH MATERIALIZED VIEW: concurrently with a unique index on columns alone, over all rows.
            let whole = |i: &crate::model::Index| {
                i.unique && i.predicate.is_none() && i.keys.all(|key| key.as_column().is_some())
            };
            let mut statements = vec![(
                "Bring it up to date; whoever reads it waits meanwhile",
                format!("REFRESH MATERIALIZED VIEW {name};"),
            )];
            if view.indexes.any(whole) {
                let statement = format!("REFRESH MATERIALIZED VIEW CONCURRENTLY {name};");
                statements.push(("While others read it, once it holds something", statement));
            }
            sql(out, &statements);
        }
        System::Oracle => {
            let statement = format!("BEGIN\n  DBMS_MVIEW.REFRESH({});\nEND;\n/", book.literal(&name));
            sql(out, &[("Bring it up to date", statement)]);
        }
        _ => {}
    }
}

fn definition(out: &mut String, book: &Context, definition: &Definition, room: &mut usize) {
    let text = definition_text(book.schema, definition);
    if text.len() > *room {
        block(out, "Its definition is too long for this document.");
    } else if !text.is_empty() {
        *room -= text.len();
        block(out, &fenced("sql", &format!("{text};")));
    }
}

/// `## 6. Functions and Procedures`
pub(super) fn routines(book: &Context) -> Chapter {
    let mut room = DEFINITIONS;
    let is_trigger = |r: &Routine| r.returns.as_deref().is_some_and(|returns| returns.ends_with("trigger"));
    let mut part = |keep: &dyn Fn(&Routine) -> bool| {
        let mut out = String::new();
        for routine in book.schema.routines.iter().filter(|r| !r.annotations.ignore && keep(r)) {
            self::routine(&mut out, book, routine, &mut room);
        }
        out
    };
    let parts = vec![
        ("6.1 Functions", part(&|r| r.kind != RoutineKind::Procedure && !is_trigger(r))),
        ("6.2 Procedures", part(&|r| r.kind == RoutineKind::Procedure)),
        ("6.3 Trigger Functions", part(&|r| r.kind != RoutineKind::Procedure && is_trigger(r))),
        ("6.4 Triggers", if book.system == System::PostgreSql { String::new() } else { triggers(book) }),
    ];
    Chapter::new("6. Functions and Procedures", parts)
}

fn routine(out: &mut String, book: &Context, routine: &Routine, room: &mut usize) {
    heading(out, 4, &text(&book.schema.identifier(&routine.id)));
    block(out, &told(&routine.annotations));
    let arguments: Vec<String> = routine.arguments.mapped(words::argument);
    let returns = routine.returns.as_ref().map(|returns| format!(" → {returns}")).unwrap_or_default();
    let signature = format!("{}({}){returns}", book.schema.identifier(&routine.id), arguments.join(", "));
    let mut facts = vec![code(&signature)];
    facts.push_all(routine.language.as_ref().map(|language| text(language)));
    facts.push_all(routine.volatility.as_ref().map(|volatility| text(volatility)));
    if routine.security_definer {
        facts.push("runs with its owner's rights".to_owned());
    }
    block(out, &facts.join(" · "));
    let callers = found(&book.lookup.triggers, &&routine.id).iter().filter_map(|&(table, _)| {
        let shown = book.schema.tables.get(table).is_some_and(|t| t.partition_of.is_none() && !t.annotations.ignore);
        shown.then_some(table)
    });
    let mut callers: Vec<usize> = callers.collect_vec();
    callers.dedup();
    if !callers.is_empty() {
        block(out, &format!("Called by triggers of {}.", book.table_list(&callers)));
    }
    definition(out, book, &routine.definition, room);
}

/// What runs by itself, where no function does.
fn triggers(book: &Context) -> String {
    let mut items = Vec::new();
    for (at, table) in book.tables() {
        for trigger in table.triggers.iter().filter(|t| !t.annotations.ignore) {
            items.push(format!("{}: {}", book.links.table(at), tables::trigger(book.schema, &book.links, trigger)));
        }
    }
    let more = items.len().saturating_sub(100);
    items.truncate(100);
    items.push_all((more > 0).then(|| format!("and {more} more")));
    let mut out = String::new();
    list(&mut out, &items);
    out
}
