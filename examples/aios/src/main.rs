//! `aios`, `aios verify`

use std::process::ExitCode;

use aios::schema::VERIFY_SQL;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        None => println!("{}", aios::late_query()),
        Some("verify") => println!("{VERIFY_SQL}"),
        Some(other) => {
            eprintln!(
                "no command `{other}`\n\nusage: aios [verify]\n\n  verify  the query that tells whether a database is what the models say"
            );
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
