//! Chapter 10: backups, and recovery from them.

use super::{Chapter, Context, shell, sql};
use crate::list::IteratorExt;
use crate::model::System;
use crate::render::markdown::{block, fenced, list, text};

/// `## 10. Backup and Recovery`
pub(super) fn backup(book: &Context) -> Chapter {
    let (mut strategy, mut recovery, point) = match book.system {
        System::PostgreSql => postgresql(book),
        System::MySql | System::MariaDb => mysql(book),
        System::Sqlite => sqlite(book),
        System::SqlServer => sql_server(book),
        System::Oracle => oracle(book),
        System::Convex => convex(book),
    };
    let mut items = Vec::new();
    for (title, key) in [("Schedule", "backup"), ("Retention", "retention")] {
        let lines = book.said(key);
        if !lines.is_empty() {
            items.push(format!("**{title}:** {}", lines.iter().map(|line| text(line)).join("; ")));
        }
    }
    let mut said = String::new();
    list(&mut said, &items);
    block(&mut said, &strategy);
    strategy = said;
    if matches!(book.system, System::PostgreSql | System::MySql | System::MariaDb | System::Sqlite) {
        let url = match book.system {
            System::PostgreSql => "\"$RESTORED_URL\"",
            System::Sqlite => "sqlite:restored.db",
            _ => "\"mysql://user@host/restored\"",
        };
        block(
            &mut recovery,
            "A backup that nobody has restored is none. Whether the restored database is what the sources say:",
        );
        block(&mut recovery, &fenced("bash", &format!("cargo schema-doc verify --database-url {url}")));
    }
    let parts =
        vec![("10.1 Backup Strategy", strategy), ("10.2 Recovery Procedures", recovery), ("10.3 Point in Time", point)];
    Chapter::new("10. Backup and Recovery", parts)
}

/// A word of a shell's command.
fn word(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-./,=:".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn postgresql(book: &Context) -> (String, String, String) {
    let file = book.file_name();
    // In a pattern, a quoted name is taken as it is.
    let pattern = |at: usize| {
        let table = book.schema.tables.get(at).map(|t| &t.id);
        table.map(|id| word(&format!("{}.{}", book.quote(&id.namespace), book.quote(&id.name)))).unwrap_or_default()
    };
    let mut commands = vec![
        (
            "The database, compressed, consistent while others write",
            format!("pg_dump --format=custom --file={file}.dump \"$DATABASE_URL\""),
        ),
        (
            "Roles with the hashes of their passwords, and tablespaces, which belong to the server",
            format!("pg_dumpall --globals-only --file={file}-globals.sql --dbname=\"$DATABASE_URL\""),
        ),
    ];
    if let Some(at) = book.example() {
        let command =
            format!("pg_dump --format=custom --table={} --file={file}-table.dump \"$DATABASE_URL\"", pattern(at));
        commands.push(("One table, before a change to it", command));
    }
    commands.push((
        "Encrypted before they leave the machine; gpg asks for the passphrase",
        format!(
            "gpg --symmetric --output={file}.dump.gpg {file}.dump\ngpg --symmetric --output={file}-globals.sql.gpg {file}-globals.sql"
        ),
    ));
    let mut strategy = String::new();
    shell(&mut strategy, &commands);
    let mut recovery = String::new();
    block(
        &mut recovery,
        "`RESTORED_URL` names the database that is restored into, as `DATABASE_URL` names the one in use; `createdb` makes an empty one. What was encrypted is \
         decrypted first:",
    );
    let decrypt = format!(
        "gpg --output={file}.dump --decrypt {file}.dump.gpg\ngpg --output={file}-globals.sql --decrypt {file}-globals.sql.gpg"
    );
    block(&mut recovery, &fenced("bash", &decrypt));
    // PostgreSQL 18, pg_dumpall: each role is made, then given its attributes and password, whether it was there or not.
    block(
        &mut recovery,
        "The dump gives each object its owner, and others their privileges: without these roles nothing is restored. On a new server:",
    );
    block(&mut recovery, &fenced("bash", &format!("psql --file={file}-globals.sql \"$RESTORED_URL\"")));
    block(
        &mut recovery,
        "On a server that has roles of its own, that file overwrites the passwords and attributes of those that have the same names. There, make only the \
         missing ones, without passwords; the errors are about those that are there:",
    );
    block(&mut recovery, &fenced("bash", &format!("grep '^CREATE ROLE ' {file}-globals.sql | psql \"$RESTORED_URL\"")));
    block(&mut recovery, "Then into a new, empty database, all or nothing:");
    let restore = format!("--single-transaction --dbname=\"$RESTORED_URL\" {file}.dump");
    block(&mut recovery, &fenced("bash", &format!("pg_restore {restore}")));
    block(&mut recovery, "Or without any of the roles: all belongs to who restores, and nobody else may do anything:");
    block(&mut recovery, &fenced("bash", &format!("pg_restore --no-owner --no-privileges {restore}")));
    if let Some(id) = book.example().and_then(|at| book.schema.tables.get(at)).map(|t| &t.id) {
        let command = format!(
            "pg_restore --data-only --schema={} --table={} --dbname=\"$RESTORED_URL\" {file}.dump",
            word(&id.namespace),
            word(&id.name)
        );
        block(&mut recovery, "The rows of one table alone, into a database that has the schema:");
        block(&mut recovery, &fenced("bash", &command));
    }
    let mut point = String::new();
    block(
        &mut point,
        "A dump is as old as its making. To come back to a moment between two, the server keeps its write-ahead log (`archive_mode = on`, \
         `archive_command` or `pg_receivewal`) and a base backup to begin from:",
    );
    let commands = [(
        "A base backup of the whole server",
        format!(
            "pg_basebackup --dbname=\"$DATABASE_URL\" --pgdata={file}-base --wal-method=stream --checkpoint=fast --progress"
        ),
    )];
    shell(&mut point, &commands);
    block(
        &mut point,
        "To come back: put the base backup in place of the data folder, set `restore_command` and `recovery_target_time`, create an empty \
         `recovery.signal` in it, and start the server. It stops at that time and waits; when it is what was wanted:",
    );
    sql(
        &mut point,
        &[(
            "Whether it is still coming back, and where it is",
            "SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp();".to_owned(),
        )],
    );
    block(&mut point, &fenced("bash", "psql \"$RESTORED_URL\" --command='SELECT pg_wal_replay_resume()'"));
    (strategy, recovery, point)
}

