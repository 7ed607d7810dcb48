-- Enters an artist, unless it is there already: then artist_merge.sql follows. The program binds by position.
INSERT INTO artist (name, mbid, kind, country, style, verdict_only, source)
VALUES (:name, :mbid, :kind, :country, :style, :verdict_only, :source)
ON CONFLICT (name, mbid) DO NOTHING;
