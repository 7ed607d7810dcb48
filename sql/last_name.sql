-- The highest number of a name, up to which row numbers are drawn; and the date of the oldest corpus that judged any of
-- them, which is what their verdicts can promise.
SELECT coalesce(max(id), 0), (SELECT min(as_of) FROM batch) FROM name;