fn mysql(book: &Context) -> (String, String, String) {
    let file = book.file_name();
    let is_mariadb = book.system == System::MariaDb;
    let (dump, client, log) =
        if is_mariadb { ("mariadb-dump", "mariadb", "mariadb-binlog") } else { ("mysqldump", "mysql", "mysqlbinlog") };
    let mut commands = vec![(
        "The database with its routines, triggers and events, consistent while others write to InnoDB tables",
        format!(
            "{dump} --single-transaction --routines --triggers --events --hex-blob --result-file={file}.sql \"$DATABASE\""
        ),
    )];
    if let Some(id) = book.example().and_then(|at| book.schema.tables.get(at)).map(|t| &t.id) {
        let command =
            format!("{dump} --single-transaction --result-file={file}-table.sql \"$DATABASE\" {}", word(&id.name));
        commands.push(("One table, before a change to it", command));
    }
    commands.push((
        "Encrypted before it leaves the machine; gpg asks for the passphrase",
        format!("gpg --symmetric --output={file}.sql.gpg {file}.sql"),
    ));
    let mut strategy = String::new();
    shell(&mut strategy, &commands);
    let mut recovery = String::new();
    let commands = [
        ("A new database", format!("{client} --execute='CREATE DATABASE restored CHARACTER SET utf8mb4'")),
        ("What the dump holds", format!("{client} restored < {file}.sql")),
    ];
    shell(&mut recovery, &commands);
    let mut point = String::new();
    block(
        &mut point,
        "A dump is as old as its making. To come back to a moment between two, the server keeps its binary log (`log_bin`), and the dump is made \
         with `--source-data=2`, which writes down where in the log it was made.",
    );
    if is_mariadb {
        point = point.replace("--source-data=2", "--master-data=2");
    }
    let commands = [
        ("Which logs there are", format!("{client} --execute='SHOW BINARY LOGS'")),
        (
            "What happened since the dump and before the accident: first look, then run it",
            format!(
                "{log} --start-position=\"$POSITION\" --stop-datetime=\"$BEFORE\" --database=\"$DATABASE\" \"$LOG\" > {file}-since.sql"
            ),
        ),
        ("Behind the restored dump", format!("{client} restored < {file}-since.sql")),
    ];
    shell(&mut point, &commands);
    (strategy, recovery, point)
}

