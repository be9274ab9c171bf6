//! Comments and the overlay → prose and tags on the [`Schema`].

use schema_doc_diagnostics::Diagnostics;

use crate::config::Config;
use crate::model::Schema;

/// Attaches prose and tags from database comments, source comments and the overlay, weakest first.
pub fn annotate(schema: &mut Schema, config: &Config, diagnostics: &mut Diagnostics) {
    let _ = (schema, config, diagnostics);
}
