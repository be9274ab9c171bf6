//! What stands in `FROM`: tables, subqueries, functions, joins.

use sqlparser::ast::{
    Join, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, TableAlias, TableFactor, TableWithJoins,
};

use super::super::scope::{Columns, Scope, Visible};
use super::Resolver;

impl Resolver<'_> {
    /// Adds what a list of tables makes visible. Each sees what stands before it only where it is `LATERAL`, or a function.
    pub(super) fn from(&mut self, tables: &[TableWithJoins], scope: &mut Scope<'_>) {
        for table in tables {
            self.joined(table, scope);
        }
    }

    fn joined(&mut self, table: &TableWithJoins, scope: &mut Scope<'_>) {
        self.factor(&table.relation, scope);
        for Join { relation, join_operator, .. } in &table.joins {
            let before = scope.relations.len();
            self.factor(relation, scope);
            if let Some(constraint) = constraint(join_operator) {
                self.constraint(constraint, before, scope);
            }
            if let JoinOperator::AsOf { match_condition, .. } = join_operator {
                self.expressions(match_condition, scope);
            }
        }
    }

    /// `before`: how many relations stand on the left.
    fn constraint(&mut self, constraint: &JoinConstraint, before: usize, scope: &mut Scope<'_>) {
        match constraint {
            JoinConstraint::On(condition) => self.expressions(condition, scope),
            JoinConstraint::Using(names) => {
                for ident in names.iter().filter_map(|name| name.0.last()).filter_map(ObjectNamePart::as_ident) {
                    let (left, right) = scope.relations.split_at(before);
                    for side in [left, right] {
                        let side = Scope { relations: side.to_vec(), merged: scope.merged.clone(), ..Scope::default() };
                        self.column(ident, &side);
                    }
                    scope.merged.push(self.catalog.fold(ident));
                }
            }
            JoinConstraint::Natural => scope.natural = true,
            JoinConstraint::None => {}
        }
    }

    /// One relation of `FROM`.
    pub(super) fn factor(&mut self, factor: &TableFactor, scope: &mut Scope<'_>) {
        match factor {
            TableFactor::Table { name, alias, args: None, with_hints: _, .. } => {
                let mut table = self.table(name, alias.as_ref().map(|alias| &alias.name), scope);
                self.rename(&mut table.columns, alias.as_ref());
                scope.relations.push(table);
            }
            TableFactor::Table { name, alias, args: Some(args), .. } => {
                self.expressions(args, scope);
                self.rows_of(Some(name), alias.as_ref(), scope);
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let mut columns = match (lateral, scope.outer) {
                    (false, Some(outer)) => self.query(subquery, outer),
                    _ => self.query(subquery, scope),
                };
                self.rename(&mut columns, alias.as_ref());
                let name = alias.as_ref().map(|alias| self.catalog.fold(&alias.name)).unwrap_or_default();
                scope.relations.push(Visible { name, columns, ..Visible::default() });
            }
            TableFactor::NestedJoin { table_with_joins, alias: None } => self.joined(table_with_joins, scope),
            TableFactor::NestedJoin { table_with_joins, alias: Some(alias) } => {
                let mut inside = Scope { outer: scope.outer, ..Scope::default() };
                self.joined(table_with_joins, &mut inside);
                let mut columns = Columns::default();
                inside.relations.iter().for_each(|relation| columns.add(&relation.columns));
                self.rename(&mut columns, Some(alias));
                let name = self.catalog.fold(&alias.name);
                scope.relations.push(Visible { name, columns, ..Visible::default() });
            }
            TableFactor::Function { name, args, alias, .. } => {
                self.expressions(args, scope);
                self.rows_of(Some(name), alias.as_ref(), scope);
            }
            TableFactor::TableFunction { expr, alias } => {
                self.expressions(expr, scope);
                self.rows_of(None, alias.as_ref(), scope);
            }
            TableFactor::UNNEST { array_exprs, alias, .. } => {
                self.expressions(array_exprs, scope);
                self.rows_of(None, alias.as_ref(), scope);
                // A column an array: where each has a name, there are no others.
                let named = alias.as_ref().is_some_and(|alias| alias.columns.len() >= array_exprs.len());
                if let Some(rows) = scope.relations.last_mut().filter(|_| named) {
                    rows.columns.open = false;
                }
            }
            TableFactor::JsonTable { json_expr, alias, .. } | TableFactor::OpenJsonTable { json_expr, alias, .. } => {
                self.expressions(json_expr, scope);
                self.rows_of(None, alias.as_ref(), scope);
            }
            TableFactor::XmlTable { row_expression, passing, alias, .. } => {
                self.expressions(row_expression, scope);
                self.expressions(passing, scope);
                self.rows_of(None, alias.as_ref(), scope);
            }
            TableFactor::SemanticView { alias, .. } => self.rows_of(None, alias.as_ref(), scope),
            TableFactor::UnpivotExpr { expression, .. } => {
                self.expressions(expression, scope);
                self.rows_of(None, None, scope);
            }
            // Rows of another shape: the table has to be there, the columns are its own.
            TableFactor::Pivot { table, alias, .. }
            | TableFactor::Unpivot { table, alias, .. }
            | TableFactor::MatchRecognize { table, alias, .. } => {
                self.factor(table, &mut Scope { outer: scope.outer, ..Scope::default() });
                self.rows_of(None, alias.as_ref(), scope);
            }
        }
    }

    /// Rows whose columns only the system knows.
    fn rows_of(&mut self, function: Option<&ObjectName>, alias: Option<&TableAlias>, scope: &mut Scope<'_>) {
        let name = function.and_then(|name| self.catalog.parts(name).pop());
        let name = alias.map(|alias| self.catalog.fold(&alias.name)).or(name).unwrap_or_default();
        let mut columns = Columns::unknown();
        self.rename(&mut columns, alias);
        scope.relations.push(Visible { name, columns, ..Visible::default() });
    }

    /// `AS t (a, b)`: the first columns have other names.
    pub(super) fn rename(&self, columns: &mut Columns, alias: Option<&TableAlias>) {
        for (position, column) in alias.iter().flat_map(|alias| &alias.columns).enumerate() {
            let name = self.catalog.fold(&column.name);
            match columns.names.get_mut(position) {
                Some(renamed) => *renamed = name,
                None => columns.names.push(name),
            }
        }
    }
}

pub(in super::super) fn constraint(operator: &JoinOperator) -> Option<&JoinConstraint> {
    match operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::CrossJoin(constraint)
        | JoinOperator::Semi(constraint)
        | JoinOperator::LeftSemi(constraint)
        | JoinOperator::RightSemi(constraint)
        | JoinOperator::Anti(constraint)
        | JoinOperator::LeftAnti(constraint)
        | JoinOperator::RightAnti(constraint)
        | JoinOperator::StraightJoin(constraint)
        | JoinOperator::AsOf { constraint, .. } => Some(constraint),
        JoinOperator::CrossApply
        | JoinOperator::OuterApply
        | JoinOperator::ArrayJoin
        | JoinOperator::LeftArrayJoin
        | JoinOperator::InnerArrayJoin => None,
    }
}
