//! Chapter 3: diagrams, normalization, conventions.

use super::{Chapter, Context, conventions};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;
use crate::render::markdown::{block, fenced, heading, link, list, prose, text};
use crate::render::{Format, mermaid};

/// Diagrams of more text than this together are linked, not shown.
const DIAGRAMS: usize = 60_000;

/// The whole of more tables than this is in features only: nobody can read it.
const WHOLE: usize = 40;

/// `## 3. Schema Design`
pub(super) fn design(book: &Context) -> Chapter {
    let parts = vec![
        ("3.1 Entity Relationship Diagram", diagrams(book)),
        ("3.2 Normalization Level", normalization(book)),
        ("3.3 Conventions and Their Exceptions", conventions::conventions(book)),
    ];
    Chapter::new("3. Schema Design", parts)
}

/// A diagram for each feature; where there is none, the whole.
fn diagrams(book: &Context) -> String {
    let (input, links) = (book.input, &book.links);
    let mut out = String::new();
    if book.shown.is_empty() {
        return out;
    }
    let features = &input.analysis.features;
    let file = |path: &str| links.writes(Format::Mermaid).then(|| links.document(path));
    if features.is_empty() {
        let diagram = mermaid::overview(input);
        if diagram.len() <= DIAGRAMS {
            block(&mut out, &fenced("mermaid", &diagram));
        } else if let Some(url) = file(&mermaid::overview_path(input)) {
            block(&mut out, &format!("Too large to be shown here: {}.", link("the diagram's file", &url)));
        }
        return out;
    }
    let mut room = DIAGRAMS;
    let whole = mermaid::overview(input);
    if features.len() > 1 && book.shown.len() <= WHOLE && whole.len() <= room {
        room -= whole.len();
        block(&mut out, "All tables with their keys; then each feature with all columns, which 13.1 describes.");
        block(&mut out, &fenced("mermaid", &whole));
    }
    let mut rest = Vec::new();
    let mut in_feature = Set::new();
    for (position, (feature, path)) in features.iter().zip(mermaid::feature_paths(input)).enumerate() {
        in_feature.extend(feature.tables.iter().copied());
        let diagram = mermaid::feature_without_words(input, position);
        if diagram.len() > room {
            let name = text(&feature.name);
            rest.push(file(&path).map_or_else(|| name.clone(), |url| link(&name, &url)));
            continue;
        }
        room -= diagram.len();
        heading(&mut out, 4, &text(&feature.name));
        block(&mut out, &feature.description.as_deref().map(prose).unwrap_or_default());
        block(&mut out, &fenced("mermaid", &diagram));
    }
    if !rest.is_empty() {
        block(&mut out, &format!("Not shown here, for their size: {}.", rest.join(", ")));
    }
    let alone: Vec<usize> = book.shown.iter().copied().filter(|table| !in_feature.contains(table)).collect_vec();
    if !alone.is_empty() {
        block(&mut out, &format!("In no feature: {}.", book.table_list(&alone)));
    }
    out
}

/// As stated: nobody can tell it from the tables.
fn normalization(book: &Context) -> String {
    let mut out = String::new();
    for line in book.said("normalization") {
        block(&mut out, &prose(line));
    }
    let patterns = &book.input.config.performance.denormalization_patterns;
    if !patterns.is_empty() {
        block(&mut out, "Denormalized on purpose:");
        list(&mut out, &patterns.mapped(|line| text(line)));
    }
    let mut derived = Vec::new();
    for (at, table) in book.tables() {
        let columns = table.columns.iter().filter(|c| matches!(c.kind, crate::model::ColumnKind::Generated(_)));
        let columns: Vec<&str> = columns.filter(|c| !c.annotations.ignore).map(|c| c.name.as_str()).collect_vec();
        if !columns.is_empty() {
            derived.push(format!("{}: {}", book.links.table(at), crate::render::words::codes(columns)));
        }
    }
    if !derived.is_empty() {
        block(&mut out, "Computed by the database from other columns of the row:");
        let more = derived.len().saturating_sub(20);
        derived.truncate(20);
        derived.push_all((more > 0).then(|| format!("and in {more} more tables")));
        list(&mut out, &derived);
    }
    out
}
