//! 9.1: who may do what.

use super::super::{Context, shell, sql};
use super::ROWS;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{ColumnKind, Grant, Policy, QualifiedName, Role, Schema, System, Table as ModelTable, View};
use crate::ordered::Set;
use crate::render::definition::definition_text;
use crate::render::markdown::{Table, block, cell_code, cell_text, code, fenced, list};
use crate::render::words::codes;

/// `GRANT … ON ALL TABLES IN SCHEMA`
const ALL_TABLES: &str = "all tables in schema";

pub(super) fn access(book: &Context) -> String {
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
pub(super) fn reaches(grant: &Grant, table: &ModelTable) -> bool {
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
