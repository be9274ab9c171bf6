//! Scripts for Oracle and what stands in its dictionary after them, told from the manuals (there is no server to ask).

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{ColumnKind, IndexKey, KeyTarget, Schema, System, Table};
use crate::source::sql;
use schema_doc_diagnostics::{Diagnostics, Severity};

fn read(path: &str, files: &[(&str, &str)]) -> (Schema, Diagnostics) {
    let mut source = SourceConfig::new(SourceKind::Sql, path);
    source.dialect = Some(System::Oracle);
    let mut schema = Schema { system: System::Oracle, ..Schema::default() };
    let mut diagnostics = Diagnostics::default();
    sql::read(&Files::in_memory(files.iter().copied()), &[&source], &mut schema, &mut diagnostics);
    (schema, diagnostics)
}

/// A line a table, then what was found and what was not modelled.
fn account(path: &str, files: &[(&str, &str)]) -> Vec<String> {
    let (schema, diagnostics) = read(path, files);
    let mut lines: Vec<String> = schema.tables.iter().map(table).collect();
    lines.extend(schema.unsupported.iter().map(|entry| format!("unsupported: {}", entry.reason)));
    lines.extend(diagnostics.iter().map(|found| {
        let severity = if found.severity == Severity::Error { "error" } else { "warning" };
        let place = found.span.map_or(String::new(), |span| schema.files.place(span));
        format!("{severity} {place}: {}", found.message)
    }));
    lines
}

fn table(table: &Table) -> String {
    let mut parts: Vec<String> = Vec::new();
    for column in &table.columns {
        let default = match &column.kind {
            ColumnKind::Default(text) => format!(" = {text}"),
            ColumnKind::Generated(generated) => format!(" as {}", generated.expression),
            ColumnKind::Identity(_) => " identity".to_owned(),
            _ => String::new(),
        };
        let needed = if column.nullable { "" } else { "!" };
        parts.push(format!("{} {}{needed}{default}", column.name, column.data_type.native));
    }
    parts.extend(table.primary_key.iter().map(|key| format!("key {}({})", key.name, key.columns.join(","))));
    parts.extend(table.unique.iter().map(|key| format!("unique {}({})", key.name, key.columns.join(","))));
    parts.extend(table.foreign_keys.iter().map(|key| {
        format!("{}({}) -> {}({})", key.name, key.columns.join(","), key.table.name, key.referenced.join(","))
    }));
    parts.extend(table.checks.iter().map(|check| format!("check {}({})", check.name, check.expression)));
    parts.extend(table.indexes.iter().map(|index| {
        let text = |key: &IndexKey| match &key.target {
            KeyTarget::Column(text) | KeyTarget::Expression(text) => text.clone(),
        };
        let keys: Vec<String> = index.keys.iter().map(text).collect();
        format!("index {}({})", index.name, keys.join(","))
    }));
    let partition_by = table.options.as_ref().and_then(|options| options.partition_by.as_ref());
    parts.extend(partition_by.map(|text| format!("partition by {text}")));
    format!("{}: {}", table.id.name, parts.join(", "))
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(account("s.sql", &[("s.sql", text)]), expected, "{text}");
}

#[test]
fn a_line_with_a_slash_ends_a_body_and_a_slash_in_it_does_not() {
    let tables = &["A: X NUMBER", "B: Y NUMBER"];
    for text in [
        "CREATE TABLE a (x NUMBER);\nCREATE TABLE b (y NUMBER);",
        "CREATE TABLE a (x NUMBER)\n/\nCREATE TABLE b (y NUMBER)\n/\n",
        "CREATE TABLE a (x NUMBER);\n/\nCREATE TABLE b (y NUMBER);\n  /  \n",
        "CREATE TABLE a (x NUMBER);/\nCREATE TABLE b (y NUMBER);/",
        "CREATE TABLE a (x NUMBER);\nCREATE OR REPLACE AND RESOLVE JAVA SOURCE NAMED \"T\" AS\nimport oracle.sql.*;\npublic class T {}\n/\nCREATE TABLE b (y NUMBER);",
        "CREATE TABLE a (x NUMBER);\r\n/\r\nCREATE TABLE b (y NUMBER);\r\n/",
        "CREATE TABLE a (x NUMBER);\nCREATE PROCEDURE p IS n NUMBER;\nBEGIN\n  n := 4 / 2;\n  IF n > 1 THEN NULL; END IF;\nEND;\n/\nCREATE TABLE b (y NUMBER);",
        "CREATE TABLE a (x NUMBER);\nCREATE OR REPLACE PACKAGE BODY p AS\n  PROCEDURE q IS BEGIN NULL; END;\nEND p;\n/\nshow errors\nCREATE TABLE b (y NUMBER);",
        "CREATE TABLE a (x NUMBER);\nDECLARE\n  n NUMBER := 1;\nBEGIN\n  UPDATE a SET x = x / 2;\nEND;\n/\nCREATE TABLE b (y NUMBER);",
        "CREATE TABLE a (x NUMBER);\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW\nBEGIN\n  :new.x := 'a;b';\nEND;\n/\nCREATE TABLE b (y NUMBER);",
        "CREATE TABLE a (x NUMBER);\nINSERT INTO a VALUES (q'[it's; \n/\n ]');\nCREATE TABLE b (y NUMBER);",
        "CREATE TABLE a (x NUMBER);\nINSERT INTO a VALUES (1)\n/\nUPDATE a SET x = 'a;b' -- it's\n/\nCREATE TABLE b (y NUMBER);",
        "CREATE TABLE a (x NUMBER);\nINSERT INTO a VALUES (Q'{;}');\nINSERT INTO a VALUES (nq'!;'!');\nCREATE TABLE b (y NUMBER);",
    ] {
        check(text, tables);
    }
}

