//! Queries against a schema: the tables and columns that they name, and the parameters that they have.
//!
//! [`Query::parse`] reads SQL in a system's dialect; [`Query::check`] resolves every name as the system would (joins, aliases, subqueries,
//! common table expressions, `RETURNING`, `INSERT`, `UPDATE`, `DELETE`, `MERGE`) and gives what is not there. What cannot be known
//! without a database (the columns of a function's rows, of a view, of a system's own catalog) is taken as said: a problem is a problem in
//! the database too.
//!
//! ```
//! use schema_doc_syntax::query::{Catalog, Query, Relation};
//!
//! let catalog = Catalog {
//!     system: "postgresql".to_owned(),
//!     default_namespace: "public".to_owned(),
//!     relations: vec![Relation { name: "users".to_owned(), columns: Some(vec!["id".to_owned(), "email".to_owned()]) }],
//!     left_out: Vec::new(),
//! };
//! let query = Query::parse("SELECT u.id FROM users u WHERE u.emial = $1", "postgresql")?;
//! let problems = query.check(&catalog);
//! assert_eq!(problems[0].message, "no column `emial` in table `users`; did you mean `email`?\n`users` has `id`, `email`");
//! assert_eq!(&query.text()[problems[0].place.clone().unwrap()], "emial");
//! assert_eq!(query.parameters().count, 1);
//! # Ok::<(), schema_doc_syntax::query::Problem>(())
//! ```

mod catalog;
mod parameters;
mod problem;
mod resolve;
mod scope;
mod uses;

use sqlparser::ast::{Expr, ObjectName, ObjectNamePart, SetExpr, Statement, Visit, Visitor};
use sqlparser::dialect::{
    AnsiDialect, Dialect, MsSqlDialect, MySqlDialect, OracleDialect, PostgreSqlDialect, SQLiteDialect,
};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, Tokenizer};
use std::ops::ControlFlow;

pub use catalog::{Catalog, Relation};
pub use parameters::Parameters;
pub use problem::Problem;
pub use uses::{Action, Key, Use};

/// How many words a query may have. A tree is as deep as its text is long where operators follow each other, and it is walked on
/// whatever stack the compiler gives a macro.
const LONGEST: usize = 1000;

/// SQL, read.
#[derive(Debug)]
pub struct Query {
    text: String,
    statements: Vec<Statement>,
}

impl Query {
    /// Reads one or more statements. `system`: `postgresql`, `mysql`, `mariadb`, `sqlite`, `mssql`, `oracle`.
    ///
    /// # Errors
    /// What is no SQL, or SQL that the parser does not know.
    pub fn parse(text: &str, system: &str) -> Result<Self, Problem> {
        let dialect = dialect(system);
        let tokens = Tokenizer::new(&*dialect, text).tokenize_with_location();
        let tokens = tokens.map_err(|error| unreadable(&error.into(), text))?;
        let words = tokens.iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).count();
        if words > LONGEST {
            return Err(problem::too_long(words, LONGEST));
        }
        let statements = Parser::new(&*dialect).with_tokens_with_locations(tokens).parse_statements();
        let statements = statements.map_err(|error| unreadable(&error, text))?;
        if statements.is_empty() {
            return Err(problem::empty());
        }
        Ok(Self { text: text.to_owned(), statements })
    }

    /// As it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names of the catalog's relations that occur in it: what [`check`](Self::check) needs the columns of.
    pub fn relations(&self, catalog: &Catalog) -> Vec<String> {
        let mut named = Named { catalog, names: Vec::new() };
        let _ = self.statements.visit(&mut named);
        named.names
    }

    /// What is not there, in the order of the text.
    pub fn check(&self, catalog: &Catalog) -> Vec<Problem> {
        let mut problems = resolve::problems(&self.statements, catalog, &self.text);
        problems.sort_by_key(|problem| problem.place.as_ref().map(|place| place.start));
        problems.dedup();
        problems
    }

    /// What it asks of each table of the catalog, in the order in which the places that it is asked at end.
    pub fn uses(&self, catalog: &Catalog) -> Vec<Use> {
        resolve::uses(&self.statements, catalog, &self.text)
    }

    /// The names of tables and views that it makes, without their namespaces: a program's own, of a session mostly.
    pub fn creates(&self) -> Vec<String> {
        let name =
            |name: &ObjectName| name.0.last().and_then(ObjectNamePart::as_ident).map(|ident| ident.value.clone());
        let made = self.statements.iter().filter_map(|statement| match statement {
            Statement::CreateTable(create) => name(&create.name),
            Statement::CreateView(create) => name(&create.name),
            Statement::Query(query) => match &*query.body {
                SetExpr::Select(select) => match &select.into.as_ref()?.targets[..] {
                    [Expr::Identifier(ident)] => Some(ident.value.clone()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
        made.collect()
    }

    /// The parameters that it has.
    pub fn parameters(&self) -> Parameters {
        parameters::of(&self.statements)
    }
}

/// `Expected: end of statement, found: x at Line: 1, Column: 8`
fn unreadable(error: &ParserError, text: &str) -> Problem {
    let said = match error {
        ParserError::TokenizerError(said) | ParserError::ParserError(said) => said.as_str(),
        ParserError::RecursionLimitExceeded => return problem::too_deep(),
    };
    let (said, place) = said.rsplit_once(" at Line: ").unwrap_or((said, ""));
    let location = place.split_once(", Column: ").and_then(|(line, column)| {
        let (line, column) = (line.parse().ok()?, column.parse().ok()?);
        Some(Location::new(line, column))
    });
    let said = said.replace("Expected: ", "expected ").replace("found: ", "found ");
    problem::unreadable(&said, location, text)
}

fn dialect(system: &str) -> Box<dyn Dialect> {
    match system {
        "postgresql" => Box::new(PostgreSqlDialect {}),
        "mysql" | "mariadb" => Box::new(MySqlDialect {}),
        "sqlite" => Box::new(SQLiteDialect {}),
        "mssql" => Box::new(MsSqlDialect {}),
        "oracle" => Box::new(OracleDialect {}),
        _ => Box::new(AnsiDialect {}),
    }
}

struct Named<'a> {
    catalog: &'a Catalog,
    names: Vec<String>,
}

impl Visitor for Named<'_> {
    type Break = ();

    fn pre_visit_relation(&mut self, name: &ObjectName) -> ControlFlow<()> {
        if let Some(relation) = self.catalog.find(name)
            && !self.names.contains(&relation.name)
        {
            self.names.push(relation.name.clone());
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests;
