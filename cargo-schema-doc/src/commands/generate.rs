//! `generate`: writes the documents.

mod tell;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use schema_doc_build::config::toml::keys;
use schema_doc_build::{Builder, Format, Loaded, Mode, report};
use schema_doc_diagnostics::Diagnostics;

use crate::arguments::Generate;
use crate::failure::Failure;
use crate::output::Output;
use crate::packages;
use crate::paths::{self, normal, not_empty, schema_of_paths};

pub(crate) fn run(arguments: &Generate, output: &mut Output) -> Result<ExitCode, Failure> {
    let here = paths::here()?;
    let job = Job { arguments, formats: formats(&arguments.formats)?, here };
    if arguments.watch {
        return watch::run(&job, output);
    }
    let loaded = job.load(output)?;
    job.write(&loaded, Telling::Everything, output)?;
    Ok(ExitCode::SUCCESS)
}

/// How much is said of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    Everything,
    /// Not what was read: it has been said.
    Documents,
}

/// What is asked for; it may be done more than once.
struct Job<'a> {
    arguments: &'a Generate,
    formats: Vec<Format>,
    here: PathBuf,
}

impl Job<'_> {
    /// Reads every schema.
    fn load(&self, output: &Output) -> Result<Vec<Loaded>, Failure> {
        let _progress = output.progress("reading");
        let Generate { sources, output_dir, selection, .. } = self.arguments;
        if !sources.are_none() {
            packages::check_version(&self.here)?;
            let builder = schema_of_paths(sources, &self.here, output_dir.is_some())?;
            let loaded = self.changed(builder).load()?;
            not_empty(&loaded)?;
            return Ok(vec![loaded]);
        }
        let mut loaded = Vec::new();
        for package in packages::select(selection)? {
            packages::check_version(&package.dir)?;
            loaded.extend(packages::load(&package, |builder| self.changed(builder))?);
        }
        if output_dir.is_some() && loaded.len() > 1 {
            let message = "`--output-dir` is for one schema: choose it with `-p`, or set `[docs] dir` in each file";
            return Err(Failure::Argument(message.to_owned()));
        }
        Ok(loaded)
    }

    /// What the arguments say goes before what the configuration says.
    fn changed(&self, mut builder: Builder) -> Builder {
        if !self.formats.is_empty() {
            builder = builder.only_formats(self.formats.clone());
        }
        if let Some(dir) = &self.arguments.output_dir {
            builder = builder.docs_dir(normal(&self.here.join(dir)).to_string_lossy());
        }
        builder
    }

    /// Writes the documents: none of any schema where anything cannot be read.
    fn write(&self, schemas: &[Loaded], telling: Telling, output: &mut Output) -> Result<(), Failure> {
        for loaded in schemas {
            output.diagnostics(loaded);
        }
        if schemas.iter().any(|loaded| loaded.diagnostics().has_errors()) {
            let mut all = Diagnostics::default();
            all.extend(schemas.iter().flat_map(|loaded| loaded.diagnostics().iter().cloned()));
            return Err(Failure::NotWritten(report::summary(&report::without_advice(&all))));
        }
        for loaded in schemas {
            if telling == Telling::Everything {
                tell::source(loaded, output)?;
            }
            let progress = output.progress("writing");
            let report = loaded.gate(progress.count(loaded.render()), Mode::Write)?;
            drop(progress);
            tell::documents(loaded, &report, output)?;
            if self.arguments.include_annotations {
                tell::annotations(loaded, output)?;
            }
            if self.arguments.analyze_performance {
                tell::performance(loaded, output)?;
            }
        }
        Ok(())
    }
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
