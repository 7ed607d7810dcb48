-- What a draw means: of all eligible names, any :n, each as likely as the next. Reads every row, so the worker runs it
-- only when names_of_rows.sql would find too few.
SELECT
-- include name_json.sql
FROM name
WHERE
-- include eligible.sql
ORDER BY random()
LIMIT :n;
