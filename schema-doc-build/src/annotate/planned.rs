//! `[planned.messages]` of the overlay: tables that do not exist yet.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, nearest};

use crate::config::{Config, OverlayEntry, OverlayValue};
use crate::list::{SliceExt, VecExt};
use crate::model::{Schema, Table};

const KEYS: &[&str] = &["definition", "version", "purpose", "description"];

/// Adds the tables that the overlay plans to those that `@planned` does.
pub(super) fn read(schema: &mut Schema, config: &Config, diagnostics: &mut Diagnostics) {
    for entry in &config.overlay {
        let [(section, _), (name, span), rest @ ..] = entry.path.as_slice() else { continue };
        if section != "planned" {
            continue;
        }
        let Some(id) = schema.parse_identifier(name) else { continue };
        if schema.table_index(&id).is_some() {
            let message = format!("table `{name}` is planned here, and is there already");
            let help = format!("describe it in `[tables.{name}]`");
            diagnostics.push(Diagnostic::error(Code::StaleAnnotation, *span, message).with_help(help));
            continue;
        }
        let at = schema.planned.position(|table| table.id == id).unwrap_or_else(|| {
            let mut table = Table { id, ..Table::default() };
            table.annotations.planned = Some(String::new());
            schema.planned.push(table);
            schema.planned.len() - 1
        });
        if let Some(table) = schema.planned.get_mut(at) {
            table.annotations.planned.get_or_insert_default();
        }
        if let Some(table) = schema.planned.get_mut(at)
            && let Err(problem) = key(table, entry, rest)
        {
            diagnostics.push(problem);
        }
    }
}

/// Drops the definitions apart from the schema that nobody calls planned: a program may have tables of other schemas.
pub(super) fn keep_stated(schema: &mut Schema) {
    schema.planned.keep(|table| table.annotations.planned.is_some() && !table.annotations.ignore);
}

/// One key of a planned table.
fn key(
    table: &mut Table,
    entry: &OverlayEntry,
    rest: &[(String, schema_doc_diagnostics::Span)],
) -> Result<(), Diagnostic> {
    let [(key, key_span)] = rest else {
        let message = "a planned table has keys with strings, no tables in it";
        let help = format!("its keys are `{}`", KEYS.join("`, `"));
        return Err(Diagnostic::error(Code::InvalidAnnotation, entry.span, message).with_help(help));
    };
    let OverlayValue::String(text) = &entry.value else {
        let message = format!("`{key}` of a planned table is a string");
        let help = format!("type `{key} = \"…\"`");
        return Err(Diagnostic::error(Code::InvalidAnnotation, entry.span, message).with_help(help));
    };
    let text = text.trim().to_owned();
    match key.as_str() {
        "definition" => table.definition.text = Some(text.into()),
        "version" => table.annotations.planned = Some(text),
        "purpose" => table.annotations.purpose = Some(text),
        "description" => table.annotations.description = Some(text),
        _ => {
            let problem =
                Diagnostic::error(Code::UnknownAnnotation, *key_span, format!("a planned table has no key `{key}`"));
            return Err(match nearest(key, KEYS.iter().copied()) {
                Some(near) => problem.with_help(format!("did you mean `{near}`?")),
                None => problem.with_help(format!("its keys are `{}`", KEYS.join("`, `"))),
            });
        }
    }
    Ok(())
}
