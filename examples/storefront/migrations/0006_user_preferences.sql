-- What a customer wants to hear from us.

ALTER TABLE users
    ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}'::jsonb; -- Newsletter, notifications, theme. @example {"newsletter": true, "theme": "light"}

UPDATE users SET preferences = jsonb_build_object('newsletter', true, 'notifications', true, 'theme', 'light');

-- Who takes the newsletter.
CREATE INDEX idx_users_preferences ON users USING gin (preferences);
