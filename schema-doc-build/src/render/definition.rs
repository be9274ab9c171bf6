//! Definitions as they are written, comments left out.

use schema_doc_diagnostics::Span;

use crate::model::{Definition, Schema};

/// The text of a definition, comments left out and line breaks kept; without its terminator. Empty where nothing is known of it.
pub fn definition_text(schema: &Schema, definition: &Definition) -> String {
    match (&definition.text, definition.span) {
        (Some(text), _) => fold_line_breaks(text.trim()),
        (None, Some(span)) => text_without_comments(schema, span),
        (None, None) => String::new(),
    }
}

/// The text of a span without the comments in it: a line that held nothing else goes, a comment between two words leaves a space.
pub fn text_without_comments(schema: &Schema, span: Span) -> String {
    let start = (span.file, span.start);
    let first = schema.comments.partition_point(|c| (c.span.file, c.span.start) < start);
    let comments = schema.comments.get(first..).unwrap_or_default();
    let inside = comments.iter().map(|c| c.span).take_while(|c| c.file == span.file && c.start < span.end);
    let mut out = String::with_capacity((span.end - span.start) as usize);
    let mut from = span.start;
    for comment in inside {
        if comment.start < from {
            continue;
        }
        push_piece(&mut out, schema.files.text(Span { start: from, end: comment.start, ..span }));
        cut_comment(&mut out, schema, span, comment);
        from = comment.end.min(span.end);
    }
    push_piece(&mut out, schema.files.text(Span { start: from, ..span }));
    out.truncate(out.trim_end().len());
    let leading = out.len() - out.trim_start().len();
    out.drain(..leading);
    out
}

/// Appends source text; behind a line that a comment left blank, its line break goes too.
fn push_piece(out: &mut String, piece: &str) {
    let piece = fold_line_breaks(piece);
    let after = piece.trim_start_matches([' ', '\t']);
    let at_line_break = after.is_empty() || after.starts_with('\n');
    if at_line_break {
        // `a, -- why` → `a,`
        out.truncate(out.trim_end_matches([' ', '\t']).len());
    }
    let blank_line = out.is_empty() || out.ends_with('\n');
    match after.strip_prefix('\n') {
        Some(next_line) if blank_line && !out.is_empty() => out.push_str(next_line),
        _ if at_line_break => out.push_str(after),
        _ => out.push_str(&piece),
    }
}

/// Where a comment stands between two words, a space takes its place: `a/* b */c` → `a c`.
fn cut_comment(out: &mut String, schema: &Schema, whole: Span, comment: Span) {
    let next = schema.files.text(Span { start: comment.end.min(whole.end), end: whole.end, ..whole }).chars().next();
    let space_before = out.chars().next_back().is_none_or(char::is_whitespace);
    if !space_before && next.is_some_and(|c| !c.is_whitespace()) {
        out.push(' ');
    }
}

fn fold_line_breaks(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::Span;

    use super::definition_text;
    use crate::model::{Definition, Schema, SourceComment};

    /// Reads comments the simple way: the inputs hold no strings.
    fn schema_of(text: &str) -> (Schema, Definition) {
        let mut schema = Schema::default();
        let file = schema.files.add("a.sql", text);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let length = if rest.starts_with("--") {
                rest.find(['\r', '\n']).unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").unwrap() + 2
            } else {
                at += 1;
                continue;
            };
            let span = Span { file, start: at as u32, end: (at + length) as u32 };
            schema.comments.push(SourceComment { span });
            at += length;
        }
        let span = Span { file, start: 0, end: text.len() as u32 };
        (schema, Definition { span: Some(span), ..Definition::default() })
    }

    #[test]
    fn comments_are_left_out_and_lines_kept() {
        let check = |text: &str, expected: &str| {
            let (schema, definition) = schema_of(text);
            assert_eq!(definition_text(&schema, &definition), expected, "{text:?}");
        };
        check("CREATE TABLE a ()", "CREATE TABLE a ()");
        check("CREATE TABLE a ( -- why\n  b int, -- what\n  c int\n)", "CREATE TABLE a (\n  b int,\n  c int\n)");
        check("CREATE TABLE a (\n  -- one\n  -- two\n  b int\n)", "CREATE TABLE a (\n  b int\n)");
        check("CREATE TABLE a (\r\n  -- one\r\n  b int\r\n)", "CREATE TABLE a (\n  b int\n)");
        check("a (\n\n  /* one\n two */\n\n  b int)", "a (\n\n\n  b int)");
        check("a/* x */b /* y */ c", "a b  c");
        check("/* x */ a -- y", "a");
        check("a /* x */, b", "a , b");
        check("", "");
    }
}
