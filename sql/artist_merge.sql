-- An artist that is there already keeps what it has and gains what it lacked. Parameters are those of artist_add.sql.
WITH told (name, mbid, kind, country, style) AS (VALUES (:name, :mbid, :kind, :country, :style))
UPDATE artist SET
    kind = coalesce(artist.kind, told.kind),
    country = coalesce(artist.country, told.country),
    style = coalesce(artist.style, told.style)
FROM told
WHERE artist.name = told.name AND artist.mbid = told.mbid
RETURNING id;
