-- PostgreSQL 14 and later. Columns whose compression is not the server's default.
SELECT a.attrelid AS relation, a.attnum AS number, CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END AS method
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = ANY ($1) AND a.attcompression <> '' AND a.attnum > 0::int2 AND NOT a.attisdropped
