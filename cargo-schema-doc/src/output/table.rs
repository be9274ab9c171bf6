//! Tables that fit the terminal.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr};

use super::style::{HEAD, painted};

/// Between two columns.
const GAP: usize = 2;
/// A column gets no wider than this for the sake of one long cell, where its cells are written whole.
const WIDEST: usize = 48;
/// In front of a text below its row.
const BELOW: &str = "    ";
/// How much further to the right a paragraph goes on.
const HANGING: usize = 2;
/// What is left of a text, at least.
const SHORTEST: usize = 12;

/// What happens to cells for which a terminal is too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// They are written whole: names.
    Whole,
    /// They are cut, with `…`.
    Cut,
    /// They go on below themselves, broken at spaces.
    Wrap,
}

/// A column: its head, and what happens to its cells.
pub(crate) type Column<'a> = (&'a str, Fit);

/// The lines of a table: its heads in bold, each column as wide as it has to be, the last one not filled up. Without a width nothing is
/// shortened.
pub(super) fn lines(columns: &[Column<'_>], rows: &[&[String]], width: Option<usize>) -> Vec<String> {
    let heads: Vec<String> = columns.iter().map(|(head, _)| (*head).to_owned()).collect();
    let all = || [heads.as_slice()].into_iter().chain(rows.iter().copied());
    let natural: Vec<usize> = (0..columns.len())
        .map(|i| all().filter_map(|row| row.get(i)).map(|cell| cell.width()).max().unwrap_or_default())
        .collect();
    let mut widths = match width {
        Some(width) => fitted(columns, rows, &natural, width),
        None => natural.iter().map(|&natural| natural.min(WIDEST)).collect(),
    };
    // Where even the least is too much, the last text stands below its row.
    let is_too_wide = width.is_some_and(|width| total(&widths) > width);
    let below = match columns.split_last() {
        Some(((_, Fit::Wrap), others)) if is_too_wide => {
            widths = fitted(others, rows, &natural, width.unwrap_or_default());
            Some(others.len())
        }
        _ => None,
    };
    let mut lines: Vec<String> = Vec::new();
    for (number, row) in all().enumerate() {
        let cells = columns.iter().zip(row).zip(&widths).map(|(((_, fit), cell), &wide)| match fit {
            Fit::Cut if width.is_some() => vec![cut(cell, wide)],
            Fit::Wrap if width.is_some() => wrapped(cell, wide),
            _ => vec![cell.clone()],
        });
        let cells: Vec<Vec<String>> = cells.collect();
        for at in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
            let line = line(cells.iter().map(|parts| parts.get(at).map_or("", String::as_str)), &widths);
            lines.push(if number == 0 { painted(HEAD, line) } else { line });
        }
        let text = below.filter(|_| number > 0).and_then(|i| row.get(i)).filter(|text| !text.is_empty());
        if let (Some(text), Some(width)) = (text, width) {
            let parts = wrapped(text, width.saturating_sub(BELOW.len()));
            lines.extend(parts.into_iter().map(|part| format!("{BELOW}{part}")));
        }
    }
    lines
}

/// A line of cells; it is not filled up.
fn line<'c>(cells: impl Iterator<Item = &'c str>, widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + GAP));
    }
    line.truncate(line.trim_end().len());
    line
}

/// How wide a line is.
fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// Widths that fit: what names leave is shared among the texts, those that need less than their share first.
fn fitted(columns: &[Column<'_>], rows: &[&[String]], natural: &[usize], width: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = natural.iter().take(columns.len()).copied().collect();
    let (mut texts, names): (Vec<usize>, Vec<usize>) =
        (0..columns.len()).partition(|&i| columns.get(i).is_some_and(|(_, fit)| *fit != Fit::Whole));
    texts.sort_by_key(|&i| natural.get(i).copied());
    let names: usize = names.iter().filter_map(|&i| natural.get(i)).sum();
    let mut left = width.saturating_sub(names + GAP * columns.len().saturating_sub(1));
    for (at, &i) in texts.iter().enumerate() {
        let share = left / (texts.len() - at);
        let least = columns.get(i).map_or(0, |&(head, fit)| least(head, fit, rows.iter().filter_map(|row| row.get(i))));
        if let Some(width) = widths.get_mut(i) {
            *width = (*width).min(share.max(least));
            left = left.saturating_sub(*width);
        }
    }
    widths
}

/// The least width of a text: that of its head, and of its longest word where it is broken at spaces.
fn least<'c>(head: &str, fit: Fit, cells: impl Iterator<Item = &'c String>) -> usize {
    let word = match fit {
        Fit::Wrap => cells.flat_map(|cell| cell.split(' ')).map(UnicodeWidthStr::width).max().unwrap_or_default(),
        Fit::Whole | Fit::Cut => SHORTEST,
    };
    head.width().max(word.min(WIDEST))
}

