//! Parts of contexts, made of the manifest's.

use super::graph::{Graph, Node};
use super::parts::{
    FieldDefinition, IndexDefinition, IntegrationPoint, JoinPath, KnownIssue, QueryPattern, RelationshipDefinition,
    TableDefinition,
};
use super::rank::{JOINED, Ranking, STEPS};
use super::words::words;
use crate::manifest::{AccessPattern, Annotation, Field, Index, IndexKey, Location, Manifest, Query, Table};

/// How much is said of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// One sentence, the first values of a set.
    Brief,
    /// All that there is.
    Full,
}

/// The values of a closed set that are shown in brief.
const VALUES: usize = 16;
/// A longer type is shown as the logical one.
const TYPE_LENGTH: usize = 80;

/// The notes that there are on a table, by number.
pub(super) fn notes(node: &Node<'_>) -> impl Iterator<Item = usize> {
    let context = node.table.and_then(|table| table.ai_context.as_ref());
    let more = context.map_or(0, |context| context.business_rules.len() + context.security_considerations.len());
    let description = node.table.map(|table| &table.description).or_else(|| node.view.map(|view| &view.description));
    let first = usize::from(description.is_none_or(Option::is_none));
    first..=more
}

/// A table without its fields, with such notes: the first is the description, then come the rules and security considerations.
pub(super) fn table(node: &Node<'_>, has_note: impl Fn(usize) -> bool) -> TableDefinition {
    let mut definition = TableDefinition { name: node.id.clone(), ..TableDefinition::default() };
    if let Some(view) = node.view {
        definition.kind.clone_from(&view.kind);
        definition.category.clone_from(&view.category);
        definition.purpose.clone_from(&view.purpose);
        definition.deprecated.clone_from(&view.deprecated);
        definition.description = view.description.clone().filter(|_| has_note(0));
    }
    if let Some(table) = node.table {
        definition.kind.clone_from(&table.kind);
        definition.role.clone_from(&table.role);
        definition.category.clone_from(&table.category);
        definition.purpose.clone_from(&table.purpose);
        definition.deprecated.clone_from(&table.deprecated);
        definition.description = table.description.clone().filter(|_| has_note(0));
        definition.primary_key = table.primary_key.as_ref().map(|key| key.fields.clone()).unwrap_or_default();
        if let Some(context) = &table.ai_context {
            let noted = |names: &[String], first: usize| {
                let note = |name: &String| match context.notes.get(name) {
                    Some(note) => format!("{name}: {note}"),
                    None => name.clone(),
                };
                names.iter().enumerate().filter(|(i, _)| has_note(first + i)).map(|(_, name)| note(name)).collect()
            };
            definition.business_rules = noted(&context.business_rules, 1);
            definition.security_considerations =
                noted(&context.security_considerations, 1 + context.business_rules.len());
        }
    }
    definition
}

/// How many fields a node has; a view's are its own.
pub(super) fn field_count(node: &Node<'_>) -> usize {
    node.view.map_or(node.fields.len(), |view| view.fields.len())
}

/// A field of a node.
pub(super) fn field(graph: &Graph<'_>, node: usize, position: usize, detail: Detail) -> FieldDefinition {
    let node = &graph.nodes[node];
    if let Some(field) = node.view.and_then(|view| view.fields.get(position)) {
        return FieldDefinition {
            name: field.name.clone(),
            native_type: field.native_type.clone().or_else(|| field.logical_type.clone()).unwrap_or_default(),
            purpose: field.purpose.clone(),
            ..FieldDefinition::default()
        };
    }
    let Some((path, field)) = node.fields.get(position) else { return FieldDefinition::default() };
    let shown = if detail == Detail::Full { usize::MAX } else { VALUES };
    let values: Vec<String> = field.enum_values.iter().map(value_text).collect();
    let mut context = field.ai_context.clone().unwrap_or_default();
    // What follows from the type is said with the type.
    if field.inferred.iter().any(|path| path == "ai_context.validation_rules") {
        context.validation_rules.clear();
    }
    let validation = match field.annotations.get("validation") {
        Some(Annotation::Text(text)) => vec![text.clone()],
        Some(Annotation::List(list)) => list.clone(),
        _ => Vec::new(),
    };
    FieldDefinition {
        table: None,
        name: path.clone(),
        native_type: native_type(field),
        constraints: field.constraints.iter().filter(|word| !IMPLIED.contains(&word.as_str())).cloned().collect(),
        default: field.default.clone(),
        references: field.references.as_ref().map(|reference| {
            format!("{}.{}", graph.identifier(reference.namespace.as_deref(), &reference.table), reference.field)
        }),
        on_delete: field.references.as_ref().and_then(|reference| reference.on_delete.clone()),
        more_values: values.len().saturating_sub(shown),
        enum_values: values.into_iter().take(shown).collect(),
        value_descriptions: field.value_descriptions.clone(),
        purpose: match detail {
            Detail::Full => field.description.clone().or_else(|| field.purpose.clone()),
            Detail::Brief => field.purpose.clone(),
        },
        business_meaning: context.business_meaning,
        data_sensitivity: context.data_sensitivity,
        validation_rules: validation.into_iter().chain(context.validation_rules).collect(),
        deprecated: field.deprecated.clone(),
    }
}

