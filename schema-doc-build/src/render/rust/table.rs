//! A table's module.

use std::borrow::Cow;

use schema_doc_syntax::{Style, distinct};

use super::code::{Code, Expression};
use super::doc;
use super::enums;
use crate::analyze::{
    Cardinality, ClosedSet, ClosedSetOrigin, ColumnFacts, Relationship, TableAnalysis, TableFacts, table_facts,
};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, KeyTarget, LogicalType, Sensitivity, Table};
use crate::render::{Format, Input};

/// The module's own names.
const OWN: &[&str] = &["TABLE", "DOC", "COLUMNS"];
/// The types that it uses: a type for a closed set cannot have their names.
const TYPES: &[&str] = &["Cardinality", "Column", "ForeignKeyDoc", "IndexDoc", "RelationshipDoc", "TableDoc"];

pub(super) fn module(code: &mut Code, input: Input<'_>, position: usize, table: &Table, name: &str) {
    let unknown = TableAnalysis::default();
    let analysis = input.analysis.tables.get(position).unwrap_or(&unknown);
    let facts = table_facts(input.schema, table);
    let whole = |member: &str| Cow::Owned([&*table.id.name, ".", member].concat());
    let fields = facts.of(table);
    let constants = constants(table, &facts);
    let indexes: Vec<_> = table.indexes.mapped(|i| (i.name.as_str(), whole(&i.name)));
    let index_names = distinct(&indexes, Style::Constant, &[]);

    code.docs(docs(input, position, table, name));
    code.block(&format!("pub mod {name}"), |code| {
        let sets = closed_sets(table, &facts);
        code.imports(&used_types(table, analysis), !sets.is_empty());
        code.constant("pub const TABLE: &str", &Expression::string(&input.schema.identifier(&table.id)));
        for ((column, facts), constant) in fields.iter().zip(&constants) {
            code.docs(column_docs(column, constant, facts));
            code.constant(&["pub const ", constant, ": Column"].concat(), &column_expression(column));
        }
        let all = constants.into_iter().map(|constant| Expression::Word(constant.into())).collect_vec();
        code.constant("pub const COLUMNS: &[Column]", &Expression::Slice(all));
        let table_doc = table_doc(input, position, table, analysis, &index_names);
        code.constant("pub const DOC: &TableDoc", &Expression::Reference(Box::new(table_doc)));
        if !table.indexes.is_empty() {
            code.block("pub mod indexes", |code| {
                for (index, constant) in table.indexes.iter().zip(&index_names) {
                    if let Some(purpose) = &index.annotations.purpose {
                        code.docs(doc::prose(purpose));
                    }
                    code.constant(&format!("pub const {constant}: &str"), &Expression::string(&index.name));
                }
            });
        }
        enum_types(code, table, &sets);
    });
}

/// The constants of a table's columns, in their order.
pub(in crate::render) fn constants(table: &Table, facts: &TableFacts) -> Vec<String> {
    let whole = |column: &str| Cow::Owned([&*table.id.name, ".", column].concat());
    let columns: Vec<_> = facts.of(table).mapped(|(c, _)| (c.name.as_str(), whole(&c.name)));
    distinct(&columns, Style::Constant, OWN)
}

/// The closed sets that types and checks of this table state.
fn closed_sets<'a>(table: &'a Table, facts: &'a TableFacts) -> Vec<(&'a Column, &'a ClosedSet)> {
    table
        .columns
        .iter()
        .zip(&facts.columns)
        .filter_map(|(column, facts)| Some((column, facts.closed_set.as_ref()?)))
        .filter(|(column, set)| {
            use ClosedSetOrigin::{Check, Domain, Inline};
            // A single literal is none.
            !set.numeric
                && matches!(set.origin, Inline | Check(_) | Domain(_))
                && !matches!(&column.data_type.logical, LogicalType::Literals(only) if only.len() == 1)
        })
        .collect_vec()
}

fn enum_types(code: &mut Code, table: &Table, sets: &[(&Column, &ClosedSet)]) {
    let names: Vec<_> =
        sets.mapped(|(column, _)| (column.name.as_str(), Cow::Owned(format!("{}.{}", table.id.name, column.name))));
    for ((column, set), name) in sets.iter().zip(distinct(&names, Style::Type, TYPES)) {
        let heading = doc::code(&format!("{}.{}", table.id.name, column.name));
        enums::enum_type(code, &name, [heading], &set.values, &column.annotations.values);
    }
}

/// The table's prose, its name where the module's says another, and where it is documented.
fn docs(input: Input<'_>, position: usize, table: &Table, module: &str) -> Vec<String> {
    let tags = &table.annotations;
    let mut lines = Vec::new();
    let mut paragraph = |more: Vec<String>| {
        if !lines.is_empty() && !more.is_empty() {
            lines.push(String::new());
        }
        lines.push_all(more);
    };
    if let Some(deprecated) = &tags.deprecated {
        paragraph(vec![format!("**Deprecated.** {}", doc::sentence(deprecated))]);
    }
    match (&tags.description, &tags.purpose) {
        (Some(text), _) | (None, Some(text)) => paragraph(doc::prose(text)),
        (None, None) => {}
    }
    let identifier = input.schema.identifier(&table.id);
    if module != identifier || tags.purpose.is_none() {
        paragraph(vec![format!("The table {}.", doc::code(&identifier))]);
    }
    if let Some(page) = page(input, position) {
        paragraph(vec![format!("Documented in {}.", doc::code(&page))]);
    }
    lines
}

