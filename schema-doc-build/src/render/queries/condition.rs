//! Which condition an index serves, by its method and the types of its keys.

use super::{parameter, quoted};
use crate::list::SliceExt;
use crate::model::{ColumnKind, Index, IndexKey, KeyTarget, LogicalType, NullsOrder, Schema, SortOrder, System, Table};

/// The parts of a query that an index serves.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) conditions: Vec<String>,
    pub(super) order: Option<String>,
    /// The number of the parameter behind `LIMIT`.
    pub(super) limit: Option<usize>,
}

/// The parts for an index of a table. `None` where its method or operator class is not one that we know.
pub(super) fn parts(schema: &Schema, table: &Table, index: &Index) -> Option<Parts> {
    match index.method.as_str() {
        "" | "btree" | "clustered" | "nonclustered" => Some(btree(schema, table, index)),
        "hash" => each(schema, table, index, |_, _, left, n| Some(format!("{left} = {}", parameter(schema.system, n)))),
        "fulltext" => full_text_index(schema, index),
        "gin" => each(schema, table, index, |key, logical, left, n| inverted(table, key, logical, left, n)),
        "gist" | "spgist" => nearest(schema, table, index).or_else(|| each(schema, table, index, generalized)),
        "brin" => each(schema, table, index, |_, _, left, n| Some(format!("{left} >= ${n}"))),
        "hnsw" | "ivfflat" => vector(schema, index),
        _ => None,
    }
}

/// An expression that stands beside operators.
pub(super) fn parenthesized(expression: &str) -> String {
    let call = expression.split_once('(').is_some_and(|(name, rest)| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
            && rest.find(['(', ')']).is_some_and(|end| end + 1 == rest.len() && rest.ends_with(')'))
    });
    if call { expression.to_owned() } else { format!("({expression})") }
}

fn left(schema: &Schema, key: &IndexKey) -> String {
    match &key.target {
        KeyTarget::Column(name) => quoted(schema, name).into_owned(),
        KeyTarget::Expression(expression) => parenthesized(expression),
    }
}

fn logical<'t>(table: &'t Table, key: &IndexKey) -> Option<&'t LogicalType> {
    table.column(key.as_column()?).map(|column| &column.data_type.logical)
}

/// The operator class without its namespace and parameters.
fn opclass(key: &IndexKey) -> &str {
    let class = key.opclass.as_deref().unwrap_or_default();
    let class = class.split(['(', ' ']).next().unwrap_or_default();
    class.rsplit('.').next().unwrap_or_default()
}

/// Equality on the keys; a last key that is a time, or runs downwards, is an order.
fn btree(schema: &Schema, table: &Table, index: &Index) -> Parts {
    let mut parts = Parts::default();
    let Some((last, before)) = index.keys.split_last() else { return parts };
    for (n, key) in (1..).zip(before) {
        parts.conditions.push(equality(schema, key, n));
    }
    let next = before.len() + 1;
    let time =
        matches!(logical(table, last), Some(LogicalType::Date | LogicalType::Timestamp | LogicalType::TimestampTz));
    if index.unique || !(time || last.order == SortOrder::Descending) {
        parts.conditions.push(equality(schema, last, next));
    } else {
        let mut order = left(schema, last);
        if last.order == SortOrder::Descending {
            order.push_str(" DESC");
        }
        order.push_str(match last.nulls {
            Some(NullsOrder::First) => " NULLS FIRST",
            Some(NullsOrder::Last) => " NULLS LAST",
            None => "",
        });
        if time && last.order == SortOrder::Ascending {
            // Which side of a time is asked for, the index does not say.
            let left = left(schema, last);
            parts.conditions.push(format!("{left} >= {}", parameter(schema.system, next)));
            parts.conditions.push(format!("{left} < {}", parameter(schema.system, next + 1)));
        } else {
            parts.limit = Some(next);
        }
        parts.order = Some(order);
    }
    parts
}

fn equality(schema: &Schema, key: &IndexKey, n: usize) -> String {
    let parameter = parameter(schema.system, n);
    match &key.target {
        // MySQL: the index holds the column's first characters.
        KeyTarget::Expression(text) if schema.system.is_mysql() && !text.starts_with('(') => {
            let column = text.rsplit_once('(').map_or(text.as_str(), |(column, _)| column);
            format!("{column} LIKE {parameter}")
        }
        _ if opclass(key).ends_with("_pattern_ops") => format!("{} LIKE {parameter}", left(schema, key)),
        _ => {
            let left = left(schema, key);
            // What is sought is written in any case, as what is kept.
            let folded = left.split_once('(').map(|(function, _)| function);
            match folded.filter(|f| f.eq_ignore_ascii_case("lower") || f.eq_ignore_ascii_case("upper")) {
                Some(function) => format!("{left} = {function}({parameter})"),
                None => format!("{left} = {parameter}"),
            }
        }
    }
}

