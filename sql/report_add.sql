-- Notes a report; the second of one visitor about one name on a day is the first once more.
INSERT INTO report (name_id, why, visitor) VALUES (:name, :why, :visitor)
ON CONFLICT (name_id, visitor) DO NOTHING;
