-- The same where a name's text must be looked at. Reads every row.
SELECT count(*)
FROM name
WHERE
-- include eligible.sql
;
