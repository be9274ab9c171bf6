//! Enums → enumerated types, or the closed sets of the columns that hold their values.

use schema_doc_syntax::grammar::EnumItem;

use super::column_type::ColumnType;
use super::program::{Declaration, Program};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{System, quote_identifier};
use crate::source::declared::{Enum, Name, Said};

/// The enumerated types that the enums define, in a system that has such.
pub(super) fn types(program: &Program, system: System) -> Vec<Enum> {
    let own = program.enums.iter().filter(|declared| is_type(system, &declared.item));
    own.map(|declared| {
        let item = &declared.item;
        let mut words = declared.words(&item.words);
        words.push_all(words_on_values(declared));
        Enum {
            name: Name {
                namespace: item.namespace.as_ref().map(|namespace| namespace.to_string()),
                name: item.name.to_string(),
            },
            values: values(item),
            span: declared.span,
            words,
        }
    })
    .collect_vec()
}

/// Whether an enum is a type of its own: in the other systems, and where it is a column's closed set, the column holds the values.
fn is_type(system: System, item: &EnumItem) -> bool {
    system == System::PostgreSql && item.of_column.is_none()
}

fn values(item: &EnumItem) -> Vec<String> {
    item.variants.mapped(|variant| variant.value.to_string())
}

/// What is said of an enum's values.
pub(super) fn words_on_values(declared: &Declaration<EnumItem>) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    for variant in &declared.item.variants {
        for said in declared.words(&variant.words) {
            let text = said.text.strip_prefix("@purpose ").unwrap_or(&said.text).to_owned();
            all.push(Said { text, value: Some(variant.value.to_string()), ..said });
        }
    }
    all
}

/// An enum as a column's type: PostgreSQL has such types, MySQL's columns hold the values in theirs, elsewhere a check holds them.
pub(super) fn column_type(system: System, declared: &Declaration<EnumItem>) -> ColumnType {
    let item = &declared.item;
    let values = values(item);
    if is_type(system, item) {
        let own = quote_identifier(system, &item.name);
        let words = match &item.namespace {
            Some(namespace) => format!("{}.{own}", quote_identifier(system, namespace)),
            None => own.into_owned(),
        };
        return ColumnType { words, ..ColumnType::default() };
    }
    let said = words_on_values(declared);
    let length = values.iter().map(|value| value.chars().count()).max().unwrap_or(1);
    let words = match system {
        System::MySql | System::MariaDb => {
            return ColumnType { words: format!("enum({})", literals(system, &values)), said, ..ColumnType::default() };
        }
        System::PostgreSql | System::Sqlite | System::Convex => "text".to_owned(),
        System::SqlServer => format!("nvarchar({length})"),
        System::Oracle => format!("varchar2({length} char)"),
    };
    ColumnType { words, values, said, derived: false }
}

/// `'a', 'it''s'`. In MySQL a backslash takes the next character along (MySQL 8.4, String Literals).
pub(super) fn literals(system: System, values: &[String]) -> String {
    let literal = |value: &String| {
        let value = value.replace('\'', "''");
        format!("'{}'", if system.is_mysql() { value.replace('\\', "\\\\") } else { value })
    };
    values.iter().map(literal).join(", ")
}
