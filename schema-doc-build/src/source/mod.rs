//! Bytes → [`Schema`](crate::model::Schema).

pub mod snapshot;
pub mod sql;
