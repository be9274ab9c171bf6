//! Keys, constraints, indexes, triggers and policies of a table.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::Map;

use super::Reader;
use super::item::Item;
use super::prose::read_prose;
use crate::model::{
    Action, Check, Exclusion, ForeignKey, Index, IndexKey, IndexKind, KeyTarget, NullsOrder, Policy, PrimaryKey,
    QualifiedName, SortOrder, System, Table, TableKind, Trigger, Unique,
};

impl Reader<'_> {
    pub(super) fn constraints(&mut self, id: &QualifiedName, from: Item<'_>, table: &mut Table) {
        // A document's key is none that its schema declares.
        let key = from.item("primary_key").filter(|_| table.kind != TableKind::Document);
        table.primary_key = key.map(|key| primary_key(id, key));
        table.unique = from.items("unique").into_iter().map(|key| unique(id, key)).collect_vec();
        table.foreign_keys = from.items("foreign_keys").into_iter().map(|key| self.foreign_key(id, key)).collect_vec();
        table.checks = from.items("checks").into_iter().map(|check| self::check(id, check)).collect_vec();
        if self.schema.system == System::MariaDb {
            // The check of a column has the column's name.
            for check in &mut table.checks {
                check.generated_name |= table.columns.any(|column| column.name == check.name);
            }
        }
        table.exclusions = from.items("exclusions").into_iter().map(|item| exclusion(id, item)).collect_vec();
        table.indexes = from.items("indexes").into_iter().map(|index| self.index(id, index)).collect_vec();
        table.triggers = from.items("triggers").into_iter().map(|trigger| self.trigger(trigger)).collect_vec();
        table.policies = from.items("policies").into_iter().map(|policy| self.policy(policy)).collect_vec();
    }

    fn foreign_key(&self, id: &QualifiedName, from: Item<'_>) -> ForeignKey {
        let columns = from.texts("fields");
        let mut key = ForeignKey {
            generated_name: is_generated(id, from.optional("name"), &columns, "fkey"),
            name: from.optional("name").unwrap_or_default().to_owned(),
            columns,
            table: self.referenced(from),
            referenced: from.texts("referenced_fields"),
            on_delete: action(from.optional("on_delete")),
            on_delete_columns: from.texts("on_delete_fields"),
            on_update: action(from.optional("on_update")),
            match_full: from.optional("match") == Some("full"),
            period: from.flag("period"),
            deferrable: deferrable(from.optional("deferrable")),
            not_valid: from.flag("not_valid"),
            not_enforced: from.optional_flag("enforced") == Some(false),
            inherited: from.flag("inherited"),
            ..ForeignKey::default()
        };
        read_prose(&mut key.annotations, from);
        key
    }

    /// The table that a foreign key or a field references.
    pub(super) fn referenced(&self, from: Item<'_>) -> QualifiedName {
        QualifiedName::new(from.optional("namespace").unwrap_or(&self.default_namespace), from.text("table"))
    }

    pub(super) fn index(&mut self, id: &QualifiedName, from: Item<'_>) -> Index {
        let keys: Vec<IndexKey> = match from.items("keys") {
            none if none.is_empty() => from.texts("fields").mapped(IndexKey::column),
            keys => keys.into_iter().map(index_key).collect_vec(),
        };
        let columns: Vec<String> = keys.mapped(|key| key.as_column().unwrap_or("expr").to_owned());
        let mut index = Index {
            generated_name: is_generated(id, Some(from.text("name")), &columns, "idx"),
            name: from.string("name"),
            kind: index_kind(from.text("kind")),
            method: from.optional("method").unwrap_or_default().to_owned(),
            keys,
            include: from.texts("include"),
            filter_fields: from.texts("filter_fields"),
            dimensions: from.number("dimensions").and_then(|number| u32::try_from(number).ok()),
            staged: from.flag("staged"),
            unique: from.flag("unique"),
            nulls_not_distinct: from.flag("nulls_not_distinct"),
            predicate: from.optional_string("predicate"),
            storage: pairs(from, "storage"),
            tablespace: from.optional_string("tablespace"),
            only: from.flag("only"),
            attached_to: from.optional_string("attached_to"),
            inherited: from.flag("inherited"),
            created: self.next(),
            ..Index::default()
        };
        read_prose(&mut index.annotations, from);
        if let Some(impact) = from.optional_string("performance_impact") {
            index.annotations.impact = Some(impact);
        }
        index
    }

    pub(super) fn trigger(&mut self, from: Item<'_>) -> Trigger {
        let mut trigger = Trigger {
            name: from.string("name"),
            timing: from.string("timing"),
            events: from.texts("events"),
            level: from.string("level"),
            function: from.optional("function").map(|id| self.id(id)),
            condition: from.optional_string("condition"),
            state: from.optional("state").map(Into::into),
            inherited: from.flag("inherited"),
            definition: self.definition(from),
            created: self.next(),
            ..Trigger::default()
        };
        read_prose(&mut trigger.annotations, from);
        trigger
    }

    fn policy(&mut self, from: Item<'_>) -> Policy {
        let mut policy = Policy {
            name: from.string("name"),
            command: from.string("command"),
            permissive: from.flag("permissive"),
            roles: from.texts("roles"),
            using: from.optional_string("using"),
            with_check: from.optional_string("with_check"),
            created: self.next(),
            ..Policy::default()
        };
        read_prose(&mut policy.annotations, from);
        policy
    }
}

