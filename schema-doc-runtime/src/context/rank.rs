//! Which tables and fields a question is about. All numbers are whole, so that every machine ranks alike.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schema_doc_diagnostics::nearest_of;

use super::graph::{Graph, Node};
use super::words::{Wanted, is_stop_word, singular, words};
use crate::manifest::{Feature, Manifest};

/// Where a word of the schema stands, and what it is worth there, in hundredths of a table's name.
mod worth {
    pub(super) const NAME: u64 = 100;
    pub(super) const FEATURE: u64 = 50;
    pub(super) const PURPOSE: u64 = 45;
    pub(super) const CATEGORY: u64 = 45;
    pub(super) const ACCESS: u64 = 35;
    pub(super) const FIELD: u64 = 35;
    pub(super) const DESCRIPTION: u64 = 30;
    pub(super) const ISSUE: u64 = 45;
    pub(super) const RULE: u64 = 30;
    pub(super) const VALUE: u64 = 30;
    pub(super) const FIELD_PROSE: u64 = 20;
    pub(super) const MEMBER: u64 = 20;
    pub(super) const ROLE: u64 = 15;
}

/// A word of the schema at one of its places.
#[derive(Debug, Clone, Copy)]
struct Posting {
    node: usize,
    worth: u64,
    /// The field that it is of.
    field: Option<usize>,
}

/// The words of a schema, and where each stands.
#[derive(Debug, Default)]
struct Words {
    ids: HashMap<String, usize>,
    /// Each word with its singular and its places.
    words: Vec<(String, String, Vec<Posting>)>,
}

impl Words {
    fn add(&mut self, text: &str, node: usize, worth: u64, field: Option<usize>) {
        let posting = Posting { node, worth, field };
        words(text, |word| {
            if let Some(&id) = self.ids.get(word) {
                let postings = &mut self.words[id].2;
                if !postings.last().is_some_and(|last| last.node == node && last.field == field && last.worth >= worth)
                {
                    postings.push(posting);
                }
            } else {
                self.ids.insert(word.to_owned(), self.words.len());
                self.words.push((word.to_owned(), singular(word), vec![posting]));
            }
        });
    }

    fn add_all<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>, node: usize, worth: u64) {
        for text in texts {
            self.add(text, node, worth, None);
        }
    }

    fn of(graph: &Graph<'_>, manifest: &Manifest) -> Self {
        let mut all = Self::default();
        for (i, node) in graph.nodes.iter().enumerate() {
            all.add(node.name, i, worth::NAME, None);
            all.node(i, node);
        }
        let ids = graph.by_id();
        for (name, feature) in &manifest.relationship_map {
            for &node in feature.tables.iter().filter_map(|table| ids.get(table)) {
                all.feature(name, feature, node);
            }
        }
        all
    }

    fn feature(&mut self, name: &str, feature: &Feature, node: usize) {
        self.add(name, node, worth::FEATURE, None);
        self.add_all(&feature.description, node, worth::DESCRIPTION);
        self.add_all(&feature.category, node, worth::CATEGORY);
    }

    fn node(&mut self, i: usize, node: &Node<'_>) {
        if let Some(view) = node.view {
            self.add_all(&view.purpose, i, worth::PURPOSE);
            self.add_all(&view.description, i, worth::DESCRIPTION);
            self.add_all(&view.category, i, worth::CATEGORY);
            self.add_all(&view.tags, i, worth::CATEGORY);
            self.add_all(view.fields.iter().map(|field| &field.name), i, worth::FIELD);
            self.add_all(view.fields.iter().filter_map(|field| field.purpose.as_ref()), i, worth::FIELD_PROSE);
        }
        let Some(table) = node.table else { return };
        self.add_all(&table.purpose, i, worth::PURPOSE);
        self.add_all(&table.description, i, worth::DESCRIPTION);
        self.add_all(&table.category, i, worth::CATEGORY);
        self.add_all(&table.tags, i, worth::CATEGORY);
        self.add_all(&table.owner, i, worth::ROLE);
        self.add_all(&table.role, i, worth::ROLE);
        self.add_all(&table.usage, i, worth::DESCRIPTION);
        for issue in &table.known_issues {
            self.add(&issue.name, i, worth::ISSUE, None);
            self.add_all(&issue.text, i, worth::ISSUE);
        }
        for pattern in &table.access_patterns {
            self.add(&pattern.name, i, worth::ACCESS, None);
            self.add_all(&pattern.description, i, worth::ACCESS);
        }
        if let Some(context) = &table.ai_context {
            self.add_all(&context.common_operations, i, worth::ACCESS);
            self.add_all(&context.business_rules, i, worth::RULE);
            self.add_all(&context.security_considerations, i, worth::RULE);
            self.add_all(context.notes.values(), i, worth::RULE);
        }
        for check in &table.checks {
            self.add_all(&check.reason, i, worth::RULE);
        }
        for index in &table.indexes {
            self.add(&index.name, i, worth::MEMBER, None);
            self.add_all(&index.purpose, i, worth::MEMBER);
            self.add_all(&index.performance_impact, i, worth::MEMBER);
        }
        for trigger in &table.triggers {
            self.add(&trigger.name, i, worth::MEMBER, None);
        }
        for (position, (_, field)) in node.fields.iter().enumerate() {
            let at = Some(position);
            self.add(&field.name, i, worth::FIELD, at);
            let context = field.ai_context.as_ref();
            let prose = [&field.purpose, &field.description].into_iter().flatten();
            let meaning = context.and_then(|context| context.business_meaning.as_ref());
            let rules = context.into_iter().flat_map(|context| &context.validation_rules);
            for text in prose.chain(meaning).chain(rules).chain(field.value_descriptions.values()) {
                self.add(text, i, worth::FIELD_PROSE, at);
            }
            for value in field.enum_values.iter().filter_map(serde_json::Value::as_str) {
                self.add(value, i, worth::VALUE, at);
            }
        }
    }
}

