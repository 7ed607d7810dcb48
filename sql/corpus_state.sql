-- How many artists the corpus has, its date, and a number that tells it from every other corpus of any database: the sum
-- of what each source drew by lot when it was entered.
SELECT (SELECT count(*) FROM artist), (SELECT max(as_of) FROM source), (SELECT coalesce(sum(stamp), 0) FROM source);
