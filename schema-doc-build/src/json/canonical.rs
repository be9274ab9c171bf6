//! One text for every value: keys sorted, numbers plain.

use super::object::sort;
use super::{Value, parse};

/// Parses JSON that someone wrote, and makes it the same for every way to write it. `None` where it is no JSON, or a number is
/// beyond all that programs read.
pub(crate) fn canonical(text: &str) -> Option<Value> {
    let mut value = parse(text).ok()?.value;
    canonicalise(&mut value).then_some(value)
}

/// `false` where a number is too large.
fn canonicalise(value: &mut Value) -> bool {
    match value {
        Value::Null | Value::Boolean(_) | Value::String(_) => true,
        Value::Number(number) => {
            let plain = plain_number(number);
            plain.map(|plain| *number = plain).is_some()
        }
        Value::Array(items) => items.iter_mut().all(canonicalise),
        Value::Object(entries) => {
            sort(entries);
            entries.iter_mut().all(|(_, value)| canonicalise(value))
        }
    }
}

/// `1.50` → `1.5`, `1e2` → `100.0`.
fn plain_number(text: &str) -> Option<String> {
    if let Ok(number) = text.parse::<i64>() {
        // Only a float has a sign on its zero.
        return Some(if number == 0 && text.starts_with('-') { "-0.0".to_owned() } else { number.to_string() });
    }
    if let Ok(number) = text.parse::<u64>() {
        return Some(number.to_string());
    }
    float(text.parse().ok()?)
}

/// The shortest text of a number that reads back as the same: `0.00001`, `100.0`, `1e16`. `None` where it is none.
pub(crate) fn float(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    // Beyond these, zeros would be most of it.
    if number == 0.0 || (-5..16).contains(&exponent) {
        let plain = number.to_string();
        return Some(if plain.contains('.') { plain } else { plain + ".0" });
    }
    let sign = if exponent < 0 { "" } else { "+" };
    Some(format!("{digits}e{sign}{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::{canonical, float};
    use crate::json::compact;

    #[test]
    fn keys_are_sorted_and_numbers_plain() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(canonical(text).map(|value| compact(&value)).as_deref(), expected, "{text}");
        };
        check(
            "{\"b\": [1.50, 1e2], \"a\": {\"z\": 18446744073709551615, \"y\": -1}}",
            Some("{\"a\":{\"y\":-1,\"z\":18446744073709551615},\"b\":[1.5,100.0]}"),
        );
        check("{\"a\": 1, \"b\": 2, \"a\": 3}", Some("{\"a\":3,\"b\":2}"));
        check("[-0, 0, 0.0]", Some("[-0.0,0,0.0]"));
        check("1e999", None);
        check("{", None);
    }

    #[test]
    fn numbers_are_written_as_other_writers_do() {
        for number in [
            1.0,
            -1.5,
            0.1,
            1e15,
            1e16,
            1.5e16,
            1e17,
            123_456_789_012_345_680.0,
            1e21,
            1.5e300,
            0.001,
            1e-4,
            1e-5,
            1.25e-5,
            1e-6,
            1.25e-6,
            5e-324,
            0.3,
            1e100,
            -1e-7,
            9_007_199_254_740_993.0,
            f64::MAX,
            f64::MIN_POSITIVE,
        ] {
            assert_eq!(float(number).unwrap(), serde_json::to_string(&number).unwrap());
        }
        assert_eq!(float(f64::NAN), None);
    }
}
