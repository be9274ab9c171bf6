-- Of tables and domains. What a partition has from its parent is told apart by `conparentid`, what an heir has by `conislocal`.
SELECT k.conrelid AS relation,
       k.contypid AS domain,
       k.contype::text AS kind,
       k.conname::text AS name,
       pg_catalog.quote_ident(k.conname::text) AS printed,
       pg_catalog.pg_get_constraintdef(k.oid, true) AS definition,
       k.conislocal AS is_local,
       k.conparentid <> 0::oid AS of_parent,
       k.convalidated AS is_valid,
       k.connoinherit AS no_inherit,
       k.conkey[1] AS first_column,
       coalesce(i.indisvalid, true) AS is_whole,
       d.description AS comment
FROM pg_catalog.pg_constraint AS k
LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = k.conindid AND i.indrelid = k.conrelid
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_constraint'::regclass::oid AND d.objoid = k.oid AND d.objsubid = 0
WHERE k.connamespace = ANY ($1) AND k.contype::text IN ('p', 'u', 'x', 'f', 'c', 'n')
ORDER BY k.oid
