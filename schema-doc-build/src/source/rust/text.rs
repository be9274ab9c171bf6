//! The text that an expression is, where the program's own text says it: literals, what is put together of them, constants and variables.

use std::ops::Range;

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use schema_doc_diagnostics::{FileId, SourceMap, Span};

use super::module::{folder, join};
use super::program::{Body, Program};
use super::tokens::{Kind, Part, Row, Token, in_a_row};
use crate::files::Files;
use crate::list::SliceExt;
use crate::ordered::Map;
use crate::source::sql::load;

/// Expressions that are looked at for one text, within each other and in all.
const DEPTH: usize = 32;
const STEPS: usize = 1_000;

/// The longest text, in bytes.
const LONGEST: usize = 1 << 20;

/// A text, and the literal that it is, or all that it is put together of.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) span: Span,
}

/// The tokens of a function or of a constant, and the names that they give to values.
pub(super) struct Code {
    pub(super) path: String,
    file: FileId,
    tokens: Vec<Token>,
    locals: Map<String, Vec<Local>>,
}

/// `let name = value;`, `const NAME: &str = value;`
struct Local {
    /// Where the name means this.
    scope: Range<usize>,
    /// `None`: nobody knows what it is.
    value: Option<Part>,
}

impl Code {
    pub(super) fn new(body: Body) -> Self {
        let tokens = in_a_row(body.tokens);
        let locals = locals(Row(&tokens));
        Self { path: body.path, file: body.file, tokens, locals }
    }

    pub(super) fn row(&self) -> Row<'_> {
        Row(&self.tokens)
    }

    pub(super) fn span(&self, part: &Part) -> Option<Span> {
        let range = self.row().span(part)?;
        Some(Span { file: self.file, start: range.start as u32, end: range.end as u32 })
    }

    /// What a name means at a position: `None` where no variable and no constant of the function has it.
    fn local(&self, name: &str, at: usize) -> Option<&Local> {
        self.locals.get(name)?.iter().rev().find(|local| local.scope.contains(&at))
    }
}

/// The names that tokens give to values, in order.
fn locals(row: Row<'_>) -> Map<String, Vec<Local>> {
    let mut locals: Map<String, Vec<Local>> = Map::new();
    let mut open: Vec<Part> = Vec::new();
    for at in 0..row.0.len() {
        while open.last().is_some_and(|scope| scope.end <= at) {
            open.pop();
        }
        if let Some((_, inside)) = row.group(at) {
            open.push(inside);
            continue;
        }
        let Some(word @ ("let" | "const" | "static")) = row.word(at) else { continue };
        let scope = open.last().cloned().unwrap_or(0..row.0.len());
        let mutable = row.word(at + 1) == Some("mut");
        let named = at + 1 + usize::from(mutable);
        let Some(name) = row.word(named) else { continue };
        let end = row.find(named..scope.end, ';').unwrap_or(scope.end);
        let equals = row.find(named..end, '=');
        let value = equals.filter(|_| !mutable).map(|equals| equals + 1..end);
        // A constant is known before it is written.
        let start = if word == "let" { end } else { scope.start };
        locals.or_default(name.to_owned()).push(Local { scope: start..scope.end, value });
    }
    locals
}

/// Knows the texts of a crate.
pub(super) struct Texts<'a> {
    files: &'a Files,
    map: &'a SourceMap,
    /// The folder of the crate's `Cargo.toml`.
    pub(super) folder: &'a str,
    /// By their last word.
    constants: Map<String, Vec<Code>>,
}

/// What is left of the work for one text.
struct Budget {
    depth: usize,
    steps: usize,
}

impl<'a> Texts<'a> {
    /// Takes the program's constants.
    pub(super) fn new(program: &mut Program, folder: &'a str, files: &'a Files, map: &'a SourceMap) -> Self {
        let mut constants: Map<String, Vec<Code>> = Map::new();
        for body in std::mem::take(&mut program.constants) {
            let name = body.path.rsplit("::").next().unwrap_or_default().to_owned();
            constants.or_default(name).push(Code::new(body));
        }
        Self { files, map, folder, constants }
    }

