WITH fact AS (
    SELECT 1 AS is_expected,
        IF(@@lower_case_table_names = 0, relation, LOWER(relation)) COLLATE utf8mb4_bin AS relation,
        CASE
            WHEN column_name IS NOT NULL THEN CONCAT('column ', LOWER(column_name))
            WHEN what IS NOT NULL THEN LOWER(what)
            ELSE ''
        END COLLATE utf8mb4_bin AS part,
        CONCAT_WS('.', object, column_name, key_name) AS object,
        CASE
            WHEN type IS NOT NULL THEN 'missing column'
            WHEN column_name IS NULL THEN CONCAT('missing ', COALESCE(kind, 'table'))
        END AS difference,
        -- A type without the width that MySQL 8 no longer prints, in the characters that the catalog has.
        COALESCE(REGEXP_REPLACE(CONVERT(CONVERT(type USING utf8mb3) USING utf8mb4), '(?<=int|year)(?!(?<=tinyint)[(]1[)]$)[(][0-9]+[)]', ''), what) COLLATE utf8mb4_bin AS what, NULL AS other,
        CASE is_null WHEN 0 THEN 'not null' WHEN 1 THEN 'null' END AS nullability
    FROM JSON_TABLE(REPLACE('{expected}', '~', CHAR(92 USING utf8mb4)), '$[*]' COLUMNS (
        object TEXT CHARACTER SET utf8mb4 PATH '$[0]',
        relation TEXT CHARACTER SET utf8mb4 PATH '$[2]',
        NESTED PATH '$[2]' COLUMNS (whole INT EXISTS PATH '$'),
        NESTED PATH '$[3][*]' COLUMNS (
            column_name TEXT CHARACTER SET utf8mb4 PATH '$[0]',
            type TEXT CHARACTER SET utf8mb4 PATH '$[1]',
            is_null INT PATH '$[2]'
        ),
        NESTED PATH '$[4][*]' COLUMNS (
            kind TEXT CHARACTER SET utf8mb4 PATH '$[0]',
            key_name TEXT CHARACTER SET utf8mb4 PATH '$[1]',
            what TEXT CHARACTER SET utf8mb4 PATH '$[2]'
        )
    )) AS document
    UNION ALL
    SELECT 0, IF(@@lower_case_table_names = 0, relation, LOWER(relation)) COLLATE utf8mb4_bin,
        LOWER(CONVERT(part USING utf8mb4)) COLLATE utf8mb4_bin, CONCAT_WS('.', relation, own), difference,
        CONVERT(what USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(other USING utf8mb4) COLLATE utf8mb4_bin, nullability
    FROM (
        SELECT CONVERT(table_name USING utf8mb4) AS relation, '' AS part, NULL AS own, NULL AS difference,
            NULL AS what, NULL AS other, NULL AS nullability
        FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_type NOT LIKE '%VIEW'
        UNION ALL
        -- MariaDB's json is a longtext of one collation.
        SELECT CONVERT(table_name USING utf8mb4), CONCAT('column ', column_name), column_name, 'extra column',
            IF(column_type = 'longtext' AND collation_name = 'utf8mb4_bin' AND VERSION() LIKE '%MariaDB%', 'json',
                REGEXP_REPLACE(column_type, '(?<=int|year)(?!(?<=tinyint)[(]1[)]$)[(][0-9]+[)]', '')),
            REGEXP_REPLACE(column_type, '(?<=int|year)(?!(?<=tinyint)[(]1[)]$)[(][0-9]+[)]', ''),
            IF(is_nullable = 'NO', 'not null', 'null')
        FROM information_schema.columns
        WHERE table_schema = DATABASE()
        UNION ALL
        SELECT CONVERT(table_name USING utf8mb4), CONCAT(CASE
                WHEN index_name = 'PRIMARY' THEN 'primary key'
                WHEN non_unique = 0 THEN 'unique'
                WHEN index_type IN ('BTREE', 'HASH') THEN 'index'
                ELSE LOWER(index_type)
            END, ' (', GROUP_CONCAT(CASE
                WHEN column_name IS NULL THEN '...'
                WHEN sub_part IS NULL OR index_type = 'SPATIAL' THEN column_name
                ELSE CONCAT(REPLACE(column_name, '`', ''), '(', sub_part, ')')
            END ORDER BY seq_in_index SEPARATOR ', '), ')'), NULL, NULL, NULL, NULL, NULL
        FROM information_schema.statistics
        WHERE table_schema = DATABASE()
        GROUP BY table_name, index_name, non_unique, index_type
        UNION ALL
        SELECT CONVERT(table_name USING utf8mb4), CONCAT(
                'foreign key (', GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR ', '),
                ') references ', referenced_table_name,
                ' (', GROUP_CONCAT(referenced_column_name ORDER BY ordinal_position SEPARATOR ', '), ')'
            ), NULL, NULL, NULL, NULL, NULL
        FROM information_schema.key_column_usage
        WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
        GROUP BY table_name, constraint_name, referenced_table_name
    ) AS catalog
