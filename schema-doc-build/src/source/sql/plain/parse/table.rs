//! `CREATE TABLE` and the options of tables.

use super::super::ast::{CreateTable, StatementKind, TableClauses};
use crate::list::{SliceExt, VecExt};
use crate::model::{System, Table, TableKind, TableOptions};
use crate::sort;
use crate::source::sql::parse::cursor::{Cursor, Read};
use crate::source::sql::token::TokenKind;

impl Cursor<'_> {
    /// Behind `CREATE [TEMPORARY] TABLE`.
    pub(super) fn read_create_table(&mut self, temporary: bool, or_replace: bool) -> Read<StatementKind> {
        let mut create = CreateTable { temporary, or_replace, ..CreateTable::default() };
        create.if_not_exists = self.read_if_not_exists();
        let name = self.read_name("a table name")?;
        // SQL Server's temporary tables.
        create.temporary |= name.name().starts_with('#');
        create.name = Some(name);
        if self.system() == System::Oracle && self.eat("of") {
            create.of = Some(self.read_name("a type")?);
            self.skip_until(|c| c.is_kind(TokenKind::LeftParen) || c.is_any(&["object", "oid", "nested", "store"]));
        }
        if self.eat("like") {
            create.like = Some(self.read_name("a table")?);
            self.position = self.end;
            return Ok(StatementKind::CreateTable(Box::new(create)));
        }
        if self.is_kind(TokenKind::LeftParen) && self.is_at(1, "like") {
            self.group(|c| {
                c.bump();
                create.like = Some(c.read_name("a table")?);
                Ok(())
            })?;
        } else if self.is_kind(TokenKind::LeftParen) && !self.is_at(1, "select") {
            self.group(|c| {
                c.read_table_parts(&mut create);
                Ok(())
            })?;
        }
        let mut clauses = TableClauses::default();
        self.read_table_clauses(&mut clauses);
        while self.eat_kind(TokenKind::Comma) {
            self.read_table_clauses(&mut clauses);
        }
        apply(&clauses, &mut create.table);
        if self.system() == System::SqlServer && (self.eat_all(&["as", "node"]) || self.eat_all(&["as", "edge"])) {
            self.read_table_clauses(&mut clauses);
            apply(&clauses, &mut create.table);
        }
        // SQL Server's next statement may begin with `SELECT`, too.
        let queries =
            !self.dialect.free_statements && (self.is_any(&["select", "with"]) || self.is_kind(TokenKind::LeftParen));
        if self.eat_any(&["as", "ignore", "replace"]).is_some() || queries {
            let start = self.position;
            if self.system() == System::Sqlite {
                create.query = Some(Box::new(self.query()?));
            }
            self.bump();
            self.skip_statement();
            create.as_query = Some(self.span_from(start));
        }
        Ok(StatementKind::CreateTable(Box::new(create)))
    }

    /// What stands in the parentheses of a table. What cannot be read is reported, and the next part read.
    fn read_table_parts(&mut self, create: &mut CreateTable) {
        loop {
            let start = self.position;
            if self.at_end() {
                // Microsoft's and SQLite's tools leave a comma behind the last.
                return;
            }
            if let Err(failure) = self.read_table_part(create) {
                self.report(failure);
                self.skip_until(|c| c.is_kind(TokenKind::Comma));
            }
            if self.at_end() {
                return;
            }
            if self.eat_kind(TokenKind::Comma) {
                continue;
            }
            // SQLite needs no comma between the constraints of a table.
            if self.system() == System::Sqlite && self.begins_element() && self.position > start {
                continue;
            }
            let failure = self.expected("`,` or `)`");
            self.report(failure);
            self.skip_until(|c| c.is_kind(TokenKind::Comma));
            self.eat_kind(TokenKind::Comma);
        }
    }

    fn read_table_part(&mut self, create: &mut CreateTable) -> Read<()> {
        // Oracle: what the log of changes has besides them.
        if self.eat_all(&["supplemental", "log"]) {
            self.skip_until(|c| c.is_kind(TokenKind::Comma));
            return Ok(());
        }
        if self.begins_element() {
            if let Some(element) = self.read_element()? {
                create.elements.push(element);
            }
            return Ok(());
        }
        let mut item = self.read_column()?;
        create.elements.append(&mut item.elements);
        if !item.says_nullable {
            create.silent.push(create.table.columns.len());
        }
        create.table.columns.push(item.column);
        Ok(())
    }

    /// The options behind a table's parentheses, up to a comma or what is none.
    pub(super) fn read_table_clauses(&mut self, clauses: &mut TableClauses) {
        loop {
            if self.at_end() || self.is_kind(TokenKind::Semicolon) || self.is_any(&["select", "as", "ignore"]) {
                return;
            }
            if self.system() == System::Oracle && self.is_kind(TokenKind::LeftParen) {
                if let Err(failure) = self.skip_group() {
                    self.report(failure);
                    self.position = self.end;
                }
                continue;
            }
            self.eat("default");
            let Some(word) = self.word().map(str::to_ascii_lowercase) else {
                // PCTFREE 10, INITRANS 2
                if self.system() == System::Oracle && !self.is_kind(TokenKind::LeftParen) {
                    self.bump();
                    continue;
                }
                return;
            };
            match word.as_str() {
                "engine" | "type" => {
                    self.bump();
                    clauses.engine = Some(self.read_value());
                }
                "charset" => {
                    self.bump();
                    clauses.charset = Some(self.read_value());
                }
                "character" => {
                    self.bump();
                    self.eat("set");
                    clauses.charset = Some(self.read_value());
                }
                "collate" => {
                    self.bump();
                    clauses.collation = Some(self.read_value());
                }
                "comment" => {
                    self.bump();
                    clauses.comment = Some(self.read_value());
                }
                "strict" => {
                    self.bump();
                    clauses.strict = true;
                }
                "without" if self.is_at(1, "rowid") => {
                    self.position += 2;
                    clauses.without_rowid = true;
                }
                "partition" if self.is_at(1, "by") => {
                    let start = self.position + 2;
                    let oracle = self.system() == System::Oracle;
                    self.skip_until(|c| {
                        c.is_kind(TokenKind::Semicolon)
                            || c.is_any(&["as", "select"])
                            || (oracle && c.position > start && !c.is_partitioning())
                    });
                    clauses.partition_by = Some(self.folded(start, self.position));
                }
                "on" | "textimage_on" | "filestream_on" if self.system() == System::SqlServer => {
                    self.bump();
                    self.bump();
                    if self.is_kind(TokenKind::LeftParen) {
                        let _ = self.skip_group();
                    }
                }
                "with" if self.is_kind_at(1, TokenKind::LeftParen) => {
                    self.bump();
                    if let Ok((from, to)) = self.skip_group() {
                        clauses.versioning = self.versioning(from, to).or(clauses.versioning.take());
                    }
                }
                "with" if self.is_at(1, "system") => {
                    self.position += 3;
                    clauses.versioning = Some("ON".to_owned());
                }
                // LOB (c) STORE AS SECUREFILE (…), NESTED TABLE l STORE AS t
                "store" if self.system() == System::Oracle => {
                    self.bump();
                    self.eat("as");
                    self.eat_any(&["securefile", "basicfile", "object", "binary", "clob"]);
                }
                "return" if self.system() == System::Oracle => {
                    self.bump();
                    self.eat("as");
                }
                "organization" | "pctfree" | "pctused" | "initrans" | "maxtrans" | "tablespace" | "segment"
                | "nocompress" | "compress" | "logging" | "nologging" | "cache" | "nocache" | "parallel"
                | "noparallel" | "monitoring" | "nomonitoring" | "storage" | "lob" | "enable" | "disable" | "row"
                | "column" | "nested" | "overflow" | "including" | "no" | "inmemory" | "read" | "on" | "varray"
                | "cluster"
                    if self.system() == System::Oracle =>
                {
                    self.bump();
                    if self.is_kind(TokenKind::LeftParen) {
                        let _ = self.skip_group();
                    }
                }
                _ if self.system().is_mysql() && storage_option(&word).is_some() => {
                    self.bump();
                    let value = self.read_value();
                    clauses
                        .storage
                        .push_all(storage_option(&word).map(|name| (name.to_owned(), unusual(name, &value))));
                }
                _ if self.system().is_mysql() => {
                    // AUTO_INCREMENT=…, UNION=(a, b), DATA DIRECTORY='…'
                    self.bump();
                    self.eat_any(&["directory"]);
                    if self.is_operator("=") {
                        self.bump();
                    }
                    if self.is_kind(TokenKind::LeftParen) {
                        let _ = self.skip_group();
                    } else if !self.at_end() && !self.is_kind(TokenKind::Comma) {
                        self.bump();
                    }
                }
                _ if self.system() == System::Oracle && !self.begins_statement() => {
                    self.bump();
                }
                _ => return,
            }
        }
    }

    /// Oracle: whether it is a part of `RANGE (d) INTERVAL (1) SUBPARTITION BY HASH (x) SUBPARTITIONS 4 STORE IN (t) (PARTITION p …)`.
    fn is_partitioning(&self) -> bool {
        const WORDS: &[&str] = &[
            "by",
            "range",
            "list",
            "hash",
            "reference",
            "system",
            "consistent",
            "interval",
            "automatic",
            "subpartition",
            "subpartitions",
            "partitions",
            "partition",
            "partitionset",
            "template",
            "store",
            "in",
        ];
        self.is_kind(TokenKind::LeftParen) || self.is_kind(TokenKind::Number) || self.is_any(WORDS)
    }

    /// SQL Server: `ON (HISTORY_TABLE = dbo.h)` of `WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.h))`.
    fn versioning(&mut self, from: usize, to: usize) -> Option<String> {
        let text = |at: usize| self.tokens.get(at).map_or("", |&token| self.text_of(token));
        let start = (from..to).find(|&at| text(at).eq_ignore_ascii_case("system_versioning"))? + 2;
        let end = if text(start + 1) == "(" { self.closing(start + 1)? + 1 } else { start + 1 };
        Some(self.folded(start, end.min(to)))
    }

    /// SQLite: behind `CREATE VIRTUAL TABLE`.
    pub(super) fn read_virtual_table(&mut self) -> Read<StatementKind> {
        let if_not_exists = self.read_if_not_exists();
        let name = self.read_name("a table name")?;
        self.expect("using")?;
        let module = self.read_ident("a module")?.name.to_ascii_lowercase();
        let mut create = CreateTable { name: Some(name), if_not_exists, ..CreateTable::default() };
        create.table = Table { kind: TableKind::VirtualTable, ..Table::default() };
        create.table.options = Some(Box::new(TableOptions { engine: Some(module.clone()), ..TableOptions::default() }));
        if self.is_kind(TokenKind::LeftParen) {
            self.group(|c| {
                while !c.at_end() {
                    let start = c.position;
                    c.skip_until(|c| c.is_kind(TokenKind::Comma));
                    let end = std::mem::replace(&mut c.position, start);
                    create.table.columns.push_all(c.virtual_column(&module, end));
                    c.position = end;
                    c.eat_kind(TokenKind::Comma);
                }
                Ok(())
            })?;
        }
        Ok(StatementKind::CreateTable(Box::new(create)))
    }

    /// An argument of a module that is a column: not `tokenize = 'porter'`, `content=''`, `prefix='2 3'`.
    fn virtual_column(&mut self, module: &str, end: usize) -> Option<crate::model::Column> {
        let start = self.position;
        let is_option = self.tokens.get(start + 1).is_some_and(|&t| self.text_of(t) == "=");
        if is_option || !(module.starts_with("fts") || module.starts_with("rtree") || module == "geopoly") {
            return None;
        }
        let name = self.read_ident("a column").ok()?;
        let mut column = crate::model::Column { name: name.name, nullable: true, ..crate::model::Column::default() };
        column.span = Some(self.span_between(start, end));
        if module.starts_with("rtree") {
            let first = start == 0 || self.tokens.get(start - 1).is_some_and(|t| t.kind == TokenKind::LeftParen);
            let native = if first || module == "rtree_i32" { "INT" } else { "REAL" };
            column.data_type = super::super::types::of_sqlite(native);
        } else {
            column.data_type = super::super::types::of_sqlite("");
        }
        Some(column)
    }
}

