//! What an expression of a program is worth: a JavaScript value as far as the text says it, else a symbol.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::ast;
use super::scope::Scope;
use crate::list::SliceExt;

/// A value. Clones share what they hold, as references in JavaScript do.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    /// The digits, without `n`.
    BigInt(Rc<str>),
    String(Rc<str>),
    Array(Rc<Array>),
    Object(Rc<Object>),
    Function(Rc<Function>),
    /// What the text does not say.
    Symbol(Rc<Symbol>),
}

/// A value, and where it was written: an element, an argument, the value of a property.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) value: Value,
    pub(crate) span: Span,
    /// `...value`, which stays where the value is no list or object that is known.
    pub(crate) spread: bool,
}

/// `[a, b, ...c]`
#[derive(Debug, Default)]
pub(crate) struct Array {
    pub(crate) slots: RefCell<Vec<Slot>>,
    pub(super) kind: ArrayKind,
}

/// What holds the elements: iterating over a set gives its values, over a map pairs of a key and a value.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum ArrayKind {
    #[default]
    List,
    Set,
    Map,
}

/// `{ a: 1, ...rest }`, or an instance of a class.
#[derive(Debug, Default)]
pub(crate) struct Object {
    properties: RefCell<Properties>,
    /// `set name(value) {…}`, by name.
    setters: RefCell<Vec<(Rc<str>, Value)>>,
    /// Where its members are looked up next: the members of its class.
    pub(super) prototype: Option<Rc<Object>>,
}

/// The properties in the order they were made, and where each name stands among them.
#[derive(Debug, Default)]
struct Properties {
    list: Vec<Property>,
    places: HashMap<Rc<str>, usize>,
}

/// A property.
#[derive(Debug, Clone)]
pub(crate) struct Property {
    /// Empty for a spread.
    pub(crate) key: Rc<str>,
    /// The whole property, `key: value`, where it was written: also where another object took it over by a spread.
    pub(crate) span: Span,
    pub(crate) slot: Slot,
    /// `get key() {…}`: the slot holds the function.
    pub(crate) getter: bool,
}

/// A function of the program, with the names that it sees; or one of the language's own, bound to a value.
#[derive(Debug)]
pub(crate) enum Function {
    Closure(Closure),
    Class(Class),
    /// `[].map`: the method of a value.
    Method {
        this: Value,
        name: Rc<str>,
    },
    /// `function.bind(this, …)`
    Bound {
        function: Value,
        this: Value,
        arguments: Vec<Slot>,
    },
    /// `Object.entries`, `String`: by its path.
    Builtin(Rc<str>),
}

/// A function that the program writes.
pub(crate) struct Closure {
    pub(super) code: Rc<ast::Function>,
    pub(super) scope: Rc<Scope>,
    /// What was assigned to it: `make.fields = {…}`.
    own: Rc<Object>,
}

impl Closure {
    pub(super) fn new(code: Rc<ast::Function>, scope: Rc<Scope>) -> Self {
        Self { code, scope, own: Rc::default() }
    }

    /// The same function.
    pub(super) fn again(&self) -> Self {
        Self { code: self.code.clone(), scope: self.scope.clone(), own: self.own.clone() }
    }
}

/// A class that the program writes.
pub(crate) struct Class {
    pub(super) code: Rc<ast::Class>,
    pub(super) scope: Rc<Scope>,
    pub(super) parent: Option<Value>,
    /// What its instances share: methods and getters.
    pub(super) members: Rc<Object>,
    pub(super) statics: Rc<Object>,
}

impl Function {
    /// The properties of a function, the static ones of a class.
    pub(super) fn own(&self) -> Option<&Rc<Object>> {
        match self {
            Self::Closure(closure) => Some(&closure.own),
            Self::Class(class) => Some(&class.statics),
            Self::Method { .. } | Self::Bound { .. } | Self::Builtin(_) => None,
        }
    }
}

