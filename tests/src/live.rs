//! What a query returns on a live database that has loaded a schema.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use schema_doc_build::model::System;

use crate::{Oracle, Server};

/// A row of texts and nulls.
pub type Row = Vec<Option<String>>;

impl Oracle {
    /// The rows that a query returns behind the files: `settings` is what its session says first. The client's or the server's own
    /// commands write them to a file, since the oracle prints the catalog alone.
    pub fn rows(
        &self,
        server: Server,
        sed: Option<&str>,
        files: &[PathBuf],
        settings: &str,
        query: &str,
    ) -> Result<Vec<Row>, String> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        let (script, out) = (dir.path().join("query.sql"), dir.path().join("out"));
        std::fs::write(&script, format!("{settings}\n{}", asking(server.system, query, &out))).unwrap();
        let account = self.load(server, sed, &[files, &[script]].concat())?;
        let text = match server.system {
            System::Sqlite => sqlite(&out, query)?,
            _ => std::fs::read_to_string(&out).map_err(|error| format!("{error}\n{account}"))?,
        };
        serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))
    }
}

/// A script that runs a query as a prepared statement, and writes what it returns; for SQLite the database itself.
fn asking(system: System, query: &str, out: &Path) -> String {
    let out = out.display();
    match system {
        System::PostgreSql => format!(
            "PREPARE question AS {query};\n\\pset format unaligned\n\\pset tuples_only on\n\\o /dev/null\nEXECUTE question;\n\\o {out}\n\
             SELECT coalesce(json_agg(json_build_array(object, difference, expected, found)), '[]') FROM ({query}) AS answer;\n"
        ),
        System::Sqlite => format!("VACUUM INTO '{out}';\n"),
        _ => {
            let hex = query.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            format!(
                "SET @question = X'{hex}';\nPREPARE question FROM @question;\nEXECUTE question;\n\
                 SELECT coalesce(json_arrayagg(json_array(object, difference, expected, found)), '[]') INTO DUMPFILE '{out}' FROM ({query}) AS answer;\n"
            )
        }
    }
}

/// Asks the SQLite that the oracle has.
fn sqlite(database: &Path, query: &str) -> Result<String, String> {
    let program = "import json, sqlite3, sys\n\
                   rows = sqlite3.connect(sys.argv[1]).execute(sys.stdin.read()).fetchall()\n\
                   print(json.dumps([row for row in rows]))";
    let mut python = Command::new("python3");
    python.args(["-c", program]).arg(database).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = python.spawn().map_err(|error| error.to_string())?;
    child.stdin.take().unwrap().write_all(query.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
