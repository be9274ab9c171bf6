SELECT t.tgrelid AS relation,
       pg_catalog.quote_ident(t.tgname::text) AS printed,
       pg_catalog.pg_get_triggerdef(t.oid, true) AS definition,
       t.tgenabled::text AS state,
       t.tgparentid <> 0::oid AS of_parent,
       d.description AS comment
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_trigger'::regclass::oid AND d.objoid = t.oid AND d.objsubid = 0
-- Before PostgreSQL 15 a partition's copy counts as internal.
WHERE c.relnamespace = ANY ($1) AND (NOT t.tgisinternal OR t.tgparentid <> 0::oid AND t.tgconstraint = 0::oid)
ORDER BY t.oid
