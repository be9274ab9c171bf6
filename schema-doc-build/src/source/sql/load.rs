//! File bytes → text: inflated, without byte order mark, UTF-8, placeholders replaced.

use std::borrow::Cow;
use std::io;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, SourceMap, Span};
use zune_inflate::errors::DecodeErrorStatus;
use zune_inflate::{DeflateDecoder, DeflateOptions};

use super::dialect::Dialect;
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash::Hash;
use crate::list::{IteratorExt, SliceExt};
use crate::model::System;
use crate::sort;

/// The most that a compressed file may inflate to, in bytes.
const MAX_INFLATED: usize = 1 << 30;

/// Reads a file into the source map, and its bytes (inflated, with LF, without byte order mark) into the hash. `asked` is where the file is asked for.
pub(crate) fn load(
    files: &Files,
    path: &str,
    source: &SourceConfig,
    asked: Option<Span>,
    map: &mut SourceMap,
    hash: &mut Hash,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    let bytes = match files.read(path).and_then(|bytes| inflated(path, bytes)) {
        Ok(bytes) => decoded(bytes),
        Err(error) => {
            let problem = Diagnostic::error(Code::UnreadableFile, asked, format!("cannot read `{path}`: {error}"));
            diagnostics.push(match error.kind() {
                io::ErrorKind::NotFound => problem.with_help("a path is relative to the folder of the configuration"),
                _ => problem,
            });
            return None;
        }
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if u32::try_from(bytes.len()).is_err() {
        let message = format!("`{path}` is larger than 4 GiB");
        diagnostics.push(
            Diagnostic::error(Code::UnreadableFile, asked, message).with_help("dump the schema alone: `pg_dump -s`"),
        );
        return None;
    }
    let invalid = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    let text = String::from_utf8_lossy(bytes);
    hash_lines(&text, hash);
    // Placeholders would move the place of the bytes that are no text.
    let text = if invalid.is_some() { text } else { replaced(text, &source.replace) };
    let text = if u32::try_from(text.len()).is_ok() { text } else { Cow::Borrowed("") };
    let file = map.add(path, text);
    if let Some(at) = invalid {
        diagnostics.push(invalid_utf8(bytes, at, file));
    }
    Some(file)
}

/// A file's text as far as it is one, for a first look.
pub(crate) fn text(files: &Files, path: &str) -> Option<String> {
    let bytes = decoded(inflated(path, files.read(path).ok()?).ok()?);
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The lines that begin the half of a file that is run, and the half that takes it back: goose and its kin, dbmate, node-pg-migrate, tern.
const HALVES: &[(&str, &str)] = &[
    ("-- +goose up", "-- +goose down"),
    ("-- +migrate up", "-- +migrate down"),
    ("-- +micrate up", "-- +micrate down"),
    ("-- migrate:up", "-- migrate:down"),
    ("-- up migration", "-- down migration"),
    ("", "---- create above / drop below ----"),
];

/// The text up to where a migration tool's file begins to take back what it did.
pub(crate) fn up_half(text: &str) -> &str {
    let mut begun: u32 = 1 << (HALVES.len() - 1);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("--") {
            let is = |mark: &str| !mark.is_empty() && begins_with_words(line, mark);
            for (i, (up, down)) in HALVES.iter().enumerate() {
                if begun & (1 << i) != 0 && is(down) {
                    return text.get(..at).unwrap_or(text);
                }
                begun |= u32::from(is(up)) << i;
            }
        }
        at += line.len();
    }
    text
}

/// The text that a system runs, each byte in its place: lines of a tool that end a statement, with or without its semicolon, are what ends one
/// for the system, and the changesets of other systems are blank (`--changeset a:1 dbms:mysql,!oracle`).
pub(crate) fn run_text<'a>(text: &'a str, dialect: &Dialect) -> Cow<'a, str> {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let of_liquibase = begins_with_words(first, "--liquibase formatted sql");
    if !of_liquibase && !text.contains("+goose StatementEnd") {
        return Cow::Borrowed(text);
    }
    let usual = dialect.batch_line.unwrap_or(";");
    let mut delimiter = usual;
    let mut made = String::with_capacity(text.len());
    let mut own = true;
    for line in text.split_inclusive('\n') {
        let mut instead = String::new();
        if of_liquibase && begins_with_words(line, "--changeset") {
            own = is_for(line, dialect.system);
            let next = end_delimiter(line).filter(|_| dialect.delimiter_command).unwrap_or(usual);
            let command = if next == delimiter { String::new() } else { format!(" DELIMITER {next}") };
            instead = format!("{delimiter}{command}");
            delimiter = next;
        } else if begins_with_words(line, "-- +goose StatementEnd") {
            usual.clone_into(&mut instead);
        } else if own {
            made.push_str(line);
            continue;
        }
        let ending = line.len() - line.trim_end_matches(['\n', '\r']).len();
        let length = line.len() - ending;
        let instead = if instead.len() > length { "" } else { &instead };
        made.push_str(instead);
        made.extend(std::iter::repeat_n(' ', length - instead.len()));
        made.push_str(line.get(length..).unwrap_or_default());
    }
    Cow::Owned(made)
}

