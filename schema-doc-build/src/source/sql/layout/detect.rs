//! Which tool a folder of migrations belongs to: by its other files, by the names, by the marks in the first file.

use super::tool::{self, Part};
use super::{join, order};
use crate::config::SqlLayout;
use crate::files::Files;
use crate::list::SliceExt;
use crate::source::sql::load;

/// The journal of drizzle-kit.
pub(super) const JOURNAL: &str = "meta/_journal.json";

/// The layout of a folder. `all` are its files, `sql` those of them that are SQL; their paths start at `base`.
pub(super) fn layout(files: &Files, base: &str, all: &[String], sql: &[String]) -> SqlLayout {
    let has = |path: &str| all.any(|file| file == path);
    let every = |layout: SqlLayout| {
        !sql.is_empty() && sql.all(|file| matches!(tool::read(layout, file), Part::Up(_) | Part::Down))
    };
    if has(JOURNAL) {
        return SqlLayout::Drizzle;
    }
    if every(SqlLayout::Prisma) && sql.any(|file| file.ends_with("/migration.sql")) {
        let of_drizzle = !has("migration_lock.toml") && all.any(|file| file.ends_with("/snapshot.json"));
        return if of_drizzle { SqlLayout::Drizzle } else { SqlLayout::Prisma };
    }
    if (base == "supabase/migrations" || base.ends_with("/supabase/migrations")) && every(SqlLayout::Supabase) {
        return SqlLayout::Supabase;
    }
    if has("structure.sql") && all.any(|file| file.starts_with("migrate/")) {
        return SqlLayout::Rails;
    }
    let by_names = tool::detect(sql);
    if by_names == SqlLayout::Plain && sql.any(|file| order::flyway(tool::file_name(file)).is_some()) {
        let others =
            |file: &String| matches!(tool::read(SqlLayout::Flyway, file), Part::Ignored(_)) && !tool::is_callback(file);
        if !sql.any(others) {
            return SqlLayout::Flyway;
        }
    }
    if by_names == SqlLayout::Plain && sql.all(|file| is_of_typeorm(file)) && !sql.is_empty() {
        return SqlLayout::Typeorm;
    }
    by_marks(files, base, sql).unwrap_or(by_names)
}

/// `1633034400000-CreateUsers.sql`.
fn is_of_typeorm(path: &str) -> bool {
    path.split_once('-').is_some_and(|(version, _)| version.len() == 13 && version.bytes().all(|b| b.is_ascii_digit()))
}

/// The tool whose marks stand in the first file.
fn by_marks(files: &Files, base: &str, sql: &[String]) -> Option<SqlLayout> {
    let first = sql.iter().min()?;
    let text = load::text(files, &join(base, first))?;
    let marks = [
        ("--+gooseup", SqlLayout::Goose),
        ("--migrate:up", SqlLayout::Dbmate),
        ("--liquibaseformattedsql", SqlLayout::Liquibase),
    ];
    for line in text.lines().take(200).filter(|line| line.starts_with("--")) {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        let found = marks.find(|(mark, _)| line.starts_with(mark)).map(|&(_, layout)| layout);
        if found.is_some() {
            return found;
        }
    }
    None
}
