//! What Convex's own packages compute: the members of validators, tables and schemas, and the calls of their methods.
//!
//! A validator stays the call that built it, `v.object({…})`; what its methods give is such a call too.

use std::cell::RefCell;
use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::packages::{self, Versions};
use crate::list::SliceExt;
use crate::source::typescript::{Library, Program, Property, Slot, Symbol, SymbolKind, Value};

const VALUES: &str = "convex/values";
const SERVER: &str = "convex/server";

/// What `v` has: `convex/values`, `validator.ts`.
pub(super) const BUILDERS: &[&str] = &[
    "id", "null", "number", "float64", "bigint", "int64", "commitTs", "boolean", "string", "bytes", "literal", "array",
    "object", "record", "union", "any", "optional", "nullable",
];

/// What `convex/values` and `convex/server` compute, and the packages whose text is known.
pub(super) struct Convex {
    versions: Versions,
    /// The calls of tables' methods, in order: each changes its table and gives it back.
    calls: RefCell<Vec<TableCall>>,
}

/// `.index("by_email", ["email"])`
#[derive(Debug, Clone)]
pub(super) struct TableCall {
    pub(super) table: Rc<Symbol>,
    pub(super) method: Rc<str>,
    pub(super) arguments: Vec<Slot>,
    /// From the method's name on.
    pub(super) span: Span,
}

impl TableCall {
    /// Of the call of a method of a table that is not known, which stays a symbol.
    pub(super) fn of(symbol: &Symbol) -> Option<Self> {
        let SymbolKind::Call { callee: Value::Symbol(callee), arguments } = &symbol.kind else { return None };
        Self::new(callee, arguments, symbol.span)
    }

    fn new(callee: &Symbol, arguments: &[Slot], span: Span) -> Option<Self> {
        let SymbolKind::Member { of, name } = &callee.kind else { return None };
        if !TABLE_METHODS.contains(&&**name) {
            return None;
        }
        // The callee ends with the method's name, but for one in a package, whose places are those of the call into it.
        let start = callee.span.end.saturating_sub(name.len() as u32).clamp(span.start, span.end);
        let span = if callee.span == span { span } else { Span { start, ..span } };
        Some(Self { table: of.clone(), method: name.clone(), arguments: arguments.to_vec(), span })
    }
}

/// The methods of a table that change it.
pub(super) const TABLE_METHODS: &[&str] = &["index", "searchIndex", "vectorIndex", "staged"];

/// Whether an object may lack a field.
const OPTIONAL: &str = "optional";
const REQUIRED: &str = "required";

impl Convex {
    pub(super) fn new(versions: Versions) -> Self {
        Self { versions, calls: RefCell::default() }
    }

    /// What was called on a table, in order.
    pub(super) fn calls_of(&self, table: &Rc<Symbol>) -> Vec<TableCall> {
        self.calls.borrow().iter().filter(|call| Rc::ptr_eq(&call.table, table)).cloned().collect()
    }
}

impl Library for Convex {
    fn module(&self, specifier: &str) -> Option<&'static str> {
        packages::text(specifier, &self.versions)
    }

    fn knows(&self, package: &str) -> bool {
        matches!(package, VALUES | SERVER)
    }

    fn spread(&self, of: &Rc<Symbol>) -> Option<Vec<Property>> {
        if of.path()? != (VALUES, vec!["v"]) {
            return None;
        }
        let member = |name: &&str| {
            let kind = SymbolKind::Member { of: of.clone(), name: Rc::from(*name) };
            Property::new(*name, Value::Symbol(Symbol::new(kind, of.span)), of.span)
        };
        Some(BUILDERS.iter().map(member).collect())
    }

    fn member(&self, _: &mut Program<'_>, of: &Rc<Symbol>, name: &str) -> Option<Value> {
        if let Some(validator) = Built::of(of) {
            return validator.member(of, name);
        }
        if let Some(document) = table(of) {
            return (name == "validator").then(|| as_validator(&document));
        }
        let arguments = schema(of)?;
        match name {
            "tables" => arguments.first().map(|slot| slot.value.clone()),
            "schemaValidation" => Some(Value::Bool(is_enforced(arguments))),
            _ => None,
        }
    }

    fn call(&self, program: &mut Program<'_>, callee: &Rc<Symbol>, arguments: &[Slot], span: Span) -> Option<Value> {
        let first = arguments.first();
        match callee.path() {
            Some((VALUES, path)) if path == ["asObjectValidator"] => return Some(as_validator(first?)),
            Some((SERVER, path)) if path == ["docValidator"] => {
                let validator = program.member(&arguments.get(1)?.value, "validator", span);
                return Some(whole_document(first?.value.as_str()?, &validator, span));
            }
            _ => {}
        }
        let SymbolKind::Member { of, name } = &callee.kind else { return None };
        if let Some(validator) = Built::of(of) {
            return validator.call(of, name, arguments, span);
        }
        if table(of).is_some() {
            let call = TableCall::new(callee, arguments, span)?;
            self.calls.borrow_mut().push(call);
            return Some(Value::Symbol(of.clone()));
        }
        let tables = schema(of)?.first()?.value.clone();
        let name_of_table = first?.value.as_str()?;
        match &**name {
            "id" => Some(build("id", vec![first?.clone()], span)),
            "doc" => {
                let table = program.member(&tables, name_of_table, span);
                let validator = program.member(&table, "validator", span);
                Some(whole_document(name_of_table, &validator, span))
            }
            _ => None,
        }
    }
}

