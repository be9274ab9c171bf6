//! Tables with their columns and constraints.

use std::collections::{HashMap, HashSet};

use super::super::catalog::Catalog;
use super::super::rows::{Column, Constraint, Oid, Relation, Sequence};
use super::script::{Script, foreign, storage};
use super::sequence;
use schema_doc_build::source::sql::make_object_name;

/// How a table comes to its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It names them all.
    Own,
    /// `OF type`
    OfType,
    /// `PARTITION OF parent`
    Partition,
    /// It names them all, and is attached.
    Attached,
    /// `INHERITS (parents)`; it names those that are its own.
    Heir,
}

/// Tables, and what belongs to each.
#[derive(Debug)]
pub(super) struct Tables<'c> {
    catalog: &'c Catalog,
    relations: HashMap<Oid, &'c Relation>,
    /// By the column that owns them.
    sequences: HashMap<(Oid, i16), &'c Sequence>,
    /// What `serial` and identity columns bring along.
    brought: HashSet<Oid>,
}

impl Relation {
    pub(super) fn is_table(&self) -> bool {
        matches!(self.kind.as_str(), "r" | "p" | "f")
    }

    fn is_partitioned(&self) -> bool {
        self.kind == "p"
    }
}

impl<'c> Tables<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        let relations = catalog.relations.iter().map(|relation| (relation.oid, relation)).collect();
        let owned = catalog.sequences.iter().filter_map(|s| Some(((s.owner_table?, s.owner_column?), s)));
        let mut tables = Self { catalog, relations, sequences: owned.collect(), brought: HashSet::new() };
        let brought = catalog.sequences.iter().filter(|sequence| {
            sequence.of_identity == Some(true)
                || tables.owner(sequence).is_some_and(|(table, column)| tables.serial(table, column).is_some())
        });
        tables.brought = brought.map(|sequence| sequence.oid).collect();
        tables
    }

    /// Whether a column's definition says all of a sequence.
    pub(super) fn brings(&self, sequence: &Sequence) -> bool {
        self.brought.contains(&sequence.oid)
    }

    pub(super) fn owner(&self, sequence: &Sequence) -> Option<(&'c Relation, &'c Column)> {
        let table = *self.relations.get(&sequence.owner_table?)?;
        let column = self.columns(table).iter().find(|column| Some(column.number) == sequence.owner_column)?;
        Some((table, column))
    }

    fn serial(&self, table: &Relation, column: &Column) -> Option<&'static str> {
        let sequence = self.sequences.get(&(table.oid, column.number))?;
        sequence::serial(table, column, sequence)
    }

    fn columns(&self, table: &Relation) -> &'c [Column] {
        self.catalog.columns_of(table)
    }

    fn constraints(&self, table: &Relation) -> &'c [Constraint] {
        self.catalog.constraints.get(&table.oid).map_or(&[], Vec::as_slice)
    }

    fn parents(&self, table: &'c Relation) -> impl Iterator<Item = &'c Relation> {
        table.parents.iter().filter_map(|parent| self.relations.get(parent).copied())
    }

    fn form(&self, table: &'c Relation) -> Form {
        match self.parents(table).next() {
            Some(parent) if table.is_partition && self.has_columns_of(table, parent) => Form::Partition,
            Some(_) if table.is_partition => Form::Attached,
            Some(_) => Form::Heir,
            None if table.of_type.is_some() => Form::OfType,
            None => Form::Own,
        }
    }

    /// Whether `PARTITION OF` makes the very columns that a partition has.
    fn has_columns_of(&self, table: &Relation, parent: &Relation) -> bool {
        let (ours, theirs) = (self.columns(table), self.columns(parent));
        let same = |ours: &Column, theirs: &Column| {
            ours.name == theirs.name
                && ours.data_type == theirs.data_type
                && ours.collation == theirs.collation
                && ours.not_null == theirs.not_null
                && ours.expression == theirs.expression
                && ours.generated == theirs.generated
                && ours.server_options.is_none()
        };
        ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
    }

    /// `CREATE TABLE`, and what can only be said behind it. Keys of partitioned tables and foreign keys come later.
    pub(super) fn create(&self, script: &mut Script, table: &'c Relation) {
        let form = self.form(table);
        let name = &table.printed;
        let mut elements: Vec<String> =
            self.columns(table).iter().filter_map(|column| self.column(table, form, column)).collect();
        elements.extend(self.inner_constraints(table, form).map(named));
        let mut out = format!("CREATE {}TABLE {name}", kind_words(table));
        let parents: Vec<&str> = self.parents(table).map(|parent| parent.printed.as_str()).collect();
        match (form, parents.first()) {
            (Form::Partition, Some(parent)) => out.push_str(&format!(" PARTITION OF {parent}")),
            (Form::OfType, _) => out.push_str(&format!(" OF {}", table.of_type.as_deref().unwrap_or_default())),
            _ => {}
        }
        if !elements.is_empty() {
            out.push_str(&format!(" (\n    {}\n)", elements.join(",\n    ")));
        } else if !matches!(form, Form::Partition | Form::OfType) {
            out.push_str(" ()");
        }
        if form == Form::Partition {
            out.push_str(&format!(" {}", table.bound.as_deref().unwrap_or_default()));
        } else if form == Form::Heir {
            out.push_str(&format!(" INHERITS ({})", parents.join(", ")));
        }
        out.push_str(&tail(table));
        script.statement(out);
        match parents.first().filter(|_| form == Form::Attached) {
            Some(parent) => script.statement(format_args!(
                "ALTER TABLE {parent} ATTACH PARTITION {name} {}",
                table.bound.as_deref().unwrap_or_default()
            )),
            None => self.differences(script, table, form),
        }
        self.afterwards(script, table);
    }

    /// A column as an element of its table; `None` where something else says it.
    fn column(&self, table: &Relation, form: Form, column: &Column) -> Option<String> {
        let clauses = self.clauses(table, form, column);
        match form {
            Form::Partition => None,
            Form::Heir if !column.is_local => None,
            Form::OfType if clauses.is_empty() => None,
            Form::OfType => Some(format!("{} WITH OPTIONS{clauses}", column.printed)),
            Form::Own | Form::Attached | Form::Heir => {
                let data_type = self.serial(table, column).unwrap_or(&column.data_type);
                let mut out = format!("{} {data_type}", column.printed);
                if let Some(options) = &column.server_options {
                    out.push_str(&format!(" OPTIONS ({})", foreign(options)));
                }
                if let Some(collation) = &column.collation {
                    out.push_str(&format!(" COLLATE {collation}"));
                }
                Some(out + &clauses)
            }
        }
    }

    /// ` NOT NULL DEFAULT now()`
    fn clauses(&self, table: &Relation, form: Form, column: &Column) -> String {
        let is_serial = self.serial(table, column).is_some();
        // A partition's identity is the partitioned table's.
        let is_identity = !column.identity.is_empty() && form != Form::Attached;
        let mut out = String::new();
        if column.not_null {
            let said = self.not_null(table, column);
            if said != " NOT NULL" || !(is_serial || is_identity) {
                out.push_str(&said);
            }
        }
        if is_identity {
            let always = if column.identity == "a" { "ALWAYS" } else { "BY DEFAULT" };
            let sequence = self.sequences.get(&(table.oid, column.number));
            let options = sequence.map(|sequence| sequence::identity_options(table, column, sequence));
            out.push_str(&format!(" GENERATED {always} AS IDENTITY{}", options.unwrap_or_default()));
        }
        match (&column.expression, column.generated.as_str()) {
            (Some(_), "") if is_serial => {}
            (Some(expression), "") => out.push_str(&format!(" DEFAULT {expression}")),
            (Some(expression), kind) => {
                let kind = if kind == "v" { "VIRTUAL" } else { "STORED" };
                out.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {kind}"));
            }
            (None, _) => {}
        }
        out
    }

    /// ` CONSTRAINT n NOT NULL NO INHERIT`: since PostgreSQL 18 it is a constraint, whose name counts where it is not the usual one.
    fn not_null(&self, table: &Relation, column: &Column) -> String {
        let mut constraints = self.constraints(table).iter();
        let found = constraints.find(|c| c.kind == "n" && c.first_column == Some(column.number) && c.is_local);
        let Some(constraint) = found.filter(|constraint| constraint.is_valid) else { return " NOT NULL".to_owned() };
        let usual = make_object_name(&table.name, Some(&column.name), "not_null");
        let name = if constraint.name == usual { String::new() } else { format!(" CONSTRAINT {}", constraint.printed) };
        let stays = if constraint.no_inherit { " NO INHERIT" } else { "" };
        format!("{name} NOT NULL{stays}")
    }

    /// Those that stand between the table's parentheses.
    fn inner_constraints(&self, table: &'c Relation, form: Form) -> impl Iterator<Item = &'c Constraint> {
        let rank =
            |constraint: &&Constraint| ["p", "u", "x"].iter().position(|kind| constraint.kind == *kind).unwrap_or(3);
        let mut inner: Vec<&Constraint> = self
            .constraints(table)
            .iter()
            .filter(|constraint| match constraint.kind.as_str() {
                "p" | "u" | "x" => !table.is_partitioned() && !self.repeats_another(table, constraint),
                // One that is attached must have its parent's checks by then.
                "c" => constraint.is_valid_here() && (constraint.is_local || form == Form::Attached),
                _ => false,
            })
            .collect();
        inner.sort_by_key(rank);
        inner.into_iter()
    }

    /// Whether a key asks what one before it asks: between the parentheses the two would be one.
    fn repeats_another(&self, table: &Relation, key: &Constraint) -> bool {
        let rank = |key: &Constraint| (key.kind != "p", key.printed.clone());
        key.asks().is_some()
            && self.constraints(table).iter().any(|other| {
                matches!(other.kind.as_str(), "p" | "u" | "x") && other.asks() == key.asks() && rank(other) < rank(key)
            })
    }

    /// Where columns that come from parents differ from the parents'.
    fn differences(&self, script: &mut Script, table: &'c Relation, form: Form) {
        if form != Form::Heir {
            return;
        }
        let name = &table.printed;
        for column in self.columns(table).iter().filter(|column| !column.is_local && column.generated.is_empty()) {
            let theirs = |parent: &Relation| self.columns(parent).iter().find(|theirs| theirs.name == column.name);
            let inherited: Vec<&Column> = self.parents(table).filter_map(theirs).collect();
            let alter = format!("ALTER TABLE ONLY {name} ALTER COLUMN {}", column.printed);
            if inherited.iter().all(|theirs| theirs.expression != column.expression) {
                match &column.expression {
                    Some(expression) => script.statement(format_args!("{alter} SET DEFAULT {expression}")),
                    None => script.statement(format_args!("{alter} DROP DEFAULT")),
                }
            }
            if column.not_null && inherited.iter().all(|theirs| !theirs.not_null) {
                script.statement(format_args!("{alter} SET NOT NULL"));
            }
        }
    }

    /// What is no clause of `CREATE TABLE`.
    fn afterwards(&self, script: &mut Script, table: &Relation) {
        let name = &table.printed;
        let not_valid = |constraint: &&Constraint| {
            let is_known = matches!(constraint.kind.as_str(), "c" | "n");
            is_known && !constraint.is_valid_here() && constraint.is_local
        };
        let repeated = |constraint: &&Constraint| {
            matches!(constraint.kind.as_str(), "u" | "x")
                && !table.is_partitioned()
                && self.repeats_another(table, constraint)
        };
        for constraint in self.constraints(table).iter().filter(repeated) {
            script.statement(format_args!("ALTER TABLE {name} ADD {}", named(constraint)));
        }
        for constraint in self.constraints(table).iter().filter(not_valid) {
            script.statement(format_args!("ALTER TABLE {name} ADD {}", named(constraint)));
        }
        for column in self.columns(table) {
            let compression = self.catalog.compression.get(&(table.oid, column.number));
            let changes = [
                column.storage.as_ref().map(|storage| format!("STORAGE {storage}")),
                compression.map(|method| format!("COMPRESSION {method}")),
                column.statistics.map(|target| format!("STATISTICS {target}")),
                column.written_options().map(|options| format!("({})", storage(&options))),
            ];
            for change in changes.into_iter().flatten() {
                script.statement(format_args!("ALTER TABLE {name} ALTER COLUMN {} SET {change}", column.printed));
            }
        }
        match table.replica_identity.as_str() {
            // Foreign tables have none, and cannot.
            _ if table.kind == "f" => {}
            "f" => script.statement(format_args!("ALTER TABLE {name} REPLICA IDENTITY FULL")),
            "n" => script.statement(format_args!("ALTER TABLE {name} REPLICA IDENTITY NOTHING")),
            _ => {}
        }
    }

    /// The keys of a partitioned table.
    pub(super) fn keys(&self, script: &mut Script, table: &Relation) {
        if !table.is_partitioned() {
            return;
        }
        for key in self.constraints(table).iter().filter(|key| matches!(key.kind.as_str(), "p" | "u" | "x")) {
            let only = if key.is_whole { "" } else { "ONLY " };
            script.statement(format_args!("ALTER TABLE {only}{} ADD {}", table.printed, named(key)));
        }
    }

    pub(super) fn foreign_keys(&self, script: &mut Script, table: &Relation) {
        for key in self.constraints(table).iter().filter(|key| key.kind == "f" && !key.of_parent) {
            script.statement(format_args!("ALTER TABLE {} ADD {}", table.printed, named(key)));
        }
    }

    /// Of tables, columns and constraints.
    pub(super) fn comments(&self, script: &mut Script) {
        for table in self.catalog.relations.iter().filter(|relation| relation.is_table()) {
            let name = &table.printed;
            let kind = if table.kind == "f" { "FOREIGN TABLE" } else { "TABLE" };
            script.comment(kind, name, table.comment.as_ref());
            for column in self.columns(table) {
                script.comment("COLUMN", format_args!("{name}.{}", column.printed), column.comment.as_ref());
            }
            for constraint in self.constraints(table) {
                let on = format_args!("{} ON {name}", constraint.printed);
                script.comment("CONSTRAINT", on, constraint.comment.as_ref());
            }
        }
    }
}

impl Column {
    /// What `ALTER COLUMN … SET (…)` set. `pg_attver`, which servers have had since 2026's last minor releases, is a row type's version,
    /// the server's own affair: `pg_dump` leaves it out, too.
    fn written_options(&self) -> Option<Vec<String>> {
        let is_written = |option: &&String| !option.starts_with("pg_attver=");
        let written: Vec<String> = self.options.iter().flatten().filter(is_written).cloned().collect();
        (!written.is_empty()).then_some(written)
    }
}

impl Constraint {
    /// What stands behind `UNIQUE`, `PRIMARY KEY` or `EXCLUDE`, without parameters of storage: `(email)`, ` DEFERRABLE`.
    fn asks(&self) -> Option<[&str; 2]> {
        let definition = self.definition.as_deref()?;
        let asks = definition.get(definition.find('(')?..)?;
        let Some((keys, parameters)) = asks.split_once(" WITH (") else { return Some([asks, ""]) };
        Some([keys, parameters.split_once(')').map_or("", |(_, behind)| behind)])
    }

    /// Whether it can stand between the parentheses: there `NOT VALID` has no meaning, and what is not enforced is never valid.
    fn is_valid_here(&self) -> bool {
        self.is_valid || self.definition.as_deref().is_some_and(|definition| definition.ends_with(" NOT ENFORCED"))
    }
}

/// `CONSTRAINT users_pkey PRIMARY KEY (id)`
fn named(constraint: &Constraint) -> String {
    format!("CONSTRAINT {} {}", constraint.printed, constraint.definition.as_deref().unwrap_or_default())
}

fn kind_words(table: &Relation) -> &'static str {
    match table.kind.as_str() {
        "f" => "FOREIGN ",
        _ if table.unlogged => "UNLOGGED ",
        _ => "",
    }
}

/// What stands behind the parentheses.
fn tail(table: &Relation) -> String {
    let mut out = String::new();
    if let Some(key) = &table.partition_key {
        out.push_str(&format!(" PARTITION BY {key}"));
    }
    if let Some(method) = &table.access_method {
        out.push_str(&format!(" USING {method}"));
    }
    if let Some(server) = &table.server {
        out.push_str(&format!(" SERVER {server}"));
    }
    if let Some(options) = &table.server_options {
        out.push_str(&format!(" OPTIONS ({})", foreign(options)));
    }
    if !table.options.is_empty() {
        out.push_str(&format!(" WITH ({})", storage(&table.options)));
    }
    out
}
