-- About :n visible names, evenly through all of them: what a report shows.
SELECT name, coalesce(style, ''), coalesce(bits, 0)
FROM (
    SELECT name, style, bits, row_number() OVER (ORDER BY id) AS row, count(*) OVER () AS rows
    FROM name
    WHERE hidden = 0
)
WHERE row % max(1, rows / :n) = 0;
