//! Where a build runs, and so what it does with the documents.

use crate::config::Drift;
use crate::error::Error;
use crate::files::Files;
use crate::list::SliceExt;

use super::Mode;

/// What a build does with the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// Writes or checks them.
    Documents(Mode),
    /// Leaves them alone.
    Off,
    /// The sources are not the developer's: it writes to `OUT_DIR` only.
    OutDirOnly,
}

/// Whether the sources are a copy that nobody edits: on docs.rs, out of a package, in cargo's registry.
pub(crate) fn is_copy(files: &Files) -> bool {
    if files.env("DOCS_RS").is_some() {
        return true;
    }
    if ["Cargo.toml.orig", ".cargo-ok", ".cargo-checksum.json"].any(|file| files.is_file(file)) {
        return true;
    }
    let root = files.root();
    let below = |home: &std::path::Path| {
        root.starts_with(home.join("registry")) || root.starts_with(home.join("git").join("checkouts"))
    };
    files.env("CARGO_HOME").is_some_and(|home| !home.is_empty() && below(std::path::Path::new(&home)))
}

/// What a build does, first match wins: a copy is never written to; then `SCHEMA_DOC`, the builder and the file, whether this is CI.
pub(super) fn setting(files: &Files, drift: Drift) -> Result<Setting, Error> {
    if is_copy(files) {
        return Ok(Setting::OutDirOnly);
    }
    let variable = "SCHEMA_DOC";
    let said = match files.env(variable) {
        Some(value) => match value.as_str() {
            "" => None,
            "write" => Some(Drift::Write),
            "check" => Some(Drift::Check),
            "off" => Some(Drift::Off),
            _ => return Err(Error::InvalidVariable { variable, value, expected: "`write`, `check` or `off`" }),
        },
        None => None,
    };
    Ok(match said.unwrap_or(drift) {
        Drift::Off => Setting::Off,
        Drift::Check => Setting::Documents(Mode::Check),
        Drift::Auto if is_ci(files) => Setting::Documents(Mode::Check),
        Drift::Auto | Drift::Write => Setting::Documents(Mode::Write),
    })
}

fn is_ci(files: &Files) -> bool {
    let set = |name| {
        let value = files.env(name).unwrap_or_default();
        !(value.is_empty() || value == "0" || value.eq_ignore_ascii_case("false"))
    };
    // Both are read, so that both are watched.
    let (ci, tf_build) = (set("CI"), set("TF_BUILD"));
    ci || tf_build
}

#[cfg(test)]
mod tests {
    use super::{Drift, Files, Mode, Setting, setting};

    #[test]
    fn every_row_of_the_table() {
        let check = |env: &[(&str, &str)], file: &str, drift, expected| {
            let mut files = Files::in_memory([(file, "")]);
            files.set_env(env.iter().copied());
            assert_eq!(setting(&files, drift).ok(), expected, "{env:?} {file} {drift:?}");
        };
        let (write, check_) = (Some(Setting::Documents(Mode::Write)), Some(Setting::Documents(Mode::Check)));
        check(&[], "Cargo.toml", Drift::Auto, write);
        check(&[("CI", "true")], "Cargo.toml", Drift::Auto, check_);
        check(&[("CI", "1")], "Cargo.toml", Drift::Auto, check_);
        check(&[("TF_BUILD", "True")], "Cargo.toml", Drift::Auto, check_);
        for no in ["false", "False", "0", ""] {
            check(&[("CI", no)], "Cargo.toml", Drift::Auto, write);
        }
        check(&[("CI", "true")], "Cargo.toml", Drift::Write, write);
        check(&[], "Cargo.toml", Drift::Check, check_);
        check(&[], "Cargo.toml", Drift::Off, Some(Setting::Off));
        check(&[("CI", "true"), ("SCHEMA_DOC", "write")], "Cargo.toml", Drift::Check, write);
        check(&[("SCHEMA_DOC", "check")], "Cargo.toml", Drift::Write, check_);
        check(&[("SCHEMA_DOC", "off")], "Cargo.toml", Drift::Auto, Some(Setting::Off));
        check(&[("SCHEMA_DOC", "yes")], "Cargo.toml", Drift::Auto, None);
        let copy = Some(Setting::OutDirOnly);
        check(&[("DOCS_RS", "1"), ("SCHEMA_DOC", "write")], "Cargo.toml", Drift::Write, copy);
        for file in ["Cargo.toml.orig", ".cargo-ok", ".cargo-checksum.json"] {
            check(&[("SCHEMA_DOC", "write")], file, Drift::Auto, copy);
        }
    }

    #[test]
    fn a_package_in_the_registry_is_a_copy() {
        let check = |root: &str, expected: bool| {
            let mut files = Files::on_disk(root);
            files.set_env([("CARGO_HOME", "/home/me/.cargo")]);
            assert_eq!(super::is_copy(&files), expected, "{root}");
        };
        check("/home/me/.cargo/registry/src/index/db-0.1.0", true);
        check("/home/me/.cargo/git/checkouts/db-1/2", true);
        check("/home/me/work/db", false);
    }
}
