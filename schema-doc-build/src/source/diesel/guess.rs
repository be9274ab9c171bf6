//! Which system a `schema.rs` is for, where the configuration does not say it: `diesel print-schema` writes each system's own names of types.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics};
use syn::{Ident, TypePath};

use super::{Found, types};
use crate::config::SourceConfig;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Schema, System};
use crate::source::sql::guess::system_in_paths;
use crate::source::sql::take_system;

/// Names that `print-schema` writes for one system alone.
fn system_of(name: &str) -> Option<System> {
    Some(match name {
        "Int2" | "Int4" | "Int8" | "Float4" | "Float8" | "Timestamptz" | "Array" | "Uuid" | "Bytea" | "Jsonb"
        | "Inet" | "Cidr" | "Citext" | "Range" | "Bpchar" | "Interval" => System::PostgreSql,
        "Unsigned" | "Datetime" | "Bigint" | "Tinyint" | "Smallint" | "Tinytext" | "Mediumtext" | "Longtext"
        | "Tinyblob" | "Blob" | "Mediumblob" | "Longblob" => System::MySql,
        "TimestamptzSqlite" => System::Sqlite,
        _ => return None,
    })
}

/// Takes the system from the names of the types; what leaves it open is reported.
pub(super) fn system(found: &Found<'_>, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    for table in &found.tables {
        for column in &table.written.columns {
            if let Some((system, name)) = first(&column.data_type) {
                let at = schema.files.line(table.file.span(name.span()));
                let path = schema.files.file(table.file.file).path();
                let evidence = format!("`{name}` in {path}:{at}");
                return take_system(schema, system, evidence);
            }
        }
    }
    let paths = schema.files.iter().map(|(_, file)| file.path().to_owned()).collect_vec();
    if let Some((system, word)) = system_in_paths(&paths.mapped(String::as_str)) {
        return take_system(schema, system, format!("`{word}` in the path"));
    }
    let message = "no type in these tables tells which system they are for; they are read as PostgreSQL's";
    let help = "type `dialect = \"sqlite\"` in the source, or `postgresql`, `mysql`, `mariadb`";
    diagnostics.push(Diagnostic::warning(Code::AmbiguousDialect, source.span, message).with_help(help));
}

/// The first name that tells: `Nullable<Int4>` has two.
fn first(written: &TypePath) -> Option<(System, &Ident)> {
    let last = &written.path.segments.last()?.ident;
    let inner = || first(types::generic(&written.path)?.1?);
    system_of(&last.to_string()).map(|system| (system, last)).or_else(inner)
}
