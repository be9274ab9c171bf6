//! Which system a text is for, by words that one system alone has.

use crate::list::{IteratorExt, SliceExt};
use crate::model::System;
use crate::sort;
use crate::text::{starts_with, words};

/// A word that tells of a system, and where it first stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) system: System,
    /// As the table below has it.
    pub(crate) sign: &'static str,
    /// The index of the text, and the byte in it.
    pub(crate) text: usize,
    pub(crate) offset: usize,
}

/// What texts tell of their system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Guess {
    /// Nothing, or what several systems share.
    Unknown,
    System(Evidence),
    /// Quotes alone, which SQLite reads as well.
    Quotes(Evidence),
    /// Two systems, both loud.
    Mixed(Evidence, Evidence),
}

/// The bytes of each file that are looked at: a dump of data says no more behind them.
const FIRST_LOOK: usize = 64 * 1024;

/// Words, folded, and the one system that has them. Two words stand one behind the other, whatever stands between.
const SIGNS: &[(&str, System)] = &[
    ("aria", System::MariaDb),
    ("as enum", System::PostgreSql),
    ("auto_increment", System::MySql),
    ("autoincrement", System::Sqlite),
    ("bigserial", System::PostgreSql),
    ("bytea", System::PostgreSql),
    ("change column", System::MySql),
    ("character varying", System::PostgreSql),
    ("charset utf8", System::MySql),
    ("charset utf8mb4", System::MySql),
    ("charset latin1", System::MySql),
    ("clob", System::Oracle),
    ("clustered", System::SqlServer),
    ("create domain", System::PostgreSql),
    ("create extension", System::PostgreSql),
    ("create virtual", System::Sqlite),
    ("datetime2", System::SqlServer),
    ("datetimeoffset", System::SqlServer),
    ("delimiter", System::MySql),
    ("engine innodb", System::MySql),
    ("engine myisam", System::MySql),
    ("gen_random_uuid", System::PostgreSql),
    ("getdate", System::SqlServer),
    ("getutcdate", System::SqlServer),
    ("identity_insert", System::SqlServer),
    ("index concurrently", System::PostgreSql),
    ("jsonb", System::PostgreSql),
    ("language plpgsql", System::PostgreSql),
    ("longtext", System::MySql),
    ("mediumint", System::MySql),
    ("mediumtext", System::MySql),
    ("modify column", System::MySql),
    ("nclob", System::Oracle),
    ("newid", System::SqlServer),
    ("nomaxvalue", System::Oracle),
    ("nonclustered", System::SqlServer),
    ("nvarchar max", System::SqlServer),
    ("nvarchar2", System::Oracle),
    ("organization index", System::Oracle),
    ("owner to", System::PostgreSql),
    ("plpgsql", System::PostgreSql),
    ("pragma", System::Sqlite),
    ("quoted_identifier", System::SqlServer),
    ("returns trigger", System::PostgreSql),
    ("search_path", System::PostgreSql),
    ("serial4", System::PostgreSql),
    ("serial8", System::PostgreSql),
    ("smallserial", System::PostgreSql),
    ("sp_addextendedproperty", System::SqlServer),
    ("sp_rename", System::SqlServer),
    ("sqlite_master", System::Sqlite),
    ("sqlite_sequence", System::Sqlite),
    ("strftime", System::Sqlite),
    ("sys_guid", System::Oracle),
    ("sysdate", System::Oracle),
    ("sysdatetime", System::SqlServer),
    ("systimestamp", System::Oracle),
    ("sysutcdatetime", System::SqlServer),
    ("table only", System::PostgreSql),
    ("textimage_on", System::SqlServer),
    ("timestamptz", System::PostgreSql),
    ("tinyblob", System::MySql),
    ("tsvector", System::PostgreSql),
    ("uniqueidentifier", System::SqlServer),
    ("unsigned", System::MySql),
    ("update current_timestamp", System::MySql),
    ("using gin", System::PostgreSql),
    ("using gist", System::PostgreSql),
    ("utc_timestamp", System::MySql),
    ("varbinary max", System::SqlServer),
    ("varchar max", System::SqlServer),
    ("varchar2", System::Oracle),
    ("without rowid", System::Sqlite),
];

/// Words that SQLite does not have, and others do.
const NEVER_SQLITE: &[&str] = &[
    "add constraint",
    "add foreign",
    "add index",
    "add key",
    "add primary",
    "add unique",
    "create database",
    "create procedure",
    "create schema",
    "create user",
    "drop constraint",
    "drop database",
];

