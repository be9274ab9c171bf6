-- Of tables and composite types; of views, those that have comments.
SELECT a.attrelid AS relation,
       a.attnum AS number,
       a.attname::text AS name,
       pg_catalog.quote_ident(a.attname::text) AS printed,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS data_type,
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS "collation",
       a.attnotnull AS not_null,
       a.atthasdef AS has_expression,
       pg_catalog.pg_get_expr(x.adbin, x.adrelid, true) AS expression,
       a.attgenerated::text AS generated,
       a.attidentity::text AS identity,
       a.attislocal AS is_local,
       CASE WHEN a.attstorage <> t.typstorage
            THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
       END AS storage,
       CASE WHEN a.attstattarget >= 0::int2 THEN a.attstattarget::int4 END AS statistics,
       a.attoptions AS options,
       a.attfdwoptions AS server_options,
       d.description AS comment
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef AS x ON x.adrelid = a.attrelid AND x.adnum = a.attnum
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objoid = a.attrelid AND d.objsubid = a.attnum::int4
WHERE c.relnamespace = ANY ($1)
  AND (c.relkind::text IN ('r', 'p', 'f', 'c') OR c.relkind::text IN ('v', 'm') AND d.description IS NOT NULL)
  AND a.attnum > 0::int2
  AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
