//! The one grammar of annotations: text → description and tags.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span};

use super::script::without_links;
use super::sentence::prose;
use super::tag::{self, Form, On, Tag};
use super::text::Text;
use super::value::{self, Value};
use crate::list::{IteratorExt, SliceExt};
use crate::model::DOCUMENTS;
use crate::text::starts_with;

/// What a text says about an object.
#[derive(Debug, Default)]
pub(super) struct Prose {
    /// The text before the first tag, and its place.
    pub(super) description: Option<(String, Option<Span>)>,
    /// The tags, in order.
    pub(super) entries: Vec<Entry>,
}

/// A tag and its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) tag: &'static Tag,
    pub(super) value: Value,
    /// The tag's place.
    pub(super) span: Option<Span>,
}

/// Lines that belong together, each with its offset in the text.
#[derive(Debug, Default)]
struct Block<'a> {
    lines: Vec<(usize, &'a str)>,
    /// How many double quotes stand in them.
    quotes: usize,
}

impl<'a> Block<'a> {
    fn push(&mut self, offset: usize, text: &'a str) {
        self.lines.push((offset, text));
        self.quotes += unescaped_quotes(text).count();
    }

    fn texts(&self) -> Vec<&'a str> {
        self.lines.mapped(|(_, text)| *text)
    }

    fn joined(&self, separator: &str) -> String {
        self.texts().join(separator)
    }

    /// Whether a list goes on: it ends with a comma or an arrow.
    fn asks_for_more(&self) -> bool {
        self.lines
            .last()
            .is_some_and(|(_, text)| text.trim_end().ends_with([',', ';', '→']) || text.trim_end().ends_with("->"))
    }

    fn is_blank(&self) -> bool {
        self.lines.all(|(_, text)| text.trim().is_empty())
    }
}

/// Where text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sink {
    Description,
    Tag(usize),
    /// Behind an unknown tag, to the end of its line.
    Nowhere,
}

/// A tag found in a line.
struct Found<'a> {
    /// Of the `@`.
    start: usize,
    /// Behind the name, and a colon behind it.
    end: usize,
    name: &'a str,
    starts_line: bool,
    /// Stands in parentheses of its own: `(@pii)`.
    in_parentheses: bool,
}

