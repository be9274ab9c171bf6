//! The index: what the module knows of each table, as tokens.
//!
//! A hidden macro with an arm a table. A derive calls it with a table's name, and it hands the table's columns, beside the tokens that it
//! was given, to the macro that checks: so a check reads no file, works across crates, and never goes stale in an editor. It is no part
//! of the module's text, which people read.

use std::fmt::{self, Display, Write};

use schema_doc_syntax::{Style, identifier};

use super::code::literal;
use super::names::{Names, Namespace};
use crate::analyze::{ClosedSet, literal_set, table_facts};
use crate::list::IteratorExt;
use crate::model::{DataType, EnumType, LogicalType, QualifiedName, Table};
use crate::render::{Artifact, Format, Input};

/// The index's file, beside the module's. Further schemas of a package have names, and their macros, which all lie at the crate's root,
/// are called after them.
pub(super) fn artifact<'a>(input: Input<'a>, schema: Option<&str>) -> Artifact<'a> {
    let name = schema.map(|name| format!("_{}", identifier(name, Style::Module, &[]))).unwrap_or_default();
    Artifact::streamed(Format::Rust, "index.rs", Index { input, name: format!("__schema_doc_index{name}") })
}

struct Index<'a> {
    input: Input<'a>,
    /// The macro's.
    name: String,
}

impl Display for Index<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Names::new(self.input.schema);
        writeln!(out, "#[doc(hidden)]\n#[macro_export]\nmacro_rules! {} {{", self.name)?;
        self.namespace(out, "", &names.root)?;
        for (_, module, content) in &names.namespaces {
            self.namespace(out, module, content)?;
        }
        let schema = self.input.schema;
        let tables = self.list(schema.tables.iter().map(|table| &table.id));
        let default_namespace = literal(&schema.default_namespace);
        // What a query can name: tables, and what has rows without being one.
        let sequences = schema.sequences.iter().filter(|sequence| !sequence.implicit).map(|sequence| &sequence.id);
        let others = schema.views.iter().map(|view| &view.id).chain(sequences);
        let views = self.list(others);
        let left_out = bracketed(schema.left_out.iter().map(|name| literal(name)));
        let system = schema.system.as_str();
        writeln!(
            out,
            "(names [$($check:tt)*] $($item:tt)*) => {{$($check)*!{{[names {system} {default_namespace} {tables} {views} {left_out}] $($item)*}}}};"
        )?;
        // No table or enum of that name.
        let enums = self.list(schema.enums.iter().map(|found| &found.id));
        writeln!(
            out,
            "($kind:ident $name:literal [$($check:tt)*] $($item:tt)*) => {{$($check)*!{{[none {default_namespace} {tables} {enums}] $kind $name $($item)*}}}};\n}}\n#[doc(hidden)]\npub use {} as __index;\n#[doc(hidden)]\npub const __MADE_BY_SCHEMA_DOC: () = ();",
            self.name
        )
    }
}

impl Index<'_> {
    fn list<'n>(&self, names: impl Iterator<Item = &'n QualifiedName>) -> String {
        bracketed(names.map(|name| literal(&self.input.schema.identifier(name))))
    }

    fn namespace(&self, out: &mut fmt::Formatter<'_>, module: &str, content: &Namespace) -> fmt::Result {
        let path = |name: &str| if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") };
        for (position, name) in &content.tables {
            if let Some(table) = self.input.schema.tables.get(*position) {
                self.table(out, &path(name), table)?;
            }
        }
        for (position, name) in &content.enums {
            if let Some(found) = self.input.schema.enums.get(*position) {
                self.enum_type(out, &path(name), found)?;
            }
        }
        Ok(())
    }

    /// `(table "users" …) => {…{[table postgresql (users) "users" ["by_email"] {"id" "bigint" bigint 0 []} …] …}};`
    fn table(&self, out: &mut fmt::Formatter<'_>, path: &str, table: &Table) -> fmt::Result {
        let name = literal(&self.input.schema.identifier(&table.id));
        write!(
            out,
            "(table {name} [$($check:tt)*] $($item:tt)*) => {{$($check)*!{{[table {} ({path}) {name}",
            self.input.schema.system.as_str()
        )?;
        out.write_str(" [")?;
        let keys = table.primary_key.iter().map(|key| &key.name).chain(table.unique.iter().map(|unique| &unique.name));
        for name in keys.chain(table.indexes.iter().map(|index| &index.name)) {
            write!(out, "{} ", literal(name))?;
        }
        for name in table.system_indexes() {
            write!(out, "{} ", literal(name))?;
        }
        out.write_char(']')?;
        let facts = table_facts(self.input.schema, table);
        for (column, facts) in facts.of(table) {
            let nullable = u8::from(column.nullable || column.optional);
            write!(out, " {{{} {} ", literal(&column.name), literal(&column.data_type.native))?;
            logical(out, &column.data_type)?;
            write!(out, " {nullable} [")?;
            for value in values(facts.closed_set.as_ref()) {
                write!(out, "{} ", literal(value))?;
            }
            out.write_str("]}")?;
        }
        out.write_str("] $($item)*}};\n")
    }

    fn enum_type(&self, out: &mut fmt::Formatter<'_>, path: &str, found: &EnumType) -> fmt::Result {
        let name = literal(&self.input.schema.identifier(&found.id));
        write!(
            out,
            "(enum {name} [$($check:tt)*] $($item:tt)*) => {{$($check)*!{{[enum {} ({path}) {name} [",
            self.input.schema.system.as_str()
        )?;
        for value in &found.values {
            write!(out, "{} ", literal(value))?;
        }
        out.write_str("]] $($item)*}};\n")
    }
}

/// `["users" "auth.sessions"]`
fn bracketed(literals: impl Iterator<Item = String>) -> String {
    format!("[{}]", literals.join(" "))
}

/// The manifest's word; an array's is its element's in brackets. Ids are texts, numbers doubles; null is no part of a type.
fn logical(out: &mut fmt::Formatter<'_>, data_type: &DataType) -> fmt::Result {
    let data_type = data_type.without_null();
    match &data_type.logical {
        LogicalType::Array(inner) => {
            out.write_char('[')?;
            logical(out, inner)?;
            out.write_char(']')
        }
        LogicalType::Id(_) => out.write_str("text"),
        LogicalType::Number => out.write_str("double"),
        LogicalType::Literals(_) | LogicalType::Union(_) if literal_set(data_type).is_some_and(|set| !set.numeric) => {
            out.write_str("enum")
        }
        other => out.write_str(other.as_str()),
    }
}

/// The values of a closed set of texts.
fn values(set: Option<&ClosedSet>) -> &[String] {
    set.filter(|set| !set.numeric).map_or(&[], |set| &set.values)
}
