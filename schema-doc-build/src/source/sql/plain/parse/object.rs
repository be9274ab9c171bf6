//! `CREATE` of what is no table, and the procedures of SQL Server that rename and describe.

use super::super::ast::{ObjectType, RenamedPart, StatementKind};
use super::super::irrelevant;
use super::element::default_method;
use super::run_time::RUN_TIME;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{
    Argument, ArgumentMode, Definition, Domain, Index, IndexKind, OtherObject, Routine, RoutineKind, Sequence,
    SequenceOptions, System, Trigger, View, ViewColumn,
};
use crate::source::sql::ast::{Ident, ObjectName, SequenceClauses};
use crate::source::sql::parse::cursor::{Cursor, Read};
use crate::source::sql::token::{TokenKind, string_value};

/// First words of what is kept as text.
pub(super) const OTHER_KINDS: &[&str] = &[
    "event",
    "synonym",
    "package",
    "type",
    "context",
    "directory",
    "rule",
    "default",
    "xml",
    "partition",
    "fulltext",
    "statistics",
    "assembly",
    "library",
    "cluster",
    "materialized",
    "security",
    "column",
    "symmetric",
    "asymmetric",
    "certificate",
    "data",
    "dimension",
    "operator",
    "indextype",
    "java",
    "service",
    "queue",
    "message",
    "contract",
    "route",
    "file",
    "json",
    "domain",
    "property",
    "search",
    "private",
];

/// Their further words: `security policy`, `xml schema collection`, `column master key`.
const KIND_WORDS: &[&str] = &[
    "policy",
    "master",
    "encryption",
    "key",
    "source",
    "format",
    "type",
    "relational",
    "duality",
    "view",
    "graph",
    "property",
    "list",
    "class",
    "outline",
    "body",
    "schema",
    "collection",
    "function",
    "scheme",
    "catalog",
    "stoplist",
    "log",
];

