-- Begins a batch of names.
INSERT INTO batch (file, note, as_of) VALUES (:file, :note, :as_of) RETURNING id;
