//! What the replay cannot know: objects of others, and what statements made that could not be read.

use schema_doc_diagnostics::Span;
use schema_doc_syntax::is_table_of_migration_tool;

use super::Replay;
use super::expression_text::without_comments;
use super::types::is_extension_relation;
use crate::list::{IteratorExt, SliceExt};
use crate::ordered::{Map, Set};
use crate::source::sql::ast::ObjectName;

/// Namespaces that a hosting service, an extension or the system itself fills.
const FOREIGN_NAMESPACES: &[&str] = &[
    "_analytics",
    "_realtime",
    "_timescaledb_catalog",
    "_timescaledb_config",
    "_timescaledb_internal",
    "auth",
    "cron",
    "dbdev",
    "extensions",
    "graphql",
    "graphql_public",
    "hdb_catalog",
    "information_schema",
    "neon_auth",
    "net",
    "partman",
    "pg_catalog",
    "pg_toast",
    "pgbouncer",
    "pgmq",
    "pgsodium",
    "realtime",
    "storage",
    "supabase_functions",
    "supabase_migrations",
    "tiger",
    "tiger_data",
    "timescaledb_experimental",
    "timescaledb_information",
    "topology",
    "vault",
];

/// Extensions that bring no tables, views or sequences.
const WITHOUT_RELATIONS: &[&str] = &[
    "bloom",
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "dblink",
    "dict_int",
    "dict_xsyn",
    "earthdistance",
    "fuzzystrmatch",
    "hstore",
    "intarray",
    "isn",
    "lo",
    "ltree",
    "moddatetime",
    "pg_trgm",
    "pg_uuidv7",
    "pgcrypto",
    "pgjwt",
    "plpgsql",
    "plv8",
    "rum",
    "seg",
    "tablefunc",
    "unaccent",
    "uuid-ossp",
    "vector",
    "xml2",
];

/// Kinds of objects that are relations.
const RELATIONS: &[&str] =
    &["table", "foreign table", "partitioned table", "partition", "view", "materialized view", "sequence", "index"];

/// What was seen and not read.
#[derive(Debug, Default)]
pub(crate) struct Unread {
    /// The words of those statements.
    words: Set<String>,
    /// One of them runs what is put together at run time: it may concern anything.
    everything: bool,
    /// Whether a routine's body, by its place, makes or changes objects.
    routines: Map<Span, bool>,
}

impl Unread {
    /// Notes a statement.
    pub(super) fn add(&mut self, statement: &str) {
        if self.everything {
            return;
        }
        let mut words = words(statement).map(str::to_lowercase);
        // `DO $$ … $$ LANGUAGE plpython3u`, `EXECUTE format(…)`, `IMPORT FOREIGN SCHEMA`, `\gexec`
        let first = words.next().unwrap_or_default();
        self.everything = statement.starts_with('\\') || matches!(first.as_str(), "do" | "execute" | "import");
        self.words.extend(words);
    }

    /// From now on nothing is certain.
    pub(super) fn add_everything(&mut self) {
        self.everything = true;
    }

    /// Whether something of that name (as messages write it) may be other than the statements that were read say.
    pub(super) fn may_concern(&self, name: &str) -> bool {
        self.everything || (!self.words.is_empty() && words(name).any(|word| self.words.contains(&word.to_lowercase())))
    }
}

/// Whether a routine's body has a word of DDL, apart from that of temporary tables.
fn changes_objects(body: &str) -> bool {
    let text = without_comments(body);
    let mut words = words(&text).peekable();
    while let Some(word) = words.next() {
        let is = |expected: &str| word.eq_ignore_ascii_case(expected);
        let temporary = words.peek().is_some_and(|next| next.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("temp")));
        if is("alter") || is("drop") || (is("create") && !temporary) {
            return true;
        }
    }
    false
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    crate::text::words(text, |c| c.is_alphanumeric() || c == '_')
}

