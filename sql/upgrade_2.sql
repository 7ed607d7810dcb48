-- Makes schema 2 of schema 1, in which artists had no aliases.
ALTER TABLE artist_key ADD COLUMN alias TEXT; -- as written, when the key is an alias's; NULL when it is the name's
PRAGMA user_version = 2;
