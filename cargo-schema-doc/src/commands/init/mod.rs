//! `init`: a configuration for what is found, and what keeps the documents true, each file asked for before it is written.

mod discover;
mod offer;

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use schema_doc_build::files::Files;
use schema_doc_build::{Builder, CONFIG_FILE, config_files};

use self::discover::{Found, discover};
pub(crate) use self::offer::Part;
use self::offer::{Offer, Site};
use super::count;
use crate::arguments::Init;
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::packages;

pub(crate) fn run(arguments: &Init, output: &mut Output) -> Result<ExitCode, Failure> {
    let package = packages::of_folder(arguments.manifest_path.as_deref())?;
    let files = Files::on_disk(&package.dir);
    if let Some(config) = config_files(&files).first() {
        let message = format!("`{config}` is there: `cargo schema-doc generate` writes the documents that it names");
        return Err(Failure::Argument(message));
    }
    let site = Site::new(&packages::repository(&package.dir), &package.dir);
    let found = discover(&files, site.levels());
    if found.is_empty() {
        return Err(Failure::Argument(format!(
            "no schema found below {}; looked for {}\nhelp: `cargo schema-doc generate PATH` reads any path; or write \
             `{CONFIG_FILE}` with its `[[source]]`",
            package.dir.display(),
            discover::LOOKED_FOR,
        )));
    }
    let name = package.name.clone().unwrap_or_else(|| folder_name(&package.dir));
    let loaded = load(&package.dir, &found)?;
    for source in &found {
        output.line(format!("found  {}", plain(&source.words())))?;
    }
    if let Some(loaded) = &loaded {
        let schema = loaded.schema();
        output.line(format!("       {}, {}", schema.system.title(), count(schema.tables.len(), "table")))?;
    }
    let dialect = loaded.as_ref().map(|loaded| loaded.schema().system.as_str());
    let offers = offer::offers(&name, &found, dialect, &files, &site);
    let had_build_script = offer::has_build_script(&files);
    let mut written = 0;
    for offer in &offers {
        if !is_wanted(arguments, offer, output)? {
            continue;
        }
        if arguments.dry_run {
            output.line(format!("would write {}:\n\n{}", offer.path, offer.text))?;
        } else {
            write(&package.dir, offer)?;
            output.line(format!("wrote  {}", offer.path))?;
        }
        written += 1;
    }
    if written > 0 && !arguments.dry_run {
        next_steps(&found, files.is_file("Cargo.toml"), had_build_script, output)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn folder_name(dir: &Path) -> String {
    dir.file_name().map_or_else(|| "schema".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The schema, as the configuration will read it: `None` where something has to be said first (which system it is, for one).
fn load(dir: &Path, found: &[Found]) -> Result<Option<schema_doc_build::Loaded>, Failure> {
    let mut builder = Builder::default().root(dir).without_config_file();
    for source in found.iter().filter(|source| !source.mirror) {
        builder = builder.source(source.source());
    }
    let loaded = builder.load()?;
    Ok((!loaded.diagnostics().has_errors()).then_some(loaded))
}

/// Whether a file shall be written: `--yes` takes what everybody needs, `--with` what it names, and at a terminal the user is asked.
fn is_wanted(arguments: &Init, offer: &Offer, output: &mut Output) -> Result<bool, Failure> {
    if arguments.with.contains(&offer.part) {
        return Ok(true);
    }
    if arguments.yes || arguments.dry_run {
        return Ok(offer.part.is_usual());
    }
    if !io::stdin().is_terminal() {
        let message = "nobody is there to ask\nhelp: `--yes` writes what is usual, `--dry-run` shows it";
        return Err(Failure::Argument(message.to_owned()));
    }
    let choice = if offer.part.is_usual() { "[Y/n]" } else { "[y/N]" };
    output.prompt(&format!("write {}, {}? {choice} ", offer.path, offer.why))?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(Failure::Output)?;
    Ok(match answer.trim().to_ascii_lowercase().as_str() {
        "" => offer.part.is_usual(),
        answer => answer.starts_with('y'),
    })
}

/// Writes a file that is not there.
#[expect(clippy::disallowed_methods, reason = "what the user was asked for, and no document")]
fn write(dir: &Path, offer: &Offer) -> Result<(), Failure> {
    let path = dir.join(&offer.path);
    let failed = |error: io::Error| Failure::Read(path.clone(), format!("cannot be written: {error}"));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if offer.part.is_program() {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o755);
    }
    options.open(&path).and_then(|mut file| file.write_all(offer.text.as_bytes())).map_err(failed)
}

/// What is left to do by hand.
fn next_steps(found: &[Found], in_package: bool, had_build_script: bool, output: &mut Output) -> Result<(), Failure> {
    let mut features: Vec<&str> = found.iter().filter_map(Found::feature).collect();
    features.sort_unstable();
    features.dedup();
    let features = if features.is_empty() { String::new() } else { format!(" --features {}", features.join(",")) };
    output.line("\nnext:")?;
    if in_package {
        output.line(format!("  cargo add --build schema-doc-build{features}"))?;
        output.line("  cargo add schema-doc-runtime")?;
        if had_build_script {
            output.line("  call `schema_doc_build::generate()?` in build.rs")?;
        }
        output.line("  cargo build                   # writes the documents, and from then on keeps them true")
    } else {
        output.line("  cargo schema-doc generate     # writes the documents")
    }
}
