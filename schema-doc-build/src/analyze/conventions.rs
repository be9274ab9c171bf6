//! What most of a schema's tables have in common, and the exceptions.

use super::{Analysis, TableRole, words};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, LogicalType, Schema, Table, TableKind};
use crate::ordered::Map;

/// Fewer cases than this make no convention.
const CASES: usize = 4;

/// What a convention is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConventionKind {
    /// The type of primary keys of one column that are no references.
    KeyType,
    /// How the names of tables are written: `snake_case`, `camelCase`.
    TableCase,
    /// How the names of columns are written.
    ColumnCase,
    /// Whether the names of tables are plural.
    Number,
    /// Columns that say when a row was made or changed.
    Timestamps,
    /// The system sees to it that a reference leads somewhere.
    Enforced,
}

/// What at least three of four cases have in common.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Convention {
    /// What it is about.
    pub kind: ConventionKind,
    /// What they have in common, in words that fit behind `9 of 10`: ``primary keys are `uuid` ``.
    pub rule: String,
    /// How many cases fit.
    pub fitting: usize,
    /// How many cases there are.
    pub total: usize,
    /// Those that do not fit, in the order of the schema.
    pub exceptions: Vec<Exception>,
}

/// A case that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exception {
    /// The table, by its position.
    pub table: usize,
    /// The column, or the columns of a reference with commas between.
    pub column: Option<String>,
    /// What it is instead: a type, a way of writing. Empty where there is only one other way.
    pub instead: String,
}

impl Convention {
    /// ``9 of 10 primary keys are `uuid` ``, `all 10 references are enforced`.
    pub fn sentence(&self) -> String {
        let Self { rule, fitting, total, .. } = self;
        if fitting == total { format!("all {total} {rule}") } else { format!("{fitting} of {total} {rule}") }
    }
}