fn sqlite(book: &Context) -> (String, String, String) {
    let file = book.file_name();
    let mut strategy = String::new();
    block(
        &mut strategy,
        "A copy of the file alone may be broken while somebody writes: the backup is made through SQLite.",
    );
    let commands = [
        ("A copy, while others read and write", format!("sqlite3 \"$DATABASE_FILE\" \".backup '{file}-backup.db'\"")),
        (
            "Encrypted before it leaves the machine; gpg asks for the passphrase",
            format!("gpg --symmetric --output={file}-backup.db.gpg {file}-backup.db"),
        ),
    ];
    shell(&mut strategy, &commands);
    sql(
        &mut strategy,
        &[(
            "The same from a connection of the program, without free pages",
            format!("VACUUM INTO '{file}-backup.db';"),
        )],
    );
    let mut recovery = String::new();
    block(
        &mut recovery,
        "Stop the program, put the copy in place of the file, and delete what the old one left beside it: its `-wal` and `-shm`. First see \
         whether the copy is whole:",
    );
    let commands = [
        (
            "Whole, and no reference leads nowhere: `ok`, and nothing",
            format!("sqlite3 {file}-backup.db 'PRAGMA integrity_check' 'PRAGMA foreign_key_check'"),
        ),
        (
            "Put it in place",
            format!("cp {file}-backup.db \"$DATABASE_FILE\" && rm -f \"$DATABASE_FILE\"-wal \"$DATABASE_FILE\"-shm"),
        ),
    ];
    shell(&mut recovery, &commands);
    let mut point = String::new();
    block(
        &mut point,
        "SQLite keeps no log of what has been done: there is no recovery to a point in time, only to a copy. Whoever needs the moments between \
         them ships the write-ahead log elsewhere while the program runs, with a program that is made for it (Litestream, for one).",
    );
    (strategy, recovery, point)
}

fn sql_server(book: &Context) -> (String, String, String) {
    let file = book.file_name();
    let mut strategy = String::new();
    block(
        &mut strategy,
        "Files are the server's own; a name without a folder lies in its backup folder. The Express edition has no `COMPRESSION`.",
    );
    let statements = [
        (
            "The database",
            format!(
                "DECLARE @database sysname = DB_NAME();\nBACKUP DATABASE @database TO DISK = N'{file}.bak' WITH CHECKSUM, COMPRESSION, INIT;\nGO"
            ),
        ),
        (
            "What changed since, much smaller",
            format!(
                "DECLARE @database sysname = DB_NAME();\nBACKUP DATABASE @database TO DISK = N'{file}-diff.bak' WITH DIFFERENTIAL, CHECKSUM, INIT;\nGO"
            ),
        ),
        ("Whether the file can be read", format!("RESTORE VERIFYONLY FROM DISK = N'{file}.bak' WITH CHECKSUM;")),
    ];
    sql(&mut strategy, &statements);
    let mut recovery = String::new();
    let statements = [
        (
            "Which files are in it: each is moved where the restored ones shall lie",
            format!("RESTORE FILELISTONLY FROM DISK = N'{file}.bak';"),
        ),
        (
            "Into another database; one MOVE for each file of the list",
            format!(
                "RESTORE DATABASE restored FROM DISK = N'{file}.bak'\n   WITH MOVE N'$(DATA_NAME)' TO N'$(FOLDER)/restored.mdf',\n        MOVE N'$(LOG_NAME)' TO N'$(FOLDER)/restored.ldf',\n        CHECKSUM, RECOVERY;"
            ),
        ),
    ];
    sql(&mut recovery, &statements);
    let mut point = String::new();
    block(
        &mut point,
        "With the recovery model `FULL`, the log is backed up every few minutes, and holds every moment between two backups:",
    );
    let statements = [
        ("Which model it is", "SELECT name, recovery_model_desc FROM sys.databases WHERE name = DB_NAME();".to_owned()),
        (
            "The log",
            format!(
                "DECLARE @database sysname = DB_NAME();\nBACKUP LOG @database TO DISK = N'{file}.trn' WITH CHECKSUM, COMPRESSION;\nGO"
            ),
        ),
        (
            "To come back: the database without RECOVERY, then the log up to the moment before the accident",
            format!(
                "RESTORE DATABASE restored FROM DISK = N'{file}.bak'\n   WITH MOVE N'$(DATA_NAME)' TO N'$(FOLDER)/restored.mdf',\n        MOVE N'$(LOG_NAME)' TO N'$(FOLDER)/restored.ldf',\n        NORECOVERY;\n\
                 RESTORE LOG restored FROM DISK = N'{file}.trn' WITH STOPAT = N'$(BEFORE)', RECOVERY;"
            ),
        ),
    ];
    sql(&mut point, &statements);
    (strategy, recovery, point)
}