/// MySQL's `MATCH`, SQL Server's `CONTAINS`: over all keys at once.
fn full_text_index(schema: &Schema, index: &Index) -> Option<Parts> {
    let keys: Vec<String> = index.keys.mapped(|key| left(schema, key));
    let (keys, words) = (keys.join(", "), parameter(schema.system, 1));
    let condition = match schema.system {
        System::MySql | System::MariaDb => format!("MATCH ({keys}) AGAINST ({words})"),
        System::SqlServer => format!("CONTAINS(({keys}), {words})"),
        _ => return None,
    };
    Some(Parts { conditions: vec![condition], ..Parts::default() })
}

/// A condition for every key.
fn each(
    schema: &Schema,
    table: &Table,
    index: &Index,
    condition: impl Fn(&IndexKey, Option<&LogicalType>, &str, usize) -> Option<String>,
) -> Option<Parts> {
    let keys = (1..).zip(&index.keys);
    let conditions = keys.map(|(n, key)| condition(key, logical(table, key), &left(schema, key), n));
    Some(Parts { conditions: conditions.collect::<Option<_>>()?, ..Parts::default() })
}

/// `gin`: what a value contains.
fn inverted(table: &Table, key: &IndexKey, logical: Option<&LogicalType>, left: &str, n: usize) -> Option<String> {
    match (opclass(key), logical, &key.target) {
        ("gin_trgm_ops", ..) => Some(format!("{left} ILIKE ${n}")),
        ("jsonb_ops" | "jsonb_path_ops" | "array_ops", ..)
        | (_, Some(LogicalType::Json | LogicalType::Array(_)), _) => Some(format!("{left} @> ${n}")),
        ("tsvector_ops", ..) | (_, Some(LogicalType::TsVector), _) => {
            // A computed vector says in which configuration its words are.
            let computed = match key.as_column().and_then(|name| table.column(name)).map(|column| &column.kind) {
                Some(ColumnKind::Generated(generated)) => full_text(&generated.expression, left, n),
                _ => None,
            };
            computed.or_else(|| Some(format!("{left} @@ websearch_to_tsquery(${n})")))
        }
        ("", None, KeyTarget::Expression(expression)) => full_text(expression, left, n),
        // Plain types are there for `btree_gin`.
        ("", Some(known), _) if is_plain(known) => Some(format!("{left} = ${n}")),
        _ => None,
    }
}

/// An expression that makes a text search vector: `to_tsvector('english', body)`, `setweight(…)`.
fn full_text(expression: &str, left: &str, n: usize) -> Option<String> {
    let lower = expression.to_ascii_lowercase();
    let vector = ["to_tsvector(", "setweight(", "pg_catalog.to_tsvector("].any(|name| lower.starts_with(name));
    if !vector {
        return None;
    }
    let configuration = lower.split_once("to_tsvector(").and_then(|(_, rest)| {
        let quoted = rest.trim_start().strip_prefix('\'')?;
        quoted.split_once('\'').map(|(name, _)| name.to_owned())
    });
    let plain =
        configuration.filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')));
    Some(match plain {
        Some(name) => format!("{left} @@ websearch_to_tsquery('{name}', ${n})"),
        None => format!("{left} @@ websearch_to_tsquery(${n})"),
    })
}

/// `gist` and `spgist`: overlap, containment, similarity.
fn generalized(key: &IndexKey, logical: Option<&LogicalType>, left: &str, n: usize) -> Option<String> {
    match (opclass(key), logical, &key.target) {
        ("gist_trgm_ops", ..) => Some(format!("{left} ILIKE ${n}")),
        (_, Some(LogicalType::Range | LogicalType::Network), _) => Some(format!("{left} && ${n}")),
        (_, Some(LogicalType::TsVector), _) => Some(format!("{left} @@ websearch_to_tsquery(${n})")),
        ("", Some(LogicalType::Text | LogicalType::String), _) => Some(format!("{left} ^@ ${n}")),
        // Plain types are there for `btree_gist`.
        ("", Some(known), _) if is_plain(known) => Some(format!("{left} = ${n}")),
        ("", None, KeyTarget::Expression(expression)) => full_text(expression, left, n),
        _ => None,
    }
}

/// Points: the nearest first.
fn nearest(schema: &Schema, table: &Table, index: &Index) -> Option<Parts> {
    let [key] = index.keys.as_slice() else { return None };
    let column = table.column(key.as_column()?)?;
    let left = left(schema, key);
    match column.data_type.native.as_str() {
        "point" => Some(Parts { order: Some(format!("{left} <-> $1")), limit: Some(2), ..Parts::default() }),
        "box" | "circle" | "polygon" => Some(Parts { conditions: vec![format!("{left} && $1")], ..Parts::default() }),
        _ => None,
    }
}

