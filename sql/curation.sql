-- Views and examples for curators. In the sqlite3 shell (3.38 or newer), beside the running site:
--
--     flock site.db.lock sqlite3 site.db
--     sqlite> .read curation.sql
--
-- stagename takes the same lock when it writes; "stagename import" does not wait for it and reports an error.
-- A change takes effect with the next request.
--
-- You may:     Hide a name and show it again, by INSERT INTO decision (name_id, hide, who, why): hide is 1 or 0,
--              who and why must not be blank. The time and the state before are recorded. A decision that
--              changes nothing is not recorded. Add a report, by INSERT INTO report (name_id, why): reports are
--              in a separate file, site.db.reports, to which the site adds those of visitors.
-- You may not: Change or delete a decision (undo it by the opposite one), or write name.hidden: both are
--              refused. Do not change names, batches, artists or sources: "stagename rollback" deletes a batch,
--              and "stagename corpus" reads the artists. Decisions stay when their names are deleted.
--
-- This file changes nothing, except that it creates the file of reports if there is none. Its views exist only
-- in your shell; change them and add others as you like.

.timeout 5000
.headers on
.mode box --wrap 60

PRAGMA foreign_keys = ON; -- the shell leaves this off

-- Warns when this is not such a database: a mistyped path opens a new, empty one.
SELECT 'This is no stagename database, or one of another version. Leave with .quit' AS warning
FROM pragma_application_id, pragma_user_version
WHERE application_id <> 1937010285 OR user_version <> 6;

-- The reports, beside the database. A second .read in one shell prints that they are already in use; they stay
-- attached. reports.sql explains the columns.
ATTACH (SELECT file || '.reports' FROM pragma_database_list WHERE name = 'main') AS reports;
PRAGMA reports.application_id = 1937010290;
CREATE TABLE IF NOT EXISTS reports.report (
    id      INTEGER PRIMARY KEY,
    name_id INTEGER NOT NULL,
    why     TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    visitor BLOB,
    UNIQUE (name_id, visitor)
) STRICT;

DROP TRIGGER IF EXISTS temp.report_needs_a_name;
CREATE TEMP TRIGGER report_needs_a_name BEFORE INSERT ON reports.report
WHEN NOT EXISTS (SELECT 1 FROM main.name WHERE id = NEW.name_id)
BEGIN
    SELECT raise(ABORT, 'there is no name with this number');
END;

-- The visible names of the last batch.
DROP VIEW IF EXISTS temp.newest_names;
CREATE TEMP VIEW newest_names AS
SELECT id, name, kind, style, verdict, round(bits, 2) AS bits, round(appeal, 2) AS appeal, length,
       syllables, iif(easy, 'yes', 'no') AS easy
FROM name
WHERE batch = (SELECT max(id) FROM batch) AND hidden = 0
ORDER BY id;

-- The visible names without a decision, those of highest appeal first: visitors should like them best, so
-- review them first. Appeal is a score from 0 to 1.
DROP VIEW IF EXISTS temp.unreviewed_names;
CREATE TEMP VIEW unreviewed_names AS
SELECT id, name, kind, style, verdict, round(bits, 2) AS bits, round(appeal, 2) AS appeal
FROM name
WHERE hidden = 0 AND NOT EXISTS (SELECT 1 FROM decision WHERE name_id = name.id)
ORDER BY name.appeal DESC NULLS LAST, id;

-- Names that visitors reported, the most reported first. A report hides nothing by itself: names with "no" under
-- hidden may still need a decision.
DROP VIEW IF EXISTS temp.reported_names;
CREATE TEMP VIEW reported_names AS
SELECT name.id, name.name, count(*) AS reports,
       (SELECT why FROM report AS last WHERE last.name_id = name.id ORDER BY last.id DESC LIMIT 1) AS last_reason,
       max(report.at) AS last_at, iif(name.hidden, 'yes', 'no') AS hidden
FROM report JOIN name ON name.id = report.name_id
GROUP BY name.id
ORDER BY name.hidden, reports DESC, last_at DESC;

-- Each name with its nearest artists, one row per artist. name.nearest is a JSON array of up to three objects
-- with name, distance (in edits), reason, country and mbid; '[]' for most free names.
DROP VIEW IF EXISTS temp.close_names;
CREATE TEMP VIEW close_names AS
SELECT name.id, name.name, name.verdict,
       near.value ->> '$.name' AS artist, near.value ->> '$.distance' AS distance,
       near.value ->> '$.reason' AS reason,
       near.value ->> '$.country' AS country, iif(name.hidden, 'yes', 'no') AS hidden
FROM name, json_each(name.nearest) AS near
ORDER BY name.id, distance;

