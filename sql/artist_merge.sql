-- An artist that is there already keeps what it has and gains what it lacked; models may learn from it as soon as
-- one source has it for more than the verdict. Parameters are those of artist_add.sql.
WITH told (name, mbid, kind, country, style, verdict_only)
    AS (VALUES (:name, :mbid, :kind, :country, :style, :verdict_only))
UPDATE artist SET
    kind = coalesce(artist.kind, told.kind),
    country = coalesce(artist.country, told.country),
    style = coalesce(artist.style, told.style),
    verdict_only = min(artist.verdict_only, told.verdict_only)
FROM told
WHERE artist.name = told.name AND artist.mbid = told.mbid
RETURNING id;