#[test]
fn lines_of_sql_plus_are_no_statements() {
    for line in [
        "REM It's a comment; CREATE TABLE b (y NUMBER);",
        "rem",
        "Remark --------",
        "PROMPT Don't worry; all is well",
        "prompt",
        "SET DEFINE OFF",
        "SET ECHO ON;",
        "SPOOL install.log",
        "spool off",
        "WHENEVER SQLERROR EXIT SQL.SQLCODE ROLLBACK",
        "COLUMN a NEW_VALUE b NOPRINT",
        "COL a FORMAT A20 -\n  HEADING 'It''s'",
        "TTITLE -\r\n  LEFT 'a'",
        "TTITLE -\n  LEFT 'a' -\n  SKIP 2",
        "EXEC dbms_stats.gather_schema_stats('A');",
        "VARIABLE n NUMBER",
        "PRINT n",
        "HOST rm install.log",
        "! rm install.log",
        "$ del install.log",
        ".",
        "SHOW ERRORS",
        "sho err",
        "CONNECT hr/hr@localhost",
        "conn / as sysdba",
        "EXIT",
        "quit;",
    ] {
        check(&format!("{line}\nCREATE TABLE a (x NUMBER);\n{line}\n"), &["A: X NUMBER"]);
    }
    // The last line goes on, and there is none.
    check("CREATE TABLE a (x NUMBER);\nPROMPT a -", &["A: X NUMBER"]);
}

#[test]
fn a_variable_with_a_value_is_replaced() {
    for (text, expected) in [
        ("DEFINE t = a\nCREATE TABLE &t (x NUMBER);", "A: X NUMBER"),
        ("define t='a';\nCREATE TABLE &t (x NUMBER);", "A: X NUMBER"),
        ("DEF T = \"a\" \nCREATE TABLE &&t. (x NUMBER);", "A: X NUMBER"),
        ("DEFINE p = my\nCREATE TABLE &p._a (x NUMBER);", "MY_A: X NUMBER"),
        ("DEFINE p = my_\nCREATE TABLE &p.a (x NUMBER);", "MY_A: X NUMBER"),
        ("DEFINE o = hr\nCREATE TABLE &o..a (x NUMBER);", "A: X NUMBER"),
        ("DEFINE n = 7\nDEFINE m = &n\nCREATE TABLE a (x NUMBER(&m) DEFAULT &n);", "A: X NUMBER(7) = 7"),
        ("DEFINE v = 'a b'\nCREATE TABLE a (x CHAR(9) DEFAULT '&v');", "A: X CHAR(9) = 'a b'"),
        ("ACCEPT n NUMBER PROMPT 'How many? ' DEFAULT 3\nCREATE TABLE a (x NUMBER(&n));", "A: X NUMBER(3)"),
        ("SET DEFINE ^\nDEFINE n = 3\nCREATE TABLE a (x NUMBER(^n));", "A: X NUMBER(3)"),
        ("DEFINE n = 3\nSET DEFINE OFF\nCREATE TABLE a (x CHAR(9) DEFAULT '&n');", "A: X CHAR(9) = '&n'"),
        ("DEFINE n = 3\nSET SCAN OFF\nSET SCAN ON\nCREATE TABLE a (x NUMBER(&n));", "A: X NUMBER(3)"),
        ("CREATE TABLE a (x CHAR(9) DEFAULT 'R&B');", "A: X CHAR(9) = 'R&B'"),
        ("DEFINE b = 1\nUNDEFINE b\nCREATE TABLE a (x CHAR(9) DEFAULT 'R&B');", "A: X CHAR(9) = 'R&B'"),
    ] {
        check(text, &[expected]);
    }
}

