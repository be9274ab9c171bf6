//! Types: from what is written to what PostgreSQL prints (`format_type` with `search_path = public`).

use super::catalog::{Catalog, Oid, TypeKind, TypeOid};
use super::expression_text::quote_qualified;
use super::names::cut;
use crate::list::SliceExt;
use crate::model::{DataType, LogicalType, QualifiedName};
use crate::source::sql::ast::TypeName;

/// A type of `pg_catalog`: how it prints around its modifier.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Builtin {
    /// As in `pg_type`.
    pub(crate) name: &'static str,
    head: &'static str,
    tail: &'static str,
    logical: Logical,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Logical {
    Boolean,
    SmallInt,
    Integer,
    BigInt,
    Float,
    Double,
    Decimal,
    String,
    Text,
    Bytes,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Json,
    Xml,
    Vector,
    Geometry,
    Network,
    Range,
    Bit,
    TsVector,
    Other,
}

impl Logical {
    fn model(self) -> LogicalType {
        match self {
            Self::Boolean => LogicalType::Boolean,
            Self::SmallInt => LogicalType::SmallInt,
            Self::Integer => LogicalType::Integer,
            Self::BigInt => LogicalType::BigInt,
            Self::Float => LogicalType::Float,
            Self::Double => LogicalType::Double,
            Self::Decimal => LogicalType::Decimal,
            Self::String => LogicalType::String,
            Self::Text => LogicalType::Text,
            Self::Bytes => LogicalType::Bytes,
            Self::Uuid => LogicalType::Uuid,
            Self::Date => LogicalType::Date,
            Self::Time => LogicalType::Time,
            Self::Timestamp => LogicalType::Timestamp,
            Self::TimestampTz => LogicalType::TimestampTz,
            Self::Interval => LogicalType::Interval,
            Self::Json => LogicalType::Json,
            Self::Xml => LogicalType::Xml,
            Self::Vector => LogicalType::Vector,
            Self::Geometry => LogicalType::Geometry,
            Self::Network => LogicalType::Network,
            Self::Range => LogicalType::Range,
            Self::Bit => LogicalType::Bit,
            Self::TsVector => LogicalType::TsVector,
            Self::Other => LogicalType::Other,
        }
    }
}

const fn builtin(name: &'static str, head: &'static str, tail: &'static str, logical: Logical) -> Builtin {
    Builtin { name, head, tail, logical }
}

const fn plain(name: &'static str, logical: Logical) -> Builtin {
    builtin(name, name, "", logical)
}

