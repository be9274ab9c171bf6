//! The DDL of one table with all that hangs on it, for a document that shows it.

use super::order::Object;
use super::script::Script;
use super::step::{On, Step, Steps};
use crate::list::IteratorExt;
use crate::model::Schema;

/// The pieces of the script, by table.
pub(crate) struct TableScripts<'a> {
    schema: &'a Schema,
    steps: Steps<'a>,
    of_table: Vec<Vec<Step>>,
}

impl<'a> TableScripts<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        let steps = Steps::new(schema);
        let mut of_table = vec![Vec::new(); schema.tables.len()];
        for &step in &steps.all {
            if let Some(list) = table_of(step).and_then(|table| of_table.get_mut(table)) {
                list.push(step);
            }
        }
        Self { schema, steps, of_table }
    }

    /// What tables need before them: types, and sequences that no column's type makes.
    pub(crate) fn types(&self) -> String {
        let is_type = |step: &&Step| match step {
            Step::Create(Object::Enum(_) | Object::Range(_) | Object::Domain(_) | Object::Composite(_)) => true,
            Step::Create(Object::Sequence(at)) => self.schema.sequences.get(*at).is_some_and(|s| !s.implicit),
            _ => false,
        };
        let steps: Vec<Step> = self.steps.all.iter().filter(is_type).copied().collect_vec();
        let mut script = Script::piece(self.schema);
        self.steps.write(&mut script, &steps);
        script.finish()
    }

    /// What makes a table, then under their titles its indexes, foreign keys, triggers, policies. Without comments.
    pub(crate) fn text(&self, table: usize) -> String {
        let Some(steps) = self.of_table.get(table) else { return String::new() };
        let mut script = Script::piece(self.schema);
        self.steps.write(&mut script, steps);
        let text = script.finish();
        text.strip_prefix("\n-- Tables\n\n").map(str::to_owned).unwrap_or(text)
    }
}

fn table_of(step: Step) -> Option<usize> {
    match step {
        Step::Create(Object::Table(table))
        | Step::Later(Object::Table(table), _)
        | Step::Index(On::Table(table), _)
        | Step::ForeignKey(table, _)
        | Step::SwitchedOff(table)
        | Step::Trigger(On::Table(table), _)
        | Step::Settings(table)
        | Step::RowSecurity(table)
        | Step::Policy(table, _) => Some(table),
        _ => None,
    }
}
