//! What a derive meets in a crate without the generated module: rustc shows the line.

#[allow(dead_code)]
pub mod schema {
    const __MADE_BY_SCHEMA_DOC: &str = "write `schema_doc_runtime::include_schema!(pub mod schema);` in lib.rs";
}

/// Says what to write where the crate has no module `schema`. Of a macro that it cannot find, rustc says little. But a name in a value is
/// looked up block by block: where the crate's root has no such module, it leads to [`schema`], whose constant is private; and with that
/// error rustc shows the constant, which holds the sentence. A module `schema` of another tool lacks a constant whose name says why.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def, reason = "the crate with the derive is looked into")]
macro_rules! __probe {
    () => {
        #[allow(unused_imports, clippy::wildcard_imports, reason = "one of the two modules is there")]
        const _: () = {
            use $crate::__private::missing::schema;
            const _: () = {
                use crate::*;
                let _ = schema::__MADE_BY_SCHEMA_DOC;
            };
        };
    };
}
