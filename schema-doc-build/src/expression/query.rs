//! Queries of views, as people write them and as a system prints them: `customer cu` is `public.customer AS cu`, `first_name` is
//! `cu.first_name`, `ORDER BY 2` is the second column.
//!
//! They are trees of the same kind as expressions: `select(items(…), from(…), where(…))`. A column keeps the name of its table here; where
//! one of two spellings leaves it out, they are the same, since a name without a table can stand for one column only.

use super::Equivalence;
use super::node::Node;
use super::parse::{Parser, Tree, deeper, grow};
use super::spelling;
use super::token::Token;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::System;
use crate::ordered::Set;

/// A column, behind the name of its table.
pub(super) const OF_TABLE: &str = "of";

/// Whether two queries ask the same; that of views which have the same names of columns.
pub(super) fn equivalent(system: System, a: &str, b: &str) -> Equivalence {
    let (Some(mut a), Some(mut b)) = (parse(system, a), parse(system, b)) else { return Equivalence::Undecided };
    if system == System::PostgreSql {
        spelling::align(&mut a, &mut b);
    }
    same_query(system, &a, &b)
}

fn parse(system: System, text: &str) -> Option<Node> {
    let mut parser = Parser::of_queries(system, text)?;
    let (node, _) = query(&mut parser, 0)?;
    parser.accept(';');
    parser.peek().is_none().then_some(node)
}

/// Functions that MySQL or MariaDB prints by another name than it was called.
pub(super) const SYNONYMS: &[(&str, &str)] = &[
    ("length", "octet_length"),
    ("char_length", "character_length"),
    ("substr", "substring"),
    ("mid", "substring"),
    ("ucase", "upper"),
    ("lcase", "lower"),
    ("ceil", "ceiling"),
    ("pow", "power"),
    ("now", "current_timestamp"),
    ("localtime", "current_timestamp"),
    ("localtimestamp", "current_timestamp"),
    ("curdate", "current_date"),
    ("curtime", "current_time"),
    ("std", "stddev"),
    ("stddev_pop", "stddev"),
    ("variance", "var_pop"),
    ("dayofmonth", "day"),
];

/// Words that end an item of a list, and so are no alias.
const CLAUSES: &[&str] = &[
    "from",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "offset",
    "fetch",
    "union",
    "except",
    "intersect",
    "on",
    "using",
    "join",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "natural",
    "window",
    "for",
    "as",
    "with",
    "straight_join",
    "tablesample",
];

/// `[WITH …] SELECT … [UNION …] [ORDER BY …] [LIMIT …]`
pub(super) fn query(parser: &mut Parser, depth: u32) -> Option<Tree> {
    let mut parts = Vec::new();
    let mut height = 0;
    if parser.accept_word("with") {
        if parser.accept_word("recursive") {
            parts.push(Node::Word("recursive".into()));
        }
        loop {
            let name = parser.name()?.pop()?;
            let mut named = vec![Node::Column(name)];
            if parser.accept('(') {
                named.push_all(parser.list(')', depth + 1)?.0);
            }
            parser.expect_word("as")?;
            let _ =
                parser.accept_word("materialized") || parser.accept_word("not") && parser.accept_word("materialized");
            parser.expect('(')?;
            let (inner, inside) = query(parser, deeper(depth)?)?;
            parser.expect(')')?;
            height = height.max(inside);
            named.push(inner);
            parts.push(Node::Call("cte".into(), named));
            if !parser.accept(',') {
                break;
            }
        }
    }
    let (mut body, inside) = set_operations(parser, depth)?;
    height = height.max(inside);
    let order = ordering(parser, depth)?;
    if !order.is_empty() {
        let order = order.into_iter().map(|item| resolved(item, &body)).collect_vec();
        body = Node::Call("ordered".into(), vec![body, Node::Call("order".into(), order)]);
    }
    for word in ["limit", "offset", "limit"] {
        if parser.accept_word(word) {
            if parser.accept_word("all") {
                continue;
            }
            let (count, _) = parser.expression(0, depth + 1)?;
            parser.accept_word("rows");
            body = Node::Call(word.into(), vec![body, count]);
        }
    }
    parts.push(body);
    let node = if parts.len() == 1 { parts.pop()? } else { Node::Call("with".into(), parts) };
    Some((node, grow(&[height])?))
}

