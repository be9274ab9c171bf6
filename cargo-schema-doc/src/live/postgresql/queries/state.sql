-- What the catalogs hold that names are printed from: every change of a row gives it the number of a newer transaction.
SELECT pg_catalog.count(*) AS rows, pg_catalog.sum(s.transaction::text::int8)::int8 AS transactions
FROM (SELECT n.xmin FROM pg_catalog.pg_namespace AS n WHERE n.oid = ANY ($1)
      UNION ALL SELECT c.xmin FROM pg_catalog.pg_class AS c WHERE c.relnamespace = ANY ($1)
      UNION ALL SELECT a.xmin FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                WHERE c.relnamespace = ANY ($1) AND c.relkind::text IN ('r', 'p', 'f', 'v', 'm', 'c') AND a.attnum > 0::int2
      UNION ALL SELECT k.xmin FROM pg_catalog.pg_constraint AS k WHERE k.connamespace = ANY ($1)
      UNION ALL SELECT t.xmin FROM pg_catalog.pg_type AS t WHERE t.typnamespace = ANY ($1)) AS s (transaction)
