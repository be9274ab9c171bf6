//! `role = "mirror"`: a source that repeats the schema in words of its own (Diesel's `schema.rs`, entities, a dump) and must agree with it.
//!
//! It is read into a schema of its own, and compared as far as its words reach: Diesel knows tables, columns, the types that Rust sees, keys
//! and what may be null; nothing of defaults, indexes and names of constraints. The order of things is no difference. What a mirror leaves
//! out whole is one warning for all tables together, since it is most often meant: `diesel print-schema` has filters, and a program needs no
//! entity of a table that it does not touch. A column that is left out of a table is none: an insert would fail, or a value never be read.

#[cfg(test)]
mod tests;
#[cfg(feature = "typescript")]
mod unsaid;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};

use super::{snapshot, sql};
use crate::compare::{Change, compare_databases};
#[cfg(feature = "typescript")]
use crate::compare::{ChangeAction, ObjectKind};
use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, QualifiedName, Schema, System, Table};
use crate::render::definition::definition_text;

/// The type of a column as the mirror's words can say it. `None`: they cannot, and nothing is compared.
type Said = fn(&Schema, &Column) -> Option<String>;

/// Reads a mirror and reports where it is not what the schema is. `excluded`: identifiers of tables that no document shows.
pub fn check(
    files: &Files,
    source: &SourceConfig,
    excluded: &[String],
    schema: &mut Schema,
    diagnostics: &mut Diagnostics,
) {
    if let Some(system) = source.dialect.filter(|&system| system != schema.system) {
        let message = format!("a mirror for {}, of a schema for {}", system.title(), schema.system.title());
        let help = "leave `dialect` out: a mirror is read as what the schema is";
        diagnostics.push(Diagnostic::error(Code::InvalidConfig, source.span, message).with_help(help));
        return;
    }
    let mut mirror = Schema {
        system: schema.system,
        default_namespace: schema.default_namespace.clone(),
        // All places are in one map of files, and what the mirror cannot say is the schema's own.
        files: schema.files.clone(),
        comments: schema.comments.clone(),
        ..Schema::default()
    };
    let mut found = Diagnostics::default();
    let source = SourceConfig { dialect: Some(schema.system), ..source.clone() };
    match source.kind {
        SourceKind::Snapshot => snapshot::read(files, &[&source], &mut mirror, &mut found),
        SourceKind::Sql => sql::read(files, &[&source], &mut mirror, &mut found),
        _ => super::read_program(files, &source, &mut mirror, &mut found),
    }
    let said: Option<Said> = match source.kind {
        #[cfg(feature = "rust")]
        SourceKind::Diesel => Some(super::diesel::said),
        #[cfg(feature = "rust")]
        SourceKind::SeaOrm => Some(super::sea_orm::said),
        _ => None,
    };
    existing_views(schema, &mut mirror);
    schema.files.clone_from(&mirror.files);
    #[cfg(feature = "rust")]
    super::rust::query::add(std::mem::take(&mut mirror.code_queries), schema);
    let unread = found.has_errors();
    diagnostics.extend(found);
    if unread {
        return;
    }
    match said {
        Some(said) => Comparison { schema, mirror: &mirror, source: &source, said, diagnostics }.tables(excluded),
        #[cfg(feature = "typescript")]
        None if source.kind == SourceKind::Drizzle => {
            unsaid::complete(schema, &mut mirror);
            missing_tables(schema, &mirror, excluded, &source, diagnostics);
            let is_whole_table =
                |change: &Change| change.kind == ObjectKind::Table && change.action == ChangeAction::Removed;
            let changes = compare_databases(schema, &mirror).into_iter().filter(|change| !is_whole_table(change));
            tell(changes, &source, diagnostics);
        }
        None => tell(compare_databases(schema, &mirror), &source, diagnostics),
    }
}

/// A view of which the mirror knows the name alone (Drizzle's `.existing()`) is what the schema makes of it, if anything.
fn existing_views(schema: &Schema, mirror: &mut Schema) {
    for view in std::mem::take(&mut mirror.views) {
        let is_known = !view.query.is_empty() || !definition_text(mirror, &view.definition).is_empty();
        match schema.views.find(|other| other.id == view.id) {
            Some(other) if !is_known => mirror.views.push(other.clone()),
            _ if is_known => mirror.views.push(view),
            _ => {}
        }
    }
}

/// Reports where a mirror that can say all that the schema says is another.
fn tell(changes: impl IntoIterator<Item = Change>, source: &SourceConfig, diagnostics: &mut Diagnostics) {
    for change in changes {
        let place = change.new.or(source.span);
        let diagnostic = if change.undecided {
            let message = format!("the mirror may differ from the schema: `{}`: {}", change.object, change.message);
            let help = "write it in the schema's words: whether the two say the same cannot be told";
            Diagnostic::warning(Code::MirrorDisagrees, place, message).with_help(help)
        } else {
            let message = format!("the mirror differs from the schema: `{}`: {}", change.object, change.message);
            Diagnostic::error(Code::MirrorDisagrees, place, message).with_help(help(source.kind))
        };
        diagnostics.push(match change.old {
            Some(place) => diagnostic.with_related(place, "the schema's"),
            None => diagnostic,
        });
    }
}

