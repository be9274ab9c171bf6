//! What the statements of a module do to its names: `tables.users = …`, `for (const t of all) t.index(…)`, `register("users", …)`.
//!
//! A statement that declares nothing is there for what it changes, and so is a declaration whose value changes something on the way:
//! `const all = Object.assign(tables, more)`. Which names it may change is followed through what it mentions: functions that it calls, other names of the
//! same value. More is followed than can be changed; nothing less.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use super::ast::{Statement, StatementKind};
use super::syntax;
use super::uses::Uses;
use crate::list::SliceExt;

/// How many names are followed in a module, at most; behind that a statement is taken to touch every name.
const FOLLOWED: usize = 1_000_000;

/// The statements of a module that change what names hold.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// By their positions.
    statements: HashMap<usize, Effect>,
    /// By name, the positions of those that may change it and were not asked for yet, in order.
    touching: HashMap<Rc<str>, VecDeque<usize>>,
    /// The positions of those that touch so much that it is not followed.
    touching_all: VecDeque<usize>,
    /// The positions of those that may change what other modules define, in order.
    outward: Vec<usize>,
}

/// A statement that is to be run.
pub(super) enum Next {
    At(usize),
    /// There are some, behind the place that asks.
    Later,
    None,
}

/// What a statement does.
#[derive(Debug, Default)]
pub(super) struct Effect {
    /// The names whose values it changes, itself or through a function of the module.
    pub(super) changed: Vec<Rc<str>>,
    /// The names whose methods it calls.
    pub(super) called: Vec<Rc<str>>,
    /// The names of other modules that it calls.
    pub(super) imported: Vec<Rc<str>>,
}

impl Effects {
    /// Of a module with these statements, and with these names of imports.
    pub(super) fn of<'a>(body: &[Statement], imports: impl Iterator<Item = &'a Rc<str>>) -> Self {
        let imports: HashSet<&str> = imports.map(|name| &**name).collect();
        let declarations = Declarations::of(body, &imports);
        let mut effects = Self::default();
        let mut left = FOLLOWED;
        for (at, statement) in body.iter().enumerate() {
            let uses = declarations.at(at);
            if is_declaration(statement) && !declarations.is_changing(uses) {
                continue;
            }
            let mut effect = declarations.effect(uses);
            let Some(reached) = declarations.reached(&uses.mentioned, &mut left) else {
                effects.touching_all.push_back(at);
                effects.outward.push(at);
                effects.statements.insert(at, effect);
                continue;
            };
            for &name in &reached {
                effects.touching.entry(name.clone()).or_default().push_back(at);
                if let Some(uses) = declarations.changing(name) {
                    effect.changed.extend(uses.changed.iter().cloned());
                }
            }
            if reached.any(|name| imports.contains(&***name)) {
                effects.outward.push(at);
            }
            effect.changed.retain(|name| declarations.knows(name));
            effects.statements.insert(at, effect);
        }
        effects
    }

    /// Takes the first of the statements that may change what a name holds, and that stand before another.
    pub(super) fn next(&mut self, name: &str, before: usize) -> Next {
        let of_all = self.touching_all.front().copied();
        let of_name = self.touching.get_mut(name);
        let first = of_name.as_ref().and_then(|of_name| of_name.front().copied());
        let Some(at) = first.into_iter().chain(of_all).min() else { return Next::None };
        if at >= before {
            return Next::Later;
        }
        let queue = if first == Some(at) { of_name } else { Some(&mut self.touching_all) };
        queue.and_then(VecDeque::pop_front).map_or(Next::None, Next::At)
    }

    /// Those that may change what other modules define.
    pub(super) fn outward(&self) -> Vec<usize> {
        self.outward.clone()
    }

    /// The names of other modules that a statement calls, which was not run yet.
    pub(super) fn imported(&self, at: usize) -> Vec<Rc<str>> {
        self.statements.get(&at).map(|effect| effect.imported.clone()).unwrap_or_default()
    }

    /// What the statement does that stands there.
    pub(super) fn take(&mut self, at: usize) -> Option<Effect> {
        self.statements.remove(&at)
    }
}

