-- Enters an artist that is not there yet. The program binds by position.
INSERT INTO artist (name, mbid, kind, country, style, verdict_only, source)
VALUES (:name, :mbid, :kind, :country, :style, :verdict_only, :source);
