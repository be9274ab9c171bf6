//! The type of a field's column.

use schema_doc_diagnostics::{Code, Diagnostic};
use schema_doc_syntax::grammar::{FieldItem, RustType, TableItem, array_element, known_type};
use syn::Type;
use syn::spanned::Spanned;

use super::enumeration;
use super::program::{Declaration, Program};
use crate::list::{IteratorExt, VecExt};
use crate::model::{Schema, System};
use crate::source::declared::Said;

/// Structs around structs around a value, at most.
const WRAPPERS: usize = 16;

/// What a field's type is in the system.
#[derive(Default)]
pub(super) struct ColumnType {
    pub(super) words: String,
    /// The closed set that a check holds.
    pub(super) values: Vec<String>,
    /// What is said of its values.
    pub(super) said: Vec<Said>,
    /// Nobody wrote the words: they come from the Rust type.
    pub(super) derived: bool,
}

/// What a field's `as` says, else what its Rust type is: known by its path, an enum of the program, or a struct of it around such.
pub(super) fn of_field(
    program: &Program,
    schema: &Schema,
    declared: &Declaration<TableItem>,
    field: &FieldItem,
) -> Result<ColumnType, Diagnostic> {
    let system = schema.system;
    if let Some(words) = &field.data_type {
        // A closed set's values are documented whatever type holds them.
        let values = named(&program.enums, |item| &item.ident, declared, &field.value_type);
        let said = values.map(enumeration::words_on_values).unwrap_or_default();
        return Ok(ColumnType { words: words.to_string(), said, ..ColumnType::default() });
    }
    let place = declared.place(field.ty.span());
    let written = schema.files.text(place).split_whitespace().join(" ");
    let error =
        |message: String, help: &str| Err(Diagnostic::error(Code::InvalidDeclaration, place, message).with_help(help));
    let mut value_type = &field.value_type;
    for _ in 0..WRAPPERS {
        if let Some(rust) = known_type(value_type) {
            let Some(words) = of(system, &rust) else {
                let message = format!("{} has no type of its own for `{written}`", system.title());
                return error(message, "say which: `#[schema_doc(as = \"…\")]`");
            };
            return Ok(ColumnType { words, derived: true, ..ColumnType::default() });
        }
        if let Some(found) = named(&program.enums, |item| &item.ident, declared, value_type) {
            return Ok(enumeration::column_type(system, found));
        }
        let element = array_element(value_type).filter(|_| system == System::PostgreSql);
        if let Some(found) = element.and_then(|element| named(&program.enums, |item| &item.ident, declared, element)) {
            let element = enumeration::column_type(system, found);
            // Which values a list holds is no check on the column.
            let words = format!("{}[]", element.words);
            return Ok(ColumnType { words, said: element.said, ..ColumnType::default() });
        }
        let wrapper = named(&program.wrappers, |wrapper| &wrapper.ident, declared, value_type);
        let Some(Declaration { item: wrapper, .. }) = wrapper else { break };
        if !field.transparent {
            let help = "say that the column holds what is in it: `#[schema_doc(transparent)]`, or which type it has: \
                        `#[schema_doc(as = \"text\")]`";
            return error(format!("`{written}` is a type of the program's own"), help);
        }
        value_type = &wrapper.inner;
    }
    let help = "say which type the column has: `#[schema_doc(as = \"text\")]`; derive `SchemaEnum` for a closed set";
    error(format!("`{written}` is no type that is known"), help)
}

/// What a path names by its last segment: of several the one in the module before it, or in the struct's own.
fn named<'a, T>(
    all: &'a [Declaration<T>],
    ident: impl Fn(&T) -> &syn::Ident,
    declared: &Declaration<TableItem>,
    written: &Type,
) -> Option<&'a Declaration<T>> {
    let Type::Path(path) = written else { return None };
    let mut segments = path.path.segments.iter().rev();
    let last = &segments.next()?.ident;
    let mut found: Vec<&Declaration<T>> = all.iter().filter(|one| ident(&one.item) == last).collect_vec();
    if found.len() > 1 {
        let module = segments.next().map(|segment| format!("::{}", segment.ident));
        found.keep(|one| match &module {
            Some(module) => one.module.ends_with(module),
            None => one.module == declared.module,
        });
    }
    found.first().copied()
}

/// The type in the system's words, where one of its types holds the values as they are.
pub(super) fn of(system: System, rust: &RustType) -> Option<String> {
    if let (System::PostgreSql, RustType::Array(element)) = (system, rust) {
        let inner = of(system, element)?;
        // An array of arrays is the same type in PostgreSQL.
        return Some(if inner.ends_with("[]") { inner } else { format!("{inner}[]") });
    }
    let words = match system {
        System::PostgreSql => postgresql(rust),
        System::MySql | System::MariaDb => mysql(rust),
        System::Sqlite => sqlite(rust),
        System::SqlServer => sql_server(rust),
        System::Oracle => oracle(rust),
        System::Convex => None,
    };
    words.map(str::to_owned)
}

/// Whether a key needs another type: MySQL indexes a text only up to a length, SQL Server and Oracle none without a limit.
pub(super) fn has_no_limit(system: System, words: &str) -> bool {
    match system {
        System::MySql | System::MariaDb => matches!(words, "text" | "blob" | "json"),
        System::SqlServer => words.ends_with("(max)"),
        System::Oracle => matches!(words, "clob" | "blob"),
        System::PostgreSql | System::Sqlite | System::Convex => false,
    }
}

