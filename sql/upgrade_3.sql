-- Makes schema 3 of schema 2, in which names had no kind and no appeal, and the limits of weirdness were fixed. counts.sql
-- is run after the last upgrade, and counts all names anew.
DROP TRIGGER IF EXISTS name_is_counted;
DROP TRIGGER IF EXISTS name_is_counted_no_more;
DROP TRIGGER IF EXISTS hidden_is_counted;
DROP TRIGGER IF EXISTS verdict_is_counted;
DROP TABLE IF EXISTS name_count;
ALTER TABLE name ADD COLUMN kind TEXT CHECK (kind = 'dj' OR kind = 'person' OR kind = 'group');
ALTER TABLE name ADD COLUMN appeal REAL CHECK (appeal BETWEEN 0 AND 1);
ALTER TABLE name ADD COLUMN millibits INTEGER AS (CAST(min(round(bits * 1000), 65534) AS INTEGER));
PRAGMA user_version = 3;
