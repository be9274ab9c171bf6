//! The modules of a program: read when one of their names is asked for, evaluated binding by binding.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, SourceMap, Span, nearest};

use super::ast::{self, Export, Range, StatementKind};
use super::effects::{Effect, Effects, Next};
use super::evaluate::{Flow, Stop, closure_of, settled, spread};
use super::resolve::{Resolver, Target};
use super::scope::Scope;
use super::syntax;
use super::value::{Property, Slot, Symbol, SymbolKind, Value};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash::Hash;
use crate::list::IteratorExt;
use crate::model::SourceComment;
use crate::source::sql::load::load;

/// A module of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ModuleId(usize);

/// What a reader of schemas knows of the packages that they import.
pub(crate) trait Library {
    /// The text of a module that is known as data: TypeScript that is evaluated in place of the package's own.
    fn module(&self, specifier: &str) -> Option<&'static str>;

    /// Whether what the package exports is known: a value of it is there, and none of the language's own.
    fn knows(&self, package: &str) -> bool;

    /// A member of a symbol that the library computes: `v.object({…}).fields`. `None`: it stays a symbol.
    fn member(&self, program: &mut Program<'_>, of: &Rc<Symbol>, name: &str) -> Option<Value>;

    /// A call of a symbol that the library computes: `v.object({…}).pick("a")`. `None`: it stays a symbol.
    fn call(&self, program: &mut Program<'_>, callee: &Rc<Symbol>, arguments: &[Slot], span: Span) -> Option<Value>;

    /// What a symbol gives an object that it is spread into (`...symbol`). `None`: it stays a spread.
    fn spread(&self, _of: &Rc<Symbol>) -> Option<Vec<Property>> {
        None
    }
}

/// A program, as far as it was read.
pub(crate) struct Program<'a> {
    files: &'a Files,
    source: &'a SourceConfig,
    pub(super) library: &'a dyn Library,
    pub(crate) texts: &'a mut SourceMap,
    pub(crate) diagnostics: &'a mut Diagnostics,
    resolver: Resolver,
    modules: Vec<Rc<Module>>,
    by_path: HashMap<Rc<str>, Option<ModuleId>>,
    read: Vec<FileId>,
    hash: Hash,
    /// How deep calls lie in each other.
    pub(super) depth: usize,
    /// In how many blocks it is that catch what is thrown.
    pub(super) tries: usize,
    /// How much may still be evaluated.
    pub(super) steps: u64,
    /// Where the project asks for what is known as data: the place of all that is made there.
    pub(super) outside: Option<Span>,
    /// The places of imports from what is known as data.
    taken: HashSet<Span>,
    /// What is wrong and is told only where a value that somebody needs comes from it, while there is such a list.
    held: Option<Vec<Diagnostic>>,
    /// The exports of other modules that are looked for right now.
    asked: Vec<(ModuleId, Rc<str>)>,
    /// Names that a statement may change which stands behind the place that asked for them.
    later: BTreeSet<(ModuleId, Rc<str>)>,
}

/// What a program was read from.
pub(crate) struct Read {
    /// The files of the project, in the order they were read.
    pub(crate) files: Vec<FileId>,
    /// Of their bytes.
    pub(crate) hash: Hash,
    /// Every comment in them, in order of file and offset.
    pub(crate) comments: Vec<SourceComment>,
}

struct Module {
    path: Rc<str>,
    /// Of the project, not of what is known as data.
    own: bool,
    file: FileId,
    code: ast::Module,
    scope: Rc<Scope>,
    bindings: RefCell<HashMap<Rc<str>, Binding>>,
    /// The statements that change what names hold, and were not run yet.
    effects: RefCell<Effects>,
    /// The statement that is evaluated: what stands behind it did not happen yet.
    now: Cell<usize>,
    /// Whether it was run what it does to other modules.
    started: Cell<bool>,
}

/// The local name of what a module of `CommonJS` sets as its exports.
const COMMON_JS: &str = "module.exports";

/// What the position of a statement is compared with once all of the module has run.
const END: usize = usize::MAX;

#[derive(Clone)]
enum Binding {
    /// The statement, and the variable of it, that defines it.
    Statement(usize, usize),
    Import(usize),
    /// It is being evaluated; asked for by `span` now, it needs itself.
    Evaluating,
    Known(Slot),
}

/// What a program may evaluate, whatever its size, and for each byte of it.
const STEPS: u64 = 2_000_000;
const STEPS_A_BYTE: u64 = 200;

impl<'a> Program<'a> {
    pub(crate) fn new(
        files: &'a Files,
        source: &'a SourceConfig,
        library: &'a dyn Library,
        texts: &'a mut SourceMap,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            files,
            source,
            library,
            texts,
            diagnostics,
            resolver: Resolver::new(),
            modules: Vec::new(),
            by_path: HashMap::new(),
            read: Vec::new(),
            hash: Hash::new(),
            depth: 0,
            tries: 0,
            steps: STEPS,
            outside: None,
            taken: HashSet::new(),
            held: None,
            asked: Vec::new(),
            later: BTreeSet::new(),
        }
    }

