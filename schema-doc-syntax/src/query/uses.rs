//! What a query asks of each table: the columns that its conditions and its order look at, so that whoever knows the indexes can tell which of
//! them serve it.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Ident, JoinConstraint, ObjectNamePart, OrderBy, OrderByExpr, OrderByKind, OrderBySort,
    Select, TableWithJoins, Value, Visit, VisitMut, Visitor, VisitorMut,
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
    /// What is compared for equality with a value.
    pub equal: Vec<Key>,
    /// What is compared for equality with another table's column, or with what a query gives.
    pub joined: Vec<Key>,
    /// What is compared with a bound: `<`, `BETWEEN`.
    pub range: Vec<Key>,
    /// What a text starts with: `LIKE 'a%'`, `LIKE $1`.
    pub prefix: Vec<Key>,
    /// What a text has somewhere in it: `LIKE '%a%'`, `ILIKE`, `SIMILAR TO`.
    pub inside: Vec<Key>,
    /// What stands under another operator: `@>`, `@@`, `MATCH … AGAINST`.
    pub other: Vec<Key>,
    /// What it is sorted by, where no other table is, and whether from the highest.
    pub order: Vec<(Key, bool)>,
    /// What it is sorted by the distance from: `embedding <-> $1`.
    pub nearest: Option<Key>,
    /// Conditions on its columns alone, as SQL without the table's name.
    pub conditions: Vec<String>,
    /// Whether something narrows the rows: a value, or rows of another table that a value narrows. All rows are wanted otherwise.
    pub narrowed: bool,
    /// The place of the query: tables of one `SELECT` have one number.
    pub place: usize,
    /// Beside it stand rows of which nothing is known: a function's, those of another query.
    pub beside_others: bool,
    /// As the query calls it.
    pub(super) called: String,
}

/// How a key is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Equal,
    Joined,
    Range,
    Prefix,
    Inside,
    Other,
}

impl Use {
    fn list(&mut self, asked: Asked) -> &mut Vec<Key> {
        match asked {
            Asked::Equal => &mut self.equal,
            Asked::Joined => &mut self.joined,
            Asked::Range => &mut self.range,
            Asked::Prefix => &mut self.prefix,
            Asked::Inside => &mut self.inside,
            Asked::Other => &mut self.other,
        }
    }

    /// Whether values narrow its rows.
    pub fn has_values(&self) -> bool {
        ![&self.equal, &self.range, &self.prefix, &self.inside, &self.other].into_iter().all(Vec::is_empty)
    }
}

