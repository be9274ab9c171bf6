//! What `information_schema` says of a database: a query a view, whatever the number of tables. Rows are joined here: neither server has
//! indexes on these views.
//!
//! By version a column is text, bytes or a number of some width: all are cast to one type. Names of tables come first, since nearly all
//! rows are a table's.

use std::collections::BTreeMap;

use schema_doc_build::model::System;
use sqlx::mysql::{MySqlConnection, MySqlRow};

/// A table, a view or a sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub(super) struct Table {
    pub(super) name: String,
    /// `BASE TABLE`, `VIEW`; MariaDB's `SYSTEM VERSIONED`, `SEQUENCE`.
    pub(super) kind: String,
    pub(super) engine: Option<String>,
    pub(super) collation: Option<String>,
    /// `row_format=COMPRESSED key_block_size=8 partitioned`
    pub(super) options: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) created: Option<String>,
}

const TABLES: &str = "SELECT CAST(TABLE_NAME AS CHAR) AS `name`, CAST(TABLE_TYPE AS CHAR) AS `kind`, CAST(ENGINE AS CHAR) AS `engine`, \
    CAST(TABLE_COLLATION AS CHAR) AS `collation`, CAST(CREATE_OPTIONS AS CHAR) AS `options`, CAST(TABLE_COMMENT AS CHAR) AS `comment`, \
    CAST(CREATE_TIME AS CHAR) AS `created` FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?";

/// A column.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Column {
    pub(super) table_name: String,
    pub(super) position: i64,
    pub(super) name: String,
    pub(super) default_value: Option<String>,
    pub(super) nullable: String,
    /// `varchar(255)`, `int unsigned`
    pub(super) data_type: String,
    pub(super) charset: Option<String>,
    pub(super) collation: Option<String>,
    /// `auto_increment`, `DEFAULT_GENERATED on update CURRENT_TIMESTAMP`, `VIRTUAL GENERATED`, `INVISIBLE`
    pub(super) extra: String,
    pub(super) comment: String,
    pub(super) generation: Option<String>,
    /// The spatial reference system.
    pub(super) srid: Option<i64>,
}

macro_rules! columns {
    ($srid:literal) => {
        concat!(
            "SELECT CAST(TABLE_NAME AS CHAR) AS `table_name`, CAST(ORDINAL_POSITION AS SIGNED) AS `position`, ",
            "CAST(COLUMN_NAME AS CHAR) AS `name`, CAST(COLUMN_DEFAULT AS CHAR) AS `default_value`, CAST(IS_NULLABLE AS CHAR) AS `nullable`, ",
            "CAST(COLUMN_TYPE AS CHAR) AS `data_type`, CAST(CHARACTER_SET_NAME AS CHAR) AS `charset`, ",
            "CAST(COLLATION_NAME AS CHAR) AS `collation`, CAST(EXTRA AS CHAR) AS `extra`, CAST(COLUMN_COMMENT AS CHAR) AS `comment`, ",
            "CAST(GENERATION_EXPRESSION AS CHAR) AS `generation`, CAST(",
            $srid,
            " AS SIGNED) AS `srid` FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?"
        )
    };
}

const COLUMNS_MYSQL: &str = columns!("SRS_ID");
const COLUMNS_MARIADB: &str = columns!("NULL");

/// A part of the key of an index.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct IndexPart {
    pub(super) table_name: String,
    pub(super) name: String,
    pub(super) position: i64,
    pub(super) non_unique: i64,
    pub(super) column_name: Option<String>,
    pub(super) expression: Option<String>,
    /// `A`, `D`, or none where the index has no order.
    pub(super) direction: Option<String>,
    /// How many characters or bytes of the column.
    pub(super) prefix: Option<i64>,
    /// `BTREE`, `HASH`, `FULLTEXT`, `SPATIAL`
    pub(super) method: String,
    pub(super) comment: String,
    /// Whether the planner looks at it.
    pub(super) visible: String,
}

