//! `sqlite:app.db`, `sqlite://app.db`, `sqlite:///var/app.db?mode=ro`, or the file itself.

use std::path::{Path, PathBuf};

pub(super) fn of_url(url: &str) -> PathBuf {
    let path = url.split_once(':').map_or(url, |(_, path)| path);
    let path = path.strip_prefix("//").unwrap_or(path);
    // How it is opened is ours to say.
    path.split('?').next().unwrap_or(path).into()
}

pub(super) fn is_file_name(text: &str) -> bool {
    let ending = Path::new(text).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| matches!(ending.as_str(), "db" | "db3" | "sqlite" | "sqlite3"))
}
