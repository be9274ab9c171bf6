//! Comments and the overlay → prose and tags on the [`Schema`].
//!
//! One grammar for all places. What each place says about an object is merged, weakest first: the database's own comments, the comments
//! of the sources, the overlay.

mod allow;
mod attach;
mod check;
mod definition;
mod grammar;
mod ignore;
mod merge;
mod noise;
mod object;
mod overlay;
mod planned;
mod script;
mod sentence;
mod tag;
mod text;
mod value;

use schema_doc_diagnostics::Diagnostics;

use crate::config::Config;
use crate::model::Schema;
use merge::{Place, Said};
use object::Object;
use text::Text;

/// Attaches prose and tags from database comments, source comments and the overlay, weakest first; takes out what is ignored.
pub fn annotate(schema: &mut Schema, config: &Config, diagnostics: &mut Diagnostics) {
    let mut said: Vec<Said> = Vec::new();
    object::for_each(schema, &mut |object, annotations| {
        if let Some(comment) = &annotations.comment {
            let text = Text::of_string(comment, annotations.comment_span, &schema.files);
            let prose = grammar::read(&text, object.on(), diagnostics);
            said.push(Said { object, place: Place::Database, prose });
        }
    });
    let (attached, allowed) = attach::attach(schema, diagnostics);
    for attached in attached {
        let prose = grammar::read(&attached.text, attached.object.on(), diagnostics);
        let prose = merge::words_on(attached.value, prose);
        said.push(Said { object: attached.object, place: Place::Source, prose });
    }
    schema.allowed = allowed;
    for words in &schema.words {
        let Some(object) = Object::of_words(&words.on, schema) else { continue };
        let text = Text::of_string(&words.text, Some(words.span), &schema.files);
        let prose = merge::words_on(words.value.clone(), grammar::read(&text, object.on(), diagnostics));
        said.push(Said { object, place: if words.attribute { Place::Attribute } else { Place::Source }, prose });
    }
    overlay::read(schema, config, &mut said, diagnostics);
    let marks = merge::merge(schema, said, diagnostics);
    check::check(schema, config, &marks, diagnostics);
    ignore::remove(schema);
    planned::read(schema, config, diagnostics);
    planned::keep_stated(schema);
}

#[cfg(test)]
#[cfg(feature = "typescript")]
mod script_tests;
#[cfg(test)]
mod tests;
