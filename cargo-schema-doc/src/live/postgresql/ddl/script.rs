//! Statements, one behind the other.

use std::fmt::Display;

#[derive(Debug, Default)]
pub(super) struct Script(String);

impl Script {
    pub(super) fn statement(&mut self, statement: impl Display) {
        self.0.push_str(&statement.to_string());
        self.0.push_str(";\n");
    }

    /// `COMMENT ON kind name IS 'text'`, where there is one.
    pub(super) fn comment(&mut self, kind: &str, name: impl Display, text: Option<&String>) {
        if let Some(text) = text {
            self.statement(format_args!("COMMENT ON {kind} {name} IS {}", literal(text)));
        }
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// `'it''s'`
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Options of storage as the catalog has them, as they are written: `fillfactor=70` → `fillfactor=70`, `gin_pending=a b` → `gin_pending='a b'`.
pub(super) fn storage(options: &[String]) -> String {
    let written = options.iter().map(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, "true"));
        let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
        if plain && !value.is_empty() { format!("{name}={value}") } else { format!("{name}={}", literal(value)) }
    });
    written.collect::<Vec<_>>().join(", ")
}

/// Options of foreign objects as the catalog has them, as they are written: `table_name=orders` → `table_name 'orders'`.
pub(super) fn foreign(options: &[String]) -> String {
    let written = options.iter().map(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        let name = if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) };
        format!("{name} {}", literal(value))
    });
    written.collect::<Vec<_>>().join(", ")
}
