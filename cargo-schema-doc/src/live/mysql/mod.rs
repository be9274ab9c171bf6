//! MySQL and MariaDB: `information_schema` → DDL as `SHOW CREATE` prints it.

mod body;
mod catalog;
mod grants;
mod object;
mod privileges;
mod statistics;
mod table;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeSet;

use schema_doc_build::model::System;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _};

use super::connection::Problem;
use super::{Live, Options, connected};
use catalog::{Catalog, Table};
use object::Sequence;
use text::quote;

/// How names are quoted and strings are escaped follows from the mode; a statement that waits for a lock (somebody alters a table) gives up.
const SESSION: [&str; 4] = [
    "SET SESSION sql_mode = ''",
    "SET SESSION lock_wait_timeout = 30",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
];

/// Databases that are the server's own.
const SYSTEM_DATABASES: [&str; 4] = ["information_schema", "mysql", "performance_schema", "sys"];

/// How often a database is read whose tables change meanwhile.
const ATTEMPTS: usize = 3;

pub(super) async fn read(options: &MySqlConnectOptions, wanted: &Options) -> Result<Live, Problem> {
    let mut connection = connected(options.connect()).await?;
    let system = system(&mut connection).await?;
    for statement in SESSION {
        connection.execute(statement).await?;
    }
    let database = database(&mut connection, options.get_database(), &wanted.namespaces).await?;
    let catalog = stable_catalog(&mut connection, system, &database).await?;
    let statistics =
        if wanted.statistics { Some(statistics::read(&mut connection, system, &database).await?) } else { None };
    let mut script = Script { system, database: &database, privileges: wanted.privileges, ..Script::default() };
    script.objects = objects(&catalog);
    script.write(&mut connection, &catalog).await?;
    script.privileges(&mut connection).await?;
    script.look_at_grants(&mut connection).await?;
    let Script { ddl, gaps, .. } = script;
    connection.close().await?;
    Ok(Live { system, name: database, ddl, gaps, left_out: Vec::new(), statistics })
}

/// Which of the two answers, in a version whose catalog has what is asked.
async fn system(connection: &mut MySqlConnection) -> Result<System, Problem> {
    let version: String = sqlx::query_scalar("SELECT CAST(VERSION() AS CHAR)").fetch_one(&mut *connection).await?;
    let (system, name, first) = if version.contains("MariaDB") {
        (System::MariaDb, "MariaDB", (10, 6))
    } else {
        (System::MySql, "MySQL", (8, 0))
    };
    // Replication was told `5.5.5-10.6.1-MariaDB` for long.
    let number = version.strip_prefix("5.5.5-").filter(|_| system == System::MariaDb).unwrap_or(&version);
    let mut parts = number.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>().unwrap_or_default());
    let own = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if own < first {
        let message = format!("{name} {}.{} is too old: its catalog does not tell all of a schema", own.0, own.1);
        return Err(Problem::new(message).with_help(format!("read {name} {}.{} or later", first.0, first.1)));
    }
    Ok(system)
}

/// The database of `--schema`, else the connection's.
async fn database(
    connection: &mut MySqlConnection,
    of_connection: Option<&str>,
    wanted: &[String],
) -> Result<String, Problem> {
    let named = match wanted {
        [] => of_connection.filter(|name| !name.is_empty()),
        [one] => Some(one.as_str()),
        [one, other, ..] => {
            let message = format!("`{one}` and `{other}` are two databases, whose tables may have the same names");
            return Err(Problem::new(message).with_help("read them one by one, each with a folder of its own"));
        }
    };
    let query = "SELECT CAST(SCHEMA_NAME AS CHAR) FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME";
    let mut there: Vec<String> = sqlx::query_scalar(query).fetch_all(connection).await?;
    if let Some(name) = named.filter(|name| there.iter().any(|other| other == name)) {
        return Ok(name.to_owned());
    }
    there.retain(|name| !SYSTEM_DATABASES.contains(&name.as_str()));
    let message = match named {
        Some(name) => format!("no database `{name}` that the user may see"),
        None => "no database is named".to_owned(),
    };
    let help = if there.is_empty() {
        "the user may see none: grant it SELECT on one".to_owned()
    } else {
        format!("name one behind the host's name in the URL, or with `--schema`: `{}`", there.join("`, `"))
    };
    Err(Problem::new(message).with_help(help))
}

/// The catalog, read while no table came, went or changed: these views are no part of the transaction's snapshot.
async fn stable_catalog(connection: &mut MySqlConnection, system: System, database: &str) -> Result<Catalog, Problem> {
    let mut tables = catalog::tables(connection, database).await?;
    for _ in 0..ATTEMPTS {
        let mut catalog = catalog::read(connection, system, database, tables).await?;
        if system == System::MySql {
            body::restore(connection, database, &mut catalog).await?;
            body::algorithms(connection, database, &mut catalog).await?;
        }
        tables = catalog::tables(connection, database).await?;
        if tables == catalog.tables && catalog.has_all_columns() {
            return Ok(catalog);
        }
    }
    let message = format!("the tables of `{database}` change while they are read, {ATTEMPTS} times in a row");
    Err(Problem::new(message).with_help("run this once more when nothing alters them"))
}

/// What a name behind that of the database may be.
fn objects(catalog: &Catalog) -> BTreeSet<&str> {
    let tables = catalog.tables.iter().map(|table| table.name.as_str());
    tables.chain(catalog.routines.iter().map(|routine| routine.name.as_str())).collect()
}

/// The DDL of a database, while it is written.
#[derive(Debug)]
struct Script<'a> {
    system: System,
    database: &'a str,
    privileges: bool,
    objects: BTreeSet<&'a str>,
    ddl: String,
    gaps: Vec<(String, String)>,
}

