//! What stands between operators: constants, columns, calls, `CASE`, `ARRAY`, and the calls with words in them.

use super::super::node::{self, Node};
use super::super::token::Token;
use super::super::types;
use super::{MAXIMUM_DEPTH, MEMBERSHIP, Parser, Tree, grow};
use crate::list::{IteratorExt, SliceExt, VecExt};

impl Parser<'_> {
    pub(super) fn primary(&mut self, depth: u32) -> Option<Tree> {
        let word = match self.peek()? {
            Token::Word(word) => word.clone(),
            Token::Quoted(_) => return self.column_or_call(depth),
            Token::Mark('(') => {
                self.at += 1;
                return self.parenthesised(depth);
            }
            _ => {
                let leaf = match self.take()? {
                    Token::String(text) => Node::String(text.into_owned()),
                    Token::Number(number) => Node::Number(number.into_owned()),
                    Token::Bits(bits) => Node::Word(bits.into_owned()),
                    Token::Parameter(number) => Node::Word(format!("${number}")),
                    _ => return None,
                };
                return Some((leaf, 1));
            }
        };
        match &*word {
            "true" | "false" => {
                self.at += 1;
                Some((Node::Boolean(word == "true"), 1))
            }
            "null" | "default" | "current_timestamp" | "current_date" | "current_time" | "localtime"
            | "localtimestamp" | "current_user" | "session_user" | "user" | "current_role" | "current_catalog"
            | "current_schema" => {
                self.at += 1;
                let mut text = self.one_name(word.into_owned());
                if self.accept('(') {
                    while let Some(token) = self.take() {
                        match token {
                            Token::Number(precision) => text.push_str(&format!("({precision})")),
                            Token::Mark(')') => return Some((Node::Word(text), 1)),
                            _ => return None,
                        }
                    }
                    return None;
                }
                Some((Node::Word(text), 1))
            }
            #[cfg(feature = "queries")]
            "exists" if self.queries && self.peek_at(1) == Some(&Token::Mark('(')) => {
                self.at += 2;
                let (query, height) = self.query(depth)?;
                self.expect(')')?;
                Some((Node::Call("exists".into(), vec![query]), grow(&[height])?))
            }
            // Queries inside expressions are compared as text; no operand starts with any other of these words.
            "select" | "with" | "values" | "exists" | "table" | "and" | "or" | "in" | "is" | "then" | "when"
            | "else" | "end" | "from" | "as" | "where" | "on" | "using" | "order" | "group" | "having" | "limit"
            | "union" | "distinct" | "all" | "any" | "some" | "like" | "between" => None,
            "case" => self.case(depth),
            #[cfg(feature = "queries")]
            "array" if self.queries && self.peek_at(1) == Some(&Token::Mark('(')) => {
                self.at += 2;
                let (query, height) = self.query(depth)?;
                self.expect(')')?;
                Some((Node::Call("array".into(), vec![query]), grow(&[height])?))
            }
            "array" if self.peek_at(1) == Some(&Token::Mark('[')) => {
                self.at += 1;
                self.array(depth)
            }
            "row" if self.peek_at(1) == Some(&Token::Mark('(')) => {
                self.at += 2;
                let (values, height) = self.list(')', depth)?;
                Some((Node::Row(values), grow(&[height])?))
            }
            "cast" if self.peek_at(1) == Some(&Token::Mark('(')) => {
                self.at += 2;
                let (operand, height) = self.expression(0, depth + 1)?;
                self.expect_word("as")?;
                let name = types::read(self)?;
                self.expect(')')?;
                Some((node::cast(operand, name), grow(&[height])?))
            }
            _ => match self.typed_constant(&word) {
                Some(constant) => Some((constant, 1)),
                None => self.column_or_call(depth),
            },
        }
    }

    /// `date '2020-01-01'`, `timestamp with time zone '…'`, `interval '1' day`. Leaves the place as it was where it is none.
    fn typed_constant(&mut self, word: &str) -> Option<Node> {
        let start = self.at;
        let several = matches!(word, "timestamp" | "time" | "double" | "character" | "bit");
        if !several && !matches!(self.peek_at(1), Some(Token::String(_))) {
            return None;
        }
        let read = types::read(self);
        if let (Some(name), Some(Token::String(text))) = (read, self.peek().cloned()) {
            self.at += 1;
            let mut text = text.into_owned();
            if name == "interval" {
                text.push_str(&types::interval_fields(self));
            }
            return Some(node::cast(Node::String(text), name));
        }
        self.at = start;
        None
    }

    /// Functions with two names, and the one that is kept.
    fn synonyms(&self) -> &'static [(&'static str, &'static str)] {
        match () {
            () if !self.system.is_mysql() => &[],
            #[cfg(feature = "queries")]
            () if self.queries => super::super::query::SYNONYMS,
            () => super::TIMES,
        }
    }

    /// The name that is kept of a function with several.
    fn one_name(&self, name: String) -> String {
        let kept = self.synonyms().find(|(other, _)| *other == name);
        kept.map_or(name, |(_, kept)| (*kept).to_owned())
    }

    /// Behind `(`: a parenthesised expression or a row.
    fn parenthesised(&mut self, depth: u32) -> Option<Tree> {
        let first = self.expression_or_query(depth)?;
        if self.accept(')') {
            return Some(first);
        }
        self.expect(',')?;
        let (rest, height) = self.list(')', depth)?;
        let values = std::iter::once(first.0).chain(rest).collect_vec();
        Some((Node::Row(values), grow(&[first.1, height])?))
    }

    /// `[a, b, [c]]`, the bracket being next.
    fn array(&mut self, depth: u32) -> Option<Tree> {
        if depth > MAXIMUM_DEPTH {
            return None;
        }
        self.expect('[')?;
        let (mut values, mut highest) = (Vec::new(), 0);
        if self.accept(']') {
            return Some((Node::Array(values), 1));
        }
        loop {
            let (value, height) = match self.peek() {
                Some(Token::Mark('[')) => self.array(depth + 1)?,
                _ => self.expression(0, depth + 1)?,
            };
            values.push(value);
            highest = highest.max(height);
            if self.accept(']') {
                return Some((Node::Array(values), grow(&[highest])?));
            }
            self.expect(',')?;
        }
    }

    fn case(&mut self, depth: u32) -> Option<Tree> {
        self.expect_word("case")?;
        let (mut parts, mut highest) = (Vec::new(), 0);
        if self.word() != Some("when") {
            let (subject, height) = self.expression(0, depth + 1)?;
            parts.push(("of", subject));
            highest = height;
        }
        loop {
            let keyword = match self.word()? {
                "when" => "when",
                "then" => "then",
                "else" => "else",
                "end" => {
                    self.at += 1;
                    // Where nothing applies the value is null anyway.
                    if matches!(parts.last(), Some(("else", Node::Word(word))) if word == "null") {
                        parts.pop();
                    }
                    return Some((Node::Case(parts), grow(&[highest])?));
                }
                _ => return None,
            };
            self.at += 1;
            let (part, height) = self.expression(0, depth + 1)?;
            parts.push((keyword, part));
            highest = highest.max(height);
        }
    }

    fn column_or_call(&mut self, depth: u32) -> Option<Tree> {
        let mut parts = self.name()?;
        let name = parts.pop()?;
        if self.peek() != Some(&Token::Mark('(')) {
            // A check sees one table: its name in front of a column says nothing. A trigger's NEW and OLD do.
            let column = Node::Column(name);
            #[cfg(feature = "queries")]
            if let Some(table) = parts.pop_if(|_| self.queries) {
                return Some((
                    Node::Operator(super::super::query::OF_TABLE.into(), vec![Node::Word(table), column]),
                    2,
                ));
            }
            let row = parts.pop().filter(|row| matches!(row.as_str(), "new" | "old" | "excluded"));
            return Some(match row {
                Some(row) => (Node::Operator(".".into(), vec![Node::Word(row), column]), 2),
                None => (column, 1),
            });
        }
        self.at += 1;
        let namespace = parts.pop().filter(|n| !matches!(n.as_str(), "pg_catalog" | "public"));
        if namespace.is_none() {
            match name.as_str() {
                "extract" => return self.extract(depth),
                "trim" => return self.trim(depth),
                "substring" => return self.substring(depth),
                "position" => return self.position(depth),
                "overlay" | "normalize" | "xmlelement" | "xmlforest" | "json_object" | "json_array" => return None,
                _ => {}
            }
        }
        if let (Some(Token::Operator(star)), Some(Token::Mark(')'))) = (self.peek(), self.peek_at(1))
            && star == "*"
        {
            self.at += 2;
            return Some((Node::Call(name, vec![Node::Word("*".into())]), 2));
        }
        #[cfg(feature = "queries")]
        if self.queries {
            return self.aggregate(name, depth);
        }
        let (mut arguments, height) = self.list(')', depth)?;
        if matches!(self.word(), Some("over" | "filter" | "within")) {
            return None;
        }
        if matches!(name.as_str(), "nextval" | "currval" | "setval")
            && let Some(first @ Node::String(_)) = arguments.first_mut()
        {
            *first = node::cast(first.clone(), "regclass".into());
        }
        let name = match name.as_str() {
            // date_part('year', x), as older versions print EXTRACT
            "date_part" => "extract".to_owned(),
            _ => namespace.map_or_else(|| name.clone(), |n| format!("{n}.{name}")),
        };
        Some((self.call(name, arguments), grow(&[height])?))
    }

    /// `NOW(3)` is the word `CURRENT_TIMESTAMP(3)`.
    fn call(&self, name: String, arguments: Vec<Node>) -> Node {
        let name = self.one_name(name);
        match (name.as_str(), &arguments[..]) {
            ("current_timestamp" | "current_date" | "current_time", []) => Node::Word(name),
            ("current_timestamp" | "current_time", [Node::Number(precision)]) => {
                Node::Word(format!("{name}({precision})"))
            }
            _ => Node::Call(name, arguments),
        }
    }

    /// `name(DISTINCT a, b ORDER BY c) FILTER (WHERE d) OVER (PARTITION BY e ORDER BY f)`, behind the parenthesis.
    #[cfg(feature = "queries")]
    fn aggregate(&mut self, name: String, depth: u32) -> Option<Tree> {
        use super::super::query::ordering;
        let mut parts = Vec::new();
        let mut highest = 0;
        if self.accept_word("distinct") {
            parts.push(Node::Word("distinct".into()));
        }
        if !self.accept(')') {
            loop {
                let (argument, height) = self.expression_or_query(depth)?;
                parts.push(argument);
                highest = highest.max(height);
                if !self.accept(',') {
                    break;
                }
            }
            let order = ordering(self, depth + 1)?;
            if !order.is_empty() {
                parts.push(Node::Call("order".into(), order));
            }
            if self.accept_word("separator") {
                parts.push(Node::Call("separator".into(), vec![self.primary(depth + 1)?.0]));
            }
            self.expect(')')?;
        }
        // MySQL prints count(*) so.
        if name == "count" && parts == [Node::Number("0".into())] {
            parts = vec![Node::Word("*".into())];
        }
        let name = if name == "date_part" { "extract".to_owned() } else { name };
        let mut call = self.call(name, parts);
        if self.accept_word("within") {
            self.expect_word("group")?;
            self.expect('(')?;
            let order = ordering(self, depth + 1)?;
            self.expect(')')?;
            call = Node::Call("within".into(), vec![call, Node::Call("order".into(), order)]);
        }
        if self.accept_word("filter") {
            self.expect('(')?;
            self.expect_word("where")?;
            let (condition, _) = self.expression(0, depth + 1)?;
            self.expect(')')?;
            call = Node::Call("filter".into(), vec![call, condition]);
        }
        if self.accept_word("over") {
            self.expect('(')?;
            let mut window = vec![call];
            if self.accept_word("partition") {
                self.expect_word("by")?;
                let mut keys = Vec::new();
                loop {
                    keys.push(self.expression(0, depth + 1)?.0);
                    if !self.accept(',') {
                        break;
                    }
                }
                window.push(Node::Call("partition".into(), keys));
            }
            let order = ordering(self, depth + 1)?;
            window.push(Node::Call("order".into(), order));
            // A frame is compared word by word.
            while let Some(Token::Word(word) | Token::Number(word)) = self.peek() {
                window.push(Node::Word(word.clone().into_owned()));
                self.at += 1;
            }
            self.expect(')')?;
            call = Node::Call("over".into(), window);
        }
        Some((call, grow(&[highest, 8])?))
    }

    /// `EXTRACT (year FROM x)`.
    fn extract(&mut self, depth: u32) -> Option<Tree> {
        let (Token::Word(field) | Token::Quoted(field) | Token::String(field)) = self.take()? else { return None };
        self.expect_word("from")?;
        let (operand, height) = self.expression(0, depth + 1)?;
        self.expect(')')?;
        Some((Node::Call("extract".into(), vec![Node::String(field.into_owned()), operand]), grow(&[height])?))
    }

    /// `TRIM ([LEADING | TRAILING | BOTH] [characters] FROM x)`, `trim(x, characters)`.
    fn trim(&mut self, depth: u32) -> Option<Tree> {
        let name = match self.word() {
            Some("leading") => "ltrim",
            Some("trailing") => "rtrim",
            _ => "btrim",
        };
        if matches!(self.word(), Some("leading" | "trailing" | "both")) {
            self.at += 1;
        }
        if self.accept_word("from") {
            let (arguments, height) = self.list(')', depth)?;
            return Some((Node::Call(name.into(), arguments), grow(&[height])?));
        }
        let (first, height) = self.expression(0, depth + 1)?;
        let (mut arguments, mut highest) = (vec![first], height);
        if self.accept_word("from") {
            let (rest, height) = self.list(')', depth)?;
            arguments.splice(0..0, rest);
            highest = highest.max(height);
        } else if self.accept(',') {
            let (rest, height) = self.list(')', depth)?;
            arguments.push_all(rest);
            highest = highest.max(height);
        } else {
            self.expect(')')?;
        }
        Some((Node::Call(name.into(), arguments), grow(&[highest])?))
    }

    /// `SUBSTRING (x FROM a [FOR b])`, `substring(x, a, b)`.
    fn substring(&mut self, depth: u32) -> Option<Tree> {
        let (first, mut highest) = self.expression(0, depth + 1)?;
        let mut arguments = vec![first];
        loop {
            if self.accept(')') {
                return Some((Node::Call("substring".into(), arguments), grow(&[highest])?));
            }
            let separated =
                self.accept(',') || self.accept_word("from") || (arguments.len() == 2 && self.accept_word("for"));
            separated.then_some(())?;
            let (argument, height) = self.expression(0, depth + 1)?;
            arguments.push(argument);
            highest = highest.max(height);
        }
    }

    /// `POSITION (a IN b)` is `position(b, a)`.
    fn position(&mut self, depth: u32) -> Option<Tree> {
        let (needle, height) = self.expression(MEMBERSHIP, depth + 1)?;
        let swapped = self.accept_word("in");
        if !swapped {
            self.expect(',')?;
        }
        let (other, second) = self.expression(MEMBERSHIP, depth + 1)?;
        self.expect(')')?;
        let arguments = if swapped { vec![other, needle] } else { vec![needle, other] };
        Some((Node::Call("position".into(), arguments), grow(&[height, second])?))
    }
}