/// Sorted by name.
static BUILTINS: &[Builtin] = &[
    plain("aclitem", Logical::Other),
    plain("any", Logical::Other),
    plain("anyarray", Logical::Other),
    plain("anycompatible", Logical::Other),
    plain("anycompatiblearray", Logical::Other),
    plain("anycompatiblemultirange", Logical::Other),
    plain("anycompatiblenonarray", Logical::Other),
    plain("anycompatiblerange", Logical::Other),
    plain("anyelement", Logical::Other),
    plain("anyenum", Logical::Other),
    plain("anymultirange", Logical::Other),
    plain("anynonarray", Logical::Other),
    plain("anyrange", Logical::Other),
    builtin("bit", "bit", "", Logical::Bit),
    builtin("bool", "boolean", "", Logical::Boolean),
    plain("box", Logical::Geometry),
    builtin("bpchar", "character", "", Logical::String),
    plain("bytea", Logical::Bytes),
    builtin("char", "\"char\"", "", Logical::String),
    plain("cid", Logical::Other),
    plain("cidr", Logical::Network),
    plain("circle", Logical::Geometry),
    plain("cstring", Logical::Other),
    plain("date", Logical::Date),
    plain("datemultirange", Logical::Range),
    plain("daterange", Logical::Range),
    plain("event_trigger", Logical::Other),
    plain("fdw_handler", Logical::Other),
    builtin("float4", "real", "", Logical::Float),
    builtin("float8", "double precision", "", Logical::Double),
    plain("gtsvector", Logical::Other),
    plain("index_am_handler", Logical::Other),
    plain("inet", Logical::Network),
    builtin("int2", "smallint", "", Logical::SmallInt),
    plain("int2vector", Logical::Other),
    builtin("int4", "integer", "", Logical::Integer),
    plain("int4multirange", Logical::Range),
    plain("int4range", Logical::Range),
    builtin("int8", "bigint", "", Logical::BigInt),
    plain("int8multirange", Logical::Range),
    plain("int8range", Logical::Range),
    plain("internal", Logical::Other),
    plain("interval", Logical::Interval),
    plain("json", Logical::Json),
    plain("jsonb", Logical::Json),
    plain("jsonpath", Logical::Other),
    plain("language_handler", Logical::Other),
    plain("line", Logical::Geometry),
    plain("lseg", Logical::Geometry),
    plain("macaddr", Logical::Network),
    plain("macaddr8", Logical::Network),
    plain("money", Logical::Decimal),
    plain("name", Logical::String),
    plain("numeric", Logical::Decimal),
    plain("nummultirange", Logical::Range),
    plain("numrange", Logical::Range),
    plain("oid", Logical::BigInt),
    plain("oidvector", Logical::Other),
    plain("path", Logical::Geometry),
    plain("pg_lsn", Logical::Other),
    plain("pg_snapshot", Logical::Other),
    plain("point", Logical::Geometry),
    plain("polygon", Logical::Geometry),
    plain("record", Logical::Other),
    plain("refcursor", Logical::Other),
    plain("regclass", Logical::Other),
    plain("regcollation", Logical::Other),
    plain("regconfig", Logical::Other),
    plain("regdictionary", Logical::Other),
    plain("regnamespace", Logical::Other),
    plain("regoper", Logical::Other),
    plain("regoperator", Logical::Other),
    plain("regproc", Logical::Other),
    plain("regprocedure", Logical::Other),
    plain("regrole", Logical::Other),
    plain("regtype", Logical::Other),
    plain("table_am_handler", Logical::Other),
    plain("text", Logical::Text),
    plain("tid", Logical::Other),
    builtin("time", "time", " without time zone", Logical::Time),
    builtin("timestamp", "timestamp", " without time zone", Logical::Timestamp),
    builtin("timestamptz", "timestamp", " with time zone", Logical::TimestampTz),
    builtin("timetz", "time", " with time zone", Logical::Time),
    plain("trigger", Logical::Other),
    plain("tsm_handler", Logical::Other),
    plain("tsmultirange", Logical::Range),
    plain("tsquery", Logical::Other),
    plain("tsrange", Logical::Range),
    plain("tstzmultirange", Logical::Range),
    plain("tstzrange", Logical::Range),
    plain("tsvector", Logical::TsVector),
    plain("txid_snapshot", Logical::Other),
    plain("unknown", Logical::Other),
    plain("uuid", Logical::Uuid),
    builtin("varbit", "bit varying", "", Logical::Bit),
    builtin("varchar", "character varying", "", Logical::String),
    plain("void", Logical::Other),
    plain("xid", Logical::Other),
    plain("xid8", Logical::Other),
    plain("xml", Logical::Xml),
];

/// The type of `pg_catalog` of that name in `pg_type`.
pub(crate) fn builtin_named(name: &str) -> Option<&'static Builtin> {
    BUILTINS.binary_search_by(|b| b.name.cmp(name)).ok().and_then(|i| BUILTINS.get(i))
}

