-- A new day: nobody is told apart by the hashes of the day before any more.
UPDATE report SET visitor = NULL WHERE visitor IS NOT NULL AND date() <> (SELECT day FROM visitor_key);
-- A key for today, unless there is one.
INSERT INTO visitor_key (one, day, key) VALUES (1, date(), randomblob(16))
ON CONFLICT (one) DO UPDATE SET day = excluded.day, key = excluded.key WHERE day <> excluded.day;
