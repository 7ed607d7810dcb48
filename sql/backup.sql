-- Statements for backups and their return. embed.awk explains how statements are named and included.

-- name: figures
-- The numbers of artists, of names and of decisions.
SELECT (SELECT count(*) FROM artist), (SELECT count(*) FROM name), (SELECT count(*) FROM decision);

-- name: report_count
-- The number of reports of a file of reports.
SELECT count(*) FROM report;
