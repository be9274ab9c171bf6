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
    /// `4o6_subnet`: a name may begin with a digit.
    pub(crate) digit_names: bool,
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
    /// `"…"` is a string.
    pub(crate) double_quoted_strings: bool,
    /// `--` begins a comment only before white space.
    pub(crate) spaced_dashes: bool,
    /// `/*!40101 … */` is run.
    pub(crate) executable_comments: bool,
    /// `q'[…]'`.
    pub(crate) bracket_strings: bool,
    /// What a name may hold beside letters, digits and `_`.
    pub(crate) name_sigils: &'static [u8],
    /// What ends a batch, on a line of its own: `GO`, `/`.
    pub(crate) batch_line: Option<&'static str>,
    /// `DELIMITER $$`.
    pub(crate) delimiter_command: bool,
    /// Statements need no semicolon between them.
    pub(crate) free_statements: bool,
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
    ..STANDARD
};

/// Nothing but the standard's.
const STANDARD: Dialect = Dialect {
    system: System::PostgreSql,
    identifier_quotes: &[(b'"', b'"')],
    dollar_quotes: false,
    escape_strings: false,
    backslash_escapes: false,
    unicode_escapes: false,
    digit_names: false,
    string_continuation: false,
    nested_comments: false,
    hash_comments: false,
    meta_commands: false,
    copy_data: false,
    atomic_bodies: false,
    double_quoted_strings: false,
    spaced_dashes: false,
    executable_comments: false,
    bracket_strings: false,
    name_sigils: b"",
    batch_line: None,
    delimiter_command: false,
    free_statements: false,
};

/// MySQL 8.4 Reference Manual, Language Structure; MariaDB's is the same.
pub(crate) static MYSQL: Dialect = Dialect {
    system: System::MySql,
    identifier_quotes: &[(b'`', b'`')],
    backslash_escapes: true,
    digit_names: true,
    hash_comments: true,
    double_quoted_strings: true,
    spaced_dashes: true,
    executable_comments: true,
    name_sigils: b"@$",
    delimiter_command: true,
    ..STANDARD
};

pub(crate) static MARIADB: Dialect = Dialect { system: System::MariaDb, ..MYSQL };

/// SQLite, SQL Language Expressions and Keywords.
pub(crate) static SQLITE: Dialect =
    Dialect { system: System::Sqlite, identifier_quotes: &[(b'"', b'"'), (b'`', b'`'), (b'[', b']')], ..STANDARD };

/// Transact-SQL: Syntax Conventions, Database Identifiers.
pub(crate) static SQL_SERVER: Dialect = Dialect {
    system: System::SqlServer,
    identifier_quotes: &[(b'"', b'"'), (b'[', b']')],
    nested_comments: true,
    name_sigils: b"@#$",
    batch_line: Some("GO"),
    free_statements: true,
    ..STANDARD
};

/// Oracle Database SQL Language Reference, Lexical Conventions; SQL*Plus.
pub(crate) static ORACLE: Dialect =
    Dialect { system: System::Oracle, bracket_strings: true, name_sigils: b"$#", batch_line: Some("/"), ..STANDARD };

impl Dialect {
    /// The switches of a system; the standard's where it has no SQL.
    pub(crate) fn of(system: System) -> &'static Self {
        match system {
            System::PostgreSql => &POSTGRESQL,
            System::MySql => &MYSQL,
            System::MariaDb => &MARIADB,
            System::Sqlite => &SQLITE,
            System::SqlServer => &SQL_SERVER,
            System::Oracle => &ORACLE,
            System::Convex => &STANDARD,
        }
    }
}
