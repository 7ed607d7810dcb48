-- Whether an artist has this key.
SELECT 1 FROM artist_key WHERE key = :key LIMIT 1;
