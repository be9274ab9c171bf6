//! Constraints and indexes.

use super::script::Script;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{
    Action, Check, Exclusion, ForeignKey, Index, IndexKey, KeyTarget, NullsOrder, PrimaryKey, SortOrder, System,
    Unique, quote_identifier,
};

/// `CONSTRAINT users_pkey PRIMARY KEY (id)`
pub(super) fn primary_key(script: &Script, key: &PrimaryKey) -> String {
    let columns = columns(script, &key.columns, key.without_overlaps.then_some(" WITHOUT OVERLAPS"));
    format!(
        "{}PRIMARY KEY ({columns}){}{}",
        named(script, &key.name),
        include(script, &key.include),
        deferrable(key.deferrable)
    )
}

/// `CONSTRAINT users_email_key UNIQUE (email)`
pub(super) fn unique(script: &Script, key: &Unique) -> String {
    let columns = columns(script, &key.columns, key.without_overlaps.then_some(" WITHOUT OVERLAPS"));
    format!(
        "{}UNIQUE {}({columns}){}{}",
        named(script, &key.name),
        if key.nulls_not_distinct { "NULLS NOT DISTINCT " } else { "" },
        include(script, &key.include),
        deferrable(key.deferrable)
    )
}

/// `CONSTRAINT users_age_check CHECK (age > 0)`
pub(super) fn check(script: &Script, check: &Check) -> String {
    format!(
        "{}CHECK ({}){}{}{}",
        named(script, &check.name),
        check.expression,
        if check.no_inherit { " NO INHERIT" } else { "" },
        if check.not_valid && !check.not_enforced { " NOT VALID" } else { "" },
        if check.not_enforced { " NOT ENFORCED" } else { "" },
    )
}

/// `CONSTRAINT rooms_excl EXCLUDE USING gist (room WITH =, during WITH &&)`
pub(super) fn exclusion(script: &Script, exclusion: &Exclusion) -> String {
    let elements: Vec<String> =
        exclusion.elements.mapped(|(element, operator)| format!("{} WITH {operator}", key(script, element)));
    format!(
        "{}EXCLUDE USING {} ({}){}{}{}",
        named(script, &exclusion.name),
        script.quote(&exclusion.method),
        elements.join(", "),
        include(script, &exclusion.include),
        exclusion.predicate.as_ref().map(|p| format!(" WHERE ({p})")).unwrap_or_default(),
        deferrable(exclusion.deferrable)
    )
}

/// `CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE`
pub(super) fn foreign_key(script: &Script, foreign_key: &ForeignKey) -> String {
    let period = |names: &[String]| match names.split_last() {
        Some((last, others)) if foreign_key.period => {
            let mut parts = others.mapped(|name| script.quote(name));
            parts.push(format!("PERIOD {}", script.quote(last)).into());
            parts.join(", ")
        }
        _ => script.names(names),
    };
    let referenced = if foreign_key.referenced.is_empty() {
        String::new()
    } else {
        format!(" ({})", period(&foreign_key.referenced))
    };
    let mut out = format!(
        "{}FOREIGN KEY ({}) REFERENCES {}{referenced}",
        named(script, &foreign_key.name),
        period(&foreign_key.columns),
        script.qualified(&foreign_key.table),
    );
    if foreign_key.match_full {
        out.push_str(" MATCH FULL");
    }
    for (event, action) in [("DELETE", foreign_key.on_delete), ("UPDATE", foreign_key.on_update)] {
        if action != Action::NoAction {
            out.push_str(&format!(" ON {event} {}", action.sql()));
            if event == "DELETE" && !foreign_key.on_delete_columns.is_empty() {
                out.push_str(&format!(" ({})", script.names(&foreign_key.on_delete_columns)));
            }
        }
    }
    out.push_str(deferrable(foreign_key.deferrable));
    if foreign_key.not_enforced {
        out.push_str(" NOT ENFORCED");
    } else if foreign_key.not_valid {
        out.push_str(" NOT VALID");
    }
    out
}

