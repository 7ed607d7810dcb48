-- The counts that /api/about shows, as one JSON text; hidden names are not counted.
SELECT json_object(
    'as_of', (SELECT max(as_of) FROM source),
    'artists', (SELECT count(*) FROM artist),
    'names', (SELECT count(*) FROM name WHERE hidden = 0),
    'verdicts', (SELECT json_group_object(verdict, names)
                 FROM (SELECT verdict, count(*) AS names FROM name WHERE hidden = 0 GROUP BY verdict)),
    'styles', (SELECT json_group_array(json_object('style', style, 'names', names))
               FROM (SELECT style, count(*) AS names FROM name
                     WHERE hidden = 0 AND style IS NOT NULL GROUP BY style ORDER BY style)),
    'imported_at', (SELECT max(imported_at) FROM batch),
    'note', (SELECT note FROM batch ORDER BY id DESC LIMIT 1));
