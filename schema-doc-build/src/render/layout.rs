//! Where each document lies: file names that are safe, distinct and stable.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::Map;

use super::Format;
use crate::config::{Config, Lines};
use crate::hash;
use crate::model::{QualifiedName, Schema};
use schema_doc_diagnostics::Span;

/// The paths of all documents, relative to the docs folder, with `/`.
#[derive(Debug, Clone)]
pub struct Layout {
    docs_dir: String,
    root: Option<String>,
    files: Vec<(Format, String)>,
    /// One a table, in the order of `Schema::tables`: the page's name without its ending.
    stems: Vec<String>,
    /// The pages themselves.
    pages: Vec<String>,
    lines: Lines,
    /// Whether a file is one of several of its source, by its number: files that only grow in number.
    migrations: Vec<bool>,
}

impl Layout {
    /// The layout of a schema's documents.
    pub fn new(schema: &Schema, config: &Config) -> Self {
        let name = file_stem(schema.name.as_deref().unwrap_or("schema"));
        let file = |format: Format, default: &str| {
            let named = config.docs.files.find(|(other, _)| *other == format);
            let file = named.map_or(default, |(_, file)| file);
            (format, file.replace("{name}", &name))
        };
        let files = vec![
            file(Format::Manifest, "schema-manifest.json"),
            file(Format::AiContext, "schema-ai-context.json"),
            file(Format::Tables, "tables/{table}.md"),
            file(Format::HumanDocs, "human-documentation.md"),
            file(Format::RelationshipAnalysis, "relationship-analysis.md"),
            file(Format::Dbml, "visualization.dbml"),
            file(Format::Mermaid, "diagrams/{table}.mmd"),
            file(Format::Ddl, "ddl.sql"),
            file(Format::SampleData, if schema.system.has_documents() { "sample-data.ts" } else { "sample-data.sql" }),
            file(Format::Sql, "sql/{table}.sql"),
            file(Format::Rust, "schema.rs"),
        ];
        let ids: Vec<&QualifiedName> = schema.tables.mapped(|t| &t.id);
        let stems = distinct_stems(&ids, &schema.default_namespace);
        let (_, page) = file(Format::Tables, "tables/{table}.md");
        let pages = stems.mapped(|stem| page.replace("{table}", stem));
        let mut migrations = vec![false; schema.files.iter().count()];
        let of_many = schema.sources.iter().filter(|s| s.layout.is_some_and(|layout| layout != "file"));
        for file in of_many.flat_map(|source| &source.files) {
            if let Some(is_migration) = migrations.get_mut(file.index()) {
                *is_migration = true;
            }
        }
        Self {
            docs_dir: config.docs.dir.clone(),
            root: config.docs.root.clone(),
            files,
            stems,
            pages,
            lines: config.docs.lines,
            migrations,
        }
    }

    /// The file of a format that has one file; the pattern with `{table}` of one that has many.
    pub fn file(&self, format: Format) -> &str {
        self.files.find(|(other, _)| *other == format).map_or("", |(_, file)| file)
    }

