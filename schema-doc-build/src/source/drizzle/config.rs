//! `drizzle.config.ts`: where the tables are, for which system, and how their columns are called.
//!
//! `schemaFilter` and `tablesFilter` tell `drizzle-kit push` and `pull` what of a database to look at; `generate` makes every table that is
//! exported, and so does this.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};

use super::names::Casing;
use crate::config::SourceConfig;
use crate::files::Files;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::System;
use crate::source::sql::layout;
use crate::source::sql::load;
use crate::source::typescript::{Program, Slot, Value};

/// The names that drizzle-kit looks for, and the endings that a program has.
const STEM: &str = "drizzle.config";
const ENDINGS: &[&str] = &["ts", "mts", "cts", "tsx", "js", "mjs", "cjs", "jsx"];

/// The dialects of drizzle-kit that are read.
const DIALECTS: &[&str] = &["postgresql", "mysql", "singlestore", "sqlite", "turso"];

/// What a source and its configuration say.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) dialect: Option<(System, Span)>,
    pub(super) casing: Casing,
    /// The programs, in order.
    pub(super) files: Vec<String>,
}

/// Reads the configuration where there is one, and lists the programs of a source.
pub(super) fn read(files: &Files, source: &SourceConfig, program: &mut Program<'_>) -> Settings {
    let path = load::tidy(&source.path);
    if is_config(&path) {
        let mut settings = Settings::default();
        evaluate(files, &path, source, program, &mut settings, true);
        return settings;
    }
    let listed = layout::program_files(files, source, ENDINGS, "TypeScript", program.diagnostics);
    let mut settings = Settings { files: listed, ..Settings::default() };
    settings.files.keep(|file| is_program(file));
    let first = settings.files.first().cloned().unwrap_or_default();
    if let Some(config) = nearest_config(files, &first) {
        evaluate(files, &config, source, program, &mut settings, false);
    }
    settings
}

/// `drizzle.config.ts`, `drizzle-dev.config.ts`
fn is_config(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, ending)) = file.rsplit_once('.') else { return false };
    ENDINGS.contains(&ending) && stem.contains("drizzle") && (stem.ends_with(".config") || stem.contains(".config."))
}

/// Not what describes types of others, nor what tests.
fn is_program(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let other = [".d", ".test", ".spec", ".config"].any(|ending| stem.ends_with(ending));
    !other && !path.split('/').any(|folder| folder == "node_modules")
}

/// The configuration in the folder of a file, or above it.
fn nearest_config(files: &Files, path: &str) -> Option<String> {
    let mut folder = path;
    loop {
        folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = |ending: &&str| match folder {
            "" => format!("{STEM}.{ending}"),
            folder => format!("{folder}/{STEM}.{ending}"),
        };
        if let Some(found) = ENDINGS.iter().map(name).find(|path| files.is_file(path)) {
            return Some(found);
        }
        if folder.is_empty() {
            return None;
        }
    }
}

/// `whole`: it is the source itself, and says where the tables are.
///
/// What nobody asks of it may lead nowhere: `dbCredentials` and what it imports are the program's own.
fn evaluate(
    files: &Files,
    path: &str,
    source: &SourceConfig,
    program: &mut Program<'_>,
    settings: &mut Settings,
    whole: bool,
) {
    program.hold();
    if let Some(said) = said(path, source, program) {
        take(files, path, &said, source, program, settings, whole);
    }
    program.release();
}

/// The object that the configuration exports.
fn said(path: &str, source: &SourceConfig, program: &mut Program<'_>) -> Option<Slot> {
    let module = program.module(path, source.span)?;
    let help = "write `export default defineConfig({ … })`";
    let Some(exported) = program.export(module, "default") else {
        let message = format!("`{path}` has no default export");
        program.diagnostics.push(Diagnostic::error(Code::NoSource, source.span, message).with_help(help));
        return None;
    };
    // `defineConfig({…})`
    let argument = exported.value.as_symbol().and_then(|symbol| symbol.call()?.2.first().cloned());
    let said = argument.unwrap_or(exported);
    match said.value {
        Value::Object(_) => Some(said),
        Value::Symbol(_) => {
            program.needed(&said.value, "the configuration", said.span);
            None
        }
        ref other => {
            let message = format!("drizzle-kit takes an object as its configuration, and this is {}", other.kind());
            program.diagnostics.push(Diagnostic::error(Code::InvalidConfig, said.span, message).with_help(help));
            None
        }
    }
}

