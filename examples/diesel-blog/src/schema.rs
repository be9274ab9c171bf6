// @generated automatically by Diesel CLI.

diesel::table! {
    authors (id) {
        id -> Integer,
        name -> Text,
        email -> Text,
    }
}

diesel::table! {
    comments (id) {
        id -> Integer,
        post_id -> Integer,
        name -> Text,
        body -> Text,
        written_at -> Timestamp,
    }
}

diesel::table! {
    post_tags (post_id, tag) {
        post_id -> Integer,
        tag -> Text,
    }
}

diesel::table! {
    posts (id) {
        id -> Integer,
        author_id -> Integer,
        slug -> Text,
        title -> Text,
        body -> Text,
        published_at -> Nullable<Timestamp>,
        comments_open -> Bool,
    }
}

diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(post_tags -> posts (post_id));
diesel::joinable!(posts -> authors (author_id));

diesel::allow_tables_to_appear_in_same_query!(authors, comments, post_tags, posts,);
