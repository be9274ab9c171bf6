//! `CREATE TRIGGER`.

use super::super::ast::{CreateTrigger, Ident, StatementKind};
use super::cursor::{Cursor, Read};

impl Cursor<'_> {
    /// Behind `CREATE [OR REPLACE] [CONSTRAINT] TRIGGER`.
    pub(super) fn create_trigger(&mut self, or_replace: bool) -> Read<StatementKind> {
        let name = self.ident("a trigger name")?;
        let timing = if self.eat_all(&["instead", "of"]) {
            "instead_of"
        } else {
            match self.eat_any(&["before", "after"]) {
                Some(word) => word,
                None => {
                    return Err(
                        self.expected_word("`BEFORE`, `AFTER` or `INSTEAD OF`", &["before", "after", "instead"])
                    );
                }
            }
        };
        let mut events = vec![self.trigger_event()?];
        while self.eat("or") {
            events.push(self.trigger_event()?);
        }
        self.expect("on")?;
        let table = self.object_name("a table name")?;
        let mut level = "statement";
        let mut condition = None;
        loop {
            if self.eat("from") {
                self.object_name("a table name")?;
            } else if self.eat("referencing") {
                while self.eat_any(&["old", "new"]).is_some() {
                    if self.eat_any(&["table", "row"]).is_none() {
                        return Err(self.expected_word("`TABLE`", &["table"]));
                    }
                    self.eat("as");
                    self.ident("a name")?;
                }
            } else if self.eat("for") {
                self.eat("each");
                match self.eat_any(&["row", "statement"]) {
                    Some(word) => level = word,
                    None => return Err(self.expected_word("`ROW` or `STATEMENT`", &["row", "statement"])),
                }
            } else if self.eat("when") {
                condition = Some(self.group_expr()?);
            } else if self.is_any(&["deferrable", "not", "initially"]) {
                let before = self.position;
                self.constraint_attributes()?;
                if self.position == before {
                    return Err(self.expected("`NOT DEFERRABLE`"));
                }
            } else {
                break;
            }
        }
        if !self.eat("execute") {
            let words = ["execute", "for", "when", "referencing"];
            return Err(self.expected_word("`EXECUTE FUNCTION`", &words));
        }
        if self.eat_any(&["function", "procedure"]).is_none() {
            return Err(self.expected_word("`FUNCTION`", &["function", "procedure"]));
        }
        let function = self.function_name()?;
        self.skip_group()?;
        let trigger = CreateTrigger { name, or_replace, table, timing, events, level, condition, function };
        Ok(StatementKind::CreateTrigger(Box::new(trigger)))
    }

    fn trigger_event(&mut self) -> Read<(&'static str, Vec<Ident>)> {
        let Some(event) = self.eat_any(&["insert", "update", "delete", "truncate"]) else {
            return Err(self.expected_word("an event", &["insert", "update", "delete", "truncate"]));
        };
        let columns = if event == "update" && self.eat("of") {
            self.comma_list(|c| c.ident("a column name"))?
        } else {
            Vec::new()
        };
        Ok((event, columns))
    }
}
