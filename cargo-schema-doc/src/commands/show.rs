//! `show`: one table.

use std::process::ExitCode;

use schema_doc_build::Loaded;
use schema_doc_build::analyze::{Origin, table_facts};
use schema_doc_build::model::{ColumnKind, IndexKey, KeyTarget, QualifiedName, Table};
use schema_doc_build::render::manifest::manifest;
use schema_doc_diagnostics::nearest;
use schema_doc_runtime::manifest::Manifest;

use super::count;
use crate::arguments::{ListFormat, Show};
use crate::failure::Failure;
use crate::output::style::{HEAD, painted};
use crate::output::{Fit, Output, plain};
use crate::packages::{self, docs_folder};

pub(crate) fn run(arguments: &Show, output: &mut Output) -> Result<ExitCode, Failure> {
    let mut known = Vec::new();
    let mut found = 0;
    let mut code = ExitCode::SUCCESS;
    let mut view_in = None;
    let progress = output.progress("reading");
    let schemas = packages::load_all(&packages::select(&arguments.selection)?)?;
    drop(progress);
    for loaded in schemas {
        if loaded.diagnostics().has_errors() {
            output.diagnostics(&loaded);
            code = ExitCode::from(2);
        }
        let schema = loaded.schema();
        let folded = schema.system.fold(&arguments.table);
        let ids = [&arguments.table, &folded].into_iter().filter_map(|name| schema.parse_identifier(name));
        let ids: Vec<QualifiedName> = ids.collect();
        if let Some(index) = ids.iter().find_map(|id| schema.table_index(id)) {
            if found > 0 && arguments.format == ListFormat::Text {
                output.line("")?;
            }
            found += 1;
            match arguments.format {
                ListFormat::Text => show(&loaded, index, output)?,
                ListFormat::Json => output.line(as_json(&loaded, index)?)?,
            }
        } else if schema.views.iter().any(|view| ids.contains(&view.id)) {
            view_in = Some(format!("{}/{}", docs_folder(&loaded), loaded.layout().readme()));
        }
        known.extend(schema.tables.iter().map(|table| schema.identifier(&table.id)));
    }
    if let (0, Some(page)) = (found, view_in) {
        let message = format!("`{}` is a view, not a table\nhelp: {page} has it", plain(&arguments.table));
        return Err(Failure::Argument(message));
    }
    if found == 0 {
        let help = nearest(&arguments.table, known.iter().map(String::as_str));
        let help = help.map_or_else(
            || "`cargo schema-doc list` lists them".to_owned(),
            |near| format!("did you mean `{}`?", plain(near)),
        );
        return Err(Failure::Argument(format!("no table `{}`\nhelp: {help}", arguments.table)));
    }
    Ok(code)
}

/// What the manifest says of a table.
fn as_json(loaded: &Loaded, index: usize) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Argument(format!("the manifest cannot be read: {error}"));
    let manifest = Manifest::from_json(&manifest(loaded.input()).to_string()).map_err(|error| failed(&error))?;
    let id = loaded.schema().tables.get(index).map(|table| &table.id);
    let is_it = |table: &&schema_doc_runtime::manifest::Table| {
        id.is_some_and(|id| table.name == id.name && table.namespace.as_deref().unwrap_or_default() == id.namespace)
    };
    let table = manifest.tables.iter().find(is_it);
    serde_json::to_string_pretty(&table).map_err(|error| failed(&error))
}

fn show(loaded: &Loaded, index: usize, output: &mut Output) -> Result<(), Failure> {
    let schema = loaded.schema();
    let Some(table) = schema.tables.get(index) else { return Ok(()) };
    let analysis = loaded.analysis().tables.get(index);
    output.line(painted(HEAD, plain(&schema.identifier(&table.id))))?;
    if let Some(purpose) = &table.annotations.purpose {
        output.paragraph(HEAD, "", &plain(purpose))?;
    }
    let role = analysis.and_then(|a| a.role).map(|role| format!(", {}", role.as_str())).unwrap_or_default();
    let place = table.definition.span.map(|span| format!(", {}", schema.files.place(span))).unwrap_or_default();
    output.line(format!("{}{role}{}\n", table.kind.as_str().replace('_', " "), plain(&place)))?;

    columns(loaded, table, output)?;
    keys(loaded, table, output)?;
    relationships(loaded, index, output)
}

