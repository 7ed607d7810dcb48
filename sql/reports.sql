-- Statements on the file of visitors' reports (DB.reports). How statements are named and included is
-- explained in embed.awk.

-- name: report_schema
-- The file is not part of the site's database, since workers write it and never the database. Curators
-- attach it (curation.sql). It has a rollback journal, as several processes write it.
PRAGMA application_id = 1937010290; -- "stnr"
PRAGMA user_version = 2; -- 1 had no index report_of_today

-- A report hides nothing by itself.
CREATE TABLE IF NOT EXISTS report (
    id      INTEGER PRIMARY KEY,
    name_id INTEGER NOT NULL, -- of the database beside this file
    why     TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    visitor BLOB, -- hash of the network address under the key of the day; NULL once that is over, or by mail
    UNIQUE (name_id, visitor)
) STRICT;

-- Those whose visitors are still distinguished: a new day is begun without a look at the others.
CREATE INDEX IF NOT EXISTS report_of_today ON report (id) WHERE visitor IS NOT NULL;

-- The key of the day, so that all workers and the next start have the same. With the day it is overwritten
-- (secure_delete), and so are the hashes made with it.
CREATE TABLE IF NOT EXISTS visitor_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    day TEXT NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 16)
) STRICT;

-- name: report_key
-- The key of today; no row when there is none yet.
SELECT key FROM visitor_key WHERE day = date();

-- name: report_key_renew
-- On a new day: removes the hashes of the day before, and makes a key for today.
UPDATE report SET visitor = NULL WHERE visitor IS NOT NULL;
INSERT INTO visitor_key (one, day, key) VALUES (1, date(), randomblob(16))
ON CONFLICT (one) DO UPDATE SET day = excluded.day, key = excluded.key;

-- name: report_add
-- Adds a report unless there are :most already. A second report by one visitor on one name on one day is
-- not added. Numbers of reports are given in order, so the highest is a bound on how many there are.
INSERT INTO report (name_id, why, visitor)
SELECT :name, :why, :visitor WHERE (SELECT coalesce(max(id), 0) FROM report) < :most
ON CONFLICT (name_id, visitor) DO NOTHING;