// A function's scope holds the function.
impl fmt::Debug for Closure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closure").field("name", &self.code.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Class").field("name", &self.code.name).finish_non_exhaustive()
    }
}

/// What the text does not say, or what belongs to a library that is not evaluated: it is kept as it is written.
#[derive(Debug)]
pub(crate) struct Symbol {
    pub(crate) kind: SymbolKind,
    /// The whole expression.
    pub(crate) span: Span,
    /// Whether someone was told of it already.
    pub(crate) reported: Cell<bool>,
}

#[derive(Debug)]
pub(crate) enum SymbolKind {
    /// An export of a package: `v` of `convex/values`. `default` and `*` as they are.
    Import { package: Rc<str>, name: Rc<str> },
    /// `process`: a name that neither the program nor its imports define.
    Global(Rc<str>),
    /// `symbol.name`
    Member { of: Rc<Symbol>, name: Rc<str> },
    /// `symbol(a, b)`
    Call { callee: Value, arguments: Vec<Slot> },
    /// `new symbol(a, b)`
    New { callee: Value, arguments: Vec<Slot> },
    /// `` symbol`a ${b} c` ``: one string more than values; the strings with their escapes resolved.
    Template { tag: Rc<Symbol>, strings: Vec<Rc<str>>, values: Vec<Slot> },
    /// What is computed from something that is not known (`cause`), or by what is not evaluated: why, in a few words.
    Unknown { reason: Rc<str>, cause: Option<Rc<Symbol>> },
}

impl Symbol {
    pub(crate) fn new(kind: SymbolKind, span: Span) -> Rc<Self> {
        Rc::new(Self { kind, span, reported: Cell::new(false) })
    }

    /// The export and the members of it that it is: `v.object` of `convex/values` is `("convex/values", ["v", "object"])`.
    pub(crate) fn path(&self) -> Option<(&str, Vec<&str>)> {
        match &self.kind {
            SymbolKind::Import { package, name } => Some((package, vec![name])),
            SymbolKind::Member { of, name } => {
                let (package, mut path) = of.path()?;
                // `import * as values`: its members are the exports.
                if path == ["*"] {
                    path.clear();
                }
                path.push(name);
                Some((package, path))
            }
            _ => None,
        }
    }

    /// The symbol that is the reason why this one is not known: what it is computed from, or a member or a call of.
    pub(super) fn root(self: &Rc<Self>) -> Rc<Self> {
        match &self.kind {
            SymbolKind::Unknown { cause: Some(cause), .. } => cause.root(),
            // `process.env.KIND` is as a whole what nobody knows.
            _ if self.origin().is_some() => self.clone(),
            SymbolKind::Member { of, .. } | SymbolKind::Template { tag: of, .. } => of.root(),
            SymbolKind::Call { callee: Value::Symbol(callee), .. }
            | SymbolKind::New { callee: Value::Symbol(callee), .. } => callee.root(),
            _ => self.clone(),
        }
    }

    /// Why it is not known, and what to write instead. `text`: how it is written.
    pub(super) fn why(&self, text: &str) -> (String, String) {
        let what = match self.origin() {
            Some(Origin::Package(_)) => "what it gives",
            _ => "the value",
        };
        let help = match self.origin() {
            Some(Origin::Global(name)) if !is_of_runtime(name) => format!("declare `{name}`, or import it"),
            _ => format!("write {what} here, or in a constant that the program spells out"),
        };
        let why = match (&self.kind, self.origin()) {
            (SymbolKind::Import { package, name }, _) => {
                format!("`{name}` of the package `{package}` is not evaluated")
            }
            (SymbolKind::Unknown { reason, .. }, _) => reason.to_string(),
            (_, Some(Origin::Package(package))) => {
                format!("it comes from the package `{package}`, which is not evaluated")
            }
            (_, Some(Origin::Global(name))) if is_of_runtime(name) => {
                format!("`{text}` is known only when the program runs")
            }
            (_, Some(Origin::Global(name))) => format!("nothing defines `{name}`"),
            (_, None) => "it is known only when the program runs".to_owned(),
        };
        (why, help)
    }

