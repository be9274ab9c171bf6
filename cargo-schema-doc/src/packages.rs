//! Which packages a command works on: read from the `Cargo.toml` files, without running cargo.

use std::path::{Path, PathBuf};

use schema_doc_build::files::Files;
use schema_doc_build::glob::{Glob, is_glob};
use schema_doc_build::{Builder, Loaded, config_files};
use schema_doc_diagnostics::nearest;
use toml::de::DeTable;

use crate::arguments::Selection;
use crate::failure::Failure;
use crate::output::plain;
use crate::paths;

/// A package, or a folder with a `schema-doc.toml` outside any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: Option<String>,
    pub(crate) dir: PathBuf,
}

/// What a `Cargo.toml` says, as far as it matters here.
struct Manifest {
    dir: PathBuf,
    package: Option<String>,
    /// `[workspace]`: members and excluded folders.
    workspace: Option<(Vec<String>, Vec<String>)>,
}

/// The package of this folder, or of a `Cargo.toml`; the folder itself where there is none.
pub(crate) fn of_folder(manifest_path: Option<&Path>) -> Result<Package, Failure> {
    let start = start(manifest_path)?;
    for dir in start.ancestors() {
        match read_manifest(dir)? {
            Some(Manifest { package: Some(name), .. }) => return Ok(Package { name: Some(name), dir: dir.to_owned() }),
            Some(_) => break,
            None => {}
        }
    }
    Ok(Package { name: None, dir: start })
}

/// The packages that the arguments select, in the order of the workspace.
pub(crate) fn select(selection: &Selection) -> Result<Vec<Package>, Failure> {
    let start = start(selection.manifest_path.as_deref())?;
    let named = !selection.package.is_empty();
    if !named && !selection.workspace {
        // `schema-doc.toml` stands beside `Cargo.toml`, and may stand without one.
        for dir in start.ancestors() {
            let configured = !config_files(&Files::on_disk(dir)).is_empty();
            let manifest = read_manifest(dir)?;
            match manifest {
                Some(Manifest { package: Some(name), .. }) => {
                    return Ok(vec![Package { name: Some(name), dir: dir.to_owned() }]);
                }
                _ if configured => return Ok(vec![Package { name: None, dir: dir.to_owned() }]),
                Some(Manifest { workspace: Some(_), .. }) => break,
                _ => {}
            }
        }
    }
    let members = members(&start)?;
    if members.is_empty() {
        return Err(Failure::NotConfigured(start));
    }
    if named {
        return Failure::together(selection.package.iter().map(|name| by_name(&members, name)));
    }
    let configured: Vec<Package> =
        members.into_iter().filter(|member| !config_files(&Files::on_disk(&member.dir)).is_empty()).collect();
    if configured.is_empty() {
        return Err(Failure::Argument("no package of the workspace has a `schema-doc.toml`".to_owned()));
    }
    Ok(configured)
}

/// The folder to start from: that of a `Cargo.toml`, or where the user stands.
fn start(manifest_path: Option<&Path>) -> Result<PathBuf, Failure> {
    let Some(path) = manifest_path else { return paths::here() };
    let absolute = std::path::absolute(path).map_err(Failure::Output)?;
    if !absolute.ends_with("Cargo.toml") || !Files::on_disk("").is_file(&absolute.to_string_lossy()) {
        let message = format!("`--manifest-path` is {}, where there is no `Cargo.toml`", path.display());
        return Err(Failure::Argument(message));
    }
    Ok(absolute.parent().map(Path::to_path_buf).unwrap_or(absolute))
}

fn by_name(members: &[Package], name: &str) -> Result<Package, Failure> {
    members.iter().find(|member| member.name.as_deref() == Some(name)).cloned().ok_or_else(|| {
        let known: Vec<&str> = members.iter().filter_map(|member| member.name.as_deref()).collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has `{}`", known.join("`, `")),
        };
        Failure::Argument(format!("no package `{name}` in the workspace\nhelp: {help}"))
    })
}

/// All packages of the workspace above `start`, or the one package there.
fn members(start: &Path) -> Result<Vec<Package>, Failure> {
    let mut alone = None;
    for dir in start.ancestors() {
        let Some(manifest) = read_manifest(dir)? else { continue };
        let own = manifest.package.map(|name| Package { name: Some(name), dir: manifest.dir });
        if let Some((members, excluded)) = manifest.workspace {
            let excluded: Vec<PathBuf> = excluded.iter().map(|path| dir.join(path)).collect();
            let mut packages: Vec<Package> = own.into_iter().collect();
            for pattern in members {
                for member in expand(dir, &pattern) {
                    if excluded.iter().any(|path| member.starts_with(path)) {
                        continue;
                    }
                    if let Some(Manifest { package: Some(name), dir, .. }) = read_manifest(&member)? {
                        let package = Package { name: Some(name), dir };
                        if !packages.contains(&package) {
                            packages.push(package);
                        }
                    }
                }
            }
            return Ok(packages);
        }
        alone = alone.or(own);
    }
    Ok(alone.into_iter().collect())
}

fn read_manifest(dir: &Path) -> Result<Option<Manifest>, Failure> {
    let path = dir.join("Cargo.toml");
    let Some(text) = read(&path)? else { return Ok(None) };
    let document = DeTable::parse(&text).map_err(|error| Failure::Read(path, error.message().to_owned()))?;
    let root = document.get_ref();
    let package = table(root, "package").and_then(|package| string(package, "name"));
    let workspace = table(root, "workspace").map(|w| (strings(w, "members"), strings(w, "exclude")));
    Ok(Some(Manifest { dir: dir.to_owned(), package, workspace }))
}

