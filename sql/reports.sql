-- Statements on the file of visitors' reports (DB.reports). embed.awk explains how
-- statements are named and included.

-- name: report_schema
-- The file is separate from the site's database, because workers write it but never the database. Curators
-- attach it (curation.sql). It has a rollback journal, because several processes write it.
PRAGMA application_id = 1937010290; -- "stnr"
PRAGMA user_version = 2; -- version 1 had no index report_of_today

-- A report hides nothing by itself.
CREATE TABLE IF NOT EXISTS report (
    id      INTEGER PRIMARY KEY,
    name_id INTEGER NOT NULL, -- of the database beside this file
    why     TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    visitor BLOB, -- hash of the network address with the key of the day; NULL after the day, or by mail
    UNIQUE (name_id, visitor)
) STRICT;

-- The reports that still have a hash: a new day starts without reading the others.
CREATE INDEX IF NOT EXISTS report_of_today ON report (id) WHERE visitor IS NOT NULL;

-- The key of the day, stored so that all workers share it, also after a restart. On the next day it is
-- overwritten (secure_delete), and so are the hashes made with it.
CREATE TABLE IF NOT EXISTS visitor_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    day TEXT NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 16)
) STRICT;

-- name: report_key
-- Today's key; no row when there is none yet.
SELECT key FROM visitor_key WHERE day = date();

-- name: report_key_renew
-- On a new day: removes the hashes of previous days, and makes a key for today.
UPDATE report SET visitor = NULL WHERE visitor IS NOT NULL;
INSERT INTO visitor_key (one, day, key) VALUES (1, date(), randomblob(16))
ON CONFLICT (one) DO UPDATE SET day = excluded.day, key = excluded.key;

-- name: report_add
-- Adds a report unless there are already :most. A second report by the same visitor on the same name and day
-- is not added. Numbers of reports ascend, so the highest is an upper bound of their count.
INSERT INTO report (name_id, why, visitor)
SELECT :name, :why, :visitor WHERE (SELECT coalesce(max(id), 0) FROM report) < :most
ON CONFLICT (name_id, visitor) DO NOTHING;