impl Cursor<'_> {
    /// Behind `CREATE`.
    pub(super) fn read_create(&mut self) -> Read<StatementKind> {
        let or_replace = self.eat_all(&["or", "replace"]) || self.eat_all(&["or", "alter"]);
        let mut temporary = false;
        loop {
            if self.eat_any(&["temporary", "temp"]).is_some()
                || self.eat_all(&["global", "temporary"])
                || self.eat_all(&["private", "temporary"])
            {
                temporary = true;
            } else if self
                .eat_any(&[
                    "force",
                    "noforce",
                    "editionable",
                    "noneditionable",
                    "editioning",
                    "global",
                    "public",
                    "sharded",
                    "duplicated",
                    "immutable",
                    "blockchain",
                    "external",
                    "aggregate",
                    // CREATE AND RESOLVE JAVA SOURCE NAMED "Trim" AS …
                    "and",
                    "resolve",
                    "compile",
                ])
                .is_none()
                && !self.eat_all(&["no", "force"])
            {
                break;
            }
        }
        self.skip_definer();
        self.eat("aggregate");
        if or_replace && irrelevant::reason("create", self.word().unwrap_or_default()).is_some() {
            // MariaDB: CREATE OR REPLACE USER
            self.skip_statement();
            return Ok(StatementKind::Irrelevant);
        }
        self.read_created(or_replace, temporary)
    }

    /// MySQL: `ALGORITHM = x DEFINER = a@b SQL SECURITY x`.
    pub(super) fn skip_definer(&mut self) {
        loop {
            if self.eat("algorithm") {
                let _ = self.read_value();
            } else if self.eat("definer") {
                self.bump();
                self.skip_until(|c| {
                    c.is_any(&["sql", "view", "procedure", "function", "trigger", "event", "aggregate", "package"])
                });
            } else if self.eat_all(&["sql", "security"]) {
                self.bump();
            } else {
                return;
            }
        }
    }

    /// Behind `CREATE` and its modifiers.
    pub(super) fn read_created(&mut self, or_replace: bool, temporary: bool) -> Read<StatementKind> {
        if self.eat("table") {
            return self.read_create_table(temporary, or_replace);
        }
        if self.eat_all(&["virtual", "table"]) {
            return self.read_virtual_table();
        }
        let start = self.position;
        let (mut unique, mut kind, mut method) = (false, IndexKind::Index, None);
        loop {
            if self.eat("unique") {
                unique = true;
            } else if let Some(word) = self.eat_any(&["fulltext", "spatial"]) {
                kind = if word == "spatial" { IndexKind::Spatial } else { IndexKind::Fulltext };
            } else if let Some(word) = self.eat_any(&["bitmap", "xml"]) {
                method = Some(word.to_owned());
            } else if self.eat_any(&["online", "offline", "primary", "multivalue"]).is_some() {
            } else if let Some(word) = self.eat_any(&["clustered", "nonclustered", "columnstore"]) {
                method = Some(match method {
                    Some(before) => format!("{before} {word}"),
                    None => word.to_owned(),
                });
            } else {
                break;
            }
        }
        if self.eat("index") {
            return self.read_create_index((unique, or_replace), kind, method);
        }
        self.position = start;
        if self.eat("view") || self.eat_all(&["materialized", "view"]) {
            let materialized =
                self.tokens.get(start).is_some_and(|&t| self.text_of(t).eq_ignore_ascii_case("materialized"));
            return self.read_create_view(or_replace, materialized).map(|kind| unless_temporary(kind, temporary));
        }
        match self.eat_any(&["trigger", "procedure", "proc", "function", "sequence", "schema"]) {
            Some("trigger") => self.read_create_trigger(or_replace).map(|kind| unless_temporary(kind, temporary)),
            Some("procedure" | "proc") => self.read_create_routine(RoutineKind::Procedure, or_replace),
            Some("function") => self.read_create_routine(RoutineKind::Function, or_replace),
            Some("sequence") => self.read_create_sequence(or_replace),
            Some("schema") if self.system() == System::SqlServer => {
                let name = self.read_ident("a schema name")?;
                if self.eat("authorization") {
                    self.bump();
                }
                Ok(StatementKind::CreateSchema(name))
            }
            Some(_) => {
                self.position = self.end;
                Ok(StatementKind::Irrelevant)
            }
            None => self.read_create_other(or_replace),
        }
    }

    fn read_create_index(
        &mut self,
        (unique, or_replace): (bool, bool),
        kind: IndexKind,
        method: Option<String>,
    ) -> Read<StatementKind> {
        let if_not_exists = self.read_if_not_exists();
        // SQL Server's full-text indexes have no name.
        let mut name = if self.is("on") { None } else { Some(self.read_name("an index name")?) };
        let mut index = Index { kind, unique, ..Index::default() };
        index.method =
            self.read_index_type().or(method).unwrap_or_else(|| default_method(self.system(), kind).to_owned());
        if self.system() == System::Oracle && self.is("on") && self.is_at(1, "cluster") {
            self.position = self.end;
            return Ok(StatementKind::Irrelevant);
        }
        self.expect("on")?;
        let table = self.read_name("a table")?;
        if let Some(found) = self.read_index_type() {
            index.method = found;
        }
        if self.is_kind(TokenKind::LeftParen) {
            index.keys = self.read_keys()?;
        }
        if self.eat_all(&["key", "index"]) {
            let key = self.read_ident("an index")?;
            index.storage.push(("KEY INDEX".to_owned(), key.name));
        }
        self.read_index_tail(&mut index)?;
        if self.eat_all(&["indextype", "is"]) {
            let kind = self.read_name("an index type")?;
            index.method = kind.parts.mapped(|part| part.name.to_ascii_lowercase()).join(".");
            index.kind = match kind.name() {
                "CONTEXT" | "CTXCAT" | "SEARCH_INDEX" => IndexKind::Fulltext,
                "SPATIAL_INDEX" | "SPATIAL_INDEX_V2" => IndexKind::Spatial,
                _ => index.kind,
            };
        }
        if let Some(name) = &mut name {
            index.name = name.parts.pop().map(|part| part.name).unwrap_or_default();
        }
        // LOCK=…, ALGORITHM=…, COMMENT '…', INDEXTYPE IS …
        self.skip_statement();
        Ok(StatementKind::CreateIndex { table, index: Box::new(index), or_replace, if_not_exists })
    }

    fn read_create_view(&mut self, or_replace: bool, materialized: bool) -> Read<StatementKind> {
        let if_not_exists = self.read_if_not_exists();
        let name = self.read_name("a view name")?;
        let mut view = View { materialized, ..View::default() };
        if self.is_kind(TokenKind::LeftParen) {
            let columns = self.group(|c| {
                let mut columns = Vec::new();
                while !c.at_end() {
                    columns.push(c.read_ident("a column")?);
                    c.skip_until(|c| c.is_kind(TokenKind::Comma));
                    c.eat_kind(TokenKind::Comma);
                }
                Ok(columns)
            })?;
            view.columns =
                columns.into_iter().map(|c| ViewColumn { name: c.name, ..ViewColumn::default() }).collect_vec();
        }
        // WITH SCHEMABINDING, BUILD IMMEDIATE, REFRESH FAST ON COMMIT, DEFAULT COLLATION …
        self.skip_until(|c| c.is("as"));
        self.expect("as")?;
        let query = self.query()?;
        self.position = self.end;
        Ok(StatementKind::CreateView { name, view: Box::new(view), query: Box::new(query), or_replace, if_not_exists })
    }

    fn read_create_trigger(&mut self, or_replace: bool) -> Read<StatementKind> {
        let if_not_exists = self.read_if_not_exists();
        let name = self.read_name("a trigger name")?;
        let mut trigger = Trigger { timing: "after".to_owned(), level: "row".to_owned(), ..Trigger::default() };
        let mut table = None;
        if self.system() == System::SqlServer {
            "statement".clone_into(&mut trigger.level);
            self.expect("on")?;
            table = Some(self.read_name("a table")?);
            self.skip_until(|c| c.is_any(&["for", "after", "instead"]));
        }
        match self.eat_any(&["before", "after", "for", "instead"]) {
            Some("before") => "before".clone_into(&mut trigger.timing),
            Some("instead") => {
                self.eat("of");
                "instead_of".clone_into(&mut trigger.timing);
            }
            _ => {}
        }
        if self.system() == System::Sqlite
            && !self.tokens[..self.position]
                .any(|&t| ["before", "after", "instead"].any(|word| self.text_of(t).eq_ignore_ascii_case(word)))
        {
            // SQLite, CREATE TRIGGER: before, where nothing is said.
            "before".clone_into(&mut trigger.timing);
        }
        while let Some(event) = self.eat_any(&["insert", "update", "delete"]) {
            if event == "update" && self.eat("of") {
                let columns = self.comma_list(|c| c.read_ident("a column"))?;
                let columns: Vec<String> = columns.into_iter().map(|c| c.name).collect_vec();
                trigger.events.push(format!("update of {}", columns.join(", ")));
            } else {
                trigger.events.push(event.to_owned());
            }
            self.eat("or");
            self.eat_kind(TokenKind::Comma);
        }
        if trigger.events.is_empty() {
            // Triggers of the database or the server: on DDL, on logon.
            self.position = self.end;
            let other = OtherObject { kind: "trigger".to_owned(), ..OtherObject::default() };
            return Ok(StatementKind::CreateOther { name, other: Box::new(other), or_replace, object_type: None });
        }
        if self.system() != System::SqlServer {
            self.expect("on")?;
            // ON NESTED TABLE lines OF orders
            if self.eat_all(&["nested", "table"]) {
                self.skip_until(|c| c.is("of"));
                self.bump();
            }
            table = Some(self.read_name("a table")?);
            if self.system() == System::Oracle {
                "statement".clone_into(&mut trigger.level);
            }
            let end = self.end;
            while !self.at_end() {
                if self.eat_all(&["for", "each", "row"]) {
                    "row".clone_into(&mut trigger.level);
                } else if self.eat_all(&["for", "each", "statement"]) {
                    "statement".clone_into(&mut trigger.level);
                } else if self.eat("when") {
                    let from = self.position;
                    self.skip_until(|c| c.is_any(&["begin", "declare", "call"]) && !c.is_kind(TokenKind::LeftParen));
                    trigger.condition = Some(self.folded(from, self.position));
                } else if self.is_any(&["begin", "declare", "call", "set", "insert", "update", "delete", "if"]) {
                    break;
                } else {
                    self.bump();
                }
            }
            self.end = end;
        }
        self.position = self.end;
        Ok(StatementKind::CreateTrigger { name, table, trigger: Box::new(trigger), or_replace, if_not_exists })
    }

    fn read_create_routine(&mut self, kind: RoutineKind, or_replace: bool) -> Read<StatementKind> {
        let if_not_exists = self.read_if_not_exists();
        let name = self.read_name("a name")?;
        let mut routine = Routine { kind, ..Routine::default() };
        let open = self.is_kind(TokenKind::LeftParen);
        let sql_server = self.system() == System::SqlServer;
        if open {
            routine.arguments = self.group(crate::source::sql::parse::cursor::Cursor::read_arguments)?;
        } else if sql_server && self.word().is_some_and(|word| word.starts_with('@')) {
            routine.arguments = self.read_arguments()?;
        }
        if self.eat_any(&["returns", "return"]).is_some() {
            if sql_server && self.word().is_some_and(|word| word.starts_with('@')) {
                self.bump();
            }
            routine.returns = Some(if self.eat("table") { "table".to_owned() } else { self.read_type_text()? });
        }
        // The clauses before the body.
        while !self.at_end() && !self.is_any(&["begin", "as", "is", "return", "select"]) {
            if self.eat_all(&["not", "deterministic"]) {
                routine.volatility = Some("volatile".to_owned());
            } else if self.eat("deterministic") {
                routine.volatility = Some("immutable".to_owned());
            } else if self.eat_all(&["language"]) {
                routine.language = self.bump().map(|t| self.text_of(t).to_ascii_lowercase());
            } else {
                self.bump();
            }
        }
        let from = self.position;
        self.position = self.end;
        routine.body = Some(self.span_between(from, self.end));
        Ok(StatementKind::CreateRoutine { name, routine: Box::new(routine), or_replace, if_not_exists })
    }

    fn read_type_text(&mut self) -> Read<String> {
        let system = self.system();
        Ok(self.read_type()?.map(|written| super::super::types::data_type(system, &written).native).unwrap_or_default())
    }

    fn read_arguments(&mut self) -> Read<Vec<Argument>> {
        let mut arguments = Vec::new();
        while !self.at_end() && !self.is_any(&["as", "with", "returns"]) {
            // MySQL: the direction first; Oracle: behind the name.
            let mode = self.read_mode().unwrap_or_default();
            let name = Some(self.read_ident("an argument")?.name);
            let mut argument = Argument { name, mode, ..Argument::default() };
            if let Some(mode) = self.read_mode() {
                argument.mode = mode;
            }
            self.eat("as");
            argument.data_type = self.read_type_text()?;
            let stops = |c: &Self| c.is_kind(TokenKind::Comma) || c.is_any(&["as", "with", "returns"]);
            let start = self.position;
            self.skip_until(stops);
            let tail = self.folded(start, self.position);
            let lower = tail.to_ascii_lowercase();
            if lower.ends_with("output") || lower.ends_with(" out") || lower == "out" {
                argument.mode = ArgumentMode::InOut;
            }
            let default = tail.strip_prefix(":=").or_else(|| tail.strip_prefix('=')).or_else(|| {
                tail.get(..7).filter(|word| word.eq_ignore_ascii_case("default")).and_then(|_| tail.get(7..))
            });
            argument.default = default.map(|text| text.trim().to_owned());
            arguments.push(argument);
            if !self.eat_kind(TokenKind::Comma) {
                break;
            }
        }
        Ok(arguments)
    }

    fn read_mode(&mut self) -> Option<ArgumentMode> {
        // `in` may be followed by `out`.
        let mode = match self.eat_any(&["in", "out", "inout"])? {
            "in" if self.eat("out") => ArgumentMode::InOut,
            "in" => ArgumentMode::In,
            "inout" => ArgumentMode::InOut,
            _ => ArgumentMode::Out,
        };
        self.eat("nocopy");
        Some(mode)
    }

    fn read_create_sequence(&mut self, or_replace: bool) -> Read<StatementKind> {
        let if_not_exists = self.read_if_not_exists();
        let name = self.read_name("a sequence name")?;
        let mut clauses = SequenceClauses::default();
        while !self.at_end() && !self.is_kind(TokenKind::Semicolon) && !self.begins_statement() {
            if self.eat("as") {
                let _ = self.read_type()?;
            } else if self.is("cache") && self.peek_at(1).is_none_or(|token| token.kind != TokenKind::Number) {
                // SQL Server: as many as it likes.
                self.bump();
            } else if !self.sequence_clause(&mut clauses)? {
                // NOCACHE, NOCYCLE, ORDER, …
                self.bump();
            }
        }
        let sequence = Sequence { options: sequence_options(&clauses), ..Sequence::default() };
        Ok(StatementKind::CreateSequence { name, sequence: Box::new(sequence), or_replace, if_not_exists })
    }

    /// Behind `ALTER SEQUENCE`.
    pub(super) fn read_alter_sequence(&mut self) -> Read<StatementKind> {
        self.eat_all(&["if", "exists"]);
        let name = self.read_name("a sequence name")?;
        let mut clauses = SequenceClauses::default();
        while !self.at_end() && !self.is_kind(TokenKind::Semicolon) && !self.begins_statement() {
            if !self.sequence_clause(&mut clauses)? {
                self.bump();
            }
        }
        Ok(StatementKind::AlterSequence { name, options: Box::new(sequence_options(&clauses)) })
    }

    /// SQL Server: `CREATE TYPE [dbo].[Name] FROM [nvarchar](50) NOT NULL`. `None` where it is another kind of type.
    fn read_alias_type(&mut self) -> Read<Option<StatementKind>> {
        let start = self.position;
        if self.system() != System::SqlServer || !self.eat("type") {
            return Ok(None);
        }
        let name = self.read_name("a type name")?;
        if !self.eat("from") {
            self.position = start;
            return Ok(None);
        }
        let written = self.read_type()?.unwrap_or_default();
        let data_type = super::super::types::data_type(System::SqlServer, &written);
        let mut domain = Domain { data_type, nullable: true, ..Domain::default() };
        if self.eat_all(&["not", "null"]) {
            domain.nullable = false;
        } else {
            self.eat("null");
        }
        Ok(Some(StatementKind::CreateDomain { name, domain: Box::new(domain) }))
    }

    /// A further word of a kind, which may be the name of a namespace, too.
    pub(super) fn eat_kind_word(&mut self) -> Option<&'static str> {
        if self.is_kind_at(1, TokenKind::Dot) { None } else { self.eat_any(KIND_WORDS) }
    }

    /// What is kept as text.
    fn read_create_other(&mut self, or_replace: bool) -> Read<StatementKind> {
        if let Some(kind) = self.read_alias_type()? {
            return Ok(kind);
        }
        let Some(kind) = self.eat_any(OTHER_KINDS) else {
            return Err(self
                .unknown_kind("CREATE", &["table", "index", "view", "trigger", "procedure", "function", "sequence"]));
        };
        let mut kind = kind.to_owned();
        while let Some(word) = self.eat_kind_word() {
            kind = format!("{kind} {word}");
        }
        self.read_if_not_exists();
        self.eat_any(&["on", "named"]);
        let name = self.read_name("a name")?;
        let mut object_type = None;
        if self.system() == System::SqlServer {
            self.skip_statement();
        } else {
            if kind == "type" {
                object_type = self.read_object_type();
            }
            self.position = self.end;
        }
        let other = OtherObject { kind, definition: Definition::default(), ..OtherObject::default() };
        Ok(StatementKind::CreateOther { name, other: Box::new(other), or_replace, object_type })
    }

    /// Oracle: behind the name of a type: `AS OBJECT (a NUMBER, MEMBER FUNCTION f RETURN NUMBER)`, `UNDER u (b DATE)`. `None` where it is one
    /// of another kind, or its attributes cannot be read.
    fn read_object_type(&mut self) -> Option<Box<ObjectType>> {
        const METHODS: &[&str] = &[
            "member",
            "static",
            "constructor",
            "map",
            "order",
            "overriding",
            "final",
            "not",
            "instantiable",
            "pragma",
        ];
        let mut object = ObjectType::default();
        self.skip_until(|c| c.is_any(&["object", "under", "table", "varray", "varying"]));
        if self.eat("under") {
            object.under = Some(self.read_name("a type").ok()?);
        } else if !self.eat("object") {
            return None;
        }
        let read = self.group(|c| {
            while !c.at_end() && !c.is_any(METHODS) {
                object.attributes.push(c.read_column()?.column);
                c.eat_kind(TokenKind::Comma);
            }
            c.position = c.end;
            Ok(())
        });
        read.ok().map(|()| Box::new(object))
    }

    /// SQL Server: `EXEC sp_rename 'a.b', 'c', 'COLUMN'`, `EXEC sys.sp_addextendedproperty @name = N'MS_Description', …`.
    pub(super) fn read_procedure_call(&mut self) -> Read<StatementKind> {
        let mut procedure = self.read_name("a procedure")?;
        // @result = procedure
        if self.is_operator("=") {
            self.bump();
            procedure = self.read_name("a procedure")?;
        }
        let procedure = procedure.name().to_ascii_lowercase();
        let mut arguments: Vec<(Option<String>, String)> = Vec::new();
        while !self.at_end()
            && !self.is_kind(TokenKind::Semicolon)
            && (arguments.is_empty() || !self.begins_statement())
        {
            let named = self.word().filter(|word| word.starts_with('@')).map(str::to_ascii_lowercase);
            if let Some(name) = &named
                && self.peek_at(1).is_some_and(|t| self.text_of(t) == "=")
            {
                self.position += 2;
                arguments.push((Some(name.clone()), self.read_argument()));
            } else {
                arguments.push((None, self.read_argument()));
            }
            if !self.eat_kind(TokenKind::Comma) {
                break;
            }
        }
        self.skip_statement();
        let value = |name: &str, at: usize| {
            let named = arguments.find(|(n, _)| n.as_deref() == Some(name));
            named
                .or_else(|| arguments.get(at).filter(|(n, _)| n.is_none()))
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        match procedure.as_str() {
            "sp_rename" => {
                let (from, to, kind) = (value("@objname", 0), value("@newname", 1), value("@objtype", 2));
                let span = self.span_between(0, self.position);
                let parts = split_name(&from).into_iter().map(|name| Ident { name, span }).collect_vec();
                let part = match kind.to_ascii_uppercase().as_str() {
                    "COLUMN" => RenamedPart::Column,
                    "INDEX" => RenamedPart::Index,
                    _ => RenamedPart::Object,
                };
                Ok(StatementKind::Rename { from: ObjectName { parts, span }, to: Ident { name: to, span }, part })
            }
            "sp_addextendedproperty" | "sp_updateextendedproperty" | "sp_dropextendedproperty" => {
                // Dropping, it has no @value, and the others move up.
                let drops = usize::from(procedure == "sp_dropextendedproperty");
                let value = |name: &str, at: usize| value(name, at - drops.min(at));
                let text = if drops == 1 { String::new() } else { value("@value", 1) };
                if !value("@name", 0).eq_ignore_ascii_case("MS_Description") {
                    return Ok(StatementKind::Irrelevant);
                }
                let (table_kind, table) = (value("@level1type", 4).to_ascii_uppercase(), value("@level1name", 5));
                let (part_kind, part) = (value("@level2type", 6).to_ascii_uppercase(), value("@level2name", 7));
                let span = self.span_between(0, self.position);
                let namespace = value("@level0name", 3);
                let (kind, name) = match (table_kind.as_str(), part_kind.as_str()) {
                    ("TABLE" | "VIEW", "" | "COLUMN") => (String::new(), String::new()),
                    ("TABLE", "INDEX" | "CONSTRAINT" | "TRIGGER") => (part_kind.to_ascii_lowercase(), part.clone()),
                    ("PROCEDURE" | "FUNCTION", "") => ("routine".to_owned(), table.clone()),
                    ("", _) if value("@level0type", 2).eq_ignore_ascii_case("schema") => {
                        ("schema".to_owned(), namespace.clone())
                    }
                    _ => return Ok(StatementKind::Irrelevant),
                };
                let parts = [namespace, table].into_iter().map(|name| Ident { name, span }).collect_vec();
                if !kind.is_empty() {
                    return Ok(StatementKind::Description { kind, owner: ObjectName { parts, span }, name, text });
                }
                let column = (part_kind == "COLUMN").then_some(Ident { name: part, span });
                Ok(StatementKind::Comment { table: ObjectName { parts, span }, column, text })
            }
            "sp_executesql" => Ok(StatementKind::Unsupported(RUN_TIME.to_owned())),
            "sp_bindefault" | "sp_unbindefault" | "sp_bindrule" | "sp_unbindrule" => {
                Ok(StatementKind::Unsupported("what is bound to a column or a type is not read".to_owned()))
            }
            _ => Ok(StatementKind::Irrelevant),
        }
    }

    /// A string's value, a name, or a number.
    fn read_argument(&mut self) -> String {
        let minus = self.is_operator("-") && self.bump().is_some();
        match self.bump() {
            Some(token) if token.kind.is_string() => string_value(token.kind, self.text_of(token)),
            Some(token) => match self.ident_of(token) {
                Some(ident) if ident.name.eq_ignore_ascii_case("null") => String::new(),
                Some(ident) => ident.name,
                None => format!("{}{}", if minus { "-" } else { "" }, self.text_of(token)),
            },
            None => String::new(),
        }
    }
}

