//! Every object that can carry annotations: how to reach it, what it is, what it is called.

use super::tag::On;
use crate::list::SliceExt;
use crate::model::{Annotations, DOCUMENTS, Schema, Table, WordsOn};

/// An object of a schema, by position. Behind the tables stand those that are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    Table(usize),
    Column(usize, usize),
    /// A field inside a column, by its position among [`crate::model::Column::nested`].
    Field(usize, usize, usize),
    PrimaryKey(usize),
    Unique(usize, usize),
    ForeignKey(usize, usize),
    Check(usize, usize),
    Exclusion(usize, usize),
    Index(usize, usize),
    Trigger(usize, usize),
    Policy(usize, usize),
    View(usize),
    ViewColumn(usize, usize),
    ViewIndex(usize, usize),
    ViewTrigger(usize, usize),
    Enum(usize),
    Domain(usize),
    DomainCheck(usize, usize),
    Composite(usize),
    Range(usize),
    Routine(usize),
    Sequence(usize),
    Extension(usize),
    Role(usize),
    Namespace(usize),
    Other(usize),
}

impl Object {
    /// What words are about; `None` where that is not there.
    pub(super) fn of_words(on: &WordsOn, schema: &Schema) -> Option<Self> {
        match on {
            WordsOn::Table(id) => schema.table_index(id).map(Self::Table),
            WordsOn::Column(id, name) => {
                let table = schema.table_index(id)?;
                let column = schema.tables.get(table)?.columns.position(|column| column.name == *name)?;
                Some(Self::Column(table, column))
            }
            WordsOn::Index(id, name) => {
                let table = schema.table_index(id)?;
                let index = schema.tables.get(table)?.indexes.position(|index| index.name == *name)?;
                Some(Self::Index(table, index))
            }
            WordsOn::Enum(id) => schema.enums.binary_search_by(|found| found.id.cmp(id)).ok().map(Self::Enum),
        }
    }

    /// Which tags can stand on it.
    pub(super) fn on(self) -> On {
        match self {
            Self::Table(_) => On::TABLE,
            Self::Column(..) | Self::Field(..) | Self::ViewColumn(..) => On::FIELD,
            Self::PrimaryKey(_) | Self::Unique(..) | Self::Check(..) | Self::Exclusion(..) | Self::DomainCheck(..) => {
                On::CONSTRAINT
            }
            Self::ForeignKey(..) => On::CONSTRAINT.or(On::FOREIGN_KEY),
            Self::Index(..) | Self::ViewIndex(..) => On::INDEX,
            Self::View(_) => On::VIEW,
            Self::Enum(_) | Self::Domain(_) => On::VALUES,
            _ => On::OTHER,
        }
    }

    /// The table that it hangs on.
    pub(super) fn table(self) -> Option<usize> {
        match self {
            Self::Table(t)
            | Self::Column(t, _)
            | Self::Field(t, ..)
            | Self::PrimaryKey(t)
            | Self::Unique(t, _)
            | Self::ForeignKey(t, _)
            | Self::Check(t, _)
            | Self::Exclusion(t, _)
            | Self::Index(t, _)
            | Self::Trigger(t, _)
            | Self::Policy(t, _) => Some(t),
            _ => None,
        }
    }

