//! `CREATE FUNCTION`, `PROCEDURE`, `AGGREGATE`, and the arguments that name a routine elsewhere.

use schema_doc_diagnostics::Span;

use super::super::ast::{ArgumentDef, CreateRoutine, ObjectName, Returns, StatementKind};
use super::super::token::{self, TokenKind};
use super::cursor::{Cursor, Read};
use crate::model::{ArgumentMode, RoutineKind};

/// Words that clauses behind a routine's arguments begin with.
const CLAUSES: &[&str] = &[
    "as",
    "begin",
    "called",
    "cost",
    "external",
    "immutable",
    "language",
    "leakproof",
    "not",
    "parallel",
    "return",
    "returns",
    "rows",
    "security",
    "set",
    "stable",
    "strict",
    "support",
    "transform",
    "volatile",
    "window",
];

impl Cursor<'_> {
    /// The name of a routine: keywords that are reserved for tables may stand (`left`).
    pub(super) fn function_name(&mut self) -> Read<ObjectName> {
        let first = self.label("a name")?;
        self.object_name_from(first)
    }

    /// `(a int, OUT b text DEFAULT 'x')`, `(*)`, `(int ORDER BY text)`.
    pub(super) fn arguments(&mut self, aggregate: bool) -> Read<Vec<ArgumentDef>> {
        self.group(|c| {
            let mut arguments = Vec::new();
            if c.at_end() {
                return Ok(arguments);
            }
            if aggregate && c.is_operator("*") {
                c.bump();
                return Ok(arguments);
            }
            loop {
                // The arguments of an ordered-set aggregate go on behind `ORDER BY`.
                let goes_on = aggregate && c.eat_all(&["order", "by"]);
                if !goes_on && !arguments.is_empty() && !c.eat_kind(TokenKind::Comma) {
                    return Ok(arguments);
                }
                arguments.push(c.argument()?);
                if c.at_end() {
                    return Ok(arguments);
                }
            }
        })
    }

    fn argument(&mut self) -> Read<ArgumentDef> {
        let mut mode = self.argument_mode();
        let start = self.position;
        let ends = |c: &Self| {
            c.at_end()
                || c.is_kind(TokenKind::Comma)
                || c.is_any(&["default", "order"])
                || c.is_operator("=")
                || c.is_operator(":=")
        };
        // `a int` or `int`: what ends behind one type is no name.
        let alone = self.data_type().ok().filter(|_| ends(self));
        let (name, data_type) = if let Some(data_type) = alone {
            (None, data_type)
        } else {
            self.position = start;
            let name = self.label("an argument")?;
            if mode.is_none() {
                mode = self.argument_mode();
            }
            (Some(name), self.data_type()?)
        };
        let default = if self.eat("default") || self.is_operator("=") || self.is_operator(":=") {
            if self.peek().is_some_and(|t| t.kind == TokenKind::Operator) {
                self.bump();
            }
            Some(self.expr_until(|c| c.is_kind(TokenKind::Comma))?)
        } else {
            None
        };
        Ok(ArgumentDef { name, mode: mode.unwrap_or_default(), data_type, default })
    }

    fn argument_mode(&mut self) -> Option<ArgumentMode> {
        let ends = self.peek_at(1).is_none_or(|t| t.kind == TokenKind::Comma);
        if ends {
            return None;
        }
        match self.eat_any(&["in", "out", "inout", "variadic"])? {
            "in" if self.eat("out") => Some(ArgumentMode::InOut),
            "in" => Some(ArgumentMode::In),
            "out" => Some(ArgumentMode::Out),
            "inout" => Some(ArgumentMode::InOut),
            _ => Some(ArgumentMode::Variadic),
        }
    }

    /// Behind `CREATE [OR REPLACE] FUNCTION` or `PROCEDURE`.
    pub(super) fn create_routine(&mut self, kind: RoutineKind, or_replace: bool) -> Read<StatementKind> {
        let name = self.function_name()?;
        let arguments = self.arguments(false)?;
        let mut routine = CreateRoutine {
            name,
            kind,
            or_replace,
            arguments,
            returns: None,
            language: None,
            volatility: None,
            security_definer: false,
            body: None,
        };
        while !self.at_end() && self.routine_clause(&mut routine)? {}
        Ok(StatementKind::CreateRoutine(Box::new(routine)))
    }

    fn routine_clause(&mut self, routine: &mut CreateRoutine) -> Read<bool> {
        let Some(word) = self.word().map(str::to_ascii_lowercase) else { return Ok(false) };
        match word.as_str() {
            "returns" if self.are(&["returns", "null", "on", "null", "input"]) => self.position += 5,
            "returns" => {
                self.bump();
                routine.returns = Some(self.returns()?);
            }
            "language" => {
                self.bump();
                routine.language = Some(match self.peek() {
                    Some(token) if token.kind.is_string() => {
                        self.bump();
                        token::string_value(token.kind, self.text_of(token)).to_ascii_lowercase()
                    }
                    _ => self.label("a language")?.name,
                });
            }
            "immutable" | "stable" | "volatile" => {
                self.bump();
                routine.volatility = Some(word);
            }
            "window" | "strict" | "leakproof" => self.position += 1,
            "not" => {
                self.bump();
                self.expect("leakproof")?;
            }
            "called" => {
                if !self.eat_all(&["called", "on", "null", "input"]) {
                    return Err(self.expected("`CALLED ON NULL INPUT`"));
                }
            }
            "external" | "security" => {
                self.eat("external");
                self.expect("security")?;
                match self.eat_any(&["definer", "invoker"]) {
                    Some(who) => routine.security_definer = who == "definer",
                    None => return Err(self.expected_word("`DEFINER` or `INVOKER`", &["definer", "invoker"])),
                }
            }
            "parallel" => {
                self.bump();
                self.label("`SAFE`, `UNSAFE` or `RESTRICTED`")?;
            }
            "cost" | "rows" => {
                self.bump();
                self.expect_kind(TokenKind::Number, "a number")?;
            }
            "support" => {
                self.bump();
                self.function_name()?;
            }
            "transform" => {
                self.bump();
                self.comma_list(|c| {
                    c.expect("for")?;
                    c.expect("type")?;
                    c.data_type()
                })?;
            }
            "set" => {
                self.bump();
                self.label("a setting")?;
                self.skip_until(|c| c.is_any(CLAUSES) && !c.is_setting_operator_before());
            }
            "as" => {
                self.bump();
                routine.body = Some(self.quoted_body()?);
                if self.eat_kind(TokenKind::Comma) {
                    self.string("the name of a symbol")?;
                }
            }
            "return" => {
                self.bump();
                let start = self.position;
                self.skip_until(Self::is_statement_start);
                routine.body = Some(self.span_from(start));
            }
            "begin" => {
                let start = self.position;
                self.bump();
                self.expect("atomic")?;
                let mut blocks = 1_u32;
                while blocks > 0 {
                    if self.is("case") {
                        blocks += 1;
                    } else if self.is("end") {
                        blocks -= 1;
                    }
                    if self.bump().is_none() {
                        return Err(self.expected("`END` of the body"));
                    }
                }
                routine.body = Some(self.span_from(start));
            }
            _ => {
                if self.is_statement_start() {
                    return Ok(false);
                }
                return Err(self.expected_word("a clause of the routine", CLAUSES));
            }
        }
        Ok(true)
    }

    fn is_setting_operator_before(&self) -> bool {
        let before = self.position.checked_sub(1).and_then(|i| self.tokens.get(i));
        before.is_some_and(|t| {
            t.kind == TokenKind::Operator || t.kind == TokenKind::Comma || self.text_of(*t).eq_ignore_ascii_case("to")
        })
    }

    fn returns(&mut self) -> Read<Returns> {
        if self.eat("table") {
            let columns = self.group(|c| c.comma_list(|c| Ok((c.label("a column name")?, c.data_type()?))))?;
            return Ok(Returns::Table(columns));
        }
        Ok(Returns::Type(self.data_type()?))
    }

    /// A string's place, without its quotes.
    fn quoted_body(&mut self) -> Read<Span> {
        let Some(token) = self.peek().filter(|t| t.kind.is_string()) else {
            return Err(self.expected("the body as a string"));
        };
        self.bump();
        let text = self.text_of(token);
        let (before, after) = match token.kind {
            TokenKind::DollarString => {
                let tag = token::dollar_tag_length(text);
                let closed = text.len() >= 2 * tag && text.get(..tag) == text.get(text.len() - tag..);
                (tag, if closed { tag } else { 0 })
            }
            _ => (text.find('\'').map_or(0, |quote| quote + 1), usize::from(text.ends_with('\''))),
        };
        let end = (token.end as usize).saturating_sub(after) as u32;
        let start = (token.start + before as u32).min(end);
        Ok(Span { file: self.file, start, end })
    }

    /// `basetype = text` among the parameters at `start`; `ANY` and `"ANY"` are none.
    fn base_type(&mut self, start: usize) -> Read<Option<ArgumentDef>> {
        let end = std::mem::replace(&mut self.position, start);
        self.skip_until_any_depth("basetype", end);
        let mut found = None;
        if self.position < end {
            self.position += 2;
            if !self.peek().is_some_and(|t| self.text_of(t).trim_matches(['"', '\'']).eq_ignore_ascii_case("any")) {
                let data_type = self.data_type()?;
                found = Some(ArgumentDef { name: None, mode: ArgumentMode::In, data_type, default: None });
            }
        }
        self.position = end;
        Ok(found)
    }

    fn skip_until_any_depth(&mut self, word: &str, end: usize) {
        while self.position < end && !self.is(word) {
            self.bump();
        }
    }

    /// Behind `CREATE [OR REPLACE] AGGREGATE`.
    pub(super) fn create_aggregate(&mut self, or_replace: bool) -> Read<StatementKind> {
        let name = self.function_name()?;
        // The old form has no argument list: `CREATE AGGREGATE g (basetype = text, …)`.
        let old = self.is_kind(TokenKind::LeftParen) && self.peek_at(2).is_some_and(|t| self.text_of(t) == "=");
        let mut arguments = if old { Vec::new() } else { self.arguments(true)? };
        let start = self.position;
        let parameters = self.parameters()?;
        if old && let Some(base) = self.base_type(start)? {
            arguments.push(base);
        }
        let mut routine = CreateRoutine {
            name,
            kind: RoutineKind::Aggregate,
            or_replace,
            arguments,
            returns: None,
            language: None,
            volatility: None,
            security_definer: false,
            body: None,
        };
        if parameters.is_empty() {
            return Err(self.expected("`SFUNC` and `STYPE`"));
        }
        routine.volatility = None;
        Ok(StatementKind::CreateRoutine(Box::new(routine)))
    }
}
