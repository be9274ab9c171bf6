//! What Convex refuses when a schema is pushed: the checks of its backend (`crates/common/src/schemas`, `bootstrap_model/index`).

use schema_doc_diagnostics::{Code, Span, nearest};

use super::Reader;
use super::index::{Indexes, Path};
use super::validator::{Field, LiteralKind, Validator};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Index, IndexKind, Table};
use crate::text;

/// `identifier.rs`: how long the name of a table, a field, an index may be, in bytes.
const LONGEST_NAME: usize = 64;
/// How many indexes of all kinds a table may have.
const MOST_INDEXES: usize = 64;
/// How many fields an index may have.
const MOST_FIELDS: usize = 16;
/// How many fields a search may be narrowed by.
const MOST_FILTER_FIELDS: usize = 16;
/// How many numbers a vector may have.
const DIMENSIONS: std::ops::RangeInclusive<u32> = 2..=4096;
/// The names of the indexes that every table has.
const RESERVED_INDEXES: &[&str] = &["by_id", "by_creation_time"];

/// Why a name is none; `None` where it is one.
fn fault(name: &str) -> Option<&'static str> {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    if !text::starts_with(name, is_letter) || text::contains(name, |c| !(c.is_ascii_alphanumeric() || c == '_')) {
        Some("a name is made of letters, digits and underscores, and does not begin with a digit")
    } else if name.bytes().all(|byte| byte == b'_') {
        Some("a name is more than underscores")
    } else if name.len() > LONGEST_NAME {
        Some("a name has 64 characters at most")
    } else {
        None
    }
}

