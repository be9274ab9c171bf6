//! Who may do what in a database: roles and grants, as statements. What holds for all databases is the server's.

use std::collections::{BTreeMap, BTreeSet};

use schema_doc_build::model::System;
use schema_doc_build::source::sql::ALL_ON_TABLE;
use sqlx::mysql::MySqlConnection;

use super::text::quote;

/// A privilege of somebody's.
#[derive(Debug, Clone, sqlx::FromRow)]
struct Privilege {
    /// `'app'@'%'`
    grantee: String,
    /// `DATABASE`, `TABLE`, `FUNCTION`, `PROCEDURE`
    kind: String,
    object: String,
    /// Empty: on all of the table.
    column_name: String,
    name: String,
    /// `YES`, `NO`
    grantable: String,
}

/// The name of a database in a grant is a pattern, but where a table is named.
const PRIVILEGES: &str = "\
    SELECT CAST(GRANTEE AS CHAR) AS `grantee`, CAST('DATABASE' AS CHAR) AS `kind`, CAST('' AS CHAR) AS `object`, \
        CAST('' AS CHAR) AS `column_name`, CAST(PRIVILEGE_TYPE AS CHAR) AS `name`, CAST(IS_GRANTABLE AS CHAR) AS `grantable` \
        FROM information_schema.SCHEMA_PRIVILEGES WHERE CAST(? AS CHAR) LIKE CAST(TABLE_SCHEMA AS CHAR) \
    UNION ALL SELECT CAST(GRANTEE AS CHAR), 'TABLE', CAST(TABLE_NAME AS CHAR), '', CAST(PRIVILEGE_TYPE AS CHAR), CAST(IS_GRANTABLE AS CHAR) \
        FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = ? \
    UNION ALL SELECT CAST(GRANTEE AS CHAR), 'TABLE', CAST(TABLE_NAME AS CHAR), CAST(COLUMN_NAME AS CHAR), CAST(PRIVILEGE_TYPE AS CHAR), \
        CAST(IS_GRANTABLE AS CHAR) FROM information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = ?";

/// No view tells of routines: `Execute,Alter Routine,Grant`.
const OF_ROUTINES: &str = "\
    SELECT CONCAT('''', CAST(User AS CHAR), '''@''', CAST(Host AS CHAR), '''') AS `grantee`, CAST(Routine_type AS CHAR) AS `kind`, \
        CAST(Routine_name AS CHAR) AS `object`, '' AS `column_name`, UPPER(CAST(Proc_priv AS CHAR)) AS `name`, \
        IF(FIND_IN_SET('Grant', Proc_priv), 'YES', 'NO') AS `grantable` FROM mysql.procs_priv WHERE Db = ?";

/// A role, and who was granted it.
#[derive(Debug, Clone, sqlx::FromRow)]
struct Membership {
    role: String,
    member: String,
    /// `Y`, `N`
    admin: String,
}

const MEMBERSHIPS_MYSQL: &str = "\
    SELECT CONCAT('''', CAST(FROM_USER AS CHAR), '''@''', CAST(FROM_HOST AS CHAR), '''') AS `role`, \
        CONCAT('''', CAST(TO_USER AS CHAR), '''@''', CAST(TO_HOST AS CHAR), '''') AS `member`, \
        CAST(WITH_ADMIN_OPTION AS CHAR) AS `admin` FROM mysql.role_edges";
const MEMBERSHIPS_MARIADB: &str = "\
    SELECT CONCAT('''', CAST(Role AS CHAR), '''@''''') AS `role`, \
        CONCAT('''', CAST(User AS CHAR), '''@''', CAST(Host AS CHAR), '''') AS `member`, CAST(Admin_option AS CHAR) AS `admin` \
        FROM mysql.roles_mapping";

/// What `ALL` is on a database, beside what it is on a table.
const ALL_ON_DATABASE: &[&str] =
    &["CREATE TEMPORARY TABLES", "LOCK TABLES", "EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE", "EVENT"];

