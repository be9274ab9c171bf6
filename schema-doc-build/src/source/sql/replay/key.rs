//! Primary keys, unique and exclusion constraints: constraints with an index behind them.

use schema_doc_diagnostics::Span;

use super::Replay;
use super::catalog::{IndexData, Keyed, Oid, RelationKind};
use super::constraint::deferrable;
use super::names::{cut, index_column_names, name_addition};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Exclusion, IndexKey, KeyTarget, PrimaryKey, Unique};
use crate::sort;
use crate::source::sql::ast::{ConstraintAttributes, Ident};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum KeyConstraintKind {
    Primary,
    Unique,
    /// Keys and their operators.
    Exclusion(Vec<(IndexKey, String)>),
}

/// A constraint to be made.
#[derive(Debug, Clone)]
pub(super) struct KeyConstraint {
    pub(super) kind: KeyConstraintKind,
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) include: Vec<String>,
    pub(super) nulls_not_distinct: bool,
    pub(super) without_overlaps: bool,
    pub(super) deferrable: Option<bool>,
    pub(super) method: String,
    pub(super) predicate: Option<String>,
    pub(super) storage: Vec<(String, String)>,
    pub(super) tablespace: Option<String>,
    pub(super) span: Option<Span>,
    pub(super) annotations: crate::model::Annotations,
}

impl KeyConstraint {
    pub(super) fn new(
        kind: KeyConstraintKind,
        name: Option<String>,
        columns: Vec<String>,
        attributes: &ConstraintAttributes,
        span: Span,
    ) -> Self {
        Self {
            kind,
            name,
            columns,
            include: Vec::new(),
            nulls_not_distinct: false,
            without_overlaps: false,
            deferrable: deferrable(attributes),
            method: "btree".into(),
            predicate: None,
            storage: Vec::new(),
            tablespace: None,
            span: Some(span),
            annotations: crate::model::Annotations::default(),
        }
    }

    /// Whether one index serves both (`UNIQUE PRIMARY KEY`).
    fn same_index(&self, other: &Self) -> bool {
        let exclusion = |kind: &KeyConstraintKind| matches!(kind, KeyConstraintKind::Exclusion(_));
        if exclusion(&self.kind) || exclusion(&other.kind) {
            return self.kind == other.kind
                && self.method == other.method
                && self.include == other.include
                && self.predicate == other.predicate
                && self.deferrable == other.deferrable;
        }
        self.columns == other.columns
            && self.include == other.include
            && self.without_overlaps == other.without_overlaps
            && self.nulls_not_distinct == other.nulls_not_distinct
            && self.deferrable == other.deferrable
    }

    /// What `ChooseIndexName` makes its name of.
    fn key_names(&self) -> Vec<String> {
        let keys: Vec<Option<String>> = match &self.kind {
            KeyConstraintKind::Exclusion(elements) => elements.mapped(|(key, _)| key_name(key)),
            _ => self.columns.iter().cloned().map(Some).collect_vec(),
        };
        index_column_names(keys.into_iter().chain(self.include.iter().cloned().map(Some)))
    }
}

/// What a key is called in its index.
pub(super) fn key_name(key: &IndexKey) -> Option<String> {
    match &key.target {
        KeyTarget::Column(name) => Some(name.clone()),
        KeyTarget::Expression(text) => super::expression_text::figure_name(text),
    }
}