/// Signs that SQLite takes as well: a type is any words, and a name stands in any quotes.
const TAKEN_BY_SQLITE: &[&str] = &[
    "[",
    "`",
    "bigserial",
    "bytea",
    "character varying",
    "clob",
    "datetime2",
    "datetimeoffset",
    "jsonb",
    "longtext",
    "mediumint",
    "mediumtext",
    "nclob",
    "nvarchar2",
    "timestamptz",
    "tinyblob",
    "uniqueidentifier",
    "unsigned",
    "varchar2",
];

/// Signs of MariaDB alone.
const OWN_TO_MARIADB: &[&str] = &["/*M!", "aria"];

/// Reads the texts for signs.
pub(crate) fn system(texts: &[&str]) -> Guess {
    let mut found: Vec<Evidence> = Vec::new();
    let mut never_sqlite = false;
    for (text, contents) in texts.iter().enumerate() {
        signs(head(contents), &mut |system, sign, offset| match system {
            Some(system) => found.push(Evidence { system, sign, text, offset }),
            None => never_sqlite = true,
        });
    }
    let own = found.iter().filter(|evidence| !TAKEN_BY_SQLITE.contains(&evidence.sign)).cloned().collect_vec();
    if loudest(&own).is_some_and(|evidence| evidence.system == System::Sqlite) {
        found = own;
    }
    if found.any(|evidence| evidence.system == System::MariaDb) {
        // It is MySQL with words of its own, which come first, since they tell.
        found.iter_mut().filter(|evidence| evidence.system == System::MySql).for_each(|e| e.system = System::MariaDb);
        sort::by_key(&mut found, |evidence| !OWN_TO_MARIADB.contains(&evidence.sign));
    }
    let Some(first) = loudest(&found) else { return Guess::Unknown };
    let others = found.iter().filter(|evidence| evidence.system != first.system).cloned().collect_vec();
    match loudest(&others) {
        // A column may be called as another system's word is.
        Some(second) if times(&found, second.system) * 4 >= times(&found, first.system) => Guess::Mixed(first, second),
        _ => match others.find(|other| is_all_of(&found, other)) {
            Some(other) => Guess::Mixed(first, other.clone()),
            None if is_quote(&first) && !never_sqlite => Guess::Quotes(first),
            None => Guess::System(first),
        },
    }
}

/// Whether a sign is a quote, which tells less than a word.
pub(crate) fn is_quote(evidence: &Evidence) -> bool {
    matches!(evidence.sign, "`" | "[")
}

fn times(found: &[Evidence], system: System) -> usize {
    found.count(|evidence| evidence.system == system)
}

/// The first evidence of the system of which there is most, a word before a quote.
fn loudest(found: &[Evidence]) -> Option<Evidence> {
    let mut first: Option<(usize, &Evidence)> = None;
    for system in System::ALL {
        let of_system = found.iter().filter(|evidence| evidence.system == *system).collect_vec();
        let evidence = of_system.find(|evidence| !is_quote(evidence)).or(of_system.first());
        if let Some(evidence) = evidence.filter(|_| first.is_none_or(|(times, _)| of_system.len() > times)) {
            first = Some((of_system.len(), evidence));
        }
    }
    first.map(|(_, evidence)| evidence.clone())
}

/// Whether a text has signs of this evidence's system, two of them different, and of no other.
fn is_all_of(found: &[Evidence], evidence: &Evidence) -> bool {
    let mut in_text = found.iter().filter(|other| other.text == evidence.text);
    let differs = found.any(|o| o.text == evidence.text && o.sign != evidence.sign);
    differs && in_text.all(|other| other.system == evidence.system)
}

/// As much of a text as is looked at.
fn head(text: &str) -> &str {
    let end = (0..=FIRST_LOOK.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// The signs outside of comments and strings.
fn signs(text: &str, found: &mut dyn FnMut(Option<System>, &'static str, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut before = String::new();
    let mut delimited = false;
    while let Some(&byte) = bytes.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        at += match byte {
            b'-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*M!") => {
                found(Some(System::MariaDb), "/*M!", at);
                4
            }
            b'/' if rest.starts_with("/*!") => {
                found(Some(System::MySql), "/*!", at);
                3
            }
            b'/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            b'\'' | b'"' => {
                rest.get(1..).and_then(|string| string.find(char::from(byte))).map_or(rest.len(), |end| end + 2)
            }
            // SQLite and MariaDB read them too; who writes them has mostly MySQL.
            b'`' => {
                let name = rest.get(1..).and_then(|name| name.find('`'));
                name.inspect(|_| found(Some(System::MySql), "`", at)).map_or(rest.len(), |end| end + 2)
            }
            b':' if rest.starts_with("::") => {
                found(Some(System::PostgreSql), "::", at);
                2
            }
            b'$' if rest.starts_with("$$") => {
                // `DELIMITER $$`
                if !delimited {
                    found(Some(System::PostgreSql), "$$", at);
                }
                2
            }
            b'[' if rest.starts_with("[dbo]") => {
                found(Some(System::SqlServer), "[dbo]", at);
                5
            }
            b'[' if rest.get(1..).is_some_and(|name| starts_with(name, |c| c.is_alphabetic() || c == '_')) => {
                let name = rest.find(']');
                // In PostgreSQL it is an array's subscript.
                name.filter(|_| !text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric())))
                    .inspect(|_| found(Some(System::SqlServer), "[", at))
                    .map_or(1, |end| end + 1)
            }
            b':' if begins_with(rest, ":new.") || begins_with(rest, ":old.") => {
                found(Some(System::Oracle), ":new", at);
                4
            }
            b'/' if is_alone(text, at, 1) => {
                found(Some(System::Oracle), "/", at);
                1
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let end = rest.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'_')).unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default().to_ascii_lowercase();
                sign(&before, &word, rest.get(end..).unwrap_or_default(), at, found);
                if word == "go" && is_alone(text, at, end) {
                    found(Some(System::SqlServer), "GO", at);
                }
                delimited |= word == "delimiter";
                before = word;
                end
            }
            _ => 1,
        };
    }
}

