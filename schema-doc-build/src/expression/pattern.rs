//! Patterns of `LIKE` and regular expressions, where they are simple: whether a text fits, and a text that does.

use crate::list::{IteratorExt, SliceExt};

/// What may follow in a text, one alternative after the other.
type Alternatives = Vec<Vec<Piece>>;

/// How often a part may follow, and how often it does in the text that is made.
#[derive(Debug)]
struct Piece {
    part: Part,
    minimum: usize,
    maximum: usize,
    made: usize,
}

#[derive(Debug)]
enum Part {
    /// One of these, or none of these.
    Char(Vec<(char, char)>, bool),
    Group(Alternatives),
    Start,
    End,
}

/// A pattern that was understood.
#[derive(Debug)]
pub(super) struct Pattern {
    alternatives: Alternatives,
    ignore_case: bool,
}

/// How many steps a search may take.
const STEPS: usize = 20_000;

impl Pattern {
    /// A pattern of `LIKE`, which is about the whole text.
    pub(super) fn like(text: &str, ignore_case: bool) -> Self {
        let mut pieces = vec![once(Part::Start)];
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            pieces.push(match c {
                '%' => Piece { minimum: 0, maximum: usize::MAX, made: 0, ..once(any()) },
                '_' => once(any()),
                '\\' => once(literal(chars.next().unwrap_or('\\'))),
                c => once(literal(c)),
            });
        }
        pieces.push(once(Part::End));
        Self { alternatives: vec![pieces], ignore_case }
    }

    /// A pattern of `GLOB`, which is about the whole text.
    pub(super) fn glob(text: &str) -> Option<Self> {
        let mut chars: Vec<char> = text.chars().collect_vec();
        chars.reverse();
        let mut pieces = vec![once(Part::Start)];
        while let Some(c) = chars.pop() {
            pieces.push(match c {
                '*' => Piece { minimum: 0, maximum: usize::MAX, made: 0, ..once(any()) },
                '?' => once(any()),
                '[' => once(class(&mut chars)?),
                c => once(literal(c)),
            });
        }
        pieces.push(once(Part::End));
        Some(Self { alternatives: vec![pieces], ignore_case: false })
    }

    /// A regular expression; `None` where it has what is not simple (look-around, references to groups).
    pub(super) fn regular(text: &str, ignore_case: bool) -> Option<Self> {
        let mut chars: Vec<char> = text.chars().collect_vec();
        chars.reverse();
        let alternatives = alternatives(&mut chars, 0)?;
        chars.is_empty().then_some(Self { alternatives, ignore_case })
    }

    /// Whether a text fits; `None` where that takes too long to find out.
    pub(super) fn fits(&self, text: &str) -> Option<bool> {
        let text: Vec<char> = text.chars().collect_vec();
        let mut steps = 0;
        let mut search = Search { text: &text, ignore_case: self.ignore_case, steps: &mut steps };
        for start in 0..=text.len() {
            if search.any(&self.alternatives, start, &mut |_, _| true) {
                return Some(true);
            }
        }
        (steps < STEPS).then_some(false)
    }

    /// The n-th of the texts that fit, as far as it leaves a choice.
    pub(super) fn text(&self, n: usize) -> String {
        let mut out = String::new();
        write(&mut out, self.alternatives.first().map_or(&[], Vec::as_slice), n);
        out
    }
}

fn once(part: Part) -> Piece {
    Piece { part, minimum: 1, maximum: 1, made: 1 }
}

fn literal(c: char) -> Part {
    Part::Char(vec![(c, c)], false)
}

fn any() -> Part {
    Part::Char(Vec::new(), true)
}

fn alternatives(chars: &mut Vec<char>, depth: usize) -> Option<Alternatives> {
    let mut all: Alternatives = vec![Vec::new()];
    while let Some(&c) = chars.last() {
        if c == ')' {
            break;
        }
        chars.pop();
        let pieces = all.last_mut()?;
        match c {
            '|' => all.push(Vec::new()),
            '*' | '+' | '?' | '{' => {
                let piece = pieces.last_mut()?;
                let (minimum, maximum) = match c {
                    '*' => (0, usize::MAX),
                    '+' => (1, usize::MAX),
                    '?' => (0, 1),
                    _ => bounds(chars)?,
                };
                (piece.minimum, piece.maximum, piece.made) = (minimum, maximum, minimum.max(1).min(maximum));
                // Which of several ways is taken makes no difference to whether there is one.
                chars.pop_if(|next| matches!(next, '?' | '+'));
            }
            c => pieces.push(once(part(c, chars, depth)?)),
        }
    }
    Some(all)
}

