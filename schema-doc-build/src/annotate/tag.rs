//! The one table of tags: names, where each can stand, and how its value reads.

use schema_doc_diagnostics::nearest;

use crate::list::{IteratorExt, SliceExt};

/// Kinds of objects that a tag can stand on, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct On(u8);

impl On {
    pub(super) const TABLE: Self = Self(1);
    pub(super) const FIELD: Self = Self(1 << 1);
    pub(super) const INDEX: Self = Self(1 << 2);
    pub(super) const CONSTRAINT: Self = Self(1 << 3);
    pub(super) const VIEW: Self = Self(1 << 4);
    /// Enumerated types and domains.
    pub(super) const VALUES: Self = Self(1 << 5);
    pub(super) const FOREIGN_KEY: Self = Self(1 << 6);
    pub(super) const OTHER: Self = Self(1 << 7);
    pub(super) const ANY: Self = Self(u8::MAX);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn holds(self, kind: Self) -> bool {
        self.0 & kind.0 != 0
    }

    /// `a table or a view`.
    pub(super) fn in_words(self) -> String {
        let words: Vec<&str> = [
            (Self::TABLE, "a table"),
            (Self::VIEW, "a view"),
            (Self::FIELD, "a column"),
            (Self::INDEX, "an index"),
            (Self::CONSTRAINT, "a constraint"),
            (Self::VALUES, "an enum or a domain"),
        ]
        .into_iter()
        .filter(|(kind, _)| self.holds(*kind))
        .map(|(_, word)| word)
        .collect_vec();
        words.join(" or ")
    }
}

/// How the value of a tag reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// No value.
    Flag,
    /// Prose, over any number of lines.
    Text,
    /// Prose, which may be missing.
    OptionalText,
    /// One name.
    Word,
    /// Names, with commas between.
    Words,
    /// A sensitivity.
    Level,
    /// `NAME[: TEXT]`, or names with commas between.
    Named,
    /// `NAME: TEXT`.
    NamedText,
    /// `NAME: TEXT [index=NAME] …`.
    Access,
    /// JSON.
    Json,
    /// `a[: TEXT], b[: TEXT]`.
    Values,
    /// `a -> b -> c, b -> d`.
    Flow,
    /// `one`, `zero_or_one`, `one_or_more`, `zero_or_more`.
    Cardinality,
    /// Tables, columns or addresses, with commas between.
    Targets,
    /// `TABLE.FIELD`.
    Reference,
}

impl Form {
    /// Whether any text is a value, so that following lines belong to it.
    pub(super) fn runs_on(self) -> bool {
        matches!(
            self,
            Self::Text | Self::OptionalText | Self::Named | Self::NamedText | Self::Access | Self::Json | Self::Values
        )
    }

    /// Whether double quotes hold text that is no prose: no tag stands in them.
    pub(super) fn quotes(self) -> bool {
        matches!(self, Self::Access | Self::Json)
    }
}

/// A tag.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: &'static str,
    /// Other names that the overlay knows it by: those of the manifest.
    pub(super) keys: &'static [&'static str],
    pub(super) on: On,
    pub(super) form: Form,
    /// A value to show in a help.
    pub(super) example: &'static str,
}

const TABLE: On = On::TABLE;
const TABLE_OR_VIEW: On = On::TABLE.or(On::VIEW);
const TABLE_OR_FIELD: On = On::TABLE.or(On::FIELD);
const FIELD: On = On::FIELD;
const WITH_VALUES: On = On::FIELD.or(On::VALUES);
const REFERENCING: On = On::FIELD.or(On::FOREIGN_KEY);