/// A case: the table, the column, and what it is; `None` fits everything.
type Case = (usize, Option<String>, &'static str);

/// Everything that most tables have in common. Partitions and what is ignored do not count.
pub fn conventions(schema: &Schema, analysis: &Analysis) -> Vec<Convention> {
    let tables: Vec<(usize, &Table)> = schema
        .tables
        .iter()
        .enumerate()
        .filter(|(_, table)| table.partition_of.is_none() && !table.annotations.ignore)
        .collect_vec();
    let mut found = Vec::new();
    found.push_all(key_types(schema, &tables));
    let names = tables.iter().filter_map(|&(t, table)| Some((t, None, case(&table.id.name)?))).collect_vec();
    found.push_all(most(ConventionKind::TableCase, names, |case| format!("names of tables are in {case}")));
    let mut names: Vec<Case> = Vec::new();
    for &(t, table) in &tables {
        let own = table.columns.iter().filter(|column| !column.inherited);
        names.push_all(own.filter_map(|column| Some((t, Some(column.name.clone()), case(&column.name)?))));
    }
    found.push_all(most(ConventionKind::ColumnCase, names, |case| format!("names of columns are in {case}")));
    let counted = tables.iter().filter(|(t, _)| {
        let role = analysis.tables.get(*t).and_then(|table| table.role);
        !matches!(role, Some(TableRole::Junction | TableRole::Audit | TableRole::Log))
    });
    let names = counted.filter_map(|&(t, table)| Some((t, None, number(&table.id.name)?))).collect_vec();
    found.push_all(most(ConventionKind::Number, names, |number| format!("names of tables are {number}")));
    if !schema.system.has_documents() {
        let of = |table: &Table| {
            let tells = |column: &Column| tells_the_time(column) || is_of_its_event(table, column);
            if table.columns.any(tells) { "with" } else { "" }
        };
        let cases = tables.iter().filter(|(_, table)| table.kind != TableKind::VirtualTable);
        let cases = cases.map(|&(t, table)| (t, None, of(table))).collect_vec();
        let rule = |_: &str| "tables have a column that says when a row was made or changed".to_owned();
        found.push_all(
            most(ConventionKind::Timestamps, cases, rule)
                .filter(|c| c.exceptions.count(|e| !e.instead.is_empty()) == 0),
        );
    }
    found.push_all(enforced(analysis, &tables));
    found
}

fn most(kind: ConventionKind, cases: Vec<Case>, rule: impl Fn(&str) -> String) -> Option<Convention> {
    let mut counts: Map<&str, usize> = Map::new();
    for (_, _, is) in &cases {
        *counts.or_default(*is) += 1;
    }
    let (most, fitting) = counts.into_iter().max_by_key(|&(_, count)| count)?;
    let total = cases.len();
    if total < CASES || fitting * 4 < total * 3 {
        return None;
    }
    let exceptions = cases.into_iter().filter(|(_, _, is)| *is != most);
    let exceptions =
        exceptions.map(|(table, column, is)| Exception { table, column, instead: is.to_owned() }).collect_vec();
    Some(Convention { kind, rule: rule(most), fitting, total, exceptions })
}

fn key_types(schema: &Schema, tables: &[(usize, &Table)]) -> Option<Convention> {
    let mut keys: Vec<(usize, &Column, String)> = Vec::new();
    for &(t, table) in tables {
        if let Some([key]) = table.primary_key.as_ref().map(|key| key.columns.as_slice())
            && !table.foreign_keys.any(|reference| reference.columns.contains(key))
            && let Some(column) = table.column(key)
        {
            keys.push((t, column, column.catalog_type(schema.system).into_owned()));
        }
    }
    let mut counts: Map<&str, usize> = Map::new();
    for (_, _, native) in &keys {
        *counts.or_default(native.as_str()) += 1;
    }
    let (most, fitting) = counts.into_iter().max_by_key(|&(_, count)| count)?;
    if keys.len() < CASES || fitting * 4 < keys.len() * 3 {
        return None;
    }
    let exceptions = keys.iter().filter(|(_, _, native)| native != most).map(|(table, column, native)| Exception {
        table: *table,
        column: Some(column.name.clone()),
        instead: native.clone(),
    });
    let rule = format!("primary keys of one column are `{most}`");
    Some(Convention {
        kind: ConventionKind::KeyType,
        rule,
        fitting,
        total: keys.len(),
        exceptions: exceptions.collect_vec(),
    })
}

fn enforced(analysis: &Analysis, tables: &[(usize, &Table)]) -> Option<Convention> {
    let mut cases: Vec<(usize, String, bool)> = Vec::new();
    for &(t, _) in tables {
        let references = analysis.tables.get(t).map(|table| table.incoming.as_slice()).unwrap_or_default();
        cases.push_all(references.iter().map(|reference| (t, reference.keys.join(", "), reference.enforced)));
    }
    let total = cases.len();
    let fitting = cases.as_slice().count(|(_, _, enforced)| *enforced);
    if total == 0 || (fitting > 0 && (total < CASES || fitting * 4 < total * 3)) {
        return None;
    }
    if fitting == 0 {
        let rule = "references are not enforced: the program sees to it that they lead somewhere".to_owned();
        return Some(Convention {
            kind: ConventionKind::Enforced,
            rule,
            fitting: total,
            total,
            exceptions: Vec::new(),
        });
    }
    let exceptions = cases.into_iter().filter(|(_, _, enforced)| !enforced);
    let exceptions = exceptions
        .map(|(table, keys, _)| Exception { table, column: Some(keys), instead: String::new() })
        .collect_vec();
    let rule = "references are enforced by the system".to_owned();
    Some(Convention { kind: ConventionKind::Enforced, rule, fitting, total, exceptions })
}

/// How a name is written. `None`: one word in small letters is written alike in two ways.
fn case(name: &str) -> Option<&'static str> {
    let name = name.trim_matches('_');
    let (mut upper, mut lower, mut other) = (false, false, false);
    for c in name.chars() {
        upper |= c.is_ascii_uppercase();
        lower |= c.is_ascii_lowercase();
        other |= !c.is_ascii_alphanumeric() && c != '_';
    }
    let under = name.contains('_');
    match (upper, lower, under) {
        _ if other => Some("other characters"),
        (false, true, true) => Some("snake_case"),
        (true, true, false) if name.starts_with(|c: char| c.is_ascii_uppercase()) => Some("PascalCase"),
        (true, true, false) => Some("camelCase"),
        (true, true, true) => Some("mixed case"),
        (true, false, _) => Some("UPPER_CASE"),
        _ => None,
    }
}

/// Words that are alike in both numbers, or of which there is one.
const UNCOUNTABLE: &str = "data metadata info information history news media staff equipment inventory stock feedback series species \
     cache storage content audit auth access software hardware money cash mail spam presence usage traffic telemetry \
     knowledge evidence research training weather geometry progress lookup xref";

/// Plural words that end otherwise.
const PLURAL: &str = "people children men women criteria indices vertices matrices phenomena";

