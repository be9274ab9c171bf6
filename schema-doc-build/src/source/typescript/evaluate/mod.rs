//! Expressions and statements → values.
//!
//! An operation on what is known is done as ECMAScript says; on what is not known it gives a symbol that remembers its cause.

// Numbers of JavaScript are doubles: also lengths and positions.
#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss, clippy::float_cmp)]

mod array;
mod builtin;
mod call;
mod class;
mod collection;
mod operator;
mod pattern;
mod statement;
mod text;

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use self::array::iterated;
use super::ast::{Element, Expression, ExpressionKind, Key, Member, MemberKind, Range};
use super::program::{Program, unknown_of};
use super::scope::Scope;
use super::value::{ArrayKind, Closure, Function, Object, Property, Slot, Symbol, SymbolKind, Value};

pub(crate) use self::operator::{number_text, symbol_key};
pub(super) use self::statement::Flow;

/// Why an evaluation does not go on.
#[derive(Debug)]
pub(super) enum Stop {
    /// `throw`: what the program throws.
    Throw(Value),
    /// It would not end; it is reported.
    Endless(Rc<Symbol>),
    /// `?.` behind nothing: the whole chain is nothing.
    Nothing,
}

pub(super) type Evaluated = Result<Value, Stop>;

/// What an evaluation gives, whether or not it went on to its end.
pub(super) fn settled(result: Evaluated, span: Span) -> Value {
    match result {
        Ok(value) => value,
        Err(Stop::Throw(thrown)) => Value::Symbol(unknown_of("the program throws here", Some(thrown), span)),
        Err(Stop::Endless(symbol)) => Value::Symbol(symbol),
        Err(Stop::Nothing) => Value::Undefined,
    }
}

/// A function with the names that it sees.
pub(super) fn closure_of(code: &Rc<super::ast::Function>, scope: &Rc<Scope>) -> Value {
    Value::Function(Rc::new(Function::Closure(Closure::new(code.clone(), scope.clone()))))
}

/// How long a text is, in bytes, that is computed.
const LONGEST_TEXT: usize = 1_000_000;

/// A text that is computed.
fn text_of(text: String, span: Span) -> Value {
    if text.len() > LONGEST_TEXT { unknown("a text of this length is not computed", span) } else { Value::string(text) }
}

/// What a choice that nobody can make gives.
fn undecided(test: &Value, span: Span) -> Value {
    let reason = "it depends on what is known only when the program runs";
    Value::Symbol(unknown_of(reason, Some(test.clone()), span))
}

/// A value that is not known for a reason of its own.
fn unknown(reason: impl Into<Rc<str>>, span: Span) -> Value {
    Value::Symbol(unknown_of(reason, None, span))
}

/// A value that is computed from what is not known.
fn unknown_from(cause: &Rc<Symbol>, span: Span) -> Value {
    Value::Symbol(unknown_of("it is computed from what is not known", Some(Value::Symbol(cause.clone())), span))
}

