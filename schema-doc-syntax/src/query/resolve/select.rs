//! Queries: `WITH`, `SELECT`, set operations, `ORDER BY`.

use sqlparser::ast::{
    Cte, Expr, ObjectName, ObjectNamePart, OrderBy, Query, Select, SelectItem, SelectItemQualifiedWildcardKind,
    SetExpr, With,
};

use super::super::scope::{Columns, Scope, Visible};
use super::super::uses::{Action, Place, place};
use super::Resolver;

impl Resolver<'_> {
    /// A query at a place; gives its columns.
    pub(super) fn query(&mut self, query: &Query, outer: &Scope<'_>) -> Columns {
        let mut place = Scope::inside(outer);
        if let Some(with) = &query.with {
            self.with(with, &mut place);
        }
        let before = self.uses.len();
        let (columns, relations) = self.body(&query.body, &place);
        if let Some(order) = &query.order_by {
            self.ordered(order, &relations, before);
        }
        let mut after = Scope { relations, outputs: columns.names.clone(), ..Scope::inside(&place) };
        if after.relations.is_empty() {
            after.relations.push(Visible { columns: columns.clone(), ..Visible::default() });
        }
        self.expressions(&query.order_by, &after);
        self.expressions(&query.limit_clause, &after);
        self.expressions(&query.fetch, &after);
        for of in query.locks.iter().filter_map(|lock| lock.of.as_ref()) {
            if let Some(ident) = of.0.last().and_then(ObjectNamePart::as_ident) {
                self.relation(ident, &after);
            }
        }
        columns
    }

    /// Adds the order to the uses of the one `SELECT` that it sorts: they were noted from `before` on.
    fn ordered(&mut self, order: &OrderBy, relations: &[Visible], before: usize) {
        let place = Place { catalog: self.catalog, relations };
        let mut sorted = place.uses(Action::Read);
        place.order(order, &mut sorted);
        for sorted in sorted.into_iter().flatten().filter(|sorted| !sorted.order.is_empty() || sorted.nearest.is_some())
        {
            let noted = self.uses.iter_mut().skip(before);
            let mut same = noted.filter(|noted| noted.table == sorted.table && noted.called == sorted.called);
            if let Some(noted) = same.next() {
                (noted.order, noted.nearest) = (sorted.order, sorted.nearest);
            }
        }
    }

    fn with(&mut self, with: &With, place: &mut Scope<'_>) {
        for cte in &with.cte_tables {
            let name = self.catalog.fold(&cte.alias.name);
            if with.recursive || matches!(self.catalog.system.as_str(), "mssql" | "oracle" | "sqlite") {
                // Its first part says the columns that it has when it names itself.
                let columns = self.quietly(|resolver| resolver.cte(cte, anchor(&cte.query.body), place));
                place.ctes.push((name.clone(), columns));
            }
            let mut columns = self.query(&cte.query, place);
            self.rename(&mut columns, Some(&cte.alias));
            place.ctes.push((name, columns));
        }
    }

    fn cte(&mut self, cte: &Cte, body: &SetExpr, place: &Scope<'_>) -> Columns {
        let mut inside = Scope::inside(place);
        if let Some(with) = &cte.query.with {
            self.with(with, &mut inside);
        }
        let (mut columns, _) = self.body(body, &inside);
        self.rename(&mut columns, Some(&cte.alias));
        columns
    }

    /// The columns, and for one `SELECT` the relations, which `ORDER BY` may name.
    fn body(&mut self, body: &SetExpr, place: &Scope<'_>) -> (Columns, Vec<Visible>) {
        match body {
            SetExpr::Select(select) => self.select(select, place),
            SetExpr::Query(query) => (self.query(query, place), Vec::new()),
            SetExpr::SetOperation { left, right, .. } => {
                let (columns, _) = self.body(left, place);
                self.body(right, place);
                (columns, Vec::new())
            }
            SetExpr::Values(values) => {
                self.expressions(values, place);
                let width = values.rows.first().map_or(0, |row| row.content.len());
                // `column1`, `column_0`, `EXPR$0`
                (Columns { names: vec![String::new(); width], open: true }, Vec::new())
            }
            SetExpr::Insert(statement)
            | SetExpr::Update(statement)
            | SetExpr::Delete(statement)
            | SetExpr::Merge(statement) => (self.statement(statement, place), Vec::new()),
            SetExpr::Table(table) => {
                let parts = [&table.schema_name, &table.table_name].into_iter().flatten();
                let name = ObjectName::from(parts.map(sqlparser::ast::Ident::new).collect::<Vec<_>>());
                (self.table(&name, None, place).columns, Vec::new())
            }
        }
    }

    fn select(&mut self, select: &Select, outer: &Scope<'_>) -> (Columns, Vec<Visible>) {
        let mut scope = Scope::inside(outer);
        self.from(&select.from, &mut scope);
        let uses = place(self.catalog, &scope).select(select);
        self.noted(uses);
        let columns = self.outputs(&select.projection, &scope);
        let sqlite = self.catalog.system == "sqlite";
        if sqlite {
            // SQLite alone knows the select list's names in every clause.
            scope.outputs.clone_from(&columns.names);
        }
        self.expressions(&select.top, &scope);
        self.expressions(&select.lateral_views, &scope);
        self.expressions(&select.prewhere, &scope);
        self.expressions(&select.selection, &scope);
        self.expressions(&select.connect_by, &scope);
        self.expressions(&select.named_window, &scope);
        scope.outputs.clone_from(&columns.names);
        self.expressions(&select.distinct, &scope);
        self.expressions(&select.group_by, &scope);
        self.expressions(&select.cluster_by, &scope);
        self.expressions(&select.distribute_by, &scope);
        self.expressions(&select.sort_by, &scope);
        self.expressions(&select.qualify, &scope);
        if self.catalog.system == "postgresql" {
            scope.outputs.clear();
        }
        self.expressions(&select.having, &scope);
        (columns, scope.relations)
    }

    /// A select list, or `RETURNING`: its columns.
    pub(super) fn outputs(&mut self, items: &[SelectItem], scope: &Scope<'_>) -> Columns {
        let mut columns = Columns::default();
        for item in items {
            self.expressions(item, scope);
            match item {
                SelectItem::UnnamedExpr(expression) => match output_name(expression) {
                    Some(ident) => columns.names.push(self.catalog.fold(ident)),
                    None => columns.add(&Columns { names: vec![String::new()], open: true }),
                },
                SelectItem::ExprWithAlias { alias, .. } => columns.names.push(self.catalog.fold(alias)),
                SelectItem::ExprWithAliases { aliases, .. } => {
                    columns.names.extend(aliases.iter().map(|alias| self.catalog.fold(alias)));
                }
                SelectItem::Wildcard(_) => {
                    let all = scope.relations.iter().filter(|relation| !relation.qualified_only);
                    all.for_each(|relation| columns.add(&relation.columns));
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    let relation = name.0.last().and_then(ObjectNamePart::as_ident);
                    let relation = relation.and_then(|ident| self.relation(ident, scope));
                    columns.add(&relation.map_or_else(Columns::unknown, |relation| relation.columns));
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::Expr(_), _) => {
                    columns.add(&Columns::unknown());
                }
            }
        }
        columns
    }
}

/// The part of a recursive query that does not name itself.
fn anchor(body: &SetExpr) -> &SetExpr {
    match body {
        SetExpr::SetOperation { left, .. } => anchor(left),
        other => other,
    }
}

/// The column that an expression without an alias is called after.
fn output_name(expression: &Expr) -> Option<&sqlparser::ast::Ident> {
    match expression {
        Expr::Identifier(ident) => Some(ident),
        Expr::CompoundIdentifier(parts) => parts.last(),
        Expr::Nested(inner) => output_name(inner),
        _ => None,
    }
}
