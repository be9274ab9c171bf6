-- What shapes no schema, and is counted so that nobody misses it: replication, logins of foreign servers, settings.
SELECT k.kind, k.number
FROM (VALUES ('publication', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_publication)),
             ('subscription', (SELECT pg_catalog.count(s.oid) FROM pg_catalog.pg_subscription AS s
                               JOIN pg_catalog.pg_database AS b ON b.oid = s.subdbid WHERE b.datname = pg_catalog.current_database())),
             ('user mapping', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_user_mappings)),
             ('database setting', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_db_role_setting AS s
                                          JOIN pg_catalog.pg_database AS b ON b.oid = s.setdatabase
                                          WHERE b.datname = pg_catalog.current_database())),
             ('security label', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_seclabel))) AS k (kind, number)
WHERE k.number > 0
