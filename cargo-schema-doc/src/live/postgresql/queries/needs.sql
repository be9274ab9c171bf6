-- What views and types need of each other: an object, and one that must be there first.
SELECT r.ev_class AS object, d.refobjid AS needed
FROM pg_catalog.pg_rewrite AS r
JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
JOIN pg_catalog.pg_depend AS d
  ON d.classid = 'pg_catalog.pg_rewrite'::regclass::oid AND d.objid = r.oid
 AND d.refclassid = 'pg_catalog.pg_class'::regclass::oid AND d.deptype = 'n'
WHERE c.relnamespace = ANY ($1) AND c.relkind::text IN ('v', 'm') AND d.refobjid <> r.ev_class
UNION
SELECT t.oid, coalesce(e.oid, n.oid)
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_depend AS d
  ON d.classid = 'pg_catalog.pg_type'::regclass::oid AND d.objid = t.oid
 AND d.refclassid = 'pg_catalog.pg_type'::regclass::oid AND d.deptype = 'n'
JOIN pg_catalog.pg_type AS n ON n.oid = d.refobjid
LEFT JOIN pg_catalog.pg_type AS e ON e.typarray = n.oid
WHERE t.typnamespace = ANY ($1)
UNION
SELECT c.oid, CASE WHEN coalesce(e.typrelid, n.typrelid) <> 0::oid THEN coalesce(e.typrelid, n.typrelid) ELSE coalesce(e.oid, n.oid) END
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0::int2 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS n ON n.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS e ON e.typarray = n.oid
WHERE c.relnamespace = ANY ($1) AND c.relkind = 'c'
