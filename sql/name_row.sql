-- A name as the API shows it, in the form that was asked for. Included by the statements that draw.
CASE :format
    WHEN 'json' THEN
-- include name_json.sql
    WHEN 'csv' THEN format('%d,"%w","%w",%s,%s', id, name, coalesce(style, ''), verdict, coalesce(round(bits, 2), ''))
    ELSE name
END
