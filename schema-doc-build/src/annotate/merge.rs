//! What several places say about one object → its annotations. Later places are stronger; lists add up.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::Map;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span};

use super::grammar::{Entry, Prose};
use super::object::Object;
use super::sentence::first_sentence;
use super::tag::{self, Tag};
use super::value::Value;
use crate::model::{Named, Schema, Sensitivity, Tags};
use crate::sort;

/// Where something is written, from the weakest place to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Database,
    Source,
    Attribute,
    Overlay,
}

impl Place {
    fn in_words(self) -> &'static str {
        match self {
            Self::Database => "in the database's own comment",
            Self::Source => "in the source's comment",
            Self::Attribute => "in the attribute",
            Self::Overlay => "in the configuration",
        }
    }
}

/// What one place says about an object.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) object: Object,
    pub(super) place: Place,
    pub(super) prose: Prose,
}

/// Places of tags that the model does not keep, for the checks that follow.
#[derive(Debug, Default)]
pub(super) struct Marks {
    list: Vec<(Object, &'static str, Option<Span>)>,
}

impl Marks {
    /// Every object with that tag, and the tag's place.
    pub(super) fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (Object, Option<Span>)> + 'a {
        self.list.iter().filter(move |(_, tag, _)| *tag == name).map(|&(object, _, span)| (object, span))
    }
}

/// What was said for a key, to find contradictions.
struct Before {
    text: String,
    place: Place,
    span: Option<Span>,
}

/// Writes all that was said into the schema.
pub(super) fn merge(schema: &mut Schema, mut said: Vec<Said>, diagnostics: &mut Diagnostics) -> Marks {
    sort::by_key(&mut said, |said| (said.object, said.place));
    let mut marks = Marks::default();
    for group in said.chunk_by_mut(|a, b| a.object == b.object) {
        let Some(object) = group.first().map(|said| said.object) else { continue };
        let title = object.title(schema);
        let Some(annotations) = object.annotations(schema) else { continue };
        let mut merger = Merger { tags: annotations, before: Map::new(), title, diagnostics };
        for Said { place, prose, .. } in group {
            if let Some((text, span)) = prose.description.take() {
                merger.agree("description", &text, *place, span);
                merger.tags.description = Some(text);
            }
            for entry in prose.entries.drain(..) {
                marks.list.push((object, entry.tag.name, entry.span));
                merger.entry(entry, *place);
            }
        }
        if merger.tags.purpose.is_none()
            && let Some(description) = &merger.tags.description
        {
            merger.tags.purpose = Some(first_sentence(description)).filter(|purpose| !purpose.is_empty());
        }
    }
    marks
}

struct Merger<'a> {
    tags: &'a mut Tags,
    before: Map<&'static str, Before>,
    title: String,
    diagnostics: &'a mut Diagnostics,
}

