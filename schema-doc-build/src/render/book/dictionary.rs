//! Chapter 13 and what follows: the data dictionary, planned tables, resources, the appendices.

use super::{Chapter, Context};
use crate::analyze::{ClosedSet, ClosedSetOrigin, ColumnFacts, field_facts};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ColumnKind, System, Table as ModelTable};
use crate::render::definition::definition_text;
use crate::render::markdown::{
    Table, block, cell_code, cell_text, code, fenced, grouped, heading, link, list, prose, text,
};
use crate::render::{Format, mermaid, tables, words};

/// More text than this is left to the pages.
const COLUMNS: usize = 100_000;

/// More rows than this are left to the pages.
const SETS: usize = 200;

/// More values of one set are counted.
const VALUES: usize = 40;

/// `## 13. Data Dictionary`
pub(super) fn dictionary(book: &Context) -> Chapter {
    let title = if book.system.has_documents() { "13.1 Field Definitions" } else { "13.1 Column Definitions" };
    Chapter::new("13. Data Dictionary", vec![(title, columns(book)), ("13.2 Status Values", status_values(book))])
}

fn columns(book: &Context) -> String {
    let documents = book.system.has_documents();
    let heads: &[&str] = if documents {
        &["Table", "Field", "Type", "Optional", "Description"]
    } else {
        &["Table", "Column", "Type", "Nullable", "Default", "Description"]
    };
    let of_tables: Vec<Vec<Vec<String>>> = book
        .tables()
        .map(|(at, table)| fields(book, at, table).iter().map(|f| row(book, at, f)).collect_vec())
        .collect_vec();
    // Where nobody wrote a word, there is no column for words.
    let told = of_tables.iter().flatten().any(|cells| cells.last().is_some_and(|words| !words.is_empty()));
    let mut rows = Table::new(if told { heads } else { &heads[..heads.len() - 1] });
    let mut room = COLUMNS;
    let mut left = 0;
    for of_table in of_tables {
        let length: usize = of_table.iter().flatten().map(String::len).sum();
        if length > room {
            left += 1;
            continue;
        }
        room -= length;
        for cells in &of_table {
            rows.push(cells);
        }
    }
    let mut out = String::new();
    let renamed = |column: &Column| column.source_name.as_deref().is_some_and(|name| name != column.name);
    if book.tables().any(|(_, table)| table.columns.any(renamed)) {
        block(&mut out, "Where the code calls a column otherwise, its name there stands below.");
    }
    block(&mut out, &rows.finish());
    if left > 0 {
        let tables = crate::render::markdown::count(left, "more table", "more tables");
        block(&mut out, &format!("And the columns of {tables}{}.", book.elsewhere()));
    }
    out
}

/// A column, or a field inside one: its path, ready for a cell, and what follows for it.
type Field<'b> = (String, &'b Column, ColumnFacts);

/// The columns of a table, each in front of the fields inside it.
fn fields<'b>(book: &'b Context, at: usize, table: &'b ModelTable) -> Vec<Field<'b>> {
    let mut fields: Vec<Field<'b>> = Vec::new();
    let of_table = book.facts.get(at).map(|facts| facts.of(table)).unwrap_or_default();
    for (column, facts) in of_table.into_iter().filter(|(column, _)| !column.annotations.ignore) {
        let property = column.source_name.as_deref().filter(|name| *name != column.name);
        let property = property.map(|name| format!("<br>{}", cell_code(name))).unwrap_or_default();
        fields.push((cell_code(&column.name) + &property, column, facts.clone()));
        let nested = column.nested().into_iter().filter(|field| !field.column.annotations.ignore);
        fields.push_all(nested.map(|field| {
            let variant = field.variant.map(|number| format!(" (variant {number})")).unwrap_or_default();
            (cell_code(&field.path) + &variant, field.column, field_facts(book.schema, field.column))
        }));
    }
    fields
}

fn row(book: &Context, at: usize, (path, column, facts): &Field<'_>) -> Vec<String> {
    let tags = &column.annotations;
    let mut words = tables::description(column, facts);
    if let Some(meaning) = tags.meaning.as_ref().filter(|_| tags.description.is_some() || tags.purpose.is_some()) {
        words.push_str(&format!(" · {}", cell_text(meaning)));
    }
    for rule in &tags.rules {
        let rule = [Some(cell_code(&rule.name)), rule.text.as_deref().map(cell_text)].into_iter().flatten().join(": ");
        let between = if words.is_empty() { "" } else { " · " };
        words.push_str(&format!("{between}{rule}"));
    }
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let native = cell_code(&shortened(&tables::type_words(book.schema, column)));
    let mut cells = vec![book.links.table_in_cell(at), path.clone(), native];
    if book.system.has_documents() {
        cells.push(yes(column.optional));
    } else {
        cells.push(yes(column.nullable));
        cells.push(default(column));
    }
    cells.push(words);
    cells
}

