//! `ai-template chat_system`

use std::error::Error;
use std::process::ExitCode;

fn run(feature: Option<String>) -> Result<(), Box<dyn Error>> {
    let Some(name) = feature else {
        return Err(
            format!("usage: ai-template FEATURE\n\n  FEATURE  one of {}", ai_template::features()?.join(", ")).into()
        );
    };
    let Some(context) = ai_template::feature(&name)? else {
        return Err(format!("no feature `{name}`: there are {}", ai_template::features()?.join(", ")).into());
    };
    print!("{context}");
    Ok(())
}

fn main() -> ExitCode {
    match run(std::env::args().nth(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
