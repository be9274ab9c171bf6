//! A snapshot in which some tables are as the database has them now.

use schema_doc_build::files::Files;
use schema_doc_build::gate::SNAPSHOT;
use schema_doc_build::model::{QualifiedName, Schema, Table, View};
use schema_doc_build::render::snapshot::snapshot;
use schema_doc_build::source::snapshot::parse;
use schema_doc_build::{Builder, Loaded, Reader, Source};
use schema_doc_diagnostics::Diagnostics;

use crate::failure::Failure;

/// The snapshot on disk, with these tables and views of the database in it.
pub(super) fn merged(builder: Builder, old: &str, live: &Loaded, ids: &[QualifiedName]) -> Result<Loaded, Failure> {
    let new = snapshot(live.input(), SNAPSHOT).contents.to_string();
    let loaded = builder.source(Source::custom(Merge { old: old.to_owned(), new, ids: ids.to_vec() })).load()?;
    // A key, say, to a table that is new as well.
    loaded.check_diagnostics().map_err(|error| {
        let help = "name what else has changed, too, or run `sync` without a table's name";
        Failure::Argument(format!("these tables do not fit the snapshot alone: {error}\nhelp: {help}"))
    })?;
    Ok(loaded)
}

/// Two snapshots, and the tables and views that are the new one's.
struct Merge {
    old: String,
    new: String,
    ids: Vec<QualifiedName>,
}

impl Reader for Merge {
    fn read(&self, _: &Files, schema: &mut Schema, diagnostics: &mut Diagnostics) {
        parse(SNAPSHOT, &self.old, schema, diagnostics);
        let mut new = Schema::default();
        parse(SNAPSHOT, &self.new, &mut new, &mut Diagnostics::default());
        let is_named = |id: &QualifiedName| self.ids.contains(id);
        schema.tables.retain(|table: &Table| !is_named(&table.id));
        schema.tables.extend(new.tables.into_iter().filter(|table| is_named(&table.id)));
        schema.tables.sort_by(|a, b| a.id.cmp(&b.id));
        schema.views.retain(|view: &View| !is_named(&view.id));
        schema.views.extend(new.views.into_iter().filter(|view| is_named(&view.id)));
        schema.views.sort_by(|a, b| a.id.cmp(&b.id));
        // Those behind `serial` and identity columns.
        let owned = |sequence: &schema_doc_build::model::Sequence| {
            sequence.implicit && sequence.owned_by.as_ref().is_some_and(|(table, _)| is_named(table))
        };
        schema.sequences.retain(|sequence| !owned(sequence));
        schema.sequences.extend(new.sequences.into_iter().filter(owned));
        schema.sequences.sort_by(|a, b| a.id.cmp(&b.id));
    }
}