/// `a UNION b EXCEPT c`, from left to right; `INTERSECT` binds tighter.
fn set_operations(parser: &mut Parser, depth: u32) -> Option<Tree> {
    let (mut left, mut height) = intersection(parser, depth)?;
    loop {
        let Some(word @ ("union" | "except")) = parser.word() else { return Some((left, height)) };
        let mut name = word.to_owned();
        parser.take();
        if parser.accept_word("all") {
            name.push_str(" all");
        } else {
            parser.accept_word("distinct");
        }
        let (right, other) = intersection(parser, depth)?;
        height = grow(&[height, other])?;
        left = Node::Operator(name, vec![left, right]);
    }
}

fn intersection(parser: &mut Parser, depth: u32) -> Option<Tree> {
    let (mut left, mut height) = operand(parser, depth)?;
    while parser.accept_word("intersect") {
        let name = if parser.accept_word("all") { "intersect all" } else { "intersect" };
        let (right, other) = operand(parser, depth)?;
        height = grow(&[height, other])?;
        left = Node::Operator(name.to_owned(), vec![left, right]);
    }
    Some((left, height))
}

/// `SELECT …`, `VALUES …`, or a query in parentheses.
fn operand(parser: &mut Parser, depth: u32) -> Option<Tree> {
    if parser.accept('(') {
        let inner = query(parser, deeper(depth)?)?;
        parser.expect(')')?;
        return Some(inner);
    }
    if parser.accept_word("values") {
        let mut rows = Vec::new();
        loop {
            parser.expect('(')?;
            rows.push(Node::Row(parser.list(')', depth + 1)?.0));
            if !parser.accept(',') {
                return Some((Node::Call("values".into(), rows), 3));
            }
        }
    }
    parser.expect_word("select")?;
    select(parser, depth)
}

fn select(parser: &mut Parser, depth: u32) -> Option<Tree> {
    let mut parts = Vec::new();
    if parser.accept_word("distinct") {
        let mut on = Vec::new();
        if parser.accept_word("on") {
            parser.expect('(')?;
            on = parser.list(')', depth + 1)?.0;
        }
        parts.push(Node::Call("distinct".into(), on));
    } else {
        parser.accept_word("all");
    }
    let mut items = Vec::new();
    loop {
        items.push(item(parser, depth)?);
        if !parser.accept(',') {
            break;
        }
    }
    let list = Node::Call("items".into(), items);
    if parser.accept_word("from") {
        let mut from = Vec::new();
        loop {
            from.push(joined(parser, depth)?);
            if !parser.accept(',') {
                break;
            }
        }
        parts.push(Node::Call("from".into(), from));
    }
    if parser.accept_word("where") {
        parts.push(Node::Call("where".into(), vec![parser.expression(0, depth + 1)?.0]));
    }
    if parser.accept_word("group") {
        parser.expect_word("by")?;
        let mut keys = Vec::new();
        loop {
            let key = parser.expression(0, depth + 1)?.0;
            keys.push(ordinal(key, &list));
            if !parser.accept(',') {
                break;
            }
        }
        parts.push(Node::Call("group".into(), keys));
    }
    if parser.accept_word("having") {
        parts.push(Node::Call("having".into(), vec![parser.expression(0, depth + 1)?.0]));
    }
    parts.insert(0, list);
    Some((Node::Call("select".into(), parts), grow(&[20])?))
}

/// `expression [[AS] name]`: with the name that the column has outside.
fn item(parser: &mut Parser, depth: u32) -> Option<Node> {
    if let Some(star) = star(parser) {
        return Some(star);
    }
    let (value, _) = parser.expression(0, depth + 1)?;
    let name = alias(parser).or_else(|| name_of(&value)).unwrap_or_default();
    Some(Node::Operator("as".into(), vec![value, Node::Column(name)]))
}

/// `*`, `t.*`
fn star(parser: &mut Parser) -> Option<Node> {
    let is_star = |token: Option<&Token>| matches!(token, Some(Token::Operator(name)) if name == "*");
    if is_star(parser.peek()) {
        parser.take();
        return Some(Node::Word("*".into()));
    }
    let is_of_table = matches!(parser.peek(), Some(Token::Word(_) | Token::Quoted(_)))
        && parser.peek_at(1) == Some(&Token::Mark('.'))
        && is_star(parser.peek_at(2));
    is_of_table.then(|| {
        for _ in 0..3 {
            parser.take();
        }
        Node::Word("*".into())
    })
}

