-- Statements on invented names: verdicts and counts. embed.awk explains how
-- statements are named and included.

-- name: name_add
-- Adds a name, unless its key already exists.
INSERT INTO name (name, key, folded, length, style, kind, bits, appeal, verdict, nearest, batch, syllables, easy,
                  alliteration, themes, sound, profile)
VALUES (:name, :key, :folded, :length, :style, :kind, :bits, :appeal, :verdict, :nearest, :batch, :syllables, :easy,
        :alliteration, :themes, :sound, :profile)
ON CONFLICT (key) DO NOTHING;

-- name: name_is_of_batch
-- Whether a name of this batch has the key.
SELECT EXISTS (SELECT 1 FROM name WHERE key = :key AND batch = :batch);

-- name: weird_follow
-- After :names visible names were added or removed: see weird_is_renewed in schema.sql.
UPDATE weird_state SET changed = changed + :names;

-- name: names_after
-- The next names by number, to judge them again.
SELECT id, name, verdict, nearest, coalesce(syllables, 0), easy, alliteration, themes, coalesce(sound, ''),
       hidden
FROM name
WHERE id > :after
ORDER BY id
LIMIT :n;

-- name: name_again
-- The same columns of one name.
SELECT id, name, verdict, nearest, coalesce(syllables, 0), easy, alliteration, themes, coalesce(sound, ''),
       hidden
FROM name
WHERE id = :id;

-- name: name_texts_after
-- The next names by number, to compare them with the artists that have changed.
SELECT id, name, folded, verdict FROM name WHERE id > :after ORDER BY id LIMIT :n;

-- name: count_all_names
-- The number of names, visible and hidden.
SELECT (SELECT coalesce(sum(names), 0) FROM name_count) + (SELECT count(*) FROM name WHERE hidden = 1);

-- name: name_verdict
-- Sets the verdict of a name that was judged again. The decisions of curators are kept.
UPDATE name SET verdict = :verdict, nearest = :nearest WHERE id = :id;

-- name: name_values
-- Sets the values computed from the text of a name.
UPDATE name SET syllables = :syllables, easy = :easy, alliteration = :alliteration, themes = :themes, sound = :sound
WHERE id = :id;

-- name: batches_judged
-- Sets the date of the corpus that judged all names again.
UPDATE batch SET as_of = :as_of;

-- name: judging_add
-- Records that all names were judged again.
INSERT INTO judging (as_of, names, changed) VALUES (:as_of, :names, :changed);

-- name: name_sample
-- About :n visible names, spread evenly over all of them, for a report.
SELECT name, coalesce(style, ''), coalesce(bits, 0)
FROM (
    SELECT name, style, bits, row_number() OVER (ORDER BY id) AS row, count(*) OVER () AS rows
    FROM name
    WHERE hidden = 0
)
WHERE row % max(1, rows / :n) = 0;

-- name: name_get
-- A visible name: the columns of name_of_row (draw.sql), and the date of the corpus that judged it.
SELECT name.id, name.name, name.style, name.kind, name.verdict, name.bits, name.appeal, name.nearest, batch.as_of
FROM name JOIN batch ON batch.id = name.batch
WHERE name.id = :id AND name.hidden = 0;

-- name: name_was_given
-- Whether a name ever had this number. Numbers are never reused, so a name that no longer exists was
-- withdrawn.
SELECT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'name' AND seq >= :id);

-- name: style_of_names
-- Whether a visible name has this style.
SELECT 1 FROM name_count WHERE style = :style AND names > 0 LIMIT 1;

-- name: styles_of_names
-- The styles of visible names.
SELECT style FROM name_count WHERE style <> '' GROUP BY style HAVING sum(names) > 0 ORDER BY style;

-- name: about
-- The dates and counts of /api/about; hidden names are not counted.
SELECT (SELECT max(as_of) FROM source), (SELECT count(*) FROM artist),
       (SELECT coalesce(sum(names), 0) FROM name_count), (SELECT max(imported_at) FROM batch WHERE removed_at IS NULL),
       (SELECT note FROM batch WHERE removed_at IS NULL ORDER BY id DESC LIMIT 1);

-- name: trait_counts
-- The values of a trait, each with the number of visible names that have it.
SELECT value, sum(names)
FROM (SELECT CASE :trait WHEN 'style' THEN style WHEN 'kind' THEN kind WHEN 'verdict' THEN verdict
                         WHEN 'weird' THEN weird WHEN 'words' THEN words END AS value,
             names
      FROM name_count)
WHERE value <> ''
GROUP BY value
HAVING sum(names) > 0
ORDER BY value;

-- name: computed_counts
-- The same for values computed from the text of names: see trait_count in schema.sql.
SELECT value, names FROM trait_count WHERE trait = :trait AND names > 0 ORDER BY value;

-- name: name_lengths
-- The minimum and maximum length of the visible names; NULL when there are none.
SELECT min(length), max(length) FROM name_count WHERE names > 0;
