-- Statements of refreshes: the corpus of another database, what a refresh did, and how to undo it. embed.awk explains
-- how statements are named and included.

-- name: attach
-- Makes the tables of another database readable, as other.artist and so on.
ATTACH :path AS other;

-- name: detach
-- The opposite.
DETACH other;

-- name: artists_lost
-- The number of artists of this corpus of whose names the other corpus has none.
SELECT count(*)
FROM (SELECT max(EXISTS (SELECT 1 FROM other.artist_key AS theirs WHERE theirs.key = artist_key.key)) AS is_there
      FROM artist_key
      WHERE alias IS NULL
      GROUP BY artist)
WHERE is_there = 0;

-- name: corpus_take
-- Replaces the corpus by the other one, whose artists and sources get numbers that were never used. Keys come
-- first, because adding artists changes the sequence.
DELETE FROM artist_key;
DELETE FROM artist;
DELETE FROM source;
DROP INDEX artist_name;
INSERT INTO artist_key (key, artist, native, alias, alias_type)
SELECT key, artist + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'artist'), 0), native, alias, alias_type
FROM other.artist_key;
INSERT INTO artist (id, name, mbid, kind, country, style, source, verdict_only)
SELECT id + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'artist'), 0), name, mbid, kind, country, style,
       source + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'source'), 0), verdict_only
FROM other.artist;
INSERT INTO source (id, path, format, as_of, added_at, rows, kept, stamp)
SELECT id + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'source'), 0), path, format, as_of, added_at, rows,
       kept, stamp
FROM other.source;
-- include artist_index

-- name: corpus_restore
-- Replaces the corpus by the other one, an earlier state of this corpus, with the numbers that it had.
DELETE FROM artist_key;
DELETE FROM artist;
DELETE FROM source;
DROP INDEX artist_name;
INSERT INTO source (id, path, format, as_of, added_at, rows, kept, stamp)
SELECT id, path, format, as_of, added_at, rows, kept, stamp FROM other.source;
INSERT INTO artist (id, name, mbid, kind, country, style, source, verdict_only)
SELECT id, name, mbid, kind, country, style, source, verdict_only FROM other.artist;
INSERT INTO artist_key (key, artist, native, alias, alias_type)
SELECT key, artist, native, alias, alias_type FROM other.artist_key;
-- include artist_index

-- name: batch_to_retire
-- The oldest batch that is served, if more than :keep are; 0 for none.
SELECT CASE WHEN count(*) > :keep THEN min(id) ELSE 0 END FROM batch WHERE removed_at IS NULL;

-- name: batch_to_restore
-- A batch that is retired and that the other database serves; 0 for none.
SELECT coalesce(min(batch.id), 0)
FROM batch JOIN other.batch AS earlier ON earlier.id = batch.id
WHERE batch.removed_by = 'retire' AND earlier.removed_at IS NULL;

-- name: removed_names_take
-- Copies the names of a batch from the other database, so that they can be restored.
INSERT INTO removed_name (
-- include stored_columns
)
SELECT
-- include stored_columns
FROM other.name WHERE batch = :batch;

-- name: refresh_next
-- The number of the next refresh.
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'refresh'), 0) + 1;

-- name: refresh_add
-- Records a refresh.
INSERT INTO refresh (lists, corpus, model, batch, summary)
VALUES (:lists, :corpus, :model, nullif(:batch, 0), :summary);

-- name: refresh_last
-- The last refresh, unless it was rolled back.
SELECT id, at, lists, corpus, coalesce(model, ''), coalesce(batch, 0)
FROM refresh
WHERE id = (SELECT max(id) FROM refresh) AND rolled_back_at IS NULL;

-- name: refresh_in_force
-- The last refresh that was not rolled back.
SELECT id, at, lists, corpus, coalesce(model, ''), coalesce(batch, 0)
FROM refresh
WHERE rolled_back_at IS NULL
ORDER BY id DESC
LIMIT 1;

-- name: refresh_rolled_back
-- Marks a refresh as rolled back.
UPDATE refresh SET rolled_back_at = strftime('%Y-%m-%dT%H:%M:%SZ') WHERE id = :refresh;

-- name: refresh_words
-- The words of the last call that named lists.
SELECT word FROM refresh_word ORDER BY place;

-- name: refresh_words_clear
-- Forgets them.
DELETE FROM refresh_word;

-- name: refresh_word_add
-- Adds a word.
INSERT INTO refresh_word (word) VALUES (:word);
