//! `index("name").on(t.a.desc(), sql`lower(${t.b})`).where(…)` → an index.

use schema_doc_diagnostics::Span;

use super::chain::{self, Chain, Method};
use super::head::Head;
use super::sql::{self, Columns};
use super::{Reader, literal, names};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{IndexKey, KeyTarget, NullsOrder, SortOrder, System};
use crate::source::declared::Index;
use crate::source::typescript::{Slot, Value};

pub(super) fn read(reader: &mut Reader<'_, '_>, head: &Head, chain: &Chain, unique: bool, span: Span) -> Option<Index> {
    let given = reader.optional_text(chain::arguments(&chain.base).first(), "the name of the index", span)?;
    let (mut keys, mut method, mut all_known) = (Vec::new(), None, true);
    let mut index = Index { unique, ..Index::new(None, [], span) };
    for called in &chain.methods {
        match &*called.name {
            "on" | "onOnly" => all_known &= read_keys(reader, &called.arguments, &mut keys),
            "using" => {
                let (first, rest) = called.arguments.split_first()?;
                method = self::method(reader, first, span);
                all_known &= read_keys(reader, rest, &mut keys);
            }
            "where" => {
                if let Some(slot) = called.arguments.first() {
                    index.predicate = reader.sql(slot, Columns::OfTables, "the condition of the index");
                    all_known &= index.predicate.is_some();
                }
            }
            "with" => storage(reader, called, &mut index),
            // Of the keys, in versions before 0.31.
            "desc" => keys.iter_mut().for_each(|key: &mut IndexKey| key.order = SortOrder::Descending),
            "nullsFirst" => keys.iter_mut().for_each(|key| key.nulls = Some(NullsOrder::First)),
            "nullsLast" => keys.iter_mut().for_each(|key| key.nulls = Some(NullsOrder::Last)),
            // As keys are anyway, and how it is made, not what it is.
            "asc" | "concurrently" | "algorithm" | "algorythm" | "lock" => {}
            other => {
                let reason = format!("`.{other}()` is none of the methods of an index that are read");
                reader.unsupported(called.span, &reason, "write the index with Drizzle's own methods");
            }
        }
    }
    if !all_known {
        // An index on less would be another one.
        return None;
    }
    let columns = keys.iter().filter_map(IndexKey::as_column).map(str::to_owned).collect_vec();
    index.name = Some(given.unwrap_or_else(|| names::index(&head.name.name, &columns)));
    // drizzle-kit writes no method for the others.
    index.method = method.filter(|_| reader.system == System::PostgreSql);
    index.keys = keys;
    Some(index)
}

/// `"gin"`; in versions before 0.31 `` sql`gin` ``.
fn method(reader: &mut Reader<'_, '_>, slot: &Slot, span: Span) -> Option<String> {
    match slot.value.as_str() {
        Some(method) => Some(method.to_string()),
        None if sql::is_expression(&slot.value) => reader.sql(slot, Columns::Alone, "the method of the index"),
        None => {
            reader.not_known(slot, "the method of the index", span);
            None
        }
    }
}

/// Whether all are known.
fn read_keys(reader: &mut Reader<'_, '_>, slots: &[Slot], keys: &mut Vec<IndexKey>) -> bool {
    let read = slots.iter().map(|slot| key(reader, slot)).collect_vec();
    let known = read.all(Option::is_some);
    keys.push_all(read.into_iter().flatten());
    known
}

fn key(reader: &mut Reader<'_, '_>, slot: &Slot) -> Option<IndexKey> {
    if sql::is_expression(&slot.value) {
        let text = reader.sql(slot, Columns::Alone, "the key of the index")?;
        return Some(IndexKey::on(KeyTarget::Expression(text)));
    }
    let (head, at) = reader.column_or_report(slot, slot.span)?;
    let mut key = IndexKey::column(head.columns.get(at)?.name.clone());
    let chain = Chain::of_value(&slot.value)?;
    // Drizzle's nulls come last, also where the order is descending.
    let (mut nulls, mut opclass) = (NullsOrder::Last, None);
    for method in &chain.methods {
        match &*method.name {
            "asc" => key.order = SortOrder::Ascending,
            "desc" => key.order = SortOrder::Descending,
            "nullsFirst" => nulls = NullsOrder::First,
            "nullsLast" => nulls = NullsOrder::Last,
            "op" => opclass = reader.text(method.arguments.first(), "the operator class", method.span),
            other => {
                let reason = format!("`.{other}()` is none of the methods of a key that are read");
                reader.unsupported(method.span, &reason, "write the key with Drizzle's own methods");
            }
        }
    }
    if reader.system == System::PostgreSql {
        key.nulls = (key.order == SortOrder::Descending || nulls == NullsOrder::First).then_some(nulls);
    }
    if let Some(opclass) = opclass {
        // drizzle-kit writes the class, and no order beside it.
        key = IndexKey { opclass: Some(opclass.into()), ..IndexKey::on(key.target) };
    }
    Some(key)
}

/// `.with({ fillfactor: 70 })`
fn storage(reader: &mut Reader<'_, '_>, called: &Method, index: &mut Index) {
    let Some(properties) = called.arguments.first().and_then(|slot| slot.value.properties()) else {
        return reader.unsupported(called.span, "parameters that are no object", "write them out");
    };
    for property in properties {
        match &property.slot.value {
            Value::String(text) => index.storage.push((property.key.to_string(), text.to_string())),
            value => match literal::inline(value).filter(|_| !property.slot.spread) {
                Some(text) => index.storage.push((property.key.to_string(), text)),
                None => reader.not_known(&property.slot, "a parameter of the index", property.span),
            },
        }
    }
}
