//! The catalog as one snapshot has it: a query a kind of object, whatever their number.

use std::collections::HashMap;
use std::hash::Hash;

use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{FromRow, query_as, query_scalar};

use super::rows::{
    Attached, Column, Compression, Constraint, Extension, Index, Namespace, Need, Oid, Other, Policy, Privilege,
    Relation, Role, Routine, Sequence, Server, Trigger, Type,
};
// `Statistics` are the planner's here.
use crate::live::{Options, Problem, Statistics as Measured};
use schema_doc_diagnostics::nearest;

/// What a schema is worth reading without.
struct Part {
    what: &'static str,
    query: &'static str,
    catalogs: &'static [&'static str],
}

const ROUTINES: Part = Part {
    what: "functions and procedures",
    query: include_str!("queries/routines.sql"),
    catalogs: &["pg_proc", "pg_aggregate"],
};
const TRIGGERS: Part =
    Part { what: "triggers", query: include_str!("queries/triggers.sql"), catalogs: &["pg_trigger"] };
const RULES: Part = Part { what: "rules", query: include_str!("queries/rules.sql"), catalogs: &["pg_rewrite"] };
const POLICIES: Part = Part { what: "policies", query: include_str!("queries/policies.sql"), catalogs: &["pg_policy"] };
const STATISTICS: Part = Part {
    what: "extended statistics",
    query: include_str!("queries/statistics.sql"),
    catalogs: &["pg_statistic_ext"],
};
const OTHERS: Part = Part {
    what: "languages, foreign servers, collations, operators, casts, text search and event triggers",
    query: include_str!("queries/others.sql"),
    catalogs: &[
        "pg_am",
        "pg_amop",
        "pg_amproc",
        "pg_cast",
        "pg_collation",
        "pg_conversion",
        "pg_event_trigger",
        "pg_foreign_data_wrapper",
        "pg_foreign_server",
        "pg_language",
        "pg_opclass",
        "pg_operator",
        "pg_opfamily",
        "pg_transform",
        "pg_ts_config",
        "pg_ts_config_map",
        "pg_ts_dict",
        "pg_ts_parser",
        "pg_ts_template",
    ],
};
const PARTS: &[&Part] = &[&ROUTINES, &TRIGGERS, &RULES, &POLICIES, &STATISTICS, &OTHERS];

/// All that the DDL is made of. Lists are in order of creation.
#[derive(Debug)]
pub(super) struct Catalog {
    pub(super) server: Server,
    /// Those that are read.
    pub(super) namespaces: Vec<Namespace>,
    pub(super) extensions: Vec<Extension>,
    pub(super) types: Vec<Type>,
    pub(super) relations: Vec<Relation>,
    /// In order of the table.
    pub(super) columns: HashMap<Oid, Vec<Column>>,
    pub(super) compression: HashMap<(Oid, i16), String>,
    pub(super) sequences: Vec<Sequence>,
    /// Of tables.
    pub(super) constraints: HashMap<Oid, Vec<Constraint>>,
    pub(super) domain_constraints: HashMap<Oid, Vec<Constraint>>,
    pub(super) indexes: Vec<Index>,
    pub(super) triggers: Vec<Trigger>,
    pub(super) rules: Vec<Attached>,
    pub(super) policies: Vec<Policy>,
    pub(super) statistics: Vec<Attached>,
    pub(super) routines: Vec<Routine>,
    pub(super) others: Vec<Other>,
    pub(super) needs: HashMap<Oid, Vec<Oid>>,
    /// With `--privileges`.
    pub(super) privileges: Option<Privileges>,
    /// With `--statistics`.
    pub(super) measured: Option<Measured>,
    /// What shapes no schema: `publication`, and how many.
    pub(super) left_out: Vec<(String, i64)>,
    /// What the role may not read, and what to do about it.
    pub(super) gaps: Vec<(String, String)>,
}

/// Who may do what.
#[derive(Debug)]
pub(super) struct Privileges {
    pub(super) roles: Vec<Role>,
    /// Owners, tablespaces and privileges.
    pub(super) statements: Vec<Privilege>,
}

