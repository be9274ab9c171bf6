-- Enums, domains, ranges and base types. Composite types are relations, arrays and multiranges come with what they are of.
SELECT t.oid,
       t.typtype::text AS kind,
       t.oid::regtype::text AS printed,
       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS base,
       t.typnotnull AS not_null,
       pg_catalog.pg_get_expr(t.typdefaultbin, 0::oid, true) AS "default",
       CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END AS "collation",
       ARRAY(SELECT l.enumlabel::text FROM pg_catalog.pg_enum AS l WHERE l.enumtypid = t.oid ORDER BY l.enumsortorder) AS labels,
       CASE t.typtype
           WHEN 'r' THEN pg_catalog.concat_ws(', ',
               'subtype = ' || pg_catalog.format_type(r.rngsubtype, NULL),
               'subtype_opclass = ' || CASE WHEN NOT o.opcdefault THEN pg_catalog.format('%s.%I', o.opcnamespace::regnamespace, o.opcname) END,
               'collation = ' || CASE WHEN r.rngcollation <> s.typcollation THEN r.rngcollation::regcollation::text END,
               'canonical = ' || CASE WHEN r.rngcanonical::oid <> 0::oid THEN r.rngcanonical::text END,
               'subtype_diff = ' || CASE WHEN r.rngsubdiff::oid <> 0::oid THEN r.rngsubdiff::text END,
               'multirange_type_name = ' || CASE
                   WHEN m.typname::text <> CASE WHEN t.typname::text LIKE '%range%' THEN pg_catalog.regexp_replace(t.typname::text, 'range', 'multirange')
                                                ELSE t.typname::text || '_multirange' END
                   THEN pg_catalog.quote_ident(m.typname::text) END)
           WHEN 'b' THEN pg_catalog.concat_ws(', ',
               'INPUT = ' || t.typinput::text,
               'OUTPUT = ' || t.typoutput::text,
               'RECEIVE = ' || CASE WHEN t.typreceive::oid <> 0::oid THEN t.typreceive::text END,
               'SEND = ' || CASE WHEN t.typsend::oid <> 0::oid THEN t.typsend::text END,
               'TYPMOD_IN = ' || CASE WHEN t.typmodin::oid <> 0::oid THEN t.typmodin::text END,
               'TYPMOD_OUT = ' || CASE WHEN t.typmodout::oid <> 0::oid THEN t.typmodout::text END,
               'INTERNALLENGTH = ' || CASE WHEN t.typlen < 0::int2 THEN 'VARIABLE' ELSE t.typlen::text END,
               CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
               'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
               'STORAGE = ' || CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' WHEN 'x' THEN 'extended' ELSE 'plain' END,
               'CATEGORY = ' || pg_catalog.quote_literal(t.typcategory::text),
               CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
               'ELEMENT = ' || CASE WHEN t.typelem <> 0::oid THEN pg_catalog.format_type(t.typelem, NULL) END,
               CASE WHEN t.typcollation <> 0::oid THEN 'COLLATABLE = true' END)
       END AS options,
       d.description AS comment
FROM pg_catalog.pg_type AS t
LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_range AS r ON r.rngtypid = t.oid
LEFT JOIN pg_catalog.pg_type AS s ON s.oid = r.rngsubtype
-- PostgreSQL 14 and later have it.
LEFT JOIN pg_catalog.pg_type AS m ON m.oid = (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid
LEFT JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_type'::regclass::oid AND d.objoid = t.oid AND d.objsubid = 0
WHERE t.typnamespace = ANY ($1)
  AND t.typtype::text IN ('e', 'd', 'r', 'b', 'p')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_type'::regclass::oid AND e.objid = t.oid AND e.deptype = 'e')
ORDER BY t.oid
