//! Chapter 9: who may do what, what has to be protected, how a person's data is deleted.

use super::{Chapter, Context, deletion, shell, sql};
use crate::analyze::ColumnFacts;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, Grant, Policy, Role, Schema, Sensitivity, System, Table as ModelTable};
use crate::render::markdown::{Table, block, cell_code, cell_text, code, fenced, list, text};
use crate::render::words::codes;

/// More rows than this are left to the pages.
const ROWS: usize = 200;

/// `## 9. Security`
pub(super) fn security(book: &Context) -> Chapter {
    let parts = vec![
        ("9.1 Access Control", access(book)),
        ("9.2 Data Encryption", encryption(book)),
        ("9.3 Data Deletion", deletion::deletion(book)),
    ];
    Chapter::new("9. Security", parts)
}

fn access(book: &Context) -> String {
    let schema = book.schema;
    let mut out = String::new();
    if book.shown.is_empty() {
        return out;
    }
    let mut roles = Table::new(&["Role", "Logs in", "Member of", "Description"]);
    for role in schema.roles.iter().filter(|r| !r.annotations.ignore) {
        let words = role.annotations.description.as_ref().or(role.annotations.purpose.as_ref());
        let login = if role.login { "yes" } else { "no" };
        let member_of = role.member_of.mapped(|name| cell_code(name)).join(", ");
        roles.push(&[
            cell_code(&role.name),
            login.to_owned(),
            member_of,
            words.map(|w| cell_text(w)).unwrap_or_default(),
        ]);
    }
    let mut grants = Table::new(&["To", "Privileges", "On"]);
    for grant in schema.grants.iter().take(ROWS) {
        let cells = |names: &[String]| names.mapped(|name| cell_code(name)).join(", ");
        let table = grant.target.as_ref().and_then(|id| schema.table_index(id));
        let object = table.map_or_else(
            || format!("{} {}", cell_text(&grant.object_kind), cell_code(&grant.object)),
            |table| book.links.table_in_cell(table),
        );
        let option = if grant.with_grant_option { ", to pass on" } else { "" };
        grants.push(&[cells(&grant.grantees), format!("{}{option}", cells(&grant.privileges)), object]);
    }
    let more = schema.grants.len().saturating_sub(ROWS);
    let says = !roles.is_empty() || !grants.is_empty();
    block(&mut out, &roles.finish());
    block(&mut out, &grants.finish());
    if more > 0 {
        block(&mut out, &format!("And {more} more{}.", book.elsewhere()));
    }
    row_security(&mut out, book);
    let definers = schema.routines.iter().filter(|r| r.security_definer && !r.annotations.ignore);
    let definers: Vec<String> = definers.map(|r| schema.identifier(&r.id)).collect_vec();
    if !definers.is_empty() {
        let names = codes(definers.iter().take(30));
        block(&mut out, &format!("Whoever calls them, these run with the rights of their owner: {names}."));
    }
    if !says
        && matches!(
            book.system,
            System::PostgreSql | System::MySql | System::MariaDb | System::SqlServer | System::Oracle
        )
    {
        block(
            &mut out,
            "The schema's sources grant nothing: who may do what is set elsewhere. What the database says:",
        );
    } else if says {
        block(&mut out, "What the database says:");
    }
    let asked = match book.system {
        System::PostgreSql => format!(
            "SELECT grantee, table_schema, table_name, string_agg(privilege_type, ', ' ORDER BY privilege_type) AS privileges\n  \
             FROM information_schema.role_table_grants\n WHERE table_schema IN ({})\n GROUP BY grantee, table_schema, table_name\n \
             ORDER BY grantee, table_schema, table_name;",
            book.namespaces()
        ),
        System::MySql | System::MariaDb => {
            "SELECT grantee, NULL AS table_name, privilege_type FROM information_schema.schema_privileges WHERE table_schema = DATABASE()\n\
             UNION ALL\nSELECT grantee, table_name, privilege_type FROM information_schema.table_privileges WHERE table_schema = DATABASE()\n \
             ORDER BY grantee, table_name, privilege_type;"
                .to_owned()
        }
        System::SqlServer => {
            "SELECT pr.name AS grantee, pe.state_desc, pe.permission_name, OBJECT_SCHEMA_NAME(pe.major_id) AS schema_name,\n       \
             OBJECT_NAME(pe.major_id) AS object_name\n  FROM sys.database_permissions AS pe\n  \
             JOIN sys.database_principals AS pr ON pr.principal_id = pe.grantee_principal_id\n WHERE pe.class = 1\n \
             ORDER BY grantee, schema_name, object_name;"
                .to_owned()
        }
        System::Oracle => {
            "SELECT grantee, table_name, privilege, grantable FROM user_tab_privs_made ORDER BY grantee, table_name, privilege;".to_owned()
        }
        System::Sqlite => {
            block(&mut out, "SQLite has no users: whoever can read the file reads the data, and whoever can write to its folder changes it.");
            shell(&mut out, &[("For the program's own user alone", "chmod 600 \"$DATABASE_FILE\"".to_owned())]);
            return out;
        }
        System::Convex => {
            block(
                &mut out,
                "Convex has no roles: functions are the only way to the data, and each public one decides who may call it. A function that no \
                 client calls is an `internalQuery`, `internalMutation` or `internalAction`. A public one that is for people who are signed in begins with:",
            );
            block(
                &mut out,
                &fenced(
                    "typescript",
                    "const identity = await ctx.auth.getUserIdentity();\nif (identity === null) {\n  throw new Error(\"not signed in\");\n}",
                ),
            );
            return out;
        }
    };
    sql(&mut out, &[("Who may do what", asked)]);
    out
}

