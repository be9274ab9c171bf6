//! What can be known of a query's output: names, and types where they are certain.

use super::Replay;
use super::catalog::{ColumnData, Oid, TableData};
use super::expression_text::{Token, TokenKind, is_reserved, skip_name, skip_parentheses, tokens};
use super::names::cut;
use super::types::TypeRef;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::source::sql::ast::{CreateTable, ObjectName, Query, QueryOutput};

/// Words behind an item of a `FROM` that are not its alias.
const NO_ALIAS: &[&str] = &["join", "inner", "left", "right", "full", "cross", "natural", "on", "using", "tablesample"];

/// Words that end a `FROM`.
const ENDS: &[&str] =
    &["where", "group", "having", "order", "limit", "union", "intersect", "except", "window", "for", "offset", "fetch"];

/// An item of a `FROM`.
#[derive(Debug, Clone)]
struct FromItem {
    /// The table or view, if it is one.
    relation: Option<Oid>,
    /// What its columns are qualified by.
    name: String,
}

/// The items of a query's first `FROM`.
#[derive(Debug, Default)]
struct From {
    items: Vec<FromItem>,
    /// `USING`, `NATURAL`: columns are merged.
    merged: bool,
}

/// An output column.
pub(super) type Output = (String, Option<TypeRef>);

impl Replay<'_> {
    /// The outputs of a query; `None` where not even their number is known.
    pub(super) fn outputs(&self, query: &Query) -> Option<Vec<Output>> {
        let outputs = query.outputs.as_ref()?;
        let from = self.read_from(query);
        let mut found = Vec::new();
        for output in outputs {
            match output {
                QueryOutput::Wildcard(qualifier) => {
                    let items: Vec<&FromItem> = match qualifier {
                        Some(qualifier) => from.items.iter().filter(|i| i.name == qualifier.name).take(1).collect_vec(),
                        None => from.items.iter().collect_vec(),
                    };
                    if items.is_empty() || (qualifier.is_none() && from.merged) {
                        return None;
                    }
                    for item in items {
                        found.push_all(self.column_types(item.relation.filter(|&r| self.has_known_columns(r))?));
                    }
                }
                QueryOutput::Named { name, column, cast, expr } => {
                    let data_type = match (cast, column) {
                        (Some(cast), _) => Some(self.resolve_type(cast)),
                        (None, Some(column)) => self.column_type(&from, column),
                        (None, None) => literal_type(&expr.text),
                    };
                    found.push((cut(name), data_type));
                }
            }
        }
        Some(found)
    }

    fn has_known_columns(&self, relation: Oid) -> bool {
        !self.catalog.is_partial(relation)
            && (self.catalog.table(relation).is_some()
                || self.catalog.view(relation).is_some_and(|v| !v.view.columns.is_empty()))
    }

    /// The type of a plain column of the query's tables.
    fn column_type(&self, from: &From, column: &ObjectName) -> Option<TypeRef> {
        let own = cut(column.name());
        let of = |item: &FromItem| {
            let columns = self.column_types(item.relation?);
            columns.into_iter().find(|(name, _)| *name == own).and_then(|(_, data_type)| data_type)
        };
        if let Some(qualifier) = column.namespace() {
            return of(from.items.find(|i| i.name == qualifier)?);
        }
        // a column of an item that is not known could be meant as well
        if from.items.any(|i| i.relation.is_none_or(|r| !self.has_known_columns(r))) {
            return None;
        }
        let mut all = from.items.iter().filter_map(of);
        let first = all.next()?;
        (from.merged || all.next().is_none()).then_some(first)
    }

    /// Reads the first `FROM` of the outermost query.
    fn read_from(&self, query: &Query) -> From {
        let list = tokens(&query.text);
        let mut from = From::default();
        let mut at = 0;
        let mut selected = false;
        while let Some(token) = list.get(at) {
            if token.is("(") {
                at = skip_parentheses(&list, at);
                continue;
            }
            selected |= token.is_word("select");
            at += 1;
            if selected && token.is_word("from") {
                break;
            }
        }
        let mut expect_item = true;
        while let Some(token) = list.get(at) {
            if ENDS.any(|w| token.is_word(w)) || token.is(")") {
                break;
            }
            if expect_item {
                if token.is_word("only") || token.is_word("lateral") {
                    at += 1;
                    continue;
                }
                let (item, end) = self.read_from_item(&list, at, query);
                from.items.push(item);
                at = end;
                expect_item = false;
                continue;
            }
            if token.is("(") {
                at = skip_parentheses(&list, at);
                continue;
            }
            from.merged |= token.is_word("using") || token.is_word("natural");
            expect_item = token.is(",") || token.is_word("join");
            at += 1;
        }
        from
    }

    fn read_from_item(&self, list: &[Token<'_>], at: usize, query: &Query) -> (FromItem, usize) {
        let mut item = FromItem { relation: None, name: String::new() };
        let mut end;
        if list.get(at).is_some_and(|t| t.is("(")) {
            end = skip_parentheses(list, at);
        } else {
            end = skip_name(list, at);
            item.name = list.get(end - 1).and_then(Token::name).unwrap_or_default();
            if list.get(end).is_some_and(|t| t.is("(")) {
                end = skip_parentheses(list, end);
            } else {
                let parts: Vec<String> =
                    list.get(at..end).unwrap_or_default().iter().filter_map(Token::name).collect_vec();
                // names of its own WITH are not among the query's tables
                let listed = query.tables.any(|(name, _)| {
                    name.parts.len() == parts.len() && name.parts.iter().zip(&parts).all(|(a, b)| a.name == *b)
                });
                if let (true, Some((name, namespace))) = (listed, parts.split_last()) {
                    let namespace = namespace.last().map(String::as_str);
                    item.relation = self.catalog.find_relation_named(self.session.path(), namespace, name);
                }
            }
        }
        if list.get(end).is_some_and(|t| t.is_word("as")) {
            end += 1;
        }
        if let Some(alias) = list.get(end).filter(|t| match t.kind {
            TokenKind::Quoted => true,
            TokenKind::Word => !is_reserved(t.text) && !NO_ALIAS.any(|w| t.is_word(w)),
            _ => false,
        }) {
            item.name = alias.name().unwrap_or_default();
            end += 1;
            if list.get(end).is_some_and(|t| t.is("(")) {
                // `AS t (a, b)`: its columns have other names
                item.relation = None;
                end = skip_parentheses(list, end);
            }
        }
        (item, end)
    }

    /// `CREATE TABLE t AS SELECT …`
    pub(super) fn query_columns(&mut self, data: &mut TableData, create: &CreateTable, query: &Query) {
        let outputs = self.outputs(query);
        let mut unknown: Vec<String> = Vec::new();
        let named: Vec<&str> = create.columns.mapped(|c| c.name.name.as_str());
        let Some(outputs) = outputs else {
            data.partial = true;
            self.unsupported(self.span, "the columns of this query are not known without a database");
            return;
        };
        // `CREATE TABLE t (a, b) AS …` names them itself
        data.columns.clear();
        for (i, (name, data_type)) in outputs.into_iter().enumerate() {
            let name = named.get(i).map_or(name, |n| cut(n));
            let mut column = ColumnData::new(&name, data_type.clone().unwrap_or_else(|| TypeRef::of("unknown")));
            column.column.span = Some(query.span);
            column.column.added_in = Some(query.span.file);
            if data_type.is_none() {
                unknown.push(name);
            }
            data.columns.push(column);
        }
        if !unknown.is_empty() {
            self.unsupported(self.span, format!("the types of {} follow from the query", unknown.join(", ")));
        }
    }
}

