//! Settings of a session that the schema reads: `current_setting('app.current_user_id')`.

use super::Context;
use crate::list::VecExt;
use crate::model::{ColumnKind, System};
use crate::ordered::Map;
use crate::render::definition::definition_text;
use crate::render::markdown::code;

/// How many that read a setting are named.
const READERS: usize = 10;

/// The settings that are not the server's own, each with what reads it: policies, functions, views, defaults. PostgreSQL alone has such
/// (PostgreSQL 18, 9.28.1).
pub(super) fn read_by(book: &Context) -> Map<String, Vec<String>> {
    let schema = book.schema;
    let mut found: Map<String, Vec<String>> = Map::new();
    if book.system != System::PostgreSql {
        return found;
    }
    let mut read = |text: &str, reader: String| {
        for (name, required) in names(text) {
            let readers = found.or_default(name.to_owned());
            let reader = if required { format!("{reader} (an error while it is unset)") } else { reader.clone() };
            if !readers.contains(&reader) {
                readers.push(reader);
            }
        }
    };
    for (_, table) in book.tables() {
        let name = schema.identifier(&table.id);
        for policy in &table.policies {
            for text in [&policy.using, &policy.with_check].into_iter().flatten() {
                read(text, format!("the policy {}", code(&policy.name)));
            }
        }
        for column in &table.columns {
            if let ColumnKind::Default(expression) = &column.kind {
                read(expression, format!("the default of {}", code(&format!("{name}.{}", column.name))));
            }
        }
    }
    for routine in schema.routines.iter().filter(|routine| !routine.annotations.ignore) {
        read(&definition_text(schema, &routine.definition), code(&schema.identifier(&routine.id)));
    }
    for view in schema.views.iter().filter(|view| !view.annotations.ignore) {
        read(&view.query, format!("the view {}", code(&schema.identifier(&view.id))));
    }
    for readers in found.values_mut() {
        let more = readers.len().saturating_sub(READERS);
        readers.truncate(READERS);
        readers.push_all((more > 0).then(|| format!("{more} more")));
    }
    found
}

/// The names with a dot that `current_setting` is called with, and whether it has no second argument: then one that is unset is an error.
fn names(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split("current_setting").skip(1).filter_map(|rest| {
        let argument = rest.trim_start().strip_prefix('(')?.trim_start().strip_prefix('\'')?;
        let (name, behind) = argument.split_once('\'')?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
        (name.contains('.') && name.bytes().all(plain)).then(|| (name, !behind.trim_start().starts_with(',')))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_setting_with_a_dot_is_the_schemas_own() {
        let check = |text: &str, expected: &[(&str, bool)]| {
            assert_eq!(super::names(text).collect::<Vec<_>>(), expected, "{text}");
        };
        check(
            "a = current_setting('app.user', true)::uuid OR current_setting ( 'app.role' ) = 'x'",
            &[("app.user", false), ("app.role", true)],
        );
        check("current_setting('search_path'), current_setting(name), current_settings", &[]);
    }
}
