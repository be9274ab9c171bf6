//! Words that nobody wrote, and a rename that nobody noted.

use schema_doc_diagnostics::{Code, nearest};

use super::{Lints, OnTable};
use crate::analyze::coverage::is_documented;
use crate::analyze::{ClosedSetOrigin, ColumnFacts, field_facts, parts, sensitivity, table_facts};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, DOCUMENTS, LogicalType, MigrationAction, MigrationStep, Named};
use crate::ordered::Set;

/// How many values a message names.
const VALUES: usize = 5;

pub(super) fn check(lints: &mut Lints<'_>, on: OnTable<'_>) {
    values(lints, on);
    renamed(lints, on);
}

/// What has no words.
pub(super) fn missing(lints: &mut Lints<'_>) {
    let schema = lints.schema;
    let source = if schema.system.has_documents() { "//" } else { "--" };
    parts(schema, &mut |part| {
        let Some(table) = schema.tables.get(part.table).filter(|_| !part.documented && !part.ignored) else { return };
        let on = OnTable { position: part.table, table };
        let code = match part.kind {
            0 => Code::MissingTablePurpose,
            1 => Code::MissingColumnDescription,
            3 => Code::MissingIndexPurpose,
            4 => Code::MissingConstraintReason,
            _ => return,
        };
        if !lints.wants(code) {
            return;
        }
        let (message, help) = match part.kind {
            0 => {
                let help = format!(
                    "say what it holds in a comment above it, `{source} …`, or as `purpose` in `schema-doc.toml`"
                );
                ("nobody said what it is for".to_owned(), help)
            }
            1 => {
                let help = format!("say so in a comment above or behind it: `{source} …`");
                (format!("nobody said what `{}` is", part.name), help)
            }
            3 => {
                let help = format!("say so in a comment above it: `{source} …`");
                (format!("nobody said what the index `{}` is for", part.name), help)
            }
            _ => {
                let help = format!("say so in a comment above it: `{source} @reason …`");
                let name = if part.name.is_empty() { part.columns.join(", ") } else { part.name.to_owned() };
                (format!("nobody said why there is the constraint `{name}`"), help)
            }
        };
        let subject = (part.kind > 0).then_some(part.name);
        lints.add(code, on, subject, part.span, &message, help);
    });
    if DOCUMENTS && lints.wants(Code::MissingColumnDescription) {
        for (position, table) in schema.tables.iter().enumerate().filter(|(_, table)| !table.annotations.ignore) {
            missing_inside(lints, OnTable { position, table });
        }
    }
}

/// Fields inside documents without words.
fn missing_inside(lints: &mut Lints<'_>, on: OnTable<'_>) {
    for column in on.table.columns.iter().filter(|column| !column.annotations.ignore) {
        for field in column.nested().iter().filter(|field| !field.column.annotations.ignore) {
            if !is_documented(&field.column.annotations) {
                let message = format!("nobody said what `{}` is", field.path);
                let help = "say so in a comment above or behind it: `// …`";
                let code = Code::MissingColumnDescription;
                lints.add(code, on, Some(&field.path), field.column.span, &message, help);
            }
        }
    }
}

/// Closed sets of columns; those of enumerated types are looked at once.
fn values(lints: &mut Lints<'_>, on: OnTable<'_>) {
    if !lints.wants(Code::UndocumentedStatusValue) {
        return;
    }
    let facts = table_facts(lints.schema, on.table);
    for (column, facts) in on.table.columns.iter().zip(&facts.columns).filter(|(column, _)| !column.annotations.ignore)
    {
        values_of(lints, on, &column.name, column, facts);
        let nested = if DOCUMENTS { column.nested() } else { continue };
        for field in nested.iter().filter(|field| !field.column.annotations.ignore) {
            values_of(lints, on, &field.path, field.column, &field_facts(lints.schema, field.column));
        }
    }
}

/// The closed set of a column, or of a field inside one.
fn values_of(lints: &mut Lints<'_>, on: OnTable<'_>, path: &str, column: &Column, facts: &ColumnFacts) {
    let set = facts.closed_set.as_ref().filter(|set| !set.numeric && !is_yes_or_no(&set.values));
    let Some(set) = set.filter(|set| set.values.len() > 1) else { return };
    if matches!(set.origin, ClosedSetOrigin::Enum(_) | ClosedSetOrigin::Domain(_)) {
        return;
    }
    if let Some((message, help)) = undocumented(&set.values, &column.annotations.values, path) {
        lints.add(Code::UndocumentedStatusValue, on, Some(path), column.span, &message, help);
    }
}

