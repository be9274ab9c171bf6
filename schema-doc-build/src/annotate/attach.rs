//! Which comment of a source belongs to which definition, by its lines.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, SourceFile, Span};

use super::allow;
use super::definition::{Definition, Rank, definitions};
use super::noise;
use super::object::Object;
use super::script::is_script;
use super::tag;
use super::text::{Line, Text, comment_lines};
use crate::model::{DOCUMENTS, Schema};
use crate::sort;
use crate::text::first_word;

/// What the comments of the sources say about an object, or about a value of its closed set.
#[derive(Debug)]
pub(super) struct Attached {
    pub(super) object: Object,
    pub(super) value: Option<String>,
    pub(super) text: Text,
}

/// The place of a comment, and its lines that document something.
type Part<'a> = (Span, Vec<Line<'a>>);

/// The value that comments document, where it is not the object itself, and the comments.
type Documented<'a> = (Option<String>, Vec<Part<'a>>);

/// Comments that belong together: neighbouring line comments, or one block comment.
#[derive(Debug)]
struct Group<'a> {
    start: u32,
    end: u32,
    first_line: u32,
    last_line: u32,
    /// Only white space stands before it on its line.
    own_line: bool,
    /// Of `--` or `//` comments: more may follow.
    of_lines: bool,
    /// The column of the first comment, tabs as eight and as four.
    column: (usize, usize),
    lines: Vec<Line<'a>>,
}

/// Attaches every comment that documents something, in the order of the objects; and what comments allow, in the order of the sources.
pub(super) fn attach(schema: &Schema, diagnostics: &mut Diagnostics) -> (Vec<Attached>, Vec<(Code, Span)>) {
    let mut allowed = Vec::new();
    // Values of an object come in the order of the source.
    let mut found: Map<(Object, Option<u32>), Documented<'_>> = Map::new();
    let definitions = definitions(schema);
    let mut comments: Vec<Span> = schema.comments.mapped(|comment| comment.span);
    // In order already, but for what was read inside a block.
    sort::items(&mut comments);
    comments.dedup();
    let mut comments = comments.as_slice();
    while let Some(first) = comments.first() {
        let file = first.file;
        let (spans, rest) = comments.split_at(comments.partition_point(|comment| comment.file == file));
        comments = rest;
        let source = schema.files.file(file);
        let of_file = definitions.get(file.index()).map(Vec::as_slice).unwrap_or_default();
        if of_file.is_empty() && !source.text().contains("schema-doc:") {
            continue;
        }
        let places = Places::new(source, of_file, DOCUMENTS && is_script(schema, file));
        for mut group in groups(source, spans) {
            let span = Span { file, start: group.start, end: group.end };
            let codes = allow::take(file, &mut group.lines, diagnostics);
            if !codes.is_empty() {
                #[cfg(feature = "rust")]
                let target = places.below_attributes(&group).or_else(|| places.target(&group));
                #[cfg(not(feature = "rust"))]
                let target = places.target(&group);
                let region = target.map(|target| Span { file, start: target.start, end: target.end });
                let region = region.or_else(|| places.unread(schema, &group, file));
                if let Some(region) = region {
                    allowed.push_all(codes.into_iter().map(|code| (code, region)));
                } else {
                    let message = "what it allows stands nowhere: no definition is directly below";
                    let diagnostic = Diagnostic::warning(Code::InvalidAnnotation, span, message);
                    diagnostics.push(diagnostic.with_help("put the comment directly above the definition"));
                }
            }
            let Some(target) = places.target(&group) else {
                places.report_loose_tag(file, &group, diagnostics);
                continue;
            };
            for definition in places.same(target) {
                let lines = noise::documentation(schema, definition, &group.lines, places.is_script);
                if !lines.is_empty() {
                    let key = (definition.object, definition.value.as_ref().map(|_| definition.start));
                    let (value, parts) = found.or_default(key);
                    value.clone_from(&definition.value);
                    parts.push((span, lines));
                }
            }
        }
    }
    let joined = found.into_iter().map(|((object, _), (value, parts))| {
        // The last place wins where one object is documented in two files.
        let file = parts.last().map(|(span, _)| span.file);
        let parts: Vec<_> = parts.into_iter().filter(|(span, _)| Some(span.file) == file).collect_vec();
        let whole = parts.iter().map(|(span, _)| *span).reduce(Span::to);
        let mut lines = Vec::new();
        for (i, (_, part)) in parts.iter().enumerate() {
            if i > 0 && parts.len() > 1 {
                // Two comments are two paragraphs.
                lines.push(Line { text: "", offset: part.first().map_or(0, |line| line.offset) });
            }
            lines.push_all(part.iter().copied());
        }
        let text = whole.map_or_else(Text::default, |whole| Text::from_lines(lines, whole));
        Attached { object, value, text }
    });
    (joined.collect_vec(), allowed)
}

