//! Bytes → [`Schema`](crate::model::Schema).

#[cfg(feature = "rust")]
mod declared;
#[cfg(feature = "rust")]
pub mod diesel;
#[cfg(feature = "rust")]
pub mod mirror;
#[cfg(feature = "rust")]
pub mod rust;
#[cfg(feature = "rust")]
pub mod sea_orm;
pub mod snapshot;
pub mod sql;
