//! Tables and their columns.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::Set;

use schema_doc_diagnostics::{Code, Diagnostic};

use super::constraint::{index_key, pairs};
use super::item::Item;
use super::prose::{read_field, read_prose, read_table};
use super::{Reader, objects, place};
use crate::json::compact;
use crate::model::{
    Column, ColumnKind, DOCUMENTS, DataType, Definition, Generated, Identity, LogicalType, MigrationAction,
    MigrationStep, PartitionOf, Partitioning, QualifiedName, RowSecurity, Sequence, Table, TableKind, TableOptions,
    Transition,
};
use crate::sort;

impl Reader<'_> {
    pub(super) fn tables(&mut self, manifest: Item<'_>) {
        // A table is created behind those that it is made from.
        let depends = |table: &Item<'_>| table.value("partition_of").is_some() || !table.list("inherits").is_empty();
        let (later, first): (Vec<_>, Vec<_>) = manifest.items("tables").into_iter().partition(depends);
        // A manifest may stand beside another.
        let mut known = Set::new();
        for table in &self.schema.tables {
            known.insert(table.id.clone());
        }
        for from in first.into_iter().chain(later) {
            let table = self.table(from);
            if known.insert(table.id.clone()) {
                self.schema.tables.push(table);
            } else {
                let message = format!("a second table `{}`", self.schema.identifier(&table.id));
                let span = place(self.file, from.offset(self.parsed));
                let diagnostic = Diagnostic::error(Code::DuplicateObject, span, message);
                self.diagnostics.push(diagnostic.with_help("leave one of them"));
            }
        }
        self.features(manifest);
    }

    /// Tables that do not exist yet.
    pub(super) fn planned(&mut self, manifest: Item<'_>) {
        for item in manifest.items("planned") {
            let id = self.qualified(item);
            let columns = item.items("fields").into_iter().map(|field| self.column(&id, field)).collect_vec();
            let mut table = Table { columns, definition: self.definition(item), id, ..Table::default() };
            table.annotations.planned = Some(item.string("version"));
            table.annotations.purpose = item.optional_string("purpose");
            table.annotations.description = item.optional_string("description");
            self.schema.planned.push(table);
        }
    }

    fn table(&mut self, from: Item<'_>) -> Table {
        let id = self.qualified(from);
        let mut table = Table {
            definition: self.definition(from),
            created: self.next(),
            kind: table_kind(from.text("kind")),
            source_name: from.optional("source_name").map(Into::into),
            row_security: from
                .item("row_security")
                .map(|security| RowSecurity { enabled: security.flag("enabled"), forced: security.flag("forced") })
                .unwrap_or_default(),
            inherits: self.ids(&from.texts("inherits")),
            options: self.options(from).map(Box::new),
            ..Table::default()
        };
        read_prose(&mut table.annotations, from);
        read_table(&mut table.annotations, from, &self.places);
        table.columns = from.items("fields").into_iter().map(|field| self.column(&id, field)).collect_vec();
        for flow in from.items("state_flow") {
            if let Some(column) = table.columns.find_mut(|column| column.name == flow.text("field")) {
                let arrow = |t: &Item<'_>| Transition { from: t.string("from"), to: t.string("to") };
                column.annotations.flow = flow.items("transitions").mapped(arrow);
            }
        }
        self.constraints(&id, from, &mut table);
        let partitioning = from.item("partitioning").filter(|partitioning| partitioning.optional("clause").is_none());
        table.partitioning = partitioning.map(|partitioning| {
            let keys = partitioning.items("keys").into_iter().map(index_key).collect_vec();
            Box::new(Partitioning { strategy: partitioning.string("strategy"), keys })
        });
        table.partition_of = from.item("partition_of").map(|partition_of| {
            Box::new(PartitionOf { table: self.id(partition_of.text("table")), bound: partition_of.string("bound") })
        });
        table.migrations = from.items("migrations").into_iter().filter_map(|step| self.migration(step)).collect_vec();
        table.id = id;
        table
    }

    fn options(&mut self, from: Item<'_>) -> Option<TableOptions> {
        let options = TableOptions {
            documents: None,
            unlogged: from.flag("unlogged"),
            storage: pairs(from, "storage"),
            tablespace: from.optional_string("tablespace"),
            access_method: from.optional_string("access_method"),
            of_type: from.optional("of_type").map(|id| self.id(id)),
            server: from.optional_string("server"),
            server_options: from.optional_string("server_options"),
            replica_identity: from.optional_string("replica_identity"),
            cluster_on: from.optional_string("cluster_on"),
            owner: from.optional_string("database_owner"),
            engine: from.optional_string("engine"),
            charset: from.optional_string("charset"),
            collation: from.optional_string("collation"),
            partition_by: from.item("partitioning").and_then(|partitioning| partitioning.optional_string("clause")),
            strict: from.flag("strict"),
            without_rowid: from.flag("without_rowid"),
        };
        (options != TableOptions::default()).then_some(options)
    }

    fn migration(&self, step: Item<'_>) -> Option<MigrationStep> {
        let span = self.places.span(step.text("file"), step.line())?;
        Some(MigrationStep::new(span, migration_action(step.text("action")), step.string("detail")))
    }

    fn column(&mut self, table: &QualifiedName, from: Item<'_>) -> Column {
        let data_type = self.data_type(table, from);
        let mut column = Column {
            kind: self.column_kind(table, from, &data_type),
            name: from.string("name"),
            data_type,
            nullable: from.optional_flag("nullable").unwrap_or(true),
            optional: from.flag("optional"),
            source_name: from.optional("source_name").map(Into::into),
            collation: from.optional("collation").map(Into::into),
            inherited: from.flag("inherited"),
            not_null_name: from.optional("not_null_name").map(Into::into),
            options: from.texts("options"),
            span: self.places.location(from),
            added_in: from.optional("added_in").and_then(|path| self.places.file(path)),
            ..<Column as Default>::default()
        };
        read_prose(&mut column.annotations, from);
        read_field(&mut column.annotations, from);
        column
    }

    fn column_kind(&mut self, table: &QualifiedName, from: Item<'_>, data_type: &DataType) -> ColumnKind {
        if let Some(generated) = from.item("generated") {
            let generated = Generated { expression: generated.string("expression"), stored: generated.flag("stored") };
            return ColumnKind::Generated(Box::new(generated));
        }
        if let Some(identity) = from.optional("identity") {
            let options = from.item("identity_sequence");
            let sequence = match options.and_then(|options| options.optional("name")) {
                Some(name) => self.id(name),
                None => QualifiedName::new(&*table.namespace, format!("{}_{}_seq", table.name, from.text("name"))),
            };
            let options = options.map(objects::sequence_options).unwrap_or_default();
            self.schema.sequences.push(Sequence {
                id: sequence.clone(),
                options: options.clone(),
                owned_by: Some((table.clone(), from.string("name"))),
                implicit: true,
                identity: true,
                ..Sequence::default()
            });
            let always = identity == "always";
            return ColumnKind::Identity(Box::new(Identity { always, options, sequence }));
        }
        if from.flag("auto_increment") {
            return ColumnKind::AutoIncrement;
        }
        let Some(default) = from.optional("default") else { return ColumnKind::Plain };
        self.serial_sequence(table, from, default, data_type);
        ColumnKind::Default(default.into())
    }

    /// A sequence that no manifest lists is the one behind a `serial`.
    fn serial_sequence(&mut self, table: &QualifiedName, from: Item<'_>, default: &str, data_type: &DataType) {
        let name = default.strip_prefix("nextval('").and_then(|rest| rest.split_once('\'')).map(|(name, _)| name);
        let Some(id) = name.and_then(|name| QualifiedName::parse(name, &table.namespace)) else { return };
        if self.listed_sequences.contains(&id) {
            return;
        }
        let mut sequence = Sequence {
            id,
            owned_by: Some((table.clone(), from.string("name"))),
            implicit: true,
            ..Sequence::default()
        };
        sequence.options.data_type = Some(data_type.native.clone()).filter(|native| native != "bigint");
        self.schema.sequences.push(sequence);
    }

    /// The type of a field, or of what is inside one.
    pub(super) fn data_type(&mut self, table: &QualifiedName, from: Item<'_>) -> DataType {
        let native = from.text("native_type");
        let logical = match from.text("type") {
            "enum" | "literal" if DOCUMENTS && self.schema.system.has_documents() => {
                let texts = from.list("enum_values").iter();
                LogicalType::Literals(texts.map(|value| compact(value).into()).collect_vec())
            }
            "enum" => match from.optional("enum") {
                Some(id) => LogicalType::Enum(Box::new(self.id(id))),
                None => LogicalType::InlineEnum,
            },
            "array" => match from.item("items") {
                Some(items) => LogicalType::Array(Box::new(self.data_type(table, items))),
                None => objects::array_of(native),
            },
            "id" if DOCUMENTS => {
                let target = from.item("references");
                LogicalType::Id(Box::new(target.map_or_else(|| table.clone(), |target| self.referenced(target))))
            }
            "object" if DOCUMENTS => {
                let fields = from.items("fields").into_iter();
                LogicalType::Object(fields.map(|field| self.column(table, field)).collect_vec())
            }
            "union" if DOCUMENTS => {
                let variants = from.items("variants").into_iter();
                LogicalType::Union(variants.map(|variant| self.data_type(table, variant)).collect_vec())
            }
            "record" if DOCUMENTS => {
                let mut part = |key| from.item(key).map(|part| self.data_type(table, part)).unwrap_or_default();
                LogicalType::Record(Box::new((part("key"), part("value"))))
            }
            word => LogicalType::from_name(word).unwrap_or(LogicalType::Other),
        };
        DataType { native: native.to_owned(), logical }
    }

    pub(super) fn definition(&mut self, from: Item<'_>) -> Definition {
        Definition {
            span: self.places.location(from),
            text: from.optional("definition").map(Into::into),
            search_path: Vec::new(),
        }
    }

    /// Features that were declared become tags of their tables.
    fn features(&mut self, manifest: Item<'_>) {
        sort::by(&mut self.schema.tables, |a, b| a.id.cmp(&b.id));
        let features = manifest.named_items("relationship_map").into_iter();
        for (name, feature) in features.filter(|(_, feature)| !feature.flag("inferred")) {
            for id in self.ids(&feature.texts("tables")) {
                if let Some(table) = self.schema.table_index(&id).and_then(|i| self.schema.tables.get_mut(i)) {
                    table.annotations.features.push(name.to_owned());
                }
            }
        }
    }
}

fn table_kind(word: &str) -> TableKind {
    use TableKind::{Document, ForeignTable, Partition, PartitionedTable, Table, VirtualTable};
    let kinds = [PartitionedTable, Partition, ForeignTable, VirtualTable, Document];
    kinds.into_iter().find(|kind| kind.as_str() == word).unwrap_or(Table)
}

fn migration_action(word: &str) -> MigrationAction {
    use MigrationAction::{Added, Changed, Created, Dropped, Renamed};
    [Added, Changed, Renamed, Dropped].into_iter().find(|action| action.as_str() == word).unwrap_or(Created)
}
