//! Reads `schema-doc.toml`; writes the documents, or checks them in CI.

fn main() -> Result<(), schema_doc_build::Error> {
    schema_doc_build::generate()
}
