//! Diesel's SQL types → the words of the system.
//!
//! Names and aliases are those of `diesel::sql_types` and of its modules for each backend.

use syn::{GenericArgument, Path, PathArguments, Type, TypePath};

use super::custom::Custom;
use crate::model::System;
use crate::source::declared::case::snake;
use crate::source::sql;

/// What a column's type says.
pub(super) struct Written {
    pub(super) words: String,
    pub(super) nullable: bool,
    /// The type that neither Diesel nor the source's files define.
    pub(super) unknown: Option<String>,
}

/// `Nullable<Varchar>` with `#[max_length = 40]` → `varchar(40)`.
pub(super) fn written(system: System, written: &TypePath, length: Option<u64>, custom: &Custom) -> Written {
    match generic(&written.path) {
        Some((name, Some(inner))) if name == "Nullable" => {
            let inner = self::written(system, inner, length, custom);
            Written { nullable: true, ..inner }
        }
        Some((name, Some(inner))) if name == "Array" => {
            let inner = self::written(system, inner, length, custom);
            let words = if inner.words.ends_with("[]") { inner.words } else { format!("{}[]", inner.words) };
            Written { words, nullable: false, unknown: inner.unknown }
        }
        Some((name, Some(inner))) if name == "Unsigned" => {
            let inner = self::written(system, inner, length, custom);
            Written { words: format!("{} unsigned", inner.words), nullable: false, unknown: inner.unknown }
        }
        Some((name, Some(inner))) if name == "Range" || name == "Multirange" => {
            let suffix = name.to_lowercase();
            let element = self::written(system, inner, None, custom);
            let words = match element.words.as_str() {
                "integer" => format!("int4{suffix}"),
                "bigint" => format!("int8{suffix}"),
                "date" => format!("date{suffix}"),
                "numeric" => format!("num{suffix}"),
                "timestamp" => format!("ts{suffix}"),
                "timestamptz" => format!("tstz{suffix}"),
                other => format!("{other}{suffix}"),
            };
            Written { words, nullable: false, unknown: element.unknown }
        }
        Some((name, _)) => plain(system, &name, length, custom),
        None => Written { words: "text".to_owned(), nullable: false, unknown: Some(String::new()) },
    }
}

/// The last name of a path, and the type between its angle brackets.
pub(super) fn generic(path: &Path) -> Option<(String, Option<&TypePath>)> {
    let last = path.segments.last()?;
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(inside) => inside.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(Type::Path(inner)) => Some(inner),
            _ => None,
        }),
        _ => None,
    };
    Some((last.ident.to_string(), inner))
}

fn plain(system: System, name: &str, length: Option<u64>, custom: &Custom) -> Written {
    if let Some(words) = custom.words(system, name) {
        return Written { words, nullable: false, unknown: None };
    }
    let found = match system {
        System::MySql | System::MariaDb => mysql(name, length).or_else(|| postgresql(name, length)),
        System::Sqlite => sqlite(name),
        _ => postgresql(name, length),
    };
    if let Some(words) = found {
        return Written { words, nullable: false, unknown: None };
    }
    let words = snake(name);
    // `Tsvector`, `Ltree`, `Year`: Diesel prints the types of a system that it does not know as it would its own
    let unknown = (!sql::is_type(system, &words)).then(|| name.to_owned());
    Written { words, nullable: false, unknown }
}

fn sized(name: &str, length: Option<u64>) -> String {
    length.map_or_else(|| name.to_owned(), |length| format!("{name}({length})"))
}

/// `diesel::sql_types`, `diesel::pg::sql_types`; unknown to other systems, a type keeps its name.
fn postgresql(name: &str, length: Option<u64>) -> Option<String> {
    let words = match name {
        "Bool" => "boolean",
        "TinyInt" | "Tinyint" => "tinyint",
        "SmallInt" | "Smallint" | "Int2" | "SmallSerial" => "smallint",
        "Integer" | "Int4" | "Serial" => "integer",
        "BigInt" | "Bigint" | "Int8" | "BigSerial" => "bigint",
        "Float" | "Float4" => "real",
        "Double" | "Float8" => "double precision",
        "Numeric" | "Decimal" => "numeric",
        "Text" | "Tinytext" | "Mediumtext" | "Longtext" => "text",
        "VarChar" | "Varchar" => return Some(sized("varchar", length)),
        "Char" | "Bpchar" => {
            return Some(length.map_or_else(|| "bpchar".to_owned(), |length| format!("char({length})")));
        }
        "Bit" => return Some(sized("bit", length)),
        "Varbit" => return Some(sized("bit varying", length)),
        "Binary" | "Bytea" | "Blob" | "Tinyblob" | "Mediumblob" | "Longblob" | "Varbinary" => "bytea",
        "Date" => "date",
        "Time" => "time",
        "Timestamp" | "Datetime" => "timestamp",
        "Timestamptz" | "TimestamptzSqlite" => "timestamptz",
        "Interval" => "interval",
        "Json" => "json",
        "Jsonb" => "jsonb",
        "Uuid" => "uuid",
        "Oid" => "oid",
        "Money" => "money",
        "MacAddr" | "Macaddr" => "macaddr",
        "MacAddr8" | "Macaddr8" => "macaddr8",
        "Inet" => "inet",
        "Cidr" => "cidr",
        "CChar" => "\"char\"",
        "Citext" => "citext",
        "PgLsn" => "pg_lsn",
        _ => return None,
    };
    Some(words.to_owned())
}

/// `diesel::mysql::sql_types`, and what the shared names stand for in MySQL and MariaDB.
fn mysql(name: &str, length: Option<u64>) -> Option<String> {
    let words = match name {
        "Bool" => "tinyint(1)",
        "Integer" | "Int4" => "int",
        "Float" | "Float4" => "float",
        "Double" | "Float8" => "double",
        "Numeric" | "Decimal" => "decimal",
        // without its length a `varchar` is no type of MySQL
        "VarChar" | "Varchar" => return Some(length.map_or("text".to_owned(), |length| format!("varchar({length})"))),
        "Char" => return Some(length.map_or("text".to_owned(), |length| format!("char({length})"))),
        "Binary" => return Some(length.map_or("blob".to_owned(), |length| format!("binary({length})"))),
        "Varbinary" => return Some(length.map_or("blob".to_owned(), |length| format!("varbinary({length})"))),
        "Tinytext" | "Mediumtext" | "Longtext" | "Blob" | "Tinyblob" | "Mediumblob" | "Longblob" | "Datetime"
        | "Timestamp" => return Some(name.to_lowercase()),
        _ => return None,
    };
    Some(words.to_owned())
}

/// What the shared names stand for in SQLite, `diesel::sqlite::sql_types`: the words that `print-schema` reads back to the same type.
fn sqlite(name: &str) -> Option<String> {
    let words = match name {
        "Float" | "Float4" => "float",
        "Double" | "Float8" => "double",
        "VarChar" | "Varchar" | "Char" | "Bpchar" => "text",
        "Binary" | "Bytea" | "Blob" | "Bit" | "Varbinary" => "blob",
        "Timestamp" | "Datetime" => "timestamp",
        _ => return postgresql(name, None),
    };
    Some(words.to_owned())
}
