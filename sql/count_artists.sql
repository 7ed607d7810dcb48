-- How many artists the corpus has.
SELECT count(*) FROM artist;
