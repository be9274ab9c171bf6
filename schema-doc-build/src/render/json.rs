//! JSON text: pretty-printed, two spaces, one newline at the end.

use serde::Serialize;
use serde_json::{Number, Value};

/// A document's text.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    #[expect(clippy::expect_used, reason = "memory takes every write, and every key of our documents is a string")]
    serde_json::to_writer_pretty(&mut text, value).expect("a document is JSON");
    text.push(b'\n');
    #[expect(clippy::expect_used, reason = "serde_json writes UTF-8")]
    String::from_utf8(text).expect("JSON is UTF-8")
}

/// Parses JSON that someone wrote. The same text gives the same value whatever features of `serde_json` a build has on: keys
/// are sorted, numbers plain.
pub(crate) fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().map(canonical)
}

fn canonical(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(canonical).collect(),
        Value::Object(map) => {
            let mut entries: Vec<_> = map.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries.into_iter().map(|(key, value)| (key, canonical(value))).collect()
        }
        Value::Number(number) => Value::Number(plain_number(number)),
        other => other,
    }
}

fn plain_number(number: Number) -> Number {
    if let Some(n) = number.as_i64() {
        return n.into();
    }
    if let Some(n) = number.as_u64() {
        return n.into();
    }
    number.as_f64().and_then(Number::from_f64).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::{parse, pretty};

    #[test]
    fn keys_are_sorted_and_numbers_plain() {
        let value = parse("{\"b\": [1.50, 1e2], \"a\": {\"z\": 18446744073709551615, \"y\": -1}}").unwrap();
        assert_eq!(
            pretty(&value).split_whitespace().collect::<String>(),
            "{\"a\":{\"y\":-1,\"z\":18446744073709551615},\"b\":[1.5,100.0]}"
        );
        assert_eq!(parse("{"), None);
    }
}
