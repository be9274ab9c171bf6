//! What differs between the systems' SQL, as data: the lexer and the splitter ask these switches, never for a system.

use crate::model::System;

/// The switches of one system's SQL.
#[derive(Debug)]
pub(crate) struct Dialect {
    pub(crate) system: System,
    /// Opening and closing quotes of identifiers; a closing one is doubled inside.
    pub(crate) identifier_quotes: &'static [(u8, u8)],
    /// `$tag$ … $tag$`.
    pub(crate) dollar_quotes: bool,
    /// `E'…\n…'`.
    pub(crate) escape_strings: bool,
    /// `'…\'…'`: a backslash escapes in every string.
    pub(crate) backslash_escapes: bool,
    /// `U&'…'`, `U&"…"`.
    pub(crate) unicode_escapes: bool,
    /// `'a'` and `'b'` on the next line are one string.
    pub(crate) string_continuation: bool,
    /// `/* /* */ */`.
    pub(crate) nested_comments: bool,
    /// `# …`.
    pub(crate) hash_comments: bool,
    /// `\i file`, `\connect`, `\.`: lines of psql.
    pub(crate) meta_commands: bool,
    /// `COPY … FROM stdin;`, then lines of data up to `\.`.
    pub(crate) copy_data: bool,
    /// `BEGIN ATOMIC … END`: a body with semicolons that is not quoted.
    pub(crate) atomic_bodies: bool,
}

/// PostgreSQL 18, 4.1 Lexical Structure.
pub(crate) static POSTGRESQL: Dialect = Dialect {
    system: System::PostgreSql,
    identifier_quotes: &[(b'"', b'"')],
    dollar_quotes: true,
    escape_strings: true,
    backslash_escapes: false,
    unicode_escapes: true,
    string_continuation: true,
    nested_comments: true,
    hash_comments: false,
    meta_commands: true,
    copy_data: true,
    atomic_bodies: true,
};

impl Dialect {
    /// The switches of a system.
    pub(crate) fn of(system: System) -> &'static Self {
        match system {
            System::PostgreSql => &POSTGRESQL,
        }
    }
}
