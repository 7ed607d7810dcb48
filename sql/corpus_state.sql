-- Whether the corpus has artists, its date, and a number that tells it from every other corpus of any database: the sum of
-- what each source drew by lot when it was entered. The workers ask after every change, so nothing is counted here.
SELECT EXISTS (SELECT 1 FROM artist), (SELECT max(as_of) FROM source), (SELECT coalesce(sum(stamp), 0) FROM source);
