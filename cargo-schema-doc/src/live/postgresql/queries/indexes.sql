-- Those behind constraints too, for what is said of them: they have no definition of their own.
SELECT i.indexrelid AS oid,
       i.indrelid AS relation,
       c.oid::regclass::text AS printed,
       pg_catalog.quote_ident(c.relname::text) AS name,
       k.oid IS NOT NULL AS of_constraint,
       CASE WHEN k.oid IS NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) END AS definition,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) AS predicate,
       pg_catalog.quote_ident(s.spcname::text) AS tablespace,
       c.relkind = 'I' AS is_partitioned,
       i.indisvalid AS is_valid,
       i.indisclustered AS is_clustered,
       i.indisreplident AS is_replica_identity,
       h.inhparent AS parent,
       d.description AS comment
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
LEFT JOIN pg_catalog.pg_constraint AS k
       ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype::text IN ('p', 'u', 'x')
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = i.indexrelid
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objoid = c.oid AND d.objsubid = 0
WHERE c.relnamespace = ANY ($1)
ORDER BY i.indexrelid
