-- A name as the API shows it, its texts quoted for the form that was asked for. Included by the statements that draw.
id,
CASE :format WHEN 'json' THEN json_quote(name) WHEN 'csv' THEN format('"%w"', name) ELSE name END,
CASE :format WHEN 'json' THEN json_quote(style) WHEN 'csv' THEN format('"%w"', coalesce(style, '')) END,
kind, verdict, bits, appeal, nearest
