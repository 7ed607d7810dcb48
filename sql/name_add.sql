-- Enters a name; one whose key is there already is left as it is.
INSERT INTO name (name, key, folded, length, style, kind, bits, appeal, verdict, nearest, batch)
VALUES (:name, :key, :folded, :length, :style, :kind, :bits, :appeal, :verdict, :nearest, :batch)
ON CONFLICT (key) DO NOTHING;
