//! Roles, owners and privileges, where they are asked for.

use super::super::catalog::Catalog;
use super::script::Script;

pub(super) fn roles(script: &mut Script, catalog: &Catalog) {
    let Some(privileges) = &catalog.privileges else { return };
    for role in &privileges.roles {
        script.statement(format_args!("CREATE ROLE {} {}", role.printed, role.options));
    }
    for role in &privileges.roles {
        for group in &role.member_of {
            script.statement(format_args!("GRANT {group} TO {}", role.printed));
        }
        script.comment("ROLE", &role.printed, role.comment.as_ref());
    }
}

pub(super) fn privileges(script: &mut Script, catalog: &Catalog) {
    for privilege in catalog.privileges.iter().flat_map(|privileges| &privileges.statements) {
        script.statement(&privilege.statement);
    }
}
