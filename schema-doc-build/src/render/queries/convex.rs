//! Queries and mutations of Convex, in TypeScript.

use super::{Statements, Subject, row_in_comment};
use crate::analyze::{is_time, literal_set};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, DataType, Index, IndexKey, IndexKind, LogicalType, Table};
use crate::render::markdown::message;
use crate::render::words;

/// With more fields than this, an insert names only those that a document needs.
const FIELDS_OF_AN_INSERT: usize = 12;

/// What reads the table's documents, what changes them, and what finds those that are wrong.
pub(super) fn queries(statements: &mut Statements, subject: &Subject) {
    reads(statements, subject);
    changes(statements, subject.table);
    inspections(statements, subject);
}

fn reads(reads: &mut Statements, subject: &Subject) {
    let (schema, table) = (subject.input.schema, subject.table);
    for pattern in &table.annotations.access {
        if let Some(query) = &pattern.query {
            reads.read(pattern.name.as_str(), query.trim().to_owned());
        } else if let Some(index) = pattern.index.as_ref().and_then(|name| table.indexes.find(|i| i.name == *name)) {
            reads.read(pattern.name.as_str(), by_index(table, index));
        }
    }
    let id = id_of(&table.id.name);
    let own = singular(&table.id.name);
    reads.read("by its id", format!("const {own} = await ctx.db.get({id});"));
    for index in table.indexes.iter().filter(|index| !index.annotations.ignore && !index.staged) {
        let fields = index.keys.iter().filter_map(IndexKey::as_column).join(" and ");
        let by = if index.kind == IndexKind::Vector { "nearest by" } else { "by" };
        reads.read(format!("{by} {fields} ({})", index.name), by_index(table, index));
    }
    for key in table.foreign_keys.iter().filter(|key| !key.annotations.ignore) {
        let [field] = key.columns.as_slice() else { continue };
        let row = row_in_comment(schema, &key.table);
        let Some(parent) = schema.table(&key.table) else { continue };
        // A document may lack it.
        let may_lack = table.column(field).is_some_and(|column| column.optional || column.nullable);
        let id = member(&own, field);
        let got =
            if may_lack { format!("{id} ? await ctx.db.get({id}) : null") } else { format!("await ctx.db.get({id})") };
        let name = distinct(singular(&parent.id.name), &own);
        reads.read(format!("its {row}, by {field}"), format!("const {name} = {got};"));
    }
    for child in &subject.analysis.outgoing {
        let (Some(other), [field]) = (schema.tables.get(child.table), child.keys.as_slice()) else { continue };
        let begins_with = |index: &Index| {
            index.kind == IndexKind::Index
                && !index.staged
                && index.keys.first().and_then(IndexKey::as_column) == Some(field)
        };
        // Another reads the whole table.
        if let (Some(index), None) = (other.indexes.find(begins_with), child.through) {
            let query = with_index(&other.id.name, &index.name, &[(field.clone(), member(&own, Table::DOCUMENT_ID))]);
            let one = other.column(field).is_some_and(|column| column.annotations.unique);
            let title = format!("its {} ({})", schema.identifier(&other.id), index.name);
            reads.read(title, collected(&found(&other.id.name, one), &query, one));
        }
    }
}

/// The query that an index is for.
fn by_index(table: &Table, index: &Index) -> String {
    let fields: Vec<&str> = index.keys.iter().filter_map(IndexKey::as_column).collect_vec();
    let field = fields.first().copied().unwrap_or_default();
    match index.kind {
        IndexKind::Vector => {
            let mut options = format!(
                "  vector: {}, // {} numbers\n  limit: 16,\n",
                variable(field),
                index.dimensions.unwrap_or_default()
            );
            if let Some(filter) = index.filter_fields.first() {
                options.push_str(&format!("  filter: (q) => q.eq({}, {}),\n", string(filter), variable(filter)));
            }
            format!(
                "// in an action\nconst results = await ctx.vectorSearch({}, {}, {{\n{options}}});",
                string(&table.id.name),
                string(&index.name)
            )
        }
        IndexKind::Search => {
            let filters = index.filter_fields.iter().map(|name| format!(".eq({}, {})", string(name), variable(name)));
            let query = format!(
                "ctx.db\n  .query({})\n  .withSearchIndex({}, (q) => q.search({}, query){})\n  .take(10)",
                string(&table.id.name),
                string(&index.name),
                string(field),
                filters.join("")
            );
            format!("const {} = await {query};", found(&table.id.name, false))
        }
        _ => {
            let pairs = fields.iter().map(|name| ((*name).to_owned(), variable(name))).collect_vec();
            let one = matches!(fields.as_slice(), [only] if table.column(only).is_some_and(|column| column.annotations.unique));
            collected(&found(&table.id.name, one), &with_index(&table.id.name, &index.name, &pairs), one)
        }
    }
}

