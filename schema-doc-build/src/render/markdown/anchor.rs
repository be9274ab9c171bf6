//! Anchors: targets of links inside a document, under whatever name.

use crate::ordered::Map;

/// The anchors of GitHub's headings, and our own where a heading's name is not plain.
#[derive(Debug, Default)]
pub struct Anchors {
    seen: Map<String, usize>,
}

impl Anchors {
    /// The anchor that GitHub gives a heading of that plain text, when all headings above it were asked for too: lower case, blanks to
    /// hyphens, everything but letters, digits, `_` and `-` left out, and a number behind a repeated one.
    pub fn heading(&mut self, title: &str) -> String {
        let slug = slug(title);
        let mut result = slug.clone();
        while self.seen.contains_key(&result) {
            let count = self.seen.or_default(slug.clone());
            *count += 1;
            result = format!("{slug}-{count}");
        }
        self.seen.insert(result.clone(), 0);
        result
    }
}

fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(c),
            c if c.is_alphanumeric() => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    slug
}

/// The anchor of one of our headings in a document whose title is a name: where the name has the same anchor, it is the first.
pub fn below_title(title: &str, anchor: &str) -> String {
    if slug(title) == anchor { format!("{anchor}-1") } else { anchor.to_owned() }
}

/// An anchor of our own, which no heading has: `enum.order_status`. A byte that is not plain is written as `.` and two digits.
pub fn id(kind: &str, name: &str) -> String {
    let mut out = format!("{kind}.");
    for b in name.bytes() {
        match b {
            b if b.is_ascii_alphanumeric() || b"_-".contains(&b) => out.push(b as char),
            b => out.push_str(&format!(".{b:02x}")),
        }
    }
    out
}

/// The element that carries an anchor of our own; it stands in front of what it names.
pub fn target(id: &str) -> String {
    format!("<a id=\"{id}\"></a>")
}

#[cfg(test)]
mod tests {
    use super::{Anchors, below_title, id};

    #[test]
    fn headings_get_the_anchors_that_github_gives_them() {
        let mut anchors = Anchors::default();
        let mut check = |title: &str, expected: &str| assert_eq!(anchors.heading(title), expected);
        check("Schema Definition", "schema-definition");
        check("Schema definition", "schema-definition-1");
        check("order_items: `a.b`", "order_items-ab");
        check("a & b", "a--b");
        check("Überblick", "überblick");
    }

    #[test]
    fn a_title_may_take_the_anchor_of_a_section() {
        assert_eq!(below_title("users", "indexes"), "indexes");
        assert_eq!(below_title("Indexes", "indexes"), "indexes-1");
    }

    #[test]
    fn own_anchors_are_plain_and_distinct() {
        assert_eq!(id("enum", "order_status"), "enum.order_status");
        assert_eq!(id("enum", "a\"b.c"), "enum.a.22b.2ec");
    }
}
