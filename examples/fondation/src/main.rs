//! `fondation export`

use std::path::Path;
use std::process::ExitCode;

use fondation::Report;

fn main() -> ExitCode {
    let Some(export) = std::env::args().nth(1) else {
        eprintln!("usage: fondation EXPORT\n\n  EXPORT  the folder of an unpacked `bunx convex export`");
        return ExitCode::FAILURE;
    };
    match Report::of_export(Path::new(&export)) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
