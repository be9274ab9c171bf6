//! Rust's types → `ColumnType` → the words of the system, as sea-query writes them for each.

use std::fmt::Write as _;

use schema_doc_diagnostics::Span;
use syn::{Expr, GenericArgument, Lit, PathArguments, Type};

use crate::list::{IteratorExt, SliceExt};
use crate::model::{System, quote_identifier};
use crate::ordered::Map;
use crate::source::declared::Said;
use crate::source::declared::case::snake;

/// `ColumnType` of sea-query: `String(StringLen::N(255))`, `Decimal(Some((10, 2)))`.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnType {
    /// The variant's name.
    name: String,
    numbers: Vec<String>,
    /// The name of a custom type.
    text: Option<String>,
    /// `StringLen::Max`.
    max: bool,
    /// Of an array.
    element: Option<Box<ColumnType>>,
    /// Of an enum of the database.
    values: Vec<String>,
}

impl ColumnType {
    pub(super) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// An enum of the database.
    pub(super) fn of_enum(name: &str, values: &[String]) -> Self {
        Self { text: Some(name.to_owned()), values: values.to_vec(), ..Self::of("Enum") }
    }

    /// `String(StringLen::N(255))`; `None` where it is none that is known.
    pub(super) fn read(written: &Expr) -> Option<Self> {
        match written {
            Expr::Path(path) => Some(Self::of(&path.path.segments.last()?.ident.to_string())),
            Expr::Call(call) => {
                let Self { name, .. } = Self::read(&call.func)?;
                let name =
                    if name == "custom" || name == "string" || name == "decimal_len" { upper(&name) } else { name };
                let mut found = Self::of(&name);
                for argument in &call.args {
                    found.take(argument);
                }
                Some(found)
            }
            Expr::MethodCall(call) => Self::read(&call.receiver),
            Expr::Group(group) => Self::read(&group.expr),
            Expr::Paren(inner) => Self::read(&inner.expr),
            _ => None,
        }
    }