/// The path of the table's page, relative to the package root.
fn page(input: Input<'_>, position: usize) -> Option<String> {
    let has_pages = input.config.docs.formats.contains(&Format::Tables);
    has_pages.then(|| format!("{}/{}", input.layout.docs_dir(), input.layout.table_page(position)))
}

/// `Unique authentication identifier. (`character varying(255)`, not null, unique, PII)`
fn column_docs(column: &Column, constant: &str, facts: &ColumnFacts) -> Vec<String> {
    let tags = &column.annotations;
    let mut details = String::with_capacity(80);
    details.push('(');
    if !constant.bytes().map(|b| b.to_ascii_lowercase()).eq(column.name.bytes()) {
        doc::push_code(&mut details, &column.name);
        details.push_str(", ");
    }
    doc::push_code(&mut details, &column.data_type.outline());
    details.push_str(match (column.optional, column.nullable) {
        (true, _) => ", optional",
        (false, true) => ", nullable",
        (false, false) => ", not null",
    });
    let constraints = facts.constraints.iter().filter_map(|&word| match word {
        "primary_key" => Some("primary key"),
        "unique" | "generated" | "identity" => Some(word),
        _ => None,
    });
    let deprecated = tags.deprecated.as_ref().map(|_| "deprecated");
    for word in constraints.chain(facts.sensitivity.map(Sensitivity::title)).chain(deprecated) {
        details.push_str(", ");
        details.push_str(word);
    }
    details.push(')');
    let text = tags.description.as_ref().or(tags.purpose.as_ref());
    let mut lines = text.map(|text| doc::prose(text)).unwrap_or_default();
    match lines.as_mut_slice() {
        [] => lines.push(details),
        [only] => {
            only.push(' ');
            only.push_str(&details);
        }
        _ => lines.push_all([String::new(), details]),
    }
    lines
}

fn column_expression(column: &Column) -> Expression {
    Expression::Call(
        "Column::new",
        vec![
            Expression::Word("TABLE".into()),
            Expression::string(&column.name),
            Expression::string(&column.data_type.native),
            Expression::boolean(column.nullable || column.optional),
        ],
    )
}

fn used_types(table: &Table, analysis: &TableAnalysis) -> Vec<&'static str> {
    let related = !analysis.incoming.is_empty() || !analysis.outgoing.is_empty();
    let mut used = Vec::new();
    if related {
        used.push("Cardinality");
    }
    used.push("Column");
    if !table.foreign_keys.is_empty() {
        used.push("ForeignKeyDoc");
    }
    if !table.indexes.is_empty() {
        used.push("IndexDoc");
    }
    if related {
        used.push("RelationshipDoc");
    }
    used.push("TableDoc");
    used
}

fn table_doc(
    input: Input<'_>,
    position: usize,
    table: &Table,
    analysis: &TableAnalysis,
    index_names: &[String],
) -> Expression {
    let schema = input.schema;
    let foreign_key = |key: &crate::model::ForeignKey| {
        Expression::Call(
            "ForeignKeyDoc::new",
            vec![
                Expression::string(&key.name),
                Expression::strings(&key.columns),
                Expression::string(&schema.identifier(&key.table)),
                Expression::strings(&key.referenced),
                Expression::string(key.on_delete.as_str()),
                Expression::string(key.on_update.as_str()),
            ],
        )
    };
    let index = |(index, name): (&crate::model::Index, &String)| {
        let keys = index.keys.iter().map(|key| match &key.target {
            KeyTarget::Column(text) | KeyTarget::Expression(text) => text,
        });
        Expression::Call(
            "IndexDoc::new",
            vec![
                Expression::Word(format!("indexes::{name}").into()),
                Expression::string(&index.method),
                Expression::strings(keys),
                Expression::boolean(index.unique),
                Expression::optional(index.predicate.as_deref()),
            ],
        )
    };
    let relationships = analysis.outgoing.iter().chain(&analysis.incoming);
    Expression::Call(
        "TableDoc::new",
        vec![
            Expression::string(&table.id.namespace),
            Expression::string(&table.id.name),
            Expression::optional(table.annotations.purpose.as_deref()),
            Expression::Word("COLUMNS".into()),
            Expression::strings(table.key_columns()),
            Expression::Slice(table.unique.mapped(|key| Expression::strings(&key.columns))),
            Expression::Slice(table.foreign_keys.mapped(foreign_key)),
            Expression::Slice(table.indexes.iter().zip(index_names).map(index).collect_vec()),
            Expression::Slice(relationships.map(|r| relationship(input, r)).collect_vec()),
            Expression::optional(page(input, position).as_deref()),
        ],
    )
}

fn relationship(input: Input<'_>, relationship: &Relationship) -> Expression {
    let name = |position: usize| input.schema.tables.get(position).map(|t| input.schema.identifier(&t.id));
    let cardinality = match relationship.cardinality {
        Cardinality::OneToOne => "Cardinality::OneToOne",
        Cardinality::OneToMany => "Cardinality::OneToMany",
        Cardinality::ManyToOne => "Cardinality::ManyToOne",
        Cardinality::ManyToMany => "Cardinality::ManyToMany",
    };
    Expression::Call(
        "RelationshipDoc::new",
        vec![
            Expression::string(&name(relationship.table).unwrap_or_default()),
            Expression::Word(cardinality.into()),
            Expression::strings(&relationship.keys),
            Expression::optional(relationship.through.and_then(name).as_deref()),
        ],
    )
}
