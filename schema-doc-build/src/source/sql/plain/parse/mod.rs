//! Text → statements of MySQL, MariaDB, SQLite, SQL Server and Oracle: one grammar, whose clauses are those of all of them. A clause that one
//! system alone knows is read wherever it stands: the system itself refuses it elsewhere.

mod alter;
mod column;
mod element;
mod grant;
mod object;
mod prepared;
mod run_time;
mod table;
#[cfg(test)]
mod tests;

pub(super) use element::{INVISIBLE, unique_key};
pub(super) use prepared::called;
pub(super) use run_time::RUN_TIME;
pub(super) use table::apply as apply_clauses;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId};

use self::object::OTHER_KINDS;
use self::prepared::Prepared;
use super::ast::{DropKind, RenamedPart, Statement, StatementKind, TransactionStep};
use super::irrelevant;
use super::splitter::{Piece, Splitter};
use super::sql_plus;
use crate::list::SliceExt;
use crate::model::{SourceComment, System};
use crate::ordered::Set;
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
    /// Variables of SQL*Plus without a value that were reported.
    unset: Set<String>,
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
            unset: Set::new(),
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
                let kind = match sql_plus::included(line) {
                    Some(included) => StatementKind::Include(Box::new(included)),
                    None => StatementKind::Irrelevant,
                };
                statements.push(Statement { span, kind, guarded: false });
            }
            Some(Piece::Statement) => {
                let part_of_name = if self.dialect.system == System::Oracle { self.drop_substitutions() } else { None };
                let mut cursor = Cursor::new(self.file, self.text, self.dialect, &self.tokens);
                if let Some(variable) = part_of_name {
                    let kind = StatementKind::Unsupported(format!("`&{variable}` has no value in this script"));
                    statements.push(Statement { span: cursor.span_between(0, cursor.end), kind, guarded: false });
                } else if !(self.dialect.system.is_mysql() && self.prepared.read(&mut cursor, statements)) {
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

    /// Leaves out the variables that have no value, each reported where it first stands in what shapes a schema; gives back one that is a part
    /// of a name, which is not known then.
    fn drop_substitutions(&mut self) -> Option<String> {
        let text = |token: Token| self.text.get(token.start as usize..token.end as usize).unwrap_or_default();
        let word = |at: usize| self.tokens.get(at).map_or("", |&token| text(token));
        let shapes = COMMANDS.any(|command| word(0).eq_ignore_ascii_case(command));
        if !shapes || irrelevant::reason(word(0), word(1)).is_some() {
            return None;
        }
        for token in drop_substitutions(self.text, &mut self.tokens) {
            let name = text(token).trim_end_matches('.');
            if self.unset.insert(name.to_lowercase()) {
                let span = self.splitter.lexer.span(token.start as usize, token.end as usize);
                let message = format!("`&{name}` has no value in this script: it is left out");
                let help = format!("type `DEFINE {name} = …` above, or its value in the source's `replace`");
                self.diagnostics.push(Diagnostic::warning(Code::UnsupportedStatement, span, message).with_help(help));
            }
        }
        let mark = self.tokens.position(|&token| matches!(text(token), "&" | "&&"))?;
        self.tokens.get(mark + 1).map(|&name| text(name).trim_end_matches('.').to_owned())
    }
}

/// Blocks in blocks, at most: each is a call in a call.
const DEEPEST_BLOCK: u32 = 64;

/// SQL*Plus, Using Substitution Variables: what is left of them has no value in the script. `&owner..accounts` is `accounts` of a schema that
/// is named when the script is run, `&space` a name of that time, and in a tablespace's name, which no document shows, they may be parts of
/// one: those are left out, and given back. What else `&prefix.accounts` and `accounts_&suffix` make cannot be told: they stay.
fn drop_substitutions(text: &str, tokens: &mut Vec<Token>) -> Vec<Token> {
    let text_of = |token: &Token| text.get(token.start as usize..token.end as usize).unwrap_or_default();
    let is_mark = |token: &Token| matches!(text_of(token), "&" | "&&");
    let mut dropped = Vec::new();
    if !tokens.any(is_mark) {
        return dropped;
    }
    let is = |token: Option<&Token>, kind: TokenKind| token.is_some_and(|token| token.kind == kind);
    // Whether a token stands right behind another.
    let glued = |one: Option<&Token>, other: Option<&Token>| match (one, other) {
        (Some(one), Some(other)) => one.end == other.start,
        _ => false,
    };
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let variable = tokens.get(at).filter(|name| matches!(name.kind, TokenKind::Word | TokenKind::Number));
        let Some(&variable) = variable.filter(|_| is_mark(token)) else {
            kept.push(*token);
            continue;
        };
        let behind = tokens.get(at + 1);
        let dot = is(behind, TokenKind::Dot);
        let second_dot = dot && is(tokens.get(at + 2), TokenKind::Dot);
        // `&1.a`: the dot is the number's.
        let (last, next) = if dot { (behind, tokens.get(at + 2)) } else { (Some(&variable), behind) };
        let begins =
            last.is_some_and(|last| text_of(last).ends_with('.')) && glued(last, next) && is(next, TokenKind::Word);
        let ends = is(kept.last(), TokenKind::Word) && glued(kept.last(), Some(token));
        let before = kept.len().checked_sub(1 + usize::from(ends)).and_then(|at| kept.get(at));
        let of_space = before.is_some_and(|word| text_of(word).eq_ignore_ascii_case("tablespace"));
        if (begins || ends) && !of_space {
            kept.push(*token);
            continue;
        }
        dropped.push(variable);
        at += 1 + usize::from(dot) + usize::from(second_dot || begins);
    }
    *tokens = kept;
    dropped
}