/// Notes which rows are narrowed, of the uses at one place.
pub(super) fn narrow(uses: &mut [Use], place: usize) {
    for found in &mut *uses {
        found.place = place;
    }
    if uses.iter().any(Use::has_values) {
        for found in uses {
            found.narrowed = found.has_values() || !found.joined.is_empty();
        }
    }
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
                joined: Vec::new(),
                range: Vec::new(),
                prefix: Vec::new(),
                inside: Vec::new(),
                other: Vec::new(),
                order: Vec::new(),
                nearest: None,
                conditions: Vec::new(),
                narrowed: false,
                place: 0,
                beside_others: self.relations.iter().any(|relation| relation.table.is_none()),
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
        use Asked::{Equal, Inside, Joined, Other, Prefix, Range};

        fn put(side: Side, uses: &mut [Option<Use>], asked: Asked) {
            if let Some((position, key)) = side
                && let Some(Some(found)) = uses.get_mut(position)
            {
                let list = found.list(asked);
                if !list.contains(&key) {
                    list.push(key);
                }
            }
        }
        match expression {
            Expr::BinaryOp { left, op, right } => {
                let asked = match op {
                    BinaryOperator::Eq | BinaryOperator::Spaceship => Equal,
                    BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq => Range,
                    BinaryOperator::Or | BinaryOperator::Xor | BinaryOperator::NotEq => return,
                    _ => Other,
                };
                let (left, right) = (self.key(left), self.key(right));
                let asked = match (&left, &right) {
                    // `a = b` within one table is asked of no index.
                    (Some((one, _)), Some((two, _))) if one == two => return,
                    (Some(_), Some(_)) if asked == Equal => Joined,
                    // `a.x < b.x` narrows neither.
                    (Some(_), Some(_)) => return,
                    _ => asked,
                };
                put(left, uses, asked);
                put(right, uses, asked);
            }
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
                put(self.key(left), uses, Equal);
                // `$1 = ANY (tags)`
                put(self.key(right), uses, Other);
            }
            Expr::InList { expr, negated: false, .. }
            | Expr::InUnnest { expr, negated: false, .. }
            | Expr::IsNull(expr)
            | Expr::IsTrue(expr)
            | Expr::IsFalse(expr)
            | Expr::IsNotDistinctFrom(expr, _) => put(self.key(expr), uses, Equal),
            Expr::InSubquery { expr, negated: false, .. } => put(self.key(expr), uses, Joined),
            Expr::Between { expr, negated: false, .. } => put(self.key(expr), uses, Range),
            Expr::Like { expr, pattern, negated: false, .. } => {
                let open = matches!(&**pattern, Expr::Value(value) if matches!(&value.value, Value::SingleQuotedString(text) if text.starts_with(['%', '_'])));
                put(self.key(expr), uses, if open { Inside } else { Prefix });
            }
            Expr::ILike { expr, negated: false, .. } | Expr::SimilarTo { expr, negated: false, .. } => {
                put(self.key(expr), uses, Inside);
            }
            Expr::UnaryOp { op: sqlparser::ast::UnaryOperator::Not, expr } => put(self.column(expr), uses, Equal),
            // A column that is true or false.
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => put(self.column(expression), uses, Equal),
            Expr::MatchAgainst { columns, .. } => {
                for column in columns {
                    let idents: Vec<Ident> = column.0.iter().filter_map(ObjectNamePart::as_ident).cloned().collect();
                    put(self.named(&idents), uses, Other);
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
            if let Some(found) =
                found.as_mut().filter(|found| self.has(relation, &name) && !found.joined.contains(&key))
            {
                found.joined.push(key);
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
        if let [OrderByExpr { expr: Expr::BinaryOp { left, op, right }, .. }] = &expressions[..]
            && is_distance(op)
        {
            let (left, right) = (self.column(left), self.column(right));
            if let Some((position, key)) = left.or(right)
                && let Some(Some(found)) = uses.get_mut(position)
            {
                found.nearest = Some(key);
            }
            return;
        }
        let key = |by: &OrderByExpr| {
            let (position, key) = self.key(&by.expr)?;
            Some((position, (key, by.options.sort == Some(OrderBySort::Desc))))
        };
        let keys: Option<Vec<(usize, (Key, bool))>> = expressions.iter().map(key).collect();
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

/// `<->`, and pgvector's `<=>`, `<#>`, `<+>`.
fn is_distance(operator: &BinaryOperator) -> bool {
    match operator {
        BinaryOperator::LtDashGt | BinaryOperator::Spaceship => true,
        _ => matches!(operator.to_string().as_str(), "<#>" | "<+>" | "<~>" | "<%>"),
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
                    "{:?} {}{}{}{}{}{}{}{}{}{}",
                    found.action,
                    found.table,
                    keys("=", &found.equal),
                    keys("join", &found.joined),
                    keys("<", &found.range),
                    keys("like", &found.prefix),
                    keys("inside", &found.inside),
                    keys("?", &found.other),
                    keys("order", &found.order.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()),
                    keys("near", found.nearest.as_slice()),
                    if found.narrowed { "" } else { " all" }
                )
            })
            .collect();
        assert_eq!(told, expected, "{sql}");
    }

    #[test]
    fn conditions_are_told_by_table() {
        check("SELECT * FROM users WHERE email = $1", &["Read users =(email)"]);
        check("SELECT * FROM users u WHERE lower(u.email) = lower($1)", &["Read users =(lower(email))"]);
        check("SELECT * FROM users WHERE email LIKE 'a%' AND NOT active", &["Read users =(active) like(email)"]);
        check("SELECT * FROM users WHERE email ILIKE $1 OR id = 1", &["Read users all"]);
        check("SELECT * FROM users WHERE email LIKE '%a%'", &["Read users inside(email)"]);
        check("SELECT * FROM users WHERE tags @> $1 AND id = ANY($2)", &["Read users =(id) ?(tags)"]);
        check("SELECT * FROM users WHERE $1 = ANY(tags)", &["Read users ?(tags)"]);
        check("SELECT * FROM users WHERE created_at >= $1", &["Read users <(created_at)"]);
        check("SELECT * FROM users ORDER BY created_at DESC LIMIT 5", &["Read users order(created_at) all"]);
        check("SELECT * FROM users ORDER BY tags <-> $1 LIMIT 5", &["Read users near(tags) all"]);
        check("SELECT * FROM users u ORDER BY u.tags <=> $1 LIMIT 5", &["Read users near(tags) all"]);
    }

    #[test]
    fn joins_ask_both_sides() {
        check(
            "SELECT o.* FROM orders o JOIN users u ON u.id = o.user_id WHERE u.email = $1 ORDER BY o.placed_at",
            &["Read orders join(user_id) order(placed_at)", "Read users =(email) join(id)"],
        );
        check(
            "SELECT 1 FROM orders WHERE user_id IN (SELECT id FROM users WHERE active)",
            &["Read orders join(user_id) all", "Read users =(active)"],
        );
        check(
            "WITH late AS (SELECT user_id FROM orders WHERE placed_at < now()) SELECT * FROM users JOIN late ON late.user_id = users.id",
            &["Read orders <(placed_at)", "Read users join(id) all"],
        );
        check(
            "SELECT * FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id)",
            &["Read users all", "Read orders =(user_id)"],
        );
        // No value narrows them: all orders are wanted, each with its user.
        check(
            "SELECT * FROM orders JOIN users ON users.id = orders.user_id",
            &["Read orders join(user_id) all", "Read users join(id) all"],
        );
    }

    #[test]
    fn changes_are_uses_too() {
        check("INSERT INTO users (email) VALUES ($1)", &["Insert users all"]);
        check("INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO NOTHING", &["Insert users =(email)"]);
        check("UPDATE orders SET status = 'x' WHERE id = $1", &["Update orders =(id)"]);
        check("DELETE FROM orders WHERE user_id = $1 AND placed_at < $2", &["Delete orders =(user_id) <(placed_at)"]);
    }
}
