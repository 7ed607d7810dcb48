-- About :n artists' names, evenly through the corpus: what invented names are compared with. Those that are there
-- for the verdict only are no examples of names.
SELECT name
FROM artist
WHERE id % max(1, (SELECT count(*) FROM artist) / :n) = 0 AND verdict_only = 0
ORDER BY id;
