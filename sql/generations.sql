-- Generations: the states of a database that were published to the hosts that serve it, and what travels between
-- these hosts: decisions and reports. embed.awk explains how statements are named and included; schema.sql includes
-- the fragment.

-- fragment: generations
-- Every state that was copied in order to be published. The copy has the row, too: the last row names the generation
-- that a published copy is.
CREATE TABLE generation (
    number  INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;

CREATE TRIGGER generation_is_made BEFORE INSERT ON generation
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'generations are made by stagename-publish');
END;

CREATE TRIGGER generation_is_fixed BEFORE UPDATE ON generation
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'the record of generations is never rewritten');
END;

CREATE TRIGGER generation_is_not_deleted BEFORE DELETE ON generation
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'the record of generations is never deleted');
END;

-- name: generation_add
-- Records a generation before it is copied.
INSERT INTO generation (id) VALUES (:id);

-- name: generation_is_known
-- Whether a generation was made from this database.
SELECT count(*) FROM generation WHERE id = :id;

-- name: generation_state
-- The last generation, '' before the first; the last decision, undoing, review and tagging; and the text of the last
-- decision, by which another database with a decision of the same number is recognised.
SELECT coalesce((SELECT id FROM generation ORDER BY number DESC LIMIT 1), ''),
       coalesce((SELECT max(id) FROM decision), 0),
       coalesce((SELECT max(id) FROM undo), 0),
       coalesce((SELECT max(id) FROM review), 0),
       coalesce((SELECT max(id) FROM tagging), 0),
       coalesce((SELECT at || ' ' || hide || ' ' || key FROM decision ORDER BY id DESC LIMIT 1), '');

-- name: decision_text
-- The same text of an earlier decision.
SELECT coalesce((SELECT at || ' ' || hide || ' ' || key FROM decision WHERE id = :id), '');

-- ---- decisions for a published copy: written to a file by the working database ----

-- name: news_attach
-- The database that has them.
ATTACH :path AS work;

-- name: news_base
-- The state of the copy, behind which the rows belong.
CREATE TABLE base AS
SELECT :id AS id, :decision AS decision, :undo AS undo, :review AS review, :tagging AS tagging;

-- name: news_decisions
CREATE TABLE decision AS SELECT * FROM work.decision WHERE id > :decision;

-- name: news_undos
CREATE TABLE undo AS SELECT * FROM work.undo WHERE id > :undo;

-- name: news_reviews
CREATE TABLE review AS SELECT * FROM work.review WHERE id > :review;

-- name: news_taggings
CREATE TABLE tagging AS SELECT * FROM work.tagging WHERE id > :tagging;

-- name: news_rules
-- Rules and the tags that names have now are few, and are sent as a whole.
CREATE TABLE rule AS SELECT * FROM work.rule;
CREATE TABLE rule_end AS SELECT * FROM work.rule_end;
CREATE TABLE name_tag AS SELECT * FROM work.name_tag;

-- name: news_fits
-- Whether the copy still has the state that the file was made for.
SELECT EXISTS (
    SELECT 1 FROM other.base
    WHERE id = (SELECT id FROM main.generation ORDER BY number DESC LIMIT 1)
        AND decision = coalesce((SELECT max(id) FROM main.decision), 0)
        AND undo = coalesce((SELECT max(id) FROM main.undo), 0)
        AND review = coalesce((SELECT max(id) FROM main.review), 0)
        AND tagging = coalesce((SELECT max(id) FROM main.tagging), 0)
);

-- name: news_take
-- Without triggers, which would decide again: takes all rows but decisions into a published copy.
INSERT INTO main.undo SELECT * FROM other.undo;
INSERT INTO main.review SELECT * FROM other.review;
INSERT INTO main.tagging SELECT * FROM other.tagging;
DELETE FROM main.rule_end;
DELETE FROM main.rule;
INSERT INTO main.rule SELECT * FROM other.rule;
INSERT INTO main.rule_end SELECT * FROM other.rule_end;
DELETE FROM main.name_tag;
INSERT INTO main.name_tag SELECT * FROM other.name_tag;

-- name: news_take_decisions
-- With triggers, which hide and show the names, and count them (decision_is_taken in decisions.sql). One after the
-- other: the limits of weirdness depend on the order, and copies that took the rows in one part or in several must
-- not differ.
INSERT INTO main.decision SELECT * FROM other.decision ORDER BY id;

-- name: news_count
-- The number of decisions and taggings that were taken.
SELECT (SELECT count(*) FROM other.decision) + (SELECT count(*) FROM other.tagging);

-- ---- reports of a host: copied to a file, and added to the reports of the working database ----

-- name: reports_strip
-- In a copy that leaves the host: nothing by which a visitor could be recognised.
UPDATE report SET visitor = NULL WHERE visitor IS NOT NULL;
DELETE FROM visitor_key;
VACUUM;

-- name: reports_attach
-- The copy.
ATTACH :path AS host;

-- name: reports_are_rows
-- Whether the reports of the copy are rows of a table: a view could make rows without end.
SELECT count(*) FROM host.sqlite_master
WHERE name = 'report' AND type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%';

-- name: reports_merge
-- Adds the reports that are not there, and were not deleted here after they were closed.
INSERT INTO main.report (uid, name_id, why, at)
SELECT uid, name_id, substr(why, 1, 2000), substr(at, 1, 20)
FROM host.report AS theirs
WHERE NOT EXISTS (SELECT 1 FROM main.report WHERE report.uid = theirs.uid)
    AND NOT EXISTS (SELECT 1 FROM main.deleted_report WHERE deleted_report.uid = theirs.uid)
ORDER BY id;
