//! The JSON Schema of the manifest, from its types.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

use super::Document;

/// The JSON Schema (draft 2020-12) of the manifest's format, as `schema/manifest.schema.json` in this crate holds it.
///
/// It is stricter than reading: no key beside those of the format, no `null`, closed vocabularies.
pub fn json_schema() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(absent_is_not_null))
        .with_transform(RecursiveTransform(plain_integers));
    let mut schema = settings.into_generator().into_root_schema_for::<Document>();
    schema.insert("title".into(), "schema-manifest.json".into());
    schema.insert("description".into(), "The machine-readable schema that schema-doc writes.".into());
    schema.to_value()
}

/// An optional key is absent, never `null`.
fn absent_is_not_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|t| t != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(variants)) = schema.get_mut("anyOf") {
        variants.retain(|v| v.get("type").is_none_or(|t| t != "null"));
        // A reference beside other keywords is fine in draft 2020-12.
        if let [Value::Object(only)] = variants.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (key, value) in only {
                schema.insert(key, value);
            }
        }
    }
}

/// `format: int64` and the like are Rust's words, unknown to validators.
fn plain_integers(schema: &mut Schema) {
    if schema.get("type").is_some_and(|t| t == "integer") {
        schema.remove("format");
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_published_schema_is_that_of_the_types() {
        let published = include_str!("../../schema/manifest.schema.json");
        let current = serde_json::to_string_pretty(&super::json_schema()).unwrap() + "\n";
        let command = "cargo run -p schema-doc-runtime --example manifest_schema --features json-schema > \
                       schema-doc-runtime/schema/manifest.schema.json";
        assert!(published == current, "the types changed: {command}");
    }
}
