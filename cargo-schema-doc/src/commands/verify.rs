//! `verify`: a live database against the schema.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use schema_doc_build::compare::{Change, ChangeAction, ObjectKind, compare_databases};
use schema_doc_build::config::SourceKind;
use schema_doc_build::files::Files;
use schema_doc_build::model::{Column, ColumnKind, Index, Policy, Schema, Table, split_parts};
use schema_doc_build::{Builder, Loaded};
use schema_doc_diagnostics::Code;
use serde_json::json;

use super::count;
use crate::arguments::Verify;
use crate::failure::Failure;
use crate::live::{self, Connection, Options, Problem};
use crate::output::style::{BAD, GOOD, HEAD, painted};
use crate::output::{Output, plain};
use crate::packages::{self, Package};
use crate::report::{Finding, Level, List, Place, Report, Subject};

/// What came of a comparison.
struct Verdict {
    connection: String,
    /// The schema is what a sync read of a database.
    of_snapshot: bool,
    differences: Vec<Finding>,
    undecided: Vec<Finding>,
    tables: usize,
    expressions: usize,
}

pub(crate) fn run(arguments: &Verify, output: &mut Output) -> Result<ExitCode, Failure> {
    let [package] = &packages::select(&arguments.selection)?[..] else {
        return Err(Failure::Argument("a database is verified against one package: choose it with `-p`".to_owned()));
    };
    let files = Files::on_disk(&package.dir);
    let connection = Connection::find(arguments.database_url.as_deref(), &files)?;
    let progress = output.progress("reading the schema");
    let loaded = of_system(packages::load(package, |builder| builder)?, &connection)?;
    drop(progress);
    if loaded.diagnostics().has_errors() {
        return Err(unreadable(&loaded, package, arguments, output)?);
    }
    let options = Options { namespaces: arguments.schema.clone(), ..Options::default() };
    let progress = output.progress("reading the database");
    let live = live::read(&connection, &options)?;
    let live = live.load(Builder::default().root(&package.dir).without_config_file())?;
    drop(progress);
    if live.diagnostics().has_errors() {
        return Err(unreadable(&live, package, arguments, output)?);
    }
    output.diagnostics(&live);
    let verdict = verdict(&loaded, live.schema(), &connection, &arguments.schema, &package.dir);
    verdict.report(&package.dir).write(arguments.format, output, |output| tell(&verdict, &package.dir, output))?;
    Ok(if verdict.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reports what is wrong with one of the two.
fn unreadable(loaded: &Loaded, package: &Package, of: &Verify, output: &mut Output) -> Result<Failure, Failure> {
    let findings = loaded.diagnostics().iter().map(|diagnostic| Finding::of_diagnostic(loaded, diagnostic));
    let findings: Vec<Finding> = findings.collect();
    Report::of_nothing(&package.dir, &findings).write(of.format, output, |output| {
        output.diagnostics(loaded);
        Ok(())
    })?;
    Ok(Failure::Reported)
}

/// The schema that the database may have: the package's only one, or the only one of that system.
fn of_system(mut schemas: Vec<Loaded>, connection: &Connection) -> Result<Loaded, Failure> {
    let systems: Vec<&str> = schemas.iter().map(|loaded| loaded.schema().system.title()).collect();
    let there = systems.join(", ");
    schemas.retain(|loaded| connection.is_of(loaded.schema().system));
    match schemas.len() {
        0 => Err(Problem::new(format!("{connection}: the schema is for {there}"))
            .with_help("name a database of that system with `--database-url`")
            .into()),
        1 => schemas.pop().ok_or(Failure::Reported),
        _ => Err(Failure::Argument(format!("the package has {} schemas of that system", schemas.len()))),
    }
}

fn verdict(loaded: &Loaded, live: &Schema, connection: &Connection, asked: &[String], root: &Path) -> Verdict {
    let schema = loaded.schema();
    let mut verdict = Verdict {
        connection: connection.to_string(),
        of_snapshot: loaded.config().sources.iter().any(|source| source.kind == SourceKind::Snapshot),
        differences: Vec::new(),
        undecided: Vec::new(),
        tables: schema.tables.len(),
        expressions: expressions(schema),
    };
    let mut foreign: BTreeMap<String, usize> = BTreeMap::new();
    for change in compare_databases(schema, live) {
        if is_left_out(loaded, &change) {
            continue;
        }
        let namespace = namespace_of(schema, &change);
        if !asked.is_empty() && !asked.contains(&namespace) {
            continue;
        }
        // A namespace that the schema does not know is one difference, whatever is in it.
        if change.action == ChangeAction::Added && !knows(schema, &namespace) {
            *foreign.entry(namespace).or_default() += 1;
            continue;
        }
        let list = if change.undecided { &mut verdict.undecided } else { &mut verdict.differences };
        list.push(told(schema, &change, root));
    }
    for (namespace, objects) in foreign {
        verdict.differences.push(Finding {
            code: Code::DatabaseDiffers,
            level: Level::Error,
            message: format!(
                "schema is in the database only, with {}; `--schema {}` leaves it out",
                count(objects, "object"),
                schema.default_namespace
            ),
            subject: Some(Subject { object: namespace, kind: ObjectKind::Schema.as_str() }),
            help: None,
            place: None,
            related: Vec::new(),
        });
    }
    verdict
}

/// How many expressions and queries a schema has: what may be undecided is one of them.
fn expressions(schema: &Schema) -> usize {
    let of_table = |table: &Table| {
        let is_value = |column: &&Column| matches!(column.kind, ColumnKind::Default(_) | ColumnKind::Generated(_));
        let values = table.columns.iter().filter(is_value);
        let of_index = |index: &Index| {
            let keys = index.keys.iter().filter(|key| key.as_column().is_none()).count();
            keys + usize::from(index.predicate.is_some())
        };
        let indexes: usize = table.indexes.iter().map(of_index).sum();
        let conditions = table.triggers.iter().filter(|trigger| trigger.condition.is_some()).count();
        let of_policy =
            |policy: &Policy| usize::from(policy.using.is_some()) + usize::from(policy.with_check.is_some());
        let policies: usize = table.policies.iter().map(of_policy).sum();
        values.count() + table.checks.len() + indexes + conditions + policies
    };
    schema.tables.iter().map(of_table).sum::<usize>() + schema.views.len()
}

/// Whether the configuration or an annotation leaves the object out of all documents.
fn is_left_out(loaded: &Loaded, change: &Change) -> bool {
    let schema = loaded.schema();
    let Some(id) = &change.table else { return false };
    let is_ignored = schema.tables.iter().any(|table| table.id == *id && table.annotations.ignore);
    is_ignored || schema.left_out.contains(&schema.identifier(id))
}

/// The namespace that an object lies in.
fn namespace_of(schema: &Schema, change: &Change) -> String {
    match &change.table {
        Some(id) => id.namespace.clone(),
        None if change.kind == ObjectKind::Namespace => change.object.clone(),
        None => match split_parts(&change.object) {
            Some(parts) if parts.len() > 1 => parts.into_iter().next().unwrap_or_default(),
            _ => schema.default_namespace.clone(),
        },
    }
}

fn knows(schema: &Schema, namespace: &str) -> bool {
    let of_tables = schema.tables.iter().map(|table| &table.id);
    let of_views = schema.views.iter().map(|view| &view.id);
    let of_enums = schema.enums.iter().map(|found| &found.id);
    let of_routines = schema.routines.iter().map(|routine| &routine.id);
    namespace == schema.default_namespace
        || namespace.is_empty()
        || schema.namespaces.iter().any(|known| known.name == namespace)
        || of_tables.chain(of_views).chain(of_enums).chain(of_routines).any(|id| id.namespace == namespace)
}

fn told(schema: &Schema, change: &Change, root: &Path) -> Finding {
    let message = match change.action {
        ChangeAction::Added => {
            change.message.strip_suffix(" added").map(|what| format!("{what} is in the database only"))
        }
        ChangeAction::Removed => {
            change.message.strip_suffix(" removed").map(|what| format!("{what} is missing in the database"))
        }
        ChangeAction::Changed => None,
    };
    let (code, level) =
        if change.undecided { (Code::UndecidedExpression, Level::Note) } else { (Code::DatabaseDiffers, Level::Error) };
    Finding {
        code,
        level,
        subject: Some(Subject { object: change.object.clone(), kind: change.kind.as_str() }),
        message: message.unwrap_or_else(|| change.message.clone()),
        help: None,
        place: change.old.map(|span| Place::of_span(root, &schema.files, span)),
        related: Vec::new(),
    }
}

impl Verdict {
    fn report(&self, root: &Path) -> Report<'_> {
        let sentence = if self.differences.is_empty() {
            format!("The database is as the schema says ({}).", count(self.tables, "table"))
        } else {
            format!("The database differs from the schema: {}.", count(self.differences.len(), "difference"))
        };
        let facts = json!({ "database": self.connection, "tables": self.tables, "expressions": self.expressions });
        let list = |name, title, findings| List { name, title, findings };
        let lists = vec![
            list("differences", "From the schema to the database", &self.differences),
            list("undecided", "Cannot be told", &self.undecided),
        ];
        Report::new(root, sentence, facts, lists)
    }
}

/// `` users.age: type changed from `integer` to `bigint` (migrations/0001_users.sql:3:5)``
fn tell_difference(difference: &Finding, root: &Path, output: &mut Output) -> Result<(), Failure> {
    let object = difference.subject.as_ref().map(|subject| plain(&subject.object)).unwrap_or_default();
    let place = difference.place.as_ref().map(|place| format!(" ({})", place.text(root))).unwrap_or_default();
    output.paragraph(HEAD, &format!("  {object}"), &format!(": {}", plain(&format!("{}{place}", difference.message))))
}

fn tell(verdict: &Verdict, root: &Path, output: &mut Output) -> Result<(), Failure> {
    let connection = &verdict.connection;
    if verdict.differences.is_empty() {
        let same = painted(GOOD, "as the schema says");
        output.say(format!("{connection}: {same}, {}", count(verdict.tables, "table")))?;
    } else {
        let differences = count(verdict.differences.len(), "difference");
        let title = format!(": {differences}, told from the schema to the database");
        output.paragraph(BAD, connection, &title)?;
        for difference in &verdict.differences {
            tell_difference(difference, root, output)?;
        }
    }
    if !verdict.undecided.is_empty() && !output.is_quiet() {
        let undecided = count(verdict.undecided.len(), "pair");
        let title = format!("{undecided} of which nobody can tell whether the two say the same (no difference, then):");
        output.paragraph(HEAD, "", &title)?;
        for difference in &verdict.undecided {
            tell_difference(difference, root, output)?;
        }
    }
    if verdict.differences.is_empty() || output.is_quiet() {
        return Ok(());
    }
    output.help(if verdict.of_snapshot {
        "`cargo schema-doc sync` brings the snapshot up to date, if the database is right"
    } else {
        "run the migrations that are pending, or write the one that is missing"
    })
}
