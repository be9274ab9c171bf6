//! What each block holds.

use schema_doc_diagnostics::nearest;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::render::links::Links;
use crate::render::lookup::Lookup;
use crate::render::markdown::{self, block, code, count, fenced, prose, text};
use crate::render::{Format, Input, mermaid, overview, tables};

/// The names of all blocks, as they are written.
const NAMES: &[&str] = &["table-list", "erd", "feature", "table", "columns", "summary", "ai-pointer"];

/// A block whose names are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    TableList,
    Diagram,
    FeatureDiagram(usize),
    Feature(usize),
    Table(usize),
    Columns(usize),
    Summary,
    AiPointer,
}

impl Block {
    /// The block that a marker names; else what is wrong, and what to type.
    pub(super) fn read(input: Input, spec: &str) -> Result<Self, (String, String)> {
        let (name, argument) = spec.split_once(char::is_whitespace).unwrap_or((spec, ""));
        let argument = argument.trim();
        match (name, argument) {
            ("table-list", "") => Ok(Self::TableList),
            ("erd", "") => Ok(Self::Diagram),
            ("summary", "") => Ok(Self::Summary),
            ("ai-pointer", "") => Ok(Self::AiPointer),
            ("erd", feature) => find_feature(input, feature).map(Self::FeatureDiagram),
            ("feature" | "table" | "columns", "") => Err((
                format!("block `{name}` without a name"),
                format!("write `<!-- schema-doc:begin {name} NAME -->`"),
            )),
            ("feature", feature) => find_feature(input, feature).map(Self::Feature),
            ("table", table) => find_table(input, table).map(Self::Table),
            ("columns", table) => find_table(input, table).map(Self::Columns),
            ("table-list" | "summary" | "ai-pointer", more) => {
                Err((format!("block `{name}` takes no name, and has `{more}`"), format!("write `{name}` alone")))
            }
            _ => {
                let help = nearest(name, NAMES.iter().copied()).map_or_else(
                    || format!("the blocks are `{}`", NAMES.join("`, `")),
                    |near| format!("did you mean `{near}`?"),
                );
                Err((format!("no block `{name}`"), help))
            }
        }
    }

    /// The block for a host, whose path is relative to the package root.
    pub(super) fn markdown(self, input: Input, host_path: &str) -> String {
        let links = Links::of_file(input, host_path);
        match self {
            Self::TableList => {
                let list = overview::table_list(input, &links);
                if list.is_empty() { "The schema has no table.".to_owned() } else { list }
            }
            Self::Diagram => fenced("mermaid", &mermaid::overview(input)),
            Self::FeatureDiagram(position) => fenced("mermaid", &mermaid::feature(input, position)),
            Self::Feature(position) => feature(input, &links, position),
            Self::Table(position) => with_context(input, links, position, tables::summary),
            Self::Columns(position) => with_context(input, links, position, tables::columns_table),
            Self::Summary => summary(input, &links),
            Self::AiPointer => ai_pointer(input, &links),
        }
    }
}

fn with_context(input: Input, links: Links, position: usize, write: impl Fn(&tables::Context) -> String) -> String {
    let lookup = Lookup::new(input.schema);
    let context = tables::Context::new(input, &lookup, position, links);
    context.map(|context| write(&tables::Context { own_page: false, ..context })).unwrap_or_default()
}

fn find_feature(input: Input, name: &str) -> Result<usize, (String, String)> {
    let features = &input.analysis.features;
    features.position(|f| f.name == name).ok_or_else(|| {
        let help = match nearest(name, features.iter().map(|f| f.name.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "features are declared under `[features.NAME]` in `schema-doc.toml`, or with `@feature`".to_owned(),
        };
        (format!("no feature `{name}`"), help)
    })
}

fn find_table(input: Input, name: &str) -> Result<usize, (String, String)> {
    let schema = input.schema;
    let shown = |&position: &usize| schema.tables.get(position).is_some_and(|t| !t.annotations.ignore);
    let found = schema.parse_identifier(name).and_then(|id| schema.table_index(&id)).filter(shown);
    found.ok_or_else(|| {
        let names: Vec<String> = schema.tables.mapped(|t| schema.identifier(&t.id));
        let help = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`<!-- schema-doc:begin table-list -->` lists all tables".to_owned(),
        };
        (format!("no table `{name}`"), help)
    })
}

fn feature(input: Input, links: &Links, position: usize) -> String {
    let mut out = String::new();
    let Some(feature) = input.analysis.features.get(position) else { return out };
    if let Some(description) = &feature.description {
        block(&mut out, &prose(description));
    }
    block(&mut out, &overview::table_rows(input, links, &feature.tables));
    out
}

/// What the schema is, how large it is, where more is said.
fn summary(input: Input, links: &Links) -> String {
    let mut out = String::new();
    if let Some(purpose) = &input.schema.purpose {
        block(&mut out, &prose(purpose));
    }
    block(&mut out, &overview::figures(input));
    let mut lines = fingerprint(input);
    let mut documents: Vec<String> =
        links.overview("").map(|url| markdown::link("overview", &url)).into_iter().collect_vec();
    documents.push_all(overview::documents(links));
    if !documents.is_empty() {
        lines.push(format!("**Documents:** {}", documents.join(" · ")));
    }
    block(&mut out, &lines.join("  \n"));
    out
}

fn fingerprint(input: Input) -> Vec<String> {
    let fingerprint = &input.analysis.fingerprint;
    if fingerprint.is_empty() { Vec::new() } else { vec![format!("**Fingerprint:** {}", code(fingerprint))] }
}

/// Where an agent finds what it needs.
fn ai_pointer(input: Input, links: &Links) -> String {
    let mut out = String::new();
    let schema = input.schema;
    let name = schema.name.as_deref().map(|name| format!(" of {}", text(name))).unwrap_or_default();
    let tables = schema.tables.count(|t| !t.annotations.ignore);
    let facts = format!(
        "The {} schema{name} ({}) is documented by schema-doc; these files are always up to date. Read them before writing a query \
         or a migration.",
        schema.system.title(),
        count(tables, "table", "tables")
    );
    block(&mut out, &facts);
    let known = [
        (Format::AiContext, "all tables, compact: put this into the prompt"),
        (Format::Manifest, "everything about every object, as JSON"),
        (Format::RelationshipAnalysis, "join paths, what a delete reaches, insert order"),
        (Format::Ddl, "the schema as SQL"),
        (Format::SampleData, "rows that load"),
    ];
    let document = |path: &str, words: &str, url: String| {
        let path = format!("{}/{path}", input.layout.docs_dir());
        format!("{}: {words}", markdown::link(&code(&path), &url))
    };
    let mut items = Vec::new();
    for (format, words) in known {
        items.push_all(links.format(format).map(|url| document(input.layout.file(format), words, url)));
    }
    items.push_all(
        links.overview("").map(|url| document(input.layout.readme(), "overview, with a page for each table", url)),
    );
    markdown::list(&mut out, &items);
    block(&mut out, &fingerprint(input).concat());
    out
}
