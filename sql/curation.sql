-- Examples for curators, and the view of reports. "stagename curate --db site.db" opens the sqlite3 shell (3.38
-- or newer) with the lock of the database, and reads this file. The same by hand:
--
--     flock site.db.lock sqlite3 site.db
--     sqlite> .read curation.sql
--
-- A change takes effect with the next request.
--
-- What may change: rows may be added to these tables; who and why must not be blank, and the time is recorded.
--     decision (name_id, hide, who, why)  hides a name (1) or shows it again (0). Records the state before. A
--                                         decision that changes nothing is not recorded.
--     undo (decision, who, why)           reverses a decision, unless somebody decided on the name since; with
--     undo (statement, who, why)          statement, all decisions of one INSERT statement. decision_log and
--                                         statement_log have the numbers.
--     review (name_id, mark, who)         marks a name as seen or kept: it leaves unreviewed_names. why may be
--                                         given, too.
--     tagging (name_id, tag, who)         gives a name a tag of lower-case letters, digits and hyphens; with
--                                         remove = 1 takes it away. Names with the tag featured are recommended.
--     rule (kind, text, who, why)         hides all names like this, now and later, except those that a curator
--                                         shows again. kind is contains, begins, matches or sounds. force = 1
--                                         allows a rule to hide more than a tenth of all names. A text with other
--                                         letters than a-z, or a sound, takes effect when the shell of "stagename
--                                         curate" ends, or with the next import.
--     rule_end (rule, who, why)           ends a rule; its names are shown again.
--     report (name_id, why)               adds a report. Reports are in a separate file, site.db.reports, to
--                                         which the site adds those of visitors.
--     closing (name_id, who, why)         closes the reports on a name; with close = 0 it opens them again. It is
--                                         in the file of reports, too. Closed reports may be deleted.
-- Your own tables and views may be added, too.
--
-- What may not: everything else is refused by triggers. Decisions, rules, reviews, taggings and closings are
-- never changed or deleted: the opposite one reverses them, or an undo. Names, batches, artists and sources are
-- written by stagename only: "stagename rollback" removes a batch, and "stagename corpus" reads artists. The
-- tables of counts (name_count, trait_count, weird_limit, weird_state) follow the names: do not write them.
-- name_tag follows tagging.
--
-- Other views are in the database, where any program can read them: "sqlite3 -readonly site.db .schema". This
-- file changes nothing; it works with -readonly, too.

.timeout 5000
.headers on
.mode box --wrap 60

PRAGMA foreign_keys = ON; -- the shell leaves this off

-- Warns when this is not such a database: a mistyped path opens a new, empty one.
SELECT 'This is no stagename database, or one of another version. Leave with .quit' AS warning
FROM pragma_application_id, pragma_user_version
WHERE application_id <> 1937010285 OR user_version <> 8;

-- The reports, beside the database; stagename creates both files. A second .read in one shell prints that they
-- are already in use; they stay attached. reports.sql explains the columns.
ATTACH (SELECT file || '.reports' FROM pragma_database_list WHERE name = 'main') AS reports;

DROP TRIGGER IF EXISTS temp.report_needs_a_name;
CREATE TEMP TRIGGER report_needs_a_name BEFORE INSERT ON reports.report
WHEN NOT EXISTS (SELECT 1 FROM main.name WHERE id = NEW.name_id)
BEGIN
    SELECT raise(ABORT, 'there is no name with this number');
END;

-- Names with open reports of visitors, the most reported first. A report hides nothing by itself: names with
-- "no" under hidden may still need a decision.
DROP VIEW IF EXISTS temp.reported_names;
CREATE TEMP VIEW reported_names AS
SELECT name.id, name.name, count(*) AS reports,
       (SELECT why FROM open_report AS last WHERE last.name_id = name.id ORDER BY last.id DESC LIMIT 1) AS last_reason,
       max(open_report.at) AS last_at, iif(name.hidden, 'yes', 'no') AS hidden
FROM open_report JOIN name ON name.id = open_report.name_id
GROUP BY name.id
ORDER BY name.hidden, reports DESC, last_at DESC;

.print "Look:"
.print "  SELECT * FROM newest_names ORDER BY random() LIMIT 10;"
.print "  SELECT * FROM unreviewed_names LIMIT 40;"
.print "  SELECT * FROM reported_names;"
.print "  SELECT * FROM close_names WHERE artist = 'Björk';"
.print "  SELECT * FROM batch_figures;"
.print "  SELECT * FROM style_figures;"
.print "  SELECT * FROM kind_figures;"
.print "  SELECT * FROM decision_log LIMIT 20;"
.print "  SELECT * FROM names_by_sound WHERE alike > 1;"
.print "  SELECT * FROM names_by_text WHERE folded LIKE 'vel%';"
.print "  SELECT * FROM near_duplicates;"
.print "  SELECT * FROM weirdest_names LIMIT 20;"
.print "  SELECT * FROM most_ordinary_names LIMIT 20;"
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
.print "Mark names as seen, or keep one; give a name a tag, recommend it on the site, or no longer; see what was done:"
.print "  INSERT INTO review (name_id, mark, who) SELECT id, 'seen', 'ann' FROM unreviewed_names LIMIT 40;"
.print "  INSERT INTO review (name_id, mark, who) VALUES (17, 'kept', 'ann');"
.print "  INSERT INTO tagging (name_id, tag, who) VALUES (17, 'summer', 'ann');"
.print "  INSERT INTO tagging (name_id, tag, who) VALUES (17, 'featured', 'ann');"
.print "  INSERT INTO tagging (name_id, tag, remove, who) VALUES (17, 'featured', 1, 'ann');"
.print "  SELECT * FROM tagged_names;"
.print "  SELECT * FROM review_log LIMIT 20;"
.print "  SELECT * FROM curator_figures;"
.print ""
.print "Undo one decision, all of a statement, or what the statement just now decided (not what others decided since):"
.print "  SELECT * FROM statement_log LIMIT 20;"
.print "  INSERT INTO undo (decision, who, why) VALUES (1, 'ann', 'not so near');"
.print "  INSERT INTO undo (statement, who, why) VALUES (1, 'ann', 'the wrong pattern');"
.print "  INSERT INTO undo (statement, who, why) SELECT DISTINCT statement, 'ann', 'a mistake' FROM last_decision;"
.print ""
.print "Never again: what contains or begins with a text, matches a pattern (* ? [a-z]), or sounds like a name:"
.print "  INSERT INTO rule (kind, text, who, why) VALUES ('contains', 'idiot', 'ann', 'reads like an insult');"
.print "  INSERT INTO rule (kind, text, who, why) VALUES ('sounds', 'Bjork', 'ann', 'she complained');"
.print "  INSERT INTO rule (kind, text, who, why, force) VALUES ('matches', '*[0-9]', 'ann', 'no more numbers', 1);"
.print "  SELECT * FROM rule_figures;"
.print "  SELECT * FROM rule_hid WHERE rule = 1;"
.print "  INSERT INTO rule_end (rule, who, why) VALUES (1, 'ann', 'too strict');"
.print ""
.print "Note a complaint that came by mail; close the reports on a name as unfounded:"
.print "  INSERT INTO report (name_id, why) VALUES (17, 'my grandfather played under it');"
.print "  INSERT INTO closing (name_id, who, why) VALUES (17, 'ann', 'no such band');"