/// `ctx.db.query("messages").withIndex("by_channel", (q) => q.eq("channel", channel))`, a step a line.
fn with_index(table: &str, index: &str, pairs: &[(String, String)]) -> String {
    let conditions = pairs.iter().map(|(field, value)| format!(".eq({}, {value})", string(field))).join("");
    format!("ctx.db\n  .query({})\n  .withIndex({}, (q) => q{conditions})", string(table), string(index))
}

fn collected(name: &str, query: &str, one: bool) -> String {
    format!("const {name} = await {query}\n  .{}();", if one { "unique" } else { "collect" })
}

fn changes(changes: &mut Statements, table: &Table) {
    let shown = |column: &&Column| !column.annotations.ignore;
    let all: Vec<&Column> = table.columns.iter().filter(shown).collect_vec();
    let needed: Vec<&Column> = all.iter().copied().filter(|column| !column.optional).collect_vec();
    let (fields, title) = if all.len() > FIELDS_OF_AN_INSERT && needed.len() < all.len() {
        let optional = all.len() - needed.len();
        (needed, format!("create, with what a document needs; {optional} more fields may be absent"))
    } else {
        (all, "create".to_owned())
    };
    let (name, id) = (string(&table.id.name), id_of(&table.id.name));
    let lines = fields.iter().map(|column| format!("  {}\n", entry(column))).join("");
    let document = if lines.is_empty() { "{}".to_owned() } else { format!("{{\n{lines}}}") };
    changes.change(title, format!("const {id} = await ctx.db.insert({name}, {document});"));
    if let Some(column) = changed(table) {
        let entry = match column.annotations.flow.first() {
            Some(step) => format!("{}: {}", key(&column.name), string(&step.to)),
            None => entry(column).trim_end_matches(',').to_owned(),
        };
        changes.change("change", format!("await ctx.db.patch({id}, {{ {entry} }});"));
    }
    changes.change("delete", format!("await ctx.db.delete({id});"));
}

/// What one asks when something is wrong.
fn inspections(statements: &mut Statements, subject: &Subject) {
    let (schema, table) = (subject.input.schema, subject.table);
    let (name, all, own) = (string(&table.id.name), found(&table.id.name, false), singular(&table.id.name));
    let query = format!("ctx.db.query({name})");
    statements.inspect("newest documents", format!("const {all} = await {query}.order(\"desc\").take(20);"));
    let each = |body: &str| format!("for await (const {own} of {query}) {{\n{body}}}");
    for column in table.columns.iter().filter(|column| !column.annotations.ignore) {
        let value = member(&own, &column.name);
        let is_closed = literal_set(&column.data_type).is_some_and(|set| !set.numeric);
        if is_closed || column.annotations.unique {
            let counted =
                each(&format!("  const key = String({value});\n  counts.set(key, (counts.get(key) ?? 0) + 1);\n"));
            let (title, result) = if is_closed {
                (format!("documents per {}", column.name), String::new())
            } else {
                let repeated = "\nconst repeated = [...counts].filter(([, count]) => count > 1);".to_owned();
                (format!("values of {} that more than one document has", column.name), repeated)
            };
            statements.inspect(title, format!("const counts = new Map<string, number>();\n{counted}{result}"));
        }
    }
    for key in table.foreign_keys.iter().filter(|key| !key.annotations.ignore) {
        let [field] = key.columns.as_slice() else { continue };
        let id = member(&own, field);
        let may_lack = table.column(field).is_some_and(|column| column.optional || column.nullable);
        let given = if may_lack { format!("{id} && ") } else { String::new() };
        let body = format!("  if ({given}!(await ctx.db.get({id}))) orphans.push({own}._id);\n");
        statements.inspect(
            format!("documents whose {field} leads to no {}", row_in_comment(schema, &key.table)),
            format!("const orphans = [];\n{}", each(&body)),
        );
    }
}

