//! Deleting a person's documents in Convex, where nobody does it by himself.

use super::{Effect, Link, Plan};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{QualifiedName, Table};
use crate::render::book::context::leading_columns;
use crate::render::markdown::{block, fenced};
use crate::render::words;
use crate::text::words as split;

/// How deep loops are nested.
const DEPTH: usize = 3;

impl Plan<'_> {
    /// A function of Convex that deletes by hand what refers to a document.
    pub(super) fn functions(&self, out: &mut String) {
        let Some(table) = self.book.schema.tables.get(self.root) else { return };
        let row = variable(&table.id, &[]);
        let (mut body, mut lacking) = (String::new(), Vec::new());
        self.loops(&mut body, &mut lacking, self.root, &mut vec![row.clone()], 1);
        if !lacking.is_empty() {
            // Without one, the whole table is read for each document that a loop comes to (Convex, Indexes and Query Performance).
            block(out, "The function needs indexes that the schema lacks. Add them first, each to its table:");
            block(out, &fenced("typescript", &lacking.join("\n")));
        }
        let code = format!("// in a mutation, with the document as `{row}`\n{body}await ctx.db.delete({row}._id);\n");
        block(out, &fenced("typescript", &code));
        block(
            out,
            "A mutation reads and writes a limited number of documents: where there may be more, it deletes a page and schedules itself again.",
        );
        let deeper: Vec<usize> = self.first.keys().copied().filter(|&at| self.path(at).len() > DEPTH).collect_vec();
        if !deeper.is_empty() {
            block(out, &format!("Beneath these, to be deleted likewise: {}.", self.book.table_list(&deeper)));
        }
    }

    /// The loops over what refers to a document. An index that a read of them needs and the table lacks is added to `lacking`.
    fn loops(&self, out: &mut String, lacking: &mut Vec<String>, to: usize, rows: &mut Vec<String>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let indent = "  ".repeat(depth - 1);
        let by_hand = |link: &&Link| link.to == to && matches!(link.effect, Effect::Deleted | Effect::Opened);
        for link in self.links.iter().filter(by_hand) {
            let Some(table) = self.book.schema.tables.get(link.from) else { continue };
            let [key] = link.relationship.keys.as_slice() else { continue };
            let Some(column) = table.column(key).filter(|c| c.data_type.as_id().is_some()) else {
                out.push_str(&format!(
                    "{indent}// {}.{key} holds ids of it: take them out\n",
                    split_name(&table.id.name)
                ));
                continue;
            };
            let row = variable(&table.id, rows);
            let parent = rows.last().cloned().unwrap_or_default();
            let index = table.indexes.find(|i| !i.staged && leading_columns(i).first() == Some(&column.name.as_str()));
            let name = &table.id.name;
            let index = index.map_or_else(
                || {
                    let index = index_name(table, key);
                    let line = format!("// {}\n.index(\"{index}\", [\"{key}\"])", split_name(name));
                    if !lacking.contains(&line) {
                        lacking.push(line);
                    }
                    index
                },
                |index| index.name.clone(),
            );
            out.push_str(&format!(
                "{indent}for (const {row} of await ctx.db.query(\"{name}\").withIndex(\"{index}\", (q) => q.eq(\"{key}\", {parent}._id)).collect()) {{\n"
            ));
            if link.effect == Effect::Opened {
                out.push_str(&format!(
                    "{indent}  await ctx.db.patch({row}._id, {{ {key}: undefined }});\n{indent}}}\n"
                ));
                continue;
            }
            rows.push(row.clone());
            self.loops(out, lacking, link.from, rows, depth + 1);
            rows.pop();
            out.push_str(&format!("{indent}  await ctx.db.delete({row}._id);\n{indent}}}\n"));
        }
    }
}

/// What an index on a field is called: `by_userId`, another one where the table has one of that name.
fn index_name(table: &Table, key: &str) -> String {
    let stem = format!("by_{}", key.replace('.', "_"));
    let mut name = stem.clone();
    let mut number = 1;
    while table.indexes.any(|index| index.name == name) {
        number += 1;
        name = format!("{stem}_{number}");
    }
    name
}

/// A name without what would end a comment's line.
fn split_name(name: &str) -> String {
    split(name, |c| !c.is_control()).join(" ")
}

/// `chat_messages` → `chatMessage`, another one where an outer loop has that name.
fn variable(id: &QualifiedName, taken: &[String]) -> String {
    let singular = words::singular(&crate::analyze::words(&id.name));
    let mut name = String::new();
    for (i, part) in split(&singular, |c| c.is_ascii_alphanumeric()).enumerate() {
        let mut chars = part.chars();
        match chars.next() {
            Some(first) if i > 0 => name.extend(first.to_uppercase().chain(chars)),
            Some(first) => name.extend(first.to_lowercase().chain(chars)),
            None => {}
        }
    }
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || RESERVED.contains(&name.as_str()) {
        name = format!("row{}", taken.len() + 1);
    }
    if taken.contains(&name) { format!("{name}{}", taken.len() + 1) } else { name }
}

/// Words of TypeScript that no variable is called, and our own.
const RESERVED: &[&str] = &[
    "break", "case", "catch", "class", "const", "ctx", "default", "delete", "do", "else", "enum", "export", "for",
    "function", "if", "import", "in", "new", "null", "package", "public", "q", "return", "static", "super", "switch",
    "this", "throw", "try", "var", "void", "while", "with",
];
