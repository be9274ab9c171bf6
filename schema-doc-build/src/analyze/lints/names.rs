//! Names: reserved words, quotes, numbers, and the exceptions to how most names are written.

use schema_doc_diagnostics::{Code, Span};

use super::{Lints, OnTable};
use crate::analyze::ConventionKind;
use crate::list::VecExt;
use crate::model::{System, is_reserved, quote_identifier};
use crate::ordered::Map;

/// A name, its place, and the column that it is; `None`: the table.
type Name<'a> = (&'a str, Option<Span>, Option<&'a str>);

/// What stands before and behind the number in a column's name, and the column's type.
type Stem<'a> = (&'a str, &'a str, &'a str);

pub(super) fn check(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let (system, table) = (lints.schema.system, on.table);
    if system.has_documents() {
        // Names stand in strings there.
        return;
    }
    let mut names: Vec<Name<'_>> = vec![(table.id.name.as_str(), table.definition.span, None)];
    let own = table.columns.iter().filter(|column| !column.inherited);
    names.push_all(own.map(|column| (column.name.as_str(), column.span, Some(column.name.as_str()))));
    for (name, span, column) in names {
        let what = if column.is_some() { format!("the column `{name}`") } else { "its name".to_owned() };
        if is_reserved(system, name) {
            let message = format!("{what} is a reserved word of {}", system.title());
            let help = format!("it must be written {} in every statement: rename it", quote_identifier(system, name));
            lints.add(Code::ReservedName, on, column, span, &message, help);
        } else if must_be_quoted(system, name) {
            let message = format!("{what} must be quoted");
            let help = format!("it is written {} in every statement: rename it", quote_identifier(system, name));
            lints.add(Code::QuotedName, on, column, span, &message, help);
        }
    }
    incrementing(lints, on);
}

/// Whether a name holds what an identifier without quotes cannot, or letters that would be folded.
fn must_be_quoted(system: System, name: &str) -> bool {
    let mut chars = name.chars();
    let letter = |c: char| c.is_alphabetic() || c == '_' || (system == System::SqlServer && matches!(c, '@' | '#'));
    let digit = |c: char| c.is_numeric() || c == '$' || (system == System::Oracle && c == '#');
    // MySQL 8.4, Schema Object Names: a name may begin with a digit.
    let first = chars.next().is_some_and(|c| letter(c) || (system.is_mysql() && digit(c)));
    let plain = first && chars.all(|c| letter(c) || digit(c));
    let folded = match system {
        System::PostgreSql => name.chars().any(char::is_uppercase),
        System::Oracle => name.chars().any(char::is_lowercase),
        _ => false,
    };
    !plain || folded
}

/// `phone1`, `phone2`, `phone3`: three or more columns of one type whose names count up.
fn incrementing(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let mut stems: Map<Stem<'_>, Vec<(u32, usize)>> = Map::new();
    for (position, column) in on.table.columns.iter().enumerate() {
        let name = column.name.as_str();
        let tail = name.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '_');
        // `line1_street`: the number stands in the middle.
        let stem = tail.trim_end_matches(|c: char| c.is_ascii_digit());
        let (Some(number), Some(behind)) = (tail.get(stem.len()..), name.get(tail.len()..)) else { continue };
        if let (Ok(number), false) = (number.parse(), stem.is_empty()) {
            stems.or_default((stem, behind, column.data_type.native.as_str())).push((number, position));
        }
    }
    for ((stem, behind, _), mut numbers) in stems {
        crate::sort::items(&mut numbers);
        let counts = numbers.iter().zip(numbers.iter().skip(1)).all(|(a, b)| a.0 + 1 == b.0);
        let (Some(&(first, position)), true) = (numbers.first(), numbers.len() > 2 && counts) else { continue };
        if first > 1 {
            continue;
        }
        let Some(column) = on.table.columns.get(position) else { continue };
        let last = numbers.last().map_or(first, |&(number, _)| number);
        let message = format!("the columns `{stem}{first}{behind}` to `{stem}{last}{behind}` are a list in one row");
        let help = "make a table of them, with a row each";
        lints.add(Code::IncrementingColumns, on, Some(&column.name), column.span, &message, help);
    }
}

/// The exceptions to what most tables have in common.
pub(super) fn exceptions(lints: &mut Lints<'_>) {
    let codes = [Code::InconsistentKeyType, Code::InconsistentNaming, Code::MissingTimestamps];
    if !codes.into_iter().any(|code| lints.wants(code)) {
        return;
    }
    for convention in crate::analyze::conventions(lints.schema, lints.analysis) {
        for exception in &convention.exceptions {
            let Some(table) = lints.schema.tables.get(exception.table) else { continue };
            let on = OnTable { position: exception.table, table };
            let column = exception.column.as_deref();
            let span = column.and_then(|name| table.column(name)).and_then(|column| column.span);
            let (name, instead) = (column.unwrap_or(&table.id.name), &exception.instead);
            let (code, message) = match convention.kind {
                ConventionKind::KeyType => {
                    (Code::InconsistentKeyType, format!("the primary key `{name}` is `{instead}`"))
                }
                ConventionKind::TableCase | ConventionKind::Number => {
                    (Code::InconsistentNaming, format!("its name is {}", written(instead)))
                }
                ConventionKind::ColumnCase => {
                    (Code::InconsistentNaming, format!("the name of the column `{name}` is {}", written(instead)))
                }
                ConventionKind::Timestamps => {
                    (Code::MissingTimestamps, "no column says when a row was made or changed".to_owned())
                }
                ConventionKind::Enforced => continue,
            };
            let message = format!("{message}; {}", convention.sentence());
            lints.add(code, on, column, span, &message, "do as the others do, or say why not");
        }
    }
}

/// `in camelCase`, `singular`.
fn written(instead: &str) -> String {
    match instead {
        "singular" | "plural" => instead.to_owned(),
        "other characters" => "in other characters".to_owned(),
        case => format!("in {case}"),
    }
}

#[cfg(test)]
mod tests {
    use super::must_be_quoted;
    use crate::model::System;

    #[test]
    fn quotes_are_a_matter_of_the_system() {
        let check = |system, name: &str, expected| assert_eq!(must_be_quoted(system, name), expected, "{name}");
        check(System::PostgreSql, "userName", true);
        check(System::PostgreSql, "user_name$2", false);
        check(System::PostgreSql, "2nd", true);
        check(System::PostgreSql, "größe", false);
        check(System::MySql, "userName", false);
        check(System::MySql, "2nd", false);
        check(System::MySql, "user name", true);
        check(System::Oracle, "USERS", false);
        check(System::Oracle, "users", true);
        check(System::SqlServer, "Order Details", true);
        check(System::Sqlite, "Name", false);
    }
}