    /// The overview of the docs folder.
    pub fn readme(&self) -> &'static str {
        "README.md"
    }

    /// A table's page, by its position in `Schema::tables`.
    pub fn table_page(&self, table: usize) -> &str {
        &self.pages[table]
    }

    /// The page that a table of that name would have, if no other name collided with it.
    pub fn page_of(&self, id: &QualifiedName, default_namespace: &str) -> String {
        let stem = distinct_stems(&[id], default_namespace).pop().unwrap_or_default();
        self.file(Format::Tables).replace("{table}", &stem)
    }

    /// A table's diagram.
    pub fn table_diagram(&self, table: usize) -> String {
        // `_` in front is for the diagrams that are no table's.
        let stem = without_underscore(&self.stems[table]);
        self.file(Format::Mermaid).replace("{table}", &stem)
    }

    /// The SQL file of each of these tables and views; `_` in front is for those that are none's.
    #[cfg(feature = "sync")]
    pub(crate) fn sql_files(&self, ids: &[&QualifiedName], default_namespace: &str) -> Vec<String> {
        let stems = distinct_stems(ids, default_namespace);
        stems.mapped(|stem| self.file(Format::Sql).replace("{table}", &without_underscore(stem)))
    }

    /// A diagram of the whole schema or of a feature; `_` in front keeps it apart from the tables'.
    pub fn diagram(&self, name: &str) -> String {
        self.file(Format::Mermaid).replace("{table}", &format!("_{}", file_stem(name)))
    }

    /// The docs folder, relative to the package root, with `/`.
    pub fn docs_dir(&self) -> &str {
        &self.docs_dir
    }

    /// A relative URL from one document to another, both relative to the docs folder.
    pub fn link(&self, from: &str, to: &str) -> String {
        relative_url(from, to)
    }

    /// A relative path from one document to another, both relative to the docs folder.
    pub fn path(&self, from: &str, to: &str) -> String {
        relative(from, to, String::push_str)
    }

    /// A relative URL from a document (relative to the docs folder) to a file of the package (relative to its root).
    pub fn link_to_source(&self, from: &str, source: &str) -> String {
        let Some(root) = &self.root else { return relative_url(&format!("{}/{from}", self.docs_dir), source) };
        let below = |path: &str| if path.starts_with('/') { path.to_owned() } else { format!("{root}/{path}") };
        relative_url(&normal(&below(&format!("{}/{from}", self.docs_dir))), &normal(&below(source)))
    }

    /// The line number of a place as far as committed documents show it: `[docs] lines`.
    pub fn line(&self, schema: &Schema, span: Span) -> Option<u32> {
        let shown = match self.lines {
            Lines::All => true,
            Lines::None => false,
            Lines::Migrations => self.migrations.get(span.file.index()).copied().unwrap_or_default(),
        };
        // A file whose text is not here has no lines: a manifest named it without them.
        let known = !schema.files.file(span.file).text().is_empty();
        (shown && known).then(|| schema.files.line(span))
    }
}

/// A stem that does not begin with `_`.
fn without_underscore(stem: &str) -> String {
    stem.strip_prefix('_').map_or_else(|| stem.to_owned(), |rest| format!("%5F{rest}"))
}

/// A path without `..` parts.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `..`-relative URL between two paths below the same root.
fn relative_url(from: &str, to: &str) -> String {
    relative(from, to, push_url_part)
}

/// The way from one file to another; `push` adds a part of it.
fn relative(from: &str, to: &str, push: fn(&mut String, &str)) -> String {
    let folders = |path| parts(path).count().saturating_sub(1);
    let above = folders(from);
    let shared = parts(from).zip(parts(to)).take(above.min(folders(to)));
    let common = shared.take_while(|(a, b)| a == b).count();
    let mut out = String::with_capacity(3 * (above - common) + to.len());
    for _ in common..above {
        out.push_str(if out.is_empty() { ".." } else { "/.." });
    }
    for part in parts(to).skip(common) {
        if !out.is_empty() {
            out.push('/');
        }
        push(&mut out, part);
    }
    out
}

/// The names in a path, the file's at the end.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

/// Percent-encodes what cannot stand in a URL inside Markdown.
fn push_url_part(out: &mut String, part: &str) {
    encode(out, part, b"-_.~!$&'*+,;=:@");
}

/// A name as a file name: percent-encoded where it holds anything but letters, digits, `_`, `-` and `.`; letters are ASCII's.
fn file_stem(name: &str) -> String {
    let mut stem = String::with_capacity(name.len() + 1);
    encode(&mut stem, name, b"_-.");
    // `.`, `..` and hidden files, names that Windows keeps for devices, and an empty name are no file names.
    let device = matches!(
        stem.split('.').next().unwrap_or_default().to_ascii_lowercase().as_str(),
        "" | "con"
            | "prn"
            | "aux"
            | "nul"
            | "com1"
            | "com2"
            | "com3"
            | "com4"
            | "com5"
            | "com6"
            | "com7"
            | "com8"
            | "com9"
            | "lpt1"
            | "lpt2"
            | "lpt3"
            | "lpt4"
            | "lpt5"
            | "lpt6"
            | "lpt7"
            | "lpt8"
            | "lpt9"
    );
    let stem = if device { format!("%{stem}") } else { stem };
    // File systems take 255 bytes; the ending and a suffix need room.
    if stem.len() > 200 { format!("{}{}", &stem[..180], hash_suffix(name)) } else { stem }
}