/// Types that extensions bring: the type, its extension, what it is.
const EXTENSION_TYPES: &[(&str, &str, Logical)] = &[
    ("citext", "citext", Logical::Text),
    ("hstore", "hstore", Logical::Other),
    ("ltree", "ltree", Logical::Text),
    ("lquery", "ltree", Logical::Other),
    ("ltxtquery", "ltree", Logical::Other),
    ("vector", "vector", Logical::Vector),
    ("halfvec", "vector", Logical::Vector),
    ("sparsevec", "vector", Logical::Vector),
    ("geometry", "postgis", Logical::Geometry),
    ("geography", "postgis", Logical::Geometry),
    ("box2d", "postgis", Logical::Geometry),
    ("box3d", "postgis", Logical::Geometry),
    ("raster", "postgis_raster", Logical::Geometry),
    ("topogeometry", "postgis_topology", Logical::Geometry),
    ("cube", "cube", Logical::Other),
    ("seg", "seg", Logical::Other),
    ("lo", "lo", Logical::BigInt),
    ("query_int", "intarray", Logical::Other),
    ("isbn", "isn", Logical::Text),
    ("isbn13", "isn", Logical::Text),
    ("issn", "isn", Logical::Text),
    ("issn13", "isn", Logical::Text),
    ("ismn", "isn", Logical::Text),
    ("ismn13", "isn", Logical::Text),
    ("ean13", "isn", Logical::Text),
    ("upc", "isn", Logical::Text),
];

/// What a type is, apart from its modifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeBase {
    Builtin(&'static Builtin),
    /// An enum, a domain, a composite or a range of the catalog.
    User(TypeOid),
    /// The row type of a table or view.
    Row(Oid),
    /// Of an extension, or unknown; without namespace where none is written or known.
    Other(Box<QualifiedName>),
}

/// A type with its modifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeRef {
    pub(crate) base: TypeBase,
    /// As printed: `(255)`, ` day to second(3)`.
    pub(crate) modifier: String,
    pub(crate) array: bool,
}

impl TypeRef {
    /// A plain type of `pg_catalog`; `text` where there is none of that name.
    pub(crate) fn of(name: &str) -> Self {
        let base = match builtin_named(name) {
            Some(builtin) => TypeBase::Builtin(builtin),
            None => TypeBase::Other(Box::new(QualifiedName::new("", name))),
        };
        Self { base, modifier: String::new(), array: false }
    }

    /// `interval(3)`: the one type whose constants take their modifier along.
    pub(crate) fn modifier_is_of_interval(&self) -> bool {
        matches!(self.base, TypeBase::Builtin(b) if b.name == "interval")
    }

    /// Whether it is that type of `pg_catalog`.
    pub(crate) fn is(&self, name: &str) -> bool {
        !self.array && matches!(self.base, TypeBase::Builtin(b) if b.name == name)
    }
}

/// What `serial` and its family stand for.
pub(crate) fn serial(written: &TypeName) -> Option<&'static str> {
    if written.name.parts.len() != 1 || written.dimensions > 0 {
        return None;
    }
    match written.name.name() {
        "serial" | "serial4" => Some("int4"),
        "bigserial" | "serial8" => Some("int8"),
        "smallserial" | "serial2" => Some("int2"),
        _ => None,
    }
}

/// The type of `pg_catalog` that SQL's own words stand for, and whether it has a default modifier of 1.
fn keyword_type(words: &str, modifiers: &[String]) -> Option<(&'static str, bool)> {
    Some(match words {
        "int" | "integer" => ("int4", false),
        "smallint" => ("int2", false),
        "bigint" => ("int8", false),
        "real" => ("float4", false),
        "double precision" => ("float8", false),
        "float" => match modifiers.first().and_then(|m| m.parse::<u32>().ok()) {
            Some(1..=24) => ("float4", false),
            _ => ("float8", false),
        },
        "decimal" | "dec" | "numeric" => ("numeric", false),
        "boolean" => ("bool", false),
        "character" | "char" | "nchar" | "national character" | "national char" => ("bpchar", true),
        "character varying"
        | "char varying"
        | "varchar"
        | "national character varying"
        | "national char varying"
        | "nchar varying" => ("varchar", false),
        "bit" => ("bit", true),
        "bit varying" => ("varbit", false),
        "timestamp" | "timestamp without time zone" => ("timestamp", false),
        "timestamp with time zone" => ("timestamptz", false),
        "time" | "time without time zone" => ("time", false),
        "time with time zone" => ("timetz", false),
        _ => return None,
    })
}

