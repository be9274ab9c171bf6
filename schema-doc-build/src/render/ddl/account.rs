//! MySQL's roles, accounts and privileges.

use super::script::Script;
use crate::list::SliceExt;
use crate::model::Grant;
use crate::ordered::Set;

/// Roles and accounts belong to the whole server: each is made where it is missing. An account has no password that a schema could tell, so
/// it is locked.
pub(super) fn roles(script: &mut Script<'_>) {
    let schema = script.schema;
    let mut known: Set<&str> = Set::new();
    for role in &schema.roles {
        script.statement(&format!("CREATE ROLE IF NOT EXISTS {}", account(&role.name)));
        known.insert(&role.name);
    }
    for grant in &schema.grants {
        let of_kind = |kind: &str| grant.object_kind == kind;
        let roles = if of_kind("role") { &grant.privileges[..] } else { &[] };
        for name in roles.iter().filter(|name| known.insert(name)) {
            script.statement(&format!("CREATE ROLE IF NOT EXISTS {}", account(name)));
        }
    }
    for name in schema.grants.iter().flat_map(|grant| &grant.grantees) {
        if !is_word(name) && known.insert(name) {
            script.statement(&format!("CREATE USER IF NOT EXISTS {} ACCOUNT LOCK", account(name)));
        }
    }
    for role in &schema.roles {
        for of in &role.member_of {
            script.statement(&format!("GRANT {} TO {}", account(of), account(&role.name)));
        }
    }
}

/// Privileges, in order.
pub(super) fn grants(script: &mut Script<'_>) {
    for grant in &script.schema.grants {
        let grantees = grant.grantees.mapped(|name| account(name)).join(", ");
        let (what, option) = if grant.object_kind == "role" {
            (grant.privileges.mapped(|name| account(name)).join(", "), " WITH ADMIN OPTION")
        } else {
            let privileges = grant.privileges.mapped(|privilege| quoted_columns(script, privilege)).join(", ");
            (format!("{privileges} ON {}", granted_on(script, grant)), " WITH GRANT OPTION")
        };
        let option = if grant.with_grant_option { option } else { "" };
        script.statement(&format!("GRANT {what} TO {grantees}{option}"));
    }
}

/// `SELECT (a, b)`, each name quoted where it needs to be.
fn quoted_columns(script: &Script<'_>, privilege: &str) -> String {
    let Some((words, columns)) = privilege.strip_suffix(')').and_then(|text| text.split_once(" (")) else {
        return privilege.to_owned();
    };
    let columns: Vec<String> = columns.split(", ").map(|column| script.quote(column).into_owned()).collect();
    format!("{words} ({})", columns.join(", "))
}

/// "`users`", "FUNCTION `f`", `*`
fn granted_on(script: &Script<'_>, grant: &Grant) -> String {
    match grant.object_kind.as_str() {
        "table" => script.quote(&grant.object).into_owned(),
        "database" => match grant.object.strip_suffix(".*") {
            Some(name) if name != "*" => format!("{}.*", quote(name)),
            _ => grant.object.clone(),
        },
        kind => format!("{} {}", kind.to_uppercase(), script.quote(&grant.object)),
    }
}

fn is_word(name: &str) -> bool {
    ["PUBLIC", "CURRENT_USER", "CURRENT_ROLE"].any(|word| name.eq_ignore_ascii_case(word))
}

/// `app@%` → "`app`@`%`"
fn account(name: &str) -> String {
    match name.rsplit_once('@') {
        Some((user, host)) => format!("{}@{}", quote(user), quote(host)),
        None if is_word(name) => name.to_uppercase(),
        None => quote(name),
    }
}

fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
