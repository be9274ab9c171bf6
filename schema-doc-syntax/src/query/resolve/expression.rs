//! The names in expressions.

use std::ops::ControlFlow;

use sqlparser::ast::{
    AccessExpr, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectNamePart, Query, Visit,
    Visitor,
};
use sqlparser::tokenizer::Span;

use super::super::scope::Scope;
use super::Resolver;

impl Resolver<'_> {
    /// Every expression of a part of a statement, at that place.
    pub(super) fn expressions(&mut self, part: &impl Visit, scope: &Scope<'_>) {
        let mut visitor = Expressions { resolver: self, scope, queries: 0, words: Vec::new() };
        let _ = part.visit(&mut visitor);
    }
}

/// Looks names up. A query inside an expression has a place of its own, so its expressions are left to it.
struct Expressions<'v, 'a> {
    resolver: &'v mut Resolver<'a>,
    scope: &'v Scope<'v>,
    /// How many queries deep.
    queries: usize,
    /// Arguments that only look like columns.
    words: Vec<Span>,
}

impl Visitor for Expressions<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if self.queries == 0 {
            self.resolver.query(query, self.scope);
        }
        self.queries += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.queries -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        if self.queries == 0 {
            match expression {
                Expr::Identifier(ident) if !self.words.contains(&ident.span) => {
                    self.resolver.column(ident, self.scope);
                }
                Expr::CompoundIdentifier(parts) => self.resolver.qualified(parts, self.scope),
                Expr::CompoundFieldAccess { access_chain, .. } => self.fields(access_chain),
                Expr::Function(function) => self.function(function),
                Expr::MatchAgainst { columns, .. } => {
                    for column in columns {
                        self.name(&column.0);
                    }
                }
                _ => {}
            }
        }
        ControlFlow::Continue(())
    }
}

impl Expressions<'_, '_> {
    /// `email`, `users.email`
    fn name(&mut self, parts: &[ObjectNamePart]) {
        let idents: Vec<Ident> = parts.iter().filter_map(ObjectNamePart::as_ident).cloned().collect();
        match &idents[..] {
            [column] => self.resolver.column(column, self.scope),
            _ => self.resolver.qualified(&idents, self.scope),
        }
    }

    /// `(address).city`: what stands behind a dot is a field of a value.
    fn fields(&mut self, chain: &[AccessExpr]) {
        for access in chain {
            if let AccessExpr::Dot(Expr::Identifier(field)) = access {
                self.words.push(field.span);
            }
        }
    }

    /// The arguments of a function that are no expressions: a unit, the name of an argument, `users.*`.
    fn function(&mut self, function: &Function) {
        let FunctionArguments::List(list) = &function.args else { return };
        for (position, argument) in list.args.iter().enumerate() {
            let (name, value) = match argument {
                FunctionArg::ExprNamed { name, arg, .. } => (Some(name), arg),
                FunctionArg::Named { arg, .. } | FunctionArg::Unnamed(arg) => (None, arg),
            };
            if let Some(Expr::Identifier(ident)) = name {
                self.words.push(ident.span);
            }
            match value {
                FunctionArgExpr::Expr(Expr::Identifier(ident)) if position == 0 && has_unit(function) => {
                    self.words.push(ident.span);
                }
                FunctionArgExpr::QualifiedWildcard(name) => {
                    if let Some(relation) = name.0.last().and_then(ObjectNamePart::as_ident) {
                        self.resolver.relation(relation, self.scope);
                    }
                }
                _ => {}
            }
        }
    }
}

/// `DATEADD(day, 1, placed_on)`, `TIMESTAMPDIFF(SECOND, a, b)`
fn has_unit(function: &Function) -> bool {
    const NAMES: [&str; 10] = [
        "dateadd",
        "datediff",
        "datediff_big",
        "datename",
        "datepart",
        "datetrunc",
        "date_bucket",
        "timestampadd",
        "timestampdiff",
        "get_format",
    ];
    let name = function.name.0.last().and_then(ObjectNamePart::as_ident);
    name.is_some_and(|name| NAMES.iter().any(|known| known.eq_ignore_ascii_case(&name.value)))
}
