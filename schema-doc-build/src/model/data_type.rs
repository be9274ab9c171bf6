//! Data types: in the system's words, and what they are in any system.

use super::{Column, QualifiedName, TableId};
use crate::list::SliceExt;

/// A column's type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataType {
    /// In the words of the system, one spelling per type: the one the database itself prints
    /// (`character varying(255)`); Convex: the validator (`v.array(v.string())`).
    pub native: String,
    /// What it is in any system.
    pub logical: LogicalType,
}

/// What a type is in any system; the names are the manifest's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
#[allow(missing_docs)] // the variants are the words of the manifest's list
pub enum LogicalType {
    Boolean,
    SmallInt,
    Integer,
    BigInt,
    Float,
    Double,
    Decimal,
    /// Characters with a length limit.
    String,
    /// Characters without one.
    Text,
    Bytes,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Json,
    Xml,
    /// An enumerated type of the schema.
    Enum(Box<QualifiedName>),
    /// A list of values that the column's type itself holds: MySQL's `enum('a','b')`.
    InlineEnum,
    /// An array of the inner type.
    Array(Box<DataType>),
    /// JavaScript's, a double.
    Number,
    /// The id of a document of that table.
    Id(Box<TableId>),
    /// A document in a document.
    Object(Vec<Column>),
    /// Any number of keys of the one type, each with a value of the other.
    Record(Box<(DataType, DataType)>),
    /// One of several types, in order.
    Union(Vec<DataType>),
    /// A union of literals, a closed set of values; one alone is no union but the literal itself. Each as JSON: `"active"`, `1`, `true`.
    Literals(Vec<Box<str>>),
    Null,
    /// What nothing is said of.
    Any,
    Vector,
    Geometry,
    Network,
    Range,
    Bit,
    TsVector,
    /// A type of the schema that is none of the above (composite), or of an extension we do not know.
    #[default]
    Other,
}

impl LogicalType {
    /// As the manifest spells it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Float => "float",
            Self::Double => "double",
            Self::Decimal => "decimal",
            Self::String => "string",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Uuid => "uuid",
            Self::Date => "date",
            Self::Time => "time",
            Self::Timestamp => "timestamp",
            Self::TimestampTz => "timestamptz",
            Self::Interval => "interval",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Literals(values) if values.len() == 1 => "literal",
            Self::Enum(_) | Self::InlineEnum | Self::Literals(_) => "enum",
            Self::Array(_) => "array",
            Self::Number => "number",
            Self::Id(_) => "id",
            Self::Object(_) => "object",
            Self::Record(_) => "record",
            Self::Union(_) => "union",
            Self::Null => "null",
            Self::Any => "any",
            Self::Vector => "vector",
            Self::Geometry => "geometry",
            Self::Network => "network",
            Self::Range => "range",
            Self::Bit => "bit",
            Self::TsVector => "tsvector",
            Self::Other => "other",
        }
    }
}

impl DataType {
    /// The affinity of a declared type, as the type that a query's column has in a table made of it (SQLite, Datatypes, 3.1).
    pub(crate) fn affinity(native: &str) -> &'static str {
        let native = native.to_ascii_uppercase();
        let has = |words: &[&str]| words.any(|word| native.contains(word));
        if has(&["INT"]) {
            "INT"
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            "TEXT"
        } else if native.is_empty() || has(&["BLOB"]) {
            ""
        } else if has(&["REAL", "FLOA", "DOUB"]) {
            "REAL"
        } else {
            "NUM"
        }
    }

    /// MySQL's: whether values of the type have a character set. JSON's is its own.
    pub fn has_charset(&self) -> bool {
        matches!(self.logical, LogicalType::String | LogicalType::Text | LogicalType::InlineEnum)
            || self.native.starts_with("set(")
    }

    /// The values that the type itself holds: `enum('a','it''s')` → `a`, `it's`.
    pub fn inline_values(&self) -> Vec<String> {
        if self.logical != LogicalType::InlineEnum {
            return Vec::new();
        }
        let mut values: Vec<String> = Vec::new();
        // Between the quotes: a value, then a comma; two quotes are one of the value's own, a backslash takes the next character along.
        let mut inside = false;
        let mut characters = self.native.chars().peekable();
        while let Some(c) = characters.next() {
            match (c, values.last_mut().filter(|_| inside)) {
                ('\'', None) => {
                    inside = true;
                    values.push(String::new());
                }
                ('\'', Some(value)) if characters.peek() == Some(&'\'') => {
                    characters.next();
                    value.push('\'');
                }
                ('\'', Some(_)) => inside = false,
                ('\\', Some(value)) => match characters.next() {
                    Some('n') => value.push('\n'),
                    Some('r') => value.push('\r'),
                    Some('0') => value.push('\0'),
                    Some('Z') => value.push('\u{1a}'),
                    Some(other) => value.push(other),
                    None => {}
                },
                (c, Some(value)) => value.push(c),
                (_, None) => {}
            }
        }
        values
    }

    /// The numbers in parentheses: `character varying(255)` → `[255]`, `numeric(10,2)` → `[10, 2]`.
    pub fn modifiers(&self) -> Vec<i64> {
        let Some((_, rest)) = self.native.split_once('(') else { return Vec::new() };
        let Some((inside, _)) = rest.split_once(')') else { return Vec::new() };
        inside.split(',').map(|n| n.trim().parse()).collect::<Result<_, _>>().unwrap_or_default()
    }
}