/// Puts neighbouring line comments together.
fn groups<'a>(source: &'a SourceFile, spans: &[Span]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for &span in spans {
        let Some(comment) = source.text().get(span.start as usize..span.end as usize) else { continue };
        let first_line = source.line(span.start);
        let last_line = source.line(span.end.max(span.start + 1) - 1);
        let before = source
            .line_range(first_line)
            .and_then(|(start, _)| source.text().get(start as usize..span.start as usize))
            .unwrap_or_default();
        let own_line = before.trim().is_empty()
            || groups.last().is_some_and(|group| {
                group.own_line
                    && group.last_line == first_line
                    && source
                        .text()
                        .get(group.end as usize..span.start as usize)
                        .is_some_and(|gap| gap.trim().is_empty())
            });
        let of_lines = comment.starts_with("--") || comment.starts_with("//");
        let column = (visual_width(before, 8), visual_width(before, 4));
        let lines = comment_lines(comment, span.start);
        if of_lines
            && own_line
            && let Some(group) = groups.last_mut().filter(|group| group.of_lines && group.last_line + 1 == first_line)
            // A comment below one that stands behind code, in the same column, continues it.
            && (group.own_line || group.column.0 == column.0 || group.column.1 == column.1)
        {
            group.end = span.end;
            group.last_line = last_line;
            group.lines.push_all(lines);
            continue;
        }
        groups.push(Group {
            start: span.start,
            end: span.end,
            first_line,
            last_line,
            own_line,
            of_lines,
            column,
            lines,
        });
    }
    groups
}

fn visual_width(text: &str, tab: usize) -> usize {
    text.chars().fold(0, |width, c| if c == '\t' { (width / tab + 1) * tab } else { width + 1 })
}

/// The definitions of a file, by their lines.
struct Places<'a> {
    source: &'a SourceFile,
    /// By their start.
    definitions: &'a [Definition],
    by_end: Vec<&'a Definition>,
    is_script: bool,
}

impl<'a> Places<'a> {
    fn new(source: &'a SourceFile, definitions: &'a [Definition], is_script: bool) -> Self {
        let mut by_end: Vec<&Definition> = definitions.iter().collect_vec();
        sort::by_key(&mut by_end, |definition| definition.last());
        Self { source, definitions, by_end, is_script }
    }

