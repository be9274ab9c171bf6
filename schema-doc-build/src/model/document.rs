//! What documents have that rows have not: types that nest, values that may be absent, fields that no schema declares.

use crate::list::{IteratorExt, SliceExt};

use super::{Column, DataType, LogicalType, Table, TableId, TableKind};

/// Whether schemas of documents are read. Without their readers nothing is compiled of what is asked for them alone: a branch on a constant
/// costs nothing.
pub(crate) const DOCUMENTS: bool = cfg!(feature = "typescript");

impl Table {
    /// The fields that every document has without its schema saying so, in front of the declared ones: `_id`, its key, and `_creationTime`.
    pub fn system_columns(&self) -> Vec<Column> {
        if !DOCUMENTS || self.kind != TableKind::Document {
            return Vec::new();
        }
        let field = |name: &str, native: String, logical| Column {
            name: name.to_owned(),
            data_type: DataType { native, logical },
            ..Column::default()
        };
        let id = LogicalType::Id(Box::new(self.id.clone()));
        vec![
            field(Self::DOCUMENT_ID, format!("v.id({:?})", self.id.name), id),
            field("_creationTime", "v.number()".to_owned(), LogicalType::Number),
        ]
    }

    /// The indexes that every table of documents has without its schema saying so.
    pub fn system_indexes(&self) -> &'static [&'static str] {
        if self.kind == TableKind::Document { &["by_id", "by_creation_time"] } else { &[] }
    }

    /// The field that is a document's key.
    pub const DOCUMENT_ID: &str = "_id";

    /// The columns of the primary key; of documents their id.
    pub fn key_columns(&self) -> Vec<&str> {
        match &self.primary_key {
            Some(key) => key.columns.mapped(|part| self.column_of_key(part)),
            None if self.kind == TableKind::Document => vec![Self::DOCUMENT_ID],
            None => Vec::new(),
        }
    }

    /// Whether these columns are the primary key.
    pub fn is_key(&self, columns: &[String]) -> bool {
        !columns.is_empty() && self.key_columns() == columns
    }

    /// Whether a table of that name is one of Convex's own, which no schema declares: `_storage`, `_scheduled_functions`.
    pub fn is_system(name: &str) -> bool {
        name.starts_with('_')
    }

    /// Whether a field of that name can be referenced: a declared one, or a document's own.
    pub fn has_column(&self, name: &str) -> bool {
        self.column(name).is_some() || self.system_columns().any(|column| column.name == name)
    }
}

/// A field inside a column, and the way to it.
#[derive(Debug, Clone)]
pub struct Nested<'a> {
    /// From the column on: `address.street`. Arrays, records and unions add no step.
    pub path: String,
    /// How many fields it lies in, the column among them.
    pub depth: usize,
    /// Of several kinds of objects that stand in one place, the one that it belongs to, from 1.
    pub variant: Option<usize>,
    /// The field.
    pub column: &'a Column,
}

impl Column {
    /// The fields inside, each in front of those that lie in it.
    pub fn nested(&self) -> Vec<Nested<'_>> {
        let mut found = Vec::new();
        if !DOCUMENTS {
            return found;
        }
        nested(&self.data_type, (&self.name, 1, None), &mut found);
        found
    }

    /// The field at a position of [`Column::nested`].
    pub(crate) fn nested_mut(&mut self, position: usize) -> Option<&mut Self> {
        if DOCUMENTS { nested_mut(&mut self.data_type, &mut { position }) } else { None }
    }
}

/// `of`: the path and depth of what the type is of, and which of a union's kinds of objects it is.
fn nested<'a>(data_type: &'a DataType, of: (&str, usize, Option<usize>), found: &mut Vec<Nested<'a>>) {
    let (path, depth, variant) = of;
    if let LogicalType::Object(fields) = &data_type.logical {
        for column in fields {
            let path = format!("{path}.{}", column.name);
            found.push(Nested { path: path.clone(), depth, variant, column });
            nested(&column.data_type, (&path, depth + 1, None), found);
        }
    }
    let parts = data_type.parts();
    let is_object = |part: &&DataType| matches!(part.logical, LogicalType::Object(_));
    let several = parts.iter().copied().filter(is_object).count() > 1;
    let mut objects = 0;
    for part in parts {
        objects += usize::from(is_object(&part));
        nested(part, (path, depth, if several { Some(objects) } else { variant }), found);
    }
}

fn nested_mut<'a>(data_type: &'a mut DataType, position: &mut usize) -> Option<&'a mut Column> {
    match &mut data_type.logical {
        LogicalType::Object(fields) => {
            for field in fields {
                if *position == 0 {
                    return Some(field);
                }
                *position -= 1;
                if let Some(found) = nested_mut(&mut field.data_type, position) {
                    return Some(found);
                }
            }
            None
        }
        LogicalType::Array(item) => nested_mut(item, position),
        LogicalType::Record(record) => {
            let (key, value) = &mut **record;
            nested_mut(key, position).or_else(|| nested_mut(value, position))
        }
        LogicalType::Union(variants) => variants.iter_mut().find_map(|variant| nested_mut(variant, position)),
        _ => None,
    }
}

impl DataType {
    /// The types that it is made of, those of an object's fields apart.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.logical {
            LogicalType::Array(item) => vec![&**item],
            LogicalType::Record(record) => vec![&record.0, &record.1],
            LogicalType::Union(variants) => variants.iter().collect_vec(),
            _ => Vec::new(),
        }
    }

    /// The type without the fields of the objects in it: `v.array(v.object({…}))`.
    pub fn outline(&self) -> String {
        let mut text = self.native.clone();
        if DOCUMENTS {
            self.cut_objects(&mut text);
        }
        text
    }

    fn cut_objects(&self, text: &mut String) {
        if let LogicalType::Object(_) = self.logical
            && let (Some((before, _)), Some((_, behind))) = (self.native.split_once('{'), self.native.rsplit_once('}'))
        {
            *text = text.replacen(&self.native, &format!("{before}{{…}}{behind}"), 1);
        }
        for part in self.parts() {
            part.cut_objects(text);
        }
    }

    /// The table whose documents' ids these are, null apart: `v.id("users")`, `v.union(v.id("users"), v.null())`.
    pub fn as_id(&self) -> Option<&TableId> {
        match &self.without_null().logical {
            LogicalType::Id(table) => Some(table),
            _ => None,
        }
    }

    /// The type that null is the only other value beside.
    pub fn without_null(&self) -> &Self {
        match &self.logical {
            LogicalType::Union(variants) => match variants.as_slice() {
                [one, null] | [null, one] if null.logical == LogicalType::Null => one,
                _ => self,
            },
            _ => self,
        }
    }

    /// Whether null is a value of it, as `v.null()` says.
    pub fn has_null(&self) -> bool {
        match &self.logical {
            LogicalType::Null => true,
            LogicalType::Union(variants) => variants.any(Self::has_null),
            _ => false,
        }
    }
}
