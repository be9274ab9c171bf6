//! Expressions as text: their tokens, the columns they name, the names that PostgreSQL gives to them, and renames in them.

mod figure;
mod token;

pub(crate) use figure::figure_name;
pub(crate) use token::tokens;

use crate::list::{IteratorExt, SliceExt};
use crate::model::{KeywordCategory, System, keyword, quote_identifier};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An identifier or keyword, not quoted.
    Word,
    /// `"Quoted"`.
    Quoted,
    /// `'text'`, `E'text'`, `$$text$$`, with prefix and quotes.
    Text,
    Number,
    /// One character, except `::` and `:=`; operators of several characters are several tokens.
    Symbol,
}

/// A token and its place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind,
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

impl Token<'_> {
    /// The identifier's name, folded or without its quotes.
    pub(crate) fn name(&self) -> Option<String> {
        match self.kind {
            TokenKind::Word => Some(self.text.to_ascii_lowercase()),
            TokenKind::Quoted => {
                let inner = self.text.strip_prefix('"').unwrap_or(self.text);
                let inner = inner.strip_suffix('"').unwrap_or(inner);
                Some(inner.replace("\"\"", "\""))
            }
            _ => None,
        }
    }

    /// Whether it is an identifier of that (folded) name.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        match self.kind {
            TokenKind::Word => self.text.eq_ignore_ascii_case(name) && !name.bytes().any(|b| b.is_ascii_uppercase()),
            TokenKind::Quoted => self.name().is_some_and(|n| n == name),
            _ => false,
        }
    }

    /// Whether it is that keyword.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is that symbol.
    pub(crate) fn is(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }

    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The text without its comments; line breaks stay.
pub(crate) fn without_comments(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut end = 0;
    for token in tokens(text) {
        let gap = text.get(end..token.start).unwrap_or_default();
        if gap.trim().is_empty() {
            made.push_str(gap);
        } else if !made.is_empty() {
            made.push(if gap.contains('\n') { '\n' } else { ' ' });
        }
        made.push_str(token.text);
        end = token.end();
    }
    made.trim().to_owned()
}

/// Whether a word is no column unless quoted.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(
        keyword(System::PostgreSql, &word.to_ascii_lowercase()),
        Some(KeywordCategory::Reserved | KeywordCategory::TypeOrFunctionName)
    )
}

