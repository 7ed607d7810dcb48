-- Which names a request may get. Not a statement of its own: the statements that draw include it.
hidden = 0
    AND (:verdict = 'any' OR verdict = :verdict)
    AND (:style IS NULL OR style = :style)
    AND (:kind IS NULL OR kind = :kind)
    AND length BETWEEN :min AND :max
    AND (:words = 0 OR length(name) - length(replace(name, ' ', '')) + 1 = :words)
    AND (:weird IS NULL OR
-- include weird.sql
         = :weird)
    AND (:starts IS NULL OR substr(folded, 1, length(:starts)) = :starts)
    AND (:ends IS NULL OR (length(folded) >= length(:ends) AND substr(folded, -length(:ends)) = :ends))
    AND (:contains IS NULL OR instr(folded, :contains) > 0)
