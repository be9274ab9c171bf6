//! The reader of manifests takes what the JSON Schema takes, and says of everything else what is wrong and where.

use std::collections::{BTreeMap, BTreeSet};

use schema_doc_build::model::Schema;
use schema_doc_build::source::snapshot;
use schema_doc_diagnostics::Diagnostics;
use schema_doc_runtime::manifest::json_schema;
use serde_json::{Value, json};

/// Where the errors of reading a text are.
fn error_places(text: &str) -> Vec<String> {
    let (mut schema, mut diagnostics) = (Schema::default(), Diagnostics::default());
    snapshot::parse("m.json", text, &mut schema, &mut diagnostics);
    for diagnostic in &diagnostics {
        assert!(!diagnostic.message.is_empty() && diagnostic.help.is_some(), "{diagnostic:?}");
    }
    diagnostics.iter().map(|diagnostic| schema.files.place(diagnostic.span.unwrap())).collect()
}

/// `m.json:12:3`, where a value begins.
fn place_of(document: &Value, pointer: &str) -> String {
    let mut marked = document.clone();
    *marked.pointer_mut(pointer).unwrap() = "@here".into();
    let text = marked.to_string();
    let before = text.split("\"@here\"").next().unwrap();
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    format!("m.json:{}:{column}", before.matches('\n').count() + 1)
}

/// Makes a document that has every key which the JSON Schema knows, and notes the words of each closed set in it.
struct Complete<'a> {
    definitions: &'a Value,
    /// Those that stand somewhere with all their keys: elsewhere the required ones will do.
    seen: BTreeSet<&'a str>,
    words: BTreeMap<String, Vec<Value>>,
}

impl<'a> Complete<'a> {
    fn value(&mut self, schema: &'a Value, pointer: &str, is_whole: bool) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.strip_prefix("#/$defs/").unwrap();
            let is_whole = self.seen.insert(name);
            return self.value(&self.definitions[name], pointer, is_whole);
        }
        if let Some(words) = schema["enum"].as_array() {
            self.words.insert(pointer.to_owned(), words.clone());
            return words[0].clone();
        }
        if let Some(any) = schema["anyOf"].as_array() {
            return self.value(&any[0], pointer, true);
        }
        match schema["type"].as_str() {
            Some("object") => {
                let mut object = serde_json::Map::new();
                for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
                    let is_required = schema["required"].as_array().is_some_and(|keys| keys.contains(&json!(key)));
                    if is_whole || is_required {
                        object.insert(key.clone(), self.value(inner, &format!("{pointer}/{key}"), true));
                    }
                }
                let inner = &schema["additionalProperties"];
                if inner.is_object() {
                    object.insert("a".to_owned(), self.value(inner, &format!("{pointer}/a"), true));
                }
                // A field of a database always says it, and a key what it is on.
                for (key, value) in [("nullable", json!(true)), ("field", json!("a"))] {
                    if schema["properties"].get(key).is_some() {
                        object.entry(key).or_insert(value);
                    }
                }
                object.into()
            }
            Some("array") => json!([self.value(&schema["items"], &format!("{pointer}/0"), true)]),
            Some("boolean") => true.into(),
            Some("integer") => 1.into(),
            Some("string") if schema["pattern"].is_string() => format!("sha256:{}", "0".repeat(64)).into(),
            Some("string") if pointer.ends_with("/version") => "1.0.0".into(),
            // As a name it may be one of a table, or of a field.
            Some("string") => "a.b".into(),
            _ => json!({ "any": [1] }),
        }
    }
}

fn complete() -> (Value, BTreeMap<String, Vec<Value>>) {
    let schema = json_schema();
    let mut complete = Complete { definitions: &schema["$defs"], seen: BTreeSet::new(), words: BTreeMap::new() };
    let document = complete.value(&schema, "", true);
    (document, complete.words)
}

/// Every value below one, by its pointer.
fn pointers(value: &Value, pointer: &str, all: &mut Vec<String>) {
    all.push(pointer.to_owned());
    match value {
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                pointers(item, &format!("{pointer}/{i}"), all);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                pointers(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        _ => {}
    }
}

/// Changes a document at a place, and wants an error at `place` where the JSON Schema finds fault with it.
struct Check<'a> {
    document: &'a Value,
    validator: jsonschema::Validator,
    /// Pointers at which the reader wants more than the JSON Schema.
    stricter: BTreeSet<String>,
    /// Pointers at which it takes what the JSON Schema does not.
    laxer: BTreeSet<String>,
}

impl Check<'_> {
    fn changed(&mut self, pointer: &str, place: &str, change: impl FnOnce(&mut Value)) {
        let mut changed = self.document.clone();
        change(&mut changed);
        let places = error_places(&changed.to_string());
        match (self.validator.is_valid(&changed), places.is_empty()) {
            (true, true) => {}
            (false, false) => {
                let expected = place_of(&changed, place);
                assert!(places.contains(&expected), "{pointer}: {expected} is not among {places:?}");
            }
            (true, false) => drop(self.stricter.insert(pointer.to_owned())),
            (false, true) => drop(self.laxer.insert(pointer.to_owned())),
        }
    }
}

