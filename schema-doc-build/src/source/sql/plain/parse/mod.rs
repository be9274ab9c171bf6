//! Text → statements of MySQL, MariaDB, SQLite, SQL Server and Oracle: one grammar, whose clauses are those of all of them. A clause that one
//! system alone knows is read wherever it stands: the system itself refuses it elsewhere.

mod alter;
mod column;
mod element;
mod object;
mod prepared;
mod run_time;
mod table;
#[cfg(test)]
mod tests;

pub(super) use prepared::called;
pub(super) use run_time::RUN_TIME;
pub(super) use table::apply as apply_clauses;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId};

use self::prepared::Prepared;
use super::ast::{DropKind, RenamedPart, Statement, StatementKind};
use super::irrelevant;
use super::splitter::{Piece, Splitter};
use crate::model::{SourceComment, System};
use crate::source::sql::ast::{Ident, ObjectName};
use crate::source::sql::dialect::Dialect;
use crate::source::sql::lexer::Lexer;
use crate::source::sql::parse::cursor::{Cursor, Failure, PLACEHOLDER, Read};
use crate::source::sql::token::{Token, TokenKind, string_value};

/// Reads a file a statement at a time.
pub(super) struct Reader<'a> {
    file: FileId,
    text: &'a str,
    dialect: &'a Dialect,
    splitter: Splitter<'a>,
    tokens: Vec<Token>,
    prepared: Prepared,
    /// What was found up to here; the caller takes it.
    pub(super) comments: Vec<SourceComment>,
    /// What was wrong up to here; the caller takes it.
    pub(super) diagnostics: Diagnostics,
    /// Tokens looked at, and bytes: linear in the text.
    #[cfg(test)]
    steps: u64,
}

impl<'a> Reader<'a> {
    /// At the start of a file.
    pub(super) fn new(file: FileId, text: &'a str, dialect: &'a Dialect) -> Self {
        let splitter = Splitter { lexer: Lexer::new(file, text, 0, text.len(), dialect) };
        Self {
            file,
            text,
            dialect,
            splitter,
            tokens: Vec::new(),
            prepared: Prepared::of(text),
            comments: Vec::new(),
            diagnostics: Diagnostics::default(),
            #[cfg(test)]
            steps: 0,
        }
    }

    /// Adds the next statement, or the few that stand where no terminator is needed. `false` at the end of the file.
    pub(super) fn read(&mut self, statements: &mut Vec<Statement>) -> bool {
        let piece = self.splitter.next_piece(&mut self.tokens);
        match piece {
            Some(Piece::Skipped(span)) => {
                statements.push(Statement { span, kind: StatementKind::Irrelevant, guarded: false });
            }
            Some(Piece::ClientLine(span)) => {
                let line = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
                let runs = line.starts_with(['@', '\\']) || line.starts_with(".read");
                let kind = if runs {
                    StatementKind::Unsupported("another file is run here: name it in `path`".to_owned())
                } else {
                    StatementKind::Irrelevant
                };
                statements.push(Statement { span, kind, guarded: false });
            }
            Some(Piece::Statement) => {
                if self.dialect.system == System::Oracle {
                    drop_substitutions(self.text, &mut self.tokens);
                }
                let mut cursor = Cursor::new(self.file, self.text, self.dialect, &self.tokens);
                if !(self.dialect.system.is_mysql() && self.prepared.read(&mut cursor, statements)) {
                    cursor.read_statements(statements);
                }
                self.diagnostics.extend(cursor.diagnostics);
                #[cfg(test)]
                {
                    self.steps += cursor.steps;
                }
            }
            None => {}
        }
        self.comments.append(&mut self.splitter.lexer.comments);
        self.diagnostics.extend(std::mem::take(&mut self.splitter.lexer.diagnostics));
        piece.is_some()
    }
}

/// Blocks in blocks, at most: each is a call in a call.
const DEEPEST_BLOCK: u32 = 64;

