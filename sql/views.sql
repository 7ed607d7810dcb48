-- Views for curators, in the database: any program that reads SQLite files shows them. The view of reports is
-- in curation.sql, because the reports are in a file of their own.

-- fragment: views
-- The visible names of the last batch.
CREATE VIEW newest_names AS
SELECT id, name, kind, style, verdict, round(bits, 2) AS bits, round(appeal, 2) AS appeal, length,
       syllables, iif(easy, 'yes', 'no') AS easy
FROM name
WHERE batch = (SELECT max(id) FROM batch WHERE removed_at IS NULL) AND hidden = 0
ORDER BY id;

-- The visible names that no curator has decided on, seen or kept, those of highest appeal first: visitors
-- should like them best, so review them first. Appeal is a score from 0 to 1.
CREATE VIEW unreviewed_names AS
SELECT id, name, kind, style, verdict, round(bits, 2) AS bits, round(appeal, 2) AS appeal
FROM name
WHERE hidden = 0 AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.key = name.key)
    AND NOT EXISTS (SELECT 1 FROM review WHERE review.key = name.key)
ORDER BY name.appeal DESC NULLS LAST, id;

-- What curators have seen and kept, the last first.
CREATE VIEW review_log AS
SELECT review.id, review.at, review.who, review.mark, review.why, review.name, name.id AS name_id
FROM review LEFT JOIN name USING (key)
ORDER BY review.id DESC;

-- The tags of names; featured names are those with the tag featured.
CREATE VIEW tagged_names AS
SELECT name_tag.tag, name.id, name.name, name.style, name.verdict, iif(name.hidden, 'yes', 'no') AS hidden,
       last.who, last.at
FROM name_tag JOIN name USING (key)
    JOIN tagging AS last ON last.id = (SELECT max(id) FROM tagging
                                       WHERE tagging.key = name_tag.key AND tagging.tag = name_tag.tag)
ORDER BY name_tag.tag, name.id;

-- What each curator did on each day, in UTC; the last day first. An undo counts as what it did; what rules
-- hid does not count.
CREATE VIEW curator_figures AS
SELECT substr(at, 1, 10) AS day, who, sum(hid) AS hid, sum(showed) AS showed, sum(seen) AS seen, sum(kept) AS kept,
       sum(tagged) AS tagged, sum(untagged) AS untagged
FROM (SELECT at, who, hide AS hid, 1 - hide AS showed, 0 AS seen, 0 AS kept, 0 AS tagged, 0 AS untagged FROM decision
      WHERE rule IS NULL
      UNION ALL
      SELECT at, who, 0, 0, mark = 'seen', mark = 'kept', 0, 0 FROM review
      UNION ALL
      SELECT at, who, 0, 0, 0, 0, 1 - remove, remove FROM tagging)
GROUP BY day, who
ORDER BY day DESC, who;

-- Each name with its nearest artists, one row per artist. name.nearest is a JSON array of up to three objects
-- with name, distance (in edits), reason, country and mbid; '[]' for most free names.
CREATE VIEW close_names AS
SELECT name.id, name.name, name.verdict,
       near.value ->> '$.name' AS artist, near.value ->> '$.distance' AS distance,
       near.value ->> '$.reason' AS reason,
       near.value ->> '$.country' AS country, iif(name.hidden, 'yes', 'no') AS hidden
FROM name, json_each(name.nearest) AS near
ORDER BY name.id, distance;

-- One row per batch that is served, the newest first. Shares are percentages of its names; bits are bits per
-- character under the model: low is ordinary, high is weird.
CREATE VIEW batch_figures AS
SELECT batch.id AS batch, batch.imported_at, count(name.id) AS names,
       round(100 * avg(name.verdict = 'free'), 1) AS free,
       round(100 * avg(name.verdict = 'close'), 1) AS close,
       round(100 * avg(name.verdict = 'taken'), 1) AS taken,
       coalesce(sum(name.hidden), 0) AS hidden, round(avg(name.bits), 2) AS mean_bits,
       round(avg(name.appeal), 2) AS mean_appeal,
       round(avg(name.length), 1) AS mean_length, batch.note, batch.file
FROM batch LEFT JOIN name ON name.batch = batch.id
WHERE batch.removed_at IS NULL
GROUP BY batch.id
ORDER BY batch.id DESC;

