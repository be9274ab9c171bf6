//! The indexes that serve what a query asks of a table.

use schema_doc_syntax::query::{Key, Use};

use super::key_name;
use crate::expression::{self, Equivalence};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Index, IndexKey, IndexKind, KeyTarget, SortOrder, System, Table};
use crate::text;

/// What of a table's indexes serves what is asked of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Served {
    /// The best ones, in the order of the table: primary key, unique constraints, indexes.
    pub(super) by: Vec<String>,
    /// All that would do, good or not.
    pub(super) possible: Vec<String>,
    /// What values narrow it by is served: a query can begin here.
    pub(super) begins: bool,
    /// The order is.
    pub(super) ordered: bool,
}

/// What an index can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// Equality and bounds on its first keys, their order: B-trees.
    Ordered,
    /// Equality on all keys.
    Hash,
    /// Operators and equality on any key: PostgreSQL's `gin`, and `brin`, which has bounds.
    Each,
    /// Operators, equality and bounds on its first keys, and distances: PostgreSQL's `gist` and `spgist`, spatial indexes.
    Tree,
    /// Distances: pgvector's.
    Distance,
    /// Words of a text.
    Text,
}

impl Method {
    fn of(index: &Index) -> Self {
        match (index.kind, index.method.to_ascii_lowercase().as_str()) {
            (IndexKind::Fulltext | IndexKind::Search, _) => Self::Text,
            (IndexKind::Vector, _) | (_, "hnsw" | "ivfflat" | "diskann" | "vchordrq") => Self::Distance,
            (IndexKind::Spatial, _) | (_, "gist" | "spgist") => Self::Tree,
            (_, "gin" | "brin" | "rum" | "bloom") => Self::Each,
            (_, "hash") => Self::Hash,
            _ => Self::Ordered,
        }
    }
}

/// Something with keys that rows are found by.
struct Candidate<'a> {
    name: &'a str,
    keys: Vec<IndexKey>,
    method: Method,
    unique: bool,
    predicate: Option<&'a str>,
}

fn candidates(system: System, table: &Table) -> Vec<Candidate<'_>> {
    fn on<'a>(name: &'a str, columns: &[String], unique: bool) -> Candidate<'a> {
        let keys = columns.iter().map(|column| IndexKey::column(column.as_str())).collect_vec();
        Candidate { name, keys, method: Method::Ordered, unique, predicate: None }
    }
    let mut found = Vec::new();
    found.push_all(table.primary_key.iter().map(|key| on(key_name(key), &key.columns, true)));
    found.push_all(table.unique.iter().map(|key| on(&key.name, &key.columns, true)));
    found.push_all(table.indexes.iter().map(|index| Candidate {
        name: &index.name,
        keys: index.keys.clone(),
        method: Method::of(index),
        unique: index.unique,
        predicate: index.predicate.as_deref(),
    }));
    found.push_all(table.exclusions.iter().map(|exclusion| Candidate {
        name: &exclusion.name,
        keys: exclusion.elements.iter().map(|(key, _)| key.clone()).collect_vec(),
        method: if exclusion.method == "btree" { Method::Ordered } else { Method::Tree },
        unique: false,
        predicate: exclusion.predicate.as_deref(),
    }));
    if system.is_mysql() {
        // MySQL 8.4, FOREIGN KEY Constraints: an index on the referencing columns is made where there is none.
        let has = |columns: &[String], found: &[Candidate<'_>]| {
            found.any(|candidate| {
                let keys = candidate.keys.iter().map_while(IndexKey::as_column);
                keys.take(columns.len()).eq(columns.iter().map(String::as_str))
            })
        };
        for key in &table.foreign_keys {
            if !has(&key.columns, &found) {
                found.push(on(&key.name, &key.columns, false));
            }
        }
    }
    found
}