    /// What a chain of members and calls begins with.
    fn origin(&self) -> Option<Origin<'_>> {
        match &self.kind {
            SymbolKind::Import { package, .. } => Some(Origin::Package(package)),
            SymbolKind::Global(name) => Some(Origin::Global(name)),
            SymbolKind::Member { of, .. } | SymbolKind::Template { tag: of, .. } => of.origin(),
            SymbolKind::Call { callee, .. } | SymbolKind::New { callee, .. } => callee.as_symbol()?.origin(),
            SymbolKind::Unknown { .. } => None,
        }
    }

    /// The package that a chain of members and calls begins with: `convex/values` of `v.optional(v.string())`.
    pub(crate) fn package(&self) -> Option<&str> {
        match self.origin() {
            Some(Origin::Package(package)) => Some(package),
            _ => None,
        }
    }

    /// Of a call of a package's export: its package, its path, the arguments.
    pub(crate) fn call(&self) -> Option<(&str, Vec<&str>, &[Slot])> {
        match &self.kind {
            SymbolKind::Call { callee: Value::Symbol(callee), arguments } => {
                let (package, path) = callee.path()?;
                Some((package, path, arguments))
            }
            _ => None,
        }
    }

    /// Of a call of a method of a symbol: the symbol, the method's name, the arguments: `defineTable({…}).index("a", […])`.
    pub(crate) fn method(&self) -> Option<(&Rc<Symbol>, &str, &[Slot])> {
        match &self.kind {
            SymbolKind::Call { callee: Value::Symbol(callee), arguments } => match &callee.kind {
                SymbolKind::Member { of, name } => Some((of, name, arguments)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What a chain of members and calls begins with.
enum Origin<'a> {
    Package(&'a str),
    Global(&'a str),
}

/// Whether a name is one that Node, Deno, Bun, a browser or the language itself defines.
fn is_of_runtime(name: &str) -> bool {
    const NAMES: &str = "AbortController Array ArrayBuffer BigInt Boolean Buffer Bun Date Deno Error Function Headers Intl JSON Map Math Number Object \
         Promise Proxy Reflect RegExp Request Response Set String Symbol TextDecoder TextEncoder URL URLSearchParams Uint8Array WeakMap \
         __dirname __filename atob btoa console crypto document exports fetch global globalThis import module navigator performance process \
         require self setTimeout structuredClone window";
    NAMES.split(' ').any(|known| known == name)
}

impl Value {
    pub(crate) fn string(text: impl Into<Rc<str>>) -> Self {
        Self::String(text.into())
    }

    pub(crate) fn array(slots: Vec<Slot>) -> Self {
        Self::Array(Rc::new(Array { slots: RefCell::new(slots), kind: ArrayKind::List }))
    }

    pub(crate) fn object(properties: Vec<Property>) -> Self {
        let object = Object::default();
        for property in properties {
            object.set(property);
        }
        Self::Object(Rc::new(object))
    }

    /// What a message calls it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Undefined => "`undefined`",
            Self::Null => "`null`",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::BigInt(_) => "a bigint",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
            Self::Function(_) => "a function",
            Self::Symbol(_) => "an expression",
        }
    }

    pub(crate) fn as_str(&self) -> Option<&Rc<str>> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&Rc<Object>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn as_symbol(&self) -> Option<&Rc<Symbol>> {
        match self {
            Self::Symbol(symbol) => Some(symbol),
            _ => None,
        }
    }

    /// The elements of a list, `None` where it is none. An element that is a spread is not known any further.
    pub(crate) fn elements(&self) -> Option<Vec<Slot>> {
        match self {
            Self::Array(array) if array.kind == ArrayKind::List => Some(array.slots.borrow().clone()),
            _ => None,
        }
    }

    /// The properties of an object, in the language's order (whole numbers first), `None` where it is none. One whose slot is a spread is not known
    /// any further.
    pub(crate) fn properties(&self) -> Option<Vec<Property>> {
        self.as_object().map(|object| object.ordered())
    }

    /// The value of an object's own property.
    pub(crate) fn get(&self, key: &str) -> Option<Slot> {
        self.as_object().and_then(|object| object.get(key))
    }
}

impl Object {
    pub(super) fn new(prototype: Option<Rc<Self>>) -> Self {
        Self { prototype, ..Self::default() }
    }

    /// The value of an own property; a spread that is not known may say otherwise.
    pub(crate) fn get(&self, key: &str) -> Option<Slot> {
        self.property(key).map(|property| property.slot)
    }

    /// An own property.
    pub(crate) fn property(&self, key: &str) -> Option<Property> {
        let properties = self.properties.borrow();
        properties.places.get(key).and_then(|&at| properties.list.get(at)).cloned()
    }

    /// A property takes the place of the one of the same name.
    pub(crate) fn set(&self, property: Property) {
        let mut properties = self.properties.borrow_mut();
        let Properties { list, places } = &mut *properties;
        if property.slot.spread {
            return list.push(property);
        }
        if let Some(known) = places.get(&property.key).and_then(|&at| list.get_mut(at)) {
            *known = property;
        } else {
            places.insert(property.key.clone(), list.len());
            list.push(property);
        }
    }

    pub(super) fn set_setter(&self, key: Rc<str>, setter: Value) {
        self.setters.borrow_mut().push((key, setter));
    }

    /// What is called instead where a value is assigned, by the object or its class.
    pub(super) fn setter(self: &Rc<Self>, key: &str) -> Option<Value> {
        let mut object = self;
        loop {
            if object.property(key).is_some_and(|known| !known.getter) {
                return None;
            }
            let setters = object.setters.borrow();
            if let Some((_, setter)) = setters.iter().rev().find(|(name, _)| **name == *key) {
                return Some(setter.clone());
            }
            drop(setters);
            object = object.prototype.as_ref()?;
        }
    }

    /// Takes a property out.
    pub(super) fn remove(&self, key: &str) {
        let left = self.properties.take().list.into_iter().filter(|property| &*property.key != key);
        left.for_each(|property| self.set(property));
    }

    /// What was spread into it and is not known.
    pub(crate) fn unknown(&self) -> Option<Rc<Symbol>> {
        let properties = self.properties.borrow();
        let spread = properties.list.find(|property| property.slot.spread)?;
        spread.slot.value.as_symbol().cloned()
    }

    /// The properties that it lists. ECMAScript, `OrdinaryOwnPropertyKeys`: array indexes in ascending order, then the others as they were made.
    pub(crate) fn ordered(&self) -> Vec<Property> {
        let index = |property: &Property| property.key.parse::<u32>().ok().filter(|n| n.to_string() == *property.key);
        let properties = &self.properties.borrow().list;
        let mut numbered: Vec<(u32, &Property)> = properties.iter().filter_map(|p| Some((index(p)?, p))).collect();
        numbered.sort_by_key(|(number, _)| *number);
        let is_listed = |property: &&Property| index(property).is_none() && !property.key.starts_with(ast::PRIVATE);
        let others = properties.iter().filter(is_listed);
        numbered.into_iter().map(|(_, property)| property).chain(others).cloned().collect()
    }
}

impl Slot {
    pub(crate) fn new(value: Value, span: Span) -> Self {
        Self { value, span, spread: false }
    }
}

impl Property {
    pub(crate) fn new(key: impl Into<Rc<str>>, value: Value, span: Span) -> Self {
        Self { key: key.into(), span, slot: Slot::new(value, span), getter: false }
    }
}