impl Merger<'_> {
    /// Warns where an earlier place says something else for the key.
    fn agree(&mut self, key: &'static str, text: &str, place: Place, span: Option<Span>) {
        let now = Before { text: text.to_owned(), place, span };
        let Some(before) = self.before.insert(key, now) else { return };
        if same(&before.text, text) {
            return;
        }
        let noun = if key == "description" { "description".to_owned() } else { format!("`@{key}`") };
        let message = format!("the {noun} of {} is not the same in two places; the later one is taken", self.title);
        let mut diagnostic = Diagnostic::warning(Code::ConflictingAnnotation, span, message).with_help(format!(
            "keep one of them: the one {} or the one {}",
            before.place.in_words(),
            place.in_words()
        ));
        if let Some(span) = before.span {
            diagnostic = diagnostic.with_related(span, before.place.in_words());
        }
        self.diagnostics.push(diagnostic);
    }

    fn entry(&mut self, entry: Entry, place: Place) {
        let Entry { tag, value, span } = entry;
        match value {
            Value::Flag => self.flag(tag, place, span),
            Value::Level(level) => self.sensitivity(level, place, span),
            Value::Text(text) => self.text(tag, text, place, span),
            Value::Words(words) => self.words(tag, words, span),
            Value::Named(list) => {
                for named in list {
                    self.named(tag, named, span);
                }
            }
            Value::Access(mut pattern) => {
                pattern.span = pattern.span.or(span);
                match self.tags.access.find_mut(|other| other.name == pattern.name) {
                    Some(other) => {
                        let is_same = crate::model::AccessPattern { span: other.span, ..(*pattern).clone() } == *other;
                        let earlier = other.span;
                        *other = (*pattern).clone();
                        if !is_same {
                            self.differs(&format!("the access pattern `{}`", pattern.name), span, earlier);
                        }
                    }
                    None => self.tags.access.push(*pattern),
                }
            }
            Value::Flow(flow) => {
                let arrows: Vec<String> = flow.mapped(|t| format!("{} -> {}", t.from, t.to));
                self.agree(tag.name, &arrows.join(", "), place, span);
                self.tags.flow = flow;
                self.tags.flow_span = span;
            }
        }
    }

    fn flag(&mut self, tag: &'static Tag, place: Place, span: Option<Span>) {
        match tag.name {
            "pii" => self.sensitivity(Sensitivity::Pii, place, span),
            "secret" => self.sensitivity(Sensitivity::Secret, place, span),
            "unique" => self.tags.unique = true,
            _ => self.tags.ignore = true,
        }
    }

    fn sensitivity(&mut self, level: Sensitivity, place: Place, span: Option<Span>) {
        self.agree("sensitivity", level.as_str(), place, span);
        self.tags.sensitivity = Some(level);
    }

    fn text(&mut self, tag: &'static Tag, text: String, place: Place, span: Option<Span>) {
        let scalar = match tag.name {
            "usage" => return add(&mut self.tags.usage, text),
            "security" => return add(&mut self.tags.security, text),
            "example" => {
                if !self.tags.examples.any(|(other, _)| *other == text) {
                    self.tags.examples.push((text, span));
                }
                return;
            }
            "references" => {
                self.agree(tag.name, &text, place, span);
                self.tags.references = Some((text, span));
                return;
            }
            "purpose" => &mut self.tags.purpose,
            "category" => &mut self.tags.category,
            "owner" => &mut self.tags.owner,
            "deprecated" => &mut self.tags.deprecated,
            "since" => &mut self.tags.since,
            "meaning" => &mut self.tags.meaning,
            "validation" => &mut self.tags.validation,
            "impact" => &mut self.tags.impact,
            "reason" => &mut self.tags.reason,
            "label" => &mut self.tags.label,
            "cardinality" => &mut self.tags.cardinality,
            "renamed-from" => &mut self.tags.renamed_from,
            _ => &mut self.tags.planned,
        };
        *scalar = Some(text.clone());
        self.agree(tag.name, &text, place, span);
    }

    fn words(&mut self, tag: &'static Tag, words: Vec<String>, span: Option<Span>) {
        for word in words {
            match tag.name {
                "feature" => add(&mut self.tags.features, word),
                "tag" => add(&mut self.tags.tags, word),
                _ => {
                    if !self.tags.see.any(|(other, _)| *other == word) {
                        self.tags.see.push((word, span));
                    }
                }
            }
        }
    }

    fn named(&mut self, tag: &'static Tag, named: Named, span: Option<Span>) {
        if tag.name == "values" {
            self.tags.values_span = span;
        }
        let list = match tag.name {
            "rule" => &mut self.tags.rules,
            "operation" => &mut self.tags.operations,
            "issue" => &mut self.tags.issues,
            _ => &mut self.tags.values,
        };
        match list.find_mut(|other| other.name == named.name) {
            None => list.push(named),
            Some(other) => {
                let differs = match (&other.text, &named.text) {
                    (Some(before), Some(now)) => !same(before, now),
                    _ => false,
                };
                let name = named.name.clone();
                if named.text.is_some() {
                    *other = named;
                }
                if differs {
                    let what = format!("`@{} {name}`", tag.name);
                    self.differs(&what, span, None);
                }
            }
        }
    }

    fn differs(&mut self, what: &str, span: Option<Span>, earlier: Option<Span>) {
        let message = format!("{what} of {} is not the same in two places; the later one is taken", self.title);
        let mut diagnostic =
            Diagnostic::warning(Code::ConflictingAnnotation, span, message).with_help("keep one of them");
        if let Some(earlier) = earlier {
            diagnostic = diagnostic.with_related(earlier, "the earlier one");
        }
        self.diagnostics.push(diagnostic);
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// Whether two texts say the same, white space and a full stop at the end aside.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.trim().trim_end_matches('.').split_whitespace().map(str::to_owned).collect_vec();
    plain(a) == plain(b)
}

/// Words on a value of an object, if they are, as if `@values` had said them.
pub(super) fn words_on(value: Option<String>, prose: Prose) -> Prose {
    let Some(value) = value else { return prose };
    let Some((text, span)) = prose.description else { return prose };
    let Some(tag) = tag::find("values") else { return Prose::default() };
    let named = Named { name: value, text: Some(text.split_whitespace().join(" ")) };
    Prose { description: None, entries: vec![Entry { tag, value: Value::Named(vec![named]), span }] }
}
