//! Which names a piece of code uses, and how.

use std::rc::Rc;

use super::ast::{
    Body, Class, Element, Expression, ExpressionKind, Function, Key, Member, MemberKind, Pattern, PatternKind,
    Statement, StatementKind,
};

/// The methods of the language's own values that change them.
const CHANGING: &[&str] = &[
    "add",
    "clear",
    "copyWithin",
    "delete",
    "fill",
    "pop",
    "push",
    "reverse",
    "set",
    "shift",
    "sort",
    "splice",
    "unshift",
];

/// The names in a piece of code.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) mentioned: Vec<Rc<str>>,
    /// `name = …`, `name.a = …`, `delete name.a`, `name.push(…)`
    pub(super) changed: Vec<Rc<str>>,
    /// `name.method(…)`
    pub(super) called: Vec<Rc<str>>,
    /// `name(…)`, `new name(…)`, `name.method(…)`
    pub(super) run: Vec<Rc<str>>,
    /// Whether the bodies of all functions are looked into; else only of those that are called on the spot, or handed to a call.
    bodies: bool,
}

impl Uses {
    /// Of a statement. `bodies`: those of functions too that it does not call on the spot.
    pub(super) fn of(statement: &Statement, bodies: bool) -> Self {
        let mut uses = Self { bodies, ..Self::default() };
        uses.statement(statement);
        uses
    }