fn part(c: char, chars: &mut Vec<char>, depth: usize) -> Option<Part> {
    Some(match c {
        '^' => Part::Start,
        '$' => Part::End,
        '.' => any(),
        '[' => class(chars)?,
        '(' => {
            if chars.last() == Some(&'?') {
                chars.pop();
                (chars.pop()? == ':').then_some(())?;
            }
            (depth < 16).then_some(())?;
            let inner = alternatives(chars, depth + 1)?;
            (chars.pop()? == ')').then_some(())?;
            Part::Group(inner)
        }
        '\\' => match chars.pop()? {
            'A' => Part::Start,
            'Z' | 'z' => Part::End,
            c => Part::Char(escaped(c)?, false),
        },
        c => literal(c),
    })
}

fn escaped(c: char) -> Option<Vec<(char, char)>> {
    Some(match c {
        'd' => vec![('0', '9')],
        'w' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        's' => vec![(' ', ' '), ('\t', '\r')],
        'n' => vec![('\n', '\n')],
        't' => vec![('\t', '\t')],
        c if c.is_ascii_alphanumeric() => return None,
        c => vec![(c, c)],
    })
}

/// `{2}`, `{2,}`, `{2,5}`
fn bounds(chars: &mut Vec<char>) -> Option<(usize, usize)> {
    let mut inside = String::new();
    loop {
        match chars.pop()? {
            '}' => break,
            c => inside.push(c),
        }
    }
    match inside.split_once(',') {
        None => inside.parse().ok().map(|n| (n, n)),
        Some((low, "")) => Some((low.parse().ok()?, usize::MAX)),
        Some((low, high)) => Some((low.parse().ok()?, high.parse().ok()?)),
    }
}

/// `[^a-z0-9_[:alpha:]]`, behind its bracket.
fn class(chars: &mut Vec<char>) -> Option<Part> {
    let negated = chars.pop_if(|c| *c == '^').is_some();
    let mut ranges: Vec<(char, char)> = Vec::new();
    let mut first = true;
    loop {
        let c = chars.pop()?;
        match c {
            ']' if !first => return Some(Part::Char(ranges, negated)),
            '[' if chars.last() == Some(&':') => {
                let mut name = String::new();
                loop {
                    match chars.pop()? {
                        ']' => break,
                        c => name.push(c),
                    }
                }
                ranges.extend_from_slice(match name.trim_matches(':') {
                    "alpha" => &[('a', 'z'), ('A', 'Z')],
                    "alnum" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
                    "digit" => &[('0', '9')],
                    "lower" => &[('a', 'z')],
                    "upper" => &[('A', 'Z')],
                    "xdigit" => &[('0', '9'), ('a', 'f'), ('A', 'F')],
                    "space" => &[(' ', ' '), ('\t', '\r')],
                    _ => return None,
                });
            }
            '\\' => ranges.extend(escaped(chars.pop()?)?),
            c => {
                let is_range = chars.last() == Some(&'-') && chars.iter().rev().nth(1).is_some_and(|next| *next != ']');
                if is_range {
                    chars.pop();
                    let mut end = chars.pop()?;
                    if end == '\\' {
                        end = chars.pop()?;
                    }
                    ranges.push((c, end));
                } else {
                    ranges.push((c, c));
                }
            }
        }
        first = false;
    }
}

fn is_in(ranges: &[(char, char)], c: char) -> bool {
    ranges.any(|(low, high)| (*low..=*high).contains(&c))
}

/// What is asked of the rest of the text.
type Rest<'r> = &'r mut dyn FnMut(&mut Search<'_>, usize) -> bool;

struct Search<'t> {
    text: &'t [char],
    ignore_case: bool,
    steps: &'t mut usize,
}

