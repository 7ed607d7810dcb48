-- The highest number of a name, up to which row numbers are drawn; the date of the oldest corpus that judged any of them,
-- which is what their verdicts can promise; and the number of the last judging that changed verdicts.
SELECT coalesce(max(id), 0), (SELECT min(as_of) FROM batch), (SELECT coalesce(max(id), 0) FROM judging) FROM name;
