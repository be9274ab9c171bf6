//! Imports and exports: where a name of another module leads.

use std::rc::Rc;

use schema_doc_diagnostics::{Code, Span, nearest};

use super::super::ast::{self, Export, Range};
use super::super::resolve::Target;
use super::super::value::{Property, Slot, Symbol, SymbolKind, Value};
use super::{COMMON_JS, Module, ModuleId, Program, silent};
use crate::list::IteratorExt;

/// Where an import leads.
enum Leads {
    Module(ModuleId),
    Package(Rc<str>),
    /// It is reported.
    Nowhere(Rc<Symbol>),
}

impl Program<'_> {
    /// All exports, by name, in the order of the text, `export *` where it stands. The span of the slot is the whole declaration
    /// (`const users = pgTable(…)`).
    pub(crate) fn exports(&mut self, module: ModuleId) -> Vec<(Rc<str>, Slot)> {
        let exports = self.all_exported(module);
        if self.run_later() { self.all_exported(module) } else { exports }
    }

    fn all_exported(&mut self, module: ModuleId) -> Vec<(Rc<str>, Slot)> {
        let mut names = Vec::new();
        self.exported_names(module, &mut Vec::new(), &mut names);
        let exported = |name: Rc<str>| Some((name.clone(), self.exported(module, &name, &mut Vec::new())?));
        names.into_iter().filter_map(exported).collect()
    }

    fn exported_names(&mut self, id: ModuleId, seen: &mut Vec<ModuleId>, names: &mut Vec<Rc<str>>) {
        if seen.contains(&id) {
            return;
        }
        seen.push(id);
        let module = self.of(id);
        for export in &module.code.exports {
            match export {
                Export::Local { name, .. } | Export::From { name, .. } => {
                    if !names.contains(name) {
                        names.push(name.clone());
                    }
                }
                Export::All { specifier, range } => {
                    if let Leads::Module(found) = self.follow(&module, specifier, *range) {
                        let mut inside = Vec::new();
                        self.exported_names(found, seen, &mut inside);
                        // The default export is not among `*`.
                        inside.retain(|name| &**name != "default" && !names.contains(name));
                        names.append(&mut inside);
                    }
                }
            }
        }
    }

    /// The value of an export, when all of the program has run. `None` where there is none of that name.
    pub(crate) fn export(&mut self, module: ModuleId, name: &str) -> Option<Slot> {
        let slot = self.exported(module, name, &mut Vec::new());
        if self.run_later() { self.exported(module, name, &mut Vec::new()) } else { slot }
    }

    fn exported(&mut self, id: ModuleId, name: &str, seen: &mut Vec<ModuleId>) -> Option<Slot> {
        if seen.contains(&id) {
            return None;
        }
        seen.push(id);
        let module = self.of(id);
        let mut stars = Vec::new();
        for export in &module.code.exports {
            match export {
                Export::Local { name: exported, local } if **exported == *name => return self.binding(id, local),
                Export::From { name: exported, imported, specifier, range } if **exported == *name => {
                    let asked = (id, exported.clone());
                    // `export { a } from` each other: nobody defines it.
                    if self.asked.contains(&asked) {
                        return None;
                    }
                    self.asked.push(asked);
                    let slot = self.import(&module, imported, specifier, *range);
                    self.asked.pop();
                    return Some(slot);
                }
                Export::All { specifier, range } => stars.push((specifier, *range)),
                _ => {}
            }
        }
        if let Some(slot) = self.member_of_whole(&module, name) {
            return Some(slot);
        }
        for (specifier, range) in stars.into_iter().filter(|_| name != "default") {
            match self.follow(&module, specifier, range) {
                Leads::Module(found) => {
                    if let Some(slot) = self.exported(found, name, seen) {
                        return Some(slot);
                    }
                }
                Leads::Package(package) => {
                    let kind = SymbolKind::Import { package, name: Rc::from(name) };
                    let span = module.span(range);
                    return Some(Slot::new(Value::Symbol(Symbol::new(kind, span)), span));
                }
                Leads::Nowhere(symbol) => return Some(Slot::new(Value::Symbol(symbol), module.span(range))),
            }
        }
        None
    }

    /// `import { a }` of a module whose exports are one value: `module.exports = { a }`, a file of data.
    fn member_of_whole(&mut self, module: &Rc<Module>, name: &str) -> Option<Slot> {
        let local = if module.path.ends_with(".json") { ast::DEFAULT } else { COMMON_JS };
        if name == "default" || module.binding(local).is_none() {
            return None;
        }
        self.binding(module.scope.module, local)?.value.get(name)
    }

    /// What an import from another module is.
    pub(super) fn import(&mut self, module: &Rc<Module>, name: &Rc<str>, specifier: &Rc<str>, range: Range) -> Slot {
        let span = module.span(range);
        let value = match self.follow(module, specifier, range) {
            Leads::Package(package) => {
                Value::Symbol(Symbol::new(SymbolKind::Import { package, name: name.clone() }, span))
            }
            Leads::Nowhere(symbol) => Value::Symbol(symbol),
            Leads::Module(found) if &**name == "*" && self.is_own(found) => self.namespace(found),
            Leads::Module(found) => match self.export_for(module, found, name, span) {
                Some(slot) => return slot,
                // What is known as data is not all that the package exports.
                None if !self.is_own(found) => {
                    let kind = SymbolKind::Import { package: specifier.clone(), name: name.clone() };
                    Value::Symbol(Symbol::new(kind, span))
                }
                None => Value::Symbol(self.no_export(found, name, specifier, span)),
            },
        };
        Slot::new(value, span)
    }

    /// `require("specifier")`: what a module of `CommonJS` sets as its exports, else all exports.
    pub(in super::super) fn require(&mut self, id: ModuleId, specifier: &Rc<str>, span: Span) -> Value {
        let module = self.of(id);
        let range = Range { start: span.start, end: span.end };
        if let Leads::Module(found) = self.follow(&module, specifier, range) {
            let whole = self.of(found).binding(COMMON_JS).is_some();
            if whole && let Some(slot) = self.exported(found, "default", &mut Vec::new()) {
                return slot.value;
            }
        }
        self.import(&module, &Rc::from("*"), specifier, range).value
    }

    /// An export of a package that is known as data. `None`: it is not.
    pub(in super::super) fn known_export(&mut self, package: &Rc<str>, name: &str, span: Span) -> Option<Slot> {
        let Some(Leads::Module(found)) = self.known(package) else { return None };
        let before = self.outside.replace(span);
        let slot = self.exported(found, name, &mut Vec::new());
        self.outside = before;
        slot
    }

    /// An export that a module asks another for.
    fn export_for(&mut self, module: &Module, found: ModuleId, name: &str, span: Span) -> Option<Slot> {
        if !module.own || self.is_own(found) {
            return self.exported(found, name, &mut Vec::new());
        }
        let before = self.outside.replace(span);
        self.taken.insert(span);
        let slot = self.exported(found, name, &mut Vec::new());
        self.outside = before;
        slot
    }

    /// Whether a place is that of an import from what is known as data, and of all that came with it.
    pub(in super::super) fn is_taken(&self, place: Span) -> bool {
        self.taken.contains(&place)
    }

    /// `import * as schema`: an object of all exports, which the language sorts by name.
    fn namespace(&mut self, module: ModuleId) -> Value {
        let mut exports = self.all_exported(module);
        exports.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        let property = |(key, slot): (Rc<str>, Slot)| Property { key, span: slot.span, slot, getter: false };
        Value::object(exports.into_iter().map(property).collect())
    }

    fn no_export(&mut self, found: ModuleId, name: &str, specifier: &str, span: Span) -> Rc<Symbol> {
        let mut names = Vec::new();
        self.exported_names(found, &mut Vec::new(), &mut names);
        let path = self.of(found).path.clone();
        let message = format!("`{specifier}` has no export `{name}`");
        let help = match nearest(name, names.iter().map(|name| &**name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write `export` before it in {path}"),
        };
        let reason = format!("`{name}` is no export of `{specifier}`");
        self.broken(Code::UnresolvedImport, span, message, Some(help), reason)
    }

    /// Where an import of a module leads.
    fn follow(&mut self, module: &Rc<Module>, specifier: &Rc<str>, range: Range) -> Leads {
        // The data of a package may import the package itself.
        let is_itself = !module.own && *module.path == *data_path(specifier);
        if let Some(known) = self.known(specifier).filter(|_| !is_itself) {
            return known;
        }
        if !module.own {
            return Leads::Package(specifier.clone());
        }
        let target = self.resolver.resolve(self.files, &module.path, specifier);
        self.resolver.report(self.texts, self.diagnostics);
        let span = module.span(range);
        match target {
            Target::Package(name) => {
                let name: Rc<str> = Rc::from(name);
                self.known(&name).unwrap_or(Leads::Package(name))
            }
            Target::File(path) => match self.module(&path, Some(span)) {
                Some(found) => Leads::Module(found),
                // Its own diagnostic says why.
                None => Leads::Nowhere(silent(format!("`{path}` cannot be read"), span)),
            },
            Target::Missing { tried } => {
                let reason = format!("`{specifier}` leads to no file");
                let message = format!("the import `{specifier}` leads to no file");
                let help = match tried.iter().map(|path| format!("`{path}`")).join(", ") {
                    tried if tried.is_empty() => "say where it leads in `paths` of tsconfig.json".to_owned(),
                    tried => format!("there is no {tried}"),
                };
                Leads::Nowhere(self.broken(Code::UnresolvedImport, span, message, Some(help), reason))
            }
        }
    }

    /// A package that is known as data. `None`: it is not.
    fn known(&mut self, specifier: &Rc<str>) -> Option<Leads> {
        let path: Rc<str> = Rc::from(data_path(specifier));
        let text = self.library.module(specifier)?;
        let known = self.by_path.get(&path).copied();
        let found = known.unwrap_or_else(|| {
            let file = self.texts.add(&*path, text);
            let found = self.parsed(path.clone(), file, false);
            self.by_path.insert(path, found);
            found
        });
        Some(found.map_or_else(|| Leads::Package(specifier.clone()), Leads::Module))
    }
}

/// The name of the text of a package that is known as data.
fn data_path(specifier: &str) -> String {
    format!("{specifier}.ts")
}
