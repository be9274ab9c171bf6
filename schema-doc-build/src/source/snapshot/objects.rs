//! What a schema has beside tables.

use schema_doc_runtime::manifest::{self as published, Manifest};

use super::prose::{named, read_prose};
use super::{Reader, constraint};
use crate::model::{
    Argument, ArgumentMode, CompositeType, Domain, EnumType, Extension, Grant, LogicalType, Namespace, OtherObject,
    QualifiedName, RangeType, Role, Routine, RoutineKind, Sequence, SequenceOptions, View, ViewColumn,
};

impl Reader<'_> {
    pub(super) fn objects_before_tables(&mut self, manifest: &Manifest) {
        for from in &manifest.namespaces {
            let mut namespace =
                Namespace { name: from.name.clone(), owner: from.owner_role.clone(), ..Namespace::default() };
            read_prose!(*namespace.annotations, from);
            self.schema.namespaces.push(namespace);
        }
        for from in &manifest.extensions {
            let mut extension = Extension {
                name: from.name.clone(),
                namespace: from.namespace.clone(),
                version: from.version.clone(),
                ..Extension::default()
            };
            read_prose!(*extension.annotations, from);
            self.schema.extensions.push(extension);
        }
        for from in &manifest.roles {
            let mut role = Role {
                name: from.name.clone(),
                login: from.login,
                options: from.options.clone().unwrap_or_default(),
                member_of: from.member_of.clone(),
                ..Role::default()
            };
            read_prose!(*role.annotations, from);
            self.schema.roles.push(role);
        }
        for from in &manifest.enums {
            let enum_type = self.enum_type(from);
            self.schema.enums.push(enum_type);
        }
        for from in &manifest.composite_types {
            let composite = self.composite(from);
            self.schema.composites.push(composite);
        }
        for from in &manifest.range_types {
            let mut range = RangeType {
                id: self.qualified(from.namespace.as_ref(), &from.name),
                options: from.options.iter().map(|o| (o.name.clone(), o.value.clone())).collect(),
                span: self.places.location(from.location.as_ref()),
                created: self.next(),
                ..RangeType::default()
            };
            read_prose!(*range.annotations, from);
            self.schema.ranges.push(range);
        }
        for from in &manifest.domains {
            let domain = self.domain(from);
            self.schema.domains.push(domain);
        }
        for from in &manifest.sequences {
            let sequence = self.sequence(from);
            self.listed_sequences.insert(sequence.id.clone());
            self.schema.sequences.push(sequence);
        }
    }

    pub(super) fn objects_behind_tables(&mut self, manifest: &Manifest) {
        for from in &manifest.views {
            let view = self.view(from);
            self.schema.views.push(view);
        }
        for from in &manifest.routines {
            let routine = self.routine(from);
            self.schema.routines.push(routine);
        }
        for from in &manifest.grants {
            let grant = Grant {
                privileges: from.privileges.clone(),
                object_kind: from.object_kind.clone(),
                object: from.object.clone(),
                target: from.target.as_ref().map(|id| self.id(id)),
                grantees: from.grantees.clone(),
                with_grant_option: from.with_grant_option,
                span: None,
            };
            self.schema.grants.push(grant);
        }
        for from in &manifest.others {
            let mut other = OtherObject {
                kind: from.kind.clone(),
                // Some lie in no namespace (casts, event triggers).
                id: QualifiedName::new(from.namespace.clone().unwrap_or_default(), &*from.name),
                table: from.table.as_ref().map(|id| self.id(id)),
                definition: self.definition(from.definition.as_ref(), None),
                created: self.next(),
                ..OtherObject::default()
            };
            read_prose!(*other.annotations, from);
            self.schema.others.push(other);
        }
    }

    fn enum_type(&mut self, from: &published::Enum) -> EnumType {
        let mut enum_type = EnumType {
            id: self.qualified(from.namespace.as_ref(), &from.name),
            values: from.values.clone(),
            span: self.places.location(from.location.as_ref()),
            created: self.next(),
            ..EnumType::default()
        };
        read_prose!(*enum_type.annotations, from);
        if !from.descriptions.is_empty() {
            let described: Vec<String> =
                from.values.iter().filter(|value| from.descriptions.contains_key(*value)).cloned().collect();
            enum_type.annotations.values = named(&described, &from.descriptions);
        }
        enum_type
    }

    fn composite(&mut self, from: &published::CompositeType) -> CompositeType {
        let mut attributes = Vec::new();
        for attribute in &from.fields {
            let data_type = self.plain_type(&attribute.logical_type, &attribute.native_type);
            attributes.push((attribute.name.clone(), data_type, attribute.collation.clone()));
        }
        let mut composite = CompositeType {
            id: self.qualified(from.namespace.as_ref(), &from.name),
            attributes,
            span: self.places.location(from.location.as_ref()),
            created: self.next(),
            ..CompositeType::default()
        };
        read_prose!(*composite.annotations, from);
        composite
    }

    fn domain(&mut self, from: &published::Domain) -> Domain {
        let id = self.qualified(from.namespace.as_ref(), &from.name);
        let mut domain = Domain {
            data_type: self.plain_type(from.logical_type.as_deref().unwrap_or("other"), &from.native_type),
            nullable: from.nullable,
            default: from.default.clone(),
            collation: from.collation.clone(),
            checks: from.checks.iter().map(|check| constraint::check(&id, check)).collect(),
            span: self.places.location(from.location.as_ref()),
            created: self.next(),
            id,
            ..Domain::default()
        };
        read_prose!(*domain.annotations, from);
        domain
    }

    /// A type of which only the words are known: an enumerated one is the schema's that bears them as its name.
    fn plain_type(&mut self, logical: &str, native: &str) -> crate::model::DataType {
        let native_name = native.to_owned();
        let enum_type = (logical == "enum").then_some(&native_name);
        self.data_type(logical, native, enum_type, None)
    }

    fn sequence(&mut self, from: &published::Sequence) -> Sequence {
        let mut sequence = Sequence {
            id: self.qualified(from.namespace.as_ref(), &from.name),
            options: from.options.as_ref().map(sequence_options).unwrap_or_default(),
            owned_by: from.owned_by.as_ref().and_then(|text| self.member(text)),
            span: self.places.location(from.location.as_ref()),
            created: self.next(),
            ..Sequence::default()
        };
        read_prose!(*sequence.annotations, from);
        sequence
    }

    fn view(&mut self, from: &published::View) -> View {
        let id = self.qualified(from.namespace.as_ref(), &from.name);
        let mut columns = Vec::new();
        for field in &from.fields {
            let mut column = ViewColumn { name: field.name.clone(), ..ViewColumn::default() };
            if let (Some(logical), Some(native)) = (&field.logical_type, &field.native_type) {
                column.data_type = Some(self.plain_type(logical, native));
            }
            read_prose!(*column.annotations, field);
            columns.push(column);
        }
        let mut view = View {
            materialized: from.kind == "materialized_view",
            columns,
            definition: self.definition(from.definition.as_ref(), from.location.as_ref()),
            query: from.definition.as_deref().map(query).unwrap_or_default().to_owned(),
            depends_on: self.ids(&from.depends_on),
            created: self.next(),
            indexes: from.indexes.iter().map(|index| self.index(&id, index)).collect(),
            triggers: from.triggers.iter().map(|trigger| self.trigger(trigger)).collect(),
            id,
            ..View::default()
        };
        read_prose!(*view.annotations, from);
        view
    }

    fn routine(&mut self, from: &published::Routine) -> Routine {
        use RoutineKind::{Aggregate, Function, Procedure};
        let known = [Function, Procedure, Aggregate].into_iter().find(|kind| kind.as_str() == from.kind);
        let kind = known.unwrap_or_else(|| {
            self.unknown_word("kind", &from.kind);
            Function
        });
        let mut routine = Routine {
            id: self.qualified(from.namespace.as_ref(), &from.name),
            kind,
            arguments: from.arguments.iter().map(argument).collect(),
            returns: from.returns.clone(),
            language: from.language.clone(),
            volatility: from.volatility.clone(),
            security_definer: from.security_definer,
            definition: self.definition(from.definition.as_ref(), from.location.as_ref()),
            created: self.next(),
            ..Routine::default()
        };
        read_prose!(*routine.annotations, from);
        routine
    }
}

fn argument(from: &published::Argument) -> Argument {
    Argument {
        name: from.name.clone(),
        mode: match from.mode.as_deref() {
            Some("out") => ArgumentMode::Out,
            Some("inout") => ArgumentMode::InOut,
            Some("variadic") => ArgumentMode::Variadic,
            _ => ArgumentMode::In,
        },
        data_type: from.native_type.clone(),
        default: from.default.clone(),
    }
}

pub(super) fn sequence_options(from: &published::SequenceOptions) -> SequenceOptions {
    SequenceOptions {
        data_type: from.native_type.clone(),
        start: from.start.map(Into::into),
        increment: from.increment.map(Into::into),
        minimum: from.minimum.map(Into::into),
        maximum: from.maximum.map(Into::into),
        cache: from.cache.map(Into::into),
        cycle: from.cycle,
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