/// Liquibase, endDelimiter: a regular expression, `//`, `\n$$`, `;\s*\n|//`; what is written out at its end ends a statement.
fn end_delimiter(changeset: &str) -> Option<&str> {
    let said = changeset.split_whitespace().find_map(|word| word.strip_prefix("endDelimiter:"))?;
    let said = said.trim_matches('"').rsplit(['|', 'n', 's', '*']).find(|text| !text.is_empty())?;
    Some(said.trim_start_matches('\\')).filter(|delimiter| !delimiter.is_empty())
}

/// Whether the `dbms:` of a changeset names a system, or is not said.
fn is_for(changeset: &str, system: System) -> bool {
    let named = changeset.split_whitespace().find_map(|word| word.strip_prefix("dbms:"));
    let Some(named) = named else { return true };
    let own = match system {
        System::PostgreSql => "postgresql",
        System::MySql => "mysql",
        System::MariaDb => "mariadb",
        System::Sqlite => "sqlite",
        System::SqlServer => "mssql",
        System::Oracle => "oracle",
        System::Convex => return false,
    };
    let mut names = named.trim_matches('"').split(',').map(str::trim);
    let mut says_which = false;
    let found = names.any(|name| {
        says_which |= !name.starts_with('!');
        name.eq_ignore_ascii_case(own) || name.eq_ignore_ascii_case("all")
    });
    let excluded = named.split(',').any(|name| name.trim_matches(['"', ' ']).strip_prefix('!') == Some(own));
    found || (!says_which && !excluded)
}

/// Whether a line begins with this text, whatever its case, white space in the one where it is in the other (`--+goose  Down`).
fn begins_with_words(line: &str, mark: &str) -> bool {
    let mut line = line.bytes().filter(|b| !b.is_ascii_whitespace());
    mark.bytes().filter(|&b| b != b' ').all(|b| line.next().is_some_and(|l| l.eq_ignore_ascii_case(&b)))
}