fn action(word: Option<&str>) -> Action {
    use Action::{Cascade, NoAction, Restrict, SetDefault, SetNull};
    let known = [Restrict, Cascade, SetNull, SetDefault].into_iter().find(|action| word == Some(action.as_str()));
    known.unwrap_or(NoAction)
}

fn index_kind(word: &str) -> IndexKind {
    use IndexKind::{Fulltext, Index, Search, Spatial, Vector};
    [Search, Vector, Fulltext, Spatial].into_iter().find(|kind| kind.as_str() == word).unwrap_or(Index)
}

fn exclusion(id: &QualifiedName, from: Item<'_>) -> Exclusion {
    let mut columns = Vec::new();
    let mut elements = Vec::new();
    for element in from.items("elements") {
        columns.push(element.optional("field").unwrap_or("expr").to_owned());
        elements.push((index_key(element), element.string("operator")));
    }
    let mut exclusion = Exclusion {
        generated_name: is_generated(id, from.optional("name"), &columns, "excl"),
        name: from.optional("name").unwrap_or_default().to_owned(),
        method: from.string("method"),
        elements,
        include: from.texts("include"),
        predicate: from.optional_string("predicate"),
        deferrable: deferrable(from.optional("deferrable")),
        ..Exclusion::default()
    };
    read_prose(&mut exclusion.annotations, from);
    exclusion
}

pub(super) fn index_key(from: Item<'_>) -> IndexKey {
    let target = match from.optional_string("field") {
        Some(field) => KeyTarget::Column(field),
        None => KeyTarget::Expression(from.optional("expression").unwrap_or_default().to_owned()),
    };
    let is_descending = from.optional("order") == Some("desc");
    IndexKey {
        order: if is_descending { SortOrder::Descending } else { SortOrder::Ascending },
        nulls: from.optional("nulls").map(|n| if n == "first" { NullsOrder::First } else { NullsOrder::Last }),
        opclass: from.optional("opclass").map(Into::into),
        collation: from.optional("collation").map(Into::into),
        ..IndexKey::on(target)
    }
}

/// The pairs of a map of texts.
pub(super) fn pairs(from: Item<'_>, key: &'static str) -> Vec<(String, String)> {
    let pairs: Map<&str, &str> = from.named_texts(key).into_iter().collect();
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect_vec()
}

fn primary_key(id: &QualifiedName, from: Item<'_>) -> PrimaryKey {
    let mut key = PrimaryKey {
        generated_name: is_generated(id, from.optional("name"), &[], "pkey"),
        name: from.optional("name").unwrap_or_default().to_owned(),
        columns: from.texts("fields"),
        descending: from.flag("descending"),
        include: from.texts("include"),
        without_overlaps: from.flag("without_overlaps"),
        deferrable: deferrable(from.optional("deferrable")),
        on_conflict: from.optional("on_conflict").map(Into::into),
        ..PrimaryKey::default()
    };
    read_prose(&mut key.annotations, from);
    key
}

fn unique(id: &QualifiedName, from: Item<'_>) -> Unique {
    let columns = from.texts("fields");
    let mut key = Unique {
        generated_name: is_generated(id, from.optional("name"), &columns, "key"),
        name: from.optional("name").unwrap_or_default().to_owned(),
        columns,
        include: from.texts("include"),
        nulls_not_distinct: from.flag("nulls_not_distinct"),
        without_overlaps: from.flag("without_overlaps"),
        deferrable: deferrable(from.optional("deferrable")),
        on_conflict: from.optional("on_conflict").map(Into::into),
        ..Unique::default()
    };
    read_prose(&mut key.annotations, from);
    key
}

pub(super) fn check(id: &QualifiedName, from: Item<'_>) -> Check {
    // PostgreSQL names a check after its column where it names one, else after the table alone.
    let columns = from.texts("fields");
    let one = if columns.len() == 1 { columns.as_slice() } else { &[] };
    let mut check = Check {
        generated_name: is_generated(id, from.optional("name"), one, "check")
            || is_generated(id, from.optional("name"), &[], "check"),
        name: from.optional("name").unwrap_or_default().to_owned(),
        expression: from.string("expression"),
        columns,
        no_inherit: from.flag("no_inherit"),
        not_valid: from.flag("not_valid"),
        not_enforced: from.optional_flag("enforced") == Some(false),
        inherited: from.flag("inherited"),
        ..Check::default()
    };
    read_prose(&mut check.annotations, from);
    check
}

fn deferrable(word: Option<&str>) -> Option<bool> {
    word.map(|word| word == "initially_deferred")
}

/// Whether a name is one that PostgreSQL makes up: `users_email_key`, a number behind it where that was taken, each part cut
/// where the whole is longer than 63 bytes.
fn is_generated(id: &QualifiedName, name: Option<&str>, columns: &[String], suffix: &str) -> bool {
    let Some(name) = name else { return true };
    // SQLite's own, of the index behind a key.
    if name.starts_with("sqlite_autoindex_") {
        return true;
    }
    let Some(stem) = name.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix(suffix) else { return false };
    let Some(stem) = stem.strip_suffix('_') else { return false };
    let middle: Vec<&str> = columns.mapped(String::as_str);
    let whole = if middle.is_empty() { id.name.clone() } else { format!("{}_{}", id.name, middle.join("_")) };
    if stem == whole {
        return true;
    }
    let cut = name.len() >= 60 && whole.len() + 1 + suffix.len() >= 60;
    let first: String = stem.chars().take(8).collect();
    cut && whole.starts_with(&first)
}
