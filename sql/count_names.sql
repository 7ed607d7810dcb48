-- How many names are eligible: the "pool" of an answer.
SELECT count(*)
FROM name
WHERE
-- include eligible.sql
;
