//! Types as written, storage parameters, numbers: the small things of many statements.

use super::super::ast::{Ident, ObjectName, TypeName};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Read};

const INTERVAL_FIELDS: &[&str] = &["year", "month", "day", "hour", "minute", "second"];

impl Cursor<'_> {
    /// `[SETOF] name [(modifiers)] [[]] …`.
    pub(super) fn data_type(&mut self) -> Read<TypeName> {
        let start = self.position;
        let set_of = self.eat("setof");
        let name_start = self.position;
        let mut modifiers = Vec::new();
        let words = self.type_words(&mut modifiers)?;
        let mut name = match words {
            Some(name) => {
                let span = self.span_from(name_start);
                ObjectName { parts: vec![Ident { name, span }], span }
            }
            None => self.object_name("a type")?,
        };
        let mut percent_type = false;
        if self.is_operator("%") && (self.is_at(1, "type") || self.is_at(1, "rowtype")) {
            percent_type = self.is_at(1, "type");
            self.position += 2;
        }
        if self.is_kind(TokenKind::LeftParen) && !percent_type && modifiers.is_empty() {
            self.type_modifiers(&mut modifiers)?;
        }
        // `vector(3)` may be followed by nothing else, `interval day to second(3)` and `time(3) with time zone` are read above.
        name.span = self.span_between(name_start, self.position);
        let dimensions = self.dimensions()?;
        Ok(TypeName { name, modifiers, dimensions, set_of, percent_type, span: self.span_from(start) })
    }

    /// A type of several words, or one whose words may go on behind its modifiers.
    fn type_words(&mut self, modifiers: &mut Vec<String>) -> Read<Option<String>> {
        let Some(first) = self.word().map(str::to_ascii_lowercase) else { return Ok(None) };
        if self.is_kind_at(1, TokenKind::Dot) {
            return Ok(None);
        }
        let name = match first.as_str() {
            "double" if self.is_at(1, "precision") => {
                self.position += 2;
                "double precision".to_owned()
            }
            "national" if self.is_at(1, "character") || self.is_at(1, "char") => {
                self.position += 2;
                if self.eat("varying") { "national character varying" } else { "national character" }.to_owned()
            }
            "character" | "char" | "nchar" | "bit" if self.is_at(1, "varying") => {
                self.position += 2;
                format!("{first} varying")
            }
            "timestamp" | "time" => {
                self.bump();
                if self.is_kind(TokenKind::LeftParen) {
                    self.type_modifiers(modifiers)?;
                }
                let zone = ["with", "without"].into_iter().find(|with| self.eat_all(&[*with, "time", "zone"]));
                zone.map_or(first.clone(), |with| format!("{first} {with} time zone"))
            }
            "interval" => {
                self.bump();
                let mut name = first.clone();
                if let Some(field) = self.eat_interval_field() {
                    name.push(' ');
                    name.push_str(field);
                    if self.is("to") {
                        self.bump();
                        match self.eat_interval_field() {
                            Some(field) => {
                                name.push_str(" to ");
                                name.push_str(field);
                            }
                            None => return Err(self.expected_word("a field of an interval", INTERVAL_FIELDS)),
                        }
                    }
                }
                name
            }
            _ => return Ok(None),
        };
        Ok(Some(name))
    }

    fn eat_interval_field(&mut self) -> Option<&'static str> {
        self.eat_any(INTERVAL_FIELDS)
    }

    fn type_modifiers(&mut self, modifiers: &mut Vec<String>) -> Read<()> {
        self.group(|c| {
            *modifiers = c.comma_list(|c| c.expr_until(|c| c.is_kind(TokenKind::Comma)).map(|expr| expr.text))?;
            Ok(())
        })
    }

    fn dimensions(&mut self) -> Read<u32> {
        let mut dimensions = 0;
        if self.eat("array") {
            dimensions = 1;
            if !self.is_kind(TokenKind::LeftBracket) {
                return Ok(dimensions);
            }
            dimensions = 0;
        }
        while self.eat_kind(TokenKind::LeftBracket) {
            self.eat_kind(TokenKind::Number);
            self.expect_kind(TokenKind::RightBracket, "`]`")?;
            dimensions += 1;
        }
        Ok(dimensions)
    }

    /// `(name = value, name)`; a name without a value is `true`.
    pub(super) fn parameters(&mut self) -> Read<Vec<(String, String)>> {
        self.group(|c| {
            if c.at_end() {
                return Ok(Vec::new());
            }
            c.comma_list(|c| {
                let start = c.position;
                c.skip_until(|c| c.is_operator("=") || c.is_kind(TokenKind::Comma));
                if c.position == start {
                    return Err(c.expected("a parameter"));
                }
                let name = c.dialect.system.fold(&c.folded(start, c.position));
                if !c.is_operator("=") {
                    return Ok((name, "true".to_owned()));
                }
                c.bump();
                let value = c.expr_until(|c| c.is_kind(TokenKind::Comma))?;
                Ok((name, value.text))
            })
        })
    }

    /// `WITH (fillfactor = 70)`, where it stands here.
    pub(super) fn with_parameters(&mut self) -> Read<Vec<(String, String)>> {
        if self.is("with") && self.is_kind_at(1, TokenKind::LeftParen) {
            self.bump();
            let mut parameters = self.parameters()?;
            for (_, value) in &mut parameters {
                unquote(value);
            }
            return Ok(parameters);
        }
        Ok(Vec::new())
    }

    /// An integer with its sign.
    pub(super) fn integer(&mut self) -> Read<i128> {
        let start = self.position;
        let negative = self.is_operator("-");
        if negative || self.is_operator("+") {
            self.bump();
        }
        let value = self.peek().filter(|t| t.kind == TokenKind::Number).and_then(|token| {
            let digits = self.text_of(token).replace('_', "").to_ascii_lowercase();
            let (digits, radix) = match digits.get(..2) {
                Some("0x") => (digits.get(2..)?, 16),
                Some("0o") => (digits.get(2..)?, 8),
                Some("0b") => (digits.get(2..)?, 2),
                _ => (digits.as_str(), 10),
            };
            i128::from_str_radix(digits, radix).ok()
        });
        let Some(value) = value else {
            self.position = start;
            return Err(self.expected("a whole number"));
        };
        self.bump();
        Ok(if negative { -value } else { value })
    }

    /// A role: a name, `CURRENT_USER`, `PUBLIC`, a string in some places.
    pub(super) fn role(&mut self) -> Read<String> {
        self.eat("group");
        if let Some(token) = self.peek().filter(|t| t.kind.is_string()) {
            self.bump();
            return Ok(super::super::token::string_value(token.kind, self.text_of(token)));
        }
        Ok(self.label("a role")?.name)
    }

    /// `CASCADE` or `RESTRICT`, where it stands here.
    pub(super) fn cascade(&mut self) -> bool {
        self.eat_any(&["cascade", "restrict"]) == Some("cascade")
    }
}

/// `'70'` → `70`: the catalog prints quotes around every value.
fn unquote(value: &mut String) {
    let inner = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
    if let Some(inner) = inner.filter(|inner| !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_alphanumeric())) {
        *value = inner.to_owned();
    }
}
