//! `CREATE [UNLOGGED | TEMPORARY | FOREIGN] TABLE`, in all its forms.

use schema_doc_diagnostics::{Code, Diagnostic};

use super::super::ast::{CreateTable, Expr, Like, ObjectName, PartitionBy, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Failure, Read};

const CLAUSES: &[&str] =
    &["inherits", "partition", "using", "with", "without", "tablespace", "as", "server", "options"];

/// What stands between `CREATE` and `TABLE`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TableFlags {
    pub(super) temporary: bool,
    pub(super) unlogged: bool,
    pub(super) foreign: bool,
}

impl Cursor<'_> {
    /// Behind `CREATE … TABLE`.
    pub(super) fn create_table(&mut self, flags: TableFlags) -> Read<StatementKind> {
        let if_not_exists = self.eat_all(&["if", "not", "exists"]);
        let name = self.object_name("a table name")?;
        let mut table = new_table(name, if_not_exists, flags);
        if self.eat_all(&["partition", "of"]) {
            let parent = self.object_name("a table name")?;
            self.optional_elements(&mut table)?;
            let bound = self.partition_bound()?;
            table.partition_of = Some((parent, bound));
        } else if self.eat("of") {
            table.of_type = Some(self.object_name("a type name")?);
            self.optional_elements(&mut table)?;
        } else if self.is_kind(TokenKind::LeftParen) {
            self.elements(&mut table)?;
        } else if !self.is_any(CLAUSES) {
            return Err(self.expected_word("`(`", &["as", "of", "partition"]));
        }
        self.table_clauses(&mut table)?;
        self.check_types(&table);
        Ok(StatementKind::CreateTable(Box::new(table)))
    }

    fn optional_elements(&mut self, table: &mut CreateTable) -> Read<()> {
        if self.is_kind(TokenKind::LeftParen) { self.elements(table) } else { Ok(()) }
    }

    /// `(column, constraint, LIKE …)`; an element that cannot be read is reported, the others are kept.
    fn elements(&mut self, table: &mut CreateTable) -> Read<()> {
        self.group(|c| {
            while !c.at_end() {
                let before = c.diagnostics.len();
                if let Err(failure) = c.element(table) {
                    c.report(failure);
                    c.skip_until(|c| c.is_kind(TokenKind::Comma));
                }
                if c.at_end() {
                    break;
                }
                if !c.is_kind(TokenKind::Comma) {
                    // One finding an element is enough.
                    if c.diagnostics.len() == before {
                        let failure = c.expected("`,` or `)`");
                        c.report(failure);
                    }
                    c.skip_until(|c| c.is_kind(TokenKind::Comma));
                }
                let comma = c.here();
                if c.eat_kind(TokenKind::Comma) && c.at_end() {
                    let message = "expected a column or a constraint behind this comma, found `)`";
                    let problem = Diagnostic::error(Code::SyntaxError, comma, message).with_help("take the comma out");
                    c.diagnostics.push(problem);
                }
            }
            Ok(())
        })
    }

    fn element(&mut self, table: &mut CreateTable) -> Read<()> {
        if self.is("like") {
            let like = self.like(table.columns.len())?;
            table.likes.push(like);
        } else if self.is_table_constraint() {
            table.constraints.push(self.table_constraint()?);
        } else {
            table.columns.push(self.column()?);
        }
        Ok(())
    }

    fn like(&mut self, position: usize) -> Read<Like> {
        let start = self.position;
        self.expect("like")?;
        let source = self.object_name("a table name")?;
        let mut options = Vec::new();
        while let Some(word) = self.eat_any(&["including", "excluding"]) {
            options.push((word == "including", self.label("an option of `LIKE`")?.name));
        }
        Ok(Like { source, position, options, span: self.span_from(start) })
    }

    /// `FOR VALUES …` or `DEFAULT`.
    pub(super) fn partition_bound(&mut self) -> Read<Expr> {
        let start = self.position;
        if !self.eat("default") {
            if !self.eat_all(&["for", "values"]) {
                return Err(self.expected("`FOR VALUES` or `DEFAULT`"));
            }
            if self.eat("from") {
                self.skip_group()?;
                self.expect("to")?;
            } else if !self.eat("in") && !self.eat("with") {
                return Err(self.expected_word("`IN`, `FROM` or `WITH`", &["in", "from", "with"]));
            }
            self.skip_group()?;
        }
        Ok(self.expr_between(start, self.position))
    }

    fn table_clauses(&mut self, table: &mut CreateTable) -> Read<()> {
        loop {
            if self.eat("inherits") {
                if self.eat_kind(TokenKind::LeftParen) {
                    self.position -= 1;
                    table.inherits = self.group(|c| {
                        if c.at_end() { Ok(Vec::new()) } else { c.comma_list(|c| c.object_name("a table name")) }
                    })?;
                } else {
                    return Err(self.expected("`(`"));
                }
            } else if self.eat_all(&["partition", "by"]) {
                let strategy = self.label("`RANGE`, `LIST` or `HASH`")?.name;
                let keys = self.group(|c| c.comma_list(Self::key))?;
                table.partition_by = Some(PartitionBy { strategy, keys });
            } else if self.eat("using") {
                table.access_method = Some(self.ident("an access method")?.name);
            } else if self.is("with") && self.is_kind_at(1, TokenKind::LeftParen) {
                table.storage = self.with_parameters()?;
            } else if self.eat_all(&["without", "oids"]) {
            } else if self.eat_all(&["with", "oids"]) {
                return Err(Failure::Unsupported("`WITH OIDS` is gone since PostgreSQL 12".to_owned()));
            } else if self.eat_all(&["on", "commit"]) {
                if !self.eat_all(&["preserve", "rows"]) && !self.eat_all(&["delete", "rows"]) && !self.eat("drop") {
                    return Err(self.expected("`PRESERVE ROWS`, `DELETE ROWS` or `DROP`"));
                }
            } else if self.eat("tablespace") {
                table.tablespace = Some(self.ident("a tablespace")?.name);
            } else if self.eat("server") {
                table.server = Some(self.ident("a server name")?.name);
            } else if self.is("options") && self.is_kind_at(1, TokenKind::LeftParen) {
                self.bump();
                let (start, end) = self.skip_group()?;
                table.server_options = Some(self.folded(start, end));
            } else if self.eat("as") {
                table.as_query = Some(self.query()?);
                return Ok(());
            } else {
                return Ok(());
            }
        }
    }

    /// A column has a type but where the table's type, parent or query gives it.
    fn check_types(&mut self, table: &CreateTable) {
        if table.of_type.is_some() || table.partition_of.is_some() || table.as_query.is_some() {
            return;
        }
        for column in table.columns.iter().filter(|c| c.data_type.is_none()) {
            let message = format!("column `{}` has no type", column.name.name);
            self.diagnostics.push(
                Diagnostic::error(Code::SyntaxError, column.name.span, message).with_help("type one behind its name"),
            );
        }
    }
}

fn new_table(name: ObjectName, if_not_exists: bool, flags: TableFlags) -> CreateTable {
    CreateTable {
        name,
        if_not_exists,
        temporary: flags.temporary,
        unlogged: flags.unlogged,
        foreign: flags.foreign,
        columns: Vec::new(),
        constraints: Vec::new(),
        likes: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partition_by: None,
        of_type: None,
        storage: Vec::new(),
        tablespace: None,
        access_method: None,
        server: None,
        server_options: None,
        as_query: None,
    }
}