    /// The definitions at the place of this one: what the tables of a program share is defined once.
    fn same(&self, definition: &Definition) -> impl Iterator<Item = &'a Definition> {
        let (start, end, rank) = (definition.start, definition.end, definition.rank);
        let first = self.definitions.partition_point(|other| other.start < start);
        let there = self.definitions.iter().skip(first).take_while(move |other| other.start == start);
        there.filter(move |other| other.end == end && other.rank == rank)
    }

    fn starting(&self, line: u32) -> impl Iterator<Item = &'a Definition> {
        let start = self.start_of(line);
        let first = self.definitions.partition_point(|definition| definition.start < start);
        self.definitions.iter().skip(first).take_while(move |definition| self.source.line(definition.start) == line)
    }

    fn ending(&self, line: u32) -> impl Iterator<Item = &'a Definition> {
        let start = self.start_of(line);
        let first = self.by_end.partition_point(|definition| definition.last() < start);
        let behind = self.by_end.iter().skip(first).copied();
        behind.take_while(move |definition| self.source.line(definition.last()) == line)
    }

    /// The offset of a line; behind every one where there is no such line.
    fn start_of(&self, line: u32) -> u32 {
        self.source.line_range(line).map_or(u32::MAX, |(start, _)| start)
    }

    fn text(&self, start: u32, end: u32) -> &'a str {
        self.source.text().get(start as usize..end as usize).unwrap_or_default()
    }

    fn target(&self, group: &Group<'_>) -> Option<&'a Definition> {
        // `/* about b */ b int`: directly before a definition on the same line.
        let same_line = self.starting(group.last_line).find(|definition| {
            definition.start >= group.end && self.text(group.end, definition.start).trim().is_empty()
        });
        if same_line.is_some() {
            return same_line;
        }
        if group.own_line {
            let behind = self.source.line_range(group.last_line).map_or("", |(_, end)| self.text(group.end, end));
            if !behind.trim().is_empty() {
                return None;
            }
            // The outermost of those that start on the line comes first.
            return self.starting(group.last_line + 1).next();
        }
        self.behind(group)
    }

    /// The definition that a comment stands behind, on the same line.
    fn behind(&self, group: &Group<'_>) -> Option<&'a Definition> {
        let line = group.first_line;
        let starts_here = |definition: &Definition| self.source.line(definition.start) == line;
        let separators =
            |text: &str| text.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ';' | ')' | '(' | ']'));
        // Those that end on the line, with nothing but separators between: the last one, and of nested ones the outermost.
        let closed = self
            .ending(line)
            .filter(|definition| definition.end <= group.start && separators(self.text(definition.end, group.start)))
            .filter(|definition| {
                // A statement of many lines ends with its semicolon, else the comment is about its last line.
                definition.rank != Rank::Statement
                    || starts_here(definition)
                    || self.text(definition.end, group.start).contains(';')
            })
            .min_by_key(|definition| {
                let of_many_lines = definition.rank == Rank::Statement && !starts_here(definition);
                (of_many_lines, definition.rank, std::cmp::Reverse(definition.end))
            });
        if closed.is_some() {
            return closed;
        }
        // Those that go on: `CREATE TABLE users ( -- who may log in`, `status text -- where it is`.
        let code = self.source.line_range(line).map_or("", |(start, _)| self.text(start, group.start)).trim_end();
        let open = self
            .starting(line)
            .filter(|definition| definition.start < group.start && definition.end > group.start)
            .filter(|definition| definition.rank != Rank::Statement || !goes_on_elsewhere(code))
            .max_by_key(|definition| {
                (definition.rank == Rank::Member, definition.rank != Rank::Inline, definition.start)
            });
        if open.is_some() {
            return open;
        }
        // In the middle of a column that is written over several lines.
        let before = self.definitions.partition_point(|definition| definition.start <= group.start);
        let inside = self.definitions.get(..before)?.iter().rev().take(8);
        inside
            .filter(|definition| definition.rank < Rank::Value && definition.end > group.start)
            .find(|definition| matches!(definition.object, Object::Column(..) | Object::Field(..)))
    }

    /// In Rust, the definition that a comment is among the attributes of.
    #[cfg(feature = "rust")]
    fn below_attributes(&self, group: &Group<'_>) -> Option<&'a Definition> {
        if !group.own_line || self.source.path().strip_suffix(".rs").is_none() {
            return None;
        }
        let text = self.source.text();
        let at = text.len() - without_attributes(text.get(group.end as usize..)?)?.len();
        let before = self.definitions.get(..self.definitions.partition_point(|d| d.start as usize <= at))?;
        // The attributes of a struct are parts of it, as those of a field are not.
        let is_below = |definition: &Definition| definition.start >= group.end;
        let is_around = |definition: &Definition| {
            definition.rank == Rank::Statement
                && group.start < definition.end
                && !self.text(definition.start, group.start).contains('{')
        };
        before.iter().rev().find(|definition| is_below(definition) || is_around(definition))
    }

    /// The statement directly below a comment, up to its semicolon, where the reader did not model it, or a part of it; in code, where it runs a
    /// query.
    fn unread(&self, schema: &Schema, group: &Group<'_>, file: FileId) -> Option<Span> {
        let behind = self.source.text().get(group.end as usize..).unwrap_or_default();
        let statement = behind.trim_start();
        let gap = &behind[..behind.len() - statement.len()];
        let start = group.end + gap.len() as u32;
        let span = Span { file, start, end: start + end_of_statement(statement) as u32 };
        let inside = |unread: &Span| unread.file == file && span.start <= unread.start && unread.start < span.end;
        let is_unread = schema.unsupported.any(|statement| inside(&statement.span))
            || schema.code_queries.any(|query| inside(&query.call) || inside(&query.span));
        (is_unread && gap.matches('\n').count() < 2).then_some(span)
    }

    /// A tag that a blank line keeps from its definition is lost: say so.
    fn report_loose_tag(&self, file: FileId, group: &Group<'_>, diagnostics: &mut Diagnostics) {
        if !group.own_line {
            return;
        }
        let tagged = group.lines.iter().find_map(|line| {
            let text = line.text.trim_start();
            let (name, _) = first_word(text.strip_prefix('@')?, |c| c.is_ascii_alphanumeric() || c == '-');
            tag::find(name).map(|tag| (tag, line.offset + (line.text.len() - text.len()) as u32))
        });
        let Some((tag, start)) = tagged else { return };
        let next = self.definitions.get(self.definitions.partition_point(|definition| definition.start < group.end));
        let Some(next) = next.filter(|next| self.text(group.end, next.start).trim().is_empty()) else { return };
        let span = Span { file, start, end: start + 1 + tag.name.len() as u32 };
        let message = format!("`@{}` stands on nothing: a blank line is between it and the definition", tag.name);
        let definition = Span { file, start: next.start, end: next.start };
        diagnostics.push(
            Diagnostic::warning(Code::InvalidAnnotation, span, message)
                .with_help("put the comment directly above the definition")
                .with_related(definition, "the next definition"),
        );
    }
}