const fn tag(name: &'static str, keys: &'static [&'static str], on: On, form: Form, example: &'static str) -> Tag {
    Tag { name, keys, on, form, example }
}

/// Every tag.
#[rustfmt::skip]
pub(super) static TAGS: &[Tag] = &[
    tag("purpose",      &[],                  On::ANY,        Form::Text,         "One sentence"),
    tag("category",     &[],                  TABLE_OR_VIEW,  Form::Word,         "authentication"),
    tag("feature",      &["features"],        TABLE,          Form::Words,        "chat, search"),
    tag("owner",        &[],                  TABLE_OR_VIEW,  Form::Word,         "identity-team"),
    tag("tag",          &["tags"],            On::ANY,        Form::Words,        "core, hot"),
    tag("usage",        &[],                  TABLE_OR_VIEW,  Form::Text,         "Filled at sign-up"),
    tag("deprecated",   &[],                  On::ANY,        Form::OptionalText, "Use `accounts`"),
    tag("since",        &[],                  On::ANY,        Form::Text,         "1.2"),
    tag("see",          &[],                  On::ANY,        Form::Targets,      "users.id"),
    tag("meaning",      &["business_meaning"], FIELD,         Form::Text,         "The address of the login"),
    tag("sensitivity",  &["data_sensitivity"], FIELD,         Form::Level,        "pii"),
    tag("pii",          &[],                  FIELD,          Form::Flag,         ""),
    tag("secret",       &[],                  FIELD,          Form::Flag,         ""),
    tag("validation",   &[],                  FIELD,          Form::Text,         "Email format required"),
    tag("rule",         &["rules", "business_rules", "validation_rules"], TABLE_OR_FIELD, Form::Named, "unique_email: One account an address"),
    tag("security",     &["security_considerations"], TABLE_OR_FIELD, Form::Text, "Only hashes are stored"),
    tag("operation",    &["operations", "common_operations"], TABLE,  Form::Named, "sign_up: With an address and a password"),
    tag("issue",        &["issues", "known_issues"], TABLE,   Form::NamedText,    "slow_login: The index is missing on replicas"),
    tag("access",       &["access_patterns"], TABLE,          Form::Access,       "login: By address index=by_email frequency=high"),
    tag("impact",       &["performance_impact"], On::INDEX,   Form::Text,         "Critical for login"),
    tag("reason",       &[],                  On::CONSTRAINT, Form::Text,         "An order without a buyer is lost money"),
    tag("example",      &["examples"],        TABLE_OR_FIELD, Form::Json,         "{\"id\": 1}"),
    tag("values",       &["value_descriptions", "descriptions"], WITH_VALUES, Form::Values, "open: Not yet paid, paid: Paid in full"),
    tag("flow",         &["state_flow"],      FIELD,          Form::Flow,         "open -> paid -> shipped, open -> cancelled"),
    tag("unique",       &[],                  FIELD,          Form::Flag,         ""),
    tag("label",        &[],                  REFERENCING,    Form::Text,         "places"),
    tag("cardinality",  &[],                  REFERENCING,    Form::Cardinality,  "one_or_more"),
    tag("references",   &[],                  FIELD,          Form::Reference,    "users.id"),
    tag("renamed-from", &["renamed_from"],    TABLE_OR_FIELD, Form::Word,         "accounts"),
    tag("planned",      &[],                  TABLE,          Form::Word,         "2.0"),
    tag("ignore",       &[],                  On::ANY,        Form::Flag,         ""),
];

/// The tag of that name.
pub(super) fn find(name: &str) -> Option<&'static Tag> {
    TAGS.find(|tag| tag.name == name)
}

/// The tag of that name, or of that key of the manifest.
pub(super) fn find_key(key: &str) -> Option<&'static Tag> {
    TAGS.find(|tag| tag.name == key || tag.keys.contains(&key))
}

/// The nearest tag to a name that is none.
pub(super) fn nearest_tag(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    nearest(&name, TAGS.iter().map(|tag| tag.name))
}

#[cfg(test)]
mod tests {
    use super::{TAGS, find_key, nearest_tag};

    #[test]
    fn names_and_keys_are_unique() {
        let mut names: Vec<&str> = TAGS.iter().flat_map(|tag| tag.keys.iter().copied().chain([tag.name])).collect();
        let count = names.len();
        crate::sort::items(&mut names);
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(find_key("access_patterns").map(|tag| tag.name), Some("access"));
        assert_eq!(nearest_tag("catagory"), Some("category"));
        assert_eq!(nearest_tag("renamed_from"), Some("renamed-from"));
        assert_eq!(nearest_tag("author"), None);
    }
    /// `unique` and `references` are keys that define more; constraints without a name have no `reason`.
    #[cfg(feature = "rust")]
    #[test]
    fn every_tag_is_a_key_of_attributes() {
        let mut keys: Vec<&str> = schema_doc_syntax::grammar::tag_names().collect();
        keys.extend(["unique", "references", "reason"]);
        crate::sort::items(&mut keys);
        keys.dedup();
        let mut names: Vec<&str> = TAGS.iter().map(|tag| tag.name).collect();
        crate::sort::items(&mut names);
        assert_eq!(keys, names);
    }
}
