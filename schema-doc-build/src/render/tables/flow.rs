//! The states that a row goes through.

use super::Context;
use crate::analyze::StateFlow;
use crate::list::{IteratorExt, SliceExt};
use crate::render::markdown::{block, code, fenced, heading};

/// `## Status Flow`.
pub(super) fn section(out: &mut String, context: &Context) {
    let flows = &context.facts.state_flows;
    let shown = |flow: &&StateFlow| context.table.column(&flow.column).is_none_or(|c| !c.annotations.ignore);
    if flows.iter().filter(shown).count() == 0 {
        return;
    }
    heading(out, 2, "Status Flow");
    for flow in flows.iter().filter(shown) {
        let initial = context.table.column(&flow.column).and_then(|c| c.default_expression()).and_then(literal);
        let initial = initial.and_then(|value| flow.states.position(|state| *state == value));
        let mut sentence = format!("{} goes through these states.", code(&flow.column));
        if let Some(state) = initial.and_then(|i| flow.states.get(i)) {
            sentence.push_str(&format!(" A new row is {}.", code(state)));
        }
        let ends =
            states(flow, |state| flow.transitions.any(|t| t.to == state) && !flow.transitions.any(|t| t.from == state));
        if !ends.is_empty() && ends.len() < flow.states.len() {
            sentence.push_str(&format!(" Nothing leads out of {}.", crate::render::words::codes(ends)));
        }
        block(out, &sentence);
        block(out, &fenced("mermaid", &diagram(flow, initial)));
        let unreached = states(flow, |state| !flow.transitions.any(|t| t.from == state || t.to == state));
        if !unreached.is_empty() {
            block(out, &format!("Not part of the flow: {}.", crate::render::words::codes(unreached)));
        }
    }
}

fn states(flow: &StateFlow, keep: impl Fn(&str) -> bool) -> Vec<&str> {
    flow.states.iter().map(String::as_str).filter(|state| keep(state)).collect_vec()
}

/// A `stateDiagram-v2` whose states have names of our own, so that any state parses.
fn diagram(flow: &StateFlow, initial: Option<usize>) -> String {
    let mut out = String::from("stateDiagram-v2\n");
    let used = |state: &str| flow.transitions.any(|t| t.from == state || t.to == state);
    let alias = |state: &str| flow.states.position(|s| s == state).map(|i| i + 1);
    for state in &flow.states {
        if let Some(alias) = alias(state).filter(|_| used(state)) {
            out.push_str(&format!("    state \"{}\" as s{alias}\n", label(state)));
        }
    }
    if let Some(state) = initial.and_then(|i| flow.states.get(i)).filter(|state| used(state)) {
        out.push_str(&format!("    [*] --> s{}\n", alias(state).unwrap_or_default()));
    }
    for transition in &flow.transitions {
        if let (Some(from), Some(to)) = (alias(&transition.from), alias(&transition.to)) {
            out.push_str(&format!("    s{from} --> s{to}\n"));
        }
    }
    for state in states(flow, |state| used(state) && !flow.transitions.any(|t| t.from == state)) {
        out.push_str(&format!("    s{} --> [*]\n", alias(state).unwrap_or_default()));
    }
    out
}

/// A state's name inside Mermaid's quotes: everything but words is a character code.
fn label(state: &str) -> String {
    let mut out = String::new();
    for c in state.chars() {
        match c {
            c if c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ') => out.push(c),
            c if c.is_control() || c.is_whitespace() => out.push(' '),
            c if c.is_ascii() => out.push_str(&format!("#{};", c as u32)),
            c => out.push(c),
        }
    }
    if out.trim().is_empty() { "#quot;#quot;".to_owned() } else { out }
}

/// `'active'::text` → `active`.
fn literal(expression: &str) -> Option<String> {
    let inside = expression.trim().strip_prefix('\'')?;
    let mut value = String::new();
    let mut chars = inside.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\'' {
            value.push(c);
        } else if chars.next_if_eq(&'\'').is_some() {
            value.push('\'');
        } else {
            let rest: String = chars.collect();
            return (rest.is_empty() || rest.starts_with("::")).then_some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{diagram, label, literal};
    use crate::analyze::StateFlow;
    use crate::model::Transition;

    #[test]
    fn a_default_names_the_first_state() {
        let check = |expression: &str, expected: Option<&str>| assert_eq!(literal(expression).as_deref(), expected);
        check("'active'", Some("active"));
        check("'it''s'::order_status", Some("it's"));
        check("lower('A')", None);
        check("'a' || 'b'", None);
        check("'a", None);
    }

    #[test]
    fn states_have_aliases() {
        let step = |from: &str, to: &str| Transition { from: from.into(), to: to.into() };
        let states = ["end", "a\"b", "never"].map(str::to_owned).to_vec();
        let flow = StateFlow::new("status", states, vec![step("end", "a\"b")]);
        let expected = "stateDiagram-v2\n    state \"end\" as s1\n    state \"a#34;b\" as s2\n    [*] --> s1\n    s1 --> s2\n    s2 --> [*]\n";
        assert_eq!(diagram(&flow, Some(0)), expected);
        assert_eq!(label(" "), "#quot;#quot;");
    }
}
