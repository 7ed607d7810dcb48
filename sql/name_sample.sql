-- About :n visible names, evenly through all of them: what a report shows.
SELECT name, coalesce(style, ''), coalesce(bits, 0)
FROM name
WHERE hidden = 0 AND id % max(1, (SELECT max(id) FROM name) / :n) = 0
ORDER BY id;
