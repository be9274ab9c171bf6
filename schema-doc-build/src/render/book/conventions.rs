//! What most tables have in common, and the exceptions.

use super::Context;
use crate::analyze::{self, Convention, ConventionKind, TableRole};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;
use crate::render::markdown::{block, code, list, message};

/// How many exceptions to a convention are named.
const EXCEPTIONS: usize = 20;

/// `### 3.3 Conventions and Their Exceptions`
pub(super) fn conventions(book: &Context) -> String {
    let found = analyze::conventions(book.schema, book.input.analysis);
    let mut out = String::new();
    if !found.any(|convention| convention.kind == ConventionKind::KeyType) {
        block(&mut out, &keys(book));
    }
    for convention in &found {
        self::convention(&mut out, book, convention);
    }
    undeclared(&mut out, book);
    out
}

fn convention(out: &mut String, book: &Context, convention: &Convention) {
    use ConventionKind::{ColumnCase, Number, TableCase};
    // Most names are written alike in several ways: how many tell the way says nothing.
    let counts = !matches!(convention.kind, TableCase | ColumnCase | Number);
    let mut sentence = if counts { convention.sentence() } else { convention.rule.clone() };
    if let Some(rest) = convention.rule.strip_prefix("references are not enforced") {
        sentence = if convention.total == 1 {
            format!("the one reference is not enforced{rest}")
        } else {
            format!("none of the {} references is enforced{rest}", convention.total)
        };
    }
    if book.system.has_documents() {
        sentence = sentence.replace("columns", "fields");
    }
    let sentence = capital(&message(&sentence));
    let mut items: Vec<String> = Vec::new();
    // Exceptions of one table stand in one line.
    let mut of_table: Map<usize, Vec<String>> = Map::new();
    for exception in &convention.exceptions {
        let column = exception.column.as_ref().map(|column| code(column)).unwrap_or_default();
        let instead = match convention.kind {
            ConventionKind::KeyType => code(&exception.instead),
            ConventionKind::Timestamps | ConventionKind::Enforced => String::new(),
            _ => exception.instead.clone(),
        };
        let words = [column, instead].into_iter().filter(|part| !part.is_empty()).join(" ");
        of_table.or_default(exception.table).push(words);
    }
    // Junctions and logs say nothing about the others, and may still differ from them.
    if convention.kind == Number {
        let uncounted = |role| matches!(role, Some(TableRole::Junction | TableRole::Audit | TableRole::Log));
        for (at, table) in book.tables().filter(|&(at, _)| book.analysis(at).is_some_and(|a| uncounted(a.role))) {
            let number = analyze::number(&table.id.name).filter(|number| !convention.rule.ends_with(number));
            if let Some(number) = number {
                of_table.or_default(at).push(number.to_owned());
            }
        }
    }
    for (table, words) in of_table {
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect_vec();
        let colon = if words.is_empty() { "" } else { ": " };
        items.push(format!("{}{colon}{}", book.links.table(table), words.join(", ")));
    }
    bounded(&mut items);
    let exceptions = match items.len() {
        0 => ".",
        1 => ". The exception:",
        _ => ". The exceptions:",
    };
    block(out, &format!("{sentence}{exceptions}"));
    list(out, &items);
}

/// What the keys are, where no type is common to most of them.
fn keys(book: &Context) -> String {
    if book.system.has_documents() {
        return if book.shown.is_empty() {
            String::new()
        } else {
            "Every document has `_id` and `_creationTime`, which Convex gives.".into()
        };
    }
    let mut counts: Map<String, usize> = Map::new();
    for (_, table) in book.tables() {
        let kind = match table.primary_key.as_ref().map(|key| key.columns.as_slice()) {
            None => "none".to_owned(),
            Some([key]) => table.column(key).map_or_else(String::new, |c| code(&c.catalog_type(book.system))),
            Some(_) => "several columns".to_owned(),
        };
        *counts.or_default(kind) += 1;
    }
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    if total < 2 {
        return String::new();
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect_vec();
    crate::sort::by_key(&mut counts, |(_, count)| std::cmp::Reverse(*count));
    let words: Vec<String> = counts.mapped(|(kind, count)| format!("{kind} in {count}"));
    format!("Primary keys of {total} tables: {}.", words.join(", "))
}

/// References that only names tell of.
fn undeclared(out: &mut String, book: &Context) {
    let findings = book.input.analysis.findings.iter().filter(|f| f.code.as_str() == "undeclared-reference");
    let mut items: Vec<String> =
        findings.map(|f| format!("{}: {}", book.links.table(f.table), message(&f.message))).collect_vec();
    bounded(&mut items);
    if !items.is_empty() {
        block(out, "References that are not declared, as far as names tell:");
        list(out, &items);
    }
}

fn bounded(items: &mut Vec<String>) {
    let more = items.len().saturating_sub(EXCEPTIONS);
    items.truncate(EXCEPTIONS);
    items.push_all((more > 0).then(|| format!("and {more} more")));
}

/// A sentence begins with a capital.
fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), chars.as_str()))
}
