//! The catalog → the model: identities become names, lists are sorted.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

use schema_doc_syntax::is_table_of_migration_tool;

use super::Replay;
use super::catalog::{
    Catalog, ColumnData, IndexData, Keyed, Oid, RelationKind, ReturnsRef, RoutineData, SequenceData, TEMPORARY,
    TableData, TriggerData, TypeKind, ViewData,
};
use super::sequence::{nextval_literals, printed};
use super::types;
use crate::model::{
    Column, ColumnKind, Grant, Index, OtherObject, QualifiedName, Routine, Sequence, Table, TableKind, Trigger, View,
};
use crate::sort;

/// Whether a table is a migration tool's own.
pub(in crate::source::sql) fn is_tool_table<'c>(name: &str, columns: &(impl Iterator<Item = &'c str> + Clone)) -> bool {
    if is_table_of_migration_tool(name) {
        return true;
    }
    // Laravel's and TypeORM's have a name that a schema may well have itself
    let is = |expected: &[&str]| columns.clone().eq(expected.iter().copied());
    name == "migrations" && (is(&["id", "migration", "batch"]) || is(&["id", "timestamp", "name"]))
}

impl Replay<'_> {
    /// Fills the schema with what the catalog holds at the end.
    pub(crate) fn finish(mut self) {
        let mut left_out: Vec<Oid> = Vec::new();
        for (oid, relation) in self.catalog.relations() {
            if let RelationKind::Table(data) = &relation.kind
                && is_tool_table(&relation.id.name, &data.columns.iter().map(|c| c.column.name.as_str()))
            {
                left_out.push(oid);
            }
        }
        for oid in left_out {
            let id = self.catalog.name_of(oid);
            let name = self.display(&id);
            self.schema.left_out.push(name);
            self.drop_relation(oid);
        }
        sort::items(&mut self.schema.left_out);
        self.schema.left_out.dedup();

        let mut catalog = std::mem::take(&mut self.catalog);
        self.finish_types(&catalog);
        self.finish_routines(&catalog);
        let mut relations: Vec<Oid> = catalog.relations().map(|(oid, _)| oid).collect_vec();
        relations.sort_by_cached_key(|&oid| catalog.name_of(oid));
        relations.keep(|&oid| catalog.relation(oid).is_some_and(|relation| relation.id.namespace != TEMPORARY));
        for &oid in &relations {
            let Some(relation) = catalog.relation(oid) else { continue };
            match &relation.kind {
                RelationKind::View(data) => self.schema.views.push(view_model(&catalog, &relation.id, data)),
                RelationKind::Sequence(data) => {
                    self.schema.sequences.push(sequence_model(&catalog, oid, &relation.id, data));
                }
                RelationKind::Table(_) | RelationKind::Index(_) | RelationKind::Composite(_) => {}
            }
        }
        // last, and each one moved: a large schema is not in memory twice
        for oid in relations {
            if let Some(data) = catalog.take_table(oid) {
                self.schema.tables.push(table_model(&catalog, catalog.name_of(oid), data));
            }
        }
        self.finish_grants(&catalog);
        self.finish_others(&mut catalog);
        for (name, namespace) in std::mem::take(&mut catalog.namespaces) {
            if name != "public" || !namespace.annotations.is_empty() {
                self.schema.namespaces.push(namespace);
            }
        }
        self.schema.extensions = std::mem::take(&mut catalog.extensions).into_values().collect_vec();
        self.schema.roles = std::mem::take(&mut catalog.roles).into_values().collect_vec();
    }

    fn finish_types(&mut self, catalog: &Catalog) {
        let mut objects: Vec<_> = catalog.types().map(|(_, t)| t).collect_vec();
        sort::by(&mut objects, |a, b| a.id.cmp(&b.id));
        for object in objects {
            let id = object.id.clone();
            match &object.kind {
                TypeKind::Enum(made) => {
                    let mut made = made.as_ref().clone();
                    made.id = id;
                    self.schema.enums.push(made);
                }
                TypeKind::Domain(made) => {
                    let mut domain = made.domain.clone();
                    domain.id = id;
                    domain.data_type = types::model(catalog, &made.base);
                    self.schema.domains.push(domain);
                }
                TypeKind::Composite(made) => {
                    let mut composite = made.composite.clone();
                    composite.id = id;
                    composite.attributes = made
                        .attributes
                        .mapped(|(name, t, collation)| (name.clone(), types::model(catalog, t), collation.clone()));
                    self.schema.composites.push(composite);
                }
                TypeKind::Range(made) => {
                    let mut range = made.as_ref().clone();
                    range.id = id;
                    self.schema.ranges.push(range);
                }
                TypeKind::Multirange(_) | TypeKind::Base => {}
            }
        }
    }

    fn finish_routines(&mut self, catalog: &Catalog) {
        let mut routines: Vec<Routine> =
            catalog.routines.iter().flatten().map(|r| routine_model(catalog, r)).collect_vec();
        sort::by(&mut routines, |a, b| {
            let types = |r: &Routine| r.arguments.mapped(|a| a.data_type.clone());
            a.id.cmp(&b.id).then_with(|| types(a).cmp(&types(b)))
        });
        self.schema.routines = routines;
    }

    fn finish_grants(&mut self, catalog: &Catalog) {
        for data in &catalog.grants {
            let mut grant: Grant = data.grant.clone();
            if let Some(oid) = data.relation {
                let Some(relation) = catalog.relation(oid) else { continue };
                grant.object = printed(&relation.id);
                grant.target = Some(relation.id.clone());
            } else if let Some(routine) = data.routine {
                let Some(routine) = catalog.routine(routine) else { continue };
                grant.object = format!("{}({})", printed(&routine.routine.id), signature(catalog, routine).join(", "));
            } else if let Some(type_object) = data.type_object {
                let Some(object) = catalog.type_object(type_object) else { continue };
                grant.object = printed(&object.id);
            }
            self.schema.grants.push(grant);
        }
    }

    fn finish_others(&mut self, catalog: &mut Catalog) {
        for (mut other, table) in std::mem::take(&mut catalog.others) {
            if let Some(table) = table {
                let Some(relation) = catalog.relation(table) else { continue };
                if relation.id.namespace == TEMPORARY {
                    continue;
                }
                other.table = Some(relation.id.clone());
            }
            self.schema.others.push(other);
        }
        sort::by_key(&mut self.schema.others, |o: &OtherObject| o.created);
    }
}

