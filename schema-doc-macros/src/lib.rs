//! The derive and attribute macros of schema-doc.