impl Replay<'_> {
    /// `SELECT f()`: what a function of the schema's own makes of it when it runs is not known.
    pub(super) fn call(&mut self, functions: &[ObjectName]) {
        for name in functions {
            let bodies: Vec<Span> = self
                .find_routines(name, None)
                .into_iter()
                .filter_map(|oid| self.catalog.routine(oid)?.routine.body)
                .collect_vec();
            for body in bodies {
                let text = self.schema.files.text(body);
                let known = self.unread.routines.get(&body).copied();
                let changes = known.unwrap_or_else(|| changes_objects(text));
                self.unread.routines.insert(body, changes);
                if !changes {
                    continue;
                }
                if words(text).any(|word| word.eq_ignore_ascii_case("execute")) {
                    self.unread.add_everything();
                } else {
                    self.unread.add(text);
                }
                let name = Self::written(name);
                self.unsupported(self.span, format!("`{name}` creates, changes or drops objects when it runs"));
                return;
            }
        }
    }

    /// Whether a namespace has objects that these files do not make.
    fn is_foreign_namespace(&self, namespace: &str) -> bool {
        !self.catalog.namespaces.contains_key(namespace)
            || self.catalog.assumed_namespaces.contains(namespace)
            || FOREIGN_NAMESPACES.binary_search(&namespace).is_ok()
            || (namespace != "public"
                && self.catalog.extensions.values().any(|e| e.namespace.as_deref() == Some(namespace)))
    }

    /// Whether an object that these files do not make may be there: another's, an extension's, the system's.
    pub(super) fn is_external(&self, noun: &str, namespace: Option<&str>, name: &str) -> bool {
        // roles belong to the server, extensions may come with the database's template
        if matches!(noun, "role" | "extension") || is_table_of_migration_tool(name) {
            return true;
        }
        if noun == "schema" {
            return FOREIGN_NAMESPACES.binary_search(&name).is_ok();
        }
        let foreign = match namespace {
            Some(namespace) => self.is_foreign_namespace(namespace),
            None => {
                name.starts_with("pg_") || self.session.path().any(|n| n != "public" && self.is_foreign_namespace(n))
            }
        };
        if foreign || (is_extension_relation(name) && !self.catalog.extensions.is_empty()) {
            return true;
        }
        // extensions live in `public` unless told otherwise
        let here = namespace.is_none_or(|namespace| namespace == "public");
        let relation = RELATIONS.contains(&noun);
        here && self.catalog.extensions.keys().any(|extension| {
            if relation {
                WITHOUT_RELATIONS.binary_search(&extension.as_str()).is_err()
            } else {
                extension != "plpgsql"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{FOREIGN_NAMESPACES, Unread, WITHOUT_RELATIONS, changes_objects};

    #[test]
    fn the_lists_are_sorted() {
        assert!(FOREIGN_NAMESPACES.is_sorted());
        assert!(WITHOUT_RELATIONS.is_sorted());
    }

    #[test]
    fn ddl_in_a_body_is_seen_apart_from_temporary_tables() {
        let check = |body: &str, expected: bool| assert_eq!(changes_objects(body), expected, "{body}");
        check("BEGIN EXECUTE format('CREATE TRIGGER t ON %s', x); END", true);
        check("BEGIN ALTER TABLE t ADD a int; END", true);
        check("BEGIN CREATE TEMP TABLE x (a int); INSERT INTO t (created) VALUES (1); END", false);
        check("BEGIN -- drop it\n RETURN new; END", false);
    }

    #[test]
    fn a_statement_that_was_not_read_concerns_what_it_names() {
        let mut unread = Unread::default();
        unread.add("CREATE TABLE \"Posts\" (id int)");
        assert!(unread.may_concern("public.posts"));
        assert!(!unread.may_concern("users"));
        unread.add("EXECUTE format('CREATE TABLE %I (id int)', name)");
        assert!(unread.may_concern("users"));
    }
}
