//! The values of tags: text → what it means, or what is allowed instead.

use schema_doc_diagnostics::nearest;

use super::script::link_targets;
use super::sentence::prose_of;
use super::tag::{Form, Tag};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{AccessPattern, Frequency, Named, Sensitivity, Transition};

/// A value that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Flag,
    Text(String),
    Words(Vec<String>),
    Level(Sensitivity),
    Named(Vec<Named>),
    Access(Box<AccessPattern>),
    Flow(Vec<Transition>),
}

/// Why a text is no value, and what is one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) help: String,
}

/// The ends of a relationship, as `@cardinality` names them.
pub(super) const CARDINALITIES: &[&str] = &["one", "zero_or_one", "one_or_more", "zero_or_more"];
const LEVELS: &[&str] = &["public", "internal", "confidential", "pii", "secret"];
const ACCESS_OPTIONS: &[&str] = &["index", "pattern", "query", "frequency", "function"];
const FREQUENCIES: &[&str] = &["high", "medium", "low"];

/// Reads the value of a tag.
///
/// # Errors
/// Where the text is no value of the tag.
pub(super) fn read(tag: &Tag, text: &str) -> Result<Value, Wrong> {
    let text = text.trim();
    match tag.form {
        Form::Flag => Ok(Value::Flag),
        Form::OptionalText => Ok(Value::Text(prose_of(text))),
        _ if text.is_empty() => Err(Wrong {
            message: format!("`@{}` has no value", tag.name),
            help: format!("write `@{} {}`", tag.name, tag.example),
        }),
        Form::Text | Form::Word => Ok(Value::Text(prose_of(text))),
        Form::Words => Ok(Value::Words(words(text))),
        Form::Level => match Sensitivity::from_name(text.trim_end_matches('.')) {
            Some(level) => Ok(Value::Level(level)),
            None => Err(no_such(tag, text, LEVELS)),
        },
        Form::Cardinality => {
            let word = text.trim_end_matches('.');
            if CARDINALITIES.contains(&word) {
                Ok(Value::Text(word.to_owned()))
            } else {
                Err(no_such(tag, text, CARDINALITIES))
            }
        }
        Form::Named => Ok(Value::Named(named(text))),
        Form::NamedText => {
            let named = named(text);
            if named.any(|named| named.text.is_none()) {
                return Err(Wrong {
                    message: format!("`@{}` has a name and no text", tag.name),
                    help: format!("write `@{} {}`", tag.name, tag.example),
                });
            }
            Ok(Value::Named(named))
        }
        Form::Access => access(tag, text),
        Form::Json => match crate::json::parse(text) {
            Ok(_) => Ok(Value::Text(text.to_owned())),
            Err(error) => Err(Wrong {
                message: format!("the value of `@{}` is no JSON: {error}", tag.name),
                help: "write JSON: names and texts in double quotes, no comma behind the last".to_owned(),
            }),
        },
        Form::Values => Ok(Value::Named(values(text))),
        Form::Flow => flow(tag, text),
        Form::Targets => targets(tag, text),
        Form::Reference => {
            let target = text.trim_end_matches('.');
            if target.contains(char::is_whitespace) && !target.contains('"') {
                return Err(Wrong {
                    message: format!("`{}` is no column", folded(text)),
                    help: "write `@references TABLE.COLUMN`".to_owned(),
                });
            }
            Ok(Value::Text(target.to_owned()))
        }
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().join(" ")
}

fn no_such(tag: &Tag, text: &str, allowed: &[&str]) -> Wrong {
    let list = allowed.mapped(|name| format!("`{name}`")).join(", ");
    let help = match nearest(text, allowed.iter().copied()) {
        Some(name) => format!("did you mean `@{} {name}`? It is one of {list}", tag.name),
        None => format!("write one of {list}"),
    };
    Wrong { message: format!("`{}` is no value of `@{}`", folded(text), tag.name), help }
}

/// `a, b`.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(',').map(|word| folded(word.trim().trim_end_matches('.'))).filter(|word| !word.is_empty()).collect_vec()
}

