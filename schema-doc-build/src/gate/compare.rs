//! When a document on disk says the same as a new one.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};
use std::io::Read;

use super::time;
use crate::json::{self, Value};
use crate::list::VecExt;
use crate::render::Format;

/// Whether a file holds a text byte for byte, where neither is held as a whole.
pub(super) fn identical(file: Box<dyn Read + '_>, text: &dyn Display) -> bool {
    let mut comparison = Comparison { file, read: Vec::new() };
    write!(comparison, "{text}").is_ok() && matches!(comparison.file.read(&mut [0]), Ok(0))
}

/// Takes a text as long as the file says the same.
struct Comparison<'a> {
    file: Box<dyn Read + 'a>,
    read: Vec<u8>,
}

impl fmt::Write for Comparison<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.read.resize(text.len(), 0);
        match self.file.read_exact(&mut self.read) {
            Ok(()) if self.read == text.as_bytes() => Ok(()),
            _ => Err(fmt::Error),
        }
    }
}

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
        manifest.keep(|(key, _)| key != "generated_at");
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
    use super::{first_difference, identical, same};
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
    fn identical_is_from_the_first_byte_to_the_last() {
        let check = |file: &str, text: [&str; 2], expected| {
            assert_eq!(
                identical(Box::new(file.as_bytes()), &format_args!("{}{}", text[0], text[1])),
                expected,
                "{file}"
            );
        };
        check("ab", ["a", "b"], true);
        check("", ["", ""], true);
        check("aB", ["a", "b"], false);
        check("a", ["a", "b"], false);
        check("abc", ["a", "b"], false);
    }

    #[test]
    fn the_first_line_that_differs_is_found() {
        assert_eq!(first_difference("a\nb\nc", "a\nx\nc"), Some((2, Some("b"), Some("x"))));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some((2, None, Some("b"))));
        assert_eq!(first_difference("a\n", "a\n"), None);
    }
}
