//! The partition that comes next, where the ones that are there say how.

use crate::list::{IteratorExt, SliceExt, VecExt};

/// Year, month, day.
type Date = (u32, u32, u32);

/// Name and bound of the partition behind the last of those by whole months or years, given name and bound of each:
/// `log_2025_03`, `FOR VALUES FROM ('2025-03-01') TO ('2025-04-01')` → `log_2025_04`, `FOR VALUES FROM ('2025-04-01') TO ('2025-05-01')`.
/// `None` where they are not by dates, or the last one's name does not say its date.
pub(super) fn next(partitions: &[(&str, &str)]) -> Option<(String, String)> {
    let mut ranges: Vec<(Date, Date, &str)> = Vec::new();
    for (name, bound) in partitions.iter().filter(|(_, bound)| !bound.eq_ignore_ascii_case("default")) {
        let (from, to) = range(bound)?;
        ranges.push((from, to, name));
    }
    let &(from, to, name) = ranges.iter().max_by_key(|(from, ..)| *from)?;
    let months = months(to).checked_sub(months(from)).filter(|&months| months > 0 && from.2 == 1 && to.2 == 1)?;
    let end = months + self::months(to);
    let end = (end / 12, end % 12 + 1, 1);
    let name = renamed(name, from, to)?;
    if partitions.any(|(taken, _)| **taken == *name) {
        return None;
    }
    Some((name, format!("FOR VALUES FROM ('{}') TO ('{}')", text(to), text(end))))
}

/// Whole months before a date.
fn months(date: Date) -> u32 {
    date.0 * 12 + date.1 - 1
}

fn text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.0, date.1, date.2)
}

/// `FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')`; a time of day must be midnight.
fn range(bound: &str) -> Option<(Date, Date)> {
    let parts: Vec<&str> = bound.split('\'').collect_vec();
    let [_, from, between, to, _] = parts.as_slice() else { return None };
    let words = between.split_whitespace().join(" ");
    let is_range = words.eq_ignore_ascii_case(") to (");
    is_range.then_some((date(from)?, date(to)?))
}

/// `2025-01-01`, `2025-01-01 00:00:00+00`.
fn date(text: &str) -> Option<Date> {
    let (day, time) = text.split_once(' ').unwrap_or((text, ""));
    if time.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
        return None;
    }
    let mut numbers: Vec<u32> = Vec::new();
    for part in day.split('-') {
        numbers.push_all([part.parse().ok()?]);
    }
    match numbers.as_slice() {
        &[year, month, day] if (1..=12).contains(&month) && (1..=9998).contains(&year) => Some((year, month, day)),
        _ => None,
    }
}

/// The name of the partition from one date, as that of the partition from another: `log_y2025m03` → `log_y2025m04`.
fn renamed(name: &str, from: Date, to: Date) -> Option<String> {
    let spellings = |date: Date| {
        let (year, month, day) = (format!("{:04}", date.0), format!("{:02}", date.1), format!("{:02}", date.2));
        let mut all = Vec::new();
        for between in ["_", "-", "", "m", "_m", "_p"] {
            all.push(format!("{year}{between}{month}_{day}"));
            all.push(format!("{year}{between}{month}{day}"));
            all.push(format!("{year}{between}{month}"));
        }
        if from.1 == 1 && to.1 == 1 {
            all.push(year);
        }
        all
    };
    spellings(from)
        .into_iter()
        .zip(spellings(to))
        .find_map(|(old, new)| Some(format!("{}{new}", name.strip_suffix(old.as_str())?)))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn the_next_partition_is_like_the_last() {
        let check = |partitions: &[(&str, &str)], expected: Option<(&str, &str)>| {
            let found = next(partitions);
            assert_eq!(found.as_ref().map(|(name, bound)| (name.as_str(), bound.as_str())), expected, "{partitions:?}");
        };
        let december = ("log_2025_12", "FOR VALUES FROM ('2025-12-01') TO ('2026-01-01')");
        let january = ("log_2026_01", "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')");
        let november = ("log_2025_11", "FOR VALUES FROM ('2025-11-01') TO ('2025-12-01')");
        check(&[december, november, ("log_rest", "DEFAULT")], Some(january));
        check(
            &[("y2024", "FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00')")],
            Some(("y2025", "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')")),
        );
        check(
            &[("log_q2025m10", "FOR VALUES FROM ('2025-10-01') TO ('2026-01-01')")],
            Some(("log_q2026m01", "FOR VALUES FROM ('2026-01-01') TO ('2026-04-01')")),
        );
        check(&[("log_old", "FOR VALUES FROM ('2025-12-01') TO ('2026-01-01')")], None);
        check(&[("log_2025_12", "FOR VALUES FROM ('2025-12-05') TO ('2026-01-05')")], None);
        check(&[("log_2025_12", "FOR VALUES FROM ('2025-12-01 08:00') TO ('2026-01-01')")], None);
        check(&[("log_eu", "FOR VALUES IN ('de', 'fr')"), december], None);
        check(&[], None);
    }
}
