-- Statements on invented names: batches, verdicts and counts. How statements are named and included is
-- explained in embed.awk.

-- name: batch_add
-- Begins a batch of names.
INSERT INTO batch (file, note, as_of) VALUES (:file, :note, :as_of) RETURNING id;

-- name: name_add
-- Enters a name; one whose key is there already is left unchanged.
INSERT INTO name (name, key, folded, length, style, kind, bits, appeal, verdict, nearest, batch, syllables, easy,
                  alliteration, themes, profile)
VALUES (:name, :key, :folded, :length, :style, :kind, :bits, :appeal, :verdict, :nearest, :batch, :syllables, :easy,
        :alliteration, :themes, :profile)
ON CONFLICT (key) DO NOTHING;

-- name: weird_renew
-- Sets the limits of weirdness again and counts all names by them: see weird_is_renewed in schema.sql.
UPDATE weird_state SET changed = names + 1;

-- name: batches
-- All batches with what they contain, the newest first.
SELECT batch.id, batch.imported_at, batch.file, coalesce(batch.note, ''),
       count(name.id),
       coalesce(sum(name.verdict = 'free'), 0), coalesce(sum(name.verdict = 'close'), 0),
       coalesce(sum(name.verdict = 'taken'), 0), coalesce(sum(name.hidden), 0)
FROM batch LEFT JOIN name ON name.batch = batch.id
GROUP BY batch.id
ORDER BY batch.id DESC;

-- name: batch_names_delete
-- Deletes the names of a batch. The decisions of curators about them stay on record.
DELETE FROM name WHERE batch = :batch;

-- name: batch_delete
-- Deletes a batch, after its names.
DELETE FROM batch WHERE id = :batch;

-- name: names_after
-- The next names in order of their numbers, to judge them again.
SELECT id, name, verdict, nearest, coalesce(syllables, 0), easy, alliteration, themes
FROM name
WHERE id > :after
ORDER BY id
LIMIT :n;

-- name: name_verdict
-- Sets the verdict on a name that was judged again. The decisions of curators stay.
UPDATE name SET verdict = :verdict, nearest = :nearest WHERE id = :id;

-- name: name_values
-- Sets what is computed from the text of a name.
UPDATE name SET syllables = :syllables, easy = :easy, alliteration = :alliteration, themes = :themes WHERE id = :id;

-- name: batches_judged
-- All names were judged again by the corpus of this date.
UPDATE batch SET as_of = :as_of;

-- name: judging_add
-- Records that all names were judged again.
INSERT INTO judging (as_of, names, changed) VALUES (:as_of, :names, :changed);

-- name: name_sample
-- About :n visible names, evenly through all of them: for a report.
SELECT name, coalesce(style, ''), coalesce(bits, 0)
FROM (
    SELECT name, style, bits, row_number() OVER (ORDER BY id) AS row, count(*) OVER () AS rows
    FROM name
    WHERE hidden = 0
)
WHERE row % max(1, rows / :n) = 0;

-- name: name_get
-- A visible name with all that its own page shows, as one JSON text. The date is that of the corpus that
-- judged it.
SELECT json_object('id', name.id, 'name', name.name, 'style', name.style, 'kind', name.kind,
                   'verdict', name.verdict, 'bits_per_char', round(name.bits, 2), 'appeal', round(name.appeal, 2),
                   'nearest', json(name.nearest), 'as_of', batch.as_of)
FROM name JOIN batch ON batch.id = name.batch
WHERE name.id = :id AND name.hidden = 0;

-- name: style_of_names
-- Whether a visible name has this style.
SELECT 1 FROM name_count WHERE style = :style AND names > 0 LIMIT 1;

-- name: styles_of_names
-- The styles of visible names.
SELECT style FROM name_count WHERE style <> '' GROUP BY style HAVING sum(names) > 0 ORDER BY style;

-- name: about
-- The counts of /api/about as one JSON text; hidden names are not counted.
SELECT json_object(
    'as_of', (SELECT max(as_of) FROM source),
    'artists', corpus.artists,
    'corpus_is_small', json(iif(corpus.artists < :small, 'true', 'false')),
    'names', (SELECT coalesce(sum(names), 0) FROM name_count),
    'verdicts', (SELECT json_group_object(verdict, names)
                 FROM (SELECT verdict, sum(names) AS names FROM name_count
                       GROUP BY verdict HAVING sum(names) > 0)),
    'styles', (SELECT json_group_array(json_object('style', style, 'names', names))
               FROM (SELECT style, sum(names) AS names FROM name_count
                     WHERE style <> '' GROUP BY style HAVING sum(names) > 0 ORDER BY style)),
    'imported_at', (SELECT max(imported_at) FROM batch),
    'note', (SELECT note FROM batch ORDER BY id DESC LIMIT 1))
FROM (SELECT count(*) AS artists FROM artist) AS corpus;

-- name: trait_counts
-- How many visible names have each value that is computed from their text: see trait_count in schema.sql.
SELECT trait, value, names FROM trait_count WHERE names > 0 ORDER BY trait, value;

-- name: choices
-- The values that /api/names can filter by, as one JSON text: each with how many visible names have it.
SELECT json_object(
    'styles', (SELECT json_group_array(json_object('style', style, 'names', names))
               FROM (SELECT style, sum(names) AS names FROM name_count
                     WHERE style <> '' GROUP BY style HAVING sum(names) > 0 ORDER BY style)),
    'kinds', (SELECT json_group_array(json_object('kind', kind, 'names', names))
              FROM (SELECT kind, sum(names) AS names FROM name_count
                    WHERE kind <> '' GROUP BY kind HAVING sum(names) > 0 ORDER BY kind)),
    'verdicts', (SELECT json_group_array(json_object('verdict', verdict, 'names', names))
                 FROM (SELECT verdict, sum(names) AS names FROM name_count
                       GROUP BY verdict HAVING sum(names) > 0 ORDER BY verdict)),
    'weird', (SELECT json_group_array(json_object('weird', weird, 'names', names))
              FROM (SELECT weird, sum(names) AS names FROM name_count
                    WHERE weird <> '' GROUP BY weird HAVING sum(names) > 0 ORDER BY weird)),
    'words', (SELECT json_group_array(json_object('words', words, 'names', names))
              FROM (SELECT words, sum(names) AS names FROM name_count
                    GROUP BY words HAVING sum(names) > 0 ORDER BY words)),
    'lengths', (SELECT json_object('min', min(length), 'max', max(length)) FROM name_count WHERE names > 0));
