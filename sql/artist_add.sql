-- Enters an artist. One that is there already keeps what it has and gains what it lacked.
INSERT INTO artist (name, mbid, kind, country, style, source)
VALUES (:name, :mbid, :kind, :country, :style, :source)
ON CONFLICT (name, mbid) DO UPDATE SET
    kind = coalesce(kind, excluded.kind),
    country = coalesce(country, excluded.country),
    style = coalesce(style, excluded.style)
RETURNING id;
