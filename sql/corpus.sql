-- Statements on the corpus: sources, artists and their keys. embed.awk explains how
-- statements are named and included.

-- name: source_add
-- Adds a source; source_counts updates it after reading.
INSERT INTO source (path, format, as_of, stamp)
VALUES (:path, :format, :as_of, random() & 0xffffffffffff)
RETURNING id;

-- name: source_counts
-- Sets the results of reading a source.
UPDATE source SET format = :format, as_of = :as_of, rows = :rows, kept = :kept WHERE id = :id;

-- name: artist_add
-- Adds an artist that is not in the corpus yet. The program binds by position.
INSERT INTO artist (name, mbid, kind, country, style, verdict_only, source)
VALUES (:name, :mbid, :kind, :country, :style, :verdict_only, :source);

-- name: artist_add_if_new
-- Adds an artist unless it is already in the corpus; then artist_merge follows. The program binds by
-- position.
INSERT INTO artist (name, mbid, kind, country, style, verdict_only, source)
VALUES (:name, :mbid, :kind, :country, :style, :verdict_only, :source)
ON CONFLICT (name, mbid) DO NOTHING;

-- name: artist_merge
-- Fills the missing values of an artist and keeps the others. An artist is used in training unless all its
-- sources have it for the verdict only. The parameters are those of artist_add.
WITH given (name, mbid, kind, country, style, verdict_only)
    AS (VALUES (:name, :mbid, :kind, :country, :style, :verdict_only))
UPDATE artist SET
    kind = coalesce(artist.kind, given.kind),
    country = coalesce(artist.country, given.country),
    style = coalesce(artist.style, given.style),
    verdict_only = min(artist.verdict_only, given.verdict_only)
FROM given
WHERE artist.name = given.name AND artist.mbid = given.mbid
RETURNING id;

-- name: artist_index
-- The same name and MusicBrainz id in two sources is one artist. Artists are added to an empty corpus without
-- this index: the program creates it after the last one, or before one that may already be in the corpus.
CREATE UNIQUE INDEX artist_name ON artist (name, mbid);

-- name: artist_index_drop
-- For filling an empty corpus: see artist_index.
DROP INDEX artist_name;

-- name: artist_index_spared
-- 1 when the corpus is empty.
SELECT NOT EXISTS (SELECT 1 FROM artist);

-- name: artist_key_add
-- Adds a key of an artist. If the artist already has the key, the stronger kind of name is kept: its own
-- name, then the types of aliases in this order. The program binds by position.
INSERT INTO artist_key (key, artist, alias, alias_type, native)
VALUES (:key, :artist, :alias, :alias_type, :native)
ON CONFLICT (key, artist, native) DO UPDATE SET alias = excluded.alias, alias_type = excluded.alias_type
WHERE instr('own name legal hint', coalesce(excluded.alias_type, 'own'))
    < instr('own name legal hint', coalesce(artist_key.alias_type, 'own'));

-- name: artist_get
-- The data of an artist in a verdict; the alias that the key belongs to, if any, and its type unless it is
-- an ordinary alias.
SELECT a.name, a.country, nullif(a.mbid, ''), k.alias,
       CASE k.alias_type WHEN 'legal' THEN 'legal name' WHEN 'hint' THEN 'search hint' END
FROM artist AS a LEFT JOIN artist_key AS k ON k.key = :key AND k.artist = a.id AND k.native IN (:native, -1)
WHERE a.id = :id;

-- name: artist_numbers
-- The lowest and the highest number of an artist.
SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM artist;

-- name: artist_names
-- The name of every artist as written, with the columns of corpus_keys.
SELECT NULL AS key, id AS artist, name, 0 AS is_hint FROM artist ORDER BY id;

-- name: corpus_keys
-- Every key of every artist in order, with the alias that it belongs to, if any, and 1 if that is a search
-- hint: for the index that judges names.
SELECT key, artist, alias, alias_type IS 'hint' AS is_hint FROM artist_key ORDER BY key, artist;

-- name: corpus_state
-- Whether the corpus has artists, its date, and a number that is unique to this corpus across all databases:
-- the sum of the random stamps of its sources. Workers run it after every change, so it counts nothing.
SELECT EXISTS (SELECT 1 FROM artist), (SELECT max(as_of) FROM source),
       (SELECT coalesce(sum(stamp), 0) FROM source);

-- name: count_artists
-- The number of artists in the corpus.
SELECT count(*) FROM artist;

-- name: corpus_has_key
-- Whether an artist has this key.
SELECT 1 FROM artist_key WHERE key = :key LIMIT 1;

-- name: corpus_names
-- The names to train on, with style and kind: of artists that share a key, the first that is not in the
-- corpus for the verdict only.
SELECT name, style, kind
FROM artist
WHERE id IN (SELECT min(artist) FROM artist_key
             WHERE alias IS NULL AND artist NOT IN (SELECT id FROM artist WHERE verdict_only = 1)
             GROUP BY key)
ORDER BY id;

-- name: corpus_sample
-- The names of about :n artists, spread evenly over the corpus, to compare invented names with. Excludes
-- artists that are in the corpus for the verdict only.
SELECT name
FROM artist
WHERE id % max(1, (SELECT count(*) FROM artist) / :n) = 0 AND verdict_only = 0
ORDER BY id;
