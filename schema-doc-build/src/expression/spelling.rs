//! What two spellings of an expression may differ in beside their form: a namespace that one of them leaves to the search path, and how
//! times and JSON are written.

use super::constant::{instant, json};
use super::node::Node;
use crate::ordered::Set;

/// Brings two trees to one spelling. Where both say a namespace it counts, and so does what is done with an object that moved to another: it
/// is itself a difference.
pub(super) fn align(a: &mut Node, b: &mut Node) {
    let [of_a, of_b] = [&mut *a, &mut *b].map(|node| {
        let mut unqualified = Set::new();
        visit(node, &mut |node| {
            constants(node);
            if let Some(name) = name(node).filter(|name| !name.contains('.')) {
                unqualified.insert(name.clone());
            }
        });
        unqualified
    });
    for (node, known) in [(a, of_b), (b, of_a)] {
        visit(node, &mut |node| {
            if let Some(name) = name(node)
                && let Some((_, own)) = name.rsplit_once('.')
                && known.contains(own)
            {
                *name = own.to_owned();
            }
        });
    }
}

/// A name that a search path may be asked for: of a function, a type, a sequence.
fn name(node: &mut Node) -> Option<&mut String> {
    match node {
        Node::Call(name, _) | Node::Cast(_, name) => Some(name),
        _ => None,
    }
}

fn constants(node: &mut Node) {
    let Node::String(text) = node else { return };
    if let [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'-', ..] = text.as_bytes() {
        // What says no time zone is printed in that of the reader, which is UTC.
        let whole = || if text.contains(':') { format!("{text}+00") } else { format!("{text} 00:00:00+00") };
        if let Some((seconds, fraction)) = instant(text).or_else(|| instant(&whole())) {
            *text = format!("@{seconds}.{fraction}");
        }
    } else if text.starts_with(['{', '[']) {
        *text = json(text);
    }
}

/// Each node of a tree.
fn visit(node: &mut Node, with: &mut impl FnMut(&mut Node)) {
    with(node);
    match node {
        Node::Call(_, parts)
        | Node::Operator(_, parts)
        | Node::And(parts)
        | Node::Or(parts)
        | Node::Array(parts)
        | Node::Row(parts) => {
            for part in parts {
                visit(part, with);
            }
        }
        Node::Not(inner) | Node::Cast(inner, _) => visit(inner, with),
        Node::In(subject, values) | Node::NotIn(subject, values) => {
            visit(subject, with);
            for value in values {
                visit(value, with);
            }
        }
        Node::Quantified(_, _, left, right) => {
            visit(left, with);
            visit(right, with);
        }
        Node::Case(parts) => {
            for (_, part) in parts {
                visit(part, with);
            }
        }
        Node::Column(_) | Node::String(_) | Node::Number(_) | Node::Boolean(_) | Node::Word(_) => {}
    }
}
