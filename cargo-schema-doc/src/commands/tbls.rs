//! `tbls`: the schema for tbls, on standard output.

use std::process::ExitCode;

use schema_doc_build::Loaded;
use schema_doc_build::render::tbls;

use crate::arguments::Tbls;
use crate::failure::Failure;
use crate::output::Output;
use crate::packages;
use crate::paths::{self, not_empty, schema_of_paths};

pub(crate) fn run(arguments: &Tbls, output: &mut Output) -> Result<ExitCode, Failure> {
    let loaded = if arguments.sources.are_none() {
        let schemas = packages::load_all(&packages::select(&arguments.selection)?)?;
        match <[Loaded; 1]>::try_from(schemas) {
            Ok([loaded]) => loaded,
            Err(schemas) => {
                let message =
                    format!("tbls reads one schema, and there are {}\nhelp: choose it with `-p`", schemas.len());
                return Err(Failure::Argument(message));
            }
        }
    } else {
        let here = paths::here()?;
        let loaded = schema_of_paths(&arguments.sources, &here, false)?.load()?;
        not_empty(&loaded)?;
        loaded
    };
    output.diagnostics(&loaded);
    if loaded.diagnostics().has_errors() {
        return Err(Failure::Reported);
    }
    output.line(tbls::schema(loaded.input()).trim_end())?;
    Ok(ExitCode::SUCCESS)
}
