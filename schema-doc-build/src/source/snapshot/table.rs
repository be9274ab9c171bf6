//! Tables and their columns.

use schema_doc_runtime::manifest::{self as published, Field, FieldType, Manifest};

use super::constraint::index_key;
use super::prose::{read_field, read_prose, read_table};
use super::{Reader, objects};
use crate::model::{
    Column, ColumnKind, DataType, Definition, Generated, Identity, LogicalType, MigrationAction, MigrationStep,
    PartitionOf, Partitioning, QualifiedName, RowSecurity, Sequence, Table, TableKind, TableOptions, Transition,
};

impl Reader<'_> {
    pub(super) fn tables(&mut self, manifest: &Manifest) {
        // A table is created behind those that it is made from.
        let depends = |table: &&published::Table| table.partition_of.is_some() || !table.inherits.is_empty();
        let (later, first): (Vec<_>, Vec<_>) = manifest.tables.iter().partition(depends);
        for table in first.into_iter().chain(later) {
            let table = self.table(table);
            self.schema.tables.push(table);
        }
        self.features(manifest);
    }

    fn table(&mut self, from: &published::Table) -> Table {
        let id = self.qualified(from.namespace.as_ref(), &from.name);
        let mut table = Table {
            definition: self.definition(from.definition.as_ref(), from.location.as_ref()),
            created: self.next(),
            kind: self.table_kind(&from.kind),
            row_security: from
                .row_security
                .map(|security| RowSecurity { enabled: security.enabled, forced: security.forced })
                .unwrap_or_default(),
            inherits: self.ids(&from.inherits),
            options: self.options(from).map(Box::new),
            ..Table::default()
        };
        read_prose!(*table.annotations, from);
        if has_table_prose(from) {
            read_table(&mut table.annotations, from);
        }
        table.columns = from.fields.iter().map(|field| self.column(&id, field)).collect();
        for flow in &from.state_flow {
            if let Some(column) = table.columns.iter_mut().find(|column| column.name == flow.field) {
                let arrow = |t: &published::Transition| Transition { from: t.from.clone(), to: t.to.clone() };
                column.annotations.flow = flow.transitions.iter().map(arrow).collect();
            }
        }
        self.constraints(&id, from, &mut table);
        table.partitioning = from.partitioning.as_ref().map(|partitioning| {
            let keys = partitioning.keys.iter().map(index_key).collect();
            Box::new(Partitioning { strategy: partitioning.strategy.clone(), keys })
        });
        table.partition_of = from.partition_of.as_ref().map(|partition_of| {
            Box::new(PartitionOf { table: self.id(&partition_of.table), bound: partition_of.bound.clone() })
        });
        table.migrations = from.migrations.iter().filter_map(|step| self.migration(step)).collect();
        table.id = id;
        table
    }

    fn options(&mut self, from: &published::Table) -> Option<TableOptions> {
        let options = TableOptions {
            unlogged: from.unlogged,
            storage: from.storage.clone().into_iter().collect(),
            tablespace: from.tablespace.clone(),
            access_method: from.access_method.clone(),
            of_type: from.of_type.as_ref().map(|id| self.id(id)),
            server: from.server.clone(),
            server_options: from.server_options.clone(),
            replica_identity: from.replica_identity.clone(),
            cluster_on: from.cluster_on.clone(),
            owner: from.database_owner.clone(),
        };
        (options != TableOptions::default()).then_some(options)
    }

    fn table_kind(&mut self, word: &str) -> TableKind {
        match word {
            "table" => TableKind::Table,
            "partitioned_table" => TableKind::PartitionedTable,
            "partition" => TableKind::Partition,
            "foreign_table" => TableKind::ForeignTable,
            "virtual_table" => TableKind::VirtualTable,
            _ => {
                self.unknown_word("kind", word);
                TableKind::Table
            }
        }
    }

    fn migration(&mut self, step: &published::Migration) -> Option<MigrationStep> {
        use MigrationAction::{Added, Changed, Created, Dropped, Renamed};
        let known = [Created, Added, Changed, Renamed, Dropped].into_iter().find(|a| a.as_str() == step.action);
        let Some(action) = known else {
            self.unknown_word("action", &step.action);
            return None;
        };
        let span = self.places.span(&step.file, step.line)?;
        Some(MigrationStep::new(span, action, step.detail.clone().unwrap_or_default()))
    }

    fn column(&mut self, table: &QualifiedName, from: &Field) -> Column {
        let data_type =
            self.data_type(&from.logical_type, &from.native_type, from.enum_type.as_ref(), from.items.as_deref());
        let mut column = Column {
            kind: self.column_kind(table, from, &data_type),
            name: from.name.clone(),
            data_type,
            nullable: from.nullable.unwrap_or(true),
            collation: from.collation.as_deref().map(Into::into),
            inherited: from.inherited,
            not_null_name: from.not_null_name.as_deref().map(Into::into),
            options: from.options.clone(),
            span: self.places.location(from.location.as_ref()),
            added_in: from.added_in.as_ref().and_then(|path| self.places.file(path)),
            ..<Column as Default>::default()
        };
        read_prose!(*column.annotations, from);
        let more = from.ai_context.is_some() || from.stated || !from.examples.is_empty();
        if more || !from.value_descriptions.is_empty() {
            read_field(&mut column.annotations, from);
        }
        column
    }

    fn column_kind(&mut self, table: &QualifiedName, from: &Field, data_type: &DataType) -> ColumnKind {
        if let Some(generated) = &from.generated {
            let generated = Generated { expression: generated.expression.clone(), stored: generated.stored };
            return ColumnKind::Generated(Box::new(generated));
        }
        if let Some(identity) = &from.identity {
            let options = from.identity_sequence.as_ref();
            let sequence = match options.and_then(|options| options.name.as_ref()) {
                Some(name) => self.id(name),
                None => QualifiedName::new(&*table.namespace, format!("{}_{}_seq", table.name, from.name)),
            };
            let options = options.map(objects::sequence_options).unwrap_or_default();
            self.schema.sequences.push(Sequence {
                id: sequence.clone(),
                options: options.clone(),
                owned_by: Some((table.clone(), from.name.clone())),
                implicit: true,
                identity: true,
                ..Sequence::default()
            });
            let always = identity == "always";
            return ColumnKind::Identity(Box::new(Identity { always, options, sequence }));
        }
        let Some(default) = &from.default else { return ColumnKind::Plain };
        self.serial_sequence(table, from, default, data_type);
        ColumnKind::Default(default.as_str().into())
    }

    /// A sequence that no manifest lists is the one behind a `serial`.
    fn serial_sequence(&mut self, table: &QualifiedName, from: &Field, default: &str, data_type: &DataType) {
        let name = default.strip_prefix("nextval('").and_then(|rest| rest.split_once('\'')).map(|(name, _)| name);
        let Some(id) = name.and_then(|name| QualifiedName::parse(name, &table.namespace)) else { return };
        if self.listed_sequences.contains(&id) {
            return;
        }
        let mut sequence =
            Sequence { id, owned_by: Some((table.clone(), from.name.clone())), implicit: true, ..Sequence::default() };
        sequence.options.data_type = Some(data_type.native.clone()).filter(|native| native != "bigint");
        self.schema.sequences.push(sequence);
    }

    /// A type by its words in the manifest.
    pub(super) fn data_type(
        &mut self,
        logical: &str,
        native: &str,
        enum_type: Option<&String>,
        items: Option<&FieldType>,
    ) -> DataType {
        let logical = match logical {
            "enum" => match enum_type {
                Some(id) => LogicalType::Enum(Box::new(self.id(id))),
                None => LogicalType::Other,
            },
            "array" => {
                let inner = items.map(|items| {
                    let inner = items.items.as_deref();
                    self.data_type(&items.logical_type, &items.native_type, items.enum_type.as_ref(), inner)
                });
                let unknown = || DataType { native: native.trim_end_matches("[]").to_owned(), ..DataType::default() };
                LogicalType::Array(Box::new(inner.unwrap_or_else(unknown)))
            }
            word => LogicalType::from_name(word).unwrap_or_else(|| {
                self.unknown_word("type", word);
                LogicalType::Other
            }),
        };
        DataType { native: native.to_owned(), logical }
    }

    pub(super) fn definition(&mut self, text: Option<&String>, location: Option<&published::Location>) -> Definition {
        Definition {
            span: self.places.location(location),
            text: text.map(|text| text.as_str().into()),
            search_path: Vec::new(),
        }
    }

    /// Features that were declared become tags of their tables.
    fn features(&mut self, manifest: &Manifest) {
        self.schema.tables.sort_by(|a, b| a.id.cmp(&b.id));
        for (name, feature) in manifest.relationship_map.iter().filter(|(_, feature)| !feature.inferred) {
            for id in self.ids(&feature.tables) {
                if let Some(table) = self.schema.table_index(&id).and_then(|i| self.schema.tables.get_mut(i)) {
                    table.annotations.features.push(name.clone());
                }
            }
        }
    }
}

fn has_table_prose(table: &published::Table) -> bool {
    let lists = [table.usage.is_empty(), table.known_issues.is_empty(), table.examples.is_empty()];
    table.ai_context.is_some() || !table.access_patterns.is_empty() || lists.contains(&false)
}
