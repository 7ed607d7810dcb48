-- Which names a request may get. Not a statement of its own: the statements that draw and count include it.
hidden = 0
    AND (:verdict = 'any' OR verdict = :verdict)
    AND (:style IS NULL OR style = :style)
    AND length BETWEEN :min AND :max
    AND (:starts IS NULL OR substr(folded, 1, length(:starts)) = :starts)
