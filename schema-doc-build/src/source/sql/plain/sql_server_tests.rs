//! Scripts for SQL Server and what its catalog holds after them, told from Transact-SQL's reference (there is no server to ask).

use schema_doc_diagnostics::Diagnostics;

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{ColumnKind, IndexKey, KeyTarget, Schema, System, Table};
use crate::source::sql;

fn read(files: &[(&str, &str)]) -> (Schema, Diagnostics) {
    let mut source = SourceConfig::new(SourceKind::Sql, "s.sql");
    source.dialect = Some(System::SqlServer);
    let mut schema = Schema { system: System::SqlServer, ..Schema::default() };
    let mut diagnostics = Diagnostics::default();
    sql::read(&Files::in_memory(files.iter().copied()), &[&source], &mut schema, &mut diagnostics);
    (schema, diagnostics)
}

/// A line a table, then what was not modelled and what was found.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_files(&[("s.sql", text)], expected);
}

#[track_caller]
fn check_files(files: &[(&str, &str)], expected: &[&str]) {
    let (schema, diagnostics) = read(files);
    let mut lines: Vec<String> = schema.tables.iter().map(table).collect();
    lines.extend(schema.unsupported.iter().map(|entry| format!("unsupported: {}", entry.reason)));
    lines.extend(diagnostics.iter().map(|found| format!("{:?}: {}", found.severity, found.message)));
    assert_eq!(lines, expected, "{}", files[0].1);
}