impl Program<'_> {
    /// Counts a step of the evaluation.
    fn step(&mut self, span: Span) -> Result<(), Stop> {
        self.count(1, span)
    }

    /// Counts what is done with each of some elements.
    fn count(&mut self, elements: usize, span: Span) -> Result<(), Stop> {
        match self.steps.checked_sub(elements as u64) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(self.endless("the program computes for too long", span)),
        }
    }

    fn place(&self, range: Range, scope: &Scope) -> Span {
        self.span(scope.module, range)
    }

    /// What an expression is worth.
    pub(super) fn evaluate(&mut self, expression: &Expression, scope: &Rc<Scope>) -> Evaluated {
        let span = self.place(expression.range, scope);
        self.step(span)?;
        Ok(match &expression.kind {
            ExpressionKind::Null => Value::Null,
            ExpressionKind::Bool(value) => Value::Bool(*value),
            ExpressionKind::Number(value) => Value::Number(*value),
            ExpressionKind::BigInt(value) => Value::BigInt(value.clone()),
            ExpressionKind::String(value) => Value::String(value.clone()),
            ExpressionKind::Template(strings, values) => self.template(strings, values, scope, span)?,
            ExpressionKind::Tagged(tag, strings, values) => self.tagged(tag, strings, values, scope, span)?,
            ExpressionKind::Name(name) => self.name(name, scope, span),
            ExpressionKind::This => match scope.this() {
                Some(this) => this.value.clone(),
                None => unknown("`this` is nothing here", span),
            },
            ExpressionKind::Super => unknown("`super` is nothing here", span),
            ExpressionKind::Array(elements) => Value::array(self.elements(elements, scope, span)?),
            ExpressionKind::Object(members) => self.object(members, scope)?,
            ExpressionKind::Function(function) => closure_of(function, scope),
            ExpressionKind::Class(class) => self.class(class, scope)?,
            ExpressionKind::Member { object, name, optional } => {
                let of = self.object_of(object, *optional, scope)?;
                self.get_member(&of, name, span)?
            }
            ExpressionKind::Index { object, index, optional } => {
                let of = self.object_of(object, *optional, scope)?;
                let index = self.evaluate(index, scope)?;
                match operator::key_text(&index) {
                    Ok(key) => self.get_member(&of, &key, span)?,
                    Err(cause) => unknown_from(&cause, span),
                }
            }
            ExpressionKind::Call { callee, arguments, optional } => {
                self.call_expression(callee, arguments, *optional, scope, span)?
            }
            ExpressionKind::New { callee, arguments } => {
                let callee = self.evaluate(callee, scope)?;
                let arguments = self.elements(arguments, scope, span)?;
                self.construct(&callee, arguments, span)?
            }
            ExpressionKind::Chain(inside) => match self.evaluate(inside, scope) {
                Err(Stop::Nothing) => Value::Undefined,
                other => other?,
            },
            ExpressionKind::Unary(operator, of) => self.unary(operator, of, scope, span)?,
            ExpressionKind::Update { target, step, postfix } => {
                let before = self.target_value(target, scope, span)?;
                let Some(number) = operator::number(&before) else {
                    return Ok(unknown("it counts what is no number", span));
                };
                let after = Value::Number(number + step);
                self.assign(target, after.clone(), scope, span)?;
                if *postfix { Value::Number(number) } else { after }
            }
            ExpressionKind::Binary(operator, left, right) => {
                let left = self.evaluate(left, scope)?;
                let right = self.evaluate(right, scope)?;
                self.binary(operator, &left, &right, span)
            }
            ExpressionKind::Logical(operator, left, right) => {
                let left = self.evaluate(left, scope)?;
                match self.decides(operator, &left) {
                    Some(true) => left,
                    Some(false) => self.evaluate(right, scope)?,
                    None => undecided(&left, span),
                }
            }
            ExpressionKind::Conditional(test, then, other) => {
                let test = self.evaluate(test, scope)?;
                match self.truth(&test) {
                    Some(true) => self.evaluate(then, scope)?,
                    Some(false) => self.evaluate(other, scope)?,
                    None => undecided(&test, span),
                }
            }
            ExpressionKind::Assign { target, operator, value } => {
                self.assignment(target, operator, value, scope, span)?
            }
            ExpressionKind::Sequence(all) => {
                let mut last = Value::Undefined;
                for expression in all {
                    last = self.evaluate(expression, scope)?;
                }
                last
            }
            ExpressionKind::Await(of) => self.evaluate(of, scope)?,
            ExpressionKind::Other(what) => unknown(format!("{what} is not evaluated"), span),
        })
    }

    /// The object of a member: behind `?.` it may be nothing.
    fn object_of(&mut self, object: &Expression, optional: bool, scope: &Rc<Scope>) -> Evaluated {
        match self.evaluate(object, scope)? {
            Value::Undefined | Value::Null if optional => Err(Stop::Nothing),
            of => Ok(of),
        }
    }

    fn name(&mut self, name: &Rc<str>, scope: &Rc<Scope>, span: Span) -> Value {
        if let Some(value) = scope.get(name) {
            return value;
        }
        if let Some(slot) = self.binding(scope.module, name) {
            return slot.value;
        }
        builtin::global(name).unwrap_or_else(|| Value::Symbol(Symbol::new(SymbolKind::Global(name.clone()), span)))
    }

    /// Elements and arguments; a list that is spread is laid open.
    fn elements(&mut self, elements: &[Element], scope: &Rc<Scope>, span: Span) -> Result<Vec<Slot>, Stop> {
        let mut slots = Vec::with_capacity(elements.len());
        for element in elements {
            let Some(expression) = &element.value else {
                slots.push(Slot::new(Value::Undefined, span));
                continue;
            };
            let value = self.evaluate(expression, scope)?;
            let place = self.place(expression.range, scope);
            if !element.spread {
                slots.push(Slot::new(value, place));
                continue;
            }
            match iterated(&value, place) {
                Some(inside) => {
                    self.count(inside.len(), place)?;
                    slots.extend(inside);
                }
                None => slots.push(Slot { value, span: place, spread: true }),
            }
        }
        Ok(slots)
    }

    fn object(&mut self, members: &[Member], scope: &Rc<Scope>) -> Evaluated {
        let object = Rc::new(Object::default());
        for member in members {
            let span = self.place(member.range, scope);
            match &member.kind {
                MemberKind::Value(key, value) => {
                    let Some(key) = self.key(key, &object, scope, span)? else { continue };
                    let (value, place) = match value {
                        Some(value) => (self.evaluate(value, scope)?, self.place(value.range, scope)),
                        None => (Value::Undefined, span),
                    };
                    object.set(Property { key, span, slot: Slot::new(value, place), getter: false });
                }
                MemberKind::Getter(key, code) => {
                    let Some(key) = self.key(key, &object, scope, span)? else { continue };
                    let slot = Slot::new(closure_of(code, scope), span);
                    object.set(Property { key, span, slot, getter: true });
                }
                MemberKind::Setter(key, code) => {
                    let Some(key) = self.key(key, &object, scope, span)? else { continue };
                    object.set_setter(key, closure_of(code, scope));
                }
                MemberKind::Block(_) => {}
                MemberKind::Spread(of) => {
                    let value = self.evaluate(of, scope)?;
                    self.spread_into(&object, value, span)?;
                }
            }
        }
        Ok(Value::Object(object))
    }

    /// The name of a member. `None`: it is not known, and a spread that is not known stands for the member.
    fn key(&mut self, key: &Key, object: &Object, scope: &Rc<Scope>, span: Span) -> Result<Option<Rc<str>>, Stop> {
        let computed = match key {
            Key::Name(name) => return Ok(Some(name.clone())),
            Key::Computed(computed) => self.evaluate(computed, scope)?,
        };
        match operator::key_text(&computed) {
            Ok(key) => Ok(Some(key)),
            Err(cause) => {
                let symbol =
                    unknown_of("its name is computed from what is not known", Some(Value::Symbol(cause)), span);
                object.set(spread(Value::Symbol(symbol), span));
                Ok(None)
            }
        }
    }

    /// `{ ...value }`: what a value gives an object. Each property keeps the place where it was written.
    fn spread_into(&mut self, object: &Object, value: Value, span: Span) -> Result<(), Stop> {
        match &value {
            Value::Object(of) => {
                for mut property in of.ordered() {
                    if property.getter {
                        property.slot.value = self.call_value(&property.slot.value, Some(&value), Vec::new(), span)?;
                        property.getter = false;
                    }
                    // What a package wrote has no place of its own in the project but this.
                    if self.is_taken(property.span) {
                        (property.span, property.slot.span) = (span, span);
                    }
                    object.set(property);
                }
            }
            Value::Function(function) => {
                for property in function.own().into_iter().flat_map(|own| own.ordered()) {
                    object.set(property);
                }
            }
            Value::Array(of) if of.kind != ArrayKind::List => {}
            Value::Array(of) => {
                for (at, slot) in of.slots.borrow().iter().enumerate() {
                    object.set(Property {
                        key: at.to_string().into(),
                        span: slot.span,
                        slot: slot.clone(),
                        getter: false,
                    });
                }
            }
            Value::Symbol(symbol) => match self.library_properties(symbol) {
                Some(properties) => properties.into_iter().for_each(|property| object.set(property)),
                None => object.set(spread(value, span)),
            },
            _ => {}
        }
        Ok(())
    }

    /// `of.name`, as the language and the library have it.
    pub(crate) fn member(&mut self, of: &Value, name: &str, span: Span) -> Value {
        let found = self.get_member(of, name, span);
        settled(found, span)
    }

    fn get_member(&mut self, of: &Value, name: &str, span: Span) -> Evaluated {
        Ok(match of {
            Value::Object(object) => {
                if let Some(found) = find(object, name) {
                    if found.getter {
                        return self.call_value(&found.slot.value, Some(of), Vec::new(), span);
                    }
                    return Ok(found.slot.value);
                }
                if name == "constructor" {
                    return Ok(unknown("`constructor` is not evaluated", span));
                }
                match unknown_part(object) {
                    Some(cause) => Value::Symbol(unknown_of(
                        format!("`{name}` may be among what is not known"),
                        Some(Value::Symbol(cause)),
                        span,
                    )),
                    None if builtin::is_object_method(name) => builtin::method(of, name),
                    None => Value::Undefined,
                }
            }
            Value::Array(array) if array.kind != ArrayKind::List => collection::member(of, array, name),
            Value::Array(array) => match name {
                "length" => Value::Number(array.slots.borrow().len() as f64),
                _ => match name.parse::<usize>() {
                    Ok(at) => array.slots.borrow().get(at).map_or(Value::Undefined, |slot| slot.value.clone()),
                    Err(_) if array::is_method(name) => builtin::method(of, name),
                    Err(_) => Value::Undefined,
                },
            },
            Value::String(text) => text::member(of, text, name, span),
            Value::Number(_) | Value::Bool(_) | Value::BigInt(_) => builtin::method(of, name),
            Value::Function(function) => self.member_of_function(of, function, name, span)?,
            Value::Symbol(symbol) => self.member_of_symbol(symbol, name, span),
            Value::Undefined | Value::Null if self.tries > 0 => {
                return Err(Stop::Throw(unknown(format!("`{name}` of nothing"), span)));
            }
            Value::Undefined | Value::Null => {
                unknown(format!("`{name}` of nothing: what is before it is undefined"), span)
            }
        })
    }

    fn member_of_symbol(&mut self, symbol: &Rc<Symbol>, name: &str, span: Span) -> Value {
        let library = self.library;
        if let Some(known) = library.member(self, symbol, name) {
            return known;
        }
        // `import * as values`: its members are the exports.
        if let SymbolKind::Import { package, name: all } = &symbol.kind
            && &**all == "*"
        {
            if let Some(slot) = self.known_export(package, name, symbol.span) {
                return slot.value;
            }
            let kind = SymbolKind::Import { package: package.clone(), name: Rc::from(name) };
            return Value::Symbol(Symbol::new(kind, span));
        }
        Value::Symbol(Symbol::new(SymbolKind::Member { of: symbol.clone(), name: Rc::from(name) }, span))
    }

    /// What a symbol that the library knows gives an object that it is spread into.
    fn library_properties(&mut self, symbol: &Rc<Symbol>) -> Option<Vec<Property>> {
        self.library.spread(symbol)
    }
}

/// A spread that is not known.
pub(super) fn spread(value: Value, span: Span) -> Property {
    Property { key: Rc::from(""), span, slot: Slot { value, span, spread: true }, getter: false }
}

/// A property of an object or of its class.
fn find(object: &Rc<Object>, name: &str) -> Option<Property> {
    let mut object = object;
    loop {
        if let Some(found) = object.property(name) {
            return Some(found);
        }
        object = object.prototype.as_ref()?;
    }
}

/// What an object, or its class, holds that is not known.
fn unknown_part(object: &Rc<Object>) -> Option<Rc<Symbol>> {
    let mut object = object;
    loop {
        if let Some(found) = object.unknown() {
            return Some(found);
        }
        object = object.prototype.as_ref()?;
    }
}
