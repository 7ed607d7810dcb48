-- The highest number of a name: row numbers are drawn from 1 to this.
SELECT coalesce(max(id), 0) FROM name;