    /// From here on an import that leads nowhere is told only where a value that somebody needs comes from it.
    pub(crate) fn hold(&mut self) {
        self.held = Some(Vec::new());
    }

    /// What was held back and nobody needed is forgotten.
    pub(crate) fn release(&mut self) {
        self.held = None;
    }

    /// The declaration of the project, `const users = …`, that a place stands in.
    pub(crate) fn declaration(&self, place: Span) -> Option<Span> {
        let module = self.modules.iter().find(|module| module.own && module.file == place.file)?;
        let statements =
            module.code.body.iter().filter(|statement| matches!(statement.kind, StatementKind::Variables(_)));
        let mut places = statements.map(|statement| module.span(statement.range));
        places.find(|whole| whole.start <= place.start && place.end <= whole.end)
    }

    /// What was read.
    pub(crate) fn finish(self) -> Read {
        let own = self.modules.iter().filter(|module| module.own);
        let comments = own.flat_map(|module| {
            let comment = |&range: &Range| SourceComment { span: module.span(range) };
            module.code.comments.iter().map(comment)
        });
        let mut comments: Vec<SourceComment> = comments.collect();
        comments.sort_by_key(|comment| comment.span);
        Read { files: self.read, hash: self.hash, comments }
    }

    /// Reads a module of the project (`path` relative to the package root). `None`, and a diagnostic, where it cannot be read. `asked`: who asks.
    pub(crate) fn module(&mut self, path: &str, asked: Option<Span>) -> Option<ModuleId> {
        if let Some(&known) = self.by_path.get(path) {
            return known;
        }
        let name: Rc<str> = Rc::from(path);
        // It may be asked for while it is read.
        self.by_path.insert(name.clone(), None);
        let file = self.load(path, asked)?;
        self.read.push(file);
        let found = self.parsed(name.clone(), file, true);
        self.by_path.insert(name, found);
        found
    }

    fn load(&mut self, path: &str, asked: Option<Span>) -> Option<FileId> {
        let (texts, hash, diagnostics) = (&mut *self.texts, &mut self.hash, &mut *self.diagnostics);
        load(self.files, path, self.source, asked, texts, hash, diagnostics)
    }

    fn parsed(&mut self, path: Rc<str>, file: FileId, own: bool) -> Option<ModuleId> {
        let text = self.texts.file(file).shared_text();
        self.steps += STEPS_A_BYTE * text.len() as u64;
        match syntax::parse(&path, &text) {
            Ok(code) => Some(self.add(path, file, code, own)),
            Err(problems) => {
                for problem in problems {
                    let Range { start, end } = problem.range;
                    let diagnostic = Diagnostic::error(
                        Code::TypescriptSyntax,
                        Span { file, start, end },
                        lower_first(&problem.message),
                    );
                    self.diagnostics.push(match problem.help {
                        Some(help) => diagnostic.with_help(help),
                        None => diagnostic,
                    });
                }
                None
            }
        }
    }

    fn add(&mut self, path: Rc<str>, file: FileId, code: ast::Module, own: bool) -> ModuleId {
        let id = ModuleId(self.modules.len());
        let mut bindings = HashMap::new();
        for (at, import) in code.imports.iter().enumerate() {
            bindings.insert(import.local.clone(), Binding::Import(at));
        }
        for (at, statement) in code.body.iter().enumerate() {
            if let StatementKind::Variables(variables) = &statement.kind {
                for (variable, found) in variables.iter().enumerate() {
                    syntax::bound(&found.pattern, &mut |name| {
                        bindings.insert(name.clone(), Binding::Statement(at, variable));
                    });
                }
            } else {
                syntax::declared(statement, &mut |name| {
                    bindings.insert(name.clone(), Binding::Statement(at, 0));
                });
            }
        }
        let effects = RefCell::new(Effects::of(&code.body, code.imports.iter().map(|import| &import.local)));
        let scope = Scope::of_module(id);
        let bindings = RefCell::new(bindings);
        let (now, started) = (Cell::new(END), Cell::new(false));
        self.modules.push(Rc::new(Module { path, own, file, code, scope, bindings, effects, now, started }));
        id
    }

