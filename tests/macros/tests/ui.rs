//! Every message that the macros have, where it stands. A folder a rule; `TRYBUILD=overwrite cargo test` writes the expected text anew.

#[test]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
