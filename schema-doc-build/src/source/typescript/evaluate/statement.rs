//! Statements: of functions, and those of modules that change what names hold.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::array::iterated;
use super::{Evaluated, Program, Stop, closure_of, undecided};
use crate::list::SliceExt;
use crate::source::typescript::ast::{Enum, Expression, ExpressionKind, Pattern, Statement, StatementKind, Variable};
use crate::source::typescript::scope::Scope;
use crate::source::typescript::value::{Object, Property, Slot, Value};

/// How a statement ends.
#[derive(Debug)]
pub(in crate::source::typescript) enum Flow {
    Next,
    Return(Value),
    Break(Option<Rc<str>>),
    Continue(Option<Rc<str>>),
}

impl Flow {
    /// What a function gives that ends so.
    pub(in crate::source::typescript) fn value(self) -> Value {
        match self {
            Self::Return(value) => value,
            _ => Value::Undefined,
        }
    }
}

/// What a loop does when its body has ended so.
enum Turn {
    Again,
    Stop,
    Leave(Flow),
}

impl Program<'_> {
    /// Runs statements in a scope of their own.
    fn block(&mut self, statements: &[Statement], scope: &Rc<Scope>) -> Result<Flow, Stop> {
        self.run(statements, &Scope::inside(scope))
    }

    /// Runs statements. Functions are known before they stand.
    pub(super) fn run(&mut self, statements: &[Statement], scope: &Rc<Scope>) -> Result<Flow, Stop> {
        for statement in statements {
            if let StatementKind::Function(function) = &statement.kind
                && let Some(name) = &function.name
            {
                scope.declare(name, closure_of(function, scope));
            }
        }
        for statement in statements {
            match self.execute(statement, scope)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    pub(in crate::source::typescript) fn execute(
        &mut self,
        statement: &Statement,
        scope: &Rc<Scope>,
    ) -> Result<Flow, Stop> {
        let span = self.place(statement.range, scope);
        self.step(span)?;
        match &statement.kind {
            StatementKind::Variables(variables) => {
                for variable in variables {
                    let is_said = variable.value.is_some();
                    for (name, value) in self.bind_variable(variable, scope)? {
                        if variable.hoisted {
                            scope.declare_hoisted(&name, value, is_said);
                        } else {
                            scope.declare(&name, value);
                        }
                    }
                }
            }
            StatementKind::Class(class) => {
                let value = self.class(class, scope)?;
                class.name.iter().for_each(|name| scope.declare(name, value.clone()));
            }
            StatementKind::Enum(found) => {
                let value = self.enumeration(found, scope)?;
                scope.declare(&found.name, value);
            }
            StatementKind::Expression(expression) => {
                self.evaluate(expression, scope)?;
            }
            StatementKind::Return(value) => {
                let value = value.as_ref().map_or(Ok(Value::Undefined), |value| self.evaluate(value, scope))?;
                return Ok(Flow::Return(value));
            }
            StatementKind::If(test, then, other) => return self.choose(test, then, other.as_deref(), scope, span),
            StatementKind::Block(block) => return self.block(block, scope),
            StatementKind::Each { pattern, of, keys, body } => {
                let of = self.evaluate(of, scope)?;
                return self.each(pattern, &of, *keys, body, None, scope, span);
            }
            StatementKind::For { .. } | StatementKind::While(..) | StatementKind::DoWhile(..) => {
                return self.repeat(statement, None, scope);
            }
            StatementKind::Switch(of, cases) => return self.switch(of, cases, scope, span),
            StatementKind::Break(label) => return Ok(Flow::Break(label.clone())),
            StatementKind::Continue(label) => return Ok(Flow::Continue(label.clone())),
            StatementKind::Labeled(label, inside) => return self.labeled(label, inside, scope, span),
            StatementKind::Throw(value) => return Err(Stop::Throw(self.evaluate(value, scope)?)),
            StatementKind::Try(block, handler, last) => {
                return self.attempt(block, handler.as_ref(), last, scope, span);
            }
            StatementKind::Other(what) => {
                return Ok(Flow::Return(super::unknown(format!("{what} is not evaluated"), span)));
            }
            // Functions are declared where their block begins.
            StatementKind::Function(_) | StatementKind::Empty => {}
        }
        Ok(Flow::Next)
    }

    fn choose(
        &mut self,
        test: &Expression,
        then: &Statement,
        other: Option<&Statement>,
        scope: &Rc<Scope>,
        span: Span,
    ) -> Result<Flow, Stop> {
        let test = self.evaluate(test, scope)?;
        let chosen = match self.truth(&test) {
            Some(true) => Some(then),
            Some(false) => other,
            // `if (!url) throw …`: a program that runs does not throw.
            None if throws(then) => other,
            None if other.is_some_and(throws) => Some(then),
            None if is_idle(then) && other.is_none_or(is_idle) => None,
            None => return Ok(Flow::Return(undecided(&test, span))),
        };
        chosen.map_or(Ok(Flow::Next), |statement| self.execute(statement, scope))
    }

    fn labeled(&mut self, label: &Rc<str>, inside: &Statement, scope: &Rc<Scope>, span: Span) -> Result<Flow, Stop> {
        let flow = match &inside.kind {
            StatementKind::Each { pattern, of, keys, body } => {
                let of = self.evaluate(of, scope)?;
                self.each(pattern, &of, *keys, body, Some(label), scope, span)?
            }
            StatementKind::For { .. } | StatementKind::While(..) | StatementKind::DoWhile(..) => {
                self.repeat(inside, Some(label), scope)?
            }
            _ => self.execute(inside, scope)?,
        };
        Ok(match flow {
            Flow::Break(Some(found)) if found == *label => Flow::Next,
            other => other,
        })
    }

    /// `for (… of list)`, `for (… in object)`
    #[allow(clippy::too_many_arguments)] // the parts of the statement
    fn each(
        &mut self,
        pattern: &Pattern,
        of: &Value,
        keys: bool,
        body: &Statement,
        label: Option<&Rc<str>>,
        scope: &Rc<Scope>,
        span: Span,
    ) -> Result<Flow, Stop> {
        let items = if keys {
            of.properties().map(|all| all.into_iter().map(|p| Slot::new(Value::String(p.key), p.span)).collect())
        } else {
            iterated(of, span)
        };
        let Some(items) = items.filter(|items: &Vec<Slot>| !items.any(|item| item.spread)) else {
            return Ok(Flow::Return(undecided(of, span)));
        };
        for item in items {
            self.step(span)?;
            let inside = Scope::inside(scope);
            self.bind(pattern, item.value, &inside, span)?;
            match turn(self.execute(body, &inside)?, label) {
                Turn::Again => {}
                Turn::Stop => break,
                Turn::Leave(flow) => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    /// `for (;;)`, `while`, `do … while`
    fn repeat(&mut self, statement: &Statement, label: Option<&Rc<str>>, scope: &Rc<Scope>) -> Result<Flow, Stop> {
        let span = self.place(statement.range, scope);
        let mut scope = Scope::inside(scope);
        let (first, test, update, body, before) = match &statement.kind {
            StatementKind::For { first, test, update, body } => {
                (first.as_deref(), test.as_ref(), update.as_ref(), body, true)
            }
            StatementKind::While(test, body) => (None, Some(test), None, body, true),
            StatementKind::DoWhile(body, test) => (None, Some(test), None, body, false),
            _ => return Ok(Flow::Next),
        };
        if let Some(first) = first {
            self.execute(first, &scope)?;
        }
        let mut tested = before;
        loop {
            self.step(span)?;
            if let Some(test) = test.filter(|_| tested) {
                let value = self.evaluate(test, &scope)?;
                match self.truth(&value) {
                    Some(true) => {}
                    Some(false) => return Ok(Flow::Next),
                    None => return Ok(Flow::Return(undecided(&value, span))),
                }
            }
            tested = true;
            match turn(self.execute(body, &Scope::inside(&scope))?, label) {
                Turn::Again => {}
                Turn::Stop => return Ok(Flow::Next),
                Turn::Leave(flow) => return Ok(flow),
            }
            if let Some(update) = update {
                // Functions that the body made keep the names of their turn.
                scope = scope.copied();
                self.evaluate(update, &scope)?;
            }
        }
    }

    fn switch(
        &mut self,
        of: &Expression,
        cases: &[(Option<Expression>, Vec<Statement>)],
        scope: &Rc<Scope>,
        span: Span,
    ) -> Result<Flow, Stop> {
        let of = self.evaluate(of, scope)?;
        let scope = Scope::inside(scope);
        let mut start = None;
        for (at, (test, _)) in cases.iter().enumerate() {
            let Some(test) = test else { continue };
            let value = self.evaluate(test, &scope)?;
            match self.equal(&of, &value, false) {
                Some(true) => {
                    start = Some(at);
                    break;
                }
                Some(false) => {}
                None => return Ok(Flow::Return(undecided(&of, span))),
            }
        }
        let start = start.or_else(|| cases.position(|(test, _)| test.is_none()));
        for (_, body) in cases.iter().skip(start.unwrap_or(cases.len())) {
            match self.run(body, &scope)? {
                Flow::Next => {}
                Flow::Break(None) => return Ok(Flow::Next),
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn attempt(
        &mut self,
        block: &[Statement],
        handler: Option<&(Option<Pattern>, Vec<Statement>)>,
        last: &[Statement],
        scope: &Rc<Scope>,
        span: Span,
    ) -> Result<Flow, Stop> {
        let tried = usize::from(handler.is_some());
        self.tries += tried;
        let flow = self.block(block, scope);
        self.tries -= tried;
        let flow = match (flow, handler) {
            (Err(Stop::Throw(thrown)), Some((pattern, body))) => {
                let inside = Scope::inside(scope);
                if let Some(pattern) = pattern {
                    self.bind(pattern, thrown, &inside, span)?;
                }
                self.run(body, &inside)
            }
            (flow, _) => flow,
        };
        match self.block(last, scope)? {
            Flow::Next => flow,
            other => Ok(other),
        }
    }

    /// The names that a variable's pattern binds, with their values.
    pub(in crate::source::typescript) fn bind_variable(
        &mut self,
        variable: &Variable,
        scope: &Rc<Scope>,
    ) -> Result<Vec<(Rc<str>, Value)>, Stop> {
        let span = self.place(variable.range, scope);
        let value = variable.value.as_ref().map_or(Ok(Value::Undefined), |value| self.evaluate(value, scope))?;
        let mut bound = Vec::new();
        self.destructure(&variable.pattern, value, scope, span, &mut |_, name, value| {
            if let ExpressionKind::Name(name) = &name.kind {
                bound.push((name.clone(), value));
            }
            Ok(())
        })?;
        Ok(bound)
    }

    /// `enum Role { Admin = "admin", User = 2 }`: numbers lead back to their names.
    pub(in crate::source::typescript) fn enumeration(&mut self, found: &Enum, scope: &Rc<Scope>) -> Evaluated {
        let object = Rc::new(Object::default());
        // Members see those before them.
        let inside = Scope::inside(scope);
        let mut next = Some(0.0);
        for (name, value, range) in &found.members {
            let span = self.place(*range, scope);
            let value = match value {
                Some(value) => self.evaluate(value, &inside)?,
                None => match next {
                    Some(number) => Value::Number(number),
                    None => super::unknown(format!("nothing says what `{name}` is"), span),
                },
            };
            next = value.as_number().map(|number| number + 1.0);
            inside.declare(name, value.clone());
            object.set(Property::new(name.clone(), value.clone(), span));
            if let Value::Number(number) = value {
                object.set(Property::new(super::number_text(number), Value::String(name.clone()), span));
            }
        }
        Ok(Value::Object(object))
    }
}

fn turn(flow: Flow, label: Option<&Rc<str>>) -> Turn {
    match flow {
        Flow::Next | Flow::Continue(None) => Turn::Again,
        Flow::Break(None) => Turn::Stop,
        Flow::Continue(Some(found)) if Some(&found) == label => Turn::Again,
        other => Turn::Leave(other),
    }
}

/// Whether a statement does nothing but throw, or end the program.
fn throws(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Throw(_) => true,
        StatementKind::Block(block) => block.last().is_some_and(throws),
        _ => false,
    }
}

/// Whether a statement changes nothing that a schema could hang on: `console.warn(…)`.
fn is_idle(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Empty => true,
        StatementKind::Block(block) => block.all(is_idle),
        StatementKind::Expression(Expression { kind: ExpressionKind::Call { callee, .. }, .. }) => match &callee.kind {
            ExpressionKind::Member { object, .. } => {
                matches!(&object.kind, ExpressionKind::Name(name) if matches!(&**name, "console" | "process"))
            }
            _ => false,
        },
        _ => false,
    }
}
