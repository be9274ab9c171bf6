//! What messages say of names: the nearest, and what is there.

use schema_doc_diagnostics::nearest;

/// How many names a message lists.
const LISTED: usize = 30;

/// `; did you mean …?`, where something is near.
pub(crate) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, candidates).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// The same of names that may have a namespace: `auth.sessions` is near to `session`.
pub(crate) fn did_you_mean_object<'a>(name: &str, objects: impl Iterator<Item = &'a str>) -> String {
    let objects: Vec<&str> = objects.collect();
    let bare = |object: &&'a str| object.rsplit('.').next().unwrap_or_default();
    let elsewhere = || {
        let near = nearest(name.rsplit('.').next()?, objects.iter().map(bare))?;
        objects.iter().copied().find(|object| bare(object) == near)
    };
    let near = nearest(name, objects.iter().copied()).or_else(elsewhere);
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// `` `a`, `b` and 12 more ``
pub(crate) fn list<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(LISTED);
    let mut text = names.take(LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}