/// Whether a word is all of its line.
fn is_alone(text: &str, at: usize, length: usize) -> bool {
    let line_start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let rest = text.get(at + length..).unwrap_or_default();
    let line_end = rest.find('\n').unwrap_or(rest.len());
    text.get(line_start..at).is_some_and(|t| t.trim().is_empty())
        && rest.get(..line_end).is_some_and(|t| t.trim().is_empty())
}

fn sign(before: &str, word: &str, after: &str, at: usize, found: &mut dyn FnMut(Option<System>, &'static str, usize)) {
    let is = |sign: &str| match sign.split_once(' ') {
        Some((first, second)) => word == second && before == first,
        None => word == sign,
    };
    // Most words are none of them, and the end tells so.
    if let Some(&(sign, system)) = SIGNS.find(|(sign, _)| sign.ends_with(word) && is(sign)) {
        found(Some(system), sign, at);
    } else if NEVER_SQLITE.any(|sign| is(sign)) {
        found(None, "", at);
    } else if word == "nextval" {
        // A function of the one, a pseudocolumn of the other.
        let system = if after.starts_with('(') { System::PostgreSql } else { System::Oracle };
        found(Some(system), "nextval", at);
    } else if word == "identity" && after.trim_start().starts_with('(') {
        found(Some(System::SqlServer), "IDENTITY(", at);
    } else if matches!(word, "datetime" | "date" | "julianday") && is_now(after) {
        found(Some(System::Sqlite), "datetime('now')", at);
    } else if word == "object_id" && after.starts_with('(') {
        found(Some(System::SqlServer), "OBJECT_ID(", at);
    } else if word == "number" && after.starts_with('(') {
        found(Some(System::Oracle), "NUMBER(", at);
    } else if word == "serial" && !before.is_empty() && before != "as" {
        found(Some(System::PostgreSql), "serial", at);
    }
}

/// `('now'`
fn is_now(after: &str) -> bool {
    begins_with(after.trim_start(), "('now'")
}

/// In whatever case.
fn begins_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(start))
}

/// The words that name a system in the path of a file or folder: `db/sqlite/`, `schema.mysql.sql`.
const IN_PATHS: &[(&str, System)] = &[
    ("mariadb", System::MariaDb),
    ("mssql", System::SqlServer),
    ("mysql", System::MySql),
    ("oracle", System::Oracle),
    ("pgsql", System::PostgreSql),
    ("postgres", System::PostgreSql),
    ("postgresql", System::PostgreSql),
    ("sqlite", System::Sqlite),
    ("sqlite3", System::Sqlite),
    ("sqlserver", System::SqlServer),
];

