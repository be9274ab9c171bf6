//! What triggers do to rows that are inserted, as far as their text tells: what they may refuse, and where they insert rows of their own.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Definition, Schema, Table};
use crate::ordered::Set;
use crate::render::definition::definition_text;

/// What the insert triggers of a table do.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// The tables that they insert rows into, by position.
    pub(super) inserts: Vec<usize>,
    /// The trigger that may refuse a row.
    pub(super) refuses: Option<String>,
    /// One takes texts for JSON.
    pub(super) reads_json: bool,
    /// The columns that triggers look at.
    pub(super) looks_at: Vec<String>,
    /// Those that refuse rows, do something elsewhere, or call other functions.
    pub(super) names: Vec<String>,
    /// MySQL's: variables of the session that they may read.
    pub(super) variables: Vec<String>,
}

/// PL/pgSQL, MySQL's `SIGNAL`, SQLite's `RAISE (ABORT, …)`, Transact-SQL, PL/SQL.
const REFUSALS: &[&str] = &[
    "raise exception",
    "raise '",
    "signal sqlstate",
    "raise(abort",
    "raise (abort",
    "raise(fail",
    "raise (fail",
    "raise(rollback",
    "raiserror",
    "throw ",
    "raise_application_error",
];

pub(super) fn effects(schema: &Schema, table: &Table) -> Effects {
    let mut effects = Effects::default();
    for trigger in table.triggers.iter().filter(|trigger| trigger.is_on("insert")) {
        if trigger.state.as_deref() == Some("DISABLE") {
            continue;
        }
        let mut text = folded(schema, &trigger.definition);
        for routine in schema.routines.iter().filter(|routine| trigger.function.as_ref() == Some(&routine.id)) {
            text.push_str(&folded(schema, &routine.definition));
        }
        let mut all = text.clone();
        // What is called may refuse, too.
        for routine in schema.routines.iter().filter(|routine| trigger.function.as_ref() != Some(&routine.id)) {
            if text.contains(&format!("{}(", routine.id.name.to_lowercase())) {
                all.push_str(&folded(schema, &routine.definition));
            }
        }
        let inserts = effects.inserts.len();
        for into in behind(&all, "insert into ").into_iter().chain(behind(&all, "replace into ")) {
            effects.inserts.push_all(schema.tables.position(|table| table.id.name.eq_ignore_ascii_case(&into)));
        }
        if REFUSALS.any(|words| all.contains(words)) {
            effects.refuses = Some(trigger.name.clone());
        }
        effects.reads_json |= all.contains("json_");
        effects.looks_at.append(&mut behind(&text, "new."));
        // One that runs before may give the row what it needs; what another function makes of a made-up value, nobody knows.
        let is_refused = effects.refuses.as_ref() == Some(&trigger.name);
        let calls = all.len() > text.len();
        if trigger.timing != "before" || effects.inserts.len() > inserts || is_refused || calls {
            effects.names.push(trigger.name.clone());
        }
        if schema.system.is_mysql() {
            // @@names are the server's.
            effects.variables.append(&mut behind(&all.replace("@@", " "), "@"));
        }
    }
    effects.looks_at = effects.looks_at.into_iter().collect::<Set<_>>().into_iter().collect_vec();
    effects
}

/// In lower case, white space folded.
fn folded(schema: &Schema, definition: &Definition) -> String {
    definition_text(schema, definition).to_lowercase().split_whitespace().join(" ")
}

/// The names that stand behind these words, each without quotes and without its namespace.
fn behind(text: &str, words: &str) -> Vec<String> {
    let name = |rest: &str| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '`' | '[' | ']' | '$');
        let name = rest.split(|c| !is_part(c)).next().unwrap_or_default();
        name.rsplit('.').next().unwrap_or_default().trim_matches(['"', '`', '[', ']']).to_owned()
    };
    text.split(words).skip(1).map(name).collect_vec()
}
