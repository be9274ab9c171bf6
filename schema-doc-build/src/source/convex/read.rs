//! Values of the program → validators.

use std::rc::Rc;

use schema_doc_diagnostics::{Code, Diagnostic, Span, nearest};

use super::Reader;
use super::library::{BUILDERS, Built, as_validator};
use super::validator::{Field, Literal, LiteralKind, Object, Validator, quoted};
use crate::list::IteratorExt;
use crate::ordered::Map;
use crate::source::typescript::{Slot, Symbol, Value};

/// How deep validators lie in each other, at most. Convex takes values that are 16 deep.
const DEEPEST: usize = 64;

/// How many validators a table has, at most: one that is used often in itself has more of them than anybody could read.
const MOST: usize = 50_000;

impl Reader<'_> {
    /// A validator, and whether an object may lack it. `what`: whose it is, in words (``an element of `users.emails` ``).
    pub(super) fn validator(&mut self, slot: &Slot, what: &str) -> (Validator, bool) {
        self.depth += 1;
        self.validators += 1;
        let read = if self.depth > DEEPEST || self.validators > MOST {
            let reason = format!("validators lie in each other more than {DEEPEST} deep, or are more than {MOST}");
            (self.unsupported(slot.span, &reason, "write the deepest as `v.any()`"), false)
        } else {
            self.any_validator(slot, what)
        };
        self.depth -= 1;
        read
    }

    /// One that is no field: it cannot be absent.
    fn required(&mut self, slot: Option<&Slot>, asked: Span, what: &str) -> Validator {
        let nothing = Slot::new(Value::Undefined, asked);
        let slot = slot.unwrap_or(&nothing);
        let (validator, optional) = self.validator(slot, what);
        if optional {
            let message = format!("{what} is optional, and no field of an object");
            let help = "leave out `v.optional`; for null write `v.union(…, v.null())`";
            self.error(Code::InvalidDeclaration, slot.span, message, help);
        }
        validator
    }

    fn any_validator(&mut self, slot: &Slot, what: &str) -> (Validator, bool) {
        let mut value = slot.value.clone();
        let mut optional = false;
        loop {
            let Some(symbol) = value.as_symbol().cloned() else {
                return (self.no_validator(&value, slot, what), optional);
            };
            let Some(built) = Built::of(&symbol) else {
                return (self.unknown_validator(&symbol, slot, what), optional);
            };
            if built.builder != "optional" {
                return (self.built(&symbol, built, slot, what), optional);
            }
            optional = true;
            value = built.argument(0);
        }
    }

    fn built(&mut self, symbol: &Rc<Symbol>, built: Built<'_>, slot: &Slot, what: &str) -> Validator {
        let asked = slot.span;
        let first = built.arguments.first();
        match built.builder {
            "null" => Validator::Null,
            "number" | "float64" => Validator::Number,
            "int64" | "bigint" => Validator::Int64,
            "commitTs" => Validator::CommitTs,
            "boolean" => Validator::Boolean,
            "string" => Validator::String,
            "bytes" => Validator::Bytes,
            "any" => Validator::Any,
            "id" => self.id(first, asked, what),
            "literal" => self.literal(first, asked, what),
            "array" => Validator::Array(Box::new(self.required(first, asked, &format!("an element of {what}")))),
            "object" => match first {
                Some(fields) => Validator::Object(self.object(fields, what)),
                None => self.no_validator(&Value::Undefined, slot, what),
            },
            "record" => {
                let keys = self.required(first, asked, &format!("a key of {what}"));
                let values = self.required(built.arguments.get(1), asked, &format!("a value of {what}"));
                Validator::Record(Box::new((keys, values)))
            }
            "union" => self.union(built.arguments, asked, what),
            "nullable" => Validator::Union(vec![self.required(first, asked, what), Validator::Null]),
            other => {
                let reason = format!("`v.{other}` is not known");
                let help = match nearest(other, BUILDERS.iter().copied()) {
                    Some(near) => format!("did you mean `v.{near}`?"),
                    None => "write it with the validators of convex 1.48".to_owned(),
                };
                self.unsupported(symbol.span, &reason, &help)
            }
        }
    }

    fn union(&mut self, arguments: &[Slot], asked: Span, what: &str) -> Validator {
        let mut members = Vec::new();
        for argument in arguments {
            members.push(if argument.spread {
                match self.unknown(&argument.value, &format!("what {what} may be"), argument.span) {
                    Validator::Unknown(written) => Validator::Unknown(format!("...{written}").into()),
                    other => other,
                }
            } else {
                self.required(Some(argument), asked, what)
            });
        }
        Validator::Union(members)
    }

    fn id(&mut self, table: Option<&Slot>, asked: Span, what: &str) -> Validator {
        match table.map(|slot| &slot.value) {
            Some(Value::String(name)) => {
                self.ids.push((name.clone(), asked));
                Validator::Id((&**name).into())
            }
            Some(value @ Value::Symbol(_)) => {
                let value = value.clone();
                self.unknown(&value, &format!("the table that {what} refers to"), asked)
            }
            _ => {
                let message = format!("`v.id` of {what} names no table");
                self.error(Code::InvalidDeclaration, asked, message, "write the table's name: `v.id(\"users\")`");
                Validator::Any
            }
        }
    }

    fn literal(&mut self, value: Option<&Slot>, asked: Span, what: &str) -> Validator {
        let (json, kind) = match value.map(|slot| &slot.value) {
            Some(Value::String(text)) => (quoted(text), LiteralKind::String),
            Some(Value::Bool(value)) => (value.to_string(), LiteralKind::Other),
            Some(Value::Number(number)) if number.is_finite() => ((number + 0.0).to_string(), LiteralKind::Other),
            Some(Value::BigInt(digits)) => (digits.to_string(), LiteralKind::BigInt),
            Some(value @ Value::Symbol(_)) => {
                let value = value.clone();
                return self.unknown(&value, &format!("the literal of {what}"), asked);
            }
            _ => {
                let message = format!("`v.literal` of {what} is given no literal");
                let help = "give it a string, a finite number, a bigint or a boolean: `v.literal(\"admin\")`";
                self.error(Code::InvalidDeclaration, asked, message, help);
                return Validator::Any;
            }
        };
        Validator::Literal(Literal { json: json.into(), kind })
    }

    /// The fields of `v.object({…})`, and of `defineTable({…})`.
    fn object(&mut self, object: &Slot, what: &str) -> Object {
        let Some(properties) = object.value.properties() else {
            if let Value::Symbol(_) = object.value {
                self.unknown(&object.value, &format!("the fields of {what}"), object.span);
            } else {
                let message = format!("the fields of {what} are no object");
                self.error(Code::InvalidDeclaration, object.span, message, "write `{ name: v.string() }`");
            }
            return Object { open: true, ..Object::default() };
        };
        // A call or a loop that makes several fields is the place of none.
        let mut made: Map<Span, usize> = Map::new();
        for property in &properties {
            *made.or_default(property.span) += 1;
        }
        let (mut fields, mut open) = (Vec::new(), false);
        for property in &properties {
            if property.slot.spread {
                self.unknown(&property.slot.value, &format!("a part of the fields of {what}"), property.span);
                open = true;
                continue;
            }
            let (validator, optional) = self.validator(&property.slot, &inside(what, &property.key));
            let span = Some(property.span).filter(|span| made.get(span) == Some(&1));
            fields.push(Field { name: (&*property.key).into(), validator, optional, span });
        }
        Object { fields, open }
    }

    /// What a table's documents are.
    pub(super) fn document(&mut self, argument: &Slot, table: &str) -> Validator {
        let value = as_validator(argument);
        self.validator(&Slot { value, ..argument.clone() }, &format!("`{table}`")).0
    }

    /// A value that is no validator.
    fn no_validator(&mut self, value: &Value, slot: &Slot, what: &str) -> Validator {
        let (message, help) = match value {
            Value::Undefined => (
                format!("the validator of {what} is undefined"),
                "an import that goes in a circle is undefined while its module begins: move what both need to a third file",
            ),
            Value::Object(_) => (format!("{what} is an object, and no validator"), "write `v.object({…})` around it"),
            Value::Function(_) => (format!("{what} is a function, and no validator"), "call it"),
            Value::Array(_) => (format!("{what} is a list, and no validator"), "write `v.array(…)`, or `v.union(…)`"),
            _ => (format!("{what} is no validator"), "write one of `v`: `v.string()`, `v.literal(\"admin\")`"),
        };
        self.error(Code::InvalidDeclaration, slot.span, message, help);
        Validator::Any
    }

    /// A symbol that is no validator of which anything is known.
    fn unknown_validator(&mut self, symbol: &Rc<Symbol>, slot: &Slot, what: &str) -> Validator {
        // `email: v.string`
        if let Some(("convex/values", path)) = symbol.path()
            && let ["v", builder] = path.as_slice()
            && BUILDERS.contains(builder)
        {
            let message = format!("`v.{builder}` of {what} is not called");
            self.error(Code::InvalidDeclaration, slot.span, message, &format!("write `v.{builder}()`"));
            return Validator::Any;
        }
        self.unknown(&Value::Symbol(symbol.clone()), &format!("the type of {what}"), slot.span)
    }

    /// What nobody knows: said at the expression that is the cause, and shown as it is written.
    fn unknown(&mut self, value: &Value, what: &str, asked: Span) -> Validator {
        self.program.unknown(value, what, asked);
        self.note(asked, &format!("{what} is not known"));
        Validator::Unknown(self.expression(asked))
    }

    /// What is known, and cannot be modelled.
    fn unsupported(&mut self, span: Span, reason: &str, help: &str) -> Validator {
        let written = self.expression(span);
        let message = format!("`{written}` is not read: {reason}");
        self.program.diagnostics.push(Diagnostic::warning(Code::UnsupportedStatement, span, message).with_help(help));
        self.note(span, reason);
        Validator::Unknown(written)
    }

    /// An expression on one line; only what it calls, where it is long.
    fn expression(&self, span: Span) -> Box<str> {
        let folded = self.program.texts.text(span).split_whitespace().join(" ");
        match folded.char_indices().nth(LONGEST_EXPRESSION) {
            None => folded.into(),
            Some((end, _)) => format!("{}…", folded.get(..end).unwrap_or_default()).into(),
        }
    }
}

/// A field of what words call `` `users` ``.
fn inside(what: &str, field: &str) -> String {
    let path = what.split('`').nth(1).unwrap_or(what);
    format!("`{path}.{field}`")
}

/// How much of an expression is shown for a type, in characters.
const LONGEST_EXPRESSION: usize = 60;
