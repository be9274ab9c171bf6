//! An entity: a module with a `Model`, as `DeriveEntityModel` reads it, or with the implementations that it expands to.

use schema_doc_diagnostics::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Field, ItemEnum, ItemStruct, Lit, Type};

use super::attributes::Keys;
use super::types::{ColumnType, inner};
use crate::list::IteratorExt;
use crate::model::Action;
use crate::source::declared::case::{renamed, snake, upper_camel};
use crate::source::declared::program::{self, RustFile, text_of};
use crate::source::declared::{Name, Said};

/// What a module says of its table.
pub(super) struct Entity<'a> {
    pub(super) file: &'a RustFile,
    /// The modules down to this one: folders, the file, modules in it.
    pub(super) path: Vec<String>,
    pub(super) name: Option<Name>,
    pub(super) span: Span,
    pub(super) words: Vec<Said>,
    pub(super) columns: Vec<Column<'a>>,
    /// `auto_increment`, where it is said.
    pub(super) counts: Option<bool>,
    pub(super) relations: Vec<Relation>,
}

/// A column.
pub(super) struct Column<'a> {
    /// The variant of `Column`.
    pub(super) variant: String,
    /// The field of `Model`.
    pub(super) field: String,
    pub(super) name: String,
    /// What `column_type` says.
    pub(super) said: Option<Expr>,
    /// The field's type, `Option` taken off.
    pub(super) rust: Option<&'a Type>,
    pub(super) nullable: bool,
    pub(super) key: bool,
    pub(super) unique: bool,
    pub(super) unique_key: Option<String>,
    pub(super) indexed: bool,
    pub(super) default: Option<Expr>,
    /// Raw SQL behind the column.
    pub(super) extra: bool,
    pub(super) span: Span,
    pub(super) words: Vec<Said>,
}

/// One end of a relation: the one that holds the key.
#[derive(Debug, Default)]
pub(super) struct Relation {
    /// `super::fruit::Entity`
    pub(super) target: Vec<String>,
    /// Variants of `Column`, or fields.
    pub(super) from: Vec<String>,
    pub(super) to: Vec<String>,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
    pub(super) name: Option<String>,
    pub(super) span: Option<Span>,
}

impl<'a> Entity<'a> {
    pub(super) fn new(file: &'a RustFile, path: Vec<String>, span: Span) -> Self {
        let (words, columns, relations) = (Vec::new(), Vec::new(), Vec::new());
        Self { file, path, name: None, span, words, columns, counts: None, relations }
    }

    /// `#[derive(DeriveEntityModel)] #[sea_orm(table_name = "cake")] struct Model { … }`
    pub(super) fn model(&mut self, item: &'a ItemStruct) {
        let file = self.file;
        let keys = Keys::of(&item.attrs);
        self.span = Span { start: file.span(item.struct_token.span).start, ..file.span(item.span()) };
        self.words = words(&item.attrs, &keys, file);
        let namespace = keys.text("schema_name");
        self.name = keys.text("table_name").map(|name| Name { namespace, name });
        let style = keys.text("rename_all");
        for field in &item.fields {
            let Some(name) = &field.ident else { continue };
            let keys = Keys::of(&field.attrs);
            if let Type::Path(path) = &field.ty
                && let Some(last) = path.path.segments.last()
                && matches!(last.ident.to_string().as_str(), "BelongsTo" | "HasOne" | "HasMany")
            {
                let relation = Self::relation_of(&keys, inner(last), file.span(name.span()));
                self.relations.extend(relation);
                continue;
            }
            if !keys.says("ignore") {
                let column = self.column(field, &name.unraw().to_string(), &keys, style.as_deref());
                self.columns.push(column);
            }
        }
    }

