-- What visitors reported: a file of its own beside the site's database, since the workers write it and never the
-- database. Curators attach it (curation.sql). With a rollback journal, as several processes write it.

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
