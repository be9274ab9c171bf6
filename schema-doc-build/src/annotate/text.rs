//! Text taken out of a source, with the way back to its place.

use std::ops::Range;

use schema_doc_diagnostics::{SourceMap, Span};

use crate::list::IteratorExt;

/// A line of a comment, its delimiters and margin left out, and the offset of its first byte in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) offset: u32,
}

/// Text and where it stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) content: String,
    /// Offset in the text, offset in the file; in between both run in parallel.
    marks: Vec<(usize, u32)>,
    /// The place as a whole.
    whole: Option<Span>,
}

impl Text {
    /// Text whose inside has no place of its own.
    pub(super) fn plain(text: impl Into<String>, whole: Option<Span>) -> Self {
        Self { content: text.into(), marks: Vec::new(), whole }
    }

    /// Lines of a comment.
    pub(super) fn from_lines<'a>(lines: impl IntoIterator<Item = Line<'a>>, whole: Span) -> Self {
        let mut text = Self { whole: Some(whole), ..Self::default() };
        for (i, line) in lines.into_iter().enumerate() {
            if i > 0 {
                text.content.push('\n');
            }
            text.marks.push((text.content.len(), line.offset));
            text.content.push_str(line.text);
        }
        text
    }

    /// The text of a string constant, at the place of the constant or of the statement that holds it.
    pub(super) fn of_string(value: &str, place: Option<Span>, files: &SourceMap) -> Self {
        let mut text = Self::plain(value, place);
        let Some(place) = place else { return text };
        let source = files.text(place);
        if let Some(at) = source.rfind(value) {
            text.marks.push((0, place.start + at as u32));
            return text;
        }
        // 'it''s': a mark behind each doubled quote.
        let written = value.replace('\'', "''");
        if let Some(at) = source.rfind(&written) {
            let mut offset = place.start + at as u32;
            let mut from = 0;
            text.marks.push((0, offset));
            for (quote, _) in value.match_indices('\'') {
                offset += (quote + 1 - from) as u32 + 1;
                from = quote + 1;
                text.marks.push((from, offset));
            }
        }
        text
    }

    /// The place of a range of the text.
    pub(super) fn span(&self, range: Range<usize>) -> Option<Span> {
        let whole = self.whole?;
        let Some(start) = self.file_offset(range.start) else { return Some(whole) };
        let last = range.end.max(range.start + 1) - 1;
        let end = self.file_offset(last).map_or(start, |offset| offset + 1);
        let end = if range.is_empty() { start } else { end };
        Some(Span { file: whole.file, start, end: end.max(start) })
    }

    fn file_offset(&self, at: usize) -> Option<u32> {
        let behind = self.marks.partition_point(|&(offset, _)| offset <= at);
        let &(from, offset) = self.marks.get(behind.checked_sub(1)?)?;
        Some(offset + (at - from) as u32)
    }
}

/// The lines of a comment with its delimiters: `-- a`, `// a`, `/* a */`, `/** a */` with ` * ` margins.
pub(super) fn comment_lines(comment: &str, offset: u32) -> Vec<Line<'_>> {
    let line = |text: &'_ str, at: usize| -> (usize, usize) {
        let trimmed = text.trim_end();
        (at, at + trimmed.len())
    };
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mark = if comment.starts_with("//") { '/' } else { '-' };
    if comment.starts_with("--") || mark == '/' {
        // `--- text` and `---- text` are written too.
        let body_start = comment.len() - comment.trim_start_matches(mark).len();
        let inner = comment.get(body_start..).unwrap_or_default();
        let indent = usize::from(inner.starts_with([' ', '\t']));
        ranges.push(line(inner.get(indent..).unwrap_or_default(), body_start + indent));
    } else {
        let body = comment.strip_prefix("/*").unwrap_or(comment);
        let body = body.strip_suffix("*/").unwrap_or(body);
        let mut at = comment.len() - comment.strip_prefix("/*").unwrap_or(comment).len();
        // `/** text`, `/***** …`.
        let stars = body.len() - body.trim_start_matches('*').len();
        at += stars;
        for (i, raw) in body.get(stars..).unwrap_or_default().split('\n').enumerate() {
            let mut content = raw;
            if i > 0 {
                let trimmed = content.trim_start();
                if let Some(behind) = trimmed.strip_prefix('*') {
                    content = behind;
                }
            }
            let content = content.strip_prefix(' ').unwrap_or(content);
            let start = at + (raw.len() - content.len());
            ranges.push(line(content, start));
            at += raw.len() + 1;
        }
        while ranges.last().is_some_and(|(start, end)| start == end) {
            ranges.pop();
        }
        let empty = ranges.iter().take_while(|(start, end)| start == end).count();
        ranges.drain(..empty);
    }
    ranges
        .into_iter()
        .map(|(start, end)| Line { text: comment.get(start..end).unwrap_or_default(), offset: offset + start as u32 })
        .collect_vec()
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::{SourceMap, Span};

    use super::{Line, Text, comment_lines};

    #[test]
    fn delimiters_and_margins_are_left_out() {
        let check = |comment: &str, expected: &[(&str, u32)]| {
            let expected: Vec<Line> = expected.iter().map(|&(text, offset)| Line { text, offset }).collect();
            assert_eq!(comment_lines(comment, 10), expected, "{comment:?}");
        };
        check("-- a b ", &[("a b", 13)]);
        check("--a", &[("a", 12)]);
        check("--", &[("", 12)]);
        check("--- a", &[("a", 14)]);
        check("// a - b", &[("a - b", 13)]);
        check("///a", &[("a", 13)]);
        check("--   indented", &[("  indented", 13)]);
        check("/* a */", &[("a", 13)]);
        check("/** a\n *  b\n * c */", &[("a", 14), (" b", 19), ("c", 25)]);
        check("/*\n   a\r\n*/", &[("  a", 14)]);
        check("/**/", &[]);
        check("/*", &[]);
        check("/* é", &[("é", 13)]);
    }

    #[test]
    fn a_place_inside_a_string_constant_is_found() {
        let mut files = SourceMap::default();
        let sql = "COMMENT ON TABLE t IS 'It''s ''x'' @pii';";
        let file = files.add("a.sql", sql);
        let place = Span { file, start: 22, end: sql.len() as u32 };
        let value = "It's 'x' @pii";
        let text = Text::of_string(value, Some(place), &files);
        let at = value.find("@pii").unwrap();
        assert_eq!(files.text(text.span(at..at + 4).unwrap()), "@pii");
        let text = Text::of_string("not there", Some(place), &files);
        assert_eq!(text.span(0..3), Some(place));
    }
}
