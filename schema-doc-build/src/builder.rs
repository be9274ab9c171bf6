//! The build script's calls: a configuration without a file, or beside one.

use std::path::PathBuf;
use std::rc::Rc;

use schema_doc_diagnostics::Diagnostics;

use crate::config::{Drift, SourceConfig, SourceKind, SqlLayout};
use crate::error::Error;
use crate::files::Files;
use crate::list::IteratorExt;
use crate::model::{Schema, System};
use crate::pipeline::{self, Loaded};
use crate::render::{Format, Renderer};

/// Reads a schema from wherever it is: bring your own with [`Source::custom`].
///
/// It reads through `files` alone, so that what it opened is watched; it adds the text of what it reads to `schema.files`, and
/// keeps every list of the schema in the order that its field says.
pub trait Reader {
    /// Adds to the schema what the source holds.
    fn read(&self, files: &Files, schema: &mut Schema, diagnostics: &mut Diagnostics);
}

/// Where a schema is read from.
#[derive(Clone)]
pub struct Source {
    pub(crate) input: Input,
}

#[derive(Clone)]
pub(crate) enum Input {
    Configured(SourceConfig),
    Custom(Rc<dyn Reader>),
}

impl Source {
    /// SQL files: a folder of migrations, a dump, a glob; relative to the package root.
    pub fn sql(path: impl Into<String>) -> Self {
        Self::configured(SourceKind::Sql, &path.into())
    }

    /// Rust structs with `#[derive(SchemaTable)]`: the folder of a crate's `lib.rs` or `main.rs`, or such a file.
    pub fn rust(path: impl Into<String>) -> Self {
        Self::configured(SourceKind::Rust, &path.into())
    }

    /// A snapshot or a manifest that was written before.
    pub fn snapshot(path: impl Into<String>) -> Self {
        Self::configured(SourceKind::Snapshot, &path.into())
    }

    /// Diesel's `schema.rs`. Needs the feature `rust`.
    pub fn diesel(path: impl Into<String>) -> Self {
        Self::configured(SourceKind::Diesel, &path.into())
    }

    /// The folder of `SeaORM`'s entities. Needs the feature `rust`.
    pub fn sea_orm(path: impl Into<String>) -> Self {
        Self::configured(SourceKind::SeaOrm, &path.into())
    }

    /// Convex's `schema.ts`, or the folder with it. Needs the feature `typescript`.
    pub fn convex(path: impl Into<String>) -> Self {
        Self::configured(SourceKind::Convex, &path.into())
    }

    /// Drizzle's models: a file, a folder, a glob, or `drizzle.config.ts`. Needs the feature `typescript`.
    pub fn drizzle(path: impl Into<String>) -> Self {
        Self::configured(SourceKind::Drizzle, &path.into())
    }

    /// A reader of your own.
    pub fn custom(reader: impl Reader + 'static) -> Self {
        Self { input: Input::Custom(Rc::new(reader)) }
    }

    fn configured(kind: SourceKind, path: &str) -> Self {
        Self { input: Input::Configured(SourceConfig::new(kind, crate::config::toml::clean_path(path))) }
    }

    /// The database system; guessed where it is not said.
    #[must_use]
    pub fn dialect(self, system: System) -> Self {
        self.with(|config| config.dialect = Some(system))
    }

    /// It repeats the schema of the other sources, and must agree with it. Needs the feature `rust`.
    #[must_use]
    pub fn mirror(self) -> Self {
        self.with(|config| config.mirror = true)
    }

    /// How the files are named and ordered; found where it is not said.
    #[must_use]
    pub fn layout(self, layout: SqlLayout) -> Self {
        self.with(|config| config.layout = layout)
    }

    /// A template placeholder in the files, and what stands for it.
    #[must_use]
    pub fn replace(self, placeholder: impl Into<String>, text: impl Into<String>) -> Self {
        self.with(|config| config.replace.push((placeholder.into(), text.into())))
    }

