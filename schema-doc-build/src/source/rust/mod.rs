//! Rust structs with `#[derive(SchemaTable)]` and enums with `#[derive(SchemaEnum)]`, and the SQL that functions run, found in a crate's sources.
//!
//! The modules are followed from `lib.rs` and `main.rs` on; nothing is expanded, nothing is run. What the attributes say is read by
//! the grammar that the derives read too, and a table is written out as the system's DDL (`declared`).

mod access;
mod column_type;
mod condition;
mod enumeration;
mod module;
mod program;
pub(crate) mod query;
#[cfg(test)]
mod query_tests;
mod skeleton;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod tokens;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId};

use self::program::Program;
use super::declared::{self, Declared};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash::{self, Hash};
use crate::list::VecExt;
use crate::model::{Schema, SourceInfo};
use crate::source::sql::load::tidy;

/// Adds the tables that the crate's sources define, the access patterns that its functions carry, and the queries that they run.
pub fn read(files: &Files, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let roots = roots(files, source);
    if roots.is_empty() {
        let message = format!("no crate in `{}`", source.path);
        let help = "set `path` to the folder of `lib.rs` or `main.rs` (`path = \"src\"`), or to such a file";
        diagnostics.push(Diagnostic::error(Code::NoSource, source.span, message).with_help(help));
        return;
    }
    let knows_system = source.dialect.is_some() || !schema.sources.is_empty();
    let found = module::read(&roots, files, source, schema, diagnostics);
    schema.sources.push(SourceInfo {
        kind: source.kind.as_str(),
        path: source.path.clone(),
        hash: String::new(),
        layout: None,
        files: Vec::new(),
    });
    let mut program = Program::of(found.items, found.bodies, schema, diagnostics);
    let crate_folder = crate_folder(files, roots.first().map_or("", |root| module::folder(root)));
    query::read(&mut program, &crate_folder, files, schema, diagnostics);
    let hash = of_what_is_read(&program, schema, &found.files);
    if let Some(source) = schema.sources.last_mut() {
        source.files = found.files;
        source.hash = hash;
    }
    if !knows_system && program.has_schema() {
        let message = "nothing tells which system these structs are tables of";
        let help = "type `dialect = \"postgresql\"` in the source, or `mysql`, `mariadb`, `sqlite`, `mssql`, `oracle`";
        diagnostics.push(Diagnostic::error(Code::AmbiguousDialect, source.span, message).with_help(help));
        return;
    }
    let tables = table::declare(&program, schema, diagnostics);
    let enums = enumeration::types(&program, schema.system);
    declared::read(&Declared { enums, tables, ..Declared::default() }, schema, diagnostics);
    access::patterns(&program, schema, diagnostics);
}

/// The hash of what of a crate is read: what it declares and the SQL that it runs. Documents would change with every line of code else.
fn of_what_is_read(program: &Program, schema: &Schema, files: &[FileId]) -> String {
    let mut hash = Hash::new();
    let mut add = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    let declared = program.tables.iter().map(|table| table.span);
    let declared = declared.chain(program.enums.iter().map(|item| item.span));
    for span in declared.chain(program.wrappers.iter().map(|wrapper| wrapper.span)) {
        add(schema.files.text(span));
    }
    for function in &program.functions {
        add(&access::written(&function.item));
    }
    for query in
        schema.code_queries.iter().filter(|query| query.function.is_empty() || files.contains(&query.call.file))
    {
        add(&query.function);
        add(&query.sql);
    }
    hash::text(hash)
}

/// The files that a crate starts from.
fn roots(files: &Files, source: &SourceConfig) -> Vec<String> {
    let path = tidy(&source.path);
    if files.is_file(&path) {
        return vec![path];
    }
    let folder = if path.is_empty() || path == "." { String::new() } else { format!("{path}/") };
    let mut roots = vec![format!("{folder}lib.rs"), format!("{folder}main.rs")];
    roots.keep(|root| files.is_file(root));
    roots
}

/// The folder of the `Cargo.toml` that a folder of sources belongs to; where there is none, the one around `src`.
fn crate_folder(files: &Files, sources: &str) -> String {
    let mut folder = sources;
    loop {
        let manifest = module::join(folder, "Cargo.toml");
        if files.is_file(&manifest) {
            return folder.to_owned();
        }
        match folder.rsplit_once('/') {
            Some((around, _)) => folder = around,
            None if folder.is_empty() => break,
            None => folder = "",
        }
    }
    match sources.strip_suffix("src") {
        Some(around) if around.is_empty() || around.ends_with('/') => around.trim_end_matches('/').to_owned(),
        _ => sources.to_owned(),
    }
}
