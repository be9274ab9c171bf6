-- What readers say to a post.
-- @access comments_of_post: Below a post, oldest first index=comments_post frequency=high
CREATE TABLE comments (
    id         INTEGER PRIMARY KEY NOT NULL,
    post_id    INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE, -- What it is about. @label receives
    name       TEXT NOT NULL, -- How the reader signs.
    body       TEXT NOT NULL, -- Plain text.
    written_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, -- In UTC.

    -- @reason Who has more to say has a blog
    CONSTRAINT comments_short CHECK (length(body) <= 4000)
);

-- The thread below a post.
CREATE INDEX comments_post ON comments (post_id, written_at);

ALTER TABLE posts ADD COLUMN comments_open BOOLEAN NOT NULL DEFAULT TRUE; -- Whether readers may still say something.
