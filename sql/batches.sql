-- All batches with what they hold, the newest first.
SELECT batch.id, batch.imported_at, batch.file, coalesce(batch.note, ''),
       count(name.id),
       coalesce(sum(name.verdict = 'free'), 0), coalesce(sum(name.verdict = 'close'), 0),
       coalesce(sum(name.verdict = 'taken'), 0), coalesce(sum(name.hidden), 0)
FROM batch LEFT JOIN name ON name.batch = batch.id
GROUP BY batch.id
ORDER BY batch.id DESC;