#[test]
fn a_value_does_not_grow_without_end() {
    let text = format!("DEFINE a = xxxxxxxx\n{}CREATE TABLE t (x NUMBER);", "DEFINE a = &a&a\n".repeat(40));
    check(&text, &["T: X NUMBER"]);
}

#[test]
fn a_variable_without_a_value_is_found() {
    check(
        "ACCEPT space PROMPT 'Where? '\nCREATE TABLE &owner..a (x NUMBER) TABLESPACE &space;\nCREATE TABLE b (y NUMBER) TABLESPACE &space;",
        &[
            "A: X NUMBER",
            "B: Y NUMBER",
            "warning s.sql:2:15: `&owner` has no value in this script: it is left out",
            "warning s.sql:2:47: `&space` has no value in this script: it is left out",
        ],
    );
    for name in ["&prefix.a", "a_&suffix", "&1.a"] {
        let text = format!("CREATE TABLE {name} (x NUMBER);\nCREATE TABLE b (y NUMBER);");
        let variable = name.trim_start_matches("a_").trim_end_matches(".a");
        check(&text, &["B: Y NUMBER", &format!("unsupported: `{variable}` has no value in this script")]);
    }
    check(
        "CREATE TABLE a (x NUMBER) TABLESPACE &site._data PCTFREE 5;",
        &["A: X NUMBER", "warning s.sql:1:39: `&site` has no value in this script: it is left out"],
    );
    check("INSERT INTO a VALUES ('R' & &b);\nGRANT SELECT ON a TO &who;\nCREATE USER &who IDENTIFIED BY &pass;", &[]);
}

#[test]
fn a_file_that_a_script_runs_is_a_part_of_it() {
    let install = "@@variables\n@@tables/a.sql\n@@tables/b 9 'x y' -- the second\nSTART db/c;\n@?/rdbms/admin/utl.sql";
    let files = [
        ("db/install.sql", install),
        ("db/variables.sql", "DEFINE size = 5"),
        ("db/tables/a.sql", "CREATE TABLE a (x NUMBER(&size));"),
        ("db/tables/b.sql", "CREATE TABLE b (y NUMBER(&1) DEFAULT '&2');"),
        ("db/c.sql", "CREATE TABLE c (z NUMBER);"),
    ];
    let tables = ["A: X NUMBER(5)", "B: Y NUMBER(9) = 'x y'", "C: Z NUMBER"];
    let system = "unsupported: `?/rdbms/admin/utl.sql`, which is run here, is no file of this project";
    assert_eq!(account("db/install.sql", &files), [&tables[..], &[system]].concat());

    let endless = [("a.sql", "CREATE TABLE a (x NUMBER);\n@b"), ("b.sql", "@a")];
    assert_eq!(account("a.sql", &endless), ["A: X NUMBER", "error b.sql:1:1: `a.sql` includes itself"]);

    // Of a folder each file is run once.
    let folder = [
        ("db/1.sql", "@@2\n@@3"),
        ("db/2.sql", "CREATE TABLE a (x NUMBER);"),
        ("db/3.sql", "CREATE TABLE b (y NUMBER);"),
    ];
    assert_eq!(account("db", &folder), ["A: X NUMBER", "B: Y NUMBER"]);
}

#[test]
fn a_drop_of_what_is_not_there_is_no_mistake() {
    check(
        "DROP TABLE a CASCADE CONSTRAINTS PURGE;\nDROP SEQUENCE s;\nDROP VIEW v;\nCREATE TABLE a (x NUMBER);",
        &["A: X NUMBER"],
    );
}

#[test]
fn a_grant_may_hold_any_word() {
    check(
        "GRANT\n  CREATE TABLE,\n  CREATE VIEW,\n  DROP ANY TABLE\n  TO app;\nCREATE TABLE a (x NUMBER);",
        &["A: X NUMBER"],
    );
}

