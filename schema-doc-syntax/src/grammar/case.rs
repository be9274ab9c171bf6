//! `rename_all`: names in another case, as serde and sqlx have them.

use darling::Error;
use heck::{ToKebabCase, ToLowerCamelCase, ToPascalCase, ToShoutyKebabCase, ToShoutySnakeCase, ToSnakeCase};

use super::{Text, error};

/// A case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ShoutySnake,
    Kebab,
    ShoutyKebab,
}

const CASES: [(Case, &str); 8] = [
    (Case::Lower, "lowercase"),
    (Case::Upper, "UPPERCASE"),
    (Case::Pascal, "PascalCase"),
    (Case::Camel, "camelCase"),
    (Case::Snake, "snake_case"),
    (Case::ShoutySnake, "SCREAMING_SNAKE_CASE"),
    (Case::Kebab, "kebab-case"),
    (Case::ShoutyKebab, "SCREAMING-KEBAB-CASE"),
];

impl Case {
    /// The case that `rename_all` names.
    pub(super) fn read(text: &Text) -> Result<Self, Error> {
        let found = CASES.iter().find(|(_, name)| *name == text.as_str());
        let names = CASES.iter().map(|(_, name)| *name);
        found.map(|(case, _)| *case).ok_or_else(|| error::unknown_value(&text.span(), "case", text, names))
    }

    /// A field's or a variant's name in this case. `lowercase` and `UPPERCASE` leave underscores where they are.
    pub(super) fn apply(self, name: &str) -> String {
        match self {
            Self::Lower => name.to_lowercase(),
            Self::Upper => name.to_uppercase(),
            Self::Pascal => name.to_pascal_case(),
            Self::Camel => name.to_lower_camel_case(),
            Self::Snake => name.to_snake_case(),
            Self::ShoutySnake => name.to_shouty_snake_case(),
            Self::Kebab => name.to_kebab_case(),
            Self::ShoutyKebab => name.to_shouty_kebab_case(),
        }
    }
}