impl Default for Script<'_> {
    fn default() -> Self {
        Self {
            system: System::MySql,
            database: "",
            privileges: false,
            objects: BTreeSet::new(),
            ddl: String::new(),
            gaps: Vec::new(),
        }
    }
}

impl Script<'_> {
    async fn write(&mut self, connection: &mut MySqlConnection, catalog: &Catalog) -> Result<(), Problem> {
        self.sequences(connection, catalog).await?;
        for table in &catalog.tables {
            match table.kind.as_str() {
                "BASE TABLE" | "SYSTEM VERSIONED" => self.table(connection, catalog, table).await?,
                _ => {}
            }
        }
        for view in &catalog.views {
            if view.definition.is_empty() {
                self.hidden("view", &view.name, "SHOW VIEW and SELECT");
            }
            let query = text::within(self.database, &self.objects, &view.definition);
            self.statement(&object::create_view(catalog, view, &query, self.privileges));
        }
        for routine in &catalog.routines {
            if routine.definition.is_none() {
                self.hidden(
                    "routine",
                    &routine.name,
                    "SHOW_ROUTINE (MariaDB: SHOW CREATE ROUTINE, or SELECT on `mysql`.`proc`)",
                );
            }
            self.with_body(&object::create_routine(catalog, routine, self.privileges));
        }
        for trigger in &catalog.triggers {
            if trigger.statement.is_none() {
                self.hidden("trigger", &trigger.name, "TRIGGER");
            }
            self.with_body(&object::create_trigger(trigger, self.privileges));
        }
        for event in &catalog.events {
            if event.definition.is_none() {
                self.hidden("event", &event.name, "EVENT");
            }
            self.with_body(&object::create_event(event, self.privileges));
        }
        Ok(())
    }

    async fn table(
        &mut self,
        connection: &mut MySqlConnection,
        catalog: &Catalog,
        table: &Table,
    ) -> Result<(), Problem> {
        if table.engine.is_none() {
            let why = table.comment.as_deref().unwrap_or_default();
            let help = format!("type `CHECK TABLE {}` on the server", quote(&table.name));
            self.gaps.push((format!("table `{}` cannot be opened and is left out: {why}", table.name), help));
            return Ok(());
        }
        let mut statement = table::create_table(self.system, self.database, catalog, table);
        if table::needs_asking(self.system, catalog, table) {
            let query = format!("SHOW CREATE TABLE {}.{}", quote(self.database), quote(&table.name));
            let row = connection.fetch_one(AssertSqlSafe(query)).await?;
            statement = table::without_counter(&row.try_get::<String, _>(1)?);
        }
        self.statement(&text::within(self.database, &self.objects, &statement));
        Ok(())
    }

    /// MariaDB's.
    async fn sequences(&mut self, connection: &mut MySqlConnection, catalog: &Catalog) -> Result<(), Problem> {
        let of_kind = catalog.tables.iter().filter(|table| table.kind == "SEQUENCE");
        let names: Vec<&str> = of_kind.map(|table| table.name.as_str()).collect();
        let Some(query) = object::sequences_query(self.database, &names) else { return Ok(()) };
        let rows: Result<Vec<Sequence>, _> = sqlx::query_as(AssertSqlSafe(query)).fetch_all(connection).await;
        match rows {
            Ok(rows) => {
                for sequence in &rows {
                    self.statement(&object::create_sequence(sequence));
                }
            }
            // Its rows may be read, or nothing of it is known but its name.
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42000") => {
                for name in names {
                    self.hidden("sequence", name, "SELECT");
                    self.statement(&format!("CREATE SEQUENCE {}", quote(name)));
                }
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// What the user may not see of an object.
    fn hidden(&mut self, kind: &str, name: &str, privilege: &str) {
        let message =
            format!("what {kind} `{name}` says is not shown to this user: its name and columns alone are known");
        self.gaps.push((message, format!("grant the user {privilege}, then run this once more")));
    }

    async fn look_at_grants(&mut self, connection: &mut MySqlConnection) -> Result<(), Problem> {
        let row = connection.fetch_one("SELECT CAST(CURRENT_USER() AS CHAR), CAST(CURRENT_ROLE() AS CHAR)").await?;
        let user = text::account(&row.try_get::<String, _>(0)?);
        let role: Option<String> = row.try_get(1)?;
        // MySQL shows what the active roles grant where they are named; MariaDB shows it always.
        let roles = role.filter(|roles| self.system == System::MySql && roles != "NONE");
        let query = match roles {
            Some(roles) => format!("SHOW GRANTS FOR CURRENT_USER() USING {roles}"),
            None => "SHOW GRANTS".to_owned(),
        };
        let rows = connection.fetch_all(AssertSqlSafe(query)).await?;
        let lines: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get(0)).collect();
        self.gaps.extend(grants::gaps(&lines?, self.database, &user));
        Ok(())
    }

    async fn privileges(&mut self, connection: &mut MySqlConnection) -> Result<(), Problem> {
        if self.privileges {
            let (statements, gap) = privileges::statements(connection, self.system, self.database).await?;
            for statement in &statements {
                self.statement(statement);
            }
            self.gaps.extend(gap);
        }
        Ok(())
    }

    fn statement(&mut self, statement: &str) {
        self.ddl.push_str(statement);
        self.ddl.push_str(";\n\n");
    }

    /// A body has semicolons of its own: the statement ends with what is not in it.
    fn with_body(&mut self, statement: &str) {
        let mut delimiter = "$$".to_owned();
        while statement.contains(&delimiter) {
            delimiter.push('$');
        }
        self.ddl.push_str(&format!("DELIMITER {delimiter}\n{statement}\n{delimiter}\nDELIMITER ;\n\n"));
    }
}
