//! Constants as a column of a type holds them: `'0.00'` of a number is `0`, `'abc'` of bytes is `'\x616263'`.

use super::Equivalence;
use super::node::Node;
use crate::json::{canonical, compact};
use crate::list::IteratorExt;
use crate::model::System;

/// How a value of a type is brought into one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Number,
    Text,
    Bytes,
    /// Bytes filled up to their length.
    PaddedBytes,
    Timestamp,
    /// Printed in the time zone of whoever asks: what says its own is one instant.
    Instant,
    Interval,
    Json,
    Uuid,
    /// The system prints it in a form of its own.
    Reformatted,
}

fn family(system: System, native_type: &str) -> Family {
    let lower = native_type.to_ascii_lowercase();
    let base = lower.split(['(', ' ']).next().unwrap_or_default();
    let array = lower.ends_with(']');
    match base {
        _ if array => Family::Reformatted,
        "timestamp" if lower.contains("with time zone") => Family::Instant,
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double" | "decimal" | "float" | "int" | "tinyint"
        | "mediumint" | "year" | "number" | "boolean" => Family::Number,
        "bytea" => Family::Bytes,
        "binary" if system.is_mysql() => Family::PaddedBytes,
        "timestamp" | "date" | "datetime" => Family::Timestamp,
        "jsonb" => Family::Json,
        "uuid" => Family::Uuid,
        "interval" => Family::Interval,
        "time" | "timetz" | "inet" | "cidr" | "macaddr" | "macaddr8" | "point" | "line" | "lseg" | "box" | "path"
        | "polygon" | "circle" | "tsvector" | "tsquery" | "money" | "geometry" | "geography" | "hstore" | "vector" => {
            Family::Reformatted
        }
        _ if base.ends_with("range") => Family::Reformatted,
        // Values of an enumeration are texts too.
        _ => Family::Text,
    }
}

/// Whether two constants are one value of a type. `None`: they are no constants, or no more can be said than their spelling says.
pub(super) fn same(system: System, native_type: &str, a: &Node, b: &Node) -> Option<Equivalence> {
    let family = family(system, native_type);
    let text = |node| {
        text(node).or_else(|| hexadecimal(node, family).filter(|_| system.is_mysql() || family == Family::Number))
    };
    let (a, b) = (text(a)?, text(b)?);
    match family {
        Family::Text => (a == b && system.is_mysql()).then_some(Equivalence::Same),
        _ if form(family, &a) == form(family, &b) => Some(Equivalence::Same),
        Family::Reformatted => Some(Equivalence::Undecided),
        Family::Instant => match (instant(&a), instant(&b)) {
            (Some(a), Some(b)) if a == b => Some(Equivalence::Same),
            (Some(_), Some(_)) => Some(Equivalence::Different),
            _ if same_time(&a, &b) => Some(Equivalence::Same),
            _ => Some(Equivalence::Undecided),
        },
        Family::Interval => match (interval(&a), interval(&b)) {
            (Some(_), Some(_)) => Some(Equivalence::Different),
            _ => Some(Equivalence::Undecided),
        },
        _ => Some(Equivalence::Different),
    }
}

/// The text of a constant, whatever it is cast to.
fn text(node: &Node) -> Option<String> {
    match node {
        Node::Number(text) if text.starts_with("0x") => None,
        Node::String(text) | Node::Number(text) => Some(text.clone()),
        Node::Boolean(value) => Some(if *value { "1" } else { "0" }.to_owned()),
        Node::Cast(inner, _) => text(inner),
        _ => None,
    }
}

/// What `0x616263` and MySQL's `x'616263'` say: a number to a column of numbers, else these bytes, which stay as they are where they are no text.
fn hexadecimal(node: &Node, family: Family) -> Option<String> {
    let (Node::Word(written) | Node::Number(written)) = node else { return None };
    let digits = written.strip_prefix("0x").or_else(|| written.strip_prefix('x'))?;
    if family == Family::Number {
        return u64::from_str_radix(digits, 16).ok().map(|number| number.to_string());
    }
    let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(pair).collect::<Option<_>>()?;
    Some(String::from_utf8(bytes).unwrap_or_else(|_| digits.to_owned()))
}

fn form(family: Family, text: &str) -> String {
    match family {
        Family::Number => number(text).unwrap_or_else(|| text.to_owned()),
        Family::Bytes => match text.strip_prefix("\\x") {
            Some(digits) => digits.to_ascii_lowercase(),
            None => text.bytes().map(|byte| format!("{byte:02x}")).join(""),
        },
        Family::PaddedBytes => text.trim_end_matches('\0').to_owned(),
        Family::Timestamp => timestamp(local(text)),
        Family::Interval => interval(text).unwrap_or_else(|| text.to_owned()),
        Family::Json => json(text),
        Family::Uuid => text.to_ascii_lowercase(),
        Family::Text | Family::Instant | Family::Reformatted => text.to_owned(),
    }
}

/// `-01.50` → `-1.5`, `1e3` → `1000`; `None` where it is no number.
fn number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // 0.d₁d₂… × 10^point
    let significant = all.trim_start_matches('0');
    let zeros = all.len() - significant.len();
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    let point = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()? + exponent.parse::<i64>().ok()?;
    Some(format!("{sign}{significant}e{point}"))
}

