-- Up to where artists are numbered.
SELECT coalesce(max(id), 0) FROM artist;
