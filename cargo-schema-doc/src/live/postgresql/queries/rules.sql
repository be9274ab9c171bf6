SELECT r.ev_class AS relation,
       pg_catalog.quote_ident(r.rulename::text) AS printed,
       pg_catalog.pg_get_ruledef(r.oid, true) AS definition,
       d.description AS comment
FROM pg_catalog.pg_rewrite AS r
JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_rewrite'::regclass::oid AND d.objoid = r.oid AND d.objsubid = 0
-- A view is a rule of this name.
WHERE c.relnamespace = ANY ($1) AND r.rulename <> '_RETURN'
ORDER BY r.oid
