-- The next names in order of their numbers, to judge them again.
SELECT id, name, verdict, nearest FROM name WHERE id > :after ORDER BY id LIMIT :n;
