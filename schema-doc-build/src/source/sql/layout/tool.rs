//! How each migration tool reads a file's path.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::order::{self, FlywayName};
use crate::config::SqlLayout;
use crate::text::starts_with;

/// What a tool makes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// It is run, in the order of versions.
    Up(Version),
    /// It takes back what another did.
    Down,
    /// The tool does not look at it, and why.
    Ignored(&'static str),
    /// The tool refuses the folder because of it, and why.
    Refused(&'static str),
}

/// What a tool orders by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    Number(i64),
    Text(String),
    Flyway(FlywayName),
}

/// Reads a path relative to the migrations folder. A plain layout has no versions.
pub(super) fn read(layout: SqlLayout, path: &str) -> Part {
    match layout {
        SqlLayout::Sqlx => sqlx(path),
        SqlLayout::Diesel => diesel(path),
        SqlLayout::Refinery => refinery(path),
        SqlLayout::Drizzle => folder_of_migration(path, "drizzle without a journal reads only `<name>/migration.sql`"),
        SqlLayout::Prisma => folder_of_migration(path, "prisma reads only `<name>/migration.sql`"),
        SqlLayout::Supabase => supabase(path),
        SqlLayout::Goose => goose(path),
        SqlLayout::Dbmate => dbmate(path),
        SqlLayout::Flyway => flyway(path),
        SqlLayout::GolangMigrate => golang_migrate(path),
        SqlLayout::Knex => knex(path),
        SqlLayout::Typeorm => typeorm(path),
        SqlLayout::Rails => rails(path),
        SqlLayout::Liquibase => Part::Up(Version::Text(path.to_owned())),
        SqlLayout::Auto | SqlLayout::Plain => Part::Ignored("the layout is plain"),
    }
}

/// sqlx 0.8, `migrate/source.rs`: files directly in the folder, `<VERSION>_<DESCRIPTION>.sql`, the version an `i64`; names without `_`
/// or without `.sql` are ignored, a version that is no integer is an error.
fn sqlx(path: &str) -> Part {
    if path.contains('/') {
        return Part::Ignored("sqlx reads only files directly in the folder");
    }
    match path.split_once('_').and_then(|(version, description)| Some((version, description.strip_suffix(".sql")?))) {
        Some((version, description)) => match version.parse() {
            Ok(_) if description.strip_suffix(".down").is_some() => Part::Down,
            Ok(version) => Part::Up(Version::Number(version)),
            Err(_) => Part::Refused("sqlx wants an integer before the first `_`"),
        },
        None => Part::Ignored("sqlx reads only `<version>_<description>.sql`"),
    }
}

/// diesel, `migrations_internals`: folders with an `up.sql`; the version is the folder's name before the first `_`, dashes left out, and
/// versions compare as text.
fn diesel(path: &str) -> Part {
    match path.split_once('/') {
        Some((folder, "up.sql")) => {
            let version = folder.split('_').next().unwrap_or(folder);
            Part::Up(Version::Text(version.replace('-', "")))
        }
        Some((_, "down.sql")) => Part::Down,
        _ => Part::Ignored("diesel reads only `<version>_<name>/up.sql`"),
    }
}

/// refinery, `util.rs`: `[UV]<digits>__<word characters>.sql` at any depth, the version an integer. A `U` (unversioned) is run as well, in the
/// order of its version.
fn refinery(path: &str) -> Part {
    match refinery_name(path) {
        Some((version, "sql")) => match version.parse() {
            Ok(version) => Part::Up(Version::Number(version)),
            // `V1.2__x.sql` passes refinery's pattern, and then its version is no integer.
            Err(_) => Part::Refused("refinery wants an integer version"),
        },
        _ => Part::Ignored("refinery reads only `V<version>__<name>.sql`"),
    }
}