    /// The text of a file, without byte order mark.
    pub(super) fn file(&self, path: &str) -> Option<String> {
        let text = load::text(self.files, path)?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
    }

    /// The text that a part is.
    pub(super) fn text(&self, code: &Code, part: &Part) -> Option<Text> {
        self.read(code, part.clone(), &mut Budget { depth: DEPTH, steps: STEPS })
    }

    fn read(&self, code: &Code, part: Part, budget: &mut Budget) -> Option<Text> {
        if budget.depth == 0 || budget.steps == 0 {
            return None;
        }
        budget.depth -= 1;
        budget.steps -= 1;
        let text = self.expression(code, part, budget).filter(|text| text.text.len() <= LONGEST);
        budget.depth += 1;
        text
    }

    fn expression(&self, code: &Code, part: Part, budget: &mut Budget) -> Option<Text> {
        let row = code.row();
        let part = bare(row, part);
        if part.len() == 1
            && let Some(Token { kind: Kind::Literal(literal), .. }) = row.0.get(part.start)
        {
            return Some(Text { text: value(literal)?, span: code.span(&part)? });
        }
        if let Some(path) = row.path(part.clone()) {
            return self.named(code, &path, part.start, budget);
        }
        let sum = row.split(part.clone(), '+', false);
        if sum.len() > 1 {
            return self.together(code, &part, &sum, budget);
        }
        // what(…), what!(…)
        let mut open = part.start;
        while open < part.end && row.group(open).is_none() {
            open += 1;
        }
        let (delimiter, inside) = row.group(open)?;
        if inside.end + 1 != part.end {
            return None;
        }
        let is_macro = open > part.start && row.is_sign(open - 1, '!');
        let name = row.word(open.checked_sub(1 + usize::from(is_macro))?)?;
        let arguments = row.split(inside, ',', false);
        match name {
            "concat" | "concatcp" if is_macro => self.together(code, &part, &arguments, budget),
            "format" | "formatcp" | "formatdoc" if is_macro => self.formatted(code, &part, &arguments, budget),
            "include_str" if is_macro => {
                let path = self.read(code, arguments.first()?.clone(), budget)?;
                let beside = folder(self.map.file(code.file).path());
                Some(Text { text: self.file(&join(beside, &path.text))?, span: path.span })
            }
            // Text as it is, for people to read or for types to hold.
            "indoc" | "sql" if is_macro => self.read(code, arguments.first()?.clone(), budget),
            "AssertSqlSafe" | "from" | "from_static" | "Borrowed"
                if delimiter == Delimiter::Parenthesis && !is_macro =>
            {
                self.read(code, arguments.first()?.clone(), budget)
            }
            _ => None,
        }
    }

    /// What a name means: a variable, else a constant of the module, else the only one of the crate with that path.
    fn named(&self, code: &Code, path: &[&str], at: usize, budget: &mut Budget) -> Option<Text> {
        let [.., name] = path else { return None };
        if let Some(local) = code.local(name, at).filter(|_| path.len() == 1) {
            return self.read(code, local.value.clone()?, budget);
        }
        let around = |path: &str| path.rsplit_once("::").map_or("", |(around, _)| around).to_owned();
        let is_relative = |word: &&&str| matches!(**word, "Self" | "self" | "crate" | "super");
        let relative = path.iter().filter(is_relative).count();
        let words = path.get(relative..)?.join("::");
        let named = self.constants.get(*name)?;
        let has_path = |constant: &&Code| constant.path.ends_with(&format!("::{words}"));
        // From the type or the module outwards.
        let mut base = around(&code.path);
        let near = loop {
            if let Some(found) = named.find(|constant| constant.path == format!("{base}::{words}")) {
                break Some(found);
            }
            if base.is_empty() {
                break None;
            }
            base = around(&base);
        };
        let in_file = || only(named.iter().filter(|constant| constant.file == code.file && has_path(constant)));
        let found = near.or_else(in_file).or_else(|| only(named.iter().filter(has_path)))?;
        self.read(found, 0..found.tokens.len(), budget)
    }

