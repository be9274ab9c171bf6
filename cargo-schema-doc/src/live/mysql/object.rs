//! Views, triggers, routines, events and sequences → the statements that make them.

use super::catalog::{Catalog, Event, Parameter, Routine, Trigger, View};
use super::text::{account, literal, names, quote};

/// ``DEFINER=`root`@`localhost` ``, where it is asked for: who made what is no part of a schema.
fn definer(account_of: &str, privileges: bool) -> String {
    if privileges { format!("DEFINER={} ", account(account_of)) } else { String::new() }
}

/// A view whose query is `query`, with the columns that the catalog tells. Where the user may not see the query, they are null.
pub(super) fn create_view(catalog: &Catalog, view: &View, query: &str, privileges: bool) -> String {
    let columns = catalog.columns.get(&view.name).map_or(&[][..], Vec::as_slice);
    let mut statement = "CREATE ".to_owned();
    if let Some(algorithm) = view.algorithm.as_deref().filter(|algorithm| *algorithm != "UNDEFINED") {
        statement.push_str(&format!("ALGORITHM={algorithm} "));
    }
    statement.push_str(&definer(&view.definer, privileges));
    if view.security == "INVOKER" {
        statement.push_str("SQL SECURITY INVOKER ");
    }
    statement.push_str(&format!("VIEW {}", quote(&view.name)));
    // MariaDB tells none of a view that is no longer valid.
    if !columns.is_empty() {
        statement.push_str(&format!(" ({})", names(columns.iter().map(|column| column.name.as_str()))));
    }
    if query.is_empty() {
        let nulls: Vec<&str> = columns.iter().map(|_| "NULL").collect();
        statement.push_str(&format!(" AS select {}", if nulls.is_empty() { "NULL".into() } else { nulls.join(",") }));
    } else {
        statement.push_str(&format!(" AS {query}"));
    }
    if view.check_option != "NONE" {
        statement.push_str(&format!(" WITH {} CHECK OPTION", view.check_option));
    }
    statement
}

pub(super) fn create_trigger(trigger: &Trigger, privileges: bool) -> String {
    format!(
        "CREATE {}TRIGGER {} {} {} ON {} FOR EACH ROW {}",
        definer(&trigger.definer, privileges),
        quote(&trigger.name),
        trigger.timing,
        trigger.event,
        quote(&trigger.table_name),
        trigger.statement.as_deref().unwrap_or("BEGIN END")
    )
}

pub(super) fn create_routine(catalog: &Catalog, routine: &Routine, privileges: bool) -> String {
    let body = routine.definition.as_deref();
    // The catalog calls MariaDB's aggregates functions; no other function may say this.
    let aggregates = body.is_some_and(|body| body.to_ascii_uppercase().contains("FETCH GROUP NEXT ROW"));
    let aggregate = if aggregates { "AGGREGATE " } else { "" };
    let definer = definer(&routine.definer, privileges);
    let mut statement = format!("CREATE {definer}{aggregate}{} {}", routine.kind, quote(&routine.name));
    if routine.kind.starts_with("PACKAGE") {
        return format!("{statement} {}", body.unwrap_or("AS END"));
    }
    let key = (routine.name.clone(), routine.kind.clone());
    let parameters = catalog.parameters.get(&key).map_or(&[][..], Vec::as_slice);
    let (returned, taken): (Vec<_>, Vec<_>) = parameters.iter().partition(|parameter| parameter.position == 0);
    let data_type = |parameter: &Parameter| {
        let usual = routine.database_collation.as_deref().unwrap_or_default();
        let own = parameter.charset.as_ref().filter(|charset| usual.split('_').next() != Some(charset.as_str()));
        let charset = own.map(|charset| format!(" CHARSET {charset}")).unwrap_or_default();
        format!("{}{charset}", parameter.data_type)
    };
    let taken: Vec<String> = taken
        .iter()
        .map(|parameter| {
            let mode = parameter.mode.as_deref().filter(|_| routine.kind == "PROCEDURE");
            let mode = mode.map(|mode| format!("{mode} ")).unwrap_or_default();
            format!("{mode}{} {}", quote(parameter.name.as_deref().unwrap_or_default()), data_type(parameter))
        })
        .collect();
    statement.push_str(&format!("({})", taken.join(", ")));
    if routine.kind == "FUNCTION" {
        let returns = returned.first().map(|parameter| data_type(parameter)).or_else(|| routine.returns.clone());
        statement.push_str(&format!(" RETURNS {}", returns.unwrap_or_default()));
    }
    let language = routine.language.as_ref().filter(|language| *language != "SQL");
    statement.extend(language.map(|language| format!("\n    LANGUAGE {language}")));
    if routine.deterministic == "YES" {
        statement.push_str("\n    DETERMINISTIC");
    }
    if routine.data_access != "CONTAINS SQL" {
        statement.push_str(&format!("\n    {}", routine.data_access));
    }
    if routine.security == "INVOKER" {
        statement.push_str("\n    SQL SECURITY INVOKER");
    }
    if !routine.comment.is_empty() {
        statement.push_str(&format!("\n    COMMENT {}", literal(&routine.comment)));
    }
    match (language, body) {
        (Some(_), Some(body)) => statement + &format!("\nAS $schema_doc${body}$schema_doc$"),
        (_, body) => statement + &format!("\n{}", body.unwrap_or("BEGIN END")),
    }
}