/// What a question is about.
#[derive(Debug, Default)]
pub(super) struct Ranking {
    /// Points of each node.
    pub(super) points: Vec<u64>,
    /// Nodes that the question itself names, not only their neighbours.
    pub(super) is_hit: Vec<bool>,
    /// Points of the fields that the question names, by node and position.
    pub(super) fields: BTreeMap<(usize, usize), u64>,
    /// Nodes with points, most first.
    pub(super) order: Vec<usize>,
    /// Where each node stands in that order.
    pub(super) place: Vec<Option<usize>>,
    /// The words that were found, each with the tables that it was found in, best first.
    pub(super) understood: Vec<(String, Vec<usize>)>,
    /// Features that were named.
    pub(super) features: Vec<String>,
    /// The words that stand nowhere in the schema.
    pub(super) unknown: Vec<String>,
    /// Words that were taken for others: as typed, as known.
    pub(super) taken_for: Vec<(String, String)>,
}

/// Ranks all nodes by a question's words.
pub(super) fn rank(graph: &Graph<'_>, manifest: &Manifest, question: &str) -> Ranking {
    let all = Words::of(graph, manifest);
    let mut ranking = Ranking { points: vec![0; graph.nodes.len()], ..Ranking::default() };
    let mut named: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); graph.nodes.len()];
    let mut names: Vec<u64> = vec![0; graph.nodes.len()];
    let mut representatives = BTreeSet::new();
    for mut wanted in wanted(graph, question) {
        let mut found = matches(&all, &wanted);
        if found.is_empty() && wanted.word.len() >= 5 {
            let known = all.words.iter().map(|(word, ..)| word.as_str()).filter(|word| word.len() >= 4);
            if let Some(near) = nearest_of(&wanted.word, 5, known) {
                ranking.taken_for.push((wanted.word.clone(), near.to_owned()));
                wanted = Wanted::new(near);
                found = matches(&all, &wanted);
            }
        }
        if found.is_empty() {
            ranking.unknown.push(wanted.word);
            continue;
        }
        representatives.extend(score(&found, &all, graph, &mut ranking, &mut named, &mut names));
        ranking.understood.push((wanted.word, found.keys().copied().collect()));
    }
    for (i, node) in graph.nodes.iter().enumerate() {
        // A name that is matched whole is worth twice one that is matched by a word of many.
        let letters = node.name.chars().filter(|c| c.is_alphanumeric()).count().max(1);
        let matched: usize = named[i].values().sum();
        ranking.points[i] += names[i] * (letters + matched.min(letters)) as u64 / (2 * letters) as u64;
    }
    whole_names(graph, manifest, question, &mut ranking);
    // Each word of the question was typed for a reason.
    let least = ranking.points.iter().max().copied().unwrap_or_default() / 3;
    for node in representatives {
        ranking.points[node] = ranking.points[node].max(least);
    }
    ranking.is_hit = ranking.points.iter().map(|points| *points > 0).collect();
    spread(graph, &mut ranking.points);
    connect(graph, &mut ranking.points, &ranking.is_hit);
    ranking.sort();
    ranking
}

