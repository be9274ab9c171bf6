//! The overlay's sections → one entry a key, in the order of the file.

use schema_doc_diagnostics::Span;
use toml::de::DeValue;

use super::walk::{Entry, Walker};
use crate::config::{OverlayEntry, OverlayValue};
use crate::sort;

/// Adds the entries below `entry`, one a key that holds no table.
pub(super) fn read(walker: &mut Walker<'_>, entry: &Entry<'_>, overlay: &mut Vec<OverlayEntry>) {
    let first = overlay.len();
    let mut path = vec![(entry.key.to_owned(), entry.key_span)];
    for entry in walker.table(entry) {
        descend(walker, &entry, &mut path, overlay);
    }
    // `[tables.users.fields.email]` may stand before a key of `[tables.users]`.
    if let Some(added) = overlay.get_mut(first..) {
        sort::by_key(added, |e| e.path.last().map(|(_, span)| span.start));
    }
}

fn descend(
    walker: &mut Walker<'_>,
    entry: &Entry<'_>,
    path: &mut Vec<(String, Span)>,
    overlay: &mut Vec<OverlayEntry>,
) {
    path.push((entry.key.to_owned(), entry.key_span));
    if let DeValue::Table(table) = entry.value {
        let entries = walker.entries(table);
        if entries.is_empty() {
            // `[tables.users]` with nothing in it still names a table, which has to exist.
            overlay.push(OverlayEntry {
                path: path.clone(),
                value: OverlayValue::Table(Vec::new()),
                span: entry.value_span,
            });
        }
        for entry in entries {
            descend(walker, &entry, path, overlay);
        }
    } else if let Some(value) = value(walker, entry.value, entry.value_span) {
        overlay.push(OverlayEntry { path: path.clone(), value, span: entry.value_span });
    }
    path.pop();
}

fn value(walker: &mut Walker<'_>, value_: &DeValue<'_>, span: Span) -> Option<OverlayValue> {
    Some(match value_ {
        DeValue::String(text) => OverlayValue::String(text.clone().into_owned()),
        DeValue::Integer(number) => OverlayValue::Integer(walker.parsed_integer(number, span)?),
        DeValue::Float(number) => {
            let Ok(number) = number.as_str().replace('_', "").parse() else {
                walker.error(span, "a number that is out of range");
                return None;
            };
            OverlayValue::Float(number)
        }
        DeValue::Boolean(boolean) => OverlayValue::Boolean(*boolean),
        DeValue::Datetime(datetime) => OverlayValue::String(datetime.to_string()),
        DeValue::Array(list) => {
            let mut values = Vec::new();
            for item in list {
                values.push(value(walker, item.get_ref(), walker.span(item.span()))?);
            }
            OverlayValue::Array(values)
        }
        DeValue::Table(table) => {
            let mut values = Vec::new();
            for entry in walker.entries(table) {
                values.push((entry.key.to_owned(), value(walker, entry.value, entry.value_span)?));
            }
            OverlayValue::Table(values)
        }
    })
}