/// Reads a text about an object of that kind.
pub(super) fn read(text: &Text, on: On, diagnostics: &mut Diagnostics) -> Prose {
    let mut description = Block::default();
    let mut tags: Vec<(&'static Tag, Found<'_>, Block<'_>)> = Vec::new();
    let mut sink = Sink::Description;
    let mut fenced = false;
    let mut offset = 0;
    for line in text.content.split('\n') {
        let trimmed = line.trim();
        // A list or a single name ends with its line; prose runs on.
        if let Sink::Tag(last) = sink
            && let Some((tag, _, block)) = tags.get(last)
            && !tag.form.runs_on()
            && !block.asks_for_more()
            && !trimmed.starts_with([',', '→'])
            && !trimmed.starts_with("->")
        {
            sink = Sink::Description;
        }
        if sink == Sink::Nowhere {
            sink = Sink::Description;
        }
        let fence = trimmed.starts_with("```") || trimmed.starts_with("~~~");
        let mut at = 0;
        let mut has_tag = false;
        let marks = (line.contains('@') && !fenced && !fence).then(|| Marks::of(line));
        while let Some(marks) = &marks {
            let quotes_before = match sink {
                Sink::Tag(last) => {
                    tags.get(last).filter(|(tag, ..)| tag.form.quotes()).map(|(_, _, block)| block.quotes)
                }
                _ => None,
            };
            let Some(found) = next_tag(line, at, marks, quotes_before) else { break };
            let mut before = line.get(at..found.start).unwrap_or_default();
            if found.in_parentheses {
                before = before.strip_suffix('(').unwrap_or(before);
            }
            if found.starts_line {
                // White space, or a list's mark.
                before = "";
            }
            has_tag = true;
            let (start, end) = (found.start, found.end + usize::from(found.in_parentheses));
            match tag::find(found.name) {
                Some(tag) => {
                    if !before.trim().is_empty() {
                        put(&mut description, &mut tags, sink, offset + at, before);
                    }
                    if tag.form == Form::Flag {
                        if found.starts_line {
                            sink = Sink::Description;
                        }
                        let found = Found { start: offset + start, end: offset + found.end, ..found };
                        tags.push((tag, found, Block::default()));
                    } else {
                        let found = Found { start: offset + start, end: offset + found.end, ..found };
                        tags.push((tag, found, Block::default()));
                        sink = Sink::Tag(tags.len() - 1);
                    }
                    at = end;
                }
                None if is_misspelt(&found) => {
                    let span = text.span(offset + start..offset + start + 1 + found.name.len());
                    let message = format!("there is no tag `@{}`", found.name);
                    let diagnostic = Diagnostic::warning(Code::UnknownAnnotation, span, message);
                    diagnostics.push(match tag::nearest_tag(found.name) {
                        Some(near) => diagnostic.with_help(format!("did you mean `@{near}`?")),
                        None => diagnostic.with_help("put it in backticks where it is no tag"),
                    });
                    sink = Sink::Nowhere;
                    at = end;
                }
                None => {
                    // A decorator or a handle in running text.
                    put(&mut description, &mut tags, sink, offset + at, line.get(at..found.end).unwrap_or_default());
                    at = found.end;
                }
            }
        }
        let rest = line.get(at..).unwrap_or_default();
        // What a tag leaves of its line is no blank line.
        if !has_tag || !rest.trim().is_empty() {
            put(&mut description, &mut tags, sink, offset + at, rest);
        }
        if fence {
            fenced = !fenced;
        }
        offset += line.len() + 1;
    }
    finish(text, on, &description, &tags, diagnostics)
}

/// Adds text to where it goes.
fn put<'a>(
    description: &mut Block<'a>,
    tags: &mut [(&'static Tag, Found<'a>, Block<'a>)],
    sink: Sink,
    offset: usize,
    text: &'a str,
) {
    let block = match sink {
        Sink::Description => description,
        Sink::Tag(last) => match tags.get_mut(last) {
            Some((_, _, block)) => block,
            None => return,
        },
        Sink::Nowhere => return,
    };
    block.push(offset, text);
}

/// Whether an unknown name was meant to be a tag. `@Injectable` was not.
fn is_misspelt(found: &Found<'_>) -> bool {
    !found.name.bytes().any(|b| b.is_ascii_uppercase()) || tag::nearest_tag(found.name).is_some()
}

/// The next tag of a line, from a byte on. A tag starts the line or stands behind white space; an address (`a@b`), a call (`@Column()`) and
/// what stands in backticks is none. `quotes` counts those before the line, where no tag stands between double quotes.
fn next_tag<'a>(line: &'a str, from: usize, marks: &Marks, quotes: Option<usize>) -> Option<Found<'a>> {
    let bytes = line.as_bytes();
    for at in line.get(from..)?.match_indices('@').map(|(at, _)| from + at) {
        let before = line.get(..at)?;
        let in_parentheses = before.ends_with('(');
        if !before.is_empty() && !before.ends_with(char::is_whitespace) && !in_parentheses {
            continue;
        }
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let length = bytes.get(at + 1..)?.iter().take_while(|b| is_name(b)).count();
        let name = line.get(at + 1..at + 1 + length)?.trim_end_matches(['-', '_']);
        let mut end = at + 1 + name.len();
        if !starts_with(name, |c| c.is_ascii_alphabetic()) {
            continue;
        }
        let mut behind = line.get(end..)?;
        let margin = before.trim_start();
        let starts_line = margin.is_empty() || matches!(margin.trim_end(), "-" | "*" | "•");
        let known = tag::find(name);
        if starts_line
            && let Some(rest) = behind.strip_prefix(':')
            && (rest.is_empty() || rest.starts_with(char::is_whitespace))
        {
            // `@category: authentication`
            end += 1;
            behind = rest;
        }
        let ends_word = behind.is_empty() || behind.starts_with(char::is_whitespace);
        let is_flag = known.is_some_and(|tag| tag.form == Form::Flag);
        let ends_clause = || {
            let marks = behind.trim_start_matches(['.', ',', ';', ':', '!', ')']);
            marks.len() < behind.len() && (marks.is_empty() || marks.starts_with(char::is_whitespace))
        };
        if in_parentheses && !(is_flag && behind.starts_with(')')) {
            continue;
        }
        if !(ends_word || in_parentheses || (is_flag && ends_clause())) {
            continue;
        }
        let ticks = marks.backticks.partition_point(|&tick| tick < at);
        if ticks % 2 == 1 && ticks < marks.backticks.len() {
            continue;
        }
        let between = |from: usize, to: usize| {
            marks.quotes.partition_point(|&quote| quote < to) - marks.quotes.partition_point(|&quote| quote < from)
        };
        if quotes.is_some_and(|before| (before + between(from, at)) % 2 == 1) {
            continue;
        }
        let ends_sentence = before.trim_end().ends_with(['.', '!', '?', '。', ';']);
        if known.is_none() && !starts_line && !(ends_sentence && tag::nearest_tag(name).is_some()) {
            continue;
        }
        return Some(Found { start: at, end, name, starts_line, in_parentheses });
    }
    None
}