/// `CREATE UNIQUE INDEX users_email ON users USING gin (lower(email)) WHERE active`
pub(super) fn index(script: &Script, index: &Index, table: &str, only: bool) -> String {
    let keys: Vec<String> = index.keys.mapped(|k| key(script, k));
    let mut out = format!(
        "CREATE {}INDEX {} ON {}{table}",
        if index.unique { "UNIQUE " } else { "" },
        script.quote(&index.name),
        if only { "ONLY " } else { "" },
    );
    if !matches!(index.method.as_str(), "" | "btree") {
        out.push_str(&format!(" USING {}", script.quote(&index.method)));
    }
    out.push_str(&format!(" ({}){}", keys.join(", "), include(script, &index.include)));
    if index.nulls_not_distinct {
        out.push_str(" NULLS NOT DISTINCT");
    }
    if !index.storage.is_empty() {
        out.push_str(&format!(" WITH ({})", storage(&index.storage)));
    }
    if let Some(predicate) = &index.predicate {
        out.push_str(&format!(" WHERE {predicate}"));
    }
    out
}

/// `lower(email) COLLATE "C" text_pattern_ops DESC NULLS LAST`
pub(super) fn key(script: &Script, key: &IndexKey) -> String {
    let mut out = match &key.target {
        KeyTarget::Column(name) => script.quote(name).into_owned(),
        KeyTarget::Expression(expression) if is_call(script.schema.system, expression) => expression.clone(),
        KeyTarget::Expression(expression) => format!("({expression})"),
    };
    if let Some(collation) = &key.collation {
        out.push_str(&format!(" COLLATE {}", script.printed(collation)));
    }
    if let Some(opclass) = &key.opclass {
        out.push_str(&format!(" {opclass}"));
    }
    if key.order == SortOrder::Descending {
        out.push_str(" DESC");
    }
    match key.nulls {
        Some(NullsOrder::First) => out.push_str(" NULLS FIRST"),
        Some(NullsOrder::Last) => out.push_str(" NULLS LAST"),
        None => {}
    }
    out
}

/// Whether an expression is one call of a function, which needs no parentheses around it: `lower(email)`.
fn is_call(system: System, expression: &str) -> bool {
    let Some((name, rest)) = expression.split_once('(') else { return false };
    let parts: Vec<&str> = name.split('.').collect_vec();
    let plain = parts.all(|part| *part == system.fold(part) && quote_identifier(system, part) == *part);
    let Some(inside) = rest.strip_suffix(')') else { return false };
    // A parenthesis in a string could be any.
    plain && !inside.contains(['(', ')', '\'', '"', '$'])
}

/// `fillfactor = 70, autovacuum_enabled = false`
pub(super) fn storage(parameters: &[(String, String)]) -> String {
    let parameter = |(name, value): &(String, String)| {
        if value.is_empty() { name.clone() } else { format!("{name} = {value}") }
    };
    parameters.mapped(parameter).join(", ")
}

pub(super) fn named(script: &Script, name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("CONSTRAINT {} ", script.quote(name)) }
}

fn columns(script: &Script, names: &[String], suffix: Option<&str>) -> String {
    script.names(names) + suffix.unwrap_or_default()
}

fn include(script: &Script, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" INCLUDE ({})", script.names(names)) }
}

fn deferrable(deferrable: Option<bool>) -> &'static str {
    match deferrable {
        None => "",
        Some(false) => " DEFERRABLE",
        Some(true) => " DEFERRABLE INITIALLY DEFERRED",
    }
}

#[cfg(test)]
mod tests {
    use super::is_call;
    use crate::model::System;

    #[test]
    fn only_a_whole_call_stands_without_parentheses() {
        let check = |text: &str, expected: bool| assert_eq!(is_call(System::PostgreSql, text), expected, "{text}");
        check("lower(email)", true);
        check("shop.f(a, b)", true);
        check("lower(a) || lower(b)", false);
        check("coalesce(a, b)", false);
        check("a + b", false);
        check("(a)", false);
        check("not (a)", false);
        check("f(')')", false);
    }
}
