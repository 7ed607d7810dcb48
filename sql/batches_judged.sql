-- All names were judged again, by the corpus of this date.
UPDATE batch SET as_of = :as_of;