/// An option of MySQL's tables that its catalog tells, as it is told there. What holds places and passwords of a server is none.
fn storage_option(word: &str) -> Option<&'static str> {
    const OPTIONS: &[&str] = &[
        "AVG_ROW_LENGTH",
        "CHECKSUM",
        "COMPRESSION",
        "DELAY_KEY_WRITE",
        "ENCRYPTED",
        "ENCRYPTION",
        "ENCRYPTION_KEY_ID",
        "KEY_BLOCK_SIZE",
        "MAX_ROWS",
        "MIN_ROWS",
        "PACK_KEYS",
        "PAGE_COMPRESSED",
        "PAGE_COMPRESSION_LEVEL",
        "ROW_FORMAT",
        "STATS_AUTO_RECALC",
        "STATS_PERSISTENT",
        "STATS_SAMPLE_PAGES",
        "TRANSACTIONAL",
    ];
    let word = if word.eq_ignore_ascii_case("table_checksum") { "CHECKSUM" } else { word };
    OPTIONS.find(|option| option.eq_ignore_ascii_case(word)).copied()
}

/// The value of an option; none where it is what a table has that says none.
fn unusual(option: &str, value: &str) -> Option<String> {
    let value = value.to_ascii_uppercase();
    let usual = match option {
        "STATS_AUTO_RECALC" | "STATS_PERSISTENT" | "PACK_KEYS" | "PAGE_COMPRESSED" => "DEFAULT",
        // Aria's catalog always tells it.
        "TRANSACTIONAL" => "1",
        "COMPRESSION" => "",
        "ENCRYPTION" => "N",
        _ => "0",
    };
    (value != "DEFAULT" && value != usual).then_some(value)
}