#[test]
fn the_one_schema_that_a_script_names_is_its_own() {
    let names = |text: &str| {
        let (schema, _) = read("s.sql", &[("s.sql", text)]);
        schema.tables.iter().map(|table| schema.identifier(&table.id)).collect::<Vec<_>>()
    };
    assert_eq!(names("CREATE TABLE hr.b (x NUMBER);\nCREATE TABLE a (y NUMBER);"), ["A", "B"]);
    assert_eq!(names("CREATE TABLE hr.b (x NUMBER);\nCREATE TABLE oe.a (y NUMBER);"), ["HR.B", "OE.A"]);
}

#[test]
fn what_a_block_makes_of_strings_is_made() {
    for made in [
        "EXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1))';",
        "execute immediate ('CREATE TABLE a (x CHAR(1))');",
        "EXECUTE IMMEDIATE q'[CREATE TABLE a (x CHAR(1))]';",
        "EXECUTE IMMEDIATE 'CREATE TABLE a (' ||\n  'x CHAR(1)' -- it's\n  || ')';",
        "EXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1))';\nEXCEPTION WHEN OTHERS THEN NULL;",
        "EXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1))';\nEXCEPTION WHEN OTHERS THEN\n  IF SQLCODE != -955 THEN RAISE; END IF;",
        "BEGIN EXECUTE IMMEDIATE 'DROP TABLE a'; EXCEPTION WHEN OTHERS THEN NULL; END;\nEXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1))';",
        "SELECT COUNT(*) INTO n FROM user_tables WHERE table_name = 'A';\nIF n = 0 THEN EXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1))'; END IF;",
        "SELECT COUNT(*) INTO n FROM all_tables;\nIF n = 0 THEN\n  EXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1))';\nELSE\n  EXECUTE IMMEDIATE 'ALTER TABLE a ADD y NUMBER';\nEND IF;",
        "s := 'CREATE TABLE a (x CHAR(1))';\nEXECUTE IMMEDIATE s;",
        "EXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1))';\nEXECUTE IMMEDIATE 'INSERT INTO a VALUES (:1)' USING n;",
        "n := CASE WHEN n = 1 THEN 2 ELSE 3 END;\nEXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1))';",
    ] {
        check(&format!("DECLARE\n  n NUMBER; s VARCHAR2(99);\nBEGIN\n{made}\nEND;\n/\n"), &["A: X CHAR(1)"]);
    }
    for (string, default) in [
        ("'CREATE TABLE a (x CHAR(9) DEFAULT ''b'')'", "'b'"),
        ("'CREATE TABLE &o..a (x CHAR(9) DEFAULT ''b'') TABLESPACE &t'", "'b'"),
        ("'CREATE TABLE a (x CHAR(9) DEFAULT '''')'", "''"),
        ("'CREATE TABLE a (x CHAR(9) DEFAULT ''it''''s'')'", "'it''s'"),
        ("'CREATE TABLE a (' || 'x CHAR(9) DEFAULT N''b'')'", "N'b'"),
        ("q'{CREATE TABLE a (x CHAR(9) DEFAULT 'b''c')}'", "'b''c'"),
    ] {
        let text = format!("BEGIN\n  EXECUTE IMMEDIATE {string};\nEND;\n/\nCREATE TABLE b (y NUMBER);");
        check(&text, &[&format!("A: X CHAR(9) = {default}"), "B: Y NUMBER"]);
    }
}

#[test]
fn what_a_block_makes_of_data_is_not_known() {
    let run_time = "unsupported: SQL that is made at run time";
    for made in [
        "FOR t IN (SELECT * FROM user_tables) LOOP EXECUTE IMMEDIATE 'DROP TABLE ' || t.table_name; END LOOP;",
        "EXECUTE IMMEDIATE s;",
        "EXECUTE IMMEDIATE 'CREATE TABLE &prefix._a (x NUMBER)';",
        "IF n = 1 THEN s := 'CREATE TABLE a (x NUMBER)'; ELSE s := 'CREATE TABLE a (y NUMBER)'; END IF;\nEXECUTE IMMEDIATE s;",
        "s := 'CREATE TABLE a (';\ns := s || n;\nEXECUTE IMMEDIATE s;",
    ] {
        check(&format!("DECLARE\n  n NUMBER; s VARCHAR2(99);\nBEGIN\n{made}\nEND;\n/\n"), &[run_time]);
    }
    check(
        "BEGIN\n  IF '&edition' = 'full' THEN EXECUTE IMMEDIATE 'CREATE TABLE a (x NUMBER)'; END IF;\nEND;\n/",
        &["unsupported: whether what follows runs is known at run time only"],
    );
    // An error has its place in the string.
    check(
        "BEGIN\n  EXECUTE IMMEDIATE 'CREATE TABLE a (x CHAR(1) DEFAULT ''y'', CHECK)';\nEND;\n/",
        &["A: X CHAR(1) = 'y'", "error s.sql:2:68: expected `(`, found `)`"],
    );
}

