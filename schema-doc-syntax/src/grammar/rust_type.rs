//! The Rust types that are known, by their paths alone, and the column types that each fits.

use syn::{GenericArgument, Path, PathArguments, Type};

/// A type whose values a column can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RustType {
    /// `bool`.
    Boolean,
    /// `i32`, `u8`; `usize` has 64 bits.
    Integer {
        /// 8 to 128.
        bits: u8,
        /// `i32`, not `u32`.
        signed: bool,
    },
    /// `f32`.
    Float,
    /// `f64`.
    Double,
    /// `char`.
    Character,
    /// `String`, `&str`, `Cow<str>`, `Box<str>`.
    String,
    /// `Vec<u8>`, `&[u8]`, `[u8; 16]`, `bytes::Bytes`.
    Bytes,
    /// `uuid::Uuid`.
    Uuid,
    /// A day: `chrono::NaiveDate`, `time::Date`, `jiff::civil::Date`.
    Date,
    /// A time of day: `chrono::NaiveTime`, `time::Time`, `jiff::civil::Time`.
    Time,
    /// A day and a time of day: `chrono::NaiveDateTime`, `time::PrimitiveDateTime`, `jiff::civil::DateTime`.
    DateTime,
    /// A point in time: `chrono::DateTime<Utc>`, `time::OffsetDateTime`, `jiff::Timestamp`, `SystemTime`.
    Instant,
    /// `chrono::Duration`, `time::Duration`, `jiff::Span`, `std::time::Duration`.
    Duration,
    /// `serde_json::Value`, `sqlx::types::Json<T>`.
    Json,
    /// `rust_decimal::Decimal`, `bigdecimal::BigDecimal`.
    Decimal,
    /// `std::net::IpAddr`, `ipnetwork::IpNetwork`.
    Network,
    /// `mac_address::MacAddress`.
    MacAddress,
    /// `pgvector::Vector`.
    Vector,
    /// `Vec<T>`, `[T; N]`, `Box<[T]>`.
    Array(Box<RustType>),
}

