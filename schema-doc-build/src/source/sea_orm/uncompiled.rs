//! Files that no module names: what `generate entity` wrote for a table that has gone since, and rustc does not compile.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use syn::ext::IdentExt;
use syn::{Item, Meta};

use super::attributes::derives;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::Schema;
use crate::source::declared::program::{RustFile, text_of};

/// Takes them out, and says so. A file whose parent is not among those that are read is kept.
pub(super) fn leave_out(program: &mut Vec<RustFile>, schema: &Schema, diagnostics: &mut Diagnostics) {
    let path = |file: &RustFile| schema.files.file(file.file).path();
    let all = program.iter().map(|file| (path(file).to_owned(), file.items.as_slice())).collect_vec();
    let mut left_out = Vec::new();
    for file in program.iter() {
        let Some((folder, stem)) = place(path(file)) else { continue };
        let parents = ["/mod.rs", "/lib.rs", "/main.rs", ".rs"].map(|ending| format!("{folder}{ending}"));
        let parents = all.iter().filter(|(path, _)| parents.contains(path)).collect_vec();
        let Some((parent, _)) = parents.first() else { continue };
        if parents.any(|(_, items)| items.any(|item| names(item, stem))) {
            continue;
        }
        left_out.push(file.file);
        if file.items.any(is_entity) {
            let message =
                format!("`{}` is not read: `{parent}` has no `mod {stem};`, so rustc does not compile it", path(file));
            let start = Span { file: file.file, start: 0, end: 0 };
            let diagnostic = Diagnostic::warning(Code::UnsupportedStatement, start, message);
            diagnostics.push(diagnostic.with_help("delete it, or name it as a module"));
        }
    }
    program.keep(|file| !left_out.contains(&file.file));
}

/// `src/entity/cake.rs` → `src/entity`, `cake`; `src/entity/mod.rs` → `src`, `entity`. The root of a crate has no parent.
fn place(path: &str) -> Option<(&str, &str)> {
    let module = path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix(".rs"))?;
    let (folder, stem) = module.rsplit_once('/')?;
    (!matches!(stem, "lib" | "main")).then_some((folder, stem))
}

/// `mod cake;`, `#[path = "cake.rs"] mod sweet;`, or a macro that may expand to one.
fn names(item: &Item, stem: &str) -> bool {
    match item {
        Item::Mod(module) => {
            let is_its_path = |meta: &Meta| match meta {
                Meta::NameValue(pair) if pair.path.is_ident("path") => {
                    text_of(&pair.value).is_some_and(|path| path.contains(stem))
                }
                _ => false,
            };
            module.ident.unraw() == stem
                || module.attrs.any(|attribute| is_its_path(&attribute.meta))
                || module.content.as_ref().is_some_and(|(_, items)| items.any(|item| names(item, stem)))
        }
        Item::Macro(call) => call.mac.tokens.to_string().contains(stem),
        _ => false,
    }
}

fn is_entity(item: &Item) -> bool {
    match item {
        Item::Struct(item) => derives(&item.attrs, "DeriveEntityModel") || derives(&item.attrs, "DeriveEntity"),
        _ => false,
    }
}
