-- Draws the limits of weirdness again, and counts all names by them: see weird_is_renewed in counts.sql.
UPDATE weird_state SET changed = names + 1;