pub(super) fn create_event(event: &Event, privileges: bool) -> String {
    let mut statement =
        format!("CREATE {}EVENT {} ON SCHEDULE", definer(&event.definer, privileges), quote(&event.name));
    statement.extend(event.execute_at.as_ref().map(|time| format!(" AT {}", literal(time))));
    if let (Some(value), Some(field)) = (&event.interval_value, &event.interval_field) {
        statement.push_str(&format!(" EVERY {value} {field}"));
    }
    statement.extend(event.starts.as_ref().map(|time| format!(" STARTS {}", literal(time))));
    statement.extend(event.ends.as_ref().map(|time| format!(" ENDS {}", literal(time))));
    statement.push_str(&format!(" ON COMPLETION {}", event.on_completion));
    statement.push_str(match event.status.as_str() {
        "ENABLED" => " ENABLE",
        "DISABLED" => " DISABLE",
        _ => " DISABLE ON SLAVE",
    });
    if !event.comment.is_empty() {
        statement.push_str(&format!(" COMMENT {}", literal(&event.comment)));
    }
    statement + &format!(" DO {}", event.definition.as_deref().unwrap_or("BEGIN END"))
}

/// A sequence of MariaDB's: a row of its own table.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Sequence {
    pub(super) name: String,
    pub(super) start: i64,
    pub(super) increment: i64,
    pub(super) minimum: i64,
    pub(super) maximum: i64,
    pub(super) cache: i64,
    pub(super) cycle: i64,
}

/// A query for all of them: there is no view of them before MariaDB 11.5, and one afterwards that leaves out the cache. `None` where there is
/// none of them.
pub(super) fn sequences_query(database: &str, sequences: &[&str]) -> Option<String> {
    let row = |name: &&str| {
        format!(
            "SELECT CAST({} AS CHAR) AS `name`, CAST(start_value AS SIGNED) AS `start`, CAST(increment AS SIGNED) AS `increment`, \
             CAST(minimum_value AS SIGNED) AS `minimum`, CAST(maximum_value AS SIGNED) AS `maximum`, \
             CAST(cache_size AS SIGNED) AS `cache`, CAST(cycle_option AS SIGNED) AS `cycle` FROM {}.{}",
            literal(name),
            quote(database),
            quote(name)
        )
    };
    let rows: Vec<String> = sequences.iter().map(row).collect();
    (!rows.is_empty()).then(|| rows.join(" UNION ALL "))
}

/// What is as MariaDB takes it where nothing is said is not said.
pub(super) fn create_sequence(sequence: &Sequence) -> String {
    let rises = sequence.increment >= 0;
    let (minimum, maximum) = if rises { (1, i64::MAX - 1) } else { (i64::MIN + 1, -1) };
    let start = if rises { sequence.minimum } else { sequence.maximum };
    let mut statement = format!("CREATE SEQUENCE {}", quote(&sequence.name));
    for (words, value, usual) in [
        ("START WITH", sequence.start, start),
        ("INCREMENT BY", sequence.increment, 1),
        ("MINVALUE", sequence.minimum, minimum),
        ("MAXVALUE", sequence.maximum, maximum),
        ("CACHE", sequence.cache, 1000),
    ] {
        if value != usual {
            statement.push_str(&format!(" {words} {value}"));
        }
    }
    if sequence.cycle != 0 {
        statement.push_str(" CYCLE");
    }
    statement
}
