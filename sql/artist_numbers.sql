-- From where to where artists are numbered.
SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM artist;
