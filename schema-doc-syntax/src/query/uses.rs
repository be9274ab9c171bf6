//! What a query asks of each table: the columns that its conditions and its order look at, so that whoever knows the indexes can tell which of
//! them serve it.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Ident, JoinConstraint, ObjectNamePart, OrderBy, OrderByKind, Select, TableWithJoins, Value,
    Visit, VisitMut, Visitor, VisitorMut,
};

use super::catalog::Catalog;
use super::scope::{Scope, Visible};

/// What is done with the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// They are read.
    Read,
    /// Rows are added.
    Insert,
    /// They are changed.
    Update,
    /// They are removed.
    Delete,
}

/// What an index can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A column, by its name as the system folds it.
    Column(String),
    /// An expression on columns of one table, as SQL without the table's name: `lower(email)`.
    Expression(String),
}

/// A table at one place of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The relation's name in the catalog.
    pub table: String,
    /// What is done with its rows.
    pub action: Action,
    /// What is compared for equality, with a value or with another table's column.
    pub equal: Vec<Key>,
    /// What is compared with a bound: `<`, `BETWEEN`, `LIKE 'a%'`.
    pub range: Vec<Key>,
    /// What stands under another operator: `@>`, `@@`, `LIKE '%a%'`.
    pub other: Vec<Key>,
    /// What it is sorted by, where no other table is.
    pub order: Vec<Key>,
    /// Conditions on its columns alone, as SQL without the table's name.
    pub conditions: Vec<String>,
    /// As the query calls it.
    pub(super) called: String,
}

/// A condition's side: the key that it is, and the position of its table.
type Side = Option<(usize, Key)>;

/// Where conditions and tables of one `SELECT`, `UPDATE` or `DELETE` come together.
pub(super) struct Place<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) relations: &'a [Visible],
}

