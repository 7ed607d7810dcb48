-- What reading a source came to.
UPDATE source SET rows = :rows, kept = :kept WHERE id = :id;
