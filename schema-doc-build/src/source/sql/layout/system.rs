//! The system that a migration tool's own files name.

use super::{detect, join};
use crate::files::Files;
use crate::json;
use crate::list::SliceExt;
use crate::model::System;

/// What drizzle-kit (`dialect`) and Prisma (`provider`) call a system.
const NAMES: &[(&str, System)] = &[
    ("mysql", System::MySql),
    ("pg", System::PostgreSql),
    ("postgres", System::PostgreSql),
    ("postgresql", System::PostgreSql),
    ("singlestore", System::MySql),
    ("sqlite", System::Sqlite),
    ("sqlserver", System::SqlServer),
    ("turso", System::Sqlite),
];

/// The system that drizzle's journal or snapshots, or Prisma's lock, name, and where. The paths of `all` start at `base`.
pub(super) fn named(files: &Files, base: &str, all: &[String]) -> Option<(System, String)> {
    let file = all
        .find(|file| *file == detect::JOURNAL || *file == "migration_lock.toml" || file.ends_with("/snapshot.json"))?;
    let path = join(base, file);
    let text = String::from_utf8(files.read(&path).ok()?).ok()?;
    let name = if file == "migration_lock.toml" {
        let provider = text.lines().find_map(|line| line.trim().strip_prefix("provider"))?;
        provider.split('"').nth(1)?.to_owned()
    } else {
        json::parse(&text).ok()?.value.get("dialect")?.as_text()?.to_owned()
    };
    let system = NAMES.find(|(known, _)| *known == name).map(|&(_, system)| system)?;
    Some((system, format!("`{name}` in {path}")))
}
