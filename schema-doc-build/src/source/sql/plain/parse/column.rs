//! Columns: `name type clause …`, the clauses in any order.

use super::super::ast::{ColumnItem, Element, Position};
use super::super::database::charset;
use super::super::types::{self, Written};
use super::element::columns;
use crate::list::{SliceExt, VecExt};
use crate::model::{
    Check, Column, ColumnKind, Generated, Identity, IndexKey, PrimaryKey, QualifiedName, SequenceOptions, System,
    Unique,
};
use crate::source::sql::ast::{Ident, SequenceClauses};
use crate::source::sql::parse::cursor::{Cursor, Read};
use crate::source::sql::token::TokenKind;

/// Keywords that a clause behind a column's type begins with.
const CLAUSES: &[&str] = &[
    "constraint",
    "primary",
    "not",
    "null",
    "unique",
    "check",
    "default",
    "collate",
    "references",
    "generated",
    "as",
    "auto_increment",
    "comment",
    "on",
    "key",
    "character",
    "charset",
    "identity",
    "invisible",
    "visible",
    "first",
    "after",
    "virtual",
    "stored",
    "persistent",
    "persisted",
    "sparse",
    "column_set",
    "rowguidcol",
    "masked",
    "encrypted",
    "encrypt",
    "hidden",
    "column_format",
    "storage",
    "srid",
    "ref_system_id",
    "enable",
    "disable",
    "deferrable",
    "initially",
    "with",
    "sort",
    "compressed",
    "autoincrement",
    "binary",
    "ascii",
    "byte",
    "unicode",
    "filestream",
    "without",
    "index",
    "for",
    "novalidate",
    "validate",
    "rely",
    "engine_attribute",
    "secondary_engine_attribute",
    "using",
    "clustered",
    "nonclustered",
    "enforced",
    "not_enforced",
];

/// The clauses that end a type in SQLite, where a type may be any words.
const SQLITE_CLAUSES: &[&str] = &[
    "constraint",
    "primary",
    "not",
    "null",
    "unique",
    "check",
    "default",
    "collate",
    "references",
    "generated",
    "as",
    "deferrable",
    "initially",
    "on",
    "foreign",
];

/// Further words of types of several words.
const TYPE_WORDS: &[&str] = &[
    "precision",
    "varying",
    "year",
    "day",
    "unsigned",
    "signed",
    "zerofill",
    "varchar",
    "varbinary",
    "raw",
    "char",
    "character",
    "large",
    "object",
    "text",
];

