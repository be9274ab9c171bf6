//! Junction tables: rows that tie a row of one table to a row of another.

use super::relationships::{Link, unique_keys};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, DOCUMENTS, LogicalType, Table, TableKind};

/// Foreign keys inside one key that are looked at.
const MAXIMUM_LINKS: usize = 32;

/// The two references of a junction table.
///
/// A table is a junction where two of its references together are exactly a key of it (the primary key, a unique constraint, or a unique
/// index without a predicate), neither is that key alone, and none of the key's columns may be null: `film_actor (film_id, actor_id, last_update)`,
/// `order_items (id, order_id, product_id, quantity)`. What else it holds says something of the tie. The two may share columns
/// (`tenant_id`) and may lead to the same table (`follows (follower_id, followee_id)`).
pub(super) fn ends<'a>(table: &Table, links: &'a [Link]) -> Option<(&'a Link, &'a Link)> {
    if links.len() < 2 {
        return None;
    }
    if DOCUMENTS && table.kind == TableKind::Document {
        return ends_of_documents(table, links);
    }
    unique_keys(table).into_iter().find_map(|key| {
        if key.len() < 2 || key.any(|name| table.column(name).is_none_or(|c| c.nullable)) {
            return None;
        }
        let inside: Vec<&Link> = links
            .iter()
            .filter(|l| l.keys.len() < key.len() && l.keys.all(|c| key.contains(&c.as_str())))
            .take(MAXIMUM_LINKS)
            .collect_vec();
        let covers = |a: &Link, b: &Link| key.all(|name| a.keys.iter().chain(&b.keys).any(|c| c == name));
        inside.iter().enumerate().find_map(|(i, a)| inside.iter().skip(i + 1).find(|b| covers(a, b)).map(|b| (*a, *b)))
    })
}

/// No key holds documents unique. They tie two others where they hold the ids of both, and beside them nothing but stamps, numbers, flags
/// and closed sets: `members { userId, teamId, role }`.
fn ends_of_documents<'a>(table: &Table, links: &'a [Link]) -> Option<(&'a Link, &'a Link)> {
    let [a, b] = links else { return None };
    let says_of_the_tie = |column: &Column| {
        let logical = &column.data_type.logical;
        is_stamp(&column.name)
            || matches!(logical, LogicalType::Number | LogicalType::Boolean | LogicalType::Literals(_))
            || links.any(|link| link.keys.contains(&column.name))
    };
    let holds_both = links.all(|link| !link.many && !link.optional && !link.unique);
    (holds_both && table.columns.all(says_of_the_tie)).then_some((a, b))
}

const STAMP_VERBS: &str =
    "created updated modified inserted deleted changed added creation modification lastupdate lastupdated lastmodified";
const STAMP_TAILS: [&str; 9] = ["", "at", "on", "date", "time", "ts", "timestamp", "by", "datetime"];

/// Columns that say when a row came about or changed, and by whom.
pub(super) fn is_stamp(name: &str) -> bool {
    is_stamp_of(name, STAMP_VERBS)
}

/// A column that by its name says when a row came about.
pub(crate) fn is_creation_time(name: &str) -> bool {
    is_stamp_of(name, "created inserted added creation") && !name.to_ascii_lowercase().ends_with("by")
}

fn is_stamp_of(name: &str, verbs: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "");
    verbs.split(' ').any(|verb| name.strip_prefix(verb).is_some_and(|tail| STAMP_TAILS.contains(&tail)))
}