/// Warns of the tables that the mirror does not have.
fn missing_tables(
    schema: &Schema,
    mirror: &Schema,
    excluded: &[String],
    source: &SourceConfig,
    diagnostics: &mut Diagnostics,
) {
    let missing = schema.tables.iter().filter(|table| {
        let name = schema.identifier(&table.id);
        // a partition's rows are its table's, and so are its columns
        table.partition_of.is_none()
            && !excluded.contains(&name)
            && mirror.table(&table.id).or_else(|| same_table(mirror, &table.id)).is_none()
    });
    let missing = missing.collect_vec();
    let Some(first) = missing.first() else { return };
    let names = missing.iter().map(|table| format!("`{}`", schema.identifier(&table.id))).join(", ");
    let message = match missing.len() {
        1 => format!("the mirror does not have the table {names}"),
        more => format!("the mirror does not have {more} tables: {names}"),
    };
    let help = "add them, or name them in `[schema] exclude` where no document shall show them either";
    let diagnostic = Diagnostic::warning(Code::MirrorDisagrees, source.span, message).with_help(help);
    diagnostics.push(match first.definition.span {
        Some(place) => diagnostic.with_related(place, "the schema's"),
        None => diagnostic,
    });
}

/// What makes them agree.
fn help(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Diesel => "run `diesel print-schema`, or write the migration that is missing",
        SourceKind::SeaOrm => "run `sea-orm-cli generate entity`, or write the migration that is missing",
        SourceKind::Drizzle => "run `drizzle-kit generate`, or change the model",
        _ => "write the mirror anew, or what the schema lacks",
    }
}

/// A mirror and the schema that it repeats.
struct Comparison<'a> {
    schema: &'a Schema,
    mirror: &'a Schema,
    source: &'a SourceConfig,
    said: Said,
    diagnostics: &'a mut Diagnostics,
}

