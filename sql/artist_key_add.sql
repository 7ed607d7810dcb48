-- A key under which an artist is found. The program binds by position.
INSERT OR IGNORE INTO artist_key (key, artist, alias) VALUES (:key, :artist, :alias);