-- The same for each style, over all batches; one row is for names without a style.
CREATE VIEW style_figures AS
SELECT coalesce(style, '(none)') AS style, count(*) AS names,
       round(100 * avg(verdict = 'free'), 1) AS free, round(100 * avg(verdict = 'close'), 1) AS close,
       round(100 * avg(verdict = 'taken'), 1) AS taken,
       sum(hidden) AS hidden, round(avg(bits), 2) AS mean_bits, round(avg(appeal), 2) AS mean_appeal,
       round(avg(length), 1) AS mean_length
FROM name
GROUP BY name.style
ORDER BY name.style;

-- The same for each kind of artist: dj, person, group.
CREATE VIEW kind_figures AS
SELECT coalesce(kind, '(none)') AS kind, count(*) AS names,
       round(100 * avg(verdict = 'free'), 1) AS free, round(100 * avg(verdict = 'close'), 1) AS close,
       round(100 * avg(verdict = 'taken'), 1) AS taken,
       sum(hidden) AS hidden, round(avg(bits), 2) AS mean_bits, round(avg(appeal), 2) AS mean_appeal,
       round(avg(length), 1) AS mean_length
FROM name
GROUP BY name.kind
ORDER BY name.kind;

-- Visible names that sound the same are side by side: alike counts them. sound is a phonetic respelling, in
-- which ee, ea and y are i, c is k, and so on; NULL for names in other than Latin letters.
CREATE VIEW names_by_sound AS
SELECT sound, count(*) OVER (PARTITION BY sound) AS alike, id, name, style, verdict
FROM name
WHERE hidden = 0 AND sound IS NOT NULL
ORDER BY sound, id;

-- Visible names by their text in lower-case Latin letters, without accents: folded can be searched with LIKE.
CREATE VIEW names_by_text AS
SELECT folded, id, name, style, verdict
FROM name
WHERE hidden = 0
ORDER BY folded, id;

-- Pairs of visible names that are easily confused, of which id is the later one: they sound the same, or
-- differ by one letter (added, missing, wrong or moved; keys of five letters and more). Takes some seconds
-- for 100,000 names.
CREATE VIEW near_duplicates AS
WITH RECURSIVE place (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM place WHERE i < 40),
long AS MATERIALIZED (SELECT id, key FROM name WHERE hidden = 0 AND length(key) BETWEEN 5 AND 40),
-- Every key, and every key without one of its letters: keys that differ by one letter have one in common.
shorter AS MATERIALIZED (
    SELECT key AS text, id FROM long
    UNION SELECT substr(key, 1, i - 1) || substr(key, i + 1), id FROM long JOIN place ON i <= length(key)
),
pair AS (
    SELECT b.id, a.id AS near_id, 'letter' AS reason FROM shorter AS a JOIN shorter AS b USING (text)
    WHERE a.id < b.id
    UNION SELECT b.id, a.id, 'sound' FROM name AS a JOIN name AS b USING (sound)
    WHERE a.id < b.id AND a.hidden = 0 AND b.hidden = 0
)
SELECT later.id, later.name, near_id, earlier.name AS near_name, group_concat(reason, ', ') AS reasons
FROM pair JOIN name AS later USING (id) JOIN name AS earlier ON earlier.id = near_id
GROUP BY later.id, near_id
ORDER BY later.id, near_id;

-- The visible names that the model finds the least probable, by bits per character.
CREATE VIEW weirdest_names AS
SELECT id, name, kind, style, verdict, round(bits, 2) AS bits, round(appeal, 2) AS appeal
FROM name
WHERE hidden = 0 AND name.bits IS NOT NULL
ORDER BY name.bits DESC, id;

-- And the most probable.
CREATE VIEW most_ordinary_names AS
SELECT id, name, kind, style, verdict, round(bits, 2) AS bits, round(appeal, 2) AS appeal
FROM name
WHERE hidden = 0 AND name.bits IS NOT NULL
ORDER BY name.bits, id;

-- The visible names with all that a spreadsheet needs; man 7 stagename has the command for a CSV file.
CREATE VIEW names_to_export AS
SELECT name.id, name.name, name.kind, name.style, name.verdict, round(name.bits, 3) AS bits_per_char,
       round(name.appeal, 3) AS appeal, name.length, name.words, name.syllables,
       near.value ->> '$.name' AS nearest_artist, batch.id AS batch, batch.as_of
FROM name JOIN batch ON batch.id = name.batch
    LEFT JOIN json_each(name.nearest) AS near ON near.key = 0
WHERE name.hidden = 0
ORDER BY name.id;