/// The version and ending of `V1__name.sql`, `U1__name.rs`.
pub(super) fn refinery_name(path: &str) -> Option<(&str, &str)> {
    let name = file_name(path);
    let (version, rest) = name.strip_prefix(['U', 'V'])?.split_once("__")?;
    let (description, ending) = rest.rsplit_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = match version.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(version),
    };
    let words = !description.is_empty() && description.chars().all(|c| c.is_alphanumeric() || c == '_');
    (number && words && matches!(ending, "sql" | "rs")).then_some((version, ending))
}

/// prisma, `schema-engine`, `list_migrations`: the folders that hold a `migration.sql`, by name; drizzle-orm 1.0, `migrator.ts`: the same.
fn folder_of_migration(path: &str, ignored: &'static str) -> Part {
    match path.split_once('/') {
        Some((folder, "migration.sql")) => Part::Up(Version::Text(folder.to_owned())),
        Some((_, "down.sql")) => Part::Down,
        _ => Part::Ignored(ignored),
    }
}

/// supabase's command line, `migration/list.go`: files `<digits>_<name>.sql` directly in the folder, by name.
fn supabase(path: &str) -> Part {
    let version = path.split_once('_').map(|(version, _)| version).filter(|version| is_digits(version));
    match version {
        Some(version) if has_ending(path, "sql") && !path.contains('/') => {
            Part::Up(Version::Text(format!("{version}_")))
        }
        _ => Part::Ignored("supabase reads only `<timestamp>_<name>.sql` directly in the folder"),
    }
}

/// goose 3, `migration.go`: `NumericComponent`, a positive integer before the first `_`, of files directly in the folder.
fn goose(path: &str) -> Part {
    if path.contains('/') {
        return Part::Ignored("goose reads only files directly in the folder");
    }
    match path.split_once('_').and_then(|(version, _)| version.parse::<i64>().ok()) {
        Some(version) if version > 0 => Part::Up(Version::Number(version)),
        _ => Part::Refused("goose wants a positive integer before the first `_`"),
    }
}

/// dbmate 2, `migration.go`: files directly in the folder whose names begin with digits, by name.
fn dbmate(path: &str) -> Part {
    if !path.contains('/') && has_ending(path, "sql") && starts_with(path, |c| c.is_ascii_digit()) {
        Part::Up(Version::Text(path.to_owned()))
    } else {
        Part::Ignored("dbmate reads only `<version>_<name>.sql` directly in the folder")
    }
}

/// Flyway 10, Migrations: versioned ones by version, then repeatable ones by description; what undoes is not run.
fn flyway(path: &str) -> Part {
    match order::flyway(file_name(path)) {
        Some(name) if name.undo => Part::Down,
        Some(name) => Part::Up(Version::Flyway(name)),
        None if is_callback(path) => Part::Ignored("a callback, which flyway runs beside its migrations"),
        None => {
            Part::Ignored("flyway reads only `V<version>__<name>.sql`, `R__<name>.sql` and `B<version>__<name>.sql`")
        }
    }
}

/// Flyway, Callbacks: `beforeMigrate.sql`, `afterEachMigrate__note.sql`.
pub(super) fn is_callback(path: &str) -> bool {
    let name = file_name(path);
    ["before", "after"].any(|when| name.strip_prefix(when).is_some_and(|rest| starts_with(rest, char::is_uppercase)))
}

/// golang-migrate 4, `source/parse.go`: `<version>_<title>.up.sql`, the version an unsigned integer.
fn golang_migrate(path: &str) -> Part {
    let ignored = Part::Ignored("golang-migrate reads only `<version>_<title>.up.sql` directly in the folder");
    let Some((version, title)) = path.split_once('_').filter(|_| !path.contains('/')) else { return ignored };
    let Ok(version) = version.parse() else { return ignored };
    if title.contains(".up.") {
        Part::Up(Version::Number(version))
    } else if title.contains(".down.") {
        Part::Down
    } else {
        ignored
    }
}