impl Ranking {
    /// Orders the nodes anew; what has less than a fortieth of the best one's points is not what the question is about.
    pub(super) fn sort(&mut self) {
        let points = &self.points;
        let least = points.iter().max().copied().unwrap_or_default() / 40;
        let mut order: Vec<usize> = (0..points.len()).filter(|&i| points[i] > least).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(points[i]), i));
        for (_, nodes) in &mut self.understood {
            nodes.sort_by_key(|&i| (std::cmp::Reverse(points[i]), i));
        }
        self.place = vec![None; self.points.len()];
        for (place, &node) in order.iter().enumerate() {
            self.place[node] = Some(place);
        }
        self.order = order;
    }

    /// The nodes of some items, each once, the most relevant first.
    pub(super) fn nodes_of<I: Copy>(&self, items: &BTreeSet<I>, node: impl Fn(I) -> Option<usize>) -> Vec<usize> {
        let mut nodes: Vec<usize> = items.iter().filter_map(|&item| node(item)).collect();
        nodes.sort_unstable_by_key(|&node| self.place[node]);
        nodes.dedup();
        nodes
    }

    /// Points that fall slower than those of a node: that a table is there outlasts what is said of it.
    pub(super) fn lasting(&self, node: usize) -> u64 {
        let most = self.order.first().map_or(0, |&best| self.points[best]);
        (self.points[node] * most).isqrt()
    }

    /// Adds to the points of nodes, and orders them anew.
    pub(super) fn lift(&mut self, share: u64, is_lifted: impl Fn(usize) -> bool) {
        let most = self.points.iter().max().copied().unwrap_or_default();
        for i in (0..self.points.len()).filter(|&i| is_lifted(i)) {
            self.points[i] += most / share;
        }
        self.sort();
    }
}

/// The words of a question that may say something of a schema, each once.
fn wanted(graph: &Graph<'_>, question: &str) -> Vec<Wanted> {
    let mut seen = BTreeSet::new();
    let mut wanted = Vec::new();
    words(question, |word| {
        let stem = singular(word);
        let is_name = || graph.nodes.iter().any(|node| singular(&node.name.to_lowercase()) == stem);
        if (!is_stop_word(word) || word.len() > 3 && is_name()) && seen.insert(stem) {
            wanted.push(Wanted::new(word));
        }
    });
    wanted
}

/// Where a word of a question stands in the schema: nodes, each with its places.
type Found = BTreeMap<usize, Vec<Match>>;

#[derive(Debug, Clone, Copy)]
struct Match {
    posting: Posting,
    word: usize,
    hundredths: u64,
    bytes: usize,
}

fn matches(all: &Words, wanted: &Wanted) -> Found {
    let mut found: Found = BTreeMap::new();
    for (id, (word, stem, postings)) in all.words.iter().enumerate() {
        let Some(quality) = wanted.quality(word, stem) else { continue };
        for &posting in postings {
            let (hundredths, bytes) = (quality.hundredths, quality.bytes);
            found.entry(posting.node).or_default().push(Match { posting, word: id, hundredths, bytes });
        }
    }
    found
}

/// How rare a word is: one more for each halving of its share of the tables, in quarters.
fn rarity(found: usize, all: usize) -> u64 {
    let sixteenths = 16 * all.max(1) / found.max(1);
    // The logarithm's whole part, and its fraction to the next power of two in quarters.
    let whole = sixteenths.ilog2();
    let fraction = (sixteenths - (1 << whole)) * 4 / (1 << whole);
    (u64::from(whole) * 4 + fraction as u64).saturating_sub(12)
}

/// A word that is found as well in more tables than these tells none of them from the others.
const REPRESENTATIVES: usize = 3;

/// Gives points for one word. Returns the tables where it is found best, if these are few.
fn score(
    found: &Found,
    all: &Words,
    graph: &Graph<'_>,
    ranking: &mut Ranking,
    named: &mut [BTreeMap<usize, usize>],
    names: &mut [u64],
) -> Vec<usize> {
    let mut most = 0;
    let mut given = Vec::new();
    let in_name = |matches: &[Match]| matches.iter().any(|m| m.posting.worth == worth::NAME);
    let anywhere = rarity(found.len(), graph.nodes.len());
    let by_name = rarity(found.values().filter(|matches| in_name(matches)).count(), graph.nodes.len());
    for (&node, matches) in found {
        let mut best = [0, 0];
        let mut name = 0;
        for m in matches {
            let value = m.posting.worth * m.hundredths;
            if m.posting.worth == worth::NAME {
                name = name.max(value * by_name);
                let bytes = named[node].entry(m.word).or_default();
                *bytes = (*bytes + m.bytes).min(all.words[m.word].0.len());
                continue;
            }
            let value = value * anywhere;
            if let Some(field) = m.posting.field {
                let points = ranking.fields.entry((node, field)).or_default();
                *points = (*points).max(value);
            }
            if value > best[0] {
                best = [value, best[0]];
            } else {
                best[1] = best[1].max(value);
            }
        }
        names[node] += name;
        let prose = if name > 0 { best[0] / 4 } else { best[0] + best[1] / 4 };
        ranking.points[node] += prose;
        most = most.max(name + prose);
        given.push((node, name + prose));
    }
    given.retain(|(_, points)| points * 5 >= most * 4);
    if given.len() > REPRESENTATIVES { Vec::new() } else { given.into_iter().map(|(node, _)| node).collect() }
}

