-- An artist as a verdict shows it.
SELECT name, country, nullif(mbid, '') FROM artist WHERE id = :id;
