//! Programs in TypeScript and JavaScript, evaluated as far as their text says what things are. Nothing is executed.
//!
//! ```text
//! text ─ syntax (oxc) ─▶ ast ─ module, resolve ─▶ bindings ─ evaluate ─▶ Value
//! ```
//!
//! A binding is evaluated when something asks for it, in its module's scope; a file is read when one of its exports is asked for. Exports of packages
//! (`v` of `convex/values`, `pgTable` of `drizzle-orm/pg-core`) stay symbols, and so do calls and members of them: what they mean is for the reader
//! of that library's schemas to say. What cannot be known is a symbol too, with its place.

mod ast;
mod depth;
mod effects;
mod evaluate;
mod program;
mod resolve;
mod scope;
mod syntax;
mod uses;
mod value;

pub(crate) use evaluate::{number_text, symbol_key};
pub(crate) use program::{Library, ModuleId, Program};
pub(crate) use value::{Property, Slot, Symbol, SymbolKind, Value};

/// How much stack the reading of programs may use: parsers and evaluators call themselves for what is nested, and a text may be nested
/// as deep as `depth` lets it.
const STACK: usize = 256 << 20;

/// Runs the reading of programs on a stack of its own. `None`: the machine has no room for it.
pub(crate) fn on_a_large_stack<R: Send>(read: impl FnOnce() -> R + Send) -> Option<R> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read).ok()?;
        thread.join().map_err(|panic| std::panic::resume_unwind(panic)).ok()
    })
}

#[cfg(test)]
mod tests;
