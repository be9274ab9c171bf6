//! Entities of `SeaORM`: `DeriveEntityModel`, `Relation`, `DeriveActiveEnum`.
//!
//! A table is what `Schema::create_table_from_entity` makes of its entity (sea-orm, `src/schema/entity.rs`), in the words that sea-query has for
//! each system: names, types, keys, and a foreign key for each relation that belongs to another.

mod active_enum;
mod attributes;
mod entity;
mod expanded;
#[cfg(test)]
mod tests;
mod types;
mod uncompiled;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use syn::{Fields, Ident, Item, ItemEnum, ItemStruct};

use self::attributes::{Keys, derives};
use self::entity::Entity;
use self::types::{ColumnType, Defined, Types};
use super::declared::program::{self, RustFile};
use super::declared::{self, Column, Declared, Enum, ForeignKey, Index, Key, Name, Table};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column as SchemaColumn, DataType, LogicalType, Schema, System};
use crate::ordered::{Map, Set};
use crate::source::sql::guess::system_in_paths;
use crate::source::sql::take_system;

/// Adds the tables of the entities.
pub fn read(files: &Files, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let mut program = program::read(files, source, schema, diagnostics);
    uncompiled::leave_out(&mut program, schema, diagnostics);
    if program.is_empty() {
        return;
    }
    if source.dialect.is_none() && schema.sources.len() == 1 {
        system(source, schema, diagnostics);
    }
    let mut types = Types::default();
    let mut entities = Vec::new();
    for file in &program {
        let path = modules(schema.files.file(file.file).path());
        take_types(file, &file.items, &path, &mut types);
    }
    for file in &program {
        let path = modules(schema.files.file(file.file).path());
        take_entities(file, &file.items, &path, &mut entities);
    }
    let is_mirror = source.mirror;
    let mut reader = Reader { types: &types, entities: &entities, is_mirror, schema, diagnostics, enums: Vec::new() };
    let tables = entities.iter().filter_map(|entity| reader.table(entity)).collect_vec();
    let enums = reader.enums;
    declared::read(&Declared { enums, tables, ..Declared::default() }, schema, diagnostics);
}

/// Entities are written for any system: the paths may tell which.
fn system(source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let paths = schema.files.iter().map(|(_, file)| file.path().to_owned()).collect_vec();
    if let Some((system, word)) = system_in_paths(&paths.mapped(String::as_str)) {
        return take_system(schema, system, format!("`{word}` in the path"));
    }
    let message = "entities do not tell which system they are for; they are read as PostgreSQL's";
    let help = "type `dialect = \"postgresql\"` in the source, or `mysql`, `mariadb`, `sqlite`";
    diagnostics.push(Diagnostic::warning(Code::AmbiguousDialect, source.span, message).with_help(help));
}

/// `src/entities/cake.rs` → `src`, `entities`, `cake`.
fn modules(path: &str) -> Vec<String> {
    let mut modules: Vec<String> = path.split('/').map(str::to_owned).collect_vec();
    if let Some(file) = modules.pop() {
        let stem = file.strip_suffix(".rs").unwrap_or(&file);
        if !matches!(stem, "mod" | "lib" | "main") {
            modules.push(stem.to_owned());
        }
    }
    modules
}

/// Takes in the types that items define for columns.
fn take_types(file: &RustFile, items: &[Item], path: &[String], types: &mut Types) {
    for item in items {
        let (name, defined) = match item {
            Item::Enum(item) if derives(&item.attrs, "DeriveActiveEnum") => {
                (&item.ident, active_enum::read(item, file))
            }
            Item::Struct(ItemStruct { ident, attrs, .. }) | Item::Enum(ItemEnum { ident, attrs, .. })
                if derives(attrs, "FromJsonQueryResult") =>
            {
                (ident, Some(defined(ident, ColumnType::of("Json"), file)))
            }
            Item::Struct(item) if derives(&item.attrs, "DeriveValueType") => {
                let said = Keys::of(&item.attrs).code("column_type").and_then(|code| ColumnType::read(&code));
                let inside = match &item.fields {
                    Fields::Unnamed(fields) => {
                        fields.unnamed.first().and_then(|field| types.column_type(&field.ty, path))
                    }
                    _ => Some(ColumnType::of("String")),
                };
                (&item.ident, said.or(inside).map(|found| defined(&item.ident, found, file)))
            }
            Item::Mod(module) => {
                if let Some((_, inside)) = &module.content {
                    take_types(file, inside, &[path, &[module.ident.to_string()]].concat(), types);
                }
                continue;
            }
            _ => continue,
        };
        if let Some(defined) = defined {
            types.add(name.to_string(), path, defined);
        }
    }
}

