-- How weird a name is beside the visible names of about its length: in the third with the fewest bits per character under the
-- model (low), in the middle one, or in the last. NULL when unknown. counts.sql keeps the limits, and says the same.
(SELECT CASE WHEN millibits <= low THEN 'low' WHEN millibits <= high THEN 'mid' WHEN millibits > high THEN 'high' END
 FROM weird_limit WHERE up_to >= name.length ORDER BY up_to LIMIT 1)
