-- Whoever inserts takes numbers: of sessions, of orders.

GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app_write, app_admin;