fn table(table: &Table) -> String {
    let mut parts: Vec<String> = Vec::new();
    for column in &table.columns {
        let mut text = format!("{} {}", column.name, column.data_type.native).trim_end().to_owned();
        if !column.nullable {
            text.push('!');
        }
        match &column.kind {
            ColumnKind::Default(default) => text.push_str(&format!(" = {default}")),
            ColumnKind::Generated(generated) => {
                text.push_str(&format!(
                    " as {}{}",
                    generated.expression,
                    if generated.stored { " stored" } else { "" }
                ));
            }
            ColumnKind::Identity(_) => text.push_str(" identity"),
            _ => {}
        }
        for option in &column.options {
            text.push_str(&format!(" {option}"));
        }
        parts.push(text);
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
    format!("{}: {}", table.id.name, parts.join(", "))
}

#[test]
fn a_batch_ends_at_a_line_of_its_own() {
    let tables = &["a: x int", "b: y int"];
    for text in [
        "CREATE TABLE a (x int)\nGO\nCREATE TABLE b (y int)\nGO",
        "CREATE TABLE a (x int)\r\nGO 5\r\nCREATE TABLE b (y int)\r\ngo",
        "CREATE TABLE a (x int)\n  Go -- once\nCREATE TABLE b (y int)",
        "CREATE TABLE a (x int)\nGO;\nCREATE TABLE b (y int)\nGO ;\n",
        "CREATE TABLE a (x int)\nPRINT 'it''s\nGO\n'\nCREATE TABLE b (y int)",
        "CREATE TABLE a (x int)\n/* /* nested */\nGO\n*/\nCREATE TABLE b (y int)",
        "CREATE TABLE a (x int) -- it's\nGO\nCREATE TABLE b (y int)",
        "CREATE PROC p AS\nBEGIN\n  CREATE TABLE #t (x int);\n  SELECT 1;\nEND;\nGO\nCREATE TABLE a (x int)\nCREATE TABLE b (y int)",
        "CREATE VIEW v AS SELECT 1 AS GO\nGO\nCREATE TABLE a (x int)\nGO\nCREATE TABLE b (y int)",
    ] {
        check(text, tables);
    }
}

#[test]
fn statements_need_no_semicolons() {
    for text in [
        "CREATE TABLE a (x int)\nCREATE TABLE b (y int)",
        "SET NOCOUNT ON\nCREATE TABLE a (x int)\nINSERT a VALUES (1)\nSELECT * FROM a\nCREATE TABLE b (y int)",
        "CREATE TABLE a (x int)\nDECLARE @n int\nSET @n = 1\nEXEC p @n, 'x'\nROLLBACK\nCREATE TABLE b (y int)",
        "CREATE TABLE a (x int)\nSELECT CASE x WHEN 1\n  THEN 2\n  ELSE 3\n  END AS y\nFROM a\nCREATE TABLE b (y int)",
        "CREATE TABLE a (x int)\nGOTO done\ndone:\nCREATE TABLE b (y int)",
        "sp_configure 'clr enabled', 1\nGO\nCREATE TABLE a (x int)\nGO\n[dbo].[p] 1\nGO\nCREATE TABLE b (y int)\nREVERT",
        "CREATE TABLE a (x int, z int)\nALTER TABLE a\n  DROP COLUMN z\nCREATE TABLE b (y int)",
        "CREATE TABLE a (x int)\nCREATE TABLE b (y bit)\nALTER TABLE b\n  ALTER COLUMN\n y int NULL\nPRINT 'x'",
        "CREATE TABLE a (x int CONSTRAINT c CHECK (x > 0))\nALTER TABLE a\nDROP CONSTRAINT c\nCREATE TABLE b (y int)",
        "CREATE TABLE a (x int)\nSELECT x INTO #t FROM a\nDROP TABLE #t\nCREATE INDEX i ON #t (x)\nCREATE TABLE b (y int)",
    ] {
        check(text, &["a: x int", "b: y int"]);
    }
}

#[test]
fn commands_of_sqlcmd_are_no_statements() {
    check(
        ":setvar Path \"C:\\x\"\n:on error exit\nCREATE TABLE a (x int)\n :setvar b 1\nCREATE TABLE b (y int)",
        &["a: x int", "b: y int"],
    );
    let runs = ("s.sql", "CREATE TABLE a (x int)\n:r .\\more\\b.sql\n");
    check_files(&[runs, ("more/b.sql", "CREATE TABLE b (y int)")], &["a: x int", "b: y int"]);
    check_files(&[runs], &["a: x int", "unsupported: `./more/b.sql`, which is run here, is no file of this project"]);
}

#[test]
fn a_comma_before_a_constraint_may_be_left_out() {
    for text in [
        "CREATE TABLE a (x int NOT NULL, y int\n CONSTRAINT k PRIMARY KEY CLUSTERED (x ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY])",
        "CREATE TABLE a (x int NOT NULL CONSTRAINT k PRIMARY KEY NONCLUSTERED HASH (x) WITH (BUCKET_COUNT = 8), y int)",
        "CREATE TABLE a (x int NOT NULL CONSTRAINT k PRIMARY KEY NONCLUSTERED, y int)",
    ] {
        check(text, &["a: x int!, y int, key k(x)"]);
    }
    for text in [
        "CREATE TABLE a (x int)\nALTER TABLE a ADD y int NULL\n  CONSTRAINT f FOREIGN KEY (y) REFERENCES b (id)",
        "CREATE TABLE a (x int, y int CONSTRAINT f FOREIGN KEY REFERENCES b (id))",
        "CREATE TABLE a (x int, y int CONSTRAINT f FOREIGN KEY (y) REFERENCES b (id))",
    ] {
        check(text, &["a: x int, y int, f(y) -> b(id)"]);
    }
    check("CREATE TABLE a (x int, y int UNIQUE (x, y))", &["a: x int, y int, unique (x,y)"]);
}

#[test]
fn a_condition_about_objects_is_met_where_they_ask_for_it() {
    for text in [
        "IF OBJECT_ID(N'dbo.a', N'U') IS NULL\nCREATE TABLE a (x int)",
        "IF OBJECT_ID('a') IS NULL BEGIN CREATE TABLE a (x int); END ELSE BEGIN DROP TABLE a; END",
        "IF EXISTS (SELECT * FROM sys.tables WHERE name = 'a') DROP TABLE a\nCREATE TABLE a (x int)",
        "IF EXISTS (SELECT 1 FROM sysindexes WHERE name = 'i')\n  DROP INDEX a.i\nCREATE TABLE a (x int)",
        "IF NOT EXISTS (SELECT * FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'a')\nBEGIN\n  CREATE TABLE a (x int)\nEND\nGO",
        "IF NOT EXISTS (SELECT * FROM [__EFMigrationsHistory] WHERE [MigrationId] = N'1')\nBEGIN\n    CREATE TABLE [a] (\n        [x] int NULL\n    );\nEND;\nGO",
        "IF OBJECT_ID('a') IS NULL BEGIN CREATE TABLE a (z int) ALTER TABLE a ADD x int NULL ALTER TABLE a DROP COLUMN z END",
        "IF COL_LENGTH('a', 'x') IS NULL BEGIN CREATE TABLE a (x int NULL) END ELSE DROP TABLE a",
        "BEGIN TRY\n  CREATE TABLE a (x int)\nEND TRY\nBEGIN CATCH\n  DROP TABLE a\nEND CATCH",
        "CREATE TABLE a (x int, z int)\nIF COL_LENGTH('a', 'z') IS NOT NULL\nBEGIN\n  ALTER TABLE a\n    DROP COLUMN z;\nEND",
        "DROP TABLE IF EXISTS a\nCREATE TABLE a (x int)\nWHILE 1 = 1\n  IF EXISTS (SELECT 1 FROM a) BREAK",
    ] {
        check(text, &["a: x int"]);
    }
    check(
        "IF SERVERPROPERTY('x') = 1\n  CREATE TABLE a (x int)",
        &["a: x int", "unsupported: whether what follows runs is known at run time only"],
    );
}

#[test]
fn what_is_kept_as_text_is_dropped_by_its_kind() {
    let (schema, _) = read(&[(
        "s.sql",
        "CREATE SECURITY POLICY s.p ADD FILTER PREDICATE s.f(x) ON t\nGO\nCREATE SYNONYM n FOR t\nGO\n\
         DROP SECURITY POLICY IF EXISTS s.p\nDROP STATISTICS policy.t.s\nDROP EXTERNAL DATA SOURCE d",
    )]);
    let kinds: Vec<&str> = schema.others.iter().map(|other| other.kind.as_str()).collect();
    assert_eq!((kinds, schema.unsupported.len()), (vec!["synonym"], 0));
}

#[test]
fn types_are_named_as_the_catalog_names_them() {
    for (written, expected) in [
        ("INT", "int"),
        ("integer", "int"),
        ("[dbo].[Name]", "Name"),
        ("sales.Name", "sales.Name"),
        ("[sys].[sysname]", "sysname"),
        ("dec(9)", "decimal(9,0)"),
        ("numeric", "numeric(18,0)"),
        ("float(24)", "real"),
        ("float(53)", "float"),
        ("double precision", "float"),
        ("char", "char(1)"),
        ("character(3)", "char(3)"),
        ("char varying(3)", "varchar(3)"),
        ("character varying(3)", "varchar(3)"),
        ("varchar", "varchar(1)"),
        ("varchar (MAX)", "varchar(max)"),
        ("national char(3)", "nchar(3)"),
        ("national character varying(3)", "nvarchar(3)"),
        ("national char varying(3)", "nvarchar(3)"),
        ("national text", "ntext"),
        ("[nvarchar](max)", "nvarchar(max)"),
        ("binary varying(4)", "varbinary(4)"),
        ("binary", "binary(1)"),
        ("datetime2", "datetime2(7)"),
        ("datetimeoffset(0)", "datetimeoffset(0)"),
        ("time", "time(7)"),
        ("rowversion", "timestamp"),
        ("uniqueidentifier ROWGUIDCOL", "uniqueidentifier ROWGUIDCOL"),
        ("xml(DOCUMENT dbo.c)", "xml(document dbo.c)"),
        ("vector(3)", "vector(3)"),
        ("hierarchyid", "hierarchyid"),
        ("geography", "geography"),
        ("sql_variant", "sql_variant"),
        ("smallmoney", "smallmoney"),
    ] {
        check(&format!("CREATE TABLE t (c {written} NULL)"), &[&format!("t: c {expected}")]);
    }
}

#[test]
fn a_batch_knows_what_its_variables_were_set_to() {
    let ladder = "DECLARE @v int\nSELECT @v = [Version] FROM [s].[Schema];\nIF @v IS NULL\nBEGIN\n  CREATE TABLE a (x int);\n  SET @v = 1;\nEND\nIF @v = 1\nBEGIN\n  CREATE TABLE b (y int);\n  SET @v = 2\nEND\nIF @v = 1 DROP TABLE b";
    check(ladder, &["a: x int", "b: y int"]);
    check(
        "CREATE TABLE a (x int)\nDECLARE @drop bit\nSET @drop = 0;\nIF (@drop = 1)\n  DROP TABLE a ELSE CREATE TABLE b (y int)",
        &["a: x int", "b: y int"],
    );
    check(
        "DECLARE @n int = (SELECT COUNT(*) FROM sys.tables WHERE name = 'a')\nIF @n = 0 CREATE TABLE a (x int)",
        &["a: x int"],
    );
    check(
        "DECLARE @n int = (SELECT COUNT(*) FROM users)\nIF @n = 0 CREATE TABLE a (x int)",
        &["a: x int", "unsupported: whether what follows runs is known at run time only"],
    );
}

#[test]
fn sql_that_is_written_out_whole_is_read_whoever_runs_it() {
    for text in [
        "EXEC ('CREATE TABLE a (x int)')",
        "EXEC (N'CREATE TABLE a (x int); INSERT a VALUES (1)')",
        "EXEC sp_executesql N'CREATE TABLE a (x int)'",
        "EXEC (N'CREATE DATABASE ' + @name)\nCREATE SEQUENCE s START WITH 1 CACHE;\nCREATE TABLE a (x int)",
        "EXECUTE sys.sp_executesql @stmt = N'CREATE TABLE a (x int)'",
        "DECLARE @sql nvarchar(max) = N'CREATE TABLE a (x int)';\nEXEC sp_executesql @sql;",
        "DECLARE @sql nvarchar(max), @other int = 1\nSET @sql = N'CREATE TABLE a (x int)'\nEXEC (@sql)",
    ] {
        check(text, &["a: x int"]);
    }
    for text in [
        "DECLARE @sql nvarchar(max) = N'CREATE TABLE a '\nSET @sql += N'(x int)'\nEXEC (@sql)",
        "EXEC (N'CREATE TABLE ' + @name + N' (x int)')",
        "EXEC (@from_elsewhere)",
    ] {
        check(text, &["unsupported: SQL that is made at run time"]);
    }
}

#[test]
fn a_default_that_only_the_server_can_name_is_dropped() {
    for text in [
        // Entity Framework
        "DECLARE @var0 sysname;\nSELECT @var0 = [d].[name]\nFROM [sys].[default_constraints] [d]\nINNER JOIN [sys].[columns] [c] ON [d].[parent_column_id] = [c].[column_id]\nWHERE ([d].[parent_object_id] = OBJECT_ID(N'[a]') AND [c].[name] = N'x');\nIF @var0 IS NOT NULL EXEC(N'ALTER TABLE [a] DROP CONSTRAINT [' + @var0 + '];');",
        "DECLARE @name nvarchar(max) = (SELECT d.name FROM sys.default_constraints d JOIN sys.columns c ON c.column_id = d.parent_column_id AND c.name = 'x' JOIN sys.objects o ON o.name = 'a' JOIN sys.schemas s ON s.name = 'dbo')\nIF @name IS NOT NULL\nBEGIN\n  DECLARE @sql nvarchar(max) = 'ALTER TABLE [dbo].[a] DROP CONSTRAINT ' + @name\n  EXEC sp_executesql @sql\nEND",
    ] {
        check(&format!("CREATE TABLE a (x int DEFAULT 1, y int DEFAULT 2)\nGO\n{text}\nGO"), &["a: x int, y int = 2"]);
    }
}

#[test]
fn sp_rename_renames_what_it_names() {
    let table = "CREATE TABLE a (x int, CONSTRAINT p PRIMARY KEY (x), CONSTRAINT u UNIQUE (x), CONSTRAINT k CHECK (x > 1))\nCREATE INDEX i ON a (x)\n";
    for (call, expected) in [
        ("'a', 'b'", "b: x int!, key p(x), unique u(x), check k(x > 1), index i(x)"),
        ("'[dbo].[a].[x]', 'z', 'COLUMN'", "a: z int!, key p(z), unique u(z), check k(z > 1), index i(z)"),
        (
            "@objname = N'a.x', @objtype = 'column', @newname = N'z'",
            "a: z int!, key p(z), unique u(z), check k(z > 1), index i(z)",
        ),
        ("N'dbo.a.i', N'j', N'INDEX'", "a: x int!, key p(x), unique u(x), check k(x > 1), index j(x)"),
        ("N'p', N'q', N'OBJECT'", "a: x int!, key q(x), unique u(x), check k(x > 1), index i(x)"),
        ("N'dbo.u', N'v'", "a: x int!, key p(x), unique v(x), check k(x > 1), index i(x)"),
        ("'k', 'l'", "a: x int!, key p(x), unique u(x), check l(x > 1), index i(x)"),
    ] {
        for procedure in
            ["EXEC sp_rename", "EXECUTE sys.sp_rename", "GO\nsp_rename", "DECLARE @r int\nEXEC @r = sp_rename"]
        {
            check(&format!("{table}{procedure} {call}\nGO"), &[expected]);
        }
    }
}

#[test]
fn clauses_of_columns_are_told_apart() {
    for (written, expected) in [
        ("y int NOT NULL DEFAULT 0 WITH VALUES", "y int! = 0"),
        ("y int NULL CONSTRAINT d DEFAULT NEXT VALUE FOR s", "y int = NEXT VALUE FOR s"),
        ("y int DEFAULT -1 NOT NULL", "y int! = -1"),
        ("y int DEFAULT (1) + 2", "y int = (1) + 2"),
        ("y datetime DEFAULT CURRENT_TIMESTAMP", "y datetime = CURRENT_TIMESTAMP"),
        ("y xml COLUMN_SET FOR ALL_SPARSE_COLUMNS", "y xml"),
        ("y AS CASE WHEN x = 1 THEN 2 ELSE 3 END", "y as CASE WHEN x = 1 THEN 2 ELSE 3 END"),
        ("y AS CASE x WHEN 1\n THEN 2\n ELSE 3\n END PERSISTED", "y as CASE x WHEN 1 THEN 2 ELSE 3 END stored"),
        ("y AS x + 1 PERSISTED NOT NULL", "y! as x + 1 stored"),
        ("y nvarchar(9) MASKED WITH (FUNCTION = 'default()') NULL", "y nvarchar(9)"),
        ("y int IDENTITY(10, 5) NOT FOR REPLICATION", "y int! identity"),
        (
            "y datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL",
            "y datetime2(7)! GENERATED ALWAYS AS ROW START HIDDEN",
        ),
    ] {
        check(&format!("CREATE TABLE a (x int, {written})"), &[&format!("a: x int, {expected}")]);
        check(&format!("CREATE TABLE a (x int)\nALTER TABLE a ADD {written}"), &[&format!("a: x int, {expected}")]);
    }
    check(
        "CREATE TABLE a (x int, INDEX i (x DESC) WHERE x > 1, INDEX c CLUSTERED COLUMNSTORE, y int INDEX j UNIQUE)",
        &["a: x int, y int, index i(x), index c(), index j(y)"],
    );
    check("CREATE TABLE e (x int, CONSTRAINT c CONNECTION (a TO b)) AS EDGE", &["e: x int"]);
}

#[test]
fn an_option_of_a_column_comes_and_goes() {
    check(
        "CREATE TABLE a (x int, y AS (x * 2), z AS (x * 3) PERSISTED, w int SPARSE, v uniqueidentifier)\n\
         ALTER TABLE a ALTER COLUMN y ADD PERSISTED\nALTER TABLE a ALTER COLUMN z DROP PERSISTED\n\
         ALTER TABLE a ALTER COLUMN w DROP SPARSE\nALTER TABLE a ALTER COLUMN v ADD ROWGUIDCOL\n\
         ALTER TABLE a ALTER COLUMN w ADD MASKED WITH (FUNCTION = 'default()')\n\
         ALTER TABLE a ALTER COLUMN w ADD NOT FOR REPLICATION\nALTER TABLE a ALTER COLUMN w DROP MASKED",
        &["a: x int, y as x * 2 stored, z as x * 3, w int, v uniqueidentifier ROWGUIDCOL"],
    );
}

#[test]
fn what_is_bound_by_a_procedure_is_reported() {
    check(
        "CREATE DEFAULT d AS 5\nGO\nCREATE TABLE a (x int)\nEXEC sp_bindefault 'd', 'a.x'",
        &["a: x int", "unsupported: what is bound to a column or a type is not read"],
    );
}

#[test]
fn extended_properties_describe_what_they_name() {
    let text = "CREATE SCHEMA s\nGO\nCREATE TABLE s.a (x int CONSTRAINT k PRIMARY KEY, CONSTRAINT c CHECK (x > 0))\nCREATE INDEX i ON s.a (x)\nGO\nCREATE PROC s.p AS SELECT 1\nGO\n";
    let described = |levels: &str| {
        let (schema, diagnostics) = read(&[(
            "s.sql",
            &format!("{text}EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'it', {levels}"),
        )]);
        assert_eq!(diagnostics.iter().count() + schema.unsupported.len(), 0);
        let table = &schema.tables[0];
        let key = table.primary_key.as_ref().unwrap();
        let all = [
            ("schema", &schema.namespaces[0].annotations),
            ("table", &table.annotations),
            ("column", &table.columns[0].annotations),
            ("key", &key.annotations),
            ("check", &table.checks[0].annotations),
            ("index", &table.indexes[0].annotations),
            ("routine", &schema.routines[0].annotations),
        ];
        all.iter().filter(|(_, annotations)| annotations.comment.is_some()).map(|(name, _)| *name).collect::<String>()
    };
    for (levels, expected) in [
        ("@level0type = 'SCHEMA', @level0name = 's'", "schema"),
        ("'SCHEMA', 's', 'TABLE', 'a'", "table"),
        ("N'user', N's', N'table', N'a', N'column', N'x'", "column"),
        ("'SCHEMA', 's', 'TABLE', 'a', 'CONSTRAINT', 'k'", "key"),
        ("'SCHEMA', 's', 'TABLE', 'a', 'CONSTRAINT', 'C'", "check"),
        ("'SCHEMA', 's', 'TABLE', 'a', 'INDEX', 'i'", "index"),
        ("'SCHEMA', 's', 'TABLE', 'a', 'INDEX', 'k'", ""),
        ("'SCHEMA', 's', 'PROCEDURE', 'p'", "routine"),
        ("'SCHEMA', 's', 'PROCEDURE', 'p', 'PARAMETER', '@x'", ""),
        ("@level0type = 'FILEGROUP', @level0name = 'PRIMARY'", ""),
    ] {
        assert_eq!(described(levels), expected, "{levels}");
    }
}

#[test]
fn a_key_says_where_the_rows_lie_otherwise_than_usual() {
    for (written, expected) in [
        ("CONSTRAINT k PRIMARY KEY (x), CONSTRAINT u UNIQUE (x)", (None, None)),
        ("CONSTRAINT k PRIMARY KEY CLUSTERED (x), CONSTRAINT u UNIQUE NONCLUSTERED (x)", (None, None)),
        ("CONSTRAINT k PRIMARY KEY NONCLUSTERED (x), CONSTRAINT u UNIQUE CLUSTERED (x)", (Some(false), Some(true))),
        ("y int PRIMARY KEY NONCLUSTERED, z int UNIQUE CLUSTERED", (Some(false), Some(true))),
    ] {
        let (schema, _) = read(&[("s.sql", &format!("CREATE TABLE a (x int, {written})"))]);
        let table = &schema.tables[0];
        assert_eq!((table.primary_key.as_ref().unwrap().clustered, table.unique[0].clustered), expected, "{written}");
    }
}