    /// An argument: a number, a text, a length, the element's type.
    fn take(&mut self, argument: &Expr) {
        match argument {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(number) => self.numbers.push(number.base10_digits().to_owned()),
                Lit::Str(text) => self.text = Some(text.value()),
                _ => {}
            },
            Expr::Path(path) => {
                let Some(last) = path.path.segments.last().map(|last| last.ident.to_string()) else { return };
                match last.as_str() {
                    "Max" => self.max = true,
                    "None" => {}
                    _ if self.name == "Array" => self.element = Some(Box::new(Self::of(&last))),
                    _ => {}
                }
            }
            Expr::Call(call) => {
                let called = match &*call.func {
                    Expr::Path(path) => {
                        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect_vec()
                    }
                    _ => Vec::new(),
                };
                // `Array(RcOrArc::new(ColumnType::String(StringLen::None)))`
                if self.name == "Array" && called.any(|name| name == "ColumnType") {
                    self.element = Self::read(argument).map(Box::new);
                } else {
                    for argument in &call.args {
                        self.take(argument);
                    }
                }
            }
            Expr::Tuple(tuple) => {
                for element in &tuple.elems {
                    self.take(element);
                }
            }
            Expr::MethodCall(call) => self.take(&call.receiver),
            Expr::Reference(inner) => self.take(&inner.expr),
            _ => {}
        }
    }

    fn sized(&self, name: &str) -> String {
        let mut words = name.to_owned();
        if !self.numbers.is_empty() {
            let _ = write!(words, "({})", self.numbers.iter().join(","));
        }
        words
    }

    /// In the words of the system; `None` where it has no such type.
    pub(super) fn words(&self, system: System) -> Option<String> {
        match system {
            System::MySql | System::MariaDb => self.mysql(),
            System::Sqlite => self.sqlite(),
            _ => self.postgresql(system),
        }
    }

    fn postgresql(&self, system: System) -> Option<String> {
        Some(match self.name.as_str() {
            "Char" => self.sized("char"),
            "String" => self.sized("varchar"),
            "Text" => "text".to_owned(),
            "TinyInteger" | "TinyUnsigned" | "SmallInteger" => "smallint".to_owned(),
            "Integer" | "SmallUnsigned" => "integer".to_owned(),
            "BigInteger" | "Unsigned" | "BigUnsigned" => "bigint".to_owned(),
            "Float" => "real".to_owned(),
            "Double" => "double precision".to_owned(),
            "Decimal" => self.sized("numeric"),
            "DateTime" | "Timestamp" => "timestamp".to_owned(),
            "TimestampWithTimeZone" => "timestamptz".to_owned(),
            "Time" | "Date" | "Interval" | "Money" | "Json" | "Uuid" | "Cidr" | "Inet" | "LTree" => {
                self.name.to_lowercase()
            }
            "MacAddr" => "macaddr".to_owned(),
            "JsonBinary" => "jsonb".to_owned(),
            "Binary" | "VarBinary" | "Blob" => "bytea".to_owned(),
            "Bit" => self.sized("bit"),
            "VarBit" => self.sized("bit varying"),
            "Boolean" => "boolean".to_owned(),
            "Vector" => self.sized("vector"),
            "Array" => format!("{}[]", self.element.as_ref()?.postgresql(system)?),
            "Custom" => self.text.clone()?,
            "Enum" => quote_identifier(system, self.text.as_deref()?).into_owned(),
            _ => return None,
        })
    }

    fn mysql(&self) -> Option<String> {
        let length = |name: &str| match (self.numbers.first(), self.max) {
            (Some(length), _) => format!("{name}({length})"),
            (None, true) => format!("{name}(65535)"),
            (None, false) => format!("{name}(255)"),
        };
        Some(match self.name.as_str() {
            "Char" => self.sized("char"),
            "String" => length("varchar"),
            "TinyInteger" => "tinyint".to_owned(),
            "TinyUnsigned" => "tinyint unsigned".to_owned(),
            "SmallInteger" => "smallint".to_owned(),
            "SmallUnsigned" => "smallint unsigned".to_owned(),
            "Integer" => "int".to_owned(),
            "Unsigned" => "int unsigned".to_owned(),
            "BigInteger" => "bigint".to_owned(),
            "BigUnsigned" => "bigint unsigned".to_owned(),
            "Decimal" | "Money" => self.sized("decimal"),
            "Text" | "Float" | "Double" | "DateTime" | "Timestamp" | "Time" | "Date" | "Year" | "Blob" | "Json" => {
                self.name.to_lowercase()
            }
            "TimestampWithTimeZone" => "timestamp".to_owned(),
            "Binary" => self.sized("binary"),
            "VarBinary" => length("varbinary"),
            "Bit" | "VarBit" => self.sized("bit"),
            "Boolean" => "bool".to_owned(),
            "JsonBinary" => "json".to_owned(),
            "Uuid" => "binary(16)".to_owned(),
            "Custom" => self.text.clone()?,
            "Enum" => {
                let values = self.values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).join(", ");
                format!("enum({values})")
            }
            _ => return None,
        })
    }

    fn sqlite(&self) -> Option<String> {
        Some(match self.name.as_str() {
            "Char" => self.sized("char"),
            "String" => self.sized("varchar"),
            "TinyInteger" | "TinyUnsigned" => "tinyint".to_owned(),
            "SmallInteger" | "SmallUnsigned" => "smallint".to_owned(),
            "Integer" | "Unsigned" | "BigInteger" | "BigUnsigned" => "integer".to_owned(),
            "Decimal" if !self.numbers.is_empty() => self.sized("real"),
            "Decimal" => "real_decimal".to_owned(),
            "Money" => self.sized("real_money"),
            "DateTime" => "datetime_text".to_owned(),
            "Timestamp" => "timestamp_text".to_owned(),
            "TimestampWithTimeZone" => "timestamp_with_timezone_text".to_owned(),
            "Time" | "Date" | "Json" | "Uuid" | "Enum" => format!("{}_text", self.name.to_lowercase()),
            "JsonBinary" => "jsonb_text".to_owned(),
            "Binary" => self.sized("blob"),
            "VarBinary" => self.sized("varbinary_blob"),
            "Text" | "Float" | "Double" | "Blob" | "Boolean" => self.name.to_lowercase(),
            "Custom" => self.text.clone()?,
            _ => return None,
        })
    }

    /// The enum of the database that it is or holds: its name and its values.
    pub(super) fn enumerated(&self) -> Option<(&str, &[String])> {
        match self.name.as_str() {
            "Enum" => Some((self.text.as_deref()?, &self.values)),
            _ => self.element.as_ref()?.enumerated(),
        }
    }
}

/// The functions of `ColumnType` that make one: `custom("citext")`, `string(Some(20))`.
fn upper(name: &str) -> String {
    match name {
        "custom" => "Custom",
        "string" => "String",
        _ => "Decimal",
    }
    .to_owned()
}

