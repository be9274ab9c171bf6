//! What an expression comes to for the values of one row, as far as that can be known without a database.

use std::cmp::Ordering;

use super::node::Node;
use super::pattern::Pattern;
use super::{parse, standard};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::System;

/// What a value is known to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Known {
    Null,
    Boolean(bool),
    Number(f64),
    /// Times too, in ISO 8601: they compare as they are read.
    Text(String),
    /// Nobody can say what, nor whether it is null.
    Unknown,
}

use Known::{Boolean, Null, Number, Text, Unknown};

/// The present, of which no more is known than that it is later than any time that rows are given here, and earlier than the far future.
const NOW: &str = "2100-01-01 00:00:00";

/// A condition that a row is held to.
#[derive(Debug)]
pub(crate) struct Condition(Node);

/// What a condition lets one try for its columns.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// Constants, and texts that fit its patterns.
    pub(crate) values: Vec<Known>,
    /// Numbers that it counts characters or elements by.
    pub(crate) lengths: Vec<usize>,
}

impl Condition {
    /// `None` where it is not understood.
    pub(crate) fn new(system: System, text: &str) -> Option<Self> {
        parse::parse(system, &standard(system, text)).map(Self)
    }

    /// The names that it holds, each once.
    pub(crate) fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        walk(&self.0, &mut |node| {
            if let Node::Column(name) = node
                && !names.contains(&name.as_str())
            {
                names.push(name.as_str());
            }
        });
        names
    }

    /// What it comes to for a row.
    pub(crate) fn value(&self, row: &dyn Fn(&str) -> Known) -> Known {
        evaluate(&self.0, row)
    }

    /// What one may try for the n-th row.
    pub(crate) fn hints(&self, n: usize) -> Hints {
        let mut hints = Hints::default();
        walk(&self.0, &mut |node| match node {
            Node::String(text) => hints.values.push(Text(text.clone())),
            Node::Boolean(value) => hints.values.push(Boolean(*value)),
            Node::Number(text) => {
                let Ok(number) = text.parse::<f64>() else { return };
                if (0.0..=4096.0).contains(&number) {
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                    hints.lengths.push(number as usize);
                }
                hints.values.push_all([0.0, 1.0, -1.0].map(|step| Number(number + step)));
            }
            Node::Operator(name, operands) if is_pattern(name) => {
                if let Some(pattern) = operands.get(1).and_then(|pattern| pattern_of(name, pattern)) {
                    hints.values.push(Text(pattern.text(n)));
                }
            }
            _ => {}
        });
        hints
    }
}

fn children(node: &Node) -> Vec<&Node> {
    match node {
        Node::Call(_, nodes)
        | Node::Operator(_, nodes)
        | Node::And(nodes)
        | Node::Or(nodes)
        | Node::Array(nodes)
        | Node::Row(nodes) => nodes.iter().collect_vec(),
        Node::In(subject, nodes) | Node::NotIn(subject, nodes) => {
            let mut all = vec![&**subject];
            all.push_all(nodes);
            all
        }
        Node::Not(inner) | Node::Cast(inner, _) => vec![inner],
        Node::Quantified(_, _, left, right) => vec![left, right],
        Node::Case(parts) => parts.mapped(|(_, node)| node),
        Node::Column(_) | Node::String(_) | Node::Number(_) | Node::Boolean(_) | Node::Word(_) => Vec::new(),
    }
}

fn walk<'n>(node: &'n Node, visit: &mut dyn FnMut(&'n Node)) {
    let mut nodes = vec![node];
    while let Some(node) = nodes.pop() {
        visit(node);
        nodes.append(&mut children(node));
    }
}

