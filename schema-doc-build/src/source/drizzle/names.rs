//! The names that Drizzle and drizzle-kit make up, as `getName` of its keys and `casing.ts` do.

use crate::list::IteratorExt;

/// What becomes of the key of a column that has no name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Casing {
    #[default]
    Keep,
    Snake,
    Camel,
}

impl Casing {
    /// The one of that name in `drizzle.config.ts`; `snakeCase` is the name that the packages export.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "snake_case" | "snakeCase" => Some(Self::Snake),
            "camelCase" => Some(Self::Camel),
            _ => None,
        }
    }

    pub(super) fn of(self, key: &str) -> String {
        match self {
            Self::Keep => key.to_owned(),
            Self::Snake => words(key).iter().map(|word| word.to_lowercase()).join("_"),
            Self::Camel => {
                let mut words = words(key).into_iter();
                let first = words.next().unwrap_or_default().to_lowercase();
                words.fold(first, |name, word| name + &capitalized(&word))
            }
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

/// The words of a key: what `/[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+/g` matches, apostrophes left out.
fn words(key: &str) -> Vec<String> {
    let letters = key.chars().filter(|c| !matches!(c, '\'' | '\u{2019}')).collect_vec();
    let is_low = |c: &&char| c.is_ascii_digit() || c.is_ascii_lowercase();
    let (mut words, mut at) = (Vec::new(), 0);
    while let Some(rest) = letters.get(at..).filter(|rest| !rest.is_empty()) {
        let capitals = rest.iter().take_while(|c| c.is_ascii_uppercase()).count();
        let length = match capitals {
            0 => rest.iter().take_while(is_low).count(),
            // The last capital begins the next word: `HTTPServer`.
            _ if rest.get(capitals).is_some_and(char::is_ascii_lowercase) => match capitals {
                1 => 1 + rest.iter().skip(1).take_while(is_low).count(),
                more => more - 1,
            },
            all => all,
        };
        if length > 0 {
            words.push(rest.iter().take(length).collect());
        }
        at += length.max(1);
    }
    words
}

/// `users_email_unique`
pub(super) fn unique(table: &str, columns: &[String]) -> String {
    format!("{table}_{}_unique", columns.iter().join("_"))
}

/// `users_email_index`
pub(super) fn index(table: &str, columns: &[String]) -> String {
    format!("{table}_{}_index", columns.iter().join("_"))
}

/// `posts_author_id_users_id_fk`
pub(super) fn foreign_key(table: &str, columns: &[String], target: &str, referenced: &[String]) -> String {
    format!("{table}_{}_{target}_{}_fk", columns.iter().join("_"), referenced.iter().join("_"))
}

/// `memberships_user_id_group_id_pk`
pub(super) fn primary_key(table: &str, columns: &[String]) -> String {
    format!("{table}_{}_pk", columns.iter().join("_"))
}

/// drizzle-kit makes a name of the keys first, and then puts each column's name where its key stands first, whatever that is a part of.
pub(super) fn cased(name: String, columns: &[(String, String)]) -> String {
    columns.iter().fold(name, |name, (key, column)| name.replacen(key.as_str(), column, 1))
}

#[cfg(test)]
mod tests {
    use super::{Casing, cased, foreign_key};

    #[test]
    fn keys_are_cased_as_drizzle_does() {
        for (key, snake, camel) in [
            ("createdAt", "created_at", "createdAt"),
            ("HTTPServer", "http_server", "httpServer"),
            ("userID", "user_id", "userID"),
            ("a1B2", "a1_b_2", "a1B2"),
            ("address2Line", "address2_line", "address2Line"),
            ("it's", "its", "its"),
            ("snake_name", "snake_name", "snakeName"),
            ("X", "x", "x"),
        ] {
            assert_eq!(Casing::Snake.of(key), snake, "{key}");
            assert_eq!(Casing::Camel.of(key), camel, "{key}");
        }
    }

    #[test]
    fn the_first_place_of_a_key_is_cased() {
        let name = foreign_key("post", &["authorId".into()], "user", &["id".into()]);
        assert_eq!(name, "post_authorId_user_id_fk");
        assert_eq!(cased(name, &[("authorId".into(), "author_id".into())]), "post_author_id_user_id_fk");
        // `id` stands in the name of the table, too.
        assert_eq!(cased("idle_id_pk".into(), &[("id".into(), "key".into())]), "keyle_id_pk");
    }
}
