SELECT s.stxrelid AS relation,
       pg_catalog.format('%I.%I', n.nspname, s.stxname) AS printed,
       pg_catalog.pg_get_statisticsobjdef(s.oid)
       || coalesce(pg_catalog.format(E';\nALTER STATISTICS %I.%I SET STATISTICS ', n.nspname, s.stxname)
                   || CASE WHEN s.stxstattarget::int4 >= 0 THEN s.stxstattarget::text END, '') AS definition,
       d.description AS comment
FROM pg_catalog.pg_statistic_ext AS s
JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_statistic_ext'::regclass::oid AND d.objoid = s.oid AND d.objsubid = 0
WHERE s.stxnamespace = ANY ($1)
ORDER BY s.oid