/// Positions of the tokens that name a column of the expression's own table: neither functions, types, fields nor keywords.
pub(crate) fn column_tokens(list: &[Token<'_>]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut i = 0;
    while let Some(token) = list.get(i) {
        let before = i.checked_sub(1).and_then(|p| list.get(p));
        if token.is("::") || (token.is_word("as") && in_cast(list, i)) {
            i = skip_type(list, i + 1);
            continue;
        }
        if token.is_word("collate") || (token.is_word("operator") && list.get(i + 1).is_some_and(|t| t.is("("))) {
            i = if token.is_word("collate") { skip_name(list, i + 1) } else { skip_parentheses(list, i + 1) };
            continue;
        }
        if !matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
            || (token.kind == TokenKind::Word && is_reserved(token.text))
        {
            i += 1;
            continue;
        }
        // `AT TIME ZONE`
        if token.is_word("at") && list.get(i + 1).is_some_and(|t| t.is_word("time")) {
            i += 3;
            continue;
        }
        // `extract(year FROM x)`
        if before.is_some_and(|t| t.is("("))
            && i >= 2
            && list.get(i - 2).is_some_and(|t| t.is_word("extract"))
            && list.get(i + 1).is_some_and(|t| t.is_word("from"))
        {
            i += 1;
            continue;
        }
        // `(row).field`, and the tail of `a.b.c`, which `skip_name` has passed
        if before.is_some_and(|t| t.is(".")) {
            i += 1;
            continue;
        }
        let end = skip_name(list, i);
        let last = end - 1;
        match list.get(end) {
            // a function, a type in front of its literal, a named argument
            Some(next) if next.is("(") || next.kind == TokenKind::Text || next.is(":=") => {}
            _ if is_typed_literal(list, i) => {}
            _ => found.push(last),
        }
        i = end;
    }
    found
}

/// `timestamp with time zone '…'`, `double precision '1'`: words that run into a literal.
fn is_typed_literal(list: &[Token<'_>], at: usize) -> bool {
    const STARTS: &[&str] = &["bit", "character", "double", "interval", "national", "time", "timestamp"];
    let Some(first) = list.get(at) else { return false };
    if !STARTS.any(|w| first.is_word(w)) {
        return false;
    }
    let end = skip_type(list, at);
    end > at + 1 && list.get(end).is_some_and(|t| t.kind == TokenKind::Text)
}

/// Whether the `AS` at `at` is that of a `CAST( … AS type)`.
fn in_cast(list: &[Token<'_>], at: usize) -> bool {
    let mut depth = 0_u32;
    for i in (0..at).rev() {
        if list[i].is(")") {
            depth += 1;
        } else if list[i].is("(") {
            if depth == 0 {
                return i > 0 && list[i - 1].is_word("cast");
            }
            depth -= 1;
        }
    }
    false
}

/// Behind `a`, `a.b`, `a.b.c` that starts at `at`.
pub(crate) fn skip_name(list: &[Token<'_>], at: usize) -> usize {
    let mut end = at + 1;
    while list.get(end).is_some_and(|t| t.is("."))
        && list.get(end + 1).is_some_and(|t| matches!(t.kind, TokenKind::Word | TokenKind::Quoted))
    {
        end += 2;
    }
    end.min(list.len().max(at + 1))
}

/// Behind the parentheses that open at `at`.
pub(crate) fn skip_parentheses(list: &[Token<'_>], at: usize) -> usize {
    let mut depth = 0_u32;
    for (i, token) in list.iter().enumerate().skip(at) {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return i + 1;
            }
        }
    }
    list.len()
}

/// Behind the type that starts at `at`: `numeric(10,2)[]`, `timestamp(3) with time zone`, `character varying`.
pub(crate) fn skip_type(list: &[Token<'_>], at: usize) -> usize {
    let word = |i: usize, w: &str| list.get(i).is_some_and(|t| t.is_word(w));
    let mut end = skip_name(list, at);
    if word(at, "double") && word(end, "precision")
        || (word(at, "character") || word(at, "char") || word(at, "bit")) && word(end, "varying")
    {
        end += 1;
    } else if word(at, "national") {
        end += 1 + usize::from(word(end + 1, "varying"));
    } else if word(at, "interval") {
        const FIELDS: &[&str] = &["year", "month", "day", "hour", "minute", "second"];
        if FIELDS.any(|f| word(end, f)) {
            end += if word(end + 1, "to") { 3 } else { 1 };
        }
    }
    if list.get(end).is_some_and(|t| t.is("(")) && list.get(end + 1).is_none_or(|t| !t.is(")")) {
        end = skip_parentheses(list, end);
    }
    if (word(at, "timestamp") || word(at, "time"))
        && (word(end, "with") || word(end, "without"))
        && word(end + 1, "time")
    {
        end += 3;
    }
    while list.get(end).is_some_and(|t| t.is("[")) {
        while list.get(end).is_some_and(|t| !t.is("]")) {
            end += 1;
        }
        end += 1;
    }
    end.min(list.len())
}

/// The columns that an expression names, each once, in order of first mention.
pub(crate) fn columns_in(text: &str, is_column: impl Fn(&str) -> bool) -> Vec<String> {
    let list = tokens(text);
    let mut found: Vec<String> = Vec::new();
    for i in column_tokens(&list) {
        if let Some(name) = list[i].name()
            && is_column(&name)
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    found
}

/// An identifier as PostgreSQL prints it: quoted where it must be.
pub(crate) fn quote(name: &str) -> String {
    quote_identifier(System::PostgreSql, name).into_owned()
}

/// A name as PostgreSQL prints it with `public` on the search path: qualified elsewhere.
pub(crate) fn quote_qualified(namespace: &str, name: &str) -> String {
    if namespace == "public" || namespace == "pg_catalog" || namespace.is_empty() {
        quote(name)
    } else {
        format!("{}.{}", quote(namespace), quote(name))
    }
}

/// The text with the tokens at these positions replaced; `replacements` in order.
fn replaced(text: &str, list: &[Token<'_>], replacements: &[(usize, &str)]) -> String {
    let mut made = String::with_capacity(text.len() + 16);
    let mut copied = 0;
    for &(i, new) in replacements {
        let Some(token) = list.get(i) else { continue };
        made.push_str(text.get(copied..token.start).unwrap_or_default());
        made.push_str(new);
        copied = token.end();
    }
    made.push_str(text.get(copied..).unwrap_or_default());
    made
}

/// The expression with a column of its table renamed; `None` where it does not name it.
pub(crate) fn rename_column(text: &str, from: &str, to: &str) -> Option<String> {
    if !mentions(text, from) {
        return None;
    }
    let list = tokens(text);
    let new = quote(to);
    let places: Vec<_> =
        column_tokens(&list).into_iter().filter(|&i| list[i].is_name(from)).map(|i| (i, new.as_str())).collect_vec();
    (!places.is_empty()).then(|| replaced(text, &list, &places))
}

/// A cheap look before the tokens are made.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    if name.is_ascii() {
        let (text, name) = (text.as_bytes(), name.as_bytes());
        !name.is_empty() && text.windows(name.len()).any(|w| w.eq_ignore_ascii_case(name))
    } else {
        text.contains(name)
    }
}

/// The text with every mention of the object `namespace.name` by its old name given its new one. Unqualified mentions count where `bare` holds;
/// `wanted` says by the tokens around it whether a mention is of this kind of object.
pub(crate) fn rename_object(
    text: &str,
    (namespace, name): (&str, &str),
    (new_namespace, new_name): (&str, &str),
    bare: bool,
    wanted: impl Fn(&[Token<'_>], usize, usize) -> bool,
) -> Option<String> {
    if !mentions(text, name) {
        return None;
    }
    let list = tokens(text);
    let (new_bare, new_first) = (quote(new_name), quote(new_namespace));
    let moved_out = quote_qualified(new_namespace, new_name);
    let mut places: Vec<(usize, &str)> = Vec::new();
    let mut i = 0;
    while i < list.len() {
        if !matches!(list[i].kind, TokenKind::Word | TokenKind::Quoted) {
            i += 1;
            continue;
        }
        let end = skip_name(&list, i);
        let qualified = end > i + 2 && list[i].is_name(namespace) && list[i + 2].is_name(name);
        if qualified && wanted(&list, i, end) {
            places.push((i, &new_first));
            places.push((i + 2, &new_bare));
        } else if bare && list[i].is_name(name) && wanted(&list, i, end) {
            places.push((i, if namespace == new_namespace { &new_bare } else { &moved_out }));
        }
        i = end;
    }
    (!places.is_empty()).then(|| replaced(text, &list, &places))
}

#[cfg(test)]
mod tests {
    use super::{columns_in, figure_name, quote, rename_column, rename_object};

    #[test]
    fn columns_are_told_from_functions_types_and_keywords() {
        let columns = ["a", "b", "date", "time", "Odd Name", "year", "text", "lower", "value"];
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(columns_in(text, |c| columns.contains(&c)), expected, "{text}");
        };
        check("a > 0", &["a"]);
        check("b > a AND A < 3", &["b", "a"]);
        check("lower(a) = 'b'", &["a"]);
        check("a::date > date '2020-01-01'", &["a"]);
        check("CAST(a AS text) <> ''", &["a"]);
        check("extract(year FROM a) > 3", &["a"]);
        check("a AT TIME ZONE 'utc' > now()", &["a"]);
        check("\"Odd Name\" <> $$a$$", &["Odd Name"]);
        check("t.a = 1", &["a"]);
        check("(a).b = 1", &["a"]);
        check("a COLLATE \"b\" > ''", &["a"]);
        check("a::timestamp(3) with time zone > b", &["a", "b"]);
        check("E'\\'a' = b -- a", &["b"]);
        check("a::numeric(10,2)[] = b", &["a", "b"]);
    }

    #[test]
    fn a_renamed_column_is_quoted_where_it_must_be() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(rename_column(text, "a", "Order").as_deref(), expected, "{text}");
        };
        check("a > 0 AND A < 'a'", Some("\"Order\" > 0 AND \"Order\" < 'a'"));
        check("a(b) > 0", None);
        check("b > 0", None);
        assert_eq!(quote("order"), "\"order\"");
        assert_eq!(quote("a1"), "a1");
        assert_eq!(quote("1a"), "\"1a\"");
    }

    #[test]
    fn expression_keys_are_named_as_postgres_names_them() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(figure_name(text).as_deref(), expected, "{text}");
        check("lower(email)", Some("lower"));
        check("pg_catalog.lower(email)", Some("lower"));
        check("a || b", None);
        check("(a || b)", None);
        check("data ->> 'x'", None);
        check("email::text", Some("email"));
        check("(data ->> 'x')::integer", Some("int4"));
        check("lower(a)::text", Some("lower"));
        check("COALESCE(a, 'x')", Some("coalesce"));
        check("CASE WHEN a THEN 1 END", Some("case"));
        check("CASE WHEN a THEN 1 ELSE b END", Some("b"));
        check("CAST(a AS text)", Some("a"));
        check("a COLLATE \"C\"", Some("a"));
        check("a AT TIME ZONE 'utc'", Some("timezone"));
        check("(a).b", Some("b"));
        check("a[1]", Some("a"));
        check("1", None);
        check("date_trunc('day', a)", Some("date_trunc"));
    }

    #[test]
    fn objects_are_renamed_in_texts() {
        let check = |text: &str, expected: Option<&str>| {
            let renamed = rename_object(text, ("public", "mood"), ("public", "Feeling"), true, |_, _, _| true);
            assert_eq!(renamed.as_deref(), expected, "{text}");
        };
        check("'x'::mood", Some("'x'::\"Feeling\""));
        check("'x'::public.mood", Some("'x'::public.\"Feeling\""));
        check("'mood'", None);
    }
}
