//! Reads the schemas that `schema-doc.toml` and `schema-doc.*.toml` name.

fn main() -> Result<(), schema_doc_build::Error> {
    schema_doc_build::generate()
}
