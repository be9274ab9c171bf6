//! Closed sets of values, out of checks.

use super::node::Node;
use crate::list::{IteratorExt, SliceExt, VecExt};

/// The values that a check leaves a column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValueSet {
    /// The column.
    pub column: String,
    /// In the order of the check, without doubles.
    pub values: Vec<String>,
    /// They are numbers, not strings.
    pub numeric: bool,
}

/// The closed sets of a check: `a IN (…)`, and several under `AND`.
pub(super) fn sets(node: &Node) -> Vec<ValueSet> {
    match node {
        Node::And(parts) => parts.iter().filter_map(set).collect_vec(),
        other => set(other).into_iter().collect_vec(),
    }
}

/// `a IN (…)`, `a = 'x'`, `a IS NULL OR a IN (…)`.
fn set(node: &Node) -> Option<ValueSet> {
    match node {
        Node::In(subject, values) => value_set(column(subject)?, values),
        Node::Operator(name, operands) if name == "=" => match operands.as_slice() {
            [subject, value] => match column(subject) {
                Some(name) => value_set(name, std::slice::from_ref(value)),
                None => value_set(column(value)?, std::slice::from_ref(subject)),
            },
            _ => None,
        },
        Node::Or(parts) => {
            let mut found: Option<ValueSet> = None;
            for part in parts {
                if let Node::Operator(name, operands) = part
                    && name == "is null"
                {
                    let name = column(operands.first()?)?;
                    if found.as_ref().is_some_and(|set| set.column != name) {
                        return None;
                    }
                    found.get_or_insert_with(|| ValueSet {
                        column: name.to_owned(),
                        values: Vec::new(),
                        numeric: false,
                    });
                    continue;
                }
                let more = set(part)?;
                match &mut found {
                    Some(known) if known.column != more.column => return None,
                    Some(known) if !known.values.is_empty() => {
                        (known.numeric == more.numeric).then_some(())?;
                        known.values.push_all(more.values);
                    }
                    found => *found = Some(more),
                }
            }
            found.filter(|set| !set.values.is_empty())
        }
        _ => None,
    }
}

fn value_set(column: &str, nodes: &[Node]) -> Option<ValueSet> {
    let numeric = matches!(nodes.find(|n| !is_null(n))?, Node::Number(_));
    let mut seen = crate::ordered::Set::new();
    let mut values = Vec::new();
    for node in nodes.iter().filter(|n| !is_null(n)) {
        let value = match node {
            Node::String(text) if !numeric => text,
            Node::Number(text) if numeric => text,
            _ => return None,
        };
        if seen.insert(value) {
            values.push(value.clone());
        }
    }
    Some(ValueSet { column: column.to_owned(), values, numeric })
}

/// A null among the values lets nothing further in.
fn is_null(node: &Node) -> bool {
    matches!(node, Node::Word(word) if word == "null")
}

/// The column, through casts and calls that change its spelling alone.
fn column(mut node: &Node) -> Option<&str> {
    loop {
        node = match node {
            Node::Column(name) => return Some(name),
            Node::Cast(inner, _) => inner,
            Node::Call(name, arguments) if matches!(name.as_str(), "upper" | "lower" | "btrim") => arguments.first()?,
            _ => return None,
        };
    }
}