macro_rules! indexes {
    ($expression:literal, $visible:literal) => {
        concat!(
            "SELECT CAST(TABLE_NAME AS CHAR) AS `table_name`, CAST(INDEX_NAME AS CHAR) AS `name`, CAST(SEQ_IN_INDEX AS SIGNED) AS `position`, ",
            "CAST(NON_UNIQUE AS SIGNED) AS `non_unique`, CAST(COLUMN_NAME AS CHAR) AS `column_name`, CAST(",
            $expression,
            " AS CHAR) AS `expression`, CAST(COLLATION AS CHAR) AS `direction`, CAST(SUB_PART AS SIGNED) AS `prefix`, ",
            "CAST(INDEX_TYPE AS CHAR) AS `method`, CAST(INDEX_COMMENT AS CHAR) AS `comment`, CAST(",
            $visible,
            " AS CHAR) AS `visible` FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ?"
        )
    };
}

const INDEXES_MYSQL: &str = indexes!("EXPRESSION", "IS_VISIBLE");
const INDEXES_MARIADB: &str = indexes!("NULL", "IF(IGNORED = 'YES', 'NO', 'YES')");

/// A column of a foreign key.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct ForeignKeyPart {
    pub(super) table_name: String,
    pub(super) name: String,
    pub(super) position: i64,
    pub(super) column_name: String,
    pub(super) referenced_schema: String,
    pub(super) referenced_table: String,
    pub(super) referenced_column: String,
}

const FOREIGN_KEYS: &str = "SELECT CAST(TABLE_NAME AS CHAR) AS `table_name`, CAST(CONSTRAINT_NAME AS CHAR) AS `name`, \
    CAST(ORDINAL_POSITION AS SIGNED) AS `position`, CAST(COLUMN_NAME AS CHAR) AS `column_name`, \
    CAST(REFERENCED_TABLE_SCHEMA AS CHAR) AS `referenced_schema`, CAST(REFERENCED_TABLE_NAME AS CHAR) AS `referenced_table`, \
    CAST(REFERENCED_COLUMN_NAME AS CHAR) AS `referenced_column` FROM information_schema.KEY_COLUMN_USAGE \
    WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL";

/// What a foreign key does.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Rule {
    pub(super) table_name: String,
    pub(super) name: String,
    /// `NO ACTION`, `SET NULL`
    pub(super) on_delete: String,
    pub(super) on_update: String,
}

const RULES: &str = "SELECT CAST(TABLE_NAME AS CHAR) AS `table_name`, CAST(CONSTRAINT_NAME AS CHAR) AS `name`, \
    CAST(DELETE_RULE AS CHAR) AS `on_delete`, CAST(UPDATE_RULE AS CHAR) AS `on_update` \
    FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ?";

/// A check. MySQL tells its table and whether it is enforced elsewhere.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Check {
    pub(super) table_name: Option<String>,
    pub(super) name: String,
    pub(super) clause: String,
    /// MariaDB: `Column`, `Table`
    pub(super) level: Option<String>,
    pub(super) enforced: Option<String>,
}

macro_rules! checks {
    ($table:literal, $level:literal) => {
        concat!(
            "SELECT CAST(",
            $table,
            " AS CHAR) AS `table_name`, CAST(CONSTRAINT_NAME AS CHAR) AS `name`, CAST(CHECK_CLAUSE AS CHAR) AS `clause`, CAST(",
            $level,
            " AS CHAR) AS `level`, CAST(NULL AS CHAR) AS `enforced` FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ?"
        )
    };
}

const CHECKS_MYSQL: &str = checks!("NULL", "NULL");
const CHECKS_MARIADB: &str = checks!("TABLE_NAME", "LEVEL");

/// MySQL: which table a check is on. Its name is the only one in the database.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
struct CheckOwner {
    name: String,
    table_name: String,
    enforced: String,
}

const CHECK_OWNERS: &str = "SELECT CAST(CONSTRAINT_NAME AS CHAR) AS `name`, CAST(TABLE_NAME AS CHAR) AS `table_name`, \
    CAST(ENFORCED AS CHAR) AS `enforced` FROM information_schema.TABLE_CONSTRAINTS \
    WHERE CONSTRAINT_SCHEMA = ? AND CONSTRAINT_TYPE = 'CHECK'";

/// A partition, or one of its subpartitions.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Partition {
    pub(super) table_name: String,
    pub(super) name: String,
    pub(super) subpartition: Option<String>,
    pub(super) position: i64,
    pub(super) subposition: Option<i64>,
    /// `RANGE COLUMNS`, `LINEAR HASH`, MariaDB's `SYSTEM_TIME`
    pub(super) method: String,
    pub(super) submethod: Option<String>,
    pub(super) expression: Option<String>,
    pub(super) subexpression: Option<String>,
    /// `2000`, `MAXVALUE`, `'a','b'`
    pub(super) description: Option<String>,
    pub(super) comment: String,
}

