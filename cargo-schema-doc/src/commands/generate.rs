//! `generate`: writes the documents.

use std::process::ExitCode;

use schema_doc_build::config::toml::keys;
use schema_doc_build::{Builder, Format, Loaded, Mode, Report};

use super::count;
use crate::arguments::Generate;
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::packages::{self, docs_folder};
use crate::paths::{normal, schema_of_paths};

#[expect(clippy::disallowed_methods, reason = "the command line starts where its user stands")]
pub(crate) fn run(arguments: &Generate, output: &mut Output) -> Result<ExitCode, Failure> {
    let formats = formats(&arguments.formats)?;
    let here = std::env::current_dir().map_err(Failure::Output)?;
    let change = |mut builder: Builder| {
        if !formats.is_empty() {
            builder = builder.only_formats(formats.clone());
        }
        if let Some(dir) = &arguments.output_dir {
            builder = builder.docs_dir(normal(&here.join(dir)).to_string_lossy());
        }
        builder
    };
    let progress = output.progress("reading");
    let mut loaded = Vec::new();
    if arguments.sources.are_none() {
        for package in packages::select(&arguments.selection)? {
            packages::check_version(&package.dir)?;
            loaded.extend(packages::load(&package, change)?);
        }
        if arguments.output_dir.is_some() && loaded.len() > 1 {
            let message = "`--output-dir` is for one schema: choose it with `-p`, or set `[docs] dir` in each file";
            return Err(Failure::Argument(message.to_owned()));
        }
    } else {
        packages::check_version(&here)?;
        loaded.push(change(schema_of_paths(&arguments.sources, &here, arguments.output_dir.is_some())?).load()?);
    }
    drop(progress);
    for loaded in &loaded {
        output.diagnostics(loaded);
    }
    // Nothing is written where anything cannot be read.
    if loaded.iter().any(|loaded| loaded.diagnostics().has_errors()) {
        return Err(Failure::Reported);
    }
    for loaded in &loaded {
        tell_source(loaded, output)?;
        let progress = output.progress("writing");
        let report = loaded.gate(progress.count(loaded.render()), Mode::Write)?;
        drop(progress);
        tell_documents(loaded, &report, output)?;
        if arguments.include_annotations {
            tell_annotations(loaded, output)?;
        }
        if arguments.analyze_performance {
            tell_performance(loaded, output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn formats(names: &[String]) -> Result<Vec<Format>, Failure> {
    let mut formats = Vec::new();
    let known: Vec<&str> = Format::ALL.iter().map(|f| f.as_str()).chain(["ai-manifest", "relationship-map"]).collect();
    for name in names {
        let found = Format::from_name(name.trim());
        for format in found.ok_or_else(|| Failure::unknown("format", name, &known, keys::LATER_FORMATS))? {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
    }
    Ok(formats)
}

/// What was found.
fn tell_source(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    let schema = loaded.schema();
    for source in &schema.sources {
        let layout = source.layout.map(|layout| format!(", layout {layout}")).unwrap_or_default();
        let files = count(source.files.len(), "file");
        let told = schema
            .system_evidence
            .as_ref()
            .map(|evidence| format!(" (told by {})", plain(evidence)))
            .unwrap_or_default();
        let system = format!("{}{told}", schema.system.title());
        output.say(format!("read   {}: {}, {system}{layout}, {files}", plain(&source.path), source.kind))?;
        for &file in &source.files {
            output.detail(format!("         {}", plain(schema.files.file(file).path())))?;
        }
    }
    let mut found = vec![count(schema.tables.len(), "table")];
    let others = [
        (schema.views.len(), "view"),
        (schema.enums.len(), "enum"),
        (schema.routines.len(), "routine"),
        (schema.unsupported.len(), "unsupported statement"),
    ];
    found.extend(others.into_iter().filter(|&(number, _)| number > 0).map(|(number, what)| count(number, what)));
    output.say(format!("found  {}", found.join(", ")))
}

/// What was written, and where.
fn tell_documents(loaded: &Loaded, report: &Report, output: &mut Output) -> Result<(), Failure> {
    let mut words = vec![format!("wrote  {} to {}", count(report.written.len(), "file"), docs_folder(loaded))];
    if !report.unchanged.is_empty() {
        words.push(format!("{} unchanged", report.unchanged.len()));
    }
    if !report.removed.is_empty() {
        words.push(format!("{} deleted", report.removed.len()));
    }
    output.say(words.join(", "))?;
    for path in &report.written {
        output.detail(format!("         {}", plain(path)))?;
    }
    for path in &report.removed {
        output.detail(format!("deleted  {}", plain(path)))?;
    }
    for path in &report.orphaned {
        output.say(format!("kept   {}: its table is gone, and there are notes on it", plain(path)))?;
    }
    Ok(())
}

fn tell_annotations(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    let coverage = &loaded.analysis().coverage;
    let kinds = [
        ("tables", coverage.tables),
        ("columns", coverage.columns),
        ("relationships", coverage.relationships),
        ("indexes", coverage.indexes),
        ("constraints", coverage.constraints),
    ];
    let words: Vec<String> =
        kinds.iter().map(|(what, ratio)| format!("{} of {} {what}", ratio.documented, ratio.total)).collect();
    output.say(format!("words  on {}", words.join(", ")))
}

fn tell_performance(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    let findings = &loaded.analysis().findings;
    if findings.is_empty() {
        return output.say("performance: nothing found");
    }
    for finding in findings {
        let table = loaded.schema().tables.get(finding.table);
        let table = table.map(|table| loaded.schema().identifier(&table.id)).unwrap_or_default();
        output.say(plain(&format!("{table}: {} ({})", finding.message, finding.code)))?;
    }
    Ok(())
}
