-- How many names are eligible, by what every name is counted by: the "pool" of an answer without a text to look for.
SELECT coalesce(sum(names), 0)
FROM name_count
WHERE (:verdict = 'any' OR verdict = :verdict)
    AND (:style IS NULL OR style = :style)
    AND (:kind IS NULL OR kind = :kind)
    AND length BETWEEN :min AND :max
    AND (:words = 0 OR words = :words)
    AND (:weird IS NULL OR weird = :weird);