    /// What it is and what it is called, for a message: ``column `users.email` ``.
    pub(super) fn title(self, schema: &Schema) -> String {
        let table = |t: usize| table_at(schema, t).map(|t| schema.identifier(&t.id)).unwrap_or_default();
        let view = |v: usize| schema.views.get(v).map(|v| schema.identifier(&v.id)).unwrap_or_default();
        let name = self.name(schema);
        match self {
            Self::Table(t) => format!("table `{}`", table(t)),
            Self::Column(t, _) => format!("column `{}.{name}`", table(t)),
            Self::Field(t, i, n) => {
                let column = table_at(schema, t).and_then(|table| table.columns.get(i));
                let path = column.and_then(|column| column.nested().into_iter().nth(n)).map(|field| field.path);
                format!("field `{}.{}`", table(t), path.unwrap_or_default())
            }
            Self::PrimaryKey(t)
            | Self::Unique(t, _)
            | Self::ForeignKey(t, _)
            | Self::Check(t, _)
            | Self::Exclusion(t, _) => format!("constraint `{name}` of `{}`", table(t)),
            Self::Index(t, _) => format!("index `{name}` of `{}`", table(t)),
            Self::Trigger(t, _) => format!("trigger `{name}` of `{}`", table(t)),
            Self::Policy(t, _) => format!("policy `{name}` of `{}`", table(t)),
            Self::View(v) => format!("view `{}`", view(v)),
            Self::ViewColumn(v, _) => format!("column `{}.{name}`", view(v)),
            Self::ViewIndex(v, _) => format!("index `{name}` of `{}`", view(v)),
            Self::ViewTrigger(v, _) => format!("trigger `{name}` of `{}`", view(v)),
            Self::Enum(_) => format!("enum `{name}`"),
            Self::Domain(_) => format!("domain `{name}`"),
            Self::DomainCheck(..) => format!("constraint `{name}`"),
            Self::Composite(_) | Self::Range(_) => format!("type `{name}`"),
            Self::Routine(_) => format!("routine `{name}`"),
            Self::Sequence(_) => format!("sequence `{name}`"),
            Self::Extension(_) => format!("extension `{name}`"),
            Self::Role(_) => format!("role `{name}`"),
            Self::Namespace(_) => format!("schema `{name}`"),
            Self::Other(i) => format!("{} `{name}`", schema.others.get(i).map(|o| o.kind.as_str()).unwrap_or_default()),
        }
    }