/// The one system that paths name, by the word.
pub(crate) fn system_in_paths(paths: &[&str]) -> Option<(System, &'static str)> {
    let mut named = None;
    for path in paths {
        for word in words(path, |c| c.is_ascii_alphanumeric()) {
            let known = IN_PATHS.find(|(name, _)| word.eq_ignore_ascii_case(name));
            let Some(&(name, system)) = known else { continue };
            match named {
                None => named = Some((system, name)),
                Some((other, _)) if other != system => return None,
                Some(_) => {}
            }
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::{Guess, system, system_in_paths};
    use crate::model::System;

    #[test]
    fn words_tell_of_their_system() {
        let check = |text: &str, expected: Option<(System, &str)>| {
            let found = match system(&[text]) {
                Guess::System(evidence) => Some((evidence.system, evidence.sign)),
                _ => None,
            };
            assert_eq!(found, expected, "{text}");
        };
        check("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY)", Some((System::MySql, "auto_increment")));
        check("CREATE TABLE t (id INT) ENGINE=InnoDB", Some((System::MySql, "engine innodb")));
        check("CREATE TABLE t (id INT) ENGINE=Aria", Some((System::MariaDb, "aria")));
        check("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", Some((System::Sqlite, "autoincrement")));
        check(
            "CREATE TABLE `t` (id INTEGER UNSIGNED PRIMARY KEY AUTOINCREMENT)",
            Some((System::Sqlite, "autoincrement")),
        );
        check("CREATE TABLE t (a TEXT DEFAULT (datetime('now')))", Some((System::Sqlite, "datetime('now')")));
        check("CREATE TABLE `t` (id INT UNSIGNED)", Some((System::MySql, "unsigned")));
        check("CREATE TABLE `t` (id INT); ALTER TABLE `t` ADD CONSTRAINT c CHECK (id > 0)", Some((System::MySql, "`")));
        check(
            "CREATE TABLE [t] (id INT); ALTER TABLE [t] ADD CONSTRAINT c CHECK (id > 0)",
            Some((System::SqlServer, "[")),
        );
        check("CREATE TABLE [t] (id INTEGER PRIMARY KEY AUTOINCREMENT)", Some((System::Sqlite, "autoincrement")));
        check("CREATE TABLE t (id int DEFAULT nextval('s'))", Some((System::PostgreSql, "nextval")));
        check("CREATE TABLE t (id int DEFAULT s.nextval)", Some((System::Oracle, "nextval")));
        check("DELIMITER $$\nCREATE PROCEDURE p() BEGIN END $$", Some((System::MySql, "delimiter")));
        check("CREATE TABLE t (id int)\n/\n", Some((System::Oracle, "/")));
        check("CREATE TABLE t (a int[], b text DEFAULT (x)[i])", None);
        check("CREATE TABLE `t` (id INT)", None);
        check("CREATE TABLE \"a`b\" (a int)", None);
        check("CREATE TABLE t (a TEXT) WITHOUT ROWID", Some((System::Sqlite, "without rowid")));
        check("CREATE TABLE t (id int IDENTITY(1,1))\nGO\n", Some((System::SqlServer, "IDENTITY(")));
        check("CREATE TABLE t (a VARCHAR2(10))", Some((System::Oracle, "varchar2")));
        check("CREATE TABLE t (a timestamptz DEFAULT 'x'::text)", Some((System::PostgreSql, "timestamptz")));
        check("CREATE TABLE t (object_id int)", None);
        check("CREATE TABLE t (a int)", None);
        // Comments and strings tell nothing.
        check("-- AUTO_INCREMENT\nCREATE TABLE t (a text DEFAULT 'varchar2') /* pragma */", None);
    }

    #[test]
    fn two_loud_systems_are_a_mixture() {
        let text = "CREATE TABLE a (id INT AUTO_INCREMENT); CREATE TABLE b (id BIGSERIAL);";
        assert!(matches!(system(&[text]), Guess::Mixed(..)));
    }

    #[test]
    fn a_file_of_another_system_is_a_mixture_and_a_word_of_another_is_not() {
        let own =
            "CREATE TABLE `a` (`id` INT AUTO_INCREMENT, `b` INT UNSIGNED, `c` LONGTEXT, `d` int, `e` int, `f` int);";
        let check = |other: &str, mixed: bool| {
            let guess = system(&[own, own, other]);
            assert_eq!(matches!(guess, Guess::Mixed(..)), mixed, "{other}: {guess:?}");
        };
        check("CREATE TABLE t (x jsonb, y timestamptz DEFAULT now())", true);
        check("CREATE TABLE t (x jsonb)", false);
        check("CREATE TABLE `t` (pragma int, plpgsql text)", false);
        check("CREATE TABLE [dbo].[t] (id int IDENTITY(1,1))", true);
    }

    #[test]
    fn quotes_alone_are_two_systems() {
        for text in ["CREATE TABLE `t` (id text PRIMARY KEY)", "CREATE TABLE [t] ([id] INTEGER NOT NULL)"] {
            assert!(matches!(system(&[text]), Guess::Quotes(_)), "{text}");
        }
    }

    #[test]
    fn a_path_names_one_system_or_none() {
        let check = |paths: &[&str], expected: Option<(System, &'static str)>| {
            assert_eq!(system_in_paths(paths), expected, "{paths:?}");
        };
        check(&["db/sqlite/0001.sql"], Some((System::Sqlite, "sqlite")));
        check(&["schema.MySQL.sql", "mysql/b.sql"], Some((System::MySql, "mysql")));
        check(&["mysql/a.sql", "postgres/a.sql"], None);
        check(&["migrations/0001_mysqlish.sql"], None);
    }
}
