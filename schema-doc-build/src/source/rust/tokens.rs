//! Tokens in a row, brackets among them: what stands beside what is a matter of positions, and nothing nests.

use std::ops::Range;

use proc_macro2::{Delimiter, Literal, Span, TokenStream, TokenTree, token_stream};

pub(super) enum Kind {
    Word(String),
    Sign(char),
    Literal(Literal),
    /// A bracket, and the position of the one that closes it.
    Open(Delimiter, usize),
    Close,
}

pub(super) struct Token {
    pub(super) kind: Kind,
    /// Of a bracket, and of the one that closes it: both, with all between.
    pub(super) span: Span,
}

/// How many tokens are looked through for the other end of `<…>`.
const GENERICS: usize = 400;

/// A position range of tokens.
pub(super) type Part = Range<usize>;

/// The tokens of a stream in a row.
pub(super) fn in_a_row(stream: TokenStream) -> Vec<Token> {
    let mut row: Vec<Token> = Vec::new();
    let mut open: Vec<(usize, token_stream::IntoIter)> = Vec::new();
    let mut tokens = stream.into_iter();
    loop {
        let kind = match tokens.next() {
            Some(TokenTree::Ident(word)) => (Kind::Word(unraw(&word.to_string()).to_owned()), word.span()),
            Some(TokenTree::Punct(sign)) => (Kind::Sign(sign.as_char()), sign.span()),
            Some(TokenTree::Literal(literal)) => {
                let span = literal.span();
                (Kind::Literal(literal), span)
            }
            Some(TokenTree::Group(group)) => {
                let outer = std::mem::replace(&mut tokens, group.stream().into_iter());
                open.push((row.len(), outer));
                (Kind::Open(group.delimiter(), 0), group.span())
            }
            None => {
                let Some((start, outer)) = open.pop() else { return row };
                tokens = outer;
                let end = row.len();
                let Some(Token { kind: Kind::Open(_, close), span }) = row.get_mut(start) else { return row };
                *close = end;
                (Kind::Close, *span)
            }
        };
        row.push(Token { kind: kind.0, span: kind.1 });
    }
}

fn unraw(word: &str) -> &str {
    word.strip_prefix("r#").unwrap_or(word)
}

/// Tokens to ask what stands where.
#[derive(Clone, Copy)]
pub(super) struct Row<'a>(pub(super) &'a [Token]);

impl<'a> Row<'a> {
    pub(super) fn word(self, at: usize) -> Option<&'a str> {
        match &self.0.get(at)?.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn is_sign(self, at: usize, sign: char) -> bool {
        matches!(self.0.get(at), Some(Token { kind: Kind::Sign(found), .. }) if *found == sign)
    }

    /// `::`
    pub(super) fn is_path_separator(self, at: usize) -> bool {
        self.is_sign(at, ':') && self.is_sign(at + 1, ':')
    }

    /// What stands in the brackets that open here.
    pub(super) fn group(self, at: usize) -> Option<(Delimiter, Part)> {
        match self.0.get(at)?.kind {
            Kind::Open(delimiter, close) => Some((delimiter, at + 1..close)),
            _ => None,
        }
    }

    /// The position behind a token, or behind the bracket that closes it.
    pub(super) fn behind(self, at: usize) -> usize {
        self.group(at).map_or(at + 1, |(_, inside)| inside.end + 1)
    }

    /// The parts between signs that stand in no brackets of their own, an empty last one left out. Angle brackets are some where they are
    /// types'.
    pub(super) fn split(self, part: Part, sign: char, types: bool) -> Vec<Part> {
        let (mut parts, mut start, mut at, mut angles) = (Vec::new(), part.start, part.start, 0_usize);
        while at < part.end {
            if types && self.is_sign(at, '<') {
                angles += 1;
            } else if types && self.is_sign(at, '>') {
                angles = angles.saturating_sub(1);
            } else if angles == 0 && self.is_sign(at, sign) {
                parts.push(start..at);
                start = at + 1;
            }
            at = self.behind(at);
        }
        if start < part.end {
            parts.push(start..part.end);
        }
        parts
    }

    /// The position of the first such sign that stands in no brackets of its own.
    pub(super) fn find(self, part: Part, sign: char) -> Option<usize> {
        let mut at = part.start;
        while at < part.end {
            if self.is_sign(at, sign) {
                return Some(at);
            }
            at = self.behind(at);
        }
        None
    }

    /// The position behind `::<…>`, where that stands here.
    pub(super) fn behind_generics(self, at: usize) -> usize {
        if !(self.is_path_separator(at) && self.is_sign(at + 2, '<')) {
            return at;
        }
        let (mut next, mut angles) = (at + 2, 0_usize);
        while next < self.0.len().min(at + GENERICS) {
            if self.is_sign(next, '<') {
                angles += 1;
            } else if self.is_sign(next, '>') && !self.is_sign(next - 1, '-') {
                angles -= 1;
                if angles == 0 {
                    return next + 1;
                }
            } else if self.is_sign(next, ';') || matches!(self.0.get(next), Some(Token { kind: Kind::Close, .. })) {
                return at;
            }
            next = self.behind(next);
        }
        at
    }

    /// The words of the path that ends before a position, generics left out: `QueryBuilder` of `sqlx::QueryBuilder::<Postgres>::new`, and `sqlx`.
    /// The nearest first.
    pub(super) fn qualifiers(self, at: usize) -> Vec<&'a str> {
        let mut words = Vec::new();
        let mut end = at;
        while end >= 3 && self.is_path_separator(end - 2) && words.len() < 3 {
            end -= 2;
            if self.is_sign(end - 1, '>') {
                let (mut angles, first) = (0_usize, end.saturating_sub(GENERICS));
                while end > first {
                    end -= 1;
                    if self.is_sign(end, '>') {
                        angles += 1;
                    } else if self.is_sign(end, '<') {
                        angles -= 1;
                        if angles == 0 {
                            break;
                        }
                    } else if self.is_sign(end, ';') {
                        return words;
                    }
                }
                if end >= 2 && self.is_path_separator(end - 2) {
                    end -= 2;
                }
            }
            let Some(word) = end.checked_sub(1).and_then(|at| self.word(at)) else { break };
            words.push(word);
            end -= 1;
        }
        words
    }

    /// The words of a path that is all of a part: `Self::FIND`.
    pub(super) fn path(self, part: Part) -> Option<Vec<&'a str>> {
        let (mut words, mut at) = (Vec::new(), part.start);
        while let Some(word) = self.word(at) {
            words.push(word);
            if at + 1 == part.end {
                return Some(words);
            }
            if !self.is_path_separator(at + 1) || at + 3 >= part.end {
                return None;
            }
            at += 3;
        }
        None
    }

    /// From the first token of a part to its last.
    pub(super) fn span(self, part: &Part) -> Option<std::ops::Range<usize>> {
        let first = self.0.get(part.start)?.span.byte_range();
        let last = self.0.get(part.end.checked_sub(1)?)?.span.byte_range();
        Some(first.start.min(last.start)..first.end.max(last.end))
    }
}