impl Place<'_> {
    /// The uses of all tables, without any condition yet; `None` for a relation that is no table of the catalog.
    pub(super) fn uses(&self, action: Action) -> Vec<Option<Use>> {
        let of = |(position, relation): (usize, &Visible)| {
            Some(Use {
                table: relation.table.clone()?,
                // The first is the one that changes.
                action: if position == 0 { action } else { Action::Read },
                equal: Vec::new(),
                range: Vec::new(),
                other: Vec::new(),
                order: Vec::new(),
                conditions: Vec::new(),
                called: relation.name.clone(),
            })
        };
        self.relations.iter().enumerate().map(of).collect()
    }

    /// Adds what a condition asks for.
    pub(super) fn condition(&self, expression: &Expr, uses: &mut [Option<Use>]) {
        let mut open = vec![expression];
        while let Some(expression) = open.pop() {
            match expression {
                Expr::Nested(inner) => open.push(inner),
                Expr::BinaryOp { left, op: BinaryOperator::And, right } => open.extend([&**right, &**left]),
                _ => {
                    if let Some((position, text)) = self.alone(expression)
                        && let Some(Some(found)) = uses.get_mut(position)
                    {
                        found.conditions.push(text);
                    }
                    self.comparison(expression, uses);
                }
            }
        }
    }

    fn comparison(&self, expression: &Expr, uses: &mut [Option<Use>]) {
        fn put(side: Side, uses: &mut [Option<Use>], list: fn(&mut Use) -> &mut Vec<Key>) {
            if let Some((position, key)) = side
                && let Some(Some(found)) = uses.get_mut(position)
                && !list(found).contains(&key)
            {
                list(found).push(key);
            }
        }
        let equal: fn(&mut Use) -> &mut Vec<Key> = |found| &mut found.equal;
        let range: fn(&mut Use) -> &mut Vec<Key> = |found| &mut found.range;
        let other: fn(&mut Use) -> &mut Vec<Key> = |found| &mut found.other;
        match expression {
            Expr::BinaryOp { left, op, right } => {
                let list = match op {
                    BinaryOperator::Eq | BinaryOperator::Spaceship => equal,
                    BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq => range,
                    BinaryOperator::Or | BinaryOperator::Xor | BinaryOperator::NotEq => return,
                    _ => other,
                };
                let (left, right) = (self.key(left), self.key(right));
                // `a = b` within one table is asked of no index.
                if let (Some((one, _)), Some((two, _))) = (&left, &right)
                    && one == two
                {
                    return;
                }
                put(left, uses, list);
                put(right, uses, list);
            }
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
                put(self.key(left), uses, equal);
                // `$1 = ANY (tags)`
                put(self.key(right), uses, other);
            }
            Expr::InList { expr, negated: false, .. }
            | Expr::InSubquery { expr, negated: false, .. }
            | Expr::InUnnest { expr, negated: false, .. }
            | Expr::IsNull(expr)
            | Expr::IsTrue(expr)
            | Expr::IsFalse(expr)
            | Expr::IsNotDistinctFrom(expr, _) => put(self.key(expr), uses, equal),
            Expr::Between { expr, negated: false, .. } => put(self.key(expr), uses, range),
            Expr::Like { expr, pattern, negated: false, .. } => {
                let open = matches!(&**pattern, Expr::Value(value) if matches!(&value.value, Value::SingleQuotedString(text) if text.starts_with(['%', '_'])));
                put(self.key(expr), uses, if open { other } else { range });
            }
            Expr::ILike { expr, negated: false, .. } | Expr::SimilarTo { expr, negated: false, .. } => {
                put(self.key(expr), uses, other);
            }
            Expr::UnaryOp { op: sqlparser::ast::UnaryOperator::Not, expr } => put(self.column(expr), uses, equal),
            // A column that is true or false.
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => put(self.column(expression), uses, equal),
            Expr::MatchAgainst { columns, .. } => {
                for column in columns {
                    let idents: Vec<Ident> = column.0.iter().filter_map(ObjectNamePart::as_ident).cloned().collect();
                    put(self.named(&idents), uses, other);
                }
            }
            _ => {}
        }
    }

    /// `USING (user_id)`: the column of every table that has it.
    pub(super) fn shared(&self, ident: &Ident, uses: &mut [Option<Use>]) {
        let name = self.catalog.fold(ident);
        for (relation, found) in self.relations.iter().zip(uses) {
            let key = Key::Column(name.clone());
            if let Some(found) = found.as_mut().filter(|found| self.has(relation, &name) && !found.equal.contains(&key))
            {
                found.equal.push(key);
            }
        }
    }

    /// What an index can be asked for by one side of a comparison.
    fn key(&self, expression: &Expr) -> Side {
        match expression {
            Expr::Nested(inner) | Expr::Cast { expr: inner, .. } | Expr::Collate { expr: inner, .. } => self.key(inner),
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => self.column(expression),
            Expr::Value(_) => None,
            _ => self.alone(expression).map(|(position, text)| (position, Key::Expression(text))),
        }
    }

    fn column(&self, expression: &Expr) -> Side {
        match expression {
            Expr::Nested(inner) => self.column(inner),
            Expr::Identifier(ident) => self.named(std::slice::from_ref(ident)),
            Expr::CompoundIdentifier(parts) => self.named(parts),
            _ => None,
        }
    }

    /// The table that has a column: the one that the qualifier names, else the first that has it.
    fn named(&self, parts: &[Ident]) -> Side {
        let (column, qualifier) = parts.split_last()?;
        let name = self.catalog.fold(column);
        let position = match qualifier.last() {
            Some(ident) => {
                let called = self.catalog.fold(ident);
                self.relations.iter().position(|relation| self.catalog.same(&relation.name, &called))?
            }
            None => self.relations.iter().position(|relation| self.has(relation, &name))?,
        };
        let relation = self.relations.get(position)?;
        let own = relation.columns.names.iter().find(|own| self.catalog.same(own, &name));
        Some((position, Key::Column(own.cloned().unwrap_or(name))))
    }

    fn has(&self, relation: &Visible, name: &str) -> bool {
        !relation.qualified_only && relation.columns.names.iter().any(|column| self.catalog.same(column, name))
    }

    /// An expression that names columns of one table only, without the table's name. `None` where it names none, or has a query inside.
    fn alone(&self, expression: &Expr) -> Option<(usize, String)> {
        if Visit::visit(expression, &mut Length(0)).is_break() {
            return None;
        }
        let mut copy = expression.clone();
        let mut names = Names { place: self, table: None, several: false };
        let _ = VisitMut::visit(&mut copy, &mut names);
        let Names { table, several, .. } = names;
        table.filter(|_| !several).map(|table| (table, copy.to_string()))
    }

    /// Adds the order, where one table's columns make it.
    pub(super) fn order(&self, order: &OrderBy, uses: &mut [Option<Use>]) {
        let OrderByKind::Expressions(expressions) = &order.kind else { return };
        let keys: Option<Vec<(usize, Key)>> = expressions.iter().map(|expression| self.key(&expression.expr)).collect();
        let Some(keys) = keys else { return };
        let Some(&(first, _)) = keys.first() else { return };
        if keys.iter().all(|(position, _)| *position == first)
            && let Some(Some(found)) = uses.get_mut(first)
        {
            found.order = keys.into_iter().map(|(_, key)| key).collect();
        }
    }

    /// Adds the conditions of joins.
    pub(super) fn joins(&self, tables: &[TableWithJoins], uses: &mut [Option<Use>]) {
        for join in tables.iter().flat_map(|table| &table.joins) {
            match super::resolve::constraint(&join.join_operator) {
                Some(JoinConstraint::On(condition)) => self.condition(condition, uses),
                Some(JoinConstraint::Using(names)) => {
                    for ident in names.iter().filter_map(|name| name.0.last()).filter_map(ObjectNamePart::as_ident) {
                        self.shared(ident, uses);
                    }
                }
                _ => {}
            }
        }
    }

    /// The uses of a `SELECT`.
    pub(super) fn select(&self, select: &Select) -> Vec<Option<Use>> {
        let mut uses = self.uses(Action::Read);
        self.joins(&select.from, &mut uses);
        if let Some(condition) = &select.selection {
            self.condition(condition, &mut uses);
        }
        uses
    }
}