/// Adds a text in which only letters, digits and the bytes that are kept stand for themselves.
fn encode(out: &mut String, text: &str, kept: &[u8]) {
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || kept.contains(&b) {
            out.push(b as char);
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
}

/// `-` and eight hexadecimal digits of the name's hash.
fn hash_suffix(name: &str) -> String {
    format!("-{}", hash::short(name))
}

/// File names for the tables. Of names that differ by case alone, the lower-case one keeps its name and each other gets a suffix hashed
/// from its full name; so does a name with a dot, which could be read as a namespace's.
fn distinct_stems(ids: &[&QualifiedName], default_namespace: &str) -> Vec<String> {
    let stems: Vec<String> = ids.mapped(|id| {
        let name = file_stem(&id.name);
        let stem =
            if id.namespace == default_namespace { name } else { format!("{}.{name}", file_stem(&id.namespace)) };
        // A dot of its own could be read as the one behind a namespace.
        if id.name.contains('.') || id.namespace.contains('.') {
            format!("{stem}{}", hash_suffix(&id.display(default_namespace)))
        } else {
            stem
        }
    });
    let mut counts: Map<String, usize> = Map::new();
    for stem in &stems {
        *counts.or_default(stem.to_ascii_lowercase()) += 1;
    }
    let collides = |stem: &String| {
        let folded = stem.to_ascii_lowercase();
        counts.get(&folded).is_some_and(|&count| count > 1) && *stem != folded
    };
    stems
        .iter()
        .zip(ids)
        .map(|(stem, id)| {
            if collides(stem) { format!("{stem}{}", hash_suffix(&id.display(default_namespace))) } else { stem.clone() }
        })
        .collect_vec()
}

#[cfg(test)]
mod tests {
    use super::{distinct_stems, relative_url};
    use crate::model::QualifiedName;

    #[test]
    fn file_names_are_safe_and_distinct() {
        let stems = |names: &[(&str, &str)]| {
            let ids: Vec<QualifiedName> =
                names.iter().map(|(namespace, name)| QualifiedName::new(*namespace, *name)).collect();
            distinct_stems(&ids.iter().collect::<Vec<_>>(), "public")
        };
        assert_eq!(stems(&[("public", "users"), ("auth", "users")]), ["users", "auth.users"]);
        let hostile = stems(&[("public", "../a b"), ("public", "con"), ("public", "é")]);
        assert!(hostile[0].starts_with("%..%2Fa%20b-"), "{hostile:?}");
        assert_eq!(hostile[1..], ["%con", "%C3%A9"]);
        assert_eq!(stems(&[("public", "Album")]), ["Album"]);
        let both = stems(&[("public", "Users"), ("public", "users")]);
        assert!(both[0].starts_with("Users-"), "{both:?}");
        assert_eq!(both[1], "users");
        assert!(stems(&[("public", &"x".repeat(300))])[0].len() < 200);
    }

    #[test]
    fn links_are_relative_and_encoded() {
        assert_eq!(relative_url("tables/users.md", "tables/a%2Fb.md"), "a%252Fb.md");
        assert_eq!(relative_url("tables/users.md", "README.md"), "../README.md");
        assert_eq!(relative_url("docs/schema/tables/users.md", "migrations/1 a.sql"), "../../../migrations/1%20a.sql");
        assert_eq!(relative_url("README.md", "README.md"), "README.md");
    }
}