/// What a written type means, looked up along the search path. `quoted`: the name is written in double quotes (`"char"`).
pub(crate) fn resolve(catalog: &Catalog, path: &[String], written: &TypeName, quoted: bool) -> TypeRef {
    let array = written.dimensions > 0;
    let parts = &written.name.parts;
    let name = cut(written.name.name());
    let made = |base: TypeBase, modifier: String| TypeRef { base, modifier, array };
    if written.percent_type {
        return percent_type(catalog, path, written).unwrap_or_else(|| {
            made(
                TypeBase::Other(Box::new(QualifiedName::new(written.name.namespace().unwrap_or_default(), name))),
                "%TYPE".into(),
            )
        });
    }
    if let Some(underlying) = serial(written) {
        return TypeRef::of(underlying);
    }
    let in_catalog = parts.len() == 2 && written.name.namespace() == Some("pg_catalog");
    if parts.len() == 1 && !quoted {
        if let Some(rest) = name.strip_prefix("interval")
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return made(TypeBase::Builtin(interval()), format!("{rest}{}", parenthesized(&written.modifiers)));
        }
        if let Some((internal, single)) = keyword_type(&name, &written.modifiers)
            && let Some(builtin) = builtin_named(internal)
        {
            let modifier = match internal {
                "float4" | "float8" => String::new(),
                "bpchar" | "bit" if written.modifiers.is_empty() && single => "(1)".into(),
                _ => builtin_modifier(internal, &written.modifiers),
            };
            return made(TypeBase::Builtin(builtin), modifier);
        }
    }
    if in_catalog || parts.len() == 1 {
        // a user's type on the path in front of pg_catalog would hide it only where pg_catalog is named behind it
        if let Some(builtin) = builtin_named(&name).filter(|b| in_catalog || quoted || b.name != "char") {
            return made(TypeBase::Builtin(builtin), builtin_modifier(&name, &written.modifiers));
        }
        if let Some(builtin) = name.strip_prefix('_').and_then(builtin_named) {
            return TypeRef { base: TypeBase::Builtin(builtin), modifier: String::new(), array: true };
        }
    }
    if let Some(base) = find(catalog, path, written.name.namespace(), &name) {
        return made(base, parenthesized(&written.modifiers));
    }
    if let Some(base) =
        name.strip_prefix('_').and_then(|element| find(catalog, path, written.name.namespace(), element))
    {
        return TypeRef { base, modifier: String::new(), array: true };
    }
    let namespace = match written.name.namespace() {
        Some(namespace) => namespace.to_owned(),
        None => EXTENSION_TYPES
            .find(|(known, ..)| *known == name)
            .and_then(|(_, extension, _)| catalog.extensions.get(*extension))
            .and_then(|extension| extension.namespace.clone())
            .unwrap_or_default(),
    };
    made(TypeBase::Other(Box::new(QualifiedName::new(namespace, name))), parenthesized(&written.modifiers))
}

fn interval() -> &'static Builtin {
    static INTERVAL: Builtin = plain("interval", Logical::Interval);
    builtin_named("interval").unwrap_or(&INTERVAL)
}

fn find(catalog: &Catalog, path: &[String], namespace: Option<&str>, name: &str) -> Option<TypeBase> {
    catalog
        .find_type(path, namespace, name)
        .map(TypeBase::User)
        .or_else(|| catalog.find_relation_named(path, namespace, name).map(TypeBase::Row))
}

fn parenthesized(modifiers: &[String]) -> String {
    if modifiers.is_empty() { String::new() } else { format!("({})", modifiers.join(",")) }
}

/// `numeric(10)` is `numeric(10,0)`; precisions beyond 6 of times are 6.
fn builtin_modifier(internal: &str, modifiers: &[String]) -> String {
    match (internal, modifiers) {
        (_, []) => String::new(),
        ("numeric", [precision]) => format!("({precision},0)"),
        ("time" | "timetz" | "timestamp" | "timestamptz", [precision]) => {
            format!("({})", precision.parse::<u32>().map_or_else(|_| precision.clone(), |p| p.min(6).to_string()))
        }
        _ => parenthesized(modifiers),
    }
}

