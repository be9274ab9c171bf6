//! Rust text as prettyplease formats it, for the few forms that the generated module has.

use std::borrow::Cow;
use std::fmt;

use crate::list::IteratorExt;

/// Columns of a line, as prettyplease counts them; bytes of text, not characters.
const MARGIN: usize = 89;
/// What a line may hold beside its indentation, however deep that is.
const MINIMUM: usize = 60;
const INDENT: usize = 4;

/// An expression of the generated module.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    /// A path or a literal.
    Word(Cow<'static, str>),
    /// `path(a, b)`: one argument at least.
    Call(&'static str, Vec<Expression>),
    /// `&[a, b]`.
    Slice(Vec<Expression>),
    /// `&a`.
    Reference(Box<Expression>),
}

impl Expression {
    pub(super) fn string(text: &str) -> Self {
        Self::Word(literal(text).into())
    }

    pub(super) fn boolean(is: bool) -> Self {
        Self::Word(if is { "true" } else { "false" }.into())
    }

    /// `Some("…")`, `None`.
    pub(super) fn optional(text: Option<&str>) -> Self {
        match text {
            Some(text) => Self::Call("Some", vec![Self::string(text)]),
            None => Self::Word("None".into()),
        }
    }

    /// `&["a", "b"]`.
    pub(super) fn strings<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::Slice(texts.into_iter().map(|text| Self::string(text.as_ref())).collect_vec())
    }

    /// Its length on one line.
    fn flat(&self) -> usize {
        match self {
            Self::Word(word) => word.len(),
            Self::Call(path, arguments) => path.len() + 2 + flat_list(arguments),
            Self::Slice(items) => 3 + flat_list(items),
            Self::Reference(inner) => 1 + inner.flat(),
        }
    }
}

fn flat_list(items: &[Expression]) -> usize {
    items.iter().map(Expression::flat).sum::<usize>() + 2 * items.len().saturating_sub(1)
}

/// Text that grows line by line.
#[derive(Debug, Default)]
pub(super) struct Code {
    out: String,
    indent: usize,
    /// What the current line still takes.
    space: usize,
    /// It is included in a crate, which may be without the prelude, and may know the runtime crate by another name.
    included: bool,
}

impl Code {
    /// A module that is included in a crate.
    pub(super) fn included() -> Self {
        Self { included: true, ..Self::default() }
    }

    /// The first lines of a module: what its names need. All of the prelude only where there are derives, since every name costs.
    pub(super) fn imports(&mut self, of_runtime: &[&str], derives: bool) {
        if self.included {
            self.line(if derives {
                "use ::core::prelude::v1::*;"
            } else {
                "use ::core::option::Option::{None, Some};"
            });
        } else if self.indent == 0 {
            self.line("use ::schema_doc_runtime as __runtime;");
        }
        for item in of_runtime {
            self.line(&format!("use {};", self.runtime(item)));
        }
    }

    /// Hands on what is written so far.
    pub(super) fn flush(&mut self, sink: &mut dyn fmt::Write) -> fmt::Result {
        sink.write_str(&self.out)?;
        self.out.clear();
        Ok(())
    }

    /// Starts a line.
    fn begin(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.space = MARGIN.saturating_sub(self.indent).max(MINIMUM);
    }

    fn word(&mut self, word: &str) {
        self.out.push_str(word);
        self.space = self.space.saturating_sub(word.len());
    }

    fn break_line(&mut self) {
        self.out.push('\n');
        self.begin();
    }

