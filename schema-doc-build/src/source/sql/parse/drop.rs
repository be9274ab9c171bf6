//! `DROP`.

use super::super::ast::{Drop, DropObject, Ident, ObjectName, StatementKind};
use super::cursor::{Cursor, Read};

impl Cursor<'_> {
    /// Behind `DROP`.
    pub(super) fn drop(&mut self) -> Read<StatementKind> {
        if self.eat_all(&["owned", "by"]) {
            let objects = self.comma_list(|c| {
                let span = c.here();
                let name = c.role()?;
                let name = ObjectName { parts: vec![Ident { name, span }], span };
                Ok(DropObject { name, on: None, arguments: None })
            })?;
            let cascade = self.cascade();
            let drop = Drop { kind: "owned".to_owned(), objects, if_exists: false, cascade };
            return Ok(StatementKind::Drop(Box::new(drop)));
        }
        let kind = self.object_kind()?;
        self.eat("concurrently");
        let if_exists = self.eat_all(&["if", "exists"]);
        let objects = self.comma_list(|c| c.dropped_object(&kind))?;
        let cascade = self.cascade();
        Ok(StatementKind::Drop(Box::new(Drop { kind, objects, if_exists, cascade })))
    }

    /// A name with what belongs to it: a routine's arguments, a trigger's table.
    pub(super) fn dropped_object(&mut self, kind: &str) -> Read<DropObject> {
        let (name, arguments) = self.named_object(kind)?;
        let on = if matches!(kind, "trigger" | "policy" | "rule") && self.eat("on") {
            Some(self.object_name("a table name")?)
        } else {
            None
        };
        Ok(DropObject { name, on, arguments })
    }
}