/// `users.email%TYPE`
fn percent_type(catalog: &Catalog, path: &[String], written: &TypeName) -> Option<TypeRef> {
    let parts = &written.name.parts;
    let column = parts.last()?;
    let table = parts.get(parts.len().checked_sub(2)?)?;
    let namespace = parts.len().checked_sub(3).and_then(|i| parts.get(i)).map(|p| p.name.as_str());
    let oid = catalog.find_relation_named(path, namespace, &table.name)?;
    let table = catalog.table(oid)?;
    table.column(&column.name).map(|c| c.data_type.clone())
}

/// As `format_type` prints it, modifier included where `with_modifier`.
pub(crate) fn print(catalog: &Catalog, data_type: &TypeRef, with_modifier: bool) -> String {
    let modifier = if with_modifier { data_type.modifier.as_str() } else { "" };
    let mut text = match &data_type.base {
        TypeBase::Builtin(b) if b.name == "bpchar" && modifier.is_empty() && with_modifier => "bpchar".to_owned(),
        TypeBase::Builtin(b) => format!("{}{modifier}{}", b.head, b.tail),
        TypeBase::User(oid) => {
            catalog.type_object(*oid).map_or_else(String::new, |t| quote_qualified(&t.id.namespace, &t.id.name))
        }
        TypeBase::Row(oid) => {
            catalog.relation(*oid).map_or_else(String::new, |r| quote_qualified(&r.id.namespace, &r.id.name))
        }
        TypeBase::Other(id) => format!("{}{modifier}", quote_qualified(&id.namespace, &id.name)),
    };
    if data_type.array {
        text.push_str("[]");
    }
    text
}

/// As a stored expression prints the type that a constant is coerced to: a domain as what is under it, no modifier.
pub(crate) fn print_coerced(catalog: &Catalog, data_type: &TypeRef) -> String {
    let base = match &data_type.base {
        TypeBase::User(oid) => match catalog.type_object(*oid).map(|t| &t.kind) {
            Some(TypeKind::Domain(domain)) => return print_coerced(catalog, &domain.base),
            _ => print(catalog, data_type, false),
        },
        TypeBase::Builtin(b) if b.name == "bpchar" => "bpchar".to_owned(),
        TypeBase::Builtin(b) if b.name == "bit" => "\"bit\"".to_owned(),
        _ => return print(catalog, data_type, false),
    };
    if data_type.array && !base.ends_with("[]") { format!("{base}[]") } else { base }
}

/// The type in the words of the system, and what it is in any.
pub(crate) fn model(catalog: &Catalog, data_type: &TypeRef) -> DataType {
    let logical = if data_type.array {
        LogicalType::Array(Box::new(model(catalog, &TypeRef { array: false, ..data_type.clone() })))
    } else {
        logical(catalog, data_type, 0)
    };
    DataType { native: print(catalog, data_type, true), logical }
}

fn logical(catalog: &Catalog, data_type: &TypeRef, depth: u32) -> LogicalType {
    match &data_type.base {
        TypeBase::Builtin(b) if matches!(b.name, "varchar" | "bpchar") && data_type.modifier.is_empty() => {
            LogicalType::Text
        }
        TypeBase::Builtin(b) => b.logical.model(),
        TypeBase::Row(_) => LogicalType::Other,
        TypeBase::Other(id) => EXTENSION_TYPES
            .find(|(name, ..)| *name == id.name)
            .map_or(LogicalType::Other, |(_, _, logical)| logical.model()),
        TypeBase::User(oid) => match catalog.type_object(*oid).map(|t| &t.kind) {
            Some(TypeKind::Enum(_)) => {
                LogicalType::Enum(Box::new(catalog.type_object(*oid).map(|t| t.id.clone()).unwrap_or_default()))
            }
            // a domain over a domain; a loop cannot be made, but costs nothing to stop
            Some(TypeKind::Domain(domain)) if depth < 64 => {
                if domain.base.array {
                    model(catalog, &domain.base).logical
                } else {
                    self::logical(catalog, &domain.base, depth + 1)
                }
            }
            Some(TypeKind::Range(_) | TypeKind::Multirange(_)) => LogicalType::Range,
            _ => LogicalType::Other,
        },
    }
}