/// Privileges, each with its columns: none where it is on all.
type Privileges<'a> = BTreeMap<String, BTreeSet<&'a str>>;

/// The statements, and what of them is not shown to the user.
pub(super) async fn statements(
    connection: &mut MySqlConnection,
    system: System,
    database: &str,
) -> Result<(Vec<String>, Option<(String, String)>), sqlx::Error> {
    let mut privileges: Vec<Privilege> =
        sqlx::query_as(PRIVILEGES).bind(database).bind(database).bind(database).fetch_all(&mut *connection).await?;
    let of_routines = sqlx::query_as(OF_ROUTINES).bind(database).fetch_all(&mut *connection).await;
    let memberships = if system == System::MySql { MEMBERSHIPS_MYSQL } else { MEMBERSHIPS_MARIADB };
    let memberships = sqlx::query_as(memberships).fetch_all(connection).await;
    let mut gap = None;
    let (of_routines, memberships) = match (of_routines, memberships) {
        (Ok(of_routines), Ok(memberships)) => (of_routines, memberships),
        (Err(sqlx::Error::Database(_)), _) | (_, Err(sqlx::Error::Database(_))) => {
            let message =
                "privileges of other users, those on routines and members of roles are not shown to this user";
            gap = Some((message.to_owned(), "grant the user SELECT on `mysql`.*, then run this once more".to_owned()));
            (Vec::new(), Vec::new())
        }
        (Err(error), _) | (_, Err(error)) => return Err(error),
    };
    privileges.extend(of_routines);
    Ok((written(system, &privileges, &memberships), gap))
}

fn written(system: System, privileges: &[Privilege], memberships: &[Membership]) -> Vec<String> {
    // By grantee, kind and object: those that may be passed on apart.
    let mut grants: BTreeMap<(&str, &str, &str, bool), Privileges> = BTreeMap::new();
    for row in privileges {
        let key = (row.kind.as_str(), row.object.as_str(), row.grantee.as_str(), row.grantable == "YES");
        let own = grants.entry(key).or_default();
        for privilege in row.name.split(',').filter(|privilege| *privilege != "GRANT") {
            let columns = own.entry(privilege.to_owned()).or_default();
            columns.extend(Some(row.column_name.as_str()).filter(|column| !column.is_empty()));
        }
    }
    let mut statements = Vec::new();
    let given: Vec<&Membership> = memberships_of(privileges, memberships);
    let mut roles: BTreeSet<&str> = given.iter().map(|membership| membership.role.as_str()).collect();
    // A role of MariaDB's has no host.
    roles.extend(privileges.iter().map(|row| row.grantee.as_str()).filter(|grantee| grantee.ends_with("@''")));
    statements.extend(roles.iter().map(|role| format!("CREATE ROLE {}", account(role))));
    for membership in given {
        let option = if membership.admin == "Y" { " WITH ADMIN OPTION" } else { "" };
        statements.push(format!("GRANT {} TO {}{option}", account(&membership.role), account(&membership.member)));
    }
    for ((kind, object, grantee, grantable), mut own) in grants {
        let mut all: Vec<&str> = ALL_ON_TABLE.to_vec();
        match kind {
            "DATABASE" => all.extend(ALL_ON_DATABASE),
            "TABLE" => {}
            _ => all = vec!["EXECUTE", "ALTER ROUTINE"],
        }
        let has = |privilege: &&str| own.get(*privilege).is_some_and(BTreeSet::is_empty);
        let keeps_history = ["DELETE VERSIONING ROWS", "DELETE HISTORY"].iter().any(&has);
        let says_all =
            all.iter().all(&has) && (system == System::MySql || keeps_history || !matches!(kind, "DATABASE" | "TABLE"));
        if own.len() > 1 {
            own.remove("USAGE");
        }
        let names: Vec<String> = if says_all {
            vec!["ALL".to_owned()]
        } else {
            own.iter().map(|(privilege, columns)| of_columns(privilege, columns)).collect()
        };
        let on = match kind {
            "DATABASE" => "*".to_owned(),
            "TABLE" => quote(object),
            kind => format!("{kind} {}", quote(object)),
        };
        let option = if grantable { " WITH GRANT OPTION" } else { "" };
        if !names.is_empty() {
            statements.push(format!("GRANT {} ON {on} TO {}{option}", names.join(", "), account(grantee)));
        }
    }
    statements
}

