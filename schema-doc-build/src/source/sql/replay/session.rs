//! What a session remembers: its search path, and what a transaction has to give back.

use crate::list::IteratorExt;

/// The session's settings.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    path: Vec<String>,
    in_transaction: bool,
    /// The path to go back to at the end of the transaction (`SET LOCAL`).
    restore: Option<Vec<String>>,
}

impl Default for Session {
    fn default() -> Self {
        Self { path: default_path(), in_transaction: false, restore: None }
    }
}

fn default_path() -> Vec<String> {
    vec!["public".to_owned()]
}

impl Session {
    /// Namespaces that unqualified names are looked up in; `"$user"` and `pg_catalog` are not among them.
    pub(crate) fn path(&self) -> &[String] {
        &self.path
    }

    /// What a definition written now needs to know of the path: nothing where it is the default one.
    pub(crate) fn path_of_definition(&self) -> Vec<String> {
        if self.path == default_path() { Vec::new() } else { self.path.clone() }
    }

    pub(crate) fn set_path(&mut self, path: Option<&[String]>, local: bool) {
        let known = |name: &&String| !matches!(name.as_str(), "" | "$user" | "pg_catalog" | "pg_temp");
        let path = path
            .map_or_else(default_path, |path| path.iter().filter(known).map(|n| super::names::cut(n)).collect_vec());
        let before = std::mem::replace(&mut self.path, path);
        if local && self.in_transaction {
            self.restore.get_or_insert(before);
        } else if local {
            // outside of a transaction it has no effect; a migration tool has opened one around the file
        } else {
            self.restore = None;
        }
    }

    /// Puts another path in place and returns the old one.
    pub(crate) fn replace_path(&mut self, path: Vec<String>) -> Vec<String> {
        std::mem::replace(&mut self.path, path)
    }

    pub(crate) fn begin(&mut self) {
        self.in_transaction = true;
    }

    pub(crate) fn end_transaction(&mut self) {
        self.in_transaction = false;
        if let Some(path) = self.restore.take() {
            self.path = path;
        }
    }
}
