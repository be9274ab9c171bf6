//! `cargo schema-doc`: the command line.

mod arguments;
mod commands;
mod explain;
mod failure;
mod live;
mod output;
mod packages;
mod paths;
mod report;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;
use crate::output::Output;
use crate::report::Report;

/// A third faster than glibc's, and it stays so when the heap is large. Not in debug builds: they are measured for build scripts, which
/// have the system's allocator.
#[cfg(not(debug_assertions))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(without_subcommand(std::env::args_os()));
    let mut output = Output::new(&arguments.verbosity);
    let result = match &arguments.command {
        Command::Init(arguments) => commands::init::run(arguments, &mut output),
        Command::Generate(arguments) => commands::generate::run(arguments, &mut output),
        Command::Check(arguments) => commands::check::run(arguments, &mut output),
        Command::Coverage(arguments) => commands::coverage::run(arguments, &mut output),
        Command::Completions { shell } => commands::completions::run(*shell, &mut output),
        Command::Context(arguments) => commands::context::run(arguments, &mut output),
        Command::List(arguments) => commands::list::run(arguments, &mut output),
        Command::Show(arguments) => commands::show::run(arguments, &mut output),
        Command::Lint(arguments) => commands::lint::run(arguments, &mut output),
        Command::Sync(arguments) => commands::sync::run(arguments, &mut output),
        Command::Tbls(arguments) => commands::tbls::run(arguments, &mut output),
        Command::Verify(arguments) => commands::verify::run(arguments, &mut output),
    };
    match result {
        Ok(code) => code,
        Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(format) = arguments.command.report_format() {
                // Where that fails, the failure itself is what there is to say.
                let _ = Report::of_failure(&failure, format, &mut output);
            }
            output.error(&failure);
            failure.exit_code()
        }
    }
}

/// `cargo schema-doc list` runs `cargo-schema-doc schema-doc list`; both forms lead to the same arguments.
fn without_subcommand(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|argument| argument == "schema-doc") {
        arguments.remove(1);
    }
    arguments
}
