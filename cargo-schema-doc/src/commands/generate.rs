//! `generate`: writes the documents.

use std::process::ExitCode;

use schema_doc_build::model::System;
use schema_doc_build::{Builder, Format, Loaded, Mode, Report, Source, SqlLayout};

use crate::arguments::Generate;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(arguments: &Generate, output: &mut Output) -> Result<ExitCode, Failure> {
    let formats = formats(&arguments.formats)?;
    let root = std::env::current_dir().map_err(Failure::Output)?;
    let mut builder = Builder::default().root(root);
    if !arguments.paths.is_empty() {
        builder = builder.without_config_file();
        for path in &arguments.paths {
            builder = builder.source(source(arguments, path)?);
        }
    }
    if !formats.is_empty() {
        builder = builder.formats(formats);
    }
    if let Some(dir) = &arguments.output_dir {
        builder = builder.docs_dir(dir);
    }
    let loaded = builder.load()?;
    output.report(&loaded.report(true));
    if loaded.diagnostics().has_errors() {
        return Err(Failure::Reported);
    }
    let report = loaded.gate(loaded.render(), Mode::Write)?;
    tell(&loaded, &report, output)?;
    Ok(ExitCode::SUCCESS)
}

/// What was found, and what was written where.
fn tell(loaded: &Loaded, report: &Report, output: &mut Output) -> Result<(), Failure> {
    let schema = loaded.schema();
    for source in &schema.sources {
        let layout = source.layout.map(|layout| format!(", {layout} layout")).unwrap_or_default();
        let files = count(source.files.len(), "file");
        output.say(format!("read {} ({}{layout}): {files}", source.path, schema.system.title()))?;
        for &file in &source.files {
            output.detail(format!("  {}", schema.files.file(file).path()))?;
        }
    }
    output.say(format!("found {}, {}", count(schema.tables.len(), "table"), count(schema.views.len(), "view")))?;
    output.say(format!(
        "wrote {} to {} ({} unchanged)",
        count(report.written.len(), "file"),
        loaded.config().docs.dir,
        report.unchanged.len()
    ))?;
    for path in &report.written {
        output.detail(format!("  {path}"))?;
    }
    Ok(())
}

fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn source(arguments: &Generate, path: &str) -> Result<Source, Failure> {
    let kind = arguments.kind.as_deref().unwrap_or("sql");
    let mut source = match kind {
        "sql" => Source::sql(path),
        "snapshot" | "manifest" => Source::snapshot(path),
        _ => return Err(Failure::Argument(format!("no source kind `{kind}`"))),
    };
    if let Some(name) = &arguments.dialect {
        let dialect = System::from_name(name).ok_or_else(|| Failure::Argument(format!("no dialect `{name}`")))?;
        source = source.dialect(dialect);
    }
    if let Some(name) = &arguments.layout {
        let layout = SqlLayout::from_name(name).ok_or_else(|| Failure::Argument(format!("no layout `{name}`")))?;
        source = source.layout(layout);
    }
    Ok(source)
}

fn formats(names: &[String]) -> Result<Vec<Format>, Failure> {
    let mut formats = Vec::new();
    for name in names {
        let found = Format::from_name(name).ok_or_else(|| Failure::Argument(format!("no format `{name}`")))?;
        for format in found {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
    }
    Ok(formats)
}
