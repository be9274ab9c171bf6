//! Names of a schema → Rust identifiers.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::{hash_suffix, is_reserved, latin};

/// What an identifier is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `order_items`.
    Module,
    /// `ORDER_ITEMS`.
    Constant,
    /// `OrderItems`: a type or a variant.
    Type,
}

impl Style {
    fn apply(self, name: &str) -> String {
        match self {
            // What most names are, taken apart and put together again.
            Self::Module if is_snake_case(name) => name.to_owned(),
            Self::Constant if is_snake_case(name) => name.to_ascii_uppercase(),
            Self::Module => name.to_snake_case(),
            Self::Constant => name.to_shouty_snake_case(),
            Self::Type => name.to_upper_camel_case(),
        }
    }

    fn with_suffix(self, base: &str, name: &str) -> String {
        let suffix = hash_suffix(name);
        // `type_`: two underscores in a row are no snake case.
        let base = base.trim_end_matches('_');
        match self {
            Self::Module => format!("{base}_{suffix}"),
            Self::Constant => format!("{base}_{}", suffix.to_ascii_uppercase()),
            Self::Type => format!("{base}{suffix}"),
        }
    }
}

/// The identifier of a name that stands alone. It is ASCII; a keyword of any edition and each name of `own` get an underscore, a
/// digit in front a letter; where a character could not be kept, a suffix is hashed from the name.
///
/// ```
/// use schema_doc_syntax::{Style, identifier};
///
/// assert_eq!(identifier("order items", Style::Module, &[]), "order_items");
/// assert_eq!(identifier("type", Style::Module, &[]), "type_");
/// assert_eq!(identifier("table", Style::Constant, &["TABLE"]), "TABLE_");
/// assert_eq!(identifier("2fa", Style::Type, &[]), "N2fa");
/// ```
pub fn identifier(name: &str, style: Style, own: &[&str]) -> String {
    let (ascii, whole) = to_ascii(name);
    let base = style.apply(&ascii);
    if base.is_empty() {
        return style.with_suffix(&style.apply("unnamed"), name);
    }
    let starts_with_digit = base.starts_with(|c: char| c.is_ascii_digit());
    let base = if starts_with_digit { style.apply(&format!("n{}", ascii.trim_start_matches('_'))) } else { base };
    if !whole {
        return style.with_suffix(&base, name);
    }
    let reserved = own.contains(&base.as_str()) || is_reserved(&base);
    // A type has no underscore, and its only keyword is `Self`.
    match (reserved, style) {
        (false, _) => base,
        (true, Style::Type) => style.with_suffix(&base, name),
        (true, _) => format!("{base}_"),
    }
}

/// Identifiers for names that stand side by side, each with its whole name, from which suffixes are hashed. Of names that would become
/// one identifier, the one that it spells keeps it, and each other gets a suffix.
pub fn distinct(names: &[(&str, Cow<'_, str>)], style: Style, own: &[&str]) -> Vec<String> {
    let bases: Vec<String> = names.iter().map(|(name, _)| identifier(name, style, own)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for base in &bases {
        *counts.entry(base).or_default() += 1;
    }
    let mut taken: BTreeSet<Cow<'_, str>> = BTreeSet::new();
    let keeps: Vec<bool> = bases
        .iter()
        .zip(names)
        .map(|(base, (name, _))| {
            let alone = counts.get(base.as_str()) == Some(&1);
            (alone || is_spelled_so(name)) && taken.insert(Cow::Borrowed(base.as_str()))
        })
        .collect();
    let mut suffixed = |base: &str, whole: &str| {
        let mut salted = whole.to_owned();
        loop {
            let candidate = style.with_suffix(base, &salted);
            if taken.insert(Cow::Owned(candidate.clone())) {
                return candidate;
            }
            salted.push('\0');
        }
    };
    let kept = bases.iter().zip(keeps).zip(names);
    let others: Vec<Option<String>> =
        kept.map(|((base, keeps), (_, whole))| (!keeps).then(|| suffixed(base, whole))).collect();
    bases.into_iter().zip(others).map(|(base, other)| other.unwrap_or(base)).collect()
}

/// Whether a name is what most schemas write: `snake_case`.
fn is_spelled_so(name: &str) -> bool {
    name.to_snake_case() == name
}

/// Whether it is `snake_case` to the letter, in ASCII: an identifier as it is.
fn is_snake_case(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && !(name.starts_with('_') || name.ends_with('_') || name.contains("__"))
}

/// ASCII letters, digits and separators; whether all that bears meaning was kept.
fn to_ascii(name: &str) -> (Cow<'_, str>, bool) {
    if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return (name.into(), true);
    }
    let mut whole = true;
    let mut ascii = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            ascii.push(c);
        } else if c.is_ascii() {
            ascii.push('_');
        } else if let Some(plain) = latin::plain(c) {
            ascii.push_str(plain);
        } else {
            ascii.push('_');
            whole = false;
        }
    }
    (ascii.into(), whole)
}

#[cfg(test)]
mod tests {
    use super::{Style, distinct, identifier};

    #[test]
    fn names_become_identifiers() {
        let check = |name: &str, expected: [&str; 3]| {
            let styles = [Style::Module, Style::Constant, Style::Type];
            assert_eq!(styles.map(|style| identifier(name, style, &["DOC"])), expected, "{name}");
        };
        check("users", ["users", "USERS", "Users"]);
        check("userAccounts", ["user_accounts", "USER_ACCOUNTS", "UserAccounts"]);
        check("größe (cm)", ["groesse_cm", "GROESSE_CM", "GroesseCm"]);
        check("self", ["self_", "SELF", "Self645ba277"]);
        check("str", ["str_", "STR", "Str"]);
        check("doc", ["doc", "DOC_", "Doc"]);
        check("2fa", ["n2fa", "N2FA", "N2fa"]);
        check("a_1b_22", ["a_1b_22", "A_1B_22", "A1b22"]);
        check("_a__b_", ["a_b", "A_B", "AB"]);
        check("", ["unnamed_811c9dc5", "UNNAMED_811C9DC5", "Unnamed811c9dc5"]);
        check("--", ["unnamed_20cd1d0f", "UNNAMED_20CD1D0F", "Unnamed20cd1d0f"]);
        check("用户", ["unnamed_1be4cbb9", "UNNAMED_1BE4CBB9", "Unnamed1be4cbb9"]);
        check("x\u{202e}y", ["x_y_0cf68400", "X_Y_0CF68400", "XY0cf68400"]);
    }

    #[test]
    fn names_that_would_collide_are_kept_apart() {
        let check = |names: &[&str], expected: &[&str]| {
            let names: Vec<_> = names.iter().map(|&name| (name, name.into())).collect();
            assert_eq!(distinct(&names, Style::Module, &[]), expected);
        };
        check(&["users", "orders"], &["users", "orders"]);
        check(&["Users", "users"], &["users_06b432b3", "users"]);
        check(&["userName", "UserName"], &["user_name_e7cf7e99", "user_name_9c3520f9"]);
        check(&["type", "Type"], &["type_", "type_d155d06d"]);
    }
}
