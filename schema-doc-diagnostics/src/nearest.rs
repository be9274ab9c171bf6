//! The nearest known name, for "did you mean".

/// The candidate nearest to `name`, if one is near enough to be what was meant: compared without case, at most a third
/// of the letters changed, inserted, dropped or swapped, and not all of them. The first of equals wins.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(name, 3, candidates)
}

/// The same, where one letter of so many as `one_of` may be another.
pub fn nearest_of<'a>(name: &str, one_of: usize, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut search = Search::new(name, one_of);
    for candidate in candidates {
        search.consider(candidate);
    }
    search.nearest.map(|(_, candidate)| candidate)
}

/// All of the search that does not depend on where the candidates come from, and so is compiled once.
struct Search<'a> {
    name: Vec<char>,
    /// How many letters may differ.
    limit: usize,
    nearest: Option<(usize, &'a str)>,
}

impl<'a> Search<'a> {
    fn new(name: &str, one_of: usize) -> Self {
        let name = letters(name);
        Self { limit: (name.len() / one_of.max(1)).max(1), name, nearest: None }
    }

    fn consider(&mut self, candidate: &'a str) {
        let letters = letters(candidate);
        if self.name.len().abs_diff(letters.len()) > self.limit {
            return;
        }
        let distance = distance(&self.name, &letters);
        let longest = self.name.len().max(letters.len());
        if distance <= self.limit && distance < longest && self.nearest.is_none_or(|(least, _)| distance < least) {
            self.nearest = Some((distance, candidate));
        }
    }
}

fn letters(name: &str) -> Vec<char> {
    name.to_lowercase().chars().collect()
}

/// The optimal string alignment distance: Levenshtein's, with neighbours that changed places counted once.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substitution = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_of};

    #[test]
    fn how_near_a_name_must_be_is_the_callers() {
        let check = |one_of, expected| assert_eq!(nearest_of("ordrs_itms", one_of, ["orders_items"]), expected);
        check(3, Some("orders_items"));
        check(5, Some("orders_items"));
        check(10, None);
    }

    #[test]
    fn a_near_name_is_found_and_a_far_one_is_not() {
        let tags = ["category", "cardinality", "purpose", "pii"];
        let check = |name: &str, expected: Option<&str>| assert_eq!(nearest(name, tags), expected, "{name}");
        check("catagory", Some("category"));
        check("CATEGORY", Some("category"));
        check("prupose", Some("purpose"));
        check("pi", Some("pii"));
        check("author", None);
        check("", None);
        assert_eq!((nearest("a", ["u"]), nearest("a", ["u", "ab"])), (None, Some("ab")));
    }
}
