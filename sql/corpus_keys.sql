-- Every key of every artist in order, with the other name that it is of, if it is of one, and 1 if that is a search
-- hint: for the index that judges names.
SELECT key, artist, alias, alias_type IS 'hint' AS is_hint FROM artist_key ORDER BY key, artist;