    fn statements<'s>(&mut self, statements: impl IntoIterator<Item = &'s Statement>) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Variables(variables) => {
                for variable in variables {
                    self.pattern(&variable.pattern);
                    self.expressions(variable.value.as_ref());
                }
            }
            StatementKind::Function(function) => self.function(function, false),
            StatementKind::Class(class) => self.class(class),
            StatementKind::Enum(found) => {
                self.expressions(found.members.iter().filter_map(|(_, value, _)| value.as_ref()));
            }
            StatementKind::Expression(value) | StatementKind::Throw(value) => self.expression(value),
            StatementKind::Return(value) => self.expressions(value.as_ref()),
            StatementKind::If(test, then, other) => {
                self.expression(test);
                self.statement(then);
                self.statements(other.as_deref());
            }
            StatementKind::Block(block) => self.statements(block),
            StatementKind::Each { pattern, of, body, .. } => {
                self.pattern(pattern);
                self.expression(of);
                self.statement(body);
            }
            StatementKind::For { first, test, update, body } => {
                self.statements(first.as_deref());
                self.expressions(test.as_ref());
                self.expressions(update.as_ref());
                self.statement(body);
            }
            StatementKind::While(test, body) | StatementKind::DoWhile(body, test) => {
                self.expression(test);
                self.statement(body);
            }
            StatementKind::Switch(of, cases) => {
                self.expression(of);
                for (test, body) in cases {
                    self.expressions(test.as_ref());
                    self.statements(body);
                }
            }
            StatementKind::Labeled(_, inside) => self.statement(inside),
            StatementKind::Try(block, handler, last) => {
                self.statements(block);
                self.statements(handler.iter().flat_map(|(_, body)| body));
                self.statements(last);
            }
            StatementKind::Break(_) | StatementKind::Continue(_) | StatementKind::Empty | StatementKind::Other(_) => {}
        }
    }

    fn expressions<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expression>) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Name(name) => self.mentioned.push(name.clone()),
            ExpressionKind::Template(_, values) | ExpressionKind::Sequence(values) => {
                self.expressions(values);
            }
            ExpressionKind::Tagged(tag, _, values) => {
                self.callee(tag);
                self.expressions(values);
            }
            ExpressionKind::Array(elements) => self.elements(elements),
            ExpressionKind::Object(members) => self.members(members),
            ExpressionKind::Function(function) => self.function(function, false),
            ExpressionKind::Class(class) => self.class(class),
            ExpressionKind::Member { object, .. } => self.expression(object),
            ExpressionKind::Index { object, index, .. } => {
                self.expression(object);
                self.expression(index);
            }
            ExpressionKind::Call { callee, arguments, .. } => self.call(callee, arguments),
            ExpressionKind::New { callee, arguments } => {
                self.callee(callee);
                self.arguments(arguments);
            }
            ExpressionKind::Chain(inside) | ExpressionKind::Await(inside) => self.expression(inside),
            ExpressionKind::Unary(operator, of) => {
                if *operator == "delete" {
                    self.changed.extend(first_name(of));
                }
                self.expression(of);
            }
            ExpressionKind::Update { target, .. } => self.target(target),
            ExpressionKind::Binary(_, left, right) | ExpressionKind::Logical(_, left, right) => {
                self.expression(left);
                self.expression(right);
            }
            ExpressionKind::Conditional(test, then, other) => {
                self.expression(test);
                self.expression(then);
                self.expression(other);
            }
            ExpressionKind::Assign { target, value, .. } => {
                self.target(target);
                self.expression(value);
            }
            ExpressionKind::Null
            | ExpressionKind::Bool(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::BigInt(_)
            | ExpressionKind::String(_)
            | ExpressionKind::This
            | ExpressionKind::Super
            | ExpressionKind::Other(_) => {}
        }
    }

    fn call(&mut self, callee: &Expression, arguments: &[Element]) {
        if let ExpressionKind::Member { object, name, .. } = &callee.kind {
            let of = first_name(object);
            self.called.extend(of.clone());
            if CHANGING.contains(&&**name) {
                self.changed.extend(of.clone());
            }
            // `Object.assign(tables, …)`
            if of.is_some_and(|of| matches!(&*of, "Object" | "Reflect")) {
                let target = arguments.first().and_then(|argument| argument.value.as_ref());
                self.changed.extend(target.and_then(first_name));
            }
        }
        self.callee(callee);
        self.arguments(arguments);
    }

    fn callee(&mut self, callee: &Expression) {
        self.run.extend(first_name(callee));
        match &callee.kind {
            ExpressionKind::Function(function) => self.function(function, true),
            _ => self.expression(callee),
        }
    }

    fn arguments(&mut self, arguments: &[Element]) {
        for value in arguments.iter().filter_map(|argument| argument.value.as_ref()) {
            match &value.kind {
                ExpressionKind::Function(function) => self.function(function, true),
                _ => self.expression(value),
            }
        }
    }

    fn elements(&mut self, elements: &[Element]) {
        self.expressions(elements.iter().filter_map(|element| element.value.as_ref()));
    }

    fn members(&mut self, members: &[Member]) {
        for member in members {
            match &member.kind {
                MemberKind::Value(key, value) => {
                    self.key(key);
                    self.expressions(value.as_ref());
                }
                MemberKind::Getter(key, code) | MemberKind::Setter(key, code) => {
                    self.key(key);
                    self.function(code, false);
                }
                MemberKind::Spread(of) => self.expression(of),
                MemberKind::Block(code) => self.function(code, true),
            }
        }
    }

    fn key(&mut self, key: &Key) {
        if let Key::Computed(computed) = key {
            self.expression(computed);
        }
    }

    fn function(&mut self, function: &Function, is_called: bool) {
        if !self.bodies && !is_called {
            return;
        }
        self.patterns(function.parameters.iter().chain(&function.rest));
        match &function.body {
            Body::Expression(value) => self.expression(value),
            Body::Block(block) => self.statements(block),
            Body::None => {}
        }
    }

    fn class(&mut self, class: &Class) {
        self.expressions(class.parent.as_ref());
        class.constructor.iter().for_each(|constructor| self.function(constructor, false));
        if self.bodies {
            self.members(&class.fields);
        }
        self.members(&class.methods);
        self.members(&class.statics);
    }

    fn patterns<'p>(&mut self, patterns: impl IntoIterator<Item = &'p Pattern>) {
        for pattern in patterns {
            self.pattern(pattern);
        }
    }

    /// What a pattern's defaults and keys use.
    fn pattern(&mut self, pattern: &Pattern) {
        self.expressions(pattern.default.as_ref());
        match &pattern.kind {
            PatternKind::Name(_) => {}
            PatternKind::Member(member) => self.expression(member),
            PatternKind::Object(members, rest) => {
                for (key, pattern) in members {
                    self.key(key);
                    self.pattern(pattern);
                }
                self.patterns(rest.as_deref());
            }
            PatternKind::Array(elements, rest) => {
                self.patterns(elements.iter().flatten());
                self.patterns(rest.as_deref());
            }
        }
    }

    /// What is assigned to.
    fn target(&mut self, target: &Pattern) {
        self.pattern(target);
        each_target(target, &mut |name| {
            self.mentioned.push(name.clone());
            self.changed.push(name);
        });
    }
}

/// Calls `with` for every name that an assignment changes.
fn each_target(target: &Pattern, with: &mut dyn FnMut(Rc<str>)) {
    match &target.kind {
        PatternKind::Name(name) => with(name.clone()),
        PatternKind::Member(member) => first_name(member).into_iter().for_each(with),
        PatternKind::Object(members, rest) => {
            let members = members.iter().map(|(_, pattern)| pattern).chain(rest.as_deref());
            members.for_each(|pattern| each_target(pattern, with));
        }
        PatternKind::Array(elements, rest) => {
            elements.iter().flatten().chain(rest.as_deref()).for_each(|pattern| each_target(pattern, with));
        }
    }
}

/// The name that `name.a[b].c().d` begins with.
fn first_name(expression: &Expression) -> Option<Rc<str>> {
    let mut expression = expression;
    loop {
        expression = match &expression.kind {
            ExpressionKind::Name(name) => return Some(name.clone()),
            ExpressionKind::Member { object, .. } | ExpressionKind::Index { object, .. } => object,
            ExpressionKind::Call { callee, .. } => callee,
            ExpressionKind::Chain(inside) => inside,
            _ => return None,
        };
    }
}
