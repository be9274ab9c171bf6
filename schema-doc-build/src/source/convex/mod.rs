//! Convex's `schema.ts` → [`Schema`].
//!
//! ```text
//! schema.ts ─ typescript ─▶ the value of its default export ─ read, table, index ─▶ tables
//! ```
//!
//! The measure is the `convex` package: the same tables, fields and indexes as the schema's own `export()` has. What the program knows only when it
//! runs is said to be unknown where it stands.

mod entry;
mod index;
mod library;
mod packages;
mod read;
mod rules;
mod table;
#[cfg(test)]
mod tests;
mod validator;

use std::rc::Rc;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};

use self::library::Convex;
use self::packages::Versions;
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Schema, SourceInfo, System, Table, Unsupported};
use crate::ordered::Set;
use crate::source::typescript::{ModuleId, Program, Slot, Symbol, SymbolKind, Value, on_a_large_stack};

/// Adds the tables of a schema.
pub fn read(files: &Files, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    // The configuration's own stays.
    if schema.default_namespace == schema.system.default_namespace() {
        System::Convex.default_namespace().clone_into(&mut schema.default_namespace);
    }
    schema.system = System::Convex;
    let paths = entry::paths(files, source, diagnostics);
    let tables = on_a_large_stack(|| read_program(files, source, &paths, schema, diagnostics));
    for table in tables.unwrap_or_default() {
        add(table, schema, diagnostics);
    }
}

fn read_program(
    files: &Files,
    source: &SourceConfig,
    paths: &[String],
    schema: &mut Schema,
    diagnostics: &mut Diagnostics,
) -> Vec<Table> {
    let versions = paths.first().map(|path| Versions::beside(files, path)).unwrap_or_default();
    let library = Convex::new(versions);
    let program = Program::new(files, source, &library, &mut schema.files, diagnostics);
    let mut reader = Reader::new(program, &library);
    for path in paths {
        if let Some(module) = reader.program.module(path, source.span) {
            reader.module(module, path, source.span);
        }
    }
    reader.check_ids();
    let Reader { program, tables, planned, unsupported, .. } = reader;
    let read = program.finish();
    schema.comments.extend(read.comments);
    schema.unsupported.extend(unsupported);
    schema.planned.extend(planned);
    schema.sources.push(SourceInfo {
        kind: source.kind.as_str(),
        path: source.path.clone(),
        hash: hash::text(read.hash),
        layout: None,
        files: read.files,
    });
    tables
}

/// Adds a table where its name is free.
fn add(table: Table, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let Err(at) = schema.tables.binary_search_by(|other| other.id.cmp(&table.id)) else {
        let message = format!("the table `{}` is defined in two schemas", table.id.name);
        let help = "let `path` name the one `schema.ts` of the app; each component has a schema of its own";
        diagnostics.push(Diagnostic::error(Code::DuplicateObject, table.definition.span, message).with_help(help));
        return;
    };
    schema.tables.insert(at, table);
}

/// Reads the values of a program.
struct Reader<'a> {
    program: Program<'a>,
    library: &'a Convex,
    tables: Vec<Table>,
    /// Those that do not exist yet.
    planned: Vec<Table>,
    unsupported: Vec<Unsupported>,
    /// The tables that `v.id(…)` names, each with its place.
    ids: Vec<(Rc<str>, Span)>,
    /// Whether Convex holds documents to the schema.
    enforced: bool,
    /// How deep the validator lies that is read.
    depth: usize,
    /// How many validators of the table were read.
    validators: usize,
}

impl<'a> Reader<'a> {
    fn new(program: Program<'a>, library: &'a Convex) -> Self {
        let (tables, planned, unsupported, ids) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { program, library, tables, planned, unsupported, ids, enforced: true, depth: 0, validators: 0 }
    }

    /// The schema of a module: its default export, or the export `schema`.
    fn module(&mut self, module: ModuleId, path: &str, asked: Option<Span>) {
        let found = self.program.export(module, "default").or_else(|| self.program.export(module, "schema"));
        let Some(schema) = found else {
            let message = format!("`{path}` exports no schema");
            let help = "write `export default defineSchema({ … })`";
            self.program.diagnostics.push(Diagnostic::error(Code::NoSource, asked, message).with_help(help));
            return;
        };
        self.schema(&schema);
        self.planned(module, schema.span.file);
    }

