//! The script as a list of steps, in an order that loads into an empty database.

use super::attached::{self, Partitions};
use super::order::{self, Object, Part, Plan};
use super::script::Script;
use super::{access, extensions, namespaces, object, plain, sequence};
use crate::list::VecExt;
use crate::model::{Schema, System};

/// A piece of the script, with positions in the schema: one object, or what is said of it later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Roles,
    Namespaces,
    Extensions,
    /// The object with its comment; a table without what waits.
    Create(Object),
    /// What waited until everything it needs is there.
    Later(Object, Part),
    SequenceOwner(usize),
    Index(On, usize),
    /// What is said of all indexes of a table or a view.
    IndexComments(On),
    /// Of a table.
    ForeignKey(usize, usize),
    ForeignKeyComment(usize, usize),
    /// What is said of a table's checks: some of these waited.
    CheckComments(usize),
    /// SQL Server switches a table's constraints off once they are there.
    SwitchedOff(usize),
    Trigger(On, usize),
    /// A rule, a statistics object and the like.
    Late(usize),
    /// A table's settings that name its indexes.
    Settings(usize),
    RowSecurity(usize),
    Policy(usize, usize),
    Grants,
    /// Comments that are statements, in systems whose tables are written as a whole.
    Comments,
    /// What is set for the session is set back.
    End,
}

/// What indexes and triggers hang on, with its position in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum On {
    Table(usize),
    View(usize),
}

/// The steps, and what writing one of them takes.
pub(super) struct Steps<'a> {
    pub(super) all: Vec<Step>,
    pub(super) plan: Plan,
    pub(super) partitions: Partitions<'a>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let is_postgresql = schema.system == System::PostgreSql;
        let plan = if is_postgresql { order::plan(schema) } else { Plan::default() };
        let mut all;
        if is_postgresql {
            all = vec![Step::Roles, Step::Namespaces, Step::Extensions];
            all.push_all(plan.objects.iter().map(|&object| Step::Create(object)));
            all.push_all(plan.later.iter().map(|&(object, part)| Step::Later(object, part)));
            all.push_all((0..schema.sequences.len()).map(Step::SequenceOwner));
            attached::steps(schema, &mut all);
            all.push(Step::Grants);
        } else {
            all = plain::steps(schema);
        }
        Self { all, plan, partitions: Partitions::new(schema) }
    }

    /// Writes steps in sections.
    pub(super) fn write(&self, script: &mut Script<'a>, steps: &[Step]) {
        let schema = script.schema;
        let is_postgresql = schema.system == System::PostgreSql;
        let mut section = "";
        for &step in steps {
            let title = if is_postgresql { title(step) } else { plain::title(schema, step) };
            if title != section {
                section = title;
                script.section(title);
            }
            if is_postgresql {
                self.write_step(script, step);
            } else {
                plain::write(script, step);
            }
        }
    }

    fn write_step(&self, script: &mut Script<'a>, step: Step) {
        let schema = script.schema;
        match step {
            Step::Roles => access::roles(script),
            Step::Namespaces => namespaces(script),
            Step::Extensions => extensions(script),
            Step::Create(object) => object::create(script, object, &self.plan.later),
            Step::Later(object, part) => object::add_later(script, object, part),
            Step::SequenceOwner(at) => sequence::owner(script, &schema.sequences[at]),
            Step::Index(on, at) => attached::index(script, on, at, &self.partitions),
            Step::IndexComments(on) => attached::index_comments(script, on),
            Step::ForeignKey(table, at) => attached::foreign_key(script, &schema.tables[table], at),
            Step::ForeignKeyComment(table, at) => attached::foreign_key_comment(script, &schema.tables[table], at),
            Step::CheckComments(table) => attached::check_comments(script, &schema.tables[table]),
            Step::Trigger(on, at) => attached::trigger(script, on, at),
            Step::Late(at) => attached::late(script, &schema.others[at]),
            Step::Settings(table) => attached::settings(script, &schema.tables[table]),
            Step::RowSecurity(table) => access::row_security(script, &schema.tables[table]),
            Step::Policy(table, at) => access::policy(script, &schema.tables[table], at),
            Step::Grants => access::grants(script),
            Step::SwitchedOff(_) | Step::Comments | Step::End => {}
        }
    }
}

/// The section that a step stands in.
pub(super) fn title(step: Step) -> &'static str {
    match step {
        Step::Roles => "Roles",
        Step::Namespaces => "Schemas",
        Step::Extensions => "Extensions",
        Step::Create(Object::Enum(_) | Object::Range(_) | Object::Domain(_) | Object::Composite(_)) => "Types",
        Step::Create(Object::Sequence(_)) => "Sequences",
        Step::Create(Object::Table(_)) => "Tables",
        Step::Create(Object::Routine(_)) => "Functions and procedures",
        Step::Create(Object::Other(_)) => "Other objects",
        Step::Create(Object::View(_)) => "Views",
        Step::Later(..) => "Defaults and checks that need what stands above",
        Step::SequenceOwner(_) => "Owners of sequences",
        Step::Index(..) | Step::IndexComments(_) => "Indexes",
        Step::ForeignKey(..) | Step::ForeignKeyComment(..) | Step::CheckComments(_) | Step::SwitchedOff(_) => {
            "Foreign keys"
        }
        Step::Trigger(..) => "Triggers",
        Step::Late(_) => "Rules and statistics",
        Step::Settings(_) => "Settings of tables",
        Step::RowSecurity(_) | Step::Policy(..) => "Row security",
        Step::Grants => "Privileges",
        Step::Comments => "Comments",
        Step::End => "Settings",
    }
}