/// Words on constraints that other keys say already.
const IMPLIED: [&str; 3] = ["foreign_key", "check", "enum"];

fn native_type(field: &Field) -> String {
    let says_its_values = !field.enum_values.is_empty() && field.logical_type == "enum";
    let is_long = field.native_type.chars().count() > TYPE_LENGTH;
    if is_long || says_its_values && field.enum_type.is_none() {
        field.logical_type.clone()
    } else {
        field.native_type.clone()
    }
}

fn value_text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The keys and indexes of a table: the primary key, unique constraints, indexes.
pub(super) fn indexes(node: &Node<'_>) -> Vec<IndexDefinition> {
    let Some(table) = node.table else {
        return node.view.map_or(&[][..], |view| view.indexes.as_slice()).iter().map(index).collect();
    };
    let primary = table.primary_key.iter().map(|key| IndexDefinition {
        name: key.name.clone(),
        kind: "primary_key".to_owned(),
        keys: key.fields.clone(),
        include: key.include.clone(),
        unique: true,
        purpose: key.purpose.clone(),
        ..IndexDefinition::default()
    });
    let unique = table.unique.iter().map(|key| IndexDefinition {
        name: key.name.clone(),
        kind: "unique".to_owned(),
        keys: key.fields.clone(),
        include: key.include.clone(),
        unique: true,
        predicate: key.predicate.clone(),
        purpose: key.purpose.clone().or_else(|| key.reason.clone()),
        ..IndexDefinition::default()
    });
    primary.chain(unique).chain(table.indexes.iter().map(index)).collect()
}

fn index(index: &Index) -> IndexDefinition {
    let keys = if index.keys.is_empty() { index.fields.clone() } else { index.keys.iter().map(key_text).collect() };
    IndexDefinition {
        table: None,
        name: Some(index.name.clone()),
        kind: index.kind.clone(),
        method: index.method.clone(),
        keys,
        include: index.include.iter().chain(&index.filter_fields).cloned().collect(),
        unique: index.unique,
        predicate: index.predicate.clone(),
        purpose: index.purpose.clone(),
        performance_impact: index.performance_impact.clone(),
        serves: index.serves.clone(),
    }
}

fn key_text(key: &IndexKey) -> String {
    let target = key.field.clone().or_else(|| key.expression.clone()).unwrap_or_default();
    let order = key.order.as_ref().map(|order| format!(" {order}")).unwrap_or_default();
    let nulls = key.nulls.as_ref().map(|nulls| format!(" nulls {nulls}")).unwrap_or_default();
    format!("{target}{order}{nulls}")
}

/// An access pattern that people documented.
pub(super) fn access_pattern(pattern: &AccessPattern) -> QueryPattern {
    QueryPattern {
        table: None,
        name: pattern.name.clone(),
        description: pattern.description.clone(),
        query_pattern: pattern.query_pattern.clone(),
        query: pattern.query.clone(),
        frequency: pattern.frequency.clone(),
        covered_by: pattern.covered_by.clone(),
        location: pattern.location.as_ref().map(location),
    }
}

/// A statement that follows from the schema.
pub(super) fn query(query: &Query) -> QueryPattern {
    QueryPattern { name: query.title.clone(), query: Some(query.query.clone()), ..QueryPattern::default() }
}

/// The function, else `file:line`.
pub(super) fn location(location: &Location) -> String {
    match (&location.function, location.line) {
        (Some(function), _) => function.clone(),
        (None, Some(line)) => format!("{}:{line}", location.file),
        (None, None) => location.file.clone(),
    }
}

