-- Of what holds rows: partitioned tables do not. Before PostgreSQL 14 an estimate that was never made is 0.
SELECT n.nspname::text AS namespace,
       c.relname::text AS name,
       CASE WHEN c.reltuples >= 0::float4 AND (c.reltuples > 0::float4 OR c.relpages > 0 OR a.analyzed IS NOT NULL) THEN c.reltuples::int8 END AS rows,
       pg_catalog.pg_table_size(c.oid::regclass) AS bytes,
       pg_catalog.pg_indexes_size(c.oid::regclass) AS index_bytes,
       pg_catalog.to_char(pg_catalog.timezone('UTC', a.analyzed), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS analyzed
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT greatest(pg_catalog.pg_stat_get_last_analyze_time(c.oid), pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid))) AS a (analyzed)
WHERE c.relnamespace = ANY ($1)
  AND c.relkind::text IN ('r', 'm')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_class'::regclass::oid AND e.objid = c.oid AND e.deptype = 'e')
