//! Whether a value is one of a type.

use crate::json::{Value, compact};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{DataType, Domain, LogicalType, Schema, System};

/// What is wrong with a value for a type, in words that go on behind it: `is no integer`. Null is the column's affair.
pub(crate) fn misfit(schema: &Schema, data_type: &DataType, value: &Value) -> Option<String> {
    if let Some(domain) = domain(schema, data_type) {
        return misfit(schema, &domain.data_type, value);
    }
    let unless = |fits: bool, what: &str| (!fits).then(|| format!("is no {what}"));
    match (&data_type.logical, value) {
        (LogicalType::Null, value) => unless(*value == Value::Null, "null"),
        (LogicalType::Union(variants), value) => {
            unless(variants.any(|variant| misfit(schema, variant, value).is_none()), "value of any of its types")
        }
        (LogicalType::Json | LogicalType::Any, _) | (_, Value::Null) => None,
        (LogicalType::Literals(values), value) => {
            let text = compact(value);
            let known = values.iter().map(|value| &**value).collect_vec();
            none_of(known.contains(&text.as_str()), &known)
        }
        (LogicalType::Boolean, value) => match value {
            Value::Boolean(_) => None,
            Value::Number(number) => unless(matches!(number.as_str(), "0" | "1"), "boolean"),
            _ => unless(false, "boolean"),
        },
        (LogicalType::SmallInt | LogicalType::Integer | LogicalType::BigInt, value) => {
            integer(schema.system, data_type, value)
        }
        (LogicalType::Float | LogicalType::Double | LogicalType::Number, value) => {
            unless(matches!(value, Value::Number(_)), "number")
        }
        (LogicalType::Decimal, Value::Number(text) | Value::String(text)) => decimal(data_type, text),
        (LogicalType::String | LogicalType::Text | LogicalType::Id(_), Value::String(text)) => {
            let limit = data_type.modifiers().first().and_then(|&limit| usize::try_from(limit).ok());
            let limit = limit.filter(|_| data_type.logical == LogicalType::String);
            limit.filter(|&limit| text.chars().count() > limit).map(|limit| format!("has more than {limit} characters"))
        }
        (LogicalType::Enum(id), Value::String(text)) => {
            let values = &schema.enum_type(id)?.values;
            none_of(values.contains(text), &values.iter().map(String::as_str).collect_vec())
        }
        (LogicalType::InlineEnum, Value::String(text)) => {
            let values = data_type.inline_values();
            none_of(values.contains(text), &values.iter().map(String::as_str).collect_vec())
        }
        (LogicalType::Uuid, Value::String(text)) => {
            let digits = text.bytes().filter(|b| !matches!(b, b'-' | b'{' | b'}')).collect_vec();
            unless(digits.len() == 32 && digits.all(u8::is_ascii_hexdigit), "UUID")
        }
        (LogicalType::Array(inner), Value::Array(items)) => items.iter().find_map(|item| misfit(schema, inner, item)),
        (LogicalType::Array(_), value) => {
            let text = value.as_text().is_some_and(|text| text.starts_with('{'));
            unless(text && !schema.system.has_documents(), "array")
        }
        (LogicalType::Object(fields), Value::Object(entries)) => {
            let unknown = entries.find(|(name, _)| !fields.any(|field| field.name == **name));
            let missing = fields.find(|field| !field.optional && !entries.any(|(name, _)| field.name == **name));
            match (unknown, missing) {
                (Some((name, _)), _) => Some(format!("has a field `{name}` that its type has not")),
                (_, Some(field)) => Some(format!("lacks the field `{}`", field.name)),
                _ => fields.iter().find_map(|field| misfit(schema, &field.data_type, value.get(&field.name)?)),
            }
        }
        (LogicalType::Record(types), Value::Object(entries)) => {
            entries.iter().find_map(|(_, value)| misfit(schema, &types.1, value))
        }
        (LogicalType::Object(_) | LogicalType::Record(_), _) => unless(false, "object"),
        (LogicalType::Date | LogicalType::Timestamp | LogicalType::TimestampTz | LogicalType::Time, value) => {
            let is_text = value.as_text().is_some_and(|text| !text.trim().is_empty());
            unless(is_text || schema.system == System::Sqlite, "time")
        }
        (
            LogicalType::String
            | LogicalType::Text
            | LogicalType::Id(_)
            | LogicalType::Enum(_)
            | LogicalType::InlineEnum
            | LogicalType::Uuid,
            _,
        ) => unless(schema.system == System::Sqlite, "text"),
        _ => None,
    }
}

