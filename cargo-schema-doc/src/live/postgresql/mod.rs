//! PostgreSQL 13 to 18: `pg_catalog` → the DDL that would make what is in it, as `pg_dump` writes it, in the words of a reader of `public`.

mod catalog;
mod ddl;
mod rows;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection as _, raw_sql};

use super::{Live, Options, Problem, connected};
use catalog::Catalog;
use rows::Oid;
use schema_doc_build::model::System;

/// One snapshot, which cannot be written to: not even by what a function would do.
///
/// Names are printed as they are looked up along `public`, which is how the SQL reader takes an unqualified name: `users`, `auth.sessions`.
/// Whoever may create in `public` could hide a function or operator of the system behind one of their own there. The queries give them no
/// chance: each function is written with its namespace, and each operator has the very types of one in `pg_catalog`, which is looked at first.
///
/// The other settings are those that change how constants are printed.
const BEGIN: &str = "\
    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\
    SET LOCAL search_path TO public;\
    SET LOCAL quote_all_identifiers TO off;\
    SET LOCAL DateStyle TO ISO;\
    SET LOCAL IntervalStyle TO postgres;\
    SET LOCAL TimeZone TO 'UTC';\
    SET LOCAL extra_float_digits TO 3;\
    SET LOCAL bytea_output TO hex";

/// How often a schema is read that changes meanwhile.
const ATTEMPTS: usize = 3;

pub(super) async fn read(server: &PgConnectOptions, options: &Options) -> Result<Live, Problem> {
    let mut connection = connected(PgConnection::connect_with(server)).await?;
    for _ in 0..ATTEMPTS {
        if let Some(live) = attempt(&mut connection, options).await? {
            connection.close().await?;
            return Ok(live);
        }
    }
    let message = "the schema was changed each time that it was read";
    Err(Problem::new(message).with_help("run this when the migrations are done"))
}

/// `None` where something was changed while it was read: the rows are of one snapshot, but the functions that print definitions look at the
/// catalog as it is.
async fn attempt(connection: &mut PgConnection, options: &Options) -> Result<Option<Live>, Problem> {
    raw_sql(BEGIN).execute(&mut *connection).await?;
    let namespaces = catalog::namespaces(connection, &options.namespaces).await?;
    let oids: Vec<Oid> = namespaces.iter().map(|namespace| namespace.oid).collect();
    let before = catalog::state(connection, &oids).await?;
    let read = Catalog::read(connection, namespaces, options).await;
    let catalog = match read {
        Ok(catalog) if !catalog.has_changed() => Some(catalog),
        Err(error) if !is_about_dropped(&error) => return Err(error.into()),
        Ok(_) | Err(_) => None,
    };
    raw_sql("ROLLBACK").execute(&mut *connection).await?;
    let is_as_before = catalog::state(connection, &oids).await? == before;
    Ok(catalog.filter(|_| is_as_before).map(|catalog| {
        let ddl = ddl::write(&catalog);
        let Catalog { server, gaps, left_out, measured: statistics, .. } = catalog;
        Live { system: System::PostgreSql, name: server.database, ddl, gaps, left_out, statistics }
    }))
}

/// `cache lookup failed for index 16412`: some functions that print definitions fail where the object has gone.
fn is_about_dropped(error: &sqlx::Error) -> bool {
    let said = error.as_database_error().map_or("", sqlx::error::DatabaseError::message);
    ["cache lookup failed", "could not open relation with OID", "could not find tuple"].iter().any(|m| said.contains(m))
}
