//! Views and materialized views, and their texts when what they name is renamed.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::Replay;
use super::catalog::{Oid, RelationKind, ViewData};
use super::expression_text::{
    Token, TokenKind, mentions, quote, quote_qualified, rename_object, skip_name, skip_parentheses, tokens,
    without_comments,
};
use super::names::cut;
use super::rename::is_relation_mention;
use crate::model::{Definition, QualifiedName, View, ViewColumn};
use crate::source::sql::ast::{CreateView, Query};

impl Replay<'_> {
    pub(super) fn create_view(&mut self, create: &CreateView) {
        let id = self.place(&create.name, create.temporary);
        let existing = self.catalog.relation_at(&id);
        if let Some(existing) = existing {
            if create.if_not_exists {
                return;
            }
            let replaced = create.or_replace && self.catalog.view(existing).is_some_and(|v| !v.view.materialized);
            if !replaced {
                let first = self.catalog.relation(existing).and_then(|r| r.span);
                let name = self.display(&id);
                self.duplicate("relation", &name, create.name.span, first);
                return;
            }
        }
        let outputs = self.outputs(&create.query);
        let partial = outputs.is_none() && create.columns.is_empty();
        let outputs = outputs.unwrap_or_default();
        let names: Vec<String> = create.columns.mapped(|c| cut(&c.name));
        let mut columns = Vec::new();
        let mut types = Vec::new();
        for i in 0..outputs.len().max(names.len()) {
            let (name, data_type) = outputs.get(i).cloned().unwrap_or_default();
            columns.push(ViewColumn { name: names.get(i).cloned().unwrap_or(name), ..ViewColumn::default() });
            types.push(data_type);
        }
        let depends_on = self.query_relations(&create.query);
        let view = View {
            materialized: create.materialized,
            columns,
            definition: Definition {
                span: Some(self.span),
                text: None,
                search_path: self.session.path_of_definition(),
            },
            query: create.query.text.clone(),
            created: self.catalog.next_created(),
            ..View::default()
        };
        let mut data = ViewData {
            view,
            types,
            depends_on: depends_on.clone(),
            query_span: Some(create.query.span),
            partial,
            ..ViewData::default()
        };
        let oid = if let Some(existing) = existing {
            let Some(old) = self.catalog.view_mut(existing) else { return };
            data.triggers = std::mem::take(&mut old.triggers);
            data.view.annotations = std::mem::take(&mut old.view.annotations);
            for column in &mut data.view.columns {
                if let Some(before) = old.view.columns.find_mut(|c| c.name == column.name) {
                    column.annotations = std::mem::take(&mut before.annotations);
                }
            }
            let before = std::mem::replace(old, data);
            for on in before.depends_on {
                if let Some(views) = self.catalog.views_on.get_mut(&on) {
                    views.remove(&existing);
                }
            }
            existing
        } else {
            self.catalog.add_relation(id, Some(self.span), RelationKind::View(Box::new(data)))
        };
        for on in depends_on {
            if on != oid {
                self.catalog.views_on.or_default(on).insert(oid);
            }
        }
    }

    /// Tables and views that a query names.
    fn query_relations(&self, query: &Query) -> Vec<Oid> {
        let mut seen = Set::new();
        query
            .tables
            .iter()
            .filter_map(|(name, _)| self.find(name))
            .filter(|oid| {
                matches!(
                    self.catalog.relation(*oid).map(|r| &r.kind),
                    Some(RelationKind::Table(_) | RelationKind::View(_))
                )
            })
            .filter(|oid| seen.insert(*oid))
            .collect_vec()
    }

    /// The definition's text around its query, from now on kept apart.
    fn around(&mut self, oid: Oid) -> Option<(String, String)> {
        let view = self.catalog.view(oid)?;
        if let Some(around) = &view.around {
            return Some(around.clone());
        }
        let (span, query) = (view.view.definition.span?, view.query_span?);
        let text = self.schema.files.file(span.file).text();
        let head = without_comments(text.get(span.start as usize..query.start as usize)?);
        let tail = without_comments(text.get(query.end as usize..span.end as usize).unwrap_or_default());
        Some((head, tail))
    }

    fn set_around(&mut self, oid: Oid, head: String, tail: String) {
        if let Some(view) = self.catalog.view_mut(oid) {
            let mut text = format!("{head}\n{}", view.view.query);
            if !tail.is_empty() {
                text.push('\n');
                text.push_str(&tail);
            }
            view.view.definition.text = Some(text.into());
            view.around = Some((head, tail));
        }
    }

    /// Changes a view's query.
    pub(super) fn rewrite_query(&mut self, oid: Oid, change: impl Fn(&str) -> Option<String>) {
        let Some(new) = self.catalog.view(oid).and_then(|v| change(&v.view.query)) else { return };
        let Some((head, tail)) = self.around(oid) else { return };
        if let Some(view) = self.catalog.view_mut(oid) {
            view.view.query = new;
        }
        self.set_around(oid, head, tail);
    }

    /// Views on a relation that has another name now.
    pub(super) fn rewrite_views(&mut self, oid: Oid, from: &QualifiedName, to: &QualifiedName) {
        let views: Vec<Oid> = self.catalog.views_on.get(&oid).into_iter().flatten().copied().collect_vec();
        for view in views {
            self.rewrite_query(view, |query| {
                rename_object(
                    query,
                    (&from.namespace, &from.name),
                    (&to.namespace, &to.name),
                    true,
                    is_relation_mention,
                )
            });
        }
    }

    /// A view's own name in its definition.
    pub(super) fn rewrite_view_name(&mut self, oid: Oid, to: &QualifiedName) {
        let Some((head, tail)) = self.around(oid) else { return };
        if let Some((start, end)) = name_in_head(&head) {
            let head = format!(
                "{}{}{}",
                head.get(..start).unwrap_or_default(),
                quote_qualified(&to.namespace, &to.name),
                head.get(end..).unwrap_or_default()
            );
            self.set_around(oid, head, tail);
        }
    }

    /// A view's column list in its definition, after one of its columns was renamed.
    pub(super) fn rename_view_column(&mut self, oid: Oid) {
        let Some((head, tail)) = self.around(oid) else { return };
        let Some(view) = self.catalog.view(oid) else { return };
        let columns: Vec<String> = view.view.columns.mapped(|c| quote(&c.name));
        let Some((_, end)) = name_in_head(&head) else { return };
        let rest = head.get(end..).unwrap_or_default();
        let list = tokens(rest);
        let behind = match list.first() {
            Some(first) if first.is("(") => {
                let close = skip_parentheses(&list, 0);
                list.get(close - 1).map_or(0, |t| t.start + t.text.len())
            }
            _ => 0,
        };
        let head = format!(
            "{} ({}){}",
            head.get(..end).unwrap_or_default(),
            columns.join(", "),
            rest.get(behind..).unwrap_or_default()
        );
        self.set_around(oid, head, tail);
    }

    /// Changes `WITH (security_invoker = true)` of a view's definition.
    pub(super) fn change_view_options(&mut self, oid: Oid, change: impl FnOnce(&mut Vec<(String, String)>)) {
        let Some((head, tail)) = self.around(oid) else { return };
        let list = tokens(&head);
        let with = (0..list.len()).find(|&at| {
            list.get(at).is_some_and(|token| token.is_word("with")) && list.get(at + 1).is_some_and(|next| next.is("("))
        });
        let end_of = |token: &Token<'_>| token.start + token.text.len();
        let (start, end, written) = if let Some(at) = with {
            let close = skip_parentheses(&list, at + 1);
            let inner = list.get(at + 2..close.saturating_sub(1)).unwrap_or_default();
            let end = list.get(close.saturating_sub(1)).map_or(head.len(), end_of);
            (list.get(at).map_or(head.len(), |token| token.start), end, view_options(inner))
        } else {
            let last = list.iter().rposition(|token| token.is_word("as"));
            let at = last.and_then(|at| list.get(at)).map_or(head.len(), |token| token.start);
            (at, at, Vec::new())
        };
        let mut options = written;
        change(&mut options);
        let words = match options.as_slice() {
            [] => String::new(),
            options => format!("WITH ({}) ", options.iter().map(|(name, value)| format!("{name}={value}")).join(", ")),
        };
        let before = head.get(..start).unwrap_or_default().trim_end();
        let behind = head.get(end..).unwrap_or_default().trim_start();
        self.set_around(oid, format!("{before} {words}{behind}"), tail);
    }

    /// Whether a view's query names a column of a relation, or takes all of its columns.
    pub(super) fn view_names_column(&self, view: Oid, relation: Oid, column: &str) -> bool {
        let Some(data) = self.catalog.view(view) else { return false };
        let query = &data.view.query;
        let list = tokens(query);
        let qualifiers = aliases(&list, &self.catalog.name_of(relation).name);
        let mut others = data.depends_on.iter().filter(|o| **o != relation);
        let unique = !others.any(|&o| self.catalog.is_partial(o) || self.column_types(o).any(|(c, _)| c == column));
        list.iter().enumerate().any(|(i, token)| {
            let before = |n: usize| i.checked_sub(n).and_then(|p| list.get(p));
            let all = token.is("*") && before(1).is_some_and(|t| t.is(",") || t.is(".") || t.is_word("select"));
            if !all && !token.is_name(column) {
                return false;
            }
            if before(1).is_some_and(|t| t.is(".")) {
                return before(2).and_then(Token::name).is_some_and(|q| qualifiers.contains(&q));
            }
            let other =
                before(1).is_some_and(|t| t.is_word("as")) || list.get(i + 1).is_some_and(|t| t.is("(") || t.is("."));
            all || (unique && !other)
        })
    }

    /// A column's new name in the queries of views; their own output keeps the old one.
    pub(super) fn rename_in_views(&mut self, oid: Oid, from: &str, to: &str) {
        let views: Vec<Oid> = self.catalog.views_on.get(&oid).into_iter().flatten().copied().collect_vec();
        let name = self.catalog.name_of(oid);
        for view in views {
            let Some(data) = self.catalog.view(view) else { continue };
            let others = data.depends_on.iter().filter(|o| **o != oid);
            let unique = !others.clone().any(|&o| self.column_types(o).any(|(c, _)| c == from));
            self.rewrite_query(view, |query| rename_query_column(query, &name.name, from, to, unique));
        }
    }
}

