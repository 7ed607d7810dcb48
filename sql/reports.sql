-- Statements on the file of visitors' reports (DB.reports). embed.awk explains how
-- statements are named and included.

-- name: report_schema
-- The file is separate from the site's database, because workers write it but never the database. It is
-- created with the database; curators attach it (curation.sql). It has a rollback journal, because several
-- processes write it.
PRAGMA application_id = 1937010290; -- "stnr"
PRAGMA user_version = 4;

-- A report hides nothing by itself. Only the hash of the visitor is ever changed, to NULL.
CREATE TABLE report (
    id      INTEGER PRIMARY KEY,
    name_id INTEGER NOT NULL, -- of the database beside this file
    why     TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    visitor BLOB, -- hash of the network address with the key of the day; NULL after the day, or by mail
    uid     INTEGER NOT NULL UNIQUE DEFAULT (random()), -- the same in every file that has the report
    UNIQUE (name_id, visitor)
) STRICT;

-- The reports that were deleted here, so that a report which another host still has does not return.
CREATE TABLE deleted_report (uid INTEGER PRIMARY KEY) STRICT;

-- The reports that still have a hash: a new day starts without reading the others.
CREATE INDEX report_of_today ON report (id) WHERE visitor IS NOT NULL;

-- The key of the day, stored so that all workers share it, also after a restart. On the next day it is
-- overwritten (secure_delete), and so are the hashes made with it.
CREATE TABLE visitor_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    day TEXT NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 16)
) STRICT;

-- Every time that a curator closed the reports on a name, as unfounded or settled, or opened them again:
-- who, when and why. A row is about the reports up to that time; a later report is open. Rows are never
-- changed or deleted.
CREATE TABLE closing (
    id      INTEGER PRIMARY KEY,
    name_id INTEGER NOT NULL,
    close   INTEGER NOT NULL DEFAULT 1 CHECK (close IN (0, 1)), -- 0: opens them again
    who     TEXT NOT NULL CHECK (trim(who) <> ''),
    why     TEXT NOT NULL CHECK (trim(why) <> ''),
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    up_to   INTEGER -- the last report on the name at that time; filled by the trigger
) STRICT;
CREATE INDEX closing_name ON closing (name_id);

-- The reports without those that are closed.
CREATE VIEW open_report AS
SELECT id, name_id, why, at
FROM report
WHERE NOT coalesce((SELECT close FROM closing WHERE closing.name_id = report.name_id AND up_to >= report.id
                    ORDER BY closing.id DESC LIMIT 1), 0);

CREATE TRIGGER closing_needs_a_report BEFORE INSERT ON closing
WHEN NOT EXISTS (SELECT 1 FROM report WHERE name_id = NEW.name_id)
BEGIN
    SELECT raise(ABORT, 'there is no report on a name with this number');
END;

CREATE TRIGGER closing_is_not_replaced BEFORE INSERT ON closing
WHEN EXISTS (SELECT 1 FROM closing WHERE id = NEW.id)
BEGIN
    SELECT raise(ABORT, 'a closing is never rewritten: insert another one');
END;

CREATE TRIGGER closing_takes_effect AFTER INSERT ON closing
BEGIN
    UPDATE closing SET up_to = (SELECT max(id) FROM report WHERE name_id = NEW.name_id) WHERE id = NEW.id;
END;

CREATE TRIGGER closing_is_kept BEFORE UPDATE ON closing
WHEN OLD.up_to IS NOT NULL OR (NEW.id, NEW.name_id, NEW.close, NEW.who, NEW.why, NEW.at)
    IS NOT (OLD.id, OLD.name_id, OLD.close, OLD.who, OLD.why, OLD.at)
BEGIN
    SELECT raise(ABORT, 'a closing is never rewritten: insert another one');
END;

CREATE TRIGGER closing_is_not_deleted BEFORE DELETE ON closing
BEGIN
    SELECT raise(ABORT, 'a closing is never deleted: insert another one');
END;

CREATE TRIGGER report_is_not_replaced BEFORE INSERT ON report
WHEN EXISTS (SELECT 1 FROM report WHERE id = NEW.id)
BEGIN
    SELECT raise(ABORT, 'a report is never rewritten');
END;

CREATE TRIGGER report_is_kept BEFORE UPDATE ON report
WHEN (NEW.id, NEW.name_id, NEW.why, NEW.at, NEW.uid) IS NOT (OLD.id, OLD.name_id, OLD.why, OLD.at, OLD.uid)
    OR NEW.visitor IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'a report is never rewritten');
END;

-- There can be only so many reports (report_add), so those that are closed may be deleted.
CREATE TRIGGER open_report_is_not_deleted BEFORE DELETE ON report
WHEN EXISTS (SELECT 1 FROM open_report WHERE id = OLD.id)
BEGIN
    SELECT raise(ABORT, 'a report is never deleted before it is closed, by INSERT INTO closing (name_id, who, why)');
END;

CREATE TRIGGER report_deleted AFTER DELETE ON report
BEGIN
    INSERT INTO deleted_report (uid) VALUES (OLD.uid);
END;

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