impl Comparison<'_> {
    fn disagrees(&mut self, place: Option<Span>, message: String, other: (Option<Span>, &str)) {
        let diagnostic = Diagnostic::error(Code::MirrorDisagrees, place.or(self.source.span), message);
        self.push(diagnostic.with_help(help(self.source.kind)), other);
    }

    fn push(&mut self, diagnostic: Diagnostic, (place, label): (Option<Span>, &str)) {
        self.diagnostics.push(match place {
            Some(place) => diagnostic.with_related(place, label),
            None => diagnostic,
        });
    }

    fn tables(&mut self, excluded: &[String]) {
        let (schema, mirror) = (self.schema, self.mirror);
        for table in &mirror.tables {
            match schema.table(&table.id).or_else(|| same_table(schema, &table.id)) {
                Some(other) => self.table(table, other),
                None => self.unknown(table),
            }
        }
        missing_tables(schema, mirror, excluded, self.source, self.diagnostics);
    }

    /// A table of the mirror alone: it may be a view, or one that the migration tool keeps for itself.
    fn unknown(&mut self, table: &Table) {
        let schema = self.schema;
        let name = schema.identifier(&table.id);
        if schema.left_out.contains(&name) {
            return;
        }
        if let Some(view) = schema.views.find(|view| view.id == table.id) {
            let missing = table.columns.iter().filter(|column| !view.columns.any(|c| c.name == column.name));
            // The text of a query does not always say its columns.
            for column in missing.filter(|_| !view.columns.is_empty()) {
                let message = format!("the schema's view `{name}` has no column `{}`", column.name);
                self.disagrees(column.span, message, (view.definition.span, "the schema's view"));
            }
            return;
        }
        let near = nearest(&table.id.name, schema.tables.iter().map(|table| table.id.name.as_str()));
        let message = match near {
            Some(near) => format!("the schema has no table `{name}`, but `{near}`"),
            None => format!("the schema has no table `{name}`"),
        };
        self.disagrees(table.definition.span, message, (None, ""));
    }

    fn table(&mut self, mirror: &Table, table: &Table) {
        let system = self.schema.system;
        let name = self.schema.identifier(&table.id);
        let place = (table.definition.span, "the schema's table");
        for column in &mirror.columns {
            let Some(other) = column_of(system, table, &column.name) else {
                if system == System::Sqlite && is_hidden_row_id(table, &column.name) {
                    continue;
                }
                let near = nearest(&column.name, table.columns.iter().map(|c| c.name.as_str()));
                let near = near.map(|near| format!(", but `{near}`")).unwrap_or_default();
                let message = format!("the schema has no column `{}` in `{name}`{near}", column.name);
                self.disagrees(column.span, message, place);
                continue;
            };
            self.column(&name, mirror, table, column, other);
        }
        for column in table.columns.iter().filter(|column| column_of(system, mirror, &column.name).is_none()) {
            let message = format!("the column `{name}.{}` of the schema is missing", column.name);
            self.disagrees(mirror.definition.span, message, (column.span, "the schema's column"));
        }
        let columns = |table: &Table| {
            let mut columns = table.primary_key.iter().flat_map(|key| &key.columns).map(String::as_str).collect_vec();
            crate::sort::items(&mut columns);
            columns.join(", ")
        };
        let (here, there) = (columns(mirror), columns(table));
        // Diesel and SeaORM want a key also where the schema has none.
        if !there.is_empty() && !system.same_name(&here, &there) {
            let message = format!("the primary key of `{name}` is ({here}), and ({there}) in the schema");
            let span = mirror.primary_key.as_ref().and_then(|key| key.span);
            self.disagrees(span, message, (table.primary_key.as_ref().and_then(|key| key.span), "the schema's key"));
        }
        self.foreign_keys(&name, mirror, table);
    }

    /// Those of the mirror alone: it says only what a program joins by.
    fn foreign_keys(&mut self, name: &str, mirror: &Table, table: &Table) {
        let system = self.schema.system;
        for key in &mirror.foreign_keys {
            let same = |other: &&crate::model::ForeignKey| {
                same_id(system, &key.table, &other.table)
                    && key.columns.all(|column| other.columns.any(|c| system.same_name(c, column)))
            };
            if table.foreign_keys.any(|other| same(&other)) {
                continue;
            }
            let (columns, target) = (key.columns.join(", "), self.schema.identifier(&key.table));
            let message = format!("the schema has no foreign key from `{name}` ({columns}) to `{target}`");
            // Rows may be joined by what no constraint holds together.
            let diagnostic = Diagnostic::warning(Code::MirrorDisagrees, key.span.or(self.source.span), message);
            self.push(diagnostic.with_help(help(self.source.kind)), (table.definition.span, "the schema's table"));
        }
    }

    fn column(&mut self, name: &str, mirror: &Table, table: &Table, column: &Column, other: &Column) {
        let place = (other.span, "the schema's column");
        let types = ((self.said)(self.mirror, column), (self.said)(self.schema, other));
        if let (Some(here), Some(there)) = types
            && here != there
            && !(self.schema.system == System::Sqlite && are_one_integer(&here, &there, is_row_id(table, other)))
        {
            let native = &other.data_type.native;
            let message = format!("`{name}.{}` is `{here}`, and `{there}` by the schema's `{native}`", column.name);
            self.disagrees(column.span, message, place);
        }
        // SQLite lets keys be null that nobody made so (SQLite, CREATE TABLE, 3.5).
        let is_key = |table: &Table, column: &Column| {
            table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name))
        };
        if column.nullable != other.nullable && !(is_key(table, other) || is_key(mirror, column)) {
            let (here, there) = if column.nullable { ("nullable", "not") } else { ("not nullable", "nullable") };
            let message = format!("`{name}.{}` is {here}, and {there} in the schema", column.name);
            self.disagrees(column.span, message, place);
        }
    }
}

fn same_id(system: System, a: &QualifiedName, b: &QualifiedName) -> bool {
    system.same_table(&a.name, &b.name) && system.same_name(&a.namespace, &b.namespace)
}

fn same_table<'a>(schema: &'a Schema, id: &QualifiedName) -> Option<&'a Table> {
    // Names that differ by case are one in some systems; where they are not, the lookup by name has found it.
    schema.tables.find(|table| schema.system != System::PostgreSql && same_id(schema.system, &table.id, id))
}

fn column_of<'a>(system: System, table: &'a Table, name: &str) -> Option<&'a Column> {
    table.column(name).or_else(|| table.columns.find(|column| system.same_name(&column.name, name)))
}

/// Whether it is the key of the rows, or leads to one: of these `print-schema` may say that they have 64 bits.
fn is_row_id(table: &Table, column: &Column) -> bool {
    let holds = |columns: &[String]| matches!(columns, [one] if *one == column.name);
    table.primary_key.as_ref().is_some_and(|key| holds(&key.columns))
        || table.foreign_keys.any(|key| holds(&key.columns))
}

/// The number of a row, which `print-schema` shows where a table has no key (SQLite, Rowid Tables).
fn is_hidden_row_id(table: &Table, name: &str) -> bool {
    let without = table.options.as_ref().is_some_and(|options| options.without_rowid);
    !without && ["rowid", "oid", "_rowid_"].any(|alias| name.eq_ignore_ascii_case(alias))
}

/// SQLite's integers have 64 bits, whatever their type says: a mirror may know that its values need them.
fn are_one_integer(here: &str, there: &str, is_row_id: bool) -> bool {
    let is_integer = |said: &str| matches!(said, "Integer" | "BigInt" | "integer" | "bigint");
    is_integer(here) && is_integer(there) && (is_row_id || matches!(here, "BigInt" | "bigint"))
}
