//! Coverage: how much of a schema somebody wrote words on.
//!
//! What is ignored counts apart. Partitions, and what a table has from its parents, are documented where they are declared.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span};

use super::{Coverage, Ratio};
use crate::config::CoverageConfig;
use crate::json::{self, Value};
use crate::list::SliceExt;
use crate::model::{Annotations, Schema};

/// Something that words are wanted on.
#[derive(Debug)]
#[non_exhaustive]
pub struct Part<'a> {
    /// One of [`Coverage::KINDS`], by its position.
    pub kind: usize,
    /// The table that it is, or belongs to, by its position.
    pub table: usize,
    /// Its own name; empty for the table, and where it has none (some constraints of SQLite).
    pub name: &'a str,
    /// The columns of a constraint.
    pub columns: &'a [String],
    /// Where it is defined.
    pub span: Option<Span>,
    /// `@ignore`.
    pub ignored: bool,
    /// Somebody said in words what it is.
    pub documented: bool,
}

impl Part<'_> {
    /// `orders`, `orders.status`, `orders (a, b)` for a constraint without a name.
    pub fn identifier(&self, schema: &Schema) -> String {
        let table = schema.tables.get(self.table).map(|table| schema.identifier(&table.id)).unwrap_or_default();
        match self.name {
            "" if self.columns.is_empty() => table,
            "" => format!("{table} ({})", self.columns.join(", ")),
            name => format!("{table}.{name}"),
        }
    }
}

/// Calls `with` for everything that words are wanted on, table by table.
pub fn parts(schema: &Schema, with: &mut dyn FnMut(&Part<'_>)) {
    for (position, table) in schema.tables.iter().enumerate().filter(|(_, table)| table.partition_of.is_none()) {
        let mut add = |kind, name: &str, columns: &[String], span, annotations: &Annotations, documented| {
            let ignored = annotations.ignore;
            with(&Part { kind, table: position, name, columns, span, ignored, documented });
        };
        let own = &table.annotations;
        add(0, "", &[], table.definition.span, own, is_documented(own));
        if own.ignore {
            continue;
        }
        for column in table.columns.iter().filter(|column| !column.inherited) {
            add(1, &column.name, &[], column.span, &column.annotations, is_documented(&column.annotations));
        }
        for key in table.foreign_keys.iter().filter(|key| !key.inherited) {
            // A relationship has words where its key has, or the column that carries it.
            let column = match key.columns.as_slice() {
                [column] => table.column(column).map(|column| &column.annotations),
                _ => None,
            };
            let tells = |a: &Annotations| a.label.is_some() || is_documented(a);
            let told = tells(&key.annotations) || column.is_some_and(tells);
            add(2, &key.name, &key.columns, key.span, &key.annotations, told);
        }
        for index in table.indexes.iter().filter(|index| !index.inherited) {
            add(3, &index.name, &[], index.span, &index.annotations, is_documented(&index.annotations));
        }
        for key in &table.unique {
            add(4, &key.name, &key.columns, key.span, &key.annotations, is_documented(&key.annotations));
        }
        for check in table.checks.iter().filter(|check| !check.inherited) {
            add(4, &check.name, &check.columns, check.span, &check.annotations, is_documented(&check.annotations));
        }
        for exclusion in &table.exclusions {
            let told = is_documented(&exclusion.annotations);
            add(4, &exclusion.name, &[], exclusion.span, &exclusion.annotations, told);
        }
    }
}

/// What is documented, and what there is.
pub(super) fn coverage(schema: &Schema) -> Coverage {
    let mut coverage = Coverage::default();
    parts(schema, &mut |part| {
        if let Some(ratio) = coverage.of_kind(part.kind) {
            if part.ignored {
                ratio.ignored += 1;
            } else {
                ratio.total += 1;
                ratio.documented += usize::from(part.documented);
            }
        }
    });
    coverage
}

/// Whether somebody said in words what it is.
pub(crate) fn is_documented(annotations: &Annotations) -> bool {
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    said(&annotations.purpose)
        || said(&annotations.description)
        || said(&annotations.meaning)
        || said(&annotations.impact)
        || said(&annotations.reason)
}

impl Coverage {
    /// The kinds, in order; of the configuration too.
    pub const KINDS: &[&str] = crate::config::toml::keys::COVERAGE_KINDS;

    fn of_kind(&mut self, kind: usize) -> Option<&mut Ratio> {
        match kind {
            0 => Some(&mut self.tables),
            1 => Some(&mut self.columns),
            2 => Some(&mut self.relationships),
            3 => Some(&mut self.indexes),
            4 => Some(&mut self.constraints),
            _ => None,
        }
    }

    /// One a kind, in the order of [`KINDS`](Self::KINDS).
    pub fn ratios(&self) -> [Ratio; 5] {
        [self.tables, self.columns, self.relationships, self.indexes, self.constraints]
    }

    /// All kinds together.
    pub fn all(&self) -> Ratio {
        let mut all = Ratio::default();
        for ratio in self.ratios() {
            all.documented += ratio.documented;
            all.total += ratio.total;
            all.ignored += ratio.ignored;
        }
        all
    }

    /// Notes of each kind that has fallen what the manifest on disk had reached.
    pub(crate) fn remember(&mut self, manifest: &str) {
        let Ok(manifest) = json::parse(manifest) else { return };
        let old = manifest.value.get("schema_manifest").and_then(|manifest| manifest.get("coverage"));
        for (kind, name) in Self::KINDS.iter().enumerate() {
            let Some(old) = old.and_then(|old| old.get(name)) else { continue };
            let reached = old.get("reached").and_then(pair).or_else(|| pair(old));
            if let (Some(ratio), Some(reached)) = (self.of_kind(kind), reached) {
                let fell = reached.0 * ratio.total > ratio.documented * reached.1 && ratio.total > 0;
                ratio.reached = fell.then_some(reached);
            }
        }
    }

    /// What `[coverage]` asks for and is not there, each as an error at its place.
    pub(crate) fn shortfalls(&self, config: &CoverageConfig) -> Diagnostics {
        let mut found = Diagnostics::default();
        let mut add = |span: Span, message: String| {
            let help = "`cargo schema-doc coverage` lists what has no words";
            found.push(Diagnostic::error(Code::Coverage, span, message).with_help(help));
        };
        for &(kind, minimum, span) in &config.minimum {
            let position = kind.and_then(|kind| Self::KINDS.position(|name| *name == kind));
            let ratio = position.and_then(|kind| self.ratios().get(kind).copied()).unwrap_or_else(|| self.all());
            if ratio.documented * 100 < ratio.total * minimum as usize {
                let what = kind.map_or(String::new(), |kind| format!(" of {kind}"));
                add(span, format!("coverage{what} is {ratio}, below {minimum} %"));
            }
        }
        for (kind, ratio) in Self::KINDS.iter().zip(self.ratios()) {
            if let (Some((documented, total)), Some(span)) = (ratio.reached, config.ratchet) {
                let before = Ratio { documented, total, ..Ratio::default() };
                add(span, format!("coverage of {kind} fell from {before} to {ratio}"));
            }
        }
        found
    }
}

/// `{"documented": 63, "total": 97}`.
fn pair(value: &Value) -> Option<(usize, usize)> {
    let number = |key: &str| match value.get(key)? {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    };
    Some((number("documented")?, number("total")?))
}

impl std::fmt::Display for Ratio {
    /// `63 of 97 (64 %)`: percent are rounded down, so that 100 are all.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = (self.documented * 100).checked_div(self.total).unwrap_or(100);
        write!(f, "{} of {} ({percent} %)", self.documented, self.total)
    }
}
