//! `schema-doc.toml` → [`Config`]: every key has a place, every error is reported, with the nearest known key.

pub mod keys;
mod overlay;
mod walk;

use std::ops::Range;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Level, Span, nearest};
use toml::de::{DeTable, DeValue};

use self::walk::{Entry, Walker};
use super::{Config, Drift, FeatureConfig, Lines, LintConfig, SourceConfig, SourceKind, SqlLayout};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::System;
use crate::render::Format;

/// Reads the text of a configuration file that stands in a source map as `file`. What cannot be read is reported and left
/// at its default.
pub fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Config {
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let Range { start, end } = error.span().unwrap_or(0..0);
        let span = Span { file, start: start as u32, end: end as u32 };
        diagnostics.push(Diagnostic::error(Code::InvalidConfig, span, error.message().trim()));
    }
    let mut walker = Walker { file, diagnostics };
    let mut config = Config::default();
    for entry in walker.entries(document.get_ref()) {
        match entry.key {
            "schema" => schema(&mut walker, &entry, &mut config),
            "source" => sources(&mut walker, &entry, &mut config),
            "docs" => docs(&mut walker, &entry, &mut config),
            "drift" => drift(&mut walker, &entry, &mut config),
            "lint" => lints(&mut walker, &entry, &mut config),
            "coverage" => coverage(&mut walker, &entry, &mut config),
            "performance" => performance(&mut walker, &entry, &mut config),
            "book" => book(&mut walker, &entry, &mut config),
            "features" => features(&mut walker, &entry, &mut config),
            key if keys::OVERLAY.contains(&key) => overlay::read(&mut walker, &entry, &mut config.overlay),
            _ => walker.unknown(&entry, "key", &[keys::TOP, keys::OVERLAY].concat()),
        }
    }
    config
}

fn schema(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    for entry in walker.table(entry) {
        match entry.key {
            "name" => config.schema.name = walker.string(&entry),
            "default_namespace" => config.schema.default_namespace = walker.string(&entry),
            "purpose" => config.schema.purpose = walker.string(&entry),
            "architecture_summary" => config.schema.architecture_summary = walker.string(&entry),
            "key_patterns" => config.schema.key_patterns = walker.strings(&entry),
            "exclude" => config.exclude = walker.strings(&entry),
            _ => walker.unknown(&entry, "key of `[schema]`", keys::SCHEMA),
        }
    }
}

fn sources(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    let Some(list) = entry.value.as_array() else {
        walker.wrong_type(entry, "an array of tables: `[[source]]`");
        return;
    };
    for item in list {
        let Range { start, end } = item.span();
        let place = Span { file: walker.file, start: start as u32, end: end as u32 };
        let DeValue::Table(table) = item.get_ref() else {
            walker.error(place, "a source is a table: `[[source]]`");
            continue;
        };
        source(walker, table, place, config);
    }
}

fn source(walker: &mut Walker<'_>, table: &DeTable<'_>, place: Span, config: &mut Config) {
    let mut kind = None;
    let mut kind_said = false;
    let mut path_said = false;
    let mut path = None;
    let mut read = SourceConfig::new(SourceKind::Sql, "");
    for entry in walker.entries(table) {
        match entry.key {
            "kind" => {
                kind_said = true;
                kind =
                    walker.one_of(&entry, "source kind", keys::SOURCE_KINDS, keys::LATER_SOURCE_KINDS, kind_from_name);
            }
            "path" => {
                path_said = true;
                path = walker.string(&entry).map(|p| (clean_path(&p), entry.value_span));
            }
            "dialect" => {
                read.dialect = walker.one_of(&entry, "dialect", keys::DIALECTS, &[], System::of_dialect);
            }
            "layout" => {
                let layout = walker.one_of(&entry, "layout", keys::LAYOUTS, keys::LATER_LAYOUTS, SqlLayout::from_name);
                read.layout = layout.unwrap_or_default();
            }
            "role" => {
                let role = walker.one_of(&entry, "role", keys::ROLES, &[], |name| {
                    keys::ROLES.contains(&name).then_some(name == "mirror")
                });
                read.mirror = role.unwrap_or_default();
            }
            "replace" => {
                for entry in walker.table(&entry) {
                    if let Some(value) = walker.string(&entry) {
                        read.replace.push((entry.key.to_owned(), value));
                    }
                }
            }
            _ => walker.unknown(&entry, "key of `[[source]]`", keys::SOURCE),
        }
    }
    if !kind_said {
        walker
            .error(place, "a source without a `kind`")
            .help(format!("add `kind = \"sql\"`; {}", one_of(keys::SOURCE_KINDS)));
    }
    match path {
        Some((path, span)) if !path.is_empty() => {
            if let Some(kind) = kind {
                read.kind = kind;
                read.path = path;
                read.span = Some(span);
                config.sources.push(read);
            }
        }
        Some((_, span)) => drop(walker.error(span, "an empty `path`")),
        // One that is no text is reported as such.
        None if path_said => {}
        None => walker.error(place, "a source without a `path`").help("add `path = \"migrations\"`"),
    }
}