/// Position of the colon between a name and its text: one that white space or the end follows.
fn colon(text: &str) -> Option<usize> {
    text.match_indices(':')
        .map(|(i, _)| i)
        .find(|&i| text.get(i + 1..).is_some_and(|behind| behind.is_empty() || behind.starts_with(char::is_whitespace)))
}

/// `NAME: TEXT`; without a colon names of one word each with commas between, or one name.
fn named(text: &str) -> Vec<Named> {
    if let Some((name, behind)) = colon(text).and_then(|i| Some((text.get(..i)?, text.get(i + 1..)?))) {
        let behind = prose_of(behind);
        return vec![Named { name: folded(name), text: (!behind.is_empty()).then_some(behind) }];
    }
    let single = |name: &str| !name.trim().contains(char::is_whitespace);
    let bare = |name: &str| Named { name: folded(name), text: None };
    if text.split(',').all(single) {
        text.split(',').filter(|name| !name.trim().is_empty()).map(bare).collect_vec()
    } else {
        vec![bare(text)]
    }
}

/// `a[: TEXT], b[: TEXT]`. A comma inside a text stays in it where words, and no colon, follow.
fn values(text: &str) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for piece in text.split(',') {
        let piece = folded(piece);
        let split = colon(&piece).and_then(|i| Some((piece.get(..i)?, piece.get(i + 1..)?.trim())));
        match (split, found.last_mut()) {
            (None, Some(Named { text: Some(text), .. })) if piece.contains(' ') => {
                text.push_str(", ");
                text.push_str(&piece);
            }
            (None, _) if piece.is_empty() => {}
            (Some((name, words)), _) => {
                found.push(Named { name: unquoted(name), text: (!words.is_empty()).then(|| words.to_owned()) });
            }
            (None, _) => found.push(Named { name: unquoted(&piece), text: None }),
        }
    }
    found
}

/// `'in progress'` is `in progress`.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    for quote in ['\'', '"', '`'] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return inner.to_owned();
        }
    }
    text.to_owned()
}

fn flow(tag: &Tag, text: &str) -> Result<Value, Wrong> {
    let mut found: Vec<Transition> = Vec::new();
    for chain in text.split([',', ';']) {
        let chain = chain.replace('→', "->");
        let states: Vec<String> = chain.split("->").map(|state| unquoted(&folded(state))).collect_vec();
        if states.all(String::is_empty) && states.len() == 1 {
            continue;
        }
        if states.len() < 2 || states.any(String::is_empty) {
            return Err(Wrong {
                message: format!("`{}` is no flow from one state to another", folded(&chain)),
                help: format!("write `@{} {}`", tag.name, tag.example),
            });
        }
        for pair in states.windows(2) {
            if let [from, to] = pair {
                let transition = Transition { from: from.clone(), to: to.trim_end_matches('.').to_owned() };
                if !found.contains(&transition) {
                    found.push(transition);
                }
            }
        }
    }
    Ok(Value::Flow(found))
}

fn targets(tag: &Tag, text: &str) -> Result<Value, Wrong> {
    // `{@link users}` of a program.
    let targets = listed(&link_targets(text));
    match targets.find(|target| target.contains(char::is_whitespace) && !target.contains('"')) {
        Some(target) => Err(Wrong {
            message: format!("`{target}` is no table, column or address"),
            help: format!(
                "write `@{0} TABLE`, `@{0} TABLE.COLUMN` or `@{0} https://…`, with commas between several",
                tag.name
            ),
        }),
        None => Ok(Value::Words(targets)),
    }
}

/// `users, orders.id, https://example.com/a,b`: a comma without white space behind it is a part of an address.
fn listed(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for piece in text.split(',') {
        match found.last_mut() {
            Some(address) if address.contains("://") && !piece.starts_with(char::is_whitespace) => {
                address.push(',');
                address.push_str(piece.trim_end());
            }
            _ => found.push(piece.trim().to_owned()),
        }
    }
    let plain = |target: &String| folded(target.trim_end_matches('.'));
    found.iter().map(plain).filter(|target| !target.is_empty()).collect_vec()
}

