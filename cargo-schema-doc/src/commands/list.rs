//! `list`: the tables.

use std::process::ExitCode;

use schema_doc_build::Loaded;
use schema_doc_build::analyze::TableRole;
use serde_json::{Value, json};

use crate::arguments::{List, ListFormat};
use crate::failure::Failure;
use crate::output::{Fit, Output, plain};
use crate::packages::{self, docs_folder};

pub(crate) fn run(arguments: &List, output: &mut Output) -> Result<ExitCode, Failure> {
    let mut code = ExitCode::SUCCESS;
    let progress = output.progress("reading");
    let schemas = packages::load_all(&packages::select(&arguments.selection)?)?;
    drop(progress);
    for loaded in schemas.iter().filter(|loaded| loaded.diagnostics().has_errors()) {
        output.diagnostics(loaded);
        code = ExitCode::from(2);
    }
    if arguments.format == ListFormat::Json {
        let tables: Value = schemas.iter().flat_map(tables).collect();
        output.line(format!("{tables:#}"))?;
        return Ok(code);
    }
    for (i, loaded) in schemas.iter().enumerate() {
        if schemas.len() > 1 {
            output.line(format!("{}{}", if i == 0 { "" } else { "\n" }, docs_folder(loaded)))?;
        }
        list(loaded, output)?;
    }
    Ok(code)
}

/// What a program may ask of each table.
fn tables(loaded: &Loaded) -> impl Iterator<Item = Value> {
    let schema = loaded.schema();
    schema.tables.iter().enumerate().map(move |(i, table)| {
        let role = loaded.analysis().tables.get(i).and_then(|t| t.role);
        json!({
            "table": schema.identifier(&table.id),
            "kind": table.kind.as_str(),
            "role": role.map(TableRole::as_str),
            "columns": table.columns.len(),
            "purpose": table.annotations.purpose,
            "documentation": format!("{}/{}", docs_folder(loaded), loaded.layout().table_page(i)),
        })
    })
}

/// A line a table: name, role, columns, purpose.
fn list(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    let schema = loaded.schema();
    if schema.tables.is_empty() {
        return output.say("no tables");
    }
    let rows: Vec<[String; 4]> = schema
        .tables
        .iter()
        .enumerate()
        .map(|(i, table)| {
            let role = loaded.analysis().tables.get(i).and_then(|t| t.role);
            [
                plain(&schema.identifier(&table.id)),
                role.map_or(table.kind.as_str(), |role| role.as_str()).to_owned(),
                table.columns.len().to_string(),
                plain(table.annotations.purpose.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    let columns = [("Table", Fit::Whole), ("Role", Fit::Whole), ("Columns", Fit::Whole), ("Purpose", Fit::Cut)];
    output.table(columns, &rows)
}
