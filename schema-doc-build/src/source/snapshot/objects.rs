//! What a schema has beside tables.

use super::item::Item;
use super::prose::{described, read_prose};
use super::{Reader, constraint};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{
    Argument, ArgumentMode, CompositeType, DataType, Domain, EnumType, Extension, Grant, LogicalType, Namespace,
    OtherObject, QualifiedName, RangeType, Role, Routine, RoutineKind, Sequence, SequenceOptions, View, ViewColumn,
};

impl Reader<'_> {
    pub(super) fn objects_before_tables(&mut self, manifest: Item<'_>) {
        for from in manifest.items("namespaces") {
            let mut namespace = Namespace {
                name: from.string("name"),
                owner: from.optional_string("owner_role"),
                ..Namespace::default()
            };
            read_prose(&mut namespace.annotations, from);
            self.schema.namespaces.push(namespace);
        }
        for from in manifest.items("extensions") {
            let mut extension = Extension {
                name: from.string("name"),
                namespace: from.optional_string("namespace"),
                version: from.optional_string("version"),
                ..Extension::default()
            };
            read_prose(&mut extension.annotations, from);
            self.schema.extensions.push(extension);
        }
        for from in manifest.items("roles") {
            let mut role = Role {
                name: from.string("name"),
                login: from.flag("login"),
                options: from.optional("options").unwrap_or_default().to_owned(),
                member_of: from.texts("member_of"),
                ..Role::default()
            };
            read_prose(&mut role.annotations, from);
            self.schema.roles.push(role);
        }
        for from in manifest.items("enums") {
            let enum_type = self.enum_type(from);
            self.schema.enums.push(enum_type);
        }
        for from in manifest.items("composite_types") {
            let composite = self.composite(from);
            self.schema.composites.push(composite);
        }
        for from in manifest.items("range_types") {
            let mut range = RangeType {
                id: self.qualified(from),
                options: from.items("options").mapped(|o| (o.string("name"), o.string("value"))),
                span: self.places.location(from),
                created: self.next(),
                ..RangeType::default()
            };
            read_prose(&mut range.annotations, from);
            self.schema.ranges.push(range);
        }
        for from in manifest.items("domains") {
            let domain = self.domain(from);
            self.schema.domains.push(domain);
        }
        for from in manifest.items("sequences") {
            let sequence = self.sequence(from);
            self.listed_sequences.insert(sequence.id.clone());
            self.schema.sequences.push(sequence);
        }
    }

    pub(super) fn objects_behind_tables(&mut self, manifest: Item<'_>) {
        for from in manifest.items("views") {
            let view = self.view(from);
            self.schema.views.push(view);
        }
        for from in manifest.items("routines") {
            let routine = self.routine(from);
            self.schema.routines.push(routine);
        }
        for from in manifest.items("grants") {
            let grant = Grant {
                privileges: from.texts("privileges"),
                object_kind: from.string("object_kind"),
                object: from.string("object"),
                target: from.optional("target").map(|id| self.id(id)),
                grantees: from.texts("grantees"),
                with_grant_option: from.flag("with_grant_option"),
                span: None,
            };
            self.schema.grants.push(grant);
        }
        for from in manifest.items("others") {
            let mut other = OtherObject {
                kind: from.string("kind"),
                // Some lie in no namespace (casts, event triggers).
                id: QualifiedName::new(from.optional("namespace").unwrap_or_default(), from.text("name")),
                table: from.optional("table").map(|id| self.id(id)),
                definition: self.definition(from),
                created: self.next(),
                ..OtherObject::default()
            };
            read_prose(&mut other.annotations, from);
            self.schema.others.push(other);
        }
    }

    fn enum_type(&mut self, from: Item<'_>) -> EnumType {
        let mut enum_type = EnumType {
            id: self.qualified(from),
            values: from.texts("values"),
            span: self.places.location(from),
            created: self.next(),
            ..EnumType::default()
        };
        read_prose(&mut enum_type.annotations, from);
        if from.value("descriptions").is_some() {
            enum_type.annotations.values = described(&enum_type.values, from);
        }
        enum_type
    }

    fn composite(&mut self, from: Item<'_>) -> CompositeType {
        let mut attributes = Vec::new();
        for attribute in from.items("fields") {
            let data_type = self.plain_type(attribute.text("type"), attribute.text("native_type"));
            attributes.push((attribute.string("name"), data_type, attribute.optional_string("collation")));
        }
        let mut composite = CompositeType {
            id: self.qualified(from),
            attributes,
            span: self.places.location(from),
            created: self.next(),
            ..CompositeType::default()
        };
        read_prose(&mut composite.annotations, from);
        composite
    }

    fn domain(&mut self, from: Item<'_>) -> Domain {
        let id = self.qualified(from);
        let mut domain = Domain {
            data_type: self.plain_type(from.optional("type").unwrap_or("other"), from.text("native_type")),
            nullable: from.flag("nullable"),
            default: from.optional_string("default"),
            collation: from.optional_string("collation"),
            checks: from.items("checks").into_iter().map(|check| constraint::check(&id, check)).collect_vec(),
            span: self.places.location(from),
            created: self.next(),
            id,
            ..Domain::default()
        };
        read_prose(&mut domain.annotations, from);
        domain
    }

    /// A type of which only the words are known: an enumerated one is the schema's that bears them as its name.
    fn plain_type(&mut self, logical: &str, native: &str) -> DataType {
        let logical = match logical {
            "enum" => LogicalType::Enum(Box::new(self.id(native))),
            "array" => array_of(native),
            word => LogicalType::from_name(word).unwrap_or(LogicalType::Other),
        };
        DataType { native: native.to_owned(), logical }
    }

    fn sequence(&mut self, from: Item<'_>) -> Sequence {
        let mut sequence = Sequence {
            id: self.qualified(from),
            options: from.item("options").map(sequence_options).unwrap_or_default(),
            owned_by: from.optional("owned_by").and_then(|text| self.member(text)),
            span: self.places.location(from),
            created: self.next(),
            ..Sequence::default()
        };
        read_prose(&mut sequence.annotations, from);
        sequence
    }

    fn view(&mut self, from: Item<'_>) -> View {
        let id = self.qualified(from);
        let mut columns = Vec::new();
        for field in from.items("fields") {
            let mut column = ViewColumn { name: field.string("name"), ..ViewColumn::default() };
            if let (Some(logical), Some(native)) = (field.optional("type"), field.optional("native_type")) {
                column.data_type = Some(self.plain_type(logical, native));
            }
            read_prose(&mut column.annotations, field);
            columns.push(column);
        }
        let mut view = View {
            materialized: from.text("kind") == "materialized_view",
            columns,
            definition: self.definition(from),
            query: from.optional("definition").map(query).unwrap_or_default().to_owned(),
            depends_on: self.ids(&from.texts("depends_on")),
            created: self.next(),
            indexes: from.items("indexes").into_iter().map(|index| self.index(&id, index)).collect_vec(),
            triggers: from.items("triggers").into_iter().map(|trigger| self.trigger(trigger)).collect_vec(),
            id,
            ..View::default()
        };
        read_prose(&mut view.annotations, from);
        view
    }

    fn routine(&mut self, from: Item<'_>) -> Routine {
        let mut routine = Routine {
            id: self.qualified(from),
            kind: routine_kind(from.text("kind")),
            arguments: from.items("arguments").into_iter().map(argument).collect_vec(),
            returns: from.optional_string("returns"),
            language: from.optional_string("language"),
            volatility: from.optional_string("volatility"),
            security_definer: from.flag("security_definer"),
            definition: self.definition(from),
            created: self.next(),
            ..Routine::default()
        };
        read_prose(&mut routine.annotations, from);
        routine
    }
}