    fn with(mut self, change: impl FnOnce(&mut SourceConfig)) -> Self {
        if let Input::Configured(config) = &mut self.input {
            change(config);
        }
        self
    }
}

/// The calls of a build script: they add to `schema-doc.toml` where there is one, and outrank it.
#[derive(Default)]
#[must_use]
pub struct Builder {
    pub(crate) root: Option<PathBuf>,
    pub(crate) config_file: ConfigFile,
    pub(crate) name: Option<String>,
    pub(crate) sources: Vec<Source>,
    pub(crate) docs_dir: Option<String>,
    pub(crate) formats: Option<Vec<Format>>,
    pub(crate) partial: bool,
    pub(crate) inject: Vec<String>,
    pub(crate) drift: Option<Drift>,
    pub(crate) renderers: Vec<Box<dyn Renderer>>,
    pub(crate) package: Option<String>,
    /// In a build script: the package may be a copy that lacks some of its sources.
    pub(crate) copy: bool,
    pub(crate) without_baseline: bool,
}

/// Which configuration file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum ConfigFile {
    /// `schema-doc.toml`, if it is there.
    #[default]
    IfPresent,
    /// This one, which has to be there.
    Named(String),
    /// None.
    None,
}

impl Builder {
    /// A schema of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Adds a source, behind those of the file.
    pub fn source(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }

    /// Where the documents lie, relative to the package root.
    pub fn docs_dir(mut self, dir: impl Into<String>) -> Self {
        self.docs_dir = Some(dir.into());
        self
    }

    /// The documents to make.
    pub fn formats(mut self, formats: impl IntoIterator<Item = Format>) -> Self {
        self.formats = Some(formats.into_iter().collect_vec());
        self
    }

    /// Makes these documents now, and leaves those of other formats alone.
    pub fn only_formats(self, formats: impl IntoIterator<Item = Format>) -> Self {
        Self { partial: true, ..self.formats(formats) }
    }

    /// Reports what the baseline lets pass, too.
    pub fn without_baseline(self) -> Self {
        Self { without_baseline: true, ..self }
    }

    /// A Markdown file with blocks to fill, relative to the package root.
    pub fn inject(mut self, path: impl Into<String>) -> Self {
        self.inject.push(path.into());
        self
    }

    /// What is done with the documents.
    pub fn drift(mut self, drift: Drift) -> Self {
        self.drift = Some(drift);
        self
    }

    /// Adds a renderer of your own; its artifacts lie in the docs folder.
    pub fn renderer(mut self, renderer: impl Renderer + 'static) -> Self {
        self.renderers.push(Box::new(renderer));
        self
    }

    /// The package root, for tools and tests: a build script has it from cargo.
    pub fn root(mut self, root: impl Into<PathBuf>) -> Self {
        self.root = Some(root.into());
        self
    }

    /// The package's name, for tools: a build script has it from cargo.
    pub fn package(mut self, name: impl Into<String>) -> Self {
        self.package = Some(name.into());
        self
    }

    /// Reads this configuration file instead of `schema-doc.toml`; relative to the package root.
    pub fn config_file(mut self, path: impl Into<String>) -> Self {
        self.config_file = ConfigFile::Named(path.into());
        self
    }

    /// Reads no configuration file.
    pub fn without_config_file(mut self) -> Self {
        self.config_file = ConfigFile::None;
        self
    }

    /// Reads the configuration and the sources, annotates and analyzes. What is wrong with them is in [`Loaded::diagnostics`].
    ///
    /// # Errors
    /// Where there is no package root, or no source at all.
    pub fn load(self) -> Result<Loaded, Error> {
        pipeline::load_builder(self)
    }

    /// All of it, in a build script: reads, generates the Rust module, and writes or checks the documents.
    ///
    /// # Errors
    /// Whatever fails the build: errors in the sources, drift, a file that cannot be written.
    pub fn generate(self) -> Result<(), Error> {
        pipeline::generate_all(vec![self])
    }
}
