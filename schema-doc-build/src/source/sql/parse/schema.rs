//! `CREATE SCHEMA` with its elements, `CREATE EXTENSION`.

use super::super::ast::{CreateExtension, CreateSchema, Statement, StatementKind};
use super::cursor::{Cursor, Failure, Read};

impl Cursor<'_> {
    /// Behind `CREATE SCHEMA`.
    pub(super) fn create_schema(&mut self) -> Read<StatementKind> {
        let if_not_exists = self.eat_all(&["if", "not", "exists"]);
        let name = if self.is("authorization") { None } else { Some(self.ident("a schema name")?) };
        let owner = if self.eat("authorization") { Some(self.role()?) } else { None };
        if name.is_none() && owner.is_none() {
            return Err(self.expected("a schema name"));
        }
        let mut elements = Vec::new();
        while self.is("create") || self.is("grant") {
            if let Some(element) = self.schema_element()? {
                elements.push(element);
            }
        }
        Ok(StatementKind::CreateSchema(Box::new(CreateSchema { name, if_not_exists, owner, elements })))
    }

    /// A statement up to the next `CREATE` or `GRANT`: both words are reserved.
    fn schema_element(&mut self) -> Read<Option<Statement>> {
        let start = self.position;
        if self.is_at(1, "schema") {
            return Err(self.malformed_with_help("a schema cannot stand in a schema", "type `;` before it"));
        }
        self.bump();
        self.skip_until(|c| c.is("create") || c.is("grant"));
        let outer = std::mem::replace(&mut self.end, self.position);
        self.position = start;
        let read = self.statement();
        let kind = match read {
            Ok(kind) if self.at_end() => Some(kind),
            Ok(_) => {
                let failure = self.expected("another element of the schema");
                self.report(failure);
                None
            }
            Err(failure) => match failure {
                Failure::Unsupported(reason) => Some(StatementKind::Unsupported { reason }),
                malformed @ Failure::Malformed(_) => {
                    self.report(malformed);
                    None
                }
            },
        };
        self.position = self.end;
        self.end = outer;
        Ok(kind.map(|kind| Statement { span: self.span_from(start), kind }))
    }

    /// Behind `CREATE EXTENSION`.
    pub(super) fn create_extension(&mut self) -> Read<StatementKind> {
        let if_not_exists = self.eat_all(&["if", "not", "exists"]);
        let name = self.label("an extension name")?;
        let mut extension = CreateExtension { name, if_not_exists, namespace: None, version: None };
        self.eat("with");
        loop {
            if self.eat("schema") {
                extension.namespace = Some(self.ident("a schema name")?);
            } else if self.eat("version") {
                extension.version = Some(match self.peek() {
                    Some(token) if token.kind.is_string() => self.string("a version")?.0,
                    _ => self.label("a version")?.name,
                });
            } else if self.eat("from") {
                self.bump();
            } else if !self.eat("cascade") {
                return Ok(StatementKind::CreateExtension(Box::new(extension)));
            }
        }
    }
}
