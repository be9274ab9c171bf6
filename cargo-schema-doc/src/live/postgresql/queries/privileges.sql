-- Owners, tablespaces, and what differs from the privileges that an object of its kind has when it is made: statements, in order.
WITH object AS (
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.oid::regclass::text AS printed, NULL::text AS part,
           c.relacl AS acl, coalesce(i.initprivs, pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS usual,
           pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner) AS every
    FROM pg_catalog.pg_class AS c
    LEFT JOIN pg_catalog.pg_init_privs AS i ON i.classoid = 'pg_catalog.pg_class'::regclass::oid AND i.objoid = c.oid AND i.objsubid = 0
    WHERE c.relnamespace = ANY ($1) AND c.relkind::text IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relacl IS NOT NULL
    UNION ALL
    SELECT 'TABLE', c.oid::regclass::text, pg_catalog.quote_ident(a.attname::text), a.attacl, NULL::aclitem[], pg_catalog.acldefault('r'::"char", c.relowner)
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    WHERE c.relnamespace = ANY ($1) AND a.attacl IS NOT NULL AND NOT a.attisdropped
    UNION ALL
    SELECT 'SCHEMA', pg_catalog.quote_ident(n.nspname::text), NULL, n.nspacl,
           coalesce(i.initprivs, pg_catalog.acldefault('n'::"char", n.nspowner)), pg_catalog.acldefault('n'::"char", n.nspowner)
    FROM pg_catalog.pg_namespace AS n
    LEFT JOIN pg_catalog.pg_init_privs AS i ON i.classoid = 'pg_catalog.pg_namespace'::regclass::oid AND i.objoid = n.oid AND i.objsubid = 0
    WHERE n.oid = ANY ($1) AND n.nspacl IS NOT NULL
    UNION ALL
    SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure::text, NULL, p.proacl,
           pg_catalog.acldefault('f'::"char", p.proowner), pg_catalog.acldefault('f'::"char", p.proowner)
    FROM pg_catalog.pg_proc AS p
    WHERE p.pronamespace = ANY ($1) AND p.proacl IS NOT NULL
    UNION ALL
    SELECT 'TYPE', t.oid::regtype::text, NULL, t.typacl, pg_catalog.acldefault('T'::"char", t.typowner), pg_catalog.acldefault('T'::"char", t.typowner)
    FROM pg_catalog.pg_type AS t
    WHERE t.typnamespace = ANY ($1) AND t.typacl IS NOT NULL
    UNION ALL
    SELECT 'DEFAULT',
           pg_catalog.format('FOR ROLE %I', pg_catalog.pg_get_userbyid(d.defaclrole)) || coalesce(' IN SCHEMA ' || pg_catalog.quote_ident(n.nspname::text), ''),
           CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END,
           d.defaclacl,
           -- Those of a schema are granted beside the others.
           CASE WHEN n.oid IS NULL THEN pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) ELSE NULL::aclitem[] END,
           pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)
    FROM pg_catalog.pg_default_acl AS d
    LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
    WHERE d.defaclnamespace = 0::oid OR d.defaclnamespace = ANY ($1)
),
counted AS (
    SELECT o.*, (SELECT pg_catalog.count(DISTINCT x.privilege_type) FROM pg_catalog.aclexplode(o.every) AS x) AS count
    FROM object AS o
),
difference AS (
    SELECT 'GRANT' AS verb, o.kind, o.printed, o.part, o.count, g.grantee, g.privilege_type, g.is_grantable
    FROM counted AS o, LATERAL (
        SELECT x.grantee, x.privilege_type, x.is_grantable FROM pg_catalog.aclexplode(o.acl) AS x
        EXCEPT SELECT x.grantee, x.privilege_type, x.is_grantable FROM pg_catalog.aclexplode(o.usual) AS x) AS g
    UNION ALL
    SELECT 'REVOKE', o.kind, o.printed, o.part, o.count, g.grantee, g.privilege_type, false
    FROM counted AS o, LATERAL (
        SELECT x.grantee, x.privilege_type FROM pg_catalog.aclexplode(o.usual) AS x
        EXCEPT SELECT x.grantee, x.privilege_type FROM pg_catalog.aclexplode(o.acl) AS x) AS g
),
change AS (
    SELECT d.verb, d.kind, d.printed, d.part, d.is_grantable,
           CASE d.grantee WHEN 0::oid THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.grantee)::text) END AS grantee,
           CASE
               WHEN d.kind <> 'TABLE' OR d.part IS NULL THEN
                   CASE WHEN pg_catalog.count(*) = d.count THEN 'ALL' ELSE pg_catalog.string_agg(d.privilege_type, ', ' ORDER BY d.privilege_type) END
               ELSE pg_catalog.string_agg(pg_catalog.format('%s (%s)', d.privilege_type, d.part), ', ' ORDER BY d.privilege_type)
           END AS privileges
    FROM difference AS d
    GROUP BY d.verb, d.kind, d.printed, d.part, d.count, d.is_grantable, d.grantee
)
SELECT 0 AS rank, pg_catalog.format('ALTER TABLE %s OWNER TO %I', c.oid::regclass, pg_catalog.pg_get_userbyid(c.relowner)) AS statement
FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = ANY ($1) AND c.relkind::text IN ('r', 'p', 'f')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_class'::regclass::oid AND e.objid = c.oid AND e.deptype = 'e')
UNION ALL
SELECT 1, pg_catalog.format('ALTER TABLE %s SET TABLESPACE %I', c.oid::regclass, s.spcname)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
WHERE c.relnamespace = ANY ($1) AND c.relkind::text IN ('r', 'p')
UNION ALL
SELECT CASE c.verb WHEN 'REVOKE' THEN 2 ELSE 3 END,
       CASE c.kind WHEN 'DEFAULT' THEN pg_catalog.format('ALTER DEFAULT PRIVILEGES %s %s %s ON %s', c.printed, c.verb, c.privileges, c.part)
                   ELSE pg_catalog.format('%s %s ON %s %s', c.verb, c.privileges, c.kind, c.printed) END
       || CASE c.verb WHEN 'REVOKE' THEN ' FROM ' ELSE ' TO ' END || c.grantee
       || CASE WHEN c.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
FROM change AS c
ORDER BY 1, 2