/// Puts the options of a table into its model.
pub(in crate::source::sql::plain) fn apply(clauses: &TableClauses, table: &mut Table) {
    if let Some(comment) = &clauses.comment {
        table.annotations.comment = Some(comment.clone()).filter(|text| !text.is_empty());
    }
    let said = clauses.engine.is_some() || clauses.charset.is_some() || clauses.collation.is_some();
    if !(said
        || clauses.strict
        || clauses.without_rowid
        || clauses.partition_by.is_some()
        || clauses.versioning.is_some()
        || !clauses.storage.is_empty())
    {
        return;
    }
    let options = table.options.get_or_insert_default();
    let set = |place: &mut Option<String>, value: &Option<String>| {
        if value.is_some() {
            place.clone_from(value);
        }
    };
    set(&mut options.engine, &clauses.engine);
    set(&mut options.charset, &clauses.charset);
    set(&mut options.collation, &clauses.collation);
    set(&mut options.partition_by, &clauses.partition_by);
    if let Some(versioning) = &clauses.versioning {
        options.storage.keep(|(name, _)| name != "SYSTEM_VERSIONING");
        if versioning != "OFF" {
            options.storage.push(("SYSTEM_VERSIONING".to_owned(), versioning.clone()));
        }
    }
    for (name, value) in &clauses.storage {
        options.storage.keep(|(other, _)| other != name);
        options.storage.push_all(value.iter().map(|value| (name.clone(), value.clone())));
    }
    if !clauses.storage.is_empty() {
        sort::items(&mut options.storage);
    }
    options.strict |= clauses.strict;
    options.without_rowid |= clauses.without_rowid;
}
