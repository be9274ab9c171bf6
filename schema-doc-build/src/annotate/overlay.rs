//! The overlay of the configuration: every tag is a key.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};

use super::grammar::{self, Entry, Prose};
use super::merge::{Place, Said};
use super::object::Object;
use super::sentence::prose_of;
use super::tag::{self, Form, Tag};
use super::text::Text;
use super::value::{self, Value};
use crate::config::{Config, OverlayEntry, OverlayValue};
use crate::json;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{AccessPattern, DOCUMENTS, Frequency, Named, QualifiedName, Schema};

/// The parts of a table that have annotations of their own.
const TABLE_PARTS: &[&str] = &["fields", "indexes", "constraints", "triggers", "policies"];
const VIEW_PARTS: &[&str] = &["fields", "indexes", "triggers"];

/// Reads every entry of the overlay.
pub(super) fn read(schema: &Schema, config: &Config, said: &mut Vec<Said>, diagnostics: &mut Diagnostics) {
    let mut missing: Vec<&[(String, Span)]> = Vec::new();
    for entry in &config.overlay {
        // One report for `[tables.gone]`, not one for each key in it.
        if missing.any(|path| starts_with(&entry.path, path)) {
            continue;
        }
        match target(schema, entry) {
            Ok(Target::Object(object, rest)) => {
                let mut prose = Prose::default();
                key(object, entry, rest, &mut prose, diagnostics);
                said.push(Said { object, place: Place::Overlay, prose });
            }
            Ok(Target::Elsewhere) => {}
            Err(Missing { diagnostic, depth }) => {
                diagnostics.push(*diagnostic);
                missing.push(entry.path.get(..depth).unwrap_or(&entry.path));
            }
        }
    }
}

fn starts_with(path: &[(String, Span)], start: &[(String, Span)]) -> bool {
    path.get(..start.len()).is_some_and(|head| head.iter().zip(start).all(|((a, _), (b, _))| a == b))
}

enum Target<'a> {
    /// The object, and the keys behind it.
    Object(Object, &'a [(String, Span)]),
    /// A section that is not about an object of the schema.
    Elsewhere,
}

/// What the path names and is not there; how many of its keys say so.
struct Missing {
    diagnostic: Box<Diagnostic>,
    depth: usize,
}

fn target<'a>(schema: &Schema, entry: &'a OverlayEntry) -> Result<Target<'a>, Missing> {
    let Some(((section, section_span), rest)) = entry.path.split_first() else { return Ok(Target::Elsewhere) };
    let Some(((name, span), rest)) = rest.split_first() else { return Ok(Target::Elsewhere) };
    let object = match section.as_str() {
        "tables" | "views" => relation(schema, section, name, *span)?,
        // `planned::read` does.
        "planned" => return Ok(Target::Elsewhere),
        "enums" => Object::Enum(named(schema, "enum", &schema.enums.mapped(|o| &o.id), name, *span)?),
        "domains" => Object::Domain(named(schema, "domain", &schema.domains.mapped(|o| &o.id), name, *span)?),
        "types" => {
            let composites = schema.composites.len();
            let mut ids = schema.composites.mapped(|o| &o.id);
            ids.push_all(schema.ranges.mapped(|o| &o.id));
            let i = named(schema, "type", &ids, name, *span)?;
            if i < composites { Object::Composite(i) } else { Object::Range(i - composites) }
        }
        "sequences" => Object::Sequence(named(schema, "sequence", &schema.sequences.mapped(|o| &o.id), name, *span)?),
        "routines" => routine(schema, name, *span)?,
        "extensions" => {
            let names = schema.extensions.mapped(|o| o.name.as_str());
            Object::Extension(plain(&names, "extension", name, *span)?)
        }
        "roles" => Object::Role(plain(&schema.roles.mapped(|o| o.name.as_str()), "role", name, *span)?),
        other => {
            let diagnostic =
                Diagnostic::error(Code::InvalidConfig, *section_span, format!("there is no section `{other}`"));
            return Err(Missing { diagnostic: Box::new(diagnostic), depth: 1 });
        }
    };
    let [(part, part_span), (name, span), ..] = rest else { return Ok(Target::Object(object, rest)) };
    let behind = rest.get(2..).unwrap_or_default();
    let found = match object {
        Object::Table(t) if TABLE_PARTS.contains(&part.as_str()) => part_of_table(schema, t, part, name),
        Object::View(v) if VIEW_PARTS.contains(&part.as_str()) => part_of_view(schema, v, part, name),
        // `[enums.status.values] open = "…"`
        _ if tag::find_key(part).is_some_and(|tag| tag.form == Form::Values) => {
            return Ok(Target::Object(object, rest));
        }
        _ => {
            let parts = if matches!(object, Object::View(_)) { VIEW_PARTS } else { TABLE_PARTS };
            let message = format!("{} has no part `{part}`", object.title(schema));
            let diagnostic = Diagnostic::error(Code::InvalidConfig, *part_span, message);
            let diagnostic = match nearest(part, parts.iter().copied()) {
                Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
                None => diagnostic.with_help(format!("it is one of `{}`", parts.join("`, `"))),
            };
            return Err(Missing { diagnostic: Box::new(diagnostic), depth: 3 });
        }
    };
    match found {
        Ok(object) => Ok(Target::Object(object, behind)),
        Err(candidates) => {
            let noun = match part.as_str() {
                "fields" => "column",
                "indexes" => "index",
                "constraints" => "constraint",
                "triggers" => "trigger",
                _ => "policy",
            };
            let message = format!("{} has no {noun} `{name}`", object.title(schema));
            let diagnostic = gone(message, name, *span, &candidates);
            Err(Missing { diagnostic: Box::new(diagnostic), depth: 4 })
        }
    }
}

