//! Validation rules in words, out of checks.

use super::node::Node;

/// What a check asks of its columns besides closed sets: [`Stated::rules`](super::Stated::rules).
pub(super) fn rules(node: &Node) -> Vec<(String, String)> {
    let mut rules = Vec::new();
    let parts = match node {
        Node::And(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        if let Some(range) = parts.get(at + 1).and_then(|next| range(part, next)) {
            rules.push(range);
            at += 2;
            continue;
        }
        rule(part, &mut rules);
        at += 1;
    }
    rules
}

/// `x >= a AND x <= b`.
fn range(low: &Node, high: &Node) -> Option<(String, String)> {
    let (Node::Operator(first, left), Node::Operator(second, right)) = (low, high) else { return None };
    let ([subject, low], [other, high]) = (left.as_slice(), right.as_slice()) else { return None };
    if first != ">=" || second != "<=" || subject != other {
        return None;
    }
    let (column, unit) = subject_of(subject)?;
    Some((column.to_owned(), format!("from {} to {}{unit}", constant(low)?, constant(high)?)))
}

fn rule(node: &Node, rules: &mut Vec<(String, String)>) {
    match node {
        // x IS NULL OR …: what is asked of a value where there is one
        Node::Or(parts) => {
            if let [Node::Operator(name, subject), other] | [other, Node::Operator(name, subject)] = parts.as_slice()
                && name == "is null"
                && let [Node::Column(column)] = subject.as_slice()
            {
                let start = rules.len();
                rule(other, rules);
                if rules.iter().skip(start).any(|(name, _)| name != column) {
                    rules.truncate(start);
                }
            }
        }
        Node::Operator(name, operands) => {
            if let [left, right] = operands.as_slice() {
                comparison(name, left, right, rules);
            }
        }
        _ => {}
    }
}

fn comparison(name: &str, left: &Node, right: &Node, rules: &mut Vec<(String, String)>) {
    if let (Node::Column(a), Node::Column(b)) = (left, right) {
        if let (Some(words), Some(back)) = (order(name), flip(name).and_then(order)) {
            rules.push((a.clone(), format!("{words} `{}`", code(b))));
            rules.push((b.clone(), format!("{back} `{}`", code(a))));
        }
        return;
    }
    if let (Some((column, unit)), Some(value)) = (subject_of(left), constant(right)) {
        if let Some(words) = words(name, &value, unit, right) {
            rules.push((column.to_owned(), words));
        }
    } else if let (Some(value), Some((column, unit)), Some(flipped)) = (constant(left), subject_of(right), flip(name)) {
        if let Some(words) = words(flipped, &value, unit, left) {
            rules.push((column.to_owned(), words));
        }
    } else if name == "=" {
        for (column, call) in [(left, right), (right, left)] {
            if let (Node::Column(column), Node::Call(function, arguments)) = (column, call)
                && matches!(arguments.as_slice(), [Node::Column(other)] if other == column)
            {
                let words = match function.as_str() {
                    "lower" => "lower case",
                    "upper" => "upper case",
                    "btrim" => "no spaces around it",
                    _ => return,
                };
                rules.push((column.clone(), words.to_owned()));
            }
        }
    }
}

/// A column, or its length in characters, and the unit.
fn subject_of(node: &Node) -> Option<(&str, &'static str)> {
    match node {
        Node::Column(name) => Some((name, "")),
        Node::Call(function, arguments) => {
            let inner = match arguments.as_slice() {
                [Node::Column(name)] => name,
                [Node::Call(trim, inner)] if trim == "btrim" => match inner.as_slice() {
                    [Node::Column(name)] => name,
                    _ => return None,
                },
                _ => return None,
            };
            match function.as_str() {
                "length" | "char_length" | "character_length" => Some((inner, " characters")),
                "octet_length" => Some((inner, " bytes")),
                "cardinality" | "jsonb_array_length" => Some((inner, " elements")),
                _ => None,
            }
        }
        _ => None,
    }
}

fn constant(node: &Node) -> Option<String> {
    match node {
        Node::Number(number) => Some(number.clone()),
        Node::String(text) => Some(format!("`{}`", code(text))),
        Node::Word(word) if word.starts_with("current_") || word.starts_with("local") => Some(format!("`{word}`")),
        Node::Call(name, arguments) if arguments.is_empty() => Some(format!("`{}()`", code(name))),
        _ => None,
    }
}

/// Text between backticks: a backtick in it would end them.
fn code(text: &str) -> String {
    text.replace('`', "'")
}

fn words(name: &str, value: &str, unit: &str, node: &Node) -> Option<String> {
    if let Some(words) = order(name) {
        if unit == " characters" && matches!((name, value), (">", "0") | (">=", "1")) {
            return Some("not empty".to_owned());
        }
        return Some(format!("{words} {value}{unit}"));
    }
    match name {
        "=" if !unit.is_empty() => Some(format!("exactly {value}{unit}")),
        "<>" if matches!(node, Node::String(text) if text.is_empty()) || (value == "0" && !unit.is_empty()) => {
            Some("not empty".to_owned())
        }
        "<>" if unit.is_empty() => Some(format!("not {value}")),
        "~" => Some(format!("matches {value}")),
        "~*" => Some(format!("matches {value} in any case")),
        "!~" => Some(format!("does not match {value}")),
        "~~" => Some(format!("is like {value}")),
        "~~*" => Some(format!("is like {value} in any case")),
        "!~~" => Some(format!("is not like {value}")),
        _ => None,
    }
}

fn order(name: &str) -> Option<&'static str> {
    match name {
        ">" => Some("greater than"),
        ">=" => Some("at least"),
        "<" => Some("less than"),
        "<=" => Some("at most"),
        _ => None,
    }
}

fn flip(name: &str) -> Option<&'static str> {
    match name {
        ">" => Some("<"),
        ">=" => Some("<="),
        "<" => Some(">"),
        "<=" => Some(">="),
        "=" => Some("="),
        "<>" => Some("<>"),
        _ => None,
    }
}
