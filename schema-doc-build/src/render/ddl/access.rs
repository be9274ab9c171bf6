//! Roles, policies and privileges.

use crate::list::SliceExt;
use crate::ordered::Set;

use super::script::{Script, literal};
use super::{comment, object};
use crate::model::{Grant, Table};

/// Roles belong to the whole server: each is made where it is missing. Also those that the schema names and does not create.
pub(super) fn roles(script: &mut Script) {
    let schema = script.schema;
    for role in &schema.roles {
        create_role(script, &role.name, &role.options);
    }
    let known: Set<&str> = schema.roles.iter().map(|role| role.name.as_str()).collect();
    let mut named: Set<&str> = Set::new();
    for table in &schema.tables {
        for policy in &table.policies {
            named.extend(policy.roles.iter().map(String::as_str));
        }
    }
    for grant in &schema.grants {
        named.extend(grant.grantees.iter().map(String::as_str));
        if grant.object_kind == "role" {
            named.extend(grant.privileges.iter().map(String::as_str));
        }
    }
    for role in named {
        if !known.contains(role) && !is_given(role) {
            create_role(script, role, "");
        }
    }
    for role in &schema.roles {
        let name = script.quote(&role.name);
        for group in &role.member_of {
            script.statement(&format!("GRANT {} TO {name}", script.quote(group)));
        }
        comment::on(script, &format!("ROLE {name}"), &role.annotations);
    }
}

/// `PUBLIC` and the like, and the roles that every server has.
fn is_given(role: &str) -> bool {
    role.starts_with("pg_") || is_keyword(role)
}

fn is_keyword(role: &str) -> bool {
    ["public", "current_user", "current_role", "session_user"].any(|word| role.eq_ignore_ascii_case(word))
}

fn create_role(script: &mut Script, name: &str, options: &str) {
    let options = options.trim();
    let options = if options.is_empty() { String::new() } else { format!(" {options}") };
    let create = format!("CREATE ROLE {}{options}", script.quote(name));
    let mut quote = "$$".to_owned();
    while create.contains(&quote) {
        quote = format!("$_{}", quote.trim_start_matches('$')).trim_end_matches('$').to_owned() + "$";
    }
    script.statement(&format!(
        "DO {quote}\nBEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {}) THEN\n        {create};\n    END IF;\nEND\n{quote}",
        literal(name)
    ));
}

fn role_names(script: &Script, roles: &[String]) -> String {
    let name = |role: &String| if is_keyword(role) { role.to_uppercase() } else { script.quote(role).into_owned() };
    roles.mapped(name).join(", ")
}

/// Whether row security holds.
pub(super) fn row_security(script: &mut Script, table: &Table) {
    let name = script.qualified(&table.id);
    if table.row_security.enabled {
        script.statement(&format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"));
    }
    if table.row_security.forced {
        script.statement(&format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"));
    }
}

/// One of its policies.
pub(super) fn policy(script: &mut Script, table: &Table, at: usize) {
    let policy = &table.policies[at];
    let name = script.qualified(&table.id);
    let mut out = format!("CREATE POLICY {} ON {name}", script.quote(&policy.name));
    if !policy.permissive {
        out.push_str("\n    AS RESTRICTIVE");
    }
    if !matches!(policy.command.as_str(), "" | "all") {
        out.push_str(&format!("\n    FOR {}", policy.command.to_uppercase()));
    }
    if !policy.roles.is_empty() {
        out.push_str(&format!("\n    TO {}", role_names(script, &policy.roles)));
    }
    if let Some(using) = &policy.using {
        out.push_str(&format!("\n    USING ({using})"));
    }
    if let Some(with_check) = &policy.with_check {
        out.push_str(&format!("\n    WITH CHECK ({with_check})"));
    }
    script.statement_in(&table.definition.search_path, &out);
    comment::on(script, &format!("POLICY {} ON {name}", script.quote(&policy.name)), &policy.annotations);
}

/// Privileges, in order.
pub(super) fn grants(script: &mut Script) {
    let schema = script.schema;
    // What everyone may do unless it is taken from them.
    for revoke in schema.others.iter().filter(|other| other.kind == "revoke") {
        object::as_written(script, &revoke.definition, &revoke.kind);
    }
    let mut texts = Set::new();
    for grant in &schema.grants {
        let grantees = role_names(script, &grant.grantees);
        let option = if grant.with_grant_option { " WITH GRANT OPTION" } else { "" };
        if grant.object_kind == "role" {
            let roles = role_names(script, &grant.privileges);
            let option = if grant.with_grant_option { " WITH ADMIN OPTION" } else { "" };
            script.statement(&format!("GRANT {roles} TO {grantees}{option}"));
        } else if grant.object_kind.starts_with("default ") {
            // `ALTER DEFAULT PRIVILEGES`, as it is written; one statement may be several grants.
            let text = grant.span.map(|span| crate::render::definition::text_without_comments(schema, span));
            match text.filter(|text| !text.is_empty()) {
                Some(text) => {
                    if texts.insert(text.clone()) {
                        script.statement(text.trim_end_matches([';', ' ', '\n']));
                    }
                }
                None => script.remark(&format!("default privileges on {} for {grantees}", grant.object_kind)),
            }
        } else {
            let privileges = grant.privileges.join(", ");
            let object = granted_on(script, grant);
            script.statement(&format!("GRANT {privileges} ON {object} TO {grantees}{option}"));
        }
    }
}

/// `users`, `SEQUENCE s`, `FUNCTION f(integer)`, `ALL TABLES IN SCHEMA s`
fn granted_on(script: &Script, grant: &Grant) -> String {
    let kind = grant.object_kind.to_uppercase();
    match (grant.object_kind.as_str(), &grant.target) {
        ("table", Some(target)) => script.qualified(target),
        (_, Some(target)) => format!("{kind} {}", script.qualified(target)),
        // Their arguments are printed as the system prints them.
        ("function" | "procedure" | "routine" | "large object", None) => format!("{kind} {}", grant.object),
        ("table", None) => script.printed(&grant.object),
        (_, None) => format!("{kind} {}", script.printed(&grant.object)),
    }
}
