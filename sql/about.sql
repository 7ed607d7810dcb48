-- The counts that /api/about shows, as one JSON text; hidden names are not counted.
SELECT json_object(
    'as_of', (SELECT max(as_of) FROM source),
    'artists', corpus.artists,
    'corpus_is_small', json(iif(corpus.artists < :small, 'true', 'false')),
    'names', (SELECT coalesce(sum(names), 0) FROM name_count),
    'verdicts', (SELECT json_group_object(verdict, names)
                 FROM (SELECT verdict, sum(names) AS names FROM name_count GROUP BY verdict HAVING sum(names) > 0)),
    'styles', (SELECT json_group_array(json_object('style', style, 'names', names))
               FROM (SELECT style, sum(names) AS names FROM name_count
                     WHERE style <> '' GROUP BY style HAVING sum(names) > 0 ORDER BY style)),
    'imported_at', (SELECT max(imported_at) FROM batch),
    'note', (SELECT note FROM batch ORDER BY id DESC LIMIT 1))
FROM (SELECT count(*) AS artists FROM artist) AS corpus;
