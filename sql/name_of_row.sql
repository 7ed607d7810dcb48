-- The same draw by row numbers that were drawn first: the row if it is eligible. A look-up costs a microsecond where
-- random_names.sql reads the table.
SELECT
-- include name_row.sql
FROM name
WHERE id = :row
    AND
-- include eligible.sql
;
