-- The key of the day.
SELECT key FROM visitor_key;
