//! Builders of columns → types, as `getSQLType` of each class writes them.

use schema_doc_diagnostics::Span;

use super::Reader;
use super::chain::{self, Chain, Dialect, Made};
use super::literal;
use super::sql::{Text, Unknown};
use crate::list::IteratorExt;
use crate::model::{System, quote_identifier};
use crate::source::declared::Name;
use crate::source::typescript::{Slot, Symbol, Value, number_text};

/// An enum of the database.
#[derive(Debug, Clone)]
pub(super) struct Enumeration {
    pub(super) name: Name,
    pub(super) values: Vec<String>,
}

/// What a builder is told: `{ length: 40 }`.
pub(super) struct Config(Option<Slot>);

impl Config {
    /// The first object of the arguments: a name may stand before it.
    pub(super) fn of(arguments: &[Slot]) -> Self {
        let is_name = |slot: &&Slot| matches!(slot.value, Value::String(_));
        Self(arguments.iter().take(2).find(|slot| !is_name(slot)).cloned())
    }

    pub(super) fn get(&self, key: &str) -> Option<Slot> {
        let slot = self.0.as_ref()?.value.get(key)?;
        (!matches!(slot.value, Value::Undefined)).then_some(slot)
    }

    fn is(&self, key: &str) -> Result<bool, Unknown> {
        match self.get(key) {
            None => self.known().map(|()| false),
            Some(slot) => slot.value.as_bool().ok_or(Unknown(slot)),
        }
    }

    /// A number, as it is written in a type.
    fn number(&self, key: &str) -> Result<Option<String>, Unknown> {
        match self.get(key) {
            None => self.known().map(|()| None),
            Some(slot) => match &slot.value {
                Value::Number(number) => Ok(Some(number_text(*number))),
                Value::String(text) => Ok(Some(text.to_string())),
                _ => Err(Unknown(slot)),
            },
        }
    }

    /// `{ mode: "json" }`
    fn is_mode(&self, name: &str) -> bool {
        self.get("mode").is_some_and(|slot| slot.value.as_str().is_some_and(|mode| **mode == *name))
    }

    /// An object that is not known says nothing of what it has.
    fn known(&self) -> Result<(), Unknown> {
        match &self.0 {
            Some(slot) if matches!(slot.value, Value::Symbol(_)) => Err(Unknown(slot.clone())),
            _ => Ok(()),
        }
    }

    /// `char(40)`
    fn sized(&self, name: &str, key: &str) -> Text {
        Ok(match self.number(key)? {
            Some(number) => format!("{name}({number})"),
            None => name.to_owned(),
        })
    }

    /// `numeric(10, 2)`
    fn precise(&self, name: &str, separator: &str) -> Text {
        Ok(match (self.number("precision")?, self.number("scale")?) {
            (Some(precision), Some(scale)) => format!("{name}({precision}{separator}{scale})"),
            (Some(precision), None) => format!("{name}({precision})"),
            (None, _) => name.to_owned(),
        })
    }
}

impl Reader<'_, '_> {
    /// The type of a column, without the arrays that its methods make of it. `None`: no builder of Drizzle's.
    pub(super) fn data_type(&mut self, chain: &Chain) -> Option<Text> {
        let arguments = chain::arguments(&chain.base);
        match chain::made(&chain.base)? {
            Made::Export(dialect, name) => built_in(dialect, name, arguments),
            Made::Called(_, made) => {
                if let Some(found) = enumeration(made) {
                    let quoted = |name: &str| quote_identifier(System::PostgreSql, name).into_owned();
                    return Some(Ok(match &found.name.namespace {
                        Some(namespace) => format!("{}.{}", quoted(namespace), quoted(&found.name.name)),
                        None => quoted(&found.name.name),
                    }));
                }
                let Made::Export(_, "customType") = chain::made(made)? else { return None };
                let parameters = chain::arguments(made).first()?.clone();
                Some(self.custom(&parameters, arguments, chain.base.span))
            }
            Made::OfSchema(..) | Made::Cased(..) => None,
        }
    }

    /// `customType({ dataType(config) { return "citext"; } })("name", config)`
    fn custom(&mut self, parameters: &Slot, arguments: &[Slot], span: Span) -> Text {
        let Some(function) = parameters.value.get("dataType") else { return Err(Unknown(parameters.clone())) };
        let is_name = |slot: &Slot| matches!(slot.value, Value::String(_));
        let config = match arguments {
            [first, second, ..] if is_name(first) => second.value.clone(),
            [first, ..] if !is_name(first) => first.value.clone(),
            _ => Value::Undefined,
        };
        match self.program.call(&function.value, vec![config], span) {
            Value::String(text) => Ok(text.to_string()),
            value => Err(Unknown(Slot { value, span, spread: false })),
        }
    }
}

/// What `pgEnum("status", ["open", "done"])`, or a schema's, makes.
pub(super) fn enumeration(symbol: &Symbol) -> Option<Enumeration> {
    let namespace = match chain::made(symbol)? {
        Made::Export(Dialect::PostgreSql, "pgEnum") => None,
        Made::OfSchema(Dialect::PostgreSql, schema, "enum") => chain::arguments(schema).first().cloned(),
        _ => return None,
    };
    let [name, values, ..] = chain::arguments(symbol) else { return None };
    let namespace = match namespace {
        Some(slot) => Some(slot.value.as_str()?.to_string()),
        None => None,
    };
    let name = Name { namespace, name: name.value.as_str()?.to_string() };
    Some(Enumeration { name, values: texts(&values.value)? })
}

