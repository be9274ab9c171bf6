//! An external driver of [tbls](https://github.com/k1LoW/tbls): `tbls doc schema-doc://PATH` runs it with the address in `TBLS_DSN`, and
//! reads the schema from its standard output.
//!
//! `PATH` is a package with a `schema-doc.toml`, or what to read without one; `schema-doc://db/schema.sql?dialect=mysql` says more.

#![expect(clippy::disallowed_methods, clippy::print_stderr, reason = "it runs the command beside it, and that is all")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What stands in front of the path.
const SCHEME: &str = "schema-doc://";

fn main() -> ExitCode {
    let Ok(address) = std::env::var("TBLS_DSN") else {
        eprintln!("error: `TBLS_DSN` is not set\nhelp: tbls runs this: `tbls doc {SCHEME}.`");
        return ExitCode::from(2);
    };
    match command(&address).and_then(|mut command| command.status().map_err(|error| error.to_string())) {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// `cargo-schema-doc tbls …` for an address.
fn command(address: &str) -> Result<Command, String> {
    let Some(rest) = address.strip_prefix(SCHEME) else {
        return Err(format!("`{address}` is no address of this driver\nhelp: `{SCHEME}PATH`"));
    };
    let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
    let path = if path.is_empty() { "." } else { path };
    let mut command = Command::new(program());
    command.arg("tbls");
    let package = Path::new(path);
    if package.join("schema-doc.toml").is_file() {
        command.current_dir(package);
    } else {
        command.arg(path);
    }
    for option in options.split('&').filter(|option| !option.is_empty()) {
        match option.split_once('=') {
            Some((name @ ("kind" | "dialect" | "layout"), value)) => command.arg(format!("--{name}")).arg(value),
            _ => return Err(format!("`{option}` in `{address}` says nothing\nhelp: `kind=`, `dialect=` or `layout=`")),
        };
    }
    Ok(command)
}

/// The command is installed beside its driver.
fn program() -> PathBuf {
    let name = format!("cargo-schema-doc{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().map(|driver| driver.with_file_name(&name));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| name.into())
}