    fn column(&mut self, field: &'a Field, name: &str, keys: &Keys, style: Option<&str>) -> Column<'a> {
        let file = self.file;
        let variant = keys.text("enum_name").unwrap_or_else(|| upper_camel(name));
        // `volume_24h` is not what its variant `Volume24h` gives: the macro says the name, then
        let regular = snake(&upper_camel(name)) == name;
        let own = || snake(if regular { &variant } else { name });
        let in_style = || style.and_then(|style| renamed(&variant, style));
        let key = keys.says("primary_key");
        if key {
            self.counts = keys.flag("auto_increment").or(self.counts);
        }
        let (rust, optional) = match &field.ty {
            Type::Path(path) => match path.path.segments.last() {
                Some(last) if last.ident == "Option" => (inner(last).unwrap_or(&field.ty), true),
                _ => (&field.ty, false),
            },
            _ => (&field.ty, false),
        };
        let start = field.ident.as_ref().map_or(field.ty.span(), Spanned::span);
        Column {
            field: name.to_owned(),
            name: keys.text("column_name").or_else(in_style).unwrap_or_else(own),
            variant: variant.clone(),
            said: keys.code("column_type"),
            rust: Some(rust),
            nullable: optional || keys.says("nullable"),
            key,
            unique: keys.says("unique"),
            unique_key: keys.text("unique_key"),
            indexed: keys.says("indexed"),
            default: keys.value("default_value").cloned().or_else(|| keys.code("default_expr")),
            extra: keys.says("extra"),
            span: file.span(start).to(file.span(field.ty.span())),
            words: words(&field.attrs, keys, file),
        }
    }

    /// `#[sea_orm(belongs_to, from = "user_id", to = "id")] user: BelongsTo<super::user::Entity>`
    fn relation_of(keys: &Keys, target: Option<&Type>, span: Span) -> Option<Relation> {
        let target = match target? {
            Type::Path(path) => match path.path.segments.last() {
                Some(last) if last.ident == "Option" => inner(last)?,
                _ => target?,
            },
            _ => return None,
        };
        let Type::Path(target) = target else { return None };
        if keys.says("skip_fk") || keys.says("via") || !keys.says("from") {
            return None;
        }
        let mut relation = Relation { target: path(&target.path), span: Some(span), ..Relation::default() };
        relation.ends(keys);
        Some(relation)
    }

    /// `enum Relation { #[sea_orm(belongs_to = "super::cake::Entity", from = "Column::CakeId", to = "super::cake::Column::Id")] Cake }`
    pub(super) fn relations(&mut self, item: &ItemEnum) {
        for variant in &item.variants {
            let keys = Keys::of(&variant.attrs);
            let Some(Expr::Path(target)) = keys.code("belongs_to") else { continue };
            if keys.says("skip_fk") {
                continue;
            }
            let span = Some(self.file.span(variant.span()));
            let name = keys.text("fk_name");
            let mut relation = Relation { target: path(&target.path), name, span, ..Relation::default() };
            relation.ends(&keys);
            self.relations.push(relation);
        }
    }
}

impl Relation {
    fn ends(&mut self, keys: &Keys) {
        self.from = keys.code("from").map(|code| columns(&code)).unwrap_or_default();
        self.to = keys.code("to").map(|code| columns(&code)).unwrap_or_default();
        self.on_delete = keys.text("on_delete").map(|name| action(&name)).unwrap_or_default();
        self.on_update = keys.text("on_update").map(|name| action(&name)).unwrap_or_default();
    }
}

/// `ForeignKeyAction`
pub(super) fn action(name: &str) -> Action {
    match name {
        "Cascade" => Action::Cascade,
        "SetNull" => Action::SetNull,
        "SetDefault" => Action::SetDefault,
        "Restrict" => Action::Restrict,
        _ => Action::NoAction,
    }
}

pub(super) fn path(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect_vec()
}

/// `super::cake::Column::Id`, `(Column::A, Column::B)`, `cake_id`: the last names.
pub(super) fn columns(code: &Expr) -> Vec<String> {
    match code {
        Expr::Path(found) => path(&found.path).pop().into_iter().collect_vec(),
        Expr::Tuple(tuple) => tuple.elems.iter().flat_map(columns).collect_vec(),
        Expr::Paren(inner) => columns(&inner.expr),
        _ => Vec::new(),
    }
}

/// `///` and `comment = "…"`.
fn words(attributes: &[syn::Attribute], keys: &Keys, file: &RustFile) -> Vec<Said> {
    let mut words = program::documentation(attributes, file).into_iter().collect_vec();
    if let (Some(text), Some(value)) = (keys.text("comment"), keys.value("comment")) {
        words.push(Said { text, span: file.span(value.span()), attribute: true, value: None });
    }
    words
}

/// A default in the words of the system: a value, `Expr::current_timestamp()`, `Expr::cust("…")`.
pub(super) fn default(code: &Expr) -> Option<String> {
    match code {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Str(text) => Some(format!("'{}'", text.value().replace('\'', "''"))),
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            Lit::Float(number) => Some(number.base10_digits().to_owned()),
            Lit::Bool(flag) => Some(if flag.value { "TRUE" } else { "FALSE" }.to_owned()),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => {
            default(&unary.expr).map(|number| format!("-{number}"))
        }
        Expr::Call(call) => {
            let Expr::Path(called) = &*call.func else { return None };
            match path(&called.path).pop()?.as_str() {
                "current_timestamp" => Some("CURRENT_TIMESTAMP".to_owned()),
                "current_date" => Some("CURRENT_DATE".to_owned()),
                "current_time" => Some("CURRENT_TIME".to_owned()),
                "cust" => text_of(call.args.first()?),
                "value" | "val" | "from" | "Some" => default(call.args.first()?),
                _ => None,
            }
        }
        Expr::MethodCall(call) if call.args.is_empty() => default(&call.receiver),
        Expr::Group(inner) => default(&inner.expr),
        Expr::Paren(inner) => default(&inner.expr),
        _ => None,
    }
}

/// The type that a column says, or that its field's type stands for.
pub(super) fn column_type(column: &Column<'_>, path: &[String], types: &super::types::Types) -> Option<ColumnType> {
    match &column.said {
        Some(said) => ColumnType::read(said),
        None => types.column_type(column.rust?, path),
    }
}