fn kind_from_name(name: &str) -> Option<SourceKind> {
    match name {
        "sql" => Some(SourceKind::Sql),
        "snapshot" | "manifest" => Some(SourceKind::Snapshot),
        "rust" => Some(SourceKind::Rust),
        "diesel" => Some(SourceKind::Diesel),
        "sea-orm" => Some(SourceKind::SeaOrm),
        "convex" => Some(SourceKind::Convex),
        "drizzle" => Some(SourceKind::Drizzle),
        _ => None,
    }
}

fn docs(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    for entry in walker.table(entry) {
        match entry.key {
            "dir" => {
                if let Some(dir) = walker.string(&entry) {
                    config.docs.dir = clean_path(&dir);
                }
            }
            "formats" => {
                config.docs.formats.clear();
                for (name, span) in walker.strings_with_spans(&entry) {
                    for format in format(walker, &name, span) {
                        walker.diagnostics.extend(missing_feature(format, Some(span)));
                        if !config.docs.formats.contains(&format) {
                            config.docs.formats.push(format);
                        }
                    }
                }
            }
            "inject" => {
                config.docs.inject = walker.strings(&entry).mapped(|path| clean_path(path));
            }
            "generated_at" => config.docs.generated_at = walker.boolean(&entry).unwrap_or_default(),
            "lines" => {
                let lines = |name: &str| match name {
                    "migrations" => Some(Lines::Migrations),
                    "all" => Some(Lines::All),
                    "none" => Some(Lines::None),
                    _ => None,
                };
                let names = &["migrations", "all", "none"];
                config.docs.lines = walker.one_of(&entry, "value of `lines`", names, &[], lines).unwrap_or_default();
            }
            "files" => files(walker, &entry, config),
            _ => walker.unknown(&entry, "key of `[docs]`", keys::DOCS),
        }
    }
}

fn files(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    for entry in walker.table(entry) {
        let formats = format(walker, entry.key, entry.key_span);
        let Some(name) = walker.string(&entry) else { continue };
        let many = formats.any(|f| matches!(f, Format::Tables | Format::Mermaid));
        let parts: Vec<&str> = name.split('/').collect_vec();
        if name.starts_with('/') || name.contains(['\\', ':']) || parts.any(|p| matches!(*p, "" | "." | "..")) {
            walker.error(entry.value_span, "a file name that leaves the docs folder");
        } else if many && !name.contains("{table}") {
            walker
                .error(entry.value_span, "the name of many files needs `{table}`")
                .help("one file a table: `tables/{table}.md`");
        } else if !many && name.contains("{table}") {
            walker
                .error(entry.value_span, format!("`{}` is one file: `{{table}}` cannot stand in its name", entry.key));
        } else {
            config.docs.files.push_all(formats.into_iter().map(|format| (format, name.clone())));
        }
    }
}

/// A format whose feature is off.
pub(crate) fn missing_feature(format: Format, span: Option<Span>) -> Option<Diagnostic> {
    let feature = format.missing_feature()?;
    let message = format!("the format `{}` is made with the feature `{feature}` of schema-doc-build", format.as_str());
    let help = format!("type `cargo add --build schema-doc-build --features {feature}`");
    Some(Diagnostic::error(Code::MissingFeature, span, message).with_help(help))
}

/// The formats that a name stands for; one that this version does not make yet is said to be so.
fn format(walker: &mut Walker<'_>, name: &str, span: Span) -> Vec<Format> {
    if let Some(formats) = Format::from_name(name) {
        return formats;
    }
    if keys::LATER_FORMATS.contains(&name) {
        walker.later(span, format!("the format `{name}` is not made by this version of schema-doc"));
        return Vec::new();
    }
    let formats = Format::ALL.mapped(|f| f.as_str());
    walker.unknown_name(span, name, "format", &[&formats[..], &["ai-manifest", "relationship-map"]].concat());
    Vec::new()
}

fn drift(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    for entry in walker.table(entry) {
        match entry.key {
            "mode" => {
                let names = &["auto", "write", "check", "off"];
                config.drift = walker.one_of(&entry, "drift mode", names, &[], Drift::from_name).unwrap_or_default();
            }
            _ => walker.unknown(&entry, "key of `[drift]`", &["mode"]),
        }
    }
}

fn lints(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    for entry in walker.table(entry) {
        let code = match Code::from_name(entry.key) {
            Some(code) if code.is_lint() => Some(code),
            Some(_) => {
                walker.error(entry.key_span, format!("`{}` is always an error: it has no level", entry.key));
                None
            }
            None => {
                let lints = Code::ALL.iter().filter(|c| c.is_lint()).map(|c| c.as_str()).collect_vec();
                walker.unknown_name(entry.key_span, entry.key, "lint", &lints);
                None
            }
        };
        let (mut level, mut limit) = (None, None);
        match entry.value {
            DeValue::Table(_) => {
                for entry in walker.table(&entry) {
                    match entry.key {
                        "level" => level = lint_level(walker, &entry),
                        "limit" if code.is_none_or(|code| keys::LIMITED.contains(&code.as_str())) => {
                            limit = walker.integer(&entry, 0).map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
                        }
                        "limit" => {
                            let help =
                                format!("{} have one", keys::LIMITED.iter().map(|l| format!("`{l}`")).join(" and "));
                            walker.error(entry.key_span, "this lint has no limit").help(help);
                        }
                        _ => walker.unknown(&entry, "key of a lint", &["level", "limit"]),
                    }
                }
            }
            _ => level = lint_level(walker, &entry),
        }
        if let Some(code) = code {
            config.lints.push(LintConfig { code, level, limit });
        }
    }
}

