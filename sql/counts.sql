-- What the workers count and notice names by, beside the tables of schema.sql: made with them in a new database, and for an
-- older one by its upgrade.

-- The few that are hidden.
CREATE INDEX name_hidden ON name (id) WHERE hidden = 1;

-- How many visible names there are of each kind: what pools are counted by without reading the names. Text and weird are
-- '' where a name has none; words and weird as in eligible.sql. Written by triggers alone.
CREATE TABLE name_count (
    style   TEXT NOT NULL,
    verdict TEXT NOT NULL,
    words   INTEGER NOT NULL,
    length  INTEGER NOT NULL,
    weird   TEXT NOT NULL,
    names   INTEGER NOT NULL CHECK (names >= 0),
    PRIMARY KEY (style, verdict, words, length, weird)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER name_is_counted AFTER INSERT ON name
BEGIN
    INSERT INTO name_count (style, verdict, words, length, weird, names)
    VALUES (coalesce(NEW.style, ''), NEW.verdict, length(NEW.name) - length(replace(NEW.name, ' ', '')) + 1, NEW.length,
            CASE WHEN NEW.bits < 3.4 THEN 'low' WHEN NEW.bits < 4 THEN 'mid' WHEN NEW.bits >= 4 THEN 'high' ELSE '' END,
            1)
    ON CONFLICT (style, verdict, words, length, weird) DO UPDATE SET names = names + 1;
END;

CREATE TRIGGER name_is_counted_no_more AFTER DELETE ON name
WHEN OLD.hidden = 0
BEGIN
    UPDATE name_count SET names = names - 1
    WHERE style = coalesce(OLD.style, '') AND verdict = OLD.verdict
        AND words = length(OLD.name) - length(replace(OLD.name, ' ', '')) + 1 AND length = OLD.length
        AND weird =
            CASE WHEN OLD.bits < 3.4 THEN 'low' WHEN OLD.bits < 4 THEN 'mid' WHEN OLD.bits >= 4 THEN 'high' ELSE '' END;
END;

CREATE TRIGGER hidden_is_counted AFTER UPDATE OF hidden ON name
WHEN NEW.hidden <> OLD.hidden
BEGIN
    UPDATE name_count SET names = names + OLD.hidden - NEW.hidden
    WHERE style = coalesce(OLD.style, '') AND verdict = OLD.verdict
        AND words = length(OLD.name) - length(replace(OLD.name, ' ', '')) + 1 AND length = OLD.length
        AND weird =
            CASE WHEN OLD.bits < 3.4 THEN 'low' WHEN OLD.bits < 4 THEN 'mid' WHEN OLD.bits >= 4 THEN 'high' ELSE '' END;
END;

CREATE TRIGGER verdict_is_counted AFTER UPDATE OF verdict ON name
WHEN NEW.verdict <> OLD.verdict AND NEW.hidden = 0
BEGIN
    UPDATE name_count SET names = names - 1
    WHERE style = coalesce(OLD.style, '') AND verdict = OLD.verdict
        AND words = length(OLD.name) - length(replace(OLD.name, ' ', '')) + 1 AND length = OLD.length
        AND weird =
            CASE WHEN OLD.bits < 3.4 THEN 'low' WHEN OLD.bits < 4 THEN 'mid' WHEN OLD.bits >= 4 THEN 'high' ELSE '' END;
    INSERT INTO name_count (style, verdict, words, length, weird, names)
    VALUES (coalesce(NEW.style, ''), NEW.verdict, length(NEW.name) - length(replace(NEW.name, ' ', '')) + 1, NEW.length,
            CASE WHEN NEW.bits < 3.4 THEN 'low' WHEN NEW.bits < 4 THEN 'mid' WHEN NEW.bits >= 4 THEN 'high' ELSE '' END,
            1)
    ON CONFLICT (style, verdict, words, length, weird) DO UPDATE SET names = names + 1;
END;

INSERT INTO name_count (style, verdict, words, length, weird, names)
SELECT coalesce(style, ''), verdict, length(name) - length(replace(name, ' ', '')) + 1, length,
       CASE WHEN bits < 3.4 THEN 'low' WHEN bits < 4 THEN 'mid' WHEN bits >= 4 THEN 'high' ELSE '' END, count(*)
FROM name
WHERE hidden = 0
GROUP BY 1, 2, 3, 4, 5;

-- Each time that all names were judged again and verdicts changed: workers forget what they know of verdicts then.
CREATE TABLE judging (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of   TEXT NOT NULL,    -- the corpus that judged
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL  -- verdicts
) STRICT;
