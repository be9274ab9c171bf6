-- The back office as it was first installed.

CREATE FUNCTION touch_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION touch_updated_at() IS 'Keeps `updated_at` true.';

CREATE TYPE user_role AS ENUM ('admin', 'sales', 'surveyor', 'designer', 'installer');

CREATE TABLE company (
    id         serial PRIMARY KEY,
    name       varchar(255) NOT NULL,
    slug       varchar(64) NOT NULL UNIQUE,
    license_no varchar(32),
    owner_id   integer,
    settings   jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id            serial PRIMARY KEY,
    company_id    integer NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    email         varchar(255) NOT NULL,
    password_hash varchar(255) NOT NULL,
    full_name     varchar(255) NOT NULL,
    phone         varchar(32),
    role          user_role NOT NULL DEFAULT 'sales',
    is_active     boolean NOT NULL DEFAULT true,
    last_login_at timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE INDEX users_company_id_idx ON users (company_id) WHERE is_active;

ALTER TABLE company ADD CONSTRAINT company_owner_id_fkey
    FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE SET NULL;

CREATE TRIGGER company_touch BEFORE UPDATE ON company FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

COMMENT ON TABLE company IS 'An installer: whose customers, users and projects these are.';
COMMENT ON COLUMN company.license_no IS 'The contractor''s licence, as it stands on permits.';
COMMENT ON COLUMN company.settings IS 'Prices, letterhead and defaults of the design tool.';
COMMENT ON TABLE users IS 'Who works for a company, and signs in.';
COMMENT ON COLUMN users.email IS 'What one signs in with, in any case. @pii';
COMMENT ON COLUMN users.password_hash IS 'Argon2id. @secret';
