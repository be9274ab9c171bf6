//! `sample-data.ts`: a function of Convex that inserts documents, those that others refer to first.

use crate::list::{IteratorExt, SliceExt};
use crate::model::Schema;
use crate::render::queries::convex::{is_identifier, key, string};
use crate::render::{Input, header};
use crate::sample::derived::document::Node;

const HEAD: &str = "
//
// Copy it to `sampleData.ts` in the folder of the functions, whose modules have no `-` in their names, and run it:
//
//   npx convex run sampleData:seed
import { internalMutation } from \"./_generated/server\";

export const seed = internalMutation({
  args: {},
  handler: async (ctx) => {
";

pub(super) fn document(input: Input<'_>) -> String {
    let schema = input.schema;
    let samples = &input.analysis.samples(schema).tables;
    let order = input.analysis.samples(schema).order.concat();
    let mut out = format!("{}{HEAD}", header::TYPESCRIPT);
    let mut body = String::new();
    let (mut count, mut left_out, mut later) = (0, String::new(), String::new());
    for &at in &order {
        let (Some(table), Some(sample)) = (schema.tables.get(at), samples.get(at)) else { continue };
        let name = string(&table.id.name);
        if let Some(reason) = &sample.reason {
            let line = format!("{}: {reason}", table.id.name)
                .replace(|c: char| c.is_control() || "\u{2028}\u{2029}".contains(c), " ");
            left_out.push_str(&format!("// schema-doc: sample left out {line}\n"));
            continue;
        }
        if count == 0 {
            out.push_str(&format!(
                "    if (await ctx.db.query({name}).first()) {{\n      return {};\n    }}\n",
                string(&format!("{} is not empty: nothing was inserted", table.id.name))
            ));
        }
        body.push('\n');
        for (n, fields) in sample.documents.iter().enumerate() {
            let is_named = sample.later.any(|(other, ..)| *other == n)
                || samples.any(|other| {
                    other.documents.iter().flatten().any(|(_, node)| refers(node, at, n))
                        || other.later.any(|(.., node)| refers(node, at, n))
                });
            let variable = if is_named { format!("const {} = ", variable(schema, at, n)) } else { String::new() };
            let fields =
                fields.iter().map(|(name, node)| format!("      {}: {},\n", key(name), typescript(schema, node)));
            let fields = fields.join("");
            let fields = if fields.is_empty() { "{}".to_owned() } else { format!("{{\n{fields}    }}") };
            body.push_str(&format!("    {variable}await ctx.db.insert({name}, {fields});\n"));
            count += 1;
        }
        for (n, field, node) in &sample.later {
            let (document, value) = (variable(schema, at, *n), typescript(schema, node));
            later.push_str(&format!("    await ctx.db.patch({document}, {{ {}: {value} }});\n", key(field)));
        }
    }
    out.push_str(&body);
    if !later.is_empty() {
        out.push('\n');
        out.push_str(&later);
    }
    out.push_str(&format!("\n    return \"{count} documents were inserted\";\n  }},\n}});\n"));
    if !left_out.is_empty() {
        out.push('\n');
        out.push_str(&left_out);
    }
    out
}

/// The variable that holds the id of a document: `users1`.
fn variable(schema: &Schema, table: usize, n: usize) -> String {
    let name = schema.tables.get(table).map_or("", |table| &table.id.name);
    // No table of Convex is called otherwise.
    if is_identifier(name) { format!("{name}{}", n + 1) } else { format!("_{table}_{}", n + 1) }
}

fn refers(node: &Node, table: usize, n: usize) -> bool {
    match node {
        Node::Id(to, number) => (*to, *number) == (table, n),
        Node::Array(items) => items.any(|item| refers(item, table, n)),
        Node::Object(fields) => fields.any(|(_, node)| refers(node, table, n)),
        _ => false,
    }
}

fn typescript(schema: &Schema, node: &Node) -> String {
    match node {
        Node::Plain(value) => crate::json::compact(value),
        Node::BigInt(number) => format!("{number}n"),
        Node::Bytes(byte) => format!("new Uint8Array([{byte}]).buffer"),
        Node::Id(table, n) => variable(schema, *table, *n),
        Node::Vector(dimensions) => format!("new Array<number>({dimensions}).fill(0.1)"),
        Node::Array(items) => format!("[{}]", items.mapped(|item| typescript(schema, item)).join(", ")),
        Node::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Node::Object(fields) => {
            let fields = fields.mapped(|(name, node)| format!("{}: {}", key(name), typescript(schema, node)));
            format!("{{ {} }}", fields.join(", "))
        }
    }
}
