-- Without those of every new database (`plpgsql`), and without the comments that extensions bring themselves.
SELECT pg_catalog.quote_ident(x.extname::text) AS printed,
       pg_catalog.quote_ident(n.nspname::text) AS namespace,
       CASE WHEN d.description <> a.comment OR a.comment IS NULL THEN d.description END AS comment
FROM pg_catalog.pg_extension AS x
JOIN pg_catalog.pg_namespace AS n ON n.oid = x.extnamespace
LEFT JOIN pg_catalog.pg_available_extensions() AS a (name, version, comment) ON a.name = x.extname
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_extension'::regclass::oid AND d.objoid = x.oid AND d.objsubid = 0
WHERE x.oid >= 16384::oid
ORDER BY x.extname
