//! Sequences: those of their own, those behind `serial`, and those of identity columns.

use super::script::Script;
use crate::list::SliceExt;
use crate::model::{Column, ColumnKind, Identity, QualifiedName, Schema, Sequence, SequenceOptions, Table};

/// `CREATE SEQUENCE …`; nothing for one that a column brings along.
pub(super) fn create(script: &mut Script, sequence: &Sequence) {
    if sequence.identity || made_by_serial(script.schema, sequence) {
        return;
    }
    let name = script.qualified(&sequence.id);
    script.statement(&format!("CREATE SEQUENCE {name}{}", clauses(&sequence.options)));
}

/// `ALTER SEQUENCE … OWNED BY …`
pub(super) fn owner(script: &mut Script, sequence: &Sequence) {
    let Some((table, column)) = &sequence.owned_by else { return };
    if sequence.identity || made_by_serial(script.schema, sequence) {
        return;
    }
    let (name, table, column) = (script.qualified(&sequence.id), script.qualified(table), script.quote(column));
    script.statement(&format!("ALTER SEQUENCE {name} OWNED BY {table}.{column}"));
}

fn made_by_serial(schema: &Schema, sequence: &Sequence) -> bool {
    let Some((table, column)) = &sequence.owned_by else { return false };
    let Some(table) = schema.table(table) else { return false };
    table.columns.find(|c| c.name == *column).is_some_and(|column| serial(schema, table, column).is_some())
}

/// `bigserial`, where a column is exactly what that makes: an integer, not null, counting on its own sequence of the usual name.
pub(super) fn serial(schema: &Schema, table: &Table, column: &Column) -> Option<&'static str> {
    let (word, of_type) = match column.data_type.native.as_str() {
        "smallint" => ("smallserial", Some("smallint")),
        "integer" => ("serial", Some("integer")),
        "bigint" => ("bigserial", None),
        _ => return None,
    };
    let ColumnKind::Default(default) = &column.kind else { return None };
    if column.nullable || column.inherited || table.partition_of.is_some() {
        return None;
    }
    let id = QualifiedName::new(table.id.namespace.clone(), default_name(&table.id.name, &column.name, "seq"));
    let sequence = &schema.sequences[schema.sequences.binary_search_by(|s| s.id.cmp(&id)).ok()?];
    let owned = sequence.owned_by.as_ref().is_some_and(|(t, c)| *t == table.id && *c == column.name);
    let options = SequenceOptions { data_type: of_type.map(str::to_owned), ..SequenceOptions::default() };
    let says_nothing_more = sequence.annotations.comment.is_none() && sequence.options == options;
    (sequence.implicit && owned && says_nothing_more && counts_on(schema, default, &sequence.id)).then_some(word)
}

/// Whether a default is `nextval('id'::regclass)`.
fn counts_on(schema: &Schema, default: &str, id: &QualifiedName) -> bool {
    let inside = default.strip_prefix("nextval('").and_then(|rest| rest.strip_suffix("'::regclass)"));
    inside.and_then(|inside| schema.parse_identifier(&inside.replace("''", "'"))).is_some_and(|named| named == *id)
}

/// The options of an identity's sequence, and its name where it is not the usual one: ` (SEQUENCE NAME s START 5)`.
pub(super) fn identity_options(script: &Script, table: &Table, column: &Column, identity: &Identity) -> String {
    let mut parts = Vec::new();
    let usual = QualifiedName::new(table.id.namespace.clone(), default_name(&table.id.name, &column.name, "seq"));
    if identity.sequence != usual && !identity.sequence.name.is_empty() {
        parts.push(format!("SEQUENCE NAME {}", script.qualified(&identity.sequence)));
    }
    let options = clauses(&identity.options);
    if !options.is_empty() {
        parts.push(options.trim_start().to_owned());
    }
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(" ")) }
}

fn clauses(options: &SequenceOptions) -> String {
    let mut out = String::new();
    if let Some(data_type) = &options.data_type {
        out.push_str(&format!(" AS {data_type}"));
    }
    let numbers = [
        ("START", options.start),
        ("INCREMENT", options.increment),
        ("MINVALUE", options.minimum),
        ("MAXVALUE", options.maximum),
        ("CACHE", options.cache),
    ];
    for (word, number) in numbers {
        if let Some(number) = number {
            out.push_str(&format!(" {word} {number}"));
        }
    }
    if options.cycle {
        out.push_str(" CYCLE");
    }
    out
}

/// The name that PostgreSQL makes of a table's and a column's: `users_id_seq`, at most 63 bytes; the longer part is cut first
/// (`makeObjectName`).
pub(super) fn default_name(table: &str, columns: &str, label: &str) -> String {
    const LIMIT: usize = 63;
    let between = usize::from(!columns.is_empty());
    let room = LIMIT.saturating_sub(label.len() + 1 + between);
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second > room {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let cut = |text: &str, mut end: usize| {
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.get(..end).unwrap_or_default().to_owned()
    };
    let mut name = cut(table, first);
    if between > 0 {
        name.push('_');
        name.push_str(&cut(columns, second));
    }
    format!("{name}_{label}")
}

#[cfg(test)]
mod tests {
    use super::default_name;

    #[test]
    fn names_are_cut_as_postgresql_cuts_them() {
        assert_eq!(default_name("users", "id", "seq"), "users_id_seq");
        assert_eq!(default_name("users", "", "pkey"), "users_pkey");
        let name = default_name(&"t".repeat(60), &"c".repeat(10), "seq");
        assert_eq!(name, format!("{}_{}_seq", "t".repeat(48), "c".repeat(10)));
        assert_eq!(default_name(&"é".repeat(40), "x", "seq"), format!("{}_x_seq", "é".repeat(28)));
    }
}
