//! Chapter 9: who may do what, what has to be protected, how a person's data is deleted.

mod access;

use self::access::{access, reaches};
use super::{Chapter, Context, deletion, sql};
use crate::analyze::ColumnFacts;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, Grant, Sensitivity, System, Table as ModelTable};
use crate::render::markdown::{Table, block, cell_code, cell_text, fenced, list, text};
use crate::render::words::codes;

/// More rows than this are left to the pages.
const ROWS: usize = 200;

/// More tables than this are left out of a statement.
const TABLES: usize = 20;

/// `## 9. Security`
pub(super) fn security(book: &Context) -> Chapter {
    let parts = vec![
        ("9.1 Access Control", access(book)),
        ("9.2 Data Encryption", encryption(book)),
        ("9.3 Data Deletion", deletion::deletion(book)),
    ];
    Chapter::new("9. Security", parts)
}

/// The sensitive columns of a table, with how sensitive each is; nested fields by their paths.
pub(super) fn sensitive<'b>(book: &'b Context, at: usize) -> Vec<(&'b Column, Sensitivity, bool)> {
    let Some((table, facts)) = book.schema.tables.get(at).zip(book.facts.get(at)) else { return Vec::new() };
    let of = |(column, facts): (&'b Column, &'b ColumnFacts)| {
        let level = facts.sensitivity.filter(|level| *level > Sensitivity::Public && !column.annotations.ignore)?;
        Some((column, level, facts.sensitivity_inferred))
    };
    table.columns.iter().zip(&facts.columns).filter_map(of).collect_vec()
}

/// The sensitive columns by level, and what this system does for each.
fn encryption(book: &Context) -> String {
    let mut out = String::new();
    let levels = [Sensitivity::Secret, Sensitivity::Pii, Sensitivity::Confidential, Sensitivity::Internal];
    let heads = ["Level", "Table", if book.system.has_documents() { "Field" } else { "Column" }, "Type", "Notes"];
    let noted = |&at: &usize| sensitive(book, at).any(|(c, _, by_name)| *by_name || !c.annotations.security.is_empty());
    let mut rows = Table::new(if book.shown.any(noted) { &heads } else { &heads[..4] });
    let (mut count, mut left, mut inferred) = (0, 0, false);
    let mut columns: [Vec<(usize, &Column)>; 4] = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for (level, of_level) in levels.into_iter().zip(&mut columns) {
        for &at in &book.shown {
            for (column, _, by_name) in sensitive(book, at).into_iter().filter(|(_, l, _)| *l == level) {
                of_level.push((at, column));
                count += 1;
                if count > ROWS {
                    left += 1;
                    continue;
                }
                inferred |= by_name;
                let mut notes: Vec<String> =
                    column.annotations.security.iter().map(|words| cell_text(words)).collect_vec();
                notes.push_all(by_name.then(|| "told by its name".to_owned()));
                let native = cell_code(&column.data_type.native);
                rows.push(&[
                    level.title().to_owned(),
                    book.links.table_in_cell(at),
                    cell_code(&column.name),
                    native,
                    notes.join(" · "),
                ]);
            }
        }
    }
    let mut said: Vec<String> = Vec::new();
    for (at, table) in book.tables() {
        let of_table = table.annotations.security.iter();
        said.push_all(of_table.map(|words| format!("{}: {}", book.links.table(at), text(words))));
    }
    let more = said.len().saturating_sub(ROWS);
    said.truncate(ROWS);
    said.push_all((more > 0).then(|| format!("and {more} more")));
    if rows.is_empty() {
        list(&mut out, &said);
        return out;
    }
    block(&mut out, &rows.finish());
    if left > 0 {
        block(&mut out, &format!("And {left} more{}.", book.elsewhere()));
    }
    list(&mut out, &said);
    if inferred {
        block(&mut out, "What is told by its name may be wrong: `@sensitivity` on the column says what it is.");
    }
    let mut items = Vec::new();
    let [secret, pii, confidential, internal] = &columns;
    if !secret.is_empty() {
        items.push("**Secret:** never in a log, a backup for tests, or an answer. A password or a token that is only compared is stored as a hash.".to_owned());
    }
    if !pii.is_empty() {
        items.push("**PII:** only who needs it reads it; it is deleted with its person (9.3), and replaced in copies for tests.".to_owned());
    }
    if !confidential.is_empty() {
        items.push("**Confidential:** only for those of the organization whose work asks for it, and in no answer to anybody else.".to_owned());
    }
    if !internal.is_empty() {
        items.push("**Internal:** for the organization alone; in no answer to clients.".to_owned());
    }
    block(&mut out, "What the levels ask for:");
    list(&mut out, &items);
    let plain: Vec<String> =
        secret.iter().filter(|(_, column)| !is_hashed(column)).map(|&(at, c)| path(book, at, c)).collect_vec();
    if !plain.is_empty() {
        let more = plain.len().saturating_sub(ROWS / 2);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        let names = codes(plain.iter().take(ROWS / 2));
        block(&mut out, &format!("Nothing says that what is in these is hashed or encrypted: {names}{more}."));
    }
    if let Some((level, columns)) = levels.iter().zip(&columns).find(|(_, columns)| !columns.is_empty()) {
        protect(&mut out, book, *level, columns);
    }
    out
}

