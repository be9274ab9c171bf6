//! Wrapped lines → prose, and the first sentence of it.

use crate::list::IteratorExt;
use crate::text::first_word;

/// Joins wrapped lines. Paragraphs, lists, quotes, tables and code keep their lines.
pub(super) fn prose(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut fenced = false;
    let mut keep_break = false;
    let mut blank = false;
    for line in lines {
        let trimmed = line.trim();
        if trimmed.is_empty() && !fenced {
            blank = !text.is_empty();
            continue;
        }
        let fence = trimmed.starts_with("```") || trimmed.starts_with("~~~");
        let own_line = fenced || fence || starts_block(trimmed);
        if blank {
            text.push_str("\n\n");
        } else if !text.is_empty() {
            if own_line || keep_break {
                text.push('\n');
            } else if needs_space(&text, trimmed) {
                text.push(' ');
            }
        }
        blank = false;
        text.push_str(if fenced { line.trim_end() } else { trimmed });
        if fence {
            fenced = !fenced;
        }
        // A line below a list item continues it; below a heading, a table's row or code it does not.
        keep_break = fenced || fence || trimmed.starts_with(['#', '|', '>']);
    }
    text.truncate(text.trim_end().len());
    text
}

/// Text of a string constant: as wrapped lines.
pub(super) fn prose_of(text: &str) -> String {
    prose(&text.lines().collect_vec())
}

/// Whether the line starts a block of its own in Markdown.
fn starts_block(line: &str) -> bool {
    let (number, behind) = first_word(line, |c| c.is_ascii_digit());
    let numbered = (1..=3).contains(&number.len());
    line.starts_with("- ")
        || line.starts_with("* ")
        || line.starts_with("+ ")
        || line.starts_with(['#', '|', '>', '•'])
        || (numbered && (behind.starts_with(". ") || behind.starts_with(") ")))
}

/// Chinese and Japanese are written without spaces.
fn needs_space(before: &str, after: &str) -> bool {
    let wide = |c: Option<char>| {
        c.is_some_and(|c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
    };
    !(wide(before.chars().next_back()) && wide(after.chars().next()))
}

/// Words that end with a full stop inside a sentence.
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "eg", "ie", "vs", "cf", "ca", "approx", "incl", "excl", "resp", "viz", "no", "nr", "fig", "dr", "mr",
    "mrs", "ms", "st", "jr", "sr", "prof", "max", "min", "esp", "aka", "a.k.a", "z.b", "bzw", "d.h", "u.a", "p.ex",
];

/// Words that end with a full stop inside a sentence, and may end one before a capital letter.
const FINAL_ABBREVIATIONS: &[&str] = &["etc", "usw", "inc", "ltd", "co", "corp", "u.s", "u.k", "a.m", "p.m", "al"];

/// The first sentence of prose, on one line. A text without a full stop is one sentence, up to its first paragraph or list.
pub(super) fn first_sentence(text: &str) -> String {
    let text = text.trim();
    let mut in_code = false;
    let mut depth = 0_i32;
    let mut end = text.len();
    let mut looked_to = 0;
    for (i, c) in text.char_indices() {
        let behind = text.get(i + c.len_utf8()..).unwrap_or_default();
        match c {
            '`' => in_code = !in_code && behind.contains('`'),
            '\n' if behind.starts_with('\n') || starts_block(behind) => {
                end = i;
                break;
            }
            _ if in_code => {}
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '。' | '！' | '？' => {
                end = i + c.len_utf8();
                break;
            }
            '.' | '!' | '?' if depth <= 0 && i >= looked_to => {
                let closing = |c: char| matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '`' | '.' | '!' | '?');
                let marks = behind.len() - behind.trim_start_matches(closing).len();
                let after = behind.get(marks..).unwrap_or_default();
                looked_to = i + marks;
                if behind.starts_with("..") && after.trim_start().starts_with(char::is_lowercase) {
                    continue;
                }
                if (after.is_empty() || after.starts_with(char::is_whitespace))
                    && !(c == '.' && inside_sentence(text.get(..i).unwrap_or_default(), after))
                {
                    end = i + c.len_utf8() + marks;
                    break;
                }
            }
            _ => {}
        }
    }
    let sentence = text.get(..end).unwrap_or(text);
    sentence.split_whitespace().join(" ")
}

/// Whether the full stop between `before` and `after` belongs to an abbreviation or an initial.
fn inside_sentence(before: &str, after: &str) -> bool {
    let after = after.trim_start();
    if after.is_empty() {
        return false;
    }
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '\'')).next().unwrap_or_default();
    let folded = word.to_lowercase();
    if ABBREVIATIONS.contains(&folded.as_str()) {
        // `no.` and `max.` are words, too: a sentence goes on in lower case or with a number.
        return folded.contains('.')
            || matches!(folded.as_str(), "eg" | "ie" | "vs" | "cf" | "dr" | "mr" | "mrs" | "ms" | "prof" | "aka")
            || !after.starts_with(char::is_uppercase);
    }
    if FINAL_ABBREVIATIONS.contains(&folded.as_str()) {
        return !after.starts_with(char::is_uppercase);
    }
    // `J. Smith`; `plan B. Then` is read as an initial as well, rather than cut in two.
    let mut letters = word.chars();
    let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase());
    // The last dot of three.
    initial || (word.ends_with('.') && !after.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::{first_sentence, prose};

    #[test]
    fn wrapped_lines_are_one_line_and_blocks_keep_theirs() {
        let check = |lines: &[&str], expected: &str| assert_eq!(prose(lines), expected);
        check(&["Users of", "  the shop."], "Users of the shop.");
        check(&["", "a", "", "", "b", ""], "a\n\nb");
        check(&["One of:", "- a", "- b", "  more"], "One of:\n- a\n- b more");
        check(&["1. a", "2. b"], "1. a\n2. b");
        check(&["```sql", "  SELECT 1", "", "```", "x"], "```sql\n  SELECT 1\n\n```\nx");
        check(&["利用者の", "表。"], "利用者の表。");
        check(&[], "");
    }

    #[test]
    fn the_first_sentence_ends_where_a_reader_ends_it() {
        let check = |text: &str, expected: &str| assert_eq!(first_sentence(text), expected, "{text:?}");
        check("Users. They log in.", "Users.");
        check("Keys, e.g. API tokens. More.", "Keys, e.g. API tokens.");
        check("Keys (i.e. tokens). More.", "Keys (i.e. tokens).");
        check("Since v1.2 in use. More.", "Since v1.2 in use.");
        check("Costs 3.5 units. More.", "Costs 3.5 units.");
        check("See schema.sql for more. Then.", "See schema.sql for more.");
        check("Names, dates, etc. are kept. More.", "Names, dates, etc. are kept.");
        check("Names, dates, etc. More.", "Names, dates, etc.");
        check("Is it open? Yes.", "Is it open?");
        check("He said \"go.\" Then left.", "He said \"go.\"");
        check("利用者の表。注文もある。", "利用者の表。");
        check("No full stop\n\nNext paragraph.", "No full stop");
        check("One of:\n- a\n- b", "One of:");
        check("Uses `a. b` here. More.", "Uses `a. b` here.");
        check("By J. Smith. More.", "By J. Smith.");
        check("Order no. 5 of a day. More.", "Order no. 5 of a day.");
        check("(A. B.) More.", "(A. B.) More.");
        check("Wait... what. More.", "Wait... what.");
        check("  ", "");
        check("Closed `tick. More.", "Closed `tick.");
    }
}