    /// Its own name.
    pub(super) fn name(self, schema: &Schema) -> &str {
        fn of<'a>(
            schema: &'a Schema,
            t: usize,
            name: impl FnOnce(&'a Table) -> Option<&'a String>,
        ) -> Option<&'a String> {
            table_at(schema, t).and_then(name)
        }
        let name = match self {
            Self::Table(t) => of(schema, t, |t| Some(&t.id.name)),
            Self::Column(t, i) => of(schema, t, |t| t.columns.get(i).map(|c| &c.name)),
            Self::Field(t, i, n) => {
                of(schema, t, |t| t.columns.get(i).and_then(|c| c.nested().get(n).map(|field| &field.column.name)))
            }
            Self::PrimaryKey(t) => of(schema, t, |t| t.primary_key.as_ref().map(|k| &k.name)),
            Self::Unique(t, i) => of(schema, t, |t| t.unique.get(i).map(|c| &c.name)),
            Self::ForeignKey(t, i) => of(schema, t, |t| t.foreign_keys.get(i).map(|c| &c.name)),
            Self::Check(t, i) => of(schema, t, |t| t.checks.get(i).map(|c| &c.name)),
            Self::Exclusion(t, i) => of(schema, t, |t| t.exclusions.get(i).map(|c| &c.name)),
            Self::Index(t, i) => of(schema, t, |t| t.indexes.get(i).map(|c| &c.name)),
            Self::Trigger(t, i) => of(schema, t, |t| t.triggers.get(i).map(|c| &c.name)),
            Self::Policy(t, i) => of(schema, t, |t| t.policies.get(i).map(|c| &c.name)),
            Self::View(v) => schema.views.get(v).map(|v| &v.id.name),
            Self::ViewColumn(v, i) => schema.views.get(v).and_then(|v| v.columns.get(i)).map(|c| &c.name),
            Self::ViewIndex(v, i) => schema.views.get(v).and_then(|v| v.indexes.get(i)).map(|c| &c.name),
            Self::ViewTrigger(v, i) => schema.views.get(v).and_then(|v| v.triggers.get(i)).map(|c| &c.name),
            Self::Enum(i) => schema.enums.get(i).map(|o| &o.id.name),
            Self::Domain(i) => schema.domains.get(i).map(|o| &o.id.name),
            Self::DomainCheck(d, i) => schema.domains.get(d).and_then(|d| d.checks.get(i)).map(|c| &c.name),
            Self::Composite(i) => schema.composites.get(i).map(|o| &o.id.name),
            Self::Range(i) => schema.ranges.get(i).map(|o| &o.id.name),
            Self::Routine(i) => schema.routines.get(i).map(|o| &o.id.name),
            Self::Sequence(i) => schema.sequences.get(i).map(|o| &o.id.name),
            Self::Extension(i) => schema.extensions.get(i).map(|o| &o.name),
            Self::Role(i) => schema.roles.get(i).map(|o| &o.name),
            Self::Namespace(i) => schema.namespaces.get(i).map(|o| &o.name),
            Self::Other(i) => schema.others.get(i).map(|o| &o.id.name),
        };
        name.map(String::as_str).unwrap_or_default()
    }

    /// Its annotations.
    pub(super) fn annotations(self, schema: &mut Schema) -> Option<&mut Annotations> {
        match self {
            Self::View(v) => schema.views.get_mut(v).map(|v| &mut v.annotations),
            Self::ViewColumn(v, i) => {
                schema.views.get_mut(v).and_then(|v| v.columns.get_mut(i)).map(|o| &mut o.annotations)
            }
            Self::ViewIndex(v, i) => {
                schema.views.get_mut(v).and_then(|v| v.indexes.get_mut(i)).map(|o| &mut o.annotations)
            }
            Self::ViewTrigger(v, i) => {
                schema.views.get_mut(v).and_then(|v| v.triggers.get_mut(i)).map(|o| &mut o.annotations)
            }
            Self::Enum(i) => schema.enums.get_mut(i).map(|o| &mut o.annotations),
            Self::Domain(i) => schema.domains.get_mut(i).map(|o| &mut o.annotations),
            Self::DomainCheck(d, i) => {
                schema.domains.get_mut(d).and_then(|d| d.checks.get_mut(i)).map(|o| &mut o.annotations)
            }
            Self::Composite(i) => schema.composites.get_mut(i).map(|o| &mut o.annotations),
            Self::Range(i) => schema.ranges.get_mut(i).map(|o| &mut o.annotations),
            Self::Routine(i) => schema.routines.get_mut(i).map(|o| &mut o.annotations),
            Self::Sequence(i) => schema.sequences.get_mut(i).map(|o| &mut o.annotations),
            Self::Extension(i) => schema.extensions.get_mut(i).map(|o| &mut o.annotations),
            Self::Role(i) => schema.roles.get_mut(i).map(|o| &mut o.annotations),
            Self::Namespace(i) => schema.namespaces.get_mut(i).map(|o| &mut o.annotations),
            Self::Other(i) => schema.others.get_mut(i).map(|o| &mut o.annotations),
            _ => {
                let t = self.table()?;
                let existing = schema.tables.len();
                let table = match t.checked_sub(existing) {
                    None => schema.tables.get_mut(t)?,
                    Some(planned) => schema.planned.get_mut(planned)?,
                };
                match self {
                    Self::Column(_, i) => table.columns.get_mut(i).map(|o| &mut o.annotations),
                    Self::Field(_, i, n) => {
                        table.columns.get_mut(i).and_then(|o| o.nested_mut(n)).map(|o| &mut o.annotations)
                    }
                    Self::PrimaryKey(_) => table.primary_key.as_mut().map(|o| &mut o.annotations),
                    Self::Unique(_, i) => table.unique.get_mut(i).map(|o| &mut o.annotations),
                    Self::ForeignKey(_, i) => table.foreign_keys.get_mut(i).map(|o| &mut o.annotations),
                    Self::Check(_, i) => table.checks.get_mut(i).map(|o| &mut o.annotations),
                    Self::Exclusion(_, i) => table.exclusions.get_mut(i).map(|o| &mut o.annotations),
                    Self::Index(_, i) => table.indexes.get_mut(i).map(|o| &mut o.annotations),
                    Self::Trigger(_, i) => table.triggers.get_mut(i).map(|o| &mut o.annotations),
                    Self::Policy(_, i) => table.policies.get_mut(i).map(|o| &mut o.annotations),
                    _ => Some(&mut table.annotations),
                }
            }
        }
    }
}