/// The path that psql's `\i` means: `\ir` starts at the including file's folder; `\i` at the folder psql runs in, which is taken to be the root, or
/// else the including file's.
pub(crate) fn included_path(files: &Files, including: &str, path: &str, relative: bool) -> String {
    let folder = including.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside =
        tidy(&if path.starts_with('/') || folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") });
    let from_root = tidy(path);
    if relative || !files.is_file(&from_root) { beside } else { from_root }
}

/// `a/./b/../c` is `a/c`.
pub(crate) fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            "" if !parts.is_empty() => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, ".." | "")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn inflated(path: &str, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        let ending = path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("gz"));
        return if ending {
            Err(io::Error::other("it is called `.gz` and is not compressed with gzip"))
        } else {
            Ok(bytes)
        };
    }
    let options = DeflateOptions::default().set_limit(MAX_INFLATED);
    let text = DeflateDecoder::new_with_options(&bytes, options).decode_gzip().map_err(|problem| {
        io::Error::other(match problem.error {
            DecodeErrorStatus::OutputLimitExceeded(..) => "it inflates to more than 1 GiB",
            DecodeErrorStatus::InsufficientData => "it is no whole gzip file: it ends too early",
            _ => "it is no whole gzip file: its bytes are damaged",
        })
    })?;
    // A member ends with its length, inflated, and only the first was read.
    let length = (text.len() as u32).to_le_bytes();
    let goes_on = |window: &[u8]| window.starts_with(&length) && window.ends_with(&[0x1f, 0x8b, 8]);
    if !bytes.ends_with(&length) || bytes.windows(7).any(goes_on) {
        return Err(io::Error::other("more follows its first gzip member: make it one with `zcat` and `gzip`"));
    }
    Ok(text)
}

/// UTF-16 as UTF-8, where the byte order mark says that it is: Management Studio saves scripts so, and `sqlcmd` reads them. What is broken stays as it
/// is, and is no UTF-8 then.
fn decoded(bytes: Vec<u8>) -> Vec<u8> {
    let unit = match *bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return bytes,
    };
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return bytes;
    }
    let mut text = String::with_capacity(bytes.len());
    for decoded in char::decode_utf16(pairs.skip(1).map(|pair| unit([pair[0], pair[1]]))) {
        let Ok(c) = decoded else { return bytes };
        text.push(c);
    }
    text.into_bytes()
}

/// CRLF counts as LF.
fn hash_lines(text: &str, hash: &mut Hash) {
    let mut rest = text;
    while let Some(at) = rest.find('\r') {
        let after = rest.get(at + 1..).unwrap_or_default();
        let end = if after.starts_with('\n') { at } else { at + 1 };
        hash.update(rest.get(..end).unwrap_or_default());
        rest = after;
    }
    hash.update(rest);
}

/// Every placeholder replaced, from the left, the longest first where two begin in one place.
fn replaced<'a>(text: Cow<'a, str>, replace: &[(String, String)]) -> Cow<'a, str> {
    let mut replace: Vec<&(String, String)> = replace.iter().filter(|(from, _)| !from.is_empty()).collect_vec();
    sort::by_key(&mut replace, |(from, _)| std::cmp::Reverse(from.len()));
    let mut next: Vec<Option<usize>> = replace.mapped(|(from, _)| text.find(from.as_str()));
    if next.all(Option::is_none) {
        return text;
    }
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    loop {
        for (place, (from, _)) in next.iter_mut().zip(&replace) {
            if place.is_some_and(|place| place < at) {
                *place = text.get(at..).and_then(|rest| rest.find(from.as_str())).map(|found| at + found);
            }
        }
        let first = next.iter().zip(&replace).filter_map(|(place, pair)| place.map(|place| (place, pair)));
        let Some((place, (from, to))) = first.min_by_key(|&(place, _)| place) else { break };
        result.push_str(text.get(at..place).unwrap_or_default());
        result.push_str(to);
        at = place + from.len();
    }
    result.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(result)
}

