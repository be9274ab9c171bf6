//! What one asks when something is wrong: the newest rows, how values are spread, references without a partner, keys that are not unique.

use super::{Statements, Subject, mutation, qualified, quoted, row_in_comment};
use crate::analyze::{Cardinality, Relationship, is_creation_time, table_facts};
use crate::list::SliceExt;
use crate::model::{Column, ColumnKind, LogicalType, System, Table};

/// How many rows are looked at.
const ROWS: usize = 20;

pub(super) fn inspections(statements: &mut Statements, subject: &Subject) {
    let (schema, table) = (subject.input.schema, subject.table);
    let from = qualified(schema, &table.id);
    if let Some(column) = newest_by(table) {
        let name = quoted(schema, &column.name);
        let nulls = match schema.system {
            System::PostgreSql | System::Oracle if column.nullable => " NULLS LAST",
            _ => "",
        };
        statements
            .inspect("newest rows", first_rows(schema.system, "*", &format!("{from} ORDER BY {name} DESC{nulls}")));
    }
    let facts = table_facts(schema, table);
    for (column, facts) in table.columns.iter().zip(&facts.columns).filter(|(c, _)| !c.annotations.ignore) {
        let name = quoted(schema, &column.name);
        if facts.closed_set.is_some() && is_plain(&column.data_type.logical) && !facts.constraints.contains(&"unique") {
            statements.inspect(
                format!("rows per {}", column.name),
                format!("SELECT {name}, count(*) FROM {from} GROUP BY {name} ORDER BY count(*) DESC;"),
            );
        }
        if facts.unique_by_convention && is_plain(&column.data_type.logical) {
            statements.inspect(
                format!("values of {} that more than one row has", column.name),
                format!(
                    "SELECT {name}, count(*) FROM {from} WHERE {name} IS NOT NULL GROUP BY {name} HAVING count(*) > 1;"
                ),
            );
        }
    }
    let undeclared = subject.analysis.undeclared.iter();
    let unenforced = subject.analysis.incoming.iter().filter(|r| !is_sure(subject, r));
    for relationship in unenforced.chain(undeclared) {
        orphans(statements, subject, relationship);
    }
    if schema.system == System::Sqlite && subject.analysis.incoming.any(|r| r.foreign_key.is_some()) {
        // Foreign keys hold only on connections that ask for it.
        statements.inspect(
            "rows that break a foreign key",
            format!("PRAGMA foreign_key_check({});", quoted(schema, &table.id.name)),
        );
    }
    for relationship in &subject.analysis.incoming {
        if let ([column], Cardinality::ManyToOne) = (relationship.keys.as_slice(), relationship.cardinality)
            && table.column(column).is_some_and(|column| is_plain(&column.data_type.logical))
        {
            let name = quoted(schema, column);
            let rows = format!("{from} GROUP BY {name} ORDER BY count(*) DESC");
            statements.inspect(
                format!("rows per {column}, those with most first"),
                first_rows(schema.system, &format!("{name}, count(*)"), &rows),
            );
        }
    }
}

/// The time of creation, else the number that counts up.
fn newest_by(table: &Table) -> Option<&Column> {
    let created = |c: &Column| {
        !c.annotations.ignore
            && is_creation_time(&c.name)
            && is_plain(&c.data_type.logical)
            && c.data_type.logical != LogicalType::Boolean
    };
    let counted = || match mutation::row_key(table)?.as_slice() {
        [only] => table.column(only).filter(|c| match &c.kind {
            ColumnKind::AutoIncrement | ColumnKind::Identity(_) => true,
            ColumnKind::Default(default) => default.starts_with("nextval("),
            _ => false,
        }),
        _ => None,
    };
    table.columns.find(created).or_else(counted)
}

/// Types that compare and group in every system.
fn is_plain(logical: &LogicalType) -> bool {
    use LogicalType as T;
    matches!(
        logical,
        T::Boolean
            | T::SmallInt
            | T::Integer
            | T::BigInt
            | T::Decimal
            | T::Float
            | T::Double
            | T::String
            | T::Text
            | T::Uuid
            | T::Date
            | T::Timestamp
            | T::TimestampTz
            | T::Enum(_)
            | T::InlineEnum
            | T::Number
    )
}

/// Whether the database has seen to it that every row has its partner.
fn is_sure(subject: &Subject, relationship: &Relationship) -> bool {
    let key = relationship.foreign_key.and_then(|key| subject.table.foreign_keys.get(key));
    relationship.enforced && !key.is_some_and(|key| key.not_valid)
}

/// Rows that refer to one that is not there.
fn orphans(statements: &mut Statements, subject: &Subject, relationship: &Relationship) {
    let (schema, table) = (subject.input.schema, subject.table);
    let Some(parent) = schema.tables.get(relationship.table) else { return };
    let mut given = Vec::new();
    let mut same = Vec::new();
    for (key, referenced) in relationship.keys.iter().zip(&relationship.referenced) {
        let (Some(own), Some(other)) = (table.column(key), parent.column(referenced)) else { return };
        let mut child = format!("child.{}", quoted(schema, key));
        let mut partner = format!("parent.{}", quoted(schema, referenced));
        if own.nullable {
            given.push(format!("{child} IS NOT NULL"));
        }
        // PostgreSQL compares no two kinds of type.
        if schema.system == System::PostgreSql && own.data_type.logical != other.data_type.logical {
            (child, partner) = (format!("CAST({child} AS text)"), format!("CAST({partner} AS text)"));
        }
        same.push(format!("{partner} = {child}"));
    }
    // Oracle takes no AS here.
    let name = if schema.system == System::Oracle { "" } else { "AS " };
    let (from, to) = (qualified(schema, &table.id), qualified(schema, &parent.id));
    given.push(format!("NOT EXISTS (SELECT 1 FROM {to} {name}parent WHERE {})", same.join(" AND ")));
    statements.inspect(
        format!("rows whose {} leads to no {}", relationship.keys.join(" and "), row_in_comment(schema, &parent.id)),
        format!("SELECT child.* FROM {from} {name}child\n WHERE {};", given.join("\n   AND ")),
    );
}

/// `SELECT … LIMIT 20;` in the words of the system. `rows` begins with the table.
fn first_rows(system: System, columns: &str, rows: &str) -> String {
    match system {
        System::SqlServer => format!("SELECT TOP ({ROWS}) {columns} FROM {rows};"),
        System::Oracle => format!("SELECT {columns} FROM {rows} FETCH FIRST {ROWS} ROWS ONLY;"),
        _ => format!("SELECT {columns} FROM {rows} LIMIT {ROWS};"),
    }
}
