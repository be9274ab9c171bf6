//! Rows as MySQL 8 returns them, and what becomes of them. (MariaDB itself is asked in the end-to-end tests.)

use schema_doc_build::model::System;

use super::catalog::{Catalog, Check, Column, Event, ForeignKeyPart, IndexPart, Parameter, Partition, Routine, Rule};
use super::catalog::{Table, Trigger, View};
use super::text::text_of_bytes;
use super::{object, table};

fn base_table(name: &str) -> Table {
    Table {
        name: name.into(),
        kind: "BASE TABLE".into(),
        engine: Some("InnoDB".into()),
        collation: Some("utf8mb4_0900_ai_ci".into()),
        ..Table::default()
    }
}

/// `name type`, nullable, and what else is said.
fn column(name: &str, data_type: &str, change: impl Fn(&mut Column)) -> Column {
    let mut column =
        Column { name: name.into(), data_type: data_type.into(), nullable: "YES".into(), ..Column::default() };
    if ["char", "text", "enum", "set"].iter().any(|word| data_type.contains(word)) {
        (column.charset, column.collation) = (Some("utf8mb4".into()), Some("utf8mb4_0900_ai_ci".into()));
    }
    change(&mut column);
    column
}

fn catalog(columns: Vec<Column>) -> Catalog {
    let mut catalog = Catalog { tables: vec![base_table("t")], ..Catalog::default() };
    catalog.columns.insert("t".into(), columns);
    catalog
}

/// The lines between the parentheses of the only table.
fn lines(catalog: &Catalog) -> Vec<String> {
    let statement = table::create_table(System::MySql, "shop", catalog, &catalog.tables[0]);
    let inside = statement.split_once("(\n").unwrap().1.split_once("\n)").unwrap().0;
    inside.lines().map(|line| line.trim().trim_end_matches(',').to_owned()).collect()
}

fn check_column(expected: &str, data_type: &str, change: impl Fn(&mut Column)) {
    assert_eq!(lines(&catalog(vec![column("a", data_type, change)])), [format!("`a` {expected}")]);
}

#[test]
fn a_default_is_a_value_or_an_expression() {
    let with = |value: &'static str, extra: &'static str| {
        move |column: &mut Column| (column.default_value, column.extra) = (Some(value.into()), extra.into())
    };
    check_column("varchar(9) DEFAULT NULL", "varchar(9)", |_| {});
    check_column("varchar(9) DEFAULT 'it''s \\\\'", "varchar(9)", with("it's \\", ""));
    check_column("varchar(20) DEFAULT 'a(b)'", "varchar(20)", with("a(b)", ""));
    check_column("varchar(9) DEFAULT ''", "varchar(9)", with("", ""));
    check_column("int unsigned DEFAULT 1", "int unsigned", with("1", ""));
    check_column("decimal(9,2) DEFAULT -1.50", "decimal(9,2)", with("-1.50", ""));
    check_column("bit(3) DEFAULT b'101'", "bit(3)", with("b'101'", ""));
    check_column("enum('a','b') DEFAULT 'a'", "enum('a','b')", with("a", ""));
    check_column("date DEFAULT '2020-01-01'", "date", with("2020-01-01", ""));
    check_column("timestamp NULL DEFAULT NULL", "timestamp", |_| {});
    check_column("json", "json", |_| {});
    check_column("json DEFAULT (json_array())", "json", with("json_array()", "DEFAULT_GENERATED"));
    check_column("char(36) DEFAULT (uuid())", "char(36)", with("uuid()", "DEFAULT_GENERATED"));
    check_column(
        "varchar(9) DEFAULT (concat('a',1))",
        "varchar(9)",
        with(r"concat(_utf8mb4\'a\',1)", "DEFAULT_GENERATED"),
    );
    check_column(
        "date DEFAULT (curdate() + interval 1 day)",
        "date",
        with("(curdate() + interval 1 day)", "DEFAULT_GENERATED"),
    );
    check_column(
        "datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
        "datetime(3)",
        with("CURRENT_TIMESTAMP(3)", "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)"),
    );
}