    /// Texts one behind the other.
    fn together(&self, code: &Code, whole: &Part, parts: &[Part], budget: &mut Budget) -> Option<Text> {
        let mut text = String::new();
        for part in parts {
            text.push_str(&self.read(code, part.clone(), budget)?.text);
        }
        Some(Text { text, span: code.span(whole)? })
    }

    /// `format!("SELECT {COLUMNS} FROM {}", TABLE)`, where all is known that is put in.
    fn formatted(&self, code: &Code, whole: &Part, arguments: &[Part], budget: &mut Budget) -> Option<Text> {
        let (pattern, mut values) = (self.read(code, arguments.first()?.clone(), budget)?, arguments.iter().skip(1));
        let row = code.row();
        let assigned = |name: &str| {
            let is_name = |part: &Part| row.word(part.start) == Some(name) && row.is_sign(part.start + 1, '=');
            arguments.find(is_name).map(|part| part.start + 2..part.end)
        };
        let mut text = String::new();
        let mut rest = pattern.text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let (before, behind) = rest.split_at(at);
            text.push_str(before);
            if let Some(escaped) = ["{{", "}}"].into_iter().find(|escaped| behind.starts_with(escaped)) {
                text.push_str(&escaped[1..]);
                rest = behind.get(2..)?;
                continue;
            }
            let (name, behind) = behind.strip_prefix('{')?.split_once('}')?;
            rest = behind;
            let put_in = if name.is_empty() {
                self.read(code, values.next()?.clone(), budget)?
            } else if let Ok(number) = name.parse::<usize>() {
                self.read(code, arguments.get(number.checked_add(1)?)?.clone(), budget)?
            } else if let Some(part) = assigned(name) {
                self.read(code, part, budget)?
            } else {
                self.named(code, &[name], whole.start, budget)?
            };
            text.push_str(&put_in.text);
            if text.len() > LONGEST {
                return None;
            }
        }
        text.push_str(rest);
        Some(Text { text, span: code.span(whole)? })
    }
}

/// The one item of several.
fn only<'a>(mut items: impl Iterator<Item = &'a Code>) -> Option<&'a Code> {
    items.next().filter(|_| items.next().is_none())
}

/// An expression without references, parentheses around it, and calls behind it that leave the text as it is.
fn bare(row: Row<'_>, mut part: Part) -> Part {
    loop {
        if row.is_sign(part.start, '&') {
            part.start += 1;
            continue;
        }
        match row.group(part.start) {
            Some((Delimiter::Parenthesis, inside)) if inside.end + 1 == part.end => {
                part = inside;
                continue;
            }
            _ => {}
        }
        // .as_str()
        let Some(call) = part.end.checked_sub(4).filter(|&call| call > part.start) else { return part };
        let keeps = matches!(
            row.word(call + 1),
            Some("as_str" | "as_ref" | "to_string" | "to_owned" | "into" | "clone" | "as_bytes")
        );
        if !(keeps && row.is_sign(call, '.') && row.group(call + 2).is_some_and(|(_, inside)| inside.is_empty())) {
            return part;
        }
        part.end = call;
    }
}

/// The text of a literal, and of a number or a truth as `concat!` writes it.
fn value(literal: &Literal) -> Option<String> {
    let written = literal.to_string();
    if written.starts_with('"') || written.starts_with("r\"") || written.starts_with("r#") {
        let stream = TokenStream::from(TokenTree::Literal(literal.clone()));
        return syn::parse2::<syn::LitStr>(stream).ok().map(|literal| literal.value());
    }
    written.bytes().all(|byte| byte.is_ascii_digit()).then_some(written)
}