impl Reader<'_> {
    pub(super) fn check_table_name(&mut self, name: &str, span: Span) {
        if Table::is_system(name) {
            let message = format!("the name `{name}` of a table is reserved");
            let help = "a name that begins with `_` is one of Convex's own tables: leave out the underscore";
            self.error(Code::InvalidDeclaration, span, message, help);
        } else if let Some(fault) = fault(name) {
            self.error(Code::InvalidDeclaration, span, format!("`{name}` is no name of a table"), fault);
        }
    }

    /// The names of fields, those inside fields too, and what records may be.
    pub(super) fn check_fields(&mut self, fields: &[Field], of: &str, around: Span) {
        for field in fields {
            let name = format!("{of}.{}", field.name);
            let span = field.span.unwrap_or(around);
            if let Some(fault) = fault(&field.name) {
                self.error(Code::InvalidDeclaration, span, format!("`{name}` is no name of a field"), fault);
            }
            self.check_inside(&field.validator, &name, span);
        }
    }

    fn check_inside(&mut self, validator: &Validator, name: &str, span: Span) {
        match validator {
            Validator::Array(element) => self.check_inside(element, name, span),
            Validator::Object(object) => self.check_fields(&object.fields, name, span),
            Validator::Union(members) => members.iter().for_each(|member| self.check_inside(member, name, span)),
            Validator::Record(of) => {
                if has_literal(&of.0) {
                    let help = "write `v.object({ … })` with the keys as fields, or `v.string()` for the key";
                    self.error(
                        Code::InvalidDeclaration,
                        span,
                        format!("the keys of the record `{name}` are literals"),
                        help,
                    );
                } else if !is_text(&of.0) {
                    let help = "write `v.string()`, or `v.id(…)`, for the key";
                    self.error(
                        Code::InvalidDeclaration,
                        span,
                        format!("the keys of the record `{name}` are no texts"),
                        help,
                    );
                }
                self.check_inside(&of.1, name, span);
            }
            _ => {}
        }
    }

    /// An index and its fields; `indexes` has those before it.
    pub(super) fn check_index(
        &mut self,
        index: &Index,
        span: Span,
        keys: &[Path],
        filter_fields: &[Path],
        indexes: &Indexes<'_>,
    ) {
        self.check_index_name(&index.name, span, indexes);
        if index.kind == IndexKind::Index {
            self.check_keys(&index.name, span, keys, indexes.table);
        }
        self.check_same(index, span, indexes);
        if filter_fields.len() > MOST_FILTER_FIELDS {
            let message = format!("the index `{}` has {} `filterFields`", index.name, filter_fields.len());
            let help = format!("Convex takes {MOST_FILTER_FIELDS} at most");
            self.error(Code::InvalidDeclaration, span, message, &help);
        }
        if let Some(dimensions) = index.dimensions.filter(|dimensions| !DIMENSIONS.contains(dimensions)) {
            let message = format!("the vectors of the index `{}` have {dimensions} dimensions", index.name);
            let help = format!("Convex takes {} to {}", DIMENSIONS.start(), DIMENSIONS.end());
            self.error(Code::InvalidDeclaration, span, message, &help);
        }
        for (path, place) in keys.iter().chain(filter_fields) {
            self.check_path(path, *place, indexes);
        }
        if let (IndexKind::Vector, Some((path, place)), true) = (index.kind, keys.first(), indexes.enforced)
            && contains(indexes.document, path)
            && !has_vector(indexes.document, &path.split('.').collect_vec())
        {
            let message = format!("the field `{path}` of the vector index `{}` has no vectors", index.name);
            self.error(Code::InvalidDeclaration, *place, message, "write `v.array(v.float64())` for it");
        }
    }

    fn check_index_name(&mut self, name: &str, span: Span, indexes: &Indexes<'_>) {
        let table = indexes.table;
        if RESERVED_INDEXES.contains(&name) || (name.starts_with('_') && !name.starts_with("_fivetran")) {
            let message = format!("the name `{name}` of an index of `{table}` is reserved");
            let help = "every table has `by_id` and `by_creation_time`; a name of yours begins with a letter";
            self.error(Code::InvalidDeclaration, span, message, help);
        } else if let Some(fault) = fault(name) {
            self.error(Code::InvalidDeclaration, span, format!("`{name}` is no name of an index of `{table}`"), fault);
        }
        if let Some(first) = indexes.known.find(|known| known.name == name) {
            let message = format!("`{table}` has two indexes `{name}`");
            self.again(first, span, message, "give one of them another name");
        }
        if indexes.known.len() == MOST_INDEXES {
            let message = format!("`{table}` has more than {MOST_INDEXES} indexes");
            self.error(Code::InvalidDeclaration, span, message, "Convex takes no more");
        }
    }

    fn check_keys(&mut self, name: &str, span: Span, keys: &[Path], table: &str) {
        if keys.is_empty() {
            let message = format!("the index `{name}` of `{table}` has no field");
            self.error(Code::InvalidDeclaration, span, message, "write the fields: `[\"email\"]`");
        }
        if keys.len() > MOST_FIELDS {
            let message = format!("the index `{name}` of `{table}` has {} fields", keys.len());
            self.error(Code::InvalidDeclaration, span, message, &format!("Convex takes {MOST_FIELDS} at most"));
        }
        for (at, (path, place)) in keys.iter().enumerate() {
            if keys.iter().take(at).any(|(earlier, _)| earlier == path) {
                let message = format!("the index `{name}` of `{table}` has the field `{path}` twice");
                self.error(Code::DuplicateObject, *place, message, "leave it out");
            }
            let help = match path.as_str() {
                "_creationTime" => "leave it out: Convex adds it to the end of each index",
                "_id" => "leave it out: a document is found by its id with `ctx.db.get`",
                path if path.split('.').any(|part| part.starts_with('_')) => {
                    "fields that begin with `_` are Convex's own"
                }
                _ => continue,
            };
            let message = format!("the index `{name}` of `{table}` names the reserved field `{path}`");
            self.error(Code::InvalidDeclaration, *place, message, help);
        }
    }

    /// Two indexes of one kind that find the same.
    fn check_same(&mut self, index: &Index, span: Span, indexes: &Indexes<'_>) {
        let filter_fields =
            |index: &Index| index.filter_fields.iter().cloned().collect::<std::collections::BTreeSet<_>>();
        let same = |known: &Index| {
            known.kind == index.kind
                && known.keys == index.keys
                && known.name != index.name
                && match index.kind {
                    IndexKind::Search => filter_fields(known) == filter_fields(index),
                    IndexKind::Vector => known.dimensions == index.dimensions,
                    _ => true,
                }
        };
        if index.keys.is_empty() {
            return;
        }
        if let Some(first) = indexes.known.find(same) {
            let message = format!(
                "the indexes `{}` and `{}` of `{}` are on the same fields",
                first.name, index.name, indexes.table
            );
            self.again(
                first,
                span,
                message,
                "leave one of them out; of search and vector indexes, put the `filterFields` into one",
            );
        }
    }

    fn again(&mut self, first: &Index, span: Span, message: String, help: &str) {
        let diagnostic =
            schema_doc_diagnostics::Diagnostic::error(Code::DuplicateObject, span, message).with_help(help);
        self.program.diagnostics.push(match first.span {
            Some(first) => diagnostic.with_related(first, "the first"),
            None => diagnostic,
        });
    }

    /// A field that an index names: `email`, `address.city`.
    fn check_path(&mut self, path: &str, place: Span, indexes: &Indexes<'_>) {
        if !path.split('.').all(|part| fault(part).is_none()) {
            let message = format!("`{path}` is no path of a field");
            self.error(
                Code::InvalidDeclaration,
                place,
                message,
                "write the names with dots between them: `address.city`",
            );
            return;
        }
        let is_system = path.starts_with('_') && !path.contains('.');
        if is_system || !indexes.enforced || contains(indexes.document, path) {
            return;
        }
        let message = format!("no field `{path}` in `{}`", indexes.table);
        let fields = paths_of(indexes.document);
        let help = match nearest(path, fields.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a field of the table, or add it".to_owned(),
        };
        self.error(Code::UnresolvedReference, place, message, &help);
    }
}

