//! What the user's privileges keep from it: `information_schema` leaves out what it may not see, without a word.

use std::fmt::Write as _;

/// What a line of `SHOW GRANTS` says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    /// In upper case: `SELECT`, `ALL PRIVILEGES`.
    privileges: Vec<String>,
    /// Those on some columns alone.
    on_columns: Vec<String>,
    /// None: on all databases. A pattern as `LIKE` has it.
    database: Option<String>,
    /// None: on all that is in it.
    object: Option<String>,
    /// Takes away: MySQL's partial revokes.
    revokes: bool,
}

/// Privileges on tables: with one of them a table shows, with its columns, keys and checks.
const OF_TABLES: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "REFERENCES",
    "INDEX",
    "ALTER",
    "CREATE VIEW",
    "SHOW VIEW",
    "TRIGGER",
    "DELETE HISTORY",
    "DELETE VERSIONING ROWS",
];

/// Privileges with which routines show.
const OF_ROUTINES: &[&str] = &["EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE", "SHOW_ROUTINE"];

/// What the grants keep from the user, each with what to do about it. `user` is as `CURRENT_USER()` is written in a statement.
pub(super) fn gaps(lines: &[String], database: &str, user: &str) -> Vec<(String, String)> {
    let grants: Vec<Grant> = lines.iter().filter_map(|line| read(line)).collect();
    let holds = |privilege: &str| holds(&grants, database, privilege);
    let mut gaps = Vec::new();
    let (mut lacking, mut hidden) = (Vec::new(), Vec::new());
    if !OF_TABLES.iter().any(|privilege| holds(privilege)) {
        lacking.push("SELECT");
        hidden.push("tables that it has no privilege on");
    }
    if !holds("TRIGGER") {
        lacking.push("TRIGGER");
        hidden.push("triggers");
    }
    // MySQL 8.4, INFORMATION_SCHEMA ROUTINES: who may read all tables sees all routines.
    let reads_all =
        grants.iter().any(|grant| grant.database.is_none() && grant.privileges.iter().any(|p| p == "SELECT"));
    if !reads_all && !OF_ROUTINES.iter().any(|privilege| holds(privilege)) {
        lacking.push("EXECUTE");
        hidden.push("routines");
    }
    if !holds("EVENT") {
        lacking.push("EVENT");
        hidden.push("events");
    }
    if !lacking.is_empty() {
        let mut message = format!("the user lacks {} on database `{database}`: its ", list(&lacking));
        let _ = write!(message, "{} may be missing", list(&hidden));
        gaps.push((
            message,
            format!("type `GRANT {} ON `{database}`.* TO {user}`, then run this once more", lacking.join(", ")),
        ));
    }
    if !OF_TABLES.iter().any(|privilege| holds(privilege)) {
        let mut tables: Vec<&str> = grants
            .iter()
            .filter(|grant| grant.database.as_deref().is_some_and(|of| matches(of, database)))
            .filter(|grant| {
                !grant.on_columns.is_empty() && !grant.privileges.iter().any(|p| OF_TABLES.contains(&p.as_str()))
            })
            .filter_map(|grant| grant.object.as_deref())
            .collect();
        tables.sort_unstable();
        for table in tables {
            let message =
                format!("the user has privileges on some columns of `{table}` alone: its other columns are missing");
            gaps.push((
                message,
                format!("type `GRANT SELECT ON `{database}`.`{table}` TO {user}`, then run this once more"),
            ));
        }
    }
    gaps
}

