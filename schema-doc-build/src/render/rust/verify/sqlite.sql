WITH document AS (
    SELECT json_extract(value, '$[0]') AS relation, json_extract(value, '$[2]') AS name,
        json_extract(value, '$[3]') AS columns, json_extract(value, '$[4]') AS keys
    FROM json_each(replace('{expected}', '~', char(92)))
), present AS (
    SELECT relation, name, columns
    FROM document
    WHERE name COLLATE NOCASE IN (SELECT name FROM sqlite_master WHERE type = 'table')
), fact AS (
    SELECT 1 AS is_expected, relation, '' AS part, relation AS object, 'missing table' AS difference,
        NULL AS what, NULL AS other, NULL AS nullability
    FROM document
    UNION ALL
    SELECT 1, relation, 'column ' || lower(json_extract(value, '$[0]')), relation || '.' || json_extract(value, '$[0]'),
        CASE WHEN json_extract(value, '$[1]') IS NOT NULL THEN 'missing column' END,
        upper(json_extract(value, '$[1]')), NULL, CASE json_extract(value, '$[2]') WHEN 0 THEN 'not null' WHEN 1 THEN 'null' END
    FROM document, json_each(columns)
    UNION ALL
    SELECT 1, relation, lower(json_extract(value, '$[2]')), relation || coalesce('.' || nullif(json_extract(value, '$[1]'), ''), ''),
        'missing ' || json_extract(value, '$[0]'), json_extract(value, '$[2]'), NULL, NULL
    FROM document, json_each(keys)
    UNION ALL
    SELECT 0, relation, '', relation, NULL, NULL, NULL, NULL
    FROM present
    UNION ALL
    -- Before 3.37 a type is printed as it was written, since then the usual ones in capitals.
    -- The columns of a virtual table are its module's.
    SELECT 0, relation, 'column ' || lower(field.name), relation || '.' || field.name, 'extra column',
        upper(field.type), upper(field.type), CASE field."notnull" WHEN 0 THEN 'null' ELSE 'not null' END
    FROM present, pragma_table_xinfo(present.name) AS field
    WHERE json_array_length(columns) > 0 AND field.hidden <> 1
    UNION ALL
    SELECT 0, relation, lower('primary key (' || (
            SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_xinfo(present.name) WHERE pk > 0 ORDER BY pk)
        ) || ')'), NULL, NULL, NULL, NULL, NULL
    FROM present
    UNION ALL
    SELECT 0, relation, lower(CASE entry."unique" WHEN 0 THEN 'index' ELSE 'unique' END || ' (' || (
            SELECT group_concat(coalesce(name, '...'), ', ') FROM (SELECT name FROM pragma_index_info(entry.name) ORDER BY seqno)
        ) || ')' || CASE entry.partial WHEN 0 THEN '' ELSE ' where ...' END), NULL, NULL, NULL, NULL, NULL
    FROM present, pragma_index_list(present.name) AS entry
    UNION ALL
    -- Columns that are not said are those of the primary key.
    SELECT 0, relation, lower('foreign key (' || group_concat(own, ', ') || ') references ' || target || ' ('
            || coalesce(group_concat(referenced, ', '), '') || ')'), NULL, NULL, NULL, NULL, NULL
    FROM (
        SELECT relation, reference.id, reference."table" AS target, reference."from" AS own, coalesce(reference."to", (
            SELECT name FROM pragma_table_info(reference."table") WHERE pk = reference.seq + 1
        )) AS referenced
        FROM present, pragma_foreign_key_list(present.name) AS reference
        ORDER BY relation, reference.id, reference.seq
    )
    GROUP BY relation, id, target