/// Types that the source's files define for columns.
#[derive(Default)]
pub(super) struct Types {
    /// By their names, each with its module: two may have one name.
    found: Map<String, Vec<(Vec<String>, Defined)>>,
}

/// A type of Rust that stands for one of the database.
pub(super) struct Defined {
    pub(super) column_type: ColumnType,
    pub(super) span: Span,
    pub(super) words: Vec<Said>,
}

impl Types {
    pub(super) fn add(&mut self, name: String, path: &[String], defined: Defined) {
        self.found.or_default(name).push((path.to_vec(), defined));
    }

    /// The one of that name that is nearest to a module.
    fn nearest(&self, name: &str, path: &[String]) -> Option<&Defined> {
        let common = |other: &[String]| other.iter().zip(path).take_while(|(a, b)| a == b).count();
        let all = self.found.get(name)?.iter();
        let best = all.fold(None, |best: Option<&(Vec<String>, Defined)>, found| match best {
            Some(known) if common(&known.0) >= common(&found.0) => Some(known),
            _ => Some(found),
        });
        best.map(|(_, defined)| defined)
    }

    /// The one that is an enum of the database.
    pub(super) fn of_enum(&self, name: &str) -> Option<&Defined> {
        let mut all = self.found.iter().flat_map(|(_, all)| all).map(|(_, defined)| defined);
        all.find(|defined| defined.column_type.enumerated().is_some_and(|(own, _)| own == name))
    }

    /// The type of a column for a field's, `Option` taken off, in a module; `None`: neither `SeaORM` nor the files say one.
    pub(super) fn column_type(&self, written: &Type, path: &[String]) -> Option<ColumnType> {
        let Type::Path(named) = written else { return None };
        let last = named.path.segments.last()?;
        let name = last.ident.to_string();
        let inner = inner(last);
        if let Some(found) = self.nearest(&name, path) {
            return Some(found.column_type.clone());
        }
        if name == "Vec" {
            if matches!(inner, Some(Type::Path(byte)) if byte.path.is_ident("u8")) {
                return Some(ColumnType::of("VarBinary"));
            }
            let element = Some(Box::new(self.column_type(inner?, path)?));
            return Some(ColumnType { element, ..ColumnType::of("Array") });
        }
        Some(ColumnType::of(match name.as_str() {
            "String" => "String",
            "char" => "Char",
            "i8" => "TinyInteger",
            "i16" => "SmallInteger",
            "i32" => "Integer",
            "i64"
            | "ChronoUnixTimestamp"
            | "ChronoUnixTimestampMillis"
            | "TimeUnixTimestamp"
            | "TimeUnixTimestampMillis" => "BigInteger",
            "u8" => "TinyUnsigned",
            "u16" => "SmallUnsigned",
            "u32" => "Unsigned",
            "u64" => "BigUnsigned",
            "f32" => "Float",
            "f64" => "Double",
            "bool" => "Boolean",
            "Date" | "NaiveDate" | "ChronoDate" | "TimeDate" => "Date",
            "Time" | "NaiveTime" | "ChronoTime" | "TimeTime" => "Time",
            "DateTime" if inner.is_some() => "TimestampWithTimeZone",
            "DateTime" | "NaiveDateTime" | "ChronoDateTime" | "TimeDateTime" | "PrimitiveDateTime" => "DateTime",
            "DateTimeUtc"
            | "DateTimeLocal"
            | "DateTimeWithTimeZone"
            | "ChronoDateTimeUtc"
            | "ChronoDateTimeLocal"
            | "ChronoDateTimeWithTimeZone"
            | "TimeDateTimeWithTimeZone"
            | "OffsetDateTime" => "TimestampWithTimeZone",
            "Uuid" => "Uuid",
            "TextUuid" => "Text",
            "Json" | "JsonValue" | "Value" => "Json",
            "Decimal" | "BigDecimal" => "Decimal",
            "IpNetwork" => "Inet",
            "MacAddress" => "MacAddr",
            "PgVector" => "Vector",
            _ => return None,
        }))
    }
}

/// `T` of `Option<T>`.
pub(super) fn inner(segment: &syn::PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(inside) = &segment.arguments else { return None };
    inside.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

/// The name that a type which nobody explains is kept by.
pub(super) fn kept(written: &Type) -> String {
    match written {
        Type::Path(path) => path.path.segments.last().map(|last| snake(&last.ident.to_string())).unwrap_or_default(),
        _ => "unknown".to_owned(),
    }
}