/// The argument of `defineTable(…)`.
pub(super) fn table(symbol: &Symbol) -> Option<Slot> {
    match symbol.call()? {
        (SERVER, path, arguments) if path == ["defineTable"] => arguments.first().cloned(),
        _ => None,
    }
}

/// `defineTable`, `defineTable()`
pub(super) fn is_define_table(symbol: &Symbol) -> bool {
    let called = symbol.call().map(|(package, path, _)| (package, path));
    called.or_else(|| symbol.path()).is_some_and(|found| found == (SERVER, vec!["defineTable"]))
}

/// The arguments of `defineSchema(…)`.
pub(super) fn schema(symbol: &Symbol) -> Option<&[Slot]> {
    match symbol.call()? {
        (SERVER, path, arguments) if path == ["defineSchema"] => Some(arguments),
        _ => None,
    }
}

/// Whether Convex holds documents to the schema: `{ schemaValidation: false }` says no.
pub(super) fn is_enforced(arguments: &[Slot]) -> bool {
    let options = arguments.get(1).and_then(|options| options.value.get("schemaValidation"));
    options.and_then(|slot| slot.value.as_bool()) != Some(false)
}

/// `v.object(…)`: its builder and its arguments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Built<'a> {
    pub(super) builder: &'a str,
    pub(super) arguments: &'a [Slot],
}

impl<'a> Built<'a> {
    pub(super) fn of(symbol: &'a Symbol) -> Option<Self> {
        match symbol.call()? {
            (VALUES, path, arguments) => match path.as_slice() {
                ["v", builder] => Some(Self { builder, arguments }),
                _ => None,
            },
            _ => None,
        }
    }

    /// The argument of that number.
    pub(super) fn argument(self, at: usize) -> Value {
        self.arguments.get(at).map_or(Value::Undefined, |slot| slot.value.clone())
    }

    /// What `v.optional(…)` is about.
    fn required(self) -> Option<Value> {
        (self.builder == OPTIONAL).then(|| self.argument(0))
    }

    fn member(self, symbol: &Rc<Symbol>, name: &str) -> Option<Value> {
        if let Some(required) = self.required() {
            if name == "isOptional" {
                return Some(Value::string(OPTIONAL));
            }
            let inside = required.as_symbol()?;
            return Built::of(inside)?.member(inside, name);
        }
        match (name, self.builder) {
            ("isConvexValidator", _) => Some(Value::Bool(true)),
            ("isOptional", _) => Some(Value::string(REQUIRED)),
            ("kind", builder) => kind(builder).map(Value::string),
            ("fields", "object")
            | ("element", "array")
            | ("value", "literal")
            | ("tableName", "id")
            | ("key", "record") => Some(self.argument(0)),
            ("value", "record") => Some(self.argument(1)),
            ("members", "union") => Some(Value::array(self.arguments.to_vec())),
            ("members", "nullable") => {
                let null = Slot::new(build("null", Vec::new(), symbol.span), symbol.span);
                Some(Value::array(vec![self.arguments.first()?.clone(), null]))
            }
            // A method stays a member until it is called; what else a validator lacks is undefined.
            _ if is_method(name, self.builder) => None,
            _ => Some(Value::Undefined),
        }
    }

