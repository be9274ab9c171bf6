), part_of_both AS (
    SELECT relation, part,
        max(is_expected) AS is_expected, max(1 - is_expected) AS is_found,
        coalesce(max(CASE is_expected WHEN 1 THEN object END), max(object)) AS object, max(difference) AS difference,
        max(CASE is_expected WHEN 1 THEN what END) AS expected, max(CASE is_expected WHEN 0 THEN what END) AS found,
        max(other) AS other,
        max(CASE is_expected WHEN 1 THEN nullability END) AS expected_nullability,
        max(CASE is_expected WHEN 0 THEN nullability END) AS found_nullability
    FROM fact
    GROUP BY relation, part
), compared AS (
    SELECT part_of_both.*,
        max(CASE part WHEN '' THEN is_expected + is_found END) OVER (PARTITION BY relation) AS sides
    FROM part_of_both
)
-- MySQL cuts what GROUP_CONCAT makes at 1,024 bytes unless told; to the others this is a comment.
SELECT /*+ SET_VAR(group_concat_max_len = 1000000) */ object,
    CASE aspect WHEN 1 THEN difference WHEN 2 THEN 'type' ELSE 'nullability' END AS difference,
    CASE aspect WHEN 3 THEN expected_nullability ELSE expected END AS expected,
    CASE aspect WHEN 3 THEN found_nullability ELSE found END AS found
FROM compared
JOIN (SELECT 1 AS aspect UNION ALL SELECT 2 UNION ALL SELECT 3) AS aspects ON CASE aspect
    WHEN 1 THEN is_expected + is_found = 1
    WHEN 2 THEN expected <> found AND expected <> other
    ELSE expected_nullability <> found_nullability
END
WHERE difference IS NOT NULL AND (part = '' OR sides = 2)
ORDER BY object, difference
