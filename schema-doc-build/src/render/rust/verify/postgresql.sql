WITH document AS (
    SELECT line ->> 0 AS relation, line ->> 1 AS namespace, line ->> 2 AS name, line -> 3 AS columns, line -> 4 AS keys
    FROM jsonb_array_elements(replace('{expected}', '~', chr(92))::jsonb) AS line
), present AS (
    SELECT document.relation, pg_class.oid
    FROM document
    JOIN pg_namespace ON pg_namespace.nspname = document.namespace
    JOIN pg_class ON pg_class.relnamespace = pg_namespace.oid AND pg_class.relname = document.name
    WHERE pg_class.relkind IN ('r', 'p', 'f')
), fact AS (
    SELECT 1 AS is_expected, relation, '' AS part, relation AS object, 'missing table' AS difference,
        NULL AS what, NULL AS other, NULL AS nullability
    FROM document
    UNION ALL
    SELECT 1, relation, 'column ' || (line ->> 0), relation || '.' || (line ->> 0),
        CASE WHEN line ->> 1 IS NOT NULL THEN 'missing column' END,
        line ->> 1, NULL, CASE line ->> 2 WHEN '0' THEN 'not null' WHEN '1' THEN 'null' END
    FROM document, jsonb_array_elements(columns) AS line
    UNION ALL
    SELECT 1, relation, line ->> 2, relation || '.' || (line ->> 1), 'missing ' || (line ->> 0), line ->> 2, NULL, NULL
    FROM document, jsonb_array_elements(keys) AS line
    UNION ALL
    SELECT 0, relation, '', relation, NULL, NULL, NULL, NULL
    FROM present
    UNION ALL
    -- A type by its own name and by its qualified one, whatever the search path.
    SELECT 0, relation, 'column ' || attname, relation || '.' || attname, 'extra column',
        CASE WHEN nspname IN ('pg_catalog', 'public') THEN own ELSE quote_ident(nspname) || '.' || own END,
        CASE WHEN nspname IN ('pg_catalog', 'public') THEN quote_ident(nspname) || '.' || own ELSE own END,
        CASE WHEN attnotnull THEN 'not null' ELSE 'null' END
    FROM present
    JOIN pg_attribute ON attrelid = present.oid AND attnum > 0 AND NOT attisdropped
    JOIN pg_type ON pg_type.oid = atttypid
    JOIN pg_namespace ON pg_namespace.oid = typnamespace
    CROSS JOIN LATERAL (SELECT format_type(atttypid, atttypmod) AS type, quote_ident(nspname) || '.' AS prefix) AS spelling
    CROSS JOIN LATERAL (
        SELECT CASE WHEN starts_with(type, prefix) THEN substr(type, length(prefix) + 1) ELSE type END AS own
    ) AS spelling_alone
    UNION ALL
    -- An index that is not valid serves no query, unless it waits for those of its partitions.
    SELECT 0, relation,
        CASE WHEN indisprimary THEN 'primary key' WHEN indisunique THEN 'unique' ELSE amname END
            || ' (' || array_to_string(ARRAY(
                SELECT coalesce(attname, '...')
                FROM unnest(indkey) WITH ORDINALITY AS key (number, position)
                LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = number AND number <> 0
                WHERE position <= indnkeyatts
                ORDER BY position
            ), ', ') || ')' || CASE WHEN indpred IS NULL THEN '' ELSE ' where ...' END,
        NULL, NULL, NULL, NULL, NULL
    FROM present
    JOIN pg_index ON indrelid = present.oid
    JOIN pg_class ON pg_class.oid = indexrelid AND (indisvalid OR relkind = 'I')
    JOIN pg_am ON pg_am.oid = relam
    UNION ALL
    SELECT 0, relation,
        'foreign key (' || array_to_string(ARRAY(
            SELECT attname FROM unnest(conkey) WITH ORDINALITY AS key (number, position)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY position
        ), ', ') || ') references ' || nspname || '.' || relname || ' (' || array_to_string(ARRAY(
            SELECT attname FROM unnest(confkey) WITH ORDINALITY AS key (number, position)
            JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY position
        ), ', ') || ')',
        NULL, NULL, NULL, NULL, NULL
    FROM present
    JOIN pg_constraint ON conrelid = present.oid AND contype = 'f'
    JOIN pg_class ON pg_class.oid = confrelid
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
