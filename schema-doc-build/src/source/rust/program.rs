//! What of a crate's items is a schema (tables, enums, structs around one value, access patterns), and what may run queries.

use proc_macro2::TokenStream;
use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};
use schema_doc_syntax::grammar::{EnumItem, Error, FunctionItem, TableItem, Text, Words};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Block, DeriveInput, Fields, Ident, ImplItem, Item, Meta, Token, TraitItem, Type};

use super::condition::{Condition, apply, condition, derives, last_segment_is};
use super::module::Found;
use super::skeleton::Bodies;
use crate::list::{SliceExt, VecExt};
use crate::model::Schema;
use crate::ordered::Map;
use crate::source::declared::program::place;
use crate::source::declared::{Said, unsupported};

/// Something that a program declares, and where.
pub(super) struct Declaration<T> {
    pub(super) item: T,
    pub(super) file: FileId,
    /// The module: `crate::db`.
    pub(super) module: String,
    /// All of it.
    pub(super) span: Span,
}

/// A struct around one value: `struct Email(String);`.
pub(super) struct Wrapper {
    pub(super) ident: Ident,
    pub(super) inner: Type,
}

/// A function with `#[access_pattern(…)]`.
pub(super) struct Function {
    pub(super) item: FunctionItem,
    /// `crate::db::Users::find`.
    pub(super) path: String,
}

/// Tokens that `skeleton` left out of an item.
pub(super) struct Body {
    /// The function or the constant: `crate::db::Users::find`.
    pub(super) path: String,
    pub(super) file: FileId,
    pub(super) tokens: TokenStream,
}

/// What of a crate's items is a schema, in order.
#[derive(Default)]
pub(super) struct Program {
    pub(super) tables: Vec<Declaration<TableItem>>,
    pub(super) enums: Vec<Declaration<EnumItem>>,
    pub(super) wrappers: Vec<Declaration<Wrapper>>,
    pub(super) functions: Vec<Declaration<Function>>,
    /// The bodies of all functions but tests.
    pub(super) bodies: Vec<Body>,
    /// The values of `const` and `static`.
    pub(super) constants: Vec<Body>,
}

impl<T> Declaration<T> {
    /// A place in its file.
    pub(super) fn place(&self, span: proc_macro2::Span) -> Span {
        place(self.file, span)
    }

    /// Words on it, or on a part of it.
    pub(super) fn said(&self, text: &Text, attribute: bool) -> Said {
        Said { text: text.to_string(), span: self.place(text.span()), attribute, value: None }
    }

    /// What doc comments and tags say of it, or of a part of it.
    pub(super) fn words(&self, words: &Words) -> Vec<Said> {
        let mut said: Vec<Said> = Vec::new();
        said.push_all(words.docs.iter().map(|docs| self.said(docs, false)));
        said.push_all(words.tags.iter().map(|tag| self.said(tag, true)));
        said
    }
}

impl Program {
    pub(super) fn of(
        items: Vec<Found>,
        bodies: Map<FileId, Bodies>,
        schema: &mut Schema,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut reader = Reader { program: Self::default(), bodies, schema, diagnostics };
        for found in items {
            reader.item(found);
        }
        reader.program
    }

    /// Whether it declares a table or a closed set.
    pub(super) fn has_schema(&self) -> bool {
        !self.tables.is_empty() || !self.enums.is_empty()
    }
}

/// What is wrong with an item, each at its own tokens; a message of the grammar reads `what is wrong; what to type`.
fn report(errors: Error, file: FileId, diagnostics: &mut Diagnostics) {
    for error in errors.flatten() {
        let text = error.to_string();
        let (message, help) = text.split_once("; ").unwrap_or((&text, ""));
        let mut diagnostic = Diagnostic::error(Code::InvalidDeclaration, place(file, error.span()), message);
        diagnostic.help = Some(help.to_owned()).filter(|help| !help.is_empty());
        diagnostics.push(diagnostic);
    }
}

