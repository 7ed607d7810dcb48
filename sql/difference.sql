-- Statements that replace the corpus by the one of an attached database (other), and keep the artists that both have.
-- embed.awk explains how statements are named and included.

-- name: other_artist_numbers
-- As artist_numbers (corpus.sql), of the other corpus.
SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM other.artist;

-- name: artist_contents
-- Every artist with the columns that are compared.
SELECT id, source, name, mbid, kind, country, style, verdict_only FROM artist;

-- name: other_artist_contents
SELECT id, source, name, mbid, kind, country, style, verdict_only FROM other.artist;

-- name: artist_key_contents
-- Every key with the artist that has it, and the columns that are compared.
SELECT artist, key, native, alias, alias_type FROM artist_key;

-- name: other_artist_key_contents
SELECT artist, key, native, alias, alias_type FROM other.artist_key;

-- name: artist_next
-- The number that the next artist will get.
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'artist'), 0) + 1;

-- name: difference_begin
-- Creates the lists of what differs. changed_name has each key that an artist gained or lost, with every name that has
-- or had it. The n-th source of the other corpus gets the number of the n-th source, so that artists which stay need
-- no new number of a source.
DROP TABLE IF EXISTS temp.artist_gone;
DROP TABLE IF EXISTS temp.artist_new;
DROP TABLE IF EXISTS temp.key_new;
DROP TABLE IF EXISTS temp.changed_key;
DROP TABLE IF EXISTS temp.changed_name;
DROP TABLE IF EXISTS temp.source_pair;
CREATE TEMP TABLE artist_gone (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE artist_new (theirs INTEGER PRIMARY KEY, id INTEGER NOT NULL);
CREATE TEMP TABLE key_new (key TEXT NOT NULL, artist INTEGER NOT NULL, native INTEGER NOT NULL, alias TEXT, alias_type TEXT);
CREATE TEMP TABLE changed_key (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE changed_name (key TEXT NOT NULL, name TEXT NOT NULL);
CREATE TEMP TABLE source_pair (theirs INTEGER PRIMARY KEY, id INTEGER NOT NULL);
INSERT INTO source_pair (theirs, id)
SELECT theirs.id, coalesce(mine.id, place + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'source'), 0))
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM other.source) AS theirs
     LEFT JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM source) AS mine USING (place);

-- name: source_pairs
SELECT theirs, id FROM source_pair;

-- name: artist_gone_add
-- An artist that the other corpus does not have like this.
INSERT INTO artist_gone (id) VALUES (:id);

-- name: artist_new_add
-- An artist that only the other corpus has like this, and its number here.
INSERT INTO artist_new (theirs, id) VALUES (:theirs, :id);

-- name: artist_source
-- Sets the source of an artist that stays.
UPDATE artist SET source = :source WHERE id = :id;

-- name: difference_apply
-- Removes and adds the artists of the lists. CROSS JOIN makes SQLite read the large table once, in its order, instead
-- of creating an index of it.
INSERT INTO changed_name (key, name)
SELECT k.key, coalesce(k.alias, a.name)
FROM artist_key AS k CROSS JOIN artist_gone AS gone ON gone.id = k.artist CROSS JOIN artist AS a ON a.id = k.artist;
DELETE FROM artist_key WHERE key IN (SELECT key FROM changed_name) AND artist IN (SELECT id FROM artist_gone);
DELETE FROM artist WHERE id IN (SELECT id FROM artist_gone);
INSERT INTO artist (id, name, mbid, kind, country, style, source, verdict_only)
SELECT artist_new.id, name, mbid, kind, country, style, source_pair.id, verdict_only
FROM artist_new CROSS JOIN other.artist AS theirs ON theirs.id = artist_new.theirs
                CROSS JOIN source_pair ON source_pair.theirs = theirs.source
ORDER BY artist_new.id;
INSERT INTO key_new (key, artist, native, alias, alias_type)
SELECT k.key, artist_new.id, k.native, k.alias, k.alias_type
FROM other.artist_key AS k CROSS JOIN artist_new ON artist_new.theirs = k.artist;
INSERT INTO artist_key (key, artist, native, alias, alias_type)
SELECT key, artist, native, alias, alias_type FROM key_new;
INSERT OR IGNORE INTO changed_key (key) SELECT key FROM changed_name;
INSERT OR IGNORE INTO changed_key (key) SELECT key FROM key_new;
INSERT INTO changed_name (key, name)
SELECT k.key, coalesce(k.alias, a.name)
FROM changed_key CROSS JOIN artist_key AS k ON k.key = changed_key.key CROSS JOIN artist AS a ON a.id = k.artist;
DELETE FROM source WHERE id NOT IN (SELECT id FROM source_pair);
INSERT OR REPLACE INTO source (id, path, format, as_of, added_at, rows, kept, stamp)
SELECT source_pair.id, path, format, as_of, added_at, rows, kept, stamp
FROM other.source AS theirs JOIN source_pair ON source_pair.theirs = theirs.id;

-- name: changed_names
-- The names of changed_name with the columns of corpus_keys.
SELECT key, 0 AS artist, name, 0 AS is_hint FROM changed_name ORDER BY key;