/// How a candidate serves a use.
struct Match<'a> {
    candidate: &'a Candidate<'a>,
    /// What it serves of what is asked: positions in [`Asked::keys`].
    keys: Vec<usize>,
    /// At most one row is left.
    one_row: bool,
    /// The rows come in the order that is wanted.
    ordered: bool,
    /// It has no other rows than those of a condition that all wanted ones fulfil.
    partial: bool,
}

/// A way in which a key is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Equal,
    Joined,
    Range,
    Prefix,
    Inside,
    Other,
}

/// What is asked of a table.
struct Asked<'a> {
    system: System,
    table: &'a Table,
    what: &'a Use,
    keys: Vec<(How, &'a Key)>,
    /// The canonical text of each condition.
    conditions: Vec<String>,
}

impl<'a> Asked<'a> {
    fn new(system: System, table: &'a Table, what: &'a Use) -> Self {
        let mut keys = Vec::new();
        for (how, list) in [
            (How::Equal, &what.equal),
            (How::Joined, &what.joined),
            (How::Range, &what.range),
            (How::Prefix, &what.prefix),
            (How::Inside, &what.inside),
            (How::Other, &what.other),
        ] {
            keys.push_all(list.iter().map(|key| (how, key)));
        }
        let conditions = what.conditions.iter().filter_map(|text| expression::canonical(system, text)).collect_vec();
        Self { system, table, what, keys, conditions }
    }

    /// Whether an index' key is what is asked for.
    fn is(&self, own: &IndexKey, key: &Key) -> bool {
        match (&own.target, key) {
            (KeyTarget::Column(own), Key::Column(name)) => self.system.same_name(own, name),
            (KeyTarget::Expression(own), Key::Expression(text)) => {
                expression::equivalent_in(self.system, &self.table.columns, own, text) == Equivalence::Same
            }
            _ => false,
        }
    }

    /// Where an index' key is asked for in one of these ways.
    fn find(&self, own: &IndexKey, method: Method, ways: &[How]) -> Option<usize> {
        let asks = |how: How| match how {
            // PostgreSQL 18, Operator Classes and Operator Families: by character, not as texts are compared.
            How::Range if is_by_character(own) => false,
            How::Prefix | How::Inside => {
                (method != Method::Ordered || ways.contains(&How::Range)) && self.finds_text(own, method, how)
            }
            other => ways.contains(&other),
        };
        self.keys.position(|(how, key)| asks(*how) && self.is(own, key))
    }

    /// Whether an index finds texts by how they start, or by what is in them.
    fn finds_text(&self, own: &IndexKey, method: Method, how: How) -> bool {
        let collation = own.collation.as_deref().or_else(|| self.table.column(own.as_column()?)?.collation.as_deref());
        let opclass = own.opclass.as_deref().unwrap_or_default();
        match (self.system, method, how) {
            // pg_trgm; pg_bigm.
            (_, Method::Each | Method::Tree, _) => opclass.contains("trgm") || opclass.contains("bigm"),
            // PostgreSQL 18, Operator Classes and Operator Families: in the order of their characters, texts that start alike stand together.
            (System::PostgreSql, Method::Ordered, How::Prefix) => {
                let is_plain = |name: &str| matches!(name.trim_matches('"'), "C" | "POSIX" | "C.UTF-8" | "ucs_basic");
                is_by_character(own) || collation.is_some_and(is_plain)
            }
            // SQLite, The LIKE Optimization.
            (System::Sqlite, Method::Ordered, How::Prefix) => {
                collation.is_some_and(|name| name.eq_ignore_ascii_case("nocase"))
            }
            (_, Method::Ordered, How::Prefix) => true,
            _ => false,
        }
    }

    /// Whether every row that is asked for is among those of a partial index.
    fn lies_in(&self, predicate: &str) -> bool {
        let Some(parts) = expression::conjuncts(self.system, predicate) else { return false };
        parts.all(|part| self.is_stated(part) || self.is_not_null(part))
    }

    /// Whether a condition of a partial index is one of the query's, or follows from one.
    fn is_stated(&self, part: &String) -> bool {
        self.conditions.contains(part) || self.is_among(part)
    }