#[test]
fn bytes_that_are_a_text_are_printed_as_one() {
    let check = |value: &str, expected: Option<&str>| assert_eq!(text_of_bytes(value).as_deref(), expected, "{value}");
    check("x'6162'", Some("ab"));
    check("x'61620000'", Some("ab\0\0"));
    check("x''", Some(""));
    check("x'deadbeef'", None);
    check("x'610a'", None);
    check("x'616'", None);
    check("'ab'", None);
}

#[test]
fn what_else_a_column_says() {
    check_column("bigint unsigned NOT NULL AUTO_INCREMENT COMMENT 'the key'", "bigint unsigned", |column| {
        column.nullable = "NO".into();
        column.extra = "auto_increment".into();
        column.comment = "the key".into();
    });
    check_column("int INVISIBLE DEFAULT NULL", "int", |column| column.extra = "INVISIBLE".into());
    check_column("int GENERATED ALWAYS AS (`b` + 1) VIRTUAL", "int", |column| {
        column.extra = "VIRTUAL GENERATED".into();
        column.generation = Some("(`b` + 1)".into());
    });
    check_column("varchar(30) GENERATED ALWAYS AS (concat(`b`,'x')) STORED NOT NULL", "varchar(30)", |column| {
        column.nullable = "NO".into();
        column.extra = "STORED GENERATED".into();
        column.generation = Some(r"concat(`b`,_utf8mb4\'x\')".into());
    });
    check_column("point NOT NULL SRID 4326", "point", |column| {
        column.nullable = "NO".into();
        column.srid = Some(4326);
    });
    check_column("varchar(9) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL", "varchar(9)", |column| {
        (column.charset, column.collation) = (Some("latin1".into()), Some("latin1_swedish_ci".into()));
    });
    check_column("varchar(9) COLLATE utf8mb4_bin DEFAULT NULL", "varchar(9)", |column| {
        column.collation = Some("utf8mb4_bin".into());
    });
    // Not of a generated column: `''`.
    check_column("int DEFAULT NULL", "int", |column| column.generation = Some(String::new()));
}

#[test]
fn keys_have_prefixes_directions_and_expressions() {
    let part = |name: &str, position, column_name: Option<&str>, change: &dyn Fn(&mut IndexPart)| {
        let mut part = IndexPart {
            table_name: "t".into(),
            name: name.into(),
            position,
            non_unique: 1,
            column_name: column_name.map(str::to_owned),
            direction: Some("A".into()),
            method: "BTREE".into(),
            visible: "YES".into(),
            ..IndexPart::default()
        };
        change(&mut part);
        part
    };
    let mut catalog = catalog(Vec::new());
    catalog.indexes.insert(
        "t".into(),
        vec![
            part("b_last", 1, Some("a"), &|part| part.direction = Some("D".into())),
            part("b_last", 2, Some("b"), &|part| part.prefix = Some(10)),
            part("a_first", 1, None, &|part| part.expression = Some(r"lower(`a`)".into())),
            part("a_first", 2, None, &|part| {
                part.expression = Some(r"cast(json_extract(`c`,_utf8mb4\'$.x\') as unsigned array)".into());
            }),
            part("hidden", 1, Some("a"), &|part| {
                part.visible = "NO".into();
                part.comment = "it's old".into();
            }),
            part("one", 1, Some("b"), &|part| part.non_unique = 0),
            part("PRIMARY", 1, Some("a"), &|part| part.non_unique = 0),
            part("words", 1, Some("b"), &|part| {
                part.method = "FULLTEXT".into();
                part.direction = None;
            }),
            part("places", 1, Some("g"), &|part| {
                part.method = "SPATIAL".into();
                part.prefix = Some(32);
            }),
        ],
    );
    assert_eq!(
        lines(&catalog),
        [
            "PRIMARY KEY (`a`)",
            "UNIQUE KEY `one` (`b`)",
            "KEY `a_first` ((lower(`a`)),(cast(json_extract(`c`,'$.x') as unsigned array)))",
            "KEY `b_last` (`a` DESC,`b`(10))",
            "KEY `hidden` (`a`) COMMENT 'it''s old' INVISIBLE",
            "SPATIAL KEY `places` (`g`)",
            "FULLTEXT KEY `words` (`b`)",
        ]
    );
    assert!(table::needs_asking(System::MySql, &catalog, &catalog.tables[0]), "the parser of `words`");
}

