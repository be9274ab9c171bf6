//! What was read joins what other sources said.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics};

use crate::model::Schema;

/// A table of both is an error.
pub(crate) fn take_over(own: Schema, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    for table in own.tables {
        match schema.tables.binary_search_by(|other| other.id.cmp(&table.id)) {
            Ok(_) => {
                let name = schema.identifier(&table.id);
                let message = format!("the table `{name}` is defined in two sources");
                let help = "give one of the sources `role = \"mirror\"`: then it has to agree";
                diagnostics
                    .push(Diagnostic::error(Code::DuplicateObject, table.definition.span, message).with_help(help));
            }
            Err(at) => schema.tables.insert(at, table),
        }
    }
    join(&mut schema.namespaces, own.namespaces, |namespace| &namespace.name);
    join(&mut schema.enums, own.enums, |found| &found.id);
    join(&mut schema.sequences, own.sequences, |sequence| &sequence.id);
    join(&mut schema.views, own.views, |view| &view.id);
    join(&mut schema.roles, own.roles, |role| &role.name);
    schema.words.extend(own.words);
    schema.unsupported.extend(own.unsupported);
}

/// Adds what is not there yet to a list that is sorted by its key.
fn join<T, K: Ord + ?Sized>(all: &mut Vec<T>, own: Vec<T>, key: fn(&T) -> &K) {
    for found in own {
        if let Err(at) = all.binary_search_by(|other| key(other).cmp(key(&found))) {
            all.insert(at, found);
        }
    }
}
