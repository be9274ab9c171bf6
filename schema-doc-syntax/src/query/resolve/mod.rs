//! The names of statements, each looked up where it stands.

mod expression;
mod from;
mod select;
mod statement;

use sqlparser::ast::{Expr, Ident, ObjectName, ObjectNamePart, Spanned, Statement, TableWithJoins};

use super::catalog::Catalog;
use super::problem::{self, Problem};
use super::scope::{Columns, Found, Scope, Visible};
use super::uses::{Action, Use, narrow, place};

pub(super) use from::constraint;

pub(super) fn problems(statements: &[Statement], catalog: &Catalog, text: &str) -> Vec<Problem> {
    resolved(statements, catalog, text).problems
}

pub(super) fn uses(statements: &[Statement], catalog: &Catalog, text: &str) -> Vec<Use> {
    resolved(statements, catalog, text).uses
}

fn resolved<'a>(statements: &[Statement], catalog: &'a Catalog, text: &'a str) -> Resolver<'a> {
    let mut resolver = Resolver { catalog, text, problems: Vec::new(), uses: Vec::new(), places: 0 };
    for statement in statements {
        resolver.statement(statement, &Scope::default());
    }
    resolver
}

struct Resolver<'a> {
    catalog: &'a Catalog,
    text: &'a str,
    problems: Vec<Problem>,
    uses: Vec<Use>,
    /// How many places uses were noted at.
    places: usize,
}

impl Resolver<'_> {
    /// What `look` finds out, without what it has to say.
    fn quietly<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> T {
        let (said, used) = (self.problems.len(), self.uses.len());
        let found = look(self);
        self.problems.truncate(said);
        self.uses.truncate(used);
        found
    }

    /// `email`
    fn column(&mut self, ident: &Ident, scope: &Scope<'_>) {
        if self.catalog.is_word(ident) {
            return;
        }
        let name = self.catalog.fold(ident);
        let problem = match scope.column(&name, self.catalog) {
            Found::One => return,
            Found::None => problem::no_column(ident.span, self.text, &ident.value, &scope.nearest_relations()),
            Found::Several(holders) => problem::ambiguous(ident.span, self.text, &ident.value, &holders),
        };
        self.problems.push(problem);
    }

    /// `users.email`, `auth.users.email`
    fn qualified(&mut self, parts: &[Ident], scope: &Scope<'_>) {
        let [.., relation, column] = parts else { return };
        // A sequence's next number.
        if ["nextval", "currval"].iter().any(|word| column.value.eq_ignore_ascii_case(word)) {
            return;
        }
        if let Some(relation) = self.relation(relation, scope) {
            self.column_of(column, &relation);
        }
    }

    /// The relation that a qualifier names.
    fn relation(&mut self, ident: &Ident, scope: &Scope<'_>) -> Option<Visible> {
        let name = self.catalog.fold(ident);
        let found = scope.relation(&name, self.catalog).cloned();
        if found.is_none() {
            let visible: Vec<&Visible> = scope.chain().flat_map(|scope| &scope.relations).collect();
            self.problems.push(problem::no_relation(ident.span, self.text, &ident.value, &visible));
        }
        found
    }

    /// A column of one relation.
    fn column_of(&mut self, ident: &Ident, relation: &Visible) {
        let name = self.catalog.fold(ident);
        let Columns { names, open } = &relation.columns;
        let is_there = *open || names.iter().any(|column| self.catalog.same(column, &name));
        if !is_there && !self.catalog.is_system_column(&name) {
            self.problems.push(problem::no_column_of(ident.span, self.text, &ident.value, relation));
        }
    }

    fn columns_of(&mut self, idents: &[Ident], relation: &Visible) {
        for ident in idents {
            self.column_of(ident, relation);
        }
    }

    /// Columns that names name by their last part: `email`, `users.email`.
    fn named_columns_of(&mut self, names: &[ObjectName], relation: &Visible) {
        for ident in names.iter().filter_map(|name| name.0.last()).filter_map(ObjectNamePart::as_ident) {
            self.column_of(ident, relation);
        }
    }

    /// Notes what is asked of the tables of a place.
    fn noted(&mut self, uses: Vec<Option<Use>>) {
        let mut uses: Vec<Use> = uses.into_iter().flatten().collect();
        narrow(&mut uses, self.places);
        self.places += 1;
        self.uses.append(&mut uses);
    }

    /// Notes what joins and a condition ask of the tables of a place; the first one is changed.
    fn used(&mut self, action: Action, joins: &[TableWithJoins], condition: Option<&Expr>, scope: &Scope<'_>) {
        let place = place(self.catalog, scope);
        let mut uses = place.uses(action);
        place.joins(joins, &mut uses);
        if let Some(condition) = condition {
            place.condition(condition, &mut uses);
        }
        self.noted(uses);
    }

    /// A table by its name: the relation that it is, under that name or its alias.
    fn table(&mut self, name: &ObjectName, alias: Option<&Ident>, scope: &Scope<'_>) -> Visible {
        let parts = self.catalog.parts(name);
        let called = alias.map(|alias| self.catalog.fold(alias)).or_else(|| parts.last().cloned()).unwrap_or_default();
        let (table, columns) = match &parts[..] {
            [cte] if scope.cte(cte, self.catalog).is_some() => (None, scope.cte(cte, self.catalog).cloned()),
            _ => {
                if let Some(relation) = self.catalog.find(name) {
                    let columns = relation.columns.clone().map(|names| Columns { names, open: false });
                    (Some(relation.name.clone()), columns)
                } else {
                    if !self.catalog.is_undeclared(name) {
                        let tables = self.catalog.relations.iter().map(|relation| relation.name.as_str());
                        let written = name.to_string().replace(['"', '`', '[', ']'], "");
                        self.problems.push(problem::no_table(name.span(), self.text, &written, tables));
                    }
                    (None, None)
                }
            }
        };
        let columns = columns.unwrap_or_else(Columns::unknown);
        Visible { name: called, table, columns, qualified_only: false }
    }
}
