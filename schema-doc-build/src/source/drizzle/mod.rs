//! Drizzle's tables in TypeScript → [`Schema`].
//!
//! A table is what drizzle-kit makes of it (`generateMigration`): the names, types and keys of its DDL, which the SQL reader then reads.

mod chain;
mod column;
mod config;
mod head;
mod identity;
mod index;
mod library;
mod literal;
mod names;
mod operator;
mod policy;
mod query;
mod relations;
mod serial;
mod sql;
mod table;
#[cfg(all(test, feature = "rust"))]
mod tests;
mod types;
mod view;

use std::rc::Rc;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span};

use self::chain::{Chain, Made};
use self::head::{Head, HeadKind};
use self::library::Drizzle;
use self::names::Casing;
use self::relations::Relation;
use super::declared::{self, Declared, Enum, Name, Sequence};
use super::typescript::{Program, Slot, Symbol, Value, on_a_large_stack};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Schema, SourceInfo, System, Unsupported, View, ViewColumn};
use crate::ordered::Map;
use crate::source::sql::take_system;

/// Adds the tables that the programs of a source export.
pub fn read(files: &Files, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    on_a_large_stack(|| read_here(files, source, schema, diagnostics));
}

fn read_here(files: &Files, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let mut texts = std::mem::take(&mut schema.files);
    let mut program = Program::new(files, source, &Drizzle, &mut texts, diagnostics);
    let settings = config::read(files, source, &mut program);
    let exports = exports(&mut program, &settings.files(), source);
    let system = source.dialect.or(system(&mut program, &exports, settings.dialect, source));
    let mut reader = Reader {
        system: system.unwrap_or(schema.system),
        casing: settings.casing,
        heads: Map::new(),
        exports: exports.iter().filter_map(Export::identity).collect(),
        unsupported: Vec::new(),
        program: &mut program,
    };
    let read = reader.read(&exports);
    let unsupported = reader.unsupported;
    let program = program.finish();
    schema.files = texts;
    schema.comments.push_all(program.comments);
    schema.sources.push(SourceInfo {
        kind: source.kind.as_str(),
        path: source.path.clone(),
        hash: hash::text(program.hash),
        layout: None,
        files: program.files,
    });
    schema.unsupported.push_all(unsupported);
    let Some(system) = system else { return };
    if source.dialect.is_none() && system != schema.system {
        take_system(schema, system, "the package that the tables are of".to_owned());
    }
    let mut own = declared::read_apart(&read.declared, schema, diagnostics);
    views(&read, &mut own, schema, diagnostics);
    if !source.mirror {
        serial::as_written(&read.declared, &mut own);
    }
    source_names(&read, &mut own);
    for open in relations::state(&read.relations, &mut own) {
        declared::unsupported(open.span, &open.reason, open.help, schema, diagnostics);
    }
    declared::take_over(own, schema, diagnostics);
}

/// What a program exports.
struct Export {
    name: Rc<str>,
    chain: Chain,
    symbol: Rc<Symbol>,
    /// The whole declaration.
    span: Span,
}

impl Export {
    fn identity(&self) -> Option<(usize, Rc<str>)> {
        head::is_head(&self.chain.base).then(|| (Rc::as_ptr(&self.chain.base) as usize, self.name.clone()))
    }
}

/// The exports that may be Drizzle's, each once, in the order of the files.
fn exports(program: &mut Program<'_>, files: &[String], source: &SourceConfig) -> Vec<Export> {
    let mut exports: Vec<Export> = Vec::new();
    for file in files {
        let Some(module) = program.module(file, source.span) else { continue };
        for (name, slot) in program.exports(module) {
            let Some(symbol) = slot.value.as_symbol().cloned() else { continue };
            let chain = Chain::of(&symbol);
            // A barrel exports what another file does.
            if !exports.any(|known| Rc::ptr_eq(&known.chain.base, &chain.base)) {
                exports.push(Export { name, chain, symbol, span: slot.span });
            }
        }
    }
    exports
}

/// The system of the package that tables come from; the configuration's outranks it. What is for two is reported.
fn system(
    program: &mut Program<'_>,
    exports: &[Export],
    said: Option<(System, Span)>,
    source: &SourceConfig,
) -> Option<System> {
    let mut found: Option<(System, Span)> = None;
    for export in exports.iter().filter(|export| head::is_head(&export.chain.base)) {
        let Some(dialect) = chain::made(&export.chain.base).map(|made| made.dialect()) else { continue };
        let system = dialect.system();
        match found {
            Some((known, span)) if known != system => {
                let message =
                    format!("`{}` is a table of {}, among those of {}", export.name, system.title(), known.title());
                let help = "give each system a source of its own, in a `schema-doc.NAME.toml` of its own";
                let diagnostic = Diagnostic::error(Code::AmbiguousDialect, export.span, message);
                program.diagnostics.push(diagnostic.with_help(help).with_related(span, "one of the others"));
                return Some(known);
            }
            Some(_) => {}
            None => found = Some((system, export.span)),
        }
    }
    if found.is_none() && !program.diagnostics.has_errors() {
        let message = "no file of the source exports a table of Drizzle's";
        let help =
            "give `path` the files that call `pgTable`, `mysqlTable` or `sqliteTable`, and export what these give";
        program.diagnostics.push(Diagnostic::error(Code::NoSource, source.span, message).with_help(help));
    }
    said.or(found).map(|(system, _)| system)
}

