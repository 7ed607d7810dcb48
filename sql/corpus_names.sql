-- What the model learns from, with style and kind: of artists that share a key, the first that is there for more
-- than the verdict.
SELECT name, style, kind
FROM artist
WHERE id IN (SELECT min(artist) FROM artist_key
             WHERE alias IS NULL AND artist NOT IN (SELECT id FROM artist WHERE verdict_only = 1)
             GROUP BY key)
ORDER BY id;