fn gone(message: String, name: &str, span: Span, candidates: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::StaleAnnotation, span, message);
    match nearest(name, candidates.iter().map(String::as_str)) {
        Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
        None => diagnostic.with_help("remove the entry, or give it the name that the object has now"),
    }
}

/// The position of a name as people write it: as printed, or in other letters where the system folds.
fn position(schema: &Schema, ids: &[&QualifiedName], name: &str) -> Option<usize> {
    let id = schema.parse_identifier(name)?;
    let folded = || QualifiedName::new(schema.system.fold(&id.namespace), schema.system.fold(&id.name));
    let position = |id: &QualifiedName| ids.position(|other| *other == id);
    position(&id).or_else(|| position(&folded()))
}

fn relation(schema: &Schema, section: &str, name: &str, span: Span) -> Result<Object, Missing> {
    let exact = schema.parse_identifier(name).and_then(|id| schema.table_index(&id));
    let table = exact.or_else(|| position(schema, &schema.tables.mapped(|t| &t.id), name)).map(Object::Table);
    let view = position(schema, &schema.views.mapped(|v| &v.id), name).map(Object::View);
    let (wanted, other, noun, other_section) =
        if section == "tables" { (table, view, "table", "views") } else { (view, table, "view", "tables") };
    if let Some(object) = wanted {
        return Ok(object);
    }
    let message = format!("there is no {noun} `{name}`");
    let diagnostic = if other.is_some() {
        Diagnostic::error(Code::StaleAnnotation, span, message)
            .with_help(format!("did you mean `[{other_section}.{name}]`?"))
    } else {
        let names = match noun {
            "table" => schema.tables.mapped(|table| schema.identifier(&table.id)),
            _ => schema.views.mapped(|view| schema.identifier(&view.id)),
        };
        gone(message, name, span, &names)
    };
    Err(Missing { diagnostic: Box::new(diagnostic), depth: 2 })
}

fn named(schema: &Schema, noun: &str, ids: &[&QualifiedName], name: &str, span: Span) -> Result<usize, Missing> {
    position(schema, ids, name).ok_or_else(|| {
        let names = ids.mapped(|id| schema.identifier(id));
        let diagnostic = gone(format!("there is no {noun} `{name}`"), name, span, &names);
        Missing { diagnostic: Box::new(diagnostic), depth: 2 }
    })
}

fn plain(names: &[&str], noun: &str, name: &str, span: Span) -> Result<usize, Missing> {
    names.position(|other| *other == name).ok_or_else(|| {
        let names = names.mapped(|name| (*name).to_owned());
        let diagnostic = gone(format!("there is no {noun} `{name}`"), name, span, &names);
        Missing { diagnostic: Box::new(diagnostic), depth: 2 }
    })
}

