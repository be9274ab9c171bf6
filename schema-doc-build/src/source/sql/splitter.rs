//! Tokens → statements, one at a time: at `;` where it ends one. `COPY` data and statements without meaning for a schema are skipped.

use schema_doc_diagnostics::{Code, Diagnostic, Span};

use super::irrelevant;
use super::lexer::Lexer;
use super::token::{Token, TokenKind};
use crate::list::SliceExt;

/// What the splitter found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A statement; its tokens are in the buffer, at least one, without the terminator.
    Statement,
    /// A statement that shapes no schema, by its first word; nothing of it was kept.
    Skipped(Span),
    /// A line of psql: `\i file`.
    MetaCommand(Span),
}

/// Reads statements off a lexer.
#[derive(Debug)]
pub(crate) struct Splitter<'a> {
    pub(crate) lexer: Lexer<'a>,
    /// A `\gexec` behind the statement that came last.
    pending: Option<Span>,
}

impl<'a> Splitter<'a> {
    pub(crate) fn new(lexer: Lexer<'a>) -> Self {
        Self { lexer, pending: None }
    }

    /// The next piece; `tokens` is overwritten.
    pub(crate) fn next_piece(&mut self, tokens: &mut Vec<Token>) -> Option<Piece> {
        tokens.clear();
        if let Some(span) = self.pending.take() {
            return Some(Piece::MetaCommand(span));
        }
        let mut depth = 0_u32;
        let mut blocks = 0_u32;
        let mut in_rule = false;
        while let Some(token) = self.lexer.next_token() {
            match token.kind {
                TokenKind::Semicolon if blocks == 0 && (depth == 0 || !in_rule) => {
                    if self.is_copy_from_stdin(tokens) {
                        self.skip_copy_data(tokens);
                    }
                    if tokens.is_empty() {
                        continue;
                    }
                    return Some(Piece::Statement);
                }
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth = depth.saturating_sub(1),
                TokenKind::Other if self.is_meta_command(token) => {
                    let end = self.lexer.line_end(token.start as usize);
                    let span = self.lexer.span(token.start as usize, end);
                    let separator = self.text(token.start as usize, end).starts_with("\\;");
                    self.lexer.position = if separator { token.end as usize + 1 } else { end };
                    if tokens.is_empty() && !separator {
                        return Some(Piece::MetaCommand(span));
                    }
                    if separator && !tokens.is_empty() {
                        return Some(Piece::Statement);
                    }
                    // `\g`, `\gx`, `\gset`, `\gexec`, …: sends what was typed.
                    let command = self.text(token.start as usize, end);
                    if ["\\g", "\\crosstabview", "\\watch"].any(|sends| command.starts_with(sends)) {
                        self.pending = Some(span);
                        return Some(Piece::Statement);
                    }
                    continue;
                }
                TokenKind::Word => {
                    let word = self.text(token.start as usize, token.end as usize);
                    if tokens.is_empty() && irrelevant::is_skipped(word) {
                        return Some(self.skip(token));
                    }
                    if self.lexer.dialect.atomic_bodies && word.eq_ignore_ascii_case("atomic") && blocks == 0 {
                        if self.ends_with_begin(tokens) && self.begins_with_create(tokens, &["function", "procedure"]) {
                            blocks = 1;
                        }
                    } else if blocks > 0 && word.eq_ignore_ascii_case("case") {
                        blocks += 1;
                    } else if blocks > 0 && word.eq_ignore_ascii_case("end") {
                        blocks -= 1;
                    } else if tokens.len() <= 3 && word.eq_ignore_ascii_case("rule") {
                        tokens.push(token);
                        in_rule = self.begins_with_create(tokens, &["rule"]);
                        continue;
                    }
                }
                _ => {}
            }
            tokens.push(token);
        }
        (!tokens.is_empty()).then_some(Piece::Statement)
    }

    fn text(&self, start: usize, end: usize) -> &'a str {
        self.lexer.text.get(start..end).unwrap_or_default()
    }

    fn is(&self, token: Option<&Token>, word: &str) -> bool {
        token.is_some_and(|t| {
            t.kind == TokenKind::Word && self.text(t.start as usize, t.end as usize).eq_ignore_ascii_case(word)
        })
    }

    fn is_meta_command(&self, token: Token) -> bool {
        self.lexer.dialect.meta_commands && self.text(token.start as usize, token.end as usize) == "\\"
    }

    fn ends_with_begin(&self, tokens: &[Token]) -> bool {
        self.is(tokens.last(), "begin")
    }

    /// `CREATE [OR REPLACE] kind`.
    fn begins_with_create(&self, tokens: &[Token], kinds: &[&str]) -> bool {
        if !self.is(tokens.first(), "create") {
            return false;
        }
        let kind = tokens.get(if self.is(tokens.get(1), "or") { 3 } else { 1 });
        kinds.any(|word| self.is(kind, word))
    }

    fn skip(&mut self, first: Token) -> Piece {
        self.lexer.skip_statement();
        let end = self.lexer.position;
        let text = self.text(first.start as usize, end).trim_end();
        let span = self.lexer.span(first.start as usize, first.start as usize + text.len());
        // Over the semicolon.
        let _ = self.lexer.next_token();
        Piece::Skipped(span)
    }

    fn is_copy_from_stdin(&self, tokens: &[Token]) -> bool {
        self.lexer.dialect.copy_data
            && self.is(tokens.first(), "copy")
            && tokens
                .windows(2)
                .any(|pair| self.is(pair.first(), "from") && ["stdin", "stdout"].any(|w| self.is(pair.last(), w)))
    }

    /// Lines up to `\.`.
    fn skip_copy_data(&mut self, tokens: &[Token]) {
        let text = self.lexer.text;
        let mut at = self.lexer.line_end(self.lexer.position);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let line = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
            at = text.len() - line.len();
            let end = self.lexer.line_end(at);
            if text.get(at..end) == Some("\\.") {
                self.lexer.position = end;
                return;
            }
            if end == at && rest.len() == line.len() {
                break;
            }
            at = end;
        }
        self.lexer.position = text.len();
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            let span = self.lexer.span(first.start as usize, last.end as usize);
            self.lexer.diagnostics.push(
                Diagnostic::warning(Code::SyntaxError, span, "the data of this `COPY` has no end")
                    .with_help("type a line `\\.` behind its last row"),
            );
        }
    }
}