fn routine_kind(word: &str) -> RoutineKind {
    use RoutineKind::{Aggregate, Function, Procedure};
    [Procedure, Aggregate].into_iter().find(|kind| kind.as_str() == word).unwrap_or(Function)
}

fn argument(from: Item<'_>) -> Argument {
    Argument {
        name: from.optional_string("name"),
        mode: match from.optional("mode") {
            Some("out") => ArgumentMode::Out,
            Some("inout") => ArgumentMode::InOut,
            Some("variadic") => ArgumentMode::Variadic,
            _ => ArgumentMode::In,
        },
        data_type: from.string("native_type"),
        default: from.optional_string("default"),
    }
}

pub(super) fn sequence_options(from: Item<'_>) -> SequenceOptions {
    SequenceOptions {
        data_type: from.optional_string("native_type"),
        start: from.number("start").map(Into::into),
        increment: from.number("increment").map(Into::into),
        minimum: from.number("minimum").map(Into::into),
        maximum: from.number("maximum").map(Into::into),
        cache: from.number("cache").map(Into::into),
        cycle: from.flag("cycle"),
    }
}

/// What stands behind the first `AS` outside quotes and parentheses: `CREATE VIEW v (a) AS SELECT 1` → `SELECT 1`.
fn query(definition: &str) -> &str {
    let mut depth = 0_u32;
    let mut quote = None;
    let mut word_start = 0;
    for (i, c) in definition.char_indices() {
        let is_word = c.is_alphanumeric() || c == '_';
        if quote.is_none() && depth == 0 && !is_word {
            let word = definition.get(word_start..i).unwrap_or_default();
            if word.eq_ignore_ascii_case("as") {
                return definition.get(i..).unwrap_or_default().trim();
            }
        }
        match quote {
            Some(end) if c == end => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '(' => depth += 1,
            None if c == ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !is_word {
            word_start = i + c.len_utf8();
        }
    }
    ""
}

/// The type of an array, of whose items only the words are known: `mood[]`.
pub(super) fn array_of(native: &str) -> LogicalType {
    let native = native.trim_end_matches("[]").to_owned();
    LogicalType::Array(Box::new(DataType { native, ..DataType::default() }))
}

impl LogicalType {
    /// The type of that name, where a name says it all.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        use LogicalType as L;
        let all = [
            L::Boolean,
            L::SmallInt,
            L::Integer,
            L::BigInt,
            L::Float,
            L::Double,
            L::Decimal,
            L::String,
            L::Text,
            L::Bytes,
            L::Uuid,
            L::Date,
            L::Time,
            L::Timestamp,
            L::TimestampTz,
            L::Interval,
            L::Json,
            L::Xml,
            L::Vector,
            L::Geometry,
            L::Network,
            L::Range,
            L::Bit,
            L::TsVector,
            L::Number,
            L::Null,
            L::Any,
            L::Other,
        ];
        all.into_iter().find(|logical| logical.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn a_views_query_stands_behind_its_as() {
        let check = |definition: &str, expected: &str| assert_eq!(query(definition), expected, "{definition}");
        check("CREATE VIEW v AS SELECT 1 AS a", "SELECT 1 AS a");
        check("CREATE VIEW \"as\" (\"as\", b) as\n  SELECT 1, 2", "SELECT 1, 2");
        check("CREATE MATERIALIZED VIEW last_as WITH (a = 'as') AS(SELECT 1)", "(SELECT 1)");
        check("CREATE VIEW v", "");
    }
}