/// Who has a role that has a privilege here, or is a member of one that has.
fn memberships_of<'a>(privileges: &'a [Privilege], memberships: &'a [Membership]) -> Vec<&'a Membership> {
    let mut concerned: BTreeSet<&str> = privileges.iter().map(|row| row.grantee.as_str()).collect();
    loop {
        let known = concerned.len();
        let found = memberships.iter().filter(|membership| concerned.contains(membership.role.as_str()));
        let members: Vec<&str> = found.map(|membership| membership.member.as_str()).collect();
        // What a member is granted, its own members have.
        concerned.extend(members.into_iter().filter(|member| memberships.iter().any(|m| m.role == *member)));
        if concerned.len() == known {
            break;
        }
    }
    let mut given: Vec<&Membership> =
        memberships.iter().filter(|membership| concerned.contains(membership.role.as_str())).collect();
    given.sort_by(|one, other| (&one.role, &one.member).cmp(&(&other.role, &other.member)));
    given
}

/// "SELECT (`a`, `b`)"
fn of_columns(privilege: &str, columns: &BTreeSet<&str>) -> String {
    if columns.is_empty() {
        return privilege.to_owned();
    }
    format!("{privilege} ({})", super::text::names(columns.iter().copied()))
}

/// `'app'@'%'` → "`app`@`%`"; without a host "`app`".
fn account(grantee: &str) -> String {
    let (user, host) = grantee.rsplit_once('@').unwrap_or((grantee, ""));
    let bare = |text: &str| {
        let inside = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        inside.unwrap_or(text).replace("''", "'")
    };
    let (user, host) = (bare(user), bare(host));
    if host.is_empty() { quote(&user) } else { format!("{}@{}", quote(&user), quote(&host)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn privilege([grantee, kind, object, column_name, name, grantable]: [&str; 6]) -> Privilege {
        let [grantee, kind, object, column_name, name, grantable] =
            [grantee, kind, object, column_name, name, grantable].map(str::to_owned);
        Privilege { grantee, kind, object, column_name, name, grantable }
    }

    #[test]
    fn privileges_are_grouped_by_who_has_them_on_what() {
        let rows = [
            ["'app'@'%'", "DATABASE", "", "", "SELECT", "NO"],
            ["'app'@'%'", "DATABASE", "", "", "EXECUTE", "NO"],
            ["'app'@'%'", "TABLE", "t", "b", "UPDATE", "NO"],
            ["'app'@'%'", "TABLE", "t", "a", "UPDATE", "NO"],
            ["'app'@'%'", "TABLE", "t", "", "DELETE", "NO"],
            ["'it''s'@'localhost'", "FUNCTION", "f", "", "EXECUTE,GRANT", "YES"],
            ["'reader'@''", "TABLE", "t", "", "SELECT", "NO"],
        ];
        let member = |role: &str, member: &str| Membership {
            role: role.to_owned(),
            member: member.to_owned(),
            admin: "N".to_owned(),
        };
        let memberships = [member("'reader'@''", "'app'@'%'"), member("'other'@''", "'app'@'%'")];
        assert_eq!(
            written(System::MariaDb, &rows.map(privilege), &memberships),
            [
                "CREATE ROLE `reader`",
                "GRANT `reader` TO `app`@`%`",
                "GRANT EXECUTE, SELECT ON * TO `app`@`%`",
                "GRANT EXECUTE ON FUNCTION `f` TO `it's`@`localhost` WITH GRANT OPTION",
                "GRANT DELETE, UPDATE (`a`, `b`) ON `t` TO `app`@`%`",
                "GRANT SELECT ON `t` TO `reader`",
            ]
        );
    }
}
