//! What is other in comments of TypeScript and `JavaScript` than in those of SQL: commented-out code, directives, `JSDoc`'s tags, strings.

use schema_doc_diagnostics::FileId;

use super::tag;
use super::text::Line;
use crate::list::{IteratorExt, SliceExt};
use crate::model::Schema;
use crate::text::{first_word, starts_with};

const EXTENSIONS: &[&str] = &["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];

/// Whether a file is a program in TypeScript or JavaScript.
pub(super) fn is_script(schema: &Schema, file: FileId) -> bool {
    let path = schema.files.file(file).path();
    path.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
}

/// Lines that are for a tool.
pub(super) fn is_directive(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "@ts-",
        "ts-",
        "tslint:",
        "eslint",
        "oxlint-",
        "biome-ignore",
        "prettier-ignore",
        "deno-lint-",
        "deno-fmt-",
        "istanbul ignore",
        "c8 ignore",
        "v8 ignore",
        "cspell:",
        "spell-checker:",
        "#region",
        "#endregion",
        "region ",
        "endregion",
        "<reference ",
        "@jsx",
        "use strict",
    ];
    STARTS.any(|start| text.starts_with(start))
}

/// `--- Profile ---`: a line that heads several definitions.
pub(super) fn is_section(text: &str) -> bool {
    let mut start = text.chars().take(3);
    let first = start.next().filter(|c| !c.is_alphanumeric() && !matches!(c, '`' | '~'));
    first.is_some_and(|first| text.chars().count() > 3 && start.all(|c| c == first))
}

/// Commented-out code: `phone: v.string(),`, `.index("by_phone", ["phone"])`, `export const users = defineTable({`.
pub(super) fn is_code(text: &str) -> bool {
    let text = text.trim();
    let ends_like_code = text.ends_with([',', ';', ')', '(', '{', '[', '}', ']']);
    let (word, behind) = first_word(text, is_of_name);
    let keyword = matches!(word, "import" | "export" | "const" | "let" | "var" | "return" | "await" | "function");
    if keyword && behind.starts_with(' ') {
        return text.ends_with([';', '(', '{', '[']);
    }
    // `...timestamps,`, `}).index(…`
    let called = text.trim_start_matches(['.', '}', ')', ']']);
    if called.len() < text.len() {
        return ends_like_code && (text.starts_with("...") || is_call(called));
    }
    let value = behind.trim_start().strip_prefix(':').map(str::trim_start);
    // `default: now()` may be prose.
    let goes_on = |value: &str| value.starts_with("v.") || !text.ends_with(')');
    ends_like_code && !word.is_empty() && (is_call(text) || value.is_some_and(|value| is_call(value) && goes_on(value)))
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$')
}

/// `v.union(`: a name, or several with dots between, and a parenthesis directly behind.
fn is_call(text: &str) -> bool {
    let (path, behind) = first_word(text, |c| is_of_name(c) || c == '.');
    behind.starts_with('(') && starts_with(path, |c| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
}

/// `JSDoc`'s own tags, which say nothing of a schema.
const FOREIGN_TAGS: &str = "abstract alias alpha arg argument async augments author beta borrows callback class constant constructor copyright \
     default defaultValue enum eventProperty event exports extends external file fileoverview fires function generator global hideconstructor \
     implements inheritDoc inheritdoc inner instance interface internal kind lends license listens member memberof mixin module name namespace \
     overload override packageDocumentation param private privateRemarks prop property protected public readonly remarks requires return \
     returns satisfies sealed static summary template this throws todo tutorial type typeParam typedef variation version virtual yields";

/// The text behind one of `JSDoc`'s own tags that a line starts with: empty where the tag says nothing of a schema (`@param x`), what stands
/// behind it where it heads text (`@remarks`).
pub(super) fn foreign_tag(text: &str) -> Option<&str> {
    let (name, behind) = first_word(text.trim_start().strip_prefix('@')?, |c| c.is_ascii_alphanumeric());
    let is_foreign = tag::find(name).is_none() && FOREIGN_TAGS.split(' ').any(|other| other == name);
    is_foreign.then_some(if matches!(name, "remarks" | "summary") { behind.trim_start() } else { "" })
}

/// Whether lines start with `JSDoc`'s `@example`, which shows code; a JSON value is an example of the table or the column.
pub(super) fn is_example_of_code(lines: &[Line<'_>]) -> bool {
    let mut texts = lines.iter().map(|line| line.text.trim());
    let Some(behind) = texts.next().and_then(|text| text.strip_prefix("@example")) else { return false };
    let shown: String = std::iter::once(behind).chain(texts.take_while(|text| !text.starts_with('@'))).join("\n");
    // A table's is an object: one with a mistake in it is told.
    let is_object = shown.trim_start().starts_with('{') && !shown.trim_start().starts_with("{@");
    !is_object && crate::json::parse(shown.trim()).is_err()
}

/// `see the writers in users.ts` of `@see the writers in users.ts`. `None`: it names targets, or is another line.
pub(super) fn see_in_words(line: &str) -> Option<&str> {
    let prose = line.trim_start().strip_prefix('@')?;
    let targets = link_targets(prose.strip_prefix("see ")?);
    let is_target = |target: &str| !target.trim().contains(char::is_whitespace) || target.contains('"');
    (!targets.split(',').all(is_target)).then_some(prose)
}

/// The string constants of a text: start, end, and value. Comments are passed over.
pub(super) fn strings(text: &str) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['\'', '"', '`', '/'])).map(|i| i + at) {
        let rest = text.get(next..).unwrap_or_default();
        let length = match rest.chars().next() {
            _ if rest.starts_with("//") => rest.find('\n').map(|end| end + 1),
            _ if rest.starts_with("/*") => rest.find("*/").map(|end| end + 2),
            Some('/') | None => Some(1),
            Some(quote) => string(rest, quote).map(|(value, length)| {
                found.push((next, next + length, value));
                length
            }),
        };
        let Some(length) = length else { break };
        at = next + length;
    }
    found
}

