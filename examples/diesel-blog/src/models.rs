//! Rows. Diesel holds them to `schema.rs` and `SchemaRow` to the migrations: names, types, and what may be null. What a column means
//! is said there.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use schema_doc_runtime::SchemaRow;

use crate::schema::{authors, comments, post_tags, posts};

/// Who writes, as posts show it: a row needs no field for each column.
#[derive(Debug, Queryable, Selectable, SchemaRow)]
#[diesel(table_name = authors, check_for_backend(Sqlite))]
#[schema_doc(table = "authors", schema = crate::database)]
pub struct Author {
    pub id: i32,
    pub name: String,
}

#[derive(Debug, Insertable, SchemaRow)]
#[diesel(table_name = authors)]
#[schema_doc(table = "authors", schema = crate::database)]
pub struct NewAuthor<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

#[derive(Debug, Queryable, Selectable, SchemaRow)]
#[diesel(table_name = posts, check_for_backend(Sqlite))]
#[schema_doc(table = "posts", schema = crate::database)]
pub struct Post {
    pub id: i32,
    pub slug: String,
    pub title: String,
    pub body: String,
    pub published_at: Option<NaiveDateTime>,
    pub comments_open: bool,
}

#[derive(Debug, Insertable, SchemaRow)]
#[diesel(table_name = posts)]
#[schema_doc(table = "posts", schema = crate::database)]
pub struct NewPost<'a> {
    pub author_id: i32,
    pub slug: &'a str,
    pub title: &'a str,
    pub body: &'a str,
    pub published_at: Option<NaiveDateTime>,
    pub comments_open: bool,
}

/// A row that needs one: `complete` asks for it.
#[derive(Debug, Insertable, SchemaRow)]
#[diesel(table_name = post_tags)]
#[schema_doc(table = "post_tags", schema = crate::database, complete)]
pub struct PostTag<'a> {
    pub post_id: i32,
    pub tag: &'a str,
}

#[derive(Debug, Queryable, Selectable, SchemaRow)]
#[diesel(table_name = comments, check_for_backend(Sqlite))]
#[schema_doc(table = "comments", schema = crate::database)]
pub struct Comment {
    pub name: String,
    pub body: String,
}

#[derive(Debug, Insertable, SchemaRow)]
#[diesel(table_name = comments)]
#[schema_doc(table = "comments", schema = crate::database)]
pub struct NewComment<'a> {
    pub post_id: i32,
    pub name: &'a str,
    pub body: &'a str,
}
