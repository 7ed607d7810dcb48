-- What the workers count names by, beside the tables of schema.sql: made with them in a new database, and for an older one
-- after its upgrade.

-- How many visible names there are of each sort: what pools are counted by without reading the names. Text and weird are
-- '' where a name has none; words and weird as in eligible.sql. Written by triggers alone.
CREATE TABLE name_count (
    style   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    verdict TEXT NOT NULL,
    words   INTEGER NOT NULL,
    length  INTEGER NOT NULL,
    weird   TEXT NOT NULL,
    names   INTEGER NOT NULL CHECK (names >= 0),
    PRIMARY KEY (style, kind, verdict, words, length, weird)
) STRICT, WITHOUT ROWID;

-- Where the thirds of weirdness end, in thousandths of bits per character: one row for names of about the same length, which
-- goes up to up_to. The last one has no end. Written by weird_is_renewed alone.
CREATE TABLE weird_limit (
    up_to INTEGER PRIMARY KEY,
    low   INTEGER NOT NULL,
    high  INTEGER NOT NULL
) STRICT;

-- How many visible names the limits were made of, and how many were hidden or shown since.
CREATE TABLE weird_state (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;

-- The limits as they should be now. Names in order of length are divided into parts of a hundred or more, and a length
-- belongs to the part of its middle name: a common length is alone. Within a part, equal names are in the third of the one
-- in their middle.
CREATE VIEW weird_thirds AS
WITH sort AS MATERIALIZED (
    SELECT length, millibits, count(*) AS names FROM name WHERE hidden = 0 AND millibits IS NOT NULL GROUP BY length, millibits
),
sized AS (SELECT length, sum(names) AS names, sum(sum(names)) OVER () AS total FROM sort GROUP BY length),
placed AS (
    SELECT length, (2 * sum(names) OVER (ORDER BY length) - names) * max(1, total / 100) / (2 * total) AS part FROM sized
),
parted AS (
    SELECT part, max(length) AS longest, millibits, sum(names) AS names FROM sort JOIN placed USING (length)
    GROUP BY part, millibits
),
ranked AS (
    SELECT part, longest, millibits, 2 * sum(names) OVER (PARTITION BY part ORDER BY millibits) - names AS middle,
           2 * sum(names) OVER (PARTITION BY part) AS twice
    FROM parted
)
SELECT CASE WHEN lead(part) OVER (ORDER BY part) IS NULL THEN 9223372036854775807 ELSE max(longest) END AS up_to,
       coalesce(max(millibits) FILTER (WHERE 3 * middle <= twice), -1) AS low,
       max(millibits) FILTER (WHERE 3 * middle <= 2 * twice) AS high
FROM ranked
GROUP BY part;

-- What the triggers below put in: a visible name more (change is 1) or less (-1).
CREATE VIEW name_counted AS
SELECT style, kind, verdict, name, length, millibits, 1 AS change FROM name WHERE 0;

CREATE TRIGGER name_counted_changes INSTEAD OF INSERT ON name_counted
BEGIN
    INSERT INTO name_count (style, kind, verdict, words, length, weird, names)
    SELECT coalesce(NEW.style, ''), coalesce(NEW.kind, ''), NEW.verdict,
           length(NEW.name) - length(replace(NEW.name, ' ', '')) + 1, NEW.length,
           coalesce((SELECT CASE WHEN NEW.millibits <= low THEN 'low' WHEN NEW.millibits <= high THEN 'mid'
                            WHEN NEW.millibits > high THEN 'high' END
                     FROM weird_limit WHERE up_to >= NEW.length ORDER BY up_to LIMIT 1), ''), max(NEW.change, 0)
    WHERE 1
    ON CONFLICT (style, kind, verdict, words, length, weird) DO UPDATE SET names = names + NEW.change;
END;

CREATE TRIGGER name_is_counted AFTER INSERT ON name
BEGIN
    INSERT INTO name_counted VALUES (NEW.style, NEW.kind, NEW.verdict, NEW.name, NEW.length, NEW.millibits, 1);
END;

CREATE TRIGGER name_is_counted_no_more AFTER DELETE ON name
WHEN OLD.hidden = 0
BEGIN
    INSERT INTO name_counted VALUES (OLD.style, OLD.kind, OLD.verdict, OLD.name, OLD.length, OLD.millibits, -1);
END;

CREATE TRIGGER hidden_is_counted AFTER UPDATE OF hidden ON name
WHEN NEW.hidden <> OLD.hidden
BEGIN
    INSERT INTO name_counted
    VALUES (OLD.style, OLD.kind, OLD.verdict, OLD.name, OLD.length, OLD.millibits, OLD.hidden - NEW.hidden);
    UPDATE weird_state SET changed = changed + 1;
END;

CREATE TRIGGER verdict_is_counted AFTER UPDATE OF verdict ON name
WHEN NEW.verdict <> OLD.verdict AND NEW.hidden = 0
BEGIN
    INSERT INTO name_counted VALUES (OLD.style, OLD.kind, OLD.verdict, OLD.name, OLD.length, OLD.millibits, -1);
    INSERT INTO name_counted VALUES (NEW.style, NEW.kind, NEW.verdict, NEW.name, NEW.length, NEW.millibits, 1);
END;

-- Reads and sorts all names, so not after every decision: when more than one name in thirty was hidden or shown. An import
-- and a rollback ask for it at their end (weird_renew.sql).
CREATE TRIGGER weird_is_renewed AFTER UPDATE OF changed ON weird_state
WHEN NEW.changed * 30 > NEW.names
BEGIN
    DELETE FROM weird_limit;
    INSERT INTO weird_limit (up_to, low, high) SELECT up_to, low, high FROM weird_thirds;
    DELETE FROM name_count;
    INSERT INTO name_count (style, kind, verdict, words, length, weird, names)
    SELECT coalesce(style, ''), coalesce(kind, ''), verdict, length(name) - length(replace(name, ' ', '')) + 1, length,
           coalesce((SELECT CASE WHEN millibits <= low THEN 'low' WHEN millibits <= high THEN 'mid'
                            WHEN millibits > high THEN 'high' END
                     FROM weird_limit WHERE up_to >= name.length ORDER BY up_to LIMIT 1), ''), count(*)
    FROM name
    WHERE hidden = 0
    GROUP BY 1, 2, 3, 4, 5, 6;
    UPDATE weird_state SET names = (SELECT coalesce(sum(names), 0) FROM name_count), changed = 0;
END;

INSERT INTO weird_state (one, names, changed) VALUES (1, 0, 0);
UPDATE weird_state SET changed = 1;
