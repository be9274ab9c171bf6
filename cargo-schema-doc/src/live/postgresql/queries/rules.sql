SELECT r.ev_class AS relation,
       pg_catalog.quote_ident(r.rulename::text) AS printed,
       pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid, true), ';')
       || CASE WHEN r.ev_enabled <> 'O'
               THEN pg_catalog.format(E';\nALTER TABLE %s %s RULE %I', r.ev_class::regclass,
                        CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, r.rulename)
               ELSE '' END AS definition,
       d.description AS comment
FROM pg_catalog.pg_rewrite AS r
JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_rewrite'::regclass::oid AND d.objoid = r.oid AND d.objsubid = 0
-- A view is a rule of this name.
WHERE c.relnamespace = ANY ($1) AND r.rulename <> '_RETURN'
ORDER BY r.oid