fn columns(loaded: &Loaded, table: &Table, output: &mut Output) -> Result<(), Failure> {
    let facts = table_facts(loaded.schema(), table);
    let mut rows = Vec::new();
    for (i, column) in table.columns.iter().enumerate() {
        let facts = facts.columns.get(i);
        let mut words: Vec<String> =
            facts.map(|f| f.constraints.iter().map(|word| word.replace('_', " ")).collect()).unwrap_or_default();
        if let Some(level) = facts.and_then(|f| f.sensitivity) {
            words.push(level.title().to_owned());
        }
        let value = match &column.kind {
            ColumnKind::Default(expression) => expression.to_string(),
            ColumnKind::Generated(generated) => format!("= {}", generated.expression),
            _ => String::new(),
        };
        rows.push([
            plain(&column.name),
            plain(&column.data_type.native),
            words.join(", "),
            plain(&value),
            plain(column.annotations.purpose.as_deref().unwrap_or_default()),
        ]);
    }
    let columns = [
        ("Column", Fit::Whole),
        ("Type", Fit::Wrap),
        ("Constraints", Fit::Wrap),
        ("Default", Fit::Wrap),
        ("Purpose", Fit::Wrap),
    ];
    output.table(columns, &rows)
}

fn keys(loaded: &Loaded, table: &Table, output: &mut Output) -> Result<(), Failure> {
    let mut lines = Vec::new();
    if let Some(key) = &table.primary_key {
        lines.push(format!("primary key {} ({})", key.name, key.columns.join(", ")));
    }
    for unique in &table.unique {
        lines.push(format!("unique {} ({})", unique.name, unique.columns.join(", ")));
    }
    for key in &table.foreign_keys {
        let target = loaded.schema().identifier(&key.table);
        lines.push(format!(
            "foreign key {} ({}) references {target} ({})",
            key.name,
            key.columns.join(", "),
            key.referenced.join(", ")
        ));
    }
    for check in &table.checks {
        lines.push(format!("check {} ({})", check.name, check.expression));
    }
    for index in &table.indexes {
        let keys: Vec<&str> = index.keys.iter().map(key_text).collect();
        let unique = if index.unique { "unique " } else { "" };
        lines.push(format!("{unique}index {} ({})", index.name, keys.join(", ")));
    }
    for trigger in &table.triggers {
        lines.push(format!("trigger {}", trigger.name));
    }
    for policy in &table.policies {
        lines.push(format!("policy {}", policy.name));
    }
    if !lines.is_empty() {
        output.line("")?;
    }
    for line in lines {
        output.paragraph(HEAD, "", &plain(&line))?;
    }
    Ok(())
}

fn key_text(key: &IndexKey) -> &str {
    match &key.target {
        KeyTarget::Column(name) => name,
        KeyTarget::Expression(expression) => expression,
    }
}

fn relationships(loaded: &Loaded, index: usize, output: &mut Output) -> Result<(), Failure> {
    let Some(analysis) = loaded.analysis().tables.get(index) else { return Ok(()) };
    let all: Vec<_> = analysis.incoming.iter().chain(&analysis.outgoing).collect();
    if all.is_empty() {
        return Ok(());
    }
    output.line("")?;
    output.line(painted(HEAD, count(all.len(), "relationship")))?;
    for relationship in all {
        let other = loaded.schema().tables.get(relationship.table);
        let name = other.map(|table| loaded.schema().identifier(&table.id)).unwrap_or_default();
        let words = relationship.cardinality.as_str().replace('_', " ");
        let origin = match relationship.origin {
            Origin::Declared => String::new(),
            other => format!(", {}", other.as_str()),
        };
        output.paragraph(HEAD, "", &plain(&format!("{words}: {name} via {}{origin}", relationship.keys.join(", "))))?;
    }
    Ok(())
}