    /// `email IS NOT NULL` of a column that is compared: no comparison is true of null.
    fn is_not_null(&self, part: &str) -> bool {
        self.keys.any(|(_, key)| {
            let (Key::Column(text) | Key::Expression(text)) = key;
            let canonical = |test: &str| {
                let text = if let Key::Column(name) = key { format!("\"{name}\"") } else { text.clone() };
                expression::canonical(self.system, &format!("{text} IS {test}"))
            };
            canonical("NOT NULL").as_deref() == Some(part)
                && canonical("NULL").is_none_or(|null| !self.conditions.contains(&null))
        })
    }

    /// `status IN ('a', 'b')` where `status = 'a'` is asked.
    fn is_among(&self, part: &str) -> bool {
        let [set] = &expression::closed_sets(self.system, part)[..] else { return false };
        let own = self.conditions.iter().flat_map(|condition| expression::closed_sets(self.system, condition));
        own.into_iter().any(|asked| asked.column == set.column && asked.values.all(|v| set.values.contains(v)))
    }

    /// How an index serves it, if it does.
    fn served_by<'c>(&self, candidate: &'c Candidate<'c>) -> Option<Match<'c>> {
        if candidate.predicate.is_some_and(|predicate| !self.lies_in(predicate)) {
            return None;
        }
        let equal = [How::Equal, How::Joined];
        let mut keys = Vec::new();
        let mut ordered = false;
        match candidate.method {
            Method::Ordered => {
                for own in &candidate.keys {
                    let Some(position) = self.find(own, Method::Ordered, &equal) else { break };
                    keys.push(position);
                }
                // Rows that are joined to several come in the order of each.
                ordered = keys.all(|&key| self.is_value(key)) && self.orders(candidate, keys.len());
                if let Some(next) = candidate.keys.get(keys.len()) {
                    keys.push_all(self.find(next, Method::Ordered, &[How::Range]));
                }
            }
            Method::Hash => {
                keys = candidate.keys.iter().filter_map(|own| self.find(own, Method::Hash, &equal)).collect_vec();
                if keys.len() < candidate.keys.len() {
                    keys.clear();
                }
            }
            Method::Each | Method::Text => {
                let ways = [How::Equal, How::Joined, How::Other, How::Range];
                let ways = if candidate.method == Method::Text { &ways[2..3] } else { &ways };
                keys = candidate.keys.iter().filter_map(|own| self.find(own, candidate.method, ways)).collect_vec();
            }
            Method::Tree => {
                for own in &candidate.keys {
                    let ways = [How::Equal, How::Joined, How::Other, How::Range];
                    let Some(position) = self.find(own, Method::Tree, &ways) else {
                        break;
                    };
                    keys.push(position);
                }
                ordered = self.is_nearest(candidate);
            }
            Method::Distance => ordered = self.is_nearest(candidate),
        }
        let one_row = candidate.unique
            && keys.len() == candidate.keys.len()
            && keys.all(|&key| self.keys.get(key).is_some_and(|(how, _)| equal.contains(how)));
        if let Some(predicate) = candidate.predicate {
            // What the predicate says of all its rows is asked of none.
            let words: Vec<&str> = text::words(predicate, |c| c.is_alphanumeric() || c == '_').collect_vec();
            let says = |key: &Key| matches!(key, Key::Column(name) if words.contains(&name.as_str()));
            let said = self.keys.iter().enumerate().filter(|(_, (how, key))| *how == How::Equal && says(key));
            keys.push_all(said.map(|(position, _)| position));
        }
        let states = |predicate| expression::conjuncts(self.system, predicate).unwrap_or_default();
        let partial = candidate.predicate.is_some_and(|p| states(p).any(|part| self.is_stated(part)));
        (ordered || partial || !keys.is_empty()).then_some(Match { candidate, keys, one_row, ordered, partial })
    }