/// What is named whole: a feature, a table, a constraint, an index, a column (`users_email_key` in a message of the database).
fn whole_names(graph: &Graph<'_>, manifest: &Manifest, question: &str, ranking: &mut Ranking) {
    let most = ranking.points.iter().max().copied().unwrap_or_default().max(worth::NAME * 100 * 8);
    let ids = graph.by_id();
    let plain = |text: &str| {
        let mut all = Vec::new();
        words(text, |word| all.push(word.to_owned()));
        all
    };
    let asked = plain(question);
    for (name, feature) in &manifest.relationship_map {
        let name_words = plain(name);
        if !name_words.is_empty() && (asked == name_words || name_words.len() > 1 && contains(&asked, &name_words)) {
            ranking.features.push(name.clone());
            for &node in feature.tables.iter().filter_map(|table| ids.get(table)) {
                ranking.points[node] += most;
            }
        }
    }
    let spoken: BTreeSet<String> = question
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$')))
        .filter(|name| name.contains('_') || name.chars().skip(1).any(char::is_uppercase))
        .map(str::to_lowercase)
        .collect();
    if spoken.is_empty() {
        return;
    }
    let is_spoken = |name: &str| spoken.contains(&name.to_lowercase());
    for (i, node) in graph.nodes.iter().enumerate() {
        if is_spoken(node.name) {
            ranking.points[i] += most;
        }
        for (position, (_, field)) in node.fields.iter().enumerate() {
            if is_spoken(&field.name) {
                *ranking.fields.entry((i, position)).or_default() += most / 2;
                ranking.points[i] += most / 4;
            }
        }
        let Some(table) = node.table else { continue };
        let keys = table.primary_key.iter().filter_map(|key| key.name.as_ref());
        let keys = keys.chain(table.unique.iter().filter_map(|key| key.name.as_ref()));
        let keys = keys.chain(table.foreign_keys.iter().filter_map(|key| key.name.as_ref()));
        let keys = keys.chain(table.checks.iter().filter_map(|check| check.name.as_ref()));
        let keys = keys.chain(table.exclusions.iter().filter_map(|exclusion| exclusion.name.as_ref()));
        let keys = keys.chain(table.indexes.iter().map(|index| &index.name));
        let keys = keys.chain(table.triggers.iter().map(|trigger| &trigger.name));
        let mut keys = keys.chain(table.policies.iter().map(|policy| &policy.name));
        if keys.any(|name| is_spoken(name)) {
            ranking.points[i] += most;
        }
    }
}

fn contains(all: &[String], part: &[String]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

/// Neighbours get a share of a table's points, less with distance, and less where there are many: a hub does not pull all in.
fn spread(graph: &Graph<'_>, points: &mut [u64]) {
    // Parallel references are one tie.
    let mut ties: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for edge in graph.edges.iter().filter(|edge| edge.from != edge.to) {
        let divisor = if edge.origin == "inferred" { 6 } else { 4 };
        let tie = ties.entry((edge.from, edge.to)).or_insert(divisor);
        *tie = divisor.min(*tie);
    }
    let mut gained: Vec<u64> = points.to_vec();
    for _ in 0..2 {
        let mut next = vec![0_u64; points.len()];
        for (&(from, to), divisor) in &ties {
            // Who needs a junction table needs both its ends.
            let forth = if graph.nodes[from].is_junction() {
                divisor / 2
            } else {
                divisor * graph.references[from].isqrt().max(1) as u64
            };
            let back = divisor * graph.referenced[to].isqrt().max(1) as u64;
            next[to] += gained[from] / forth;
            next[from] += gained[to] / back;
        }
        for (all, more) in points.iter_mut().zip(&next) {
            *all += *more;
        }
        gained = next;
    }
}

/// How many of the best tables are joined to each other.
pub(super) const JOINED: usize = 6;
/// How long a way between two of them may be.
pub(super) const STEPS: usize = 4;

/// What lies on the ways between the best tables is needed to join them.
fn connect(graph: &Graph<'_>, points: &mut [u64], is_hit: &[bool]) {
    let mut best: Vec<usize> = (0..points.len()).filter(|&i| is_hit[i]).collect();
    best.sort_by_key(|&i| (std::cmp::Reverse(points[i]), i));
    best.truncate(JOINED);
    let before = points.to_vec();
    for (i, &from) in best.iter().enumerate() {
        for &to in &best[i + 1..] {
            let Some(path) = graph.path(from, to, STEPS) else { continue };
            let share = before[from].min(before[to]) / (path.len() as u64 + 1);
            let mut at = from;
            for edge in path {
                at = graph.other(edge, at);
                points[at] = points[at].max(share);
            }
        }
    }
}