fn none_of(is_one: bool, values: &[&str]) -> Option<String> {
    const SHOWN: usize = 12;
    let more = if values.len() > SHOWN { ", …" } else { "" };
    let those = || format!("is none of `{}`{more}", values.iter().take(SHOWN).join("`, `"));
    (!is_one).then(those)
}

fn integer(system: System, data_type: &DataType, value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(text) | Value::String(text) => text.as_str(),
        Value::Boolean(_) if system != System::PostgreSql => return None,
        _ => "",
    };
    let Ok(number) = text.parse::<i128>() else { return Some("is no integer".to_owned()) };
    let bits = match data_type.native.to_ascii_lowercase().split([' ', '(']).next().unwrap_or_default() {
        "tinyint" => 8,
        "smallint" | "int2" | "smallserial" => 16,
        "mediumint" => 24,
        "int" | "integer" | "int4" | "serial" if system != System::Sqlite => 32,
        _ => 64,
    };
    let unsigned = data_type.native.contains("unsigned") || (system == System::SqlServer && bits == 8);
    let (least, most) =
        if unsigned { (0, (1_i128 << bits) - 1) } else { (-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1) };
    (number < least || number > most).then(|| format!("is out of the range of `{}`", data_type.native))
}

fn decimal(data_type: &DataType, text: &str) -> Option<String> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = digits.parse::<f64>().is_ok();
    let whole = digits.split(['.', 'e', 'E']).next().unwrap_or_default().trim_start_matches('0');
    match data_type.modifiers().as_slice() {
        _ if !is_number => Some("is no number".to_owned()),
        [precision, scale] if i64::try_from(whole.len()).is_ok_and(|count| count > (*precision - scale).max(0)) => {
            Some(format!("has more than {} digits before the point", (*precision - scale).max(0)))
        }
        [precision] if i64::try_from(whole.len()).is_ok_and(|count| count > *precision) => {
            Some(format!("has more than {precision} digits"))
        }
        _ => None,
    }
}

/// The domain that is a type.
pub(crate) fn domain<'s>(schema: &'s Schema, data_type: &DataType) -> Option<&'s Domain> {
    if schema.domains.is_empty() {
        return None;
    }
    let id = schema.parse_identifier(&data_type.native)?;
    schema.domains.binary_search_by(|domain| domain.id.cmp(&id)).ok().and_then(|at| schema.domains.get(at))
}

#[cfg(test)]
mod tests {
    use super::misfit;
    use crate::json;
    use crate::model::{DataType, LogicalType, Schema};

    #[test]
    fn a_value_fits_its_type_or_is_told_why_not() {
        let check = |native: &str, logical: LogicalType, value: &str, expected: Option<&str>| {
            let value = json::parse(value).unwrap_or_else(|_| panic!("{value}")).value;
            let data_type = DataType { native: native.into(), logical };
            assert_eq!(misfit(&Schema::default(), &data_type, &value).as_deref(), expected, "{native} {value:?}");
        };
        check("integer", LogicalType::Integer, "1", None);
        check("integer", LogicalType::Integer, "1.5", Some("is no integer"));
        check("smallint", LogicalType::SmallInt, "40000", Some("is out of the range of `smallint`"));
        check("integer", LogicalType::Integer, "null", None);
        check("character varying(3)", LogicalType::String, "\"abcd\"", Some("has more than 3 characters"));
        check("text", LogicalType::Text, "1", Some("is no text"));
        check("numeric(4,2)", LogicalType::Decimal, "99.99", None);
        check("numeric(4,2)", LogicalType::Decimal, "100", Some("has more than 2 digits before the point"));
        check("boolean", LogicalType::Boolean, "\"yes\"", Some("is no boolean"));
        check("uuid", LogicalType::Uuid, "\"00000000-0000-4000-8000-000000000001\"", None);
        check("uuid", LogicalType::Uuid, "\"1\"", Some("is no UUID"));
        check("enum('a','b')", LogicalType::InlineEnum, "\"c\"", Some("is none of `a`, `b`"));
        let texts = DataType { native: "text".into(), logical: LogicalType::Text };
        check("text[]", LogicalType::Array(Box::new(texts)), "[\"a\", 1]", Some("is no text"));
    }
}
