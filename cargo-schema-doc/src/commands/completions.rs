//! `completions`: what a shell has to know to complete the command's words.

use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(shell: Shell, output: &mut Output) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    // Shells complete programs, and cargo's subcommands are programs of their own.
    clap_complete::generate(shell, &mut Arguments::command(), "cargo-schema-doc", &mut script);
    output.line(String::from_utf8_lossy(&script).trim_end())?;
    Ok(ExitCode::SUCCESS)
}