/// The beginning of a text, with `…` where that is not all.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or_default();
        used < width
    };
    let short: String = text.chars().take_while(fits).collect();
    format!("{}…", short.trim_end())
}

/// A text that begins with what it is about, painted; it goes on below itself, further to the right.
pub(super) fn paragraph(style: Style, lead: &str, text: &str, width: Option<usize>) -> Vec<String> {
    let whole = format!("{lead}{text}");
    let (lead, indent) = (lead.trim_start(), whole.len() - whole.trim_start().len());
    let width = width.map_or(usize::MAX, |width| width.saturating_sub(indent + HANGING));
    let lines = wrapped(whole.trim_start(), width).into_iter().enumerate();
    let line = |(number, line): (usize, String)| match line.strip_prefix(lead) {
        Some(rest) if number == 0 && !lead.is_empty() => {
            format!("{}{}{rest}", " ".repeat(indent), painted(style, lead))
        }
        _ if number == 0 => format!("{}{line}", " ".repeat(indent)),
        _ => format!("{}{line}", " ".repeat(indent + HANGING)),
    };
    lines.map(line).collect()
}

/// A text in lines of a width, broken at spaces; a word that is longer stays whole.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Fit, cut, lines, wrapped};

    fn table(fit: Fit, width: Option<usize>) -> String {
        let row = |name: &str, text: &str| [name.to_owned(), text.to_owned()];
        let rows = [row("users", "People who sign in."), row("用户資料", "e\u{301}te\u{301} 🙂 naïve"), row("a", "")];
        let rows: Vec<&[String]> = rows.iter().map(<[String; 2]>::as_slice).collect();
        let text = lines(&[("Table", Fit::Whole), ("Purpose", fit)], &rows, width).join("\n");
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn columns_are_as_wide_as_what_is_seen_of_them() {
        let all = "Table     Purpose\nusers     People who sign in.\n用户資料  e\u{301}te\u{301} 🙂 naïve\na";
        for (fit, width) in [(Fit::Cut, None), (Fit::Wrap, None), (Fit::Cut, Some(29)), (Fit::Wrap, Some(200))] {
            assert_eq!(table(fit, width), all);
        }
    }

    #[test]
    fn a_text_is_cut_or_goes_on_below_itself_and_a_name_stays_whole() {
        assert_eq!(
            table(Fit::Cut, Some(24)),
            "Table     Purpose\nusers     People who si…\n用户資料  e\u{301}te\u{301} 🙂 naïve\na"
        );
        assert_eq!(
            table(Fit::Wrap, Some(18)),
            "Table     Purpose\nusers     People\n          who sign\n          in.\n用户資料  e\u{301}te\u{301} 🙂\n          naïve\na"
        );
        assert!(table(Fit::Cut, Some(5)).contains("\n用户資料  "));
        assert_eq!(
            table(Fit::Wrap, Some(14)),
            "Table\nusers\n    People who\n    sign in.\n用户資料\n    e\u{301}te\u{301} 🙂\n    naïve\na"
        );
    }

    #[test]
    fn wide_characters_are_not_cut_in_half() {
        let check = |width: usize, expected: &str| assert_eq!(cut("日本語 text", width), expected, "{width}");
        check(11, "日本語 text");
        check(7, "日本語…");
        check(6, "日本…");
        check(2, "…");
    }

    #[test]
    fn a_word_that_is_longer_than_the_line_stays_whole() {
        assert_eq!(wrapped("a migrations/0001_users.sql b", 10), ["a", "migrations/0001_users.sql", "b"]);
        assert_eq!(wrapped("", 10), [""]);
    }
}
