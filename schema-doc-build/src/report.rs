//! Diagnostics as people read them: `error[code]: message`, `file:line:column`, the source line, the help.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Severity, SourceMap, Span};

use crate::list::{IteratorExt, SliceExt};

/// What is written of a source line that is longer than a screen: this many bytes before and behind the place.
const CONTEXT: usize = 120;

/// All diagnostics, one after the other, each with a line break at its end; with colours where `colour` says so.
pub fn print(diagnostics: &Diagnostics, files: &SourceMap, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&print_one(diagnostic, files, &renderer));
        text.push('\n');
    }
    text
}

/// The diagnostics without advice: what a run that is about something else tells.
pub fn brief(diagnostics: &Diagnostics, files: &SourceMap, colour: bool) -> String {
    print(&without_advice(diagnostics), files, colour)
}

/// All but the advice.
pub fn without_advice(diagnostics: &Diagnostics) -> Diagnostics {
    let mut others = Diagnostics::default();
    others.extend(diagnostics.iter().filter(|d| !d.is_advice()).cloned());
    others
}

/// How much advice there is, by its lints, the most frequent first: `12 findings: 9 missing-table-purpose, 3 no-primary-key`.
pub fn advice(diagnostics: &Diagnostics) -> Option<String> {
    let mut counts: Vec<(usize, Code)> = Vec::new();
    for found in diagnostics.iter().filter(|d| d.is_advice()) {
        match counts.find_mut(|(_, code)| *code == found.code) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, found.code)),
        }
    }
    crate::sort::by(&mut counts, |a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    let total: usize = counts.iter().map(|(count, _)| count).sum();
    let kinds = counts.iter().map(|(count, code)| format!("{count} {}", code.as_str())).join(", ");
    (total > 0).then(|| format!("{total} finding{}: {kinds}", if total == 1 { "" } else { "s" }))
}

/// One line: `migrations/0001.sql:3:5: message`.
pub fn line(diagnostic: &Diagnostic, files: &SourceMap) -> String {
    let message = visible(&diagnostic.message);
    match diagnostic.span {
        Some(span) => format!("{}: {message}", visible(&files.place(span))),
        None => message.into_owned(),
    }
}

/// How many errors and warnings, in words: `2 errors, 1 warning`. Empty where there are none.
pub fn summary(diagnostics: &Diagnostics) -> String {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let words = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match (errors, warnings) {
        (0, 0) => String::new(),
        (errors, 0) => words(errors, "error"),
        (0, warnings) => words(warnings, "warning"),
        _ => format!("{}, {}", words(errors, "error"), words(warnings, "warning")),
    }
}

fn print_one(diagnostic: &Diagnostic, files: &SourceMap, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(span) = diagnostic.span {
        group = place(group, files, span, AnnotationKind::Primary, None);
    }
    for (span, label) in &diagnostic.related {
        group = place(group, files, *span, AnnotationKind::Context, Some(label));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    renderer.render(&[group])
}

/// Adds the line of a span. Only that line is handed over: a source may have megabytes, and a report thousands of places.
fn place<'a>(
    group: Group<'a>,
    files: &'a SourceMap,
    span: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Group<'a> {
    let file = files.file(span.file);
    let position = files.position(span);
    let Some((start, end)) = file.line_range(position.line) else {
        return group.element(Origin::path(visible(file.path())));
    };
    let line = file.text().get(start as usize..end as usize).unwrap_or_default();
    let from = (span.start.saturating_sub(start) as usize).min(line.len());
    let to = (span.end.saturating_sub(start) as usize).clamp(from, line.len());
    if line.len() > 4 * CONTEXT {
        // Minified or generated: the place itself is all that helps, and the column would be of the cut line.
        let (from, to) = (floor(line, from.saturating_sub(CONTEXT)), ceil(line, (from + CONTEXT).min(line.len())));
        let cut = visible(line.get(from..to).unwrap_or_default()).into_owned();
        let origin =
            Origin::path(visible(file.path())).line(position.line as usize).char_column(position.column as usize);
        return group.element(origin).element(Level::NOTE.message(format!("… {cut} …")));
    }
    // Control characters are shown as one character each, so that the marks below stay where they belong.
    let shown = |part: &str| visible(part).into_owned();
    let (before, inside) = (shown(line.get(..from).unwrap_or_default()), shown(line.get(from..to).unwrap_or_default()));
    let after = shown(line.get(to..).unwrap_or_default());
    let range = before.len()..before.len() + inside.len();
    let snippet = Snippet::source(format!("{before}{inside}{after}"))
        .path(visible(file.path()))
        .line_start(position.line as usize)
        .annotation(kind.span(range).label(label.map(visible)));
    group.element(snippet)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Text without control characters and marks that change the direction of writing: a name in a schema must not write to the terminal.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let hides = |c: char| {
        (c.is_control() && c != '\t')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().any(hides) {
        Cow::Owned(
            text.chars()
                .map(|c| {
                    if c == '\n' {
                        ' '
                    } else if hides(c) {
                        '\u{fffd}'
                    } else {
                        c
                    }
                })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, SourceMap, Span};

    use super::{line, print, summary};

    #[test]
    fn a_report_shows_the_place_the_line_and_the_help() {
        let mut files = SourceMap::default();
        let file = files.add("migrations/0001.sql", "CREATE TABLE a (\n  id itn\n);\n");
        let span = Span { file, start: 22, end: 25 };
        let mut diagnostics = Diagnostics::default();
        let diagnostic = Diagnostic::error(Code::SyntaxError, span, "no type `itn`").with_help("did you mean `int`?");
        assert_eq!(line(&diagnostic, &files), "migrations/0001.sql:2:6: no type `itn`");
        diagnostics.push(diagnostic);
        diagnostics.push(Diagnostic::warning(Code::NoSource, None, "nothing\u{1b}[31m there"));
        assert_eq!(summary(&diagnostics), "1 error, 1 warning");
        assert_eq!(
            print(&diagnostics, &files, false),
            "error[syntax-error]: no type `itn`\n \
             --> migrations/0001.sql:2:6\n  \
             |\n\
             2 |   id itn\n  \
             |      ^^^\n  \
             |\n  \
             = help: did you mean `int`?\n\
             \n\
             warning[no-source]: nothing\u{fffd}[31m there\n"
        );
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut_around_the_place() {
        let mut files = SourceMap::default();
        let file = files.add("a.sql", format!("{}x{}", "é".repeat(500_000), "ü".repeat(500_000)));
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::error(
            Code::SyntaxError,
            Span { file, start: 1_000_000, end: 1_000_001 },
            "wrong",
        ));
        let text = print(&diagnostics, &files, false);
        assert!(text.contains("a.sql:1:500001") && text.len() < 1000, "{text}");
    }
}
