//! JSON text into values.

use std::borrow::Cow;
use std::fmt;

use super::Value;
use crate::list::SliceExt;

/// Arrays and objects within each other; a deeper text is refused rather than the stack used up.
const DEPTH: usize = 128;

/// A value, and where its parts stand.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) value: Value,
    /// The offset of each value, a container before what it contains.
    pub(crate) offsets: Vec<usize>,
}

impl Parsed {
    /// Where one of the values begins.
    pub(crate) fn offset_of(&self, part: &Value) -> usize {
        let mut before = 0;
        let is_there = count_before(&self.value, part, &mut before);
        self.offsets.get(before).copied().filter(|_| is_there).unwrap_or_default()
    }
}

/// Counts the values before one of them.
fn count_before(value: &Value, part: &Value, before: &mut usize) -> bool {
    if std::ptr::eq(value, part) {
        return true;
    }
    *before += 1;
    match value {
        Value::Array(items) => items.any(|item| count_before(item, part, before)),
        Value::Object(entries) => entries.any(|(_, value)| count_before(value, part, before)),
        _ => false,
    }
}

/// Why a text is no JSON, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Error {
    pub(crate) message: &'static str,
    pub(crate) offset: usize,
    /// From 1; the column in characters.
    line: usize,
    column: usize,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {} column {}", self.message, self.line, self.column)
    }
}

/// The one value of a text.
pub(crate) fn parse(text: &str) -> Result<Parsed, Error> {
    let mut parser = Parser { text, at: 0, offsets: Vec::new() };
    let result = parser.value(0).and_then(|value| match parser.peek() {
        None => Ok(value),
        Some(_) => Err("more behind the value"),
    });
    result.map(|value| Parsed { value, offsets: std::mem::take(&mut parser.offsets) }).map_err(|message| {
        let before = parser.text.get(..parser.at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Error { message, offset: parser.at, line, column }
    })
}

/// Stands where an error is.
struct Parser<'a> {
    text: &'a str,
    at: usize,
    offsets: Vec<usize>,
}

type Step<T> = Result<T, &'static str>;

impl Parser<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn take(&mut self, wanted: u8) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    fn value(&mut self, depth: usize) -> Step<Value> {
        let first = self.peek();
        self.offsets.push(self.at);
        match first {
            Some(b'{' | b'[') if depth == DEPTH => Err("too many arrays and objects within each other"),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Boolean(true)),
            Some(b'f') => self.word("false", Value::Boolean(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => Err("expected a value"),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Step<Value> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err("expected a value");
        }
        self.at += word.len();
        Ok(value)
    }

    fn array(&mut self, depth: usize) -> Step<Value> {
        self.at += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            if !self.take(b',') {
                return Err("expected `,` or `]`");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Step<Value> {
        self.at += 1;
        let mut entries = Vec::new();
        if self.take(b'}') {
            return Ok(Value::Object(entries));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err("expected a key in double quotes");
            }
            let key = self.string()?;
            if !self.take(b':') {
                return Err("expected `:`");
            }
            entries.push((Cow::Owned(key), self.value(depth)?));
            if self.take(b'}') {
                return Ok(Value::Object(entries));
            }
            if !self.take(b',') {
                return Err("expected `,` or `}`");
            }
        }
    }

    /// `-1.5e+3`.
    fn number(&mut self) -> Step<Value> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        // `01`.
        if self.byte().is_some_and(|b| b.is_ascii_digit()) {
            return Err("a number begins with `0`");
        }
        Ok(Value::Number(self.text.get(start..self.at).unwrap_or_default().to_owned()))
    }