#[test]
fn constraints_say_what_is_not_usual() {
    let mut catalog = catalog(Vec::new());
    let part = |name: &str, position, column_name: &str, referenced_schema: &str| ForeignKeyPart {
        table_name: "t".into(),
        name: name.into(),
        position,
        column_name: column_name.into(),
        referenced_schema: referenced_schema.into(),
        referenced_table: "p".into(),
        referenced_column: "id".into(),
    };
    let rule = |name: &str, on_delete: &str, on_update: &str| Rule {
        table_name: "t".into(),
        name: name.into(),
        on_delete: on_delete.into(),
        on_update: on_update.into(),
    };
    let check = |name: &str, clause: &str, enforced: &str| Check {
        table_name: Some("t".into()),
        name: name.into(),
        clause: clause.into(),
        level: None,
        enforced: Some(enforced.into()),
    };
    catalog.foreign_keys.insert("t".into(), vec![part("b", 1, "b", "other"), part("a", 1, "a", "shop")]);
    catalog.rules.insert("t".into(), vec![rule("a", "SET NULL", "NO ACTION"), rule("b", "NO ACTION", "RESTRICT")]);
    catalog.checks.insert(
        "t".into(),
        vec![check("t_chk_1", r"(`a` in (_utf8mb4\'x\',_utf8mb4\'y\'))", "YES"), check("off", "(`a` > 0)", "NO")],
    );
    assert_eq!(
        lines(&catalog),
        [
            "CONSTRAINT `a` FOREIGN KEY (`a`) REFERENCES `p` (`id`) ON DELETE SET NULL",
            "CONSTRAINT `b` FOREIGN KEY (`b`) REFERENCES `other`.`p` (`id`) ON UPDATE RESTRICT",
            "CONSTRAINT `t_chk_1` CHECK (`a` in ('x','y'))",
            "CONSTRAINT `off` CHECK (`a` > 0) NOT ENFORCED",
        ]
    );
}

#[test]
fn a_table_has_options_and_partitions() {
    let mut catalog = catalog(vec![column("a", "int", |_| {})]);
    catalog.tables[0].options = Some("row_format=COMPRESSED KEY_BLOCK_SIZE=8 partitioned".into());
    catalog.tables[0].comment = Some("it's t".into());
    let partition = |name: &str, position, description: &str| Partition {
        table_name: "t".into(),
        name: name.into(),
        position,
        method: "RANGE COLUMNS".into(),
        expression: Some("`a`".into()),
        description: Some(description.into()),
        ..Partition::default()
    };
    catalog.partitions.insert("t".into(), vec![partition("p0", 1, "10"), partition("p1", 2, "MAXVALUE")]);
    assert_eq!(
        table::create_table(System::MySql, "shop", &catalog, &catalog.tables[0]),
        "CREATE TABLE `t` (\n  `a` int DEFAULT NULL\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci \
         ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 COMMENT='it''s t'\nPARTITION BY RANGE COLUMNS (`a`)\n\
         (PARTITION `p0` VALUES LESS THAN (10),\n PARTITION `p1` VALUES LESS THAN (MAXVALUE))"
    );
}

