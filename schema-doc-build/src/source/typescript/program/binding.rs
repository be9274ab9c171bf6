//! The names of a module, each evaluated when it is asked for, and what the module's statements do to them.

use std::rc::Rc;

use schema_doc_diagnostics::{Code, Span};

use super::super::ast::{self, Range, StatementKind};
use super::super::effects::{Effect, Next};
use super::super::evaluate::{Flow, closure_of, settled, spread};
use super::super::resolve::Target;
use super::super::syntax;
use super::super::value::{Slot, Symbol, SymbolKind, Value};
use super::{Binding, Module, ModuleId, Program};
use crate::list::SliceExt;

impl Program<'_> {
    /// What a name of a module is, evaluated now where it was not yet. `None`: the module does not define it.
    pub(in super::super) fn binding(&mut self, id: ModuleId, name: &str) -> Option<Slot> {
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
            if imported.any(|name| self.is_of_project(module, name)) {
                self.run_effect(module, at);
            }
        }
        self.resolver.report(self.texts, self.diagnostics);
    }

    /// Whether a name is imported from another file of the project.
    fn is_of_project(&mut self, module: &Module, name: &str) -> bool {
        let import = module.code.imports.find(|import| *import.local == *name);
        import.is_some_and(|import| {
            matches!(self.resolver.resolve(self.files, &module.path, &import.specifier), Target::File(_))
        })
    }

    /// Gives a name of a module another value.
    pub(in super::super) fn assign_binding(&mut self, id: ModuleId, name: &str, value: Value, span: Span) {
        self.of(id).set(name, Binding::Known(Slot::new(value, span)));
    }

    /// Runs what stands behind the places that asked for what it may change. Whether there was anything.
    pub(super) fn run_later(&mut self) -> bool {
        let mut any = false;
        // Nothing is being evaluated: whoever asks now asks when all has run.
        while let Some((id, name)) = self.later.pop_first() {
            any = true;
            self.run_effects(&self.of(id), &name);
        }
        any
    }

    fn needs_itself(&mut self, module: &Rc<Module>, name: &str) -> Slot {
        let place = module.place_of(name);
        let message = format!("`{name}` needs itself to be evaluated");
        let help = "give it a value that does not lead back to it; through imports too";
        let reason = format!("`{name}` needs itself");
        let symbol = self.broken(Code::EndlessEvaluation, place, message, Some(help.to_owned()), reason);
        Slot::new(Value::Symbol(symbol), place)
    }
}

impl Module {
    pub(super) fn span(&self, range: Range) -> Span {
        Span { file: self.file, start: range.start, end: range.end }
    }

    pub(super) fn binding(&self, name: &str) -> Option<Binding> {
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
        let import = self.code.imports.find(|import| *import.local == *name).map(|import| import.range);
        self.span(place.or(import).unwrap_or_default())
    }
}
