//! A blog whose migrations, `schema.rs`, rows and database cannot drift apart unseen.

use std::error::Error;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::models::{NewAuthor, NewComment, NewPost};

mod blog;
mod models;
mod schema;
mod verify;

// What the migrations say. `schema` is Diesel's own name for its module.
schema_doc_runtime::include_schema!(mod database);

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// A database in memory, as the migrations make it.
fn open() -> Result<SqliteConnection, Box<dyn Error + Send + Sync>> {
    let mut connection = SqliteConnection::establish(":memory:")?;
    connection.batch_execute("PRAGMA foreign_keys = ON")?;
    for migration in connection.run_pending_migrations(MIGRATIONS)? {
        println!("ran {migration}");
    }
    Ok(connection)
}

/// Two authors, two posts, a draft that no reader sees, and what readers said.
fn fill(connection: &mut SqliteConnection) -> QueryResult<()> {
    let noon = |day| NaiveDate::from_ymd_opt(2026, 3, day).and_then(|day| day.and_hms_opt(12, 0, 0));
    let ada = blog::join(connection, &NewAuthor { name: "Ada", email: "ada@example.org" })?;
    let kurt = blog::join(connection, &NewAuthor { name: "Kurt", email: "kurt@example.org" })?;
    let notes = NewPost {
        author_id: ada.id,
        slug: "notes",
        title: "Notes on the engine",
        body: "It weaves algebraical patterns.",
        published_at: noon(2),
        comments_open: true,
    };
    let notes = blog::write(connection, &notes, &["engines", "algebra"])?;
    for (name, body) in [("Charles", "I should build it one day."), ("Luigi", "Translated into Italian.")] {
        blog::comment(connection, &NewComment { post_id: notes.id, name, body })?;
    }
    let incomplete = NewPost {
        author_id: kurt.id,
        slug: "incomplete",
        title: "Incomplete, necessarily",
        body: "This post has no proof.",
        published_at: noon(9),
        comments_open: false,
    };
    blog::write(connection, &incomplete, &["logic"])?;
    let draft = NewPost { slug: "continuum", title: "On the continuum", published_at: None, ..incomplete };
    blog::write(connection, &draft, &[])?;
    Ok(())
}

/// What a reader who opens the blog sees.
fn read(connection: &mut SqliteConnection) -> QueryResult<()> {
    for (post, author) in blog::front_page(connection)? {
        let date = post.published_at.map(|time| time.date().to_string()).unwrap_or_default();
        let tags = blog::tags_of(connection, &post)?.join(", ");
        println!("\n{} · {} · {date} · {tags} · /{}\n  {}", post.title, author.name, post.slug, post.body);
        for comment in blog::comments_of(connection, &post)? {
            println!("  {}: {}", comment.name, comment.body);
        }
        if !post.comments_open {
            println!("  Comments are closed.");
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut connection = open()?;
    fill(&mut connection)?;
    read(&mut connection)?;
    let differences = verify::differences(&mut connection)?;
    if !differences.is_empty() {
        return Err(format!("the database differs from the schema: {}", differences.join("; ")).into());
    }
    println!("\nThe database equals the schema: {} tables, no difference.", database::TABLES.len());
    Ok(())
}
