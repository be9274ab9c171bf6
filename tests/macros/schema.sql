CREATE SCHEMA auth;

CREATE TYPE channel AS ENUM ('web', 'phone', 'post');

-- People who may log in.
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE,
    phone text,
    password_hash bytea,
    settings jsonb NOT NULL DEFAULT '{}',
    tags text[] NOT NULL DEFAULT '{}',
    scores int[],
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE orders (
    id uuid PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users,
    status text NOT NULL CHECK (status IN ('pending', 'shipped', 'cancelled')),
    channel channel NOT NULL,
    total numeric(10, 2) NOT NULL,
    quantity smallint NOT NULL,
    weight double precision,
    placed_on date NOT NULL,
    address inet
);

CREATE TABLE auth.sessions (
    token text PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users
);