/// Where backticks and double quotes stand in a line.
struct Marks {
    backticks: Vec<usize>,
    quotes: Vec<usize>,
}

impl Marks {
    fn of(line: &str) -> Self {
        Self {
            backticks: line.match_indices('`').map(|(at, _)| at).collect_vec(),
            quotes: unescaped_quotes(line).collect_vec(),
        }
    }
}

fn unescaped_quotes(text: &str) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    text.bytes().enumerate().filter_map(move |(at, b)| {
        let is_quote = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        is_quote.then_some(at)
    })
}

fn finish(
    text: &Text,
    on: On,
    description: &Block<'_>,
    tags: &[(&'static Tag, Found<'_>, Block<'_>)],
    diagnostics: &mut Diagnostics,
) -> Prose {
    let mut read = Prose::default();
    if !description.is_blank() {
        let words = prose(&description.texts());
        let first = description.lines.find(|(_, line)| !line.trim().is_empty());
        let last = description.lines.iter().rev().find(|(_, line)| !line.trim().is_empty());
        let span = first.zip(last).and_then(|(&(start, line), &(end, last))| {
            let margin = line.len() - line.trim_start().len();
            text.span(start + margin..end + last.trim_end().len())
        });
        let words = if DOCUMENTS && words.contains("{@link") { without_links(&words) } else { words };
        read.description = Some((tidy(&words), span));
    }
    for (tag, found, block) in tags {
        let span = text.span(found.start..found.end);
        if !tag.on.holds(on) {
            let message = format!("`@{}` cannot stand here", tag.name);
            let help = format!("it can stand on {}", tag.on.in_words());
            diagnostics.push(Diagnostic::error(Code::InvalidAnnotation, span, message).with_help(help));
            continue;
        }
        let written = block.joined("\n");
        match value::read(tag, &written) {
            Ok(value) => read.entries.push(Entry { tag, value, span }),
            Err(wrong) => {
                let first = block.lines.find(|(_, line)| !line.trim().is_empty());
                let place = first.and_then(|&(start, line)| {
                    let margin = line.len() - line.trim_start().len();
                    text.span(start + margin..start + line.trim_end().len())
                });
                let diagnostic = Diagnostic::error(Code::InvalidAnnotation, place.or(span), wrong.message);
                diagnostics.push(diagnostic.with_help(wrong.help));
            }
        }
    }
    read
}

/// What a flag leaves behind where it stood: two spaces, or a space before a comma.
fn tidy(words: &str) -> String {
    let mut text = words.trim().to_owned();
    for apart in [" .", " ,", " ;"] {
        if text.contains(apart) {
            let mark = apart.trim_start();
            text = text.replace(&format!("{apart} "), &format!("{mark} "));
            if let Some(kept) = text.strip_suffix(apart) {
                text = format!("{kept}{mark}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::{Diagnostics, SourceMap, Span};

    use super::{On, Value, read};
    use crate::annotate::text::Text;

    /// Description, tags as `name=value`, findings as `place: message; help`.
    fn run(source: &str, on: On) -> (String, Vec<String>, Vec<String>) {
        let mut files = SourceMap::default();
        let file = files.add("a", source);
        let whole = Span { file, start: 0, end: source.len() as u32 };
        let lines = crate::annotate::text::comment_lines(source, 0);
        let mut diagnostics = Diagnostics::default();
        let prose = read(&Text::from_lines(lines, whole), on, &mut diagnostics);
        let entries = prose.entries.iter().map(|entry| {
            let value = match &entry.value {
                Value::Text(text) => text.clone(),
                Value::Flag => String::new(),
                other => format!("{other:?}"),
            };
            format!("{}={value}", entry.tag.name)
        });
        let findings = diagnostics.iter().map(|d| {
            let at = d.span.map(|span| files.text(span)).unwrap_or_default();
            format!("{at}: {}; {}", d.message, d.help.as_deref().unwrap_or_default())
        });
        (prose.description.map(|(text, _)| text).unwrap_or_default(), entries.collect(), findings.collect())
    }

    #[track_caller]
    fn check(source: &str, on: On, description: &str, entries: &[&str]) {
        let (text, found, findings) = run(source, on);
        assert_eq!((text.as_str(), findings), (description, Vec::new()), "{source}");
        assert_eq!(found, entries, "{source}");
    }

    #[test]
    fn text_before_the_first_tag_is_the_description() {
        check(
            "/* Users of\n * the shop.\n *\n * They log in.\n * @category auth\n */",
            On::TABLE,
            "Users of the shop.\n\nThey log in.",
            &["category=auth"],
        );
        check("/** One device. @owner identity-team */", On::TABLE, "One device.", &["owner=identity-team"]);
        check("-- @category: auth", On::TABLE, "", &["category=auth"]);
        check("/*\n - @category auth\n - @owner me\n*/", On::TABLE, "", &["category=auth", "owner=me"]);
        check("/* @category auth\n   Users of the shop. */", On::TABLE, "Users of the shop.", &["category=auth"]);
    }

    #[test]
    fn prose_runs_on_and_names_do_not() {
        check(
            "/* @usage One\n two.\n\n Three. @since 1.2 */",
            On::TABLE,
            "",
            &["usage=One two.\n\nThree.", "since=1.2"],
        );
        check("/* @feature a,\n b\n Text. */", On::TABLE, "Text.", &["feature=Words([\"a\", \"b\"])"]);
        check("/* @meaning The @validation\n x */", On::FIELD, "", &["meaning=The", "validation=x"]);
    }

    #[test]
    fn flags_stand_anywhere() {
        check("-- Address. @pii", On::FIELD, "Address.", &["pii="]);
        check("-- @pii Address of the user", On::FIELD, "Address of the user", &["pii="]);
        check("-- The @pii address", On::FIELD, "The address", &["pii="]);
        check("-- Address (@pii), shown", On::FIELD, "Address, shown", &["pii="]);
        check("-- Hash @secret.", On::FIELD, "Hash.", &["secret="]);
        check(
            "/* Address.\n @rule x\n @pii\n More. */",
            On::FIELD,
            "Address. More.",
            &["rule=Named([Named { name: \"x\", text: None }])", "pii="],
        );
    }

    #[test]
    fn addresses_decorators_and_code_are_no_tags() {
        for text in [
            "Write to me@example.com or @ work",
            "Uses the @Column decorator and @Injectable() too",
            "Uses `@pii` as a mark",
            "@Column() of the entity",
            "Asked by @someone",
            "a@pii b",
            "see @example.com",
        ] {
            check(&format!("-- {text}"), On::FIELD, text, &[]);
        }
        check("/* Code:\n ```\n @pii\n ``` */", On::FIELD, "Code:\n```\n@pii\n```", &[]);
        check("-- @example {\"a\": \"x @pii y\"}", On::FIELD, "", &["example={\"a\": \"x @pii y\"}"]);
        check("/* @example {\n  \"a\": 1\n} @pii */", On::FIELD, "", &["example={\n \"a\": 1\n}", "pii="]);
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let check = |source: &str, on: On, expected: &str| assert_eq!(run(source, on).2, [expected], "{source}");
        check("-- @catagory auth", On::TABLE, "@catagory: there is no tag `@catagory`; did you mean `@category`?");
        check("-- @Category auth", On::TABLE, "@Category: there is no tag `@Category`; did you mean `@category`?");
        check("-- Hash. @secrte", On::FIELD, "@secrte: there is no tag `@secrte`; did you mean `@secret`?");
        check("-- @author me", On::TABLE, "@author: there is no tag `@author`; put it in backticks where it is no tag");
        check(
            "-- x @category auth",
            On::FIELD,
            "@category: `@category` cannot stand here; it can stand on a table or a view",
        );
        check("-- @pii", On::TABLE, "@pii: `@pii` cannot stand here; it can stand on a column");
        check(
            "/**\n * @sensitivity hgih\n */",
            On::FIELD,
            "hgih: `hgih` is no value of `@sensitivity`; write one of `public`, `internal`, `confidential`, `pii`, `secret`",
        );
        check("-- @owner", On::TABLE, "@owner: `@owner` has no value; write `@owner identity-team`");
    }
}