    /// A whole line.
    pub(super) fn line(&mut self, text: &str) {
        if !text.is_empty() {
            self.begin();
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    /// The path of an item of the runtime crate, which the module at the top calls `__runtime`: `super::__runtime::Column`.
    pub(super) fn runtime(&self, item: &str) -> String {
        format!("{}__runtime::{item}", "super::".repeat(self.indent / INDENT))
    }

    /// `head {` and what `body` writes, indented.
    pub(super) fn block(&mut self, head: &str, body: impl FnOnce(&mut Self)) {
        self.begin();
        self.out.push_str(head);
        self.out.push_str(" {\n");
        self.indent += INDENT;
        body(self);
        self.indent -= INDENT;
        self.line("}");
    }

    /// Doc comments, a line each.
    pub(super) fn docs<T: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = T>) {
        for line in lines {
            let line = line.as_ref().trim_end();
            self.begin();
            self.out.push_str("///");
            if !line.is_empty() {
                self.out.push(' ');
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// `const NAME: TYPE = expression;`
    pub(super) fn constant(&mut self, head: &str, expression: &Expression) {
        self.begin();
        self.word(head);
        self.word(" = ");
        self.expression(expression, 1);
        self.out.push_str(";\n");
    }

    /// `pattern => body,`; in braces where the line would be too long.
    pub(super) fn arm(&mut self, pattern: &str, body: &str) {
        self.begin();
        self.word(pattern);
        self.word(" => ");
        if body.len() <= self.space {
            self.out.push_str(body);
            self.out.push_str(",\n");
        } else {
            self.out.push_str("{\n");
            self.indent += INDENT;
            self.line(body);
            self.indent -= INDENT;
            self.line("}");
        }
    }

    /// `path!(argument);`
    pub(super) fn macro_call(&mut self, path: &str, argument: &str) {
        self.begin();
        self.word(path);
        self.word("!(");
        if argument.len() + 2 <= self.space {
            self.out.push_str(argument);
            self.out.push_str(");\n");
        } else {
            self.out.push('\n');
            self.indent += INDENT;
            self.line(argument);
            self.indent -= INDENT;
            self.line(");");
        }
    }

    /// `trailing`: the bytes that follow before the next possible break.
    fn expression(&mut self, expression: &Expression, trailing: usize) {
        match expression {
            Expression::Word(word) => self.word(word),
            Expression::Call(path, arguments) => {
                self.word(path);
                self.list("(", arguments, ")", trailing);
            }
            Expression::Slice(items) if items.is_empty() => self.word("&[]"),
            Expression::Slice(items) => self.list("&[", items, "]", trailing),
            Expression::Reference(inner) => {
                self.word("&");
                self.expression(inner, trailing);
            }
        }
    }

    /// On one line if that fits, else each item on its own.
    fn list(&mut self, open: &str, items: &[Expression], close: &str, trailing: usize) {
        self.word(open);
        let fits = flat_list(items) + close.len() + trailing <= self.space;
        if !fits {
            self.indent += INDENT;
            self.break_line();
        }
        for (i, item) in items.iter().enumerate() {
            let last = i + 1 == items.len();
            // A comma stands behind each item but the last, where it comes with the break.
            self.expression(item, usize::from(!last));
            match (fits, last) {
                (true, true) => {}
                (true, false) => self.word(", "),
                (false, true) => {
                    self.indent -= INDENT;
                    self.word(",");
                    self.break_line();
                }
                (false, false) => {
                    self.word(",");
                    self.break_line();
                }
            }
        }
        self.word(close);
    }
}

/// A string literal.
pub(in crate::render) fn literal(text: &str) -> String {
    ["\"", &escaped(text), "\""].concat()
}

/// What stands inside a string literal: what is invisible, or turns the direction of the text, is escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\'' => out.push('\''),
            c if c.is_ascii_graphic() && c != '\\' || c == ' ' => out.push(c),
            c => out.extend(c.escape_debug()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Code, Expression, literal};

    #[test]
    fn literals_show_what_is_invisible() {
        let check = |text: &str, expected: &str| assert_eq!(literal(text), expected);
        check("it's \"so\"\n", "\"it's \\\"so\\\"\\n\"");
        check("é\u{202e}\\\0", "\"é\\u{202e}\\\\\\0\"");
    }

    #[test]
    fn lists_break_where_a_line_is_full() {
        let mut code = Code::default();
        let short = Expression::strings(["a", "b"]);
        code.constant("pub const A: &[&str]", &short);
        let long = Expression::Call("Doc::new", vec![short, Expression::string(&"x".repeat(60))]);
        code.constant("pub const B: &Doc", &Expression::Reference(Box::new(long)));
        let expected = format!(
            "pub const A: &[&str] = &[\"a\", \"b\"];\npub const B: &Doc = &Doc::new(\n    &[\"a\", \"b\"],\n    \"{}\",\n);\n",
            "x".repeat(60)
        );
        assert_eq!(code.out, expected);
    }
}
