DROP TABLE post_tags;
DROP TABLE posts;
DROP TABLE authors;
