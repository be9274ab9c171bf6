//! What a program says of its objects → [`Words`] on them.

use super::{Declared, Index, Name, Said};
use crate::list::SliceExt;
use crate::model::{Schema, TableId, Words, WordsOn};

/// The words of a declaration, on what was read of it.
pub(super) fn words(declared: &Declared, schema: &Schema) -> Vec<Words> {
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
    for found in &declared.enums {
        add(WordsOn::Enum(id(&found.name, schema)), &found.words);
    }
    all
}

/// The name of an index that was read: the system's own, where nobody wrote one.
fn read_index(schema: &Schema, table: &TableId, index: &Index) -> Option<String> {
    let is = |read: &crate::model::Index| match &index.name {
        Some(name) => read.name == *name,
        None => read.keys == index.keys,
    };
    let read = schema.table(table)?.indexes.find(|read| is(read))?;
    Some(read.name.clone())
}