fn signature(catalog: &Catalog, data: &RoutineData) -> Vec<String> {
    data.routine
        .arguments
        .iter()
        .zip(&data.arguments)
        .filter(|(a, _)| a.mode != crate::model::ArgumentMode::Out)
        .map(|(_, t)| types::print(catalog, t, false))
        .collect_vec()
}

fn routine_model(catalog: &Catalog, data: &RoutineData) -> Routine {
    let mut routine = data.routine.clone();
    for (argument, data_type) in routine.arguments.iter_mut().zip(&data.arguments) {
        argument.data_type = types::print(catalog, data_type, false);
    }
    routine.returns = data.returns.as_ref().map(|returns| match returns {
        ReturnsRef::Type { data_type, set_of } => {
            format!("{}{}", if *set_of { "SETOF " } else { "" }, types::print(catalog, data_type, false))
        }
        ReturnsRef::Table(columns) => {
            let columns: Vec<String> = columns.mapped(|(name, t)| {
                format!("{} {}", super::expression_text::quote(name), types::print(catalog, t, false))
            });
            format!("TABLE({})", columns.join(", "))
        }
    });
    routine
}

fn table_model(catalog: &Catalog, id: QualifiedName, data: TableData) -> Table {
    let partitioned = data.is_partitioned();
    let mut table = data.table;
    table.id = id;
    table.kind = match table.kind {
        TableKind::ForeignTable => TableKind::ForeignTable,
        _ if partitioned => TableKind::PartitionedTable,
        _ if data.partition_of.is_some() => TableKind::Partition,
        kind => kind,
    };
    // where a column moved in the table, its checks name columns in the table's order
    let places: Map<&str, usize> = data.columns.iter().enumerate().map(|(i, c)| (c.column.name.as_str(), i)).collect();
    table.checks = data
        .checks
        .into_iter()
        .map(|c| {
            let mut check = c.check;
            check.inherited = !c.local;
            sort::by_key(&mut check.columns, |name| places.get(name.as_str()).copied());
            check
        })
        .collect_vec();
    table.columns = data.columns.into_iter().map(|c| column_model(catalog, c)).collect_vec();
    table.primary_key = data.primary_key.map(|k| k.constraint);
    table.unique = data.unique.into_iter().map(|k: Keyed<_>| k.constraint).collect_vec();
    table.exclusions = data.exclusions.into_iter().map(|k| k.constraint).collect_vec();
    table.foreign_keys = data
        .foreign_keys
        .into_iter()
        .map(|f| {
            let mut key = f.key;
            if let Some(target) = f.target {
                key.table = catalog.name_of(target);
            }
            key
        })
        .collect_vec();
    table.indexes = data.indexes.into_iter().map(|i| index_model(catalog, i)).collect_vec();
    table.triggers = data.triggers.into_iter().map(|t| trigger_model(catalog, t)).collect_vec();
    // collected in place, in what the larger elements and those to come took
    table.columns.shrink_to_fit();
    table.checks.shrink_to_fit();
    table.unique.shrink_to_fit();
    table.foreign_keys.shrink_to_fit();
    table.indexes.shrink_to_fit();
    if let (Some(part), Some(parent)) = (&mut table.partition_of, data.partition_of) {
        part.table = catalog.name_of(parent);
    }
    table.inherits =
        data.parents.iter().filter(|p| Some(**p) != data.partition_of).map(|p| catalog.name_of(*p)).collect_vec();
    if let (Some(options), Some(of_type)) = (&mut table.options, data.of_type) {
        options.of_type = catalog.type_object(of_type).map(|t| t.id.clone());
    }
    table
}