const PARTITIONS: &str = "SELECT CAST(TABLE_NAME AS CHAR) AS `table_name`, CAST(PARTITION_NAME AS CHAR) AS `name`, \
    CAST(SUBPARTITION_NAME AS CHAR) AS `subpartition`, CAST(PARTITION_ORDINAL_POSITION AS SIGNED) AS `position`, \
    CAST(SUBPARTITION_ORDINAL_POSITION AS SIGNED) AS `subposition`, CAST(PARTITION_METHOD AS CHAR) AS `method`, \
    CAST(SUBPARTITION_METHOD AS CHAR) AS `submethod`, CAST(PARTITION_EXPRESSION AS CHAR) AS `expression`, \
    CAST(SUBPARTITION_EXPRESSION AS CHAR) AS `subexpression`, CAST(PARTITION_DESCRIPTION AS CHAR) AS `description`, \
    CAST(PARTITION_COMMENT AS CHAR) AS `comment` FROM information_schema.PARTITIONS \
    WHERE TABLE_SCHEMA = ? AND PARTITION_NAME IS NOT NULL";

/// A view.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct View {
    pub(super) name: String,
    /// Empty where the user may not see it.
    pub(super) definition: String,
    /// `NONE`, `LOCAL`, `CASCADED`
    pub(super) check_option: String,
    pub(super) definer: String,
    /// `DEFINER`, `INVOKER`
    pub(super) security: String,
    /// MySQL tells it in `SHOW CREATE VIEW` alone.
    pub(super) algorithm: Option<String>,
}

macro_rules! views {
    ($algorithm:literal) => {
        concat!(
            "SELECT CAST(TABLE_NAME AS CHAR) AS `name`, CAST(COALESCE(VIEW_DEFINITION, '') AS CHAR) AS `definition`, ",
            "CAST(CHECK_OPTION AS CHAR) AS `check_option`, CAST(DEFINER AS CHAR) AS `definer`, CAST(SECURITY_TYPE AS CHAR) AS `security`, CAST(",
            $algorithm,
            " AS CHAR) AS `algorithm` FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ?"
        )
    };
}

const VIEWS_MYSQL: &str = views!("NULL");
const VIEWS_MARIADB: &str = views!("ALGORITHM");

/// A trigger.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Trigger {
    pub(super) table_name: String,
    pub(super) name: String,
    /// Among those of its table, time and event.
    pub(super) position: i64,
    /// `BEFORE`, `AFTER`
    pub(super) timing: String,
    /// `INSERT`, `UPDATE`, `DELETE`
    pub(super) event: String,
    pub(super) statement: Option<String>,
    pub(super) definer: String,
}

const TRIGGERS: &str = "SELECT CAST(EVENT_OBJECT_TABLE AS CHAR) AS `table_name`, CAST(TRIGGER_NAME AS CHAR) AS `name`, \
    CAST(ACTION_ORDER AS SIGNED) AS `position`, CAST(ACTION_TIMING AS CHAR) AS `timing`, CAST(EVENT_MANIPULATION AS CHAR) AS `event`, \
    CAST(ACTION_STATEMENT AS CHAR) AS `statement`, CAST(DEFINER AS CHAR) AS `definer` \
    FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?";

/// A procedure, a function; MariaDB's packages.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Routine {
    pub(super) name: String,
    /// `FUNCTION`, `PROCEDURE`, `PACKAGE`, `PACKAGE BODY`
    pub(super) kind: String,
    /// What it returns.
    pub(super) returns: Option<String>,
    /// None where the user may not see it.
    pub(super) definition: Option<String>,
    /// MySQL 9: `JAVASCRIPT`
    pub(super) language: Option<String>,
    pub(super) deterministic: String,
    /// `CONTAINS SQL`, `READS SQL DATA`
    pub(super) data_access: String,
    pub(super) security: String,
    pub(super) comment: String,
    pub(super) definer: String,
    /// The collation that its text has where it says none.
    pub(super) database_collation: Option<String>,
}

