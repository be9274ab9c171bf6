//! What lies in a database and is no part of anybody's schema.

/// Tables that migration tools keep their books in, in the order of their letters.
const TABLES: &[&str] = &[
    "__diesel_schema_migrations",
    "__drizzle_migrations",
    "__efmigrationshistory",
    "_prisma_migrations",
    "_sqlx_migrations",
    "alembic_version",
    "ar_internal_metadata",
    "atlas_schema_revisions",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "flyway_schema_history",
    "goose_db_version",
    "gorp_migrations",
    "knex_migrations",
    "knex_migrations_lock",
    "pgmigrations",
    "refinery_schema_history",
    "schema_migrations",
    "schema_version_history",
    "seaql_migrations",
    "sequelizemeta",
];

/// Whether a name is one that a migration tool gives to a table of its own.
pub fn is_table_of_migration_tool(name: &str) -> bool {
    TABLES.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{TABLES, is_table_of_migration_tool};

    #[test]
    fn names_are_found() {
        assert!(TABLES.is_sorted());
        assert!(is_table_of_migration_tool("__EFMigrationsHistory"));
        assert!(!is_table_of_migration_tool("users"));
    }
}