/// What a column is called where nothing is said.
fn name_of(value: &Node) -> Option<String> {
    match value {
        Node::Column(name) | Node::Call(name, _) => Some(name.clone()),
        Node::Operator(dot, parts) if matches!(dot.as_str(), "." | OF_TABLE) => name_of(parts.last()?),
        Node::Cast(inner, _) => name_of(inner),
        Node::Case(_) => Some("case".to_owned()),
        _ => None,
    }
}

/// `[AS] name`
fn alias(parser: &mut Parser) -> Option<String> {
    let said = parser.accept_word("as");
    match parser.peek()? {
        Token::Word(word) if !said && CLAUSES.contains(&&**word) => return None,
        Token::Word(_) | Token::Quoted(_) | Token::String(_) => {}
        _ => return None,
    }
    match parser.take()? {
        Token::Word(name) | Token::Quoted(name) | Token::String(name) => Some(name.into_owned()),
        _ => None,
    }
}

/// `a JOIN b ON … LEFT JOIN c USING (…)`
fn joined(parser: &mut Parser, depth: u32) -> Option<Node> {
    let mut left = source(parser, depth)?;
    loop {
        let natural = parser.accept_word("natural");
        let kind = match parser.word() {
            Some("join" | "inner" | "straight_join") => "join",
            Some("left") => "left join",
            Some("right") => "right join",
            Some("full") => "full join",
            Some("cross") => "cross join",
            _ => return (!natural).then_some(left),
        };
        while parser.word().is_some_and(|word| !matches!(word, "join" | "straight_join")) {
            parser.take();
        }
        parser.take()?;
        let right = source(parser, depth)?;
        let mut parts = vec![left, right];
        if parser.accept_word("on") {
            parts.push(parser.expression(0, depth + 1)?.0);
        } else if parser.accept_word("using") {
            parser.expect('(')?;
            parts.push(Node::Call("using".into(), parser.list(')', depth + 1)?.0));
        }
        let kind = if natural { format!("natural {kind}") } else { kind.to_owned() };
        // MySQL prints `a JOIN b` for all that have no condition.
        let kind = if parts.len() == 2 && kind == "cross join" { "join".to_owned() } else { kind };
        left = Node::Operator(kind, parts);
    }
}

/// A table, a function, a query or a join in parentheses.
fn source(parser: &mut Parser, depth: u32) -> Option<Node> {
    let lateral = parser.accept_word("lateral");
    if parser.accept('(') {
        let is_query = matches!(parser.word(), Some("select" | "with" | "values"))
            || parser.peek() == Some(&Token::Mark('(')) && parser.is_query_ahead();
        if is_query {
            let (inner, _) = query(parser, deeper(depth)?)?;
            parser.expect(')')?;
            let name = if lateral { "lateral" } else { "derived" };
            return named(parser, depth, Node::Call(name.into(), vec![inner]), None);
        }
        let inner = joined(parser, deeper(depth)?)?;
        parser.expect(')')?;
        return Some(inner);
    }
    let only = parser.word() == Some("only");
    if only {
        parser.take();
    }
    let mut parts = parser.name()?;
    let name = parts.pop()?;
    if parser.accept('(') {
        let call = Node::Call(name.clone(), parser.list(')', depth + 1)?.0);
        return named(parser, depth, call, Some(name));
    }
    let kind = if only { "only" } else { "table" };
    // The database or the namespace that is searched anyway is not always said.
    named(parser, depth, Node::Call(kind.into(), vec![Node::Column(name.clone())]), Some(name))
}

/// `… [AS] alias [(a, b)]`
fn named(parser: &mut Parser, depth: u32, source: Node, name: Option<String>) -> Option<Node> {
    let name = alias(parser).or(name).unwrap_or_default();
    let mut parts = vec![source, Node::Column(name)];
    if parser.peek() == Some(&Token::Mark('(')) {
        parser.take();
        parts.push_all(parser.list(')', depth + 1)?.0);
    }
    Some(Node::Call("named".into(), parts))
}

/// `ORDER BY a DESC NULLS LAST, …`; empty where there is none.
pub(super) fn ordering(parser: &mut Parser, depth: u32) -> Option<Vec<Node>> {
    let mut keys = Vec::new();
    if parser.word() != Some("order") {
        return Some(keys);
    }
    parser.take();
    parser.expect_word("by")?;
    loop {
        let (key, _) = parser.expression(0, depth + 1)?;
        let descending = parser.accept_word("desc");
        if !descending {
            parser.accept_word("asc");
        }
        let nulls_first = if parser.accept_word("nulls") {
            parser.accept_word("first") || !parser.accept_word("last")
        } else {
            // Where nothing is said, nulls count as larger than all else.
            descending
        };
        let words =
            format!("{} {}", if descending { "desc" } else { "asc" }, if nulls_first { "first" } else { "last" });
        keys.push(Node::Operator(words, vec![key]));
        if !parser.accept(',') {
            return Some(keys);
        }
    }
}