/// `orders.user_id = users.id`, one for each of the keys.
fn join(graph: &Graph<'_>, edge: usize) -> Option<String> {
    let edge = &graph.edges[edge];
    let (from, to) = (&graph.nodes[edge.from].id, &graph.nodes[edge.to].id);
    let pairs: Vec<String> =
        edge.keys.iter().zip(&edge.referenced).map(|(key, other)| format!("{from}.{key} = {to}.{other}")).collect();
    (!pairs.is_empty()).then(|| pairs.join(" AND "))
}

/// A reference between two tables.
pub(super) fn relationship(graph: &Graph<'_>, position: usize) -> RelationshipDefinition {
    let edge = &graph.edges[position];
    RelationshipDefinition {
        from: graph.nodes[edge.from].id.clone(),
        to: graph.nodes[edge.to].id.clone(),
        relationship_type: edge.kind.clone(),
        join: join(graph, position),
        on_delete: edge.on_delete.clone(),
        optional: edge.optional,
        label: edge.label.clone(),
        origin: edge.origin.clone(),
    }
}

fn join_path(graph: &Graph<'_>, from: usize, to: usize, path: &[usize]) -> JoinPath {
    JoinPath {
        from: graph.nodes[from].id.clone(),
        to: graph.nodes[to].id.clone(),
        joins: path.iter().filter_map(|&edge| join(graph, edge)).collect(),
        inferred: path.iter().any(|&edge| graph.edges[edge].origin == "inferred"),
    }
}

/// The ways between a question's best tables that take more than one step, with the tables at their ends.
pub(super) fn join_paths(graph: &Graph<'_>, ranking: &Ranking) -> Vec<(usize, usize, JoinPath)> {
    let best: Vec<usize> = ranking.order.iter().copied().filter(|&i| ranking.is_hit[i]).take(JOINED).collect();
    let mut paths = Vec::new();
    for (i, &from) in best.iter().enumerate() {
        for &to in &best[i + 1..] {
            if let Some(path) = graph.path(from, to, STEPS).filter(|path| path.len() > 1) {
                paths.push((from, to, join_path(graph, from, to, &path)));
            }
        }
    }
    paths
}

/// How to join a table with each that it references or is referenced by, also through a junction table.
pub(super) fn neighbours(graph: &Graph<'_>, node: usize) -> Vec<(usize, JoinPath)> {
    let mut paths = Vec::new();
    let mut edges = graph.nodes[node].edges.clone();
    edges.sort_by_key(|&edge| (graph.edges[edge].from != node, edge));
    for edge in edges {
        let other = graph.other(edge, node);
        if !graph.edges[edge].keys.is_empty() {
            paths.push((other, join_path(graph, node, other, &[edge])));
        }
        if graph.nodes[other].is_junction() && other != node {
            for &second in graph.nodes[other].edges.iter().filter(|&&second| second != edge) {
                let far = graph.other(second, other);
                if far != node && !graph.edges[second].keys.is_empty() {
                    paths.push((far, join_path(graph, node, far, &[edge, second])));
                }
            }
        }
    }
    paths
}

/// Triggers, routines, functions of Rust and mirrors, each with the nodes that it meets.
pub(super) fn integration_points(graph: &Graph<'_>, manifest: &Manifest) -> Vec<(Vec<usize>, IntegrationPoint)> {
    let mut points = Vec::new();
    for (i, node) in graph.nodes.iter().enumerate() {
        let triggers = node.table.map(|table| &table.triggers).or_else(|| node.view.map(|view| &view.triggers));
        for trigger in triggers.into_iter().flatten().filter(|trigger| !trigger.inherited) {
            let calls = trigger.function.as_ref().map(|function| format!(", calls {function}")).unwrap_or_default();
            let timing = trigger.timing.replace('_', " ");
            points.push((
                vec![i],
                IntegrationPoint {
                    kind: "trigger".to_owned(),
                    name: trigger.name.clone(),
                    tables: vec![node.id.clone()],
                    detail: Some(format!("{timing} {}{calls}", trigger.events.join(" or "))),
                    purpose: trigger.purpose.clone(),
                    location: None,
                },
            ));
        }
        for pattern in node.table.map_or(&[][..], |table| &table.access_patterns) {
            let Some(place) = pattern.location.as_ref() else { continue };
            let Some(function) = &place.function else { continue };
            points.push((
                vec![i],
                IntegrationPoint {
                    kind: "rust_function".to_owned(),
                    name: function.clone(),
                    tables: vec![node.id.clone()],
                    detail: Some(pattern.name.clone()),
                    purpose: pattern.description.clone(),
                    location: Some(location(&Location { function: None, ..place.clone() })),
                },
            ));
        }
    }
    let names = name_words(graph);
    for routine in &manifest.routines {
        let met = named_in(routine.definition.as_deref().unwrap_or_default(), &names, &routine.triggers, graph);
        if !met.is_empty() {
            let point = IntegrationPoint {
                kind: routine.kind.clone(),
                name: routine.name.clone(),
                tables: met.iter().map(|&i| graph.nodes[i].id.clone()).collect(),
                detail: routine.returns.as_ref().map(|returns| format!("returns {returns}")),
                purpose: routine.purpose.clone(),
                location: routine.location.as_ref().map(location),
            };
            points.push((met, point));
        }
    }
    // A mirror repeats all tables.
    points.extend(manifest.mirrors.iter().map(|mirror| {
        let point = IntegrationPoint {
            kind: "mirror".to_owned(),
            name: mirror.path.clone(),
            detail: Some(mirror.kind.clone()),
            ..IntegrationPoint::default()
        };
        ((0..graph.nodes.len()).collect(), point)
    }));
    points
}

