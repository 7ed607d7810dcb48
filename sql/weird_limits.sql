-- The limits of weirdness, of which there is one row for names of about the same length.
SELECT up_to, low, high FROM weird_limit ORDER BY up_to;