/// What `ORDER BY 2` and `ORDER BY alias` stand for.
fn resolved(key: Node, body: &Node) -> Node {
    let Node::Operator(words, mut operands) = key else { return key };
    let Some(operand) = operands.pop() else { return Node::Operator(words, operands) };
    let Node::Call(kind, parts) = body else { return Node::Operator(words, vec![operand]) };
    let Some(list) = parts.first().filter(|_| kind == "select") else { return Node::Operator(words, vec![operand]) };
    let found = match (&operand, list) {
        (Node::Column(name), Node::Call(_, items)) => items.iter().find_map(|item| match item {
            Node::Operator(_, parts) => match parts.as_slice() {
                [value, Node::Column(alias)] if alias == name => Some(value.clone()),
                _ => None,
            },
            _ => None,
        }),
        _ => None,
    };
    Node::Operator(words, vec![found.unwrap_or_else(|| ordinal(operand, list))])
}

/// What the number of a column stands for.
fn ordinal(key: Node, list: &Node) -> Node {
    if let (Node::Number(number), Node::Call(_, items)) = (&key, list)
        && let Some(Node::Operator(_, parts)) = number.parse::<usize>().ok().and_then(|n| items.get(n.checked_sub(1)?))
        && let Some(value) = parts.first()
    {
        return value.clone();
    }
    key
}

/// Two queries whose columns outside bear the same names. Systems rewrite queries in more ways than are known here: they differ for
/// certain where they speak of other things.
fn same_query(system: System, a: &Node, b: &Node) -> Equivalence {
    if same(a, b, true) {
        return Equivalence::Same;
    }
    let (mut of_a, mut of_b) = (Mentioned::default(), Mentioned::default());
    of_a.add(a);
    of_b.add(b);
    let says_columns = !of_a.implies_columns && !of_b.implies_columns;
    let apart = |a: &Set<&str>, b: &Set<&str>| !a.iter().eq(b.iter());
    let differ = apart(&of_a.tables, &of_b.tables)
        || apart(&of_a.texts, &of_b.texts)
        || system.is_mysql() && apart(&of_a.numbers, &of_b.numbers)
        || says_columns && apart(&of_a.columns, &of_b.columns);
    if differ { Equivalence::Different } else { Equivalence::Undecided }
}

/// What a query speaks of.
#[derive(Default)]
struct Mentioned<'a> {
    tables: Set<&'a str>,
    texts: Set<&'a str>,
    /// MySQL prints them as they were written, beside those that stand for truth.
    numbers: Set<&'a str>,
    columns: Set<&'a str>,
    /// It has columns that it does not name, or names that are none of columns.
    implies_columns: bool,
}

impl<'a> Mentioned<'a> {
    fn all(&mut self, nodes: impl IntoIterator<Item = &'a Node>) {
        for node in nodes {
            self.add(node);
        }
    }

    fn add(&mut self, node: &'a Node) {
        match node {
            Node::Column(name) => {
                self.columns.insert(name);
            }
            Node::String(text) => {
                self.texts.insert(text);
            }
            Node::Word(word) => self.implies_columns |= word == "*",
            Node::Call(name, parts) => {
                match (name.as_str(), parts.as_slice()) {
                    ("table" | "only", [Node::Column(name)]) => {
                        self.tables.insert(name);
                        return;
                    }
                    ("named", [source, ..]) => return self.add(source),
                    ("using" | "cte" | "derived" | "lateral", _) => self.implies_columns = true,
                    _ => {}
                }
                self.all(parts);
            }
            // The name outside is no column's.
            Node::Operator(name, parts) if name == "as" => self.all(parts.first()),
            Node::Operator(name, parts) if name == OF_TABLE => self.all(parts.last()),
            Node::Operator(name, parts) => {
                self.implies_columns |= name.starts_with("natural");
                self.all(parts);
            }
            Node::And(parts) | Node::Or(parts) | Node::Array(parts) | Node::Row(parts) => {
                self.all(parts);
            }
            Node::Not(inner) | Node::Cast(inner, _) => self.add(inner),
            Node::In(subject, values) | Node::NotIn(subject, values) => {
                self.add(subject);
                self.all(values);
            }
            Node::Quantified(_, _, left, right) => {
                self.add(left);
                self.add(right);
            }
            Node::Case(parts) => {
                for (_, part) in parts {
                    self.add(part);
                }
            }
            Node::Number(number) if !matches!(number.as_str(), "0" | "1") => {
                self.numbers.insert(number);
            }
            Node::Number(_) | Node::Boolean(_) => {}
        }
    }
}

