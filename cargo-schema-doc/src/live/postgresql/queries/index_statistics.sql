SELECT n.nspname::text AS namespace,
       t.relname::text AS "table",
       c.relname::text AS name,
       pg_catalog.pg_stat_get_numscans(c.oid) AS scans,
       pg_catalog.pg_relation_size(c.oid::regclass) AS bytes,
       i.indisunique OR i.indisexclusion AS is_unique
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
WHERE t.relnamespace = ANY ($1)
  AND c.relkind = 'i'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_class'::regclass::oid AND e.objid = t.oid AND e.deptype = 'e')
