-- About :n artists' names, evenly through the corpus: what invented names are compared with.
SELECT name
FROM artist
WHERE id % max(1, (SELECT count(*) FROM artist) / :n) = 0
ORDER BY id;
