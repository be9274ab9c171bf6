//! The output columns of a query's first `SELECT`: what they are called and what they stand for, where the text alone tells.

use super::super::ast::{Ident, ObjectName, QueryOutput, TypeName};
use super::super::token::TokenKind;
use super::cursor::Cursor;
use super::keyword;
use crate::list::SliceExt;

/// Words that end the list of a `SELECT`.
const ENDS: &[&str] = &[
    "from",
    "where",
    "group",
    "having",
    "window",
    "union",
    "intersect",
    "except",
    "order",
    "limit",
    "offset",
    "fetch",
    "for",
    "into",
];

/// Words that an operator or a type is made of: no alias stands behind them, and none of them is one.
const INNER: &[&str] = &[
    "and",
    "or",
    "not",
    "is",
    "null",
    "in",
    "like",
    "ilike",
    "similar",
    "between",
    "case",
    "when",
    "then",
    "else",
    "end",
    "from",
    "at",
    "zone",
    "local",
    "any",
    "all",
    "some",
    "collate",
    "operator",
    "isnull",
    "notnull",
    "true",
    "false",
    "unknown",
    "document",
    "precision",
    "varying",
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "to",
    "over",
    "filter",
    "within",
    "escape",
    "distinct",
    "with",
    "without",
    "normalized",
    "json",
    "overlaps",
];

/// Words that a query begins with.
const QUERIES: &[&str] = &["select", "with", "values", "table"];

/// How deep the name of an expression may hang on that of an inner one.
const MAX_DEPTH: u32 = 16;

/// What an expression is called, and whether the name is its own (`count`) or a makeshift of its type (`int4`).
struct Name {
    text: String,
    own: bool,
}

