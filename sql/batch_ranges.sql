-- The first and the last number of each batch's names: what lies between was not taken back.
SELECT (SELECT min(id) FROM name WHERE name.batch = batch.id), (SELECT max(id) FROM name WHERE name.batch = batch.id)
FROM batch
ORDER BY id;
