//! The words of names and prose, and how well two of them match.

/// Words of a question that say nothing of a schema: English function words, and what one does with any schema.
const STOP: &str = " a about above across after again against all also although always am among an and another any anything are as at be \
    because been before being below beside besides between both but by can cannot could did do does doing done down during each either else \
    etc even every everything few for from further get gets give given gives go goes got had has have having he her here hers him his how \
    however i if in instead into is it its itself just least less let lets like made make makes many may me might more most much must my \
    need needs neither no nor not nothing now of off on once one only onto or other others our ours out over own per please put same shall \
    she should since so some something still such than that the their theirs them then there these they thing things this those though \
    through thus to together too under until up upon us use used uses using very via want wants was we well went were what whatever when \
    where whether which while who whom whose why will with within without would yes yet you your yours \
    add adds added bug bugs column columns create database error errors feature features field fields find finds fix fixes implement issue \
    issues list lists query queries row rows schema select show shows sql table tables write wrong ";

/// Whether a word of a question says nothing of a schema.
pub(super) fn is_stop_word(word: &str) -> bool {
    word.len() < 2 || STOP.split_ascii_whitespace().any(|stop| stop == word)
}

/// The words of a name or of prose, in lower case, split where neither a letter nor a digit stands and where the case rises
/// (`sessionToken`, `HTTPServer`; not `IPv4`).
pub(super) fn words(text: &str, mut word: impl FnMut(&str)) {
    let mut current = String::new();
    let mut chars = text.chars();
    let mut before: Option<char> = None;
    while let Some(c) = chars.next() {
        let begins_word = || {
            let mut next = chars.clone();
            next.next().is_some_and(char::is_lowercase) && next.next().is_some_and(char::is_lowercase)
        };
        if !c.is_alphanumeric() {
            flush(&mut current, &mut word);
            before = None;
            continue;
        }
        let rises = c.is_uppercase() && before.is_some_and(|before| !before.is_uppercase() || begins_word());
        if rises {
            flush(&mut current, &mut word);
        }
        current.extend(c.to_lowercase());
        before = Some(c);
    }
    flush(&mut current, &mut word);
}

fn flush(current: &mut String, word: &mut impl FnMut(&str)) {
    if !current.is_empty() {
        word(current);
        current.clear();
    }
}

