//! The orders that migration tools run files in.

use crate::list::SliceExt;
use std::cmp::Ordering;

/// The order of a plain folder: component by component, numbers by their value (`2_x.sql` before `10_x.sql`), all else by bytes;
/// bytes decide between equals (`1` and `01`).
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let mut left = a.split('/');
    let mut right = b.split('/');
    loop {
        match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match natural_component(x.as_bytes(), y.as_bytes()) {
                Ordering::Equal => {}
                unequal => return unequal,
            },
        }
    }
}

fn natural_component(mut a: &[u8], mut b: &[u8]) -> Ordering {
    loop {
        let (x, y) = (digits(a), digits(b));
        if x > 0 && y > 0 {
            let (number_a, rest_a) = a.split_at(x);
            let (number_b, rest_b) = b.split_at(y);
            match compare_numbers(number_a, number_b) {
                Ordering::Equal => (a, b) = (rest_a, rest_b),
                unequal => return unequal,
            }
            continue;
        }
        match (a.split_first(), b.split_first()) {
            (Some((x, rest_a)), Some((y, rest_b))) if x == y => (a, b) = (rest_a, rest_b),
            (x, y) => return x.map(|(first, _)| first).cmp(&y.map(|(first, _)| first)),
        }
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Two runs of digits, of any length, by value.
fn compare_numbers(a: &[u8], b: &[u8]) -> Ordering {
    let significant = |digits: &[u8]| digits.position(|&b| b != b'0').unwrap_or(digits.len());
    let (a, b) = (a.get(significant(a)..).unwrap_or_default(), b.get(significant(b)..).unwrap_or_default());
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// A name as Flyway reads it: `V1.2__x.sql`, `V1_2__x.sql`, `U1__x.sql`, `R__x.sql`, `B1__x.sql`. Versions compare part by part; repeatable
/// migrations run last, by description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FlywayName {
    pub(super) repeatable: bool,
    version: Vec<u64>,
    pub(super) undo: bool,
    pub(super) baseline: bool,
    /// Of a repeatable one.
    description: String,
}

/// Reads a file's name as Flyway does. `None` where it is none of Flyway's.
pub(super) fn flyway(file_name: &str) -> Option<FlywayName> {
    let (prefix, rest) = file_name.split_at_checked(1)?;
    let (version, description) = rest.split_once("__")?;
    if description.is_empty() {
        return None;
    }
    if prefix == "R" && version.is_empty() {
        let description = description.to_owned();
        return Some(FlywayName { repeatable: true, version: Vec::new(), undo: false, baseline: false, description });
    }
    if !matches!(prefix, "V" | "U" | "B") {
        return None;
    }
    let mut version: Vec<u64> = version.split(['.', '_']).map(str::parse).collect::<Result<_, _>>().ok()?;
    // 1.0 is 1.
    while version.len() > 1 && version.last() == Some(&0) {
        version.pop();
    }
    let (undo, baseline) = (prefix == "U", prefix == "B");
    Some(FlywayName { repeatable: false, version, undo, baseline, description: String::new() })
}

#[cfg(test)]
mod tests {
    use super::{flyway, natural};

    #[test]
    fn numbers_count_by_value_and_the_rest_by_bytes() {
        let check = |expected: &[&str]| {
            let mut sorted = expected.to_vec();
            sorted.reverse();
            sorted.sort_by(|a, b| natural(a, b));
            assert_eq!(sorted, expected);
        };
        check(&["1_a.sql", "2_a.sql", "10_a.sql"]);
        check(&["001_a.sql", "002_a.sql", "010_a.sql"]);
        check(&["20230101_a.sql", "20230101120000_b.sql"]);
        check(&["1.2.0.sql", "1.10.0.sql"]);
        check(&["01.sql", "1.sql", "1a.sql"]);
        check(&["schema.sql", "schema2.sql"]);
        check(&["a/2.sql", "a/10.sql", "b/1.sql"]);
        check(&["99999999999999999999998.sql", "99999999999999999999999.sql"]);
    }

    #[test]
    fn flyway_versions_compare_part_by_part() {
        let check = |expected: &[&str]| {
            let mut sorted = expected.to_vec();
            sorted.reverse();
            sorted.sort_by_key(|name| flyway(name));
            assert_eq!(sorted, expected);
        };
        check(&["V1__a.sql", "V1_1__b.sql", "V1.2__c.sql", "V2__d.sql", "V10__e.sql", "R__f.sql"]);
        assert_eq!(flyway("V1__.sql").map(|name| name.undo), Some(false));
        assert!(flyway("V__x.sql").is_none());
        assert!(flyway("éV1__x.sql").is_none());
        assert!(flyway("").is_none());
    }
}
