//! Indexes: their keys, names, and parts on partitions.

use super::Replay;
use super::catalog::{IndexData, Oid, RelationKind};
use super::expression_text::{Token, quote, tokens};
use super::key::{is_system_column, key_name};
use super::names::{cut, index_column_names, name_addition};
use super::types::{TypeBase, TypeRef};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{
    Index, IndexKey, IndexKind, KeyTarget, LogicalType, MigrationAction, NullsOrder, QualifiedName, SortOrder,
};
use crate::source::sql::ast::{CreateIndex, KeyDef, KeyDefTarget};

/// A key as the model has it.
pub(super) fn index_key(key: &KeyDef) -> IndexKey {
    let target = match &key.target {
        KeyDefTarget::Column(column) => KeyTarget::Column(cut(&column.name)),
        KeyDefTarget::Expr(expr) => KeyTarget::Expression(expr.text.clone()),
    };
    let order = if key.descending { SortOrder::Descending } else { SortOrder::Ascending };
    IndexKey {
        order,
        // nulls are larger than all else: last, and first where descending
        nulls: key
            .nulls_first
            .filter(|&first| first != key.descending)
            .map(|first| if first { NullsOrder::First } else { NullsOrder::Last }),
        opclass: key.opclass.as_deref().map(Into::into),
        collation: key.collation.as_ref().and_then(super::create_table::collation),
        ..IndexKey::on(target)
    }
}

/// `((a))` is a key on the column, `((a COLLATE "C"))` one with a collation.
fn plain_column(text: &str) -> Option<(String, Option<String>)> {
    let list = tokens(text);
    let inner: Vec<_> = list.iter().filter(|t| !t.is("(") && !t.is(")")).collect_vec();
    match inner.as_slice() {
        [name] => Some((name.name()?, None)),
        [name, collate, rest @ ..] if collate.is_word("collate") && rest.len() % 2 == 1 => {
            Some((name.name()?, rest.last().and_then(|t| t.name())))
        }
        _ => None,
    }
}

/// `(lower(a) COLLATE "C")` is a key on `lower(a)` with a collation, which binds tighter than any operator.
fn collated(text: &str) -> Option<(&str, String)> {
    let list = tokens(text);
    let mut list = list.as_slice();
    while let [_, inner @ .., _] = list
        && is_group(list)
    {
        list = inner;
    }
    let at = list.iter().rposition(|token| token.is_word("collate"))?;
    let (operand, collation) = list.split_at(at);
    let collation = match collation {
        [_, name] => quote(&name.name()?),
        [_, namespace, dot, name] if dot.is(".") => match namespace.name()?.as_str() {
            "pg_catalog" | "public" => quote(&name.name()?),
            namespace => format!("{}.{}", quote(namespace), quote(&name.name()?)),
        },
        _ => return None,
    };
    let name = operand.iter().take_while(|token| token.is(".") || token.name().is_some()).count();
    is_group(operand.get(name..)?).then_some(())?;
    let (first, last) = (operand.first()?, operand.last()?);
    Some((text.get(first.start..last.end())?, collation))
}

/// Whether the first token is a parenthesis that the last one closes.
fn is_group(list: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    let closed = list.position(|token| {
        depth += usize::from(token.is("("));
        depth = depth.saturating_sub(usize::from(token.is(")")));
        depth == 0
    });
    list.first().is_some_and(|token| token.is("(")) && closed == list.len().checked_sub(1)
}