/// `a, b and c`
fn list(items: &[&str]) -> String {
    match items.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Whether a privilege is held on all that is in a database.
fn holds(grants: &[Grant], database: &str, privilege: &str) -> bool {
    let says = |grant: &Grant| grant.privileges.iter().any(|p| p == privilege || p.starts_with("ALL"));
    let of_database =
        |grant: &&Grant| grant.object.is_none() && grant.database.as_deref().is_none_or(|of| matches(of, database));
    let mut concerned = grants.iter().filter(of_database);
    let revoked = concerned.clone().any(|grant| grant.revokes && says(grant));
    // What is granted on the database itself stands, whatever was revoked of the global grant.
    concerned.any(|grant| !grant.revokes && says(grant) && (grant.database.is_some() || !revoked))
}

/// Whether the name of a database is like a pattern: `%` is any text, `_` any character, a backslash escapes.
fn matches(pattern: &str, name: &str) -> bool {
    let mut characters = pattern.chars();
    match characters.next() {
        None => name.is_empty(),
        Some('%') => {
            let rest = characters.as_str();
            name.char_indices()
                .map(|(at, _)| at)
                .chain([name.len()])
                .any(|at| matches(rest, name.get(at..).unwrap_or_default()))
        }
        Some(first) => {
            let mut own = name.chars();
            let Some(c) = own.next() else { return false };
            let expected = if first == '\\' { characters.next() } else { Some(first) };
            (first == '_' || expected == Some(c)) && matches(characters.as_str(), own.as_str())
        }
    }
}

/// ``GRANT SELECT, UPDATE (`a`, `b`) ON `app`.`t` TO …``. Roles that are granted have no `ON`.
fn read(line: &str) -> Option<Grant> {
    let (revokes, rest) = match line.strip_prefix("GRANT ") {
        Some(rest) => (false, rest),
        None => (true, line.strip_prefix("REVOKE ")?),
    };
    let (privileges, rest) = rest.split_once(" ON ")?;
    let (mut whole, mut on_columns) = (Vec::new(), Vec::new());
    for privilege in split(privileges) {
        match privilege.split_once(" (") {
            Some((name, _)) => on_columns.push(name.trim().to_ascii_uppercase()),
            None => whole.push(privilege.trim().to_ascii_uppercase()),
        }
    }
    let (database, rest) = name(rest)?;
    let (object, _) = name(rest.strip_prefix('.')?)?;
    Some(Grant { privileges: whole, on_columns, database, object, revokes })
}

/// At the commas that stand in no parentheses.
fn split(privileges: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let apart = |c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    };
    privileges.split(apart).collect()
}

/// A quoted name, or `*`, which is none; and what stands behind it. `PROCEDURE` and its like are no object of a grant on all.
fn name(text: &str) -> Option<(Option<String>, &str)> {
    if let Some(rest) = text.strip_prefix('*') {
        return Some((None, rest));
    }
    let inside = text.strip_prefix('`')?;
    let mut end = 0;
    loop {
        end += inside.get(end..)?.find('`')?;
        if inside.get(end + 1..)?.starts_with('`') {
            end += 2;
        } else {
            break;
        }
    }
    let (name, rest) = inside.split_at(end);
    Some((Some(name.replace("``", "`")), rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(lines: &[&str]) -> Vec<String> {
        let lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
        gaps(&lines, "my_app", "`u`@`%`").into_iter().map(|(message, _)| message).collect()
    }

    #[test]
    fn who_may_see_all_misses_nothing() {
        let none = Vec::<String>::new();
        assert_eq!(messages(&["GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION"]), none);
        assert_eq!(
            messages(&["GRANT USAGE ON *.* TO `u`@`%`", r"GRANT ALL PRIVILEGES ON `my\_app`.* TO `u`@`%`"]),
            none
        );
        assert_eq!(messages(&["GRANT SELECT, TRIGGER, EXECUTE, EVENT ON `my%`.* TO `u`@`%`"]), none);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(
            messages(&["GRANT USAGE ON *.* TO `u`@`%`", "GRANT SELECT, EXECUTE ON `my_app`.* TO `u`@`%`"]),
            ["the user lacks TRIGGER and EVENT on database `my_app`: its triggers and events may be missing"]
        );
        assert_eq!(
            messages(&[
                "GRANT SELECT ON `other`.* TO `u`@`%`",
                "GRANT SELECT (`a`, `b`) ON `my_app`.`t` TO `u`@`%`",
                "GRANT `role`@`%` TO `u`@`%`"
            ]),
            [
                "the user lacks SELECT, TRIGGER, EXECUTE and EVENT on database `my_app`: \
                 its tables that it has no privilege on, triggers, routines and events may be missing",
                "the user has privileges on some columns of `t` alone: its other columns are missing"
            ]
        );
    }

    #[test]
    fn a_partial_revoke_takes_away() {
        let lines =
            ["GRANT SELECT, TRIGGER, EXECUTE, EVENT ON *.* TO `u`@`%`", "REVOKE TRIGGER ON `my_app`.* FROM `u`@`%`"];
        assert_eq!(messages(&lines), ["the user lacks TRIGGER on database `my_app`: its triggers may be missing"]);
    }

    #[test]
    fn patterns_are_those_of_like() {
        assert!(matches("my%", "my_app") && matches("my_app", "my-app") && matches(r"my\_app", "my_app"));
        assert!(!matches(r"my\_app", "my-app") && !matches("my", "my_app") && !matches("my_app_", "my_app"));
    }
}
