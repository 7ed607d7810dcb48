-- Makes schema 4 of schema 3, in which all artists were learnt from, and aliases had no types.
ALTER TABLE artist ADD COLUMN verdict_only INTEGER NOT NULL DEFAULT 0 CHECK (verdict_only BETWEEN 0 AND 1);
ALTER TABLE artist_key RENAME TO artist_key_3;
CREATE TABLE artist_key (
    key    TEXT NOT NULL,
    artist INTEGER NOT NULL REFERENCES artist,
    native INTEGER NOT NULL DEFAULT -1, -- distinguishes names with one key (text/native.h); 0 mostly, -1 not known
    alias  TEXT, -- as written, when the key is that of another name of the artist
    alias_type TEXT CHECK (alias_type = 'name' OR alias_type = 'legal' OR alias_type = 'hint'), -- NULL: its own name
    PRIMARY KEY (key, artist, native)
) STRICT, WITHOUT ROWID;
INSERT INTO artist_key (key, artist, native, alias, alias_type)
SELECT k.key, k.artist, iif(coalesce(k.alias, a.name) GLOB '*[^ -~]*', -1, 0), k.alias, iif(k.alias IS NULL, NULL, 'name')
FROM artist_key_3 AS k JOIN artist AS a ON a.id = k.artist
ORDER BY k.key, k.artist;
DROP TABLE artist_key_3;
PRAGMA user_version = 4;
