//! What a foreign key leads to, and what it does then.

use darling::Error;

use super::{Text, error};

/// `users`, `users.id`, `users(id)`, `auth.users(id, kind)`; a name with other signs in it stands in double quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// `auth`.
    pub namespace: Option<String>,
    /// `users`.
    pub table: String,
    /// Empty: the table's primary key.
    pub columns: Vec<String>,
}

impl Reference {
    pub(super) fn read(text: &Text) -> Result<Self, Error> {
        Self::parse(text).ok_or_else(|| error::not_a_reference(&text.span(), text))
    }

    fn parse(text: &str) -> Option<Self> {
        let (mut names, rest) = names(text, '.')?;
        let columns = match rest.strip_prefix('(') {
            Some(inside) => {
                let (columns, rest) = self::names(inside, ',')?;
                rest.strip_prefix(')').filter(|rest| rest.trim().is_empty())?;
                columns
            }
            // `users.id`: without parentheses, the last of several names is the column.
            None if rest.is_empty() => {
                let column = if names.len() > 1 { names.pop() } else { None };
                column.into_iter().collect()
            }
            None => return None,
        };
        let table = names.pop()?;
        let namespace = names.pop();
        names.is_empty().then_some(Self { namespace, table, columns })
    }
}

/// Names with a separator between, and what follows them.
fn names(text: &str, separator: char) -> Option<(Vec<String>, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let (name, behind) = name(rest.trim_start())?;
        found.push(name);
        rest = behind.trim_start();
        match rest.strip_prefix(separator) {
            Some(behind) => rest = behind,
            None => return Some((found, rest)),
        }
    }
}

/// A word, or anything in double quotes (`""` is one of its own).
fn name(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-'))).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        return (!word.is_empty()).then(|| (word.to_owned(), rest));
    };
    let mut name = String::new();
    loop {
        let (part, behind) = rest.split_once('"')?;
        name.push_str(part);
        match behind.strip_prefix('"') {
            Some(behind) => {
                name.push('"');
                rest = behind;
            }
            None => return (!name.is_empty()).then_some((name, behind)),
        }
    }
}

/// `on_delete`, `on_update`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)] // SQL's own words
pub enum ReferentialAction {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

impl ReferentialAction {
    const NAMES: [(Self, &'static str); 5] = [
        (Self::NoAction, "no action"),
        (Self::Restrict, "restrict"),
        (Self::Cascade, "cascade"),
        (Self::SetNull, "set null"),
        (Self::SetDefault, "set default"),
    ];

    /// The action of that name, in any case.
    pub(super) fn read(text: &Text) -> Result<Self, Error> {
        let found = Self::NAMES.iter().find(|(_, name)| name.eq_ignore_ascii_case(text.trim()));
        let names = Self::NAMES.iter().map(|(_, name)| *name);
        found.map(|(action, _)| *action).ok_or_else(|| error::unknown_value(&text.span(), "action", text, names))
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn a_reference_names_a_table_and_may_name_columns() {
        let check = |text: &str, expected: Option<(Option<&str>, &str, &[&str])>| {
            let expected = expected.map(|(namespace, table, columns)| Reference {
                namespace: namespace.map(str::to_owned),
                table: table.into(),
                columns: columns.iter().map(|&column| column.into()).collect(),
            });
            assert_eq!(Reference::parse(text), expected, "{text}");
        };
        check("users", Some((None, "users", &[])));
        check("users.id", Some((None, "users", &["id"])));
        check("users(id)", Some((None, "users", &["id"])));
        check("users ( id, kind ) ", Some((None, "users", &["id", "kind"])));
        check("auth.users(id)", Some((Some("auth"), "users", &["id"])));
        check("auth.users.id", Some((Some("auth"), "users", &["id"])));
        check(r#""my users"."the ""id""""#, Some((None, "my users", &["the \"id\""])));
        for wrong in ["", "users(", "users()", "a.b.c.d", "users id", "users(id) x", "\"", "\"\"", "."] {
            check(wrong, None);
        }
    }
}
