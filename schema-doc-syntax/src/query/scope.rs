//! What a name can mean at a place of a query.

use super::catalog::Catalog;

/// The columns of a relation, as far as they are known.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// In order; empty for an output without a name.
    pub(super) names: Vec<String>,
    /// There may be others.
    pub(super) open: bool,
}

impl Columns {
    /// Those of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self { names: Vec::new(), open: true }
    }

    pub(super) fn add(&mut self, others: &Self) {
        self.names.extend_from_slice(&others.names);
        self.open |= others.open;
    }
}

/// A relation that a name can be qualified with.
#[derive(Debug, Clone, Default)]
pub(super) struct Visible {
    /// Its alias, else its own name; empty where it has none.
    pub(super) name: String,
    /// The table's name, where it is one of the schema's.
    pub(super) table: Option<String>,
    pub(super) columns: Columns,
    /// Its columns need the qualifier: `excluded`.
    pub(super) qualified_only: bool,
}

/// A place of a query: relations, common table expressions, and the names of the select list where those count.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    pub(super) relations: Vec<Visible>,
    pub(super) ctes: Vec<(String, Columns)>,
    pub(super) outputs: Vec<String>,
    /// Columns that `USING` made one of two.
    pub(super) merged: Vec<String>,
    /// `NATURAL`: all columns of one name are one.
    pub(super) natural: bool,
    pub(super) outer: Option<&'a Scope<'a>>,
}

impl<'a> Scope<'a> {
    pub(super) fn inside(outer: &'a Scope<'a>) -> Self {
        Self { outer: Some(outer), ..Self::default() }
    }

    /// From the inside out.
    pub(super) fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |scope| scope.outer)
    }

    pub(super) fn cte(&self, name: &str, catalog: &Catalog) -> Option<&Columns> {
        let mut all = self.chain().flat_map(|scope| scope.ctes.iter().rev());
        all.find(|(cte, _)| catalog.same(cte, name)).map(|(_, columns)| columns)
    }

    pub(super) fn relation(&self, name: &str, catalog: &Catalog) -> Option<&Visible> {
        self.chain().flat_map(|scope| &scope.relations).find(|relation| catalog.same(&relation.name, name))
    }

    /// The relations of the innermost place that has any.
    pub(super) fn nearest_relations(&self) -> Vec<&Visible> {
        let unqualified = |scope: &Self| scope.relations.iter().any(|relation| !relation.qualified_only);
        let place = self.chain().find(|scope| unqualified(scope));
        place
            .map(|scope| scope.relations.iter().filter(|relation| !relation.qualified_only).collect())
            .unwrap_or_default()
    }

    /// What a name without a qualifier means.
    pub(super) fn column(&self, name: &str, catalog: &Catalog) -> Found<'_> {
        for scope in self.chain() {
            if scope.outputs.iter().any(|output| catalog.same(output, name)) {
                return Found::One;
            }
            let has = |relation: &&Visible| {
                !relation.qualified_only && relation.columns.names.iter().any(|column| catalog.same(column, name))
            };
            let holders: Vec<&Visible> = scope.relations.iter().filter(has).collect();
            let merged = scope.natural || scope.merged.iter().any(|merged| catalog.same(merged, name));
            match holders.len() {
                0 => {}
                1 => return Found::One,
                _ if merged => return Found::One,
                _ => return Found::Several(holders),
            }
            // A whole row, or a column that nobody knows of.
            let is_row = |relation: &Visible| catalog.same(&relation.name, name);
            if scope.relations.iter().any(|relation| relation.columns.open || is_row(relation)) {
                return Found::One;
            }
        }
        if catalog.is_system_column(name) { Found::One } else { Found::None }
    }
}

/// What a name without a qualifier means.
pub(super) enum Found<'a> {
    None,
    One,
    /// Columns of that name in several relations.
    Several(Vec<&'a Visible>),
}
