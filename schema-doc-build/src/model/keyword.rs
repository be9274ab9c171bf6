//! The words that each system keeps for itself, and identifiers quoted where they must be.

use std::borrow::Cow;

use super::System;

/// PostgreSQL 18, SQL Key Words: those that cannot name a table or a column without quotes. The words that are not reserved at all are left
/// out. Sorted, so that they can be searched.
const POSTGRESQL: &[(&str, KeywordCategory)] = {
    use KeywordCategory::{ColumnName as C, Reserved as R, TypeOrFunctionName as T};
    &[
        ("all", R),
        ("analyse", R),
        ("analyze", R),
        ("and", R),
        ("any", R),
        ("array", R),
        ("as", R),
        ("asc", R),
        ("asymmetric", R),
        ("authorization", T),
        ("between", C),
        ("bigint", C),
        ("binary", T),
        ("bit", C),
        ("boolean", C),
        ("both", R),
        ("case", R),
        ("cast", R),
        ("char", C),
        ("character", C),
        ("check", R),
        ("coalesce", C),
        ("collate", R),
        ("collation", T),
        ("column", R),
        ("concurrently", T),
        ("constraint", R),
        ("create", R),
        ("cross", T),
        ("current_catalog", R),
        ("current_date", R),
        ("current_role", R),
        ("current_schema", T),
        ("current_time", R),
        ("current_timestamp", R),
        ("current_user", R),
        ("dec", C),
        ("decimal", C),
        ("default", R),
        ("deferrable", R),
        ("desc", R),
        ("distinct", R),
        ("do", R),
        ("else", R),
        ("end", R),
        ("except", R),
        ("exists", C),
        ("extract", C),
        ("false", R),
        ("fetch", R),
        ("float", C),
        ("for", R),
        ("foreign", R),
        ("freeze", T),
        ("from", R),
        ("full", T),
        ("grant", R),
        ("greatest", C),
        ("group", R),
        ("grouping", C),
        ("having", R),
        ("ilike", T),
        ("in", R),
        ("initially", R),
        ("inner", T),
        ("inout", C),
        ("int", C),
        ("integer", C),
        ("intersect", R),
        ("interval", C),
        ("into", R),
        ("is", T),
        ("isnull", T),
        ("join", T),
        ("json", C),
        ("json_array", C),
        ("json_arrayagg", C),
        ("json_exists", C),
        ("json_object", C),
        ("json_objectagg", C),
        ("json_query", C),
        ("json_scalar", C),
        ("json_serialize", C),
        ("json_table", C),
        ("json_value", C),
        ("lateral", R),
        ("leading", R),
        ("least", C),
        ("left", T),
        ("like", T),
        ("limit", R),
        ("localtime", R),
        ("localtimestamp", R),
        ("merge_action", C),
        ("national", C),
        ("natural", T),
        ("nchar", C),
        ("none", C),
        ("normalize", C),
        ("not", R),
        ("notnull", T),
        ("null", R),
        ("nullif", C),
        ("numeric", C),
        ("offset", R),
        ("on", R),
        ("only", R),
        ("or", R),
        ("order", R),
        ("out", C),
        ("outer", T),
        ("overlaps", T),
        ("overlay", C),
        ("placing", R),
        ("position", C),
        ("precision", C),
        ("primary", R),
        ("real", C),
        ("references", R),
        ("returning", R),
        ("right", T),
        ("row", C),
        ("select", R),
        ("session_user", R),
        ("setof", C),
        ("similar", T),
        ("smallint", C),
        ("some", R),
        ("substring", C),
        ("symmetric", R),
        ("system_user", R),
        ("table", R),
        ("tablesample", T),
        ("then", R),
        ("time", C),
        ("timestamp", C),
        ("to", R),
        ("trailing", R),
        ("treat", C),
        ("trim", C),
        ("true", R),
        ("union", R),
        ("unique", R),
        ("user", R),
        ("using", R),
        ("values", C),
        ("varchar", C),
        ("variadic", R),
        ("verbose", T),
        ("when", R),
        ("where", R),
        ("window", R),
        ("with", R),
        ("xmlattributes", C),
        ("xmlconcat", C),
        ("xmlelement", C),
        ("xmlexists", C),
        ("xmlforest", C),
        ("xmlnamespaces", C),
        ("xmlparse", C),
        ("xmlpi", C),
        ("xmlroot", C),
        ("xmlserialize", C),
        ("xmltable", C),
    ]
};

/// How far a keyword is reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeywordCategory {
    /// It can name a column or a table, but no function or type (`between`, `timestamp`).
    ColumnName,
    /// It can name a function or a type, but no column or table (`left`, `verbose`).
    TypeOrFunctionName,
    /// It names nothing (`user`, `order`).
    Reserved,
}

/// How far the system reserves a word, which is given as the system folds it. `None`: it is a name like any other.
pub fn keyword(system: System, word: &str) -> Option<KeywordCategory> {
    let words = match system {
        System::PostgreSql => POSTGRESQL,
    };
    words.binary_search_by(|(keyword, _)| (*keyword).cmp(word)).ok().and_then(|i| words.get(i)).map(|(_, c)| *c)
}

/// An identifier as it is written in the system's SQL: in quotes only where it would be read as something else without.
pub fn quote_identifier(system: System, name: &str) -> Cow<'_, str> {
    let plain = match system {
        System::PostgreSql => {
            name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        }
    };
    if plain && keyword(system, name).is_none() {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("\"{}\"", name.replace('"', "\"\"")))
    }
}

#[cfg(test)]
mod tests {
    use super::{POSTGRESQL, quote_identifier};
    use crate::model::System;

    #[test]
    fn the_words_are_sorted() {
        assert!(POSTGRESQL.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn names_are_quoted_only_where_they_must_be() {
        let check = |name: &str, expected: &str| assert_eq!(quote_identifier(System::PostgreSql, name), expected);
        check("users", "users");
        check("_a1", "_a1");
        check("name", "name");
        check("order", "\"order\"");
        check("timestamp", "\"timestamp\"");
        check("left", "\"left\"");
        check("Users", "\"Users\"");
        check("1a", "\"1a\"");
        check("a$b", "\"a$b\"");
        check("", "\"\"");
        check("é", "\"é\"");
        check("a\"b", "\"a\"\"b\"");
    }
}
