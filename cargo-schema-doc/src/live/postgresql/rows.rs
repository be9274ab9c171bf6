//! Rows of the queries in `queries/`. What a function of the catalog prints is null where the object has gone since the snapshot was taken.

use sqlx::FromRow;
pub(super) use sqlx::postgres::types::Oid;

#[derive(Debug, FromRow)]
pub(super) struct Server {
    /// `180004`
    pub(super) version: i32,
    pub(super) database: String,
    /// Catalogs among those asked for that the role may not read.
    pub(super) refused: Vec<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Namespace {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) printed: String,
    pub(super) owner: String,
    pub(super) of_extension: bool,
    pub(super) comment: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Extension {
    pub(super) printed: String,
    pub(super) namespace: String,
    pub(super) comment: Option<String>,
}

/// An enum, a domain, a range or a base type.
#[derive(Debug, FromRow)]
pub(super) struct Type {
    pub(super) oid: Oid,
    /// `e`, `d`, `r`, `b`, `p`: as `pg_type.typtype`.
    pub(super) kind: String,
    pub(super) printed: String,
    /// Of a domain.
    pub(super) base: Option<String>,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    pub(super) collation: Option<String>,
    /// Of an enum.
    pub(super) labels: Vec<String>,
    /// Of a range and of a base type: what stands between the parentheses.
    pub(super) options: Option<String>,
    pub(super) comment: Option<String>,
}

/// A table, a view or a composite type.
#[derive(Debug, FromRow)]
pub(super) struct Relation {
    pub(super) oid: Oid,
    /// `r`, `p`, `f`, `v`, `m`, `c`: as `pg_class.relkind`.
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) printed: String,
    pub(super) unlogged: bool,
    pub(super) row_security: bool,
    pub(super) forced_row_security: bool,
    /// `d`, `n`, `f`, `i`: as `pg_class.relreplident`.
    pub(super) replica_identity: String,
    pub(super) is_partition: bool,
    /// `FOR VALUES IN (1)`
    pub(super) bound: Option<String>,
    /// `RANGE (created_at)`
    pub(super) partition_key: Option<String>,
    pub(super) parents: Vec<Oid>,
    pub(super) of_type: Option<String>,
    pub(super) access_method: Option<String>,
    /// `fillfactor=70`
    pub(super) options: Vec<String>,
    pub(super) server: Option<String>,
    /// `table_name=orders`
    pub(super) server_options: Option<Vec<String>>,
    /// Of a view.
    pub(super) query: Option<String>,
    pub(super) comment: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Column {
    pub(super) relation: Oid,
    pub(super) number: i16,
    pub(super) name: String,
    pub(super) printed: String,
    pub(super) data_type: String,
    pub(super) collation: Option<String>,
    pub(super) not_null: bool,
    /// Whether there is one, a default or what it is generated from.
    pub(super) has_expression: bool,
    pub(super) expression: Option<String>,
    /// `s`, `v`: as `pg_attribute.attgenerated`.
    pub(super) generated: String,
    /// `a`, `d`: as `pg_attribute.attidentity`.
    pub(super) identity: String,
    pub(super) is_local: bool,
    pub(super) storage: Option<String>,
    pub(super) statistics: Option<i32>,
    /// `n_distinct=5`, `pg_attver=499410008`
    pub(super) options: Option<Vec<String>>,
    /// `column_name=id`
    pub(super) server_options: Option<Vec<String>>,
    pub(super) comment: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Compression {
    pub(super) relation: Oid,
    pub(super) number: i16,
    pub(super) method: String,
}

#[derive(Debug, FromRow)]
pub(super) struct Sequence {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) printed: String,
    pub(super) unlogged: bool,
    pub(super) data_type: String,
    pub(super) start: i64,
    pub(super) increment: i64,
    pub(super) minimum: i64,
    pub(super) maximum: i64,
    pub(super) cache: i64,
    pub(super) cycle: bool,
    pub(super) owner_table: Option<Oid>,
    pub(super) owner_column: Option<i16>,
    pub(super) of_identity: Option<bool>,
    pub(super) comment: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Constraint {
    /// The table; none where it is of a domain.
    pub(super) relation: Oid,
    pub(super) domain: Oid,
    /// `p`, `u`, `x`, `f`, `c`, `n`: as `pg_constraint.contype`.
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) printed: String,
    /// `CHECK (price > 0) NOT VALID`
    pub(super) definition: Option<String>,
    /// Whether it is declared here, and not only by a parent.
    pub(super) is_local: bool,
    /// A part of its partitioned table's.
    pub(super) of_parent: bool,
    pub(super) is_valid: bool,
    pub(super) no_inherit: bool,
    pub(super) first_column: Option<i16>,
    /// Whether every partition has its part of the index.
    pub(super) is_whole: bool,
    pub(super) comment: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Index {
    pub(super) oid: Oid,
    pub(super) relation: Oid,
    pub(super) printed: String,
    /// Without its namespace.
    pub(super) name: String,
    pub(super) of_constraint: bool,
    pub(super) definition: Option<String>,
    /// The end of the definition.
    pub(super) predicate: Option<String>,
    /// Where it is not the database's.
    pub(super) tablespace: Option<String>,
    /// Of a partitioned table.
    pub(super) is_partitioned: bool,
    pub(super) is_valid: bool,
    pub(super) is_clustered: bool,
    pub(super) is_replica_identity: bool,
    /// The partitioned table's index that it is a part of.
    pub(super) parent: Option<Oid>,
    pub(super) comment: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Trigger {
    pub(super) relation: Oid,
    pub(super) printed: String,
    pub(super) definition: Option<String>,
    /// `O`, `D`, `R`, `A`: as `pg_trigger.tgenabled`.
    pub(super) state: String,
    /// A partition's copy of its partitioned table's.
    pub(super) of_parent: bool,
    pub(super) comment: Option<String>,
}

/// A rule or extended statistics.
#[derive(Debug, FromRow)]
pub(super) struct Attached {
    pub(super) relation: Oid,
    pub(super) printed: String,
    pub(super) definition: Option<String>,
    pub(super) comment: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Policy {
    pub(super) relation: Oid,
    pub(super) printed: String,
    /// `*`, `r`, `a`, `w`, `d`: as `pg_policy.polcmd`.
    pub(super) command: String,
    pub(super) permissive: bool,
    pub(super) roles: Vec<String>,
    pub(super) using: Option<String>,
    pub(super) with_check: Option<String>,
    pub(super) comment: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Routine {
    /// `f`, `p`, `w`, `a`: as `pg_proc.prokind`.
    pub(super) kind: String,
    /// `public.total`
    pub(super) qualified: String,
    /// `total`
    pub(super) printed: String,
    /// `total(integer)`
    pub(super) signature: String,
    pub(super) definition: Option<String>,
    pub(super) arguments: Option<String>,
    /// Of an aggregate: what stands between the second parentheses.
    pub(super) options: Option<String>,
    pub(super) comment: Option<String>,
}

/// What is kept as text.
#[derive(Debug, FromRow)]
pub(super) struct Other {
    /// 0: before types and tables; 1: behind functions; 2: at the end.
    pub(super) rank: i32,
    /// As `COMMENT ON` calls it.
    pub(super) kind: String,
    pub(super) printed: String,
    pub(super) definition: Option<String>,
    pub(super) comment: Option<String>,
}

/// An object, and one that must be there before it.
#[derive(Debug, FromRow)]
pub(super) struct Need {
    pub(super) object: Oid,
    pub(super) needed: Oid,
}

#[derive(Debug, FromRow)]
pub(super) struct Role {
    pub(super) printed: String,
    /// `LOGIN CREATEDB`
    pub(super) options: String,
    pub(super) member_of: Vec<String>,
    pub(super) comment: Option<String>,
}

/// `GRANT SELECT ON TABLE users TO reader`
#[derive(Debug, FromRow)]
pub(super) struct Privilege {
    pub(super) statement: String,
}
