//! Where a schema is written.

use std::path::Path;

use schema_doc_build::Source;
use schema_doc_build::config::SourceConfig;
use schema_doc_build::files::Files;

/// What [`discover`] looks for, in words.
pub(super) const LOOKED_FOR: &str = "folders of migrations, `structure.sql` and `schema.sql`, `convex/schema.ts`, `drizzle.config.ts`, \
                                     Diesel's `schema.rs`, entities of SeaORM, a snapshot";

/// A source that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// As the configuration spells it.
    pub(super) kind: &'static str,
    pub(super) path: String,
    /// It repeats what another source says.
    pub(super) mirror: bool,
}

/// Folders that hold migrations, by the names that tools give them.
const MIGRATIONS: &[&str] = &[
    "migrations",
    "db/migrations",
    "database/migrations",
    "supabase/migrations",
    "prisma/migrations",
    "drizzle/migrations",
    "drizzle",
    "sql/migrations",
    "migration",
];

/// Files that hold a whole schema.
const DUMPS: &[&str] = &["db/structure.sql", "structure.sql", "db/schema.sql", "sql/schema.sql", "schema.sql"];

const CONVEX: &[&str] = &["convex/schema.ts", "apps/convex/schema.ts", "packages/backend/convex/schema.ts"];

const DRIZZLE: &[&str] = &["drizzle.config.ts", "drizzle.config.js", "drizzle.config.mjs"];

/// How functions run SQL that is told for sure: sqlx's and Diesel's.
const RUNS_SQL: &[&str] =
    &["sqlx::query", "query!(", "query_as!(", "query_scalar!(", "query_file!(", "query_file_as!(", "sql_query("];

const SNAPSHOTS: &[&str] = &["docs/schema/schema.snapshot.json"];

/// The sources of one schema: the first that says it, and those that repeat it. What the package lacks may lie above it, up to `levels`
/// folders higher.
pub(super) fn discover(files: &Files, levels: usize) -> Vec<Found> {
    let above: Vec<String> = (0..=levels).map(|level| "../".repeat(level)).collect();
    let mut found = Vec::new();
    let mut add = |kind: &'static str, path: &str| {
        let mirror = !found.is_empty();
        found.push(Found { kind, path: path.to_owned(), mirror });
    };
    let holds_sql = |folder: &String| files.list_unwatched(folder, true).iter().any(|file| is_sql(file));
    let is_file = |path: &String| files.is_file(path);
    let in_folder = |up: &str, names: &[&str], is_there: &dyn Fn(&String) -> bool| {
        names.iter().map(|name| format!("{up}{name}")).find(is_there)
    };
    let of_schema = above.iter().find_map(|up| {
        let sql = in_folder(up, MIGRATIONS, &holds_sql).or_else(|| in_folder(up, DUMPS, &is_file));
        let convex = || Some(("convex", in_folder(up, CONVEX, &is_file)?));
        let snapshot = || Some(("snapshot", in_folder(up, SNAPSHOTS, &is_file)?));
        sql.map(|path| ("sql", path)).or_else(convex).or_else(snapshot)
    });
    if let Some((kind, path)) = of_schema {
        add(kind, &path);
        if kind == "convex" {
            // What else there is belongs to another database.
            return found;
        }
    }
    if let Some(path) = above.iter().find_map(|up| in_folder(up, DRIZZLE, &is_file)) {
        add("drizzle", &path);
    }
    let text = |path: &str| String::from_utf8(files.read_unwatched(path).unwrap_or_default()).unwrap_or_default();
    if text("src/schema.rs").contains("table!") {
        add("diesel", "src/schema.rs");
    }
    for folder in ["src/entities", "src/entity", "entity/src", "entities/src"] {
        if files.list_unwatched(folder, true).iter().any(|file| text(file).contains("DeriveEntityModel")) {
            add("sea-orm", folder);
        }
    }
    let declares = |file: &String| has_ending(file, "rs") && text(file).contains("SchemaTable");
    // Beside a schema that is written elsewhere: the queries that functions run.
    let runs_sql = |file: &String| has_ending(file, "rs") && RUNS_SQL.iter().any(|call| text(file).contains(call));
    let is_crate = ["src/lib.rs", "src/main.rs"].iter().any(|root| files.is_file(root));
    let sources = files.list_unwatched("src", true);
    if if found.is_empty() { sources.iter().any(declares) } else { is_crate && sources.iter().any(runs_sql) } {
        found.push(Found { kind: "rust", path: "src".to_owned(), mirror: false });
    }
    found
}

/// Names of folders that hold what is others', or made.
const NOT_OURS: &[&str] = &["node_modules", "target", "vendor"];

