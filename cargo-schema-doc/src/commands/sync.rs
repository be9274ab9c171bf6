//! `sync`: a live database into files.

use std::process::ExitCode;

use schema_doc_build::files::Files;
use schema_doc_build::render::snapshot::snapshot;
use schema_doc_build::{Builder, Mode};

use super::count;
use crate::arguments::Sync;
use crate::failure::Failure;
use crate::live::{self, Connection, Options};
use crate::output::Output;

#[expect(clippy::disallowed_methods, reason = "the command line starts where its user stands")]
pub(crate) fn run(arguments: &Sync, output: &mut Output) -> Result<ExitCode, Failure> {
    let here = std::env::current_dir().map_err(Failure::Output)?;
    let connection = Connection::find(arguments.database_url.as_deref(), &Files::on_disk(&here))?;
    let options = Options { namespaces: arguments.schema.clone(), privileges: arguments.privileges };
    let database = live::read(&connection, &options)?;
    let builder = Builder::default().root(here).without_config_file().docs_dir(&arguments.output_dir).only_formats([]);
    let loaded = database.load(builder)?;
    output.diagnostics(&loaded);
    if loaded.diagnostics().has_errors() {
        return Err(Failure::Reported);
    }
    output.say(format!("Found {}", count(loaded.schema().tables.len(), "table")))?;
    let report = loaded.gate([snapshot(loaded.input(), "schema.snapshot.json")], Mode::Write)?;
    for path in &report.written {
        output.say(format!("wrote {path}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