/// A type that is longer is cut: the page has it whole.
fn shortened(native: &str) -> String {
    const LONGEST: usize = 80;
    match native.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", native.get(..end).unwrap_or_default()),
        None => native.to_owned(),
    }
}

fn default(column: &Column) -> String {
    match &column.kind {
        ColumnKind::Plain => String::new(),
        ColumnKind::Default(expression) => cell_code(expression),
        ColumnKind::Generated(generated) => format!("computed: {}", cell_code(&generated.expression)),
        ColumnKind::AutoIncrement => "counts up".to_owned(),
        ColumnKind::Identity(_) => "given by the database".to_owned(),
    }
}

/// Every closed set with the words on its values.
fn status_values(book: &Context) -> String {
    let column = if book.system.has_documents() { "Field" } else { "Column" };
    let mut rows = Table::new(&["Table", column, "Values", "Description"]);
    let (mut count, mut left) = (0, 0);
    for (at, table) in book.tables() {
        for (path, column, facts) in fields(book, at, table) {
            let Some(set) = &facts.closed_set else { continue };
            count += 1;
            if count > SETS {
                left += 1;
                continue;
            }
            let (values, words) = values(book, column, set);
            let told = column.annotations.description.as_ref().or(column.annotations.purpose.as_ref());
            let mut parts: Vec<String> = told.map(|words| cell_text(words)).into_iter().collect_vec();
            if set.origin == ClosedSetOrigin::Stated {
                parts.push("(stated, not enforced)".to_owned());
            }
            let mut cell = parts.join(" ");
            for line in words {
                if !cell.is_empty() {
                    cell.push_str("<br>");
                }
                cell.push_str(&line);
            }
            rows.push(&[book.links.table_in_cell(at), path, values, cell]);
        }
    }
    let mut out = String::new();
    block(&mut out, &rows.finish());
    if left > 0 {
        block(&mut out, &format!("And {} more{}.", grouped(left), book.elsewhere()));
    }
    flows(&mut out, book);
    out
}

/// Which value may follow which, as far as somebody said.
fn flows(out: &mut String, book: &Context) {
    let mut items = Vec::new();
    for (at, table) in book.tables() {
        for flow in book.facts.get(at).map(|facts| facts.state_flows.as_slice()).unwrap_or_default() {
            if table.column(&flow.column).is_some_and(|column| column.annotations.ignore) {
                continue;
            }
            let mut steps = Vec::new();
            for state in &flow.states {
                let next = flow.transitions.iter().filter(|t| t.from == *state).map(|t| t.to.as_str());
                let next = words::codes(next);
                steps.push_all((!next.is_empty()).then(|| format!("\n  - {} → {next}", code(state))));
            }
            let steps: String = steps.concat();
            items.push(format!("{}, {}:{steps}", book.links.table(at), code(&flow.column)));
        }
    }
    let more = items.len().saturating_sub(SETS);
    items.truncate(SETS);
    items.push_all((more > 0).then(|| format!("and {more} more")));
    if !items.is_empty() {
        block(out, "Which value may follow which:");
        list(out, &items);
    }
}

/// The values, and the words on those that have some.
fn values(book: &Context, column: &Column, set: &ClosedSet) -> (String, Vec<String>) {
    let of_type = match &set.origin {
        ClosedSetOrigin::Enum(id) => book.schema.enum_type(id).map(|e| e.annotations.values.as_slice()),
        _ => None,
    };
    let lists = [column.annotations.values.as_slice(), of_type.unwrap_or_default()];
    let words = |value: &String| {
        lists.into_iter().flatten().find(|named| named.name == *value).and_then(|named| named.text.as_deref())
    };
    let told =
        set.values.iter().filter_map(|value| Some(format!("{}: {}", cell_code(value), cell_text(words(value)?))));
    let mut values: Vec<String> = set.values.iter().take(VALUES).map(|value| cell_code(value)).collect_vec();
    values.push_all((set.values.len() > VALUES).then(|| format!("and {} more", set.values.len() - VALUES)));
    (values.join(", "), told.take(VALUES).collect_vec())
}

