-- A key under which an artist is found.
INSERT OR IGNORE INTO artist_key (key, artist) VALUES (:key, :artist);