/// The folders up to three levels below one that has no schema itself, with what is found in each: `most` of them.
pub(super) fn below(dir: &Path, most: usize) -> Vec<(String, Found)> {
    let mut found = Vec::new();
    let mut folders = vec![(String::new(), 3)];
    while let Some((folder, levels)) = folders.pop() {
        let files = Files::on_disk(dir.join(&folder));
        // `db/migrations` is the schema of `db`, where that is a package.
        let is_own = |path: &str| {
            let mut folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
            !folders.any(|folder| files.is_file(&format!("{folder}/Cargo.toml")))
        };
        let source = discover(&files, 0).into_iter().next();
        match source.filter(|source| !folder.is_empty() && is_own(&source.path)) {
            Some(source) => found.push((folder, source)),
            None if levels > 0 => {
                let names = files.names_unwatched(".").into_iter().filter(|name| !NOT_OURS.contains(&name.as_str()));
                let below = names.filter(|name| files.is_dir(name)).map(|name| {
                    let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                    (path, levels - 1)
                });
                folders.extend(below.collect::<Vec<_>>().into_iter().rev());
            }
            None => {}
        }
        if found.len() == most {
            break;
        }
    }
    found
}

fn is_sql(file: &str) -> bool {
    has_ending(file, "sql")
}

fn has_ending(file: &str, ending: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

impl Found {
    /// A source that the configuration names.
    pub(super) fn configured(source: &SourceConfig) -> Self {
        Self { kind: source.kind.as_str(), path: source.path.clone(), mirror: source.mirror }
    }

    pub(super) fn source(&self) -> Source {
        let path = self.path.as_str();
        match self.kind {
            "convex" => Source::convex(path),
            "drizzle" => Source::drizzle(path),
            "diesel" => Source::diesel(path),
            "sea-orm" => Source::sea_orm(path),
            "rust" => Source::rust(path),
            "snapshot" => Source::snapshot(path),
            _ => Source::sql(path),
        }
    }

    /// The features of `schema-doc-build` that read it.
    pub(super) fn features(&self) -> &'static [&'static str] {
        match self.kind {
            "convex" | "drizzle" => &["typescript"],
            "rust" => &["queries", "rust"],
            "diesel" | "sea-orm" => &["rust"],
            _ => &[],
        }
    }

    pub(super) fn words(&self) -> String {
        let what = match self.kind {
            "sql" => "SQL",
            "convex" => "Convex",
            "drizzle" => "Drizzle",
            "diesel" => "Diesel",
            "sea-orm" => "SeaORM",
            "rust" => "Rust",
            _ => "a snapshot",
        };
        let mirror = if self.mirror { ", held to it as a mirror" } else { "" };
        format!("{}: {what}{mirror}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::discover;
    use schema_doc_build::files::Files;

    #[test]
    fn the_sources_of_one_schema_are_found() {
        let check = |files: &[(&str, &str)], expected: &str| {
            let found = discover(&Files::in_memory(files.iter().copied()), 0);
            let words: Vec<String> = found.iter().map(super::Found::words).collect();
            assert_eq!(words.join("; "), expected, "{files:?}");
        };
        check(&[("migrations/0001_init.sql", "")], "migrations: SQL");
        check(&[("db/structure.sql", ""), ("src/lib.rs", "")], "db/structure.sql: SQL");
        check(
            &[("migrations/1/up.sql", ""), ("src/schema.rs", "diesel::table! {}")],
            "migrations: SQL; src/schema.rs: Diesel, held to it as a mirror",
        );
        check(&[("src/schema.rs", "diesel::table! {}")], "src/schema.rs: Diesel");
        check(&[("convex/schema.ts", "")], "convex/schema.ts: Convex");
        check(
            &[("drizzle/0000_a.sql", ""), ("drizzle.config.ts", "")],
            "drizzle: SQL; drizzle.config.ts: Drizzle, held to it as a mirror",
        );
        check(&[("src/entities/users.rs", "#[derive(DeriveEntityModel)]")], "src/entities: SeaORM");
        check(&[("src/models.rs", "#[derive(SchemaTable)]")], "src: Rust");
        let code = "fn main() { sqlx::query(\"SELECT 1\"); }";
        check(&[("migrations/0001_init.sql", ""), ("src/main.rs", code)], "migrations: SQL; src: Rust");
        check(&[("src/main.rs", "fn main() {}"), ("notes/a.sql.txt", "")], "");
    }

    #[test]
    fn what_the_package_lacks_lies_above_it() {
        let check = |levels: usize, files: &[(&str, &str)], expected: &str| {
            let found = discover(&Files::in_memory(files.iter().copied()), levels);
            let words: Vec<String> = found.iter().map(super::Found::words).collect();
            assert_eq!(words.join("; "), expected, "{files:?}");
        };
        let above = [("../../migrations/0001_a.sql", ""), ("src/schema.rs", "diesel::table! {}")];
        check(2, &above, "../../migrations: SQL; src/schema.rs: Diesel, held to it as a mirror");
        check(1, &above, "src/schema.rs: Diesel");
        check(1, &[("../convex/schema.ts", "")], "../convex/schema.ts: Convex");
        check(1, &[("../migrations/0001_a.sql", ""), ("db/structure.sql", "")], "db/structure.sql: SQL");
    }
}
