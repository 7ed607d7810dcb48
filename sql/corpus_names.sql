-- What the model learns from, with style and kind: of artists that share a key, the first.
SELECT name, style, kind
FROM artist
WHERE id IN (SELECT min(artist) FROM artist_key WHERE alias IS NULL GROUP BY key)
ORDER BY id;
