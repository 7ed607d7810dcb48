-- A name with all that its own page shows, as one JSON text; none that is hidden. The date is that of the corpus that
-- judged it.
SELECT json_object('id', name.id, 'name', name.name, 'style', name.style, 'kind', name.kind, 'verdict', name.verdict,
                   'bits_per_char', round(name.bits, 2), 'appeal', round(name.appeal, 2),
                   'nearest', json(name.nearest), 'as_of', batch.as_of)
FROM name JOIN batch ON batch.id = name.batch
WHERE name.id = :id AND name.hidden = 0;