/// knex 3, `fs-migrations.js`: the files directly in the folder, by name.
fn knex(path: &str) -> Part {
    if path.contains('/') {
        Part::Ignored("knex reads only files directly in the folder")
    } else if path.contains(".down.") || path.contains("_down.") {
        Part::Down
    } else {
        Part::Up(Version::Text(path.to_owned()))
    }
}

/// typeorm 0.3, `MigrationExecutor.ts`: by the timestamp, here before the first `-`.
fn typeorm(path: &str) -> Part {
    let version = file_name(path).split_once(['-', '_']).and_then(|(version, _)| version.parse().ok());
    match version {
        Some(_) if path.contains(".down.") || path.contains("-down.") => Part::Down,
        Some(version) => Part::Up(Version::Number(version)),
        None => Part::Ignored("typeorm reads only `<timestamp>-<Name>`"),
    }
}

/// Rails, Active Record Migrations, 6 Schema Dumping and You: `structure.sql`, and `<database>_structure.sql` of each further database.
fn rails(path: &str) -> Part {
    if path == "structure.sql" || (path.ends_with("_structure.sql") && !path.contains('/')) {
        Part::Up(Version::Text(path.to_owned()))
    } else {
        Part::Ignored("rails loads only `structure.sql`")
    }
}

/// The version of a migration in Ruby, as Rails writes it into its table: `db/migrate/001_create_users.rb` is `1`.
pub(super) fn rails_version(path: &str) -> &str {
    let name = file_name(path);
    name.split_once('_').map_or(name, |(version, _)| version.trim_start_matches('0'))
}

/// These tools know an ending by its exact letters.
fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own == ending)
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The language of a migration that is no SQL, as its tool names it: goose's `1_a.go`, Flyway's `V1__A.java`, knex's `1_a.ts`, Rails' `1_a.rb`.
pub(super) fn foreign_language(path: &str) -> Option<&'static str> {
    let name = file_name(path);
    if refinery_name(path).is_some_and(|(_, ending)| ending == "rs") {
        return Some("Rust");
    }
    let (stem, ending) = name.rsplit_once('.')?;
    let numbered = stem.split_once(['_', '-']).is_some_and(|(version, _)| is_digits(version));
    match ending {
        "go" if numbered && !stem.ends_with("_test") => Some("Go"),
        "rb" if numbered => Some("Ruby"),
        "ts" | "mts" if numbered && !has_ending(stem, "d") => Some("TypeScript"),
        "js" | "cjs" | "mjs" if numbered => Some("JavaScript"),
        "java" | "kt" if order::flyway(name).is_some() => Some("Java"),
        _ => None,
    }
}

/// The layout that the names of SQL files show, downs among them.
pub(super) fn detect(paths: &[String]) -> SqlLayout {
    let all = |layout: SqlLayout, mut relevant: Vec<&String>| {
        relevant.keep(|path| !matches!(read(layout, path), Part::Down));
        !relevant.is_empty() && relevant.all(|path| matches!(read(layout, path), Part::Up(_)))
    };
    let direct = || paths.iter().filter(|path| !path.contains('/')).collect_vec();
    let diesel_like = |path: &&String| {
        path.split_once('/').is_some_and(|(folder, file)| {
            file == "up.sql" && folder.contains('_') && starts_with(folder, |c| c.is_ascii_digit())
        })
    };
    if all(SqlLayout::Refinery, paths.iter().collect_vec()) {
        SqlLayout::Refinery
    } else if paths.any(|path| diesel_like(&path))
        && paths.iter().filter(|path| path.ends_with("/up.sql")).all(|path| diesel_like(&path))
    {
        SqlLayout::Diesel
    } else if all(SqlLayout::Sqlx, direct()) {
        SqlLayout::Sqlx
    } else {
        SqlLayout::Plain
    }
}

