//! What a program declares beside tables.

use schema_doc_diagnostics::Span;

use super::Name;
use crate::model::SequenceOptions;

/// A row security policy, in the words of SQL.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) name: String,
    /// `PERMISSIVE`, else `RESTRICTIVE`.
    pub(crate) permissive: bool,
    /// `ALL`, `SELECT`, `INSERT`, `UPDATE`, `DELETE`.
    pub(crate) command: String,
    /// Names of roles, or `public`, `current_user`, …; empty is `public`.
    pub(crate) roles: Vec<String>,
    /// `USING (…)`.
    pub(crate) using: Option<String>,
    /// `WITH CHECK (…)`.
    pub(crate) with_check: Option<String>,
    pub(crate) span: Span,
}

/// A role.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) name: String,
    /// `CREATEDB CREATEROLE NOINHERIT`.
    pub(crate) options: Vec<&'static str>,
    pub(crate) span: Span,
}

/// A sequence.
#[derive(Debug)]
pub(crate) struct Sequence {
    pub(crate) name: Name,
    pub(crate) options: SequenceOptions,
    pub(crate) span: Span,
}

/// A view whose query is known.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) name: Name,
    pub(crate) materialized: bool,
    /// What stands between `CREATE` and `VIEW`: MySQL's `ALGORITHM = MERGE`.
    pub(crate) before: String,
    /// What stands before `AS`: `WITH (security_invoker = true)`.
    pub(crate) options: String,
    pub(crate) query: String,
    /// What stands behind the query: `WITH NO DATA`.
    pub(crate) behind: String,
    pub(crate) span: Span,
}
