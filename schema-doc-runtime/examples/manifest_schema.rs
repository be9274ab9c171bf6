//! Prints the JSON Schema of the manifest:
//! `cargo run -p schema-doc-runtime --example manifest_schema --features json-schema > schema-doc-runtime/schema/manifest.schema.json`

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let schema = serde_json::to_string_pretty(&schema_doc_runtime::manifest::json_schema())?;
    Ok(writeln!(std::io::stdout(), "{schema}")?)
}
