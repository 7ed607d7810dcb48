-- Empties the corpus, before it is replaced in the same transaction.
DELETE FROM artist_key;
DELETE FROM artist;
DELETE FROM source;