struct Reader<'a> {
    program: Program,
    bodies: Map<FileId, Bodies>,
    schema: &'a mut Schema,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn item(&mut self, found: Found) {
        let Found { file, path: module, condition, item } = found;
        let span = place(file, item.span());
        match item {
            Item::Struct(mut item) => {
                item.fields.iter_mut().for_each(|field| apply(&mut field.attrs));
                if derives(&item.attrs, "SchemaTable") {
                    let input = DeriveInput::from(item);
                    if let Some(item) = self.read(TableItem::from_derive_input(&input), file, condition) {
                        self.program.tables.push(Declaration { item, file, module, span });
                    }
                } else if let Some(item) = wrapper(item) {
                    self.program.wrappers.push(Declaration { item, file, module, span });
                }
            }
            Item::Enum(mut item) if derives(&item.attrs, "SchemaEnum") => {
                item.variants.iter_mut().for_each(|variant| apply(&mut variant.attrs));
                let input = DeriveInput::from(item);
                if let Some(item) = self.read(EnumItem::from_derive_input(&input), file, condition) {
                    self.program.enums.push(Declaration { item, file, module, span });
                }
            }
            Item::Fn(item) => {
                self.body(&item.attrs, (file, &module), &item.sig.ident, &item.block);
                self.function(&item.attrs, &item.sig.ident, (file, &module, span), condition);
            }
            Item::Const(item) => self.constant((file, &module), &item.ident, item.eq_token),
            Item::Static(item) => self.constant((file, &module), &item.ident, item.eq_token),
            Item::Impl(item) => {
                let on = match &*item.self_ty {
                    Type::Path(path) => path.path.segments.last().map(|last| last.ident.unraw().to_string()),
                    _ => None,
                };
                let module = on.map_or(module.clone(), |on| format!("{module}::{on}"));
                for item in item.items {
                    match item {
                        ImplItem::Fn(mut item) => {
                            apply(&mut item.attrs);
                            let at = (file, module.as_str(), place(file, item.span()));
                            self.body(&item.attrs, (file, &module), &item.sig.ident, &item.block);
                            self.function(&item.attrs, &item.sig.ident, at, condition);
                        }
                        ImplItem::Const(item) => self.constant((file, &module), &item.ident, item.eq_token),
                        _ => {}
                    }
                }
            }
            Item::Trait(item) => {
                let module = format!("{module}::{}", item.ident.unraw());
                for item in item.items {
                    match item {
                        TraitItem::Fn(mut item) => {
                            apply(&mut item.attrs);
                            let at = (file, module.as_str(), place(file, item.span()));
                            if let Some(block) = &item.default {
                                self.body(&item.attrs, (file, &module), &item.sig.ident, block);
                            }
                            self.function(&item.attrs, &item.sig.ident, at, condition);
                        }
                        TraitItem::Const(item) => {
                            if let Some((equals, _)) = item.default {
                                self.constant((file, &module), &item.ident, equals);
                            }
                        }
                        _ => {}
                    }
                }
            }
            Item::Macro(item) if names_a_derive(&item.mac.tokens) => {
                let help = "write the struct out, or leave the table to a source of another kind";
                unsupported(span, "macros are not expanded", help, self.schema, self.diagnostics);
            }
            _ => {}
        }
    }

    /// A declaration of the schema, if nothing is wrong with it.
    fn read<T>(&mut self, read: Result<T, Error>, file: FileId, condition: Option<Span>) -> Option<T> {
        if let Some(condition) = condition {
            let reason = "no condition is evaluated: what stands under it is documented in every build";
            let help = "leave the condition out, or `[lint] unsupported-statement = \"allow\"`";
            unsupported(condition, reason, help, self.schema, self.diagnostics);
        }
        match read {
            Ok(item) => Some(item),
            Err(errors) => {
                report(errors, file, self.diagnostics);
                None
            }
        }
    }

    /// Keeps the body of a function that is compiled outside tests.
    fn body(&mut self, attributes: &[Attribute], (file, module): (FileId, &str), ident: &Ident, block: &Block) {
        let is_test =
            |attribute: &Attribute| last_segment_is(attribute.path(), &["test", "rstest", "test_case", "bench"]);
        if attributes.any(is_test) || matches!(condition(attributes), Condition::Test) {
            return;
        }
        if let Some(body) = self.left_out((file, module), ident, block.brace_token.span.join()) {
            self.program.bodies.push(body);
        }
    }

    fn constant(&mut self, at: (FileId, &str), ident: &Ident, equals: Token![=]) {
        if let Some(body) = self.left_out(at, ident, equals.span) {
            self.program.constants.push(body);
        }
    }

    /// What was left out of an item, which begins at a place.
    fn left_out(&mut self, (file, module): (FileId, &str), ident: &Ident, place: proc_macro2::Span) -> Option<Body> {
        let tokens = self.bodies.get_mut(&file)?.remove(&place.byte_range().start)?;
        Some(Body { path: format!("{module}::{}", ident.unraw()), file, tokens })
    }

    fn function(
        &mut self,
        attributes: &[Attribute],
        ident: &Ident,
        (file, module, span): (FileId, &str, Span),
        condition: Option<Span>,
    ) {
        for attribute in attributes.iter().filter(|attribute| last_segment_is(attribute.path(), &["access_pattern"])) {
            let arguments = match &attribute.meta {
                Meta::List(list) => list.tokens.clone(),
                Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
            };
            let read = FunctionItem::new(arguments, ident, attributes);
            if let Some(item) = self.read(read, file, condition) {
                let path = format!("{module}::{}", ident.unraw());
                let item = Function { item, path };
                self.program.functions.push(Declaration { item, file, module: module.to_owned(), span });
            }
        }
    }
}

/// `struct Email(String);`
fn wrapper(item: syn::ItemStruct) -> Option<Wrapper> {
    let Fields::Unnamed(fields) = item.fields else { return None };
    let mut fields = fields.unnamed.into_iter();
    let inner = fields.next()?.ty;
    fields.next().is_none().then_some(Wrapper { ident: item.ident, inner })
}

/// Whether `SchemaTable` or `SchemaEnum` stands among tokens.
fn names_a_derive(tokens: &TokenStream) -> bool {
    let text = tokens.to_string();
    text.contains("SchemaTable") || text.contains("SchemaEnum")
}