#[test]
fn a_type_prints_as_the_dictionary_has_it() {
    for (written, printed) in [
        ("VARCHAR2(30)", "VARCHAR2(30)"),
        ("VARCHAR2(30 CHAR)", "VARCHAR2(30 CHAR)"),
        ("varchar2 ( 30 char )", "VARCHAR2(30 CHAR)"),
        ("VARCHAR2(30 BYTE)", "VARCHAR2(30 BYTE)"),
        ("VARCHAR(30)", "VARCHAR2(30)"),
        ("CHARACTER VARYING(30)", "VARCHAR2(30)"),
        ("CHAR VARYING(30)", "VARCHAR2(30)"),
        ("CHAR", "CHAR(1)"),
        ("CHARACTER(3)", "CHAR(3)"),
        ("CHAR(3 BYTE)", "CHAR(3 BYTE)"),
        ("NCHAR(3)", "NCHAR(3)"),
        ("NATIONAL CHARACTER(3)", "NCHAR(3)"),
        ("NATIONAL CHAR VARYING(3)", "NVARCHAR2(3)"),
        ("NCHAR VARYING(3)", "NVARCHAR2(3)"),
        ("NVARCHAR2(3)", "NVARCHAR2(3)"),
        ("NUMBER", "NUMBER"),
        ("NUMBER(*)", "NUMBER"),
        ("NUMBER(10)", "NUMBER(10)"),
        ("NUMBER(10,0)", "NUMBER(10)"),
        ("NUMBER(10, 2)", "NUMBER(10,2)"),
        ("NUMBER(10,-2)", "NUMBER(10,-2)"),
        ("NUMBER(*,0)", "NUMBER(38)"),
        ("NUMERIC", "NUMBER(38)"),
        ("DECIMAL(5,2)", "NUMBER(5,2)"),
        ("DEC(5)", "NUMBER(5)"),
        ("INTEGER", "NUMBER(38)"),
        ("INT", "NUMBER(38)"),
        ("SMALLINT", "NUMBER(38)"),
        ("FLOAT", "FLOAT(126)"),
        ("FLOAT(24)", "FLOAT(24)"),
        ("REAL", "FLOAT(63)"),
        ("DOUBLE PRECISION", "FLOAT(126)"),
        ("BINARY_FLOAT", "BINARY_FLOAT"),
        ("BINARY_DOUBLE", "BINARY_DOUBLE"),
        ("DATE", "DATE"),
        ("TIMESTAMP", "TIMESTAMP(6)"),
        ("TIMESTAMP(3)", "TIMESTAMP(3)"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP(6) WITH TIME ZONE"),
        ("TIMESTAMP (9) WITH LOCAL TIME ZONE", "TIMESTAMP(9) WITH LOCAL TIME ZONE"),
        ("INTERVAL YEAR TO MONTH", "INTERVAL YEAR(2) TO MONTH"),
        ("INTERVAL YEAR (4) TO MONTH", "INTERVAL YEAR(4) TO MONTH"),
        ("INTERVAL DAY TO SECOND", "INTERVAL DAY(2) TO SECOND(6)"),
        ("INTERVAL DAY (3) TO SECOND (0)", "INTERVAL DAY(3) TO SECOND(0)"),
        ("CLOB", "CLOB"),
        ("NCLOB", "NCLOB"),
        ("BLOB", "BLOB"),
        ("BFILE", "BFILE"),
        ("LONG", "LONG"),
        ("LONG VARCHAR", "LONG"),
        ("LONG RAW", "LONG RAW"),
        ("RAW(16)", "RAW(16)"),
        ("ROWID", "ROWID"),
        ("UROWID", "UROWID"),
        ("UROWID(100)", "UROWID(100)"),
        ("XMLTYPE", "XMLTYPE"),
        ("SYS.XMLTYPE", "XMLTYPE"),
        ("SDO_GEOMETRY", "SDO_GEOMETRY"),
        ("MDSYS.SDO_GEOMETRY", "SDO_GEOMETRY"),
        ("JSON", "JSON"),
        ("BOOLEAN", "BOOLEAN"),
        ("BOOL", "BOOLEAN"),
        ("VECTOR", "VECTOR"),
        ("VECTOR(3, FLOAT32)", "VECTOR(3,FLOAT32)"),
        ("ANYDATA", "ANYDATA"),
        ("SYS.ANYDATA", "SYS.ANYDATA"),
        ("address_typ", "ADDRESS_TYP"),
        ("hr.address_typ", "HR.ADDRESS_TYP"),
        ("\"Address\"", "Address"),
        ("REF address_typ", "REF ADDRESS_TYP"),
    ] {
        check(&format!("CREATE TABLE a (x {written} NOT NULL, y DATE);"), &[&format!("A: X {printed}!, Y DATE")]);
    }
}

#[test]
fn clauses_of_tables_change_no_part_of_them() {
    for clause in [
        "TABLESPACE users PCTFREE 10 INITRANS 2 STORAGE (INITIAL 64K NEXT 1M) LOGGING NOCOMPRESS",
        "SEGMENT CREATION IMMEDIATE ROW STORE COMPRESS ADVANCED NOCACHE NOPARALLEL MONITORING",
        "LOB (x) STORE AS SECUREFILE x_lob (TABLESPACE users ENABLE STORAGE IN ROW CHUNK 8192)",
        "ORGANIZATION INDEX INCLUDING x OVERFLOW TABLESPACE users",
        "CLUSTER c (x)",
        "RESULT_CACHE (MODE DEFAULT) ROW ARCHIVAL",
        "READ ONLY",
        "ENABLE PRIMARY KEY USING INDEX TABLESPACE users",
        "SUPPLEMENTAL LOG GROUP g (x) ALWAYS",
        "INMEMORY PRIORITY HIGH",
        "VARRAY x STORE AS LOB x_lob",
        "NESTED TABLE x STORE AS x_tab RETURN AS VALUE",
        "XMLTYPE COLUMN x STORE AS SECUREFILE BINARY XML",
        "COLUMN x NOT SUBSTITUTABLE AT ALL LEVELS",
        "ANNOTATIONS (note 'x')",
    ] {
        check(&format!("CREATE TABLE a (x NUMBER, y DATE) {clause};"), &["A: X NUMBER, Y DATE"]);
    }
}

#[test]
fn how_a_table_is_parted_ends_where_other_clauses_begin() {
    for parts in [
        "RANGE (x) INTERVAL (100) (PARTITION p1 VALUES LESS THAN (10))",
        "LIST (x) SUBPARTITION BY HASH (y) SUBPARTITIONS 4 (PARTITION p VALUES (1))",
        "HASH (x) PARTITIONS 4 STORE IN (t1, t2)",
        "REFERENCE (fk)",
        "LIST (x) AUTOMATIC (PARTITION p VALUES (1) TABLESPACE users)",
    ] {
        for clauses in ["", " ENABLE ROW MOVEMENT", " COMPRESS TABLESPACE users", " NOLOGGING PARALLEL 4 MONITORING"] {
            let text = format!("CREATE TABLE a (x NUMBER, y DATE) PCTFREE 5 PARTITION BY {parts}{clauses};");
            check(&text, &[&format!("A: X NUMBER, Y DATE, partition by {parts}")]);
        }
    }
}

#[test]
fn a_constraint_may_say_how_it_is_kept() {
    for state in [
        "",
        " ENABLE",
        " DISABLE NOVALIDATE",
        " RELY ENABLE VALIDATE",
        " DEFERRABLE INITIALLY DEFERRED",
        " NOT DEFERRABLE INITIALLY IMMEDIATE",
        " USING INDEX",
        " USING INDEX i",
        " USING INDEX hr.i ENABLE",
        " USING INDEX TABLESPACE users PCTFREE 5 STORAGE (INITIAL 1M) ENABLE",
        " USING INDEX (CREATE UNIQUE INDEX i ON a (x, y))",
        " USING INDEX (CREATE INDEX i ON a (x, y)) ENABLE NOVALIDATE",
        " USING INDEX LOCAL",
        " EXCEPTIONS INTO exceptions",
    ] {
        let expected = &["A: X NUMBER!, Y DATE!, Z NUMBER, key K(X,Y), unique (Z)"][..];
        check(
            &format!("CREATE TABLE a (x NUMBER, y DATE, CONSTRAINT k PRIMARY KEY (x, y){state}, z NUMBER UNIQUE);"),
            expected,
        );
        check(
            &format!(
                "CREATE TABLE a (x NUMBER, y DATE, z NUMBER UNIQUE);\nALTER TABLE a ADD CONSTRAINT k PRIMARY KEY (x, y){state};"
            ),
            expected,
        );
        check(
            &format!(
                "CREATE TABLE a (x NUMBER, y DATE, z NUMBER UNIQUE);\nALTER TABLE a ADD (CONSTRAINT k PRIMARY KEY (x, y){state});"
            ),
            expected,
        );
    }
    check(
        "CREATE TABLE p (i NUMBER PRIMARY KEY);\nCREATE TABLE a (x NUMBER CONSTRAINT nn NOT NULL ENABLE CONSTRAINT f REFERENCES p ON DELETE SET NULL DEFERRABLE, y NUMBER REFERENCES p (i) CONSTRAINT c CHECK (y > 0) DISABLE);",
        &["A: X NUMBER!, Y NUMBER, F(X) -> P(I), (Y) -> P(I), check C(y > 0)", "P: I NUMBER!, key (I)"],
    );
}

#[test]
fn a_table_of_a_type_has_its_attributes() {
    let types = "CREATE TYPE p AS OBJECT (x NUMBER(3), \"order\" CHAR(2), MEMBER FUNCTION f RETURN NUMBER) NOT FINAL;\n/\nCREATE TYPE q UNDER p (y DATE, tags tag_list, OVERRIDING MEMBER FUNCTION f RETURN NUMBER);\n/\n";
    for (table, expected) in [
        ("CREATE TABLE a OF p;", "A: X NUMBER(3), order CHAR(2)"),
        ("CREATE TABLE a OF hr.p;", "A: X NUMBER(3), order CHAR(2)"),
        (
            "CREATE TABLE a OF q (x PRIMARY KEY, y DEFAULT SYSDATE NOT NULL) NESTED TABLE tags STORE AS t;",
            "A: X NUMBER(3)!, order CHAR(2), Y DATE! = SYSDATE, TAGS TAG_LIST, key (X)",
        ),
        (
            "CREATE TABLE a OF p NOT SUBSTITUTABLE AT ALL LEVELS (CONSTRAINT k UNIQUE (x)) OBJECT IDENTIFIER IS PRIMARY KEY;",
            "A: X NUMBER(3), order CHAR(2), unique K(X)",
        ),
        ("CREATE TABLE a OF u;", "unsupported: the columns are those of the object type `U`"),
    ] {
        check(&format!("{types}{table}"), &[expected]);
    }
}

#[test]
fn what_dbms_metadata_writes_is_read() {
    let text = r#"
  CREATE TABLE "HR"."EMPLOYEES"
   (	"EMPLOYEE_ID" NUMBER(*,0) GENERATED ALWAYS AS IDENTITY MINVALUE 1 MAXVALUE 9999999999999999999999999999 INCREMENT BY 1 START WITH 1 CACHE 20 NOORDER  NOCYCLE  NOKEEP  NOSCALE  NOT NULL ENABLE,
	"LAST_NAME" VARCHAR2(25) COLLATE "USING_NLS_COMP" CONSTRAINT "EMP_LAST_NAME_NN" NOT NULL ENABLE,
	"BOSS" NUMBER(6,0),
	"FULL" VARCHAR2(30 CHAR) GENERATED ALWAYS AS (UPPER("LAST_NAME")) VIRTUAL ,
	"AT" TIMESTAMP (6) DEFAULT SYSTIMESTAMP,
	"SPAN" INTERVAL DAY (2) TO SECOND (6),
	 CONSTRAINT "EMP_PK" PRIMARY KEY ("EMPLOYEE_ID")
  USING INDEX PCTFREE 10 INITRANS 2 MAXTRANS 255 COMPUTE STATISTICS
  STORAGE(INITIAL 65536 NEXT 1048576 MINEXTENTS 1 MAXEXTENTS 2147483645
  PCTINCREASE 0 FREELISTS 1 FREELIST GROUPS 1
  BUFFER_POOL DEFAULT FLASH_CACHE DEFAULT CELL_FLASH_CACHE DEFAULT)
  TABLESPACE "USERS"  ENABLE,
	 CONSTRAINT "EMP_BOSS_FK" FOREIGN KEY ("BOSS")
	  REFERENCES "HR"."EMPLOYEES" ("EMPLOYEE_ID") ON DELETE CASCADE ENABLE NOVALIDATE,
	 SUPPLEMENTAL LOG DATA (ALL) COLUMNS
   )  DEFAULT COLLATION "USING_NLS_COMP" SEGMENT CREATION IMMEDIATE
  PCTFREE 10 PCTUSED 40 INITRANS 1 MAXTRANS 255
 NOCOMPRESS LOGGING
  TABLESPACE "USERS" ;

  CREATE UNIQUE INDEX "HR"."EMP_NAME" ON "HR"."EMPLOYEES" ("LAST_NAME", UPPER("FULL") DESC)
  PCTFREE 10 INITRANS 2 MAXTRANS 255 COMPUTE STATISTICS
  TABLESPACE "USERS" ;
  ALTER TABLE "HR"."EMPLOYEES" ADD CHECK (boss > 0) ENABLE;
  ALTER TABLE "HR"."EMPLOYEES" MODIFY ("BOSS" CONSTRAINT "EMP_BOSS_NN" NOT NULL ENABLE);

   COMMENT ON COLUMN "HR"."EMPLOYEES"."AT"  IS 'When';
   CREATE SEQUENCE  "HR"."S"  MINVALUE 1 MAXVALUE 9999999999999999999999999999 INCREMENT BY 1 START WITH 1 CACHE 20 NOORDER  NOCYCLE  NOKEEP  NOSCALE  GLOBAL ;
  CREATE OR REPLACE FORCE EDITIONABLE VIEW "HR"."V" ("A") DEFAULT COLLATION "USING_NLS_COMP"  AS
  select last_name from employees;
  CREATE OR REPLACE NONEDITIONABLE TRIGGER "HR"."T"
before insert on employees for each row
begin
  :new.boss := 1;
end;
/
ALTER TRIGGER "HR"."T" ENABLE;
  GRANT SELECT ON "HR"."EMPLOYEES" TO "OE";
"#;
    check(
        text,
        &[
            "EMPLOYEES: EMPLOYEE_ID NUMBER(38)! identity, LAST_NAME VARCHAR2(25)!, BOSS NUMBER(6)!, FULL VARCHAR2(30 CHAR) as UPPER(\"LAST_NAME\"), AT TIMESTAMP(6) = SYSTIMESTAMP, SPAN INTERVAL DAY(2) TO SECOND(6), key EMP_PK(EMPLOYEE_ID), EMP_BOSS_FK(BOSS) -> EMPLOYEES(EMPLOYEE_ID), check (boss > 0), index EMP_NAME(LAST_NAME,UPPER(\"FULL\"))",
        ],
    );
}

#[test]
fn what_oracle_refuses_or_nobody_models_is_found() {
    check(
        "CREATE TABLE p (i NUMBER PRIMARY KEY);\nCREATE TABLE a (x NUMBER REFERENCES p (i) ON DELETE CASCADE ON UPDATE CASCADE);",
        &[
            "A: X NUMBER, (X) -> P(I)",
            "P: I NUMBER!, key (I)",
            "warning s.sql:2:61: Oracle has no `ON UPDATE`, and refuses this statement: it is left out",
        ],
    );
    check(
        "CREATE TYPE t AS OBJECT (x NUMBER);\n/\nALTER TYPE t COMPILE;\nALTER TYPE t ADD ATTRIBUTE (y NUMBER) CASCADE;\nALTER VIEW v COMPILE;",
        &["unsupported: the attributes of an object type are those of its `CREATE TYPE`"],
    );
}

#[test]
fn comments_are_of_all_that_may_have_one() {
    let text = "CREATE TABLE t (x NUMBER);\nCREATE VIEW v AS SELECT x, x + 1 AS y FROM t;\nCREATE MATERIALIZED VIEW m AS SELECT x FROM t;\nCREATE OPERATOR o BINDING (NUMBER) RETURN NUMBER USING f;\nCOMMENT ON TABLE t IS 'of t';\nCOMMENT ON COLUMN t.x IS 'it''s x';\nCOMMENT ON TABLE v IS 'of v';\nCOMMENT ON COLUMN v.y IS 'of y';\nCOMMENT ON MATERIALIZED VIEW m IS 'of m';\nCOMMENT ON OPERATOR o IS 'of o';";
    let (schema, diagnostics) = read("s.sql", &[("s.sql", text)]);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let mut comments = vec![&schema.tables[0].annotations, &schema.tables[0].columns[0].annotations];
    comments.extend(schema.views.iter().map(|view| &view.annotations));
    comments.push(&schema.views[1].columns[1].annotations);
    comments.push(&schema.others[0].annotations);
    let comments: Vec<&str> = comments.iter().filter_map(|a| a.comment.as_deref()).collect();
    assert_eq!(comments, ["of t", "it's x", "of m", "of v", "of y", "of o"]);
}