impl Cursor<'_> {
    /// Of the tokens `start..end`; `None` where one of them cannot be told.
    pub(super) fn query_outputs(&mut self, start: usize, end: usize) -> Option<Vec<QueryOutput>> {
        let outer = (self.position, self.end);
        (self.position, self.end) = (start, end);
        let outputs = self.first_select().and_then(|()| self.outputs());
        (self.position, self.end) = outer;
        outputs
    }

    /// Moves behind the `SELECT` that names the columns, or to `VALUES`.
    fn first_select(&mut self) -> Option<()> {
        loop {
            if self.is_kind(TokenKind::LeftParen) {
                let close = self.closing(self.position)?;
                self.bump();
                self.end = close;
            } else if self.eat("with") {
                self.skip_until(|c| c.is_any(&["select", "values", "table", "insert", "update", "delete", "merge"]));
                if self.at_end() {
                    return None;
                }
            } else if self.eat("select") {
                return Some(());
            } else {
                return self.is("values").then_some(());
            }
        }
    }

    fn outputs(&mut self) -> Option<Vec<QueryOutput>> {
        if self.eat("values") {
            return self.values();
        }
        if self.eat("distinct") {
            if self.eat("on") {
                self.skip_group().ok()?;
            }
        } else {
            self.eat("all");
        }
        let start = self.position;
        self.skip_until(|c| c.is_any(ENDS) && !c.is_name_part() && !c.is_distinct_from(start));
        self.end = self.position;
        self.position = start;
        let mut outputs = Vec::new();
        while !self.at_end() {
            let first = self.position;
            self.skip_until(|c| c.is_kind(TokenKind::Comma));
            let last = self.position;
            let list_end = std::mem::replace(&mut self.end, last);
            outputs.push(self.output(first, last)?);
            self.end = list_end;
            self.position = last;
            self.bump();
        }
        (!outputs.is_empty()).then_some(outputs)
    }

    /// `VALUES (1, 2)` has `column1` and `column2`.
    fn values(&mut self) -> Option<Vec<QueryOutput>> {
        let (start, end) = self.skip_group().ok()?;
        (self.position, self.end) = (start, end);
        let mut outputs = Vec::new();
        while !self.at_end() {
            let expr = self.expr_until(|c| c.is_kind(TokenKind::Comma)).ok()?;
            self.bump();
            let name = format!("column{}", outputs.len() + 1);
            outputs.push(QueryOutput::Named { name, column: None, cast: None, expr });
        }
        Some(outputs)
    }

    /// Behind a dot or `AS`: a name, whatever the word.
    fn is_name_part(&self) -> bool {
        let before = self.position.checked_sub(1).and_then(|i| self.tokens.get(i));
        before.is_some_and(|&t| t.kind == TokenKind::Dot || self.text_of(t).eq_ignore_ascii_case("as"))
    }

    fn is_distinct_from(&self, start: usize) -> bool {
        let before = self.position.checked_sub(1).filter(|&i| i > start).and_then(|i| self.tokens.get(i));
        self.is("from") && before.is_some_and(|&t| self.text_of(t).eq_ignore_ascii_case("distinct"))
    }

    fn output(&mut self, first: usize, last: usize) -> Option<QueryOutput> {
        if first == last {
            return None;
        }
        if self.is_operator_at(last - 1, "*") {
            return self.wildcard(first, last);
        }
        let (alias, end) = match self.alias(first, last) {
            Some((alias, end)) => (Some(alias), end),
            None => (None, last),
        };
        let name = match alias {
            Some(alias) => alias,
            None => self.expression_name(first, end, MAX_DEPTH)?.text,
        };
        let (column, cast) = self.plain_column(first, end);
        Some(QueryOutput::Named { name, column, cast, expr: self.expr_between(first, end) })
    }

    fn is_operator_at(&self, at: usize, operator: &str) -> bool {
        self.tokens.get(at).is_some_and(|&t| t.kind == TokenKind::Operator && self.text_of(t) == operator)
    }

    fn wildcard(&self, first: usize, last: usize) -> Option<QueryOutput> {
        if last - first == 1 {
            return Some(QueryOutput::Wildcard(None));
        }
        // `t.*`, `s.t.*`; `(row).*` has the columns of a type.
        let name = self.tokens.get(last.checked_sub(3)?).and_then(|&t| self.ident_of(t))?;
        let dotted = self.tokens.get(last - 2).is_some_and(|t| t.kind == TokenKind::Dot);
        let alone = (last - first) % 2 == 1
            && self
                .tokens
                .get(first..last - 1)?
                .iter()
                .enumerate()
                .all(|(i, &t)| if i % 2 == 1 { t.kind == TokenKind::Dot } else { self.ident_of(t).is_some() })
            || (last - first) == 3;
        (dotted && alone).then_some(QueryOutput::Wildcard(Some(name)))
    }

    /// `expr AS name`, `expr name`: the name, and where the expression ends.
    fn alias(&self, first: usize, last: usize) -> Option<(String, usize)> {
        let token = *self.tokens.get(last.checked_sub(1).filter(|&i| i > first)?)?;
        let name = self.ident_of(token)?.name;
        let before = *self.tokens.get(last - 2)?;
        let text = self.text_of(before);
        if before.kind == TokenKind::Word && text.eq_ignore_ascii_case("as") {
            return Some((name, last - 2));
        }
        let word = self.text_of(token);
        if token.kind == TokenKind::Word && (is_inner(word) || keyword::is_reserved(word)) {
            return None;
        }
        let operand = match before.kind {
            TokenKind::RightParen | TokenKind::RightBracket | TokenKind::Number | TokenKind::QuotedIdentifier => true,
            TokenKind::Word => text.eq_ignore_ascii_case("end") || is_column_word(text),
            kind => kind.is_string() || kind == TokenKind::Parameter,
        };
        operand.then_some((name, last - 1))
    }

    /// A column, perhaps in parentheses, perhaps cast; or the cast of something else.
    fn plain_column(&mut self, first: usize, last: usize) -> (Option<ObjectName>, Option<TypeName>) {
        let (first, last) = self.without_parens(first, last);
        if self.has_operator(first, last) {
            return (None, None);
        }
        let (end, cast) = self.without_casts(first, last);
        let (first, end) = self.without_parens(first, end);
        (self.column_name(first, end), cast)
    }

    fn column_name(&self, first: usize, last: usize) -> Option<ObjectName> {
        let tokens = self.tokens.get(first..last)?;
        if tokens.len() % 2 == 0 {
            return None;
        }
        let mut parts: Vec<Ident> = Vec::new();
        for (i, &token) in tokens.iter().enumerate() {
            if i % 2 == 1 {
                if token.kind != TokenKind::Dot {
                    return None;
                }
                continue;
            }
            if i == 0 && token.kind == TokenKind::Word && !is_column_word(self.text_of(token)) {
                return None;
            }
            parts.push(self.ident_of(token)?);
        }
        Some(ObjectName { parts, span: self.span_between(first, last) })
    }

    /// The tokens inside parentheses that hold all of them.
    fn without_parens(&mut self, mut first: usize, mut last: usize) -> (usize, usize) {
        let mut closings = Vec::new();
        let mut opened = Vec::new();
        // One pass finds every pair that begins at the front.
        let mut at = first;
        while self.tokens.get(at).is_some_and(|t| at < last && t.kind == TokenKind::LeftParen) {
            closings.push(None);
            at += 1;
        }
        if closings.is_empty() {
            return (first, last);
        }
        for at in first..last {
            self.steps += 1;
            match self.tokens.get(at).map(|t| t.kind) {
                Some(TokenKind::LeftParen | TokenKind::LeftBracket) => opened.push(at),
                Some(TokenKind::RightParen | TokenKind::RightBracket) => {
                    let open = opened.pop();
                    if let Some(slot) = open.and_then(|open| closings.get_mut(open - first)) {
                        *slot = Some(at);
                    }
                }
                _ => {}
            }
        }
        for close in closings {
            if close != Some(last - 1) || last - first <= 2 {
                break;
            }
            first += 1;
            last -= 1;
        }
        (first, last)
    }

    /// Whether an operator or a word that works like one stands outside parentheses.
    fn has_operator(&mut self, first: usize, last: usize) -> bool {
        self.at_depth_0(first, last, |c, at| {
            let Some(&token) = c.tokens.get(at) else { return false };
            let behind_dot = at > first && c.tokens.get(at - 1).is_some_and(|t| t.kind == TokenKind::Dot);
            match token.kind {
                TokenKind::Operator => true,
                TokenKind::Word if !behind_dot => {
                    let word = c.text_of(token);
                    [
                        "and", "or", "not", "is", "in", "like", "ilike", "similar", "between", "isnull", "notnull",
                        "overlaps",
                    ]
                    .any(|w| word.eq_ignore_ascii_case(w))
                }
                _ => false,
            }
        })
        .is_some()
    }

    /// The first token outside parentheses and `CASE … END` for which `holds` holds.
    fn at_depth_0(&mut self, first: usize, last: usize, holds: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let mut depth = 0_u32;
        for at in first..last {
            self.steps += 1;
            let token = *self.tokens.get(at)?;
            let word = if token.kind == TokenKind::Word { self.text_of(token) } else { "" };
            let opens = matches!(token.kind, TokenKind::LeftParen | TokenKind::LeftBracket);
            let closes = matches!(token.kind, TokenKind::RightParen | TokenKind::RightBracket);
            if depth == 0 && holds(self, at) {
                return Some(at);
            }
            if opens || word.eq_ignore_ascii_case("case") {
                depth += 1;
            } else if closes || word.eq_ignore_ascii_case("end") {
                depth = depth.saturating_sub(1);
            }
        }
        None
    }

    /// `x::a::b`: where `x` ends, and the type `b`.
    fn without_casts(&mut self, first: usize, last: usize) -> (usize, Option<TypeName>) {
        let kind_is = |c: &Self, at: usize| c.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Cast);
        let Some(cast) = self.at_depth_0(first, last, kind_is) else { return (last, None) };
        let outer = (self.position, self.end);
        self.position = cast;
        self.end = last;
        let mut found = None;
        while self.eat_kind(TokenKind::Cast) {
            match self.data_type() {
                Ok(data_type) => found = Some(data_type),
                Err(_) => break,
            }
        }
        let whole = self.at_end();
        (self.position, self.end) = outer;
        if whole { (cast, found) } else { (last, None) }
    }

    /// What PostgreSQL calls the column (`FigureColname` in `parse_target.c`); `None` where that cannot be told.
    fn expression_name(&mut self, first: usize, last: usize, depth: u32) -> Option<Name> {
        let depth = depth.checked_sub(1)?;
        let (first, last) = self.without_parens(first, last);
        let unnamed = Some(Name { text: "?column?".to_owned(), own: false });
        // A query in parentheses is called what its own column is called.
        let query =
            |c: &Self| c.tokens.get(first).is_some_and(|&t| QUERIES.any(|q| c.text_of(t).eq_ignore_ascii_case(q)));
        if first >= last || query(self) {
            return None;
        }
        if self.has_operator(first, last) {
            return unnamed;
        }
        let word_is = |c: &Self, at: usize, word: &str| {
            c.tokens.get(at).is_some_and(|&t| t.kind == TokenKind::Word && c.text_of(t).eq_ignore_ascii_case(word))
        };
        if self.at_depth_0(first, last, |c, at| word_is(c, at, "at")).is_some() {
            return Some(Name { text: "timezone".to_owned(), own: true });
        }
        if let Some(collate) = self.at_depth_0(first, last, |c, at| at > first && word_is(c, at, "collate")) {
            return self.expression_name(first, collate, depth);
        }
        let (end, cast) = self.without_casts(first, last);
        if let Some(cast) = cast {
            let inner = self.expression_name(first, end, depth)?;
            return Some(if inner.own { inner } else { Name { text: internal_type_name(&cast), own: false } });
        }
        if let Some(column) = self.column_name(first, last) {
            return Some(Name { text: column.name().to_owned(), own: true });
        }
        let token = *self.tokens.get(first)?;
        if last - first == 1 {
            return self.single_name(token);
        }
        if word_is(self, first, "case") {
            return self.case_name(first, last, depth);
        }
        if token.kind == TokenKind::Word && self.tokens.get(last - 1)?.kind.is_string() && last - first == 2 {
            // `date '2020-01-01'`
            let text = internal_name(&self.text_of(token).to_ascii_lowercase()).to_owned();
            return Some(Name { text, own: false });
        }
        self.call_name(first, last, depth)
    }

    fn single_name(&self, token: super::super::token::Token) -> Option<Name> {
        let text = match token.kind {
            TokenKind::Word => match self.text_of(token).to_ascii_lowercase().as_str() {
                "null" => "?column?",
                // A boolean is the text cast to `bool`.
                "true" | "false" => "bool",
                keyword
                    if keyword.starts_with("current_") || keyword.starts_with("local") || keyword.ends_with("user") =>
                {
                    return Some(Name { text: keyword.to_owned(), own: true });
                }
                _ => return None,
            },
            _ => "?column?",
        };
        Some(Name { text: text.to_owned(), own: false })
    }

    /// `CASE … ELSE x END` is called what `x` is called, if `x` has a name of its own.
    fn case_name(&mut self, first: usize, last: usize, depth: u32) -> Option<Name> {
        let is = |c: &Self, at: usize, word: &str| {
            c.tokens.get(at).is_some_and(|&t| t.kind == TokenKind::Word && c.text_of(t).eq_ignore_ascii_case(word))
        };
        if !is(self, last - 1, "end") {
            return None;
        }
        let otherwise = self.at_depth_0(first + 1, last - 1, |c, at| is(c, at, "else"));
        let inner = match otherwise {
            Some(at) => self.expression_name(at + 1, last - 1, depth)?,
            None => Name { text: String::new(), own: false },
        };
        Some(if inner.own { inner } else { Name { text: "case".to_owned(), own: false } })
    }

    /// `a.f(…) FILTER (…) OVER (…)`, `CAST(x AS t)`, `ARRAY[…]`, `EXISTS (…)`, `x[1]`.
    fn call_name(&mut self, first: usize, last: usize, depth: u32) -> Option<Name> {
        let mut at = first;
        while self.tokens.get(at + 1).is_some_and(|t| t.kind == TokenKind::Dot) {
            at += 2;
        }
        let token = *self.tokens.get(at).filter(|_| at + 1 < last)?;
        let name = self.ident_of(token)?.name;
        let own = |text: &str| Some(Name { text: text.to_owned(), own: true });
        match self.tokens.get(at + 1)?.kind {
            TokenKind::LeftParen if token.kind == TokenKind::Word && at == first => match name.as_str() {
                "cast" => {
                    let close = self.closing_within(at + 1, last)?;
                    let as_at = self.at_depth_0(at + 2, close, |c, i| {
                        c.tokens.get(i).is_some_and(|&t| c.text_of(t).eq_ignore_ascii_case("as"))
                    })?;
                    let inner = self.expression_name(at + 2, as_at, depth)?;
                    if inner.own {
                        return Some(inner);
                    }
                    let outer = (self.position, self.end);
                    (self.position, self.end) = (as_at + 1, close);
                    let data_type = self.data_type().ok();
                    (self.position, self.end) = outer;
                    data_type.map(|t| Name { text: internal_type_name(&t), own: false })
                }
                "trim" => {
                    let side = self.tokens.get(at + 2).map(|&t| self.text_of(t).to_ascii_lowercase());
                    own(match side.as_deref() {
                        Some("leading") => "ltrim",
                        Some("trailing") => "rtrim",
                        _ => "btrim",
                    })
                }
                "xmlelement" | "xmlforest" | "xmlparse" | "xmlserialize" | "treat" | "grouping" | "any" | "all"
                | "select" => None,
                _ => own(&name),
            },
            TokenKind::LeftParen | TokenKind::LeftBracket => own(&name),
            _ => None,
        }
    }

    fn closing_within(&mut self, open: usize, end: usize) -> Option<usize> {
        let outer = std::mem::replace(&mut self.end, end);
        let close = self.closing(open);
        self.end = outer;
        close
    }
}

fn is_inner(word: &str) -> bool {
    INNER.any(|inner| word.eq_ignore_ascii_case(inner))
}

/// A word that may be a column.
fn is_column_word(word: &str) -> bool {
    !keyword::is_reserved(word) && !is_inner(word)
}

/// The name of a type in the catalog: `integer` is `int4`.
fn internal_type_name(data_type: &TypeName) -> String {
    internal_name(data_type.name.name()).to_owned()
}

fn internal_name(name: &str) -> &str {
    match name {
        "int" | "integer" => "int4",
        "bigint" => "int8",
        "smallint" => "int2",
        "real" => "float4",
        "double precision" | "float" => "float8",
        "boolean" => "bool",
        "decimal" | "dec" => "numeric",
        "character varying" | "char varying" => "varchar",
        "character" | "char" | "nchar" => "bpchar",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        "time with time zone" => "timetz",
        "time without time zone" => "time",
        "bit varying" => "varbit",
        interval if interval.starts_with("interval") => "interval",
        other => other,
    }
}
