//! The stages in order: configuration → sources → annotations → analysis → documents → gate.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;
use std::path::{Path, PathBuf};

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Level, Severity, SourceMap, Span};
use schema_doc_syntax::{Style, identifier};

use crate::analyze::{Analysis, analyze};
use crate::annotate::annotate;
use crate::baseline;
use crate::builder::{Builder, ConfigFile, Input as SourceInput, Reader, Source};
use crate::config::{Config, Lines, SourceConfig, SourceKind, toml};
use crate::error::Error;
use crate::files::Files;
use crate::gate::{self, Mode, Report};
use crate::model::{QualifiedName, Schema, System};
use crate::render::layout::Layout;
use crate::render::{self, Artifact, Format, Input, Renderer};
use crate::sort;
use crate::source;

/// The configuration file of a package's first schema.
pub const CONFIG_FILE: &str = "schema-doc.toml";

/// A schema that was read, annotated and analyzed.
pub struct Loaded {
    pub(crate) config: Config,
    pub(crate) schema: Schema,
    pub(crate) analysis: Analysis,
    pub(crate) layout: Layout,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) files: Files,
    pub(crate) renderers: Vec<Box<dyn Renderer>>,
    /// `NAME` of `schema-doc.NAME.toml`.
    pub(crate) qualifier: Option<String>,
    /// Only these formats are made: documents of others are left alone.
    pub(crate) partial: bool,
    /// The package's name, for the command that mends drift.
    pub(crate) package: Option<String>,
    mended: Vec<String>,
    /// For `OUT_DIR`, where every line number is shown.
    private: (Config, Layout),
}

/// Reads `schema-doc.toml` of the package whose build script this is, and the sources that it names.
///
/// # Errors
/// Outside cargo, and where there is no `schema-doc.toml`. What is wrong with the files is in [`Loaded::diagnostics`].
pub fn load() -> Result<Loaded, Error> {
    Builder::default().load()
}

/// The configuration files of a package, by name: `schema-doc.toml` and `schema-doc.NAME.toml`.
pub fn config_files(files: &Files) -> Vec<String> {
    let mut found = files.list_unwatched(".", false);
    found.keep(|file| file == CONFIG_FILE || qualifier(file).is_some());
    sort::by_key(&mut found, |file| qualifier(file).map(str::to_owned));
    found
}

/// `billing` of `schema-doc.billing.toml`.
fn qualifier(config_file: &str) -> Option<&str> {
    let file = config_file.rsplit('/').next().unwrap_or(config_file);
    file.strip_prefix("schema-doc.")?.strip_suffix(".toml").filter(|name| !name.is_empty())
}

/// What the guide calls the module of constants, where the package has a build script that may generate it.
fn module(files: &Files, qualifier: Option<&str>) -> Option<String> {
    // Cargo sees to the build script when its manifest changes.
    let manifest = files.read_unwatched("Cargo.toml").ok().filter(|_| files.is_file("build.rs"))?;
    let uses_us = String::from_utf8_lossy(&manifest).contains("schema-doc-build");
    uses_us.then(|| identifier(qualifier.unwrap_or("schema"), Style::Module, &[]))
}

/// The folder of the package whose build script this is.
pub(crate) fn package_root() -> Result<PathBuf, Error> {
    let variable = "CARGO_MANIFEST_DIR";
    match Files::on_disk("").env_unwatched(variable) {
        Some(root) if !root.is_empty() => Ok(PathBuf::from(root)),
        _ => Err(Error::OutsideCargo { variable }),
    }
}