fn table<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    table.get(key).and_then(|value| value.get_ref().as_table())
}

fn string(table: &DeTable<'_>, key: &str) -> Option<String> {
    table.get(key).and_then(|value| value.get_ref().as_str()).map(str::to_owned)
}

fn strings(table: &DeTable<'_>, key: &str) -> Vec<String> {
    let list = table.get(key).and_then(|value| value.get_ref().as_array());
    let items = list.into_iter().flat_map(|list| list.iter());
    items.filter_map(|item| item.get_ref().as_str()).map(str::to_owned).collect()
}

fn read(path: &Path) -> Result<Option<String>, Failure> {
    match Files::on_disk("").read_unwatched(&path.to_string_lossy()) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(Failure::Read(path.to_owned(), "not UTF-8".to_owned())),
        },
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(Failure::Read(path.to_owned(), error.to_string())),
    }
}

/// The folders that a member pattern stands for: `crates/*`.
fn expand(dir: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut found = vec![dir.to_owned()];
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        found = if let Some(glob) = Glob::new(part).filter(|_| is_glob(part)) {
            let below = |dir: PathBuf| {
                let names = Files::on_disk(&dir).names_unwatched(".").into_iter();
                names.filter(|name| glob.matches(name)).map(|name| dir.join(name)).collect::<Vec<_>>()
            };
            found.into_iter().flat_map(below).collect()
        } else {
            found.into_iter().map(|dir| dir.join(part)).collect()
        };
    }
    found
}

/// Reads every schema of a package; `change` adds to what its configuration file says.
pub(crate) fn load(package: &Package, change: impl Fn(Builder) -> Builder) -> Result<Vec<Loaded>, Failure> {
    let files = config_files(&Files::on_disk(&package.dir));
    if files.is_empty() {
        return Err(Failure::NotConfigured(package.dir.clone()));
    }
    files
        .into_iter()
        .map(|file| {
            let mut builder = Builder::default().root(&package.dir).config_file(file);
            if let Some(name) = &package.name {
                builder = builder.package(name);
            }
            Ok(change(builder).load()?)
        })
        .collect()
}

/// Reads every schema of all packages.
pub(crate) fn load_all(packages: &[Package]) -> Result<Vec<Loaded>, Failure> {
    let loaded = Failure::together(packages.iter().map(|package| load(package, |builder| builder)))?;
    Ok(loaded.into_iter().flatten().collect())
}

/// The folder of a schema's documents, as a path from where the user stands where it lies below.
pub(crate) fn docs_folder(loaded: &Loaded) -> String {
    let dir = loaded.files().root().join(&loaded.config().docs.dir);
    let here = paths::here().unwrap_or_default();
    match plain(&dir.strip_prefix(here).unwrap_or(&dir).to_string_lossy()) {
        here if here.is_empty() => ".".to_owned(),
        dir => dir,
    }
}

/// The folder of the first of the packages.
pub(crate) fn root(packages: &[Package]) -> &Path {
    packages.first().map_or(Path::new("."), |package| &package.dir)
}

/// The root of the repository that a folder lies in; outside any, that of the workspace; else the folder itself.
pub(crate) fn repository(dir: &Path) -> PathBuf {
    let has = |dir: &&Path, name: &str| {
        let files = Files::on_disk(*dir);
        files.is_dir(name) || files.is_file(name)
    };
    let is_workspace = |dir: &&Path| read_manifest(dir).is_ok_and(|found| found.is_some_and(|m| m.workspace.is_some()));
    let root = dir.ancestors().find(|dir| has(dir, ".git")).or_else(|| dir.ancestors().find(is_workspace));
    root.unwrap_or(dir).to_owned()
}

/// Refuses where the build of this project is another version of schema-doc: the two would write different documents.
pub(crate) fn check_version(dir: &Path) -> Result<(), Failure> {
    let ours = env!("CARGO_PKG_VERSION");
    for dir in dir.ancestors() {
        let path = dir.join("Cargo.lock");
        let Some(text) = read(&path)? else { continue };
        let locked = locked_versions(&text);
        if locked.is_empty() || locked.iter().any(|version| version == ours) {
            return Ok(());
        }
        let theirs = locked.join(" and ");
        return Err(Failure::Argument(format!(
            "{} has schema-doc-build {theirs}, and this is {ours}: they may write different documents\n\
             help: cargo install cargo-schema-doc --version {}",
            path.display(),
            locked.last().map_or("", String::as_str),
        )));
    }
    Ok(())
}

/// The versions of `schema-doc-build` in a `Cargo.lock`.
fn locked_versions(text: &str) -> Vec<String> {
    let Ok(document) = DeTable::parse(text) else { return Vec::new() };
    let packages = document.get_ref().get("package").and_then(|list| list.get_ref().as_array());
    let packages = packages.into_iter().flat_map(|list| list.iter()).filter_map(|package| package.get_ref().as_table());
    packages
        .filter(|package| string(package, "name").as_deref() == Some("schema-doc-build"))
        .filter_map(|package| string(package, "version"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::locked_versions;

    #[test]
    fn a_lock_file_names_the_version_of_the_build() {
        let text = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"schema-doc-build\"\nversion = \"0.7.0\"\n";
        assert_eq!(locked_versions(text), ["0.7.0"]);
        assert_eq!(locked_versions("["), Vec::<String>::new());
    }
}
