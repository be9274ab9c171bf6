//! What a program links.

#[cfg(feature = "manifest")]
pub mod manifest;