/// `f`, where there is one of that name, or `f(integer, text)`.
fn routine(schema: &Schema, name: &str, span: Span) -> Result<Object, Missing> {
    let (bare, arguments) = match name.split_once('(') {
        Some((bare, arguments)) => (bare.trim(), Some(arguments.trim_end_matches(')'))),
        None => (name, None),
    };
    let folded = |text: &str| text.split(',').map(|part| part.trim().to_owned()).join(",");
    let missing = |diagnostic: Diagnostic| Missing { diagnostic: Box::new(diagnostic), depth: 2 };
    let id = schema.parse_identifier(bare);
    let same_name: Vec<usize> = schema
        .routines
        .iter()
        .enumerate()
        .filter(|(_, routine)| id.as_ref() == Some(&routine.id))
        .filter(|(_, routine)| {
            let types: Vec<&str> = routine.arguments.mapped(|argument| argument.data_type.as_str());
            arguments.is_none_or(|arguments| folded(arguments) == types.join(","))
        })
        .map(|(i, _)| i)
        .collect_vec();
    match same_name.as_slice() {
        [only] => Ok(Object::Routine(*only)),
        [] => {
            let names: Vec<String> = schema.routines.mapped(|o| schema.identifier(&o.id));
            let message = format!("there is no routine `{name}`");
            Err(missing(gone(message, bare, span, &names)))
        }
        several => {
            let message = format!("there are {} routines `{name}`", several.len());
            let help = format!("write the types of its arguments behind the name: `\"{bare}(integer)\"`");
            Err(missing(Diagnostic::error(Code::InvalidConfig, span, message).with_help(help)))
        }
    }
}

/// The object, or the names that there are.
fn part_of_table(schema: &Schema, t: usize, part: &str, name: &str) -> Result<Object, Vec<String>> {
    let Some(table) = schema.tables.get(t) else { return Err(Vec::new()) };
    let objects: Vec<(Object, &str)> = match part {
        "fields" => {
            table.columns.iter().enumerate().map(|(i, o)| (Object::Column(t, i), o.name.as_str())).collect_vec()
        }
        "indexes" => {
            table.indexes.iter().enumerate().map(|(i, o)| (Object::Index(t, i), o.name.as_str())).collect_vec()
        }
        "triggers" => {
            table.triggers.iter().enumerate().map(|(i, o)| (Object::Trigger(t, i), o.name.as_str())).collect_vec()
        }
        "policies" => {
            table.policies.iter().enumerate().map(|(i, o)| (Object::Policy(t, i), o.name.as_str())).collect_vec()
        }
        _ => constraints(table, t),
    };
    match pick(schema, &objects, name) {
        Err(names) if DOCUMENTS => field_inside(table, t, part, name).ok_or(names),
        found => found,
    }
}

/// `[tables.users.fields."address.street"]`
fn field_inside(table: &crate::model::Table, t: usize, part: &str, name: &str) -> Option<Object> {
    let mut columns = table.columns.iter().enumerate().filter(|_| part == "fields" && name.contains('.'));
    columns.find_map(|(i, column)| {
        let n = column.nested().position(|field| field.path == name)?;
        Some(Object::Field(t, i, n))
    })
}

fn constraints(table: &crate::model::Table, t: usize) -> Vec<(Object, &str)> {
    let mut found: Vec<(Object, &str)> = Vec::new();
    found.push_all(table.primary_key.iter().map(|o| (Object::PrimaryKey(t), o.name.as_str())));
    found.push_all(table.unique.iter().enumerate().map(|(i, o)| (Object::Unique(t, i), o.name.as_str())));
    found.push_all(table.foreign_keys.iter().enumerate().map(|(i, o)| (Object::ForeignKey(t, i), o.name.as_str())));
    found.push_all(table.checks.iter().enumerate().map(|(i, o)| (Object::Check(t, i), o.name.as_str())));
    found.push_all(table.exclusions.iter().enumerate().map(|(i, o)| (Object::Exclusion(t, i), o.name.as_str())));
    found
}

