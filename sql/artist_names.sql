-- The name of every artist as written, with the columns of corpus_keys.sql.
SELECT NULL AS key, id AS artist, name, 0 AS is_hint FROM artist ORDER BY id;