fn lint_level(walker: &mut Walker<'_>, entry: &Entry<'_>) -> Option<Level> {
    walker.one_of(entry, "lint level", &["allow", "warn", "deny"], &[], Level::from_name)
}

fn coverage(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    let minimum = &mut config.coverage.minimum;
    for entry in walker.table(entry) {
        match entry.key {
            "minimum" => match entry.value {
                DeValue::Table(_) => {
                    for entry in walker.table(&entry) {
                        match keys::COVERAGE_KINDS.find(|kind| *kind == entry.key) {
                            Some(kind) => percent(walker, &entry, Some(kind), minimum),
                            None if entry.key == "all" => percent(walker, &entry, None, minimum),
                            None => {
                                let kinds = [&["all"], keys::COVERAGE_KINDS].concat();
                                walker.unknown(&entry, "kind of coverage", &kinds);
                            }
                        }
                    }
                }
                _ => percent(walker, &entry, None, minimum),
            },
            "ratchet" => {
                config.coverage.ratchet = walker.boolean(&entry).unwrap_or_default().then_some(entry.value_span);
            }
            _ => walker.unknown(&entry, "key of `[coverage]`", keys::COVERAGE),
        }
    }
}

fn percent(
    walker: &mut Walker<'_>,
    entry: &Entry<'_>,
    kind: Option<&'static str>,
    minimum: &mut Vec<(Option<&'static str>, u32, Span)>,
) {
    if let Some(percent) = walker.integer(entry, 100) {
        minimum.push((kind, u32::try_from(percent).unwrap_or(100), entry.value_span));
    }
}

fn performance(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    for entry in walker.table(entry) {
        match entry.key {
            "critical_indexes" => config.performance.critical_indexes = walker.strings(&entry),
            "denormalization_patterns" => config.performance.denormalization_patterns = walker.strings(&entry),
            "scaling_considerations" => config.performance.scaling_considerations = walker.strings(&entry),
            _ => walker.unknown(&entry, "key of `[performance]`", keys::PERFORMANCE),
        }
    }
}

fn book(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    for entry in walker.table(entry) {
        if entry.key == "environments" {
            for item in entry.value.as_array().map_or(&[][..], |list| list.as_ref()) {
                let mut environment = Vec::new();
                for entry in item.get_ref().as_table().map(|table| walker.entries(table)).unwrap_or_default() {
                    if keys::ENVIRONMENT.contains(&entry.key) {
                        environment.push((entry.key.to_owned(), walker.lines(&entry).join(" ")));
                    } else {
                        walker.unknown(&entry, "key of `[[book.environments]]`", keys::ENVIRONMENT);
                    }
                }
                config.book.environments.push(environment);
            }
            if !entry.value.as_array().is_some_and(|list| list.all(|item| item.get_ref().is_table())) {
                walker.wrong_type(&entry, "an array of tables: `[[book.environments]]`");
            }
        } else if keys::BOOK.contains(&entry.key) {
            config.book.lines.push((entry.key.to_owned(), walker.lines(&entry)));
        } else {
            walker.unknown(&entry, "key of `[book]`", keys::BOOK);
        }
    }
}

fn features(walker: &mut Walker<'_>, entry: &Entry<'_>, config: &mut Config) {
    for feature in walker.table(entry) {
        let mut read = FeatureConfig { name: feature.key.to_owned(), ..FeatureConfig::default() };
        for entry in walker.table(&feature) {
            match entry.key {
                "tables" => {
                    let tables = walker.strings_with_spans(&entry);
                    read.tables = tables.into_iter().map(|(name, span)| (name, Some(span))).collect_vec();
                }
                "description" => read.description = walker.string(&entry),
                "category" => read.category = walker.string(&entry),
                _ => walker.unknown(&entry, "key of a feature", keys::FEATURE),
            }
        }
        config.features.push(read);
    }
}

/// A path of the configuration with `/` only, without `.` parts and a `/` at its end.
pub(crate) fn clean_path(path: &str) -> String {
    let path = path.replace('\\', "/");
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect_vec();
    let clean = parts.join("/");
    match (path.starts_with('/'), clean.is_empty()) {
        (true, _) => format!("/{clean}"),
        (false, true) if !path.is_empty() => ".".to_owned(),
        (false, _) => clean,
    }
}

fn one_of(names: &[&str]) -> String {
    format!("one of {}", names.mapped(|name| format!("`{name}`")).join(", "))
}

fn suggestion(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => one_of(known),
    }
}

#[cfg(test)]
mod tests;
