-- The numbers of all hidden names.
SELECT id FROM name INDEXED BY name_hidden WHERE hidden = 1 ORDER BY id;