fn take(
    files: &Files,
    path: &str,
    said: &Slot,
    source: &SourceConfig,
    program: &mut Program<'_>,
    settings: &mut Settings,
    whole: bool,
) {
    let get = |key: &str| said.value.get(key).filter(|slot| !matches!(slot.value, Value::Undefined));
    settings.dialect = get("dialect").or_else(|| get("driver")).and_then(|slot| dialect(program, &slot));
    if let Some(slot) = get("casing") {
        match slot.value.as_str().map(|name| Casing::from_name(name)) {
            Some(Some(casing)) => settings.casing = casing,
            _ => program.unknown(&slot.value, "the casing", slot.span),
        }
    }
    if !whole {
        return;
    }
    let Some(schema) = get("schema") else {
        let diagnostic = Diagnostic::error(Code::NoSource, said.span, "the configuration has no `schema`");
        return program.diagnostics.push(diagnostic.with_help("write `schema: \"./src/schema.ts\"`"));
    };
    let folder = path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let config = path;
    for (pattern, span) in list(program, &schema, "where the tables are") {
        let path = load::tidy(&format!("{folder}{pattern}"));
        let source = SourceConfig { path, span: Some(span), ..source.clone() };
        let mut diagnostics = Diagnostics::default();
        let found = layout::program_files(files, &source, ENDINGS, "TypeScript", &mut diagnostics);
        let help = format!("write a path relative to `{config}`");
        diagnostics.into_iter().for_each(|d| program.diagnostics.push(d.with_help(help.as_str())));
        settings.files.push_all(found.into_iter().filter(|file| is_program(file)));
    }
}

/// A text, or texts, and where each stands.
fn list(program: &mut Program<'_>, slot: &Slot, what: &str) -> Vec<(String, Span)> {
    let slots = slot.value.elements().unwrap_or_else(|| vec![slot.clone()]);
    let mut texts = Vec::new();
    for slot in slots {
        match slot.value.as_str() {
            Some(text) => texts.push((text.to_string(), slot.span)),
            None => program.needed(&slot.value, what, slot.span),
        }
    }
    texts
}

/// `dialect`; `driver` of versions before 0.21.
fn dialect(program: &mut Program<'_>, slot: &Slot) -> Option<(System, Span)> {
    let system = match slot.value.as_str().map(|name| &**name) {
        Some("postgresql" | "pg" | "pglite" | "aws-data-api") => System::PostgreSql,
        Some("mysql" | "mysql2" | "singlestore") => System::MySql,
        Some("sqlite" | "turso" | "libsql" | "better-sqlite" | "d1" | "d1-http" | "expo" | "durable-sqlite") => {
            System::Sqlite
        }
        Some(other) => {
            let message = format!("the dialect `{other}` of Drizzle is not read");
            let diagnostic = Diagnostic::error(Code::InvalidConfig, slot.span, message);
            program.diagnostics.push(match nearest(other, DIALECTS.iter().copied()) {
                Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
                None => diagnostic.with_help("`postgresql`, `mysql`, `singlestore`, `sqlite` and `turso` are"),
            });
            return None;
        }
        None => {
            program.unknown(&slot.value, "the dialect", slot.span);
            return None;
        }
    };
    Some((system, slot.span))
}

impl Settings {
    /// The programs without those that are named twice.
    pub(super) fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = Vec::new();
        for file in &self.files {
            if !files.contains(file) {
                files.push(file.clone());
            }
        }
        files.into_iter().collect_vec()
    }
}
