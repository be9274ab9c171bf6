//! Bytes → [`Schema`](crate::model::Schema).

pub mod sql;
