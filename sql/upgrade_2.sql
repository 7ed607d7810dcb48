-- Makes schema 2 of schema 1, in which artists had no aliases and sources no stamp.
ALTER TABLE artist_key ADD COLUMN alias TEXT; -- as written, when the key is that of another name of the artist
ALTER TABLE source ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0; -- see corpus_state.sql
UPDATE source SET stamp = random() & 0xffffffffffff;
PRAGMA user_version = 2;