/// Whether the name of a table is plural. `None`: it could be both.
pub(crate) fn number(name: &str) -> Option<&'static str> {
    let words = words(name);
    let last = words.rsplit('_').next()?.trim_end_matches(|c: char| c.is_ascii_digit());
    let is = |list: &str| list.split_whitespace().any(|word| word == last);
    // `domainmetadata`
    let ends_so = UNCOUNTABLE.split_whitespace().any(|word| word.len() > 3 && last.ends_with(word));
    if last.len() < 3 || !last.bytes().all(|b| b.is_ascii_lowercase()) || ends_so {
        return None;
    }
    if is(PLURAL) {
        return Some("plural");
    }
    if last.ends_with("ss") || last.ends_with("us") || last.ends_with("is") || last.ends_with("ed") {
        return (last.ends_with("ss")).then_some("singular");
    }
    Some(if last.ends_with('s') { "plural" } else { "singular" })
}

/// Whether a column says when its row was made or changed.
fn tells_the_time(column: &Column) -> bool {
    use LogicalType::{Date, Timestamp, TimestampTz};
    let temporal = matches!(column.data_type.logical, Date | Timestamp | TimestampTz);
    if temporal && column.default_expression().is_some() {
        return true;
    }
    let words = words(&column.name);
    let names = "create created creation insert inserted add added register registered joined start started update updated \
                 modify modified modification change changed edit edited mtime ctime timestamp time logged occurred";
    let is = |word: &str| names.split_whitespace().any(|name| name == word);
    // A number may count seconds, a text may hold a date; `created_by` is neither.
    words.split('_').any(is)
        && (temporal || words.rsplit('_').next().is_some_and(|last| matches!(last, "at" | "on" | "time" | "date")))
}

/// `payments.payment_date`: the time of what the row is about.
fn is_of_its_event(table: &Table, column: &Column) -> bool {
    use LogicalType::{Date, Timestamp, TimestampTz};
    let (table, name) = (words(&table.id.name), words(&column.name));
    let stem = name.rsplit_once('_').map(|(stem, _)| stem);
    let singular = [table.strip_suffix("es"), table.strip_suffix('s'), Some(table.as_str())];
    matches!(column.data_type.logical, Date | Timestamp | TimestampTz)
        && !column.nullable
        && stem.is_some_and(|stem| singular.contains(&Some(stem)))
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::Diagnostics;

    use super::super::analyze;
    use super::super::build::{Build, schema, table};
    use super::{case, conventions, number};
    use crate::config::Config;

    #[track_caller]
    fn check(tables: Vec<Build>, expected: &[&str]) {
        let schema = schema(tables);
        let analysis = analyze(&schema, &Config::default(), &mut Diagnostics::default());
        let found: Vec<String> = conventions(&schema, &analysis)
            .iter()
            .map(|convention| {
                let but = convention.exceptions.iter().map(|e| {
                    let name = &schema.tables[e.table].id.name;
                    format!(" / {name}{} {}", e.column.as_ref().map(|c| format!(".{c}")).unwrap_or_default(), e.instead)
                });
                format!("{}{}", convention.sentence(), but.collect::<String>())
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_most_have_in_common_is_a_convention() {
        let uuid = |name: &str| table(name).column("id", "uuid").key(&["id"]);
        check(
            vec![
                uuid("users").column("created_at", "timestamp with time zone"),
                uuid("user_roles").column("made", "date").default("made", "now()"),
                uuid("blog_posts").column("updatedAt", "timestamp with time zone"),
                table("post").id().null_column("user_id", "uuid").reference("user_id", "users"),
            ],
            &[
                "3 of 4 primary keys of one column are `uuid` / post.id bigint",
                "3 of 4 names of columns are in snake_case / blog_posts.updatedAt camelCase",
                "3 of 4 names of tables are plural / post singular",
                "3 of 4 tables have a column that says when a row was made or changed / post ",
            ],
        );
        check(vec![uuid("a_b"), uuid("c_d"), uuid("e_f")], &[]);
    }

    #[test]
    fn names_are_told_by_their_letters() {
        for (name, expected) in [
            ("users", None),
            ("user_roles", Some("snake_case")),
            ("_user_roles", Some("snake_case")),
            ("userRoles", Some("camelCase")),
            ("UserRoles", Some("PascalCase")),
            ("USER_ROLES", Some("UPPER_CASE")),
            ("User_Roles", Some("mixed case")),
            ("user roles", Some("other characters")),
        ] {
            assert_eq!(case(name), expected, "{name}");
        }
        for (name, expected) in [
            ("users", Some("plural")),
            ("user", Some("singular")),
            ("address", Some("singular")),
            ("status", None),
            ("user_data", None),
            ("people", Some("plural")),
            ("BlogPosts", Some("plural")),
            ("t1", None),
        ] {
            assert_eq!(number(name), expected, "{name}");
        }
    }
}