/// First words of the statements that may stand behind the condition of `IF` and `WHILE`.
const UNDER_CONDITION: &[&str] = &[
    "begin",
    "create",
    "alter",
    "drop",
    "exec",
    "execute",
    "insert",
    "update",
    "delete",
    "set",
    "print",
    "raiserror",
    "return",
    "throw",
    "goto",
    "truncate",
    "declare",
    "select",
    "if",
    "while",
    "break",
    "continue",
    "with",
    "commit",
    "rollback",
    "use",
    "merge",
    "waitfor",
    "grant",
    "deny",
    "revoke",
    "dbcc",
    "enable",
    "disable",
    "sp_rename",
    "sp_addextendedproperty",
    "sp_executesql",
];

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
                let ends =
                    |c: &Self| c.begins_statement() || (c.dialect.free_statements && c.is_kind(TokenKind::Semicolon));
                self.skip_until(|c| c.position > start && ends(c));
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
            // ALTER TABLE t
            // DROP CONSTRAINT c
            "drop" if self.dialect.free_statements => !["column", "constraint", "period"].any(|w| self.is_at(1, w)),
            "create" | "drop" => self.word_at(1).is_some(),
            "alter" => self.is_at(1, "table") || (self.dialect.free_statements && !self.is_at(1, "column")),
            "insert" => self.is_at(1, "into") || self.dialect.free_statements,
            "exec" | "execute" | "use" | "print" | "declare" | "grant" | "set" | "select" | "update" | "delete"
            | "if" | "begin" | "commit" | "truncate" | "raiserror" | "deny" | "revoke" | "return" | "while"
            | "with" | "dbcc" | "checkpoint" | "rollback" | "goto" | "waitfor" | "merge" | "revert" | "throw"
            | "break" | "continue" => self.dialect.free_statements,
            _ => false,
        };
        // `BEGIN ALTER TABLE t ADD a int ALTER TABLE t ADD b int END ELSE …`
        let anywhere = self.is_any(&["else", "end"]) || self.are(&["alter", "table"]);
        (anywhere && self.dialect.free_statements) || (begins && self.begins_its_line())
    }

    /// Moves behind what is left of a statement.
    pub(super) fn skip_statement(&mut self) {
        let mut cases = 0;
        self.skip_until(|c| c.is_kind(TokenKind::Semicolon) || (!c.in_case(&mut cases) && c.begins_statement()));
    }

    /// Whether the token here is a part of a `CASE`, asked of each token in turn.
    pub(super) fn in_case(&self, cases: &mut u32) -> bool {
        if self.is("case") {
            *cases += 1;
        } else if *cases > 0 && self.is("end") {
            *cases -= 1;
            return true;
        }
        *cases > 0
    }

    fn begins_its_line(&self) -> bool {
        let Some(token) = self.peek() else { return false };
        let Some(before) = self.position.checked_sub(1).and_then(|i| self.tokens.get(i)) else { return true };
        before.kind == TokenKind::Semicolon
            || self.text.get(before.end as usize..token.start as usize).is_some_and(|gap| gap.contains('\n'))
    }

    /// A statement; `None` where all that it says was added to `found`.
    fn read_statement(&mut self, found: &mut Vec<Statement>) -> Read<Option<StatementKind>> {
        if self.begins_call() {
            return self.read_procedure_call().map(Some);
        }
        let Some(word) = self.word().map(str::to_ascii_lowercase) else {
            if self.is_kind(TokenKind::LeftParen) || self.is_kind(TokenKind::Semicolon) {
                self.position = self.end;
                return Ok(Some(StatementKind::Irrelevant));
            }
            let message = format!("expected a statement, found {}", self.found());
            return Err(self.malformed_with_help(message, PLACEHOLDER));
        };
        // SQL Server: where `GOTO` goes.
        if self.dialect.free_statements && self.is_kind_at(1, TokenKind::Colon) {
            self.position += 2;
            return Ok(Some(StatementKind::Irrelevant));
        }
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
        let start = self.position;
        match self.read_access(&word) {
            Some(Ok(kind)) => return Ok(Some(kind)),
            Some(Err(_)) => {
                self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
                let reason = format!("this `{}` is not understood", word.to_ascii_uppercase());
                return Ok(Some(StatementKind::Unsupported(reason)));
            }
            None => self.position = start,
        }
        if irrelevant::reason(&word, self.word_at(1).unwrap_or_default()).is_some() {
            let start = self.position;
            self.bump();
            // A grant or a setting may hold any word: `GRANT ⏎ CREATE TABLE, ⏎ CREATE VIEW TO app`.
            if self.dialect.free_statements {
                self.skip_statement();
                if matches!(word.as_str(), "declare" | "set" | "select") {
                    self.keep_assigned(start);
                }
            } else {
                self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
            }
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
            _ => {
                self.position -= 1;
                return Err(self.expected_word("a statement", COMMANDS));
            }
        };
        Ok(Some(kind))
    }

    /// SQL Server, EXECUTE: a batch that begins with the name of a procedure calls it.
    fn begins_call(&self) -> bool {
        let named = self.peek().is_some_and(|token| token.kind == TokenKind::QuotedIdentifier)
            || self.word().is_some_and(|word| word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("sp_")))
            || (self.word().is_some() && self.is_kind_at(1, TokenKind::Dot));
        self.dialect.free_statements && named
    }

    /// SQLite: `PRAGMA foreign_keys = ON`, `PRAGMA legacy_alter_table(1)`, `BEGIN`, `ROLLBACK TRANSACTION TO SAVEPOINT s`.
    fn read_setting(&mut self, word: &str) -> Option<StatementKind> {
        let kind = match word {
            "begin" | "savepoint" | "commit" | "end" | "release" | "rollback" => {
                self.bump();
                let step = match word {
                    "begin" | "savepoint" => TransactionStep::Begins,
                    "rollback" => TransactionStep::RollsBack,
                    _ => TransactionStep::Ends,
                };
                self.eat_any(&["deferred", "immediate", "exclusive"]);
                self.eat("transaction");
                self.eat("to");
                self.eat("savepoint");
                let savepoint =
                    self.peek().and_then(|token| self.ident_of(token)).map(|ident| ident.name.to_lowercase());
                StatementKind::Transaction { step, savepoint: savepoint.unwrap_or_default() }
            }
            "pragma" => {
                // PRAGMA main.foreign_keys
                let at = if self.is_kind_at(2, TokenKind::Dot) { 3 } else { 1 };
                let name = self.word_at(at)?.to_ascii_lowercase();
                if !matches!(name.as_str(), "foreign_keys" | "legacy_alter_table") {
                    return None;
                }
                let value = self.peek_at(at + 2).map(|token| self.text_of(token).trim_matches('\''))?;
                let on = ["on", "yes", "true"].any(|word| value.eq_ignore_ascii_case(word))
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
            "begin" if !["tran", "transaction", "distributed"].any(|w| self.is_at(1, w)) => {
                self.read_block(found);
                true
            }
            "if" => {
                let start = self.position;
                self.bump();
                self.skip_until(|c| c.is_any(UNDER_CONDITION));
                let condition = self.guard_text(start);
                let known = self.known_condition(start);
                let span = self.span_from(start);
                let from = found.len();
                self.nesting += 1;
                self.read_block(found);
                self.nesting -= 1;
                let shapes = found[from..].any(|s| !matches!(s.kind, StatementKind::Irrelevant));
                for statement in &mut found[from..] {
                    statement.guarded = true;
                }
                if known == Some(false) {
                    found.truncate(from);
                }
                self.eat_kind(TokenKind::Semicolon);
                if self.eat("else") {
                    // The other way is for a database that has the object: here it has what the statements say.
                    let kept = found.len();
                    self.read_block(found);
                    if known != Some(false) {
                        found.truncate(kept);
                    }
                }
                let objects = [
                    "object_id",
                    "sys.",
                    "sysobjects",
                    "sysindexes",
                    "syscolumns",
                    "systypes",
                    "sysusers",
                    "sysconstraints",
                    "sysforeignkeys",
                    "sysreferences",
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
                if shapes && !named && known.is_none() && !objects.any(|name| condition.contains(name)) {
                    let reason = "whether what follows runs is known at run time only".to_owned();
                    found.push(Statement { span, kind: StatementKind::Unsupported(reason), guarded: false });
                }
                true
            }
            "while" => {
                let start = self.position;
                self.bump();
                self.skip_until(|c| c.is_any(UNDER_CONDITION));
                let span = self.span_from(start);
                let kept = found.len();
                self.read_block(found);
                let shapes = found[kept..].any(|s| !matches!(s.kind, StatementKind::Irrelevant));
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
        let transaction = ["tran", "transaction", "distributed"].any(|w| self.is_at(1, w));
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
            Some(token) => match self.ident_of(token) {
                Some(ident) if token.kind == TokenKind::QuotedIdentifier => ident.name,
                _ => self.text_of(token).to_owned(),
            },
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
        self.eat_any(&["temporary", "temp", "public", "force", "external"]);
        self.eat_any(&["materialized"]);
        let kinds =
            &["table", "tables", "view", "index", "trigger", "procedure", "proc", "function", "sequence", "schema"];
        let Some(kind) = self.eat_any(kinds).or_else(|| self.eat_any(OTHER_KINDS)) else {
            self.position = self.end;
            return Ok(StatementKind::Unsupported("this `DROP` is not known".to_owned()));
        };
        // DROP TABLE log; DROP MATERIALIZED VIEW LOG ON t
        if !kinds.contains(&kind) || self.are(&["log", "on"]) {
            while self.eat_kind_word().is_some() {}
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
        let column = match self.eat_any(&["table", "column", "materialized", "operator", "indextype"]) {
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
