-- Whether a visible name has this style.
SELECT 1 FROM name_count WHERE style = :style AND names > 0 LIMIT 1;
