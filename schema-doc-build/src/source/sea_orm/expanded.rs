//! The expanded format of an entity: `impl EntityName`, `enum Column` with `ColumnTrait`, `enum PrimaryKey`, `RelationTrait`.

use syn::spanned::Spanned;
use syn::{Expr, ExprMethodCall, ImplItem, Item, ItemEnum, ItemImpl, Pat, Stmt};

use super::attributes::Keys;
use super::entity::{Column, Entity, Relation, action, columns, path};
use crate::list::{IteratorExt, SliceExt};
use crate::source::declared::Name;
use crate::source::declared::case::snake;
use crate::source::declared::program::text_of;

/// Takes in what the implementations of a module say. `true` where they make an entity.
pub(super) fn read(entity: &mut Entity<'_>, items: &[Item]) -> bool {
    let implemented = |name: &str| items.iter().find_map(|item| implementation(item, name));
    let Some(named) = implemented("EntityName") else { return false };
    let Some(name) = returned(named, "table_name").and_then(text) else { return false };
    let namespace = returned(named, "schema_name").and_then(|code| match code {
        Expr::Call(some) => some.args.first().and_then(text),
        _ => None,
    });
    entity.span = entity.file.span(named.span());
    entity.name = Some(Name { namespace, name });
    let keys =
        enumeration(items, "PrimaryKey").map(|item| item.variants.iter().map(|v| v.ident.to_string()).collect_vec());
    if let (Some(listed), Some(defined)) = (enumeration(items, "Column"), implemented("ColumnTrait")) {
        let arms = returned(defined, "def").map(arms).unwrap_or_default();
        for variant in &listed.variants {
            let name = variant.ident.to_string();
            if let Some((_, code)) = arms.find(|(arm, _)| *arm == name) {
                let mut column = column(entity, &name, code);
                column.name = Keys::of(&variant.attrs).text("column_name").unwrap_or(column.name);
                column.key = keys.as_ref().is_some_and(|keys| keys.contains(&name));
                entity.columns.push(column);
            }
        }
    }
    if let Some(code) = implemented("PrimaryKeyTrait").and_then(|item| returned(item, "auto_increment")) {
        entity.counts =
            Some(matches!(code, Expr::Lit(flag) if matches!(&flag.lit, syn::Lit::Bool(flag) if flag.value)));
    }
    true
}

/// `impl RelationTrait for Relation`, also beside `DeriveEntityModel`.
pub(super) fn relations(entity: &mut Entity<'_>, items: &[Item]) {
    let Some(defined) = items.iter().find_map(|item| implementation(item, "RelationTrait")) else { return };
    for (_, code) in returned(defined, "def").map(arms).unwrap_or_default() {
        let span = entity.file.span(code.span());
        let mut relation = Relation { span: Some(span), ..Relation::default() };
        let mut skipped = false;
        let mut rest = code;
        while let Expr::MethodCall(call) = rest {
            skipped |= call.method == "skip_fk";
            link(&mut relation, call);
            rest = &call.receiver;
        }
        // `Entity::belongs_to(super::cake::Entity)`
        if let Expr::Call(call) = rest
            && let Expr::Path(called) = &*call.func
            && path(&called.path).last().is_some_and(|last| last == "belongs_to")
            && let Some(Expr::Path(target)) = call.args.first()
            && !skipped
        {
            relation.target = path(&target.path);
            entity.relations.push(relation);
        }
    }
}

/// `.from(Column::CakeId)`
fn link(relation: &mut Relation, call: &ExprMethodCall) {
    let Some(argument) = call.args.first() else { return };
    let named = || columns(argument).pop().map(|name| action(&name)).unwrap_or_default();
    match call.method.to_string().as_str() {
        "from" => relation.from = columns(argument),
        "to" => relation.to = columns(argument),
        "on_delete" => relation.on_delete = named(),
        "on_update" => relation.on_update = named(),
        "fk_name" => relation.name = text_of(argument),
        _ => {}
    }
}

/// `ColumnType::Integer.def().unique()`
fn column<'a>(entity: &Entity<'a>, variant: &str, code: &Expr) -> Column<'a> {
    let mut column = Column {
        variant: variant.to_owned(),
        field: snake(variant),
        name: snake(variant),
        said: None,
        rust: None,
        nullable: false,
        key: false,
        unique: false,
        unique_key: None,
        indexed: false,
        default: None,
        extra: false,
        span: entity.file.span(code.span()),
        words: Vec::new(),
    };
    let mut rest = code;
    while let Expr::MethodCall(call) = rest {
        let argument = call.args.first();
        match call.method.to_string().as_str() {
            "null" | "nullable" => column.nullable = true,
            "unique" => column.unique = true,
            "indexed" => column.indexed = true,
            "unique_key" => column.unique_key = argument.and_then(text_of),
            "default_value" | "default" => column.default = argument.cloned(),
            "extra" => column.extra = true,
            "def" => column.said = Some((*call.receiver).clone()),
            _ => {}
        }
        rest = &call.receiver;
    }
    column
}

fn enumeration<'a>(items: &'a [Item], name: &str) -> Option<&'a ItemEnum> {
    items.iter().find_map(|item| match item {
        Item::Enum(item) if item.ident == name => Some(item),
        _ => None,
    })
}

fn implementation<'a>(item: &'a Item, of: &str) -> Option<&'a ItemImpl> {
    let Item::Impl(item) = item else { return None };
    let (implemented, _) = item.trait_.as_ref()?;
    implemented.segments.last().is_some_and(|last| last.ident == of).then_some(item)
}

/// What a function of an implementation gives back: its last expression.
fn returned<'a>(item: &'a ItemImpl, function: &str) -> Option<&'a Expr> {
    item.items.iter().find_map(|item| match item {
        ImplItem::Fn(found) if found.sig.ident == function => match found.block.stmts.last() {
            Some(Stmt::Expr(code, _)) => Some(code),
            _ => None,
        },
        _ => None,
    })
}

/// `match self { Self::Id => …, }`: the variants, each with its code.
fn arms(code: &Expr) -> Vec<(String, &Expr)> {
    let Expr::Match(found) = code else { return Vec::new() };
    let variant = |pattern: &Pat| match pattern {
        Pat::Path(named) => path(&named.path).pop(),
        _ => None,
    };
    found.arms.iter().filter_map(|arm| Some((variant(&arm.pat)?, &*arm.body))).collect_vec()
}

fn text(code: &Expr) -> Option<String> {
    match code {
        Expr::MethodCall(call) => text(&call.receiver),
        other => text_of(other),
    }
}
