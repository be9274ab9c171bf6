//! The configurations that imports are looked up in: JSON, with comments and commas before a bracket, as TypeScript and Deno read it.

use std::rc::Rc;

use crate::files::Files;
use crate::json::{self, Value};
use crate::ordered::{Map, Set};

/// The configurations that were read, by path.
#[derive(Default)]
pub(super) struct Documents {
    known: Map<String, Option<Rc<Value>>>,
    watched: Set<String>,
    pub(super) problems: Vec<Problem>,
}

/// Why a configuration is none.
pub(super) struct Problem {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) message: &'static str,
    pub(super) offset: usize,
}

impl Documents {
    /// A configuration that decides where an import leads: it is watched. `None` where there is none, or it cannot be read.
    pub(super) fn read(&mut self, files: &Files, path: &str) -> Option<Rc<Value>> {
        let value = self.peek(files, path);
        if files.is_file(path) && self.watched.insert(path.to_owned()) {
            // For the watch list alone.
            drop(files.read(path));
        }
        value
    }

    /// One that is looked into on the way and decides nothing yet.
    pub(super) fn peek(&mut self, files: &Files, path: &str) -> Option<Rc<Value>> {
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let value = self.parse(files, path).map(Rc::new);
        self.known.insert(path.to_owned(), value.clone());
        value
    }

    fn parse(&mut self, files: &Files, path: &str) -> Option<Value> {
        if !files.is_file(path) {
            return None;
        }
        let problem = |text, message, offset| Problem { path: path.to_owned(), text, message, offset };
        let Some(text) = files.read_unwatched(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
            self.problems.push(problem(String::new(), "it is no text in UTF-8", 0));
            return None;
        };
        match json::parse(&plain(&text)) {
            Ok(parsed) => Some(parsed.value),
            // `touch tsconfig.json`: TypeScript takes it as `{}`.
            Err(_) if plain(&text).trim().is_empty() => None,
            Err(error) => {
                self.problems.push(problem(text, error.message, error.offset));
                None
            }
        }
    }
}

/// The text with spaces where comments stand, a byte order mark, and commas before a bracket: every other byte stays in its place.
fn plain(text: &str) -> String {
    let mut plain = text.as_bytes().to_vec();
    let mut blank = |from: usize, to: usize| {
        for byte in plain.iter_mut().take(to).skip(from).filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    };
    let mut comma = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = token(rest);
        match rest.as_bytes() {
            [0xef, ..] if at == 0 && rest.starts_with('\u{feff}') => blank(0, length),
            [b'/', b'/' | b'*', ..] => blank(at, at + length),
            [] | [b' ' | b'\t' | b'\n' | b'\r', ..] => {}
            [b'}' | b']', ..] => {
                if let Some(comma) = comma.take() {
                    blank(comma, comma + 1);
                }
            }
            [first, ..] => comma = (*first == b',').then_some(at),
        }
        at += length;
    }
    String::from_utf8(plain).unwrap_or_default()
}

/// The length of the comment, the text or the character that stands first.
fn token(rest: &str) -> usize {
    let end = |offset: usize, end: &str| {
        rest.get(offset..).and_then(|inner| inner.find(end)).map_or(rest.len(), |found| offset + found + end.len())
    };
    match rest.as_bytes() {
        [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => end(2, "*/"),
        [b'"', ..] => quoted(rest),
        _ => rest.chars().next().map_or(1, char::len_utf8),
    }
}

/// The length of a text in quotes.
fn quoted(rest: &str) -> usize {
    let mut escaped = true;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return at + 1,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn comments_and_last_commas_are_blank() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text), expected, "{text}");
        check("{\"a\": 1, // one\n}", "{\"a\": 1        \n}");
        check("{/* é */\"a\": [1, /* , */ ]}", "{        \"a\": [1          ]}");
        check("{\"//\": \"\\\",}\", }", "{\"//\": \"\\\",}\"  }");
        check("{\"a\\\\\": 1,}", "{\"a\\\\\": 1 }");
        check("\u{feff}{}", "   {}");
        check("[1, 2]", "[1, 2]");
        check("{ /* without its end", "{                   ");
        check("\"without its end", "\"without its end");
    }
}
