//! The Rust module of constants. It is written as formatted text: running a formatter over thousands of tables in a build script
//! takes half a minute.

mod code;
mod doc;
mod enums;
mod index;
mod names;
mod table;
mod verify;

use std::fmt::{self, Display};

use super::{Artifact, Format, Input, Renderer};
use crate::list::IteratorExt;
use crate::model::{EnumType, Schema};
use code::{Code, Expression};
use names::{Names, Namespace};

pub(super) use code::literal;
pub(super) use table::constants;

/// The format of the module; the runtime crate knows which it goes with.
const MODULE_FORMAT: u32 = 1;

/// Makes the Rust module. The manifest, which it includes, lies beside it.
#[derive(Debug, Clone, Copy)]
pub struct RustRenderer;

impl Renderer for RustRenderer {
    fn format(&self) -> Format {
        Format::Rust
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        Box::new(std::iter::once_with(move || {
            Artifact::streamed(Format::Rust, input.layout.file(Format::Rust), Module { input, included: false })
        }))
    }
}

/// The path of each table's module, by its position: `users`, `auth::users`.
pub(super) fn modules(schema: &Schema) -> Vec<String> {
    let names = Names::new(schema);
    let mut modules = vec![String::new(); schema.tables.len()];
    let mut set = |around: &str, content: &Namespace| {
        for (position, name) in &content.tables {
            if let Some(module) = modules.get_mut(*position) {
                *module = [around, name].concat();
            }
        }
    };
    set("", &names.root);
    for (_, module, content) in &names.namespaces {
        set(&[module, "::"].concat(), content);
    }
    modules
}

/// What `include_schema!` includes: the module, and the index for the derives. A package's further schemas have names.
pub(crate) fn included<'a>(input: Input<'a>, schema: Option<&str>) -> [Artifact<'a>; 2] {
    let module = Module { input, included: true };
    [Artifact::streamed(Format::Rust, input.layout.file(Format::Rust), module), index::artifact(input, schema)]
}

/// The text of the module, made as it is written.
struct Module<'a> {
    input: Input<'a>,
    /// Not a document.
    included: bool,
}

impl Display for Module<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self.input, if self.included { Code::included() } else { Code::default() }, formatter)
    }
}

fn write(input: Input<'_>, mut code: Code, sink: &mut dyn fmt::Write) -> fmt::Result {
    let names = Names::new(input.schema);
    code.imports(&[], true);
    code.line(&format!("const _: () = __runtime::assert_module_format({MODULE_FORMAT});"));
    code.docs(["The hash of the schema's structure: a schema and the live database that it built have the same."]);
    code.constant("pub const FINGERPRINT: &str", &Expression::string(&input.analysis.fingerprint));
    code.docs(["Every table."]);
    code.constant("pub const TABLES: &[&__runtime::TableDoc]", &tables(&names));
    verify::constant(&mut code, input.schema, sink)?;
    code.macro_call("__runtime::__manifest", &literal(input.layout.file(Format::Manifest)));
    namespace(&mut code, input, &names.root, sink)?;
    for (name, module, content) in &names.namespaces {
        code.docs([format!("The namespace {}.", doc::code(name))]);
        let mut written = Ok(());
        code.block(&format!("pub mod {module}"), |code| {
            code.imports(&[], true);
            written = namespace(code, input, content, sink);
        });
        written?;
    }
    code.flush(sink)
}

/// `&[users::DOC, auth::users::DOC]`
fn tables(names: &Names) -> Expression {
    let root = names.root.tables.iter().map(|(_, table)| format!("{table}::DOC"));
    let others = names.namespaces.iter().flat_map(|(_, module, content)| {
        content.tables.iter().map(move |(_, table)| format!("{module}::{table}::DOC"))
    });
    Expression::Slice(root.chain(others).map(|path| Expression::Word(path.into())).collect_vec())
}

fn namespace(code: &mut Code, input: Input<'_>, content: &Namespace, sink: &mut dyn fmt::Write) -> fmt::Result {
    for (position, name) in &content.tables {
        if let Some(table) = input.schema.tables.get(*position) {
            table::module(code, input, *position, table, name);
            code.flush(sink)?;
        }
    }
    for (position, name) in &content.enums {
        if let Some(enum_type) = input.schema.enums.get(*position) {
            enums::enum_type(code, name, enum_docs(input, enum_type), &enum_type.values, &enum_type.annotations.values);
        }
    }
    Ok(())
}

fn enum_docs(input: Input<'_>, enum_type: &EnumType) -> Vec<String> {
    let tags = &enum_type.annotations;
    let text = tags.description.as_ref().or(tags.purpose.as_ref());
    let mut lines = text.map(|text| doc::prose(text)).unwrap_or_default();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!("The type {}.", doc::code(&input.schema.identifier(&enum_type.id))));
    lines
}