/// The parts of `[dbo].[a.b].c`.
fn split_name(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut close = None;
    for c in text.trim().chars() {
        match (close, c) {
            (None, '[') => close = Some(']'),
            (None, '"') => close = Some('"'),
            (None, '.') => parts.push(String::new()),
            (Some(end), c) if end == c => close = None,
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
        }
    }
    parts
}

/// The options of a sequence that are not the default.
pub(super) fn sequence_options(clauses: &SequenceClauses) -> SequenceOptions {
    SequenceOptions {
        start: clauses.start.filter(|&n| n != 1),
        increment: clauses.increment.filter(|&n| n != 1),
        minimum: clauses.minimum.flatten().filter(|&n| n != 1),
        // Oracle's, as `DBMS_METADATA` writes it out.
        maximum: clauses.maximum.flatten().filter(|&n| n != 9_999_999_999_999_999_999_999_999_999),
        cache: clauses.cache,
        cycle: clauses.cycle == Some(true),
        ..SequenceOptions::default()
    }
}

/// A view or a trigger that goes with the connection is in no schema: SQLite's.
fn unless_temporary(kind: StatementKind, temporary: bool) -> StatementKind {
    match kind {
        StatementKind::CreateView { name, .. } | StatementKind::CreateTrigger { name, .. } if temporary => {
            StatementKind::CreateTemporary(name.name().to_owned())
        }
        kind => kind,
    }
}
