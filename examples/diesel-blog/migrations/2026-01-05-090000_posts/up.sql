-- Who writes here.
CREATE TABLE authors (
    id    INTEGER PRIMARY KEY NOT NULL,
    name  TEXT NOT NULL, -- As it stands above a post.
    email TEXT NOT NULL, -- Where an editor writes to. @pii

    -- One author an address.
    CONSTRAINT authors_email UNIQUE (email)
);

-- What the blog is made of.
-- @usage Written as a draft; publishing it sets `published_at`.
-- @access front_page: Published posts, newest first index=posts_published frequency=high
-- @access by_slug: A post's own page index=posts_slug frequency=high
CREATE TABLE posts (
    id           INTEGER PRIMARY KEY NOT NULL,
    author_id    INTEGER NOT NULL REFERENCES authors (id) ON DELETE RESTRICT, -- Who wrote it. @label writes
    slug         TEXT NOT NULL, -- Its name in URLs.
    title        TEXT NOT NULL, -- In one line.
    body         TEXT NOT NULL, -- Markdown.
    published_at TIMESTAMP, -- When readers first saw it; null while it is a draft.

    -- A link leads to one post.
    CONSTRAINT posts_slug UNIQUE (slug),
    -- @reason What a URL would have to escape is hard to read out on the phone
    CONSTRAINT posts_plain_slug CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9-]*')
);

-- An author's posts.
CREATE INDEX posts_author ON posts (author_id);
-- The front page.
CREATE INDEX posts_published ON posts (published_at DESC) WHERE published_at IS NOT NULL;

-- Which posts speak of what.
CREATE TABLE post_tags (
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE, -- @label carries
    tag     TEXT NOT NULL, -- In lower case.
    PRIMARY KEY (post_id, tag)
);

-- All posts of a tag.
CREATE INDEX post_tags_tag ON post_tags (tag);
