//! Patterns: what parameters, variables and assignments take apart.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::array::iterated;
use super::{Evaluated, Program, Stop, operator, undecided, unknown};
use crate::source::typescript::ast::{Expression, ExpressionKind, Key, Pattern, PatternKind, Range};
use crate::source::typescript::scope::Scope;
use crate::source::typescript::value::{Array, Object, Property, Slot, Symbol, Value};

/// Takes a value for a name, or for a member of an object.
type Take<'t, 'p> = &'t mut dyn FnMut(&mut Program<'p>, &Expression, Value) -> Result<(), Stop>;

impl<'p> Program<'p> {
    /// Declares the names of a pattern.
    pub(super) fn bind(&mut self, pattern: &Pattern, value: Value, scope: &Rc<Scope>, span: Span) -> Result<(), Stop> {
        self.destructure(pattern, value, scope, span, &mut |_, name, value| {
            if let ExpressionKind::Name(name) = &name.kind {
                scope.declare(name, value);
            }
            Ok(())
        })
    }

    /// Gives the names and members of a pattern other values.
    pub(super) fn assign(
        &mut self,
        pattern: &Pattern,
        value: Value,
        scope: &Rc<Scope>,
        span: Span,
    ) -> Result<(), Stop> {
        self.destructure(pattern, value, scope, span, &mut |program, target, value| {
            program.assign_one(target, value, scope, span)
        })
    }

    fn assign_one(&mut self, target: &Expression, value: Value, scope: &Rc<Scope>, span: Span) -> Result<(), Stop> {
        let (object, key) = match &target.kind {
            ExpressionKind::Name(name) => {
                if !scope.assign(name, &value) {
                    self.assign_binding(scope.module, name, value, span);
                }
                return Ok(());
            }
            ExpressionKind::Member { object, name, .. } => (self.evaluate(object, scope)?, Ok(name.clone())),
            ExpressionKind::Index { object, index, .. } => {
                let object = self.evaluate(object, scope)?;
                (object, operator::key_text(&self.evaluate(index, scope)?))
            }
            _ => return Ok(()),
        };
        let holder = match &object {
            Value::Object(object) => Some(object),
            Value::Function(function) => function.own(),
            _ => None,
        };
        if let Some(holder) = holder {
            return self.assign_member(&object, holder, key, value, span);
        }
        match (&object, key) {
            (Value::Array(array), Ok(key)) if &*key == "length" => set_length(array, &value, span),
            (Value::Array(array), Ok(key)) => {
                let mut slots = array.slots.borrow_mut();
                if let Ok(at) = key.parse::<usize>()
                    // A list that a program writes far behind its end is none that is spelled out.
                    && at <= slots.len() + 1_000
                {
                    while slots.len() <= at {
                        slots.push(Slot::new(Value::Undefined, span));
                    }
                    if let Some(slot) = slots.get_mut(at) {
                        *slot = Slot::new(value, span);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// `object.key = value`. `holder`: whose properties the object's are.
    fn assign_member(
        &mut self,
        object: &Value,
        holder: &Rc<Object>,
        key: Result<Rc<str>, Rc<Symbol>>,
        value: Value,
        span: Span,
    ) -> Result<(), Stop> {
        match key {
            Ok(key) => match holder.setter(&key) {
                Some(setter) => drop(self.call_value(&setter, Some(object), vec![Slot::new(value, span)], span)?),
                None => holder.set(Property::new(key, value, span)),
            },
            Err(cause) => holder.set(super::spread(super::unknown_from(&cause, span), span)),
        }
        Ok(())
    }

    /// `target = value`, `target += value`
    pub(super) fn assignment(
        &mut self,
        target: &Pattern,
        operator: &str,
        value: &Expression,
        scope: &Rc<Scope>,
        span: Span,
    ) -> Evaluated {
        let value = match operator {
            "" => self.evaluate(value, scope)?,
            "&&" | "||" | "??" => {
                let before = self.target_value(target, scope, span)?;
                match self.decides(operator, &before) {
                    Some(true) => return Ok(before),
                    Some(false) => self.evaluate(value, scope)?,
                    None => undecided(&before, span),
                }
            }
            _ => {
                let before = self.target_value(target, scope, span)?;
                let value = self.evaluate(value, scope)?;
                self.binary(operator, &before, &value, span)
            }
        };
        self.assign(target, value.clone(), scope, span)?;
        Ok(value)
    }

    /// What a target holds.
    pub(super) fn target_value(&mut self, target: &Pattern, scope: &Rc<Scope>, span: Span) -> Evaluated {
        match &target.kind {
            PatternKind::Name(name) => Ok(self.name(name, scope, span)),
            PatternKind::Member(member) => self.evaluate(member, scope),
            _ => Ok(unknown("a pattern has no value", span)),
        }
    }

    /// Takes a value apart as a pattern says.
    pub(super) fn destructure(
        &mut self,
        pattern: &Pattern,
        value: Value,
        scope: &Rc<Scope>,
        span: Span,
        take: Take<'_, 'p>,
    ) -> Result<(), Stop> {
        let value = match (&value, &pattern.default) {
            (Value::Undefined, Some(default)) => self.evaluate(default, scope)?,
            _ => value,
        };
        match &pattern.kind {
            PatternKind::Name(name) => {
                let target = Expression { kind: ExpressionKind::Name(name.clone()), range: Range::default() };
                take(self, &target, value)
            }
            PatternKind::Member(target) => take(self, target, value),
            PatternKind::Object(members, rest) => {
                let mut taken = Vec::new();
                for (key, pattern) in members {
                    let key = match key {
                        Key::Name(name) => name.clone(),
                        Key::Computed(computed) => match operator::key_text(&self.evaluate(computed, scope)?) {
                            Ok(key) => key,
                            Err(cause) => {
                                let part = super::unknown_from(&cause, span);
                                self.destructure(pattern, part, scope, span, take)?;
                                continue;
                            }
                        },
                    };
                    let part = self.get_member(&value, &key, span)?;
                    taken.push(key);
                    self.destructure(pattern, part, scope, span, take)?;
                }
                let Some(rest) = rest else { return Ok(()) };
                let left = match value.properties() {
                    Some(mut properties) => {
                        properties.retain(|property: &Property| property.slot.spread || !taken.contains(&property.key));
                        Value::object(properties)
                    }
                    None => value,
                };
                self.destructure(rest, left, scope, span, take)
            }
            PatternKind::Array(elements, rest) => {
                let items = iterated(&value, span);
                let mut items = items.map(Vec::into_iter);
                for (at, pattern) in elements.iter().enumerate() {
                    let part = match &mut items {
                        Some(items) => items.next().map_or(Value::Undefined, |slot| slot.value),
                        None => self.get_member(&value, &at.to_string(), span)?,
                    };
                    if let Some(pattern) = pattern {
                        self.destructure(pattern, part, scope, span, take)?;
                    }
                }
                let Some(rest) = rest else { return Ok(()) };
                let left = match items {
                    Some(items) => Value::array(items.collect()),
                    None => value,
                };
                self.destructure(rest, left, scope, span, take)
            }
        }
    }
}

/// `list.length = value`
fn set_length(array: &Array, value: &Value, span: Span) {
    let mut slots = array.slots.borrow_mut();
    match value.as_number() {
        Some(length) if length >= 0.0 && length <= slots.len() as f64 => slots.truncate(length as usize),
        _ => {
            let unknown = unknown("how long the list is", span);
            slots.push(Slot { spread: true, ..Slot::new(unknown, span) });
        }
    }
}