impl Catalog {
    /// Asks for everything in some namespaces, inside the transaction that the connection is in.
    pub(super) async fn read(
        connection: &mut PgConnection,
        namespaces: Vec<Namespace>,
        options: &Options,
    ) -> Result<Self, sqlx::Error> {
        let catalogs: Vec<&str> = PARTS.iter().flat_map(|part| part.catalogs).copied().collect();
        let server: Server =
            query_as(include_str!("queries/server.sql")).bind(catalogs).fetch_one(&mut *connection).await?;
        let extensions = query_as(include_str!("queries/extensions.sql")).fetch_all(&mut *connection).await?;

        let oids = namespaces.iter().map(|namespace| namespace.oid).collect();
        let mut asking = Asking { connection, namespaces: oids, refused: &server.refused, gaps: Vec::new() };
        let types = asking.rows(include_str!("queries/types.sql")).await?;
        let relations = asking.rows(include_str!("queries/relations.sql")).await?;
        let columns: Vec<Column> = asking.rows(include_str!("queries/columns.sql")).await?;
        let compression: Vec<Compression> = match server.version {
            140_000.. => asking.rows(include_str!("queries/compression.sql")).await?,
            _ => Vec::new(),
        };
        let sequences = asking.rows(include_str!("queries/sequences.sql")).await?;
        let constraints: Vec<Constraint> = asking.rows(include_str!("queries/constraints.sql")).await?;
        let (domain_constraints, constraints): (Vec<_>, Vec<_>) =
            constraints.into_iter().partition(|constraint| constraint.relation == Oid(0));
        let indexes = asking.rows(include_str!("queries/indexes.sql")).await?;
        let needs: Vec<Need> = asking.rows(include_str!("queries/needs.sql")).await?;
        let routines = asking.part(&ROUTINES).await?;
        let triggers = asking.part(&TRIGGERS).await?;
        let rules = asking.part(&RULES).await?;
        let policies = asking.part(&POLICIES).await?;
        let statistics = asking.part(&STATISTICS).await?;
        let others = asking.part(&OTHERS).await?;
        let privileges = if options.privileges { Some(asking.privileges().await?) } else { None };
        let measured = if options.statistics { Some(asking.measured().await?) } else { None };
        let left_out = query_as(include_str!("queries/left_out.sql")).fetch_all(&mut *asking.connection).await?;
        let gaps = asking.gaps;
        Ok(Self {
            server,
            namespaces,
            extensions,
            types,
            relations,
            columns: grouped(columns, |column| column.relation),
            compression: compression.into_iter().map(|row| ((row.relation, row.number), row.method)).collect(),
            sequences,
            constraints: grouped(constraints, |constraint| constraint.relation),
            domain_constraints: grouped(domain_constraints, |constraint| constraint.domain),
            indexes,
            triggers,
            rules,
            policies,
            statistics,
            routines,
            others,
            needs: needed(needs),
            privileges,
            measured,
            left_out,
            gaps,
        })
    }

    /// Of a table, a composite type, or a view (those with comments alone).
    pub(super) fn columns_of(&self, relation: &Relation) -> &[Column] {
        self.columns.get(&relation.oid).map_or(&[], Vec::as_slice)
    }

    /// Whether something has gone while it was read, of which definitions are then nothing, a number, or `???`.
    pub(super) fn has_changed(&self) -> bool {
        let number = |printed: &String| printed.bytes().all(|byte| byte.is_ascii_digit());
        let unknown = |data_type: &str| data_type.contains("???");
        let mut columns = self.columns.values().flatten();
        let mut constraints = self.constraints.values().chain(self.domain_constraints.values()).flatten();
        let mut attached = self.rules.iter().chain(&self.statistics);
        self.relations.iter().any(|r| {
            let is_view = matches!(r.kind.as_str(), "v" | "m");
            let has_no_key = r.kind == "p" && r.partition_key.is_none();
            number(&r.printed) || (is_view && r.query.is_none()) || has_no_key || (r.is_partition && r.bound.is_none())
        }) || columns.any(|c| unknown(&c.data_type) || (c.has_expression && c.expression.is_none()))
            || self.sequences.iter().any(|s| number(&s.printed))
            || constraints.any(|c| c.definition.is_none())
            || self.indexes.iter().any(|i| number(&i.printed) || (!i.of_constraint && i.definition.is_none()))
            || self.triggers.iter().any(|t| t.definition.is_none())
            || attached.any(|a| a.definition.is_none())
            || self.types.iter().any(|t| number(&t.printed) || t.base.as_deref().is_some_and(unknown))
            || self.routines.iter().any(|r| r.definition.is_none() && r.options.is_none())
    }
}

