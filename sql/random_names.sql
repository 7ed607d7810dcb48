-- What a draw means: of all eligible names, any :n, each as likely as the next. Reads every row, so the worker runs it
-- only when name_of_row.sql would find too few. random() gives the numbers of the request's seed there, one a row in
-- the order of the rows.
SELECT
-- include name_row.sql
FROM name NOT INDEXED
WHERE
-- include eligible.sql
ORDER BY random()
LIMIT :n;