impl Replay<'_> {
    pub(super) fn create_index(&mut self, create: &CreateIndex) {
        let Some(table) = self.find(&create.table) else {
            self.unknown("table", &create.table);
            return;
        };
        let materialized = self.catalog.view(table).is_some_and(|v| v.view.materialized);
        if self.catalog.table(table).is_none() && !materialized {
            self.unknown("table", &create.table);
            return;
        }
        let id = self.catalog.name_of(table);
        let mut keys: Vec<IndexKey> = create.keys.mapped(index_key);
        let columns = self.column_types(table);
        for key in &mut keys {
            if let KeyTarget::Expression(text) = &key.target {
                let plain = plain_column(text).filter(|(c, _)| columns.any(|(name, _)| name == c));
                if let Some((column, collation)) = plain {
                    key.target = KeyTarget::Column(column);
                    key.collation = key.collation.take().or(collation.map(|c| quote(&c).into()));
                } else if let Some((operand, collation)) = collated(text).filter(|_| key.collation.is_none()) {
                    let operand = operand.to_owned();
                    key.collation = Some(collation.into());
                    key.target = KeyTarget::Expression(operand);
                }
            }
            // That of the column is no other.
            let of_column = key.as_column().and_then(|name| {
                let column = self.catalog.table(table)?.columns.find(|c| c.column.name == name)?;
                column.column.collation.as_deref()
            });
            if of_column.is_some() && of_column == key.collation.as_deref() {
                key.collation = None;
            }
        }
        // a view's columns may be unknown
        let certain = self.catalog.table(table).is_some_and(|t| !t.partial);
        let mut complete = true;
        for (key, def) in keys.iter().zip(&create.keys) {
            if let Some(column) = key.as_column()
                && certain
                && !is_system_column(column)
                && !columns.any(|(name, _)| name == column)
            {
                self.unknown_column(column, def.span, table);
                complete = false;
            }
        }
        let include: Vec<String> = create.include.mapped(|c| cut(&c.name));
        for (column, ident) in include.iter().zip(&create.include) {
            if certain && !columns.any(|(name, _)| name == column) {
                self.unknown_column(column, ident.span, table);
                complete = false;
            }
        }
        if !complete {
            return;
        }
        for key in &mut keys {
            drop_default_opclass(key, &create.method, &columns);
        }
        if let Some(name) = &create.name {
            let taken = QualifiedName::new(id.namespace.clone(), cut(&name.name));
            if let Some(existing) = self.catalog.relation_at(&taken) {
                if !create.if_not_exists {
                    let first = self.catalog.relation(existing).and_then(|r| r.span);
                    self.duplicate("relation", &taken.name, name.span, first);
                }
                return;
            }
        }
        let index = Index {
            name: create.name.as_ref().map(|n| cut(&n.name)).unwrap_or_default(),
            generated_name: create.name.is_none(),
            kind: index_kind(&create.method, &keys, &columns),
            method: create.method.clone(),
            keys,
            include,
            unique: create.unique,
            nulls_not_distinct: create.nulls_not_distinct,
            predicate: create.predicate.as_ref().map(|p| p.text.clone()),
            storage: create.storage.clone(),
            tablespace: create.tablespace.clone(),
            only: create.only && self.catalog.table(table).is_some_and(super::catalog::TableData::is_partitioned),
            span: Some(self.span),
            ..Index::default()
        };
        let only = create.only;
        if let Some(name) = self.add_index(table, index, None, !only) {
            self.step(table, MigrationAction::Added, format!("index {name}"));
        }
    }

    /// Makes an index, and its parts on partitions where `recurse`; an empty name is generated. Its name is returned.
    pub(super) fn add_index(
        &mut self,
        table: Oid,
        mut index: Index,
        parent: Option<Oid>,
        recurse: bool,
    ) -> Option<String> {
        let id = self.catalog.name_of(table);
        if index.name.is_empty() {
            let names = index.keys.iter().map(key_name).chain(index.include.iter().cloned().map(Some));
            let addition = name_addition(index_column_names(names).iter().map(String::as_str));
            index.name = self.catalog.choose_relation_name(&id, Some(&addition), "idx", false);
            index.generated_name = true;
        }
        index.created = self.catalog.next_created();
        index.inherited = parent.is_some();
        let name = index.name.clone();
        let own = QualifiedName::new(id.namespace, name.clone());
        let oid = self.catalog.add_relation(own, index.span, RelationKind::Index(table));
        let template = index.clone();
        self.catalog.indexes_mut(table)?.push(IndexData { index, oid, parent });
        if recurse {
            for partition in self.partitions(table) {
                self.index_on_partition(partition, &template, oid);
            }
        }
        Some(name)
    }

    /// The index of a partitioned table on a partition: an equal one becomes its part, else a new one is made.
    pub(super) fn index_on_partition(&mut self, partition: Oid, index: &Index, parent: Oid) {
        let Some(data) = self.catalog.table_mut(partition) else { return };
        let equal = data.indexes.find_mut(|i| {
            i.parent.is_none()
                && i.index.keys == index.keys
                && i.index.include == index.include
                && i.index.unique == index.unique
                && i.index.method == index.method
                && i.index.nulls_not_distinct == index.nulls_not_distinct
                && i.index.predicate == index.predicate
        });
        if let Some(equal) = equal {
            equal.parent = Some(parent);
            equal.index.inherited = true;
            return;
        }
        let copy = Index {
            name: String::new(),
            annotations: crate::model::Annotations::default(),
            only: false,
            ..index.clone()
        };
        self.add_index(partition, copy, Some(parent), true);
    }

    /// `ALTER INDEX i ATTACH PARTITION p`
    pub(super) fn attach_index(&mut self, parent: Oid, part: Oid) {
        let Some(RelationKind::Index(table)) = self.catalog.relation(part).map(|r| r.kind.clone()) else { return };
        let Some(data) = self.catalog.table_mut(table) else { return };
        if let Some(index) = data.indexes.find_mut(|i| i.oid == part) {
            index.parent = Some(parent);
            index.index.inherited = true;
            self.complete_index(parent);
        } else if let Some(key) = data.primary_key.as_mut().filter(|k| k.index == part) {
            key.parent = Some(parent);
        } else if let Some(key) = data.unique.find_mut(|k| k.index == part) {
            key.parent = Some(parent);
        } else if let Some(key) = data.exclusions.find_mut(|k| k.index == part) {
            key.parent = Some(parent);
        }
    }

    /// An index made on the partitioned table only is whole once every partition has its part.
    fn complete_index(&mut self, index: Oid) {
        let Some(RelationKind::Index(table)) = self.catalog.relation(index).map(|r| r.kind.clone()) else { return };
        let has_part = |partition: &Oid| {
            self.catalog.table(*partition).is_some_and(|data| data.indexes.any(|i| i.parent == Some(index)))
        };
        if self.partitions(table).all(has_part)
            && let Some(data) = self.catalog.table_mut(table)
            && let Some(whole) = data.indexes.find_mut(|i| i.oid == index)
        {
            whole.index.only = false;
        }
    }

    /// The columns of a table or view with their types, where known.
    pub(super) fn column_types(&self, relation: Oid) -> Vec<(String, Option<TypeRef>)> {
        match self.catalog.relation(relation).map(|r| &r.kind) {
            Some(RelationKind::Table(data)) => {
                data.columns.mapped(|c| (c.column.name.clone(), Some(c.data_type.clone())))
            }
            Some(RelationKind::View(data)) => {
                data.view.columns.iter().map(|c| c.name.clone()).zip(data.types.iter().cloned()).collect_vec()
            }
            _ => Vec::new(),
        }
    }
}