    fn of(&self, id: ModuleId) -> Rc<Module> {
        self.modules[id.0].clone()
    }

    /// A place in a module's text; of what is known as data, the place that asks for it.
    pub(super) fn span(&self, module: ModuleId, range: Range) -> Span {
        let module = &self.modules[module.0];
        self.outside.filter(|_| !module.own).unwrap_or_else(|| module.span(range))
    }

    /// Whether a module is a file of the project, not known as data.
    pub(super) fn is_own(&self, module: ModuleId) -> bool {
        self.modules[module.0].own
    }

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

    /// Runs what stands behind the places that asked for what it may change. Whether there was anything.
    fn run_later(&mut self) -> bool {
        let mut any = false;
        // Nothing is being evaluated: whoever asks now asks when all has run.
        while let Some((id, name)) = self.later.pop_first() {
            any = true;
            self.run_effects(&self.of(id), &name);
        }
        any
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
    fn import(&mut self, module: &Rc<Module>, name: &Rc<str>, specifier: &Rc<str>, range: Range) -> Slot {
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
    pub(super) fn require(&mut self, id: ModuleId, specifier: &Rc<str>, span: Span) -> Value {
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
    pub(super) fn known_export(&mut self, package: &Rc<str>, name: &str, span: Span) -> Option<Slot> {
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
    pub(super) fn is_taken(&self, place: Span) -> bool {
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

    /// Reports what is wrong, and gives the symbol that stands for it.
    fn broken(&mut self, code: Code, span: Span, message: String, help: Option<String>, reason: String) -> Rc<Symbol> {
        let mut diagnostic = Diagnostic::error(code, span, message);
        if let Some(help) = help {
            diagnostic = diagnostic.with_help(help);
        }
        if let Some(held) = &mut self.held {
            held.push(diagnostic);
            return unknown_of(reason, None, span);
        }
        let known = self.diagnostics.iter().any(|d| d.span == Some(span) && d.message == diagnostic.message);
        if !known {
            self.diagnostics.push(diagnostic);
        }
        silent(reason, span)
    }

    /// What a name of a module is, evaluated now where it was not yet. `None`: the module does not define it.
    pub(super) fn binding(&mut self, id: ModuleId, name: &str) -> Option<Slot> {
        let module = self.of(id);
        self.start(&module);
        let binding = module.bindings.borrow().get(name).cloned()?;
        match binding {
            Binding::Known(_) => {}
            Binding::Evaluating => return Some(self.needs_itself(&module, name)),
            Binding::Import(at) => {
                let import = module.code.imports.get(at)?;
                module.set(name, Binding::Evaluating);
                let slot = self.import(&module, &import.name, &import.specifier, import.range);
                module.set(name, Binding::Known(slot));
            }
            Binding::Statement(at, variable) => {
                let statement = module.code.body.get(at)?;
                module.set(name, Binding::Evaluating);
                let before = module.now.replace(at);
                let slot = self.define(&module, statement, variable, name);
                module.now.set(before);
                module.set(name, Binding::Known(slot));
            }
        }
        self.run_effects(&module, name);
        module.known(name)
    }

    /// Evaluates a declaration; every name of a pattern that it binds is known then.
    fn define(&mut self, module: &Rc<Module>, statement: &ast::Statement, variable: usize, name: &str) -> Slot {
        let scope = module.scope.clone();
        let whole = module.span(statement.range);
        let value = match &statement.kind {
            StatementKind::Variables(variables) => {
                let Some(found) = variables.get(variable) else { return Slot::new(Value::Undefined, whole) };
                let span = module.span(if variables.len() == 1 { statement.range } else { found.range });
                let bound = self.bind_variable(found, &scope);
                let mut own = Value::Undefined;
                match bound {
                    Ok(values) => {
                        for (bound, value) in values {
                            if *bound == *name {
                                own = value;
                            } else {
                                module.set(&bound, Binding::Known(Slot::new(value, span)));
                            }
                        }
                    }
                    Err(stop) => own = settled(Err(stop), span),
                }
                return Slot::new(own, span);
            }
            StatementKind::Function(function) => closure_of(function, &scope),
            StatementKind::Class(class) => {
                let value = self.class(class, &scope);
                settled(value, whole)
            }
            StatementKind::Enum(found) => {
                let value = self.enumeration(found, &scope);
                settled(value, whole)
            }
            _ => Value::Undefined,
        };
        Slot::new(value, whole)
    }

    /// Runs the statements that change what a name holds, and stand before the one that asks for it: `tables.users = …`, `register("users")`.
    fn run_effects(&mut self, module: &Rc<Module>, name: &str) {
        loop {
            let next = module.effects.borrow_mut().next(name, module.now.get());
            match next {
                Next::At(at) => self.run_effect(module, at),
                Next::Later => drop(self.later.insert((module.scope.module, Rc::from(name)))),
                Next::None => {}
            }
            if !matches!(next, Next::At(_)) {
                return;
            }
        }
    }

    fn run_effect(&mut self, module: &Rc<Module>, at: usize) {
        let Some(effect) = module.effects.borrow_mut().take(at) else { return };
        let Some(statement) = module.code.body.get(at) else { return };
        let before = module.now.replace(at);
        if let StatementKind::Variables(_) = statement.kind {
            syntax::declared(statement, &mut |name| {
                if let Some(Binding::Statement(..)) = module.binding(name) {
                    self.binding(module.scope.module, name);
                }
            });
        } else {
            let scope = module.scope.clone();
            let done = match &statement.kind {
                StatementKind::Expression(expression) => self.evaluate(expression, &scope),
                _ => self.execute(statement, &scope).map(Flow::value),
            };
            // What it throws is nobody's value.
            if let Ok(Value::Symbol(cause)) = done
                && let SymbolKind::Unknown { .. } = cause.kind
            {
                self.spoil(module, &effect, &cause, module.span(statement.range));
            }
        }
        module.now.set(before);
    }

    /// Nobody knows what a statement did: what it changes is not known any further.
    fn spoil(&mut self, module: &Rc<Module>, effect: &Effect, cause: &Rc<Symbol>, span: Span) {
        let cause = Value::Symbol(cause.clone());
        for name in &effect.changed {
            let Some(slot) = self.binding(module.scope.module, name) else { continue };
            match &slot.value {
                Value::Object(object) => object.set(spread(cause.clone(), span)),
                Value::Array(array) => {
                    array.slots.borrow_mut().push(Slot { spread: true, ..Slot::new(cause.clone(), span) });
                }
                _ => module.set(name, Binding::Known(Slot::new(cause.clone(), span))),
            }
        }
        for name in &effect.called {
            let Some(slot) = self.binding(module.scope.module, name) else { continue };
            let is_of_library =
                |symbol: &Rc<Symbol>| symbol.call().is_some_and(|(package, ..)| self.library.knows(package));
            if slot.value.as_symbol().is_some_and(is_of_library) {
                self.unknown(&cause, &format!("what is done to `{name}` here"), span);
            }
        }
    }

    /// Runs what a module does to others before anything of it is asked for: the modules that it imports for what they do (`import "./tables"`), and
    /// its own calls of what another file defines (`register("users", …)`).
    fn start(&mut self, module: &Rc<Module>) {
        if module.started.replace(true) {
            return;
        }
        for (specifier, range) in &module.code.bare_imports {
            let Target::File(path) = self.resolver.resolve(self.files, &module.path, specifier) else { continue };
            // A style sheet does nothing here.
            if !syntax::is_program(&path) {
                continue;
            }
            let Some(found) = self.module(&path, Some(module.span(*range))) else { continue };
            let found = self.of(found);
            self.start(&found);
            let outward = found.effects.borrow().outward();
            for at in outward {
                self.run_effect(&found, at);
            }
        }
        let outward = module.effects.borrow().outward();
        for at in outward {
            let imported = module.effects.borrow().imported(at);
            if imported.iter().any(|name| self.is_of_project(module, name)) {
                self.run_effect(module, at);
            }
        }
        self.resolver.report(self.texts, self.diagnostics);
    }

    /// Whether a name is imported from another file of the project.
    fn is_of_project(&mut self, module: &Module, name: &str) -> bool {
        let import = module.code.imports.iter().find(|import| *import.local == *name);
        import.is_some_and(|import| {
            matches!(self.resolver.resolve(self.files, &module.path, &import.specifier), Target::File(_))
        })
    }

    /// Gives a name of a module another value.
    pub(super) fn assign_binding(&mut self, id: ModuleId, name: &str, value: Value, span: Span) {
        self.of(id).set(name, Binding::Known(Slot::new(value, span)));
    }

    fn needs_itself(&mut self, module: &Rc<Module>, name: &str) -> Slot {
        let place = module.place_of(name);
        let message = format!("`{name}` needs itself to be evaluated");
        let help = "give it a value that does not lead back to it; through imports too";
        let reason = format!("`{name}` needs itself");
        let symbol = self.broken(Code::EndlessEvaluation, place, message, Some(help.to_owned()), reason);
        Slot::new(Value::Symbol(symbol), place)
    }

    /// A computation that does not end: reported where it is, once.
    pub(super) fn endless(&mut self, what: &str, span: Span) -> Stop {
        let help = "write out what it gives, or end it sooner";
        let message = format!("{what}: it is not evaluated any further");
        // One report is enough for all calls of the same recursion.
        let symbol = self.broken(Code::EndlessEvaluation, span, message, Some(help.to_owned()), what.to_owned());
        Stop::Endless(symbol)
    }

    /// Says why a value is not known, at the expression that is the cause, once: what is wrong, what to write instead.
    pub(crate) fn unknown(&mut self, value: &Value, what: &str, asked: Span) {
        self.tell(Diagnostic::warning, value, what, asked);
    }

    /// Says so of a value without which nothing can be read.
    pub(crate) fn needed(&mut self, value: &Value, what: &str, asked: Span) {
        self.tell(Diagnostic::error, value, what, asked);
    }

    fn tell(&mut self, new: fn(Code, Span, String) -> Diagnostic, value: &Value, what: &str, asked: Span) {
        let Some(symbol) = value.as_symbol() else {
            let message = format!("{what} cannot be {}", value.kind());
            return self.diagnostics.push(new(Code::UnknownValue, asked, message));
        };
        let root = symbol.root();
        if root.reported.replace(true) {
            return;
        }
        if let Some(held) = self.held.iter_mut().flatten().find(|held| held.span == Some(root.span)) {
            return self.diagnostics.push(held.clone());
        }
        let text = self.texts.text(root.span).split_whitespace().collect::<Vec<_>>().join(" ");
        let (why, help) = root.why(&text);
        let message = format!("{what} is not known: {why}");
        // A helper that is called for many tables is the cause once.
        if self.diagnostics.iter().any(|told| told.span == Some(root.span) && told.message == message) {
            return;
        }
        let mut diagnostic = new(Code::UnknownValue, root.span, message).with_help(help);
        let inside = asked.file == root.span.file && asked.start <= root.span.start && root.span.end <= asked.end;
        if !inside {
            diagnostic = diagnostic.with_related(asked, "needed here");
        }
        self.diagnostics.push(diagnostic);
    }
}

/// Where an import leads.
enum Leads {
    Module(ModuleId),
    Package(Rc<str>),
    /// It is reported.
    Nowhere(Rc<Symbol>),
}

impl Module {
    fn span(&self, range: Range) -> Span {
        Span { file: self.file, start: range.start, end: range.end }
    }

    fn binding(&self, name: &str) -> Option<Binding> {
        self.bindings.borrow().get(name).cloned()
    }

    /// What a name is, as far as that is known.
    fn known(&self, name: &str) -> Option<Slot> {
        match self.binding(name) {
            Some(Binding::Known(slot)) => Some(slot),
            _ => None,
        }
    }

    fn set(&self, name: &str, binding: Binding) {
        self.bindings.borrow_mut().insert(Rc::from(name), binding);
    }

    /// Where a name is defined.
    fn place_of(&self, name: &str) -> Span {
        let mut place = None;
        for statement in &self.code.body {
            syntax::declared(statement, &mut |declared| {
                if **declared == *name {
                    place = place.or(Some(statement.range));
                }
            });
        }
        let import = self.code.imports.iter().find(|import| *import.local == *name).map(|import| import.range);
        self.span(place.or(import).unwrap_or_default())
    }
}

/// The name of the text of a package that is known as data.
fn data_path(specifier: &str) -> String {
    format!("{specifier}.ts")
}

/// A symbol that nobody needs to be told of.
fn silent(reason: String, span: Span) -> Rc<Symbol> {
    let symbol = unknown_of(reason, None, span);
    symbol.reported.set(true);
    symbol
}

/// A value that is not known, because another is not, or for a reason of its own.
pub(super) fn unknown_of(reason: impl Into<Rc<str>>, cause: Option<Value>, span: Span) -> Rc<Symbol> {
    let cause = cause.and_then(|cause| cause.as_symbol().cloned());
    Symbol::new(SymbolKind::Unknown { reason: reason.into(), cause }, span)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", characters.as_str().trim_end_matches('.'))
}