/// Where the view's name stands in `CREATE OR REPLACE VIEW a.b (…) AS`.
fn name_in_head(head: &str) -> Option<(usize, usize)> {
    let list = tokens(head);
    let view = list.position(|t| t.is_word("view"))?;
    let mut at = view + 1;
    if list.get(at).is_some_and(|t| t.is_word("if")) {
        at += 3;
    }
    let end = skip_name(&list, at);
    let (first, last) = (list.get(at)?, list.get(end - 1)?);
    Some((first.start, last.start + last.text.len()))
}

/// `security_barrier, check_option = local`: an option without a value is true.
fn view_options(list: &[Token<'_>]) -> Vec<(String, String)> {
    let mut options = Vec::new();
    for part in list.split(|token| token.is(",")) {
        let (name, value) = match part.position(|token| token.is("=")) {
            Some(at) => (part.get(..at).unwrap_or_default(), part.get(at + 1..).unwrap_or_default()),
            None => (part, &[][..]),
        };
        let text = |tokens: &[Token<'_>]| tokens.iter().map(|token| token.text.to_ascii_lowercase()).join("");
        let value = if value.is_empty() { "true".to_owned() } else { text(value) };
        options.push((text(name), value));
    }
    options
}

/// A query with a column of `table` renamed. An output that was called by the column keeps its name.
fn rename_query_column(query: &str, table: &str, from: &str, to: &str, unique: bool) -> Option<String> {
    if !mentions(query, from) {
        return None;
    }
    let list = tokens(query);
    let qualifiers = aliases(&list, table);
    let mut made = String::new();
    let mut copied = 0;
    let mut depth = 0_usize;
    let mut in_list: Vec<bool> = vec![false];
    for (i, token) in list.iter().enumerate() {
        if token.is("(") {
            depth += 1;
            in_list.push(false);
        } else if token.is(")") && depth > 0 {
            depth -= 1;
            in_list.pop();
        } else if token.is_word("select") {
            if let Some(last) = in_list.last_mut() {
                *last = true;
            }
        } else if token.is_word("from")
            && let Some(last) = in_list.last_mut()
        {
            *last = false;
        }
        if !token.is_name(from) {
            continue;
        }
        let before = |n: usize| i.checked_sub(n).and_then(|p| list.get(p));
        let next = list.get(i + 1);
        if next.is_some_and(|t| t.is("(") || t.is(".") || t.kind == TokenKind::Text)
            || before(1).is_some_and(|t| t.is_word("as") || t.is("::"))
        {
            continue;
        }
        let qualified = before(1).is_some_and(|t| t.is("."));
        let ours =
            if qualified { before(2).and_then(Token::name).is_some_and(|q| qualifiers.contains(&q)) } else { unique };
        if !ours {
            continue;
        }
        made.push_str(query.get(copied..token.start).unwrap_or_default());
        made.push_str(&quote(to));
        copied = token.start + token.text.len();
        // the whole of an output column
        let mut start = i;
        while start >= 2 && list[start - 1].is(".") {
            start -= 2;
        }
        let opens = start
            .checked_sub(1)
            .and_then(|p| list.get(p))
            .is_some_and(|t| t.is(",") || t.is_word("select") || t.is_word("distinct") || t.is_word("all"));
        let closes = next.is_none_or(|t| {
            t.is(",") || t.is(")") || ["from", "union", "intersect", "except", "where"].any(|w| t.is_word(w))
        });
        if in_list.last() == Some(&true) && opens && closes {
            made.push_str(" AS ");
            made.push_str(&quote(from));
        }
    }
    if copied == 0 {
        return None;
    }
    made.push_str(query.get(copied..).unwrap_or_default());
    Some(made)
}

/// What a table's columns are qualified by in a query: its name, its aliases.
fn aliases(list: &[Token<'_>], table: &str) -> Vec<String> {
    let mut found = vec![table.to_owned()];
    for (i, token) in list.iter().enumerate() {
        if !token.is_name(table) {
            continue;
        }
        let mut next = i + 1;
        if list.get(next).is_some_and(|t| t.is_word("as")) {
            next += 1;
        }
        if let Some(alias) = list.get(next).filter(|t| match t.kind {
            TokenKind::Quoted => true,
            TokenKind::Word => !super::expression_text::is_reserved(t.text),
            _ => false,
        }) {
            found.push_all(alias.name());
        }
    }
    found
}
