//! Type names inside expressions, one spelling per type.

use super::parse::Parser;
use super::token::Token;

/// Reads a type: `varchar(10)[]`, `timestamp(3) with time zone`, `public.citext`. Gives the system's own spelling.
pub(super) fn read(parser: &mut Parser<'_>) -> Option<String> {
    let quoted = matches!(parser.peek(), Some(Token::Quoted(_)));
    let mut parts = parser.name()?;
    let last = parts.pop()?;
    let namespace = parts.pop().filter(|n| !matches!(n.as_str(), "pg_catalog" | "public"));
    // A quoted name is no keyword; only "char" differs from what it says unquoted.
    let mut name = if quoted && last == "char" { "\"char\"".to_owned() } else { canonical_word(parser, &last) };
    let modifiers = modifiers(parser)?;
    if matches!(last.as_str(), "timestamp" | "time") {
        let zone = match parser.word() {
            Some("with") if parser.word_at(1) == Some("time") => Some("with time zone"),
            Some("without") if parser.word_at(1) == Some("time") => Some("without time zone"),
            _ => None,
        };
        if zone.is_some() {
            parser.take();
            parser.take();
            parser.accept_word("zone").then_some(())?;
        }
        name = format!("{last}{modifiers} {}", zone.unwrap_or("without time zone"));
    } else if matches!(last.as_str(), "timestamptz" | "timetz") {
        name = format!("{}{modifiers} with time zone", last.trim_end_matches("tz"));
    } else {
        name.push_str(&modifiers);
    }
    if name == "interval" {
        interval_fields(parser);
    }
    if let Some(namespace) = namespace {
        name = format!("{namespace}.{name}");
    }
    let mut array = parser.accept_word("array");
    while parser.accept('[') {
        if let Some(Token::Number(_)) = parser.peek() {
            parser.take();
        }
        parser.expect(']')?;
        array = true;
    }
    if array {
        name.push_str("[]");
    }
    Some(name)
}

/// What an interval keeps (`day to second`), with a space in front of each word.
pub(super) fn interval_fields(parser: &mut Parser<'_>) -> String {
    let mut fields = String::new();
    while let Some(word @ ("year" | "month" | "day" | "hour" | "minute" | "second" | "to")) = parser.word() {
        fields.push(' ');
        fields.push_str(word);
        parser.take();
    }
    fields
}

/// `(10,2)`, without spaces.
fn modifiers(parser: &mut Parser<'_>) -> Option<String> {
    if !parser.accept('(') {
        return Some(String::new());
    }
    let mut out = String::from("(");
    loop {
        match parser.take()? {
            Token::Number(text) | Token::Word(text) | Token::Quoted(text) => out.push_str(&text),
            Token::Operator(sign) if sign == "-" => out.push('-'),
            Token::Mark(',') => out.push(','),
            Token::Mark(')') => {
                out.push(')');
                return Some(out);
            }
            _ => return None,
        }
    }
}

/// The system's own word for a type, further words taken: `double precision`, `character varying`.
fn canonical_word(parser: &mut Parser<'_>, word: &str) -> String {
    let name = match word {
        "int" | "int4" => "integer",
        "int2" => "smallint",
        "int8" => "bigint",
        "bool" => "boolean",
        "decimal" | "dec" => "numeric",
        "float4" => "real",
        "float" | "float8" => "double precision",
        "double" => {
            parser.accept_word("precision");
            "double precision"
        }
        "varchar" => "character varying",
        "char" | "character" | "nchar" => {
            if parser.accept_word("varying") {
                "character varying"
            } else {
                "character"
            }
        }
        "national" => {
            if !parser.accept_word("character") {
                parser.accept_word("char");
            }
            if parser.accept_word("varying") { "character varying" } else { "character" }
        }
        "bit" => {
            if parser.accept_word("varying") {
                "bit varying"
            } else {
                "bit"
            }
        }
        "varbit" => "bit varying",
        other => other,
    };
    name.to_owned()
}
