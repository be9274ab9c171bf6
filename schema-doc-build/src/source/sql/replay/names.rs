//! The names that PostgreSQL makes up, and the length it cuts names to.

use crate::ordered::Set;

/// `NAMEDATALEN - 1`: bytes that a name may have.
pub(crate) const NAME_LENGTH: usize = 63;

/// Cuts to at most `length` bytes, on a character boundary (`pg_mbcliplen`).
pub(crate) fn clip(name: &str, length: usize) -> &str {
    if name.len() <= length {
        return name;
    }
    let mut end = length;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

/// A name as PostgreSQL stores it.
pub(crate) fn cut(name: &str) -> String {
    clip(name, NAME_LENGTH).to_owned()
}

/// PostgreSQL's `makeObjectName`: `name1_name2_label`, the longer of the two names cut first where it is too long.
pub fn make_object_name(name1: &str, name2: Option<&str>, label: &str) -> String {
    let available = NAME_LENGTH.saturating_sub(label.len() + 1 + usize::from(name2.is_some()));
    let mut length1 = name1.len();
    let mut length2 = name2.map_or(0, str::len);
    while length1 + length2 > available {
        if length1 > length2 {
            length1 -= 1;
        } else {
            length2 -= 1;
        }
    }
    let mut made = clip(name1, length1).to_owned();
    if let Some(name2) = name2 {
        made.push('_');
        made.push_str(clip(name2, length2));
    }
    made.push('_');
    made.push_str(label);
    made
}

/// The first of `label`, `label1`, `label2`, … whose name is free.
pub(crate) fn choose(name1: &str, name2: Option<&str>, label: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut pass = 0_u32;
    loop {
        let numbered = if pass == 0 { label.to_owned() } else { format!("{label}{pass}") };
        let name = make_object_name(name1, name2, &numbered);
        if !taken(&name) {
            return name;
        }
        pass += 1;
    }
}

/// `ChooseForeignKeyConstraintNameAddition`, `ChooseIndexNameAddition`: column names joined by `_`, as many as fill a name.
pub(crate) fn name_addition<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(clip(column, NAME_LENGTH));
        if joined.len() > NAME_LENGTH {
            break;
        }
    }
    joined
}

/// `ChooseIndexColumnNames`: what an index calls its keys; doubles are numbered.
pub(crate) fn index_column_names(keys: impl IntoIterator<Item = Option<String>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = Set::new();
    for key in keys {
        let original = key.unwrap_or_else(|| "expr".to_owned());
        let mut name = cut(&original);
        let mut number = 0_u32;
        while !seen.insert(name.clone()) {
            number += 1;
            let digits = number.to_string();
            name = format!("{}{digits}", clip(&original, NAME_LENGTH - digits.len()));
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{choose, cut, index_column_names, make_object_name, name_addition};

    #[test]
    fn names_are_cut_to_63_bytes_on_a_character_boundary() {
        assert_eq!(cut(&"a".repeat(70)).len(), 63);
        assert_eq!(cut(&"é".repeat(40)), "é".repeat(31));
        assert_eq!(cut("short"), "short");
    }

    #[test]
    fn the_longer_part_is_cut_first() {
        let check = |a: &str, b: Option<&str>, label: &str, expected: &str| {
            assert_eq!(make_object_name(a, b, label), expected);
        };
        check("users", None, "pkey", "users_pkey");
        check("users", Some("email"), "key", "users_email_key");
        check(&"t".repeat(60), Some("email"), "key", &format!("{}_email_key", "t".repeat(53)));
        check(&"t".repeat(63), None, "pkey", &format!("{}_pkey", "t".repeat(58)));
        check(&"t".repeat(50), Some(&"c".repeat(50)), "idx", &format!("{}_{}_idx", "t".repeat(29), "c".repeat(29)));
    }

    #[test]
    fn taken_names_are_numbered_and_doubles_too() {
        let taken = ["t_a_idx", "t_a_idx1"];
        assert_eq!(choose("t", Some("a"), "idx", |n| taken.contains(&n)), "t_a_idx2");
        let keys = [Some("a"), None, None, Some("a")].map(|k| k.map(str::to_owned));
        assert_eq!(index_column_names(keys), ["a", "expr", "expr1", "a1"]);
        assert_eq!(name_addition(["a", "b"]), "a_b");
    }
}
