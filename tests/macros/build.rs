//! Reads `schema.sql`.

fn main() -> Result<(), schema_doc_build::Error> {
    schema_doc_build::generate()
}