    fn call(self, symbol: &Rc<Symbol>, name: &str, arguments: &[Slot], span: Span) -> Option<Value> {
        if let ("optional" | "asOptional", _) = (name, self.builder) {
            return Some(optional(Value::Symbol(symbol.clone()), span));
        }
        if let Some(required) = self.required() {
            let inside = required.as_symbol()?.clone();
            let made = Built::of(&inside)?.call(&inside, name, arguments, span)?;
            return Some(optional(made, span));
        }
        if self.builder != "object" {
            return None;
        }
        // What is not known of the fields stays: a spread has no name to be picked or left out by.
        let fields = self.argument(0).properties()?;
        let is_named =
            |property: &Property| arguments.any(|name| name.value.as_str().is_some_and(|name| *name == property.key));
        let fields: Vec<Property> = match name {
            "pick" => fields.into_iter().filter(|field| field.slot.spread || is_named(field)).collect(),
            "omit" => fields.into_iter().filter(|field| field.slot.spread || !is_named(field)).collect(),
            "partial" => fields.into_iter().map(|field| may_be_absent(field, span)).collect(),
            "extend" => match arguments.first().map(|slot| &slot.value) {
                Some(Value::Object(more)) => fields.into_iter().chain(more.ordered()).collect(),
                Some(other) => fields.into_iter().chain([spread(other.clone(), span)]).collect(),
                None => fields,
            },
            _ => return None,
        };
        Some(object(fields, span))
    }
}

/// `kind` of a validator, by its builder.
fn kind(builder: &str) -> Option<&'static str> {
    Some(match builder {
        "number" | "float64" => "float64",
        "bigint" | "int64" => "int64",
        "nullable" => "union",
        other => BUILDERS.find(|known| *known == other)?,
    })
}

fn is_method(name: &str, builder: &str) -> bool {
    match name {
        // `json` is what the validator is sent as.
        "optional" | "asOptional" | "json" => true,
        "pick" | "omit" | "partial" | "extend" => builder == "object",
        // What is built in a way that is not known may have any.
        _ => kind(builder).is_none(),
    }
}

/// Fields that are not known.
fn spread(value: Value, span: Span) -> Property {
    let slot = Slot { spread: true, ..Slot::new(value, span) };
    Property { key: Rc::from(""), span, slot, getter: false }
}

fn may_be_absent(mut field: Property, span: Span) -> Property {
    if !field.slot.spread {
        field.slot.value = optional(field.slot.value, span);
    }
    field
}

/// `v.optional(validator)`
fn optional(validator: Value, span: Span) -> Value {
    let is_optional =
        validator.as_symbol().and_then(|symbol| Built::of(symbol)).is_some_and(|of| of.builder == OPTIONAL);
    if is_optional { validator } else { build(OPTIONAL, vec![Slot::new(validator, span)], span) }
}

/// `v.builder(arguments)`
fn build(builder: &str, arguments: Vec<Slot>, span: Span) -> Value {
    let package = SymbolKind::Import { package: Rc::from(VALUES), name: Rc::from("v") };
    let callee = SymbolKind::Member { of: Symbol::new(package, span), name: Rc::from(builder) };
    let callee = Value::Symbol(Symbol::new(callee, span));
    Value::Symbol(Symbol::new(SymbolKind::Call { callee, arguments }, span))
}

/// `v.object({…})`
fn object(fields: Vec<Property>, span: Span) -> Value {
    build("object", vec![Slot::new(Value::object(fields), span)], span)
}

/// What `defineTable` makes of its argument: an object is that of the fields.
pub(super) fn as_validator(document: &Slot) -> Value {
    match &document.value {
        Value::Object(_) => build("object", vec![document.clone()], document.span),
        other => other.clone(),
    }
}

/// A document with the fields that Convex adds.
fn whole_document(table: &Rc<str>, validator: &Value, span: Span) -> Value {
    match validator.as_symbol().and_then(|symbol| Built::of(symbol)) {
        Some(Built { builder: "union", arguments }) => {
            let whole = |member: &Slot| Slot { value: whole_document(table, &member.value, span), ..member.clone() };
            build("union", arguments.iter().map(whole).collect(), span)
        }
        Some(of @ Built { builder: "object", .. }) => {
            let mut fields = of.argument(0).properties().unwrap_or_default();
            let name = Slot::new(Value::String(table.clone()), span);
            fields.push(Property::new("_id", build("id", vec![name], span), span));
            fields.push(Property::new("_creationTime", build("number", Vec::new(), span), span));
            object(fields, span)
        }
        _ => validator.clone(),
    }
}