/// `users.email`
fn path(book: &Context, at: usize, column: &Column) -> String {
    let table = book.schema.tables.get(at).map(|table| book.schema.identifier(&table.id)).unwrap_or_default();
    format!("{table}.{}", column.name)
}

/// Whether a column's name, or a word on it, says that it holds no secret as it is.
fn is_hashed(column: &Column) -> bool {
    const WORDS: &[&str] = &["hash", "digest", "crypt", "argon", "hmac", "sha256", "sha512", "sealed"];
    let tags = &column.annotations;
    let said = [&tags.description, &tags.purpose, &tags.comment].into_iter().flatten().chain(&tags.security);
    let mut said = said.map(String::as_str).chain([column.name.as_str()]);
    said.any(|text| WORDS.any(|word| text.to_ascii_lowercase().contains(word)))
}

/// The roles that may do nothing with a table but read it whole.
fn readers(book: &Context, table: &ModelTable) -> Vec<String> {
    let on = book.schema.grants.iter().filter(|grant| reaches(grant, table));
    let on: Vec<&Grant> = on.collect_vec();
    let is_reader = |name: &String| {
        let mut own = on.iter().filter(|grant| grant.grantees.contains(name));
        own.clone().next().is_some() && own.all(|grant| grant.privileges == ["SELECT"])
    };
    let names = book.schema.roles.iter().map(|role| &role.name).filter(|name| is_reader(name));
    names.map(|name| book.quote(name)).collect_vec()
}

/// Takes columns from the roles that read their tables: a statement for each table, with the rest of its columns.
fn without(book: &Context, columns: &[(usize, &Column)]) -> Vec<String> {
    let mut statements = Vec::new();
    let mut tables: Vec<usize> = columns.iter().map(|(at, _)| *at).collect_vec();
    tables.dedup();
    for at in tables.into_iter().take(TABLES) {
        let Some(table) = book.schema.tables.get(at) else { continue };
        let is_left = |column: &&Column| !columns.any(|(other, taken)| *other == at && taken.name == column.name);
        let left: Vec<String> = table.columns.iter().filter(is_left).map(|c| c.name.clone()).collect_vec();
        let roles = readers(book, table).join(", ");
        if !roles.is_empty() && !left.is_empty() {
            let (name, left) = (book.table_name(at), book.columns(&left));
            statements
                .push(format!("REVOKE SELECT ON {name} FROM {roles};\nGRANT SELECT ({left}) ON {name} TO {roles};"));
        }
    }
    statements
}

