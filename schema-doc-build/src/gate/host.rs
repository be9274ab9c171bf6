//! Blocks in Markdown files that are otherwise not ours.

use schema_doc_diagnostics::{Code, Diagnostic, Span};

use super::compare::fold;
use super::findings::Difference;
use super::{Gate, Mode};
use crate::error::Error;
use crate::render::inject::{BlockError, inject};

impl Gate<'_> {
    /// Fills or checks the blocks of every host. A host with an error in it stays as it is.
    pub(super) fn hosts(&mut self) -> Result<(), Error> {
        for path in &self.loaded.config.docs.inject {
            let text = match self.loaded.files.read_unwatched(path).map(String::from_utf8) {
                Ok(Ok(text)) => text,
                Ok(Err(_)) => {
                    self.refuse(Code::InvalidUtf8, format!("`{path}`, which `[docs] inject` names, is no UTF-8"));
                    continue;
                }
                Err(error) => {
                    let message = format!("`{path}`, which `[docs] inject` names, cannot be read: {error}");
                    self.refuse(Code::UnreadableFile, message);
                    continue;
                }
            };
            match inject(self.loaded.input(), path, &text) {
                Err(errors) => self.report_blocks(path, &text, errors),
                Ok(filled) => {
                    self.report.hosts.push(path.clone());
                    if fold(&filled) == fold(&text) {
                        continue;
                    }
                    match self.mode {
                        Mode::Write | Mode::Prune => {
                            self.writer.write(path, &filled)?;
                            self.report.written.push(path.clone());
                        }
                        Mode::Check => self.differences.push(Difference::host(path.clone(), &text, &filled)),
                    }
                }
            }
        }
        Ok(())
    }

    fn refuse(&mut self, code: Code, message: String) {
        self.diagnostics.push(Diagnostic::error(code, None, message));
    }

    fn report_blocks(&mut self, path: &str, text: &str, errors: Vec<BlockError>) {
        let file = self.texts.add(path, text);
        for error in errors {
            let (start, end) = self.texts.file(file).line_range(error.line).unwrap_or_default();
            let diagnostic = Diagnostic::error(error.code, Span { file, start, end }, error.message);
            self.diagnostics.push(diagnostic.with_help(error.help));
        }
    }
}
