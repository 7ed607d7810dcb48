-- Makes schema 4 of schema 3, in which all artists were learnt from, and aliases had no types.
ALTER TABLE artist ADD COLUMN verdict_only INTEGER NOT NULL DEFAULT 0 CHECK (verdict_only BETWEEN 0 AND 1);
ALTER TABLE artist_key ADD COLUMN alias_type TEXT
    CHECK (alias_type = 'name' OR alias_type = 'legal' OR alias_type = 'hint');
UPDATE artist_key SET alias_type = 'name' WHERE alias IS NOT NULL;
PRAGMA user_version = 4;
