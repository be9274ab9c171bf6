//! Texts that a database keeps as they were written, compared word by word: bodies of triggers, routines and events, how rows are
//! partitioned, what a module is told.

use crate::expression::{Equivalence, words};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::System;
use crate::sort;

/// Whether two statements that make a trigger have the same body.
pub(super) fn same_bodies(system: System, old: &str, new: &str) -> Equivalence {
    decided(words(system, old), words(system, new), |words| trigger_body(system, words).to_vec())
}

/// Whether two lists of words are the same; where one cannot be read nobody can tell.
fn decided(old: Option<Vec<String>>, new: Option<Vec<String>>, part: impl Fn(&[String]) -> Vec<String>) -> Equivalence {
    match (old, new) {
        (Some(old), Some(new)) if part(&old) == part(&new) => Equivalence::Same,
        (Some(_), Some(_)) => Equivalence::Different,
        _ => Equivalence::Undecided,
    }
}

/// `… FOR EACH ROW FOLLOWS other BEGIN … END`: what stands behind what the model has apart.
fn trigger_body(system: System, words: &[String]) -> &[String] {
    let after_row = words.windows(2).position(|pair| pair == ["each", "row"]).map(|at| at + 2);
    let start = match after_row {
        Some(at) if system.is_mysql() => {
            let is_ordered = words.get(at).is_some_and(|word| word == "follows" || word == "precedes");
            Some(if is_ordered { at + 2 } else { at })
        }
        _ => words.position(|word| word == "begin"),
    };
    ended(words.get(start.unwrap_or_default()..).unwrap_or_default())
}

/// Without the semicolons behind the last word.
fn ended(mut words: &[String]) -> &[String] {
    while let Some((last, rest)) = words.split_last()
        && last == ";"
    {
        words = rest;
    }
    words
}

/// Whether MySQL's `PARTITION BY` says the same: what a partition lies on is the server's, and so is what is made of a bound that is computed.
pub(super) fn same_partitioning(system: System, old: &str, new: &str) -> Equivalence {
    let (was, is) = (words(system, old), words(system, new));
    let is_computed = |words: &Vec<String>| {
        let is_name = |word: &str| word.starts_with(|c: char| c.is_alphabetic());
        words.windows(4).any(|w| w[0] == "than" && w[1] == "(" && is_name(&w[2]) && w[3] == "(")
    };
    let computed = [&was, &is].into_iter().flatten().any(is_computed);
    match decided(was, is, partitions) {
        Equivalence::Different if computed => Equivalence::Undecided,
        found => found,
    }
}

/// The words that count, without punctuation: `range year d partition p0 values less than 2000`.
fn partitions(words: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest = words.iter().filter(|word| !matches!(word.as_str(), "(" | ")" | "," | "="));
    while let Some(word) = rest.next() {
        match word.as_str() {
            "engine" | "storage" if out.last().is_some_and(|last| last != "by") => {
                rest.next();
            }
            "data" | "index" => drop(rest.next().and_then(|_| rest.next())),
            // PARTITION BY KEY ALGORITHM = 2 (a), which the catalog does not tell.
            "algorithm" => drop(rest.next()),
            _ => out.push(word.clone()),
        }
    }
    // One after the other they have the names that the server gives to so many.
    if let Some(first) = out.position(|word| word == "partition") {
        let listed = out[first..].chunks(2).enumerate();
        let made_up = |(at, pair): (usize, &[String])| pair[0] == "partition" && pair.get(1) == Some(&format!("p{at}"));
        if listed.clone().all(made_up) {
            let count = listed.count();
            out.truncate(first);
            out.push_all(["partitions".to_owned(), count.to_string()]);
        }
    }
    if out.ends_with(&["partitions".to_owned(), "1".to_owned()]) {
        out.truncate(out.len() - 2);
    }
    out
}

