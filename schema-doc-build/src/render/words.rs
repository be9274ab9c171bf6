//! Words for what a schema says in keywords.

use super::markdown::{code, push_code};
use crate::analyze::{Origin, Relationship};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Action, Annotations, Argument, ArgumentMode, QualifiedName, Schema, System};
use crate::text::contains;

/// The words on an object, whole.
pub(crate) fn words(annotations: &Annotations) -> Option<&str> {
    let text =
        annotations.description.as_deref().or(annotations.purpose.as_deref()).or(annotations.comment.as_deref())?;
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// `INOUT a integer = 0`
pub(crate) fn argument(argument: &Argument) -> String {
    let mode = match argument.mode {
        ArgumentMode::In => None,
        ArgumentMode::Out => Some("OUT"),
        ArgumentMode::InOut => Some("INOUT"),
        ArgumentMode::Variadic => Some("VARIADIC"),
    };
    let default = argument.default.as_ref().map(|default| format!("= {default}"));
    let parts = [mode, argument.name.as_deref(), Some(argument.data_type.as_str()), default.as_deref()];
    parts.into_iter().flatten().join(" ")
}

/// One row of a table, in words: `users` → `user`, `order_items` → `order item`. A name that is no plain plural stays as it is, in code.
pub(crate) fn row_of(schema: &Schema, id: &QualifiedName) -> String {
    // Oracle's names are upper case because nobody quoted them.
    let lower = schema.system == System::Oracle && !contains(&id.name, |c| c.is_ascii_lowercase());
    let name = match schema.system {
        // `chatMessages`
        System::Convex => crate::analyze::words(&id.name),
        _ if lower => id.name.to_ascii_lowercase(),
        _ => id.name.clone(),
    };
    let plain = name.len() > 2 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !plain || name.starts_with('_') || name.ends_with('_') {
        return format!("{} {}", code(&schema.identifier(id)), row(schema.system));
    }
    singular(&name).replace('_', " ")
}

/// What a system calls that of which a table has many.
pub(crate) fn row(system: System) -> &'static str {
    if system.has_documents() { "document" } else { "row" }
}

pub(crate) fn singular(name: &str) -> String {
    if let Some(before) = name.strip_suffix("people").filter(|before| before.is_empty() || before.ends_with('_')) {
        return format!("{before}person");
    }
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if ["sses", "xes", "ches", "shes", "zzes"].any(|end| name.ends_with(end)) {
        return name.strip_suffix("es").unwrap_or(name).to_owned();
    }
    if ["ss", "us", "is", "ws", "series"].any(|end| name.ends_with(end)) && !name.ends_with("views") {
        return name.to_owned();
    }
    name.strip_suffix('s').unwrap_or(name).to_owned()
}

/// `name` → ``​`name`​``; several are joined by commas.
pub(crate) fn codes<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let mut codes = String::new();
    for name in names {
        if !codes.is_empty() {
            codes.push_str(", ");
        }
        push_code(&mut codes, name.as_ref());
    }
    codes
}

/// What happens to the referencing row when the referenced one goes or changes its key, as the referencing table sees it.
pub(crate) fn actions_here(relationship: &Relationship, parent: &str) -> Vec<String> {
    let keys = codes(&relationship.keys);
    let mut words = Vec::new();
    match relationship.on_delete {
        Action::Cascade => words.push(format!("deleted with the {parent}")),
        Action::SetNull => words.push(format!("{keys} becomes null when the {parent} is deleted")),
        Action::SetDefault => words.push(format!("{keys} becomes its default when the {parent} is deleted")),
        Action::Restrict | Action::NoAction if relationship.enforced => {
            words.push(format!("keeps the {parent} from being deleted"));
        }
        Action::Restrict | Action::NoAction => {}
    }
    words.push_all(on_update(relationship, &keys, parent));
    words
}

/// The same, as the referenced table sees it.
pub(crate) fn actions_there(relationship: &Relationship, own: &str) -> Vec<String> {
    let keys = codes(&relationship.keys);
    let mut words = Vec::new();
    match relationship.on_delete {
        Action::Cascade => words.push(format!("deleted with the {own}")),
        Action::SetNull => words.push(format!("{keys} becomes null when the {own} is deleted")),
        Action::SetDefault => words.push(format!("{keys} becomes its default when the {own} is deleted")),
        Action::Restrict | Action::NoAction if relationship.enforced => {
            words.push(format!("the {own} cannot be deleted while there is one"));
        }
        Action::Restrict | Action::NoAction => {}
    }
    words.push_all(on_update(relationship, &keys, own));
    words
}

fn on_update(relationship: &Relationship, keys: &str, parent: &str) -> Option<String> {
    match relationship.on_update {
        Action::Cascade => Some(format!("follows the {parent}'s key")),
        Action::SetNull => Some(format!("{keys} becomes null when the {parent}'s key changes")),
        Action::SetDefault => Some(format!("{keys} becomes its default when the {parent}'s key changes")),
        Action::Restrict => Some(format!("the {parent}'s key cannot change")),
        Action::NoAction => None,
    }
}

/// Who says so, where it is not the database.
pub(crate) fn origin(origin: Origin) -> Option<&'static str> {
    match origin {
        Origin::Declared => None,
        Origin::Annotated => Some("stated, not enforced"),
        Origin::Inferred => Some("inferred, not enforced"),
    }
}

/// `partitioned_table` → `partitioned table`, with a capital where it begins a line.
pub(crate) fn spaced(word: &str, capital: bool) -> String {
    let mut out = String::with_capacity(word.len());
    for (i, c) in word.chars().enumerate() {
        match c {
            '_' => out.push(' '),
            c if i == 0 && capital => out.push(c.to_ascii_uppercase()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::row_of;
    use crate::model::{QualifiedName, Schema};

    #[test]
    fn one_row_has_a_name() {
        let check = |name: &str, expected: &str| {
            assert_eq!(row_of(&Schema::default(), &QualifiedName::new("", name)), expected);
        };
        check("users", "user");
        check("order_items", "order item");
        check("categories", "category");
        check("addresses", "address");
        check("boxes", "box");
        check("houses", "house");
        check("status", "status");
        check("film", "film");
        check("people", "person");
        check("news", "news");
        check("Album", "`Album` row");
        check("a`b", "``a`b`` row");
    }
}