/// `Validator::can_contain_field`: whether some document may have the field.
fn contains(document: &Validator, path: &str) -> bool {
    may_contain(document, &path.split('.').collect_vec())
}

fn may_contain(validator: &Validator, path: &[&str]) -> bool {
    let [first, rest @ ..] = path else { return true };
    match validator {
        Validator::Any | Validator::Unknown(_) => true,
        Validator::Union(members) => members.any(|member| may_contain(member, path)),
        Validator::Object(object) => {
            object.open || object.fields.any(|field| *field.name == **first && may_contain(&field.validator, rest))
        }
        _ => false,
    }
}

/// `Validator::overlaps_with_array_float64`: whether some value of the field may be a vector.
fn has_vector(validator: &Validator, path: &[&str]) -> bool {
    match (validator, path) {
        (Validator::Any | Validator::Unknown(_), _) => true,
        (Validator::Union(members), _) => members.any(|member| has_vector(member, path)),
        (Validator::Array(element), []) => {
            matches!(**element, Validator::Number | Validator::Any | Validator::Unknown(_))
        }
        (Validator::Object(object), [first, rest @ ..]) => {
            object.open || object.fields.any(|field| *field.name == **first && has_vector(&field.validator, rest))
        }
        _ => false,
    }
}

/// The paths of all fields that an index can name.
fn paths_of(document: &Validator) -> Vec<String> {
    match document {
        Validator::Union(members) => members.iter().flat_map(paths_of).collect_vec(),
        Validator::Object(object) => {
            let mut paths = Vec::new();
            for field in &object.fields {
                paths.push(field.name.to_string());
                paths.extend(paths_of(&field.validator).into_iter().map(|path| format!("{}.{path}", field.name)));
            }
            paths
        }
        _ => Vec::new(),
    }
}

/// Whether all values are texts.
fn is_text(keys: &Validator) -> bool {
    match keys {
        Validator::String | Validator::Id(_) | Validator::Unknown(_) => true,
        Validator::Union(members) => members.all(is_text),
        _ => false,
    }
}

/// Whether one of them is a text that is written out.
fn has_literal(keys: &Validator) -> bool {
    match keys {
        Validator::Literal(literal) => literal.kind == LiteralKind::String,
        Validator::Union(members) => members.any(has_literal),
        _ => false,
    }
}