/// `## Planned`
pub(super) fn planned(book: &Context) -> Chapter {
    let mut out = String::new();
    for table in &book.schema.planned {
        let version = table.annotations.planned.as_deref().map(str::trim).filter(|v| !v.is_empty());
        let title = text(&book.schema.identifier(&table.id));
        heading(&mut out, 3, &version.map_or(title.clone(), |version| format!("{title} ({})", text(version))));
        let words = table.annotations.description.as_ref().or(table.annotations.purpose.as_ref());
        block(&mut out, &words.map(|words| prose(words)).unwrap_or_default());
        let definition = definition_text(book.schema, &table.definition);
        if !definition.is_empty() {
            let language = if book.system.has_documents() { "typescript" } else { "sql" };
            block(&mut out, &fenced(language, &definition));
        }
    }
    Chapter::of_body("Planned", out)
}

/// `## Resources`
pub(super) fn resources(book: &Context) -> Chapter {
    let mut items = Vec::new();
    items.push_all(book.links.overview("").map(|url| link("The schema: a page for each table", &url)));
    for (format, title) in [
        (Format::RelationshipAnalysis, "Relationship analysis: join paths, what a delete reaches, insert order"),
        (Format::Manifest, "Manifest: all of it, for machines"),
        (Format::AiContext, "Context for AI agents: all of it, compact"),
    ] {
        items.push_all(book.links.format(format).map(|url| link(title, &url)));
    }
    items.push_all(book.said("resources").iter().map(|line| resource(line)));
    let (title, url) = match book.system {
        System::PostgreSql => ("PostgreSQL's manual", "https://www.postgresql.org/docs/current/"),
        System::MySql => ("MySQL's manual", "https://dev.mysql.com/doc/refman/8.4/en/"),
        System::MariaDb => ("MariaDB's manual", "https://mariadb.com/docs/server"),
        System::Sqlite => ("SQLite's manual", "https://www.sqlite.org/docs.html"),
        System::SqlServer => ("SQL Server's manual", "https://learn.microsoft.com/en-us/sql/"),
        System::Oracle => ("Oracle Database's manual", "https://docs.oracle.com/en/database/oracle/oracle-database/"),
        System::Convex => ("Convex's manual", "https://docs.convex.dev"),
    };
    items.push(link(title, url));
    let mut out = String::new();
    list(&mut out, &items);
    Chapter::of_body("Resources", out)
}

/// A URL as a link, anything else as text: `Runbook: https://…`.
fn resource(line: &str) -> String {
    let parts = line.split_whitespace().map(|part| {
        let is_url = part.starts_with("https://") || part.starts_with("http://");
        let plain = part.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'`' | b'\\'));
        if is_url && plain { format!("<{part}>") } else { text(part) }
    });
    parts.join(" ")
}

/// `## Appendix A: Full DDL`
pub(super) fn ddl(book: &Context) -> Chapter {
    let mut out = String::new();
    if let Some(url) = book.links.format(Format::Ddl) {
        let file = link(&code(book.input.layout.file(Format::Ddl)), &url);
        block(&mut out, &format!("{file} makes the whole schema in an empty database."));
    } else if book.system.has_documents() {
        let sources = book.schema.sources.iter().filter_map(|s| s.files.first().copied());
        let files: Vec<String> = sources
            .map(|file| book.links.source_file(crate::diagnostics::Span { file, start: 0, end: 0 }))
            .collect_vec();
        block(&mut out, &format!("The schema is its own program: {}.", files.join(", ")));
    }
    Chapter::of_body("Appendix A: Full DDL", out)
}

/// `## Appendix B: Sample Data`
pub(super) fn sample_data(book: &Context) -> Chapter {
    let mut out = String::new();
    if let Some(url) = book.links.format(Format::SampleData) {
        let file = link(&code(book.input.layout.file(Format::SampleData)), &url);
        let what = if book.system.has_documents() {
            "documents that satisfy their validators"
        } else {
            "rows that satisfy their types, their keys, and the checks whose meaning is known"
        };
        block(&mut out, &format!("{file} fills the empty tables with {what}."));
    }
    Chapter::of_body("Appendix B: Sample Data", out)
}

/// `## Appendix C: Diagrams`
pub(super) fn diagrams(book: &Context) -> Chapter {
    let (input, links) = (book.input, &book.links);
    let mut items = Vec::new();
    if links.writes(Format::Mermaid) && !book.shown.is_empty() {
        items.push(link("The whole schema", &links.document(&mermaid::overview_path(input))));
        for (feature, path) in input.analysis.features.iter().zip(mermaid::feature_paths(input)).take(50) {
            items.push(link(&text(&feature.name), &links.document(&path)));
        }
    }
    items.push_all(
        links.format(Format::Dbml).map(|url| format!("{}, for dbdiagram.io and other tools", link("DBML", &url))),
    );
    let mut out = String::new();
    list(&mut out, &items.mapped(String::clone));
    Chapter::of_body("Appendix C: Diagrams", out)
}