/// The last segment of a path, the crates that it may be written with, and what it is.
type Known = (&'static str, &'static [&'static str], RustType);

const STD: &[&str] = &["std", "core", "alloc"];
const CHRONO: &[&str] = &["chrono", "sqlx", "sea_orm"];
const TIME: &[&str] = &["time", "sqlx", "sea_orm"];
const TIME_OR_JIFF: &[&str] = &["time", "jiff", "sqlx", "sea_orm"];
const JIFF: &[&str] = &["jiff"];
const NETWORK: &[&str] = &["ipnetwork", "ipnet", "cidr", "sqlx"];

const fn integer(bits: u8, signed: bool) -> RustType {
    RustType::Integer { bits, signed }
}

/// What is no generic type.
#[rustfmt::skip]
static KNOWN: &[Known] = &[
    ("bool",              STD,                               RustType::Boolean),
    ("i8",                STD,                               integer(8, true)),
    ("i16",               STD,                               integer(16, true)),
    ("i32",               STD,                               integer(32, true)),
    ("i64",               STD,                               integer(64, true)),
    ("i128",              STD,                               integer(128, true)),
    ("isize",             STD,                               integer(64, true)),
    ("u8",                STD,                               integer(8, false)),
    ("u16",               STD,                               integer(16, false)),
    ("u32",               STD,                               integer(32, false)),
    ("u64",               STD,                               integer(64, false)),
    ("u128",              STD,                               integer(128, false)),
    ("usize",             STD,                               integer(64, false)),
    ("f32",               STD,                               RustType::Float),
    ("f64",               STD,                               RustType::Double),
    ("char",              STD,                               RustType::Character),
    ("str",               STD,                               RustType::String),
    ("String",            STD,                               RustType::String),
    ("Bytes",             &["bytes"],                        RustType::Bytes),
    ("BytesMut",          &["bytes"],                        RustType::Bytes),
    ("Uuid",              &["uuid", "sqlx", "sea_orm"],      RustType::Uuid),
    ("NaiveDate",         CHRONO,                            RustType::Date),
    ("NaiveTime",         CHRONO,                            RustType::Time),
    ("NaiveDateTime",     CHRONO,                            RustType::DateTime),
    ("TimeDelta",         CHRONO,                            RustType::Duration),
    ("PrimitiveDateTime", TIME,                              RustType::DateTime),
    ("OffsetDateTime",    TIME,                              RustType::Instant),
    ("UtcDateTime",       TIME,                              RustType::Instant),
    ("Date",              TIME_OR_JIFF,                      RustType::Date),
    ("Time",              TIME_OR_JIFF,                      RustType::Time),
    ("DateTime",          JIFF,                              RustType::DateTime),
    ("Timestamp",         JIFF,                              RustType::Instant),
    ("Zoned",             JIFF,                              RustType::Instant),
    ("Span",              JIFF,                              RustType::Duration),
    ("SignedDuration",    JIFF,                              RustType::Duration),
    ("Duration",          &["std", "core", "chrono", "time"], RustType::Duration),
    ("SystemTime",        &["std"],                          RustType::Instant),
    ("Value",             &["serde_json"],                   RustType::Json),
    ("JsonValue",         &["sqlx"],                         RustType::Json),
    ("Decimal",           &["rust_decimal", "sqlx", "sea_orm"], RustType::Decimal),
    ("BigDecimal",        &["bigdecimal", "sqlx", "sea_orm"], RustType::Decimal),
    ("IpAddr",            STD,                               RustType::Network),
    ("Ipv4Addr",          STD,                               RustType::Network),
    ("Ipv6Addr",          STD,                               RustType::Network),
    ("IpNetwork",         NETWORK,                           RustType::Network),
    ("Ipv4Network",       NETWORK,                           RustType::Network),
    ("Ipv6Network",       NETWORK,                           RustType::Network),
    ("IpNet",             NETWORK,                           RustType::Network),
    ("IpInet",            NETWORK,                           RustType::Network),
    ("IpCidr",            NETWORK,                           RustType::Network),
    ("MacAddress",        &["mac_address", "sqlx"],          RustType::MacAddress),
    ("Vector",            &["pgvector"],                     RustType::Vector),
];

/// What a type is, where its path says so; `Option` is no part of it ([`option_inner`]).
pub fn known_type(written: &Type) -> Option<RustType> {
    match written {
        Type::Reference(reference) => known_type(&reference.elem),
        Type::Paren(inner) => known_type(&inner.elem),
        Type::Group(inner) => known_type(&inner.elem),
        Type::Array(_) | Type::Slice(_) => array(written),
        Type::Path(path) if path.qself.is_none() => known_path(&path.path).or_else(|| array(written)),
        _ => None,
    }
}

/// `T` of `Option<T>`.
pub fn option_inner(written: &Type) -> Option<&Type> {
    match written {
        Type::Paren(inner) => option_inner(&inner.elem),
        Type::Group(inner) => option_inner(&inner.elem),
        Type::Path(path) if path.qself.is_none() && is_from(&path.path, STD) => argument_of(&path.path, "Option"),
        _ => None,
    }
}

/// `T` of `Vec<T>`, `[T; N]`, `Box<[T]>`, without its `Option`.
pub fn array_element(written: &Type) -> Option<&Type> {
    let element = match written {
        Type::Paren(inner) => return array_element(&inner.elem),
        Type::Group(inner) => return array_element(&inner.elem),
        Type::Reference(inner) => return array_element(&inner.elem),
        Type::Array(array) => &*array.elem,
        Type::Slice(slice) => &*slice.elem,
        Type::Path(path) if path.qself.is_none() && is_from(&path.path, STD) => {
            if let Some(inner) = ["Box", "Arc", "Rc", "Cow"].iter().find_map(|name| argument_of(&path.path, name)) {
                return array_element(inner);
            }
            argument_of(&path.path, "Vec")?
        }
        _ => return None,
    };
    Some(option_inner(element).unwrap_or(element))
}

fn known_path(path: &Path) -> Option<RustType> {
    // What only points at a value is no type of its own.
    for pointer in ["Box", "Arc", "Rc", "Cow"] {
        if let Some(inner) = argument_of(path, pointer).filter(|_| is_from(path, STD)) {
            return known_type(inner);
        }
    }
    if argument_of(path, "Json").is_some() && is_from(path, &["sqlx"]) {
        return Some(RustType::Json);
    }
    // `chrono::DateTime<Utc>`; jiff's has no argument.
    if argument_of(path, "DateTime").is_some() && is_from(path, CHRONO) {
        return Some(RustType::Instant);
    }
    let last = path.segments.last().filter(|last| last.arguments.is_none())?;
    let (.., found) = KNOWN.iter().find(|(name, crates, _)| last.ident == name && is_from(path, crates))?;
    Some(found.clone())
}

fn array(written: &Type) -> Option<RustType> {
    match known_type(array_element(written)?)? {
        RustType::Integer { bits: 8, signed: false } => Some(RustType::Bytes),
        element => Some(RustType::Array(Box::new(element))),
    }
}

/// Whether a path is one name, or starts with one of the crates.
fn is_from(path: &Path, crates: &[&str]) -> bool {
    path.segments.len() == 1 || path.segments.first().is_some_and(|first| crates.iter().any(|name| first.ident == name))
}

/// The last type argument of `Name<…>`: `Cow<'a, str>` → `str`.
fn argument_of<'a>(path: &'a Path, name: &str) -> Option<&'a Type> {
    let last = path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().rev().find_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument),
        _ => None,
    })
}

