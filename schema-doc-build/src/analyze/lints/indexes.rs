//! Indexes that another makes superfluous.

use schema_doc_diagnostics::{Code, Span};

use super::{Lints, OnTable};
use crate::expression;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Index, IndexKey, IndexKind, SortOrder, System, quote_identifier};
use crate::ordered::Map;

/// Method and predicate: only the like can replace each other.
type Like = (String, String);

/// One key of an index, as far as two of them are the same.
type Part = (String, bool, Option<bool>, String, String);

fn part(system: System, key: &IndexKey) -> Part {
    use crate::model::{KeyTarget, NullsOrder};
    let target = match &key.target {
        KeyTarget::Column(name) => format!("\"{name}\""),
        KeyTarget::Expression(text) => expression::canonical(system, text).unwrap_or_else(|| text.clone()),
    };
    (
        target,
        key.order == SortOrder::Descending,
        key.nulls.map(|nulls| nulls == NullsOrder::First),
        key.opclass.as_deref().unwrap_or_default().to_owned(),
        key.collation.as_deref().unwrap_or_default().to_owned(),
    )
}

/// Convex has one kind of index for equality and order, and names none.
fn method(index: &Index) -> &str {
    match index.kind {
        IndexKind::Index | IndexKind::Search if index.method.is_empty() => index.kind.as_str(),
        _ => &index.method,
    }
}

/// An index, or the constraint that has one.
struct Seen<'a> {
    name: &'a str,
    parts: Vec<Part>,
    like: Like,
    unique: bool,
    include: &'a [String],
    constraint: bool,
    /// Of a constraint, which may have no name.
    columns: &'a [String],
    span: Option<Span>,
}

/// Indexes over the same keys, and those whose keys another starts with.
pub(super) fn check(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let (system, table) = (lints.schema.system, on.table);
    let of_columns = |columns: &[String]| columns.mapped(|c| part(system, &IndexKey::column(c.as_str())));
    let mut seen: Vec<Seen<'_>> = Vec::new();
    let constraints = table
        .primary_key
        .iter()
        .map(|k| (&k.name, &k.columns, &k.include))
        .chain(table.unique.iter().map(|k| (&k.name, &k.columns, &k.include)));
    for (name, columns, include) in constraints {
        let like = ("btree".to_owned(), String::new());
        seen.push(Seen {
            name,
            parts: of_columns(columns),
            like,
            unique: true,
            include,
            constraint: true,
            columns,
            span: None,
        });
    }
    for index in table.indexes.iter().filter(|i: &&Index| !i.inherited && i.attached_to.is_none()) {
        let predicate = index.predicate.as_deref().unwrap_or_default();
        let predicate = expression::canonical(system, predicate).unwrap_or_else(|| predicate.to_owned());
        seen.push(Seen {
            name: &index.name,
            parts: index.keys.mapped(|key| part(system, key)),
            like: (method(index).to_owned(), predicate),
            unique: index.unique,
            include: &index.include,
            constraint: false,
            columns: &[],
            span: index.span,
        });
    }
    // Every way to start an index, and the indexes that start so.
    let mut starts: Map<(&Like, &[Part]), Vec<usize>> = Map::new();
    for (position, index) in seen.iter().enumerate() {
        for length in 1..=index.parts.len() {
            if let Some(start) = index.parts.get(..length) {
                starts.or_default((&index.like, start)).push(position);
            }
        }
    }
    for (position, index) in seen.iter().enumerate().filter(|(_, index)| !index.constraint) {
        let Some(others) = starts.get(&(&index.like, index.parts.as_slice())) else { continue };
        let replaces = |other: &usize| {
            let other = &seen[*other];
            index.include.all(|column| other.include.contains(column))
                && (!index.unique || (other.unique && other.parts.len() == index.parts.len()))
        };
        let others: Vec<usize> =
            others.iter().copied().filter(|&other| other != position).filter(replaces).take(8).collect_vec();
        let same = others.iter().copied().find(|&other| {
            let twin = &seen[other];
            // Of two twins the later one is too many.
            twin.parts.len() == index.parts.len()
                && (other < position || twin.unique != index.unique || twin.include.len() != index.include.len())
        });
        let drop = || {
            let name = quote_identifier(system, index.name);
            if system.has_documents() {
                return format!("take `.index(\"{}\", …)` out", index.name);
            }
            let of = if system.is_mysql() || system == System::SqlServer {
                format!(" ON {}", super::named(lints.schema, table))
            } else {
                String::new()
            };
            format!("drop it: `DROP INDEX {name}{of}`")
        };
        let called = |other: usize| match seen[other].name {
            "" => format!("the constraint on {}", super::ticked(seen[other].columns)),
            name => format!("`{name}`"),
        };
        if let Some(other) = same {
            let message = format!("the index `{}` has the keys of {}", index.name, called(other));
            let help = drop();
            lints.add(Code::DuplicateIndex, on, Some(index.name), index.span, &message, help);
        } else if let Some(&other) = others
            .find(|&other| seen[other].parts.len() > index.parts.len() && matches!(&*index.like.0, "btree" | "index"))
        {
            let message = format!("the keys of the index `{}` are the first ones of {}", index.name, called(other));
            let help = drop();
            lints.add(Code::RedundantIndex, on, Some(index.name), index.span, &message, help);
        }
    }
}