/// `NAME: TEXT index=i pattern="words" query="SELECT …" frequency=high`.
fn access(tag: &Tag, text: &str) -> Result<Value, Wrong> {
    let mut pattern = AccessPattern::default();
    let mut words = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let space = rest.len() - rest.trim_start().len();
        let (white, behind) = rest.split_at(space);
        words.push_str(white);
        let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
        let (word, after) = behind.split_at(end);
        let option =
            word.split_once('=').filter(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase()) && !key.is_empty());
        let Some((key, _)) = option else {
            words.push_str(word);
            rest = after;
            continue;
        };
        if !ACCESS_OPTIONS.contains(&key) {
            if let Some(near) = nearest(key, ACCESS_OPTIONS.iter().copied()).filter(|_| key.len() > 3) {
                let message = format!("`@{}` has no option `{key}`", tag.name);
                return Err(Wrong { message, help: format!("did you mean `{near}`?") });
            }
            words.push_str(word);
            rest = after;
            continue;
        }
        let value_text = behind.get(key.len() + 1..).unwrap_or_default();
        let (value, behind) = option_value(value_text);
        rest = behind;
        match key {
            "index" => pattern.index = Some(value),
            "pattern" => pattern.pattern = Some(folded(&value)),
            "query" => pattern.query = Some(value),
            "function" => pattern.function = Some(value),
            _ => {
                let Some(frequency) = Frequency::from_name(&value) else {
                    let list = FREQUENCIES.join("`, `");
                    let message = format!("`{value}` is no frequency");
                    return Err(Wrong { message, help: format!("write one of `{list}`") });
                };
                pattern.frequency = Some(frequency);
            }
        }
    }
    let words = words.trim();
    match colon(words).and_then(|i| Some((words.get(..i)?, words.get(i + 1..)?))) {
        Some((name, description)) => {
            pattern.name = folded(name);
            let description = prose_of(description);
            pattern.description = (!description.is_empty()).then_some(description);
        }
        None => pattern.name = folded(words),
    }
    if pattern.name.is_empty() {
        return Err(Wrong {
            message: format!("`@{}` has no name", tag.name),
            help: format!("write `@{} {}`", tag.name, tag.example),
        });
    }
    Ok(Value::Access(Box::new(pattern)))
}

