//! The one table of keys: where each can stand, what value it has, whether it may come again.

/// Where a key can stand, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct On(u16);

impl On {
    /// In a list of fields, which has no keys.
    pub(super) const NOWHERE: Self = Self(0);
    pub(super) const TABLE: Self = Self(1);
    pub(super) const ROW: Self = Self(1 << 1);
    pub(super) const FIELD: Self = Self(1 << 2);
    pub(super) const ROW_FIELD: Self = Self(1 << 3);
    pub(super) const ENUM: Self = Self(1 << 4);
    pub(super) const VARIANT: Self = Self(1 << 5);
    pub(super) const FUNCTION: Self = Self(1 << 6);
    pub(super) const PRIMARY_KEY: Self = Self(1 << 7);
    pub(super) const UNIQUE: Self = Self(1 << 8);
    pub(super) const INDEX: Self = Self(1 << 9);
    pub(super) const CHECK: Self = Self(1 << 10);
    pub(super) const FOREIGN_KEY: Self = Self(1 << 11);

    const WORDS: [(Self, &'static str); 12] = [
        (Self::TABLE, "on a `SchemaTable` struct"),
        (Self::ROW, "on a `SchemaRow` struct"),
        (Self::FIELD, "on a field of a `SchemaTable` struct"),
        (Self::ROW_FIELD, "on a field of a `SchemaRow` struct"),
        (Self::ENUM, "on a `SchemaEnum` enum"),
        (Self::VARIANT, "on a variant of a `SchemaEnum` enum"),
        (Self::FUNCTION, "in `access_pattern(…)`"),
        (Self::PRIMARY_KEY, "in `primary_key(…)`"),
        (Self::UNIQUE, "in `unique(…)`"),
        (Self::INDEX, "in `index(…)`"),
        (Self::CHECK, "in `check(…)`"),
        (Self::FOREIGN_KEY, "in `foreign_key(…)`"),
    ];

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn holds(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// `on a SchemaEnum enum, in unique(…) or in index(…)`.
    pub(super) fn in_words(self) -> String {
        let words: Vec<_> = Self::WORDS.iter().filter(|(on, _)| self.holds(*on)).map(|(_, words)| *words).collect();
        match words.split_last() {
            Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
            _ => words.concat(),
        }
    }
}

/// What value a key has, as a set of possible ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form(u8);

impl Form {
    /// None: `pii`.
    pub(super) const FLAG: Self = Self(1);
    /// A string literal: `table = "users"`.
    pub(super) const TEXT: Self = Self(1 << 1);
    /// A path, or a string literal that holds one: `schema = ::db::schema`.
    pub(super) const PATH: Self = Self(1 << 2);
    /// Parentheses: `unique(a, b)`.
    pub(super) const LIST: Self = Self(1 << 3);
    /// The string literal may be empty: `value = ""`.
    pub(super) const EMPTY: Self = Self(1 << 4);

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn holds(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A key.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) on: On,
    pub(super) form: Form,
    /// Whether one item may have several.
    pub(super) repeats: bool,
    /// A value to show in a message.
    pub(super) example: &'static str,
    /// What to show between parentheses, where the key has another value without them.
    list: Option<&'static str>,
    /// The tag of the annotations that the key is another way to write.
    pub(super) tag: Option<&'static str>,
}

const fn key(name: &'static str, on: On, form: Form, example: &'static str) -> Key {
    Key { name, on, form, repeats: false, example, list: None, tag: None }
}

const fn keys(name: &'static str, on: On, form: Form, example: &'static str) -> Key {
    Key { repeats: true, ..key(name, on, form, example) }
}

const fn tag(name: &'static str, on: On, form: Form, example: &'static str) -> Key {
    Key { tag: Some(name), ..key(name, on, form, example) }
}

const fn tags(name: &'static str, on: On, form: Form, example: &'static str) -> Key {
    Key { repeats: true, ..tag(name, on, form, example) }
}

const ITEM: On = On::TABLE.or(On::ROW).or(On::ENUM).or(On::FUNCTION);
const ANY_FIELD: On = On::FIELD.or(On::ROW_FIELD);
const CONSTRAINT: On = On::PRIMARY_KEY.or(On::UNIQUE).or(On::CHECK).or(On::FOREIGN_KEY);
const DESCRIBED: On = On::TABLE.or(On::FIELD).or(On::ENUM);
const TABLE_OR_FIELD: On = On::TABLE.or(On::FIELD);
const REFERENCING: On = On::FIELD.or(On::FOREIGN_KEY);

#[rustfmt::skip]
static KEYS: &[Key] = &[
    // Names and types.
    key ("table",          ITEM,                                Form::TEXT, "users"),
    key ("namespace",      ITEM,                                Form::TEXT, "auth"),
    key ("name",           On::ENUM.or(On::FUNCTION).or(On::INDEX).or(CONSTRAINT), Form::TEXT, "by_email"),
    key ("column",         ANY_FIELD.or(On::ENUM),              Form::TEXT, "email"),
    key ("value",          On::VARIANT,                         Form::TEXT.or(Form::EMPTY), "in-work"),
    key ("rename",         On::VARIANT,                         Form::TEXT.or(Form::EMPTY), "in-work"),
    key ("rename_all",     On::TABLE.or(On::ROW).or(On::ENUM),  Form::TEXT, "camelCase"),
    key ("as",             ANY_FIELD,                           Form::TEXT, "varchar(40)"),
    key ("skip",           ANY_FIELD,                           Form::FLAG, ""),
    key ("transparent",    ANY_FIELD,                           Form::FLAG, ""),
    key ("complete",       On::ROW,                             Form::FLAG, ""),
    key ("crate",          ITEM,                                Form::PATH, "schema_doc_runtime"),
    key ("schema",         ITEM,                                Form::PATH, "::db::schema"),
    // What hangs on a table.
    key ("primary_key",    On::TABLE,                           Form::LIST, "a, b"),
    key ("primary_key",    On::FIELD,                           Form::FLAG, ""),
    keys("unique",         On::TABLE,                           Form::LIST, "a, b"),
    key ("unique",         On::FIELD,                           Form::FLAG.or(Form::LIST), "name = \"one_email\""),
    key ("unique",         On::INDEX,                           Form::FLAG, ""),
    keys("index",          On::TABLE,                           Form::LIST, "fields(a, b)"),
    keys("index",          On::FIELD,                           Form::FLAG.or(Form::LIST), "name = \"by_email\""),
    keys("check",          On::TABLE,                           Form::LIST, "name = \"positive\", expr = \"price > 0\""),
    Key { list: Some("name = \"positive\", expr = \"price > 0\""), ..keys("check", On::FIELD, Form::TEXT.or(Form::LIST), "price > 0") },
    keys("foreign_key",    On::TABLE,                           Form::LIST, "fields(a), references = \"users(id)\""),
    key ("references",     REFERENCING,                         Form::TEXT, "users(id)"),
    key ("on_delete",      REFERENCING,                         Form::TEXT, "cascade"),
    key ("on_update",      REFERENCING,                         Form::TEXT, "cascade"),
    key ("fields",         On::INDEX.or(On::FOREIGN_KEY),       Form::LIST, "a, b"),
    key ("where",          On::INDEX,                           Form::TEXT, "deleted_at IS NULL"),
    key ("method",         On::INDEX,                           Form::TEXT, "gin"),
    key ("expr",           On::CHECK,                           Form::TEXT, "price > 0"),
    key ("default",        On::FIELD,                           Form::TEXT, "0"),
    key ("generated",      On::FIELD,                           Form::TEXT, "price * amount"),
    key ("auto_increment", On::FIELD,                           Form::FLAG, ""),
    // Access patterns.
    key ("query",          On::FUNCTION,                        Form::TEXT, "SELECT * FROM users WHERE id = $1"),
    key ("frequency",      On::FUNCTION,                        Form::TEXT, "high"),
    key ("index",          On::FUNCTION,                        Form::TEXT, "by_email"),
    key ("parameters",     On::FUNCTION,                        Form::LIST, "email, limit"),
    key ("unchecked",      On::FUNCTION,                        Form::FLAG, ""),
    key ("pattern",        On::FUNCTION,                        Form::TEXT, "lookup by address"),
    // The tags of annotations.
    tag ("purpose",        DESCRIBED.or(On::VARIANT).or(On::INDEX), Form::TEXT, "One sentence"),
    tag ("category",       On::TABLE,                           Form::TEXT, "authentication"),
    tags("feature",        On::TABLE,                           Form::TEXT, "chat, search"),
    tag ("owner",          On::TABLE,                           Form::TEXT, "identity-team"),
    tags("tag",            DESCRIBED,                           Form::TEXT, "core, hot"),
    tags("usage",          On::TABLE,                           Form::TEXT, "Filled at sign-up"),
    tag ("deprecated",     DESCRIBED,                           Form::FLAG.or(Form::TEXT), "Use accounts"),
    tag ("since",          DESCRIBED,                           Form::TEXT, "1.2"),
    tags("see",            DESCRIBED,                           Form::TEXT, "users.id"),
    tag ("meaning",        On::FIELD,                           Form::TEXT, "The address of the login"),
    tag ("sensitivity",    On::FIELD,                           Form::TEXT, "pii"),
    tag ("pii",            On::FIELD,                           Form::FLAG, ""),
    tag ("secret",         On::FIELD,                           Form::FLAG, ""),
    tag ("validation",     On::FIELD,                           Form::TEXT, "Email format required"),
    tags("rule",           TABLE_OR_FIELD,                      Form::TEXT, "unique_email: One account an address"),
    tags("security",       TABLE_OR_FIELD,                      Form::TEXT, "Only hashes are stored"),
    tags("operation",      On::TABLE,                           Form::TEXT, "sign_up: With an address and a password"),
    tags("issue",          On::TABLE,                           Form::TEXT, "slow_login: The index is missing on replicas"),
    tags("access",         On::TABLE,                           Form::TEXT, "login: By address index=by_email frequency=high"),
    tag ("impact",         On::INDEX,                           Form::TEXT, "Critical for login"),
    tags("example",        TABLE_OR_FIELD,                      Form::TEXT, "{}"),
    tags("values",         On::FIELD.or(On::ENUM),              Form::TEXT, "open: Not yet paid, paid: Paid in full"),
    tag ("flow",           On::FIELD,                           Form::TEXT, "open -> paid -> shipped"),
    tag ("label",          On::FIELD,                           Form::TEXT, "places"),
    tag ("cardinality",    On::FIELD,                           Form::TEXT, "one_or_more"),
    Key { tag: Some("renamed-from"), ..key("renamed_from", TABLE_OR_FIELD, Form::TEXT, "accounts") },
    tag ("planned",        On::TABLE,                           Form::TEXT, "2.0"),
    tag ("ignore",         DESCRIBED,                           Form::FLAG, ""),
];

impl Key {
    pub(super) fn all() -> impl Iterator<Item = &'static Self> {
        KEYS.iter()
    }

    /// The key of that name where it stands.
    pub(super) fn find(name: &str, on: On) -> Option<&'static Self> {
        Self::all().find(|key| key.name == name && key.on.holds(on))
    }

    /// How it is written: `unique`, `unique(name = "one_email")`.
    pub(super) fn forms(&self) -> impl Iterator<Item = String> {
        let Self { name, form, example, list, .. } = self;
        let written = [
            (Form::FLAG, (*name).to_owned()),
            (Form::TEXT, format!("{name} = \"{example}\"")),
            (Form::PATH, format!("{name} = {example}")),
            (Form::LIST, format!("{name}({})", list.unwrap_or(example))),
        ];
        written.into_iter().filter(|(possible, _)| form.holds(*possible)).map(|(_, text)| text)
    }
}

/// The tags of annotations that have a key.
pub fn tag_names() -> impl Iterator<Item = &'static str> {
    Key::all().filter_map(|key| key.tag)
}