impl Search<'_> {
    fn any(&mut self, alternatives: &[Vec<Piece>], at: usize, rest: Rest<'_>) -> bool {
        alternatives.any(|pieces| self.all(pieces, 0, at, rest))
    }

    /// The pieces from the first on, of which so many have followed already.
    fn all(&mut self, pieces: &[Piece], times: usize, at: usize, rest: Rest<'_>) -> bool {
        *self.steps += 1;
        if *self.steps > STEPS {
            return false;
        }
        let Some((piece, others)) = pieces.split_first() else { return rest(self, at) };
        if times < piece.maximum {
            let found = match &piece.part {
                Part::Start => at == 0 && self.all(others, 0, at, rest),
                Part::End => at == self.text.len() && self.all(others, 0, at, rest),
                Part::Char(ranges, negated) => {
                    self.text.get(at).is_some_and(|c| self.is_one(ranges, *c) != *negated)
                        && self.all(pieces, times + 1, at + 1, rest)
                }
                Part::Group(inner) => self.any(inner, at, &mut |search, next| {
                    // A group that takes nothing once takes nothing again.
                    (next > at || times < piece.minimum) && search.all(pieces, times + 1, next, rest)
                }),
            };
            if found {
                return true;
            }
        }
        times >= piece.minimum && self.all(others, 0, at, rest)
    }

    fn is_one(&self, ranges: &[(char, char)], c: char) -> bool {
        let other = if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        is_in(ranges, c) || (self.ignore_case && is_in(ranges, other))
    }
}

fn write(out: &mut String, pieces: &[Piece], n: usize) {
    for piece in pieces {
        for _ in 0..piece.made.min(256) {
            match &piece.part {
                Part::Start | Part::End => {}
                Part::Char(ranges, false) => {
                    if let Some((low, high)) = ranges.first() {
                        let choice = (*low..=*high).nth(n).unwrap_or(*low);
                        out.push(choice);
                    }
                }
                Part::Char(ranges, true) => out.extend("abcABC012-_ ".chars().filter(|c| !is_in(ranges, *c)).nth(n)),
                Part::Group(inner) => write(out, inner.first().map_or(&[], Vec::as_slice), n),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_pattern_takes_its_own_text_and_refuses_others() {
        let check = |pattern: &str, made: &str, others: &[&str]| {
            let parsed = Pattern::regular(pattern, false).unwrap_or_else(|| panic!("{pattern}"));
            assert_eq!(parsed.text(0), made, "{pattern}");
            assert_eq!(parsed.fits(made), Some(true), "{pattern}: {made}");
            assert_eq!(parsed.fits(&parsed.text(1)), Some(true), "{pattern}: {}", parsed.text(1));
            for other in others {
                assert_eq!(parsed.fits(other), Some(false), "{pattern}: {other}");
            }
        };
        check("^[a-z0-9-]+$", "a", &["", "A", "a b"]);
        check("^#[0-9A-Fa-f]{6}$", "#000000", &["#00000", "000000", "#00000g"]);
        check(r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", "A@A.AA", &["a", "a@b", "@b.cc"]);
        check("^https?://.*$", "https://a", &["ftp://a"]);
        check("^(a|b)(-(a|b))*$", "a-a", &["", "a-", "-a"]);
        check(r"^\d{4}-\d{2}$", "0000-00", &["000-00"]);
        check("^[^ ]*$", "a", &["a b"]);
        check("^[[:alpha:]_]+$", "a", &["1"]);
        check("^(a*)*$", "a", &["b"]);
        assert!(Pattern::regular("^(?!a)b$", false).is_none());
        assert!(Pattern::regular(r"^(a)\1$", false).is_none());
    }

    #[test]
    fn like_is_about_the_whole_text() {
        let like = |pattern: &str, text: &str| Pattern::like(pattern, false).fits(text) == Some(true);
        assert!(like("http%", "http://a") && like("a_c", "abc") && like("%", "") && like(r"100\%", "100%"));
        let glob = |pattern: &str, text: &str| Pattern::glob(pattern).unwrap().fits(text) == Some(true);
        assert!(glob("*[^a-z0-9-]*", "a b") && !glob("*[^a-z0-9-]*", "a-b") && glob("a?c", "abc"));
        assert!(!like("http%", "shttp") && !like("a_c", "ac") && !like(r"100\%", "1000"));
        assert_eq!(Pattern::like("s-%", false).text(0), "s-");
        assert_eq!(Pattern::like("A%", true).fits("abc"), Some(true));
    }
}
