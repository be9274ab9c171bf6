//! The cases of names, as heck writes them and `rename_all` names them.

use crate::list::IteratorExt;

/// The words of a name: `HTTPServer_2` has `HTTP`, `Server`, `2`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let letters: Vec<char> = part.chars().collect_vec();
        let mut word = String::new();
        for (at, &c) in letters.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| letters.get(at));
            let behind_lower = before.is_some_and(|before| !before.is_uppercase());
            let ends_acronym = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
            if c.is_uppercase() && !word.is_empty() && (behind_lower || ends_acronym) {
                words.push(std::mem::take(&mut word));
            }
            word.push(c);
        }
        words.push(word);
    }
    words
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().to_lowercase().chars()).collect()
}

/// `CreatedAt`, `_created_at` → `created_at`
pub(crate) fn snake(name: &str) -> String {
    words(name).iter().map(|word| word.to_lowercase()).join("_")
}

/// `created_at` → `CreatedAt`
pub(crate) fn upper_camel(name: &str) -> String {
    words(name).iter().map(|word| capitalized(word)).join("")
}

/// A name in the case that `rename_all` says. `None`: there is no such case.
pub(crate) fn renamed(name: &str, style: &str) -> Option<String> {
    Some(match style {
        "snake_case" | "snek_case" => snake(name),
        "camel_case" | "PascalCase" => upper_camel(name),
        "camelCase" | "mixed_case" => {
            let camel = upper_camel(name);
            let mut letters = camel.chars();
            letters.next().into_iter().flat_map(char::to_lowercase).chain(letters.as_str().chars()).collect()
        }
        "kebab_case" | "kebab-case" => snake(name).replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => snake(name).replace('_', "-").to_uppercase(),
        "shouty_snake_case" | "shouty_snek_case" | "SCREAMING_SNAKE_CASE" => snake(name).to_uppercase(),
        "title_case" => words(name).iter().map(|word| capitalized(word)).join(" "),
        "lowercase" => name.to_lowercase(),
        "UPPERCASE" => name.to_uppercase(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{renamed, snake, upper_camel};

    #[test]
    fn names_are_cased_as_heck_does() {
        for (name, expected) in [
            ("CreatedAt", "created_at"),
            ("HTTPServer", "http_server"),
            ("type_", "type"),
            ("user2fa", "user2fa"),
            ("Sha256Sum", "sha256_sum"),
            ("a__b", "a_b"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
        assert_eq!(upper_camel("created_at"), "CreatedAt");
        for (style, expected) in [
            ("camelCase", "bigTask"),
            ("PascalCase", "BigTask"),
            ("kebab-case", "big-task"),
            ("SCREAMING_SNAKE_CASE", "BIG_TASK"),
            ("lowercase", "bigtask"),
            ("title_case", "Big Task"),
        ] {
            assert_eq!(renamed("BigTask", style).as_deref(), Some(expected));
        }
        assert_eq!(renamed("a", "wavy"), None);
    }
}