/// pgvector: the nearest by the operator of the class.
fn vector(schema: &Schema, index: &Index) -> Option<Parts> {
    let [key] = index.keys.as_slice() else { return None };
    let operator = match opclass(key).rsplit_once('_').and_then(|(class, _)| class.rsplit_once('_')) {
        Some((_, "cosine")) => "<=>",
        Some((_, "ip")) => "<#>",
        Some((_, "l1")) => "<+>",
        Some((_, "l2")) => "<->",
        _ => return None,
    };
    let order = format!("{} {operator} $1", left(schema, key));
    Some(Parts { order: Some(order), limit: Some(2), ..Parts::default() })
}

/// Types whose equality every method that takes them has.
fn is_plain(logical: &LogicalType) -> bool {
    use LogicalType::{BigInt, Date, Decimal, Integer, SmallInt, String, Text, Timestamp, TimestampTz, Uuid};
    matches!(logical, SmallInt | Integer | BigInt | Decimal | Text | String | Uuid | Date | Timestamp | TimestampTz)
}

#[cfg(test)]
mod tests {
    use super::{Parts, parenthesized, parts};
    use crate::model::{Column, DataType, Index, IndexKey, KeyTarget, LogicalType, Schema, SortOrder, Table};

    fn table() -> Table {
        let column = |name: &str, native: &str, logical| Column {
            name: name.into(),
            data_type: DataType { native: native.into(), logical },
            ..Default::default()
        };
        Table {
            columns: vec![
                column("id", "uuid", LogicalType::Uuid),
                column("name", "text", LogicalType::Text),
                column("at", "timestamp with time zone", LogicalType::TimestampTz),
                column("tags", "text[]", LogicalType::Array(Box::default())),
                column("search", "tsvector", LogicalType::TsVector),
                column("period", "tstzrange", LogicalType::Range),
                column("order", "integer", LogicalType::Integer),
                column("place", "point", LogicalType::Geometry),
            ],
            ..Table::default()
        }
    }

    fn key(text: &str) -> IndexKey {
        let (text, order) = match text.strip_suffix(" DESC") {
            Some(text) => (text, SortOrder::Descending),
            None => (text, SortOrder::Ascending),
        };
        let (target, opclass) = match text.split_once(" / ") {
            Some((target, class)) => (target, Some(class.into())),
            None => (text, None),
        };
        let target = match target.strip_prefix('=') {
            Some(expression) => KeyTarget::Expression(expression.into()),
            None => KeyTarget::Column(target.into()),
        };
        IndexKey { order, opclass, ..IndexKey::on(target) }
    }

    #[test]
    fn an_index_serves_its_query() {
        let check = |method: &str, keys: &[&str], expected: Option<&str>| {
            let keys = keys.iter().map(|k| key(k)).collect();
            let index = Index { method: method.into(), keys, ..Index::default() };
            let found = parts(&Schema::default(), &table(), &index).map(|Parts { conditions, order, limit }| {
                let order = order.map(|o| format!(" ORDER BY {o}")).unwrap_or_default();
                format!(
                    "{}{order}{}",
                    conditions.join(" AND "),
                    limit.map(|n| format!(" LIMIT ${n}")).unwrap_or_default()
                )
            });
            assert_eq!(found.as_deref(), expected, "{method} {index:?}");
        };
        check("btree", &["id", "order"], Some("id = $1 AND \"order\" = $2"));
        check("btree", &["id", "at DESC"], Some("id = $1 ORDER BY at DESC LIMIT $2"));
        check("btree", &["at"], Some("at >= $1 AND at < $2 ORDER BY at"));
        check("btree", &["=lower(name)"], Some("lower(name) = lower($1)"));
        check("btree", &["=name || 'x'"], Some("(name || 'x') = $1"));
        check("btree", &["name / text_pattern_ops"], Some("name LIKE $1"));
        check("gin", &["tags"], Some("tags @> $1"));
        check("gin", &["search"], Some("search @@ websearch_to_tsquery($1)"));
        check(
            "gin",
            &["=to_tsvector('english', name)"],
            Some("to_tsvector('english', name) @@ websearch_to_tsquery('english', $1)"),
        );
        check("gin", &["name / public.gin_trgm_ops"], Some("name ILIKE $1"));
        check("gin", &["=unknown(name)"], None);
        check("gist", &["period"], Some("period && $1"));
        check("gist", &["place"], Some(" ORDER BY place <-> $1 LIMIT $2"));
        check("brin", &["at"], Some("at >= $1"));
        check("hnsw", &["name / vector_cosine_ops"], Some(" ORDER BY name <=> $1 LIMIT $2"));
        check("bloom", &["name"], None);
    }

    #[test]
    fn expressions_stand_in_parentheses_unless_they_are_calls() {
        assert_eq!(parenthesized("lower(a)"), "lower(a)");
        assert_eq!(parenthesized("a IS NULL"), "(a IS NULL)");
        assert_eq!(parenthesized("f(a) + g(b)"), "(f(a) + g(b))");
    }
}