/// The extension that brings a type.
pub(crate) fn extension_of(type_name: &str) -> Option<&'static str> {
    EXTENSION_TYPES.find(|(name, ..)| *name == type_name).map(|(_, extension, _)| *extension)
}

/// Whether it is a table or view of a well-known extension.
pub(crate) fn is_extension_relation(name: &str) -> bool {
    matches!(
        name,
        "spatial_ref_sys"
            | "geometry_columns"
            | "geography_columns"
            | "raster_columns"
            | "raster_overviews"
            | "pg_stat_statements"
            | "pg_stat_statements_info"
            | "pg_buffercache"
    )
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::{SourceMap, Span};

    use super::{BUILTINS, model, resolve};
    use crate::source::sql::ast::{Ident, ObjectName, TypeName};
    use crate::source::sql::replay::catalog::Catalog;

    fn written(name: &str, modifiers: &[&str], dimensions: u32) -> TypeName {
        let file = SourceMap::default().add("a.sql", "");
        let span = Span { file, start: 0, end: 0 };
        let parts = name.split('.').map(|n| Ident { name: n.into(), span }).collect();
        TypeName {
            name: ObjectName { parts, span },
            modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
            dimensions,
            set_of: false,
            percent_type: false,
            span,
        }
    }

    #[test]
    fn types_are_sorted_by_name() {
        assert!(BUILTINS.is_sorted_by_key(|b| b.name));
    }

    #[test]
    fn types_print_as_postgres_prints_them() {
        let catalog = Catalog::new();
        let path = ["public".to_owned()];
        let check = |name: &str, modifiers: &[&str], dimensions: u32, native: &str, logical: &str| {
            let found = model(&catalog, &resolve(&catalog, &path, &written(name, modifiers, dimensions), false));
            assert_eq!((found.native.as_str(), found.logical.as_str()), (native, logical), "{name}");
        };
        check("varchar", &["255"], 0, "character varying(255)", "string");
        check("varchar", &[], 0, "character varying", "text");
        check("text", &[], 2, "text[]", "array");
        check("timestamptz", &["3"], 0, "timestamp(3) with time zone", "timestamptz");
        check("timestamp", &["9"], 0, "timestamp(6) without time zone", "timestamp");
        check("time with time zone", &["0"], 0, "time(0) with time zone", "time");
        check("int8", &[], 0, "bigint", "bigint");
        check("float", &["24"], 0, "real", "float");
        check("float", &["25"], 0, "double precision", "double");
        check("char", &[], 0, "character(1)", "string");
        check("char", &["3"], 1, "character(3)[]", "array");
        check("bpchar", &[], 0, "bpchar", "text");
        check("pg_catalog.char", &[], 0, "\"char\"", "string");
        check("decimal", &["10"], 0, "numeric(10,0)", "decimal");
        check("numeric", &["3", "-2"], 0, "numeric(3,-2)", "decimal");
        check("interval day to second", &["3"], 0, "interval day to second(3)", "interval");
        check("bit", &[], 0, "bit(1)", "bit");
        check("bit varying", &["5"], 0, "bit varying(5)", "bit");
        check("_text", &[], 0, "text[]", "array");
        check("public.citext", &[], 0, "citext", "text");
        check("vector", &["1536"], 0, "vector(1536)", "vector");
        check("geometry", &["Point", "4326"], 0, "geometry(Point,4326)", "geometry");
        check("my schema.Weird Type", &[], 1, "\"my schema\".\"Weird Type\"[]", "array");
    }
}