fn check(document: &Value) -> Check<'_> {
    let validator = jsonschema::draft202012::new(&json_schema()).unwrap();
    let errors: Vec<String> = validator.iter_errors(document).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(error_places(&document.to_string()), Vec::<String>::new());
    Check { document, validator, stricter: BTreeSet::new(), laxer: BTreeSet::new() }
}

fn strings<const N: usize>(texts: [&str; N]) -> BTreeSet<String> {
    texts.map(str::to_owned).into()
}

#[test]
fn a_key_that_is_missing_is_found_in_its_place() {
    let (document, _) = complete();
    let mut all = Vec::new();
    pointers(&document, "", &mut all);
    let mut check = check(&document);
    for pointer in &all {
        let Some((parent, key)) = pointer.rsplit_once('/') else { continue };
        check.changed(pointer, parent, |document| {
            if let Some(object) = document.pointer_mut(parent).unwrap().as_object_mut() {
                object.remove(key);
            }
        });
    }
    // A field of a database always says whether it is nullable; a key is on a field or an expression, of which one is there.
    check.stricter.retain(|pointer| !pointer.ends_with("/nullable"));
    assert_eq!(check.stricter, strings(["/schema_manifest/tables/0/partitioning/keys/0/field"]));
    assert_eq!(check.laxer, strings([]));
}

#[test]
fn null_says_nothing() {
    let (document, _) = complete();
    let mut all = Vec::new();
    pointers(&document, "", &mut all);
    for pointer in &all {
        let Some((parent, key)) = pointer.rsplit_once('/') else { continue };
        let (mut without, mut null) = (document.clone(), document.clone());
        let Some(object) = without.pointer_mut(parent).unwrap().as_object_mut() else { continue };
        object.remove(key);
        *null.pointer_mut(pointer).unwrap() = Value::Null;
        let is_map = error_places(&null.to_string()).len() > error_places(&without.to_string()).len();
        assert_eq!(is_map, key == "a", "{pointer}");
    }
}

#[test]
fn a_value_of_another_type_is_found_in_its_place() {
    let (document, _) = complete();
    let mut all = Vec::new();
    pointers(&document, "", &mut all);
    let mut check = check(&document);
    for pointer in &all {
        let others = match document.pointer(pointer).unwrap() {
            Value::Number(_) => vec![json!(-1), json!(1.5), json!("1")],
            Value::Array(_) => vec![json!("x"), json!({})],
            Value::Object(_) => vec![json!(true), json!([])],
            _ => vec![json!(1), json!({})],
        };
        for other in others {
            check.changed(pointer, pointer, |document| *document.pointer_mut(pointer).unwrap() = other);
        }
    }
    assert_eq!(check.stricter, strings([]));
    assert_eq!(check.laxer, strings([]));
}

#[test]
fn an_unknown_key_is_found_in_its_place_and_that_of_a_later_version_is_passed_over() {
    let (document, _) = complete();
    let mut all = Vec::new();
    pointers(&document, "", &mut all);
    all.retain(|pointer| document.pointer(pointer).unwrap().is_object());
    let mut later = document.clone();
    let mut check = check(&document);
    for pointer in &all {
        let add = |document: &mut Value| {
            let object = document.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
            object.insert("~".to_owned(), json!(1));
        };
        // In a map every key is known.
        if document.pointer(&format!("{pointer}/a")).is_none() {
            add(&mut later);
        }
        check.changed(pointer, &format!("{pointer}/~0"), add);
    }
    assert_eq!(check.stricter, strings([]));
    assert_eq!(check.laxer, strings([]));
    later["schema_manifest"]["version"] = "1.9.0".into();
    assert_eq!(error_places(&later.to_string()), Vec::<String>::new());
}

#[test]
fn a_word_is_one_that_this_version_reads() {
    let (document, words) = complete();
    let mut check = check(&document);
    let mut unread = BTreeSet::new();
    for (pointer, words) in &words {
        for word in words {
            let before = check.stricter.len();
            check.changed(pointer, pointer, |document| *document.pointer_mut(pointer).unwrap() = word.clone());
            if check.stricter.len() > before {
                check.stricter.clear();
                unread.insert(format!("{} {word}", pointer.rsplit('/').find(|key| *key != "0").unwrap()));
            }
        }
        check.changed(pointer, pointer, |document| *document.pointer_mut(pointer).unwrap() = "word".into());
    }
    let expected = ["mongodb", "dynamodb", "rust"].map(|word| format!("system \"{word}\""));
    assert_eq!(unread, expected.into());
    assert_eq!(check.laxer, strings([]));
}

#[test]
fn a_text_that_is_cut_anywhere_is_an_error() {
    let (document, _) = complete();
    let text = document.to_string();
    for end in (0..text.len()).step_by(17) {
        assert_eq!(error_places(&text[..end]).len(), 1, "{end}");
    }
}

#[test]
fn nesting_without_end_is_refused() {
    for deep in ["[", "{\"a\":", "{\"schema_manifest\":"] {
        assert_eq!(error_places(&deep.repeat(100_000)).len(), 1);
    }
}
