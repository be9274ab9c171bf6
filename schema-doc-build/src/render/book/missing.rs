//! What the book cannot know and nobody has written: once, with the key to write.

use super::{Chapter, Context};
use crate::analyze::Coverage;
use crate::list::IteratorExt;
use crate::render::markdown::{Table, block, code, grouped};

/// Each key with what it says and where it stands.
const KEYS: &[(&str, &str, &str)] = &[
    ("version", "the version of the schema", "front"),
    ("status", "Draft, Review, Production or Deprecated", "front"),
    ("created", "when the schema was begun", "front"),
    ("author", "who answers for it", "front"),
    ("use_case", "transactions, analytics, time series, …", "1.1"),
    ("architecture", "who talks to the database: a Mermaid diagram, or words", "1.2"),
    ("records", "how many records there are", "1.3"),
    ("growth", "how many come in a day", "1.3"),
    ("storage", "how large it is, and will be", "1.3"),
    ("volume", "the size that it is made for", "1.3"),
    ("consistency", "what readers may see: strong, eventual, …", "1.3"),
    ("performance_priority", "reads, writes, complex queries, …", "1.3"),
    (
        "environments",
        "where it runs: `[[book.environments]]` with `name`, `host`, `port`, `database`, `purpose`",
        "2.1",
    ),
    ("settings", "settings of the server", "2.2"),
    ("normalization", "the normal form, and why", "3.2"),
    ("backup", "when backups are made", "10.1"),
    ("retention", "how long they are kept", "10.1"),
    ("resources", "further reading: lines with words and URLs", "Resources"),
];

/// `## To Fill In`
pub(super) fn missing(book: &Context) -> Chapter {
    let mut rows = Table::new(&["Key", "What it says", "Where it stands"]);
    let mut row = |key: &str, words: &str, place: &str| rows.push(&[code(key), words.to_owned(), place.to_owned()]);
    if book.schema.name.is_none() {
        row("[schema] name", "the name of the schema", "front");
    }
    if book.schema.purpose.is_none() {
        row("[schema] purpose", "what the database is for", "1.1");
    }
    for (key, words, place) in KEYS {
        // Convex is a service: it has no server of one's own to set.
        let asked =
            !(book.system.has_documents() && matches!(*key, "settings" | "consistency" | "environments" | "storage"));
        let known = match *key {
            "environments" => !book.input.config.book.environments.is_empty(),
            "architecture" => book.schema.architecture_summary.is_some() || !book.said(key).is_empty(),
            key => !book.said(key).is_empty(),
        };
        if asked && !known {
            row(&format!("[book] {key}"), words, place);
        }
    }
    let mut out = String::new();
    let table = rows.finish();
    if !table.is_empty() {
        block(
            &mut out,
            "What no schema says. Once it is written in `schema-doc.toml`, the book says it in its place, and no longer asks here.",
        );
        block(&mut out, &table);
    }
    let coverage = book.input.analysis.coverage;
    let kinds = Coverage::KINDS.iter().zip(coverage.ratios());
    let without = kinds.filter(|(_, ratio)| ratio.documented < ratio.total);
    let without = without
        .map(|(kind, ratio)| format!("{} of {} {kind}", grouped(ratio.total - ratio.documented), grouped(ratio.total)));
    let without: Vec<String> = without.collect_vec();
    if !without.is_empty() {
        let words = "Words are still missing on";
        block(&mut out, &format!("{words} {}: `cargo schema-doc coverage` names them.", without.join(", ")));
    }
    Chapter::of_body("To Fill In", out)
}