/// The value of the string that a text starts with, and its length with the quotes.
fn string(text: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        match c {
            c if c == quote => return Some((value, at + 1)),
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                escaped => value.push(escaped),
            },
            c => value.push(c),
        }
    }
    None
}

/// `{@link users.email | the address}` → `the address`, `{@link users}` → `users`.
pub(super) fn without_links(text: &str) -> String {
    with_links(text, |target, words| if words.is_empty() { target } else { words })
}

/// `{@link users.email | the address}` → `users.email`.
pub(super) fn link_targets(text: &str) -> String {
    with_links(text, |target, _| target)
}

/// Every `{@link TARGET | WORDS}`, `{@link TARGET WORDS}` as what is made of its parts.
fn with_links(text: &str, shown: impl for<'a> Fn(&'a str, &'a str) -> &'a str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("{@link") {
        out.push_str(before);
        let Some((inside, behind)) = link.split_once('}') else {
            rest = link;
            continue;
        };
        // `{@linkcode x}`, `{@linkplain x}`
        let inside = first_word(inside, |c| c.is_ascii_alphabetic()).1.trim();
        let is_end = |c: char| c == '|' || c.is_whitespace();
        let (target, words) = inside.split_at(inside.find(is_end).unwrap_or(inside.len()));
        let words = words.trim_start().trim_start_matches('|').trim();
        out.push_str(&shown(target, words).split_whitespace().join(" "));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{
        foreign_tag, is_code, is_directive, is_example_of_code, link_targets, see_in_words, strings, without_links,
    };
    use crate::annotate::text::Line;

    #[test]
    fn code_is_no_prose() {
        for text in [
            "phone: v.string(),",
            ".index(\"by_phone\", [\"phone\"])",
            "}).index(\"by_phone\", [\"phone\"]),",
            "users: defineTable({",
            "v.literal(\"open\"),",
            "...timestamps,",
            "export const users = defineTable({",
            "import { v } from \"convex/values\";",
            "name: text(\"name\").notNull(),",
        ] {
            assert!(is_code(text), "{text}");
        }
        for text in [
            "Full name (owner/repo)",
            "Unix timestamp, in milliseconds (UTC)",
            "default: Date.now()",
            "main or master",
            "status: open or closed",
            "const for all",
            "return address of the parcel",
            "see users(id)",
            "one (or more)",
            "",
        ] {
            assert!(!is_code(text), "{text}");
        }
        for text in ["eslint-disable-next-line no-x", "@ts-expect-error", "biome-ignore lint: x", "#region users"] {
            assert!(is_directive(text), "{text}");
        }
    }

    #[test]
    fn tags_of_jsdoc_are_none_of_ours() {
        assert_eq!(foreign_tag("@param x the x"), Some(""));
        assert_eq!(foreign_tag(" @remarks Only once."), Some("Only once."));
        assert_eq!(foreign_tag("@deprecated"), None);
        assert_eq!(foreign_tag("@catagory x"), None);
        assert_eq!(without_links("as {@link users} and {@linkcode a.b | the  b}."), "as users and the b.");
        assert_eq!(without_links("{@link open"), " open");
        assert_eq!(link_targets("{@link users the people}, {@link https://a.test/b | b}"), "users, https://a.test/b");
    }

    #[test]
    fn examples_and_references_of_jsdoc_are_prose_or_nothing() {
        let is_code = |text: &str| {
            let lines: Vec<Line<'_>> = text.lines().map(|text| Line { text, offset: 0 }).collect();
            is_example_of_code(&lines)
        };
        for text in
            ["@example\n```ts\n\ndb.select()\n```", "@example users.find(1)", "@example {@link users}", "@example"]
        {
            assert!(is_code(text), "{text}");
        }
        for text in
            ["@example {\"id\": 1}", "@example\n{\"id\":\n1}\n@pii", "@example \"a\"", "@example {id: 1,}", "@pii"]
        {
            assert!(!is_code(text), "{text}");
        }
        assert_eq!(see_in_words(" @see src/users.ts for the writers"), Some("see src/users.ts for the writers"));
        for text in ["@see users, orders.id", "@see {@link users | the people}", "@see https://a.test", "see also this"]
        {
            assert_eq!(see_in_words(text), None, "{text}");
        }
    }

    #[test]
    fn strings_have_three_kinds_of_quotes() {
        let found: Vec<String> =
            strings("'a' \"b's\" // 'no'\n `c` /* \"d\" */ 'e\\'f' 1 / 2").into_iter().map(|s| s.2).collect();
        assert_eq!(found, ["a", "b's", "c", "e'f"]);
    }
}