/// What the module of SQLite's virtual table is told beside its columns: `tokenize = 'porter'`.
pub(super) fn module_options(statement: &str) -> Vec<String> {
    let Some(words) = words(System::Sqlite, statement) else { return Vec::new() };
    let Some(open) = words.position(|word| word == "(") else { return Vec::new() };
    let end = words.iter().rposition(|word| word == ")").unwrap_or(words.len());
    let arguments = words.get(open + 1..end).unwrap_or_default().split(|word| word == ",");
    let options = arguments.filter(|argument| argument.get(1).is_some_and(|word| word == "="));
    options.map(|option| option.iter().map(String::as_str).join(" ")).collect_vec()
}

/// What MySQL keeps of a routine behind its parameters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RoutineText {
    /// Those that are not as usual: `reads sql data, sql security invoker`.
    pub(super) characteristics: Vec<String>,
    pub(super) body: Vec<String>,
}

/// Behind ``CREATE FUNCTION `f`(`a` int) RETURNS varchar(9) CHARSET latin1``. `None` where that is not what the statement is.
pub(super) fn routine(system: System, statement: &str) -> Option<RoutineText> {
    let words = words(system, statement)?;
    let kind = words.position(|word| word == "function" || word == "procedure")?;
    let open = kind + words.get(kind..)?.position(|word| word == "(")?;
    let mut rest = behind_group(words.get(open..)?);
    if let Some((_, behind)) = rest.split_first().filter(|(word, _)| *word == "returns") {
        rest = behind_group(behind.get(1..)?);
    }
    let mut text = RoutineText::default();
    loop {
        let [first, second, third] = [0, 1, 2].map(|at| rest.get(at).map_or("", String::as_str));
        let (length, said) = match (first, second, third) {
            ("unsigned" | "zerofill" | "signed" | "binary" | "deterministic", ..) => (1, None),
            ("no", "sql", _) => (2, Some("no sql")),
            ("reads", "sql", "data") => (3, Some("reads sql data")),
            ("modifies", "sql", "data") => (3, Some("modifies sql data")),
            ("sql", "security", "invoker") => (3, Some("sql security invoker")),
            ("sql", "security", _) | ("character", "set", _) => (3, None),
            ("charset" | "collate" | "language" | "comment" | "not" | "contains", ..) => (2, None),
            _ => break,
        };
        text.characteristics.push_all(said.map(str::to_owned));
        rest = rest.get(length..).unwrap_or_default();
    }
    sort::items(&mut text.characteristics);
    text.body = ended(rest).to_vec();
    Some(text)
}

/// The quoted body of PostgreSQL's routine, which it keeps as it was written: what stands behind `AS`. `None` of a body that it parses.
pub(super) fn quoted_body(statement: &str) -> Option<Vec<String>> {
    let words = words(System::PostgreSql, statement)?;
    let is_text = |word: &String| word.starts_with('\'');
    let start = words.windows(2).position(|pair| pair[0] == "as" && is_text(&pair[1]))? + 1;
    Some(words.get(start..)?.split(|word| word != "," && !is_text(word)).next()?.to_vec())
}

/// What PostgreSQL's trigger gives to its function: `'one'`, `2`.
pub(super) fn trigger_arguments(statement: &str) -> Option<Vec<String>> {
    let words = words(System::PostgreSql, statement)?;
    let call = words.iter().rposition(|word| word == "execute")?;
    let open = call + words.get(call..)?.position(|word| word == "(")? + 1;
    let arguments = words.get(open..)?.split(|word| word == ")").next()?;
    Some(arguments.iter().filter(|word| *word != ",").map(|word| word.trim_matches('\'').to_owned()).collect_vec())
}

/// When PostgreSQL's constraint trigger fires: `initially deferred`; of any other trigger nothing.
pub(super) fn trigger_deferral(statement: &str) -> Option<&'static str> {
    let words = words(System::PostgreSql, statement)?;
    let head = words.split(|word| word == "execute").next()?;
    let has = |these: &[&str]| head.windows(these.len()).any(|window| window == these);
    has(&["constraint", "trigger"]).then_some(())?;
    Some(match () {
        () if has(&["initially", "deferred"]) => "initially deferred",
        () if has(&["deferrable"]) && !has(&["not", "deferrable"]) => "deferrable",
        () => "at once",
    })
}

