//! The shell around `schema-doc-syntax` in which the derive and attribute macros will stand; it defines none yet.
