//! Reads the snapshot of the live database; writes the documents, or checks them in CI. It connects to nothing.

fn main() -> Result<(), schema_doc_build::Error> {
    schema_doc_build::generate()
}
