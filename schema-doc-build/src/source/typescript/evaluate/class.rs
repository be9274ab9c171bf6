//! Classes and their instances.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::{Evaluated, Program, Stop, closure_of, unknown};
use crate::source::typescript::ast::{self, Element, ExpressionKind, Member, MemberKind};
use crate::source::typescript::program::unknown_of;
use crate::source::typescript::scope::{Scope, This};
use crate::source::typescript::value::{
    ArrayKind, Class, Closure, Function, Object, Property, Slot, Symbol, SymbolKind, Value,
};

impl Program<'_> {
    /// What a class expression is worth.
    pub(in crate::source::typescript) fn class(&mut self, code: &Rc<ast::Class>, scope: &Rc<Scope>) -> Evaluated {
        let parent = code.parent.as_ref().map(|parent| self.evaluate(parent, scope)).transpose()?;
        let scope = Scope::inside(scope);
        let inherited = match &parent {
            Some(Value::Function(parent)) => match &**parent {
                Function::Class(parent) => Some(parent.members.clone()),
                _ => None,
            },
            _ => None,
        };
        let class = Class {
            code: code.clone(),
            scope: scope.clone(),
            members: Rc::new(Object::new(inherited)),
            // What it lists is its fields.
            statics: Rc::new(Object::new(Some(Rc::new(Object::default())))),
            parent,
        };
        let (members, statics) = (class.members.clone(), class.statics.clone());
        let value = Value::Function(Rc::new(Function::Class(class)));
        if let Some(name) = &code.name {
            scope.declare(name, value.clone());
        }
        for member in &code.methods {
            self.define_member(&members, member, &scope)?;
        }
        let of_class = Scope::of_call(&scope, Some(This { value: value.clone(), class: None }));
        for member in &code.statics {
            let is_listed =
                !matches!(&member.kind, MemberKind::Getter(..) | MemberKind::Setter(..)) && !is_method(&member.kind);
            let object = if is_listed { Some(&statics) } else { statics.prototype.as_ref() };
            if let MemberKind::Block(code) = &member.kind {
                let block = closure_of(code, &of_class);
                self.call_value(&block, Some(&value), Vec::new(), self.place(member.range, &of_class))?;
            } else if let Some(object) = object {
                self.define_member(object, member, &of_class)?;
            }
        }
        Ok(value)
    }

    fn define_member(&mut self, object: &Rc<Object>, member: &Member, scope: &Rc<Scope>) -> Result<(), Stop> {
        let span = self.place(member.range, scope);
        match &member.kind {
            MemberKind::Value(key, value) => {
                let Some(key) = self.key(key, object, scope, span)? else { return Ok(()) };
                let value = value.as_ref().map_or(Ok(Value::Undefined), |value| self.evaluate(value, scope))?;
                object.set(Property { key, span, slot: Slot::new(value, span), getter: false });
            }
            MemberKind::Getter(key, code) => {
                let Some(key) = self.key(key, object, scope, span)? else { return Ok(()) };
                let slot = Slot::new(closure_of(code, scope), span);
                object.set(Property { key, span, slot, getter: true });
            }
            MemberKind::Setter(key, code) => {
                let Some(key) = self.key(key, object, scope, span)? else { return Ok(()) };
                object.set_setter(key, closure_of(code, scope));
            }
            MemberKind::Spread(_) | MemberKind::Block(_) => {}
        }
        Ok(())
    }

    /// `new callee(…)`
    pub(super) fn construct(&mut self, callee: &Value, arguments: Vec<Slot>, span: Span) -> Evaluated {
        match callee {
            Value::Function(function) => match &**function {
                Function::Class(class) => {
                    let instance = Rc::new(Object::new(Some(class.members.clone())));
                    self.initialize(function, &instance, arguments, span)?;
                    Ok(Value::Object(instance))
                }
                Function::Builtin(path) => super::builtin::construct(self, path, arguments, span),
                _ => Ok(unknown("`new` of this is not evaluated", span)),
            },
            Value::Symbol(_) => {
                let kind = SymbolKind::New { callee: callee.clone(), arguments };
                Ok(Value::Symbol(Symbol::new(kind, span)))
            }
            _ => Ok(unknown("`new` of what is no class", span)),
        }
    }

    /// Gives an instance its fields and runs the constructor.
    fn initialize(
        &mut self,
        function: &Rc<Function>,
        instance: &Rc<Object>,
        arguments: Vec<Slot>,
        span: Span,
    ) -> Result<(), Stop> {
        let Function::Class(class) = &**function else { return Ok(()) };
        let this = This { value: Value::Object(instance.clone()), class: Some(function.clone()) };
        let Some(constructor) = &class.code.constructor else {
            self.initialize_parent(class, instance, arguments, span)?;
            return self.fields(class, this);
        };
        if class.parent.is_none() {
            self.fields(class, this.clone())?;
        }
        for (at, parameter) in constructor.parameters.iter().enumerate() {
            if let ast::PatternKind::Name(name) = &parameter.kind
                && class.code.parameter_fields.contains(name)
            {
                let value = match (arguments.get(at).map(|slot| &slot.value), &parameter.default) {
                    (None | Some(Value::Undefined), Some(default)) => self.evaluate(default, &class.scope)?,
                    (given, _) => given.cloned().unwrap_or(Value::Undefined),
                };
                instance.set(Property::new(name.clone(), value, span));
            }
        }
        let closure = Closure::new(constructor.clone(), class.scope.clone());
        self.call_closure(&closure, this, &arguments, span)?;
        Ok(())
    }

    fn fields(&mut self, class: &Class, this: This) -> Result<(), Stop> {
        let Value::Object(instance) = this.value.clone() else { return Ok(()) };
        let scope = Scope::of_call(&class.scope, Some(this));
        for member in &class.code.fields {
            // A field that is declared and has no value keeps what the constructor gave it.
            if let MemberKind::Value(_, Some(_)) = &member.kind {
                self.define_member(&instance, member, &scope)?;
            }
        }
        Ok(())
    }

    /// What the parent's constructor makes of an instance.
    fn initialize_parent(
        &mut self,
        class: &Class,
        instance: &Rc<Object>,
        arguments: Vec<Slot>,
        span: Span,
    ) -> Result<(), Stop> {
        match &class.parent {
            Some(Value::Function(parent)) => self.initialize(parent, instance, arguments, span),
            Some(parent @ Value::Symbol(_)) => {
                let kind = SymbolKind::New { callee: parent.clone(), arguments };
                instance.set(super::spread(Value::Symbol(Symbol::new(kind, span)), span));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// `super(…)`: the parent's constructor, then the fields.
    pub(super) fn super_call(&mut self, arguments: &[Element], scope: &Rc<Scope>, span: Span) -> Evaluated {
        let arguments = self.elements(arguments, scope, span)?;
        let Some(this) = scope.this().cloned() else { return Ok(Value::Undefined) };
        if let (Value::Object(instance), Some(function)) = (this.value.clone(), this.class.clone())
            && let Function::Class(class) = &*function
        {
            self.initialize_parent(class, &instance, arguments, span)?;
            self.fields(class, this)?;
        }
        Ok(Value::Undefined)
    }

    /// `super.name(…)`
    pub(super) fn super_method(
        &mut self,
        name: &str,
        arguments: &[Element],
        scope: &Rc<Scope>,
        span: Span,
    ) -> Evaluated {
        let arguments = self.elements(arguments, scope, span)?;
        let this = scope.this().map(|this| this.value.clone());
        let Some(Value::Object(instance)) = this else { return Ok(unknown("`super` is nothing here", span)) };
        // The member of the class above the one whose own members hold the name first.
        let mut members = instance.prototype.as_ref();
        while let Some(own) = members {
            members = own.prototype.as_ref();
            if own.property(name).is_some() {
                break;
            }
        }
        match members.and_then(|members| super::find(members, name)) {
            Some(found) => self.call_value(&found.slot.value, Some(&Value::Object(instance)), arguments, span),
            None => Ok(unknown(format!("`super.{name}` is not evaluated"), span)),
        }
    }

    pub(super) fn static_member(&mut self, of: &Value, class: &Class, name: &str, span: Span) -> Evaluated {
        if let Some(found) = super::find(&class.statics, name) {
            if found.getter {
                return self.call_value(&found.slot.value, Some(of), Vec::new(), span);
            }
            return Ok(found.slot.value);
        }
        match (&class.parent, name) {
            (_, "name") => Ok(class.code.name.clone().map_or(Value::Undefined, Value::String)),
            (Some(parent), _) => self.get_member(parent, name, span),
            (None, _) => Ok(Value::Undefined),
        }
    }
}

/// Whether a member is written `name() {…}`.
fn is_method(member: &MemberKind) -> bool {
    let MemberKind::Value(_, Some(value)) = member else { return false };
    matches!(&value.kind, ExpressionKind::Function(code) if !code.arrow)
}

/// `value instanceof class`
pub(super) fn instance_of(value: &Value, class: &Value, span: Span) -> Value {
    match (value, class) {
        (Value::Object(object), Value::Function(function)) => match &**function {
            Function::Class(class) => {
                let mut above = object.prototype.as_ref();
                while let Some(members) = above {
                    if Rc::ptr_eq(members, &class.members) {
                        return Value::Bool(true);
                    }
                    above = members.prototype.as_ref();
                }
                Value::Bool(false)
            }
            Function::Builtin(path) => Value::Bool(&**path == "Object"),
            _ => Value::Bool(false),
        },
        (Value::Array(array), Value::Function(function)) => {
            let name = match array.kind {
                ArrayKind::List => "Array",
                ArrayKind::Set => "Set",
                ArrayKind::Map => "Map",
            };
            Value::Bool(matches!(&**function, Function::Builtin(path) if **path == *name || &**path == "Object"))
        }
        (Value::Symbol(cause), _) | (_, Value::Symbol(cause)) => {
            Value::Symbol(unknown_of("it asks what is not known", Some(Value::Symbol(cause.clone())), span))
        }
        _ => Value::Bool(false),
    }
}
