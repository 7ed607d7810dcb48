-- Notes a report, unless there are :most already; the second of one visitor about one name on a day is the first once
-- more. Numbers of reports are given in order, so the highest bounds how many there are without counting.
INSERT INTO report (name_id, why, visitor)
SELECT :name, :why, :visitor WHERE (SELECT coalesce(max(id), 0) FROM report) < :most
ON CONFLICT (name_id, visitor) DO NOTHING;
