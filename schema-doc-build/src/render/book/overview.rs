//! The front, and the chapters 1 and 2: what the schema is, how it is reached, and what it needs.

use super::{Chapter, Context, settings, shell, sql};
use crate::analyze::TableRole;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{System, TableKind};
use crate::ordered::Map;
use crate::render::markdown::{
    Table, block, cell_code, cell_text, code, count, fenced, grouped, link, list, prose, text,
};

/// Plain text.
pub(super) fn title(book: &Context) -> String {
    let name = book.schema.name.as_deref().map(|name| format!(": {name}")).unwrap_or_default();
    format!("Database Schema{name}")
}

/// What stands below the title.
pub(super) fn front(book: &Context) -> String {
    let mut lines = Vec::new();
    let mut line = |title: &str, value: String| lines.push(format!("**{title}:** {value}"));
    let said = |key: &str| book.said(key).iter().map(|value| text(value)).join(", ");
    for (title, key) in [("Version", "version"), ("Created", "created"), ("Author", "author")] {
        if !book.said(key).is_empty() {
            line(title, said(key));
        }
    }
    line("Database", book.system.title().to_owned());
    if !book.said("status").is_empty() {
        line("Status", said("status"));
    }
    if !book.input.analysis.fingerprint.is_empty() {
        line("Fingerprint", code(&book.input.analysis.fingerprint));
    }
    let mut out = String::new();
    block(&mut out, &lines.join("  \n"));
    if let Some(url) = book.links.overview("") {
        let pages = link("a page for each table", &url);
        block(
            &mut out,
            &format!("The whole schema in one document. There is also {pages}, with queries and examples."),
        );
    }
    out
}

/// `## 1. Overview`
pub(super) fn overview(book: &Context) -> Chapter {
    let parts = vec![
        ("1.1 Purpose", purpose(book)),
        ("1.2 Architecture", architecture(book)),
        ("1.3 Key Metrics", metrics(book)),
    ];
    Chapter::new("1. Overview", parts)
}

fn purpose(book: &Context) -> String {
    let mut out = String::new();
    block(&mut out, &book.schema.purpose.as_deref().map(prose).unwrap_or_default());
    for line in book.said("use_case") {
        block(&mut out, &format!("**Use case:** {}", prose(line)));
    }
    if !book.schema.key_patterns.is_empty() {
        block(&mut out, "Key patterns:");
    }
    list(&mut out, &book.schema.key_patterns.mapped(|pattern| text(pattern)));
    out
}

/// The first words of Mermaid's diagrams.
const MERMAID: &[&str] = &[
    "graph",
    "flowchart",
    "sequenceDiagram",
    "classDiagram",
    "stateDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "architecture-beta",
    "block-beta",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Deployment",
    "mindmap",
];

fn architecture(book: &Context) -> String {
    let mut out = String::new();
    block(&mut out, &book.schema.architecture_summary.as_deref().map(prose).unwrap_or_default());
    for part in book.said("architecture") {
        let is_diagram = part.split_whitespace().next().is_some_and(|word| MERMAID.contains(&word));
        block(&mut out, &if is_diagram { fenced("mermaid", part.trim()) } else { prose(part) });
    }
    out
}

