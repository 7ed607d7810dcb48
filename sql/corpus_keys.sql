-- Every key of every artist in order, with the name as written that it was made of: for the index that judges names.
SELECT k.key, k.artist, coalesce(k.alias, a.name)
FROM artist_key AS k JOIN artist AS a ON a.id = k.artist
ORDER BY k.key, k.artist;