fn defined(name: &Ident, column_type: ColumnType, file: &RustFile) -> Defined {
    Defined { column_type, span: file.span(name.span()), words: Vec::new() }
}

/// Takes in the entities of a module and of those in it.
fn take_entities<'a>(file: &'a RustFile, items: &'a [Item], path: &[String], entities: &mut Vec<Entity<'a>>) {
    let mut entity = Entity::new(file, path.to_vec(), Span { file: file.file, start: 0, end: 0 });
    let model = items.iter().find_map(|item| match item {
        Item::Struct(item) if derives(&item.attrs, "DeriveEntityModel") => Some(item),
        _ => None,
    });
    if let Some(model) = model {
        entity.model(model);
    }
    if expanded::read(&mut entity, items) || model.is_some() {
        for item in items {
            if let Item::Enum(item) = item
                && derives(&item.attrs, "DeriveRelation")
            {
                entity.relations(item);
            }
        }
        expanded::relations(&mut entity, items);
        entities.push(entity);
    }
    for item in items {
        if let Item::Mod(module) = item
            && let Some((_, inside)) = &module.content
        {
            let path = [path, &[module.ident.to_string()]].concat();
            take_entities(file, inside, &path, entities);
        }
    }
}

/// Turns entities into declarations.
struct Reader<'a, 'b> {
    types: &'b Types,
    entities: &'b [Entity<'a>],
    is_mirror: bool,
    schema: &'b mut Schema,
    diagnostics: &'b mut Diagnostics,
    /// Those of the database that columns are of.
    enums: Vec<Enum>,
}

impl Reader<'_, '_> {
    fn unsupported(&mut self, span: Span, reason: &str, help: &str) {
        declared::unsupported(span, reason, help, self.schema, self.diagnostics);
    }

    fn table(&mut self, entity: &Entity<'_>) -> Option<Table> {
        let Some(name) = entity.name.clone() else {
            self.unsupported(entity.span, "an entity without a `table_name`", "add `#[sea_orm(table_name = \"…\")]`");
            return None;
        };
        let key = entity.columns.iter().filter(|column| column.key).collect_vec();
        let counts = key.len() == 1 && entity.counts.unwrap_or_else(|| key.all(|column| counts(column)));
        let key = Key::new(None, key.mapped(|column| column.name.clone()), entity.span);
        let mut columns = Vec::new();
        for column in &entity.columns {
            let column = self.column(entity, column, counts && column.key);
            columns.push(column);
        }
        let unique = entity.columns.iter().filter(|column| column.unique);
        let unique = unique.map(|c| Key::new(None, vec![c.name.clone()], c.span)).collect_vec();
        let indexes = indexes(entity, &name.name);
        let mut foreign_keys: Vec<ForeignKey> = Vec::new();
        for relation in &entity.relations {
            let Some(mut key) = self.foreign_key(entity, &name.name, relation) else { continue };
            let ends = |key: &ForeignKey| (key.columns.clone(), key.table.clone(), key.referenced.clone());
            if foreign_keys.any(|known| ends(known) == ends(&key)) {
                continue;
            }
            // Another one from the same columns: the name is taken.
            if foreign_keys.any(|known| known.name == key.name) {
                key.name = None;
            }
            foreign_keys.push(key);
        }
        Some(Table {
            columns,
            primary_key: (!key.columns.is_empty()).then_some(key),
            unique,
            foreign_keys,
            indexes,
            words: entity.words.clone(),
            ..Table::new(name, entity.span)
        })
    }

