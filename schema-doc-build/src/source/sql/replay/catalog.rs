//! The catalog in memory: objects by identity, so that a rename changes one place.

use std::collections::HashMap;

use schema_doc_diagnostics::Span;

use super::names::{choose, cut};
use super::types::TypeRef;
use crate::list::{SliceExt, VecExt};
use crate::model::{
    Check, Column, Domain, EnumType, Exclusion, Extension, ForeignKey, Grant, Index, Namespace, OtherObject,
    PrimaryKey, QualifiedName, RangeType, Role, Routine, Sequence, Table, Trigger, Unique, View,
};
use crate::ordered::{Map, Set};
use crate::source::sql::ast::ObjectName;

/// The identity of a relation: a table, a view, an index, a sequence, a composite type.
pub(crate) type Oid = u32;
/// The identity of a type.
pub(crate) type TypeOid = u32;
/// The identity of a constraint or trigger.
pub(crate) type PartId = u32;

/// Where temporary objects live.
pub(crate) const TEMPORARY: &str = "pg_temp";

#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) id: QualifiedName,
    pub(crate) kind: RelationKind,
    /// Where it was created.
    pub(crate) span: Option<Span>,
}

#[derive(Debug, Clone)]
pub(crate) enum RelationKind {
    Table(Box<TableData>),
    View(Box<ViewData>),
    Sequence(Box<SequenceData>),
    /// Of a table or a materialized view.
    Index(Oid),
    Composite(TypeOid),
}

impl RelationKind {
    /// As `DROP` calls it.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Table(_) => "table",
            Self::View(view) if view.view.materialized => "materialized view",
            Self::View(_) => "view",
            Self::Sequence(_) => "sequence",
            Self::Index(_) => "index",
            Self::Composite(_) => "type",
        }
    }
}

/// A table. Its columns, constraints and indexes stand here, not in `table`, until the end.
#[derive(Debug, Clone, Default)]
pub(crate) struct TableData {
    pub(crate) table: Table,
    pub(crate) columns: Vec<ColumnData>,
    pub(crate) primary_key: Option<Keyed<PrimaryKey>>,
    pub(crate) unique: Vec<Keyed<Unique>>,
    pub(crate) exclusions: Vec<Keyed<Exclusion>>,
    pub(crate) foreign_keys: Vec<ForeignKeyData>,
    pub(crate) checks: Vec<CheckData>,
    pub(crate) indexes: Vec<IndexData>,
    pub(crate) triggers: Vec<TriggerData>,
    /// `INHERITS` and `PARTITION OF`, in order.
    pub(crate) parents: Vec<Oid>,
    pub(crate) children: Vec<Oid>,
    /// The partitioned table among `parents`.
    pub(crate) partition_of: Option<Oid>,
    /// Tables whose foreign keys lead here.
    pub(crate) referenced_by: Set<Oid>,
    pub(crate) of_type: Option<TypeOid>,
    /// It may have columns and more that are not known: they come from a query, or from a table that is not there.
    pub(crate) partial: bool,
}

impl TableData {
    pub(crate) fn column(&self, name: &str) -> Option<&ColumnData> {
        self.columns.find(|c| c.column.name == name)
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Option<&mut ColumnData> {
        self.columns.find_mut(|c| c.column.name == name)
    }

    pub(crate) fn is_partitioned(&self) -> bool {
        self.table.partitioning.is_some()
    }

    /// The constraints with an index behind them.
    pub(crate) fn keys(&self) -> Vec<Key<'_>> {
        let mut keys = Vec::new();
        if let Some(Keyed { constraint, index, .. }) = &self.primary_key {
            keys.push(Key {
                name: &constraint.name,
                columns: &constraint.columns,
                span: constraint.span,
                index: *index,
            });
        }
        for Keyed { constraint, index, .. } in &self.unique {
            keys.push(Key {
                name: &constraint.name,
                columns: &constraint.columns,
                span: constraint.span,
                index: *index,
            });
        }
        for Keyed { constraint, index, .. } in &self.exclusions {
            keys.push(Key { name: &constraint.name, columns: &[], span: constraint.span, index: *index });
        }
        keys
    }

    /// Every index, those of constraints first.
    pub(crate) fn index_oids(&self) -> Vec<Oid> {
        let mut oids = self.keys().mapped(|key| key.index);
        oids.push_all(self.indexes.mapped(|index| index.oid));
        oids
    }