fn metrics(book: &Context) -> String {
    let mut items = Vec::new();
    let roles = [
        (TableRole::Core, "core"),
        (TableRole::Junction, "junction"),
        (TableRole::Lookup, "lookup"),
        (TableRole::Audit, "audit"),
        (TableRole::Log, "log"),
    ];
    let of_role = roles.map(|(role, word)| {
        let number = book.shown.count(|&at| book.analysis(at).is_some_and(|a| a.role == Some(role)));
        (number > 0).then(|| format!("{} {word}", grouped(number)))
    });
    let of_role: Vec<String> = of_role.into_iter().flatten().collect_vec();
    let roles = if of_role.len() > 1 { format!(" ({})", of_role.join(", ")) } else { String::new() };
    items.push(format!("**Tables:** {}{roles}", grouped(book.shown.len())));
    let sum = |of: &dyn Fn(usize) -> usize| {
        let mut sum = 0;
        for &at in &book.shown {
            sum += of(at);
        }
        sum
    };
    let tables = &book.schema.tables;
    let columns = sum(&|at| tables.get(at).map_or(0, |t| t.columns.len()));
    items.push(format!("**{}:** {}", if book.system.has_documents() { "Fields" } else { "Columns" }, grouped(columns)));
    items.push(format!("**Relationships:** {}", grouped(sum(&|at| book.analysis(at).map_or(0, |a| a.incoming.len())))));
    for (title, key) in [
        ("Estimated Records", "records"),
        ("Growth Rate", "growth"),
        ("Storage Size", "storage"),
        ("Data Volume", "volume"),
        ("Consistency", "consistency"),
        ("Performance Priority", "performance_priority"),
    ] {
        let lines = book.said(key);
        if !lines.is_empty() {
            items.push(format!("**{title}:** {}", lines.iter().map(|line| text(line)).join("; ")));
        }
    }
    let mut out = String::new();
    list(&mut out, &items);
    out
}

/// `## 2. Database Configuration`
pub(super) fn configuration(book: &Context) -> Chapter {
    let parts = vec![
        ("2.1 Connection Details", connection(book)),
        ("2.2 Performance Settings", settings(book)),
        ("2.3 What the Schema Needs", needs(book)),
    ];
    Chapter::new("2. Database Configuration", parts)
}

/// Where each environment is, and where the commands of the book take their connection from.
fn connection(book: &Context) -> String {
    let mut out = String::new();
    let mut rows = Table::new(&["Environment", "Host", "Port", "Database", "Purpose"]);
    for environment in &book.input.config.book.environments {
        let value = |key: &str| environment.find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let cell = |key: &str| value(key).map(cell_code).unwrap_or_default();
        let words = |key: &str| value(key).map(cell_text).unwrap_or_default();
        rows.push(&[words("name"), cell("host"), cell("port"), cell("database"), words("purpose")]);
    }
    block(&mut out, &rows.finish());
    let (words, command) = match book.system {
        System::PostgreSql => (
            "The commands of this book read the connection from `DATABASE_URL` (`postgresql://user@host:port/database`), and the \
             password from `~/.pgpass`:",
            "psql \"$DATABASE_URL\"",
        ),
        System::MySql => (
            "The commands of this book read host, user and password from the `[client]` section of `~/.my.cnf`, and the database's \
             name from `DATABASE`:",
            "mysql \"$DATABASE\"",
        ),
        System::MariaDb => (
            "The commands of this book read host, user and password from the `[client]` section of `~/.my.cnf`, and the database's \
             name from `DATABASE`:",
            "mariadb \"$DATABASE\"",
        ),
        System::Sqlite => {
            ("The commands of this book read the database's path from `DATABASE_FILE`:", "sqlite3 \"$DATABASE_FILE\"")
        }
        System::SqlServer => (
            "`sqlcmd` reads the connection from `SQLCMDSERVER`, `SQLCMDDBNAME`, `SQLCMDUSER` and `SQLCMDPASSWORD`:",
            "sqlcmd",
        ),
        System::Oracle => (
            "The commands of this book read the connection from `CONNECT_STRING` (`user@//host:1521/service`), and ask for the \
             password:",
            "sqlplus \"$CONNECT_STRING\"",
        ),
        System::Convex => (
            "`npx convex` works on the deployment that `.env.local` names in `CONVEX_DEPLOYMENT`, each developer's own; `--prod` \
             turns to production:",
            "npx convex dashboard --prod",
        ),
    };
    block(&mut out, words);
    block(&mut out, &fenced("bash", command));
    out
}

fn settings(book: &Context) -> String {
    let lines = book.said("settings");
    if lines.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    block(&mut out, &fenced(if book.system.has_documents() { "" } else { "ini" }, &lines.join("\n")));
    let (statement, words) = match book.system {
        System::PostgreSql => (
            "SELECT name, setting, unit, source FROM pg_settings WHERE source <> 'default' ORDER BY name;",
            "What the server has:",
        ),
        System::MySql | System::MariaDb => ("SHOW GLOBAL VARIABLES LIKE 'innodb%';", "What the server has:"),
        System::SqlServer => {
            ("SELECT name, value_in_use FROM sys.configurations ORDER BY name;", "What the server has:")
        }
        System::Oracle => {
            ("SELECT name, value FROM v$parameter WHERE isdefault = 'FALSE' ORDER BY name;", "What the server has:")
        }
        System::Sqlite | System::Convex => return out,
    };
    block(&mut out, words);
    block(&mut out, &fenced("sql", statement));
    out
}