/// Rust without the attributes, comments and `pub` that it begins with. `None` where a line between them is blank, or one has no end.
#[cfg(feature = "rust")]
fn without_attributes(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let next = rest.trim_start();
        if rest.get(..rest.len() - next.len())?.matches('\n').count() > 1 {
            return None;
        }
        rest = if next.starts_with("//") {
            next.get(next.find('\n')?..)?
        } else if next.starts_with("/*") {
            next.get(next.find("*/")? + 2..)?
        } else if next.starts_with("#[") {
            next.get(end_of_brackets(next)?..)?
        } else if let Some(behind) = next.strip_prefix("pub").filter(|rest| rest.starts_with([' ', '(', '\n'])) {
            let behind = behind.trim_start();
            if behind.starts_with('(') { behind.get(behind.find(')')? + 1..)? } else { behind }
        } else {
            return Some(next);
        };
    }
}

/// Where the first bracket of a text is closed; those in strings are not its own.
#[cfg(feature = "rust")]
fn end_of_brackets(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '[' if !in_string => depth += 1,
            ']' if !in_string && depth == 1 => return Some(at + 1),
            ']' if !in_string => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// The length of a statement up to its semicolon: those in quotes and in dollar quotes are not its own.
fn end_of_statement(text: &str) -> usize {
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find([';', '\'', '"', '$'])).map(|i| i + at) {
        let rest = text.get(next + 1..).unwrap_or_default();
        let (quoted, length) = match text.as_bytes().get(next) {
            Some(b';') => return next,
            Some(b'$') => match first_word(rest, |c| c.is_alphanumeric() || c == '_') {
                (tag, behind) if behind.starts_with('$') => (behind.get(1..), tag.len() + 2),
                _ => (None, 1),
            },
            _ => (Some(rest), 1),
        };
        let mark = text.get(next..next + length).unwrap_or_default();
        let close = quoted.and_then(|quoted| quoted.find(mark)).filter(|_| length > 1 || mark != "$");
        at = next + length + close.map_or(0, |close| close + length);
    }
    text.len()
}

/// Whether the code before a comment belongs to the inside of a statement: an argument, an output column of a query.
fn goes_on_elsewhere(code: &str) -> bool {
    let upper = code.to_ascii_uppercase();
    code.ends_with(',') || upper.split_whitespace().any(|word| word == "SELECT")
}

#[cfg(test)]
mod tests {
    use super::end_of_statement;

    #[test]
    fn a_statement_ends_with_its_own_semicolon() {
        let check = |text: &str, expected: &str| assert_eq!(&text[..end_of_statement(text)], expected, "{text}");
        check("DO $$ BEGIN x; END $$; y;", "DO $$ BEGIN x; END $$");
        check("DO $a$ $$;$$ $a$; y", "DO $a$ $$;$$ $a$");
        check("SELECT ';', \"a;b\", $1; y", "SELECT ';', \"a;b\", $1");
        check("SELECT 1", "SELECT 1");
        check("SELECT 'open; y", "SELECT 'open");
    }
}