const ROUTINES: &str = "SELECT CAST(ROUTINE_NAME AS CHAR) AS `name`, CAST(ROUTINE_TYPE AS CHAR) AS `kind`, \
    CAST(DTD_IDENTIFIER AS CHAR) AS `returns`, CAST(ROUTINE_DEFINITION AS CHAR) AS `definition`, \
    CAST(EXTERNAL_LANGUAGE AS CHAR) AS `language`, CAST(IS_DETERMINISTIC AS CHAR) AS `deterministic`, \
    CAST(SQL_DATA_ACCESS AS CHAR) AS `data_access`, CAST(SECURITY_TYPE AS CHAR) AS `security`, CAST(ROUTINE_COMMENT AS CHAR) AS `comment`, \
    CAST(DEFINER AS CHAR) AS `definer`, CAST(DATABASE_COLLATION AS CHAR) AS `database_collation` \
    FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?";

/// A parameter of a routine, or what a function returns: that has the position 0.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Parameter {
    pub(super) routine: String,
    pub(super) kind: String,
    pub(super) position: i64,
    /// `IN`, `OUT`, `INOUT`
    pub(super) mode: Option<String>,
    pub(super) name: Option<String>,
    pub(super) data_type: String,
    pub(super) charset: Option<String>,
}

const PARAMETERS: &str = "SELECT CAST(SPECIFIC_NAME AS CHAR) AS `routine`, CAST(ROUTINE_TYPE AS CHAR) AS `kind`, \
    CAST(ORDINAL_POSITION AS SIGNED) AS `position`, CAST(PARAMETER_MODE AS CHAR) AS `mode`, CAST(PARAMETER_NAME AS CHAR) AS `name`, \
    CAST(DTD_IDENTIFIER AS CHAR) AS `data_type`, CAST(CHARACTER_SET_NAME AS CHAR) AS `charset` \
    FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = ?";

/// An event.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) definition: Option<String>,
    pub(super) execute_at: Option<String>,
    pub(super) interval_value: Option<String>,
    pub(super) interval_field: Option<String>,
    pub(super) starts: Option<String>,
    pub(super) ends: Option<String>,
    /// `ENABLED`, `DISABLED`, `SLAVESIDE_DISABLED`
    pub(super) status: String,
    /// `PRESERVE`, `NOT PRESERVE`
    pub(super) on_completion: String,
    pub(super) comment: String,
    pub(super) definer: String,
}

const EVENTS: &str = "SELECT CAST(EVENT_NAME AS CHAR) AS `name`, CAST(EVENT_DEFINITION AS CHAR) AS `definition`, \
    CAST(EXECUTE_AT AS CHAR) AS `execute_at`, CAST(INTERVAL_VALUE AS CHAR) AS `interval_value`, \
    CAST(INTERVAL_FIELD AS CHAR) AS `interval_field`, CAST(STARTS AS CHAR) AS `starts`, CAST(ENDS AS CHAR) AS `ends`, \
    CAST(STATUS AS CHAR) AS `status`, CAST(ON_COMPLETION AS CHAR) AS `on_completion`, CAST(EVENT_COMMENT AS CHAR) AS `comment`, \
    CAST(DEFINER AS CHAR) AS `definer` FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?";

/// A database's part of `information_schema`.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    pub(super) tables: Vec<Table>,
    pub(super) columns: Grouped<Column>,
    pub(super) indexes: Grouped<IndexPart>,
    pub(super) foreign_keys: Grouped<ForeignKeyPart>,
    pub(super) rules: Grouped<Rule>,
    pub(super) checks: Grouped<Check>,
    pub(super) partitions: Grouped<Partition>,
    pub(super) views: Vec<View>,
    pub(super) triggers: Vec<Trigger>,
    pub(super) routines: Vec<Routine>,
    /// By name and kind of their routine.
    pub(super) parameters: BTreeMap<(String, String), Vec<Parameter>>,
    pub(super) events: Vec<Event>,
}

/// Rows by the name of their table.
pub(super) type Grouped<T> = BTreeMap<String, Vec<T>>;

/// The tables, in order of their names.
pub(super) async fn tables(connection: &mut MySqlConnection, database: &str) -> Result<Vec<Table>, sqlx::Error> {
    let mut tables: Vec<Table> = rows(connection, TABLES, database).await?;
    tables.sort();
    Ok(tables)
}

