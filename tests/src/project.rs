//! A temporary package with a schema in it, and its documents.

use std::path::{Path, PathBuf};

use schema_doc_build::model::System;
use schema_doc_build::{Builder, Format, Loaded, Source};

use crate::CorpusSchema;

/// A folder with the sources below `schema/` and, once written, the documents below `docs/schema/`.
#[derive(Debug)]
pub struct Project {
    dir: tempfile::TempDir,
    source: String,
    kind: fn(&str) -> Source,
    dialect: Option<System>,
}

impl Project {
    /// A schema of the corpora, in the words of the server that it is for.
    pub fn of_schema(schema: &CorpusSchema) -> Self {
        Self::of_files(&schema.files).dialect(schema.server.system)
    }

    /// Copies the files of a schema: the source is the folder, or the file where there is one alone.
    pub fn of_files(files: &[PathBuf]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("schema")).unwrap();
        for file in files {
            std::fs::copy(file, dir.path().join("schema").join(file.file_name().unwrap())).unwrap();
        }
        let source = match files {
            [file] => format!("schema/{}", file.file_name().unwrap().to_string_lossy()),
            _ => "schema".to_owned(),
        };
        Self { dir, source, kind: |path| Source::sql(path), dialect: None }
    }

    /// Copies a folder with all that is in it; the source is a path below it.
    pub fn of_folder(folder: &Path, source: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        copy_folder(&folder.join(source), &dir.path().join(source));
        Self { dir, source: source.to_owned(), kind: |path| Source::sql(path), dialect: None }
    }

    /// One file of SQL.
    pub fn of_sql(sql: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("schema")).unwrap();
        std::fs::write(dir.path().join("schema/schema.sql"), sql).unwrap();
        Self { dir, source: "schema/schema.sql".to_owned(), kind: |path| Source::sql(path), dialect: None }
    }

    /// A program: its files by path, and how the source at one of them is read.
    pub fn of_program(files: &[(&str, &str)], kind: fn(&str) -> Source, source: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self { dir, source: source.to_owned(), kind, dialect: None }
    }

    /// Says which system the schema is for; guessed where it is not said.
    #[must_use]
    pub fn dialect(self, system: System) -> Self {
        Self { dialect: Some(system), ..self }
    }

    /// Reads, annotates and analyzes.
    pub fn load(&self) -> Loaded {
        let mut source = (self.kind)(&self.source);
        if let Some(system) = self.dialect {
            source = source.dialect(system);
        }
        let formats = Format::DEFAULT.iter().copied().chain([Format::HumanDocs]);
        Builder::new("test").root(self.dir.path()).source(source).formats(formats).load().unwrap()
    }

    /// Where the documents lie.
    pub fn docs(&self) -> PathBuf {
        self.dir.path().join("docs/schema")
    }

    /// The manifest among the documents.
    pub fn manifest(&self) -> PathBuf {
        self.docs().join("schema-manifest.json")
    }

    /// Writes every document and returns their paths, sorted.
    pub fn write(&self, loaded: &Loaded) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for artifact in loaded.render() {
            let path = self.docs().join(&artifact.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            assert!(stays_below(&path, &self.docs()), "{} leaves the docs folder", artifact.path);
            assert!(!path.exists(), "{} is written twice", artifact.path);
            std::fs::write(&path, artifact.contents.to_string()).unwrap();
            paths.push(path);
        }
        paths.sort();
        paths
    }
}

/// Copies all that is in a folder.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}

fn stays_below(path: &Path, dir: &Path) -> bool {
    path.parent().unwrap().canonicalize().unwrap().starts_with(dir.canonicalize().unwrap())
}
