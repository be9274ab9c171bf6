-- Tables of all kinds, views and composite types. Names and types are printed as the search path has them.
SELECT c.oid,
       c.relkind::text AS kind,
       c.relname::text AS name,
       n.nspname::text AS namespace,
       c.oid::regclass::text AS printed,
       c.relpersistence = 'u' AS unlogged,
       c.relrowsecurity AS row_security,
       c.relforcerowsecurity AS forced_row_security,
       c.relreplident::text AS replica_identity,
       c.relispartition AS is_partition,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid, true) AS bound,
       CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,
       ARRAY(SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno) AS parents,
       CASE WHEN c.reloftype <> 0::oid THEN c.reloftype::regtype::text END AS of_type,
       CASE WHEN m.amname <> 'heap' THEN pg_catalog.quote_ident(m.amname::text) END AS access_method,
       pg_catalog.array_cat(c.reloptions, ARRAY(SELECT 'toast.' || o FROM pg_catalog.unnest(t.reloptions) AS o)) AS options,
       pg_catalog.quote_ident(s.srvname::text) AS server,
       f.ftoptions AS server_options,
       CASE WHEN c.relkind::text IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid, true) END AS query,
       d.description AS comment
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid AND c.reltoastrelid <> 0::oid
LEFT JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objoid = c.oid AND d.objsubid = 0
WHERE c.relnamespace = ANY ($1)
  AND c.relkind::text IN ('r', 'p', 'f', 'v', 'm', 'c')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_class'::regclass::oid AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY c.oid