fn row_security(out: &mut String, book: &Context) {
    let heads = ["Table", "Policy", "For", "Roles", "Rows", "New rows", "Description"];
    let told =
        |policy: &Policy| !policy.annotations.ignore && crate::render::words::words(&policy.annotations).is_some();
    let is_told = book.tables().any(|(_, table)| table.policies.any(told));
    let mut rows = Table::new(if is_told { &heads } else { &heads[..6] });
    let (mut closed, mut blind) = (Vec::new(), Vec::new());
    for (at, table) in book.tables() {
        if table.row_security.enabled && table.policies.is_empty() {
            closed.push(at);
        }
        let roles = blind_roles(book.schema, table);
        if !roles.is_empty() {
            blind.push(format!("{}: {}", book.links.table(at), codes(&roles)));
        }
        for policy in table.policies.iter().filter(|p| !p.annotations.ignore) {
            let roles = if policy.roles.is_empty() {
                "everyone".to_owned()
            } else {
                policy.roles.mapped(|r| cell_code(r)).join(", ")
            };
            let expression = |text: &Option<String>| text.as_ref().map(|text| cell_code(text)).unwrap_or_default();
            let restrictive = if policy.permissive { "" } else { ", restrictive" };
            let command = if policy.command == "all" { "everything".to_owned() } else { cell_text(&policy.command) };
            let cells = [
                book.links.table_in_cell(at),
                cell_code(&policy.name),
                format!("{command}{restrictive}"),
                roles,
                expression(&policy.using),
                expression(&policy.with_check),
                crate::render::words::words(&policy.annotations).map(cell_text).unwrap_or_default(),
            ];
            rows.push(&cells);
        }
    }
    if !rows.is_empty() {
        block(out, "Row security: which rows a role sees, and which it may write.");
        block(out, &rows.finish());
    }
    if !blind.is_empty() {
        block(out, "May read a table, and see no row of it, since no policy is for them:");
        list(out, &blind);
    }
    if !closed.is_empty() {
        block(
            out,
            &format!("Row security without a policy, so that only the owner sees a row: {}.", book.table_list(&closed)),
        );
    }
}

