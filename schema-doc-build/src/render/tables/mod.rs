//! `README.md` and `tables/<name>.md`: the overview, and one page a table.

mod behaviour;
mod columns;
#[cfg(feature = "typescript")]
mod documents;
mod flow;
mod history;
mod keys;
mod page;
mod purpose;
mod queries;
mod relationships;

use super::links::Links;
use super::lookup::Lookup;
use super::markdown::anchor::below_title;
use super::markdown::link;
use super::{Artifact, Format, Input, Renderer};
use crate::analyze::{TableAnalysis, TableFacts, table_facts};
use crate::model::Table;

pub(crate) use behaviour::{grant, trigger, view};
pub(crate) use columns::columns_table;
#[cfg(feature = "book")]
pub(crate) use columns::{description, type_words};
#[cfg(feature = "book")]
pub(crate) use history::change;
pub(crate) use keys::index_line;
#[cfg(feature = "book")]
pub(crate) use keys::keys_in_cell;
pub(crate) use page::summary;

/// Makes the overview and the pages.
#[derive(Debug)]
pub(crate) struct Tables;

impl Renderer for Tables {
    fn format(&self) -> Format {
        Format::Tables
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        let mut lookup = None;
        let overview = std::iter::once_with(move || super::overview::artifact(input));
        let pages = (0..input.schema.tables.len()).filter_map(move |position| {
            let lookup = lookup.get_or_insert_with(|| Lookup::new(input.schema));
            let path = input.layout.table_page(position);
            let context = Context::new(input, lookup, position, Links::of_document(input, path))?;
            (!context.table.annotations.ignore).then(|| Artifact::new(Format::Tables, path, page::page(&context)))
        });
        Box::new(overview.chain(pages))
    }
}

/// What the sections of a table's page are written from.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) input: Input<'a>,
    pub(crate) lookup: &'a Lookup<'a>,
    pub(crate) links: Links<'a>,
    pub(crate) position: usize,
    pub(crate) table: &'a Table,
    pub(crate) analysis: &'a TableAnalysis,
    pub(crate) facts: TableFacts,
    /// The document is the table's own page: its sections are near.
    pub(crate) own_page: bool,
}

impl<'a> Context<'a> {
    /// The context of the table at that position, for a document that links as given. `None` where there is no such table.
    pub(crate) fn new(input: Input<'a>, lookup: &'a Lookup<'a>, position: usize, links: Links<'a>) -> Option<Self> {
        let table = input.schema.tables.get(position)?;
        let analysis = input.analysis.tables.get(position)?;
        Some(Self {
            input,
            lookup,
            links,
            position,
            table,
            analysis,
            facts: table_facts(input.schema, table),
            own_page: true,
        })
    }

    /// A section of the table's page, linked.
    pub(crate) fn section(&self, label: &str, anchor: &str) -> String {
        let url = if self.own_page {
            Some(format!("#{}", below_title(&self.input.schema.identifier(&self.table.id), anchor)))
        } else {
            self.links.page_section(self.position, anchor)
        };
        url.map_or_else(|| label.to_owned(), |url| link(label, &url))
    }
}
