//! Functions with `#[access_pattern(…)]` → words on the tables that they query.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics};
use schema_doc_syntax::grammar::Text;

use super::program::{Declaration, Function, Program};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{QualifiedName, Schema, TableId, Words, WordsOn};

/// Adds what functions say of tables, which the schema has by now.
pub(super) fn patterns(program: &Program, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    for declared in &program.functions {
        match table(declared, schema) {
            Ok(table) => {
                let text = written(&declared.item);
                let span = declared.place(declared.item.item.name.span());
                schema.words.push(Words { on: WordsOn::Table(table), text, span, attribute: true, value: None });
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
}

/// The table that the attribute names, else the first that its query does.
fn table(declared: &Declaration<Function>, schema: &Schema) -> Result<TableId, Diagnostic> {
    let item = &declared.item.item;
    let namespace = item.namespace.as_ref().map_or(schema.default_namespace.as_str(), |namespace| namespace.as_str());
    if let Some(table) = &item.table {
        let id = QualifiedName::new(namespace, table.as_str());
        if schema.table(&id).is_some() {
            return Ok(id);
        }
        let message = format!("there is no table `{}`", **table);
        let names = schema.tables.iter().map(|table| table.id.name.as_str());
        let near = schema_doc_diagnostics::nearest(table, names);
        let help = near.map_or("name a table of the schema".to_owned(), |near| format!("did you mean `{near}`?"));
        let place = declared.place(table.span());
        return Err(Diagnostic::error(Code::UnresolvedReference, place, message).with_help(help));
    }
    let query = item.query.as_ref().map(|query| query.as_str()).unwrap_or_default();
    let found = named_behind_keywords(query).find_map(|name| {
        let id = match name.rsplit_once('.') {
            Some((namespace, name)) => QualifiedName::new(namespace, name),
            None => QualifiedName::new(namespace, name),
        };
        let folded = QualifiedName::new(schema.system.fold(&id.namespace), schema.system.fold(&id.name));
        [id, folded].into_iter().find(|id| schema.table(id).is_some())
    });
    found.ok_or_else(|| {
        let place = declared.place(item.query.as_ref().map_or(item.ident.span(), Text::span));
        let message = "the query names no table of the schema";
        Diagnostic::error(Code::UnresolvedReference, place, message).with_help("say which: `table = \"users\"`")
    })
}

/// What stands behind `FROM`, `JOIN`, `INTO` and `UPDATE`, without quotes.
fn named_behind_keywords(query: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
    let mut behind = false;
    query.split(move |c: char| !is_name(c)).filter(|word| !word.is_empty()).filter(move |word| {
        let names = behind;
        behind = ["from", "join", "into", "update"].any(|keyword| word.eq_ignore_ascii_case(keyword));
        names
    })
}

/// As the grammar of annotations writes it: `@access find_user: By address query="…" frequency=high`.
pub(super) fn written(function: &Function) -> String {
    let item = &function.item;
    let mut text = format!("@access {}", *item.name);
    if let Some(docs) = &item.docs {
        text.push_str(&format!(": {}", docs.split_whitespace().join(" ")));
    }
    let query = item.query.as_ref().map(|query| query.split_whitespace().join(" "));
    let quoted = [
        ("index", item.index.as_ref().map(|index| index.to_string())),
        ("pattern", item.pattern.as_ref().map(|pattern| pattern.to_string())),
        ("query", query),
        ("frequency", item.frequency.as_ref().map(|frequency| frequency.to_string())),
        ("function", Some(function.path.clone())),
    ];
    for (key, value) in quoted {
        if let Some(value) = value {
            text.push_str(&format!(" {key}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")));
        }
    }
    text
}
