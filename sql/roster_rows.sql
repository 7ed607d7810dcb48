-- What names are filtered by, of the rows after :row up to :last, whether hidden or not. See store/roster.h.
SELECT id, folded, length, length(name) - length(replace(name, ' ', '')) + 1, coalesce(style, ''), verdict, coalesce(
-- include weird.sql
    , '')
FROM name
WHERE id > :row AND id <= :last
ORDER BY id;
