//! Keys, checks and indexes of a table.

use schema_doc_diagnostics::{Code, Diagnostic};

use super::super::ast::Element;
use super::column::unwrapped;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{
    Action, Check, ForeignKey, Index, IndexKey, IndexKind, KeyTarget, PrimaryKey, SortOrder, System, Unique,
};
use crate::source::sql::ast::{Ident, ObjectName};
use crate::source::sql::parse::cursor::{Cursor, Read};
use crate::source::sql::token::TokenKind;

impl Cursor<'_> {
    /// Whether a part of a table stands here that is no column.
    pub(super) fn begins_element(&self) -> bool {
        if self.is_any(&["constraint", "foreign", "check", "unique", "primary"]) {
            // SQLite and Oracle let a column be named so only in quotes, which a word has not.
            return true;
        }
        let mysql = self.system().is_mysql();
        (mysql && self.is_any(&["key", "index", "fulltext", "spatial"]) && !self.is_column_named())
            || (self.system() == System::SqlServer && self.is("index"))
            || self.are(&["period", "for"])
            || self.are(&["vector", "index"])
            || self.are(&["vector", "key"])
    }

    /// `key int`, `index varchar(10)` in MySQL dialects that allow it: a type follows, not a name or a list.
    fn is_column_named(&self) -> bool {
        let types = [
            "int", "integer", "bigint", "varchar", "char", "text", "tinyint", "smallint", "datetime", "blob",
            "longtext",
        ];
        types.any(|t| self.is_at(1, t)) && !self.is_kind_at(2, TokenKind::LeftParen)
    }

    /// A part of a table that is no column; `None` for what shapes nothing.
    pub(super) fn read_element(&mut self) -> Read<Option<Element>> {
        let start = self.position;
        let mut name = None;
        if self.eat("constraint") && !self.is_any(&["primary", "unique", "foreign", "check", "default"]) {
            self.read_if_not_exists();
            name = Some(self.read_ident("a constraint name")?);
        }
        if self.system() == System::Sqlite && (self.at_end() || self.is_kind(TokenKind::Comma)) {
            // SQLite takes a name without its constraint.
            return Ok(None);
        }
        let element = match self.word().map(str::to_ascii_lowercase).as_deref() {
            Some("primary") => {
                self.bump();
                self.expect("key")?;
                self.read_index_type();
                // MySQL passes over a name.
                if !self.is_kind(TokenKind::LeftParen) {
                    let _ = self.read_ident("`(`")?;
                    self.read_index_type();
                }
                let keys = self.read_keys()?;
                let span = Some(self.span_from(start));
                let on_conflict = self.read_conflict();
                self.read_key_options();
                // SQLite's order counts where a column says the key: here it is still the row's number.
                let is_descending = |key: &IndexKey| key.order == SortOrder::Descending;
                Element::PrimaryKey(PrimaryKey {
                    name: name.map(|n| n.name).unwrap_or_default(),
                    descending: self.system().is_mysql() && keys.all(is_descending),
                    columns: columns(&keys),
                    on_conflict,
                    clustered: self.clustered(start, true),
                    span,
                    ..PrimaryKey::default()
                })
            }
            Some("unique") => {
                self.bump();
                self.eat_any(&["key", "index"]);
                self.read_index_type();
                if !self.is_kind(TokenKind::LeftParen) {
                    self.read_if_not_exists();
                    name = Some(self.read_ident("an index name")?);
                    self.read_index_type();
                }
                let keys = self.read_keys()?;
                let span = Some(self.span_from(start));
                let on_conflict = self.read_conflict();
                let options = self.read_key_options();
                let name = name.map(|n| n.name).unwrap_or_default();
                if self.system().is_mysql() {
                    let mut index = Index { name, keys, unique: true, span, ..Index::default() };
                    options.give_to(&mut index);
                    return Ok(Some(unique_key(index)));
                }
                // A key with an expression is an index, not a constraint on columns.
                if keys.all(|key| key.as_column().is_some()) {
                    let mut unique = Unique { name, columns: columns(&keys), on_conflict, span, ..Unique::default() };
                    unique.clustered = self.clustered(start, false);
                    Element::Unique(unique)
                } else {
                    Element::Index(Index { name, keys, unique: true, span, ..Index::default() })
                }
            }
            Some("foreign") => {
                self.bump();
                self.expect("key")?;
                self.read_if_not_exists();
                if !self.is_kind(TokenKind::LeftParen) {
                    // MySQL 8.4, FOREIGN KEY Constraints: the index's name, and the key's where it has none.
                    let written = self.read_ident("`(`")?;
                    name = name.or(Some(written));
                }
                let columns = self.read_idents("a column")?;
                let (mut key, table) = self.read_references()?;
                key.name = name.map(|n| n.name).unwrap_or_default();
                key.columns = columns.into_iter().map(|c| c.name).collect_vec();
                key.span = Some(self.span_from(start));
                Element::ForeignKey { key, table }
            }
            Some("check") => {
                self.bump();
                self.eat_all(&["not", "for", "replication"]);
                let expression = self.read_condition()?;
                let mut check = Check {
                    name: name.map(|n| n.name).unwrap_or_default(),
                    expression,
                    span: Some(self.span_from(start)),
                    ..Check::default()
                };
                check.not_enforced = self.eat_all(&["not", "enforced"]);
                let from = self.position;
                self.read_key_options();
                check.not_enforced |= self.says_disable(from);
                Element::Check { check, of_column: false }
            }
            Some("default") => {
                // SQL Server: ADD CONSTRAINT d DEFAULT (0) FOR c
                self.bump();
                let expression = self.read_default()?;
                self.expect("for")?;
                let column = self.read_ident("a column")?;
                self.eat_all(&["with", "values"]);
                Element::Default { name: name.map(|n| n.name).unwrap_or_default(), column, expression }
            }
            Some("key" | "index") => {
                self.bump();
                self.read_if_not_exists();
                if self.system() == System::SqlServer {
                    let mut index = self.read_inline_index()?;
                    index.span = Some(self.span_from(start));
                    return Ok(Some(Element::Index(index)));
                }
                self.read_index(start, IndexKind::Index)?
            }
            Some("fulltext") => {
                self.bump();
                self.eat_any(&["key", "index"]);
                self.read_index(start, IndexKind::Fulltext)?
            }
            Some("spatial") => {
                self.bump();
                self.eat_any(&["key", "index"]);
                self.read_index(start, IndexKind::Spatial)?
            }
            Some("vector") => {
                self.position += 2;
                let mut element = self.read_index(start, IndexKind::Index)?;
                if let Element::Index(index) = &mut element {
                    "vector".clone_into(&mut index.method);
                }
                element
            }
            Some("period") => {
                self.position += 2;
                self.read_if_not_exists();
                let name = self.read_ident("a period")?.name;
                Element::Period { name, columns: self.read_idents("a column")? }
            }
            Some("connection") => {
                // CONNECTION (a TO b) of a graph's edges
                self.bump();
                self.skip_group()?;
                return Ok(None);
            }
            _ => return Err(self.expected_word("a constraint", &["primary", "unique", "foreign", "check"])),
        };
        Ok(Some(element))
    }

    /// MySQL: behind `KEY`: `[name] [USING BTREE] (keys) options`.
    fn read_index(&mut self, start: usize, kind: IndexKind) -> Read<Element> {
        self.read_index_type();
        let mut name = String::new();
        if !self.is_kind(TokenKind::LeftParen) {
            self.read_if_not_exists();
            name = self.read_ident("an index name")?.name;
        }
        let method = self.read_index_type();
        let keys = self.read_keys()?;
        let options = self.read_key_options();
        let span = Some(self.span_from(start));
        let method = method.unwrap_or_else(|| default_method(self.system(), kind).to_owned());
        let mut index = Index { name, kind, method, keys, span, ..Index::default() };
        options.give_to(&mut index);
        Ok(Element::Index(index))
    }

    /// SQL Server: behind `INDEX` in a table: `name [UNIQUE] [CLUSTERED] [(keys)]`.
    pub(super) fn read_inline_index(&mut self) -> Read<Index> {
        let name = self.read_ident("an index name")?.name;
        let unique = self.eat("unique");
        let method = self.read_index_type().unwrap_or_default();
        let keys = if self.is_kind(TokenKind::LeftParen) { self.read_keys()? } else { Vec::new() };
        let mut index = Index { name, method, keys, unique, ..Index::default() };
        self.read_index_tail(&mut index)?;
        Ok(index)
    }

    /// `USING BTREE`, `CLUSTERED`.
    pub(super) fn read_index_type(&mut self) -> Option<String> {
        let mut found = None;
        loop {
            if self.eat_all(&["using", "index"]) {
                self.position -= 2;
                return found;
            }
            if self.eat_any(&["using", "type"]).is_some() {
                found = self.bump().map(|t| self.text_of(t).to_ascii_lowercase());
            } else if let Some(word) = self.eat_any(&["clustered", "nonclustered", "columnstore", "hash"]) {
                found = Some(match found {
                    Some(before) => format!("{before} {word}"),
                    None => word.to_owned(),
                });
            } else {
                return found;
            }
        }
    }

    /// `(a, b(10) DESC, (lower(c)))`.
    pub(super) fn read_keys(&mut self) -> Read<Vec<IndexKey>> {
        self.group(|c| c.comma_list(Self::read_key))
    }

    fn read_key(&mut self) -> Read<IndexKey> {
        let start = self.position;
        self.skip_until(|c| c.is_kind(TokenKind::Comma));
        let end = self.position;
        if start == end {
            return Err(self.expected("a column"));
        }
        // From the end: the direction, then the collation.
        let mut last = end;
        let mut order = SortOrder::Ascending;
        let mut collation = None;
        let word =
            |c: &Self, at: usize| c.tokens.get(at).map(|&t| c.text_of(t).to_ascii_lowercase()).unwrap_or_default();
        if last > start + 1 && matches!(word(self, last - 1).as_str(), "asc" | "desc") {
            if word(self, last - 1) == "desc" {
                order = SortOrder::Descending;
            }
            last -= 1;
        }
        if last > start + 2 && word(self, last - 2) == "collate" {
            collation = self.tokens.get(last - 1).and_then(|&t| self.ident_of(t)).map(|i| i.name.into_boxed_str());
            last -= 2;
        }
        self.position = start;
        let length = last - start;
        let first = self.peek();
        let plain = length == 1 && !self.is_kind(TokenKind::Number);
        let prefix = length == 4
            && self.system().is_mysql()
            && self.is_kind_at(1, TokenKind::LeftParen)
            && self.is_kind_at(2, TokenKind::Number);
        let name = if plain || prefix { Some(self.read_ident("a column")?) } else { None };
        let target = match name {
            Some(name) if plain => KeyTarget::Column(name.name),
            // A prefix: the key is not on the whole column.
            Some(name) => {
                let length = self.tokens.get(start + 2).map(|&t| self.text_of(t)).unwrap_or_default();
                KeyTarget::Expression(format!(
                    "{}({length})",
                    crate::model::quote_identifier(self.system(), &name.name)
                ))
            }
            None => {
                let wrapped =
                    first.is_some_and(|t| t.kind == TokenKind::LeftParen) && self.closing(start) == Some(last - 1);
                let (from, to) = if wrapped { (start + 1, last - 1) } else { (start, last) };
                let only = self.tokens.get(from).filter(|_| to == from + 1).and_then(|&token| self.ident_of(token));
                let text = self.folded(from, to);
                // MySQL's functional keys stand in parentheses of their own, which tell them from a prefix.
                let period = text.to_ascii_lowercase().ends_with(" without overlaps");
                match only {
                    // SQLite takes `(a)` for the column.
                    Some(name) if self.system() == System::Sqlite => KeyTarget::Column(name.name),
                    _ if self.system().is_mysql() && !period => KeyTarget::Expression(format!("({text})")),
                    _ => KeyTarget::Expression(text),
                }
            }
        };
        self.position = end;
        let mut key = IndexKey::on(target);
        key.order = order;
        key.collation = collation;
        Ok(key)
    }

    /// What stands behind a key: `USING BTREE COMMENT 'x'`, `WITH (PAD_INDEX = OFF) ON [PRIMARY]`, `USING INDEX …`, `ENABLE`,
    /// `ON CONFLICT REPLACE`.
    pub(super) fn read_key_options(&mut self) -> KeyOptions {
        let mut options = KeyOptions::default();
        loop {
            let oracle = self.system() == System::Oracle;
            let sqlite = self.system() == System::Sqlite;
            if self.are(&["on", "conflict"]) && sqlite {
                let _ = self.read_conflict();
            } else if oracle && self.eat_all(&["exceptions", "into"]) {
                let _ = self.read_name("a table");
            } else if self.eat_all(&["using", "index"]) {
                self.skip_until(|c| {
                    c.is_kind(TokenKind::Comma) || c.is_any(&["enable", "disable", "constraint", "check", "references"])
                });
            } else if let Some(found) = self.read_index_type() {
                options.method = Some(found);
            } else if self.eat("comment") {
                options.comment = Some(self.read_value()).filter(|text| !text.is_empty());
            } else if self.eat("key_block_size") {
                let _ = self.read_value();
            } else if let Some(name) = self.eat_any(&["m", "distance"]) {
                // MariaDB's vector indexes.
                options.storage.push((name.to_ascii_uppercase(), self.read_value()));
            } else if self.eat_all(&["with", "parser"]) {
                options.storage.push(("PARSER".to_owned(), self.read_value()));
            } else if self.eat_any(&["invisible", "ignored"]).is_some() {
                options.storage.push(INVISIBLE.map(str::to_owned).into());
            } else if self.is("with") && self.is_kind_at(1, TokenKind::LeftParen) {
                self.bump();
                let _ = self.skip_group();
            } else if self.is("with") && self.is_at(1, "fillfactor") {
                self.position += 2;
                let _ = self.read_value();
            } else if self.system() == System::SqlServer && self.is("on") && !self.is_any(&["update", "delete"]) {
                // A filegroup or a partition scheme.
                if self.is_at(1, "update") || self.is_at(1, "delete") {
                    return options;
                }
                self.position += 2;
                if self.is_kind(TokenKind::LeftParen) {
                    let _ = self.skip_group();
                }
            } else if self
                .eat_any(&["visible", "enable", "disable", "validate", "novalidate", "rely", "norely", "enforced"])
                .is_some()
            {
            } else if self.are(&["not", "deferrable"])
                || self.are(&["not", "ignored"])
                || self.are(&["initially", "deferred"])
                || self.are(&["initially", "immediate"])
            {
                self.position += 2;
            } else if self.eat("deferrable")
                || (oracle
                    && self
                        .eat_any(&[
                            "local",
                            "global",
                            "online",
                            "nologging",
                            "logging",
                            "parallel",
                            "noparallel",
                            "compute",
                        ])
                        .is_some())
            {
            } else {
                return options;
            }
        }
    }

    /// What a check asks, in its parentheses: SQL Server's scripts write two pairs.
    pub(super) fn read_condition(&mut self) -> Read<String> {
        let text = self.group_expr()?.text;
        Ok(if self.system() == System::SqlServer { unwrapped(&text).to_owned() } else { text })
    }

    /// Oracle: whether `DISABLE` stands between a token and here.
    pub(super) fn says_disable(&self, from: usize) -> bool {
        self.says(from, "disable")
    }

    /// SQL Server: what a key says of the order of the rows where it is not as usual.
    pub(super) fn clustered(&self, from: usize, usual: bool) -> Option<bool> {
        let unusual = if usual { "nonclustered" } else { "clustered" };
        (self.system() == System::SqlServer && self.says(from, unusual)).then_some(!usual)
    }

    /// Whether a word stands between a token and here.
    fn says(&self, from: usize, word: &str) -> bool {
        let said = self.tokens.get(from..self.position).unwrap_or_default();
        said.any(|&token| self.text_of(token).eq_ignore_ascii_case(word))
    }

    /// `REFERENCES t (a) ON DELETE CASCADE …`.
    pub(super) fn read_references(&mut self) -> Read<(ForeignKey, ObjectName)> {
        self.expect("references")?;
        let table = self.read_name("a table")?;
        let mut key = ForeignKey::default();
        if self.system().is_mysql() {
            // What is not said is InnoDB's RESTRICT, as MariaDB's REFERENTIAL_CONSTRAINTS prints it.
            (key.on_delete, key.on_update) = (Action::Restrict, Action::Restrict);
        }
        if self.is_kind(TokenKind::LeftParen) {
            let columns: Vec<Ident> = self.read_idents("a column")?;
            key.referenced = columns.into_iter().map(|c| c.name).collect_vec();
        }
        loop {
            if self.eat_all(&["on", "delete"]) {
                key.on_delete = self.read_action()?;
            } else if self.are(&["on", "update"]) && self.system() == System::Oracle {
                let start = self.position;
                self.position += 2;
                self.read_action()?;
                let message = "Oracle has no `ON UPDATE`, and refuses this statement: it is left out";
                self.diagnostics.push(Diagnostic::warning(Code::UnsupportedStatement, self.span_from(start), message));
            } else if self.eat_all(&["on", "update"]) {
                key.on_update = self.read_action()?;
            } else if self.eat("match") {
                key.match_full = self.is("full");
                self.bump();
            } else if self.eat_all(&["not", "deferrable"]) {
                key.deferrable = None;
                self.eat_all(&["initially", "immediate"]);
                self.eat_all(&["initially", "deferred"]);
            } else if self.eat("deferrable") {
                key.deferrable = Some(false);
            } else if self.eat_all(&["initially", "deferred"]) {
                key.deferrable = Some(true);
            } else if self.eat_all(&["initially", "immediate"]) || self.eat_all(&["not", "for", "replication"]) {
            } else if let Some(state) = self.eat_any(&["enable", "disable", "validate", "novalidate", "rely", "norely"])
            {
                key.not_enforced |= state == "disable";
            } else {
                return Ok((key, table));
            }
        }
    }

    fn read_action(&mut self) -> Read<Action> {
        Ok(match self.eat_any(&["cascade", "restrict", "no", "set"]) {
            Some("cascade") => Action::Cascade,
            Some("restrict") => Action::Restrict,
            Some("no") => {
                self.expect("action")?;
                Action::NoAction
            }
            Some(_) if self.eat("null") => Action::SetNull,
            Some(_) if self.eat("default") => Action::SetDefault,
            _ => return Err(self.expected("an action: `CASCADE`, `SET NULL`, `RESTRICT`, …")),
        })
    }

    /// What stands behind the keys of an index: `INCLUDE (…) WHERE … WITH (…) ON …`.
    pub(super) fn read_index_tail(&mut self, index: &mut Index) -> Read<()> {
        loop {
            if self.eat("include") {
                index.include = self.read_idents("a column")?.into_iter().map(|c| c.name).collect_vec();
            } else if self.eat("where") {
                let text = self
                    .expr_until(|c| {
                        c.is_kind(TokenKind::Semicolon)
                            || (c.system() == System::SqlServer
                                && (c.is_kind(TokenKind::Comma) || c.is_any(&["with", "on"]) || c.begins_statement()))
                    })?
                    .text;
                index.predicate = Some(text);
            } else {
                let start = self.position;
                self.read_key_options().give_to(index);
                if self.position == start {
                    return Ok(());
                }
            }
        }
    }
}