/// Turns exports into declarations.
struct Reader<'p, 'a> {
    program: &'p mut Program<'a>,
    system: System,
    casing: Casing,
    /// Tables and views that expressions name, by the call that makes each.
    heads: Map<usize, Rc<Head>>,
    /// The names that tables and views are exported by.
    exports: Map<usize, Rc<str>>,
    unsupported: Vec<Unsupported>,
}

/// What was read.
#[derive(Default)]
struct Read {
    declared: Declared,
    /// Tables, and the names that the program has for them and for their columns.
    names: Vec<(Rc<Head>, Rc<str>)>,
    views: Vec<view::Read>,
    relations: Vec<Relation>,
}

impl Reader<'_, '_> {
    fn read(&mut self, exports: &[Export]) -> Read {
        let mut read = Read::default();
        for export in exports {
            if head::is_head(&export.chain.base) {
                self.table_or_view(export, &mut read);
            } else if self.relations(&export.symbol, &mut read.relations).is_none() {
                self.object(export, &mut read.declared);
            }
        }
        for export in exports {
            self.linked_policy(export, &mut read.declared);
        }
        read
    }

    fn table_or_view(&mut self, export: &Export, read: &mut Read) {
        let Some(head) = self.head(&export.chain.base) else { return };
        if head.kind == HeadKind::Table {
            let table = self.table(&head, &export.chain, export.span);
            read.declared.tables.push(table);
            read.names.push((head, export.name.clone()));
        } else {
            let mut view = self.view(&head, &export.chain, export.span);
            read.declared.views.push_all(view.view.take());
            read.views.push(view);
        }
    }

    /// An enum, a sequence, a schema, a role.
    fn object(&mut self, export: &Export, declared: &mut Declared) {
        let (base, span) = (&export.chain.base, export.span);
        if let Some(found) = types::enumeration(base) {
            return declared.enums.push(Enum { name: found.name, values: found.values, span, words: Vec::new() });
        }
        let first = chain::arguments(base).first();
        let (made, namespace) = match chain::made(base) {
            Some(Made::Export(_, made)) => (made, None),
            Some(Made::OfSchema(_, schema, made)) => (made, chain::arguments(schema).first().cloned()),
            Some(Made::Cased(_, _, "schema")) => ("pgSchema", None),
            _ => return self.other(export),
        };
        match made {
            "pgSequence" | "sequence" => {
                let Some(name) = self.text(first, "the name of the sequence", span) else { return };
                let namespace = namespace.and_then(|slot| self.text(Some(&slot), "the name of the schema", span));
                let options = identity::sequence_options(chain::arguments(base).get(1));
                declared.sequences.push(Sequence { name: Name { namespace, name }, options, span });
            }
            "pgSchema" => {
                if let Some(name) = self.text(first, "the name of the schema", span) {
                    declared.namespaces.push((name, span));
                }
            }
            "pgRole" => declared.roles.push_all(policy::role(&export.chain, span)),
            "pgEnum" | "enum" => {
                let value = Value::Symbol(base.clone());
                self.not_known(&Slot::new(value, span), "the values of the enum", span);
            }
            // A policy is linked to its table below.
            _ => {}
        }
    }

    /// An export that is none of Drizzle's objects: it may be a table that a function makes which is not known.
    fn other(&mut self, export: &Export) {
        if export.chain.base.package().is_some_and(|package| package.starts_with("drizzle-orm")) {
            return;
        }
        let mut arguments = chain::arguments(&export.chain.base).iter();
        let makes_columns = arguments.any(|slot| {
            let properties = slot.value.properties().unwrap_or_default();
            properties.any(|property| {
                Chain::of_value(&property.slot.value).is_some_and(|chain| chain::made(&chain.base).is_some())
            })
        });
        if makes_columns {
            let slot = Slot::new(Value::Symbol(export.symbol.clone()), export.span);
            self.not_known(&slot, &format!("the table `{}`", export.name), export.span);
        }
    }

