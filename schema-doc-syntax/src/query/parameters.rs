//! The parameters of a query.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Statement, Value, ValueWithSpan, Visit, Visitor};

/// The parameters of a query, however they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    /// How many values have to be bound: the highest number (`$2`, `?2`), the count of `?`, the names.
    pub count: usize,
    /// Names, each once, in the order of the text: `:email`, `@email`.
    pub names: Vec<String>,
    /// Numbers that are left out: of `$1` and `$3` the `2`.
    pub unused: Vec<usize>,
}

pub(super) fn of(statements: &[Statement]) -> Parameters {
    let mut found = Placeholders::default();
    for statement in statements {
        let _ = statement.visit(&mut found);
    }
    let highest = found.numbers.iter().copied().max().unwrap_or_default();
    // A number beyond what any system allows is none that was meant to be counted to.
    let unused = (1..=highest.min(1000)).filter(|number| !found.numbers.contains(number)).collect();
    Parameters { count: highest + found.plain + found.names.len(), names: found.names, unused }
}

#[derive(Default)]
struct Placeholders {
    plain: usize,
    numbers: Vec<usize>,
    names: Vec<String>,
}

impl Placeholders {
    /// `?`, `?1`, `$1`, `:name`.
    fn add(&mut self, written: &str) {
        let mut chars = written.chars();
        let mark = chars.next();
        let name = chars.as_str();
        match name.parse() {
            Ok(number) => self.numbers.push(number),
            Err(_) if name.is_empty() && mark == Some('?') => self.plain += 1,
            Err(_) if name.is_empty() || self.names.iter().any(|other| other == name) => {}
            Err(_) => self.names.push(name.to_owned()),
        }
    }
}

impl Visitor for Placeholders {
    type Break = ();

    fn pre_visit_value(&mut self, value: &ValueWithSpan) -> ControlFlow<()> {
        if let Value::Placeholder(written) = &value.value {
            self.add(written);
        }
        ControlFlow::Continue(())
    }

    /// `@email` is a name to the parser; `@@rowcount` is the system's.
    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        if let Expr::Identifier(ident) = expression
            && ident.value.starts_with('@')
            && !ident.value.starts_with("@@")
            && ident.quote_style.is_none()
        {
            self.add(&ident.value);
        }
        ControlFlow::Continue(())
    }
}
