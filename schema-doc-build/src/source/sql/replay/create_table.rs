//! `CREATE TABLE`, in the order in which PostgreSQL makes its parts: that order decides the generated names.

use schema_doc_diagnostics::Span;

use super::Replay;
use super::catalog::{ColumnData, Oid, RelationKind, TableData, TypeKind};
use super::constraint::Pending;
use super::types::{self, TypeBase, TypeRef};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    ColumnKind, Definition, Generated, IndexKey, KeyTarget, MigrationAction, PartitionOf, Partitioning, QualifiedName,
    Table, TableKind, TableOptions,
};
use crate::sort;
use crate::source::sql::ast::{
    ColumnConstraintKind, ColumnDef, CreateTable, Ident, Like, ObjectName, PartitionBy, TableConstraint, TypeName,
};

/// What stands between the parentheses, in order of the text.
enum Element<'s> {
    Column(&'s ColumnDef),
    Constraint(&'s TableConstraint),
    Like(&'s Like),
}

impl Element<'_> {
    fn start(&self) -> u32 {
        match self {
            Self::Column(column) => column.span.start,
            Self::Constraint(constraint) => constraint.span.start,
            Self::Like(like) => like.span.start,
        }
    }
}

impl Replay<'_> {
    pub(super) fn create_table(&mut self, create: &CreateTable) {
        let id = self.place(&create.name, create.temporary);
        if create.temporary && !create.if_not_exists {
            // one of before is gone with its transaction
            if let Some(existing) = self.catalog.relation_at(&id) {
                self.drop_relation(existing);
            }
        }
        if let Some(existing) = self.catalog.relation_at(&id) {
            if !create.if_not_exists {
                let (noun, first) =
                    self.catalog.relation(existing).map_or(("table", None), |r| (r.kind.noun(), r.span));
                let name = self.display(&id);
                self.duplicate(noun, &name, create.name.span, first);
            }
            return;
        }
        let mut parents = Vec::new();
        let mut partial = false;
        for parent in &create.inherits {
            match self.find(parent) {
                Some(oid) if self.catalog.table(oid).is_some() => parents.push(oid),
                _ => {
                    partial = true;
                    self.unknown("table", parent);
                }
            }
        }
        let partition_of = match &create.partition_of {
            None => None,
            Some((parent, bound)) => {
                if let Some(oid) = self.find(parent).filter(|&oid| self.catalog.table(oid).is_some()) {
                    parents.push(oid);
                    Some((oid, bound))
                } else {
                    self.unknown("partitioned table", parent);
                    return;
                }
            }
        };

        let mut data = TableData { table: self.new_table(create), partial, ..TableData::default() };
        for &parent in &parents {
            self.inherit_columns(&mut data, parent);
        }
        if let Some(of_type) = &create.of_type {
            self.columns_of_type(&mut data, of_type);
        }
        let mut pending = Pending::default();
        data.columns.reserve_exact(create.columns.len());
        let mut elements: Vec<Element<'_>> = create.columns.mapped(Element::Column);
        elements.push_all(create.constraints.iter().map(Element::Constraint));
        elements.push_all(create.likes.iter().map(Element::Like));
        sort::by_key(&mut elements, Element::start);
        for element in elements {
            match element {
                Element::Column(column) => self.table_column(&id, &mut data, column, &mut pending),
                Element::Constraint(constraint) => super::constraint::transform_constraint(constraint, &mut pending),
                Element::Like(like) => self.like_columns(&id, &mut data, like, &mut pending),
            }
        }
        if let Some(query) = &create.as_query {
            self.query_columns(&mut data, create, query);
        }
        if let Some(partitioning) = &create.partition_by {
            data.table.partitioning = Some(Box::new(partitioning_of(partitioning)));
        }
        if let Some((oid, bound)) = partition_of {
            let table = self.catalog.name_of(oid);
            data.table.partition_of = Some(Box::new(PartitionOf { table, bound: bound.text.clone() }));
            data.partition_of = Some(oid);
        }
        data.parents.clone_from(&parents);

        let oid = self.add_table(id, data);
        for parent in parents {
            self.inherit_checks(oid, parent);
            if let Some(parent) = self.catalog.table_mut(parent) {
                parent.children.push(oid);
            }
        }
        self.step(oid, MigrationAction::Created, "");
        if let Some((parent, _)) = partition_of {
            self.clone_onto_partition(parent, oid);
        }
        self.apply_pending(oid, pending);
    }

    /// The table itself, nothing in it yet.
    fn new_table(&mut self, create: &CreateTable) -> Table {
        let mut options = TableOptions {
            unlogged: create.unlogged,
            storage: create.storage.clone(),
            tablespace: create.tablespace.clone(),
            access_method: create.access_method.clone(),
            server: create.server.clone(),
            server_options: create.server_options.clone(),
            ..TableOptions::default()
        };
        // `WITH (oids = false)`: what old dumps say and servers of today know no more
        options.storage.keep(|(name, _)| name != "oids");
        let kind = if create.foreign { TableKind::ForeignTable } else { TableKind::Table };
        Table {
            kind,
            definition: Definition {
                span: Some(self.span),
                text: None,
                search_path: self.session.path_of_definition(),
            },
            options: (options != TableOptions::default()).then(|| Box::new(options)),
            created: self.catalog.next_created(),
            ..Table::default()
        }
    }

    /// Puts a table into the catalog, with what its columns need there.
    fn add_table(&mut self, id: QualifiedName, data: TableData) -> Oid {
        let sequences: Vec<Oid> = data.columns.iter().flat_map(|c| c.sequences.iter().copied()).collect_vec();
        let reads: Vec<Oid> = data.columns.iter().flat_map(|c| c.reads.iter().map(|(oid, _)| *oid)).collect_vec();
        let used: Vec<TypeRef> = data.columns.mapped(|c| c.data_type.clone());
        let oid = self.catalog.add_relation(id, Some(self.span), RelationKind::Table(Box::new(data)));
        for data_type in &used {
            self.catalog.use_type(data_type, oid);
        }
        for sequence in sequences {
            if let Some(sequence) = self.catalog.sequence_mut(sequence) {
                sequence.owner = Some(oid);
            }
        }
        for sequence in reads {
            self.catalog.sequence_users.or_default(sequence).insert(oid);
        }
        oid
    }

    /// A column between the parentheses: a new one, or more on one that a parent or type brought.
    fn table_column(&mut self, id: &QualifiedName, data: &mut TableData, def: &ColumnDef, pending: &mut Pending) {
        let mut column = self.transform_column(id, def, pending, false);
        if let Some(existing) = data.column_mut(&column.column.name) {
            if existing.local && existing.inherited == 0 && def.data_type.is_some() {
                let first = existing.column.span;
                self.duplicate("column", &column.column.name, def.name.span, first);
                return;
            }
            // merged with the inherited one: what is declared here wins
            existing.local = true;
            existing.column.nullable &= column.column.nullable;
            if column.column.not_null_name.is_some() {
                existing.column.not_null_name = column.column.not_null_name.take();
            }
            if column.column.kind != ColumnKind::Plain {
                existing.column.kind = column.column.kind;
                existing.reads = column.reads;
                existing.sequences = column.sequences;
            }
            if column.column.collation.is_some() {
                existing.column.collation = column.column.collation;
            }
            existing.column.options.push_all(column.column.options);
            existing.column.span = column.column.span;
            existing.column.added_in = column.column.added_in;
            return;
        }
        data.columns.push(column);
    }

    /// A column's definition → the column, with what it makes beside it in `pending`.
    pub(super) fn transform_column(
        &mut self,
        table: &QualifiedName,
        def: &ColumnDef,
        pending: &mut Pending,
        added: bool,
    ) -> ColumnData {
        let data_type = def.data_type.as_ref().map_or_else(|| TypeRef::of("text"), |t| self.resolve_type(t));
        let mut made = ColumnData::new(&def.name.name, data_type);
        made.column.span = Some(def.span);
        made.column.added_in = Some(def.span.file);
        made.column.options.clone_from(&def.options);
        made.column.collation = def.collation.as_ref().and_then(collation);
        if def.data_type.as_ref().is_some_and(|t| types::serial(t).is_some()) {
            self.serial_sequence(table, &mut made, pending);
        }
        for constraint in &def.constraints {
            match &constraint.kind {
                ColumnConstraintKind::Null => {}
                ColumnConstraintKind::NotNull { no_inherit } => {
                    made.column.nullable = false;
                    made.not_null_no_inherit = *no_inherit || constraint.attributes.no_inherit;
                    made.column.not_null_name =
                        constraint.name.as_ref().map(|n| super::names::cut(&n.name).into_boxed_str());
                }
                ColumnConstraintKind::Default(expr) => self.set_default(&mut made, &expr.text),
                ColumnConstraintKind::Generated { expr, stored } => {
                    made.column.kind =
                        ColumnKind::Generated(Box::new(Generated { expression: expr.text.clone(), stored: *stored }));
                }
                ColumnConstraintKind::Identity { always, options } => {
                    self.identity_sequence(table, &mut made, *always, options, pending);
                }
                _ => super::constraint::transform_column_constraint(&made.column.name, constraint, pending, added),
            }
        }
        made
    }

    /// Gives a column a default, or takes it where the text says null.
    pub(super) fn set_default(&mut self, column: &mut ColumnData, text: &str) {
        column.reads.clear();
        column.column.kind = match self.stored_default(&column.data_type, text) {
            Some(stored) => {
                column.reads = self.sequence_reads(&stored);
                ColumnKind::Default(stored.into())
            }
            None => ColumnKind::Plain,
        };
    }

    /// PostgreSQL stores no default for a null constant. `NULL` of a type with a length is no constant (its length is coerced), nor is a
    /// domain's.
    fn stored_default(&self, data_type: &TypeRef, text: &str) -> Option<String> {
        let kept = Some(text.to_owned());
        let mut inner = text.trim();
        while let Some(less) = inner.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            inner = less.trim();
        }
        let Some(rest) = inner.get(..4).filter(|head| head.eq_ignore_ascii_case("null")).and(inner.get(4..)) else {
            return kept;
        };
        let coerced = match data_type.base {
            TypeBase::User(oid) => matches!(self.catalog.type_object(oid).map(|t| &t.kind), Some(TypeKind::Domain(_))),
            TypeBase::Builtin(_) => !data_type.modifier.is_empty() && !data_type.modifier_is_of_interval(),
            _ => false,
        };
        if rest.trim().is_empty() {
            return coerced.then(|| format!("NULL::{}", types::print_coerced(&self.catalog, data_type)));
        }
        let Some(cast) = rest.trim_start().strip_prefix("::") else { return kept };
        let same = self.resolve_text(cast).is_some_and(|t| t == *data_type);
        if same && !coerced { None } else { kept }
    }

    /// The type of a cast in an expression.
    fn resolve_text(&self, text: &str) -> Option<TypeRef> {
        let list = super::expression_text::tokens(text);
        if super::expression_text::skip_type(&list, 0) != list.len() || list.any(|t| t.is("(")) {
            return None;
        }
        let array = list.any(|t| t.is("["));
        let words: Vec<_> = list.iter().take_while(|t| !t.is("[")).collect_vec();
        let quoted = words.last().is_some_and(|t| t.kind == super::expression_text::TokenKind::Quoted);
        let ident = |name: String| Ident { name, span: self.span };
        let parts = if words.any(|t| t.is(".")) {
            words.iter().filter_map(|t| t.name()).map(ident).collect_vec()
        } else {
            vec![ident(words.iter().filter_map(|t| t.name()).join(" "))]
        };
        let written = TypeName {
            name: ObjectName { parts, span: self.span },
            modifiers: Vec::new(),
            dimensions: u32::from(array),
            set_of: false,
            percent_type: false,
            span: self.span,
        };
        Some(types::resolve(&self.catalog, self.session.path(), &written, quoted))
    }

    /// `CREATE TABLE t OF type`
    fn columns_of_type(&mut self, data: &mut TableData, name: &ObjectName) {
        let found = self.catalog.find_type(self.session.path(), name.namespace(), name.name());
        let Some(TypeKind::Composite(composite)) = found.and_then(|t| self.catalog.type_object(t)).map(|t| &t.kind)
        else {
            data.partial = true;
            self.unknown("composite type", name);
            return;
        };
        for (attribute, data_type, collation) in &composite.attributes {
            let mut column = ColumnData::new(attribute, data_type.clone());
            column.column.collation = collation.as_deref().map(Into::into);
            column.column.span = Some(self.span);
            column.column.added_in = Some(self.span.file);
            column.inherited = 1;
            data.columns.push(column);
        }
        data.of_type = found;
        let id = found.and_then(|t| self.catalog.type_object(t)).map(|t| t.id.clone());
        data.table.options.get_or_insert_with(Box::default).of_type = id;
    }
}

/// A collation as PostgreSQL prints it; the default one is none.
pub(super) fn collation(name: &ObjectName) -> Option<Box<str>> {
    let own = super::expression_text::quote(name.name());
    match name.namespace() {
        _ if name.name() == "default" => None,
        None | Some("pg_catalog" | "public") => Some(own.into()),
        Some(namespace) => Some(format!("{}.{own}", super::expression_text::quote(namespace)).into()),
    }
}

fn partitioning_of(partitioning: &PartitionBy) -> Partitioning {
    let keys: Vec<IndexKey> = partitioning.keys.mapped(super::index::index_key);
    Partitioning { strategy: partitioning.strategy.clone(), keys }
}

/// The columns among some keys.
pub(super) fn key_columns(keys: &[IndexKey]) -> Vec<&str> {
    keys.iter()
        .filter_map(|key| match &key.target {
            KeyTarget::Column(name) => Some(name.as_str()),
            KeyTarget::Expression(_) => None,
        })
        .collect_vec()
}

/// A place that all of a statement's parts can point to.
pub(super) fn or_statement(span: Option<Span>, statement: Span) -> Span {
    span.unwrap_or(statement)
}
