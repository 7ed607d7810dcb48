-- How many artists the corpus has, its date, and a number that changes with every change of it: sources have numbers
-- that are never used twice, and the time tells two databases apart.
SELECT (SELECT count(*) FROM artist), (SELECT max(as_of) FROM source),
       (SELECT coalesce(sum(id + strftime('%s', added_at) * 1000), 0) FROM source);
