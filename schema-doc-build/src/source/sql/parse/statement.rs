//! One statement: its first words say who reads it.

use schema_doc_diagnostics::{Code, Diagnostic, Span};

use super::super::ast::{Statement, StatementKind};
use super::super::irrelevant;
use super::super::token::TokenKind;
use super::create_table::TableFlags;
use super::cursor::{Cursor, Failure, PLACEHOLDER, Read};
use super::view::ViewFlags;
use crate::list::{IteratorExt, SliceExt};
use crate::model::RoutineKind;

/// First words of the statements that shape a schema.
const COMMANDS: &[&str] = &[
    "create", "alter", "drop", "comment", "grant", "revoke", "do", "begin", "start", "commit", "end", "rollback",
    "import", "reset",
];

/// A line of psql.
pub(super) fn meta_command(text: &str, span: Span) -> Option<Statement> {
    let line = text.get(span.start as usize..span.end as usize)?;
    let (command, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let unsupported = |reason: &str| StatementKind::Unsupported { reason: reason.to_owned() };
    let kind = match command {
        "\\i" | "\\include" | "\\ir" | "\\include_relative" => {
            let path = argument.trim().trim_end_matches(';').trim_matches('\'').to_owned();
            StatementKind::Include { path, relative: command.starts_with("\\ir") || command == "\\include_relative" }
        }
        "\\gexec" => unsupported("`\\gexec` runs statements that a query makes at run time"),
        "\\if" | "\\elif" | "\\else" | "\\endif" => unsupported("psql decides at run time which statements run"),
        "\\!" => unsupported("a command of the shell"),
        _ => StatementKind::Irrelevant,
    };
    Some(Statement { span, kind })
}

impl Cursor<'_> {
    /// Reads all tokens: one statement, or several where semicolons are missing.
    pub(super) fn statements(&mut self, found: &mut Vec<Statement>) {
        while !self.at_end() {
            let start = self.position;
            let findings = self.diagnostics.len();
            let read = self.statement();
            match read {
                Ok(kind) => {
                    if self.position == start {
                        self.position = self.end;
                    }
                    found.push(Statement { span: self.span_from(start), kind });
                }
                Err(failure) => self.failed(failure, start, found),
            }
            if !self.at_end() && !self.missing_semicolon(findings) {
                self.position = self.end;
            }
        }
    }

    fn failed(&mut self, failure: Failure, start: usize, found: &mut Vec<Statement>) {
        // The rest of the statement is passed over; one that begins a line behind it is read.
        self.skip_until(|c| c.position > start && c.is_statement_start());
        let kind = match failure {
            Failure::Malformed(_) if self.psql_variable(start).is_some() => {
                let variable = self.psql_variable(start).unwrap_or_default();
                StatementKind::Unsupported {
                    reason: format!("`{variable}` is set when psql runs; give its value in the source's `replace`"),
                }
            }
            Failure::Malformed(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                return;
            }
            Failure::Unsupported(reason) => StatementKind::Unsupported { reason },
        };
        found.push(Statement { span: self.span_from(start), kind });
    }

    /// `:name`, `:'name'`, `:"name"` among the tokens since `start`.
    fn psql_variable(&self, start: usize) -> Option<String> {
        if !self.dialect.meta_commands {
            return None;
        }
        let tokens = self.tokens.get(start..self.position)?;
        tokens.windows(2).find_map(|pair| {
            let (colon, name) = (pair.first()?, pair.last()?);
            let is = colon.kind == TokenKind::Colon
                && colon.end == name.start
                && matches!(name.kind, TokenKind::Word | TokenKind::String | TokenKind::QuotedIdentifier);
            is.then(|| format!(":{}", self.text_of(*name)))
        })
    }

    /// Reports what stands behind a statement that was read. `true` where it is another statement.
    fn missing_semicolon(&mut self, findings: usize) -> bool {
        let next = self.is_statement_start();
        // One finding a statement is enough.
        if self.diagnostics.len() > findings {
            return next;
        }
        let message = format!("expected `;` or the end of the statement, found {}", self.found());
        let mut problem = Diagnostic::error(Code::SyntaxError, self.here(), message);
        if next {
            problem = problem.with_help("type `;` before it");
        }
        self.diagnostics.push(problem);
        next
    }

    /// Whether a word that only a statement begins with stands first on its line.
    pub(super) fn is_statement_start(&self) -> bool {
        let Some(word) = self.word() else { return false };
        let begins = match word.len() {
            4 => word.eq_ignore_ascii_case("drop") && OBJECTS.any(|o| self.is_at(1, o)),
            5 => {
                (word.eq_ignore_ascii_case("alter") && OBJECTS.any(|o| self.is_at(1, o)))
                    || (word.eq_ignore_ascii_case("grant") && self.word_at(1).is_some())
            }
            6 => {
                word.eq_ignore_ascii_case("create")
                    || (word.eq_ignore_ascii_case("insert") && self.is_at(1, "into"))
                    || (word.eq_ignore_ascii_case("revoke") && self.word_at(1).is_some())
            }
            7 => word.eq_ignore_ascii_case("comment") && self.is_at(1, "on"),
            _ => false,
        };
        begins && self.begins_line()
    }

    fn begins_line(&self) -> bool {
        let Some(token) = self.peek() else { return false };
        let Some(before) = self.position.checked_sub(1).and_then(|i| self.tokens.get(i)) else { return true };
        self.text.get(before.end as usize..token.start as usize).is_some_and(|gap| gap.contains('\n'))
    }

    pub(super) fn statement(&mut self) -> Read<StatementKind> {
        let Some(word) = self.word().map(str::to_ascii_lowercase) else {
            // `(SELECT …) UNION …`
            if self.is_kind(TokenKind::LeftParen) {
                self.position = self.end;
                return Ok(StatementKind::Irrelevant);
            }
            return Err(self.unknown_command());
        };
        if self.irrelevant_reason().is_some()
            && !matches!(word.as_str(), "select" | "with" | "call" | "set" | "reset" | "abort")
        {
            // `PREPARE p AS INSERT INTO …`, `ALTER PUBLICATION p DROP TABLE t`: what begins a statement elsewhere stands inside
            if matches!(word.as_str(), "prepare" | "explain" | "declare" | "alter" | "create") {
                self.position = self.end;
            } else {
                self.skip_until(Self::is_statement_start);
            }
            return Ok(StatementKind::Irrelevant);
        }
        let start = self.position;
        self.bump();
        match word.as_str() {
            "create" => self.create(),
            "alter" => self.alter(),
            "drop" => self.drop(),
            "comment" => self.comment_on(),
            "grant" => self.grant(false),
            "revoke" => self.grant(true),
            "do" => self.do_block(),
            "import" => self.import_foreign_schema(),
            "set" => self.set(),
            "reset" => Ok(self.reset()),
            "begin" | "start" => Ok(self.transaction(StatementKind::Begin)),
            "commit" | "end" => Ok(self.transaction(StatementKind::Commit)),
            "rollback" | "abort" => Ok(self.transaction(StatementKind::Rollback)),
            "select" | "with" | "call" => {
                self.position = start;
                self.select()
            }
            _ => {
                self.position = start;
                Err(self.unknown_command())
            }
        }
    }

    fn transaction(&mut self, kind: StatementKind) -> StatementKind {
        self.skip_until(Self::is_statement_start);
        kind
    }

    fn irrelevant_reason(&self) -> Option<&'static str> {
        let mut words = String::with_capacity(32);
        for word in (0..3).map_while(|i| self.word_at(i)) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        words.make_ascii_lowercase();
        irrelevant::reason(&words)
    }

    fn unknown_command(&self) -> Failure {
        let message = format!("expected a statement, found {}", self.found());
        if self.is_kind(TokenKind::Other) {
            return self.malformed_with_help(message, PLACEHOLDER);
        }
        let known = irrelevant::STATEMENTS.iter().filter_map(|(words, _)| words.split(' ').next());
        let words: Vec<&str> = COMMANDS.iter().copied().chain(known).collect_vec();
        self.expected_word("a statement", &words)
    }

    /// Behind `CREATE`.
    fn create(&mut self) -> Read<StatementKind> {
        let or_replace = self.eat_all(&["or", "replace"]);
        let mut flags = TableFlags::default();
        self.eat_any(&["global", "local"]);
        if self.eat_any(&["temporary", "temp"]).is_some() {
            flags.temporary = true;
        } else if self.eat("unlogged") {
            flags.unlogged = true;
        } else if self.are(&["foreign", "table"]) {
            self.bump();
            flags.foreign = true;
        }
        let temporary = flags.temporary;
        let view = ViewFlags { or_replace, temporary, materialized: false, recursive: false };
        if self.eat_all(&["unique", "index"]) {
            return self.create_index(true);
        }
        if self.eat_all(&["recursive", "view"]) {
            return self.create_view(ViewFlags { recursive: true, ..view });
        }
        if self.eat_all(&["materialized", "view"]) {
            return self.create_view(ViewFlags { materialized: true, ..view });
        }
        if self.eat_all(&["constraint", "trigger"]) {
            return self.create_trigger(or_replace);
        }
        if let Some(read) = self.create_other(or_replace) {
            return read;
        }
        match self.eat_any(CREATED) {
            Some("table") => self.create_table(flags),
            Some("sequence") => self.create_sequence(temporary),
            Some("index") => self.create_index(false),
            Some("view") => self.create_view(view),
            Some("function") => self.create_routine(RoutineKind::Function, or_replace),
            Some("procedure") => self.create_routine(RoutineKind::Procedure, or_replace),
            Some("aggregate") => self.create_aggregate(or_replace),
            Some("type") => self.create_type(),
            Some("domain") => self.create_domain(),
            Some("trigger") => self.create_trigger(or_replace),
            Some("policy") => self.create_policy(),
            Some("schema") => self.create_schema(),
            Some("extension") => self.create_extension(),
            Some("role" | "group") => self.create_role(false),
            Some("user") => self.create_role(true),
            _ => Err(self.unknown_kind("CREATE", CREATED)),
        }
    }

    /// Behind `ALTER`.
    fn alter(&mut self) -> Read<StatementKind> {
        if self.eat_all(&["foreign", "table"]) || self.eat("table") || self.eat_view_that_is_altered_as_a_table() {
            return self.alter_table();
        }
        if self.eat_all(&["default", "privileges"]) {
            return self.default_privileges();
        }
        match self.eat_any(&["sequence", "type", "domain", "policy", "role", "user", "group"]) {
            Some("sequence") => self.alter_sequence(),
            Some("type") => self.alter_type(),
            Some("domain") => self.alter_domain(),
            Some("policy") => self.alter_policy(),
            Some("role" | "user") => self.alter_role(false),
            Some("group") => self.alter_role(true),
            _ => self.alter_object(),
        }
    }

    /// `VIEW v SET (…)`, `VIEW v ALTER c SET DEFAULT 1`: what `ALTER TABLE v` does too. Gives whether the words before the name were taken.
    fn eat_view_that_is_altered_as_a_table(&mut self) -> bool {
        let start = self.position;
        if self.eat_all(&["materialized", "view"]) || self.eat("view") {
            let behind = self.position;
            self.eat_all(&["if", "exists"]);
            let is_named = self.object_name("a view name").is_ok();
            let is_action = self.is_any(&["alter", "reset"]) || self.eat("set") && self.is_kind(TokenKind::LeftParen);
            self.position = if is_named && is_action { behind } else { start };
        }
        self.position != start
    }

    /// A kind that no reader knows: a slip of the pen, or a statement of a newer or related system.
    pub(in crate::source::sql) fn unknown_kind(&self, command: &str, known: &[&str]) -> Failure {
        let slip = self.word().and_then(|word| schema_doc_diagnostics::nearest(word, known.iter().copied()));
        match self.word() {
            Some(word) if slip.is_none() && !super::keyword::is_reserved(word) => {
                let words = format!("`{command} {}`", word.to_ascii_uppercase());
                Failure::Unsupported(format!("{words} is no statement that schema-doc knows"))
            }
            _ => self.expected_word("a kind of object", known),
        }
    }
}

/// Kinds that `CREATE` makes.
const CREATED: &[&str] = &[
    "table",
    "sequence",
    "index",
    "view",
    "function",
    "procedure",
    "aggregate",
    "type",
    "domain",
    "trigger",
    "policy",
    "schema",
    "extension",
    "role",
    "group",
    "user",
];

/// Kinds that `ALTER` and `DROP` begin a statement with.
const OBJECTS: &[&str] = &[
    "table",
    "index",
    "view",
    "type",
    "domain",
    "sequence",
    "schema",
    "extension",
    "function",
    "procedure",
    "trigger",
    "policy",
    "materialized",
    "foreign",
    "role",
    "default",
    "aggregate",
    "rule",
];
