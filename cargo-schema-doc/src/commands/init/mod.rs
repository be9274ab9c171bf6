//! `init`: a configuration for what is found, and what keeps the documents true, each file asked for before it is written.

mod discover;
mod offer;

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use schema_doc_build::files::Files;
use schema_doc_build::{Builder, CONFIG_FILE, config_files, configuration};

use self::discover::{Found, discover};
pub(crate) use self::offer::Part;
use self::offer::{Offer, Project, Site};
use super::count;
use crate::arguments::Init;
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::packages::{self, Package};
use crate::paths;

/// How many folders below, at most, are named where the package itself has no schema.
const FOLDERS: usize = 3;

pub(crate) fn run(arguments: &Init, output: &mut Output) -> Result<ExitCode, Failure> {
    let package = packages::of_folder(arguments.manifest_path.as_deref())?;
    let files = Files::on_disk(&package.dir);
    let config = config_files(&files).into_iter().next();
    let project = match &config {
        None => discovered(&package, &files, output)?,
        Some(config) => configured(&package, &files, config, arguments)?,
    };
    let had_build_script = offer::has_build_script(&files);
    let mut written = Vec::new();
    let mut is_declined = false;
    for offer in offer::offers(&project, &files) {
        let is_asked_for = arguments.with.contains(&offer.part);
        if files.is_file(&offer.path) {
            if is_asked_for {
                output.line(format!("kept   {}, which is there", offer.path))?;
            }
            continue;
        }
        // With a configuration, only what is asked for; and a nightly sync is for what a sync wrote.
        let is_open = config.is_none() && !is_declined && (offer.part != Part::Nightly || project.has_snapshot());
        let is_written = is_asked_for || (is_open && is_wanted(arguments, &offer, output)?);
        if !is_written {
            // Without a configuration nothing else has anything to read.
            is_declined |= offer.part == Part::Config;
            continue;
        }
        if arguments.dry_run {
            output.line(format!("would write {}:\n\n{}", offer.path, offer.text))?;
        } else {
            write(&package.dir, &offer)?;
            output.line(format!("wrote  {}", offer.path))?;
        }
        written.push(offer.part);
    }
    if arguments.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    if written.is_empty() {
        output.line("wrote  nothing")?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut steps =
        if config.is_none() { next_steps(&project, &package, &files, had_build_script)? } else { Vec::new() };
    if written.contains(&Part::Hooks) {
        steps.push("git config core.hooksPath .githooks".to_owned());
    }
    if !steps.is_empty() {
        output.line("\nnext:")?;
    }
    steps.iter().try_for_each(|step| output.line(format!("  {step}")))?;
    Ok(ExitCode::SUCCESS)
}

/// A project without a configuration: what it reads is found.
fn discovered(package: &Package, files: &Files, output: &mut Output) -> Result<Project, Failure> {
    let repository = packages::repository(&package.dir);
    let site = Site::new(&repository, &package.dir);
    let mut sources = discover(files, site.levels());
    if sources.is_empty() {
        let help = match discover::below(&package.dir, FOLDERS).as_slice() {
            [] => format!(
                "`cargo schema-doc sync --database-url URL` reads a live database, `cargo schema-doc generate PATH` any path; or \
                 write `{CONFIG_FILE}` with its `[[source]]`"
            ),
            found => {
                let words = found.iter().map(|(folder, source)| format!("`{folder}` ({})", plain(&source.words())));
                format!("run this in {}", words.collect::<Vec<_>>().join(" or "))
            }
        };
        return Err(Failure::Argument(format!(
            "no schema found in {}; looked for {}\nhelp: {help}",
            package.dir.display(),
            discover::LOOKED_FOR,
        )));
    }
    let mut loaded = load(&package.dir, &sources)?;
    let is_code = |source: &Found| source.kind == "rust" && source.path == "src";
    if loaded.is_none() && sources.len() > 1 && sources.iter().any(is_code) {
        // What is wrong with a query of the code is for later: it keeps nobody from beginning.
        let schema: Vec<Found> = sources.iter().filter(|source| !is_code(source)).cloned().collect();
        loaded = load(&package.dir, &schema)?;
        if loaded.is_some() {
            sources = schema;
            output.line("found  src: queries that the schema does not agree with, left out; add `[[source]]` `kind = \"rust\"` `path = \"src\"` to see them")?;
        }
    }
    for source in &sources {
        output.line(format!("found  {}", plain(&source.words())))?;
    }
    if let Some(loaded) = &loaded {
        let schema = loaded.schema();
        output.line(format!("       {}, {}", schema.system.title(), count(schema.tables.len(), "table")))?;
    }
    Ok(Project {
        name: package.name.clone().unwrap_or_else(|| folder_name(&package.dir)),
        dialect: loaded.map(|loaded| loaded.schema().system.as_str()),
        sources,
        docs: offer::DOCS.to_owned(),
        branch: offer::main_branch(&Files::on_disk(repository)),
        site,
    })
}

/// A project with a configuration, to which something is added.
fn configured(package: &Package, files: &Files, config: &str, arguments: &Init) -> Result<Project, Failure> {
    if arguments.with.is_empty() {
        return Err(Failure::Argument(format!(
            "`{config}` is there: `cargo schema-doc generate` writes the documents that it names\n\
             help: `--with workflow,hooks` adds what keeps them true (`--help` has all that there is)"
        )));
    }
    let read = configuration(files, config)?;
    let repository = packages::repository(&package.dir);
    Ok(Project {
        name: String::new(),
        sources: read.sources.iter().map(Found::configured).collect(),
        dialect: None,
        docs: read.docs.dir,
        site: Site::new(&repository, &package.dir),
        branch: offer::main_branch(&Files::on_disk(repository)),
    })
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

/// Whether a file that `--with` does not name shall be written: `--yes` takes what everybody needs, and at a terminal the user is asked.
fn is_wanted(arguments: &Init, offer: &Offer, output: &mut Output) -> Result<bool, Failure> {
    if arguments.yes || arguments.dry_run {
        return Ok(offer.part.is_usual());
    }
    if !io::stdin().is_terminal() {
        let message = "nobody is there to ask\nhelp: `--yes` writes what is usual, `--dry-run` shows it";
        return Err(Failure::Argument(message.to_owned()));
    }
    let choice = if offer.part.is_usual() { "[Y/n]" } else { "[y/N]" };
    loop {
        output.prompt(&format!("write {}, {}? {choice} ", offer.path, offer.why))?;
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer).map_err(Failure::Output)? == 0 {
            // Ctrl-D is no answer.
            output.line("")?;
            return Ok(false);
        }
        match answer.trim().to_ascii_lowercase().as_str() {
            "" => return Ok(offer.part.is_usual()),
            "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => output.line("type y or n")?,
        }
    }
}

/// Writes a file that is not there.
#[expect(clippy::disallowed_methods, reason = "what the user was asked for, and no document")]
fn write(dir: &Path, offer: &Offer) -> Result<(), Failure> {
    let path = dir.join(&offer.path);
    let failed = |error: io::Error| Failure::Write(path.clone(), error.to_string());
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

/// What is left to do by hand, where the user stands.
fn next_steps(
    project: &Project,
    package: &Package,
    files: &Files,
    had_build_script: bool,
) -> Result<Vec<String>, Failure> {
    if !files.is_file("Cargo.toml") {
        return Ok(vec!["cargo schema-doc generate     # writes the documents".to_owned()]);
    }
    let mut features: Vec<&str> =
        project.sources.iter().flat_map(Found::features).copied().chain(["book", "samples"]).collect();
    features.sort_unstable();
    features.dedup();
    let features = format!(" --features {}", features.join(","));
    let of = match &package.name {
        Some(name) if !paths::here()?.starts_with(&package.dir) => format!(" -p {name}"),
        _ => String::new(),
    };
    let mut steps =
        vec![format!("cargo add{of} --build schema-doc-build{features}"), format!("cargo add{of} schema-doc-runtime")];
    if had_build_script {
        steps.push("call `schema_doc_build::generate()?` in build.rs".to_owned());
    }
    steps.push(format!("{:<29} # writes the documents, and keeps them true", format!("cargo build{of}")));
    Ok(steps)
}
