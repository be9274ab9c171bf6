//! The modules of a program: read when one of their names is asked for, evaluated binding by binding.

mod binding;
mod link;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, SourceMap, Span};

use super::ast::{self, Range, StatementKind};
use super::effects::Effects;
use super::evaluate::Stop;
use super::resolve::Resolver;
use super::scope::Scope;
use super::syntax;
use super::value::{Property, Slot, Symbol, SymbolKind, Value};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash::Hash;
use crate::list::SliceExt;
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
        let module = self.modules.find(|module| module.own && module.file == place.file)?;
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
