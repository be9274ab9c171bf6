//! Calls: of the program's functions, of the language's own, of what is not evaluated.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::{Evaluated, Flow, Program, Stop, builtin, settled, undecided, unknown};
use crate::list::SliceExt;
use crate::source::typescript::ast::{Body, Element, Expression, ExpressionKind};
use crate::source::typescript::scope::{Scope, This};
use crate::source::typescript::value::{Closure, Function, Slot, Symbol, SymbolKind, Value};

/// How deep calls lie in each other, at most.
const DEEPEST: usize = 400;

impl Program<'_> {
    /// Calls a function value (a callback of the schema: `(t) => [index().on(t.a)]`, `() => users.id`).
    pub(crate) fn call(&mut self, function: &Value, arguments: Vec<Value>, span: Span) -> Value {
        let arguments = arguments.into_iter().map(|value| Slot::new(value, span)).collect();
        let result = self.call_value(function, None, arguments, span);
        settled(result, span)
    }

    pub(super) fn call_expression(
        &mut self,
        callee: &Expression,
        arguments: &[Element],
        optional: bool,
        scope: &Rc<Scope>,
        span: Span,
    ) -> Evaluated {
        if let ExpressionKind::Super = callee.kind {
            return self.super_call(arguments, scope, span);
        }
        let (this, function) = match &callee.kind {
            ExpressionKind::Member { object, name, optional } => {
                if let ExpressionKind::Super = object.kind {
                    return self.super_method(name, arguments, scope, span);
                }
                let of = self.object_of(object, *optional, scope)?;
                let place = self.place(callee.range, scope);
                let function = self.get_member(&of, name, place)?;
                (Some(of), function)
            }
            ExpressionKind::Index { object, index, optional } => {
                let of = self.object_of(object, *optional, scope)?;
                let index = self.evaluate(index, scope)?;
                let place = self.place(callee.range, scope);
                let function = match super::operator::key_text(&index) {
                    Ok(key) => self.get_member(&of, &key, place)?,
                    Err(cause) => super::unknown_from(&cause, place),
                };
                (Some(of), function)
            }
            _ => (None, self.evaluate(callee, scope)?),
        };
        if optional && matches!(function, Value::Undefined | Value::Null) {
            return Err(Stop::Nothing);
        }
        let arguments = self.elements(arguments, scope, span)?;
        if let Some(module) = required(&function, &arguments) {
            return Ok(self.require(scope.module, &module, span));
        }
        let before = self.outside;
        if self.is_own(scope.module) {
            // `edge("user")` of `defineEnt({ … }).edge("user")`: what a package's function makes stands there.
            let name = if let ExpressionKind::Member { name, .. } = &callee.kind { name.len() as u32 } else { 0 };
            let start = if name == 0 { span.start } else { callee.range.end.saturating_sub(name).max(span.start) };
            self.outside = Some(Span { start, ..span });
        }
        let result = self.call_value(&function, this.as_ref(), arguments, span);
        self.outside = before;
        result
    }

    /// Calls whatever can be called.
    pub(super) fn call_value(
        &mut self,
        function: &Value,
        this: Option<&Value>,
        arguments: Vec<Slot>,
        span: Span,
    ) -> Evaluated {
        match function {
            Value::Function(function) => match &**function {
                Function::Closure(closure) => {
                    let this = this.cloned().unwrap_or(Value::Undefined);
                    self.call_closure(closure, This { value: this, class: None }, &arguments, span)
                }
                Function::Class(_) => Ok(unknown("a class is called without `new`", span)),
                Function::Bound { function, this, arguments: first } => {
                    let arguments = first.iter().cloned().chain(arguments).collect();
                    self.call_value(function, Some(this), arguments, span)
                }
                Function::Method { this, name } => builtin::call_method(self, this, name, arguments, span),
                Function::Builtin(path) => builtin::call(self, path, arguments, span),
            },
            Value::Symbol(symbol) => Ok(self.call_symbol(symbol, function, arguments, span)),
            _ => Ok(unknown("what is called here is no function", span)),
        }
    }

    fn call_symbol(&mut self, symbol: &Rc<Symbol>, callee: &Value, arguments: Vec<Slot>, span: Span) -> Value {
        let library = self.library;
        if let Some(known) = library.call(self, symbol, &arguments, span) {
            return known;
        }
        Value::Symbol(Symbol::new(SymbolKind::Call { callee: callee.clone(), arguments }, span))
    }

    pub(super) fn call_closure(&mut self, closure: &Closure, this: This, arguments: &[Slot], span: Span) -> Evaluated {
        let code = &closure.code;
        if code.suspends {
            return Ok(unknown("an asynchronous function or a generator is not evaluated", span));
        }
        if let Some(spread) = arguments.find(|argument| argument.spread) {
            return Ok(undecided(&spread.value, span));
        }
        if self.depth >= DEEPEST {
            let name = code.name.as_ref().map_or_else(|| "this function".to_owned(), |name| format!("`{name}`"));
            let place = self.place(code.range, &closure.scope);
            return Err(self.endless(&format!("{name} calls itself more than {DEEPEST} times over"), place));
        }
        let scope = Scope::of_call(&closure.scope, Some(this).filter(|_| !code.arrow));
        self.depth += 1;
        // What a package's function makes stands where the project calls it, and what the project's makes where it is written.
        let before = self.outside;
        self.outside = if self.is_own(scope.module) { None } else { before.or(Some(span)) };
        let result = self.call_in(closure, &scope, arguments, span);
        self.outside = before;
        self.depth -= 1;
        result
    }

    fn call_in(&mut self, closure: &Closure, scope: &Rc<Scope>, arguments: &[Slot], span: Span) -> Evaluated {
        let code = &closure.code;
        // `const f = function f() {}`: it knows itself.
        if let Some(name) = code.name.as_ref().filter(|name| scope.get(name).is_none()) {
            let module = scope.module;
            if self.binding(module, name).is_none() {
                scope.declare(name, Value::Function(Rc::new(Function::Closure(closure.again()))));
            }
        }
        for (at, parameter) in code.parameters.iter().enumerate() {
            let value = arguments.get(at).map_or(Value::Undefined, |slot| slot.value.clone());
            self.bind(parameter, value, scope, span)?;
        }
        if let Some(rest) = &code.rest {
            let left = arguments.get(code.parameters.len()..).unwrap_or_default().to_vec();
            self.bind(rest, Value::array(left), scope, span)?;
        }
        match &code.body {
            Body::Expression(value) => self.evaluate(value, scope),
            Body::Block(block) => self.run(block, scope).map(Flow::value),
            Body::None => Ok(unknown("the function is declared and not written", span)),
        }
    }

    /// `call`, `apply`, `bind`, `name`, and the static members of a class.
    pub(super) fn member_of_function(
        &mut self,
        of: &Value,
        function: &Rc<Function>,
        name: &str,
        span: Span,
    ) -> Evaluated {
        if let Function::Class(class) = &**function {
            return self.static_member(of, class, name, span);
        }
        if let Some(own) = function.own().and_then(|own| own.get(name)) {
            return Ok(own.value);
        }
        Ok(match (&**function, name) {
            (_, "call" | "apply" | "bind") => builtin::method(of, name),
            (Function::Builtin(path), _) => builtin::member(path, name),
            (Function::Closure(closure), "name") => {
                closure.code.name.clone().map_or_else(|| unknown("the function has no name", span), Value::String)
            }
            (Function::Closure(closure), "length") => Value::Number(closure.code.parameters.len() as f64),
            _ => Value::Undefined,
        })
    }

    /// `` `a ${b}` ``
    pub(super) fn template(
        &mut self,
        strings: &[Rc<str>],
        values: &[Expression],
        scope: &Rc<Scope>,
        span: Span,
    ) -> Evaluated {
        let mut text = String::new();
        for (at, string) in strings.iter().enumerate() {
            text.push_str(string);
            let Some(value) = values.get(at) else { continue };
            let value = self.evaluate(value, scope)?;
            match super::operator::text(&value) {
                Ok(part) => text.push_str(&part),
                Err(cause) => return Ok(super::unknown_from(&cause, span)),
            }
        }
        Ok(super::text_of(text, span))
    }

    /// `` sql`lower(${users.email})` ``
    pub(super) fn tagged(
        &mut self,
        tag: &Expression,
        strings: &[Rc<str>],
        values: &[Expression],
        scope: &Rc<Scope>,
        span: Span,
    ) -> Evaluated {
        let (this, tag) = match &tag.kind {
            ExpressionKind::Member { object, name, .. } => {
                let of = self.evaluate(object, scope)?;
                let place = self.place(tag.range, scope);
                let tag = self.get_member(&of, name, place)?;
                (Some(of), tag)
            }
            _ => (None, self.evaluate(tag, scope)?),
        };
        let mut slots = Vec::with_capacity(values.len());
        for value in values {
            let place = self.place(value.range, scope);
            slots.push(Slot::new(self.evaluate(value, scope)?, place));
        }
        match &tag {
            Value::Symbol(tag) => {
                let kind = SymbolKind::Template { tag: tag.clone(), strings: strings.to_vec(), values: slots };
                Ok(Value::Symbol(Symbol::new(kind, span)))
            }
            other => {
                let strings = strings.iter().map(|text| Slot::new(Value::String(text.clone()), span)).collect();
                let mut arguments = vec![Slot::new(Value::array(strings), span)];
                arguments.append(&mut slots);
                self.call_value(other, this.as_ref(), arguments, span)
            }
        }
    }
}

/// The module that `require("…")` asks for.
fn required(function: &Value, arguments: &[Slot]) -> Option<Rc<str>> {
    match (&function.as_symbol()?.kind, arguments) {
        (SymbolKind::Global(name), [module]) if &**name == "require" => module.value.as_str().cloned(),
        _ => None,
    }
}
