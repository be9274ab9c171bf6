//! A setting of a connection, and where it stands: a message about it names the place.

use schema_doc_build::files::Files;
use schema_doc_diagnostics::nearest;

use super::Problem;

/// A setting. It may be a password: it has no `Debug`.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) name: String,
    pub(super) value: String,
    /// `--database-url`, `PGSSLMODE`, `/home/a/.pg_service.conf:7`
    pub(super) place: String,
}

impl Setting {
    pub(super) fn new(name: &str, value: &str, place: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned(), place: place.to_owned() }
    }

    /// `sslmode=require` (PGSSLMODE): for what is no password.
    pub(super) fn described(&self) -> String {
        format!("`{}={}` ({})", self.name, self.value, self.place)
    }

    pub(super) fn port(&self) -> Result<u16, Problem> {
        let wrong = || Problem::new(format!("the port `{}` is no number up to 65535 ({})", self.value, self.place));
        self.value.parse().map_err(|_| wrong())
    }

    /// The one of these words that it is.
    pub(super) fn one_of<T: Copy>(&self, known: &[(&'static str, T)]) -> Result<T, Problem> {
        let is_it = |(word, _): &&(&str, T)| word.eq_ignore_ascii_case(&self.value);
        if let Some((_, meaning)) = known.iter().find(is_it) {
            return Ok(*meaning);
        }
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let help = match nearest(&self.value, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", words.join(", ")),
        };
        Err(Problem::new(format!("no {} `{}` ({})", self.name, self.value, self.place)).with_help(help))
    }

    /// The content of the file that it names.
    pub(super) fn file(&self, files: &Files) -> Result<Vec<u8>, Problem> {
        files.read_unwatched(&self.value).map_err(|error| {
            Problem::new(format!("{}: {error}", self.described())).with_help("name a file in PEM that may be read")
        })
    }
}

/// A parameter that is nearly one of those that count would be passed over without a word. Those of other clients (`connection_limit`) are
/// theirs. What is wrong is not repeated: a password that was cut off may be among it.
pub(super) fn check_name(name: &str, place: &str, known: &[&'static str]) -> Result<(), Problem> {
    match nearest(name, known.iter().copied()).filter(|near| *near != name) {
        Some(near) => Err(Problem::new(format!("{place}: there is a parameter that is not known"))
            .with_help(format!("did you mean `{near}`?"))),
        None => Ok(()),
    }
}
