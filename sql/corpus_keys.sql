-- Every key of every artist in order, with the other name that it is of, if it is of one: for the index that judges
-- names.
SELECT key, artist, alias FROM artist_key ORDER BY key, artist;