fn oracle(book: &Context) -> (String, String, String) {
    let file = book.file_name();
    let mut strategy = String::new();
    block(
        &mut strategy,
        "RMAN backs the whole database up, Data Pump a schema; its files are the server's, in the folder behind `DATA_PUMP_DIR`.",
    );
    let mut commands = vec![
        (
            "The database with the logs that bring it up to date",
            "rman target / <<< 'BACKUP DATABASE PLUS ARCHIVELOG;'".to_owned(),
        ),
        (
            "The schema, as of one moment",
            format!(
                "expdp \"$CONNECT_STRING\" directory=DATA_PUMP_DIR dumpfile={file}.dmp logfile={file}.log flashback_time=systimestamp"
            ),
        ),
    ];
    if let Some(table) = book.example().map(|at| book.table_name(at)) {
        commands.push((
            "One table, before a change to it",
            format!(
                "expdp \"$CONNECT_STRING\" directory=DATA_PUMP_DIR dumpfile={file}_table.dmp tables={}",
                word(&table)
            ),
        ));
    }
    shell(&mut strategy, &commands);
    let mut recovery = String::new();
    let commands = [(
        "Into the schema of another user",
        format!(
            "impdp \"$CONNECT_STRING\" directory=DATA_PUMP_DIR dumpfile={file}.dmp remap_schema=\"$OWNER\":restored"
        ),
    )];
    shell(&mut recovery, &commands);
    let mut point = String::new();
    if let Some(table) = book.example().map(|at| book.table_name(at)) {
        block(&mut point, "As far back as undo reaches, a table is read and set back without any backup:");
        let statements = [
            (
                "As it was an hour ago",
                format!("SELECT COUNT(*) FROM {table} AS OF TIMESTAMP SYSTIMESTAMP - INTERVAL '1' HOUR;"),
            ),
            (
                "Set back; its rows must be free to move",
                format!(
                    "ALTER TABLE {table} ENABLE ROW MOVEMENT;\nFLASHBACK TABLE {table} TO TIMESTAMP SYSTIMESTAMP - INTERVAL '1' HOUR;"
                ),
            ),
        ];
        sql(&mut point, &statements);
    }
    block(
        &mut point,
        "Further back, RMAN restores the database and recovers it up to a time (`RESTORE DATABASE; RECOVER DATABASE UNTIL TIME …`), if it runs in `ARCHIVELOG` mode:",
    );
    sql(&mut point, &[("Whether it does", "SELECT log_mode FROM v$database;".to_owned())]);
    (strategy, recovery, point)
}

fn convex(book: &Context) -> (String, String, String) {
    let file = book.file_name();
    let mut strategy = String::new();
    block(&mut strategy, "The dashboard makes backups by hand and, on paid plans, by a schedule. From a terminal:");
    let commands = [
        (
            "All documents of production, as a ZIP file with one file for each table",
            format!("npx convex export --prod --path {file}.zip"),
        ),
        (
            "With the files that are stored",
            format!("npx convex export --prod --include-file-storage --path {file}-files.zip"),
        ),
    ];
    shell(&mut strategy, &commands);
    let mut recovery = String::new();
    block(
        &mut recovery,
        "Documents keep their `_id` and `_creationTime`, so that references hold. An import overwrites what the deployment holds. A backup of production holds \
         what is personal and secret: it is tried in a separate deployment that only those may enter who may see that, never in one for development. \
         `RESTORE_DEPLOY_KEY` is its deploy key:",
    );
    let into = "CONVEX_DEPLOY_KEY=\"$RESTORE_DEPLOY_KEY\" npx convex import";
    let mut commands = vec![("All documents; what is there is gone", format!("{into} --replace-all {file}.zip"))];
    if let Some(id) = book.example().and_then(|at| book.schema.tables.get(at)).map(|t| &t.id) {
        let name = &id.name;
        commands.push((
            "One table alone; what it holds is gone",
            format!(
                "unzip -p {file}.zip {name}/documents.jsonl > {name}.jsonl && {into} --table {name} --replace {name}.jsonl"
            ),
        ));
    }
    shell(&mut recovery, &commands);
    let command = format!("npx convex import --prod --replace-all {file}.zip");
    block(&mut recovery, "Into production, where what is there is gone as well:");
    block(&mut recovery, &fenced("bash", &command));
    let mut point = String::new();
    block(&mut point, "Convex has no point-in-time recovery: it is restored to a backup.");
    (strategy, recovery, point)
}