/// How the system protects columns, and what it does for all. The first is the example where a statement is about one.
fn protect(out: &mut String, book: &Context, level: Sensitivity, columns: &[(usize, &Column)]) {
    let Some(&(at, column)) = columns.first() else { return };
    let (table, name) = (book.table_name(at), book.quote(&column.name));
    match book.system {
        System::PostgreSql => {
            block(
                out,
                "PostgreSQL encrypts no column by itself: what must not be read in a backup is encrypted by the program, or by `pgcrypto` with a \
                 key that is not in the database. In transit, TLS encrypts (`hostssl` in `pg_hba.conf`); at rest, the file system.",
            );
            let names = columns.iter().take(ROWS / 2).map(|&(at, column)| {
                format!("({}, {})", book.literal(&book.table_name(at)), book.literal(&column.name))
            });
            let title = format!("Who can read what is {}", level.title());
            let statements = [
                (
                    "Connections without encryption",
                    "SELECT a.usename, a.client_addr FROM pg_stat_ssl AS s JOIN pg_stat_activity AS a USING (pid) WHERE NOT s.ssl;".to_owned(),
                ),
                (
                    title.as_str(),
                    format!(
                        "SELECT c.table_name, c.column_name, string_agg(r.rolname, ', ' ORDER BY r.rolname) AS roles\n  \
                         FROM (VALUES\n       {}\n       ) AS c (table_name, column_name)\n  \
                         JOIN pg_roles AS r ON has_column_privilege(r.rolname, c.table_name, c.column_name, 'SELECT')\n \
                         WHERE r.rolname NOT LIKE 'pg\\_%'\n GROUP BY 1, 2\n ORDER BY 1, 2;",
                        names.join(",\n       ")
                    ),
                ),
            ];
            sql(out, &statements);
            let mended = without(book, columns);
            if !mended.is_empty() {
                block(
                    out,
                    "A role that reads a whole table reads these columns, too. To take them from it, which changes rights, makes its `SELECT *` fail, and has to be done \
                     again after each `GRANT … ON ALL TABLES`:",
                );
                block(out, &fenced("sql", &mended.join("\n\n")));
            }
        }
        System::MySql => {
            block(
                out,
                "MySQL encrypts tables at rest once a keyring component is set up; what must not be read in a dump is encrypted by the program.",
            );
            let statements = [
                (
                    "Whether connections must be encrypted",
                    "SHOW GLOBAL VARIABLES LIKE 'require_secure_transport';".to_owned(),
                ),
                ("Encrypt the table's file (needs a keyring)", format!("ALTER TABLE {table} ENCRYPTION = 'Y';")),
            ];
            sql(out, &statements);
        }
        System::MariaDb => {
            block(
                out,
                "MariaDB encrypts tables at rest once an encryption plugin is set up (`ENCRYPTED=YES` of the table); what must not be read in \
                 a dump is encrypted by the program.",
            );
            let statements = [
                ("Whether connections must be encrypted", "SHOW GLOBAL VARIABLES LIKE 'require_secure_transport';".to_owned()),
                ("Which tables are encrypted at rest", "SELECT name, encryption_scheme FROM information_schema.innodb_tablespaces_encryption ORDER BY name;".to_owned()),
            ];
            sql(out, &statements);
        }
        System::Sqlite => block(
            out,
            "SQLite encrypts nothing by itself: the file system does, or the program before it writes. What is deleted stays in free pages until \
             they are used again, unless every connection asks for it to be overwritten:",
        ),
        System::SqlServer => {
            block(
                out,
                "Transparent data encryption encrypts the files and backups, Always Encrypted a column so that the server itself cannot read it. A \
                 mask hides it from everyone without `UNMASK`:",
            );
            let statements = [
                (
                    "Mask it",
                    format!("ALTER TABLE {table} ALTER COLUMN {name} ADD MASKED WITH (FUNCTION = 'default()');"),
                ),
                (
                    "Which databases are encrypted",
                    "SELECT DB_NAME(database_id) AS name, encryption_state FROM sys.dm_database_encryption_keys;"
                        .to_owned(),
                ),
            ];
            sql(out, &statements);
        }
        System::Oracle => {
            block(
                out,
                "With Advanced Security, a column or a tablespace is encrypted at rest once a keystore is open:",
            );
            let statements = [
                ("Encrypt it", format!("ALTER TABLE {table} MODIFY ({name} ENCRYPT);")),
                ("What is encrypted", "SELECT table_name, column_name, encryption_alg FROM user_encrypted_columns ORDER BY table_name, column_name;".to_owned()),
            ];
            sql(out, &statements);
        }
        System::Convex => {
            let names = codes(columns.iter().take(TABLES).map(|&(at, column)| path(book, at, column)));
            let returned = match level {
                Sensitivity::Secret => format!("No public function must return {names}"),
                _ => format!("No public function must return {names} to anybody who may not read it"),
            };
            block(
                out,
                &format!(
                    "Convex encrypts at rest and in transit. {returned}: a query returns the fields that its caller needs, never a whole document. Keys of \
                     other services belong into environment variables (`npx convex env set`), not into documents.",
                ),
            );
        }
    }
    if book.system == System::Sqlite {
        sql(out, &[("Overwrite what is deleted", "PRAGMA secure_delete = ON;".to_owned())]);
    }
}
