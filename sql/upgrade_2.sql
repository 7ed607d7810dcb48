-- Makes schema 2 of schema 1, in which artists had no aliases and sources no stamp, and names were not counted. The counts
-- are made by upgrade_3.sql, which follows, and counts.sql.
ALTER TABLE artist_key ADD COLUMN alias TEXT; -- as written, when the key is that of another name of the artist
ALTER TABLE source ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0; -- see corpus_state.sql
UPDATE source SET stamp = random() & 0xffffffffffff;
CREATE INDEX name_hidden ON name (id) WHERE hidden = 1;
CREATE TABLE judging (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of   TEXT NOT NULL,
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;
PRAGMA user_version = 2;
