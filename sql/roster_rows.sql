-- What names are filtered by, of the rows after :row up to :last, whether hidden or not. See store/roster.h.
SELECT id, folded, length, length(name) - length(replace(name, ' ', '')) + 1, coalesce(style, ''), coalesce(kind, ''), verdict,
       coalesce(millibits, -1)
FROM name
WHERE id > :row AND id <= :last
ORDER BY id;
