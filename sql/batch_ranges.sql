-- The first and the last number of each batch's names, ascending: what lies between was not taken back.
SELECT first, (SELECT max(id) FROM name WHERE name.batch = batches.id)
FROM (SELECT id, (SELECT min(id) FROM name WHERE name.batch = batch.id) AS first FROM batch) AS batches
WHERE first IS NOT NULL
ORDER BY first;
