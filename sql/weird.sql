-- How weird a name is, by its bits per character under the model: about a third of what the default model invents is of
-- each kind. NULL when unknown. The triggers that count names (counts.sql) say the same.
CASE WHEN bits < 3.4 THEN 'low' WHEN bits < 4 THEN 'mid' WHEN bits >= 4 THEN 'high' END
