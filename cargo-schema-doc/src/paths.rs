//! Paths instead of a configuration: what they are written in is found from them.

use std::path::{Component, Path, PathBuf};

use schema_doc_build::config::SourceKind;
use schema_doc_build::config::toml::keys;
use schema_doc_build::files::Files;
use schema_doc_build::model::System;
use schema_doc_build::{Builder, Loaded, Source, SqlLayout};

use crate::arguments::Sources;
use crate::failure::Failure;
use crate::output::plain;

/// Where the user stands.
#[expect(clippy::disallowed_methods, reason = "the command line starts where its user stands")]
pub(crate) fn here() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| Failure::Read(PathBuf::from("."), error.to_string()))
}

/// A schema out of the arguments alone. Its documents are for `docs/schema` below `here`, unless they have a folder of their own.
pub(crate) fn schema_of_paths(arguments: &Sources, here: &Path, has_folder: bool) -> Result<Builder, Failure> {
    let paths: Vec<PathBuf> = arguments.paths.iter().map(|path| normal(&here.join(path))).collect();
    // Documents name the sources by their paths from here. Where one lies elsewhere, from the folder that holds all of them.
    let root = if paths.iter().all(|path| path.starts_with(here)) {
        here.to_owned()
    } else {
        common_folder(&paths).unwrap_or_else(|| here.to_owned())
    };
    let mut builder = Builder::default().root(&root).without_config_file();
    if !has_folder && root != here {
        builder = builder.docs_dir(here.join("docs/schema").to_string_lossy());
    }
    for path in &paths {
        let relative = path.strip_prefix(&root).unwrap_or(path).to_string_lossy();
        let relative = if relative.is_empty() { ".".into() } else { relative };
        builder = builder.source(source(arguments, &root, &relative)?);
    }
    Ok(builder)
}

/// Refuses folders that somebody named and that hold nothing of a schema: documents of nothing would take the place of those that are there.
pub(crate) fn not_empty(loaded: &Loaded) -> Result<(), Failure> {
    if loaded.diagnostics().has_errors() {
        return Ok(());
    }
    let sources = loaded.schema().sources.iter();
    let empty = sources.filter(|source| source.files.is_empty() && source.kind == SourceKind::Sql.as_str());
    Failure::together(empty.map(|source| {
        let message = format!("no SQL file in `{}`\nhelp: name the folder that has them", plain(&source.path));
        Err::<(), _>(Failure::Argument(message))
    }))
    .map(drop)
}

/// The deepest folder that all paths lie in.
fn common_folder(paths: &[PathBuf]) -> Option<PathBuf> {
    let mut common = paths.first()?.parent()?.to_owned();
    while !paths.iter().all(|path| path.starts_with(&common) && *path != common) {
        common = common.parent()?.to_owned();
    }
    Some(common)
}

/// A path without `.` and `..`.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// The endings of programs in TypeScript and JavaScript.
const SCRIPTS: &[&str] = &["ts", "mts", "cts", "tsx", "js", "mjs", "cjs", "jsx"];

/// What a program declares a schema with: the package that it imports.
fn kind_of_program(root: &Path, path: &str) -> Result<&'static str, Failure> {
    // What is not there is told where sources are read.
    let Ok(bytes) = Files::on_disk(root).read_unwatched(path) else { return Ok("convex") };
    let text = String::from_utf8_lossy(&bytes);
    let imports = |package: &str| ['"', '\''].iter().any(|quote| text.contains(&format!("{quote}{package}")));
    let drizzle = imports("drizzle-orm") || imports("drizzle-kit");
    let convex = imports("convex/") || imports("convex-");
    match (drizzle, convex) {
        (true, false) => Ok("drizzle"),
        (false, true) => Ok("convex"),
        _ => {
            let found = if drizzle { "both `drizzle-orm` and `convex`" } else { "neither `drizzle-orm` nor `convex`" };
            Err(Failure::Argument(format!(
                "`{path}` imports {found}\nhelp: say what it is: `--kind drizzle` or `--kind convex`"
            )))
        }
    }
}

fn source(arguments: &Sources, root: &Path, path: &str) -> Result<Source, Failure> {
    let ending = |endings: &[&str]| {
        let found = Path::new(path).extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        found.is_some_and(|found| endings.contains(&found.as_str()))
    };
    let kind = match arguments.kind.as_deref() {
        Some(kind) => kind,
        None if ending(&["json"]) => "manifest",
        None if ending(SCRIPTS) => kind_of_program(root, path)?,
        None if ending(&["rs"]) => "rust",
        None => "sql",
    };
    let mut source = match kind {
        "sql" => Source::sql(path),
        "snapshot" | "manifest" => Source::snapshot(path),
        "rust" => Source::rust(path),
        "diesel" => Source::diesel(path),
        "sea-orm" => Source::sea_orm(path),
        "convex" => Source::convex(path),
        "drizzle" => Source::drizzle(path),
        _ => return Err(Failure::unknown("source kind", kind, keys::SOURCE_KINDS, keys::LATER_SOURCE_KINDS)),
    };
    if let Some(name) = &arguments.dialect {
        let dialect = System::of_dialect(name);
        source = source.dialect(dialect.ok_or_else(|| Failure::unknown("dialect", name, keys::DIALECTS, &[]))?);
    }
    if let Some(name) = &arguments.layout {
        let layout = SqlLayout::from_name(name);
        source =
            source.layout(layout.ok_or_else(|| Failure::unknown("layout", name, keys::LAYOUTS, keys::LATER_LAYOUTS))?);
    }
    Ok(source)
}
