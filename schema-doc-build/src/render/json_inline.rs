//! JSON with one line for each entry of an inner object: compact to read for a model, and still a line a change in a diff.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

/// From this depth on, everything stands on one line.
const INLINE_DEPTH: usize = 4;

/// A document's text.
pub(super) fn inline(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Inline::default());
    #[expect(clippy::expect_used, reason = "memory takes every write, and every key of our documents is a string")]
    value.serialize(&mut serializer).expect("a document is JSON");
    text.push(b'\n');
    #[expect(clippy::expect_used, reason = "serde_json writes UTF-8")]
    String::from_utf8(text).expect("JSON is UTF-8")
}

#[derive(Default)]
struct Inline {
    depth: usize,
    has_value: bool,
}

impl Inline {
    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        let inline = self.depth >= INLINE_DEPTH;
        self.depth -= 1;
        if self.has_value && !inline {
            self.new_line(writer)?;
        }
        self.has_value = true;
        writer.write_all(bracket)
    }

    fn item<W: ?Sized + Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        if self.depth >= INLINE_DEPTH {
            return if first { Ok(()) } else { writer.write_all(b", ") };
        }
        if !first {
            writer.write_all(b",")?;
        }
        self.new_line(writer)
    }

    fn new_line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Inline {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.item(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.item(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::inline;

    #[test]
    fn inner_entries_stand_on_one_line() {
        let value = json!({ "a": { "b": ["x", "y"], "c": { "d": { "e": [1, 2], "f": {} }, "g": [] }, "h": {} } });
        let expected = "{\n  \"a\": {\n    \"b\": [\n      \"x\",\n      \"y\"\n    ],\n    \"c\": {\n      \
                        \"d\": {\"e\": [1, 2], \"f\": {}},\n      \"g\": []\n    },\n    \"h\": {}\n  }\n}\n";
        assert_eq!(inline(&value), expected);
    }
}