/// The files of a plain folder that take back what others did: `x.down.sql`, `down.sql`, and `x_rollback.sql` beside `x.sql` or `x_up.sql`.
pub(super) fn is_down(path: &str, all: &Set<&str>) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if name.starts_with("down.") || name.contains(".down.") {
        return true;
    }
    if let Some(parent) = folder.strip_suffix("down")
        && (parent.is_empty() || parent.ends_with('/'))
        && let up = format!("{parent}up/")
        && all.first_from(up.as_str()).is_some_and(|other| other.starts_with(&up))
    {
        return true;
    }
    ["down", "rollback", "undo", "revert"].into_iter().any(|word| {
        name.match_indices(word).any(|(at, _)| {
            let (before, after) = (name.get(..at).unwrap_or_default(), name.get(at + word.len()..).unwrap_or_default());
            let Some(stem) = before.strip_suffix(['.', '_', '-']) else { return false };
            if !after.starts_with('.') {
                return false;
            }
            let beside = |name: String| {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                all.contains(path.as_str())
            };
            beside(format!("{stem}{after}")) || beside(format!("{before}up{after}"))
        })
    })
}

/// The last component of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{Part, Version, detect, read};
    use crate::config::SqlLayout;

    #[test]
    fn each_tool_reads_names_as_it_does() {
        let up = |version: i64| Part::Up(Version::Number(version));
        let text = |version: &str| Part::Up(Version::Text(version.into()));
        let check = |layout, path: &str, expected: Part| assert_eq!(read(layout, path), expected, "{path}");
        check(SqlLayout::Sqlx, "20230102_init.sql", up(20_230_102));
        check(SqlLayout::Sqlx, "7_a.up.sql", up(7));
        check(SqlLayout::Sqlx, "7_a.down.sql", Part::Down);
        check(SqlLayout::Sqlx, "x_a.sql", Part::Refused("sqlx wants an integer before the first `_`"));
        check(SqlLayout::Diesel, "2023-01-02-000000_init/up.sql", text("20230102000000"));
        check(SqlLayout::Diesel, "00000000000000_diesel_initial_setup/up.sql", text("00000000000000"));
        check(SqlLayout::Diesel, "2023-01-02-000000_init/down.sql", Part::Down);
        check(SqlLayout::Refinery, "V10__a_b.sql", up(10));
        check(SqlLayout::Refinery, "deep/U3__a.sql", up(3));
        check(SqlLayout::Refinery, "V1.2__a.sql", Part::Refused("refinery wants an integer version"));
        for path in ["V1_1__a.sql", "V1_a.sql", "v1__a.sql", "V1__a-b.sql", "V__a.sql"] {
            check(SqlLayout::Refinery, path, Part::Ignored("refinery reads only `V<version>__<name>.sql`"));
        }
    }

    #[test]
    fn the_layout_shows_in_the_names() {
        let check = |paths: &[&str], expected| {
            let paths: Vec<String> = paths.iter().map(|&path| path.to_owned()).collect();
            assert_eq!(detect(&paths), expected, "{paths:?}");
        };
        check(&["0001_a.sql", "0002_b.sql"], SqlLayout::Sqlx);
        check(&["1_a.up.sql", "1_a.down.sql", "archive/old.sql"], SqlLayout::Sqlx);
        check(&["1_a.sql", "seed.sql"], SqlLayout::Plain);
        check(&["2023-01-02-000000_a/up.sql", "2023-01-02-000000_a/down.sql"], SqlLayout::Diesel);
        check(&["1-a/up.sql", "10-b/up.sql"], SqlLayout::Plain);
        check(&["20230101_a/migration.sql"], SqlLayout::Plain);
        check(&["V1__a.sql", "V2__b.sql"], SqlLayout::Refinery);
        check(&["V1__a.sql", "V1_1__b.sql"], SqlLayout::Plain);
        check(&["a.sql"], SqlLayout::Plain);
        check(&[], SqlLayout::Plain);
    }
}
