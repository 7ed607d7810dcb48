-- The name of every artist as written, in order of their numbers.
SELECT id, name FROM artist ORDER BY id;