    /// The sequences that columns own.
    pub(crate) fn sequences(&self) -> Vec<Oid> {
        let mut oids = Vec::new();
        for column in &self.columns {
            oids.extend_from_slice(&column.sequences);
        }
        oids
    }

    /// Every constraint's name.
    pub(crate) fn constraint_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.keys().mapped(|key| key.name);
        names.push_all(self.foreign_keys.iter().map(|k| k.key.name.as_str()));
        names.push_all(self.checks.iter().map(|k| k.check.name.as_str()));
        names.push_all(self.columns.iter().filter_map(|c| c.column.not_null_name.as_deref()));
        names
    }

    pub(crate) fn has_constraint(&self, name: &str) -> bool {
        self.constraint_names().contains(&name)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ColumnData {
    pub(crate) column: Column,
    pub(crate) data_type: TypeRef,
    /// Declared on this table itself.
    pub(crate) local: bool,
    /// How many parents it comes from.
    pub(crate) inherited: u32,
    /// The `NOT NULL` is this table's alone (`NO INHERIT`).
    pub(crate) not_null_no_inherit: bool,
    /// Sequences that it owns.
    pub(crate) sequences: Vec<Oid>,
    /// Sequences that its default reads, in order of their literals, each with its name when the text was written.
    pub(crate) reads: Vec<(Oid, QualifiedName)>,
}

impl ColumnData {
    pub(crate) fn new(name: &str, data_type: TypeRef) -> Self {
        let column = Column { name: cut(name), nullable: true, ..<Column as Default>::default() };
        Self {
            column,
            data_type,
            local: true,
            inherited: 0,
            not_null_no_inherit: false,
            sequences: Vec::new(),
            reads: Vec::new(),
        }
    }
}

/// What a primary key, a `UNIQUE` and an `EXCLUDE` have in common.
pub(crate) struct Key<'a> {
    pub(crate) name: &'a str,
    /// None for an `EXCLUDE`, which no foreign key leads to.
    pub(crate) columns: &'a [String],
    pub(crate) span: Option<Span>,
    pub(crate) index: Oid,
}