/// Roles that may read a table and are let in by none of its policies, so that they see no row.
fn blind_roles<'s>(schema: &'s Schema, table: &ModelTable) -> Vec<&'s str> {
    let reads = table.policies.iter().filter(|p| p.permissive && matches!(p.command.as_str(), "all" | "select"));
    let reads: Vec<&Policy> = reads.collect_vec();
    let everyone = |roles: &[String]| roles.is_empty() || roles.any(|role| role.eq_ignore_ascii_case("public"));
    if !table.row_security.enabled || table.policies.is_empty() || reads.any(|p| everyone(&p.roles)) {
        return Vec::new();
    }
    let is_reached = |grant: &Grant| {
        let here = match grant.object_kind.as_str() {
            "table" => grant.target.as_ref() == Some(&table.id),
            "all tables in schema" => grant.object == table.id.namespace,
            _ => false,
        };
        here && grant.privileges.any(|p| matches!(p.as_str(), "ALL" | "SELECT"))
    };
    let is_let_in = |name: &String| reads.any(|policy| policy.roles.contains(name));
    let mut found: Vec<&str> = Vec::new();
    for role in schema.grants.iter().filter(|grant| is_reached(grant)).flat_map(|grant| &grant.grantees) {
        let created = schema.roles.find(|known| known.name == *role);
        let passes = |known: &Role| {
            let options = known.options.to_ascii_uppercase();
            known.member_of.any(is_let_in)
                || options.split_whitespace().any(|option| matches!(option, "SUPERUSER" | "BYPASSRLS"))
        };
        if created.is_some_and(|known| !passes(known)) && !is_let_in(role) && !found.contains(&role.as_str()) {
            found.push(role);
        }
    }
    found
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
    let mut first: [Option<(usize, &Column)>; 4] = [None; 4];
    for (level, first) in levels.into_iter().zip(&mut first) {
        for &at in &book.shown {
            for (column, _, by_name) in sensitive(book, at).into_iter().filter(|(_, l, _)| *l == level) {
                first.get_or_insert((at, column));
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
    if first[0].is_some() {
        items.push("**Secret:** never in a log, a backup for tests, or an answer. A password or a token that is only compared is stored as a hash.".to_owned());
    }
    if first[1].is_some() {
        items.push("**PII:** only who needs it reads it; it is deleted with its person (9.3), and replaced in copies for tests.".to_owned());
    }
    list(&mut out, &items);
    let example = first.into_iter().flatten().next();
    if let Some((at, column)) = example {
        protect(&mut out, book, at, column);
    }
    out
}

/// A role that is granted reading alone.
fn reader(book: &Context) -> Option<String> {
    let grants = book.schema.grants.iter().filter(|g| g.privileges == ["SELECT"]);
    let mut names = grants.flat_map(|g| &g.grantees);
    names.find(|name| book.schema.roles.any(|role| role.name == **name)).map(|name| book.quote(name))
}

/// How the system protects a column, and what it does for all.
fn protect(out: &mut String, book: &Context, at: usize, column: &Column) {
    let (table, name) = (book.table_name(at), book.quote(&column.name));
    match book.system {
        System::PostgreSql => {
            block(
                out,
                "PostgreSQL encrypts no column by itself: what must not be read in a backup is encrypted by the program, or by `pgcrypto` with a \
                 key that is not in the database. On the way, TLS encrypts (`hostssl` in `pg_hba.conf`); on the disk, the file system.",
            );
            let others: Vec<String> = book.schema.tables.get(at).map_or_else(Vec::new, |t| {
                t.columns.iter().filter(|c| c.name != column.name).map(|c| c.name.clone()).collect_vec()
            });
            let mut statements = vec![(
                "Connections without encryption",
                "SELECT a.usename, a.client_addr FROM pg_stat_ssl AS s JOIN pg_stat_activity AS a USING (pid) WHERE NOT s.ssl;".to_owned(),
            )];
            if let Some(role) = reader(book).filter(|_| !others.is_empty()) {
                let columns = book.columns(&others);
                statements.push((
                    "A role that reads the table without this column",
                    format!("REVOKE SELECT ON {table} FROM {role};\nGRANT SELECT ({columns}) ON {table} TO {role};"),
                ));
            }
            statements.push((
                "Who can read the column",
                format!(
                    "SELECT rolname FROM pg_roles\n WHERE has_column_privilege(rolname, {}, {}, 'SELECT') AND rolname NOT LIKE 'pg\\_%'\n ORDER BY rolname;",
                    book.literal(&table),
                    book.literal(&column.name)
                ),
            ));
            sql(out, &statements);
        }
        System::MySql => {
            block(
                out,
                "MySQL encrypts tables on the disk once a keyring component is set up; what must not be read in a dump is encrypted by the program.",
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
                "MariaDB encrypts tables on the disk once an encryption plugin is set up (`ENCRYPTED=YES` of the table); what must not be read in \
                 a dump is encrypted by the program.",
            );
            let statements = [
                ("Whether connections must be encrypted", "SHOW GLOBAL VARIABLES LIKE 'require_secure_transport';".to_owned()),
                ("Which tables are encrypted on the disk", "SELECT name, encryption_scheme FROM information_schema.innodb_tablespaces_encryption ORDER BY name;".to_owned()),
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
                "With Advanced Security, a column or a tablespace is encrypted on the disk once a keystore is open:",
            );
            let statements = [
                ("Encrypt it", format!("ALTER TABLE {table} MODIFY ({name} ENCRYPT);")),
                ("What is encrypted", "SELECT table_name, column_name, encryption_alg FROM user_encrypted_columns ORDER BY table_name, column_name;".to_owned()),
            ];
            sql(out, &statements);
        }
        System::Convex => block(
            out,
            &format!(
                "Convex encrypts on the disk and on the way. What protects {} is that no public function returns it: a query returns the fields that \
                 its caller needs, never a whole document. Keys of other services belong into environment variables (`npx convex env set`), not \
                 into documents.",
                code(&format!("{}.{}", book.schema.tables.get(at).map_or("", |t| t.id.name.as_str()), column.name))
            ),
        ),
    }
    if book.system == System::Sqlite {
        sql(out, &[("Overwrite what is deleted", "PRAGMA secure_delete = ON;".to_owned())]);
    }
    let notes = book.schema.tables.get(at).map_or(&[][..], |t| t.annotations.security.as_slice());
    list(out, &notes.mapped(|words| text(words)));
}