/// Whether a statement is there for the name that it defines.
fn is_declaration(statement: &Statement) -> bool {
    matches!(
        statement.kind,
        StatementKind::Variables(_)
            | StatementKind::Function(_)
            | StatementKind::Class(_)
            | StatementKind::Enum(_)
            | StatementKind::Empty
            | StatementKind::Other(_)
    )
}

/// The names of a module, and what their definitions use.
struct Declarations<'a> {
    /// Of each statement: what it uses when it is run.
    run: Vec<Uses>,
    /// Of each name: what its definition uses, the bodies of functions too.
    defined: HashMap<Rc<str>, Vec<Rc<Uses>>>,
    imports: &'a HashSet<&'a str>,
    /// The names by which something is changed when they are called.
    changing: HashSet<Rc<str>>,
}

impl<'a> Declarations<'a> {
    fn of(body: &[Statement], imports: &'a HashSet<&'a str>) -> Self {
        let mut run = Vec::with_capacity(body.len());
        let mut defined: HashMap<Rc<str>, Vec<Rc<Uses>>> = HashMap::new();
        for statement in body {
            run.push(Uses::of(statement, !is_declaration(statement)));
            let mut all = None;
            syntax::declared(statement, &mut |name| {
                let all = all.get_or_insert_with(|| Rc::new(Uses::of(statement, true)));
                defined.entry(name.clone()).or_default().push(all.clone());
            });
        }
        let mut declarations = Self { run, defined, imports, changing: HashSet::new() };
        declarations.changing = declarations.all_changing();
        declarations
    }

    fn at(&self, at: usize) -> &Uses {
        &self.run[at]
    }

    /// What a statement does itself.
    fn effect(&self, uses: &Uses) -> Effect {
        let imported = uses.run.iter().filter(|name| self.imports.contains(&***name)).cloned().collect();
        Effect { changed: uses.changed.clone(), called: uses.called.clone(), imported }
    }

    fn knows(&self, name: &str) -> bool {
        self.defined.contains_key(name) || self.imports.contains(name)
    }

    /// The names whose definitions change something of the module, or mention one of those.
    fn all_changing(&self) -> HashSet<Rc<str>> {
        let mut mentioned_by: HashMap<&str, Vec<&Rc<str>>> = HashMap::new();
        let mut open: Vec<&Rc<str>> = Vec::new();
        for (name, definitions) in &self.defined {
            for uses in definitions {
                uses.mentioned.iter().for_each(|other| mentioned_by.entry(other).or_default().push(name));
                if uses.changed.any(|changed| self.knows(changed)) {
                    open.push(name);
                }
            }
        }
        let mut found = HashSet::new();
        while let Some(name) = open.pop() {
            if found.insert(name.clone()) {
                open.extend(mentioned_by.get(&**name).into_iter().flatten());
            }
        }
        found
    }

    /// What the definition of a name uses, where it changes something.
    fn changing(&self, name: &str) -> Option<&Uses> {
        self.defined.get(name)?.iter().map(|uses| &**uses).find(|uses| !uses.changed.is_empty())
    }

    /// Whether what a declaration runs changes something of the module.
    fn is_changing(&self, uses: &Uses) -> bool {
        uses.changed.any(|name| self.knows(name)) || uses.run.any(|name| self.changing.contains(name))
    }

    /// The names of the module that are reached from some. `None`: they are too many.
    fn reached<'u>(&'u self, from: &'u [Rc<str>], left: &mut usize) -> Option<Vec<&'u Rc<str>>> {
        let mut reached = Vec::new();
        let mut seen = HashSet::new();
        let mut open: Vec<&Rc<str>> = from.iter().rev().collect();
        while let Some(name) = open.pop() {
            *left = left.checked_sub(1)?;
            if !self.knows(name) || !seen.insert(name) {
                continue;
            }
            reached.push(name);
            for uses in self.defined.get(name).into_iter().flatten() {
                open.extend(uses.mentioned.iter().rev());
            }
        }
        Some(reached)
    }
}
