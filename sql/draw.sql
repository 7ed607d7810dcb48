-- Statements that draw names, and that read data to keep in memory for faster drawing. embed.awk explains how
-- statements are named and included.

-- fragment: eligible
-- The condition for names that a request may get: the filter of all statements that draw.
hidden = 0
    AND (:verdict IS NULL OR verdict = :verdict)
    AND (:style IS NULL OR style = :style)
    AND (:kind IS NULL OR kind = :kind)
    AND length BETWEEN :min AND :max
    AND (:words = 0 OR words = :words)
    AND (:weird IS NULL OR weird = :weird)
    AND (:starts IS NULL OR substr(folded, 1, length(:starts)) = :starts)
    AND (:ends IS NULL OR (length(folded) >= length(:ends) AND substr(folded, -length(:ends)) = :ends))
    AND (:contains IS NULL OR instr(folded, :contains) > 0)
    AND (:without IS NULL OR folded NOT GLOB '*[' || :without || ']*')
    AND (:syllables = 0 OR syllables = :syllables)
    AND easy >= :easy
    AND alliteration >= :alliteration
    AND (:theme = 0 OR themes & :theme <> 0)
    AND (:tag IS NULL
         OR EXISTS (SELECT 1 FROM name_tag WHERE name_tag.tag = :tag AND name_tag.key = name_weird.key))
    AND (:featured = 0
         OR EXISTS (SELECT 1 FROM name_tag WHERE name_tag.tag = 'featured' AND name_tag.key = name_weird.key))

-- name: read_begin
-- Begins a read transaction: all statements of an answer see the same state of the database.
BEGIN;

-- name: read_end
-- Ends the transaction of read_begin.
COMMIT;

-- name: data_version
-- Changes when another connection has changed the database: data cached by a worker is then stale.
PRAGMA data_version;

-- name: last_name
-- The highest number of a name, up to which row numbers are drawn; the date of the oldest corpus that
-- judged any of them; and the number of the last judging that changed verdicts, or one that a restore gave.
SELECT coalesce(max(id), 0), (SELECT min(as_of) FROM batch),
       (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'judging')
FROM name;

-- name: name_of_row
-- The name with this number if it is eligible. A look-up takes a microsecond, whereas eligible_names reads
-- the table.
SELECT id, name, style, kind, verdict, bits, appeal, nearest
FROM name_weird
WHERE id = :row
    AND
-- include eligible
;

-- name: profile_of_name
-- The profile of a visible name, and its folded text; no row without a profile.
SELECT profile, folded FROM name WHERE id = :row AND NOT hidden AND profile IS NOT NULL;

-- name: eligible_profiles
-- The profiles of all eligible names, NULL for a name without one. Reads every row.
SELECT id, profile
FROM name_weird
WHERE
-- include eligible
ORDER BY id;

-- name: eligible_names
-- The numbers of all eligible names. Reads every row, so the program runs it only when name_of_row would find
-- too few.
SELECT id
FROM name_weird
WHERE
-- include eligible
ORDER BY id;

-- name: count_names
-- The number of eligible names by the table of counts: the "pool" of an answer whose filter uses only style,
-- kind, verdict, words, length and weirdness.
SELECT coalesce(sum(names), 0)
FROM name_count
WHERE (:verdict IS NULL OR verdict = :verdict)
    AND (:style IS NULL OR style = :style)
    AND (:kind IS NULL OR kind = :kind)
    AND length BETWEEN :min AND :max
    AND (:words = 0 OR words = :words)
    AND (:weird IS NULL OR weird = :weird);

-- name: count_matching_names
-- The number of eligible names, for any filter. Reads every row.
SELECT count(*)
FROM name_weird
WHERE
-- include eligible
;

-- name: tagged_names
-- The same as eligible_names for a filter with a tag or with featured; it reads only names with the tag.
SELECT id
FROM name_tag AS wanted CROSS JOIN name_weird ON name_weird.key = wanted.key
WHERE wanted.tag = coalesce(:tag, 'featured') AND
-- include eligible
ORDER BY id;

-- name: tagged_profiles
-- The same as eligible_profiles, likewise.
SELECT id, profile
FROM name_tag AS wanted CROSS JOIN name_weird ON name_weird.key = wanted.key
WHERE wanted.tag = coalesce(:tag, 'featured') AND
-- include eligible
ORDER BY id;

-- name: count_tagged_names
-- The same as count_matching_names, likewise.
SELECT count(*)
FROM name_tag AS wanted CROSS JOIN name_weird ON name_weird.key = wanted.key
WHERE wanted.tag = coalesce(:tag, 'featured') AND
-- include eligible
;

-- name: roster_rows
-- The traits that filters test, of the rows after :row up to :last, including hidden names.
SELECT id, folded, length, words, coalesce(style, ''), coalesce(kind, ''), verdict, coalesce(millibits, -1),
       coalesce(syllables, 0), easy, alliteration, themes, profile
FROM name
WHERE id > :row AND id <= :last
ORDER BY id;

-- name: batch_ranges
-- The first and the last number of each batch's names, ascending: numbers outside these ranges have no
-- names.
SELECT first, (SELECT max(id) FROM name WHERE name.batch = batches.id)
FROM (SELECT id, (SELECT min(id) FROM name WHERE name.batch = batch.id) AS first FROM batch) AS batches
WHERE first IS NOT NULL
ORDER BY first;

-- name: hidden_names
-- The numbers of all hidden names.
SELECT id FROM name INDEXED BY name_hidden WHERE hidden = 1 ORDER BY id;

-- name: weird_limits
-- The limits of weirdness, one row for names of similar length.
SELECT up_to, low, high FROM weird_limit ORDER BY up_to;