/// A word without its plural ending: `categories` → `category`, `addresses` → `address`.
pub(super) fn singular(word: &str) -> String {
    let cut = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() >= 2);
    if let Some(stem) = cut("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let hissing = ["ses", "xes", "zes", "ches", "shes"].iter().any(|ending| word.ends_with(ending));
    if hissing && let Some(stem) = cut("es").filter(|stem| stem.ends_with("ss") || !stem.ends_with('s')) {
        return stem.to_owned();
    }
    match cut("s") {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// A word of a question, prepared.
#[derive(Debug)]
pub(super) struct Wanted {
    /// As typed, in lower case.
    pub(super) word: String,
    stem: String,
    skeleton: String,
}

/// How well a word of the schema matches one of a question, in hundredths, and how many bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quality {
    pub(super) hundredths: u64,
    pub(super) bytes: usize,
}

impl Wanted {
    pub(super) fn new(word: &str) -> Self {
        let stem = singular(word);
        Self { word: word.to_owned(), skeleton: skeleton(&stem), stem }
    }

    /// Compares with a word of the schema and its singular.
    pub(super) fn quality(&self, word: &str, stem: &str) -> Option<Quality> {
        let wanted = self.stem.as_str();
        let whole = |hundredths| Some(Quality { hundredths, bytes: word.len() });
        if wanted == stem {
            return whole(100);
        }
        if wanted.as_bytes().first() != stem.as_bytes().first() {
            // `change` in `recentchanges`.
            let ends = wanted.len() >= 4 && stem.len() >= wanted.len() + 2 && stem.ends_with(wanted);
            return if ends { part(word.len() - stem.len() + wanted.len()) } else { self.abbreviated_at_end(stem) };
        }
        if is_family(wanted, stem) {
            return whole(80);
        }
        // `auth` and `authentication`.
        let shorter = wanted.len().min(stem.len());
        if shorter >= 4 && wanted.starts_with(stem) {
            return whole(60);
        }
        if wanted.len() >= 4 && stem.starts_with(wanted) {
            return part(wanted.len());
        }
        self.abbreviated(stem)
    }

    /// `usr`, `hst`, `msg`: what is left without vowels.
    fn abbreviated(&self, stem: &str) -> Option<Quality> {
        if self.skeleton.len() < 3 || skeleton(stem) != stem {
            return None;
        }
        if stem == self.skeleton || stem.len() >= 3 && self.skeleton.starts_with(stem) {
            return Some(Quality { hundredths: 60, bytes: stem.len() });
        }
        // `usrgrp`
        stem.strip_prefix(self.skeleton.as_str()).filter(|rest| rest.len() >= 2)?;
        Some(Quality { hundredths: 50, bytes: self.skeleton.len() })
    }

    fn abbreviated_at_end(&self, stem: &str) -> Option<Quality> {
        let rest =
            stem.strip_suffix(self.skeleton.as_str()).filter(|rest| rest.len() >= 2 && self.skeleton.len() >= 3)?;
        (skeleton(rest) == rest).then_some(Quality { hundredths: 50, bytes: self.skeleton.len() })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "reads like its neighbours")]
fn part(bytes: usize) -> Option<Quality> {
    Some(Quality { hundredths: 60, bytes })
}

/// Endings that make other words of one: `expire`, `expiry`; `notify`, `notification`.
const ENDINGS: &str = " e y ed ied er or es al ly ing ion ing ier ive ant ent ers ors ions ment ments able ance ence ation ations ication ery ory ";

/// Whether two words differ in their endings alone.
fn is_family(a: &str, b: &str) -> bool {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let is_ending = |rest: Option<&str>| {
        rest.is_some_and(|rest| rest.is_empty() || ENDINGS.split_ascii_whitespace().any(|ending| ending == rest))
    };
    // `notif|ied`, `notif|ication`: endings may begin alike.
    (4..=common).rev().take(2).any(|common| is_ending(a.get(common..)) && is_ending(b.get(common..)))
}

/// A word without its vowels but the first letter, and without doubled letters: `message` → `msg`, `group` → `grp`.
fn skeleton(word: &str) -> String {
    let mut skeleton = String::new();
    for (i, c) in word.char_indices() {
        if i == 0 || !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u') && !skeleton.ends_with(c) {
            skeleton.push(c);
        }
    }
    skeleton
}

#[cfg(test)]
mod tests {
    use super::{Wanted, singular, words};

    #[test]
    fn names_and_prose_are_split_into_words() {
        let check = |text: &str, expected: &[&str]| {
            let mut found = Vec::new();
            words(text, |word| found.push(word.to_owned()));
            assert_eq!(found, expected, "{text}");
        };
        check("user_groups", &["user", "groups"]);
        check("sessionToken", &["session", "token"]);
        check("HTTPServer userID", &["http", "server", "user", "id"]);
        check("What was said, by whom: 2FA.", &["what", "was", "said", "by", "whom", "2", "fa"]);
        check("IPv4 DHCPv6", &["ipv4", "dhcpv6"]);
        check("Größe", &["größe"]);
        check("__", &[]);
    }

    #[test]
    fn plurals_are_folded() {
        let check = |word: &str, expected: &str| assert_eq!(singular(word), expected);
        check("categories", "category");
        check("addresses", "address");
        check("boxes", "box");
        check("caches", "cach");
        check("users", "user");
        check("status", "status");
        check("class", "class");
        check("analysis", "analysis");
        check("is", "is");
        check("series", "sery");
    }

    #[test]
    fn words_match_as_people_shorten_and_join_them() {
        let check = |wanted: &str, word: &str, expected: Option<(u64, usize)>| {
            let found = Wanted::new(wanted).quality(word, &singular(word)).map(|q| (q.hundredths, q.bytes));
            assert_eq!(found, expected, "{wanted} {word}");
        };
        check("user", "users", Some((100, 5)));
        check("expire", "expiry", Some((80, 6)));
        check("notified", "notification", Some((80, 12)));
        check("authentication", "auth", Some((60, 4)));
        check("category", "categorylinks", Some((60, 8)));
        check("changes", "recentchanges", Some((60, 7)));
        check("group", "grp", Some((60, 3)));
        check("message", "msg", Some((60, 3)));
        check("user", "usrgrp", Some((50, 3)));
        check("group", "usrgrp", Some((50, 3)));
        check("user", "usage", None);
        check("order", "border", None);
        check("group", "rep", None);
        check("action", "active", None);
    }
}
