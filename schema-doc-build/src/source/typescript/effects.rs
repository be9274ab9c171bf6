//! The statements of a module that change what its names hold: `tables.users = …`, `for (const t of all) tables[t] = …`.

use std::collections::HashMap;
use std::rc::Rc;

use super::ast::{Expression, ExpressionKind, PatternKind, Statement, StatementKind};

/// By name, the positions of the statements that may change it.
pub(super) fn of(body: &[Statement]) -> HashMap<Rc<str>, Vec<usize>> {
    let mut found: HashMap<Rc<str>, Vec<usize>> = HashMap::new();
    for (at, statement) in body.iter().enumerate() {
        changed(statement, &mut |name| {
            let places = found.entry(name.clone()).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        });
    }
    found
}

/// Calls `with` for every name whose value a statement may change.
fn changed(statement: &Statement, with: &mut dyn FnMut(&Rc<str>)) {
    match &statement.kind {
        StatementKind::Expression(expression) => changed_by(expression, with),
        StatementKind::If(_, then, other) => {
            changed(then, with);
            if let Some(other) = other {
                changed(other, with);
            }
        }
        StatementKind::Block(block) | StatementKind::Try(block, ..) => block.iter().for_each(|s| changed(s, with)),
        StatementKind::Each { body, .. }
        | StatementKind::For { body, .. }
        | StatementKind::While(_, body)
        | StatementKind::DoWhile(body, _)
        | StatementKind::Labeled(_, body) => changed(body, with),
        _ => {}
    }
}

fn changed_by(expression: &Expression, with: &mut dyn FnMut(&Rc<str>)) {
    match &expression.kind {
        ExpressionKind::Assign { target, .. } | ExpressionKind::Update { target, .. } => match &target.kind {
            PatternKind::Name(name) => with(name),
            PatternKind::Member(member) => begins_with(member, with),
            _ => {}
        },
        ExpressionKind::Unary("delete", of) => begins_with(of, with),
        ExpressionKind::Call { callee, arguments, .. } => {
            // `list.push(…)`, `list.forEach((t) => { tables[t] = … })`, `Object.assign(tables, …)`
            begins_with(callee, with);
            for argument in arguments.iter().filter_map(|argument| argument.value.as_ref()) {
                match &argument.kind {
                    ExpressionKind::Name(name) => with(name),
                    ExpressionKind::Function(function) => match &function.body {
                        super::ast::Body::Expression(inside) => changed_by(inside, with),
                        super::ast::Body::Block(block) => block.iter().for_each(|s| changed(s, with)),
                        super::ast::Body::None => {}
                    },
                    _ => {}
                }
            }
        }
        ExpressionKind::Sequence(all) => all.iter().for_each(|expression| changed_by(expression, with)),
        ExpressionKind::Chain(inside) => changed_by(inside, with),
        _ => {}
    }
}

/// The name that `name.a[b].c` begins with.
fn begins_with(expression: &Expression, with: &mut dyn FnMut(&Rc<str>)) {
    match &expression.kind {
        ExpressionKind::Name(name) => with(name),
        ExpressionKind::Member { object, .. } | ExpressionKind::Index { object, .. } => begins_with(object, with),
        ExpressionKind::Chain(inside) => begins_with(inside, with),
        _ => {}
    }
}