/// The field whose states flow, else the first that is no id.
fn changed(table: &Table) -> Option<&Column> {
    let mut shown = table.columns.iter().filter(|column| !column.annotations.ignore);
    let flowing = shown.clone().find(|column| !column.annotations.flow.is_empty());
    flowing.or_else(|| shown.find(|column| column.data_type.as_id().is_none()))
}

/// `status: "open",`, `userId,`
fn entry(column: &Column) -> String {
    let name = &column.name;
    let value = value(name, &column.data_type, 0);
    if is_identifier(name) && value == *name { format!("{name},") } else { format!("{}: {value},", key(name)) }
}

/// A value that fits a type: a variable of the field's name where nothing better is known.
fn value(name: &str, data_type: &DataType, depth: usize) -> String {
    match &data_type.logical {
        LogicalType::Literals(values) => values.first().map_or_else(|| variable(name), |value| (**value).to_owned()),
        LogicalType::Null => "null".to_owned(),
        LogicalType::Boolean => "false".to_owned(),
        LogicalType::Number if is_time(name) => "Date.now()".to_owned(),
        LogicalType::Array(_) => "[]".to_owned(),
        LogicalType::Record(_) => "{}".to_owned(),
        LogicalType::Object(fields) if depth < 2 => {
            let entries = fields.iter().filter(|field| !field.optional).map(|field| {
                let inner = value(&field.name, &field.data_type, depth + 1);
                if inner == field.name { inner } else { format!("{}: {inner}", key(&field.name)) }
            });
            let entries = entries.join(", ");
            if entries.is_empty() { "{}".to_owned() } else { format!("{{ {entries} }}") }
        }
        // The first variant does as well as another.
        LogicalType::Union(variants) => {
            variants.first().map_or_else(|| variable(name), |first| value(name, first, depth))
        }
        _ => variable(name),
    }
}

/// What a delete leaves behind: nothing keeps an id from outliving its document.
pub(super) fn delete_remark(subject: &Subject) -> Option<String> {
    let schema = subject.input.schema;
    let mut holders: Vec<String> = Vec::new();
    for relationship in subject.analysis.outgoing.iter().filter(|r| r.through.is_none()) {
        let Some(table) = schema.tables.get(relationship.table) else { continue };
        let name = format!("`{}.{}`", schema.identifier(&table.id), relationship.keys.join(", "));
        if !holders.contains(&name) {
            holders.push(name);
        }
    }
    let those = || {
        message(&format!("A delete leaves the ids in {} behind: nothing removes or refuses them.", holders.join(", ")))
    };
    (!holders.is_empty()).then(those)
}

/// `users` → `user`, `chatMessages` → `chatMessage`: a variable for a document.
fn singular(table: &str) -> String {
    let name = camel(&words::singular(&crate::analyze::words(table)));
    if is_identifier(&name) { name } else { "document".to_owned() }
}

/// A variable for one document, or for several.
fn found(table: &str, one: bool) -> String {
    if one || !is_identifier(table) { singular(table) } else { table.to_owned() }
}

/// `userId`
fn id_of(table: &str) -> String {
    format!("{}Id", singular(table))
}

/// Another name where this one is taken: `otherMessage`.
fn distinct(name: String, taken: &str) -> String {
    if name == taken { camel(&format!("other_{name}")) } else { name }
}

/// `chat_message` → `chatMessage`
fn camel(words: &str) -> String {
    let mut out = String::new();
    for word in words.split('_').filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        let first = if out.is_empty() { first.to_owned() } else { first.to_uppercase() };
        out.push_str(&first);
        out.push_str(rest);
    }
    out
}

/// The variable that holds a value for a field: `address.city` → `city`.
fn variable(field: &str) -> String {
    let name = field.rsplit('.').next().unwrap_or(field);
    if is_identifier(name) { name.to_owned() } else { "value".to_owned() }
}

/// `user.teamId`, `user["team-id"]`
fn member(object: &str, field: &str) -> String {
    if is_identifier(field) { format!("{object}.{field}") } else { format!("{object}[{}]", string(field)) }
}

pub(in crate::render) fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { string(name) }
}

#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends",
    "false", "finally", "for", "function", "if", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected",
    "public", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield", "ctx",
];

pub(in crate::render) fn is_identifier(name: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() || matches!(c, '_' | '$');
    name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_numeric()) && !RESERVED.contains(&name)
}

/// A string of TypeScript, on one line.
pub(in crate::render) fn string(text: &str) -> String {
    crate::json::compact(&text.into())
}
