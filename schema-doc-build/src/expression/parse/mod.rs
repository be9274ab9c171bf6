//! Tokens → the canonical tree, by precedence (PostgreSQL 18, Lexical Structure, Operator Precedence).

mod primary;

use super::node::{self, Node};
use super::token::{Token, tokens};
use super::types;
use crate::model::System;

/// How deep parentheses may nest and how high a tree may grow: beyond, nothing is decided.
const MAXIMUM_DEPTH: u32 = 120;
const MAXIMUM_HEIGHT: u32 = 300;
/// How many nodes may be copied where a form names its subject twice (`BETWEEN`).
const MAXIMUM_COPIES: usize = 10_000;

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const IS: u8 = 4;
const COMPARISON: u8 = 5;
const MEMBERSHIP: u8 = 6;
const OTHER: u8 = 7;
const SUM: u8 = 8;
const PRODUCT: u8 = 9;
const POWER: u8 = 10;
const ZONE: u8 = 11;
const COLLATE: u8 = 12;
const SIGN: u8 = 13;
const SUBSCRIPT: u8 = 14;

/// The canonical tree of an expression; `None` where it holds what is not understood (a subquery, for one) or is too deep.
pub(super) fn parse(system: System, text: &str) -> Option<Node> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        copies: 0,
        #[cfg(feature = "queries")]
        queries: false,
        system,
    };
    let (node, _) = parser.expression(0, 0)?;
    (parser.at == parser.tokens.len()).then_some(node)
}

/// MySQL's names of the time, of which its catalogs keep one.
const TIMES: &[(&str, &str)] = &[
    ("now", "current_timestamp"),
    ("localtime", "current_timestamp"),
    ("localtimestamp", "current_timestamp"),
    ("curdate", "current_date"),
    ("curtime", "current_time"),
];

/// A tree and its height.
pub(super) type Tree = (Node, u32);

pub(super) struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    copies: usize,
    /// Queries are understood, and columns keep the names of their tables.
    #[cfg(feature = "queries")]
    queries: bool,
    system: System,
}

pub(super) fn grow(heights: &[u32]) -> Option<u32> {
    let height = heights.iter().max().copied().unwrap_or_default() + 1;
    (height <= MAXIMUM_HEIGHT).then_some(height)
}

/// One level further inside.
#[cfg(feature = "queries")]
pub(super) fn deeper(depth: u32) -> Option<u32> {
    (depth < MAXIMUM_DEPTH).then_some(depth + 1)
}

impl<'a> Parser<'a> {
    /// For the query of a view.
    #[cfg(feature = "queries")]
    pub(super) fn of_queries(system: System, text: &'a str) -> Option<Self> {
        Some(Self { tokens: tokens(text)?, at: 0, copies: 0, queries: true, system })
    }

    /// Whether the next word behind opening parentheses begins a query.
    #[cfg(feature = "queries")]
    pub(super) fn is_query_ahead(&self) -> bool {
        let mut ahead =
            self.tokens.get(self.at..).into_iter().flatten().skip_while(|token| **token == Token::Mark('('));
        matches!(ahead.next(), Some(Token::Word(word)) if matches!(&**word, "select" | "with" | "values"))
    }

