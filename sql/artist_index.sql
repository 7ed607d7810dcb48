-- The same name and MusicBrainz id from two sources is one artist. Into an empty corpus artists are entered without it: it
-- is made when all are there, or when one comes that may be there already.
CREATE UNIQUE INDEX artist_name ON artist (name, mbid);