    fn column(&mut self, entity: &Entity<'_>, column: &entity::Column<'_>, counts: bool) -> Column {
        let system = self.schema.system;
        let found = entity::column_type(column, &entity.path, self.types);
        let words = found.as_ref().and_then(|found| found.words(system));
        if words.is_none() {
            let (reason, help) = match (&found, &column.said) {
                (Some(_), _) => ("a type that the system does not have", "give it a `column_type` of the system"),
                (None, Some(_)) => ("no `ColumnType` that is known", "write it as `ColumnType` has it"),
                _ => ("no file of the source says what its type is in the database", "add `column_type` to the field"),
            };
            self.unsupported(column.span, reason, help);
        }
        if let Some((name, values)) = found.as_ref().and_then(ColumnType::enumerated) {
            self.enumerated(name, values, column.span);
        }
        if column.extra {
            self.unsupported(
                column.span,
                "`extra` is SQL that is not read",
                "say it as `default_expr`, `unique`, `nullable`",
            );
        }
        // A document shows its name; a mirror has nothing to compare.
        let unexplained = || match column.rust {
            Some(written) if !self.is_mirror => types::kept(written),
            _ => UNKNOWN.to_owned(),
        };
        let data_type = words.unwrap_or_else(unexplained);
        let default = column.default.as_ref().and_then(entity::default);
        if column.default.is_some() && default.is_none() {
            let help = "write it as `Expr::cust(\"…\")`";
            self.unsupported(column.span, "a default that is computed in Rust", help);
        }
        Column {
            nullable: column.nullable,
            default,
            auto_increment: counts,
            words: column.words.clone(),
            ..Column::new(column.name.clone(), data_type, column.span)
        }
    }

    /// An enum of the database that a column is of: PostgreSQL makes it a type.
    fn enumerated(&mut self, name: &str, values: &[String], span: Span) {
        let name = Name { namespace: None, name: name.to_owned() };
        if self.schema.system != System::PostgreSql || self.enums.any(|found| found.name == name) {
            return;
        }
        let of_rust = self.types.of_enum(&name.name);
        let (span, words) = of_rust.map_or((span, Vec::new()), |found| (found.span, found.words.clone()));
        self.enums.push(Enum { name, values: values.to_vec(), span, words });
    }

    fn foreign_key(&mut self, entity: &Entity<'_>, table: &str, relation: &entity::Relation) -> Option<ForeignKey> {
        let span = relation.span.unwrap_or(entity.span);
        let target = self.entity_of(&relation.target, entity);
        let columns = names(entity, &relation.from);
        let referenced = target.and_then(|target| names(target, &relation.to));
        let named = target.and_then(|target| target.name.clone());
        let (Some(target), Some(columns), Some(referenced)) = (named, columns, referenced) else {
            let reason = "a relation to an entity or a column that the source does not have";
            self.unsupported(span, reason, "give `path` the folder with both entities");
            return None;
        };
        let name = relation.name.clone().unwrap_or_else(|| format!("fk-{table}-{}", columns.join("-")));
        Some(ForeignKey {
            name: Some(name),
            columns,
            table: target,
            referenced,
            on_delete: relation.on_delete,
            on_update: relation.on_update,
            all_actions: false,
            span,
        })
    }

