-- Notes that all names were judged again.
INSERT INTO judging (as_of, names, changed) VALUES (:as_of, :names, :changed);
