//! Where words go: results to standard output, everything else to standard error.

mod progress;
pub(crate) mod style;
mod table;

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use terminal_size::{Height, Width, terminal_size_of};

use crate::arguments::{Color, Verbosity};
use crate::failure::Failure;
use schema_doc_build::Loaded;

pub(crate) use self::progress::Progress;
use self::style::{BAD, HELP};
pub(crate) use self::table::{Column, Fit};

/// The two streams of a command.
pub(crate) struct Output {
    out: AutoStream<io::StdoutLock<'static>>,
    err: AutoStream<io::Stderr>,
    quiet: bool,
    verbose: bool,
}

impl Output {
    pub(crate) fn new(verbosity: &Verbosity) -> Self {
        let choice = match verbosity.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self {
            out: AutoStream::new(io::stdout().lock(), choice),
            err: AutoStream::new(io::stderr(), choice),
            quiet: verbosity.quiet,
            verbose: verbosity.verbose,
        }
    }

    /// A line of the result.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        Ok(writeln!(self.out, "{}", text.as_ref())?)
    }

    /// A question, whose answer stands behind it.
    pub(crate) fn prompt(&mut self, text: &str) -> Result<(), Failure> {
        let lines = table::paragraph(Style::new(), "", text.trim_end(), width(terminal_size_of(io::stdout())));
        write!(self.out, "{} ", lines.join("\n"))?;
        Ok(self.out.flush()?)
    }

    /// A line of the result that `--quiet` leaves out.
    pub(crate) fn say(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.line(text) }
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A line of the result that only `--verbose` shows.
    pub(crate) fn detail(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        if self.verbose { self.line(text) } else { Ok(()) }
    }

    /// Rows below their heads. At a terminal they fit its width.
    pub(crate) fn table<const N: usize>(
        &mut self,
        columns: [Column<'_>; N],
        rows: &[[String; N]],
    ) -> Result<(), Failure> {
        let rows: Vec<&[String]> = rows.iter().map(<[String; N]>::as_slice).collect();
        table::lines(&columns, &rows, width(terminal_size_of(io::stdout()))).iter().try_for_each(|line| self.line(line))
    }

    /// A line of the result that goes on below itself, further to the right, where a terminal is too narrow. It begins with what it is
    /// about.
    pub(crate) fn paragraph(&mut self, style: Style, lead: &str, text: &str) -> Result<(), Failure> {
        table::paragraph(style, lead, text, width(terminal_size_of(io::stdout())))
            .iter()
            .try_for_each(|line| self.line(line))
    }

    /// What to type next.
    pub(crate) fn help(&mut self, text: &str) -> Result<(), Failure> {
        table::paragraph(HELP, "help:", &format!(" {text}"), width(terminal_size_of(io::stdout())))
            .iter()
            .try_for_each(|line| self.line(line))
    }

    /// What is going on, for whoever looks on, until what is returned is dropped.
    pub(crate) fn progress(&self, what: &'static str) -> Progress {
        Progress::new(what, !self.quiet && io::stderr().is_terminal())
    }

    /// Diagnostics of a schema but advice: all, or with `--quiet` only where one of them is an error.
    pub(crate) fn diagnostics(&mut self, loaded: &Loaded) {
        let report = loaded.brief(true);
        if !report.is_empty() && (!self.quiet || loaded.diagnostics().has_errors()) {
            // The stream takes the colours out where there is no terminal.
            let _ = writeln!(self.err, "{report}");
        }
    }

    /// Why the command failed.
    pub(crate) fn error(&mut self, failure: &Failure) {
        let text = failure.to_string();
        if text.is_empty() {
            return;
        }
        let text = format!("error: {}", text.strip_prefix("schema-doc: ").unwrap_or(&text));
        for line in text.lines() {
            let (style, lead) = match line {
                _ if line.starts_with("error:") => (BAD, "error:"),
                _ if line.starts_with("help:") => (HELP, "help:"),
                // What is to be typed, or the lines of a source.
                _ => {
                    let _ = writeln!(self.err, "{line}");
                    continue;
                }
            };
            let rest = line.strip_prefix(lead).unwrap_or_default();
            for line in table::paragraph(style, lead, rest, width(terminal_size_of(io::stderr()))) {
                let _ = writeln!(self.err, "{line}");
            }
        }
    }
}

/// How wide a terminal is, if it is one.
fn width(size: Option<(Width, Height)>) -> Option<usize> {
    size.map(|(width, _)| usize::from(width.0))
}

/// A name or prose on one line, without anything that a terminal would act on.
pub(crate) fn plain(text: &str) -> String {
    let text: Vec<&str> = text.split_whitespace().collect();
    text.join(" ").chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