/// An expression of more parts than this is no key of an index.
const LONGEST: usize = 64;

/// Counts the parts of an expression, which may be nested as deeply as it is long.
struct Length(usize);

impl Visitor for Length {
    type Break = ();

    fn pre_visit_expr(&mut self, _: &Expr) -> ControlFlow<()> {
        self.0 += 1;
        if self.0 > LONGEST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// The columns in an expression, their qualifiers taken off on the way.
struct Names<'p, 'a> {
    place: &'p Place<'a>,
    table: Option<usize>,
    several: bool,
}

impl VisitorMut for Names<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, _: &mut sqlparser::ast::Query) -> ControlFlow<()> {
        self.several = true;
        ControlFlow::Break(())
    }

    fn pre_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<()> {
        let side = match expression {
            Expr::Identifier(ident) if self.place.catalog.is_word(ident) => return ControlFlow::Continue(()),
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => self.place.column(expression),
            _ => return ControlFlow::Continue(()),
        };
        match side {
            Some((position, _)) if self.table.is_none_or(|table| table == position) => self.table = Some(position),
            _ => self.several = true,
        }
        if let Expr::CompoundIdentifier(parts) = expression
            && let Some(last) = parts.pop()
        {
            *expression = Expr::Identifier(last);
        }
        ControlFlow::Continue(())
    }
}

/// The relations that a place sees, without those around it.
pub(super) fn place<'a>(catalog: &'a Catalog, scope: &'a Scope<'_>) -> Place<'a> {
    Place { catalog, relations: &scope.relations }
}

#[cfg(test)]
mod tests {
    use super::super::{Catalog, Query, Relation};
    use super::Key;

    #[track_caller]
    fn check(sql: &str, expected: &[&str]) {
        let relation = |name: &str, columns: &str| Relation {
            name: name.to_owned(),
            columns: Some(columns.split(' ').map(str::to_owned).collect()),
        };
        let catalog = Catalog {
            system: "postgresql".to_owned(),
            default_namespace: "public".to_owned(),
            relations: vec![
                relation("users", "id email active created_at tags"),
                relation("orders", "id user_id status placed_at total"),
            ],
            left_out: Vec::new(),
        };
        let uses = Query::parse(sql, "postgresql").unwrap().uses(&catalog);
        let told: Vec<String> = uses
            .iter()
            .map(|found| {
                let keys = |name: &str, keys: &[Key]| {
                    let keys: Vec<&str> =
                        keys.iter().map(|(Key::Column(text) | Key::Expression(text))| text.as_str()).collect();
                    if keys.is_empty() { String::new() } else { format!(" {name}({})", keys.join(", ")) }
                };
                format!(
                    "{:?} {}{}{}{}{}",
                    found.action,
                    found.table,
                    keys("=", &found.equal),
                    keys("<", &found.range),
                    keys("?", &found.other),
                    keys("order", &found.order)
                )
            })
            .collect();
        assert_eq!(told, expected, "{sql}");
    }

    #[test]
    fn conditions_are_told_by_table() {
        check("SELECT * FROM users WHERE email = $1", &["Read users =(email)"]);
        check("SELECT * FROM users u WHERE lower(u.email) = lower($1)", &["Read users =(lower(email))"]);
        check("SELECT * FROM users WHERE email LIKE 'a%' AND NOT active", &["Read users =(active) <(email)"]);
        check("SELECT * FROM users WHERE email ILIKE $1 OR id = 1", &["Read users"]);
        check("SELECT * FROM users WHERE tags @> $1 AND id = ANY($2)", &["Read users =(id) ?(tags)"]);
        check("SELECT * FROM users WHERE $1 = ANY(tags)", &["Read users ?(tags)"]);
        check("SELECT * FROM users ORDER BY created_at DESC LIMIT 5", &["Read users order(created_at)"]);
    }

    #[test]
    fn joins_ask_both_sides() {
        check(
            "SELECT o.* FROM orders o JOIN users u ON u.id = o.user_id WHERE u.email = $1 ORDER BY o.placed_at",
            &["Read orders =(user_id) order(placed_at)", "Read users =(id, email)"],
        );
        check(
            "SELECT 1 FROM orders WHERE user_id IN (SELECT id FROM users WHERE active)",
            &["Read orders =(user_id)", "Read users =(active)"],
        );
        check(
            "WITH late AS (SELECT user_id FROM orders WHERE placed_at < now()) SELECT * FROM users JOIN late ON late.user_id = users.id",
            &["Read orders <(placed_at)", "Read users =(id)"],
        );
    }

    #[test]
    fn changes_are_uses_too() {
        check("INSERT INTO users (email) VALUES ($1)", &["Insert users"]);
        check("UPDATE orders SET status = 'x' WHERE id = $1", &["Update orders =(id)"]);
        check("DELETE FROM orders WHERE user_id = $1 AND placed_at < $2", &["Delete orders =(user_id) <(placed_at)"]);
    }
}
