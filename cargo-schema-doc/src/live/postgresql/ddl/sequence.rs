//! Sequences: those with statements of their own, and what `serial` and identity columns say of theirs.

use super::super::catalog::Catalog;
use super::super::rows::{Column, Relation, Sequence};
use super::script::{Script, literal};
use super::table::Tables;
use schema_doc_build::source::sql::make_object_name;

/// `CREATE SEQUENCE`, but for those that a column brings along.
pub(super) fn create(script: &mut Script, catalog: &Catalog, tables: &Tables) {
    for sequence in catalog.sequences.iter().filter(|sequence| !tables.brings(sequence)) {
        let unlogged = if sequence.unlogged { "UNLOGGED " } else { "" };
        script.statement(format_args!("CREATE {unlogged}SEQUENCE {}{}", sequence.printed, clauses(sequence, "bigint")));
    }
}

/// What can be said when the tables are there.
pub(super) fn owners(script: &mut Script, catalog: &Catalog, tables: &Tables) {
    for sequence in &catalog.sequences {
        if let Some((table, column)) = tables.owner(sequence).filter(|_| !tables.brings(sequence)) {
            script.statement(format_args!(
                "ALTER SEQUENCE {} OWNED BY {}.{}",
                sequence.printed, table.printed, column.printed
            ));
        }
        script.comment("SEQUENCE", &sequence.printed, sequence.comment.as_ref());
    }
}

/// `bigserial`, where a column is exactly what that makes: an integer, not null, counting on a sequence of its own with the usual name.
pub(super) fn serial(table: &Relation, column: &Column, sequence: &Sequence) -> Option<&'static str> {
    let word = match column.data_type.as_str() {
        "smallint" => "smallserial",
        "integer" => "serial",
        "bigint" => "bigserial",
        _ => return None,
    };
    let counts = column.expression.as_deref() == Some(&format!("nextval({}::regclass)", literal(&sequence.printed)));
    let is_serial = counts
        && column.not_null
        && column.is_local
        && !table.is_partition
        && sequence.unlogged == table.unlogged
        && has_usual_name(table, column, sequence)
        && clauses(sequence, &column.data_type).is_empty();
    is_serial.then_some(word)
}

/// ` (SEQUENCE NAME s START WITH 5)`: what an identity column says of its sequence where that is not as usual.
pub(super) fn identity_options(table: &Relation, column: &Column, sequence: &Sequence) -> String {
    let mut options = clauses(sequence, &column.data_type);
    if !has_usual_name(table, column, sequence) {
        options.insert_str(0, &format!(" SEQUENCE NAME {}", sequence.printed));
    }
    if options.is_empty() { options } else { format!(" ({})", options.trim_start()) }
}

fn has_usual_name(table: &Relation, column: &Column, sequence: &Sequence) -> bool {
    sequence.namespace == table.namespace && sequence.name == make_object_name(&table.name, Some(&column.name), "seq")
}

/// ` AS integer START WITH 5`: what is not the default of a sequence of that type.
fn clauses(sequence: &Sequence, data_type: &str) -> String {
    let (least, most) = match sequence.data_type.as_str() {
        "smallint" => (i16::MIN.into(), i16::MAX.into()),
        "integer" => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    };
    let is_ascending = sequence.increment > 0;
    let (minimum, maximum) = if is_ascending { (1, most) } else { (least, -1) };
    let start = if is_ascending { sequence.minimum } else { sequence.maximum };
    let mut out = String::new();
    if sequence.data_type != data_type {
        out.push_str(&format!(" AS {}", sequence.data_type));
    }
    let numbers = [
        ("START WITH", sequence.start, start),
        ("INCREMENT BY", sequence.increment, 1),
        ("MINVALUE", sequence.minimum, minimum),
        ("MAXVALUE", sequence.maximum, maximum),
        ("CACHE", sequence.cache, 1),
    ];
    for (words, value, default) in numbers {
        if value != default {
            out.push_str(&format!(" {words} {value}"));
        }
    }
    if sequence.cycle {
        out.push_str(" CYCLE");
    }
    out
}