fn column_model(catalog: &Catalog, data: ColumnData) -> Column {
    let mut column = data.column;
    column.data_type = types::model(catalog, &data.data_type);
    column.inherited = !data.local;
    match &mut column.kind {
        ColumnKind::Default(text) => {
            if let Some(new) = renamed_sequences(catalog, text, &data.reads) {
                *text = new.into();
            }
        }
        ColumnKind::Identity(identity) => {
            let own =
                data.sequences.iter().copied().find(|&s| catalog.sequence(s).is_some_and(|s| s.sequence.identity));
            if let Some(sequence) = own.or_else(|| data.reads.first().map(|r| r.0)) {
                identity.sequence = catalog.name_of(sequence);
                if let Some(sequence) = catalog.sequence(sequence) {
                    identity.options = sequence.sequence.options.clone();
                }
            }
        }
        _ => {}
    }
    column
}

/// `nextval('old'::regclass)` with the names that the sequences have now.
fn renamed_sequences(catalog: &Catalog, text: &str, reads: &[(Oid, QualifiedName)]) -> Option<String> {
    if reads.all(|(oid, then)| catalog.name_of(*oid) == *then) {
        return None;
    }
    let literals = nextval_literals(text);
    if literals.len() != reads.len() {
        return None;
    }
    let mut made = String::new();
    let mut copied = 0;
    for ((start, end, _), (oid, then)) in literals.into_iter().zip(reads) {
        let now = catalog.name_of(*oid);
        if now == *then {
            continue;
        }
        made.push_str(text.get(copied..start).unwrap_or_default());
        made.push_str(&format!("'{}'", printed(&now).replace('\'', "''")));
        copied = end;
    }
    made.push_str(text.get(copied..).unwrap_or_default());
    Some(made)
}

fn index_model(catalog: &Catalog, data: IndexData) -> Index {
    let mut index = data.index;
    index.attached_to = data.parent.map(|p| catalog.name_of(p).name);
    index
}

fn trigger_model(catalog: &Catalog, data: TriggerData) -> Trigger {
    let mut trigger = data.trigger;
    if let Some(routine) = data.function.and_then(|f| catalog.routine(f)) {
        trigger.function = Some(routine.routine.id.clone());
    }
    trigger
}

fn view_model(catalog: &Catalog, id: &QualifiedName, data: &ViewData) -> View {
    let mut view = data.view.clone();
    view.id = id.clone();
    for (column, data_type) in view.columns.iter_mut().zip(&data.types) {
        column.data_type = data_type.as_ref().map(|t| types::model(catalog, t));
    }
    view.depends_on =
        data.depends_on.iter().filter(|o| catalog.relation(**o).is_some()).map(|o| catalog.name_of(*o)).collect_vec();
    sort::items(&mut view.depends_on);
    view.indexes = data.indexes.iter().cloned().map(|i| index_model(catalog, i)).collect_vec();
    view.triggers = data.triggers.iter().cloned().map(|t| trigger_model(catalog, t)).collect_vec();
    view
}

fn sequence_model(catalog: &Catalog, oid: Oid, id: &QualifiedName, data: &SequenceData) -> Sequence {
    let mut sequence = data.sequence.clone();
    sequence.id = id.clone();
    sequence.owned_by = data.owner.and_then(|owner| {
        let table = catalog.table(owner)?;
        let column = table.columns.find(|c| c.sequences.contains(&oid))?;
        Some((catalog.name_of(owner), column.column.name.clone()))
    });
    sequence
}
