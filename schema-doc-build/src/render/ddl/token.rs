//! The names that SQL text mentions, for the order of statements.

use crate::list::VecExt;
use crate::model::{System, split_parts};
use crate::text::first_word;

/// Something in SQL text that may name an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mention {
    /// `a`, `a.b`, folded.
    Name(Vec<String>),
    /// `a.b(`
    Call(Vec<String>),
    /// A string that reads as a name: `'a.b'` in `nextval('a.b'::regclass)`.
    Text(Vec<String>),
    /// `===`
    Operator(String),
}

/// Every mention in a text, in order. What stands in comments and dollar quotes is none.
pub(super) fn mentions(system: System, text: &str) -> Vec<Mention> {
    let mut scanner = Scanner { rest: text };
    let mut found: Vec<Mention> = Vec::new();
    let mut name: Vec<String> = Vec::new();
    let mut dot = false;
    while let Some(token) = scanner.next(system) {
        match token {
            Token::Word(word) => {
                if !dot {
                    close(&mut name, &mut found);
                }
                name.push(word);
                dot = false;
            }
            Token::Dot => dot = !name.is_empty(),
            Token::Parenthesis => {
                if !name.is_empty() {
                    found.push(Mention::Call(std::mem::take(&mut name)));
                }
                dot = false;
            }
            other => {
                close(&mut name, &mut found);
                dot = false;
                match other {
                    Token::Text(text) => found.push_all(split_parts(&text).filter(|p| p.len() < 3).map(Mention::Text)),
                    Token::Operator(operator) => found.push(Mention::Operator(operator)),
                    _ => {}
                }
            }
        }
    }
    close(&mut name, &mut found);
    found
}

fn close(name: &mut Vec<String>, found: &mut Vec<Mention>) {
    if !name.is_empty() {
        found.push(Mention::Name(std::mem::take(name)));
    }
}

enum Token {
    Word(String),
    Text(String),
    Operator(String),
    Dot,
    Parenthesis,
    Other,
}

struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    fn next(&mut self, system: System) -> Option<Token> {
        loop {
            self.rest = self.rest.trim_start();
            let first = self.rest.chars().next()?;
            if self.rest.starts_with("--") {
                self.skip_past("\n");
                continue;
            }
            if self.rest.starts_with("/*") {
                self.skip_past("*/");
                continue;
            }
            return Some(match first {
                '\'' => Token::Text(self.quoted('\'', false)),
                '"' => Token::Word(self.quoted('"', false)),
                '$' => self.dollar(),
                '.' => {
                    self.advance(1);
                    Token::Dot
                }
                '(' => {
                    self.advance(1);
                    Token::Parenthesis
                }
                c if c.is_ascii_digit() => {
                    self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                    Token::Other
                }
                c if is_word(c) => {
                    let word = self.take_while(|c| is_word(c) || c.is_ascii_digit() || c == '$');
                    if word.eq_ignore_ascii_case("e") && self.rest.starts_with('\'') {
                        Token::Text(self.quoted('\'', true))
                    } else {
                        Token::Word(system.fold(&word))
                    }
                }
                c if is_operator(c) => Token::Operator(self.take_while(is_operator)),
                c => {
                    self.advance(c.len_utf8());
                    Token::Other
                }
            });
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, after)| after);
    }

    fn take_while(&mut self, keep: fn(char) -> bool) -> String {
        let word = first_word(self.rest, keep).0.to_owned();
        self.advance(word.len());
        word
    }

    /// The inside of quotes, doubled ones undone.
    fn quoted(&mut self, quote: char, backslashes: bool) -> String {
        let mut out = String::new();
        let mut characters = self.rest.char_indices().skip(1).peekable();
        let mut end = self.rest.len();
        while let Some((at, c)) = characters.next() {
            if backslashes && c == '\\' {
                out.extend(characters.next().map(|(_, c)| c));
            } else if c != quote {
                out.push(c);
            } else if characters.next_if(|(_, c)| *c == quote).is_some() {
                out.push(quote);
            } else {
                end = at + 1;
                break;
            }
        }
        self.advance(end);
        out
    }

    /// `$tag$ … $tag$`
    fn dollar(&mut self) -> Token {
        let after = self.rest.get(1..).unwrap_or_default();
        let tag =
            after.find(|c: char| !(is_word(c) || c.is_ascii_digit())).filter(|&end| after[end..].starts_with('$'));
        match tag.and_then(|end| self.rest.get(..end + 2)) {
            Some(tag) => {
                let tag = tag.to_owned();
                self.advance(tag.len());
                self.skip_past(&tag);
            }
            None => self.advance(1),
        }
        Token::Other
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_ascii_alphabetic() || !c.is_ascii()
}

fn is_operator(c: char) -> bool {
    "+-*/<>=~!@#%^&|`?".contains(c)
}

#[cfg(test)]
mod tests {
    use super::{Mention, mentions};
    use crate::model::System;

    #[test]
    fn names_calls_strings_and_operators_are_mentions() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<String> = mentions(System::PostgreSql, text)
                .into_iter()
                .map(|mention| match mention {
                    Mention::Name(parts) => parts.join("."),
                    Mention::Call(parts) => parts.join(".") + "()",
                    Mention::Text(parts) => format!("'{}'", parts.join(".")),
                    Mention::Operator(operator) => operator,
                })
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check("nextval('public.a_seq'::regclass)", &["nextval()", "'public.a_seq'", "regclass"]);
        check("Lower(\"A b\".c) === 1 -- x", &["lower()", "A b.c", "==="]);
        check("E'it\\'s' || $a$ x $a$ || s.f ( y )", &["'it's'", "||", "||", "s.f()", "y"]);
        check("a /* b */ . c", &["a.c"]);
        check("'it''s", &["'it's'"]);
        check("$$", &[]);
        check("$1 $é", &["é"]);
    }
}
