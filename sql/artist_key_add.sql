-- A key under which an artist is found. When it is there already, the stronger kind of name counts: the artist's
-- own, then the types of aliases in this order. The program binds by position.
INSERT INTO artist_key (key, artist, alias, alias_type, native) VALUES (:key, :artist, :alias, :alias_type, :native)
ON CONFLICT (key, artist, native) DO UPDATE SET alias = excluded.alias, alias_type = excluded.alias_type
WHERE instr('own name legal hint', coalesce(excluded.alias_type, 'own'))
    < instr('own name legal hint', coalesce(artist_key.alias_type, 'own'));
