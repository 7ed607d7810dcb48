-- What reading a source came to.
UPDATE source SET format = :format, as_of = :as_of, rows = :rows, kept = :kept WHERE id = :id;