fn part_of_view(schema: &Schema, v: usize, part: &str, name: &str) -> Result<Object, Vec<String>> {
    let Some(view) = schema.views.get(v) else { return Err(Vec::new()) };
    let objects: Vec<(Object, &str)> = match part {
        "fields" => {
            view.columns.iter().enumerate().map(|(i, o)| (Object::ViewColumn(v, i), o.name.as_str())).collect_vec()
        }
        "indexes" => {
            view.indexes.iter().enumerate().map(|(i, o)| (Object::ViewIndex(v, i), o.name.as_str())).collect_vec()
        }
        _ => view.triggers.iter().enumerate().map(|(i, o)| (Object::ViewTrigger(v, i), o.name.as_str())).collect_vec(),
    };
    pick(schema, &objects, name)
}

fn pick(schema: &Schema, objects: &[(Object, &str)], name: &str) -> Result<Object, Vec<String>> {
    let folded = schema.system.fold(name);
    let exact = objects.find(|(_, other)| *other == name);
    let found = exact.or_else(|| objects.find(|(_, other)| *other == folded));
    found.map(|(object, _)| *object).ok_or_else(|| objects.mapped(|(_, name)| (*name).to_owned()))
}

/// Reads one key of an object.
fn key(
    object: Object,
    entry: &OverlayEntry,
    rest: &[(String, Span)],
    prose: &mut Prose,
    diagnostics: &mut Diagnostics,
) {
    let Some(((name, span), behind)) = rest.split_first() else {
        // `[tables.users]` with nothing in it.
        return;
    };
    let wrong =
        |code: Code, span: Span, message: String, help: String| Diagnostic::error(code, span, message).with_help(help);
    if name == "description" && behind.is_empty() {
        match &entry.value {
            OverlayValue::String(text) => {
                let text = Text::plain(text.clone(), Some(entry.span));
                let mut read = grammar::read(&text, object.on(), diagnostics);
                prose.description = read.description.take();
                prose.entries.append(&mut read.entries);
            }
            _ => diagnostics.push(wrong(
                Code::InvalidAnnotation,
                entry.span,
                "`description` is a text".into(),
                "write it in quotes".into(),
            )),
        }
        return;
    }
    let Some(tag) = tag::find_key(name) else {
        let mut names = tag::TAGS.iter().filter(|tag| tag.on.holds(object.on())).map(|tag| tag.name).collect_vec();
        names.push("description");
        let message = format!("there is no key `{name}`");
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of `{}`", names.join("`, `")),
        };
        diagnostics.push(wrong(Code::InvalidConfig, *span, message, help));
        return;
    };
    if !tag.on.holds(object.on()) {
        let help = format!("it can stand on {}", tag.on.in_words());
        diagnostics.push(wrong(Code::InvalidAnnotation, *span, format!("`{name}` cannot stand here"), help));
        return;
    }
    let result = match behind {
        [] => values(tag, &entry.value, entry.span),
        [(value, _)] if tag.form == Form::Values => match &entry.value {
            OverlayValue::String(text) => {
                let text = prose_of(text);
                Ok(vec![Value::Named(vec![Named { name: value.clone(), text: Some(text) }])])
            }
            _ => Err(("the words on a value are a text".into(), "write them in quotes".into())),
        },
        _ => Err((format!("`{name}` is no table"), format!("write `{name} = \"{}\"`", tag.example))),
    };
    match result {
        Ok(values) => prose.entries.push_all(values.into_iter().map(|value| Entry { tag, value, span: Some(*span) })),
        Err((message, help)) => diagnostics.push(wrong(Code::InvalidAnnotation, entry.span, message, help)),
    }
}

type Wrong = (String, String);

