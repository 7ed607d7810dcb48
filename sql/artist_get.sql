-- An artist as a verdict shows it, and the other name that the key is of, if it is of one, with its type unless that is
-- the ordinary one.
SELECT a.name, a.country, nullif(a.mbid, ''), k.alias,
       CASE k.alias_type WHEN 'legal' THEN 'legal name' WHEN 'hint' THEN 'search hint' END
FROM artist AS a LEFT JOIN artist_key AS k ON k.key = :key AND k.artist = a.id AND k.native IN (:native, -1)
WHERE a.id = :id;