    pub(super) fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<&Token<'a>> {
        self.tokens.get(self.at + ahead)
    }

    /// The next token where it is a word that is not quoted.
    pub(super) fn word(&self) -> Option<&str> {
        self.word_at(0)
    }

    pub(super) fn word_at(&self, ahead: usize) -> Option<&str> {
        match self.peek_at(ahead) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    pub(super) fn take(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    pub(super) fn accept(&mut self, mark: char) -> bool {
        let found = self.peek() == Some(&Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, mark: char) -> Option<()> {
        self.accept(mark).then_some(())
    }

    pub(super) fn accept_word(&mut self, word: &str) -> bool {
        let found = self.word() == Some(word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Option<()> {
        self.accept_word(word).then_some(())
    }

    /// An expression whose operators bind tighter than `minimum`.
    pub(super) fn expression(&mut self, minimum: u8, depth: u32) -> Option<Tree> {
        if depth > MAXIMUM_DEPTH {
            return None;
        }
        let mut left = self.prefixed(depth)?;
        loop {
            match self.infix(left, minimum, depth)? {
                Step::More(tree) => left = tree,
                Step::Done(tree) => return Some(tree),
            }
        }
    }

    fn prefixed(&mut self, depth: u32) -> Option<Tree> {
        if self.accept_word("not") {
            let (operand, height) = self.expression(NOT - 1, depth + 1)?;
            return Some((node::not(operand), grow(&[height])?));
        }
        if self.accept_word("variadic") {
            return self.expression(0, depth + 1);
        }
        if let Some(Token::Operator(name)) = self.peek() {
            let name = name.clone();
            self.at += 1;
            let binding = if matches!(&*name, "-" | "+") { SIGN } else { OTHER };
            let (operand, height) = self.expression(binding, depth + 1)?;
            return Some((node::prefix(name.into_owned(), operand), grow(&[height])?));
        }
        self.primary(depth)
    }

    /// One operator behind what was read, or the end of it.
    fn infix(&mut self, left: Tree, minimum: u8, depth: u32) -> Option<Step> {
        let Some(token) = self.peek().cloned() else { return Some(Step::Done(left)) };
        let tree = match token {
            Token::Mark('c') => {
                self.at += 1;
                let name = types::read(self)?;
                (node::cast(left.0, name), grow(&[left.1])?)
            }
            Token::Mark('[') if minimum < SUBSCRIPT => self.subscript(left, depth)?,
            // (composite).field, f(x).field
            Token::Mark('.') => {
                self.at += 1;
                let (Token::Word(name) | Token::Quoted(name)) = self.take()? else { return None };
                (Node::Operator(".".into(), vec![left.0, Node::Column(name.into_owned())]), grow(&[left.1])?)
            }
            Token::Operator(name) => {
                let binding = binding(&name);
                if binding <= minimum {
                    return Some(Step::Done(left));
                }
                self.at += 1;
                self.operation(name.into_owned(), binding, left, depth)?
            }
            Token::Word(word) => return self.keyword(&word, left, minimum, depth),
            _ => return Some(Step::Done(left)),
        };
        Some(Step::More(tree))
    }

    /// `left name right`, or `left name ANY (right)`.
    fn operation(&mut self, name: String, binding: u8, left: Tree, depth: u32) -> Option<Tree> {
        let quantifier = match self.word() {
            Some("any" | "some") => Some("any"),
            Some("all") => Some("all"),
            _ => None,
        };
        if let Some(quantifier) = quantifier
            && self.peek_at(1) == Some(&Token::Mark('('))
        {
            self.at += 2;
            let right = self.expression_or_query(depth)?;
            self.expect(')')?;
            return Some((node::quantified(name, quantifier, left.0, right.0), grow(&[left.1, right.1])?));
        }
        let right = self.expression(binding, depth + 1)?;
        let height = grow(&[left.1, right.1])?;
        Some(match name.as_str() {
            // MySQL prints what it stands for.
            "->" | "->>" if self.system == System::MySql => {
                let found = Node::Call("json_extract".into(), vec![left.0, right.0]);
                let tree = if name == "->" { found } else { Node::Call("json_unquote".into(), vec![found]) };
                (tree, grow(&[height])?)
            }
            _ => (node::operator(name, left.0, right.0), height),
        })
    }

    /// A query, where one begins here and queries are understood.
    #[cfg(feature = "queries")]
    pub(super) fn query(&mut self, depth: u32) -> Option<Tree> {
        let begins = self.queries && matches!(self.word(), Some("select" | "with" | "values"));
        if begins { super::query::query(self, deeper(depth)?) } else { None }
    }

    /// Queries are compared as text.
    #[cfg(not(feature = "queries"))]
    #[allow(clippy::unused_self)]
    pub(super) fn query(&mut self, _: u32) -> Option<Tree> {
        None
    }

    fn expression_or_query(&mut self, depth: u32) -> Option<Tree> {
        match self.query(depth) {
            Some(query) => Some(query),
            None => self.expression(0, depth + 1),
        }
    }

    fn subscript(&mut self, left: Tree, depth: u32) -> Option<Tree> {
        self.expect('[')?;
        let mut parts = vec![left.0];
        let mut height = left.1;
        if self.peek() != Some(&Token::Mark(':')) {
            let (index, other) = self.expression(0, depth + 1)?;
            parts.push(index);
            height = height.max(other);
        }
        let slice = self.accept(':');
        if slice && self.peek() != Some(&Token::Mark(']')) {
            let (index, other) = self.expression(0, depth + 1)?;
            parts.push(index);
            height = height.max(other);
        }
        self.expect(']')?;
        Some((Node::Operator(if slice { "[:]" } else { "[]" }.into(), parts), grow(&[height])?))
    }

    /// An operator that is a word.
    fn keyword(&mut self, word: &str, left: Tree, minimum: u8, depth: u32) -> Option<Step> {
        match word {
            "or" => self.chain("or", OR, left, minimum, depth, node::or),
            "and" => self.chain("and", AND, left, minimum, depth, node::and),
            "is" => self.is(left, minimum, depth),
            "isnull" => self.postfix("is null", left, minimum),
            "notnull" => self.postfix("is not null", left, minimum),
            "in" | "between" | "like" | "ilike" | "similar" | "glob" | "regexp" | "rlike" => {
                self.membership(left, false, minimum, depth)
            }
            "not"
                if matches!(
                    self.word_at(1),
                    Some("in" | "between" | "like" | "ilike" | "similar" | "glob" | "regexp" | "rlike")
                ) =>
            {
                self.membership(left, true, minimum, depth)
            }
            "at" if self.word_at(1) == Some("time") => self.at_time_zone(left, minimum, depth),
            "collate" => self.collate(left, minimum),
            // a OPERATOR(pg_catalog.=) b
            "operator" if self.peek_at(1) == Some(&Token::Mark('(')) => self.named_operator(left, minimum, depth),
            _ => Some(Step::Done(left)),
        }
    }

    /// `a OR b OR c`: one node, however long.
    fn chain(
        &mut self,
        word: &str,
        binding: u8,
        left: Tree,
        minimum: u8,
        depth: u32,
        join: fn(Vec<Node>) -> Node,
    ) -> Option<Step> {
        if binding <= minimum {
            return Some(Step::Done(left));
        }
        let (mut operands, mut height) = (vec![left.0], left.1);
        while self.accept_word(word) {
            let (operand, other) = self.expression(binding, depth + 1)?;
            operands.push(operand);
            height = height.max(other);
        }
        Some(Step::More((join(operands), grow(&[height])?)))
    }

    fn postfix(&mut self, name: &str, left: Tree, minimum: u8) -> Option<Step> {
        if IS <= minimum {
            return Some(Step::Done(left));
        }
        self.at += 1;
        Some(Step::More((Node::Operator(name.into(), vec![left.0]), grow(&[left.1])?)))
    }

    /// `IS [NOT] NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM x | JSON …`.
    fn is(&mut self, left: Tree, minimum: u8, depth: u32) -> Option<Step> {
        if IS <= minimum {
            return Some(Step::Done(left));
        }
        self.at += 1;
        let negated = self.accept_word("not");
        let is_distinct = self.accept_word("distinct");
        if is_distinct {
            self.expect_word("from")?;
        }
        let what = match self.word() {
            Some(word @ ("null" | "true" | "false" | "unknown" | "document" | "normalized")) if !is_distinct => {
                word.to_owned()
            }
            // SQLite's `a IS b` is `a IS NOT DISTINCT FROM b` (SQLite, expressions, 5).
            _ => {
                let right = self.expression(IS, depth + 1)?;
                let height = grow(&[left.1, right.1])?;
                let distinct = node::operator("is distinct from".into(), left.0, right.0);
                let tree = if negated == is_distinct { Node::Not(Box::new(distinct)) } else { distinct };
                return Some(Step::More((tree, height)));
            }
        };
        self.at += 1;
        let name = if negated { format!("is not {what}") } else { format!("is {what}") };
        Some(Step::More((Node::Operator(name, vec![left.0]), grow(&[left.1])?)))
    }

    /// `[NOT] IN (…)`, `BETWEEN`, `LIKE`, `ILIKE`, `SIMILAR TO`.
    fn membership(&mut self, left: Tree, negated: bool, minimum: u8, depth: u32) -> Option<Step> {
        if MEMBERSHIP <= minimum {
            return Some(Step::Done(left));
        }
        self.at += usize::from(negated);
        let Some(Token::Word(word)) = self.take() else { return None };
        let tree = match &*word {
            "in" => {
                self.expect('(')?;
                if let Some((query, height)) = self.query(depth) {
                    self.expect(')')?;
                    let name = if negated { "not in" } else { "in" };
                    let tree = (Node::Operator(name.into(), vec![left.0, query]), grow(&[left.1, height])?);
                    return Some(Step::More(tree));
                }
                let (values, height) = self.list(')', depth)?;
                (!values.is_empty()).then_some(())?;
                (node::one_of(left.0, values, negated), grow(&[left.1, height])?)
            }
            "between" => self.between(left, negated, depth)?,
            // SQLite's, and MySQL's.
            "glob" | "regexp" | "rlike" => {
                let name = if &*word == "glob" { "glob" } else { "regexp" };
                let (tree, height) = self.operation(name.into(), MEMBERSHIP, left, depth)?;
                if negated { (node::not(tree), grow(&[height])?) } else { (tree, height) }
            }
            "similar" => {
                self.expect_word("to")?;
                let (pattern, height) = self.expression(MEMBERSHIP, depth + 1)?;
                let pattern = Node::Call("similar_to_escape".into(), vec![pattern]);
                (node::operator(if negated { "!~" } else { "~" }.into(), left.0, pattern), grow(&[left.1, height + 1])?)
            }
            _ => {
                let name = match (&*word, negated) {
                    ("like", false) => "~~",
                    ("like", true) => "!~~",
                    (_, false) => "~~*",
                    (_, true) => "!~~*",
                };
                let quantified = matches!(self.word(), Some("any" | "all" | "some"));
                let mut tree = self.operation(name.into(), MEMBERSHIP, left, depth)?;
                if !quantified && self.accept_word("escape") {
                    let (escape, _) = self.expression(MEMBERSHIP, depth + 1)?;
                    if let Node::Operator(_, operands) = &mut tree.0
                        && let Some(pattern) = operands.pop()
                    {
                        operands.push(Node::Call("like_escape".into(), vec![pattern, escape]));
                    }
                    tree.1 = grow(&[tree.1])?;
                }
                tree
            }
        };
        Some(Step::More(tree))
    }

    /// `x BETWEEN a AND b` as the two comparisons that PostgreSQL stores.
    fn between(&mut self, left: Tree, negated: bool, depth: u32) -> Option<Tree> {
        let symmetric = self.accept_word("symmetric");
        self.accept_word("asymmetric");
        let low = self.expression(MEMBERSHIP, depth + 1)?;
        self.expect_word("and")?;
        let high = self.expression(MEMBERSHIP, depth + 1)?;
        let height = grow(&[left.1 + 1, low.1 + 1, high.1 + 1])?;
        if symmetric {
            let name = if negated { "not between symmetric" } else { "between symmetric" };
            return Some((Node::Operator(name.into(), vec![left.0, low.0, high.0]), height));
        }
        self.copies += size(&left.0);
        if self.copies > MAXIMUM_COPIES {
            return None;
        }
        let subject = left.0.clone();
        let node = if negated {
            node::or(vec![node::operator("<".into(), left.0, low.0), node::operator(">".into(), subject, high.0)])
        } else {
            node::and(vec![node::operator(">=".into(), left.0, low.0), node::operator("<=".into(), subject, high.0)])
        };
        Some((node, height))
    }

    /// `x AT TIME ZONE z` is `timezone(z, x)`.
    fn at_time_zone(&mut self, left: Tree, minimum: u8, depth: u32) -> Option<Step> {
        if ZONE <= minimum {
            return Some(Step::Done(left));
        }
        self.at += 2;
        self.expect_word("zone")?;
        let zone = self.expression(ZONE, depth + 1)?;
        let height = grow(&[left.1, zone.1])?;
        Some(Step::More((Node::Call("timezone".into(), vec![zone.0, left.0]), height)))
    }

    fn collate(&mut self, left: Tree, minimum: u8) -> Option<Step> {
        if COLLATE <= minimum {
            return Some(Step::Done(left));
        }
        self.at += 1;
        let name = self.name()?.pop()?;
        Some(Step::More((node::operator("collate".into(), left.0, Node::Column(name)), grow(&[left.1])?)))
    }

    fn named_operator(&mut self, left: Tree, minimum: u8, depth: u32) -> Option<Step> {
        if OTHER <= minimum {
            return Some(Step::Done(left));
        }
        self.at += 2;
        while matches!(self.peek(), Some(Token::Word(_) | Token::Quoted(_))) {
            self.at += 1;
            self.expect('.')?;
        }
        let Some(Token::Operator(name)) = self.take() else { return None };
        self.expect(')')?;
        Some(Step::More(self.operation(name.into_owned(), OTHER, left, depth)?))
    }

    /// Expressions up to a closing mark, which is taken.
    pub(super) fn list(&mut self, close: char, depth: u32) -> Option<(Vec<Node>, u32)> {
        let mut values = Vec::new();
        let mut highest = 0;
        if self.accept(close) {
            return Some((values, highest));
        }
        loop {
            let (value, height) = self.expression(0, depth + 1)?;
            values.push(value);
            highest = highest.max(height);
            if self.accept(close) {
                return Some((values, highest));
            }
            self.expect(',')?;
        }
    }

    /// `a`, `a.b`, `"a".b`.
    pub(super) fn name(&mut self) -> Option<Vec<String>> {
        let mut parts = Vec::new();
        loop {
            match self.take()? {
                Token::Word(part) | Token::Quoted(part) => parts.push(part.into_owned()),
                _ => return None,
            }
            let next = matches!(self.peek_at(1), Some(Token::Word(_) | Token::Quoted(_)));
            if !(next && self.peek() == Some(&Token::Mark('.'))) {
                return Some(parts);
            }
            self.at += 1;
        }
    }
}

enum Step {
    /// An operator was read: there may be another.
    More(Tree),
    /// The expression ends here.
    Done(Tree),
}

fn binding(operator: &str) -> u8 {
    match operator {
        "<" | ">" | "=" | "<=" | ">=" | "<>" => COMPARISON,
        "+" | "-" => SUM,
        "*" | "/" | "%" => PRODUCT,
        "^" => POWER,
        _ => OTHER,
    }
}

/// How many nodes a tree has.
fn size(node: &Node) -> usize {
    1 + match node {
        Node::Call(_, list)
        | Node::Operator(_, list)
        | Node::And(list)
        | Node::Or(list)
        | Node::Array(list)
        | Node::Row(list) => list.iter().map(size).sum(),
        Node::Not(inner) | Node::Cast(inner, _) => size(inner),
        Node::In(subject, list) | Node::NotIn(subject, list) => size(subject) + list.iter().map(size).sum::<usize>(),
        Node::Quantified(_, _, left, right) => size(left) + size(right),
        Node::Case(parts) => parts.iter().map(|(_, part)| size(part)).sum(),
        _ => 0,
    }
}
