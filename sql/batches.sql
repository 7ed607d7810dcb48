-- Statements on batches of invented names: adding, listing, removing and restoring them. embed.awk explains how
-- statements are named and included.

-- name: batch_add
-- Adds an empty batch.
INSERT INTO batch (file, note, as_of, model, fingerprint, seed, temperature, styles, selection)
VALUES (:file, :note, :as_of, :model, :fingerprint, :seed, :temperature, :styles, :selection)
RETURNING id;

-- name: batch_delete
-- Deletes a batch that got no name.
DELETE FROM batch WHERE id = :batch;

-- name: batches
-- Batches with counts of their names, the newest first; those without names only if :all is 1.
SELECT batch.id, batch.imported_at, batch.file, coalesce(batch.note, ''),
       count(name.id),
       coalesce(sum(name.verdict = 'free'), 0), coalesce(sum(name.verdict = 'close'), 0),
       coalesce(sum(name.verdict = 'taken'), 0), coalesce(sum(name.hidden), 0),
       batch.model, batch.fingerprint, batch.seed, batch.temperature, batch.styles, batch.selection,
       batch.removed_at, batch.removed_by
FROM batch LEFT JOIN name ON name.batch = batch.id
WHERE :all = 1 OR batch.removed_at IS NULL
GROUP BY batch.id
ORDER BY batch.id DESC;

-- name: batch_is_served
-- Whether there is such a batch whose names were not removed.
SELECT EXISTS (SELECT 1 FROM batch WHERE id = :batch AND removed_at IS NULL);

-- name: batch_remove
-- Marks a batch as removed.
UPDATE batch SET removed_at = strftime('%Y-%m-%dT%H:%M:%SZ'), removed_by = :how
WHERE id = :batch AND removed_at IS NULL;

-- name: batch_change_add
-- Records that the names of a batch were removed or restored.
INSERT INTO batch_change (batch, what, names) VALUES (:batch, :what, :names);

-- fragment: stored_columns
-- The columns of a name, without those that SQLite computes and without hidden, which follows decisions.
id, name, key, folded, length, style, bits, verdict, nearest, batch, kind, appeal, profile, syllables, easy,
    alliteration, themes, sound

-- name: removed_names_keep
-- Copies the names of a batch, so that they can be restored.
INSERT INTO removed_name (
-- include stored_columns
)
SELECT
-- include stored_columns
FROM name WHERE batch = :batch;

-- name: batch_names_delete
-- Deletes the names of a batch. The decisions of curators about them stay on record.
DELETE FROM name WHERE batch = :batch;

-- name: batch_rolled_back_last
-- The batch that was rolled back last and not restored; 0 for none.
SELECT coalesce((SELECT batch.id
                 FROM batch_change JOIN batch ON batch.id = batch_change.batch
                 WHERE batch.removed_by = 'rollback'
                 ORDER BY batch_change.id DESC
                 LIMIT 1), 0);

-- name: removed_names_count
-- The number of names of a batch that can be restored.
SELECT count(*) FROM removed_name WHERE batch = :batch;

-- name: batch_restore
-- Marks a batch as served again.
UPDATE batch SET removed_at = NULL, removed_by = NULL WHERE id = :batch;

-- name: removed_names_restore
-- Restores the names of a batch with their numbers, unless another name got their key meanwhile.
INSERT INTO name (
-- include stored_columns
)
SELECT
-- include stored_columns
FROM removed_name WHERE batch = :batch
ORDER BY id
ON CONFLICT (key) DO NOTHING;

-- name: judging_of_restored
-- Workers keep traits of names by number until a judging: see draw/roster.h.
INSERT INTO judging (as_of, names, changed) SELECT as_of, :names, 0 FROM batch WHERE id = :batch;

-- name: removed_names_delete
-- Deletes the kept names of a batch, after an undo.
DELETE FROM removed_name WHERE batch = :batch;

-- name: removed_names_clear
-- Deletes all kept names: what was rolled back can no longer be restored.
DELETE FROM removed_name;
