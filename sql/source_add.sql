-- Begins a source; its counts follow when it has been read.
INSERT INTO source (path, format, as_of, stamp)
VALUES (:path, :format, :as_of, random() & 0xffffffffffff)
RETURNING id;
