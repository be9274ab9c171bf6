//! `generated_at`, where the configuration asks for it.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::files::Files;

const KEY: &str = "\"generated_at\":";

/// Now, or what `SOURCE_DATE_EPOCH` says, as RFC 3339 in UTC.
pub fn now(files: &Files) -> String {
    let set = files.env("SOURCE_DATE_EPOCH").and_then(|seconds| seconds.trim().parse().ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    rfc3339(set.unwrap_or_else(clock))
}

/// A manifest with its date, behind the version.
pub(super) fn date(manifest: &str, now: &str) -> String {
    let mut dated = String::with_capacity(manifest.len() + 64);
    let mut done = false;
    for line in manifest.split_inclusive('\n') {
        dated.push_str(line);
        let text = line.trim_start();
        if !done && text.starts_with("\"version\":") && text.trim_end().ends_with(',') {
            let indent = line.get(..line.len() - text.len()).unwrap_or_default();
            dated.push_str(&format!("{indent}{KEY} \"{now}\",\n"));
            done = true;
        }
    }
    dated
}

/// A manifest without its date.
pub(super) fn undate(manifest: &str) -> Cow<'_, str> {
    let mut offset = 0;
    // Behind the version, which is the first key.
    for line in manifest.split_inclusive('\n').take(8) {
        if line.trim_start().starts_with(KEY) {
            let (before, after) = manifest.split_at(offset);
            return Cow::Owned(format!("{before}{}", after.get(line.len()..).unwrap_or_default()));
        }
        offset += line.len();
    }
    Cow::Borrowed(manifest)
}

/// Seconds since 1970 as a date; the days by Howard Hinnant's `civil_from_days`.
fn rfc3339(seconds: u64) -> String {
    // The year 9999 is the last that RFC 3339 can write.
    let seconds = seconds.min(253_402_300_799);
    let (days, rest) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::{date, rfc3339, undate};

    #[test]
    fn seconds_become_a_date() {
        let check = |seconds, expected: &str| assert_eq!(rfc3339(seconds), expected);
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_400, "2000-02-29T00:00:00Z");
        check(1_700_000_000, "2023-11-14T22:13:20Z");
        check(u64::MAX, "9999-12-31T23:59:59Z");
    }

    #[test]
    fn a_manifest_takes_a_date_and_loses_it_again() {
        let manifest = "{\n  \"schema_manifest\": {\n    \"version\": \"1.0.0\",\n    \"tables\": []\n  }\n}\n";
        let dated = date(manifest, "2023-11-14T22:13:20Z");
        assert_eq!(dated.lines().nth(3), Some("    \"generated_at\": \"2023-11-14T22:13:20Z\","));
        assert_eq!(undate(&dated), manifest);
        assert_eq!(undate(manifest), manifest);
    }
}
