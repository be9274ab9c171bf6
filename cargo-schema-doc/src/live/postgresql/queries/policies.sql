SELECT p.polrelid AS relation,
       pg_catalog.quote_ident(p.polname::text) AS printed,
       p.polcmd::text AS command,
       p.polpermissive AS permissive,
       ARRAY(SELECT CASE r.oid WHEN 0::oid THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r.oid)::text) END
             FROM pg_catalog.unnest(p.polroles) WITH ORDINALITY AS r (oid, position)
             ORDER BY r.position) AS roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) AS "using",
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) AS with_check,
       d.description AS comment
FROM pg_catalog.pg_policy AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_policy'::regclass::oid AND d.objoid = p.oid AND d.objsubid = 0
WHERE c.relnamespace = ANY ($1)
ORDER BY p.oid
