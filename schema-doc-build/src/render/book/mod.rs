//! `human-documentation.md`: the whole book in one file, with what running its system takes, in the system's own commands.
//!
//! What a schema cannot know comes from `[book]` of the configuration; what is missing there is listed once and never made up. The
//! commands are those of the systems' manuals: PostgreSQL 18, MySQL 8.4, MariaDB 11, SQLite 3, SQL Server 2022, Oracle Database 23,
//! Convex.

mod backup;
mod context;
mod conventions;
mod deletion;
mod design;
mod dictionary;
mod indexes;
mod migration;
mod missing;
mod monitoring;
mod objects;
mod overview;
mod partition;
mod performance;
mod security;
mod settings;
mod tables;

use self::context::Context;
use super::markdown::{Anchors, block, fenced, heading, link, text};
use super::{Artifact, Format, Input, Renderer, header};

/// Makes the book.
#[derive(Debug)]
pub(crate) struct Book;

impl Renderer for Book {
    fn format(&self) -> Format {
        Format::HumanDocs
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        super::single(input, |input| {
            let path = input.layout.file(Format::HumanDocs);
            Artifact::new(Format::HumanDocs, path, document(&Context::new(input, path)))
        })
    }
}

/// A chapter: what stands under its title, then its parts. One without content is left out and keeps its number.
struct Chapter {
    /// `4. Table Definitions`; `Resources`.
    title: &'static str,
    body: String,
    /// Title (`4.1 Core Tables`) and text.
    parts: Vec<(&'static str, String)>,
}

impl Chapter {
    fn new(title: &'static str, parts: Vec<(&'static str, String)>) -> Self {
        Self { title, body: String::new(), parts }
    }

    fn of_body(title: &'static str, body: String) -> Self {
        Self { title, body, parts: Vec::new() }
    }
}

fn document(book: &Context) -> String {
    let chapters = [
        overview::overview(book),
        overview::configuration(book),
        design::design(book),
        tables::tables(book),
        objects::views(book),
        objects::routines(book),
        indexes::indexes(book),
        migration::migration(book),
        security::security(book),
        backup::backup(book),
        performance::performance(book),
        monitoring::monitoring(book),
        dictionary::dictionary(book),
        dictionary::planned(book),
        dictionary::resources(book),
        missing::missing(book),
        dictionary::ddl(book),
        dictionary::sample_data(book),
        dictionary::diagrams(book),
    ];
    let mut contents = String::new();
    let mut body = String::new();
    let mut anchors = Anchors::default();
    let title = overview::title(book);
    anchors.heading(&title);
    anchors.heading("Contents");
    for mut chapter in chapters {
        chapter.parts.retain(|(_, text)| !text.is_empty());
        if chapter.body.is_empty() && chapter.parts.is_empty() {
            continue;
        }
        heading(&mut body, 2, chapter.title);
        contents.push_str(&format!("- {}\n", to_heading(&mut anchors, chapter.title)));
        block(&mut body, &chapter.body);
        for (title, text) in &chapter.parts {
            heading(&mut body, 3, title);
            contents.push_str(&format!("  - {}\n", to_heading(&mut anchors, title)));
            block(&mut body, text);
        }
    }
    let mut out = format!("{}\n", header::MARKDOWN);
    heading(&mut out, 1, &text(&title));
    block(&mut out, &overview::front(book));
    heading(&mut out, 2, "Contents");
    block(&mut out, &contents);
    block(&mut out, &body);
    out
}

fn to_heading(anchors: &mut Anchors, title: &str) -> String {
    link(title, &format!("#{}", anchors.heading(title)))
}

/// Adds statements, each under what it is for.
fn sql(out: &mut String, statements: &[(&str, String)]) {
    let mut script = String::new();
    for (title, statement) in statements {
        let gap = if script.is_empty() { "" } else { "\n" };
        script.push_str(&format!("{gap}-- {title}\n{statement}\n"));
    }
    if !script.is_empty() {
        block(out, &fenced("sql", &script));
    }
}

/// Adds commands of a shell, each under what it is for.
fn shell(out: &mut String, commands: &[(&str, String)]) {
    let mut script = String::new();
    for (title, command) in commands {
        let gap = if script.is_empty() { "" } else { "\n" };
        script.push_str(&format!("{gap}# {title}\n{command}\n"));
    }
    if !script.is_empty() {
        block(out, &fenced("bash", &script));
    }
}

#[cfg(test)]
mod tests;
