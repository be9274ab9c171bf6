//! What a server counts and estimates of its tables and indexes. It changes from run to run: it is never part of a schema.

/// Of a database.
#[derive(Debug, Clone, Default)]
pub(crate) struct Statistics {
    pub(crate) tables: Vec<TableStatistics>,
    /// What each index is used for; `None` where the system does not count it.
    pub(crate) indexes: Option<Vec<IndexStatistics>>,
    /// Since when scans are counted: `2026-11-21T20:15:00Z`.
    pub(crate) since: Option<String>,
    /// What could not be read, or has no meaning here: a sentence each.
    pub(crate) remarks: Vec<String>,
}

/// Of what holds rows. What is not known is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct TableStatistics {
    /// That of the schema where left out.
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
    /// How many there were, about.
    pub(crate) rows: Option<i64>,
    /// Without its indexes.
    pub(crate) bytes: Option<i64>,
    pub(crate) index_bytes: Option<i64>,
    /// When the server last looked at its rows: `2026-11-21T20:15:00Z`.
    pub(crate) analyzed: Option<String>,
}

impl TableStatistics {
    /// With its indexes.
    pub(crate) fn size(&self) -> Option<i64> {
        Some(self.bytes? + self.index_bytes.unwrap_or_default())
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct IndexStatistics {
    pub(crate) namespace: Option<String>,
    pub(crate) table: String,
    pub(crate) name: String,
    pub(crate) scans: i64,
    pub(crate) bytes: Option<i64>,
    /// Whether it keeps values apart, and so does its work without a scan.
    pub(crate) is_unique: bool,
}