/// Bytes that are no UTF-8 from `at` on, of a file whose text has the replacement character there.
pub(crate) fn invalid_utf8(bytes: &[u8], at: usize, file: FileId) -> Diagnostic {
    let start = at as u32;
    let span = Span { file, start, end: start + '\u{fffd}'.len_utf8() as u32 };
    let (message, encoding) = match bytes {
        [0xff, 0xfe, ..] => ("this file is broken UTF-16".to_owned(), "utf-16le"),
        [0xfe, 0xff, ..] => ("this file is broken UTF-16".to_owned(), "utf-16be"),
        _ => {
            let byte = bytes.get(at).copied().unwrap_or_default();
            (format!("the byte 0x{byte:02x} here is no UTF-8"), "latin1")
        }
    };
    Diagnostic::error(Code::InvalidUtf8, span, message)
        .with_help(format!("save the file as UTF-8, for instance with `iconv -f {encoding} -t utf-8`"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use schema_doc_diagnostics::{Code, Diagnostics, SourceMap};

    use super::super::dialect::Dialect;
    use super::{included_path, load, replaced, run_text, tidy, up_half};
    use crate::config::{SourceConfig, SourceKind};
    use crate::files::Files;
    use crate::hash::Hash;
    use crate::model::System;

    /// Code, place, message.
    type Found = (Code, String, String);

    /// Text, findings and hash of a file of those bytes.
    fn loaded(path: &str, bytes: &[u8]) -> (Option<String>, Vec<Found>, Vec<u8>) {
        let files = Files::in_memory([(path, bytes.to_vec())]);
        let mut map = SourceMap::default();
        let mut diagnostics = Diagnostics::default();
        let mut hash = Hash::new();
        let source = SourceConfig::new(SourceKind::Sql, path);
        let file = load(&files, path, &source, None, &mut map, &mut hash, &mut diagnostics);
        let found =
            diagnostics.iter().map(|d| (d.code, d.span.map(|s| map.place(s)).unwrap_or_default(), d.message.clone()));
        (file.map(|file| map.file(file).text().to_owned()), found.collect(), hash.finalize().to_vec())
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn byte_order_mark_and_line_ends_do_not_change_the_hash() {
        let (text, found, hash) = loaded("a.sql", b"\xef\xbb\xbfa\r\nb\rc\r\n");
        assert_eq!((text.as_deref(), found.len()), (Some("a\r\nb\rc\r\n"), 0));
        assert_eq!(hash, loaded("a.sql", b"a\nb\rc\n").2);
        assert_ne!(hash, loaded("a.sql", b"a\nb\nc\n").2);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_found_in_their_place() {
        let (text, found, _) = loaded("a.sql", b"-- \xc3\xa9\nab\xe9c");
        assert_eq!(text.as_deref(), Some("-- \u{e9}\nab\u{fffd}c"));
        let message = "the byte 0xe9 here is no UTF-8".to_owned();
        assert_eq!(found, [(Code::InvalidUtf8, "a.sql:2:3".to_owned(), message)]);
    }

    #[test]
    fn utf16_is_told_by_its_byte_order_mark() {
        let utf8 = loaded("a.sql", "-- é😀\nGO".as_bytes());
        let units: Vec<u16> = "\u{feff}-- é😀\nGO".encode_utf16().collect();
        let bytes = |order: fn(u16) -> [u8; 2]| units.iter().flat_map(|&unit| order(unit)).collect::<Vec<u8>>();
        assert_eq!(loaded("a.sql", &bytes(u16::to_le_bytes)), utf8);
        assert_eq!(loaded("a.sql", &bytes(u16::to_be_bytes)), utf8);
        for broken in [&b"\xff\xfeS\0\0"[..], b"\xff\xfe\0\xd8S\0"] {
            assert_eq!(loaded("a.sql", broken).1[0].2, "this file is broken UTF-16");
        }
    }

    #[test]
    fn gzip_is_inflated_and_a_broken_one_is_an_error() {
        let whole = gzip(b"CREATE TABLE t (a int);");
        assert_eq!(loaded("a.sql.gz", &whole).0.as_deref(), Some("CREATE TABLE t (a int);"));
        assert_eq!(loaded("a.sql.gz", &whole).2, loaded("a.sql", b"CREATE TABLE t (a int);").2);
        for broken in [&whole[..whole.len() - 6], b"CREATE TABLE"] {
            let (text, found, _) = loaded("a.sql.gz", broken);
            assert_eq!((text, found[0].0), (None, Code::UnreadableFile));
        }
        for more in [gzip(b"CREATE TABLE u (b int);"), gzip(b""), b"and more".to_vec()] {
            let (text, found, _) = loaded("a.sql.gz", &[whole.clone(), more].concat());
            assert_eq!((text, found[0].0), (None, Code::UnreadableFile));
            assert!(found[0].2.ends_with("make it one with `zcat` and `gzip`"), "{}", found[0].2);
        }
    }

    #[test]
    fn placeholders_are_replaced_once_from_the_left() {
        let check = |text: &str, replace: &[(&str, &str)], expected: &str| {
            let replace: Vec<_> = replace.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(replaced(text.into(), &replace), expected);
        };
        check("{{ s }}.t {{ s }}", &[("{{ s }}", "auth")], "auth.t auth");
        check("ab", &[("a", "b"), ("b", "a")], "ba");
        check("$ab $a", &[("$a", "1"), ("$ab", "2")], "2 1");
        check("x", &[("", "y")], "x");
    }

    #[test]
    fn the_half_that_takes_back_is_cut_off() {
        let check = |text: &str, expected: &str| assert_eq!(up_half(text), expected, "{text}");
        check("-- +goose Up\nA;\n-- +goose Down\nB;\n", "-- +goose Up\nA;\n");
        check("--+goose Up\nA;\n--  +goose down\nB;\n", "--+goose Up\nA;\n");
        check("-- migrate:up transaction:false\nA;\n-- migrate:down", "-- migrate:up transaction:false\nA;\n");
        check("A;\n---- create above / drop below ----\nB;", "A;\n");
        check("A;\n-- Down Migration notes\nB;", "A;\n-- Down Migration notes\nB;");
    }

    #[test]
    fn changesets_of_other_systems_are_blank() {
        let check = |attributes: &str, expected: bool| {
            let text = format!("--liquibase formatted sql\n--changeset a:1{attributes}\nA;\n--changeset a:2\nB;\n");
            let own = run_text(&text, Dialect::of(System::Sqlite));
            assert_eq!(
                (own.contains("A;"), own.contains("B;"), own.len()),
                (expected, true, text.len()),
                "{attributes}"
            );
        };
        check("", true);
        check(" runOnChange:true dbms:sqlite", true);
        check(" dbms:mysql,sqlite", true);
        check(" dbms:mysql", false);
        check(" dbms:!sqlite", false);
        check(" dbms:!mysql", true);
    }

    #[test]
    fn lines_of_tools_end_statements() {
        let check = |text: &str, expected: &str| {
            let made = run_text(text, Dialect::of(System::MySql));
            assert_eq!(made.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"), expected);
            assert_eq!(made.len(), text.len());
        };
        check(
            "-- +goose StatementBegin\nBEGIN A; END\n-- +goose StatementEnd\nB;",
            "-- +goose StatementBegin\nBEGIN A; END\n;\nB;",
        );
        check(
            "--liquibase formatted sql\n--changeset a:1 endDelimiter://\nA;\n//\n--changeset a:2 dbms:h2\nB;\n--changeset a:3\nC",
            "--liquibase formatted sql\n; DELIMITER //\nA;\n//\n// DELIMITER ;\n\n;\nC",
        );
        check(
            "--liquibase formatted sql\n-- changeset a:1 splitStatements:false endDelimiter:\\n$$\nA;",
            "--liquibase formatted sql\n; DELIMITER $$\nA;",
        );
    }

    #[test]
    fn an_included_file_is_found_from_the_root_or_beside_its_includer() {
        let files = Files::in_memory([("db/a.sql", ""), ("db/b.sql", ""), ("c.sql", "")]);
        let check = |path: &str, relative: bool, expected: &str| {
            assert_eq!(included_path(&files, "db/a.sql", path, relative), expected, "{path}");
        };
        check("b.sql", true, "db/b.sql");
        check("b.sql", false, "db/b.sql");
        check("db/b.sql", false, "db/b.sql");
        check("./c.sql", false, "c.sql");
        check("../c.sql", true, "c.sql");
        assert_eq!(tidy("/a//b/../c"), "/a/c");
        assert_eq!(tidy("../../a"), "../../a");
    }
}
