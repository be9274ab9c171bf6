//! Where words go: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};

use crate::arguments::{Color, Verbosity};
use crate::failure::Failure;
use schema_doc_build::Loaded;

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
        write!(self.out, "{text}")?;
        Ok(self.out.flush()?)
    }

    /// A line of the result that `--quiet` leaves out.
    pub(crate) fn say(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.line(text) }
    }

    /// A line of the result that only `--verbose` shows.
    pub(crate) fn detail(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        if self.verbose { self.line(text) } else { Ok(()) }
    }

    /// Rows below their heads, each column as wide as it has to be; the last one is not filled up.
    pub(crate) fn table<const N: usize>(&mut self, head: &[String; N], rows: &[[String; N]]) -> Result<(), Failure> {
        let width = |i: usize| rows.iter().chain([head]).filter_map(|row| row.get(i)).map(|c| c.chars().count()).max();
        let widths: Vec<usize> = (0..N).map(|i| width(i).unwrap_or_default().min(48)).collect();
        for row in [head].into_iter().chain(rows) {
            let mut line = String::new();
            for (cell, &width) in row.iter().zip(&widths) {
                line.push_str(cell);
                let fill = width.saturating_sub(cell.chars().count());
                line.extend(std::iter::repeat_n(' ', fill + 2));
            }
            self.line(line.trim_end())?;
        }
        Ok(())
    }

    /// What is going on, for whoever looks on.
    pub(crate) fn progress(&mut self, text: &str) {
        if !self.quiet && io::stderr().is_terminal() {
            let _ = writeln!(self.err, "{text}");
        }
    }

    /// Diagnostics of a schema: all, or with `--quiet` only where one of them is an error.
    pub(crate) fn diagnostics(&mut self, loaded: &Loaded) {
        if !loaded.diagnostics().is_empty() && (!self.quiet || loaded.diagnostics().has_errors()) {
            // The stream takes the colours out where there is no terminal.
            let _ = writeln!(self.err, "{}", loaded.report(true));
        }
    }

    /// Why the command failed.
    pub(crate) fn error(&mut self, failure: &Failure) {
        let text = failure.to_string();
        if !text.is_empty() {
            let text = text.strip_prefix("schema-doc: ").unwrap_or(&text);
            let _ = writeln!(self.err, "error: {text}");
        }
    }
}

/// A name or prose on one line, without anything that a terminal would act on.
pub(crate) fn plain(text: &str) -> String {
    let text: Vec<&str> = text.split_whitespace().collect();
    text.join(" ").chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