/// `fc` where PostgreSQL has to say `fc_1`: the name is taken outside.
fn same_alias(a: &str, b: &str) -> bool {
    let counted = |long: &str, short: &str| {
        let number = long.strip_prefix(short).and_then(|rest| rest.strip_prefix('_'));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    a == b || counted(a, b) || counted(b, a)
}

/// `outermost`: the names of its columns are compared elsewhere.
fn same(a: &Node, b: &Node, outermost: bool) -> bool {
    fn lists(a: &[Node], b: &[Node], outermost: bool) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, outermost))
    }
    match (a, b) {
        (Node::Operator(one, a), Node::Operator(other, b)) if one == "as" && other == "as" => {
            match (a.as_slice(), b.as_slice()) {
                ([a, name], [b, other]) => same(a, b, false) && (outermost || name == other),
                _ => false,
            }
        }
        // cu.first_name, first_name
        (Node::Operator(dot, parts), column @ Node::Column(_))
        | (column @ Node::Column(_), Node::Operator(dot, parts))
            if dot == OF_TABLE =>
        {
            parts.last() == Some(column)
        }
        (Node::Call(one, a), Node::Call(other, b)) if one == "items" && other == "items" => {
            let is_star = |items: &[Node]| items.any(|item| matches!(item, Node::Word(_)));
            match (is_star(a), is_star(b)) {
                // All columns as they are.
                (true, false) => b.all(is_plain_item),
                (false, true) => a.all(is_plain_item),
                _ => lists(a, b, outermost),
            }
        }
        (Node::Operator(one, a), Node::Operator(other, b)) if one == OF_TABLE && other == OF_TABLE => {
            match (a.as_slice(), b.as_slice()) {
                ([Node::Word(table), column], [Node::Word(other), same]) => column == same && same_alias(table, other),
                _ => false,
            }
        }
        (Node::Call(one, a), Node::Call(other, b)) if one == "named" && other == "named" => {
            match (a.as_slice(), b.as_slice()) {
                ([a, Node::Column(name), rest @ ..], [b, Node::Column(other), more @ ..]) => {
                    same(a, b, false) && same_alias(name, other) && lists(rest, more, false)
                }
                _ => false,
            }
        }
        (Node::Call(one, a), Node::Call(other, b)) => {
            let passes = matches!(one.as_str(), "select" | "ordered" | "limit" | "offset" | "with");
            one == other && lists(a, b, outermost && passes)
        }
        (Node::Operator(one, a), Node::Operator(other, b)) => {
            one == other && lists(a, b, outermost && one.starts_with("union"))
        }
        (Node::And(a), Node::And(b))
        | (Node::Or(a), Node::Or(b))
        | (Node::Array(a), Node::Array(b))
        | (Node::Row(a), Node::Row(b)) => lists(a, b, false),
        (Node::Not(a), Node::Not(b)) => same(a, b, false),
        (Node::Cast(a, one), Node::Cast(b, other)) => one == other && same(a, b, false),
        (Node::In(one, a), Node::In(other, b)) | (Node::NotIn(one, a), Node::NotIn(other, b)) => {
            same(one, other, false) && lists(a, b, false)
        }
        (Node::Quantified(one, quantifier, a, c), Node::Quantified(other, word, b, d)) => {
            one == other && quantifier == word && same(a, b, false) && same(c, d, false)
        }
        (Node::Case(a), Node::Case(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && same(&a.1, &b.1, false))
        }
        (a, b) => a == b,
    }
}

fn is_plain_item(item: &Node) -> bool {
    let Node::Operator(_, parts) = item else { return true };
    let is_column = |node: &Node| match node {
        Node::Column(_) => true,
        Node::Operator(dot, _) => dot == OF_TABLE,
        _ => false,
    };
    parts.first().is_some_and(is_column) && parts.first().and_then(name_of) == parts.last().and_then(name_of)
}