/// Nodes by their names in lower case.
fn name_words(graph: &Graph<'_>) -> std::collections::HashMap<String, usize> {
    graph.nodes.iter().enumerate().map(|(i, node)| (node.name.to_lowercase(), i)).collect()
}

/// The nodes that a routine names, or whose triggers call it.
fn named_in(
    definition: &str,
    names: &std::collections::HashMap<String, usize>,
    triggers: &[String],
    graph: &Graph<'_>,
) -> Vec<usize> {
    let spoken = definition.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$')));
    let mut met: Vec<usize> = spoken.filter_map(|name| names.get(&name.to_lowercase())).copied().collect();
    let tables = triggers.iter().filter_map(|trigger| trigger.rsplit_once('.')).map(|(table, _)| table);
    met.extend(tables.filter_map(|table| graph.nodes.iter().position(|node| node.id == table)));
    met.sort_unstable();
    met.dedup();
    met
}

/// What people know to go wrong with a table, and what analysis found.
pub(super) fn issues(node: &Node<'_>, manifest: &Manifest) -> (Vec<KnownIssue>, Vec<KnownIssue>) {
    let known = node.table.map_or(&[][..], |table| &table.known_issues).iter().map(|issue| KnownIssue {
        table: node.id.clone(),
        name: issue.name.clone(),
        text: issue.text.clone(),
    });
    let findings = manifest.performance_insights.iter().flat_map(|insights| &insights.findings);
    let found = findings.filter(|finding| finding.table == node.id).map(|finding| KnownIssue {
        table: node.id.clone(),
        name: finding.code.clone(),
        text: Some(finding.message.clone()),
    });
    (known.collect(), found.collect())
}

/// What is said of a table's performance: by people in the configuration, by analysis, by its definition.
pub(super) fn tips(node: &Node<'_>, manifest: &Manifest) -> Vec<String> {
    let mut tips = Vec::new();
    if let Some(insights) = &manifest.performance_insights {
        for critical in insights.critical_indexes.iter().filter_map(|name| name.strip_prefix(&node.id)) {
            if let Some(index) = critical.strip_prefix('.') {
                tips.push(format!("critical index: `{index}`"));
            }
        }
        let said = insights.denormalization_patterns.iter().chain(&insights.scaling_considerations);
        tips.extend(said.filter(|text| names(text, node.name)).cloned());
        tips.extend(insights.findings.iter().filter(|f| f.table == node.id).map(|f| f.message.clone()));
    }
    tips.extend(node.table.and_then(partitioned));
    tips
}

fn partitioned(table: &Table) -> Option<String> {
    let partitioning = table.partitioning.as_ref()?;
    let keys: Vec<String> = partitioning.keys.iter().map(|key| format!("`{}`", key_text(key))).collect();
    Some(format!("partitioned by {} of {}", partitioning.strategy, keys.join(", ")))
}

/// Whether a text names a table: all words of its name stand in it, one behind the other.
fn names(text: &str, name: &str) -> bool {
    let split = |text: &str| {
        let mut all = Vec::new();
        words(text, |word| all.push(word.to_owned()));
        all
    };
    let name = split(name);
    !name.is_empty() && split(text).windows(name.len()).any(|window| window == name)
}