impl Replay<'_> {
    /// `transformIndexConstraints`: the primary key first, doubles once.
    pub(super) fn add_keys(&mut self, table: Oid, keys: Vec<KeyConstraint>, recurse: bool) {
        let (primary, others): (Vec<_>, Vec<_>) = keys.into_iter().partition(|k| k.kind == KeyConstraintKind::Primary);
        let mut primary = primary.into_iter();
        let mut kept: Vec<KeyConstraint> = primary.next().into_iter().collect_vec();
        for second in primary {
            let on = self.display(&self.catalog.name_of(table));
            let span = super::create_table::or_statement(second.span, self.span);
            self.duplicate("primary key", &on, span, kept.first().and_then(|k| k.span));
        }
        for key in others {
            match kept.find_mut(|k| k.same_index(&key)) {
                Some(prior) => {
                    if prior.name.is_none() {
                        prior.name = key.name;
                    }
                }
                None => kept.push(key),
            }
        }
        for key in kept {
            self.add_key(table, &key, None, recurse);
        }
    }

    /// Makes a constraint and its index, on partitions too where `recurse`; `parent` is the partitioned table's index. Its index's identity is returned.
    pub(super) fn add_key(
        &mut self,
        table: Oid,
        key: &KeyConstraint,
        parent: Option<Oid>,
        recurse: bool,
    ) -> Option<Oid> {
        let id = self.catalog.name_of(table);
        let span = super::create_table::or_statement(key.span, self.span);
        let data = self.catalog.table(table)?;
        let missing: Vec<String> = key
            .columns
            .iter()
            .chain(&key.include)
            .filter(|c| !data.partial && data.column(c).is_none() && !is_system_column(c))
            .cloned()
            .collect_vec();
        if key.kind == KeyConstraintKind::Primary
            && let Some(first) = &data.primary_key
        {
            let first = first.constraint.span;
            let on = self.display(&id);
            self.duplicate("primary key", &on, span, first);
            return None;
        }
        if !missing.is_empty() {
            for column in &missing {
                self.unknown_column(column, span, table);
            }
            return None;
        }
        let generated_name = key.name.is_none();
        let name = if let Some(name) = &key.name {
            let mut taken = id.clone();
            taken.name.clone_from(name);
            if let Some(existing) = self.catalog.relation_at(&taken) {
                let first = self.catalog.relation(existing).and_then(|r| r.span);
                self.duplicate("relation", name, span, first);
                return None;
            }
            if !self.constraint_is_free(table, name, span) {
                return None;
            }
            name.clone()
        } else {
            let addition = name_addition(key.key_names().iter().map(String::as_str));
            match key.kind {
                KeyConstraintKind::Primary => self.catalog.choose_relation_name(&id, None, "pkey", true),
                KeyConstraintKind::Unique => self.catalog.choose_relation_name(&id, Some(&addition), "key", true),
                KeyConstraintKind::Exclusion(_) => {
                    self.catalog.choose_relation_name(&id, Some(&addition), "excl", true)
                }
            }
        };
        let index = self.catalog.add_relation(
            crate::model::QualifiedName::new(id.namespace.clone(), name.clone()),
            Some(span),
            RelationKind::Index(table),
        );
        self.catalog.add_constraint_name(&id.namespace, &name);
        if key.kind == KeyConstraintKind::Primary {
            for column in &key.columns {
                self.set_not_null(table, column, true);
            }
        }
        self.store_key(table, key, name, generated_name, index, parent);
        let partitions = if recurse { self.partitions(table) } else { Vec::new() };
        for partition in partitions {
            self.key_on_partition(partition, key, index);
        }
        Some(index)
    }

    fn store_key(
        &mut self,
        table: Oid,
        key: &KeyConstraint,
        name: String,
        generated_name: bool,
        index: Oid,
        parent: Option<Oid>,
    ) {
        let Some(data) = self.catalog.table_mut(table) else { return };
        let (storage, tablespace) = (key.storage.clone(), key.tablespace.clone());
        match &key.kind {
            KeyConstraintKind::Primary => {
                let constraint = PrimaryKey {
                    clustered: None,
                    name,
                    generated_name,
                    columns: key.columns.clone(),
                    include: key.include.clone(),
                    without_overlaps: key.without_overlaps,
                    deferrable: key.deferrable,
                    span: key.span,
                    annotations: key.annotations.clone(),
                    ..PrimaryKey::default()
                };
                data.primary_key = Some(Keyed { constraint, index, parent, storage, tablespace });
            }
            KeyConstraintKind::Unique => {
                let constraint = Unique {
                    clustered: None,
                    name,
                    generated_name,
                    columns: key.columns.clone(),
                    include: key.include.clone(),
                    nulls_not_distinct: key.nulls_not_distinct,
                    without_overlaps: key.without_overlaps,
                    deferrable: key.deferrable,
                    span: key.span,
                    annotations: key.annotations.clone(),
                    ..Unique::default()
                };
                if data.unique.is_empty() {
                    // most tables have no more
                    data.unique.reserve_exact(1);
                }
                data.unique.push(Keyed { constraint, index, parent, storage, tablespace });
            }
            KeyConstraintKind::Exclusion(elements) => {
                let constraint = Exclusion {
                    name,
                    generated_name,
                    method: key.method.clone(),
                    elements: elements.clone(),
                    include: key.include.clone(),
                    predicate: key.predicate.clone(),
                    deferrable: key.deferrable,
                    span: key.span,
                    annotations: key.annotations.clone(),
                };
                data.exclusions.push(Keyed { constraint, index, parent, storage, tablespace });
            }
        }
    }

    /// The constraint of a partitioned table on a partition: an equal one becomes its part, else a new one is made.
    pub(super) fn key_on_partition(&mut self, partition: Oid, key: &KeyConstraint, parent: Oid) {
        let Some(data) = self.catalog.table_mut(partition) else { return };
        let existing = match &key.kind {
            KeyConstraintKind::Primary => data
                .primary_key
                .as_mut()
                .filter(|k| k.parent.is_none() && k.constraint.columns == key.columns)
                .map(|k| &mut k.parent),
            KeyConstraintKind::Unique => data
                .unique
                .find_mut(|k| {
                    k.parent.is_none()
                        && k.constraint.columns == key.columns
                        && k.constraint.include == key.include
                        && k.constraint.nulls_not_distinct == key.nulls_not_distinct
                        && k.constraint.without_overlaps == key.without_overlaps
                        && k.constraint.deferrable == key.deferrable
                })
                .map(|k| &mut k.parent),
            KeyConstraintKind::Exclusion(elements) => data
                .exclusions
                .find_mut(|k| {
                    k.parent.is_none() && k.constraint.elements == *elements && k.constraint.predicate == key.predicate
                })
                .map(|k| &mut k.parent),
        };
        if let Some(existing) = existing {
            *existing = Some(parent);
        } else {
            self.add_key(partition, &KeyConstraint { name: None, ..key.clone() }, Some(parent), true);
        }
    }

    /// The constraints of a table as they would be made again elsewhere, with their indexes' identities, in order of creation.
    pub(super) fn keys_of(&self, table: Oid) -> Vec<(Oid, KeyConstraint)> {
        let Some(data) = self.catalog.table(table) else { return Vec::new() };
        let attributes = ConstraintAttributes::default();
        let made = |kind, columns: &[String], span: Option<Span>| {
            KeyConstraint::new(
                kind,
                None,
                columns.to_vec(),
                &attributes,
                super::create_table::or_statement(span, self.span),
            )
        };
        let mut keys = Vec::new();
        if let Some(Keyed { constraint: c, index, storage, tablespace, .. }) = &data.primary_key {
            keys.push((
                *index,
                KeyConstraint {
                    include: c.include.clone(),
                    without_overlaps: c.without_overlaps,
                    deferrable: c.deferrable,
                    storage: storage.clone(),
                    tablespace: tablespace.clone(),
                    annotations: c.annotations.clone(),
                    ..made(KeyConstraintKind::Primary, &c.columns, c.span)
                },
            ));
        }
        for Keyed { constraint: c, index, storage, tablespace, .. } in &data.unique {
            keys.push((
                *index,
                KeyConstraint {
                    include: c.include.clone(),
                    nulls_not_distinct: c.nulls_not_distinct,
                    without_overlaps: c.without_overlaps,
                    deferrable: c.deferrable,
                    storage: storage.clone(),
                    tablespace: tablespace.clone(),
                    annotations: c.annotations.clone(),
                    ..made(KeyConstraintKind::Unique, &c.columns, c.span)
                },
            ));
        }
        for Keyed { constraint: c, index, storage, tablespace, .. } in &data.exclusions {
            let columns: Vec<String> =
                c.elements.iter().filter_map(|(key, _)| key.as_column().map(str::to_owned)).collect_vec();
            keys.push((
                *index,
                KeyConstraint {
                    include: c.include.clone(),
                    method: c.method.clone(),
                    predicate: c.predicate.clone(),
                    deferrable: c.deferrable,
                    storage: storage.clone(),
                    tablespace: tablespace.clone(),
                    annotations: c.annotations.clone(),
                    ..made(KeyConstraintKind::Exclusion(c.elements.clone()), &columns, c.span)
                },
            ));
        }
        sort::by_key(&mut keys, |(index, _)| *index);
        keys
    }

    /// `ADD CONSTRAINT name UNIQUE USING INDEX i`: the index becomes the constraint's, and takes its name.
    pub(super) fn key_using_index(
        &mut self,
        table: Oid,
        primary: bool,
        index: &Ident,
        name: Option<&Ident>,
        attributes: &ConstraintAttributes,
        span: Span,
    ) {
        let own = cut(&index.name);
        let id = self.catalog.name_of(table);
        let Some(data) = self.catalog.table_mut(table) else { return };
        let Some(at) = data.indexes.position(|i| i.index.name == own) else {
            let names: Vec<String> = data.indexes.mapped(|i| i.index.name.clone());
            self.unknown_part("index", &own, index.span, table, names.iter().map(String::as_str));
            return;
        };
        let IndexData { index: found, oid, parent } = data.indexes.remove(at);
        let name = name.map_or(own, |n| cut(&n.name));
        if name != found.name {
            let to = crate::model::QualifiedName::new(id.namespace.clone(), name.clone());
            if !self.catalog.rename_relation(oid, to) {
                self.duplicate("relation", &name, span, None);
                return;
            }
        }
        let columns: Vec<String> = found.keys.iter().filter_map(|k| k.as_column().map(str::to_owned)).collect_vec();
        let kind = if primary { KeyConstraintKind::Primary } else { KeyConstraintKind::Unique };
        if primary {
            for column in &columns {
                self.set_not_null(table, column, true);
            }
        }
        let key = KeyConstraint {
            include: found.include,
            nulls_not_distinct: found.nulls_not_distinct,
            storage: found.storage,
            tablespace: found.tablespace,
            annotations: found.annotations,
            ..KeyConstraint::new(kind, None, columns, attributes, span)
        };
        self.catalog.add_constraint_name(&id.namespace, &name);
        self.store_key(table, &key, name, false, oid, parent);
    }
}

/// Columns that every table has.
pub(super) fn is_system_column(name: &str) -> bool {
    matches!(name, "ctid" | "tableoid" | "xmin" | "xmax" | "cmin" | "cmax")
}