/// MySQL's `INVISIBLE`, MariaDB's `IGNORED`: the planner passes over the index. As the manifest has it.
pub(in crate::source::sql::plain) const INVISIBLE: [&str; 2] = ["INVISIBLE", "YES"];

/// What stands behind the columns of a key.
#[derive(Debug, Default)]
pub(super) struct KeyOptions {
    method: Option<String>,
    comment: Option<String>,
    /// MySQL's `WITH PARSER ngram`, and whether the planner passes over it.
    storage: Vec<(String, String)>,
}

impl KeyOptions {
    fn give_to(mut self, index: &mut Index) {
        if let Some(method) = self.method {
            index.method = method;
        }
        if self.comment.is_some() {
            index.annotations.comment = self.comment;
        }
        index.storage.append(&mut self.storage);
    }
}

/// The method of an index that says none, as the manifest prints it. MySQL's follows from the engine of its table.
pub(super) fn default_method(system: System, kind: IndexKind) -> &'static str {
    match kind {
        IndexKind::Fulltext => "fulltext",
        IndexKind::Spatial => "spatial",
        _ if system.is_mysql() => "",
        _ => "btree",
    }
}

/// A unique index of MySQL's is a unique constraint, whatever statement made it. One whose keys are more than columns, or which says what no
/// constraint does, stays an index.
pub(in crate::source::sql::plain) fn unique_key(index: Index) -> Element {
    if !index.keys.all(IndexKey::is_plain) || !index.storage.is_empty() {
        return Element::Index(index);
    }
    let columns = columns(&index.keys);
    let Index { name, span, annotations, .. } = index;
    Element::Unique(Unique { name, columns, span, annotations, ..Unique::default() })
}

/// The columns of keys that are columns.
pub(super) fn columns(keys: &[IndexKey]) -> Vec<String> {
    keys.mapped(|key| match &key.target {
        KeyTarget::Column(name) => name.clone(),
        KeyTarget::Expression(text) => text.clone(),
    })
}
