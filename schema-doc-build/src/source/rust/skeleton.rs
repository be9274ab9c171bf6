//! A file's items without the bodies of functions and the values of constants, which are no part of a schema.
//!
//! They are most of a crate, and syn, which goes down a level of its stack for each level of an expression, would read them for nothing.
//! `query` looks through their tokens.

use std::str::FromStr;

use proc_macro2::{Delimiter, Group, Ident, LexError, Span, TokenStream, TokenTree};

use crate::ordered::Map;

/// Levels of parentheses, of angle brackets and of signs before a value that are parsed, at most.
const DEPTH: usize = 48;

/// Why a file has no items.
pub(super) enum Unread {
    Lex(LexError),
    Parse(syn::Error),
    TooDeep(Span),
}

/// What is left out of items, by the offset where it begins: the brace of a body, the `=` of a value.
pub(super) type Bodies = Map<usize, TokenStream>;

/// The items of a file, and what they leave out.
pub(super) fn items(text: &str) -> Result<(Vec<syn::Item>, Bodies), Unread> {
    let stream = TokenStream::from_str(without_shebang(text).as_ref()).map_err(Unread::Lex)?;
    let mut bodies = Bodies::new();
    let skeleton = skeleton(stream, 0, &mut bodies)?;
    syn::parse2::<syn::File>(skeleton).map(|file| (file.items, bodies)).map_err(Unread::Parse)
}

/// `#!/usr/bin/env run-cargo-script` is no Rust, `#![warn(…)]` is; each byte stays in its place.
fn without_shebang(text: &str) -> std::borrow::Cow<'_, str> {
    let is_attribute = |rest: &str| rest.trim_start().starts_with('[');
    match text.strip_prefix("#!").filter(|rest| !is_attribute(rest)) {
        Some(_) => format!("//{}", text.get(2..).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// What the item at hand is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No word has said it yet.
    Unknown,
    Function,
    /// `const`, `static`.
    Constant,
    /// `mod`, `impl`, `trait`, `extern`.
    Holder,
    Other,
}

/// Leaves out what no item needs, in the items of a file or of a holder.
fn skeleton(stream: TokenStream, depth: usize, bodies: &mut Bodies) -> Result<TokenStream, Unread> {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut kind = Kind::Unknown;
    let mut run = Run::default();
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        run.see(&token)?;
        match token {
            TokenTree::Ident(word) => {
                let found = kind_of(&word);
                // `fn(u8)` is a type; `const fn` and `extern "C" fn` are functions.
                let function = found == Kind::Function && matches!(tokens.peek(), Some(TokenTree::Ident(_)));
                if kind == Kind::Unknown || (function && kind != Kind::Other) {
                    kind = found;
                }
                kept.push(word.into());
            }
            TokenTree::Punct(sign) => {
                let ends = sign.as_char() == ';';
                let begins_value = sign.as_char() == '=' && kind == Kind::Constant;
                let span = sign.span();
                kept.push(sign.into());
                if begins_value {
                    let value = std::iter::from_fn(|| tokens.next_if(|token| !is_semicolon(token)));
                    bodies.insert(span.byte_range().start, value.collect());
                    kept.push(Group::new(Delimiter::Parenthesis, TokenStream::new()).into());
                    if let Some(TokenTree::Group(unit)) = kept.last_mut() {
                        unit.set_span(span);
                    }
                }
                if ends {
                    kind = Kind::Unknown;
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inside = match kind {
                    Kind::Function => {
                        bodies.insert(group.span().byte_range().start, group.stream());
                        TokenStream::new()
                    }
                    Kind::Holder => skeleton(group.stream(), deeper(depth, group.span())?, bodies)?,
                    Kind::Constant | Kind::Other | Kind::Unknown => shallow(group.stream(), depth)?,
                };
                let mut whole = Group::new(Delimiter::Brace, inside);
                whole.set_span(group.span());
                kept.push(whole.into());
                kind = Kind::Unknown;
            }
            TokenTree::Group(group) => {
                shallow(group.stream(), depth)?;
                kept.push(group.into());
            }
            literal @ TokenTree::Literal(_) => kept.push(literal),
        }
    }
    Ok(kept.into_iter().collect())
}

fn kind_of(word: &Ident) -> Kind {
    match word.to_string().as_str() {
        "fn" => Kind::Function,
        "const" | "static" => Kind::Constant,
        "mod" | "impl" | "trait" | "extern" => Kind::Holder,
        "struct" | "enum" | "union" | "type" | "use" | "macro_rules" => Kind::Other,
        _ => Kind::Unknown,
    }
}

fn is_semicolon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == ';')
}

fn deeper(depth: usize, span: Span) -> Result<usize, Unread> {
    if depth < DEPTH { Ok(depth + 1) } else { Err(Unread::TooDeep(span)) }
}

/// The same tokens, if they nest no deeper than syn can go.
fn shallow(stream: TokenStream, depth: usize) -> Result<TokenStream, Unread> {
    let mut run = Run::default();
    for token in stream.clone() {
        run.see(&token)?;
        if let TokenTree::Group(group) = token {
            shallow(group.stream(), deeper(depth, group.span())?)?;
        }
    }
    Ok(stream)
}

/// What nests without parentheses: `Option<Option<…`, `&&&&T`.
#[derive(Default)]
struct Run {
    angles: usize,
    signs: usize,
}

impl Run {
    fn see(&mut self, token: &TokenTree) -> Result<(), Unread> {
        match token {
            TokenTree::Punct(sign) => match sign.as_char() {
                '<' => self.angles += 1,
                '>' => self.angles = self.angles.saturating_sub(1),
                ';' | ',' => self.signs = 0,
                _ => self.signs += 1,
            },
            TokenTree::Group(_) => *self = Self::default(),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
        if self.angles.max(self.signs / 4) > DEPTH { Err(Unread::TooDeep(token.span())) } else { Ok(()) }
    }
}