fn type_of<'t>(key: &IndexKey, columns: &'t [(String, Option<TypeRef>)]) -> Option<&'t TypeRef> {
    let column = key.as_column()?;
    columns.find(|(name, _)| name == column)?.1.as_ref()
}

/// What kind of search an index is for, by its method and what its keys are.
fn index_kind(method: &str, keys: &[IndexKey], columns: &[(String, Option<TypeRef>)]) -> IndexKind {
    match method {
        "hnsw" | "ivfflat" | "diskann" | "vchordrq" => return IndexKind::Vector,
        "rum" | "bm25" | "pgroonga" | "zombodb" => return IndexKind::Fulltext,
        "gin" | "gist" | "spgist" | "brin" => {}
        _ => return IndexKind::Index,
    }
    let catalog = super::catalog::Catalog::default();
    for key in keys {
        let logical = type_of(key, columns).map(|t| super::types::model(&catalog, t).logical);
        match (&key.target, logical) {
            (_, Some(LogicalType::TsVector)) => return IndexKind::Fulltext,
            (_, Some(LogicalType::Geometry)) => return IndexKind::Spatial,
            (KeyTarget::Expression(text), _) => {
                let list = tokens(text);
                if list.any(|t| t.is_word("to_tsvector") || t.is_word("tsvector")) {
                    return IndexKind::Fulltext;
                }
                if list.any(|t| t.is_word("geometry") || t.is_word("geography")) {
                    return IndexKind::Spatial;
                }
            }
            _ => {}
        }
    }
    IndexKind::Index
}

/// An operator class that is the type's own default says nothing.
fn drop_default_opclass(key: &mut IndexKey, method: &str, columns: &[(String, Option<TypeRef>)]) {
    let Some(opclass) = key.opclass.as_deref() else { return };
    let opclass = opclass.strip_prefix("pg_catalog.").unwrap_or(opclass);
    let Some(TypeRef { base: TypeBase::Builtin(builtin), array, .. }) = type_of(key, columns) else { return };
    let name = if builtin.name == "varchar" { "text" } else { builtin.name };
    let default = match method {
        _ if *array => "array_ops".to_owned(),
        "gist" if name.ends_with("range") => "range_ops".into(),
        "btree" | "hash" | "gin" | "gist" => format!("{name}_ops"),
        "brin" => format!("{name}_minmax_ops"),
        _ => return,
    };
    if opclass == default && !(method == "gist" && name == "inet") {
        key.opclass = None;
    }
}
