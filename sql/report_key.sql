-- The key of today; no row when there is none yet.
SELECT key FROM visitor_key WHERE day = date();