/// PostgreSQL 18, Data Types.
fn postgresql(rust: &RustType) -> Option<&'static str> {
    Some(match rust {
        RustType::Boolean => "boolean",
        RustType::Integer { bits: 8, .. } | RustType::Integer { bits: 16, signed: true } => "smallint",
        RustType::Integer { bits: 16, .. } | RustType::Integer { bits: 32, signed: true } => "integer",
        RustType::Integer { bits: 32, .. } | RustType::Integer { bits: 64, signed: true } => "bigint",
        RustType::Integer { bits: 64, .. } => "numeric(20)",
        RustType::Integer { .. } => "numeric(39)",
        RustType::Float => "real",
        RustType::Double => "double precision",
        RustType::Character => "character(1)",
        RustType::String => "text",
        RustType::Bytes => "bytea",
        RustType::Uuid => "uuid",
        RustType::Date => "date",
        RustType::Time => "time",
        RustType::DateTime => "timestamp",
        RustType::Instant => "timestamptz",
        RustType::Duration => "interval",
        RustType::Json => "jsonb",
        RustType::Decimal => "numeric",
        RustType::Network => "inet",
        RustType::MacAddress => "macaddr",
        RustType::Vector => "vector",
        _ => return None,
    })
}

/// MySQL 8.4, Data Types; MariaDB, Data Types. A `decimal` has no fraction there unless it says so.
fn mysql(rust: &RustType) -> Option<&'static str> {
    Some(match rust {
        RustType::Boolean => "boolean",
        RustType::Integer { bits: 8, signed: true } => "tinyint",
        RustType::Integer { bits: 8, .. } => "tinyint unsigned",
        RustType::Integer { bits: 16, signed: true } => "smallint",
        RustType::Integer { bits: 16, .. } => "smallint unsigned",
        RustType::Integer { bits: 32, signed: true } => "int",
        RustType::Integer { bits: 32, .. } => "int unsigned",
        RustType::Integer { bits: 64, signed: true } => "bigint",
        RustType::Integer { bits: 64, .. } => "bigint unsigned",
        RustType::Integer { .. } => "decimal(39)",
        RustType::Float => "float",
        RustType::Double => "double",
        RustType::Character => "char(1)",
        RustType::String => "text",
        RustType::Bytes => "blob",
        RustType::Uuid => "binary(16)",
        RustType::Date => "date",
        RustType::Time | RustType::Duration => "time",
        RustType::DateTime => "datetime",
        RustType::Instant => "timestamp",
        RustType::Json => "json",
        _ => return None,
    })
}

/// Datatypes In SQLite: five storage classes; `date`, `time` and `datetime` are what drivers look for. What is none of them is text.
fn sqlite(rust: &RustType) -> Option<&'static str> {
    Some(match rust {
        RustType::Boolean => "boolean",
        RustType::Integer { bits: 128, .. } | RustType::Integer { bits: 64, signed: false } => return None,
        RustType::Integer { .. } => "integer",
        RustType::Float | RustType::Double => "real",
        RustType::Character | RustType::String | RustType::Json | RustType::Decimal | RustType::Network => "text",
        RustType::Bytes | RustType::Uuid => "blob",
        RustType::Date => "date",
        RustType::Time => "time",
        RustType::DateTime | RustType::Instant => "datetime",
        _ => return None,
    })
}

/// SQL Server 2022, Data types. `tinyint` has no sign, `decimal` no fraction unless it says so.
fn sql_server(rust: &RustType) -> Option<&'static str> {
    Some(match rust {
        RustType::Boolean => "bit",
        RustType::Integer { bits: 8, signed: false } => "tinyint",
        RustType::Integer { bits: 8, .. } | RustType::Integer { bits: 16, signed: true } => "smallint",
        RustType::Integer { bits: 16, .. } | RustType::Integer { bits: 32, signed: true } => "int",
        RustType::Integer { bits: 32, .. } | RustType::Integer { bits: 64, signed: true } => "bigint",
        RustType::Integer { bits: 64, .. } => "decimal(20, 0)",
        RustType::Float => "real",
        RustType::Double => "float",
        RustType::Character => "nchar(1)",
        RustType::String | RustType::Json => "nvarchar(max)",
        RustType::Bytes => "varbinary(max)",
        RustType::Uuid => "uniqueidentifier",
        RustType::Date => "date",
        RustType::Time => "time",
        RustType::DateTime => "datetime2",
        RustType::Instant => "datetimeoffset",
        _ => return None,
    })
}

/// Oracle Database 23, Oracle Built-in Data Types.
fn oracle(rust: &RustType) -> Option<&'static str> {
    Some(match rust {
        RustType::Boolean => "number(1)",
        RustType::Integer { bits: 8, .. } => "number(3)",
        RustType::Integer { bits: 16, .. } => "number(5)",
        RustType::Integer { bits: 32, .. } => "number(10)",
        RustType::Integer { bits: 64, signed: true } => "number(19)",
        RustType::Integer { bits: 64, .. } => "number(20)",
        RustType::Float => "binary_float",
        RustType::Double => "binary_double",
        RustType::Character => "char(1 char)",
        RustType::String | RustType::Json => "clob",
        RustType::Bytes => "blob",
        RustType::Uuid => "raw(16)",
        RustType::Date => "date",
        RustType::DateTime => "timestamp",
        RustType::Instant => "timestamp with time zone",
        RustType::Duration => "interval day to second",
        RustType::Decimal => "number",
        _ => return None,
    })
}
