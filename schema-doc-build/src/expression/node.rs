//! The canonical tree: each constructor brings what it is given into the one form that all spellings share.

use super::constant;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;
use crate::sort;
use crate::text::starts_with;

/// An expression in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A column, without its table (`NEW` and `OLD` stay).
    Column(String),
    /// A string constant, whatever type it is cast to.
    String(String),
    /// A number with its sign.
    Number(String),
    /// `true`, `false`.
    Boolean(bool),
    /// `NULL`, `CURRENT_TIMESTAMP`, `DEFAULT`, a parameter, a bit string: a word that stands for itself.
    Word(String),
    /// A call, by its name.
    Call(String, Vec<Node>),
    /// A prefix, infix or postfix operator.
    Operator(String, Vec<Node>),
    /// All of them hold.
    And(Vec<Node>),
    /// One of them holds.
    Or(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// The subject is one of the values.
    In(Box<Node>, Vec<Node>),
    /// The subject is none of the values.
    NotIn(Box<Node>, Vec<Node>),
    /// `operator ANY`, `operator ALL` of something that is no list of values.
    Quantified(String, &'static str, Box<Node>, Box<Node>),
    /// `CAST (x AS type)`.
    Cast(Box<Node>, String),
    /// `ARRAY[…]`.
    Array(Vec<Node>),
    /// `ROW(…)`, `(a, b)`.
    Row(Vec<Node>),
    /// `CASE subject WHEN … THEN … ELSE … END`: the parts in order, each marked by its keyword.
    Case(Vec<(&'static str, Node)>),
}

/// Types whose cast says nothing of a value: the system adds it to compare `varchar` with text.
fn is_text(base: &str) -> bool {
    matches!(base, "text" | "character varying" | "bpchar" | "character" | "name" | "unknown")
}

fn is_number(base: &str) -> bool {
    matches!(base, "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision")
}

fn looks_numeric(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    starts_with(digits, |c| c.is_ascii_digit() || c == '.')
        && digits.chars().any(|c| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-' | '+'))
}

/// `CAST (node AS name)`. Casts of constants are what the system adds by itself: they go, and the constant becomes what it is.
pub(super) fn cast(node: Node, name: String) -> Node {
    let base = name.split(['(', '[']).next().unwrap_or_default().trim_end();
    let array = name.ends_with(']');
    match node {
        Node::String(text) if !array => match base {
            "boolean" => match text.to_ascii_lowercase().as_str() {
                "t" | "true" | "yes" | "y" | "on" | "1" => Node::Boolean(true),
                "f" | "false" | "no" | "n" | "off" | "0" => Node::Boolean(false),
                _ => Node::String(text),
            },
            _ if is_number(base) && looks_numeric(&text) => {
                Node::Number(text.strip_prefix('+').unwrap_or(&text).to_owned())
            }
            "regclass" => Node::Call(unqualified(&text), vec![Node::Word("regclass".into())]),
            "interval" => Node::String(constant::interval(&text).unwrap_or(text)),
            _ => Node::String(text),
        },
        // '{a,b}'::text[]: a list where `ANY` asks for one.
        Node::String(text) => Node::String(text),
        Node::Number(number) if is_number(base) && !array => Node::Number(number),
        Node::Boolean(value) if base == "boolean" && !array => Node::Boolean(value),
        Node::Word(word) if word == "null" => Node::Word(word),
        Node::Array(values) if array => Node::Array(values),
        // (status)::text, where status is a varchar; with a length it would cut.
        node if is_text(base) && !array && !name.contains('(') => node,
        node => Node::Cast(Box::new(node), name),
    }
}

/// A sequence or table inside a string, without the namespace that is searched anyway.
fn unqualified(text: &str) -> String {
    let rest = text.strip_prefix("public.").or_else(|| text.strip_prefix("pg_catalog.")).unwrap_or(text);
    match rest.strip_prefix('"').and_then(|r| r.strip_suffix('"')) {
        Some(name)
            if !name.contains('"')
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') =>
        {
            name.to_owned()
        }
        _ => rest.to_owned(),
    }
}

/// `{a,"b c",NULL}`; `None` where it is nested or malformed.
fn array_constant(text: &str) -> Option<Vec<Node>> {
    let inside = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut values = Vec::new();
    if inside.trim().is_empty() {
        return Some(values);
    }
    let mut chars = inside.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let mut value = String::new();
        let quoted = chars.next_if_eq(&'"').is_some();
        let mut closed = false;
        if quoted {
            while let Some(c) = chars.next() {
                match c {
                    '"' => {
                        closed = true;
                        break;
                    }
                    '\\' => value.push(chars.next()?),
                    c => value.push(c),
                }
            }
            while chars.next_if(|c| c.is_whitespace()).is_some() {}
        } else {
            while let Some(c) = chars.next_if(|&c| c != ',') {
                if matches!(c, '{' | '}' | '"') {
                    return None;
                }
                value.push(c);
            }
        }
        if quoted && !closed {
            return None;
        }
        let value = if quoted { value } else { value.trim_end().to_owned() };
        values.push(if !quoted && value.eq_ignore_ascii_case("null") {
            Node::Word("null".into())
        } else {
            Node::String(value)
        });
        match chars.next() {
            Some(',') => {}
            None => return Some(values),
            Some(_) => return None,
        }
    }
}

/// An infix operator. Rows that are equal are so value by value: `(a, b) = (1, 2)`.
pub(super) fn operator(name: String, left: Node, right: Node) -> Node {
    match (left, right) {
        (Node::Row(left), Node::Row(right)) if name == "=" && left.len() == right.len() && !left.is_empty() => {
            and(left.into_iter().zip(right).map(|(a, b)| operator(name.clone(), a, b)).collect_vec())
        }
        (left, right) => Node::Operator(name, vec![left, right]),
    }
}

/// `-x`, `+x`, …
pub(super) fn prefix(name: String, operand: Node) -> Node {
    match (name.as_str(), operand) {
        ("-", Node::Number(number)) => {
            Node::Number(number.strip_prefix('-').map_or_else(|| format!("-{number}"), str::to_owned))
        }
        ("+", operand) => operand,
        (_, operand) => Node::Operator(name, vec![operand]),
    }
}

/// `NOT x`.
pub(super) fn not(node: Node) -> Node {
    match node {
        Node::Not(inner) => *inner,
        Node::In(subject, values) => Node::NotIn(subject, values),
        Node::NotIn(subject, values) => Node::In(subject, values),
        Node::Operator(name, operands) => {
            let opposite = match name.as_str() {
                "is null" => "is not null",
                "is not null" => "is null",
                "~~" => "!~~",
                "~~*" => "!~~*",
                "!~~" => "~~",
                "!~~*" => "~~*",
                "~" => "!~",
                "!~" => "~",
                "~*" => "!~*",
                "!~*" => "~*",
                "=" => "<>",
                "<>" => "=",
                _ => return Node::Not(Box::new(Node::Operator(name, operands))),
            };
            Node::Operator(opposite.to_owned(), operands)
        }
        node => Node::Not(Box::new(node)),
    }
}

/// `a AND b AND …`.
pub(super) fn and(operands: Vec<Node>) -> Node {
    let mut parts = Vec::with_capacity(operands.len());
    for operand in operands {
        match operand {
            Node::And(inner) => parts.push_all(inner),
            other => parts.push(other),
        }
    }
    match parts.len() {
        1 => parts.pop().unwrap_or(Node::Boolean(true)),
        _ => Node::And(parts),
    }
}

/// `a OR b OR …`: equalities of the same subject with constants become one list of values.
pub(super) fn or(operands: Vec<Node>) -> Node {
    let mut parts: Vec<Node> = Vec::with_capacity(operands.len());
    for operand in operands {
        match operand {
            Node::Or(inner) => parts.push_all(inner),
            other => parts.push(other),
        }
    }
    let mut merged: Vec<Node> = Vec::with_capacity(parts.len());
    let mut lists: Map<String, usize> = Map::new();
    for part in parts {
        let (subject, values) = match part {
            Node::In(subject, values) => (*subject, values),
            Node::Operator(name, operands) if name == "=" && operands.get(1).is_some_and(is_constant) => {
                let mut operands = operands.into_iter();
                match (operands.next(), operands.next()) {
                    (Some(subject), Some(value)) => (subject, vec![value]),
                    _ => continue,
                }
            }
            other => {
                merged.push(other);
                continue;
            }
        };
        let key = subject.to_string();
        if let Some(Node::In(_, known)) = lists.get(&key).and_then(|&at| merged.get_mut(at)) {
            known.push_all(values);
        } else {
            lists.insert(key, merged.len());
            merged.push(Node::In(Box::new(subject), values));
        }
    }
    for part in &mut merged {
        if let Node::In(subject, values) = part {
            let (subject, values) = (std::mem::replace(&mut **subject, Node::Boolean(true)), std::mem::take(values));
            *part = one_of(subject, values, false);
        }
    }
    match merged.len() {
        1 => merged.pop().unwrap_or(Node::Boolean(false)),
        _ => Node::Or(merged),
    }
}

/// `x IN (…)`; of one value it is an equality.
pub(super) fn one_of(subject: Node, mut values: Vec<Node>, negated: bool) -> Node {
    if values.len() == 1
        && let Some(value) = values.pop()
    {
        return operator(if negated { "<>" } else { "=" }.to_owned(), subject, value);
    }
    if negated { Node::NotIn(Box::new(subject), values) } else { Node::In(Box::new(subject), values) }
}

/// `x = ANY (…)`, `x <> ALL (…)`: over an array's values a list.
pub(super) fn quantified(name: String, quantifier: &'static str, left: Node, right: Node) -> Node {
    let right = match right {
        Node::String(text) => array_constant(&text).map_or_else(|| Node::String(text), Node::Array),
        other => other,
    };
    match (name.as_str(), quantifier, right) {
        ("=", "any", Node::Array(values)) if !values.is_empty() => one_of(left, values, false),
        ("<>", "all", Node::Array(values)) if !values.is_empty() => one_of(left, values, true),
        (_, _, right) => Node::Quantified(name, quantifier, Box::new(left), Box::new(right)),
    }
}

/// Whether two trees are one, but for casts that only one of them has and that the system adds by itself.
pub(super) fn differ_in_implicit_casts(a: &Node, b: &Node) -> bool {
    fn lists(a: &[Node], b: &[Node]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| differ_in_implicit_casts(a, b))
    }
    match (a, b) {
        (Node::Cast(a, one), Node::Cast(b, other)) => one == other && differ_in_implicit_casts(a, b),
        (Node::Cast(inner, name), other) | (other, Node::Cast(inner, name)) => {
            is_implicit(name) && differ_in_implicit_casts(inner, other)
        }
        (Node::Call(one, a), Node::Call(other, b)) | (Node::Operator(one, a), Node::Operator(other, b)) => {
            one == other && lists(a, b)
        }
        (Node::And(a), Node::And(b))
        | (Node::Or(a), Node::Or(b))
        | (Node::Array(a), Node::Array(b))
        | (Node::Row(a), Node::Row(b)) => lists(a, b),
        (Node::Not(a), Node::Not(b)) => differ_in_implicit_casts(a, b),
        (Node::In(one, a), Node::In(other, b)) | (Node::NotIn(one, a), Node::NotIn(other, b)) => {
            differ_in_implicit_casts(one, other) && lists(a, b)
        }
        (Node::Quantified(one, quantifier, a, c), Node::Quantified(other, same, b, d)) => {
            one == other && quantifier == same && differ_in_implicit_casts(a, b) && differ_in_implicit_casts(c, d)
        }
        (Node::Case(a), Node::Case(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && differ_in_implicit_casts(&a.1, &b.1))
        }
        (a, b) => a == b,
    }
}

/// Types that the system casts to without being asked.
fn is_implicit(name: &str) -> bool {
    let base = name.split('(').next().unwrap_or_default();
    !name.contains('(')
        && (is_number(base)
            || is_text(base)
            || name.starts_with("timestamp")
            || matches!(base, "date" | "regclass" | "oid"))
}

/// A value that no row changes.
pub(super) fn is_constant(node: &Node) -> bool {
    matches!(node, Node::String(_) | Node::Number(_) | Node::Boolean(_))
}

impl std::fmt::Display for Node {
    /// The canonical text: fully parenthesised; operands of `AND`, `OR` and `IN` sorted.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        fn list(f: &mut std::fmt::Formatter<'_>, nodes: &[Node], separator: &str) -> std::fmt::Result {
            for (i, node) in nodes.iter().enumerate() {
                f.write_str(if i == 0 { "" } else { separator })?;
                node.fmt(f)?;
            }
            Ok(())
        }
        fn sorted(f: &mut std::fmt::Formatter<'_>, nodes: &[Node], separator: &str) -> std::fmt::Result {
            let mut texts: Vec<String> = nodes.mapped(Node::to_string);
            sort::items(&mut texts);
            texts.dedup();
            f.write_str(&texts.join(separator))
        }
        match self {
            Self::Column(name) => write!(f, "\"{}\"", name.replace('"', "\"\"")),
            Self::String(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Number(text) | Self::Word(text) => f.write_str(text),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Call(name, arguments) => {
                write!(f, "{name}(")?;
                list(f, arguments, ", ")?;
                f.write_str(")")
            }
            Self::Operator(name, operands) => {
                f.write_str("(")?;
                if let [left, right] = operands.as_slice() {
                    write!(f, "{left} {name} {right}")?;
                } else {
                    write!(f, "{name} ")?;
                    list(f, operands, " ")?;
                }
                f.write_str(")")
            }
            Self::And(parts) => {
                f.write_str("(")?;
                sorted(f, parts, " and ")?;
                f.write_str(")")
            }
            Self::Or(parts) => {
                f.write_str("(")?;
                sorted(f, parts, " or ")?;
                f.write_str(")")
            }
            Self::Not(inner) => write!(f, "(not {inner})"),
            Self::In(subject, values) | Self::NotIn(subject, values) => {
                let word = if matches!(self, Self::In(..)) { "in" } else { "not in" };
                write!(f, "({subject} {word} (")?;
                sorted(f, values, ", ")?;
                f.write_str("))")
            }
            Self::Quantified(name, quantifier, left, right) => write!(f, "({left} {name} {quantifier} {right})"),
            Self::Cast(node, name) => write!(f, "({node}::{name})"),
            Self::Array(values) => {
                f.write_str("array[")?;
                list(f, values, ", ")?;
                f.write_str("]")
            }
            Self::Row(values) => {
                f.write_str("row(")?;
                list(f, values, ", ")?;
                f.write_str(")")
            }
            Self::Case(parts) => {
                f.write_str("(case")?;
                for (keyword, node) in parts {
                    write!(f, " {keyword} {node}")?;
                }
                f.write_str(" end)")
            }
        }
    }
}
