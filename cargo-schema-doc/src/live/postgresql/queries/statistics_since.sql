SELECT pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.pg_stat_get_db_stat_reset_time(d.oid)), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database()
