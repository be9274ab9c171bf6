//! The module tree of a crate: `lib.rs` and `main.rs`, and what `mod x;` brings (The Rust Reference, Modules).

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::condition::{Condition, apply, condition};
use super::skeleton::{self, Bodies, Unread};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash::Hash;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::Schema;
use crate::ordered::{Map, Set};
use crate::source::declared::program::{place, suppressions};
use crate::source::sql::load::{self, tidy};

/// An item that is no module, and where it stands.
pub(super) struct Found {
    pub(super) file: FileId,
    /// `crate::db::users`.
    pub(super) path: String,
    /// The condition that it or a module around it is compiled under.
    pub(super) condition: Option<Span>,
    pub(super) item: Item,
}

/// Every item of a crate that is compiled outside its tests, in order.
pub(super) struct Crate {
    pub(super) items: Vec<Found>,
    /// What their items leave out.
    pub(super) bodies: Map<FileId, Bodies>,
    pub(super) files: Vec<FileId>,
}

/// Reads the module tree from these files on.
pub(super) fn read(
    roots: &[String],
    files: &Files,
    source: &SourceConfig,
    schema: &mut Schema,
    diagnostics: &mut Diagnostics,
) -> Crate {
    let found = Crate { items: Vec::new(), bodies: Map::new(), files: Vec::new() };
    let mut walk = Walk { files, source, schema, diagnostics, seen: Set::new(), found };
    for root in roots {
        let children = folder(root).to_owned();
        walk.file(root, source.span, &Around { path: "crate".to_owned(), children, inline: false, condition: None });
    }
    walk.found
}

/// What stands around items.
struct Around {
    /// The modules: `crate::db`.
    path: String,
    /// The folder that the files of their modules lie in.
    children: String,
    /// Inside `mod x { … }`, not directly in a file.
    inline: bool,
    /// The condition that they are compiled under.
    condition: Option<Span>,
}

struct Walk<'a> {
    files: &'a Files,
    source: &'a SourceConfig,
    schema: &'a mut Schema,
    diagnostics: &'a mut Diagnostics,
    /// Files that were read; `lib.rs` and `main.rs` may share modules.
    seen: Set<String>,
    found: Crate,
}

impl Walk<'_> {
    fn file(&mut self, path: &str, asked: Option<Span>, around: &Around) {
        if !self.seen.insert(path.to_owned()) {
            return;
        }
        let map = &mut self.schema.files;
        let loaded = load::load(self.files, path, self.source, asked, map, &mut Hash::new(), self.diagnostics);
        let Some(file) = loaded else { return };
        self.found.files.push(file);
        let text = self.schema.files.file(file).shared_text();
        self.schema.comments.push_all(suppressions(file, &text));
        let wrong = match skeleton::items(&text) {
            Ok((items, bodies)) => {
                self.found.bodies.insert(file, bodies);
                return self.items(file, path, items, around);
            }
            Err(Unread::TooDeep(span)) => {
                let message = "this nests deeper than is read";
                let error = Diagnostic::error(Code::UnreadableFile, place(file, span), message);
                error.with_help("keep it in a file of its own, apart from the crate's modules")
            }
            Err(Unread::Lex(error)) => syntax_error(file, error.span(), &error),
            Err(Unread::Parse(error)) => syntax_error(file, error.span(), &error),
        };
        self.diagnostics.push(wrong);
    }

    fn items(&mut self, file: FileId, path: &str, items: Vec<Item>, around: &Around) {
        for mut item in items {
            let attributes = attributes(&mut item);
            let condition = attributes.map_or(Condition::None, |attributes| {
                apply(attributes);
                condition(attributes)
            });
            let condition = match condition {
                Condition::Test => continue,
                Condition::Some(span) => Some(place(file, span)),
                Condition::None => around.condition,
            };
            match item {
                Item::Mod(module) => self.module(file, path, module, around, condition),
                item => self.found.items.push(Found { file, path: around.path.clone(), condition, item }),
            }
        }
    }

    fn module(&mut self, file: FileId, path: &str, module: ItemMod, around: &Around, condition: Option<Span>) {
        let name = module.ident.unraw().to_string();
        let own_path = path_attribute(&module.attrs);
        // `#[path = "…"]` directly in a file starts at the file's folder.
        let base = if around.inline { around.children.as_str() } else { folder(path) };
        let inner = |children: String, inline: bool| Around {
            path: format!("{}::{name}", around.path),
            children,
            inline,
            condition,
        };
        if let Some((_, items)) = module.content {
            let children = own_path.map_or_else(|| join(&around.children, &name), |own| join(base, &own));
            return self.items(file, path, items, &inner(children, true));
        }
        let candidates = if let Some(own) = own_path {
            let target = join(base, &own);
            let children = folder(&target).to_owned();
            vec![(target, children)]
        } else {
            let children = join(&around.children, &name);
            vec![(format!("{children}.rs"), children.clone()), (format!("{children}/mod.rs"), children)]
        };
        let span = place(file, module.ident.span());
        if let Some((target, children)) = candidates.find(|(target, _)| self.files.is_file(target)) {
            return self.file(target, Some(span), &inner(children.clone(), false));
        }
        // One that is compiled elsewhere only may be made there.
        if condition.is_none() {
            // So that the build script runs again when it is there.
            for (target, _) in &candidates {
                drop(self.files.read(target));
            }
            let places = candidates.iter().map(|(target, _)| format!("`{target}`")).join(" nor ");
            let message = format!("the module `{name}` has no file: there is no {places}");
            self.diagnostics
                .push(Diagnostic::error(Code::RustSyntax, span, message).with_help("`cargo check` says more"));
        }
    }
}

/// What rustc, which runs behind the build script, says better.
fn syntax_error(file: FileId, span: proc_macro2::Span, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::RustSyntax, place(file, span), error.to_string()).with_help("`cargo check` says more")
}

/// The folder of a file.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

pub(super) fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() || path.starts_with('/') { tidy(path) } else { tidy(&format!("{folder}/{path}")) }
}

/// `#[path = "…"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().replace('\\', "/")),
            _ => None,
        },
        _ => None,
    })
}

/// The attributes of an item that can hold something of a schema, or of a query.
fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    match item {
        Item::Mod(item) => Some(&mut item.attrs),
        Item::Struct(item) => Some(&mut item.attrs),
        Item::Enum(item) => Some(&mut item.attrs),
        Item::Fn(item) => Some(&mut item.attrs),
        Item::Impl(item) => Some(&mut item.attrs),
        Item::Trait(item) => Some(&mut item.attrs),
        Item::Const(item) => Some(&mut item.attrs),
        Item::Static(item) => Some(&mut item.attrs),
        Item::Macro(item) => Some(&mut item.attrs),
        _ => None,
    }
}
