//! Oracle's object types, whose attributes are the columns of the tables that are made `OF` them (Object-Relational Developer's Guide, Object
//! Tables).

use super::Database;
use crate::list::{SliceExt, VecExt};
use crate::model::{Column, ColumnKind, QualifiedName, Table};
use crate::source::sql::ast::ObjectName;
use crate::source::sql::plain::ast::ObjectType;

impl Database<'_> {
    /// Notes the attributes of a type, behind those of the one that it is under; under one that is not known it is not known either.
    pub(super) fn create_object_type(&mut self, name: &ObjectName, object_type: ObjectType) {
        let mut attributes = Vec::new();
        if let Some(under) = &object_type.under {
            let Some(inherited) = self.attributes(under) else { return };
            attributes.clone_from(inherited);
        }
        attributes.push_all(object_type.attributes);
        self.object_types.insert(self.id(name), attributes);
    }

    fn attributes(&self, name: &ObjectName) -> Option<&Vec<Column>> {
        let own = QualifiedName::new(&self.schema.default_namespace, name.name());
        self.object_types.get(&self.id(name)).or_else(|| self.object_types.get(&own))
    }

    /// Gives a table the columns of its type, and those what the table says of them: `CREATE TABLE t OF typ (id PRIMARY KEY, at DEFAULT
    /// SYSDATE)`. `false` where the type is not known.
    pub(super) fn columns_of_type(&self, of: &ObjectName, table: &mut Table) -> bool {
        let Some(attributes) = self.attributes(of) else { return false };
        let mut columns = attributes.clone();
        for said in table.columns.drain(..) {
            if let Some(column) = columns.find_mut(|column| column.name == said.name) {
                column.nullable &= said.nullable;
                if said.kind != ColumnKind::Plain {
                    column.kind = said.kind;
                }
            }
        }
        table.columns = columns;
        true
    }
}
