//! What a script says to its client: the files that it runs, and SQL*Plus's substitution variables (SQL*Plus User's Guide and Reference, Using
//! Scripts in SQL*Plus).

use std::borrow::Cow;

use crate::list::SliceExt;
use crate::ordered::Map;
use crate::text::first_word;

/// The values of substitution variables, by their names in lower case.
pub(in crate::source::sql) type Variables = Map<String, String>;

/// A file that a script runs.
#[derive(Debug, Default)]
pub(in crate::source::sql) struct Included {
    pub(in crate::source::sql) path: String,
    /// `@@`: beside the file that runs it.
    pub(in crate::source::sql) relative: bool,
    /// Its `&1`, `&2`, …
    pub(in crate::source::sql) arguments: Vec<String>,
}

/// The file that a client's line runs: `@@tables users`, `START tables.sql`, `.read tables.sql` of SQLite's shell, `source tables.sql` of MySQL's,
/// `:r .\tables.sql` of SQLCMD.
pub(in crate::source::sql) fn included(line: &str) -> Option<Included> {
    let mut words = words(line).into_iter();
    let first = words.next()?;
    let mut included = Included { relative: first.starts_with("@@"), ..Included::default() };
    included.path = match first.to_ascii_lowercase().as_str() {
        "@" | "@@" | "start" | "sta" | "source" | ".read" | "\\." | ":r" => words.next()?,
        _ => first.strip_prefix('@')?.trim_start_matches('@').to_owned(),
    };
    included.path = included.path.trim_end_matches(';').replace('\\', "/");
    let name = included.path.rsplit('/').next().unwrap_or_default();
    if !name.contains('.') {
        included.path.push_str(".sql");
    }
    included.arguments = words.take_while(|word| !word.starts_with("--")).collect();
    Some(included)
}

/// A script's text with the values of its variables in their places; `None` where there are none. `open` gives the text of a file that the
/// script runs, whose variables stay; what it defines by running others is not looked at.
pub(in crate::source::sql) fn substituted(
    text: &str,
    variables: &mut Variables,
    open: &dyn Fn(&Included) -> Option<String>,
) -> Option<String> {
    let mut out = String::new();
    let mut changed = false;
    let mut mark = Some('&');
    for line in text.split_inclusive('\n') {
        let value = mark.and_then(|mark| replaced(line, mark, variables));
        changed |= value.is_some();
        let line = value.map_or(Cow::Borrowed(line), Cow::Owned);
        out.push_str(&line);
        heed(line.trim(), &mut mark, variables, open);
    }
    changed.then_some(out)
}

/// A line with the values of the variables that it names: `&name`, `&&name`, `&name.` before what could belong to the name.
fn replaced(line: &str, mark: char, variables: &Variables) -> Option<String> {
    if variables.is_empty() || !line.contains(mark) {
        return None;
    }
    let (mut out, mut changed) = (String::new(), false);
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(mark) {
        let named = after.strip_prefix(mark).unwrap_or(after);
        let (name, behind) = first_word(named, |c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#'));
        out.push_str(before);
        if let Some(value) = variables.get(&name.to_lowercase()) {
            out.push_str(value);
            rest = behind.strip_prefix('.').unwrap_or(behind);
            changed = true;
        } else {
            out.push(mark);
            rest = after;
        }
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Does what a line says of variables: `DEFINE a = b`, `UNDEFINE a`, `ACCEPT a DEFAULT b`, `SET DEFINE OFF`, `@@variables`.
fn heed(line: &str, mark: &mut Option<char>, variables: &mut Variables, open: &dyn Fn(&Included) -> Option<String>) {
    if !line.starts_with(['@', 'a', 'A', 'd', 'D', 'u', 'U', 's', 'S']) {
        return;
    }
    let (command, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim_end_matches(';');
    match command.to_ascii_lowercase().as_str() {
        "define" | "def" => {
            let Some((name, value)) = rest.split_once('=') else { return };
            let value = words(value).into_iter().next().unwrap_or_default();
            set(variables, name.trim(), value, *mark);
        }
        "undefine" | "undef" => {
            for name in words(rest) {
                variables.remove(&name.to_lowercase());
            }
        }
        "accept" | "acc" => {
            let mut words = words(rest).into_iter();
            let Some(name) = words.next() else { return };
            let default = words.by_ref().find(|word| is_any(word, &["default", "def"])).and_then(|_| words.next());
            set(variables, &name, default.unwrap_or_else(|| "&".to_owned()), Some('&'));
        }
        "set" => {
            let words = words(rest);
            let [setting, value, ..] = words.as_slice() else { return };
            if is_any(setting, &["define", "def", "scan"]) {
                *mark = match value.chars().next() {
                    _ if is_any(value, &["on"]) => Some('&'),
                    _ if is_any(value, &["off"]) => None,
                    other => other,
                };
            }
        }
        _ => {
            let text = included(line).and_then(|included| open(&included));
            if let Some(text) = text {
                substituted(&text, variables, &|_| None);
            }
        }
    }
}

/// SQL*Plus Limits: the bytes of a variable's value.
const LONGEST_VALUE: usize = 240;

/// A value that names what has none is not known, and a longer one is none.
fn set(variables: &mut Variables, name: &str, value: String, mark: Option<char>) {
    if value.len() > LONGEST_VALUE || mark.is_some_and(|mark| value.contains(mark)) {
        variables.remove(&name.to_lowercase());
    } else {
        variables.insert(name.to_lowercase(), value);
    }
}

/// The words of a line; what is quoted is one, without its quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let quoted = matches!(first, '\'' | '"').then(|| rest.get(1..).unwrap_or_default().split_once(first)).flatten();
        let (word, behind) = match quoted {
            Some(parts) => parts,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

fn is_any(word: &str, words: &[&str]) -> bool {
    words.any(|other| word.eq_ignore_ascii_case(other))
}
