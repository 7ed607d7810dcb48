-- See artist_index.sql.
DROP INDEX artist_name;
