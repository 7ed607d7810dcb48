-- A new day: nobody is told apart by the hashes of the day before any more.
UPDATE report SET visitor = NULL WHERE visitor IS NOT NULL;
-- A key for today.
INSERT INTO visitor_key (one, day, key) VALUES (1, date(), randomblob(16))
ON CONFLICT (one) DO UPDATE SET day = excluded.day, key = excluded.key;
