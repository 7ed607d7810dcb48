-- Every key of every artist, for the index that judges names.
SELECT key, artist FROM artist_key ORDER BY key, artist;