impl RustType {
    /// The column types, in the manifest's words, whose values this type takes in every system.
    pub fn column_types(&self) -> &'static [&'static str] {
        match self {
            Self::Boolean => &["boolean"],
            Self::Integer { bits: 8 | 16, signed: true } | Self::Integer { bits: 8, .. } => &["smallint"],
            Self::Integer { bits: 32, signed: true } | Self::Integer { bits: 16, .. } => &["integer"],
            Self::Integer { bits: 64, signed: true } | Self::Integer { bits: 32, .. } => &["bigint"],
            Self::Integer { .. } | Self::Decimal => &["decimal"],
            Self::Float => &["float"],
            Self::Double => &["double"],
            Self::Character => &["string"],
            Self::String => &["string", "text", "enum"],
            Self::Bytes => &["bytes"],
            Self::Uuid => &["uuid"],
            Self::Date => &["date"],
            Self::Time => &["time"],
            Self::DateTime => &["timestamp"],
            Self::Instant => &["timestamptz"],
            Self::Duration => &["interval"],
            Self::Json => &["json"],
            Self::Network | Self::MacAddress => &["network"],
            Self::Vector => &["vector"],
            Self::Array(_) => &["array"],
        }
    }

    /// Further ones in systems other than PostgreSQL: they have no type of that kind, or convert between types that PostgreSQL keeps apart.
    fn looser_column_types(&self, system: &str) -> &'static [&'static str] {
        match self {
            Self::Boolean => &["smallint", "integer", "bit"],
            // Numbers of digits, and a day with a time.
            Self::Integer { .. } if system == "oracle" => &["smallint", "integer", "bigint", "decimal"],
            Self::Date if system == "oracle" => &["timestamp"],
            // SQLite's integers have up to 64 bits whatever they are called.
            Self::Integer { .. } if system == "sqlite" => &["smallint", "integer", "bigint"],
            Self::Integer { bits: 8, .. } => &["boolean"],
            Self::Integer { bits: 16, .. } => &["smallint"],
            Self::Integer { bits: 32, .. } => &["smallint", "integer"],
            Self::Integer { bits: 64, .. } => &["smallint", "integer", "bigint"],
            Self::Double => &["float"],
            Self::Float => &["double"],
            Self::Character => &["text"],
            Self::Uuid => &["bytes", "string", "text"],
            Self::Instant => &["timestamp"],
            Self::DateTime => &["timestamptz"],
            Self::Duration => &["time", "bigint"],
            Self::Json | Self::Decimal | Self::Date | Self::Time => &["string", "text"],
            Self::Network | Self::MacAddress => &["string", "text", "bytes"],
            Self::Array(_) => &["json", "text"],
            Self::Integer { .. } | Self::String | Self::Bytes | Self::Vector => &[],
        }
    }

    /// Whether a column of that type, in the manifest's words, in that system (`postgresql`, `mysql`, …) takes values of this type.
    pub fn fits(&self, system: &str, column_type: &str) -> bool {
        self.column_types().contains(&column_type)
            || (system != "postgresql" && self.looser_column_types(system).contains(&column_type))
    }
}