#[test]
fn show_create_table_is_taken_without_its_counter() {
    let check = |printed: &str, expected: &str| assert_eq!(table::without_counter(printed), expected);
    check(
        "CREATE TABLE `t` (\n  `a` int COMMENT ' AUTO_INCREMENT=7'\n) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4",
        "CREATE TABLE `t` (\n  `a` int COMMENT ' AUTO_INCREMENT=7'\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
    );
    check("CREATE TABLE `t` (\n  `a` int\n) ENGINE=InnoDB", "CREATE TABLE `t` (\n  `a` int\n) ENGINE=InnoDB");
}

#[test]
fn views_triggers_routines_and_events_leave_out_who_made_them() {
    let mut catalog = catalog(vec![column("a", "int", |_| {})]);
    catalog.columns.insert("v".into(), vec![column("x", "int", |_| {})]);
    let view = View {
        name: "v".into(),
        check_option: "CASCADED".into(),
        definer: "root@%".into(),
        security: "INVOKER".into(),
        ..View::default()
    };
    assert_eq!(
        object::create_view(&catalog, &view, "select `t`.`a` AS `x` from `t`", false),
        "CREATE SQL SECURITY INVOKER VIEW `v` (`x`) AS select `t`.`a` AS `x` from `t` WITH CASCADED CHECK OPTION"
    );
    assert_eq!(
        object::create_view(&catalog, &view, "", true),
        "CREATE DEFINER=`root`@`%` SQL SECURITY INVOKER VIEW `v` (`x`) AS select NULL WITH CASCADED CHECK OPTION"
    );
    let trigger = Trigger {
        table_name: "t".into(),
        name: "r".into(),
        position: 1,
        timing: "BEFORE".into(),
        event: "INSERT".into(),
        statement: Some("set new.a = 1".into()),
        definer: "root@%".into(),
    };
    assert_eq!(
        object::create_trigger(&trigger, false),
        "CREATE TRIGGER `r` BEFORE INSERT ON `t` FOR EACH ROW set new.a = 1"
    );
    let parameter =
        |position, mode: Option<&str>, name: Option<&str>, data_type: &str, charset: Option<&str>| Parameter {
            routine: "f".into(),
            kind: "FUNCTION".into(),
            position,
            mode: mode.map(str::to_owned),
            name: name.map(str::to_owned),
            data_type: data_type.into(),
            charset: charset.map(str::to_owned),
        };
    catalog.parameters.insert(
        ("f".into(), "FUNCTION".into()),
        vec![
            parameter(0, None, None, "varchar(9)", Some("latin1")),
            parameter(1, Some("IN"), Some("a"), "varchar(9)", Some("utf8mb4")),
        ],
    );
    let routine = Routine {
        name: "f".into(),
        kind: "FUNCTION".into(),
        returns: Some("varchar(9)".into()),
        definition: Some("return a".into()),
        language: Some("SQL".into()),
        deterministic: "YES".into(),
        data_access: "NO SQL".into(),
        security: "DEFINER".into(),
        comment: "it's f".into(),
        definer: "root@%".into(),
        database_collation: Some("utf8mb4_0900_ai_ci".into()),
    };
    assert_eq!(
        object::create_routine(&catalog, &routine, false),
        "CREATE FUNCTION `f`(`a` varchar(9)) RETURNS varchar(9) CHARSET latin1\n    DETERMINISTIC\n    NO SQL\n    COMMENT 'it''s f'\nreturn a"
    );
    let event = Event {
        name: "e".into(),
        definition: Some("delete from t".into()),
        interval_value: Some("'1:30'".into()),
        interval_field: Some("MINUTE_SECOND".into()),
        status: "SLAVESIDE_DISABLED".into(),
        on_completion: "NOT PRESERVE".into(),
        ..Event::default()
    };
    assert_eq!(
        object::create_event(&event, false),
        "CREATE EVENT `e` ON SCHEDULE EVERY '1:30' MINUTE_SECOND ON COMPLETION NOT PRESERVE DISABLE ON SLAVE DO delete from t"
    );
}