/// SQL*Plus, Using Substitution Variables: `&owner..accounts` is `accounts` of a schema that is named when the script is run, `&space` is a
/// name of that time. What `&prefix.accounts` makes cannot be told: it stays, and is an error where a name must stand.
fn drop_substitutions(text: &str, tokens: &mut Vec<Token>) {
    let is_mark = |token: &Token| matches!(text.get(token.start as usize..token.end as usize), Some("&" | "&&"));
    if !tokens.iter().any(is_mark) {
        return;
    }
    let is = |token: Option<&Token>, kind: TokenKind| token.is_some_and(|token| token.kind == kind);
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        if !is_mark(token) || !is(tokens.get(at), TokenKind::Word) {
            kept.push(*token);
        } else if is(tokens.get(at + 1), TokenKind::Dot) && is(tokens.get(at + 2), TokenKind::Dot) {
            at += 3;
        } else if is(tokens.get(at + 1), TokenKind::Dot) {
            kept.push(*token);
        }
    }
    *tokens = kept;
}

/// First words of the statements that shape a schema.
const COMMANDS: &[&str] = &["create", "alter", "drop", "rename", "comment", "exec", "execute", "if"];

impl Cursor<'_> {
    pub(super) fn system(&self) -> System {
        self.dialect.system
    }

    fn read_statements(&mut self, found: &mut Vec<Statement>) {
        while !self.at_end() {
            self.read_one(found);
            if self.eat_kind(TokenKind::Semicolon)
                || self.at_end()
                || self.begins_statement()
                || self.dialect.free_statements
            {
                continue;
            }
            let message = format!("expected `;` or the end of the statement, found {}", self.found());
            self.diagnostics.push(Diagnostic::error(Code::SyntaxError, self.here(), message));
            self.position = self.end;
        }
    }

    /// Reads a statement, or passes over one that cannot be read. It moves on, whatever stands here.
    fn read_one(&mut self, found: &mut Vec<Statement>) {
        let start = self.position;
        let kind = match self.read_statement(found) {
            Ok(kind) => kind,
            Err(failure) => {
                self.skip_until(|c| c.position > start && c.begins_statement());
                match failure {
                    Failure::Unsupported(reason) => Some(StatementKind::Unsupported(reason)),
                    Failure::Malformed(diagnostic) => {
                        self.diagnostics.push(*diagnostic);
                        None
                    }
                }
            }
        };
        if self.position == start {
            self.position = self.end;
        }
        if let Some(kind) = kind {
            found.push(Statement { span: self.span_from(start), kind, guarded: false });
        }
    }

    /// Whether a word stands here, first on its line, that only a statement begins with.
    pub(super) fn begins_statement(&self) -> bool {
        let Some(word) = self.word() else { return false };
        let begins = match word.to_ascii_lowercase().as_str() {
            "create" | "drop" => self.word_at(1).is_some(),
            "alter" => self.is_at(1, "table") || self.dialect.free_statements,
            "insert" => self.is_at(1, "into") || self.dialect.free_statements,
            "exec" | "execute" | "use" | "print" | "declare" | "grant" | "set" | "select" | "update" | "delete"
            | "if" | "begin" | "commit" | "truncate" | "raiserror" | "deny" | "revoke" | "return" | "while"
            | "with" | "dbcc" | "checkpoint" | "else" | "end" => self.dialect.free_statements,
            _ => false,
        };
        begins && self.begins_its_line()
    }

    fn begins_its_line(&self) -> bool {
        let Some(token) = self.peek() else { return false };
        let Some(before) = self.position.checked_sub(1).and_then(|i| self.tokens.get(i)) else { return true };
        before.kind == TokenKind::Semicolon
            || self.text.get(before.end as usize..token.start as usize).is_some_and(|gap| gap.contains('\n'))
    }

    /// A statement; `None` where all that it says was added to `found`.
    fn read_statement(&mut self, found: &mut Vec<Statement>) -> Read<Option<StatementKind>> {
        let Some(word) = self.word().map(str::to_ascii_lowercase) else {
            if self.is_kind(TokenKind::LeftParen) || self.is_kind(TokenKind::Semicolon) {
                self.position = self.end;
                return Ok(Some(StatementKind::Irrelevant));
            }
            let message = format!("expected a statement, found {}", self.found());
            return Err(self.malformed_with_help(message, PLACEHOLDER));
        };
        if self.read_guard(&word, found) {
            return Ok(None);
        }
        if self.system() == System::Sqlite
            && let Some(kind) = self.read_setting(&word)
        {
            return Ok(Some(kind));
        }
        if self.system() == System::Oracle && (word == "begin" || word == "declare") {
            self.read_anonymous_block(found);
            return Ok(None);
        }
        if word == "call" && self.system().is_mysql() {
            self.bump();
            let routine = self.read_name("a procedure")?;
            let arguments = if self.is_kind(TokenKind::LeftParen) && !self.is_kind_at(1, TokenKind::RightParen) {
                self.group(|c| c.comma_list(|c| Ok(c.read_constant())))?
            } else {
                self.position = self.end;
                Vec::new()
            };
            return Ok(Some(StatementKind::Call { routine, arguments }));
        }
        if irrelevant::reason(&word, self.word_at(1).unwrap_or_default()).is_some() {
            self.bump();
            // A grant or a setting may hold any word.
            self.skip_until(|c| c.is_kind(TokenKind::Semicolon) || c.begins_statement());
            return Ok(Some(StatementKind::Irrelevant));
        }
        self.bump();
        let kind = match word.as_str() {
            "create" => self.read_create()?,
            "alter" => self.read_alter()?,
            "drop" => self.read_drop()?,
            "rename" => return self.read_rename(found),
            "comment" => self.read_comment()?,
            "exec" | "execute" => return self.read_execute(found).map(Some),
            "sp_rename" | "sp_addextendedproperty" => self.read_procedure_call(&word)?,
            _ => {
                self.position -= 1;
                return Err(self.expected_word("a statement", COMMANDS));
            }
        };
        Ok(Some(kind))
    }

    /// SQLite: `PRAGMA foreign_keys = ON`, `PRAGMA legacy_alter_table(1)`, `BEGIN`, `COMMIT`.
    fn read_setting(&mut self, word: &str) -> Option<StatementKind> {
        let kind = match word {
            "begin" => StatementKind::Transaction { begins: true },
            "commit" | "end" => StatementKind::Transaction { begins: false },
            "pragma" => {
                // PRAGMA main.foreign_keys
                let at = if self.is_kind_at(2, TokenKind::Dot) { 3 } else { 1 };
                let name = self.word_at(at)?.to_ascii_lowercase();
                if !matches!(name.as_str(), "foreign_keys" | "legacy_alter_table") {
                    return None;
                }
                let value = self.peek_at(at + 2).map(|token| self.text_of(token).trim_matches('\''))?;
                let on = ["on", "yes", "true"].iter().any(|word| value.eq_ignore_ascii_case(word))
                    || value.parse::<i64>().is_ok_and(|number| number != 0);
                StatementKind::Pragma { name, on }
            }
            _ => return None,
        };
        self.position = self.end;
        Some(kind)
    }

    /// SQL Server: `IF … BEGIN … END`, `BEGIN TRY … END TRY`. What stands under a condition about objects counts as run where the object
    /// asks for it. `true` where it was one.
    fn read_guard(&mut self, word: &str, found: &mut Vec<Statement>) -> bool {
        if !self.dialect.free_statements {
            return false;
        }
        if self.nesting >= DEEPEST_BLOCK {
            let span = self.here();
            self.position = self.end;
            let kind = StatementKind::Unsupported(format!("blocks are read to a depth of {DEEPEST_BLOCK}"));
            found.push(Statement { span, kind, guarded: false });
            return true;
        }
        match word {
            "begin" if !["tran", "transaction", "distributed"].iter().any(|w| self.is_at(1, w)) => {
                self.read_block(found);
                true
            }
            "if" => {
                let start = self.position;
                self.bump();
                self.skip_until(|c| {
                    c.is_any(&[
                        "begin", "create", "alter", "drop", "exec", "execute", "insert", "update", "delete", "set",
                    ]) || c.is_any(&["print", "raiserror", "return", "throw", "goto", "truncate", "declare"])
                });
                let condition = self.folded(start, self.position).to_ascii_lowercase();
                let span = self.span_from(start);
                let from = found.len();
                self.nesting += 1;
                self.read_block(found);
                self.nesting -= 1;
                let shapes = found[from..].iter().any(|s| !matches!(s.kind, StatementKind::Irrelevant));
                for statement in &mut found[from..] {
                    statement.guarded = true;
                }
                self.eat_kind(TokenKind::Semicolon);
                if self.eat("else") {
                    // The other way is for a database that has the object: here it has what the statements say.
                    let kept = found.len();
                    self.read_block(found);
                    found.truncate(kept);
                }
                let objects = [
                    "object_id",
                    "sys.",
                    "sysobjects",
                    "information_schema",
                    "col_length",
                    "schema_id",
                    "type_id",
                    "__efmigrationshistory",
                    "__migrationhistory",
                    "indexproperty",
                    "columnproperty",
                    "flyway_schema_history",
                ];
                // A variable that holds the name of what is to be dropped.
                let named = condition.starts_with("if @") && condition.trim_end().ends_with("is not null");
                if shapes && !named && !objects.iter().any(|name| condition.contains(name)) {
                    let reason = "whether what follows runs is known at run time only".to_owned();
                    found.push(Statement { span, kind: StatementKind::Unsupported(reason), guarded: false });
                }
                true
            }
            "while" => {
                let start = self.position;
                self.bump();
                self.skip_until(|c| {
                    c.position > start + 1
                        && (c.begins_statement() || c.is_any(&["begin", "create", "alter", "drop", "exec"]))
                });
                let span = self.span_from(start);
                let kept = found.len();
                self.read_block(found);
                let shapes = found[kept..].iter().any(|s| !matches!(s.kind, StatementKind::Irrelevant));
                found.truncate(kept);
                if shapes {
                    let reason = "how often what follows runs is known at run time only".to_owned();
                    found.push(Statement { span, kind: StatementKind::Unsupported(reason), guarded: false });
                }
                true
            }
            _ => false,
        }
    }

    /// `BEGIN … END`, `BEGIN TRY … END TRY BEGIN CATCH … END CATCH`, or one statement.
    fn read_block(&mut self, found: &mut Vec<Statement>) {
        let transaction = ["tran", "transaction", "distributed"].iter().any(|w| self.is_at(1, w));
        if !self.is("begin") || transaction {
            self.read_one(found);
            return;
        }
        self.bump();
        let catch = self.eat_any(&["try", "catch"]) == Some("catch");
        let kept = found.len();
        self.nesting += 1;
        while !self.at_end() && !self.eat("end") {
            if !self.eat_kind(TokenKind::Semicolon) {
                self.read_one(found);
            }
        }
        self.nesting -= 1;
        self.eat_any(&["try", "catch"]);
        if catch {
            found.truncate(kept);
        }
    }

    /// A name; every keyword may stand where one must.
    pub(super) fn read_ident(&mut self, what: &str) -> Read<Ident> {
        match self.peek() {
            // SQLite reads a string as a name where only a name can stand; MySQL with ANSI_QUOTES, and PHP's people, too.
            Some(token) if token.kind.is_string() && self.text_of(token).starts_with(['\'', '"']) => {
                self.bump();
                Ok(Ident { name: string_value(token.kind, self.text_of(token)), span: self.span_of(token) })
            }
            _ => self.label(what),
        }
    }

    /// `a`, `a.b`, `database.a.b`, `database..b`.
    pub(super) fn read_name(&mut self, what: &str) -> Read<ObjectName> {
        let first = self.read_ident(what)?;
        let mut span = first.span;
        let mut parts = vec![first];
        while self.eat_kind(TokenKind::Dot) {
            if self.is_kind(TokenKind::Dot) {
                continue;
            }
            let part = self.read_ident("a name behind the dot")?;
            span = span.to(part.span);
            parts.push(part);
        }
        Ok(ObjectName { parts, span })
    }

    pub(super) fn read_idents(&mut self, what: &str) -> Read<Vec<Ident>> {
        self.group(|c| c.comma_list(|c| c.read_ident(what)))
    }

    pub(super) fn read_if_not_exists(&mut self) -> bool {
        self.eat_all(&["if", "not", "exists"])
    }

    /// A string, or a word, or a number: the value of an option; `=` before it may be left out.
    pub(super) fn read_value(&mut self) -> String {
        if self.is_operator("=") {
            self.bump();
        }
        match self.bump() {
            Some(token) if token.kind.is_string() => string_value(token.kind, self.text_of(token)),
            Some(token) => self.text_of(token).to_owned(),
            None => String::new(),
        }
    }

    /// The value of an expression up to the comma that is a string or a number and nothing else.
    fn read_constant(&mut self) -> Option<String> {
        let start = self.position;
        self.skip_until(|c| c.is_kind(TokenKind::Comma));
        match self.tokens.get(start..self.position).unwrap_or_default() {
            [token] if token.kind.is_string() => Some(string_value(token.kind, self.text_of(*token))),
            [token] if token.kind == TokenKind::Number => Some(self.text_of(*token).to_owned()),
            _ => None,
        }
    }

    /// MySQL: `RENAME TABLE a TO b, c TO d`; Oracle: `RENAME a TO b`.
    fn read_rename(&mut self, found: &mut Vec<Statement>) -> Read<Option<StatementKind>> {
        if self.eat("user") {
            self.position = self.end;
            return Ok(Some(StatementKind::Irrelevant));
        }
        self.eat_any(&["table", "tables"]);
        loop {
            let start = self.position;
            let from = self.read_name("a table")?;
            self.expect("to")?;
            let mut to = self.read_name("a table")?;
            let kind =
                StatementKind::Rename { from, to: to.parts.remove(to.parts.len() - 1), part: RenamedPart::Object };
            found.push(Statement { span: self.span_from(start), kind, guarded: false });
            if !self.eat_kind(TokenKind::Comma) {
                return Ok(None);
            }
        }
    }

    /// Behind `DROP`.
    fn read_drop(&mut self) -> Read<StatementKind> {
        self.eat_any(&["temporary", "temp", "public", "force"]);
        self.eat_any(&["materialized"]);
        let kinds = &[
            "table",
            "tables",
            "view",
            "index",
            "trigger",
            "procedure",
            "proc",
            "function",
            "sequence",
            "schema",
            "event",
            "synonym",
            "package",
            "type",
        ];
        let Some(kind) = self.eat_any(kinds) else {
            self.position = self.end;
            return Ok(StatementKind::Unsupported("this `DROP` is not known".to_owned()));
        };
        if kind == "package" || kind == "type" {
            self.eat("body");
        }
        if kind == "schema" && self.system().is_mysql() {
            self.position = self.end;
            return Ok(StatementKind::Irrelevant);
        }
        self.eat_any(&["concurrently", "online"]);
        let if_exists = self.eat_all(&["if", "exists"]);
        let names = self.comma_list(|c| {
            let name = c.read_name("a name")?;
            // A signature: `f(integer)`.
            if c.is_kind(TokenKind::LeftParen) {
                c.skip_group()?;
            }
            Ok(name)
        })?;
        let table = if self.eat("on") { Some(self.read_name("a table")?) } else { None };
        let mut cascade = false;
        self.skip_until(|c| {
            cascade |= c.is("cascade");
            c.is_kind(TokenKind::Semicolon) || c.begins_statement()
        });
        let kind = match kind {
            "table" | "tables" => DropKind::Table,
            "view" => DropKind::View,
            "trigger" => DropKind::Trigger,
            "procedure" | "proc" | "function" => DropKind::Routine,
            "sequence" => DropKind::Sequence,
            "schema" => DropKind::Schema,
            "index" => {
                let Some(mut name) = names.into_iter().next() else { return Err(self.expected("an index")) };
                // SQL Server's older form: `DROP INDEX t.i`.
                let table = match table {
                    None if self.system() == System::SqlServer && name.parts.len() > 1 => {
                        let index = name.parts.remove(name.parts.len() - 1);
                        let span = index.span;
                        let table = std::mem::replace(&mut name, ObjectName { parts: vec![index], span });
                        Some(table)
                    }
                    table => table,
                };
                return Ok(StatementKind::DropIndex { name, table, if_exists });
            }
            other => DropKind::Other(other),
        };
        Ok(StatementKind::Drop { kind, names, if_exists, cascade })
    }

    /// Oracle: behind `COMMENT`.
    fn read_comment(&mut self) -> Read<StatementKind> {
        self.expect("on")?;
        let column = match self.eat_any(&["table", "column", "materialized"]) {
            Some("column") => true,
            Some(_) => {
                self.eat("view");
                false
            }
            None => {
                self.position = self.end;
                return Ok(StatementKind::Unsupported("a comment on this is not kept".to_owned()));
            }
        };
        let mut table = self.read_name("a name")?;
        self.expect("is")?;
        let text = self.string("a string")?.0;
        let column = if column && table.parts.len() > 1 { table.parts.pop() } else { None };
        Ok(StatementKind::Comment { table, column, text })
    }
}