/// All that is asked of a database whose tables are known.
pub(super) async fn read(
    connection: &mut MySqlConnection,
    system: System,
    database: &str,
    tables: Vec<Table>,
) -> Result<Catalog, sqlx::Error> {
    let mysql = system == System::MySql;
    let either = |of_mysql, of_mariadb| if mysql { of_mysql } else { of_mariadb };
    let columns = rows(connection, either(COLUMNS_MYSQL, COLUMNS_MARIADB), database).await?;
    let indexes = rows(connection, either(INDEXES_MYSQL, INDEXES_MARIADB), database).await?;
    let foreign_keys = rows(connection, FOREIGN_KEYS, database).await?;
    let rules = rows(connection, RULES, database).await?;
    let mut checks: Vec<Check> = rows(connection, either(CHECKS_MYSQL, CHECKS_MARIADB), database).await?;
    if mysql {
        own(&mut checks, rows(connection, CHECK_OWNERS, database).await?);
    }
    let partitions = rows(connection, PARTITIONS, database).await?;
    let views = rows(connection, either(VIEWS_MYSQL, VIEWS_MARIADB), database).await?;
    let triggers = rows(connection, TRIGGERS, database).await?;
    let routines = rows(connection, ROUTINES, database).await?;
    let parameters: Vec<Parameter> = rows(connection, PARAMETERS, database).await?;
    let events = rows(connection, EVENTS, database).await?;
    let mut catalog = Catalog {
        tables,
        columns: grouped(columns, |row: &Column| (row.table_name.clone(), row.position)),
        indexes: grouped(indexes, |row: &IndexPart| (row.table_name.clone(), row.position)),
        foreign_keys: grouped(foreign_keys, |row: &ForeignKeyPart| (row.table_name.clone(), row.position)),
        rules: grouped(rules, |row: &Rule| (row.table_name.clone(), 0)),
        checks: grouped(checks, |row: &Check| (row.table_name.clone().unwrap_or_default(), 0)),
        partitions: grouped(partitions, |row: &Partition| (row.table_name.clone(), row.position)),
        views,
        triggers,
        routines,
        parameters: BTreeMap::new(),
        events,
    };
    for parameter in parameters {
        catalog.parameters.entry((parameter.routine.clone(), parameter.kind.clone())).or_default().push(parameter);
    }
    catalog.sort();
    Ok(catalog)
}

/// Gives MySQL's checks what their owners know.
fn own(checks: &mut [Check], owners: Vec<CheckOwner>) {
    let owners: BTreeMap<String, CheckOwner> = owners.into_iter().map(|owner| (owner.name.clone(), owner)).collect();
    for check in checks {
        if let Some(owner) = owners.get(&check.name) {
            check.table_name = Some(owner.table_name.clone());
            check.enforced = Some(owner.enforced.clone());
        }
    }
}

async fn rows<T>(connection: &mut MySqlConnection, query: &'static str, database: &str) -> Result<Vec<T>, sqlx::Error>
where
    T: Send + Unpin + for<'r> sqlx::FromRow<'r, MySqlRow>,
{
    sqlx::query_as(query).bind(database).fetch_all(connection).await
}

/// Rows by their table, each table's in order of their positions.
fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> (String, i64)) -> Grouped<T> {
    let mut grouped = Grouped::new();
    for row in rows {
        grouped.entry(key(&row).0).or_insert_with(Vec::new).push(row);
    }
    for rows in grouped.values_mut() {
        rows.sort_by_key(|row| key(row).1);
    }
    grouped
}

impl Catalog {
    /// A table that was dropped and made anew within a second is listed as it was, though it was not there in between.
    pub(super) fn has_all_columns(&self) -> bool {
        let is_of_rows = |table: &&Table| table.engine.is_some() && table.kind != "SEQUENCE";
        self.tables.iter().filter(is_of_rows).all(|table| self.columns.contains_key(&table.name))
    }

    /// The server promises no order.
    fn sort(&mut self) {
        for checks in self.checks.values_mut() {
            checks.sort_by(|one, other| one.name.cmp(&other.name));
        }
        for partitions in self.partitions.values_mut() {
            partitions.sort_by_key(|row| (row.position, row.subposition));
        }
        for parameters in self.parameters.values_mut() {
            parameters.sort_by_key(|row| row.position);
        }
        self.views.sort_by(|one, other| one.name.cmp(&other.name));
        let place = |row: &Trigger| (row.table_name.clone(), row.timing.clone(), row.event.clone(), row.position);
        self.triggers.sort_by_key(place);
        self.routines.sort_by(|one, other| (&one.name, &one.kind).cmp(&(&other.name, &other.kind)));
        self.events.sort_by(|one, other| one.name.cmp(&other.name));
    }
}
