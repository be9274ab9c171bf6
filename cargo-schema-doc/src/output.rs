//! Where words go: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};

use crate::arguments::{Color, Verbosity};
use crate::failure::Failure;

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

    /// A line of the result that `--quiet` leaves out.
    pub(crate) fn say(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.line(text) }
    }

    /// A line of the result that only `--verbose` shows.
    pub(crate) fn detail(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        if self.verbose { self.line(text) } else { Ok(()) }
    }

    /// What is going on, for whoever looks on.
    #[expect(dead_code, reason = "long work comes with the next commands")]
    pub(crate) fn progress(&mut self, text: &str) {
        if !self.quiet && io::stderr().is_terminal() {
            let _ = writeln!(self.err, "{text}");
        }
    }

    /// Diagnostics, as they are.
    pub(crate) fn report(&mut self, text: &str) {
        let _ = write!(self.err, "{text}");
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
