//! Character sets and collations of MySQL's tables and columns: what a column leaves out is its table's, what a table leaves out the server's.

use crate::model::{Column, System, TableOptions};

/// What a table or a column says of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Charset {
    pub(super) charset: Option<String>,
    pub(super) collation: Option<String>,
}

impl Charset {
    pub(super) fn of_table(system: System, options: Option<&TableOptions>) -> Self {
        let Some(options) = options else { return Self::default() };
        Self::new(system, options.charset.as_deref(), options.collation.as_deref())
    }

    /// A column's own words.
    pub(super) fn of_column(system: System, column: &Column) -> Self {
        let charset = column.options.iter().find_map(|option| option.strip_prefix("CHARACTER SET "));
        Self::new(system, charset, column.collation.as_deref())
    }

    fn new(system: System, charset: Option<&str>, collation: Option<&str>) -> Self {
        let spelled = |name: &str| if system.is_mysql() { utf8mb3(name) } else { name.to_owned() };
        Self { charset: charset.map(spelled), collation: collation.map(spelled) }
    }

    /// With the character set that the collation is of: `latin1_swedish_ci` is of `latin1`.
    fn whole(&self) -> Self {
        let of_collation = || self.collation.as_deref().and_then(|name| name.split('_').next()).map(str::to_owned);
        Self { charset: self.charset.clone().or_else(of_collation), collation: self.collation.clone() }
    }

    /// What is not said is as `other` has it, as far as both are of one character set.
    fn or(&self, other: &Self) -> Self {
        let (own, other) = (self.whole(), other.whole());
        match &own.charset {
            None => other,
            Some(_) if own.charset == other.charset && own.collation.is_none() => other,
            Some(_) => own,
        }
    }
}

/// Two tables, each with what the other says where it leaves it to the server.
pub(super) fn tables(system: System, old: Option<&TableOptions>, new: Option<&TableOptions>) -> [Charset; 2] {
    let (old, new) = (Charset::of_table(system, old), Charset::of_table(system, new));
    [old.or(&new), new.or(&old)]
}

/// Two columns of such tables.
pub(super) fn columns(system: System, old: &Column, new: &Column, [of_old, of_new]: &[Charset; 2]) -> [Charset; 2] {
    let settled = |column: &Column, table: &Charset| {
        let own = Charset::of_column(system, column).whole();
        if own.charset.is_some() { own } else { table.clone() }
    };
    if !(old.data_type.has_charset() && new.data_type.has_charset()) {
        return [Charset::default(), Charset::default()];
    }
    let (old, new) = (settled(old, of_old), settled(new, of_new));
    [old.or(&new), new.or(&old)]
}

/// `utf8` is another name of `utf8mb3`, for character sets and their collations.
fn utf8mb3(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    match name.strip_prefix("utf8") {
        Some(rest) if rest.is_empty() || rest.starts_with('_') => format!("utf8mb3{rest}"),
        _ => name,
    }
}
