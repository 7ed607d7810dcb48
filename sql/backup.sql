-- Statements for backups and their return. embed.awk explains how statements are named and included.

-- name: figures
-- The numbers of artists, of names and of decisions.
SELECT (SELECT count(*) FROM artist), (SELECT count(*) FROM name), (SELECT count(*) FROM decision);

-- name: report_count
-- The number of reports of a file of reports.
SELECT count(*) FROM report;

-- name: restore_numbers
-- In a copy of a backup, with the database that it will replace as `old`: numbers that were given since the
-- backup are not given again, so that a link never shows another name. The number of the last judging changes,
-- because workers discard what they know about names then.
INSERT INTO main.sqlite_sequence (name, seq)
SELECT name, 0 FROM old.sqlite_sequence WHERE name NOT IN (SELECT name FROM main.sqlite_sequence);
UPDATE main.sqlite_sequence
SET seq = max(seq, coalesce((SELECT o.seq FROM old.sqlite_sequence AS o WHERE o.name = sqlite_sequence.name), 0));
INSERT INTO main.sqlite_sequence (name, seq)
SELECT 'judging', 0 WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = 'judging');
UPDATE main.sqlite_sequence SET seq = seq + 1 WHERE name = 'judging';

-- name: restore_attach
-- Opens the database that a restore replaces.
ATTACH :path AS old;