-- One row per batch, the newest first. Shares are percentages of its names; bits are bits per character under the
-- model: low is ordinary, high is weird.
DROP VIEW IF EXISTS temp.batch_figures;
CREATE TEMP VIEW batch_figures AS
SELECT batch.id AS batch, batch.imported_at, count(name.id) AS names,
       round(100 * avg(name.verdict = 'free'), 1) AS free,
       round(100 * avg(name.verdict = 'close'), 1) AS close,
       round(100 * avg(name.verdict = 'taken'), 1) AS taken,
       coalesce(sum(name.hidden), 0) AS hidden, round(avg(name.bits), 2) AS mean_bits,
       round(avg(name.appeal), 2) AS mean_appeal,
       round(avg(name.length), 1) AS mean_length, batch.note, batch.file
FROM batch LEFT JOIN name ON name.batch = batch.id
GROUP BY batch.id
ORDER BY batch.id DESC;

-- The same for each style, over all batches; one row is for names without a style.
DROP VIEW IF EXISTS temp.style_figures;
CREATE TEMP VIEW style_figures AS
SELECT coalesce(style, '(none)') AS style, count(*) AS names,
       round(100 * avg(verdict = 'free'), 1) AS free, round(100 * avg(verdict = 'close'), 1) AS close,
       round(100 * avg(verdict = 'taken'), 1) AS taken,
       sum(hidden) AS hidden, round(avg(bits), 2) AS mean_bits, round(avg(appeal), 2) AS mean_appeal,
       round(avg(length), 1) AS mean_length
FROM name
GROUP BY name.style
ORDER BY name.style;

-- The same for each kind of artist: dj, person, group.
DROP VIEW IF EXISTS temp.kind_figures;
CREATE TEMP VIEW kind_figures AS
SELECT coalesce(kind, '(none)') AS kind, count(*) AS names,
       round(100 * avg(verdict = 'free'), 1) AS free, round(100 * avg(verdict = 'close'), 1) AS close,
       round(100 * avg(verdict = 'taken'), 1) AS taken,
       sum(hidden) AS hidden, round(avg(bits), 2) AS mean_bits, round(avg(appeal), 2) AS mean_appeal,
       round(avg(length), 1) AS mean_length
FROM name
GROUP BY name.kind
ORDER BY name.kind;

-- Who decided what, when and why, and the state before; the last decision first. The name is the one at that
-- time: a name whose batch was deleted is "gone" now.
DROP VIEW IF EXISTS temp.decision_log;
CREATE TEMP VIEW decision_log AS
SELECT decision.id, decision.at, decision.who, iif(decision.hide, 'hide', 'show') AS what, decision.why,
       decision.name_id, decision.name, iif(decision.was_hidden, 'hidden', 'visible') AS before,
       CASE name.hidden WHEN 1 THEN 'hidden' WHEN 0 THEN 'visible' ELSE 'gone' END AS now
FROM decision LEFT JOIN name ON name.id = decision.name_id
ORDER BY decision.id DESC;

-- The decisions of each curator's last statement, on names that still exist.
DROP VIEW IF EXISTS temp.last_decision;
CREATE TEMP VIEW last_decision AS
SELECT decision.id, decision.name_id, decision.name, decision.hide, decision.who, decision.why, decision.at
FROM (SELECT max(id) AS id FROM decision GROUP BY who) AS newest
    JOIN decision AS last ON last.id = newest.id
    JOIN decision
        ON (decision.who, decision.why, decision.at, decision.hide) = (last.who, last.why, last.at, last.hide)
    JOIN name ON name.id = decision.name_id
ORDER BY decision.id;

.print "Look:"
.print "  SELECT * FROM newest_names ORDER BY random() LIMIT 10;"
.print "  SELECT * FROM unreviewed_names LIMIT 40;"
.print "  SELECT * FROM reported_names;"
.print "  SELECT * FROM close_names WHERE artist = 'Björk';"
.print "  SELECT * FROM batch_figures;"
.print "  SELECT * FROM style_figures;"
.print "  SELECT * FROM kind_figures;"
.print "  SELECT * FROM decision_log LIMIT 20;"
.print "  SELECT id, name FROM name WHERE name LIKE '%idiot%';"
.print ""
.print "Hide one name, all that hold a word, a whole batch (put your name for ann; first look with SELECT):"
.print "  INSERT INTO decision (name_id, hide, who, why) VALUES (17, 1, 'ann', 'too near to a brand');"
.print "  INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ann', 'reads like an insult' FROM name WHERE name LIKE '%idiot%';"
.print "  INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ann', 'a model gone wrong' FROM name WHERE batch = 3;"
.print "  SELECT changes();"
.print ""
.print "Show again:"
.print "  INSERT INTO decision (name_id, hide, who, why) VALUES (17, 0, 'ann', 'the brand is gone');"
.print "  INSERT INTO decision (name_id, hide, who, why) SELECT id, 0, 'ann', 'looked through' FROM name WHERE batch = 3;"
.print ""
.print "Take back what your last statement decided:"
.print "  INSERT INTO decision (name_id, hide, who, why) SELECT name_id, 1 - hide, who, 'undone: ' || why FROM last_decision WHERE who = 'ann';"
.print ""
.print "Note a complaint that came by mail:"
.print "  INSERT INTO report (name_id, why) VALUES (17, 'my grandfather played under it');"
