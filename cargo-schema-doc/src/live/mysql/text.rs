//! Names, strings, and the expressions that the servers print.

use std::collections::BTreeSet;

/// "`a``b`"
pub(super) fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// "`a`, `b`"
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(quote).collect::<Vec<_>>().join(", ")
}

/// `'it''s'`; a backslash escapes.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace('\0', "\\0"))
}

/// `x'616263'` is `abc`. `None`: it is nothing of the kind, or bytes that nobody could read.
pub(super) fn text_of_bytes(value: &str) -> Option<String> {
    let digits = value.strip_prefix("x'")?.strip_suffix('\'')?;
    let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes = (0..digits.len()).step_by(2).map(pair).collect::<Option<_>>()?;
    String::from_utf8(bytes).ok().filter(|text| text.chars().all(|c| !c.is_control() || c == '\0'))
}

/// `root@localhost` as it is written: "`root`@`localhost`".
pub(super) fn account(definer: &str) -> String {
    match definer.rsplit_once('@') {
        Some((user, host)) => format!("{}@{}", quote(user), quote(host)),
        None => quote(definer),
    }
}

/// In one pair of parentheses: MySQL prints them around most expressions, MariaDB around none.
pub(super) fn parenthesized(expression: &str) -> String {
    if is_group(expression) { expression.to_owned() } else { format!("({expression})") }
}

/// Whether the first parenthesis is closed by the last character.
fn is_group(expression: &str) -> bool {
    let mut depth = 0_usize;
    let mut at = 0;
    for piece in pieces(expression) {
        at += piece.len();
        match piece {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    expression.starts_with('(') && at == expression.len()
}

/// An expression of MySQL 8's catalog as `SHOW CREATE TABLE` prints it. `GENERATION_EXPRESSION`, `CHECK_CLAUSE`, `EXPRESSION` and the
/// defaults that are expressions are escaped once more than it, and strings have the character set of the connection that wrote them in
/// front: `concat(_utf8mb4\'it\\\'s\',1)` is `concat('it\'s',1)`.
pub(super) fn mysql_expression(text: &str) -> String {
    let escaped = text.find(['\'', '"']).is_some_and(|at| text.get(..at).is_some_and(|head| head.ends_with('\\')));
    if escaped { without_introducers(&unescaped(text)) } else { without_introducers(text) }
}

pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (c, if c == '\\' { characters.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('r')) => out.push('\r'),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some('0')) => out.push('\0'),
            ('\\', Some(c)) | (c, _) => out.push(c),
        }
    }
    out
}

/// `_utf8mb4'x'` is `'x'`: all text here is of that character set.
fn without_introducers(text: &str) -> String {
    let pieces = pieces(text);
    let is_string = |at: usize| pieces.get(at).is_some_and(|piece| piece.starts_with('\''));
    let kept = pieces.iter().enumerate().filter(|&(at, piece)| !(*piece == "_utf8mb4" && is_string(at + 1)));
    kept.map(|(_, piece)| *piece).collect()
}

/// A query or an expression without the name of its own database, which the catalog writes in front of each table and routine: what is
/// loaded elsewhere means the tables that it is loaded with, and no document tells the name. `` `shop`.`orders`.`id` `` is `` `orders`.`id` ``.
pub(super) fn within(database: &str, objects: &BTreeSet<&str>, text: &str) -> String {
    let own = quote(database);
    let pieces = pieces(text);
    let is = |at: usize, what: &str| pieces.get(at) == Some(&what);
    let is_name = |at: usize| pieces.get(at).is_some_and(|piece| piece.starts_with('`'));
    let is_object = |at: usize| pieces.get(at).is_some_and(|piece| objects.contains(unquoted(piece).as_str()));
    // An alias of that name stands once without a dot behind it.
    let is_alias = pieces.iter().enumerate().any(|(at, piece)| *piece == own && !is(at + 1, "."));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let begins = *piece == own && is(at + 1, ".") && is_name(at + 2) && !(at > 0 && is(at - 1, "."));
        // With two names it may be an alias and a column.
        if begins && (!is_alias || (is(at + 3, ".") && is_name(at + 4)) || is_object(at + 2)) {
            at += 2;
            continue;
        }
        out.push_str(piece);
        at += 1;
    }
    out
}

fn unquoted(name: &str) -> String {
    name.trim_matches('`').replace("``", "`")
}

/// Strings, quoted names and words, each as one; of all else each character.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => quoted_length(rest, first),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, behind) = rest.split_at(length);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '@')
}

/// The bytes of what a quote opens, up to where it is closed or the text ends. A doubled quote is two strings, which stand together.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_mysql_are_as_show_create_table_prints_them() {
        let check = |catalog: &str, expected: &str| assert_eq!(mysql_expression(catalog), expected);
        check(r"(`a` in (_utf8mb4\'x\',_utf8mb4\'y\'))", "(`a` in ('x','y'))");
        check(r"concat(_utf8mb4\'it\\\'s\',1)", r"concat('it\'s',1)");
        check(r"concat(`_utf8mb4`,_utf8mb4'x')", "concat(`_utf8mb4`,'x')");
        check(r"concat(_latin1\'x\\\\y\')", r"concat(_latin1'x\\y')");
        check("(`a` > 0)", "(`a` > 0)");
    }

    #[test]
    fn a_group_is_closed_at_its_end() {
        assert_eq!(parenthesized("(a + 1)"), "(a + 1)");
        assert_eq!(parenthesized("(a) + (b)"), "((a) + (b))");
        assert_eq!(parenthesized("a = ')'"), "(a = ')')");
        assert_eq!(parenthesized("(a = ')')"), "(a = ')')");
    }

    #[test]
    fn the_name_of_the_own_database_is_left_out() {
        let objects = BTreeSet::from(["orders", "next"]);
        let check = |text: &str, expected: &str| assert_eq!(within("shop", &objects, text), expected);
        check(
            "select `shop`.`orders`.`id` AS `shop` from `shop`.`orders`",
            "select `orders`.`id` AS `shop` from `orders`",
        );
        check("nextval(`shop`.`next`)", "nextval(`next`)");
        check("select 1 from `shop`.`gone`", "select 1 from `gone`");
        check(
            "select `shop`.`id`, '`shop`.`orders`' from `b`.`orders` `shop`",
            "select `shop`.`id`, '`shop`.`orders`' from `b`.`orders` `shop`",
        );
    }

    #[test]
    fn names_and_strings_are_quoted() {
        assert_eq!(quote("a`b"), "`a``b`");
        assert_eq!(literal("it's \\ \0"), "'it''s \\\\ \\0'");
        assert_eq!(account("a@b@%"), "`a@b`@`%`");
    }
}