/// The type of a literal, and of calls that have one whatever they are given.
fn literal_type(text: &str) -> Option<TypeRef> {
    let list = tokens(text);
    let first = list.first()?;
    if let [only] = list.as_slice() {
        return match only.kind {
            TokenKind::Number if only.text.contains('.') => Some(TypeRef::of("numeric")),
            TokenKind::Number => {
                let small = only.text.parse::<i32>().is_ok();
                Some(TypeRef::of(if small { "int4" } else { "int8" }))
            }
            TokenKind::Text => Some(TypeRef::of("text")),
            TokenKind::Word => match only.text.to_ascii_lowercase().as_str() {
                "true" | "false" => Some(TypeRef::of("bool")),
                "current_timestamp" => Some(TypeRef::of("timestamptz")),
                "current_date" => Some(TypeRef::of("date")),
                "current_user" | "session_user" | "user" | "current_role" => Some(TypeRef::of("name")),
                "null" => Some(TypeRef::of("text")),
                _ => None,
            },
            _ => None,
        };
    }
    let call = first.name()?;
    if !list.get(1)?.is("(") || skip_parentheses(&list, 1) != list.len() {
        return None;
    }
    let returns = match call.as_str() {
        "count" | "row_number" | "rank" | "dense_rank" => "int8",
        "now" | "clock_timestamp" | "statement_timestamp" | "transaction_timestamp" => "timestamptz",
        "lower" | "upper" | "concat" | "concat_ws" | "md5" | "replace" | "trim" | "btrim" | "ltrim" | "rtrim"
        | "string_agg" | "to_char" | "left" | "right" | "substring" | "substr" | "format" | "initcap" => "text",
        "length" | "char_length" | "octet_length" => "int4",
        "gen_random_uuid" | "uuid_generate_v4" => "uuid",
        "to_tsvector" => "tsvector",
        "json_build_object" | "json_agg" | "to_json" | "row_to_json" | "json_object_agg" => "json",
        "jsonb_build_object" | "jsonb_agg" | "to_jsonb" | "jsonb_object_agg" => "jsonb",
        "exists" | "bool_and" | "bool_or" => "bool",
        _ => return None,
    };
    Some(TypeRef::of(returns))
}
