//! `generate`: writes the documents.

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use schema_doc_build::config::toml::keys;
use schema_doc_build::files::Files;
use schema_doc_build::model::System;
use schema_doc_build::{Builder, Format, Loaded, Mode, Report, Source, SqlLayout};
use schema_doc_diagnostics::nearest;

use super::count;
use crate::arguments::Generate;
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::packages::{self, docs_folder};

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
    let mut loaded = Vec::new();
    if arguments.paths.is_empty() {
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
        loaded.push(change(of_paths(arguments, &here)?).load()?);
    }
    output.progress("reading…");
    for loaded in &loaded {
        output.diagnostics(loaded);
    }
    // Nothing is written where anything cannot be read.
    if loaded.iter().any(|loaded| loaded.diagnostics().has_errors()) {
        return Err(Failure::Reported);
    }
    for loaded in &loaded {
        tell_source(loaded, output)?;
        let report = loaded.gate(loaded.render(), Mode::Write)?;
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

/// A schema out of the arguments alone.
fn of_paths(arguments: &Generate, here: &Path) -> Result<Builder, Failure> {
    let paths: Vec<PathBuf> = arguments.paths.iter().map(|path| normal(&here.join(path))).collect();
    // Documents name the sources by their paths from here. Where one lies elsewhere, from the folder that holds all of them.
    let root = if paths.iter().all(|path| path.starts_with(here)) {
        here.to_owned()
    } else {
        common_folder(&paths).unwrap_or_else(|| here.to_owned())
    };
    let mut builder = Builder::default().root(&root).without_config_file();
    if arguments.output_dir.is_none() && root != here {
        builder = builder.docs_dir(here.join("docs/schema").to_string_lossy());
    }
    for path in &paths {
        let relative = path.strip_prefix(&root).unwrap_or(path).to_string_lossy();
        let relative = if relative.is_empty() { ".".into() } else { relative };
        builder = builder.source(source(arguments, &root, &relative)?);
    }
    Ok(builder)
}

/// The deepest folder that all paths lie in.
fn common_folder(paths: &[PathBuf]) -> Option<PathBuf> {
    let mut common = paths.first()?.parent()?.to_owned();
    while !paths.iter().all(|path| path.starts_with(&common) && *path != common) {
        common = common.parent()?.to_owned();
    }
    Some(common)
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// The endings of programs in TypeScript and JavaScript.
const SCRIPTS: &[&str] = &["ts", "mts", "cts", "tsx", "js", "mjs", "cjs", "jsx"];

/// What a program declares a schema with: the package that it imports.
fn kind_of_program(root: &Path, path: &str) -> Result<&'static str, Failure> {
    // What is not there is told where sources are read.
    let Ok(bytes) = Files::on_disk(root).read_unwatched(path) else { return Ok("convex") };
    let text = String::from_utf8_lossy(&bytes);
    let imports = |package: &str| ['"', '\''].iter().any(|quote| text.contains(&format!("{quote}{package}")));
    let drizzle = imports("drizzle-orm") || imports("drizzle-kit");
    let convex = imports("convex/") || imports("convex-");
    match (drizzle, convex) {
        (true, false) => Ok("drizzle"),
        (false, true) => Ok("convex"),
        _ => {
            let found = if drizzle { "both `drizzle-orm` and `convex`" } else { "neither `drizzle-orm` nor `convex`" };
            Err(Failure::Argument(format!(
                "`{path}` imports {found}\nhelp: say what it is: `--kind drizzle` or `--kind convex`"
            )))
        }
    }
}

fn source(arguments: &Generate, root: &Path, path: &str) -> Result<Source, Failure> {
    let ending = |endings: &[&str]| {
        let found = Path::new(path).extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        found.is_some_and(|found| endings.contains(&found.as_str()))
    };
    let kind = match arguments.kind.as_deref() {
        Some(kind) => kind,
        None if ending(&["json"]) => "manifest",
        None if ending(SCRIPTS) => kind_of_program(root, path)?,
        None if ending(&["rs"]) => "rust",
        None => "sql",
    };
    let mut source = match kind {
        "sql" => Source::sql(path),
        "snapshot" | "manifest" => Source::snapshot(path),
        "rust" => Source::rust(path),
        "diesel" => Source::diesel(path),
        "sea-orm" => Source::sea_orm(path),
        "convex" => Source::convex(path),
        "drizzle" => Source::drizzle(path),
        _ => return Err(unknown("source kind", kind, keys::SOURCE_KINDS, keys::LATER_SOURCE_KINDS)),
    };
    if let Some(name) = &arguments.dialect {
        let dialect = System::of_dialect(name);
        source = source.dialect(dialect.ok_or_else(|| unknown("dialect", name, keys::DIALECTS, &[]))?);
    }
    if let Some(name) = &arguments.layout {
        let layout = SqlLayout::from_name(name);
        source = source.layout(layout.ok_or_else(|| unknown("layout", name, keys::LAYOUTS, keys::LATER_LAYOUTS))?);
    }
    Ok(source)
}

fn formats(names: &[String]) -> Result<Vec<Format>, Failure> {
    let mut formats = Vec::new();
    let known: Vec<&str> = Format::ALL.iter().map(|f| f.as_str()).chain(["ai-manifest", "relationship-map"]).collect();
    for name in names {
        let found = Format::from_name(name.trim());
        for format in found.ok_or_else(|| unknown("format", name, &known, keys::LATER_FORMATS))? {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
    }
    Ok(formats)
}

fn unknown(what: &str, name: &str, known: &[&str], later: &[&str]) -> Failure {
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if later.contains(&name) {
        return Failure::Argument(format!(
            "this version of schema-doc has no {what} `{name}` yet\nhelp: one of {list}"
        ));
    }
    match nearest(name, known.iter().chain(later).copied()) {
        Some(near) => Failure::Argument(format!("no {what} `{name}`\nhelp: did you mean `{near}`?")),
        None => Failure::Argument(format!("no {what} `{name}`\nhelp: one of {list}")),
    }
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
