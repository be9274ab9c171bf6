//! Names and prose as Mermaid takes them: ids, words, and text inside double quotes.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::hash;
use crate::list::SliceExt;
use crate::model::{QualifiedName, Schema};
use crate::text::starts_with;

/// Text for the inside of double quotes. What Mermaid or the Markdown in its labels would take for itself (quotes, comments, directives,
/// emphasis, tags) is written as a numeric entity, which Mermaid shows as the character.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_quoted(&mut out, text);
    out
}

/// Adds text inside double quotes.
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut characters = text.trim().chars().peekable();
    let mut before = None;
    while let Some(c) = characters.next() {
        let inside_word = |next: Option<&char>| {
            before.is_some_and(char::is_alphanumeric) && next.is_some_and(|c: &char| c.is_alphanumeric())
        };
        match c {
            _ if c.is_alphanumeric() => out.push(c),
            // `direction TB` changes the layout wherever it stands on a line.
            _ if c.is_whitespace() && ends_with_direction(out) => out.push_str("#32;"),
            _ if c.is_whitespace() || c.is_ascii_control() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            ',' | ';' | '(' | ')' | '/' | '\'' | '=' | '?' | '!' | '+' | '@' => out.push(c),
            // `1.` and `- ` would start a list, `--` is a dash.
            '.' if before.is_some_and(|c| !c.is_ascii_digit()) || inside_word(characters.peek()) => out.push(c),
            '-' if before.is_some_and(|c| c != '-') && characters.peek().is_some_and(|c| *c != '-') => out.push(c),
            ':' if characters.peek() == Some(&' ') => out.push(c),
            '_' if inside_word(characters.peek()) => out.push(c),
            _ if c.is_ascii() || is_invisible(c) => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            _ => out.push(c),
        }
        before = Some(c);
    }
    out.push('"');
}

fn ends_with_direction(out: &str) -> bool {
    let word = "direction";
    out.len().checked_sub(word.len()).and_then(|at| out.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Control and formatting characters beyond ASCII, among them those that turn the direction of the text around.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The first characters of a text, on one line: at most `length` of them.
pub(super) fn shortened(text: &str, length: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if let Some((end, _)) = out.char_indices().nth(length) {
        let end = out.get(..end).unwrap_or_default().trim_end().len();
        out.truncate(end);
        out.push('…');
    }
    out
}

/// The id of a table's box, and how its name is shown where the id is not the name itself. An id that is not the plain name cannot be
/// another table's: it has `__` in it, which a plain name taken as it is has not.
pub(super) fn entity<'a>(schema: &Schema, id: &'a QualifiedName) -> (Cow<'a, str>, Option<String>) {
    let plain = |name: &str| {
        name.len() <= 60
            && starts_with(name, |c| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !name.contains("__")
            && !name.ends_with('_')
    };
    let is_default = id.namespace == schema.default_namespace;
    if is_default && plain(&id.name) && !is_keyword(&id.name) {
        return (Cow::Borrowed(&id.name), None);
    }
    let shown = schema.identifier(id);
    let own = if !is_default && plain(&id.namespace) && plain(&id.name) {
        format!("{}__{}", id.namespace, id.name)
    } else {
        hashed_id(&shown)
    };
    (own.into(), Some(shown))
}

/// An id made of what is harmless in a name, and its hash.
pub(super) fn hashed_id(name: &str) -> String {
    let word: String = word(name).chars().filter(char::is_ascii).take(40).collect();
    let word = word.trim_matches('_');
    let hash = hash::short(name);
    match word.bytes().next() {
        None => format!("t__{hash}"),
        Some(first) if first.is_ascii_alphabetic() => format!("{word}__{hash}"),
        Some(_) => format!("t_{word}__{hash}"),
    }
}

/// A name as a word of an attribute: letters, digits, `_`.
pub(super) fn word(name: &str) -> Cow<'_, str> {
    let harmless = |c: char| {
        c == '_' || c.is_ascii_alphanumeric() || (c.is_alphanumeric() && ('\u{c0}'..='\u{ffff}').contains(&c))
    };
    let starts_well = |c: char| c == '_' || c.is_ascii_alphabetic() || !c.is_ascii();
    // A column of this name would be read as its key mark.
    let is_mark = |word: &str| ["pk", "fk", "uk"].any(|mark| word.eq_ignore_ascii_case(mark));
    if name.len() <= 100 && name.starts_with(starts_well) && name.chars().all(harmless) && !is_mark(name) {
        return name.into();
    }
    let mut out: String = name.chars().take(100).map(|c| if harmless(c) { c } else { '_' }).collect();
    if !out.starts_with(starts_well) {
        out.insert(0, '_');
    }
    if is_mark(&out) {
        out.push('_');
    }
    out.into()
}

/// A type as a word of an attribute: `integer[]`.
pub(super) fn type_word(name: &str) -> Cow<'_, str> {
    match name.strip_suffix("[]") {
        Some(inner) => format!("{}[]", word(inner)).into(),
        None => word(name),
    }
}

/// Words of the `erDiagram` grammar (compared without case), which cannot be ids.
fn is_keyword(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "accdescr",
        "acctitle",
        "class",
        "classdef",
        "direction",
        "end",
        "erdiagram",
        "many",
        "o",
        "one",
        "only",
        "optionally",
        "style",
        "subgraph",
        "title",
        "to",
        "u",
        "zero",
    ];
    WORDS.any(|word| name.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::{entity, quoted, shortened, type_word, word};
    use crate::model::{QualifiedName, Schema};

    #[test]
    fn text_in_quotes_holds_nothing_that_mermaid_or_markdown_reads() {
        let check = |text: &str, expected: &str| assert_eq!(quoted(text), expected, "{text}");
        check("user_id", "\"user_id\"");
        check("a \"b\"\n%% c", "\"a #34;b#34; #37;#37; c\"");
        check("_a_ **b** `c`", "\"#95;a#95; #42;#42;b#42;#42; #96;c#96;\"");
        check("It is a one-to-one: yes; no.", "\"It is a one-to-one: yes; no.\"");
        check("1. -- a:#b", "\"1#46; #45;#45; a#58;#35;b\"");
        check("Direction TB", "\"Direction#32;TB\"");
        check("</script>", "\"#60;/script#62;\"");
        check("\u{202e}x 😀", "\"#8238;x 😀\"");
        check("", "\"\"");
    }

    #[test]
    fn ids_are_safe_and_distinct() {
        let schema = Schema { default_namespace: "public".into(), ..Schema::default() };
        let check = |namespace: &str, name: &str, expected: &str, shown: Option<&str>| {
            let name = QualifiedName::new(namespace, name);
            let (id, alias) = entity(&schema, &name);
            assert_eq!((&*id, alias.as_deref()), (expected, shown));
        };
        check("public", "users", "users", None);
        check("public", "Users", "Users", None);
        check("auth", "users", "auth__users", Some("auth.users"));
        check("public", "end", "end__361e48d0", Some("end"));
        check("public", "a b", "a_b__c8687a08", Some("a b"));
        check("public", "😀", "t__f0443a34", Some("😀"));
    }

    #[test]
    fn words_hold_letters_digits_and_underscores() {
        let check = |name: &str, expected: &str| assert_eq!(word(name), expected);
        check("user_id", "user_id");
        check("PK", "PK_");
        check("1 a~b", "_1_a_b");
        check("", "_");
        check("größe", "größe");
        assert_eq!(type_word("integer[]"), "integer[]");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(shortened("a  b\nc", 10), "a b c");
        assert_eq!(shortened("äöü äöü", 4), "äöü…");
    }
}
