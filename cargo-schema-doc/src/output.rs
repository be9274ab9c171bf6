//! Where words go: results to standard output, everything else to standard error.

mod progress;
pub(crate) mod style;
mod table;

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};

use crate::arguments::{Color, Verbosity};
use crate::failure::Failure;
use schema_doc_build::Loaded;

pub(crate) use self::progress::Progress;
use self::style::{BAD, HEAD, HELP, painted};
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
        write!(self.out, "{text}")?;
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
        table::lines(&columns, &rows, width()).iter().try_for_each(|line| self.line(line))
    }

    /// A line of the result that goes on below itself, further to the right, where a terminal is too narrow. It begins with what it is
    /// about.
    pub(crate) fn paragraph(&mut self, lead: &str, text: &str) -> Result<(), Failure> {
        let whole = format!("{lead}{text}");
        let indent = whole.len() - whole.trim_start().len();
        let width = width().map_or(usize::MAX, |width| width.saturating_sub(indent + 2));
        for (i, line) in table::wrapped(whole.trim_start(), width).iter().enumerate() {
            let line = match line.strip_prefix(lead.trim_start()) {
                Some(rest) if i == 0 => format!("{}{rest}", painted(HEAD, lead.trim_start())),
                _ => line.clone(),
            };
            self.line(format!("{}{line}", " ".repeat(if i == 0 { indent } else { indent + 2 })))?;
        }
        Ok(())
    }

    /// What to type next.
    pub(crate) fn help(&mut self, text: &str) -> Result<(), Failure> {
        self.line(format!("{} {text}", painted(HELP, "help:")))
    }

    /// What is going on, for whoever looks on, until what is returned is dropped.
    pub(crate) fn progress(&self, what: &'static str) -> Progress {
        Progress::new(what, !self.quiet && io::stderr().is_terminal())
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
            let text = text.replace("\nhelp: ", &format!("\n{} ", painted(HELP, "help:")));
            let _ = writeln!(self.err, "{} {text}", painted(BAD, "error:"));
        }
    }
}

/// How wide the terminal is that standard output goes to, if it is one.
fn width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// A name or prose on one line, without anything that a terminal would act on.
pub(crate) fn plain(text: &str) -> String {
    let text: Vec<&str> = text.split_whitespace().collect();
    text.join(" ").chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