    /// `pgPolicy("own rows", {…}).link(users)`
    fn linked_policy(&mut self, export: &Export, declared: &mut Declared) {
        if !matches!(chain::made(&export.chain.base), Some(Made::Export(_, "pgPolicy"))) {
            return;
        }
        let linked = export.chain.method("link").and_then(|method| method.arguments.first());
        let head = linked.and_then(|slot| slot.value.as_symbol()).and_then(|symbol| self.head(symbol));
        let Some(head) = head else {
            return self.unsupported(
                export.span,
                "a policy of no table",
                "add `.link(table)`, or write it in the table",
            );
        };
        let Some(table) = declared.tables.find_mut(|table| table.name == head.name) else {
            let reason = "a policy of a table that the source does not make";
            return self.unsupported(export.span, reason, "document it with the schema that has the table");
        };
        table.row_security = true;
        table.policies.push_all(policy::read(self, &export.chain, export.span));
    }

    /// A text that something has to have. `None`, and a diagnostic, where it is not known.
    fn text(&mut self, slot: Option<&Slot>, what: &str, span: Span) -> Option<String> {
        let Some(slot) = slot else {
            self.unsupported(span, &format!("{what} is missing"), "write it as a text");
            return None;
        };
        let text = slot.value.as_str().map(ToString::to_string);
        if text.is_none() {
            self.not_known(slot, what, span);
        }
        text
    }

    /// A text that something may have. `None`, and a diagnostic, where there is one that is not known.
    #[expect(clippy::option_option, reason = "it is not known, it is not there, it is there")]
    fn optional_text(&mut self, slot: Option<&Slot>, what: &str, span: Span) -> Option<Option<String>> {
        match slot.filter(|slot| !matches!(slot.value, Value::Undefined)) {
            None => Some(None),
            Some(slot) => self.text(Some(slot), what, span).map(Some),
        }
    }

    /// What is not known is an entry of what is not read, and reported at its cause.
    fn not_known(&mut self, slot: &Slot, what: &str, span: Span) {
        self.program.unknown(&slot.value, what, slot.span);
        self.note(span, format!("{what} is not known"));
    }

    /// Notes what is there and not modelled, and says so.
    fn unsupported(&mut self, span: Span, reason: &str, help: &str) {
        let statement = self.note(span, reason.to_owned());
        let message = format!("`{statement}` is not read: {reason}");
        self.program.diagnostics.push(Diagnostic::warning(Code::UnsupportedStatement, span, message).with_help(help));
    }

    fn note(&mut self, span: Span, reason: String) -> String {
        let text = self.program.texts.text(span);
        let statement: String = text.split_whitespace().join(" ").chars().take(120).collect();
        self.unsupported.push(Unsupported { span, statement: statement.clone(), reason });
        statement
    }
}

/// Completes the views: columns that the program gives them, and those whose queries nobody knows.
fn views(read: &Read, own: &mut Schema, schema: &Schema, diagnostics: &mut Diagnostics) {
    let columns = read.views.iter().map(|view| &view.columns);
    let declared = Declared { tables: columns.map(view::as_table).collect_vec(), ..Declared::default() };
    // Types that are not known are reported where the columns are.
    let typed = declared::read_apart(&declared, schema, &mut Diagnostics::default());
    let _ = diagnostics;
    for view in &read.views {
        let namespace = view.columns.name.namespace.as_ref().unwrap_or(&schema.default_namespace);
        let id = crate::model::QualifiedName::new(namespace.as_str(), view.columns.name.name.as_str());
        let given = typed.table(&id).map(|table| table.columns.as_slice()).unwrap_or_default();
        let column = |column: &crate::model::Column| ViewColumn {
            name: column.name.clone(),
            data_type: Some(column.data_type.clone()),
            ..ViewColumn::default()
        };
        match own.views.binary_search_by(|other| other.id.cmp(&id)) {
            Ok(at) => {
                let Some(known) = own.views.get_mut(at) else { continue };
                if known.columns.is_empty() {
                    known.columns = given.iter().map(column).collect_vec();
                }
                for found in &mut known.columns {
                    let declared = given.find(|column| column.name == found.name);
                    found.data_type = found.data_type.take().or(declared.map(|column| column.data_type.clone()));
                }
            }
            Err(at) => {
                let mut opaque = View {
                    id,
                    materialized: view.materialized,
                    columns: given.iter().map(column).collect_vec(),
                    ..View::default()
                };
                opaque.definition.span = Some(view.columns.span);
                opaque.definition.text = Some("".into());
                own.views.insert(at, opaque);
            }
        }
    }
}

/// The names that the program has, where the database has others.
fn source_names(read: &Read, own: &mut Schema) {
    for (head, name) in &read.names {
        let namespace = head.name.namespace.clone().unwrap_or_else(|| own.default_namespace.clone());
        let id = crate::model::QualifiedName::new(namespace, head.name.name.clone());
        let Some(table) = own.tables.find_mut(|table| table.id == id) else { continue };
        table.source_name = (**name != *table.id.name).then(|| name.to_string().into());
        for column in &mut table.columns {
            let key = head.columns.find(|own| own.name == column.name).map(|own| own.key.to_string());
            column.source_name = key.filter(|key| *key != column.name).map(Into::into);
        }
    }
}
