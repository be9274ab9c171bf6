//! What hangs on tables and views: indexes, triggers, rules, statistics, row security.

use std::collections::HashMap;

use super::super::catalog::Catalog;
use super::super::rows::{Index, Oid, Relation};
use super::script::Script;

/// The lowest partitions' first: the index of a partitioned table takes those up.
pub(super) fn indexes(script: &mut Script, catalog: &Catalog, tables: &[&Relation]) {
    let mut on: HashMap<Oid, Vec<&Index>> = HashMap::new();
    for index in &catalog.indexes {
        on.entry(index.relation).or_default().push(index);
    }
    let views = catalog.relations.iter().filter(|relation| relation.kind == "m");
    let (partitioned, plain): (Vec<&Relation>, Vec<&Relation>) =
        tables.iter().copied().chain(views).partition(|relation| relation.kind == "p");
    let ordered = plain.into_iter().chain(partitioned.into_iter().rev());
    for (relation, index) in ordered.flat_map(|r| on.get(&r.oid).into_iter().flatten().map(move |i| (r, i))) {
        if let Some(definition) = definition_of(index) {
            let tablespace = index.tablespace.as_ref().filter(|_| catalog.privileges.is_some());
            script.statement(tablespace.map_or(definition.clone(), |name| lying_in(&definition, index, name)));
        }
        script.comment("INDEX", &index.printed, index.comment.as_ref());
        if index.is_replica_identity && relation.replica_identity == "i" {
            script.statement(format_args!(
                "ALTER TABLE {} REPLICA IDENTITY USING INDEX {}",
                relation.printed, index.name
            ));
        }
        if index.is_clustered {
            script.statement(format_args!("ALTER TABLE {} CLUSTER ON {}", relation.printed, index.name));
        }
    }
    attach(script, catalog);
}

/// The catalog prints `ON ONLY` for every partitioned index. It is the truth where a partition lacks its part.
fn definition_of(index: &Index) -> Option<String> {
    let definition = index.definition.as_deref()?;
    let is_whole = index.is_partitioned && index.is_valid;
    let heads = ["CREATE INDEX", "CREATE UNIQUE INDEX"].map(|words| format!("{words} {} ON ", index.name));
    let head = heads.iter().find(|head| definition.starts_with(head.as_str())).filter(|_| is_whole);
    let rest = head.and_then(|head| definition.get(head.len()..)?.strip_prefix("ONLY "));
    Some(match (head, rest) {
        (Some(head), Some(rest)) => format!("{head}{rest}"),
        _ => definition.to_owned(),
    })
}

/// The tablespace stands in front of the predicate.
fn lying_in(definition: &str, index: &Index, tablespace: &str) -> String {
    let predicate = index.predicate.as_ref().map(|predicate| format!(" WHERE {predicate}")).unwrap_or_default();
    let head = definition.strip_suffix(&predicate).unwrap_or(definition);
    format!("{head} TABLESPACE {tablespace}{predicate}")
}

/// The parts of an index that is not whole do not find it themselves.
fn attach(script: &mut Script, catalog: &Catalog) {
    let partial = catalog.indexes.iter().filter(|index| index.is_partitioned && !index.is_valid);
    let partial: HashMap<Oid, &Index> = partial.map(|index| (index.oid, index)).collect();
    for part in &catalog.indexes {
        if let Some(index) = part.parent.and_then(|parent| partial.get(&parent)) {
            script.statement(format_args!("ALTER INDEX {} ATTACH PARTITION {}", index.printed, part.printed));
        }
    }
}

/// A partition's copies come with its partitioned table's.
pub(super) fn triggers(script: &mut Script, catalog: &Catalog) {
    let printed = printed_names(catalog);
    for trigger in &catalog.triggers {
        let Some(table) = printed.get(&trigger.relation) else { continue };
        if let Some(definition) = trigger.definition.as_ref().filter(|_| !trigger.of_parent) {
            script.statement(definition);
        }
        let state = match trigger.state.as_str() {
            "D" => Some("DISABLE"),
            "R" => Some("ENABLE REPLICA"),
            "A" => Some("ENABLE ALWAYS"),
            _ => None,
        };
        if let Some(state) = state {
            script.statement(format_args!("ALTER TABLE {table} {state} TRIGGER {}", trigger.printed));
        }
        script.comment("TRIGGER", format_args!("{} ON {table}", trigger.printed), trigger.comment.as_ref());
    }
}

pub(super) fn rules_and_statistics(script: &mut Script, catalog: &Catalog) {
    let printed = printed_names(catalog);
    for rule in &catalog.rules {
        let Some(table) = printed.get(&rule.relation) else { continue };
        script.statement(rule.definition.as_deref().unwrap_or_default());
        script.comment("RULE", format_args!("{} ON {table}", rule.printed), rule.comment.as_ref());
    }
    for statistics in &catalog.statistics {
        if printed.contains_key(&statistics.relation) {
            script.statement(statistics.definition.as_deref().unwrap_or_default());
            script.comment("STATISTICS", &statistics.printed, statistics.comment.as_ref());
        }
    }
}

pub(super) fn row_security(script: &mut Script, catalog: &Catalog) {
    for table in &catalog.relations {
        let switches = [(table.row_security, "ENABLE"), (table.forced_row_security, "FORCE")];
        for (_, switch) in switches.iter().filter(|(is_on, _)| *is_on) {
            script.statement(format_args!("ALTER TABLE {} {switch} ROW LEVEL SECURITY", table.printed));
        }
    }
    let printed = printed_names(catalog);
    for policy in &catalog.policies {
        let Some(table) = printed.get(&policy.relation) else { continue };
        let mut out = format!("CREATE POLICY {} ON {table}", policy.printed);
        if !policy.permissive {
            out.push_str(" AS RESTRICTIVE");
        }
        match policy.command.as_str() {
            "r" => out.push_str(" FOR SELECT"),
            "a" => out.push_str(" FOR INSERT"),
            "w" => out.push_str(" FOR UPDATE"),
            "d" => out.push_str(" FOR DELETE"),
            _ => {}
        }
        if policy.roles != ["PUBLIC"] {
            out.push_str(&format!(" TO {}", policy.roles.join(", ")));
        }
        if let Some(using) = &policy.using {
            out.push_str(&format!(" USING ({using})"));
        }
        if let Some(with_check) = &policy.with_check {
            out.push_str(&format!(" WITH CHECK ({with_check})"));
        }
        script.statement(out);
        script.comment("POLICY", format_args!("{} ON {table}", policy.printed), policy.comment.as_ref());
    }
}

/// By identity. What is not among them is an extension's.
fn printed_names(catalog: &Catalog) -> HashMap<Oid, &str> {
    catalog.relations.iter().map(|relation| (relation.oid, relation.printed.as_str())).collect()
}