/// A bare word, or text in double quotes with `\"` and `\\` in it; and what stands behind.
fn option_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (word, behind) = text.split_at(end);
        return (word.trim_end_matches([',', ';']).to_owned(), behind);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => return (value, quoted.get(i + 1..).unwrap_or_default()),
            '\\' => match chars.next() {
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                Some((_, other)) => value.extend(['\\', other]),
                None => value.push('\\'),
            },
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::{Value, read};
    use crate::annotate::tag::find;
    use crate::model::{AccessPattern, Frequency, Named, Sensitivity, Transition};

    fn value(tag: &str, text: &str) -> Result<Value, String> {
        read(find(tag).unwrap(), text).map_err(|wrong| format!("{}; {}", wrong.message, wrong.help))
    }

    fn pairs(list: &[(&str, &str)]) -> Value {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Value::Named(list.iter().map(|(name, words)| Named { name: (*name).into(), text: text(words) }).collect())
    }

    #[test]
    fn names_may_have_words() {
        let check = |tag: &str, text: &str, expected: &[(&str, &str)]| {
            assert_eq!(value(tag, text), Ok(pairs(expected)), "{text}");
        };
        check("operation", "create_user, authenticate", &[("create_user", ""), ("authenticate", "")]);
        check("operation", "create_user: Sign-up, by mail", &[("create_user", "Sign-up, by mail")]);
        check("rule", "one per day, no more", &[("one per day, no more", "")]);
        check("rule", "at 10:30 sharp", &[("at 10:30 sharp", "")]);
        check("values", "a: One, b", &[("a", "One"), ("b", "")]);
        check("values", "a: One, or more of it, 'in work': Two", &[("a", "One, or more of it"), ("in work", "Two")]);
        check("values", "1: low,\n 2: high,", &[("1", "low"), ("2", "high")]);
        assert_eq!(
            value("issue", "slow"),
            Err("`@issue` has a name and no text; write `@issue slow_login: The index is missing on replicas`".into())
        );
    }

    #[test]
    fn access_patterns_have_options() {
        let check = |text: &str, expected: AccessPattern| {
            assert_eq!(value("access", text), Ok(Value::Access(Box::new(expected))), "{text}");
        };
        let named = |name: &str| AccessPattern { name: name.into(), ..AccessPattern::default() };
        check("login", named("login"));
        check("login index=a", AccessPattern { index: Some("a".into()), ..named("login") });
        check(
            "login: By status=active index=by_email frequency=high",
            AccessPattern {
                description: Some("By status=active".into()),
                index: Some("by_email".into()),
                frequency: Some(Frequency::High),
                ..named("login")
            },
        );
        check(
            r#"a: b query="SELECT \"x\" FROM t" pattern="direct lookup""#,
            AccessPattern {
                description: Some("b".into()),
                query: Some("SELECT \"x\" FROM t".into()),
                pattern: Some("direct lookup".into()),
                ..named("a")
            },
        );
        assert_eq!(
            value("access", "a frequency=often"),
            Err("`often` is no frequency; write one of `high`, `medium`, `low`".into())
        );
        assert_eq!(
            value("access", "a freqency=high"),
            Err("`@access` has no option `freqency`; did you mean `frequency`?".into())
        );
        assert!(value("access", "index=a").is_err());
    }

    #[test]
    fn flows_are_arrows_between_states() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let expected =
                expected.iter().map(|(from, to)| Transition { from: (*from).into(), to: (*to).into() }).collect();
            assert_eq!(value("flow", text), Ok(Value::Flow(expected)), "{text}");
        };
        check("a -> b -> c, b -> d", &[("a", "b"), ("b", "c"), ("b", "d")]);
        check("a→b", &[("a", "b")]);
        check("'in work' -> done.", &[("in work", "done")]);
        assert!(value("flow", "a").is_err());
        assert!(value("flow", "a ->").is_err());
    }

    #[test]
    fn a_wrong_value_is_told_what_is_allowed() {
        assert_eq!(value("sensitivity", "PII"), Ok(Value::Level(Sensitivity::Pii)));
        let levels = "`public`, `internal`, `confidential`, `pii`, `secret`";
        assert_eq!(
            value("sensitivity", "hgih"),
            Err(format!("`hgih` is no value of `@sensitivity`; write one of {levels}"))
        );
        assert_eq!(
            value("sensitivity", "secrte"),
            Err(format!(
                "`secrte` is no value of `@sensitivity`; did you mean `@sensitivity secret`? It is one of {levels}"
            ))
        );
        assert!(value("cardinality", "many").is_err());
        assert!(value("example", "{a: 1}").is_err());
        assert_eq!(value("example", "{\"a\": 1}"), Ok(Value::Text("{\"a\": 1}".into())));
        assert_eq!(value("category", ""), Err("`@category` has no value; write `@category authentication`".into()));
        assert_eq!(value("see", "users, orders.id."), Ok(Value::Words(vec!["users".into(), "orders.id".into()])));
        let addresses = value("see", "https://a.test/b,c#d, users,orders");
        let expected = ["https://a.test/b,c#d", "users", "orders"].map(String::from).to_vec();
        assert_eq!(addresses, Ok(Value::Words(expected)));
        assert!(value("see", "the users table").is_err());
        assert_eq!(value("deprecated", ""), Ok(Value::Text(String::new())));
    }
}
