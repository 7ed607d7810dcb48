-- 1 when there is no artist yet, and an index to do without; a database of schema 1 has a constraint instead.
SELECT NOT EXISTS (SELECT 1 FROM artist) AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'artist_name');