pub(crate) fn load_builder(builder: Builder) -> Result<Loaded, Error> {
    let Builder {
        root,
        config_file,
        name,
        sources,
        docs_dir,
        formats,
        partial,
        inject,
        drift,
        renderers,
        package,
        copy,
        without_baseline,
    } = builder;
    let with_baseline = !without_baseline && !matches!(config_file, ConfigFile::None);
    let root = match root {
        Some(root) => root,
        None => package_root()?,
    };
    let mut files = Files::on_disk(root);
    let mut diagnostics = Diagnostics::default();
    let mut texts = SourceMap::default();
    let (mut config, qualifier) = read_config(&files, config_file, &mut texts, &mut diagnostics)?;
    if config.sources.is_empty() && sources.is_empty() && !diagnostics.has_errors() {
        let Some((file, _)) = texts.iter().next() else {
            return Err(Error::NotConfigured { root: files.root().to_owned() });
        };
        let diagnostic = Diagnostic::error(Code::NoSource, Span { file, start: 0, end: 0 }, "no `[[source]]`");
        diagnostics.push(diagnostic.with_help("add `[[source]]` with `kind = \"sql\"` and `path = \"migrations\"`"));
    }
    if let Some(name) = name.or_else(|| config.schema.name.is_none().then(|| qualifier.clone()).flatten()) {
        config.schema.name = Some(name);
    }
    if let Some(dir) = docs_dir {
        config.docs.dir = toml::clean_path(&dir);
    }
    // Links lead from there to sources, whose paths are relative to the root.
    if let Ok(inside) = Path::new(&config.docs.dir).strip_prefix(files.root()) {
        config.docs.dir = toml::clean_path(&format!("./{}", inside.to_string_lossy()));
    }
    if let Some(formats) = formats {
        config.docs.formats = formats;
        let missing = config.docs.formats.iter().filter_map(|&format| toml::missing_feature(format, None));
        diagnostics.extend(missing);
    }
    config.docs.inject.push_all(inject.iter().map(|path| toml::clean_path(path)));
    config.drift = drift.unwrap_or(config.drift);
    let mut readers = Vec::new();
    for Source { input } in sources {
        match input {
            SourceInput::Configured(source) => config.sources.push(source),
            SourceInput::Custom(reader) => readers.push(reader),
        }
    }
    config.module = module(&files, qualifier.as_deref());
    if lies_outside(&files, &config.docs.dir) {
        config.docs.root = Some(files.root().to_string_lossy().replace('\\', "/"));
    }
    exclude_documents(&mut files, &config, qualifier.as_deref(), &mut diagnostics);
    if copy && gate::is_copy(&files) {
        read_snapshot_instead(&files, &mut config);
    }

    let mut schema = new_schema(&config, texts);
    read_sources(&files, &config.sources, &mut schema, &mut diagnostics);
    for reader in readers {
        Reader::read(&*reader, &files, &mut schema, &mut diagnostics);
        sort::by(&mut schema.tables, |a, b| a.id.cmp(&b.id));
    }
    check_mirrors(&files, &config, &mut schema, &mut diagnostics);
    leave_out(&mut schema, &config);
    if schema.system.has_documents() {
        // It has no DDL.
        config.docs.formats.keep(|format| *format != Format::Ddl);
    }
    annotate(&mut schema, &config, &mut diagnostics);
    let mut analysis = analyze(&schema, &config, &mut diagnostics);
    apply_levels(&config, &schema, &mut diagnostics);
    diagnostics.sort();
    let mut mended = Vec::new();
    if with_baseline {
        let path = baseline::file(qualifier.as_deref());
        mended = baseline::apply(&files, &path, &schema.files, &mut diagnostics);
    }

    let layout = Layout::new(&schema, &config);
    if config.coverage.ratchet.is_some() {
        let path = in_docs(&config, layout.file(Format::Manifest));
        let manifest = files.read_unwatched(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        analysis.coverage.remember(&manifest.unwrap_or_default());
    }
    distinct_files(&layout, &config, &mut diagnostics);
    let mut private = config.clone();
    private.docs.lines = Lines::All;
    // `include_schema!` knows these two by their names.
    private.docs.files.keep(|(format, _)| !matches!(format, Format::Rust | Format::Manifest));
    let private_layout = Layout::new(&schema, &private);
    let private = (private, private_layout);
    Ok(Loaded {
        config,
        schema,
        analysis,
        layout,
        diagnostics,
        files,
        renderers,
        qualifier,
        partial,
        package,
        mended,
        private,
    })
}

/// What a configuration file of a package says; its sources are not read.
///
/// # Errors
/// Where the file cannot be read, or something is wrong in it.
pub fn configuration(files: &Files, file: &str) -> Result<Config, Error> {
    let (mut texts, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let (config, _) = read_config(files, ConfigFile::Named(file.to_owned()), &mut texts, &mut diagnostics)?;
    if diagnostics.has_errors() {
        let summary = crate::report::summary(&diagnostics);
        return Err(Error::Invalid { report: crate::report::print(&diagnostics, &texts, false), summary });
    }
    Ok(config)
}

fn read_config(
    files: &Files,
    config_file: ConfigFile,
    texts: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<(Config, Option<String>), Error> {
    let path = match config_file {
        ConfigFile::None => return Ok((Config::default(), None)),
        ConfigFile::IfPresent if !files.is_file(CONFIG_FILE) => return Ok((Config::default(), None)),
        ConfigFile::IfPresent => CONFIG_FILE.to_owned(),
        ConfigFile::Named(path) => path,
    };
    let bytes = files.read(&path).map_err(|source| Error::Read { path: files.root().join(&path), source })?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            diagnostics.push(Diagnostic::error(Code::InvalidUtf8, None, format!("`{path}` is no UTF-8: {error}")));
            String::new()
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let file = texts.add(&path, text);
    let mut config = toml::parse(text, file, diagnostics);
    let qualifier = qualifier(&path).map(str::to_owned);
    if let (Some(name), true) = (&qualifier, config.docs.dir == Config::default().docs.dir) {
        // Each schema of a package has a docs folder of its own.
        config.docs.dir = format!("{}-{name}", config.docs.dir);
    }
    Ok((config, qualifier))
}

/// Leaves the documents of every schema of the package out of every source: they hold DDL too.
fn exclude_documents(files: &mut Files, config: &Config, own: Option<&str>, diagnostics: &mut Diagnostics) {
    let mut folders = vec![config.docs.dir.clone()];
    for path in config_files(files) {
        if qualifier(&path) == own {
            continue;
        }
        let text = files.read_unwatched(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(text) = text {
            let file = SourceMap::default().add(&path, "");
            let other = toml::parse(&text, file, &mut Diagnostics::default());
            let folder = match qualifier(&path) {
                Some(name) if other.docs.dir == Config::default().docs.dir => format!("{}-{name}", other.docs.dir),
                _ => other.docs.dir,
            };
            if folder == config.docs.dir {
                let message = format!("the documents lie in `{folder}`, as those of `{path}` do");
                let help = "give each schema a folder of its own: `[docs] dir`";
                diagnostics.push(Diagnostic::error(Code::InvalidConfig, None, message).with_help(help));
            }
            folders.push(folder);
        }
    }
    for folder in folders.into_iter().filter(|folder| folder != ".") {
        files.exclude(folder);
    }
}

/// A copy of the package lacks what lies outside it: the snapshot in the docs folder, which is there where something does, is read instead.
fn read_snapshot_instead(files: &Files, config: &mut Config) {
    let snapshot = format!("{}/{}", config.docs.dir, gate::SNAPSHOT);
    let reads_it = config.sources.any(|source| source.path == snapshot);
    if files.is_file(&snapshot) && !reads_it {
        config.sources = vec![SourceConfig::new(SourceKind::Snapshot, snapshot)];
    }
    // What repeats the schema is not needed to read it.
    config.sources.keep(|source| !(source.mirror && lies_outside(files, &source.path)));
}

/// Whether a source lies outside the package.
fn lies_outside(files: &Files, path: &str) -> bool {
    if Path::new(path).is_absolute() {
        return !Path::new(path).starts_with(files.root());
    }
    let mut depth = 0_i32;
    path.split('/').any(|part| {
        depth += match part {
            ".." => -1,
            "." | "" => 0,
            _ => 1,
        };
        depth < 0
    })
}

fn new_schema(config: &Config, texts: SourceMap) -> Schema {
    let system = config
        .sources
        .iter()
        .filter(|source| !source.mirror)
        .find_map(|source| source.dialect)
        .unwrap_or(System::default());
    let default_namespace = config.schema.default_namespace.clone();
    Schema {
        system,
        name: config.schema.name.clone(),
        purpose: config.schema.purpose.clone(),
        key_patterns: config.schema.key_patterns.clone(),
        architecture_summary: config.schema.architecture_summary.clone(),
        default_namespace: default_namespace.unwrap_or_else(|| system.default_namespace().to_owned()),
        files: texts,
        ..Schema::default()
    }
}

fn read_sources(files: &Files, sources: &[SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let of_kind = |kind| sources.iter().filter(|source| source.kind == kind && !source.mirror).collect_vec();
    let sql = of_kind(SourceKind::Sql);
    if !sql.is_empty() {
        source::sql::read(files, &sql, schema, diagnostics);
    }
    let snapshots = of_kind(SourceKind::Snapshot);
    source::snapshot::read(files, &snapshots, schema, diagnostics);
    #[cfg(not(feature = "typescript"))]
    if let (Some(first), true) = (snapshots.first(), schema.system.has_documents()) {
        // What their documents are written by is left out too.
        let convex = SourceConfig { kind: SourceKind::Convex, ..(*first).clone() };
        source::missing_feature("\"system\": \"convex\"", &convex, diagnostics);
        schema.tables.clear();
    }
    for source in sources {
        if !matches!(source.kind, SourceKind::Sql | SourceKind::Snapshot) && !source.mirror {
            source::read_program(files, source, schema, diagnostics);
        }
    }
}

/// Holds the mirrors to the schema.
fn check_mirrors(files: &Files, config: &Config, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    if diagnostics.has_errors() {
        // A schema that was read in part would differ for that reason alone.
        return;
    }
    for mirror in config.sources.iter().filter(|source| source.mirror) {
        if config.sources.all(|source| source.mirror) && schema.tables.is_empty() {
            let help = "add the source of the schema: for one, the folder of its migrations";
            let diagnostic = Diagnostic::error(Code::NoSource, mirror.span, "a mirror, and no schema to hold it to");
            diagnostics.push(diagnostic.with_help(help));
            continue;
        }
        #[cfg(any(feature = "rust", feature = "typescript"))]
        source::mirror::check(files, mirror, &config.exclude, schema, diagnostics);
        #[cfg(not(any(feature = "rust", feature = "typescript")))]
        source::missing_feature("role = \"mirror\"", mirror, diagnostics);
    }
    #[cfg(not(any(feature = "rust", feature = "typescript")))]
    let _ = files;
}

/// Two formats cannot share a file.
fn distinct_files(layout: &Layout, config: &Config, diagnostics: &mut Diagnostics) {
    let mut taken: Map<&str, &str> = Map::from([(layout.readme(), "tables"), (gate::SNAPSHOT, "snapshot")]);
    for format in config.docs.formats.iter().filter(|format| **format != Format::Custom) {
        if let Some(other) = taken.insert(layout.file(*format), format.as_str()) {
            let message = format!("`{}` and `{other}` are both written to `{}`", format.as_str(), layout.file(*format));
            let help = "give each a name of its own in `[docs.files]`";
            diagnostics.push(Diagnostic::error(Code::InvalidConfig, None, message).with_help(help));
        }
    }
}

/// Takes out the tables that the configuration excludes.
fn leave_out(schema: &mut Schema, config: &Config) {
    let excluded: Vec<QualifiedName> =
        config.exclude.iter().filter_map(|name| schema.parse_identifier(name)).collect_vec();
    for id in excluded {
        if let Some(index) = schema.table_index(&id) {
            schema.tables.remove(index);
            schema.left_out.push(schema.identifier(&id));
        }
    }
    sort::items(&mut schema.left_out);
    schema.left_out.dedup();
}

/// Gives each lint the level of the configuration, and leaves out what comments allow.
fn apply_levels(config: &Config, schema: &Schema, diagnostics: &mut Diagnostics) {
    diagnostics.retain_mut(|diagnostic| {
        if !diagnostic.code.is_lint() {
            return true;
        }
        if diagnostic.span.is_some_and(|place| schema.allows(diagnostic.code, place)) {
            return false;
        }
        // A reader may have said how bad its case is: only what is set outranks that.
        let set = config.lints.iter().rev().find(|lint| lint.code == diagnostic.code).and_then(|lint| lint.level);
        match set.or((diagnostic.subject.is_some()).then(|| diagnostic.code.default_level())) {
            Some(Level::Allow) => return false,
            Some(Level::Warn) => diagnostic.severity = Severity::Warning,
            Some(Level::Deny) => diagnostic.severity = Severity::Error,
            None => {}
        }
        true
    });
}

fn in_docs(config: &Config, document: &str) -> String {
    match config.docs.dir.as_str() {
        "." => document.to_owned(),
        dir => format!("{dir}/{document}"),
    }
}

impl Loaded {
    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What analysis made of it.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// The configuration: the file's, with the builder's calls on top.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where each document lies.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What is wrong with the configuration, the sources and the annotations, by place.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// Lines of the baseline that nothing found answers to any more.
    pub fn mended(&self) -> &[String] {
        &self.mended
    }

    /// The path of the baseline, and its text with every finding of a lint in it; for what was loaded
    /// [without one](Builder::without_baseline).
    pub fn baseline(&self) -> (String, String) {
        (baseline::file(self.qualifier.as_deref()), baseline::text(&self.diagnostics, &self.schema.files))
    }

    /// What was read.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// `billing` where `schema-doc.billing.toml` was read.
    pub fn qualifier(&self) -> Option<&str> {
        self.qualifier.as_deref()
    }

    /// All diagnostics as text, as cargo would show them.
    pub fn report(&self, colour: bool) -> String {
        crate::report::print(&self.diagnostics, &self.schema.files, colour)
    }

    /// The diagnostics as text, as cargo would show them, without advice on the schema.
    pub fn brief(&self, colour: bool) -> String {
        crate::report::brief(&self.diagnostics, &self.schema.files, colour)
    }

    /// An error that holds every diagnostic, where one of them is an error.
    ///
    /// # Errors
    /// Where one of the diagnostics is an error.
    pub fn check_diagnostics(&self) -> Result<(), Error> {
        if self.diagnostics.has_errors() {
            let summary = crate::report::summary(&crate::report::without_advice(&self.diagnostics));
            return Err(Error::Invalid { report: self.brief(false), summary });
        }
        Ok(())
    }

    /// Whether nothing is wrong but files of Rust that do not parse. rustc, which runs behind the build script, says that best: the
    /// module and the documents stay as they are until then.
    pub(crate) fn is_rustcs_to_report(&self) -> bool {
        let mut errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error).map(|d| d.code).peekable();
        errors.peek().is_some() && errors.all(|code| code == Code::RustSyntax)
    }

    /// The command that brings the documents up to date.
    pub fn mending_command(&self) -> String {
        match &self.package {
            Some(package) => format!("SCHEMA_DOC=write cargo build -p {package}"),
            None => "cargo schema-doc generate".to_owned(),
        }
    }

    /// What the renderers see.
    pub fn input(&self) -> Input<'_> {
        Input { schema: &self.schema, analysis: &self.analysis, config: &self.config, layout: &self.layout }
    }

    /// The documents, one at a time.
    pub fn render(&self) -> impl Iterator<Item = Artifact<'_>> {
        let input = self.input();
        let ours = self.config.docs.formats.iter().filter_map(|&format| render::renderer(format));
        let all = ours.chain(self.renderers.iter().map(|renderer| &**renderer));
        let snapshot = SourceKind::Snapshot.as_str();
        // Where what a program imports lies outside, too.
        let mut read = self.schema.sources.iter().filter(|source| source.kind != snapshot).flat_map(|s| &s.files);
        let outside = |&file| lies_outside(&self.files, self.schema.files.file(file).path());
        let needs_snapshot = !self.partial && read.any(outside) && !self.reads(&self.in_docs(gate::SNAPSHOT));
        let snapshot = needs_snapshot.then_some(gate::SNAPSHOT).into_iter();
        let snapshot = snapshot.map(move |path| render::snapshot::snapshot(input, path));
        all.flat_map(move |renderer| renderer.render(input)).chain(snapshot)
    }

    /// The path of a document, relative to the package root.
    pub(crate) fn in_docs(&self, document: &str) -> String {
        in_docs(&self.config, document)
    }

    /// What `[coverage]` asks for and is not there: errors for whoever checks, at their places in the configuration.
    pub fn shortfalls(&self) -> Diagnostics {
        self.analysis.coverage.shortfalls(&self.config.coverage)
    }

    /// Whether a source is the file at this path, relative to the package root: what is read is never written.
    pub(crate) fn reads(&self, path: &str) -> bool {
        self.config.sources.any(|source| source.path == path)
    }

    /// What a build keeps to itself, in `OUT_DIR`: the Rust module, the manifest with every line number, and the index for the derives.
    pub fn render_private(&self) -> impl Iterator<Item = Artifact<'_>> {
        let (config, layout) = &self.private;
        let input = Input { schema: &self.schema, analysis: &self.analysis, config, layout };
        let module = render::rust::included(input, self.qualifier.as_deref());
        let manifest = render::renderer(Format::Manifest).map(|renderer| renderer.render(input));
        module.into_iter().chain(manifest.into_iter().flatten())
    }

    /// Compares the documents with those on disk, and writes them or reports what differs.
    ///
    /// # Errors
    /// Where a file that must change cannot be written, or an existing one cannot be kept whole.
    pub fn gate<'a>(&self, artifacts: impl IntoIterator<Item = Artifact<'a>>, mode: Mode) -> Result<Report, Error> {
        gate::run(self, artifacts, mode)
    }
}

/// Everything, in a build script, for each schema of the package.
pub(crate) fn generate_all(builders: Vec<Builder>) -> Result<(), Error> {
    let out_dir = gate::out_dir()?;
    let package = Files::on_disk("").env_unwatched("CARGO_PKG_NAME");
    let load = |builder: Builder| load_builder(Builder { copy: true, package: package.clone(), ..builder });
    let loaded = builders.into_iter().map(load).collect::<Result<Vec<_>, _>>()?;
    gate::build_script(&loaded, &out_dir)
}

/// Reads all schemas of the package, writes or checks their documents, and generates their Rust modules: all that the
/// configuration files say.
///
/// # Errors
/// Whatever fails the build: errors in the configuration or the sources, drift, a file that cannot be written.
pub fn generate() -> Result<(), Error> {
    let root = package_root()?;
    let files = config_files(&Files::on_disk(&root));
    if files.is_empty() {
        return Err(Error::NotConfigured { root });
    }
    generate_all(files.into_iter().map(|file| Builder::default().root(&root).config_file(file)).collect_vec())
}
