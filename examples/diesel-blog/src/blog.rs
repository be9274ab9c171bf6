//! What authors and readers do.

use diesel::prelude::*;

use crate::models::{Author, Comment, NewAuthor, NewComment, NewPost, Post, PostTag};
use crate::schema::{authors, comments, post_tags, posts};

/// Takes an author in.
pub fn join(connection: &mut SqliteConnection, author: &NewAuthor) -> QueryResult<Author> {
    diesel::insert_into(authors::table).values(author).returning(Author::as_returning()).get_result(connection)
}

/// Writes a post with its tags.
pub fn write(connection: &mut SqliteConnection, post: &NewPost, tags: &[&str]) -> QueryResult<Post> {
    connection.transaction(|connection| {
        let post: Post =
            diesel::insert_into(posts::table).values(post).returning(Post::as_returning()).get_result(connection)?;
        let tags: Vec<_> = tags.iter().map(|&tag| PostTag { post_id: post.id, tag }).collect();
        diesel::insert_into(post_tags::table).values(&tags).execute(connection)?;
        Ok(post)
    })
}

/// Says something to a post.
pub fn comment(connection: &mut SqliteConnection, comment: &NewComment) -> QueryResult<()> {
    diesel::insert_into(comments::table).values(comment).execute(connection).map(drop)
}

/// The published posts, newest first, each with who wrote it.
pub fn front_page(connection: &mut SqliteConnection) -> QueryResult<Vec<(Post, Author)>> {
    posts::table
        .inner_join(authors::table)
        .filter(posts::published_at.is_not_null())
        .order(posts::published_at.desc())
        .select((Post::as_select(), Author::as_select()))
        .load(connection)
}

/// What a post speaks of.
pub fn tags_of(connection: &mut SqliteConnection, post: &Post) -> QueryResult<Vec<String>> {
    post_tags::table
        .filter(post_tags::post_id.eq(post.id))
        .order(post_tags::tag)
        .select(post_tags::tag)
        .load(connection)
}

/// What readers said to a post, oldest first.
pub fn comments_of(connection: &mut SqliteConnection, post: &Post) -> QueryResult<Vec<Comment>> {
    comments::table
        .filter(comments::post_id.eq(post.id))
        .order((comments::written_at, comments::id))
        .select(Comment::as_select())
        .load(connection)
}