/// What must be there for the schema to load and to hold.
fn needs(book: &Context) -> String {
    let schema = book.schema;
    let mut items = Vec::new();
    let extensions = schema.extensions.iter().filter(|e| !e.annotations.ignore);
    items.push_all(extensions.map(|extension| {
        let version = extension.version.as_ref().map(|v| format!(" {}", text(v))).unwrap_or_default();
        format!("the extension {}{version}", code(&extension.name))
    }));
    let mut options: Map<String, Vec<usize>> = Map::new();
    for (at, table) in book.tables() {
        if let Some(option) = table.options.as_deref() {
            let named = [
                ("the storage engine", &option.engine),
                ("the character set", &option.charset),
                ("the collation", &option.collation),
                ("the tablespace", &option.tablespace),
                ("the foreign server", &option.server),
            ];
            for (what, value) in named {
                if let Some(value) = value {
                    let what = if table.kind == TableKind::VirtualTable { "the module" } else { what };
                    options.or_default(format!("{what} {}", code(value))).push(at);
                }
            }
        }
    }
    for (option, tables) in &options {
        items.push(format!("{option}: {}", of_tables(book, tables)));
    }
    let settings = settings::read_by(book);
    items.push_all(
        settings
            .iter()
            .map(|(name, readers)| format!("the session's setting {}, read by {}", code(name), readers.join(", "))),
    );
    let mut out = String::new();
    let any = |of: &dyn Fn(&crate::model::Table) -> bool| book.tables().any(|(_, table)| of(table));
    if book.system == System::Sqlite {
        if any(&|t| t.options.as_deref().is_some_and(|o| o.strict)) {
            items.push("SQLite 3.37, for `STRICT` tables".to_owned());
        }
        list(&mut out, &items);
        if any(&|t| !t.foreign_keys.is_empty()) {
            block(
                &mut out,
                "SQLite enforces foreign keys only on connections that ask for it. Every connection begins with:",
            );
            sql(&mut out, &[("Enforce the foreign keys", "PRAGMA foreign_keys = ON;".to_owned())]);
        }
        return out;
    }
    list(&mut out, &items);
    if !settings.is_empty() {
        let calls = settings
            .iter()
            .enumerate()
            .map(|(i, (name, _))| format!("set_config({}, ${}, true)", book.literal(name), i + 1));
        let statement = format!("SELECT {};", calls.collect_vec().join(",\n       "));
        sql(&mut out, &[("In a transaction, for this transaction alone, before its first query", statement)]);
    }
    if !schema.extensions.is_empty() {
        block(&mut out, "Which extensions a database has:");
        let installed = "SELECT extname, extversion FROM pg_extension ORDER BY extname;".to_owned();
        sql(&mut out, &[("Extensions", installed)]);
    }
    if book.system.has_documents() {
        block(&mut out, "The schema is pushed with the functions, and every document is held to it:");
        let commands = [
            ("While developing: pushes whatever is saved", "npx convex dev".to_owned()),
            ("To production", "npx convex deploy".to_owned()),
        ];
        shell(&mut out, &commands);
    }
    out
}

/// `3 tables`, or the tables where they are few.
fn of_tables(book: &Context, tables: &[usize]) -> String {
    if tables.len() == book.shown.len() {
        return "all tables".to_owned();
    }
    let others: Vec<usize> = book.shown.iter().copied().filter(|table| !tables.contains(table)).collect_vec();
    if others.len() < 4 && tables.len() > others.len() {
        return format!("all tables but {}", book.table_list(&others));
    }
    if tables.len() > 5 { count(tables.len(), "table", "tables") } else { book.table_list(tables) }
}
