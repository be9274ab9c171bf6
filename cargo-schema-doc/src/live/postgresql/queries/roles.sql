-- Roles that own something in this database, were granted something, or are named by a policy; without those of every server.
SELECT pg_catalog.quote_ident(r.rolname::text) AS printed,
       pg_catalog.concat_ws(' ',
           CASE WHEN r.rolcanlogin THEN 'LOGIN' END,
           CASE WHEN r.rolsuper THEN 'SUPERUSER' END,
           CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
           CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
           CASE WHEN NOT r.rolinherit THEN 'NOINHERIT' END,
           CASE WHEN r.rolreplication THEN 'REPLICATION' END,
           CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
           'CONNECTION LIMIT ' || CASE WHEN r.rolconnlimit >= 0 THEN r.rolconnlimit::text END) AS options,
       ARRAY(SELECT pg_catalog.quote_ident(g.rolname::text)
             FROM pg_catalog.pg_auth_members AS m
             JOIN pg_catalog.pg_roles AS g ON g.oid = m.roleid
             WHERE m.member = r.oid
             ORDER BY g.rolname) AS member_of,
       d.description AS comment
FROM pg_catalog.pg_roles AS r
LEFT JOIN pg_catalog.pg_shdescription AS d ON d.classoid = 'pg_catalog.pg_authid'::regclass::oid AND d.objoid = r.oid
WHERE r.oid >= 16384::oid
  AND EXISTS (SELECT FROM pg_catalog.pg_shdepend AS s
              JOIN pg_catalog.pg_database AS b ON b.oid = s.dbid
              WHERE b.datname = pg_catalog.current_database()
                AND s.refclassid = 'pg_catalog.pg_authid'::regclass::oid AND s.refobjid = r.oid)
ORDER BY r.rolname
