//! A live schema has no places and no history: what it was read from is no file of the project, and nobody keeps it.

use schema_doc_build::model::{Definition, Index, Policy, Schema, Trigger};
use schema_doc_build::render::definition::definition_text;

/// Gives every definition its text, and takes its place away. Comments must have been read by then. What is left in order is the order of a
/// snapshot, since creation has none in a catalog: documents are the same with and without one between.
pub(super) fn forget(schema: &mut Schema) {
    let mut created = Created(0);
    forget_types(schema, &mut created);
    forget_tables(schema, &mut created);
    let mut views = std::mem::take(&mut schema.views);
    for view in &mut views {
        forget_definition(schema, &mut view.definition);
        view.created = created.next();
        view.indexes.iter_mut().for_each(|index| index.created = created.next());
        forget_triggers(schema, &mut view.triggers, &mut created);
    }
    schema.views = views;
    let mut routines = std::mem::take(&mut schema.routines);
    for routine in &mut routines {
        forget_definition(schema, &mut routine.definition);
        routine.body = None;
        routine.created = created.next();
    }
    schema.routines = routines;
    let mut others = std::mem::take(&mut schema.others);
    for other in &mut others {
        forget_definition(schema, &mut other.definition);
        other.created = created.next();
    }
    schema.others = others;
    schema.comments.clear();
}

/// Counts what is created.
struct Created(u32);

impl Created {
    fn next(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

fn forget_types(schema: &mut Schema, created: &mut Created) {
    for of in &mut schema.enums {
        (of.span, of.created) = (None, created.next());
    }
    for of in &mut schema.composites {
        (of.span, of.created) = (None, created.next());
    }
    for of in &mut schema.ranges {
        (of.span, of.created) = (None, created.next());
    }
    for of in &mut schema.domains {
        (of.span, of.created) = (None, created.next());
    }
    for of in &mut schema.sequences {
        // One behind a column comes with it.
        (of.span, of.created) = (None, if of.implicit { 0 } else { created.next() });
    }
}

fn forget_tables(schema: &mut Schema, created: &mut Created) {
    let mut tables = std::mem::take(&mut schema.tables);
    // A table is created behind those that it is made from.
    let depends = |at: &usize| tables.get(*at).is_some_and(|t| t.partition_of.is_some() || !t.inherits.is_empty());
    let (later, first): (Vec<usize>, Vec<usize>) = (0..tables.len()).partition(depends);
    for at in first.into_iter().chain(later) {
        let Some(table) = tables.get_mut(at) else { continue };
        forget_definition(schema, &mut table.definition);
        table.created = created.next();
        table.migrations.clear();
        for column in &mut table.columns {
            (column.span, column.added_in) = (None, None);
        }
        table.indexes.iter_mut().for_each(|index: &mut Index| index.created = created.next());
        forget_triggers(schema, &mut table.triggers, created);
        table.policies.iter_mut().for_each(|policy: &mut Policy| policy.created = created.next());
    }
    schema.tables = tables;
}

fn forget_triggers(schema: &Schema, triggers: &mut [Trigger], created: &mut Created) {
    for trigger in triggers {
        forget_definition(schema, &mut trigger.definition);
        trigger.created = created.next();
    }
}

fn forget_definition(schema: &Schema, definition: &mut Definition) {
    let text = definition_text(schema, definition);
    definition.text = (!text.is_empty()).then(|| text.into());
    definition.span = None;
    // A catalog qualifies names where they must be.
    definition.search_path.clear();
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use schema_doc_build::gate::SNAPSHOT;
    use schema_doc_build::model::System;
    use schema_doc_build::render::snapshot::snapshot;
    use schema_doc_build::{Builder, Loaded, Reader, Source, source};

    use super::super::Live;

    const SQLITE: &str = "\
        CREATE TABLE users (\n  id INTEGER PRIMARY KEY AUTOINCREMENT,\n  email TEXT NOT NULL UNIQUE ON CONFLICT REPLACE, -- Where mail goes. @pii\n  \
          age INT DEFAULT 18 CHECK (age > 0),\n  name TEXT GENERATED ALWAYS AS (lower(email)) STORED\n);\n\
        CREATE TABLE orders (number TEXT, user INT REFERENCES users (id) ON DELETE CASCADE, PRIMARY KEY (number) ON CONFLICT IGNORE) STRICT, WITHOUT ROWID;\n\
        CREATE UNIQUE INDEX by_name ON users (name DESC) WHERE age > 20;\n\
        CREATE VIEW grown_up AS SELECT email FROM users WHERE age > 17;\n\
        CREATE TRIGGER gone AFTER DELETE ON users BEGIN DELETE FROM orders WHERE user = OLD.id; END;\n";

    fn builder() -> Builder {
        Builder::new("test").root(Path::new("/nowhere")).without_config_file()
    }

    fn documents(loaded: &Loaded) -> BTreeMap<String, String> {
        loaded.render().map(|artifact| (artifact.path, artifact.contents.to_string())).collect()
    }

    /// A snapshot's text, read as the file would be.
    struct Snapshot(String);

    impl Reader for Snapshot {
        fn read(
            &self,
            _: &schema_doc_build::files::Files,
            schema: &mut schema_doc_build::model::Schema,
            diagnostics: &mut schema_doc_diagnostics::Diagnostics,
        ) {
            source::snapshot::parse(SNAPSHOT, &self.0, schema, diagnostics);
        }
    }

    /// The documents of a live database, and those of its snapshot.
    fn check(system: System, ddl: &str) {
        let live = Live {
            system,
            name: "app".into(),
            ddl: ddl.into(),
            gaps: Vec::new(),
            left_out: Vec::new(),
            statistics: None,
        };
        let live = live.load(builder()).unwrap();
        let text = snapshot(live.input(), SNAPSHOT).contents.to_string();
        let read = builder().source(Source::custom(Snapshot(text.clone()))).load().unwrap();
        assert!(read.diagnostics().iter().all(schema_doc_diagnostics::Diagnostic::is_advice), "{}", read.report(false));
        assert_eq!(snapshot(read.input(), SNAPSHOT).contents.to_string(), text);
        let (direct, expected) = (documents(&read), documents(&live));
        let differing: Vec<String> = expected
            .iter()
            .filter(|(path, text)| direct.get(*path) != Some(text))
            .map(|(path, text)| {
                let other = direct.get(path).map_or("", String::as_str);
                let first = text.lines().zip(other.lines()).find(|(a, b)| a != b);
                format!("{path}: {first:?}")
            })
            .collect();
        assert!(differing.is_empty(), "{differing:#?}");
        assert_eq!(direct.len(), expected.len());
    }

    #[test]
    fn documents_are_the_same_with_a_snapshot_between() {
        check(System::PostgreSql, include_str!("../../../tests/fixtures/round_trip/schema.sql"));
        check(System::PostgreSql, include_str!("../../../tests/fixtures/hostile/schema.sql"));
        check(System::Sqlite, SQLITE);
    }
}