/// The tables, and behind them those that are planned.
pub(super) fn tables(schema: &Schema) -> impl Iterator<Item = (usize, &Table)> {
    schema.tables.iter().chain(&schema.planned).enumerate()
}

/// The table at a position of [`tables`].
pub(super) fn table_at(schema: &Schema, t: usize) -> Option<&Table> {
    match t.checked_sub(schema.tables.len()) {
        None => schema.tables.get(t),
        Some(planned) => schema.planned.get(planned),
    }
}

/// Calls `with` for every object that has annotations, in order.
pub(super) fn for_each(schema: &Schema, with: &mut dyn FnMut(Object, &Annotations)) {
    for (t, table) in tables(schema) {
        with(Object::Table(t), &table.annotations);
        for (i, column) in table.columns.iter().enumerate() {
            with(Object::Column(t, i), &column.annotations);
            if DOCUMENTS {
                let nested = column.nested();
                nested.iter().enumerate().for_each(|(n, o)| with(Object::Field(t, i, n), &o.column.annotations));
            }
        }
        if let Some(key) = &table.primary_key {
            with(Object::PrimaryKey(t), &key.annotations);
        }
        table.unique.iter().enumerate().for_each(|(i, o)| with(Object::Unique(t, i), &o.annotations));
        table.foreign_keys.iter().enumerate().for_each(|(i, o)| with(Object::ForeignKey(t, i), &o.annotations));
        table.checks.iter().enumerate().for_each(|(i, o)| with(Object::Check(t, i), &o.annotations));
        table.exclusions.iter().enumerate().for_each(|(i, o)| with(Object::Exclusion(t, i), &o.annotations));
        table.indexes.iter().enumerate().for_each(|(i, o)| with(Object::Index(t, i), &o.annotations));
        table.triggers.iter().enumerate().for_each(|(i, o)| with(Object::Trigger(t, i), &o.annotations));
        table.policies.iter().enumerate().for_each(|(i, o)| with(Object::Policy(t, i), &o.annotations));
    }
    for (v, view) in schema.views.iter().enumerate() {
        with(Object::View(v), &view.annotations);
        view.columns.iter().enumerate().for_each(|(i, o)| with(Object::ViewColumn(v, i), &o.annotations));
        view.indexes.iter().enumerate().for_each(|(i, o)| with(Object::ViewIndex(v, i), &o.annotations));
        view.triggers.iter().enumerate().for_each(|(i, o)| with(Object::ViewTrigger(v, i), &o.annotations));
    }
    schema.enums.iter().enumerate().for_each(|(i, o)| with(Object::Enum(i), &o.annotations));
    for (d, domain) in schema.domains.iter().enumerate() {
        with(Object::Domain(d), &domain.annotations);
        domain.checks.iter().enumerate().for_each(|(i, o)| with(Object::DomainCheck(d, i), &o.annotations));
    }
    schema.composites.iter().enumerate().for_each(|(i, o)| with(Object::Composite(i), &o.annotations));
    schema.ranges.iter().enumerate().for_each(|(i, o)| with(Object::Range(i), &o.annotations));
    schema.routines.iter().enumerate().for_each(|(i, o)| with(Object::Routine(i), &o.annotations));
    schema.sequences.iter().enumerate().for_each(|(i, o)| with(Object::Sequence(i), &o.annotations));
    schema.extensions.iter().enumerate().for_each(|(i, o)| with(Object::Extension(i), &o.annotations));
    schema.roles.iter().enumerate().for_each(|(i, o)| with(Object::Role(i), &o.annotations));
    schema.namespaces.iter().enumerate().for_each(|(i, o)| with(Object::Namespace(i), &o.annotations));
    schema.others.iter().enumerate().for_each(|(i, o)| with(Object::Other(i), &o.annotations));
}
