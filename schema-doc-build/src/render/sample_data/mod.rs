//! Rows that a schema lets in, as a file that fills its empty tables.

#[cfg(feature = "typescript")]
mod convex;
mod script;

use super::{Artifact, Format, Input, Renderer};
use crate::json::Object;
use crate::sample::Row;
use crate::sample::derived::record;

/// Makes the sample data.
#[derive(Debug)]
pub(crate) struct SampleData;

impl Renderer for SampleData {
    fn format(&self) -> Format {
        Format::SampleData
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        super::single(input, |input| {
            #[cfg(feature = "typescript")]
            let document = if input.schema.system.has_documents() { convex::document } else { script::document };
            #[cfg(not(feature = "typescript"))]
            let document = script::document;
            Artifact::new(Format::SampleData, input.layout.file(Format::SampleData), document(input))
        })
    }
}

/// The first row of a table, with its record, or why it has none.
pub(super) fn example(input: Input<'_>, position: usize) -> Option<Result<(Object, &Row), &str>> {
    let table = input.schema.tables.get(position)?;
    let sample = input.analysis.samples(input.schema).tables.get(position)?;
    match &sample.reason {
        Some(reason) => Some(Err(reason)),
        None => sample.rows.first().map(|row| Ok((record(input.schema, table, row), row))),
    }
}
