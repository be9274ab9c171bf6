//! MySQL: what `SHOW CREATE` alone prints of views, routines, triggers and events. It prints one at a time: all are asked for at once.
//!
//! `information_schema` prints the strings in bodies without what escapes: `'a\'b'` is `'a'b'` there, which nobody can read back. Nor does it
//! tell the algorithm of a view.

use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use super::catalog::Catalog;
use super::text::{quote, unescaped};

/// A body that may be another than the catalog tells.
struct Body<'a> {
    /// `TRIGGER`, `PROCEDURE`
    kind: String,
    name: &'a str,
    text: &'a mut String,
}

impl Body<'_> {
    /// What it stands behind in its statement.
    fn marker(&self) -> &'static str {
        match &*self.kind {
            "TRIGGER" => "for each row",
            "EVENT" => " do ",
            _ => ")",
        }
    }

    /// In which column `SHOW CREATE` prints the statement.
    fn column(&self) -> usize {
        if self.kind == "EVENT" { 3 } else { 2 }
    }
}

/// Gives views their algorithm.
pub(super) async fn algorithms(
    connection: &mut MySqlConnection,
    database: &str,
    catalog: &mut Catalog,
) -> Result<(), sqlx::Error> {
    let mut views: Vec<_> = catalog.views.iter_mut().filter(|view| !view.definition.is_empty()).collect();
    let rows = show_create(connection, database, views.iter().map(|view| ("VIEW", view.name.as_str()))).await;
    let rows = match rows {
        // SHOW VIEW shows the query, and this asks for SELECT too.
        Err(sqlx::Error::Database(_)) => return Ok(()),
        rows => rows?,
    };
    for (view, row) in views.iter_mut().zip(rows) {
        let statement: String = row.try_get_unchecked(1)?;
        let algorithm = statement.strip_prefix("CREATE ALGORITHM=").and_then(|text| text.split(' ').next());
        view.algorithm = algorithm.map(str::to_owned);
    }
    Ok(())
}

async fn show_create<'a>(
    connection: &mut MySqlConnection,
    database: &str,
    objects: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<MySqlRow>, sqlx::Error> {
    let show = |(kind, name): (&str, &str)| format!("SHOW CREATE {kind} {}.{}", quote(database), quote(name));
    let queries: Vec<String> = objects.map(show).collect();
    if queries.is_empty() {
        return Ok(Vec::new());
    }
    connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(queries.join("; ")))).await
}

/// Gives the bodies that hold strings the text that they were written with.
pub(super) async fn restore(
    connection: &mut MySqlConnection,
    database: &str,
    catalog: &mut Catalog,
) -> Result<(), sqlx::Error> {
    let mut bodies = bodies(catalog);
    let rows = show_create(connection, database, bodies.iter().map(|body| (body.kind.as_str(), body.name))).await?;
    for (body, row) in bodies.iter_mut().zip(rows) {
        let statement: Option<String> = row.try_get_unchecked(body.column())?;
        if let Some(written) = statement.as_deref().and_then(|text| written(text, body.marker(), body.text)) {
            written.clone_into(body.text);
        }
    }
    Ok(())
}

fn bodies(catalog: &mut Catalog) -> Vec<Body<'_>> {
    let mut bodies = Vec::new();
    let routines = catalog.routines.iter_mut().filter(|routine| routine.language.as_deref().is_none_or(|l| l == "SQL"));
    for routine in routines {
        bodies.push((routine.kind.clone(), routine.name.as_str(), &mut routine.definition));
    }
    for trigger in &mut catalog.triggers {
        bodies.push(("TRIGGER".to_owned(), &trigger.name, &mut trigger.statement));
    }
    for event in &mut catalog.events {
        bodies.push(("EVENT".to_owned(), &event.name, &mut event.definition));
    }
    let told = bodies.into_iter().filter_map(|(kind, name, text)| Some(Body { kind, name, text: text.as_mut()? }));
    told.filter(|body| body.text.contains(['\'', '"'])).collect()
}

/// The body in a statement, whose catalog's text is `told`: up to the first string the two are one. `None` where it is not found.
fn written<'a>(statement: &'a str, marker: &str, told: &str) -> Option<&'a str> {
    let first_string = told.find(['\'', '"']).unwrap_or(told.len());
    // `_latin1'x'`: the character set may be left out.
    let head = told.get(..first_string)?.rsplit_once(char::is_whitespace).map_or("", |(head, _)| head);
    let from = statement.to_ascii_lowercase().find(marker)? + marker.len();
    let behind = statement.get(from..)?;
    let places = behind.match_indices(head).map(|(at, _)| at);
    let mut bodies = places.filter_map(|at| behind.get(at..));
    bodies.find(|body| without_quotes(&unescaped(body)) == without_quotes(told))
}

fn without_quotes(text: &str) -> String {
    text.replace(['\'', '"'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_found_in_its_statement() {
        let check = |statement: &str, marker: &str, told: &str, expected: &str| {
            assert_eq!(written(statement, marker, told), Some(expected));
        };
        check(
            r"CREATE DEFINER=`a`@`b` TRIGGER `t` BEFORE INSERT ON `x` FOR EACH ROW begin set new.a = 'a\'b'; end",
            "for each row",
            "begin set new.a = 'a'b'; end",
            r"begin set new.a = 'a\'b'; end",
        );
        check(
            "CREATE FUNCTION `f`(a int) RETURNS varchar(9)\n    DETERMINISTIC\n    COMMENT 'RETURN it'\nRETURN 'a\\\\b'",
            ")",
            "RETURN 'a\\b'",
            "RETURN 'a\\\\b'",
        );
        check(
            "CREATE EVENT `e` ON SCHEDULE EVERY 1 DAY ENABLE DO select 'it\\'s'",
            " do ",
            "select 'it's'",
            "select 'it\\'s'",
        );
        assert_eq!(written("CREATE EVENT `e` ENABLE DO select 1", " do ", "delete from t"), None);
    }
}
