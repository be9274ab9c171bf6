//! Drizzle's functions that make SQL: `eq(users.id, 1)`, `and(…)`, `count()`.

use super::Reader;
use super::sql::{Columns, Text, Unknown};
use crate::list::SliceExt;
use crate::source::typescript::{Slot, Value};

/// The function's name, and what it writes: `{}` is an argument, in order.
const TEMPLATES: &[(&str, &str)] = &[
    ("eq", "{} = {}"),
    ("ne", "{} <> {}"),
    ("gt", "{} > {}"),
    ("gte", "{} >= {}"),
    ("lt", "{} < {}"),
    ("lte", "{} <= {}"),
    ("like", "{} like {}"),
    ("notLike", "{} not like {}"),
    ("ilike", "{} ilike {}"),
    ("notIlike", "{} not ilike {}"),
    ("arrayContains", "{} @> {}"),
    ("arrayContained", "{} <@ {}"),
    ("arrayOverlaps", "{} && {}"),
    ("l2Distance", "{} <-> {}"),
    ("l1Distance", "{} <+> {}"),
    ("innerProduct", "{} <#> {}"),
    ("cosineDistance", "{} <=> {}"),
    ("hammingDistance", "{} <~> {}"),
    ("jaccardDistance", "{} <%> {}"),
    ("not", "not {}"),
    ("isNull", "{} is null"),
    ("isNotNull", "{} is not null"),
    ("exists", "exists {}"),
    ("notExists", "not exists {}"),
    ("between", "{} between {} and {}"),
    ("notBetween", "{} not between {} and {}"),
    ("inArray", "{} in {}"),
    ("notInArray", "{} not in {}"),
    ("asc", "{} asc"),
    ("desc", "{} desc"),
    ("countDistinct", "count(distinct {})"),
    ("avg", "avg({})"),
    ("avgDistinct", "avg(distinct {})"),
    ("sum", "sum({})"),
    ("sumDistinct", "sum(distinct {})"),
    ("max", "max({})"),
    ("min", "min({})"),
];

fn template(name: &str) -> Option<&'static str> {
    TEMPLATES.find(|(known, _)| *known == name).map(|(_, template)| *template)
}

/// Whether a function of that name makes SQL.
pub(super) fn is_known(name: &str) -> bool {
    matches!(name, "and" | "or" | "count") || template(name).is_some()
}

/// What a function writes; `None` where there is none of that name.
pub(super) fn write(reader: &mut Reader<'_, '_>, name: &str, arguments: &[Slot], columns: Columns) -> Option<Text> {
    match name {
        "and" | "or" => return Some(joined(reader, name, arguments, columns)),
        "count" => {
            let counted = match arguments.first() {
                Some(slot) => reader.chunk(&slot.value, slot.span, columns),
                None => Ok("*".to_owned()),
            };
            return Some(counted.map(|counted| format!("count({counted})")));
        }
        _ => {}
    }
    let template = template(name)?;
    let empty = arguments.get(1).and_then(|slot| slot.value.elements()).is_some_and(|list| list.is_empty());
    Some(match name {
        "inArray" if empty => Ok("false".to_owned()),
        "notInArray" if empty => Ok("true".to_owned()),
        _ => reader.parts(arguments, columns).map(|parts| filled(template, &parts)),
    })
}

fn filled(template: &str, parts: &[String]) -> String {
    let mut parts = parts.iter();
    let mut pieces = template.split("{}");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str(parts.next().map(String::as_str).unwrap_or_default());
        text.push_str(piece);
    }
    text
}

/// `(a and b)`: what is not defined is no condition.
fn joined(reader: &mut Reader<'_, '_>, word: &str, arguments: &[Slot], columns: Columns) -> Text {
    let mut parts = Vec::new();
    for slot in arguments.iter().filter(|slot| !matches!(slot.value, Value::Undefined)) {
        if slot.spread {
            return Err(Unknown(slot.clone()));
        }
        parts.push(reader.chunk(&slot.value, slot.span, columns)?);
    }
    Ok(match parts.as_slice() {
        [one] => one.clone(),
        _ => format!("({})", parts.join(&format!(" {word} "))),
    })
}
