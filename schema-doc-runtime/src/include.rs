//! `include_schema!`.

/// Makes the module that the build script generated part of the crate.
///
/// ```ignore
/// schema_doc_runtime::include_schema!(pub mod schema);                 // of `schema-doc.toml`
/// schema_doc_runtime::include_schema!(pub mod billing = "billing");    // of `schema-doc.billing.toml`
/// ```
///
/// Doc comments and attributes in front of the module stay on it. The build script is `schema_doc_build::generate()`.
#[macro_export]
macro_rules! include_schema {
    ($(#[$attribute:meta])* $visibility:vis mod $module:ident $(;)?) => {
        $crate::__include_schema! { [$(#[$attribute])*] [$visibility] $module "/schema-doc/" }
    };
    ($(#[$attribute:meta])* $visibility:vis mod $module:ident = $name:literal $(;)?) => {
        $crate::__include_schema! {
            [$(#[$attribute])*] [$visibility] $module "/schema-doc/" $name "/"
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __include_schema {
    ([$($attribute:tt)*] [$visibility:vis] $module:ident $($path:literal)+) => {
        $($attribute)*
        // Names and prose are the schema's: what a lint says of them cannot be mended here.
        #[allow(
            dead_code,
            missing_docs,
            unexpected_cfgs,
            unreachable_pub,
            unused_imports,
            unused_qualifications,
            clippy::all,
            clippy::pedantic,
            clippy::nursery,
            clippy::restriction
        )]
        $visibility mod $module {
            use $crate as __runtime;

            $crate::__include_file! { [$($path),+] "schema.rs" }
            $crate::__include_file! { [$($path),+] "index.rs" }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __include_file {
    ([$($path:literal),+] $file:literal) => {
        #[cfg(not(rust_analyzer))]
        ::core::include!(::core::concat!(
            ::core::env!(
                "OUT_DIR",
                "this crate has no build script, which would generate the module: add `schema-doc-build` to \
                 [build-dependencies] in Cargo.toml, and a build.rs with \
                 `fn main() -> Result<(), schema_doc_build::Error> { schema_doc_build::generate() }`"
            )
            $(, $path)+, $file
        ));
        // Rust-analyzer knows no `env!` with a message: it would show the module as empty.
        #[cfg(rust_analyzer)]
        ::core::include!(::core::concat!(::core::env!("OUT_DIR") $(, $path)+, $file));
    };
}