    /// The entity of a path: `super::fruit::Entity`, as seen from another.
    fn entity_of(&self, path: &[String], from: &Entity<'_>) -> Option<&Entity<'_>> {
        let mut modules = path.to_vec();
        modules.pop();
        modules.keep(|name| !matches!(name.as_str(), "crate" | "self" | "super"));
        if modules.is_empty() {
            return self.entities.find(|entity| entity.path == from.path);
        }
        // the names of a crate before the module are no folders: as many of the last names as fit
        let fit = |entity: &&Entity<'_>| {
            let same = entity.path.iter().rev().zip(modules.iter().rev()).take_while(|(a, b)| a == b).count();
            let near = entity.path.iter().zip(&from.path).take_while(|(a, b)| a == b).count();
            (same, near)
        };
        let best = self.entities.iter().filter(|entity| fit(entity).0 > 0);
        best.fold(None, |best: Option<&Entity<'_>>, entity| match best {
            Some(known) if fit(&known) >= fit(&entity) => Some(known),
            _ => Some(entity),
        })
    }
}

/// Whether a key of that type counts where nobody says: not a text, not a UUID.
fn counts(column: &entity::Column<'_>) -> bool {
    let name = match column.rust {
        Some(syn::Type::Path(path)) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    name.is_none_or(|name| !name.ends_with("String") && !name.ends_with("Uuid"))
}

/// The columns' names in the database, by variants of `Column` or by fields.
fn names(entity: &Entity<'_>, said: &[String]) -> Option<Vec<String>> {
    let name = |said: &String| {
        let found = entity.columns.find(|column| column.variant == *said || column.field == *said)?;
        Some(found.name.clone())
    };
    let found: Option<Vec<String>> = said.iter().map(name).collect();
    found.filter(|found| !found.is_empty())
}

/// `indexed`, and `unique_key`, which may be shared by columns.
fn indexes(entity: &Entity<'_>, table: &str) -> Vec<Index> {
    let index = |name: &str, unique: bool, columns: Vec<String>, span: Span| Index {
        unique,
        ..Index::new(Some(format!("idx-{table}-{name}")), columns, span)
    };
    let mut indexes = Vec::new();
    let mut shared: Map<&str, (Vec<String>, Span)> = Map::new();
    let mut order: Vec<&str> = Vec::new();
    let mut known: Set<&str> = Set::new();
    for column in &entity.columns {
        if column.indexed && !column.unique {
            indexes.push(index(&column.name, false, vec![column.name.clone()], column.span));
        }
        let Some(key) = column.unique_key.as_deref() else { continue };
        if known.insert(key) {
            order.push(key);
            shared.insert(key, (Vec::new(), column.span));
        }
        if let Some((columns, _)) = shared.get_mut(key) {
            columns.push(column.name.clone());
        }
    }
    for key in order {
        if let Some((columns, span)) = shared.get(key) {
            indexes.push(index(key, true, columns.clone(), *span));
        }
    }
    indexes
}

/// The type of a column of which nothing is known.
const UNKNOWN: &str = "unknown";

/// What a column is to Rust, as entities see it: a text of any length is a `String`.
pub fn said(schema: &Schema, column: &SchemaColumn) -> Option<String> {
    let native = column.data_type.native.to_lowercase();
    if native == UNKNOWN {
        return None;
    }
    Some(match schema.system {
        System::Sqlite => storage(&native).to_owned(),
        system => logical(schema, &column.data_type, system.is_mysql() && native.contains("unsigned")),
    })
}

fn logical(schema: &Schema, data_type: &DataType, unsigned: bool) -> String {
    match &data_type.logical {
        LogicalType::String | LogicalType::Text => "text".to_owned(),
        LogicalType::Enum(id) => format!("enum {}", schema.identifier(id)),
        LogicalType::Array(element) => format!("{}[]", logical(schema, element, false)),
        LogicalType::Other => data_type.native.clone(),
        other if unsigned => format!("{} unsigned", other.as_str()),
        other => other.as_str().to_owned(),
    }
}

/// How SQLite keeps values of a type: sqlx reads by that.
fn storage(native: &str) -> &'static str {
    let has = |part: &str| native.contains(part);
    if has("int") || has("bool") {
        "integer"
    } else if has("blob") || has("binary") {
        "blob"
    } else if has("real") || has("floa") || has("doub") || has("num") || has("dec") {
        "real"
    } else {
        "text"
    }
}
