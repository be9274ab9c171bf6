//! Chapter 9: who may do what, what has to be protected, how a person's data is deleted.

use super::{Chapter, Context, deletion, shell, sql};
use crate::analyze::ColumnFacts;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    Column, ColumnKind, Grant, Policy, QualifiedName, Role, Schema, Sensitivity, System, Table as ModelTable, View,
};
use crate::ordered::Set;
use crate::render::definition::definition_text;
use crate::render::markdown::{Table, block, cell_code, cell_text, code, fenced, list, text};
use crate::render::words::codes;

/// More rows than this are left to the pages.
const ROWS: usize = 200;

/// More tables than this are left out of a statement.
const TABLES: usize = 20;

/// `GRANT … ON ALL TABLES IN SCHEMA`
const ALL_TABLES: &str = "all tables in schema";

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
    remarks(&mut out, book);
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
    passing_views(&mut out, book);
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
            "SELECT COALESCE(r.rolname, 'PUBLIC') AS grantee, n.nspname AS schema_name, c.relname AS object_name, p.column_name,\n       \
             string_agg(p.privilege_type, ', ' ORDER BY p.privilege_type) AS privileges\n  \
             FROM pg_class AS c\n  JOIN pg_namespace AS n ON n.oid = c.relnamespace\n CROSS JOIN LATERAL (\n       \
             SELECT NULL::name AS column_name, a.grantee, a.privilege_type\n         \
             FROM aclexplode(COALESCE(c.relacl, acldefault((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::\"char\", c.relowner))) AS a\n        \
             UNION ALL\n       SELECT b.attname, a.grantee, a.privilege_type\n         \
             FROM pg_attribute AS b CROSS JOIN LATERAL aclexplode(b.attacl) AS a WHERE b.attrelid = c.oid AND NOT b.attisdropped\n       ) AS p\n  \
             LEFT JOIN pg_roles AS r ON r.oid = p.grantee\n \
             WHERE n.nspname IN ({}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')\n \
             GROUP BY 1, 2, 3, 4\n ORDER BY 1, 2, 3, 4 NULLS FIRST;",
            book.namespaces()
        ),
        System::MySql | System::MariaDb => {
            "SELECT grantee, NULL AS table_name, NULL AS column_name, privilege_type FROM information_schema.schema_privileges WHERE table_schema = DATABASE()\n\
             UNION ALL\nSELECT grantee, table_name, NULL, privilege_type FROM information_schema.table_privileges WHERE table_schema = DATABASE()\n\
             UNION ALL\nSELECT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges WHERE table_schema = DATABASE()\n \
             ORDER BY grantee, table_name, column_name, privilege_type;"
                .to_owned()
        }
        System::SqlServer => {
            "SELECT pr.name AS grantee, pe.state_desc, pe.permission_name, OBJECT_SCHEMA_NAME(pe.major_id) AS schema_name,\n       \
             OBJECT_NAME(pe.major_id) AS object_name, COL_NAME(pe.major_id, pe.minor_id) AS column_name\n  FROM sys.database_permissions AS pe\n  \
             JOIN sys.database_principals AS pr ON pr.principal_id = pe.grantee_principal_id\n WHERE pe.class = 1\n \
             ORDER BY grantee, schema_name, object_name, column_name;"
                .to_owned()
        }
        System::Oracle => {
            "SELECT grantee, table_name, NULL AS column_name, privilege, grantable FROM user_tab_privs_made\nUNION ALL\n\
             SELECT grantee, table_name, column_name, privilege, grantable FROM user_col_privs_made\n ORDER BY grantee, table_name, column_name, privilege;"
                .to_owned()
        }
        System::Sqlite => {
            block(&mut out, "SQLite has no users: whoever can read the file reads the data, and whoever can write to its folder changes it.");
            shell(&mut out, &[("For the program's own user alone", "chmod 600 \"$DATABASE_FILE\"".to_owned())]);
            return out;
        }
        System::Convex => {
            block(
                &mut out,
                "Convex has no roles. For clients, functions are the only way to the data, and each public one decides who may call it; who may enter \
                 the dashboard or holds a deploy key reads and writes everything. A function that no client calls is an `internalQuery`, `internalMutation` or `internalAction`. A public one that is for people who are signed in begins with:",
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
    let (mut closed, mut forced, mut blind) = (Vec::new(), Vec::new(), Vec::new());
    for (at, table) in book.tables() {
        if table.row_security.enabled && table.row_security.forced {
            forced.push(at);
        }
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
        block(
            out,
            "May read a table, and see no row of it, since no policy is for them, unless they own the table (and row security is not forced on it) or \
             have `BYPASSRLS`:",
        );
        list(out, &blind);
    }
    if !closed.is_empty() {
        block(
            out,
            &format!(
                "Row security without a policy, so that only the owner sees a row, and who has `BYPASSRLS`: {}.",
                book.table_list(&closed)
            ),
        );
    }
    if !forced.is_empty() {
        block(
            out,
            &format!(
                "Row security is forced, so that it holds for the table's owner, too, and only `BYPASSRLS` passes it: {}.",
                book.table_list(&forced)
            ),
        );
    }
}

/// Roles that may read a table and are let in by none of its policies, so that they see no row.
fn blind_roles<'s>(schema: &'s Schema, table: &ModelTable) -> Vec<&'s str> {
    let policies = table.policies.iter().filter(|p| p.permissive && matches!(p.command.as_str(), "all" | "select"));
    let policies: Vec<&Policy> = policies.collect_vec();
    let everyone = |roles: &[String]| roles.is_empty() || roles.any(|role| role.eq_ignore_ascii_case("public"));
    if !table.row_security.enabled || table.policies.is_empty() || policies.any(|p| everyone(&p.roles)) {
        return Vec::new();
    }
    let is_reached = |grant: &Grant| reaches(grant, table) && reads(grant);
    let is_let_in = |name: &String| policies.any(|policy| policy.roles.contains(name));
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

