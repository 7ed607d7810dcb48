-- A name's verdict after it was judged again. What curators decided about it stays.
UPDATE name SET verdict = :verdict, nearest = :nearest WHERE id = :id;
