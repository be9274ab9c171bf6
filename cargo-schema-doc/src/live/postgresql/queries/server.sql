-- Where we are, and what the role may not read: the catalogs are everyone's to read unless someone took that away.
SELECT pg_catalog.current_setting('server_version_num')::int4 AS version,
       pg_catalog.current_database()::text AS database,
       ARRAY(SELECT c.relname::text
             FROM pg_catalog.pg_class AS c
             WHERE c.relnamespace = 'pg_catalog'::regnamespace::oid
               AND c.relname = ANY ($1::text[]::name[])
               AND NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')) AS refused
