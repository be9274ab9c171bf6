//! Changes of prose and tags.

use super::{Between, Changes, Places, Subject};
use crate::json::{canonical, compact};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{AccessPattern, Annotations, Named, Tags};
use crate::sort;

/// Each tag that the documents show, by the word that a reader knows.
type Reader = (&'static str, fn(&Tags) -> String);

const READERS: &[Reader] = &[
    ("purpose", |t| words(t.purpose.as_ref())),
    // A description of one sentence is the purpose, and stands once.
    ("description", |t| if t.description == t.purpose { String::new() } else { words(t.description.as_ref()) }),
    ("category", |t| words(t.category.as_ref())),
    ("owner", |t| words(t.owner.as_ref())),
    ("deprecation", |t| t.deprecated.as_ref().map(|text| format!("deprecated {text}")).unwrap_or_default()),
    ("tags", |t| t.tags.join("\n")),
    ("usage", |t| t.usage.join("\n")),
    ("meaning", |t| words(t.meaning.as_ref())),
    ("sensitivity", |t| t.sensitivity.map(|level| level.as_str().to_owned()).unwrap_or_default()),
    ("validation", |t| words(t.validation.as_ref())),
    ("rules", |t| named(&t.rules)),
    ("security considerations", |t| t.security.join("\n")),
    ("operations", |t| named(&t.operations)),
    ("known issues", |t| named(&t.issues)),
    ("access patterns", |t| t.access.mapped(access).join("\n")),
    ("performance impact", |t| words(t.impact.as_ref())),
    ("reason", |t| words(t.reason.as_ref())),
    ("examples", |t| t.examples.mapped(|(text, _)| json(text)).join("\n")),
    // A manifest keeps them by value.
    ("words on values", |t| {
        let mut values = t.values.clone();
        sort::by(&mut values, |a, b| a.name.cmp(&b.name));
        named(&values)
    }),
    ("state flow", |t| t.flow.mapped(|arrow| format!("{} -> {}", arrow.from, arrow.to)).join("\n")),
];

/// What a database keeps of them.
const COMMENT: &[Reader] = &[("comment", |t| t.comment.clone().unwrap_or_default())];

/// The changes of an object's prose and tags.
pub(super) fn prose(subject: &Subject, old: &Annotations, new: &Annotations, places: Places, changes: &mut Changes) {
    if old.is_empty() && new.is_empty() {
        return;
    }
    let readers: &[Reader] = match changes.between {
        Between::Versions => READERS,
        Between::Databases => COMMENT,
    };
    // `COMMENT ON` is a statement of its own.
    let places = (old.comment_span.or(places.0), new.comment_span.or(places.1));
    for (name, read) in readers {
        let (old, new) = (read(old), read(new));
        if old != new {
            let what = match (old.is_empty(), new.is_empty()) {
                (true, _) => "added",
                (_, true) => "removed",
                _ => "changed",
            };
            changes.push(subject.changed(format!("{name} {what}"), places));
        }
    }
}

/// White space folded.
fn words(text: Option<&String>) -> String {
    text.map(|text| text.split_whitespace().join(" ")).unwrap_or_default()
}

/// JSON by its structure.
fn json(text: &str) -> String {
    canonical(text).map_or_else(|| words(Some(&text.to_owned())), |value| compact(&value))
}

fn named(list: &[Named]) -> String {
    list.mapped(|n| format!("{}: {}", n.name, n.text.as_deref().unwrap_or_default())).join("\n")
}

fn access(pattern: &AccessPattern) -> String {
    let text = |value: &Option<String>| words(value.as_ref());
    format!(
        "{}: {} | {} | {} | {} | {}",
        pattern.name,
        text(&pattern.description),
        text(&pattern.index),
        text(&pattern.pattern),
        text(&pattern.query),
        pattern.frequency.map_or("", crate::model::Frequency::as_str)
    )
}
