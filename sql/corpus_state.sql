-- How many artists the corpus has, its date, and a number that changes with every change of it.
SELECT (SELECT count(*) FROM artist), (SELECT max(as_of) FROM source), (SELECT coalesce(max(id), 0) FROM source);
