//! Live databases: catalog → DDL in the database's own spelling → the SQL reader.
//!
//! A reader asks its catalog in a handful of queries, whatever the number of tables, inside one transaction that can only read, and writes
//! what it is told as the DDL that would make it. From there on it is a SQL source as any other: one reader of DDL, one model.

mod connection;
mod mysql;
mod places;
mod postgresql;
mod sqlite;
mod statistics;

use std::time::Duration;

use schema_doc_build::annotate::annotate;
use schema_doc_build::config::{SourceConfig, SourceKind};
use schema_doc_build::files::Files;
use schema_doc_build::model::{DATABASE, Schema, System};
use schema_doc_build::{Builder, Config, Loaded, Reader, Source, source};
use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Severity};

use connection::Server;
pub(crate) use connection::{Connection, Problem};
pub(crate) use statistics::{IndexStatistics, Statistics, TableStatistics};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// `--schema`: these namespaces; empty: all but the system's.
    pub(crate) namespaces: Vec<String>,
    /// `--privileges`: owners, roles and grants too.
    pub(crate) privileges: bool,
    /// `--statistics`: what the server counts.
    pub(crate) statistics: bool,
}

/// A database, as its own catalog tells it.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    pub(crate) system: System,
    /// The name of the database, without host and user: it stands in committed files.
    pub(crate) name: String,
    /// The DDL that would make it.
    pub(crate) ddl: String,
    /// What could not be read, one sentence each, and what to do about it.
    pub(crate) gaps: Vec<(String, String)>,
    /// What shapes no schema: `publication`, and how many.
    pub(crate) left_out: Vec<(String, i64)>,
    /// Where they are asked for.
    pub(crate) statistics: Option<Statistics>,
}

/// Reads a database.
pub(crate) fn read(connection: &Connection, options: &Options) -> Result<Live, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Problem::new(format!("no runtime for connections: {error}")))?;
    let read = async {
        match &connection.server {
            Server::Sqlite(path) => sqlite::read(path, options).await,
            Server::PostgreSql(server) => postgresql::read(server, options).await,
            Server::MySql(server) => mysql::read(server, options).await,
        }
    };
    runtime.block_on(read).map_err(|problem| problem.of(connection))
}

/// Waits for a server no longer than clients do.
async fn connected<C>(connecting: impl Future<Output = Result<C, sqlx::Error>>) -> Result<C, Problem> {
    let Ok(connection) = tokio::time::timeout(PATIENCE, connecting).await else {
        let message = format!("no answer within {} seconds", PATIENCE.as_secs());
        return Err(Problem::new(message)
            .with_help("look at host, port and firewalls, and whether it is such a server that listens there"));
    };
    Ok(connection?)
}

impl Live {
    /// The schema, analyzed, with documents in the folder `docs_dir` below `root`.
    pub(crate) fn load(self, builder: Builder) -> Result<Loaded, schema_doc_build::Error> {
        builder.source(Source::custom(self)).load()
    }
}

impl Reader for Live {
    fn read(&self, _: &Files, schema: &mut Schema, diagnostics: &mut Diagnostics) {
        let files = Files::in_memory([(self.name.as_str(), self.ddl.as_str())]);
        let mut source = SourceConfig::new(SourceKind::Sql, &*self.name);
        source.dialect = Some(self.system);
        if schema.default_namespace == schema.system.default_namespace() {
            self.system.default_namespace().clone_into(&mut schema.default_namespace);
        }
        schema.system = self.system;
        let mut found = Diagnostics::default();
        source::sql::read(&files, &[&source], schema, &mut found);
        found.retain_mut(|diagnostic| {
            // The database has it so: SQLite asks when rows are written, MySQL not at all where its checks were off.
            if diagnostic.code == Code::UnresolvedReference {
                diagnostic.severity = Severity::Warning;
            }
            diagnostics.push(diagnostic.clone());
            false
        });
        for source in &mut schema.sources {
            source.kind = DATABASE;
            source.layout = None;
        }
        // What comments in statements say stays, though the place where they say it goes.
        annotate(schema, &Config::default(), diagnostics);
        places::forget(schema);
        for (message, help) in &self.gaps {
            diagnostics.push(Diagnostic::warning(Code::UnreadableFile, None, message.clone()).with_help(help.clone()));
        }
    }
}
