//! A web shop that knows its schema: prints where its documents are and what its generated module knows.
#![allow(clippy::print_stdout)]
#![allow(clippy::disallowed_methods)] // an example of an application, which may look at its disk

use std::path::Path;

schema_doc_runtime::include_schema!(pub mod schema);

use schema::orders::Status as OrderStatus;
use schema::{orders, users};

/// The login's query, from constants: a renamed or dropped column does not compile.
fn login_query() -> String {
    format!(
        "SELECT {}, {} FROM {} WHERE lower({}) = lower($1)",
        users::ID,
        users::PASSWORD_HASH,
        users::TABLE,
        users::EMAIL
    )
}

/// What the warehouse has to pack: states are a Rust enum, closed by the table's own check.
fn open_orders_query() -> String {
    let open = [OrderStatus::Pending, OrderStatus::Processing].map(|status| format!("'{status}'")).join(", ");
    format!("SELECT {} FROM {} WHERE {} IN ({open})", orders::ORDER_NUMBER, orders::TABLE, orders::STATUS)
}

/// The documents below a folder, and how many bytes they hold.
fn documents(dir: &Path) -> std::io::Result<Vec<(String, u64)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let below = documents(&entry.path())?;
            found.push((format!("{name}/ ({} files)", below.len()), below.iter().map(|(_, size)| size).sum()));
        } else {
            found.push((name, entry.metadata()?.len()));
        }
    }
    found.sort();
    Ok(found)
}

fn main() -> std::io::Result<()> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
    println!("The build read examples/storefront/migrations and keeps these documents up to date:\n");
    println!("  {}", dir.display());
    for (name, size) in documents(&dir)? {
        println!("    {name:<32} {:>4} kB", size.div_ceil(1000));
    }

    println!("\nThe generated module knows {} tables ({}):\n", schema::TABLES.len(), schema::FINGERPRINT);
    for table in schema::TABLES {
        let indexes = table.indexes.len();
        println!(
            "  {:<18} {:>2} columns, {indexes} {:<7}   {}",
            table.name,
            table.columns.len(),
            if indexes == 1 { "index" } else { "indexes" },
            table.purpose.unwrap_or_default()
        );
    }

    println!("\nQueries from its constants, checked by the compiler:\n");
    println!("  {}", login_query());
    println!("  {}", open_orders_query());
    println!(
        "\nChange a migration and build again: documents and module follow. With CI=1, a stale document fails the build."
    );
    Ok(())
}