/// Queries on some namespaces.
struct Asking<'c> {
    connection: &'c mut PgConnection,
    namespaces: Vec<Oid>,
    refused: &'c [String],
    gaps: Vec<(String, String)>,
}

impl Asking<'_> {
    async fn rows<T>(&mut self, query: &'static str) -> Result<Vec<T>, sqlx::Error>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        query_as(query).bind(&self.namespaces).fetch_all(&mut *self.connection).await
    }

    async fn privileges(&mut self) -> Result<Privileges, sqlx::Error> {
        let roles = query_as(include_str!("queries/roles.sql")).fetch_all(&mut *self.connection).await?;
        Ok(Privileges { roles, statements: self.rows(include_str!("queries/privileges.sql")).await? })
    }

    async fn measured(&mut self) -> Result<Measured, sqlx::Error> {
        let tables = self.rows(include_str!("queries/table_statistics.sql")).await?;
        let indexes = self.rows(include_str!("queries/index_statistics.sql")).await?;
        let since = query_scalar(include_str!("queries/statistics_since.sql")).fetch_one(&mut *self.connection).await?;
        Ok(Measured { tables, indexes: Some(indexes), since, remarks: Vec::new() })
    }

    /// As [`Self::rows`]; where the role may not read it, a gap.
    async fn part<T>(&mut self, part: &Part) -> Result<Vec<T>, sqlx::Error>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let refused: Vec<&str> =
            part.catalogs.iter().copied().filter(|catalog| self.refused.iter().any(|r| r == catalog)).collect();
        if refused.is_empty() {
            return self.rows(part.query).await;
        }
        let message = format!("{} are left out: the role may not read {}", part.what, refused.join(", "));
        let help = format!("GRANT SELECT ON {} TO the role, or read as another", refused.join(", "));
        self.gaps.push((message, help));
        Ok(Vec::new())
    }
}

/// The namespaces of these names; all but the system's where none is named.
pub(super) async fn namespaces(connection: &mut PgConnection, names: &[String]) -> Result<Vec<Namespace>, Problem> {
    let all: Vec<Namespace> = query_as(include_str!("queries/namespaces.sql")).fetch_all(connection).await?;
    if let Some(missing) = names.iter().find(|name| all.iter().all(|namespace| namespace.name != **name)) {
        let known: Vec<&str> = all.iter().map(|namespace| namespace.name.as_str()).collect();
        let help = match nearest(missing, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? The database has {}", known.join(", ")),
            None => format!("the database has {}", known.join(", ")),
        };
        return Err(Problem::new(format!("no schema `{missing}`")).with_help(help));
    }
    Ok(all.into_iter().filter(|namespace| names.is_empty() || names.contains(&namespace.name)).collect())
}

/// Equal to another where nothing that names are printed from has changed in between.
pub(super) async fn state(
    connection: &mut PgConnection,
    namespaces: &[Oid],
) -> Result<(i64, Option<i64>), sqlx::Error> {
    query_as(include_str!("queries/state.sql")).bind(namespaces).fetch_one(connection).await
}

fn grouped<K: Eq + Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// By the object that needs them.
fn needed(needs: Vec<Need>) -> HashMap<Oid, Vec<Oid>> {
    let mut groups: HashMap<Oid, Vec<Oid>> = HashMap::new();
    for need in needs {
        groups.entry(need.object).or_default().push(need.needed);
    }
    groups
}
