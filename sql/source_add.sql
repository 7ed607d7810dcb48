-- Begins a source; its counts follow when it has been read.
INSERT INTO source (path, format, as_of) VALUES (:path, :format, :as_of) RETURNING id;
