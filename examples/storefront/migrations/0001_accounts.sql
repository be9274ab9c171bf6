-- Accounts: who shops here, where we ship to, which devices are signed in.

CREATE EXTENSION IF NOT EXISTS pgcrypto;

-- Keeps `updated_at` true, whatever wrote the row.
CREATE FUNCTION update_updated_at_column() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at = CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

-- User accounts: who can sign in and place orders.
-- @category authentication
-- @feature accounts
-- @owner identity-team
-- @usage A row is created at sign-up, and never removed: `deleted_at` marks a closed account.
-- @operation create_user: Sign-up with an e-mail address and a password
-- @operation authenticate: Look up by e-mail address, verify the hash
-- @rule unique_email: One account an e-mail address, whatever its case
-- @access login: Look an account up by e-mail address index=idx_users_email frequency=high
-- @access recent_accounts: Newest accounts first index=idx_users_created_at frequency=low
-- @security password_hashing: Only argon2id hashes reach `password_hash`
CREATE TABLE users (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- Unique user identifier.
    -- The address that the account signs in with. @pii
    -- @meaning Primary contact and login identifier
    -- @validation Must look like an e-mail address
    -- @rule email_format
    email          varchar(255) UNIQUE NOT NULL,
    password_hash  varchar(255) NOT NULL, -- Argon2id hash of the password. @secret
    name           varchar(100), -- What we call the customer. @pii
    phone          varchar(20), -- For questions about a delivery. @pii
    email_verified boolean DEFAULT false, -- The link in the welcome mail was opened.
    -- Where the account is in its life.
    -- @values active: May sign in and order, inactive: Never verified, suspended: Blocked by support, deleted: Closed; kept for the books
    -- @flow inactive -> active, active -> suspended -> active, active -> deleted, suspended -> deleted
    status         varchar(20) NOT NULL DEFAULT 'active'
                   -- @reason A fifth state would be one that no sign-in knows how to refuse
                   CHECK (status IN ('active', 'inactive', 'suspended', 'deleted')),
    last_login     timestamptz, -- When a password was last accepted.
    created_at     timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- Sign-up.
    updated_at     timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- Last change; kept by a trigger.
    deleted_at     timestamptz, -- When the account was closed; null while it is open.

    -- @reason Typing errors are caught before the welcome mail bounces
    CONSTRAINT chk_email_format CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$')
);

-- One account an address, whatever its case; serves the login.
-- @impact Critical for login performance
CREATE UNIQUE INDEX idx_users_email ON users (lower(email));
-- Support's lists of accounts by state.
CREATE INDEX idx_users_status ON users (status) WHERE deleted_at IS NULL;
-- Newest accounts first.
CREATE INDEX idx_users_created_at ON users (created_at DESC);

COMMENT ON CONSTRAINT users_email_key ON users IS
    'What `ON CONFLICT (email)` of the sign-up needs; other cases of the address are held off by `idx_users_email`.';

CREATE TRIGGER update_users_updated_at
    BEFORE UPDATE ON users
    FOR EACH ROW
    EXECUTE FUNCTION update_updated_at_column();

-- Postal addresses of a customer, for shipping and billing.
-- @category accounts
-- @feature accounts, ordering
-- @usage Orders keep pointing at the address they were sent to, so an address is never changed: a correction is a new row.
CREATE TABLE addresses (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- What orders refer to; the customer never sees it.
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- Whose address it is. @label has
    label       varchar(50), -- What the customer calls it: "Home", "Office".
    recipient   varchar(100) NOT NULL, -- Name on the parcel. @pii
    line1       varchar(255) NOT NULL, -- Street and number. @pii
    line2       varchar(255), -- Floor, flat, company. @pii
    city        varchar(100) NOT NULL, -- Town or city. @sensitivity confidential
    postal_code varchar(20) NOT NULL, -- In the country's own spelling. @pii
    country     char(2) NOT NULL, -- ISO 3166-1 alpha-2.
    is_default  boolean NOT NULL DEFAULT false, -- Offered first at checkout.
    created_at  timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- When the customer entered it; a correction is a newer row.

    -- @reason ISO 3166-1 codes are two capital letters
    CONSTRAINT chk_country CHECK (country ~ '^[A-Z]{2}$')
);

-- A customer's address book.
CREATE INDEX idx_addresses_user ON addresses (user_id);
-- At most one default address a customer.
CREATE UNIQUE INDEX idx_addresses_default ON addresses (user_id) WHERE is_default;

/** One signed-in device.
 * @category authentication
 * @feature accounts
 * @owner identity-team
 * @usage Created at login, expired at logout; expired rows are swept nightly.
 * @access by_token: Every request checks its session index=sessions_token_hash_key frequency=high
 * @issue session_not_found: The token is hashed before the lookup; a lookup by the raw token finds nothing
 */
CREATE TABLE sessions (
    id         bigserial PRIMARY KEY, -- For support and logs; the cookie holds the token, not this.
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- Who is signed in. @label opens
    token_hash bytea UNIQUE NOT NULL, -- SHA-256 of the session token. @secret
    ip         inet, -- Where the session was opened from. @pii
    user_agent text, -- The browser, as it names itself. @sensitivity internal
    expires_at timestamptz NOT NULL, -- The session is void from then on.
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- The login.

    -- @reason A session that is void when it begins is a clock that is wrong
    CONSTRAINT chk_session_lifetime CHECK (expires_at > created_at)
);

-- A user's devices.
CREATE INDEX idx_sessions_user ON sessions (user_id);
-- The nightly sweep.
CREATE INDEX idx_sessions_expires ON sessions (expires_at);
COMMENT ON CONSTRAINT sessions_token_hash_key ON sessions IS
    'Every request looks its session up by it; two sessions of one token would let one customer see the other.';