/// Enumerated types, at the first table that has a column of one.
pub(super) fn enums(lints: &mut Lints<'_>) {
    if !lints.wants(Code::UndocumentedStatusValue) {
        return;
    }
    let schema = lints.schema;
    let mut seen: Set<&crate::model::QualifiedName> = Set::new();
    for (position, table) in schema.tables.iter().enumerate().filter(|(_, table)| !table.annotations.ignore) {
        for column in &table.columns {
            let LogicalType::Enum(id) = &column.data_type.logical else { continue };
            let Ok(place) = schema.enums.binary_search_by(|found| found.id.cmp(&**id)) else { continue };
            let Some(found) = schema.enums.get(place) else { continue };
            let told = column.annotations.values.is_empty() && !found.annotations.ignore && found.values.len() > 1;
            if !seen.insert(&found.id) || !told {
                continue;
            }
            let name = schema.identifier(&found.id);
            if let Some((message, help)) = undocumented(&found.values, &found.annotations.values, &name) {
                let on = OnTable { position, table };
                lints.add(Code::UndocumentedStatusValue, on, Some(&column.name), found.span, &message, help);
            }
        }
    }
}

/// `Y` and `N`, `0` and `1`: a boolean in other words.
fn is_yes_or_no(values: &[String]) -> bool {
    const WORDS: &[&str] = &["0", "1", "y", "n", "yes", "no", "t", "f", "true", "false", "on", "off"];
    values.all(|value| WORDS.contains(&value.to_ascii_lowercase().as_str()))
}

/// Which values nobody described, and what to write.
fn undocumented(values: &[String], words: &[Named], name: &str) -> Option<(String, String)> {
    let said = |value: &&String| words.any(|word| word.name == **value && word.text.is_some());
    let missing: Vec<&String> = values.iter().filter(|value| !said(value)).collect_vec();
    if missing.is_empty() {
        return None;
    }
    let shown = super::ticked(missing.iter().take(VALUES).copied());
    let more = missing.len().checked_sub(VALUES).filter(|&more| more > 0);
    let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
    let (noun, verb) = if missing.len() == 1 { ("value", "means") } else { ("values", "mean") };
    let message = format!("nobody said what the {noun} {shown}{more} of `{name}` {verb}");
    let tag = missing.iter().take(2).map(|value| format!("{}: …", in_tag(value))).join(", ");
    Some((message, format!("say so: `@values {tag}`")))
}

/// A value as `@values` names it.
fn in_tag(value: &str) -> String {
    let plain = value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if plain { value.to_owned() } else { format!("\"{value}\"") }
}

/// A column that a migration drops, and one with a similar name that the same file adds.
fn renamed(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let table = on.table;
    if !lints.wants(Code::RenamedWithoutNote) {
        return;
    }
    let of = |action: MigrationAction| {
        move |step: &&MigrationStep| step.action == action && step.detail.starts_with("column ")
    };
    let name = |step: &MigrationStep| step.detail.trim_start_matches("column ").trim_matches('"').to_owned();
    for dropped in table.migrations.iter().filter(of(MigrationAction::Dropped)) {
        let file = dropped.span.file;
        let added = table.migrations.iter().filter(of(MigrationAction::Added)).filter(|step| step.span.file == file);
        let added = added.map(name).collect_vec();
        let old = name(dropped);
        let Some(new) = similar(&old, &added).and_then(|name| table.column(name)) else { continue };
        if new.annotations.renamed_from.is_none() && new.name != old {
            let message = format!("`{old}` was dropped where `{}` was added, as if it was renamed", new.name);
            let help = format!("if it was, write `@renamed-from {old}` above `{}`", new.name);
            lints.add(Code::RenamedWithoutNote, on, Some(&new.name), new.span, &message, help);
        }
    }
}

/// The name that is nearest to another, or shares a word of it that no other shares.
fn similar<'a>(old: &str, names: &'a [String]) -> Option<&'a str> {
    if let Some(near) = nearest(old, names.iter().map(String::as_str)) {
        return Some(near);
    }
    let parts = sensitivity::words(old);
    let shares = |name: &&String| {
        let other = sensitivity::words(name);
        parts.split('_').any(|part| part.len() > 2 && other.split('_').any(|word| word == part))
    };
    let sharing = names.iter().filter(shares).collect_vec();
    match sharing.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::similar;

    #[test]
    fn a_rename_keeps_letters_or_a_word() {
        let check = |old: &str, names: &[&str], expected: Option<&str>| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(similar(old, &names), expected, "{old}");
        };
        check("emial", &["email", "phone"], Some("email"));
        check("user_name", &["login_name", "phone"], Some("login_name"));
        check("user_name", &["login_name", "full_name"], None);
        check("a", &["phone"], None);
    }
}
