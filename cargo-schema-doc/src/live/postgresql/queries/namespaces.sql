SELECT n.oid,
       n.nspname::text AS name,
       pg_catalog.quote_ident(n.nspname::text) AS printed,
       pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(n.nspowner)::text) AS owner,
       e.objid IS NOT NULL AS of_extension,
       d.description AS comment
FROM pg_catalog.pg_namespace AS n
LEFT JOIN pg_catalog.pg_depend AS e
       ON e.classid = 'pg_catalog.pg_namespace'::regclass::oid AND e.objid = n.oid AND e.deptype = 'e'
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_namespace'::regclass::oid AND d.objoid = n.oid AND d.objsubid = 0
WHERE n.nspname NOT LIKE 'pg\_%'::text AND n.nspname <> 'information_schema'
ORDER BY n.nspname