    fn schema(&mut self, slot: &Slot) {
        let Some(symbol) = slot.value.as_symbol() else {
            let help = "write `export default defineSchema({ … })`";
            return self.error(Code::InvalidDeclaration, slot.span, "the default export is no schema".to_owned(), help);
        };
        if let Some(arguments) = library::schema(symbol) {
            self.enforced = library::is_enforced(arguments);
            let nothing = Slot::new(Value::Undefined, slot.span);
            self.tables(arguments.first().unwrap_or(&nothing));
        } else if let Some(inside) = wrapped(symbol) {
            let callee = self.program.texts.text(symbol.span).split('(').next().unwrap_or_default().trim().to_owned();
            let message = format!("it is not known what `{callee}` adds to the schema, or changes in it");
            let help = "what it is given is read as the schema; write out what it adds";
            let diagnostic = Diagnostic::warning(Code::UnknownValue, symbol.span, message).with_help(help);
            self.program.diagnostics.push(diagnostic);
            self.note(symbol.span, "it is not known what the call adds to the schema");
            if inside.value.as_symbol().is_some() { self.schema(&inside) } else { self.tables(&inside) }
        } else {
            self.program.unknown(&slot.value, "the schema", slot.span);
            if self.program.diagnostics.has_errors() {
                return;
            }
            let help = "write `export default defineSchema({ … })`: what makes a schema of other things is not run";
            self.error(Code::NoSource, slot.span, "nothing of the schema can be read".to_owned(), help);
        }
    }

    /// A `v.id(…)` of a table that the schema does not have.
    fn check_ids(&mut self) {
        let names: Set<String> = self.tables.iter().map(|table| table.id.name.clone()).collect();
        for (name, span) in std::mem::take(&mut self.ids) {
            if Table::is_system(&name) || names.contains(&*name) {
                continue;
            }
            let message = format!("`v.id` of the table `{name}`, which is not in the schema");
            let help = match nearest(&name, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `{name}: defineTable({{ … }})` to the schema"),
            };
            let diagnostic = Diagnostic::warning(Code::UnresolvedReference, span, message).with_help(help);
            self.program.diagnostics.push(diagnostic);
        }
    }

    fn error(&mut self, code: Code, span: Span, message: String, help: &str) {
        self.program.diagnostics.push(Diagnostic::error(code, span, message).with_help(help));
    }

    /// Notes what is there and not modelled; the diagnostic says more.
    fn note(&mut self, span: Span, reason: &str) {
        let statement = self.program.texts.text(span).split_whitespace().join(" ").chars().take(120).collect();
        self.unsupported.push(Unsupported { span, statement, reason: reason.to_owned() });
    }
}

/// The schema, or the tables of one, in the arguments of a call that is not known.
fn wrapped(symbol: &Symbol) -> Option<Slot> {
    let arguments = match &symbol.kind {
        SymbolKind::Call { arguments, .. } => arguments,
        // `defineSchema({ … }).convexSchemaDefinition`
        SymbolKind::Member { of, .. } => return wrapped(of),
        _ => return None,
    };
    arguments.iter().find_map(|argument| match &argument.value {
        Value::Symbol(inside) if library::schema(inside).is_some() => Some(argument.clone()),
        Value::Symbol(inside) => wrapped(inside),
        value => {
            let properties = value.properties()?;
            let is_table = |slot: &Slot| slot.value.as_symbol().is_some_and(is_table);
            properties.any(|property| is_table(&property.slot)).then(|| argument.clone())
        }
    })
}

/// Whether it is a table, also one of another package, whose own way of saying it is a function with that word: `Confect.defineTable(…)`.
fn is_table(symbol: &Rc<Symbol>) -> bool {
    let mut base = symbol;
    while let Some((of, ..)) = base.method().filter(|(of, ..)| of.call().is_some() || of.method().is_some()) {
        base = of;
    }
    let is_named = |path: &[&str]| path.last().is_some_and(|name| name.to_ascii_lowercase().contains("table"));
    library::table(symbol).is_some() || base.call().is_some_and(|(_, path, _)| is_named(&path))
}
