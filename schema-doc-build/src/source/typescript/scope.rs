//! The names that code sees.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::program::ModuleId;
use super::value::{Function, Value};
use crate::list::SliceExt;

/// The names of a block or a function, and those around it; outermost those of a module.
pub(crate) struct Scope {
    names: RefCell<Vec<(Rc<str>, Value)>>,
    parent: Option<Rc<Scope>>,
    pub(super) module: ModuleId,
    /// What `this` is, where a function began.
    this: Option<This>,
    /// Whether a function began: where its `var` stand.
    of_call: bool,
}

/// What a function was called on.
#[derive(Clone)]
pub(super) struct This {
    pub(super) value: Value,
    /// The class that is being initialized.
    pub(super) class: Option<Rc<Function>>,
}

impl Scope {
    pub(super) fn of_module(module: ModuleId) -> Rc<Self> {
        Rc::new(Self { names: RefCell::default(), parent: None, module, this: None, of_call: true })
    }

    /// A scope inside another.
    pub(super) fn inside(parent: &Rc<Self>) -> Rc<Self> {
        let (names, module) = (RefCell::default(), parent.module);
        Rc::new(Self { names, parent: Some(parent.clone()), module, this: None, of_call: false })
    }

    /// The scope of a function's call. `this`: none of its own where it is an arrow.
    pub(super) fn of_call(parent: &Rc<Self>, this: Option<This>) -> Rc<Self> {
        let (names, parent, module) = (RefCell::default(), Some(parent.clone()), parent.module);
        Rc::new(Self { names, parent, module, this, of_call: true })
    }

    /// A scope of its own with the same names.
    pub(super) fn copied(&self) -> Rc<Self> {
        let (names, parent, this) = (self.names.clone(), self.parent.clone(), self.this.clone());
        Rc::new(Self { names, parent, module: self.module, this, of_call: self.of_call })
    }

    pub(super) fn declare(&self, name: &Rc<str>, value: Value) {
        let mut names = self.names.borrow_mut();
        match names.find_mut(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => names.push((name.clone(), value)),
        }
    }

    /// Declares a `var`: it stands in the function around, and keeps its value where none is said.
    pub(super) fn declare_hoisted(&self, name: &Rc<str>, value: Value, is_said: bool) {
        let mut scope = self;
        while let Some(parent) = scope.parent.as_deref().filter(|_| !scope.of_call) {
            scope = parent;
        }
        if is_said || !scope.names.borrow().any(|(known, _)| known == name) {
            scope.declare(name, value);
        }
    }

    /// The value of a name of this scope or of one around it. `None`: it is the module's, or nobody's.
    pub(super) fn get(&self, name: &str) -> Option<Value> {
        let mut scope = self;
        loop {
            if let Some((_, value)) = scope.names.borrow().find(|(known, _)| &**known == name) {
                return Some(value.clone());
            }
            scope = scope.parent.as_deref()?;
        }
    }

    /// Gives a name that is known another value. Whether it was known.
    pub(super) fn assign(&self, name: &str, value: &Value) -> bool {
        let mut scope = self;
        loop {
            if let Some((_, known)) = scope.names.borrow_mut().find_mut(|(known, _)| &**known == name) {
                *known = value.clone();
                return true;
            }
            match &scope.parent {
                Some(parent) => scope = parent,
                None => return false,
            }
        }
    }

    pub(super) fn this(&self) -> Option<&This> {
        let mut scope = self;
        loop {
            if let Some(this) = &scope.this {
                return Some(this);
            }
            scope = scope.parent.as_deref()?;
        }
    }
}

// Functions in it hold it.
impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