    fn digits(&mut self) -> Step<()> {
        if !self.byte().is_some_and(|b| b.is_ascii_digit()) {
            return Err("expected a digit");
        }
        while self.byte().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Step<String> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(plain) = rest.find(|c: char| matches!(c, '"' | '\\' | '\0'..='\x1f')) else {
                self.at = self.text.len();
                return Err("a text without its end");
            };
            string.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                _ => return Err("a control character in a text"),
            }
        }
    }

    /// `\n`, `\u00e9`, `\ud83d\ude00`.
    fn escape(&mut self) -> Step<char> {
        let letter = self.text.as_bytes().get(self.at + 1);
        let c = match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err("an unknown escape"),
        };
        self.at += 2;
        Ok(c)
    }

    fn unicode_escape(&mut self) -> Step<char> {
        const WRONG: &str = "an escape that is no character";
        let first = self.code_unit(self.at).ok_or(WRONG)?;
        if let Some(c) = char::from_u32(first) {
            self.at += 6;
            return Ok(c);
        }
        // The first of a surrogate pair.
        let second = self.code_unit(self.at + 6).filter(|unit| (0xdc00..0xe000).contains(unit)).ok_or(WRONG)?;
        let code = 0x1_0000 + (first.saturating_sub(0xd800) << 10) + (second - 0xdc00);
        let c = char::from_u32(code).filter(|_| first < 0xdc00).ok_or(WRONG)?;
        self.at += 12;
        Ok(c)
    }

    /// The number of a `\u0000`.
    fn code_unit(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, parse};
    use crate::json::compact;

    #[test]
    fn errors_say_what_and_where() {
        let check = |text: &str, expected: &str| {
            assert_eq!(parse(text).unwrap_err().to_string(), expected, "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
        };
        check("", "expected a value at line 1 column 1");
        check("{\n", "expected a key in double quotes at line 2 column 1");
        check("{\"é\" 1}", "expected `:` at line 1 column 6");
        check("[1, 2", "expected `,` or `]` at line 1 column 6");
        check("{\"a\": 1,}", "expected a key in double quotes at line 1 column 9");
        check("[1,]", "expected a value at line 1 column 4");
        check("01", "a number begins with `0` at line 1 column 2");
        check("-", "expected a digit at line 1 column 2");
        check("1.", "expected a digit at line 1 column 3");
        check("tru", "expected a value at line 1 column 1");
        check("1 2", "more behind the value at line 1 column 3");
        check("\"a", "a text without its end at line 1 column 3");
        check("\"\n\"", "a control character in a text at line 1 column 2");
        check("\"\\x\"", "an unknown escape at line 1 column 2");
        check("\"\\ud800\"", "an escape that is no character at line 1 column 2");
        check("\"\\udc00\\udc00\"", "an escape that is no character at line 1 column 2");
        check("\"\\u+123\"", "an escape that is no character at line 1 column 2");
        check(&"[".repeat(200), "too many arrays and objects within each other at line 1 column 129");
    }

    #[test]
    fn values_are_read_as_others_read_them() {
        let check = |text: &str| {
            let expected = serde_json::from_str::<serde_json::Value>(text).unwrap().to_string();
            assert_eq!(compact(&parse(text).unwrap().value), expected, "{text}");
        };
        check(" null ");
        check("[true,false , -12, 0 , 1.5, \"\"]");
        check("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u00e9\\ud83d\\ude00 é 😀 \u{7f}\"");
        check("{\"a\":{},\"b\":[[],{\"c\":null}]}");
        check(&format!("{}{}", "[".repeat(127), "]".repeat(127)));
    }

    #[test]
    fn every_value_has_its_place() {
        let parsed = parse("{ \"a\": [1, { \"b\": 2 }], \"c\": 3 }").unwrap();
        let Some(Value::Array(items)) = parsed.value.get("a") else { panic!() };
        assert_eq!(parsed.offset_of(&parsed.value), 0);
        assert_eq!(parsed.offset_of(&items[0]), 8);
        assert_eq!(parsed.offset_of(items[1].get("b").unwrap()), 18);
        assert_eq!(parsed.offset_of(parsed.value.get("c").unwrap()), 29);
    }
}