    /// Whether rows whose first `fixed` keys are given come in the order that is wanted.
    fn orders(&self, candidate: &Candidate<'_>, fixed: usize) -> bool {
        // A given column is in any order.
        let given = |key: &Key| self.what.equal.contains(key);
        let wanted = self.what.order.iter().filter(|(key, _)| !given(key)).collect_vec();
        let Some((_, first)) = wanted.first() else { return false };
        // MySQL 8.4, Clustered and Secondary Indexes; SQLite, Query Planning; SQL Server, Clustered and nonclustered indexes: the rows' own key stands
        // behind those of an index.
        let rows_key = match self.system {
            System::PostgreSql | System::Oracle => None,
            _ => self.table.primary_key.as_ref(),
        };
        if candidate.keys.iter().skip(fixed).take(wanted.len()).any(is_by_character) {
            return false;
        }
        let mut rest = candidate.keys.iter().skip(fixed).cloned().collect_vec();
        rest.push_all(
            rows_key.into_iter().flat_map(|key| &key.columns).map(|column| IndexKey::column(column.as_str())),
        );
        let is_backwards = |own: &IndexKey, descending: bool| (own.order == SortOrder::Descending) != descending;
        let backwards = rest.first().is_some_and(|own| is_backwards(own, *first));
        // PostgreSQL 13, Release Notes: what is in the order of the first keys is sorted by the others bit by bit.
        (rest.len() >= wanted.len() || self.system == System::PostgreSql && !rest.is_empty())
            && rest
                .iter()
                .zip(&wanted)
                .all(|(own, (key, descending))| self.is(own, key) && is_backwards(own, *descending) == backwards)
    }

    fn is_nearest(&self, candidate: &Candidate<'_>) -> bool {
        matches!((&self.what.nearest, &candidate.keys[..]), (Some(key), [own, ..]) if self.is(own, key))
    }

    fn is_value(&self, position: usize) -> bool {
        self.keys.get(position).is_some_and(|(how, _)| *how != How::Joined)
    }
}

/// `text_pattern_ops`.
fn is_by_character(key: &IndexKey) -> bool {
    key.opclass.as_deref().is_some_and(|opclass| opclass.ends_with("pattern_ops"))
}

/// What serves a use of a table.
pub(super) fn served(system: System, table: &Table, what: &Use) -> Served {
    let asked = Asked::new(system, table, what);
    let candidates = candidates(system, table);
    let mut matches = candidates.iter().filter_map(|candidate| asked.served_by(candidate)).collect_vec();
    let possible = matches.iter().map(|found| found.candidate.name.to_owned()).collect_vec();
    let mine = |found: &Match<'_>| found.partial || found.keys.any(|&key| asked.is_value(key));
    let begins = matches.any(mine);
    if !what.narrowed {
        // All rows: an index is of use for their order, and to find the one row that another table's joins.
        matches.retain(|found| found.ordered || found.one_row || found.partial);
    } else if begins {
        matches.retain(mine);
    } else if matches.any(|found| !found.keys.is_empty()) {
        matches.retain(|found| !found.keys.is_empty());
    }
    if let Some(position) = matches.position(|found| found.one_row) {
        matches = vec![matches.swap_remove(position)];
    }
    let is_worse = |position: usize, found: &Match<'_>| {
        matches.iter().enumerate().any(|(other, better)| {
            let covers = found.keys.all(|key| better.keys.contains(key)) && (better.ordered || !found.ordered);
            let same = found.keys.len() == better.keys.len() && found.ordered == better.ordered;
            let rank = |place: usize, found: &Match<'_>| (found.candidate.keys.len(), place);
            other != position && covers && (!same || rank(other, better) < rank(position, found))
        })
    };
    let best = matches.iter().enumerate().filter(|(position, found)| !is_worse(*position, found));
    let by = best.map(|(_, found)| found.candidate.name.to_owned()).collect_vec();
    Served { by, possible, begins, ordered: matches.any(|found| found.ordered) }
}