/// Whether a grant is on a table as a whole, or on all of its namespace.
fn reaches(grant: &Grant, table: &ModelTable) -> bool {
    match grant.object_kind.as_str() {
        "table" => grant.target.as_ref() == Some(&table.id),
        ALL_TABLES => grant.object == table.id.namespace,
        _ => false,
    }
}

fn reads(grant: &Grant) -> bool {
    grant.privileges.any(|p| matches!(p.as_str(), "ALL" | "ALL PRIVILEGES" | "SELECT"))
}

/// What one should know of the grants (PostgreSQL 18, GRANT).
fn remarks(out: &mut String, book: &Context) {
    if book.system != System::PostgreSql {
        return;
    }
    if book.schema.grants.any(|grant| grant.object_kind.starts_with("all ")) {
        block(
            out,
            "`ALL … IN SCHEMA` means what was there when the statement ran (of `TABLES` the views, too). What is made later needs a grant of its own, or \
             `ALTER DEFAULT PRIVILEGES`.",
        );
    }
    let mut lacking = Vec::new();
    for (role, sequences) in lacking_sequences(book) {
        lacking.push(format!("{}: {}", code(&role), codes(sequences)));
    }
    if !lacking.is_empty() {
        block(
            out,
            "May insert, and not use the sequence that gives a column its default (`GRANT USAGE ON SEQUENCE`), so that an insert without a value for \
             it fails:",
        );
        list(out, &lacking);
    }
}