/// The texts of a list, or of an object's values; `None` where one is not known.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let slots = match value {
        Value::Object(_) => value.properties()?.into_iter().map(|property| property.slot).collect_vec(),
        _ => value.elements()?,
    };
    slots.iter().map(|slot| slot.value.as_str().filter(|_| !slot.spread).map(ToString::to_string)).collect()
}

/// `None`: the package has no such builder.
fn built_in(dialect: Dialect, name: &str, arguments: &[Slot]) -> Option<Text> {
    let config = Config::of(arguments);
    match dialect {
        Dialect::PostgreSql => postgresql(name, &config),
        Dialect::MySql | Dialect::SingleStore => mysql(dialect, name, &config, arguments),
        Dialect::Sqlite => sqlite(name, &config),
    }
}

fn postgresql(name: &str, config: &Config) -> Option<Text> {
    Some(match name {
        "bigint" | "bigserial" | "boolean" | "bytea" | "cidr" | "date" | "inet" | "integer" | "json" | "jsonb"
        | "line" | "macaddr" | "macaddr8" | "point" | "real" | "serial" | "smallint" | "smallserial" | "text"
        | "uuid" => Ok(name.to_owned()),
        "doublePrecision" => Ok("double precision".to_owned()),
        "geometry" => Ok("geometry(point)".to_owned()),
        "char" | "varchar" => config.sized(name, "length"),
        "bit" | "halfvec" | "sparsevec" | "vector" => config.sized(name, "dimensions"),
        "decimal" | "numeric" => config.precise("numeric", ", "),
        "time" | "timestamp" => zoned(name, config),
        "interval" => interval(config),
        _ => return None,
    })
}

/// `timestamp(3) with time zone`
fn zoned(name: &str, config: &Config) -> Text {
    let zone = if config.is("withTimezone")? { " with time zone" } else { "" };
    Ok(format!("{}{zone}", config.sized(name, "precision")?))
}

/// `interval day to second(3)`
fn interval(config: &Config) -> Text {
    let fields = match config.get("fields") {
        Some(slot) => match slot.value.as_str() {
            Some(fields) => format!(" {fields}"),
            None => return Err(Unknown(slot)),
        },
        None => String::new(),
    };
    config.sized(&format!("interval{fields}"), "precision")
}

fn mysql(dialect: Dialect, name: &str, config: &Config, arguments: &[Slot]) -> Option<Text> {
    let unsigned = |name: Text| Ok(if config.is("unsigned")? { format!("{} unsigned", name?) } else { name? });
    Some(match name {
        "blob" | "boolean" | "date" | "json" | "longblob" | "longtext" | "mediumblob" | "mediumtext" | "serial"
        | "text" | "tinyblob" | "tinytext" | "year" => Ok(name.to_owned()),
        "bigint" | "int" | "mediumint" | "smallint" | "tinyint" => unsigned(Ok(name.to_owned())),
        "binary" | "char" | "varbinary" | "varchar" => config.sized(name, "length"),
        "datetime" | "time" | "timestamp" if dialect == Dialect::SingleStore => Ok(name.to_owned()),
        "datetime" | "time" | "timestamp" => config.sized(name, "fsp"),
        "decimal" | "double" | "float" => unsigned(config.precise(name, ",")),
        "real" => config.precise(name, ", "),
        "mysqlEnum" | "singlestoreEnum" => inline_enum(arguments),
        "vector" => config.sized(name, "dimensions"),
        _ => return None,
    })
}

/// `mysqlEnum("state", ["open", "done"])`, the name left out or not, an object in the place of the list or not.
fn inline_enum(arguments: &[Slot]) -> Text {
    let values = arguments.iter().take(2).find(|slot| !matches!(slot.value, Value::String(_)));
    match values.map(|slot| (slot, texts(&slot.value))) {
        Some((_, Some(values))) => Ok(format!("enum({})", literal::list(&values))),
        Some((slot, None)) => Err(Unknown(slot.clone())),
        None => Ok("enum()".to_owned()),
    }
}

fn sqlite(name: &str, config: &Config) -> Option<Text> {
    Some(match name {
        "blob" | "integer" | "numeric" | "real" => Ok(name.to_owned()),
        "int" => Ok("integer".to_owned()),
        "text" if config.is_mode("json") => Ok(name.to_owned()),
        "text" => config.sized(name, "length"),
        _ => return None,
    })
}

/// The brackets that `.array(3)` and `.array("[][]")` add.
pub(super) fn array(arguments: &[Slot]) -> Text {
    match arguments.first() {
        None => Ok("[]".to_owned()),
        Some(slot) => match &slot.value {
            Value::Undefined => Ok("[]".to_owned()),
            Value::Number(number) => Ok(format!("[{}]", number_text(*number))),
            Value::String(brackets) => Ok(brackets.to_string()),
            _ => Err(Unknown(slot.clone())),
        },
    }
}