/// The parser bounds how deep a tree is.
fn evaluate(node: &Node, row: &dyn Fn(&str) -> Known) -> Known {
    match node {
        Node::Column(name) => row(name),
        Node::String(text) => Text(text.clone()),
        Node::Number(text) => text.parse().map_or(Unknown, Number),
        Node::Boolean(value) => Boolean(*value),
        Node::Word(word) => match word.split('(').next().unwrap_or_default() {
            "null" => Null,
            "current_timestamp" | "localtimestamp" | "current_date" => Text(NOW.to_owned()),
            _ => Unknown,
        },
        Node::Cast(inner, _) => evaluate(inner, row),
        Node::Not(inner) => negated(&truth(evaluate(inner, row))),
        Node::And(parts) => all(parts, row, false),
        Node::Or(parts) => all(parts, row, true),
        Node::In(subject, values) => one_of(&evaluate(subject, row), values, row),
        Node::NotIn(subject, values) => negated(&one_of(&evaluate(subject, row), values, row)),
        Node::Operator(name, operands) => match operands.as_slice() {
            [left, pattern] if is_pattern(name) => matched(name, &evaluate(left, row), pattern),
            operands => operator(name, &operands.mapped(|operand| evaluate(operand, row))),
        },
        Node::Call(name, arguments) => call(name, &arguments.mapped(|argument| evaluate(argument, row))),
        Node::Case(parts) => case(parts, row),
        Node::Quantified(..) | Node::Array(_) | Node::Row(_) => Unknown,
    }
}

/// `AND`, of which a false operand decides, and `OR`, of which a true one does.
fn all(parts: &[Node], row: &dyn Fn(&str) -> Known, deciding: bool) -> Known {
    let mut result = Boolean(!deciding);
    for part in parts {
        match truth(evaluate(part, row)) {
            Boolean(value) if value == deciding => return Boolean(deciding),
            Boolean(_) => {}
            Null if result == Unknown => {}
            other => result = other,
        }
    }
    result
}

/// SQLite and MySQL have numbers for truth.
fn truth(value: Known) -> Known {
    match value {
        Number(number) => Boolean(number != 0.0),
        Text(_) => Unknown,
        value => value,
    }
}

fn negated(value: &Known) -> Known {
    match value {
        Boolean(value) => Boolean(!value),
        Null => Null,
        _ => Unknown,
    }
}

fn one_of(subject: &Known, values: &[Node], row: &dyn Fn(&str) -> Known) -> Known {
    let mut result = Boolean(false);
    for value in values {
        match operator("=", &[subject.clone(), evaluate(value, row)]) {
            Boolean(true) => return Boolean(true),
            Boolean(false) => {}
            other => result = other,
        }
    }
    result
}

/// How two values compare, where both are known.
fn compare(left: &Known, right: &Known) -> Option<Ordering> {
    let number = |value: &Known| match value {
        Number(number) => Some(*number),
        Boolean(value) => Some(f64::from(u8::from(*value))),
        Text(text) => text.parse().ok(),
        _ => None,
    };
    match (left, right) {
        (Text(left), Text(right)) => Some(left.cmp(right)),
        (Null | Unknown, _) | (_, Null | Unknown) => None,
        (left, right) => number(left)?.partial_cmp(&number(right)?),
    }
}

fn operator(name: &str, operands: &[Known]) -> Known {
    match (name, operands) {
        ("is null" | "is not null", [Unknown]) => Unknown,
        ("is null", [value]) => Boolean(*value == Null),
        ("is not null", [value]) => Boolean(*value != Null),
        ("is true" | "is not true" | "is false" | "is not false", [value]) => match truth(value.clone()) {
            Unknown => Unknown,
            value => Boolean((value == Boolean(name.ends_with("true"))) != name.contains("not")),
        },
        ("is distinct from", [left, right]) => match (left, right) {
            (Unknown, _) | (_, Unknown) => Unknown,
            (Null, Null) => Boolean(false),
            (Null, _) | (_, Null) => Boolean(true),
            (left, right) => compare(left, right).map_or(Unknown, |order| Boolean(order != Ordering::Equal)),
        },
        (_, operands) if operands.contains(&Null) => Null,
        ("||", [Text(left), Text(right)]) => Text([left.as_str(), right].concat()),
        ("-", [Number(value)]) => Number(-value),
        ("+" | "-" | "*" | "/" | "%", [Number(left), Number(right)]) => match name {
            "+" => Number(left + right),
            "-" => Number(left - right),
            "*" => Number(left * right),
            _ if *right == 0.0 => Unknown,
            "/" => Number(left / right),
            _ => Number(left % right),
        },
        ("=" | "==" | "<>" | "!=" | "<" | "<=" | ">" | ">=", [left, right]) => {
            let Some(order) = compare(left, right) else { return Unknown };
            Boolean(match name {
                "=" | "==" => order == Ordering::Equal,
                "<>" | "!=" => order != Ordering::Equal,
                "<" => order == Ordering::Less,
                "<=" => order != Ordering::Greater,
                ">" => order == Ordering::Greater,
                _ => order != Ordering::Less,
            })
        }
        _ => Unknown,
    }
}

