-- The same draw from rows whose numbers were drawn first: those that are eligible, in random order. Sixteen look-ups
-- cost microseconds where random_names.sql reads the table.
SELECT
-- include name_json.sql
FROM name
WHERE id IN (:row0, :row1, :row2, :row3, :row4, :row5, :row6, :row7,
             :row8, :row9, :row10, :row11, :row12, :row13, :row14, :row15)
    AND
-- include eligible.sql
ORDER BY random();