impl Cursor<'_> {
    /// A column, up to the comma. What cannot be read behind its type is reported and passed over: the column is kept.
    pub(super) fn read_column(&mut self) -> Read<ColumnItem> {
        let name = self.read_ident("a column name")?;
        self.read_column_of(&name)
    }

    /// Behind a column's name.
    pub(super) fn read_column_of(&mut self, name: &Ident) -> Read<ColumnItem> {
        let start = self.position.saturating_sub(1);
        let mut item = ColumnItem {
            column: Column { name: name.name.clone(), nullable: true, ..Column::default() },
            elements: Vec::new(),
            position: None,
            has_type: false,
            says_nullable: false,
            says_default: false,
        };
        let written = self.read_type()?;
        item.has_type = written.is_some();
        types::declare(self.system(), written.as_ref(), &mut item);
        if let Err(failure) = self.read_column_clauses(name, &mut item) {
            self.report(failure);
            self.skip_until(|c| c.is_kind(TokenKind::Comma));
        }
        // MySQL 8.4, Using AUTO_INCREMENT: whatever is said.
        item.column.nullable &= !(self.system().is_mysql() && item.column.kind == ColumnKind::AutoIncrement);
        if self.system() == System::MariaDb {
            types::recognize_json(&mut item);
        }
        if self.system() == System::MariaDb && item.elements.any(|e| matches!(e, Element::PrimaryKey(_))) {
            // MySQL makes two keys of `PRIMARY KEY UNIQUE`, MariaDB one.
            item.elements.keep(|element| !matches!(element, Element::Unique(_)));
        }
        item.column.span = Some(self.span_from(start));
        Ok(item)
    }

    /// A type as written; `None` where a clause or nothing follows the name.
    pub(super) fn read_type(&mut self) -> Read<Option<Written>> {
        let sqlite = self.system() == System::Sqlite;
        let clauses = if sqlite { SQLITE_CLAUSES } else { CLAUSES };
        let start = self.position;
        let ends = |c: &Self| {
            c.is_any(clauses)
                && !(c.is("character") && !c.is_at(1, "set") && !sqlite)
                && !(c.is("binary") && c.position == start)
        };
        let named = self.peek().is_some_and(|t| {
            matches!(t.kind, TokenKind::Word | TokenKind::QuotedIdentifier) || (sqlite && t.kind.is_string())
        });
        if self.at_end() || !named || ends(self) {
            return Ok(None);
        }
        let mut written = Written::default();
        let name = self.read_name("a type")?;
        written.quoted = self.text_of(self.tokens[start]).starts_with(['"', '[', '`']);
        written.namespace = name.namespace().map(str::to_owned);
        written.words.push(name.name().to_owned());
        // REF t: a row of an object table.
        if self.system() == System::Oracle && name.name() == "REF" && !ends(self) {
            written.words.push(self.read_name("a type")?.name().to_owned());
        }
        loop {
            let more = if sqlite {
                self.peek().is_some_and(|t| matches!(t.kind, TokenKind::Word | TokenKind::QuotedIdentifier))
                    && !ends(self)
            } else {
                self.is_any(TYPE_WORDS) && !(self.is("character") && self.is_at(1, "set"))
            };
            if !more {
                break;
            }
            written.words.push(self.read_ident("a type")?.name);
        }
        if self.is_kind(TokenKind::LeftParen) {
            let (from, to) = self.skip_group()?;
            let mut at = from;
            for end in from..=to {
                let ends = end == to || self.tokens.get(end).is_some_and(|t| t.kind == TokenKind::Comma);
                if ends && at < end {
                    written.modifiers.push(self.folded(at, end));
                }
                if ends {
                    at = end + 1;
                }
            }
        }
        self.read_type_tail(&mut written);
        written.text = match written.words.as_slice() {
            [name] if self.position == start + 1 => name.clone(),
            _ => self.folded(start, self.position),
        };
        written.span = Some(self.span_from(start));
        Ok(Some(written))
    }

    /// What follows a type's parentheses: `UNSIGNED ZEROFILL`, `WITH TIME ZONE`, `TO SECOND (6)`, `VARYING`.
    fn read_type_tail(&mut self, written: &mut Written) {
        if self.system() == System::Sqlite {
            return;
        }
        loop {
            let start = self.position;
            let found = self.eat_any(&["unsigned", "signed", "zerofill", "varying", "precision"]).is_some()
                || self.eat_all(&["with", "time", "zone"])
                || self.eat_all(&["with", "local", "time", "zone"])
                || self.eat_all(&["without", "time", "zone"])
                || self.eat_all(&["to", "month"])
                || self.eat_all(&["to", "second"]);
            if !found {
                return;
            }
            let mut text = self.folded(start, self.position).to_ascii_lowercase();
            if text == "to second" && self.is_kind(TokenKind::LeftParen) {
                let inside = self.skip_group().map(|(from, to)| self.folded(from, to)).unwrap_or_default();
                text = format!("to second({inside})");
            }
            written.tail.push(text);
        }
    }

    fn read_column_clauses(&mut self, name: &Ident, item: &mut ColumnItem) -> Read<()> {
        let mut constraint: Option<Ident> = None;
        let ends = |c: &Self| {
            c.at_end()
                || c.is_kind(TokenKind::Comma)
                || c.is_kind(TokenKind::Semicolon)
                || (c.dialect.free_statements && c.begins_statement())
        };
        while !ends(self) {
            let start = self.position;
            let Some(word) = self.word().map(str::to_ascii_lowercase) else {
                return Err(self.expected_word("`,`, `)` or a clause of a column", CLAUSES));
            };
            let named = constraint.take();
            match word.as_str() {
                "constraint" => {
                    self.bump();
                    // MySQL takes `CONSTRAINT CHECK (…)`.
                    if !self.is_any(&["check", "primary", "unique", "references", "not", "null", "default"]) {
                        constraint = Some(self.read_ident("a constraint name")?);
                    }
                }
                "not" if self.is_at(1, "null") => {
                    self.position += 2;
                    item.column.nullable = false;
                    item.says_nullable = true;
                    let on_conflict = self.read_conflict();
                    item.column.options.push_all(on_conflict.map(|word| format!("ON CONFLICT {word}")));
                }
                "not" if self.is_at(1, "enforced") => {
                    self.position += 2;
                    if let Some(Element::Check { check, .. }) = item.elements.last_mut() {
                        check.not_enforced = true;
                    }
                }
                "not" => {
                    self.bump();
                    // NOT FOR REPLICATION, NOT DEFERRABLE, NOT HIDDEN, NOT VISIBLE
                    self.eat_all(&["for", "replication"]);
                    self.eat_any(&["deferrable", "hidden", "visible", "secondary"]);
                }
                "null" => {
                    self.bump();
                    item.column.nullable = true;
                    item.says_nullable = true;
                    let _ = self.read_conflict();
                }
                "default" => {
                    self.bump();
                    let expression = self.read_default()?;
                    item.says_default = true;
                    if self.system() == System::SqlServer {
                        item.elements.push(Element::Default {
                            name: named.map(|n| n.name).unwrap_or_default(),
                            column: name.clone(),
                            expression: expression.clone(),
                        });
                    }
                    // DEFAULT NULL is none; SQLite alone shows it as it is written.
                    item.column.kind = match expression {
                        text if text.eq_ignore_ascii_case("null") && self.system() != System::Sqlite => {
                            ColumnKind::Plain
                        }
                        text => ColumnKind::Default(text.into()),
                    };
                }
                "on" if self.is_at(1, "update") && !self.is_at(2, "cascade") => {
                    self.position += 2;
                    let from = self.position;
                    self.bump();
                    if self.is_kind(TokenKind::LeftParen) {
                        self.skip_group()?;
                    }
                    item.column.options.push(format!("ON UPDATE {}", self.folded(from, self.position)));
                }
                "auto_increment" | "autoincrement" => {
                    self.bump();
                    item.column.kind = ColumnKind::AutoIncrement;
                    item.says_default = true;
                }
                "identity" => {
                    self.bump();
                    let mut options = SequenceOptions::default();
                    if self.is_kind(TokenKind::LeftParen) {
                        let (from, to) = self.skip_group()?;
                        let text = self.folded(from, to);
                        let mut numbers = text.split(',').map(|n| n.trim().parse::<i128>().ok());
                        options.start = numbers.next().flatten().filter(|&n| n != 1);
                        options.increment = numbers.next().flatten().filter(|&n| n != 1);
                    }
                    self.eat_all(&["not", "for", "replication"]);
                    item.column.nullable = false;
                    item.column.kind = identity(self.system() == System::SqlServer, options);
                }
                "generated" | "as" => self.read_generated(item)?,
                "collate" => {
                    self.bump();
                    let collation = self.read_ident("a collation")?;
                    item.column.collation = Some(collation.name.into());
                }
                "character" | "charset" => {
                    self.bump();
                    self.eat("set");
                    let charset = self.read_value();
                    item.column.options.push(format!("CHARACTER SET {charset}"));
                }
                "ascii" | "unicode" | "byte" => {
                    self.bump();
                    let charset = match word.as_str() {
                        "ascii" => "latin1",
                        "unicode" => "ucs2",
                        _ => "binary",
                    };
                    item.column.options.push(format!("CHARACTER SET {charset}"));
                }
                "binary" => {
                    self.bump();
                    item.column.options.push(charset::BINARY.to_owned());
                }
                "comment" => {
                    self.bump();
                    let span = self.here();
                    let text = self.read_value();
                    if !text.is_empty() {
                        item.column.annotations.comment_span = Some(span);
                        item.column.annotations.comment = Some(text);
                    }
                }
                "first" => {
                    self.bump();
                    item.position = Some(Position::First);
                }
                "after" => {
                    self.bump();
                    item.position = Some(Position::After(self.read_ident("a column")?));
                }
                "primary" | "key" => {
                    let primary = word == "primary";
                    self.bump();
                    if primary {
                        self.expect("key")?;
                    }
                    let descending = self.eat_any(&["asc", "desc"]) == Some("desc");
                    let on_conflict = self.read_conflict();
                    if self.eat("autoincrement") {
                        item.column.kind = ColumnKind::AutoIncrement;
                    }
                    let columns = self.read_key_columns(name)?;
                    let span = Some(self.span_from(start));
                    self.read_options_of_column_key();
                    item.elements.push(Element::PrimaryKey(PrimaryKey {
                        name: named.map(|n| n.name).unwrap_or_default(),
                        columns,
                        descending,
                        on_conflict,
                        clustered: self.clustered(start, true),
                        span,
                        ..PrimaryKey::default()
                    }));
                }
                "unique" => {
                    self.bump();
                    self.eat("key");
                    let on_conflict = self.read_conflict();
                    let columns = self.read_key_columns(name)?;
                    let span = Some(self.span_from(start));
                    self.read_options_of_column_key();
                    item.elements.push(Element::Unique(Unique {
                        name: named.map(|n| n.name).unwrap_or_default(),
                        columns,
                        on_conflict,
                        clustered: self.clustered(start, false),
                        span,
                        ..Unique::default()
                    }));
                }
                "check" => {
                    self.bump();
                    self.eat_all(&["not", "for", "replication"]);
                    let expression = self.read_condition()?;
                    item.elements.push(Element::Check {
                        check: Check {
                            name: named.map(|n| n.name).unwrap_or_default(),
                            expression,
                            columns: vec![name.name.clone()],
                            span: Some(self.span_from(start)),
                            ..Check::default()
                        },
                        of_column: true,
                    });
                }
                // SQLite reads keys of the table behind the last column without a comma.
                "foreign" if self.system() == System::Sqlite => return Ok(()),
                "references" | "foreign" => {
                    self.eat_all(&["foreign", "key"]);
                    let columns = self.read_key_columns(name)?;
                    let (mut key, table) = self.read_references()?;
                    key.name = named.map(|n| n.name).unwrap_or_default();
                    key.columns = columns;
                    key.span = Some(self.span_from(start));
                    item.elements.push(Element::ForeignKey { key, table });
                }
                "index" if self.system() == System::SqlServer => {
                    self.bump();
                    let mut index = self.read_inline_index()?;
                    if index.keys.is_empty() {
                        index.keys.push(IndexKey::column(name.name.clone()));
                    }
                    index.span = Some(self.span_from(start));
                    item.elements.push(Element::Index(index));
                }
                // xml COLUMN_SET FOR ALL_SPARSE_COLUMNS
                "column_set" => self.position += 3,
                "invisible" | "hidden" | "sparse" | "rowguidcol" | "filestream" => {
                    let word = self.bump().map(|t| self.text_of(t).to_ascii_uppercase()).unwrap_or_default();
                    item.column.options.push(word);
                }
                "srid" => {
                    self.bump();
                    let number = self.read_value();
                    item.column.options.push(format!("SRID {number}"));
                }
                "ref_system_id" | "column_format" | "storage" | "engine_attribute" | "secondary_engine_attribute" => {
                    self.bump();
                    let _ = self.read_value();
                }
                "masked" | "encrypted" => {
                    self.bump();
                    self.eat("with");
                    if self.is_kind(TokenKind::LeftParen) {
                        self.skip_group()?;
                    }
                }
                "compressed" => {
                    self.bump();
                    if self.is_operator("=") {
                        let _ = self.read_value();
                    }
                    item.column.options.push("COMPRESSED".to_owned());
                }
                "with" | "without" if self.is_at(1, "system") => {
                    // MariaDB, System-Versioned Tables: for one column.
                    let from = self.position;
                    self.position += 3;
                    item.column.options.push(self.folded(from, self.position).to_ascii_uppercase());
                }
                "visible" | "virtual" | "stored" | "persistent" | "persisted" | "enable" | "disable" | "validate"
                | "novalidate" | "rely" | "norely" | "deferrable" | "sort" | "enforced" | "encrypt" => {
                    self.bump();
                }
                "initially" | "without" => {
                    self.bump();
                    self.bump();
                }
                "with" | "using" => {
                    self.bump();
                    self.eat_any(&["default", "index", "values"]);
                    if self.is_kind(TokenKind::LeftParen) {
                        self.skip_group()?;
                    }
                }
                "on" => self.read_conflict_or_filegroup(),
                _ => return Err(self.expected_word("`,`, `)` or a clause of a column", CLAUSES)),
            }
        }
        Ok(())
    }

    /// The columns of a key among the clauses of a column. SQL Server takes a list of them there: its scripts leave out the comma in front of a
    /// table's constraint.
    fn read_key_columns(&mut self, name: &Ident) -> Read<Vec<String>> {
        if self.system() != System::SqlServer {
            return Ok(vec![name.name.clone()]);
        }
        self.read_index_type();
        if !self.is_kind(TokenKind::LeftParen) {
            return Ok(vec![name.name.clone()]);
        }
        Ok(columns(&self.read_keys()?))
    }

    /// Behind a key among the clauses of a column. MySQL has none there: `PRIMARY KEY COMMENT 'x'` says it of the column.
    fn read_options_of_column_key(&mut self) {
        if !self.system().is_mysql() {
            self.read_key_options();
        }
    }

    /// SQLite's `ON CONFLICT REPLACE`.
    pub(super) fn read_conflict(&mut self) -> Option<Box<str>> {
        if !self.eat_all(&["on", "conflict"]) {
            return None;
        }
        self.bump().map(|token| self.text_of(token).to_ascii_uppercase().into())
    }

    fn read_conflict_or_filegroup(&mut self) {
        self.bump();
        self.eat("conflict");
        self.bump();
        if self.is_kind(TokenKind::LeftParen) {
            let _ = self.skip_group();
        }
    }

    /// `[GENERATED ALWAYS] AS (expression) [STORED]`, `GENERATED … AS IDENTITY`, `GENERATED ALWAYS AS ROW START`.
    fn read_generated(&mut self, item: &mut ColumnItem) -> Read<()> {
        let mut always = true;
        if self.eat("generated") {
            always = self.eat("always");
            if !always {
                self.eat_all(&["by", "default"]);
                self.eat_all(&["on", "null"]);
            }
        }
        self.expect("as")?;
        if self.eat("identity") {
            let options = self.read_identity_options()?;
            item.column.nullable = false;
            item.column.kind = identity(always, super::object::sequence_options(&options));
            return Ok(());
        }
        if self.eat("row") {
            let what = self.eat_any(&["start", "end"]).unwrap_or_default().to_ascii_uppercase();
            item.column.options.push(format!("GENERATED ALWAYS AS ROW {what}"));
            item.column.nullable = false;
            return Ok(());
        }
        // SQL Server needs no parentheses.
        let expression = if self.is_kind(TokenKind::LeftParen) {
            let start = self.position;
            let expression = self.group_expr()?.text;
            if self.at_end() || self.is_kind(TokenKind::Comma) || self.is_any(CLAUSES) {
                expression
            } else {
                self.position = start;
                self.expr_until(|c| c.is_kind(TokenKind::Comma) || (c.position > start && c.is_any(CLAUSES)))?.text
            }
        } else {
            let start = self.position;
            let mut cases = 0;
            self.expr_until(|c| {
                c.is_kind(TokenKind::Comma)
                    || c.is_kind(TokenKind::Semicolon)
                    || (!c.in_case(&mut cases)
                        && c.position > start
                        && (c.is_any(&["persisted", "constraint"]) || c.begins_statement()))
            })?
            .text
        };
        let stored = self.eat_any(&["stored", "persistent", "persisted"]).is_some();
        self.eat("virtual");
        item.column.kind = ColumnKind::Generated(Box::new(Generated { expression, stored }));
        Ok(())
    }

    /// `(START WITH 10 INCREMENT BY 5 NOCACHE ORDER)`; Oracle's `DBMS_METADATA` leaves the parentheses out.
    fn read_identity_options(&mut self) -> Read<SequenceClauses> {
        const OTHERS: &[&str] = &[
            "nominvalue",
            "nomaxvalue",
            "nocache",
            "nocycle",
            "order",
            "noorder",
            "keep",
            "nokeep",
            "scale",
            "noscale",
            "extend",
            "noextend",
            "shard",
            "noshard",
            "global",
            "session",
        ];
        let mut clauses = SequenceClauses::default();
        let mut read = |c: &mut Self| {
            // START WITH LIMIT VALUE: behind what is there.
            while c.eat_all(&["start", "with", "limit", "value"])
                || c.eat_any(OTHERS).is_some()
                || c.sequence_clause(&mut clauses)?
            {}
            Ok(())
        };
        if self.is_kind(TokenKind::LeftParen) {
            self.group(|c| {
                while !c.at_end() {
                    read(c)?;
                    c.bump();
                }
                Ok(())
            })?;
        } else if self.system() == System::Oracle {
            read(self)?;
        }
        Ok(clauses)
    }

    /// Behind `DEFAULT`: up to the next clause.
    pub(super) fn read_default(&mut self) -> Read<String> {
        // Oracle: for an explicit null too.
        self.eat_all(&["on", "null"]);
        let start = self.position;
        // `NEXT VALUE FOR s` has the word of a clause.
        let from = start + if self.are(&["next", "value", "for"]) { 2 } else { 0 };
        let mut cases = 0;
        let text = self
            .expr_until(|c| {
                c.is_kind(TokenKind::Comma)
                    || c.is_kind(TokenKind::Semicolon)
                    || c.are(&["with", "values"])
                    || (c.position > from && c.is_any(CLAUSES) && c.is_behind_operand())
                    || (c.position > start && !c.in_case(&mut cases) && c.begins_statement())
            })?
            .text;
        Ok(unwrapped(&text).to_owned())
    }
}

/// SQL Server stores defaults in parentheses, one pair or two: `((0))` is `0`.
pub(super) fn unwrapped(text: &str) -> &str {
    let mut text = text;
    while let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        let mut depth = 0_i32;
        let mut quote = None;
        let closes_first = inner.chars().any(|c| {
            match (quote, c) {
                (None, '\'' | '"') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                (None, '(') => depth += 1,
                (None, ')') => depth -= 1,
                _ => {}
            }
            depth < 0
        });
        if closes_first {
            break;
        }
        text = inner.trim();
    }
    text
}

/// An identity column; the sequence behind it has no name that can be told.
fn identity(always: bool, options: SequenceOptions) -> ColumnKind {
    ColumnKind::Identity(Box::new(Identity { always, options, sequence: QualifiedName::default() }))
}