/// `2020-01-01` is `2020-01-01 00:00:00`, and so is `2020-01-01T00:00:00.000`.
fn timestamp(text: &str) -> String {
    let text = text.replacen('T', " ", 1);
    let whole = text.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|b| b == b'0'));
    let text = whole.map_or(text.as_str(), |(whole, _)| whole);
    text.strip_suffix(" 00:00:00").unwrap_or(text).to_owned()
}

/// JSON by its structure.
pub(super) fn json(text: &str) -> String {
    canonical(text).map_or_else(|| text.to_owned(), |value| compact(&value))
}

/// Without its time zone: `2022-04-01 01:00:00+01` → `2022-04-01 01:00:00`.
fn local(text: &str) -> &str {
    let clock = text.find([' ', 'T']).unwrap_or(text.len());
    let zone = text.get(clock..).and_then(|time| time.find(['+', '-', 'Z'])).map(|at| clock + at);
    text.get(..zone.unwrap_or(text.len())).unwrap_or(text)
}

/// Whether two texts say the same time, or the same altogether.
pub(super) fn same_time(a: &str, b: &str) -> bool {
    match (instant(a), instant(b)) {
        (Some(a), Some(b)) => a == b,
        (Some(_), None) => timestamp(local(a)) == timestamp(b),
        (None, Some(_)) => timestamp(a) == timestamp(local(b)),
        (None, None) => timestamp(a) == timestamp(b),
    }
}

/// `1 year 2 days 03:00`, `26 hours`, `-90 days`: months, days and microseconds, which PostgreSQL keeps apart. `None` where it is in no such
/// words.
pub(super) fn interval(text: &str) -> Option<String> {
    const SECOND: i64 = 1_000_000;
    let lower = text.trim().to_ascii_lowercase();
    let (body, sign) = lower.strip_suffix(" ago").map_or((lower.as_str(), 1), |body| (body, -1));
    let (mut months, mut days, mut microseconds) = (0_i64, 0_i64, 0_i64);
    let mut words = body.split_whitespace();
    (!body.is_empty()).then_some(())?;
    while let Some(word) = words.next() {
        if word.contains(':') {
            let (sign, clock) = word.strip_prefix('-').map_or((1, word), |clock| (-1, clock));
            let mut parts = clock.trim_start_matches('+').split(':');
            let hours = scaled(parts.next()?, 3600 * SECOND)?;
            let minutes = scaled(parts.next()?, 60 * SECOND)?;
            let seconds = scaled(parts.next().unwrap_or("0"), SECOND)?;
            parts.next().is_none().then_some(())?;
            microseconds = microseconds.checked_add(sign * (hours + minutes + seconds))?;
            continue;
        }
        let (number, unit) = word.split_at(word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len()));
        // A number alone counts seconds.
        let unit = if unit.is_empty() { words.next().unwrap_or("s") } else { unit };
        let (kept, length) = match unit {
            "us" | "usec" | "usecs" | "microsecond" | "microseconds" => (&mut microseconds, 1),
            "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => (&mut microseconds, 1000),
            "s" | "sec" | "secs" | "second" | "seconds" => (&mut microseconds, SECOND),
            "m" | "min" | "mins" | "minute" | "minutes" => (&mut microseconds, 60 * SECOND),
            "h" | "hr" | "hrs" | "hour" | "hours" => (&mut microseconds, 3600 * SECOND),
            "d" | "day" | "days" => (&mut days, 1),
            "w" | "week" | "weeks" => (&mut days, 7),
            "mon" | "mons" | "month" | "months" => (&mut months, 1),
            "y" | "yr" | "yrs" | "year" | "years" => (&mut months, 12),
            _ => return None,
        };
        *kept = kept.checked_add(scaled(number, length)?)?;
    }
    Some(format!("{} mons {} days {} us", sign * months, sign * days, sign * microseconds))
}

/// `1.5` of a length, where that is a whole number.
fn scaled(number: &str, length: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let count: i64 = [whole, fraction].concat().parse().ok()?;
    let scale = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let product = count.checked_mul(length)?;
    (product % scale == 0).then(|| product / scale)
}

/// `2022-04-01 01:00:00+01` as seconds since 1970 in UTC, and what is below a second. `None` where it does not say its time zone.
pub(super) fn instant(text: &str) -> Option<(i64, String)> {
    if text.eq_ignore_ascii_case("epoch") {
        return Some((0, String::new()));
    }
    let text = text.replacen('T', " ", 1);
    let (date, time) = text.split_once(' ')?;
    let (clock, offset) = match time.find(['+', '-', 'Z']) {
        Some(at) => time.split_at(at),
        None => return None,
    };
    let number = |text: Option<&str>| text.unwrap_or("0").trim().parse::<i64>().ok();
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (number(parts.next())?, number(parts.next())?, number(parts.next())?);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let seconds = |text: &str| {
        let mut parts = text.splitn(3, ':');
        Some(number(parts.next())? * 3600 + number(parts.next())? * 60 + number(parts.next())?)
    };
    let zone = match offset.strip_prefix(['+', '-']) {
        Some(zone) if offset.starts_with('-') => -seconds(zone)?,
        Some(zone) => seconds(zone)?,
        None => 0,
    };
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days since 1970-01-01, with years that begin in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some((days * 86_400 + seconds(clock)? - zone, fraction.trim_end_matches('0').to_owned()))
}
