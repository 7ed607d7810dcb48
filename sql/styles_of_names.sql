-- The styles that visible names have.
SELECT style FROM name_count WHERE style <> '' GROUP BY style HAVING sum(names) > 0 ORDER BY style;
