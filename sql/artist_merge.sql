-- An artist that is there already keeps what it has and gains what it lacked; models may learn from it as soon as
-- one source has it for more than the verdict. Parameters are those of artist_add.sql.
WITH given (name, mbid, kind, country, style, verdict_only)
    AS (VALUES (:name, :mbid, :kind, :country, :style, :verdict_only))
UPDATE artist SET
    kind = coalesce(artist.kind, given.kind),
    country = coalesce(artist.country, given.country),
    style = coalesce(artist.style, given.style),
    verdict_only = min(artist.verdict_only, given.verdict_only)
FROM given
WHERE artist.name = given.name AND artist.mbid = given.mbid
RETURNING id;
