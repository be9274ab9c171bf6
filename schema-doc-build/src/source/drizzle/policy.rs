//! `pgPolicy("own rows", {…})` and `pgRole("reader", {…})`.

use schema_doc_diagnostics::Span;

use super::Reader;
use super::chain::{self, Chain, Made};
use super::sql::Columns;
use crate::list::{IteratorExt, VecExt};
use crate::source::declared::{Policy, Role};
use crate::source::typescript::{Slot, Value};

pub(super) fn read(reader: &mut Reader<'_, '_>, chain: &Chain, span: Span) -> Option<Policy> {
    let (name, config) = named(chain);
    let name = reader.text(name, "the name of the policy", span)?;
    let get = |key: &str| config.and_then(|slot| slot.value.get(key)).filter(|slot| !is_nothing(&slot.value));
    let word = |slot: Option<Slot>| slot.and_then(|slot| slot.value.as_str().map(|word| word.to_uppercase()));
    let roles = match get("to") {
        Some(slot) => role_names(reader, &slot, span),
        None => vec!["public".to_owned()],
    };
    // drizzle-kit leaves out what is empty: `` using: sql`` ``.
    let mut expression = |key: &str| {
        let text = reader.sql(&get(key)?, Columns::OfTables, "the condition of the policy")?;
        (!text.is_empty()).then_some(text)
    };
    let (using, with_check) = (expression("using"), expression("withCheck"));
    let mut roles = roles;
    crate::sort::items(&mut roles);
    Some(Policy {
        name,
        permissive: word(get("as")).as_deref() != Some("RESTRICTIVE"),
        command: word(get("for")).unwrap_or_else(|| "ALL".to_owned()),
        roles,
        using,
        with_check,
        span,
    })
}

/// The name of what is made, and what is said of it.
fn named(chain: &Chain) -> (Option<&Slot>, Option<&Slot>) {
    let mut arguments = chain::arguments(&chain.base).iter();
    (arguments.next(), arguments.next())
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Undefined | Value::Null)
}

/// `"reader"`, `reader`, `[reader, "admin"]`
fn role_names(reader: &mut Reader<'_, '_>, slot: &Slot, span: Span) -> Vec<String> {
    match &slot.value {
        Value::String(name) => vec![name.to_string()],
        Value::Array(_) => {
            let mut names = Vec::new();
            for slot in slot.value.elements().unwrap_or_default() {
                names.push_all(role_names(reader, &slot, span));
            }
            names
        }
        value => {
            let name = Chain::of_value(value).as_ref().and_then(role_name);
            if name.is_none() {
                reader.not_known(slot, "the role of the policy", span);
            }
            name.into_iter().collect_vec()
        }
    }
}

/// The name of `pgRole("reader")`.
pub(super) fn role_name(chain: &Chain) -> Option<String> {
    let Made::Export(_, "pgRole") = chain::made(&chain.base)? else { return None };
    named(chain).0?.value.as_str().map(ToString::to_string)
}

/// A role that drizzle-kit creates: none that is `.existing()`.
pub(super) fn role(chain: &Chain, span: Span) -> Option<Role> {
    let name = role_name(chain)?;
    if chain.method("existing").is_some() {
        return None;
    }
    let config = named(chain).1;
    let says = |key: &str| config.and_then(|slot| slot.value.get(key)).and_then(|slot| slot.value.as_bool());
    let mut options = Vec::new();
    if says("createDb") == Some(true) {
        options.push("CREATEDB");
    }
    if says("createRole") == Some(true) {
        options.push("CREATEROLE");
    }
    if says("inherit") == Some(false) {
        options.push("NOINHERIT");
    }
    Some(Role { name, options, span })
}