/// The values of a key: a text as in a comment, a list of them, or tables with a name and words.
fn values(tag: &Tag, value: &OverlayValue, span: Span) -> Result<Vec<Value>, Wrong> {
    match value {
        OverlayValue::Array(items) => {
            if tag.form == Form::Json
                && !items.any(|item| matches!(item, OverlayValue::Table(_) | OverlayValue::String(_)))
            {
                return Ok(vec![Value::Text(json::compact(&as_json(value)))]);
            }
            let mut found = Vec::new();
            for item in items {
                found.append(&mut values(tag, item, span)?);
            }
            Ok(found)
        }
        OverlayValue::Table(keys) => table(tag, keys, span).map(|value| vec![value]),
        OverlayValue::Boolean(is) if tag.form == Form::Flag => Ok(if *is { vec![Value::Flag] } else { Vec::new() }),
        OverlayValue::Boolean(is) if tag.form == Form::OptionalText => {
            Ok(if *is { vec![Value::Text(String::new())] } else { Vec::new() })
        }
        OverlayValue::String(text) if tag.form != Form::Flag => {
            value::read(tag, text).map(|value| vec![value]).map_err(|wrong| (wrong.message, wrong.help))
        }
        OverlayValue::Integer(_) | OverlayValue::Float(_) | OverlayValue::Boolean(_) if tag.form != Form::Flag => {
            let text = match as_json(value) {
                json::Value::String(text) => text,
                other => json::compact(&other),
            };
            value::read(tag, &text).map(|value| vec![value]).map_err(|wrong| (wrong.message, wrong.help))
        }
        _ => Err((format!("`{}` is a switch", tag.name), format!("write `{} = true`", tag.name))),
    }
}

/// `{ name = "…", text = "…" }`, an access pattern, or an example record.
fn table(tag: &Tag, keys: &[(String, OverlayValue)], span: Span) -> Result<Value, Wrong> {
    if tag.form == Form::Json {
        return Ok(Value::Text(json::compact(&as_json(&OverlayValue::Table(keys.to_vec())))));
    }
    let allowed: &[&str] = match tag.form {
        Form::Access => &["name", "description", "index", "pattern", "query_pattern", "query", "frequency", "function"],
        Form::Named | Form::NamedText | Form::Values => &["name", "text", "description"],
        _ => {
            return Err((format!("`{}` is no table", tag.name), format!("write `{} = \"{}\"`", tag.name, tag.example)));
        }
    };
    let mut texts: Vec<(&str, String)> = Vec::new();
    for (key, value) in keys {
        if !allowed.contains(&key.as_str()) {
            let help = match nearest(key, allowed.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of `{}`", allowed.join("`, `")),
            };
            return Err((format!("`{}` has no key `{key}`", tag.name), help));
        }
        let OverlayValue::String(text) = value else {
            return Err((format!("`{key}` is a text"), "write it in quotes".into()));
        };
        texts.push((key, text.clone()));
    }
    let get = |wanted: &[&str]| texts.find(|(key, _)| wanted.contains(key)).map(|(_, text)| text.trim().to_owned());
    let Some(name) = get(&["name"]).filter(|name| !name.is_empty()) else {
        return Err((format!("`{}` has no `name`", tag.name), "add `name = \"…\"`".into()));
    };
    if tag.form != Form::Access {
        let text = get(&["text", "description"]).map(|text| prose_of(&text));
        if tag.form == Form::NamedText && text.is_none() {
            return Err((format!("`{}` has a name and no text", tag.name), "add `text = \"…\"`".into()));
        }
        return Ok(Value::Named(vec![Named { name, text }]));
    }
    let frequency = match get(&["frequency"]) {
        None => None,
        Some(text) => match Frequency::from_name(&text) {
            Some(frequency) => Some(frequency),
            None => return Err((format!("`{text}` is no frequency"), "write one of `high`, `medium`, `low`".into())),
        },
    };
    Ok(Value::Access(Box::new(AccessPattern {
        name,
        description: get(&["description"]).map(|text| prose_of(&text)),
        index: get(&["index"]),
        pattern: get(&["pattern", "query_pattern"]),
        query: get(&["query"]),
        frequency,
        function: get(&["function"]),
        span: Some(span),
    })))
}

/// The value as JSON; what is no number is `null`.
fn as_json(value: &OverlayValue) -> json::Value {
    match value {
        OverlayValue::String(text) => text.into(),
        OverlayValue::Integer(number) => (*number).into(),
        OverlayValue::Float(number) => json::float(*number).map_or(json::Value::Null, json::Value::Number),
        OverlayValue::Boolean(is) => (*is).into(),
        OverlayValue::Array(items) => json::list(items, as_json),
        OverlayValue::Table(keys) => {
            let mut object = json::Object::default();
            for (key, value) in keys {
                object.entry(key.clone(), as_json(value));
            }
            object.sorted().into()
        }
    }
}