/// A constraint with an index behind it.
#[derive(Debug, Clone)]
pub(crate) struct Keyed<T> {
    pub(crate) constraint: T,
    pub(crate) index: Oid,
    /// The index of the partitioned table that this one is a part of.
    pub(crate) parent: Option<Oid>,
    /// `WITH (…)` and `TABLESPACE` of its index.
    pub(crate) storage: Vec<(String, String)>,
    pub(crate) tablespace: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct ForeignKeyData {
    pub(crate) key: ForeignKey,
    pub(crate) id: PartId,
    /// `None` where the table is not there; `key.table` then has the name as written.
    pub(crate) target: Option<Oid>,
    pub(crate) parent: Option<PartId>,
}

#[derive(Debug, Clone)]
pub(crate) struct CheckData {
    pub(crate) check: Check,
    pub(crate) local: bool,
    pub(crate) inherited: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct IndexData {
    pub(crate) index: Index,
    pub(crate) oid: Oid,
    pub(crate) parent: Option<Oid>,
}

#[derive(Debug, Clone)]
pub(crate) struct TriggerData {
    pub(crate) trigger: Trigger,
    pub(crate) function: Option<usize>,
    pub(crate) id: PartId,
    pub(crate) parent: Option<PartId>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ViewData {
    pub(crate) view: View,
    /// The types of `view.columns`, where known.
    pub(crate) types: Vec<Option<TypeRef>>,
    pub(crate) depends_on: Vec<Oid>,
    pub(crate) indexes: Vec<IndexData>,
    pub(crate) triggers: Vec<TriggerData>,
    /// Where the query stands in the definition.
    pub(crate) query_span: Option<Span>,
    /// The definition's text before and behind the query, once the definition is no longer as written.
    pub(crate) around: Option<(String, String)>,
    /// Its columns are not known, apart from those that other statements name.
    pub(crate) partial: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct SequenceData {
    pub(crate) sequence: Sequence,
    /// The table that owns it; the column that has it in `sequences`.
    pub(crate) owner: Option<Oid>,
}

#[derive(Debug, Clone)]
pub(crate) struct TypeObject {
    pub(crate) id: QualifiedName,
    pub(crate) kind: TypeKind,
    pub(crate) span: Option<Span>,
}

#[derive(Debug, Clone)]
pub(crate) enum TypeKind {
    Enum(Box<EnumType>),
    Domain(Box<DomainData>),
    Composite(Box<CompositeData>),
    Range(Box<RangeType>),
    /// The multirange of a range.
    Multirange(TypeOid),
    /// A base or shell type: its text is among the others.
    Base,
}

#[derive(Debug, Clone)]
pub(crate) struct DomainData {
    pub(crate) domain: Domain,
    pub(crate) base: TypeRef,
}

#[derive(Debug, Clone)]
pub(crate) struct CompositeData {
    pub(crate) composite: crate::model::CompositeType,
    pub(crate) attributes: Vec<(String, TypeRef, Option<String>)>,
    pub(crate) relation: Oid,
}

#[derive(Debug, Clone)]
pub(crate) struct RoutineData {
    pub(crate) routine: Routine,
    /// The types of all arguments, in order.
    pub(crate) arguments: Vec<TypeRef>,
    pub(crate) returns: Option<ReturnsRef>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum ReturnsRef {
    Type { data_type: TypeRef, set_of: bool },
    Table(Vec<(String, TypeRef)>),
}

/// A grant, and the relation or routine it is on where it is in the catalog.
#[derive(Debug, Clone)]
pub(crate) struct GrantData {
    pub(crate) grant: Grant,
    pub(crate) relation: Option<Oid>,
    pub(crate) routine: Option<usize>,
    pub(crate) type_object: Option<TypeOid>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Catalog {
    relations: Vec<Option<Relation>>,
    relation_names: HashMap<QualifiedName, Oid>,
    types: Vec<Option<TypeObject>>,
    type_names: HashMap<QualifiedName, TypeOid>,
    /// How many constraints of that name a namespace has.
    constraints: HashMap<QualifiedName, u32>,
    pub(crate) namespaces: Map<String, Namespace>,
    /// Those among them that were used and never created.
    pub(crate) assumed_namespaces: Set<String>,
    pub(crate) routines: Vec<Option<RoutineData>>,
    pub(crate) routine_names: Map<QualifiedName, Vec<usize>>,
    pub(crate) extensions: Map<String, Extension>,
    pub(crate) roles: Map<String, Role>,
    pub(crate) grants: Vec<GrantData>,
    /// Each with the table that it hangs on.
    pub(crate) others: Vec<(OtherObject, Option<Oid>)>,
    /// Views that name a table or view.
    pub(crate) views_on: Map<Oid, Set<Oid>>,
    /// Tables with a column of the type (some may have had it only once).
    pub(crate) type_users: Map<TypeOid, Set<Oid>>,
    /// Tables with a default that reads the sequence (or once did).
    pub(crate) sequence_users: Map<Oid, Set<Oid>>,
    /// Tables that have (or had) policies.
    pub(crate) policied: Set<Oid>,
    /// What was made for the session only.
    temporary: Vec<Oid>,
    next_part: PartId,
    created: u32,
}

impl Catalog {
    /// An empty database.
    pub(crate) fn new() -> Self {
        let mut catalog = Self::default();
        catalog.namespaces.insert("public".into(), Namespace { name: "public".into(), ..Namespace::default() });
        catalog
    }

    /// The next number of creation.
    pub(crate) fn next_created(&mut self) -> u32 {
        self.created += 1;
        self.created
    }

    /// A new identity for a constraint or trigger.
    pub(crate) fn next_part(&mut self) -> PartId {
        self.next_part += 1;
        self.next_part
    }

    pub(crate) fn add_relation(&mut self, id: QualifiedName, span: Option<Span>, kind: RelationKind) -> Oid {
        let oid = self.relations.len() as Oid;
        if id.namespace == TEMPORARY {
            self.temporary.push(oid);
        }
        self.relation_names.insert(id.clone(), oid);
        self.relations.push(Some(Relation { id, kind, span }));
        oid
    }

    /// What was made for the session only; it is forgotten here.
    pub(crate) fn take_temporary(&mut self) -> Vec<Oid> {
        std::mem::take(&mut self.temporary)
    }

    pub(crate) fn remove_relation(&mut self, oid: Oid) -> Option<Relation> {
        let relation = self.relations.get_mut(oid as usize)?.take()?;
        if self.relation_names.get(&relation.id) == Some(&oid) {
            self.relation_names.remove(&relation.id);
        }
        Some(relation)
    }

    /// Gives a relation another name; false where the name is taken.
    pub(crate) fn rename_relation(&mut self, oid: Oid, to: QualifiedName) -> bool {
        if self.relation_names.contains_key(&to) {
            return false;
        }
        let Some(relation) = self.relation_mut(oid) else { return false };
        let from = std::mem::replace(&mut relation.id, to.clone());
        self.relation_names.remove(&from);
        self.relation_names.insert(to, oid);
        true
    }

    pub(crate) fn relation(&self, oid: Oid) -> Option<&Relation> {
        self.relations.get(oid as usize)?.as_ref()
    }

    pub(crate) fn relation_mut(&mut self, oid: Oid) -> Option<&mut Relation> {
        self.relations.get_mut(oid as usize)?.as_mut()
    }

    /// All relations, in order of creation.
    pub(crate) fn relations(&self) -> impl Iterator<Item = (Oid, &Relation)> {
        self.relations.iter().enumerate().filter_map(|(i, r)| Some((i as Oid, r.as_ref()?)))
    }

    /// All relations, in order of creation, to change.
    pub(crate) fn relations_mut(&mut self) -> impl Iterator<Item = (Oid, &mut Relation)> {
        self.relations.iter_mut().enumerate().filter_map(|(i, r)| Some((i as Oid, r.as_mut()?)))
    }

    pub(crate) fn table(&self, oid: Oid) -> Option<&TableData> {
        match &self.relation(oid)?.kind {
            RelationKind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What a table holds, taken away: the table keeps its name alone.
    pub(crate) fn take_table(&mut self, oid: Oid) -> Option<TableData> {
        self.table_mut(oid).map(std::mem::take)
    }

    pub(crate) fn table_mut(&mut self, oid: Oid) -> Option<&mut TableData> {
        match &mut self.relation_mut(oid)?.kind {
            RelationKind::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn view(&self, oid: Oid) -> Option<&ViewData> {
        match &self.relation(oid)?.kind {
            RelationKind::View(view) => Some(view),
            _ => None,
        }
    }

    pub(crate) fn view_mut(&mut self, oid: Oid) -> Option<&mut ViewData> {
        match &mut self.relation_mut(oid)?.kind {
            RelationKind::View(view) => Some(view),
            _ => None,
        }
    }

    pub(crate) fn sequence(&self, oid: Oid) -> Option<&SequenceData> {
        match &self.relation(oid)?.kind {
            RelationKind::Sequence(sequence) => Some(sequence),
            _ => None,
        }
    }

    pub(crate) fn sequence_mut(&mut self, oid: Oid) -> Option<&mut SequenceData> {
        match &mut self.relation_mut(oid)?.kind {
            RelationKind::Sequence(sequence) => Some(sequence),
            _ => None,
        }
    }

    /// Whether a table or view may have columns that are not known.
    pub(crate) fn is_partial(&self, oid: Oid) -> bool {
        match self.relation(oid).map(|r| &r.kind) {
            Some(RelationKind::Table(table)) => table.partial,
            Some(RelationKind::View(view)) => view.partial,
            _ => false,
        }
    }

    /// A relation's name; empty where it is gone.
    pub(crate) fn name_of(&self, oid: Oid) -> QualifiedName {
        self.relation(oid).map(|r| r.id.clone()).unwrap_or_default()
    }

    /// The indexes of a table or a materialized view.
    pub(crate) fn indexes_mut(&mut self, oid: Oid) -> Option<&mut Vec<IndexData>> {
        match &mut self.relation_mut(oid)?.kind {
            RelationKind::Table(table) => Some(&mut table.indexes),
            RelationKind::View(view) => Some(&mut view.indexes),
            _ => None,
        }
    }

    /// The triggers of a table or view.
    pub(crate) fn triggers_mut(&mut self, oid: Oid) -> Option<&mut Vec<TriggerData>> {
        match &mut self.relation_mut(oid)?.kind {
            RelationKind::Table(table) => Some(&mut table.triggers),
            RelationKind::View(view) => Some(&mut view.triggers),
            _ => None,
        }
    }

    /// The relation of that full name.
    pub(crate) fn relation_at(&self, id: &QualifiedName) -> Option<Oid> {
        self.relation_names.get(id).copied()
    }

    /// The relation of a name as written, looked up along the path.
    pub(crate) fn find_relation(&self, path: &[String], name: &ObjectName) -> Option<Oid> {
        self.find_relation_named(path, name.namespace(), name.name())
    }

    pub(crate) fn find_relation_named(&self, path: &[String], namespace: Option<&str>, name: &str) -> Option<Oid> {
        find_in(path, namespace, name, |id| self.relation_names.get(id).copied())
    }

    pub(crate) fn find_type(&self, path: &[String], namespace: Option<&str>, name: &str) -> Option<TypeOid> {
        find_in(path, namespace, name, |id| self.type_names.get(id).copied())
    }

    pub(crate) fn add_type(&mut self, id: QualifiedName, span: Option<Span>, kind: TypeKind) -> TypeOid {
        let oid = self.types.len() as TypeOid;
        self.type_names.insert(id.clone(), oid);
        self.types.push(Some(TypeObject { id, kind, span }));
        oid
    }

    pub(crate) fn remove_type(&mut self, oid: TypeOid) -> Option<TypeObject> {
        let object = self.types.get_mut(oid as usize)?.take()?;
        self.type_names.remove(&object.id);
        Some(object)
    }

    pub(crate) fn rename_type(&mut self, oid: TypeOid, to: QualifiedName) -> bool {
        if self.type_names.contains_key(&to) {
            return false;
        }
        let Some(object) = self.type_mut(oid) else { return false };
        let from = std::mem::replace(&mut object.id, to.clone());
        self.type_names.remove(&from);
        self.type_names.insert(to, oid);
        true
    }

    pub(crate) fn type_at(&self, id: &QualifiedName) -> Option<TypeOid> {
        self.type_names.get(id).copied()
    }

    pub(crate) fn type_object(&self, oid: TypeOid) -> Option<&TypeObject> {
        self.types.get(oid as usize)?.as_ref()
    }

    pub(crate) fn type_mut(&mut self, oid: TypeOid) -> Option<&mut TypeObject> {
        self.types.get_mut(oid as usize)?.as_mut()
    }

    /// All types, in order of creation.
    pub(crate) fn types(&self) -> impl Iterator<Item = (TypeOid, &TypeObject)> {
        self.types.iter().enumerate().filter_map(|(i, t)| Some((i as TypeOid, t.as_ref()?)))
    }

    /// All types, to change.
    pub(crate) fn types_mut(&mut self) -> impl Iterator<Item = &mut TypeObject> {
        self.types.iter_mut().filter_map(Option::as_mut)
    }

    pub(crate) fn routine(&self, id: usize) -> Option<&RoutineData> {
        self.routines.get(id)?.as_ref()
    }

    pub(crate) fn routine_mut(&mut self, id: usize) -> Option<&mut RoutineData> {
        self.routines.get_mut(id)?.as_mut()
    }

    /// Counts a constraint's name in its namespace.
    pub(crate) fn add_constraint_name(&mut self, namespace: &str, name: &str) {
        *self.constraints.entry(QualifiedName::new(namespace, name)).or_default() += 1;
    }

    pub(crate) fn remove_constraint_name(&mut self, namespace: &str, name: &str) {
        let id = QualifiedName::new(namespace, name);
        if let Some(count) = self.constraints.get_mut(&id) {
            *count -= 1;
            if *count == 0 {
                self.constraints.remove(&id);
            }
        }
    }

    /// `ChooseConstraintName`
    pub(crate) fn choose_constraint_name(&self, table: &QualifiedName, columns: Option<&str>, label: &str) -> String {
        choose(&table.name, columns, label, |name| {
            self.constraints.contains_key(&QualifiedName::new(table.namespace.clone(), name))
        })
    }

    /// `ChooseRelationName`
    pub(crate) fn choose_relation_name(
        &self,
        table: &QualifiedName,
        columns: Option<&str>,
        label: &str,
        constraint: bool,
    ) -> String {
        choose(&table.name, columns, label, |name| {
            let id = QualifiedName::new(table.namespace.clone(), name);
            self.relation_names.contains_key(&id) || (constraint && self.constraints.contains_key(&id))
        })
    }

    /// Notes that a column of the table has the type.
    pub(crate) fn use_type(&mut self, data_type: &TypeRef, table: Oid) {
        if let super::types::TypeBase::User(oid) = data_type.base {
            self.type_users.or_default(oid).insert(table);
        }
    }
}

/// What `get` knows by a name along the search path, temporary objects first.
fn find_in<T>(
    path: &[String],
    namespace: Option<&str>,
    name: &str,
    get: impl Fn(&QualifiedName) -> Option<T>,
) -> Option<T> {
    let mut id = QualifiedName::new("", cut(name));
    if let Some(namespace) = namespace {
        id.namespace = cut(namespace);
        return get(&id);
    }
    id.namespace.push_str(TEMPORARY);
    if let Some(found) = get(&id) {
        return Some(found);
    }
    path.iter().find_map(|namespace| {
        id.namespace.clear();
        id.namespace.push_str(namespace);
        get(&id)
    })
}
