//! The name that PostgreSQL gives an expression key or an output without an alias (`FigureColname`).

use super::{Token, TokenKind, skip_name, skip_parentheses, skip_type, tokens};
use crate::list::SliceExt;

/// `FigureIndexColname`: what PostgreSQL calls an expression key, if anything.
pub(crate) fn figure_name(text: &str) -> Option<String> {
    figure(&tokens(text)).map(|(name, _)| name)
}

/// The name and its strength: 2 is sure, 1 a type's, which a name from inside outranks.
fn figure(list: &[Token<'_>]) -> Option<(String, u8)> {
    let first = list.first()?;
    // the outermost operator, if any, hides everything: find where the first operand ends
    let end = operand_end(list);
    if end < list.len() {
        let next = &list[end];
        if next.is("::") && skip_type(list, end + 1) <= list.len() {
            let mut from = end;
            let mut behind = skip_type(list, end + 1);
            while list.get(behind).is_some_and(|t| t.is("::")) {
                from = behind;
                behind = skip_type(list, behind + 1);
            }
            if behind == list.len() {
                return match figure(&list[..end]) {
                    Some((name, 2)) => Some((name, 2)),
                    _ => type_name(&list[from + 1..]).map(|name| (name, 1)),
                };
            }
            if list.get(behind).is_some_and(|t| t.is_word("collate")) && skip_name(list, behind + 1) == list.len() {
                return figure(&list[..behind]);
            }
        }
        if next.is_word("collate") && skip_name(list, end + 1) == list.len() {
            return figure(&list[..end]);
        }
        // `x AT TIME ZONE y` is a call of timezone()
        if next.is_word("at") && operand_end(list.get(end + 3..)?) + end + 3 == list.len() {
            return Some(("timezone".into(), 2));
        }
        return None;
    }
    if first.is("(") {
        let close = skip_parentheses(list, 0);
        let inner = list.get(1..close - 1)?;
        let rest = &list[close..];
        // `(a).b`
        if let Some(field) = rest.iter().rev().find_map(Token::name) {
            return Some((field, 2));
        }
        if inner
            .iter()
            .scan(0_i32, |depth, t| {
                *depth += i32::from(t.is("(")) - i32::from(t.is(")"));
                Some(*depth == 0 && t.is(","))
            })
            .any(|comma| comma)
        {
            return Some(("row".into(), 2));
        }
        return figure(inner);
    }
    if !matches!(first.kind, TokenKind::Word | TokenKind::Quoted) {
        return None;
    }
    if first.kind == TokenKind::Word {
        let word = first.text.to_ascii_lowercase();
        match word.as_str() {
            "case" => {
                // the ELSE's name, if it is sure
                let tail = list.iter().rposition(|t| t.is_word("else")).and_then(|i| list.get(i + 1..list.len() - 1));
                return match tail.and_then(figure) {
                    Some((name, 2)) => Some((name, 2)),
                    _ => Some(("case".into(), 1)),
                };
            }
            "cast" | "treat" => {
                let close = skip_parentheses(list, 1);
                let as_at = (2..close).rev().find(|&i| list[i].is_word("as"))?;
                return match figure(list.get(2..as_at)?) {
                    Some((name, 2)) => Some((name, 2)),
                    _ => type_name(list.get(as_at + 1..close - 1)?).map(|name| (name, 1)),
                };
            }
            "array" => return Some(("array".into(), 2)),
            "exists" => return Some(("exists".into(), 2)),
            "row" => return Some(("row".into(), 2)),
            "trim" => return Some((trim_name(list), 2)),
            "true" | "false" => return Some(("bool".into(), 1)),
            "null" => return None,
            "current_role" | "session_user" | "user" | "current_user" | "current_catalog" | "current_schema"
            | "current_date" | "current_time" | "current_timestamp" | "localtime" | "localtimestamp"
            | "system_user" => return Some((word, 2)),
            _ => {}
        }
    }
    let end = skip_name(list, 0);
    if end < list.len() {
        let next = &list[end];
        if next.kind == TokenKind::Text {
            return type_name(&list[..end]).map(|name| (name, 1));
        }
    }
    list.get(end - 1)?.name().map(|name| (name, 2))
}

fn trim_name(list: &[Token<'_>]) -> String {
    match list.get(2) {
        Some(t) if t.is_word("leading") => "ltrim".into(),
        Some(t) if t.is_word("trailing") => "rtrim".into(),
        _ => "btrim".into(),
    }
}

/// The name in `pg_type` that a cast's type goes by: `int4`, `varchar`.
fn type_name(list: &[Token<'_>]) -> Option<String> {
    let end = skip_name(list, 0).min(list.len());
    let name = list.get(end.checked_sub(1)?)?.name()?;
    if end > 1 || list.first()?.kind == TokenKind::Quoted {
        return Some(name);
    }
    let with_zone = list.any(|t| t.is_word("with"));
    let varying = list.any(|t| t.is_word("varying"));
    Some(match (name.as_str(), with_zone, varying) {
        ("int" | "integer", ..) => "int4".into(),
        ("bigint", ..) => "int8".into(),
        ("smallint", ..) => "int2".into(),
        ("real", ..) => "float4".into(),
        ("double" | "float", ..) => "float8".into(),
        ("boolean", ..) => "bool".into(),
        ("decimal" | "dec", ..) => "numeric".into(),
        ("character" | "char" | "national" | "nchar", _, false) => "bpchar".into(),
        ("character" | "char" | "national", _, true) => "varchar".into(),
        ("bit", _, true) => "varbit".into(),
        ("timestamp", true, _) => "timestamptz".into(),
        ("time", true, _) => "timetz".into(),
        _ => name,
    })
}

/// Behind the first operand: a literal, a name, a call with its suffixes, parentheses with field selections and subscripts.
fn operand_end(list: &[Token<'_>]) -> usize {
    let Some(first) = list.first() else { return 0 };
    let mut end = if first.is("(") {
        skip_parentheses(list, 0)
    } else if first.is_word("case") {
        let mut depth = 0_u32;
        let mut end = list.len();
        for (i, token) in list.iter().enumerate() {
            if token.is_word("case") {
                depth += 1;
            } else if token.is_word("end") {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    end = i + 1;
                    break;
                }
            }
        }
        end
    } else if matches!(first.kind, TokenKind::Word | TokenKind::Quoted) {
        if first.is_word("not") {
            return 0;
        }
        let end = skip_name(list, 0);
        match list.get(end) {
            Some(t) if t.is("(") => skip_parentheses(list, end),
            Some(t) if t.kind == TokenKind::Text => end + 1,
            _ => end,
        }
    } else if first.kind == TokenKind::Symbol {
        return 0;
    } else {
        1
    };
    while let Some(token) = list.get(end) {
        if token.is("[") {
            while list.get(end).is_some_and(|t| !t.is("]")) {
                end += 1;
            }
            end += 1;
        } else if token.is(".") {
            end += 2;
        } else {
            break;
        }
    }
    end.min(list.len())
}
