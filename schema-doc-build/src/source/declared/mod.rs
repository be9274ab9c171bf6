//! Tables that a program declares (Rust structs, Diesel's macros, entities) → [`Schema`].
//!
//! A declaration is written out as the system's own DDL, which the SQL reader then reads: so types, names that nobody wrote and all that
//! the system implies come out as they do for migrations. Places are led back to the program's text.

pub(crate) mod case;
mod ddl;
mod places;
pub(crate) mod program;
#[cfg(test)]
pub(crate) mod tests;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span};

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{Action, IndexKey, Schema, TableId, Words, WordsOn};

/// What a program declares, in order.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    pub(crate) tables: Vec<Table>,
    pub(crate) enums: Vec<Enum>,
}

/// A name, in its namespace where it says one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: Name,
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<Key>,
    pub(crate) unique: Vec<Key>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) checks: Vec<Check>,
    pub(crate) indexes: Vec<Index>,
    /// Its declaration: a struct, a `table!`.
    pub(crate) span: Span,
    /// What comments and attributes say of it.
    pub(crate) words: Vec<Said>,
}

/// A column.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// In the system's words (`varchar(40)`).
    pub(crate) data_type: String,
    pub(crate) nullable: bool,
    /// `DEFAULT`: an expression of the system.
    pub(crate) default: Option<String>,
    /// `GENERATED ALWAYS AS (…) STORED`.
    pub(crate) generated: Option<String>,
    /// The system counts: identity, `AUTO_INCREMENT`, `AUTOINCREMENT`.
    pub(crate) auto_increment: bool,
    pub(crate) span: Span,
    /// What comments and attributes say of it.
    pub(crate) words: Vec<Said>,
}

/// A primary key or a unique constraint.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) span: Span,
}

/// A foreign key.
#[derive(Debug)]
pub(crate) struct ForeignKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) table: Name,
    /// Empty: the primary key.
    pub(crate) referenced: Vec<String>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    pub(crate) span: Span,
}

/// A check.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) name: Option<String>,
    pub(crate) expression: String,
    pub(crate) span: Span,
}

/// An index.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) name: Option<String>,
    pub(crate) unique: bool,
    /// `gin`; the system's own where left out.
    pub(crate) method: Option<String>,
    /// Column names.
    pub(crate) columns: Vec<String>,
    /// The rows that it holds.
    pub(crate) predicate: Option<String>,
    pub(crate) span: Span,
    /// What attributes say of it.
    pub(crate) words: Vec<Said>,
}

/// An enumerated type of the system (PostgreSQL).
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: Name,
    pub(crate) values: Vec<String>,
    pub(crate) span: Span,
    pub(crate) words: Vec<Said>,
}

/// Words on an object, in the grammar of annotations.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) span: Span,
    /// In an attribute, else in a comment.
    pub(crate) attribute: bool,
    /// The value of the object's closed set that they are about.
    pub(crate) value: Option<String>,
}

/// Adds what is declared to the schema, which has its system.
pub(crate) fn read(declared: &Declared, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let (text, places) = ddl::write(schema.system, declared);
    let default_namespace = schema.default_namespace.clone();
    let mut own = Schema { system: schema.system, default_namespace, ..Schema::default() };
    let mut found = Diagnostics::default();
    let mut source = SourceConfig::new(SourceKind::Sql, "declared.sql");
    source.dialect = Some(schema.system);
    super::sql::read(&Files::in_memory([("declared.sql", text.as_str())]), &[&source], &mut own, &mut found);
    for mut diagnostic in found {
        places.lead_back(&mut diagnostic);
        diagnostics.push(diagnostic);
    }
    places.of_schema(&mut own, &schema.files);
    words(declared, &mut own);
    take_over(own, schema, diagnostics);
}

fn words(declared: &Declared, schema: &mut Schema) {
    let id = |name: &Name, schema: &Schema| {
        let namespace = name.namespace.as_ref().unwrap_or(&schema.default_namespace);
        crate::model::QualifiedName::new(namespace.as_str(), name.name.as_str())
    };
    let mut all = Vec::new();
    let mut add = |on: WordsOn, said: &[Said]| {
        for Said { text, span, attribute, value } in said {
            let (text, value) = (text.clone(), value.clone());
            all.push(Words { on: on.clone(), text, span: *span, attribute: *attribute, value });
        }
    };
    for table in &declared.tables {
        let id = id(&table.name, schema);
        add(WordsOn::Table(id.clone()), &table.words);
        for column in &table.columns {
            add(WordsOn::Column(id.clone(), column.name.clone()), &column.words);
        }
        for index in table.indexes.iter().filter(|index| !index.words.is_empty()) {
            if let Some(name) = read_index(schema, &id, index) {
                add(WordsOn::Index(id.clone(), name), &index.words);
            }
        }
    }
    for declared in &declared.enums {
        add(WordsOn::Enum(id(&declared.name, schema)), &declared.words);
    }
    schema.words = all;
}

/// The name of an index that was read: the system's own, where nobody wrote one.
fn read_index(schema: &Schema, table: &TableId, index: &Index) -> Option<String> {
    let is = |read: &crate::model::Index| match &index.name {
        Some(name) => read.name == *name,
        None => read.keys.iter().filter_map(IndexKey::as_column).eq(index.columns.iter().map(String::as_str)),
    };
    let read = schema.table(table)?.indexes.iter().find(|read| is(read))?;
    Some(read.name.clone())
}

/// What was read joins what other sources said; a table of both is an error.
fn take_over(own: Schema, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    for table in own.tables {
        match schema.tables.binary_search_by(|other| other.id.cmp(&table.id)) {
            Ok(_) => {
                let name = schema.identifier(&table.id);
                let message = format!("the table `{name}` is defined in two sources");
                let help = "give one of the sources `role = \"mirror\"`: then it has to agree";
                diagnostics
                    .push(Diagnostic::error(Code::DuplicateObject, table.definition.span, message).with_help(help));
            }
            Err(at) => schema.tables.insert(at, table),
        }
    }
    for namespace in own.namespaces {
        if let Err(at) = schema.namespaces.binary_search_by(|other| other.name.cmp(&namespace.name)) {
            schema.namespaces.insert(at, namespace);
        }
    }
    for found in own.enums {
        if let Err(at) = schema.enums.binary_search_by(|other| other.id.cmp(&found.id)) {
            schema.enums.insert(at, found);
        }
    }
    schema.words.extend(own.words);
    schema.unsupported.extend(own.unsupported);
    for sequence in own.sequences {
        if let Err(at) = schema.sequences.binary_search_by(|other| other.id.cmp(&sequence.id)) {
            schema.sequences.insert(at, sequence);
        }
    }
}