/// What stands behind the parentheses that the words begin with, if they do.
fn behind_group(words: &[String]) -> &[String] {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate() {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let behind = if word == ")" { at + 1 } else { at };
            return words.get(behind..).unwrap_or_default();
        }
    }
    &[]
}

/// What MySQL keeps of an event: when, whether, and what. The time at which one begins that does not say it is that of its creation.
pub(super) fn event(system: System, statement: &str) -> Option<[String; 3]> {
    let words = words(system, statement)?;
    let schedule = words.windows(2).position(|pair| pair == ["on", "schedule"])? + 2;
    let words = words.get(schedule..)?;
    let body = words.position(|word| word == "do")?;
    let (head, body) = words.split_at(body);
    let is_end = |word: &String| matches!(word.as_str(), "starts" | "ends" | "on" | "enable" | "disable" | "comment");
    let interval = head.split(is_end).next().filter(|words| words.first().is_some_and(|word| word == "every"));
    let interval = interval.unwrap_or_default().mapped(|word| word.trim_matches('\'')).join(" ");
    let state = if head.any(|word| word == "disable") { "disabled" } else { "" };
    Some([interval, state.to_owned(), ended(body).join(" ")])
}

/// `WITH (security_barrier, security_invoker = on, check_option = local)` in front of a view's query, as PostgreSQL 18, CREATE VIEW, has it; the words
/// of the check option are those behind the query.
fn storage_of_view(words: &[String]) -> Vec<String> {
    let query = words.position(|word| word == "as").unwrap_or(words.len());
    let head = words.get(..query).unwrap_or_default();
    let Some(open) = head.windows(2).position(|pair| matches!(pair, [with, open] if with == "with" && open == "("))
    else {
        return Vec::new();
    };
    let inner = head.get(open + 2..).unwrap_or_default();
    let close = inner.position(|word| word == ")").unwrap_or(inner.len());
    let mut options = Vec::new();
    for part in inner.get(..close).unwrap_or_default().split(|word| word == ",") {
        let Some(name) = part.first() else { continue };
        let value = part.get(2).map_or("true", |value| value.trim_matches('\''));
        match (name.as_str(), value) {
            ("check_option", kind) => options.push(format!("with {kind} check option")),
            (_, "false" | "off" | "no" | "0") => {}
            (name, "true" | "on" | "yes" | "1") => options.push(name.to_owned()),
            (name, value) => options.push(format!("{name} {value}")),
        }
    }
    sort::items(&mut options);
    options
}

/// What a view says beside its query: `algorithm = merge`, `sql security invoker`, `with cascaded check option`. What is not said is as usual.
pub(super) fn view_options(system: System, statement: &str) -> Vec<String> {
    let Some(words) = words(system, statement) else { return Vec::new() };
    let has = |these: &[&str]| words.windows(these.len()).any(|window| window == these);
    let mut options = Vec::new();
    if system.is_mysql() {
        for algorithm in ["merge", "temptable"] {
            if has(&["algorithm", "=", algorithm]) {
                options.push(format!("algorithm {algorithm}"));
            }
        }
        if has(&["sql", "security", "invoker"]) {
            options.push("sql security invoker".to_owned());
        }
    }
    if system == System::PostgreSql {
        options.push_all(storage_of_view(&words));
    }
    let words = ended(&words);
    for (kind, ends) in [
        ("cascaded", &["with", "check", "option"][..]),
        ("cascaded", &["cascaded", "check", "option"]),
        ("local", &["local", "check", "option"]),
    ] {
        if words.ends_with(&ends.mapped(|word| (*word).to_owned())) {
            options.push(format!("with {kind} check option"));
        }
    }
    options
}