fn is_pattern(operator: &str) -> bool {
    operator.contains('~') || matches!(operator, "glob" | "regexp")
}

/// The pattern of `~~` (`LIKE`), `~` (a regular expression), and theirs that ignore case.
fn pattern_of(name: &str, pattern: &Node) -> Option<Pattern> {
    let pattern = if let Node::Cast(inner, _) = pattern { inner } else { pattern };
    let Node::String(pattern) = pattern else { return None };
    let ignore_case = name.ends_with('*');
    match name {
        "glob" => Pattern::glob(pattern),
        "regexp" => Pattern::regular(pattern, true),
        _ if name.contains("~~") => Some(Pattern::like(pattern, ignore_case)),
        _ => Pattern::regular(pattern, ignore_case),
    }
}

fn matched(name: &str, subject: &Known, pattern: &Node) -> Known {
    let fits = match subject {
        Null => return Null,
        Text(text) => pattern_of(name, pattern).and_then(|pattern| pattern.fits(text)),
        Number(number) => pattern_of(name, pattern).and_then(|pattern| pattern.fits(&number.to_string())),
        _ => None,
    };
    fits.map_or(Unknown, |fits| Boolean(fits != name.starts_with('!')))
}

fn case(parts: &[(&'static str, Node)], row: &dyn Fn(&str) -> Known) -> Known {
    let mut subject = None;
    let mut holds = Boolean(true);
    for (keyword, node) in parts {
        match *keyword {
            "of" => subject = Some(evaluate(node, row)),
            "when" => {
                let value = evaluate(node, row);
                holds = match &subject {
                    Some(subject) => operator("=", &[subject.clone(), value]),
                    None => truth(value),
                };
            }
            "then" if holds == Boolean(false) || holds == Null => {}
            "then" if holds == Unknown => return Unknown,
            _ => return evaluate(node, row),
        }
    }
    Null
}

#[allow(clippy::cast_precision_loss)]
fn count(number: usize) -> Known {
    Number(number as f64)
}

fn call(name: &str, arguments: &[Known]) -> Known {
    let nulls = arguments.count(|argument| *argument == Null);
    let is_known = !arguments.contains(&Unknown);
    match (name, arguments) {
        ("coalesce" | "ifnull" | "nvl" | "isnull", _) => {
            arguments.find(|argument| *argument != Null).cloned().unwrap_or(Null)
        }
        ("num_nulls", _) if is_known => count(nulls),
        ("num_nonnulls", _) if is_known => count(arguments.len() - nulls),
        ("if" | "iif", [condition, then, otherwise]) => match truth(condition.clone()) {
            Unknown => Unknown,
            Boolean(true) => then.clone(),
            _ => otherwise.clone(),
        },
        ("nullif", [value, other]) => match operator("=", &[value.clone(), other.clone()]) {
            Unknown => Unknown,
            Boolean(true) => Null,
            _ => value.clone(),
        },
        ("concat", _) => Unknown,
        _ if nulls > 0 => Null,
        ("now" | "clock_timestamp" | "statement_timestamp" | "getdate" | "sysdatetime" | "getutcdate", []) => {
            Text(NOW.to_owned())
        }
        ("lower" | "lcase", [Text(text)]) => Text(text.to_lowercase()),
        ("upper" | "ucase", [Text(text)]) => Text(text.to_uppercase()),
        ("btrim" | "trim" | "ltrim" | "rtrim", [Text(text)]) => Text(text.trim().to_owned()),
        ("length" | "char_length" | "character_length" | "len", [Text(text)]) => count(text.chars().count()),
        ("octet_length" | "datalength", [Text(text)]) => count(text.len()),
        ("cardinality", [Text(text)]) if text.trim() == "{}" => Number(0.0),
        ("cardinality", [Text(text)]) | ("array_length", [Text(text), Number(_)]) => elements(text),
        ("json_typeof" | "jsonb_typeof" | "json_type", [Text(text)]) => Text(
            match text.trim_start().chars().next() {
                Some('{') => "object",
                Some('[') => "array",
                Some('"') => "string",
                Some('t' | 'f') => "boolean",
                Some('n') => "null",
                _ => "number",
            }
            .to_owned(),
        ),
        ("json_valid", [Text(text)]) => Boolean(crate::json::parse(text).is_ok()),
        ("json_array_length" | "jsonb_array_length", [Text(text)]) if text.trim() == "[]" => Number(0.0),
        ("abs", [Number(number)]) => Number(number.abs()),
        ("floor" | "trunc", [Number(number)]) => Number(number.floor()),
        ("ceil" | "ceiling", [Number(number)]) => Number(number.ceil()),
        ("round", [Number(number), ..]) if number.fract() == 0.0 => Number(*number),
        ("mod", [Number(left), Number(right)]) if *right != 0.0 => Number(left % right),
        ("isfinite", [Text(_)]) => Boolean(true),
        ("typeof", [value]) => match value {
            Number(number) if number.fract() == 0.0 => Text("integer".to_owned()),
            Number(_) => Text("real".to_owned()),
            Text(_) => Text("text".to_owned()),
            Boolean(_) => Text("integer".to_owned()),
            _ => Unknown,
        },
        ("left", [Text(text), Number(length)])
        | ("substring" | "substr", [Text(text), Number(1.0), Number(length)]) =>
        {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Text(text.chars().take(length.max(0.0) as usize).collect())
        }
        ("starts_with", [Text(text), Text(start)]) => Boolean(text.starts_with(start.as_str())),
        _ => Unknown,
    }
}

/// How many elements the text of an array has. An empty one has no length.
fn elements(text: &str) -> Known {
    match text.trim().strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        Some("") => Null,
        Some(inside) if !inside.contains(['"', '{']) => count(inside.split(',').count()),
        _ => Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Condition, Known};
    use crate::model::System;

    #[test]
    fn a_condition_holds_or_fails_or_is_not_known() {
        let row = |name: &str| match name {
            "n" => Known::Number(3.0),
            "s" => Known::Text("abc".into()),
            "d" => Known::Text("2024-01-01".into()),
            "e" => Known::Null,
            _ => Known::Unknown,
        };
        let check = |text: &str, expected: Known| {
            let condition = Condition::new(System::PostgreSql, text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(condition.value(&row), expected, "{text}");
        };
        let (yes, no) = (Known::Boolean(true), Known::Boolean(false));
        check("n > 2 AND n BETWEEN 1 AND 3", yes.clone());
        check("n * 2 - 1 = 5", yes.clone());
        check("s IN ('abc', 'd')", yes.clone());
        check("s = ANY (ARRAY['x'::text])", no.clone());
        check("length(s) <= 2 OR s LIKE 'a%'", yes.clone());
        check("s ~ '^[a-z]+$' AND s !~ '[0-9]'", yes.clone());
        check("d < now() AND d >= '2020-01-01'::date", yes.clone());
        check("e > 5", Known::Null);
        check("e > 5 OR x = 1", Known::Unknown);
        check("e IS NULL <> (n IS NULL)", yes.clone());
        check("num_nonnulls(e, n) = 1", yes.clone());
        check("n = 1 AND f(s)", no.clone());
        check("n = 3 AND f(s)", Known::Unknown);
        check("CASE WHEN n = 3 THEN s = 'abc' ELSE false END", yes.clone());
        check("coalesce(e, n) < 3", no.clone());
        check("if(e IS NULL, n IS NOT NULL, n IS NULL) = 1", yes.clone());
        check("nullif(s, 'abc') IS NULL", yes.clone());
        check("n IS NOT e AND NOT n IS e AND e IS e", yes);
        check("n IS 4", no.clone());
        check("cardinality('{}') > 0", no);
        check("array_length('{}', 1) > 0", Known::Null);
    }
}
