//! When a document on disk says the same as a new one.

use std::borrow::Cow;

use super::time;
use crate::json::{self, Value};
use crate::render::Format;

/// Line breaks are folded; JSON is compared by structure, without its date.
pub(super) fn same(old: &str, new: &str, format: Format, name: &str) -> bool {
    let old = fold(old);
    let old = if format == Format::Manifest { time::undate(&old) } else { old.as_ref().into() };
    *old == *new || (is_json(name) && same_json(&old, new))
}

fn is_json(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"))
}

/// Text with `\n` only.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

fn same_json(old: &str, new: &str) -> bool {
    let read = |text: &str| json::canonical(text).map(without_date);
    matches!((read(old), read(new)), (Some(old), Some(new)) if old == new)
}

fn without_date(mut value: Value) -> Value {
    if let Some(Value::Object(manifest)) = value.get_mut("schema_manifest") {
        manifest.retain(|(key, _)| key != "generated_at");
    }
    value
}

/// The number of the first line that differs, from 1, and that line on both sides; `None` where a side has none.
pub(super) fn first_difference<'a>(old: &'a str, new: &'a str) -> Option<(usize, Option<&'a str>, Option<&'a str>)> {
    let (mut old, mut new) = (old.lines(), new.lines());
    (1..).find_map(|number| match (old.next(), new.next()) {
        (None, None) => Some(None),
        (a, b) if a == b => None,
        (a, b) => Some(Some((number, a, b))),
    })?
}

#[cfg(test)]
mod tests {
    use super::{first_difference, same};
    use crate::render::Format;

    #[test]
    fn line_breaks_and_the_layout_of_json_do_not_count() {
        let check = |old: &str, new: &str, format, expected| {
            let name = if matches!(format, Format::Tables) { "a.md" } else { "a.json" };
            assert_eq!(same(old, new, format, name), expected, "{old:?}");
        };
        check("a\r\nb\r\n", "a\nb\n", Format::Tables, true);
        check("a\nc\n", "a\nb\n", Format::Tables, false);
        check("{\"b\":1,\"a\":2}", "{\n  \"a\": 2,\n  \"b\": 1\n}\n", Format::AiContext, true);
        check("{\"b\":1}", "{\"b\": 2}\n", Format::AiContext, false);
        check("{\"b\":1}", "{ \"b\": 1 }", Format::Tables, false);
        let dated = "{\n \"schema_manifest\": {\n  \"version\": \"1.0.0\",\n  \"generated_at\": \"x\",\n  \"tables\": []\n }\n}\n";
        check(
            dated,
            "{\n \"schema_manifest\": {\n  \"version\": \"1.0.0\",\n  \"tables\": []\n }\n}\n",
            Format::Manifest,
            true,
        );
    }

    #[test]
    fn the_first_line_that_differs_is_found() {
        assert_eq!(first_difference("a\nb\nc", "a\nx\nc"), Some((2, Some("b"), Some("x"))));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some((2, None, Some("b"))));
        assert_eq!(first_difference("a\n", "a\n"), None);
    }
}