/// The roles that a grant lets insert into a table with a default from a sequence that no grant lets them use: `serial`, `nextval('…')`. An identity
/// column asks for no right on its sequence.
fn lacking_sequences(book: &Context) -> Vec<(String, Vec<String>)> {
    let schema = book.schema;
    let may = |role: &String, is_of: &dyn Fn(&Grant) -> bool| {
        let everyone = |name: &String| name == role || name.eq_ignore_ascii_case("public");
        schema.grants.any(|grant| is_of(grant) && grant.grantees.any(everyone))
    };
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for role in schema.roles.iter().filter(|role| !role.annotations.ignore && role.member_of.is_empty()) {
        let is_superuser = role.options.split_whitespace().any(|option| option.eq_ignore_ascii_case("superuser"));
        let mut names = Vec::new();
        for sequence in schema.sequences.iter().filter(|sequence| !sequence.identity && !is_superuser) {
            let Some((table, column)) = &sequence.owned_by else { continue };
            let Some(table) = schema.table(table).filter(|table| !table.annotations.ignore) else { continue };
            let has_default = table.column(column).is_some_and(|column| {
                matches!(&column.kind, ColumnKind::Default(text) if text.to_ascii_lowercase().starts_with("nextval("))
            });
            let writes =
                |grant: &Grant| grant.privileges.any(|p| matches!(p.as_str(), "ALL" | "ALL PRIVILEGES" | "INSERT"));
            let uses = |grant: &Grant| {
                let here = match grant.object_kind.as_str() {
                    "sequence" | "table" => grant.target.as_ref() == Some(&sequence.id),
                    "all sequences in schema" => grant.object == sequence.id.namespace,
                    "default sequences" => true,
                    _ => false,
                };
                here && grant.privileges.any(|p| matches!(p.as_str(), "ALL" | "ALL PRIVILEGES" | "USAGE" | "UPDATE"))
            };
            if has_default
                && may(&role.name, &|grant| reaches(grant, table) && writes(grant))
                && !may(&role.name, &uses)
            {
                names.push(schema.identifier(&sequence.id));
            }
        }
        if !names.is_empty() {
            found.push((role.name.clone(), names));
        }
    }
    found
}

/// The views that row security does not hold for: what they read, they read with the rights of their owner, unless they are made `WITH
/// (security_invoker)`; what a materialized one holds is there for all who may read it (PostgreSQL 18, CREATE VIEW, and Row Security Policies).
fn passing_views(out: &mut String, book: &Context) {
    let schema = book.schema;
    if book.system != System::PostgreSql {
        return;
    }
    let mut passing = Vec::new();
    for view in schema.views.iter().filter(|view| !view.annotations.ignore) {
        if !view.materialized && is_invoker(schema, view) {
            continue;
        }
        let mut tables = Vec::new();
        let mut seen = Set::new();
        let mut queue: Vec<&QualifiedName> = view.depends_on.iter().collect_vec();
        while let Some(id) = queue.pop() {
            if !seen.insert(id) {
                continue;
            }
            let secured = schema.table_index(id).filter(|&at| {
                schema.tables.get(at).is_some_and(|table| table.row_security.enabled && !table.annotations.ignore)
            });
            tables.push_all(secured);
            // A view that asks for the reader's rights does so behind another one, too.
            let inner = schema.views.find(|inner| inner.id == *id);
            if let Some(inner) =
                inner.filter(|inner| view.materialized || inner.materialized || !is_invoker(schema, inner))
            {
                queue.push_all(inner.depends_on.iter());
            }
        }
        if !tables.is_empty() {
            crate::sort::items(&mut tables);
            let kind = if view.materialized { ", materialized" } else { "" };
            let name = crate::render::tables::view(schema, &book.links, &view.id);
            passing.push(format!("{name}{kind}: {}", book.table_list(&tables)));
        }
    }
    if passing.is_empty() {
        return;
    }
    block(
        out,
        "Who may read one of these views sees rows of the tables behind it as its owner does, whatever the policies say for the reader: a view made `WITH \
         (security_invoker = true)` asks for the reader's own rights, a materialized one never does.",
    );
    let more = passing.len().saturating_sub(ROWS);
    passing.truncate(ROWS);
    passing.push_all((more > 0).then(|| format!("and {more} more")));
    list(out, &passing);
}

/// Whether a view is made `WITH (security_invoker)`.
fn is_invoker(schema: &Schema, view: &View) -> bool {
    let definition = definition_text(schema, &view.definition).to_ascii_lowercase();
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut head = crate::text::words(&definition, is_of_word).take_while(|word| *word != "as" && *word != "select");
    // `security_invoker`, `security_invoker = true`
    head.any(|word| word == "security_invoker") && {
        let value = head.next().unwrap_or_default();
        !matches!(value, "false" | "off" | "no" | "0")
    }
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
