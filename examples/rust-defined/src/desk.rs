//! What the program does with its tables. Each function carries one query, which the compiler holds to the schema, and the pages of the
//! tables name the function.

use std::path::Path;

use rusqlite::{Connection, Error, Result, Row};
use schema_doc_runtime::access_pattern;

use crate::schema::{VERIFY_SQL, tickets};
use crate::tables::State;

/// The structs of `tables.rs` as SQLite's DDL: a document of the build like the others, reviewed with them.
const DDL: &str = include_str!("../docs/schema/ddl.sql");

/// A help desk.
#[derive(Debug)]
pub struct Desk {
    connection: Connection,
}

/// A ticket that somebody has to look at.
#[derive(Debug)]
pub struct Waiting {
    pub id: i64,
    pub subject: String,
    pub state: State,
    /// Whose it is, once somebody took it.
    pub taken_by: Option<String>,
}

impl Desk {
    /// Opens a database; a new one gets its tables.
    pub fn open(path: &Path) -> Result<Self> {
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let objects: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if objects == 0 {
            let transaction = connection.transaction()?;
            transaction.execute_batch(DDL)?;
            transaction.commit()?;
        }
        Ok(Self { connection })
    }

    /// Where the database is not what this program was built for: an older one that nobody migrated, or one that somebody changed.
    pub fn differences(&self) -> Result<Vec<String>> {
        self.connection.prepare(VERIFY_SQL)?.query_map([], difference)?.collect()
    }

    /// The person with an address; a new one where nobody has it.
    #[access_pattern(
        query = "
            INSERT INTO people (email) VALUES (?1)
            ON CONFLICT (email) DO UPDATE SET email = excluded.email
            RETURNING id
        ",
        parameters(email),
        index = "people_email",
        frequency = "high"
    )]
    fn person(&self, email: &str) -> Result<i64> {
        self.connection.query_row(QUERY, [email], |row| row.get(0))
    }

    /// A new ticket.
    #[access_pattern(
        query = "INSERT INTO tickets (asked_by, subject) VALUES (?1, ?2) RETURNING id",
        frequency = "medium"
    )]
    pub fn ask(&self, email: &str, subject: &str) -> Result<i64> {
        self.connection.query_row(QUERY, (self.person(email)?, subject), |row| row.get(0))
    }

    /// What somebody has to look at, what longest first.
    #[access_pattern(
        query = "
            SELECT tickets.id, tickets.subject, tickets.state, people.email AS taken_by
            FROM tickets
            LEFT JOIN people ON people.id = tickets.taken_by
            WHERE tickets.state <> 'closed'
            ORDER BY tickets.state, tickets.opened_at, tickets.id
        ",
        index = "tickets_queue",
        frequency = "high"
    )]
    pub fn queue(&self) -> Result<Vec<Waiting>> {
        self.connection.prepare(QUERY)?.query_map([], Waiting::of_row)?.collect()
    }

    /// Makes a ticket somebody's.
    #[access_pattern(query = "UPDATE tickets SET taken_by = ?2 WHERE id = ?1", frequency = "medium")]
    pub fn take(&self, ticket: i64, email: &str) -> Result<()> {
        one(self.connection.execute(QUERY, (ticket, self.person(email)?))?)
    }

    /// Whose turn it is: who asked opens the ticket with every word, everybody else lets it wait. A closed one is nobody's.
    #[access_pattern(
        query = "
            UPDATE tickets SET state = CASE asked_by WHEN ?2 THEN 'open' ELSE 'waiting' END
            WHERE id = ?1 AND state <> 'closed'
        ",
        frequency = "high"
    )]
    fn pass(&self, ticket: i64, author: i64) -> Result<()> {
        one(self.connection.execute(QUERY, (ticket, author))?)
    }

    /// Says something to a ticket.
    #[access_pattern(
        query = "
            INSERT INTO messages (ticket_id, position, author, body)
            SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3 FROM messages WHERE ticket_id = ?1
        ",
        frequency = "high"
    )]
    pub fn say(&self, ticket: i64, email: &str, body: &str) -> Result<()> {
        let author = self.person(email)?;
        self.pass(ticket, author)?;
        one(self.connection.execute(QUERY, (ticket, author, body))?)
    }

    /// What was said to a ticket, and by whom.
    #[access_pattern(
        query = "
            SELECT people.email, messages.body
            FROM messages
            JOIN people ON people.id = messages.author
            WHERE messages.ticket_id = ?1
            ORDER BY messages.position
        ",
        parameters(ticket),
        frequency = "high"
    )]
    pub fn messages(&self, ticket: i64) -> Result<Vec<(String, String)>> {
        self.connection.prepare(QUERY)?.query_map([ticket], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// Takes a ticket out of the queue.
    #[access_pattern(
        query = "UPDATE tickets SET state = 'closed', closed_at = CURRENT_TIMESTAMP WHERE id = ?1",
        parameters(ticket),
        frequency = "medium"
    )]
    pub fn close(&self, ticket: i64) -> Result<()> {
        one(self.connection.execute(QUERY, [ticket])?)
    }
}

impl Waiting {
    /// Columns by their constants: one that is renamed does not compile.
    fn of_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get(&*tickets::ID)?,
            subject: row.get(&*tickets::SUBJECT)?,
            state: row.get(&*tickets::STATE)?,
            taken_by: row.get(&*tickets::TAKEN_BY)?,
        })
    }
}

/// An error where there was no such row to change.
fn one(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::QueryReturnedNoRows) }
}

/// `tickets.subject: type, expected text, found integer`.
fn difference(row: &Row) -> Result<String> {
    let (object, difference): (String, String) = (row.get("object")?, row.get("difference")?);
    let side = |column| row.get(column).map(|value: Option<String>| value.map(|value| format!(", {column} {value}")));
    let (expected, found) = (side("expected")?.unwrap_or_default(), side("found")?.unwrap_or_default());
    Ok(format!("{object}: {difference}{expected}{found}"))
}
