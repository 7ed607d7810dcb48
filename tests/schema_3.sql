-- The tables of schema 3, as stagename made them then: for the test that upgrades such a database.

PRAGMA application_id = 1937010285; -- "stnm": this program's file
PRAGMA user_version = 3;

CREATE TABLE source (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    path     TEXT NOT NULL,
    format   TEXT NOT NULL,
    as_of    TEXT NOT NULL,
    added_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    rows     INTEGER NOT NULL DEFAULT 0, -- read
    kept     INTEGER NOT NULL DEFAULT 0, -- entered
    stamp    INTEGER NOT NULL            -- drawn by lot: see corpus_state.sql
) STRICT;

CREATE TABLE artist (
    id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never another artist's, even after a replacement
    name    TEXT NOT NULL,
    mbid    TEXT NOT NULL DEFAULT '',
    kind    TEXT CHECK (kind = 'dj' OR kind = 'person' OR kind = 'group'), -- IN would build a table each time
    country TEXT CHECK (country GLOB '[A-Z][A-Z]'), -- ISO 3166-1
    style   TEXT,
    source  INTEGER NOT NULL REFERENCES source
) STRICT;
CREATE UNIQUE INDEX artist_name ON artist (name, mbid);

CREATE TABLE artist_key (
    key    TEXT NOT NULL,
    artist INTEGER NOT NULL REFERENCES artist,
    alias  TEXT, -- as written, when the key is that of another name of the artist
    PRIMARY KEY (key, artist)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    file        TEXT NOT NULL,
    note        TEXT,
    imported_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of       TEXT NOT NULL -- the corpus that judged it
) STRICT;

CREATE TABLE name (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL,
    key     TEXT NOT NULL UNIQUE,
    folded  TEXT NOT NULL,    -- lower-case Latin letters, what "starts" is compared with
    length  INTEGER NOT NULL, -- characters
    style   TEXT,
    bits    REAL,             -- bits per character under the model: low is ordinary, high is weird
    verdict TEXT NOT NULL CHECK (verdict IN ('free', 'close', 'taken')),
    nearest TEXT NOT NULL CHECK (nearest LIKE '[%]'), -- JSON: up to three artists, as the API shows them
    batch   INTEGER NOT NULL REFERENCES batch,
    hidden  INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)), -- written by the trigger on decision alone
    kind    TEXT CHECK (kind = 'dj' OR kind = 'person' OR kind = 'group'), -- whom the model made it for
    appeal  REAL CHECK (appeal BETWEEN 0 AND 1), -- how good a name it is by the model of taste: higher is better
    millibits INTEGER AS (CAST(min(round(bits * 1000), 65534) AS INTEGER)) -- bits in thousandths, as weird.sql compares them
) STRICT;
CREATE INDEX name_batch ON name (batch);

CREATE INDEX name_hidden ON name (id) WHERE hidden = 1;

CREATE TABLE decision (
    id         INTEGER PRIMARY KEY,
    name_id    INTEGER NOT NULL, -- stays when the batch is rolled back
    hide       INTEGER NOT NULL CHECK (hide IN (0, 1)),
    who        TEXT NOT NULL CHECK (trim(who) <> ''),
    why        TEXT NOT NULL CHECK (trim(why) <> ''),
    at         TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    name       TEXT,   -- filled by the trigger
    was_hidden INTEGER -- filled by the trigger
) STRICT;
CREATE INDEX decision_name ON decision (name_id);

CREATE TRIGGER decision_needs_a_name BEFORE INSERT ON decision
WHEN NOT EXISTS (SELECT 1 FROM name WHERE id = NEW.name_id)
BEGIN
    SELECT raise(ABORT, 'there is no name with this number');
END;

CREATE TRIGGER decision_without_effect BEFORE INSERT ON decision
WHEN (SELECT hidden FROM name WHERE id = NEW.name_id) = NEW.hide
BEGIN
    SELECT raise(IGNORE);
END;

CREATE TRIGGER decision_takes_effect AFTER INSERT ON decision
BEGIN
    UPDATE decision SET (name, was_hidden) = (SELECT name, hidden FROM name WHERE id = NEW.name_id)
    WHERE id = NEW.id;
    UPDATE name SET hidden = NEW.hide WHERE id = NEW.name_id;
END;

CREATE TRIGGER decision_is_kept BEFORE UPDATE ON decision
WHEN OLD.name IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'a decision is never rewritten: insert another one');
END;

CREATE TRIGGER decision_is_not_replaced BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id)
BEGIN
    SELECT raise(ABORT, 'a decision is never rewritten: insert another one');
END;

CREATE TRIGGER decision_is_not_deleted BEFORE DELETE ON decision
BEGIN
    SELECT raise(ABORT, 'a decision is never deleted: insert another one');
END;

CREATE TRIGGER name_starts_visible BEFORE INSERT ON name
WHEN NEW.hidden <> 0
BEGIN
    SELECT raise(ABORT, 'say who and why: INSERT INTO decision (name_id, hide, who, why)');
END;

CREATE TRIGGER hidden_follows_decisions BEFORE UPDATE OF hidden ON name
WHEN NEW.hidden <> OLD.hidden
    AND NEW.hidden IS NOT (SELECT hide FROM decision WHERE name_id = OLD.id ORDER BY id DESC LIMIT 1)
BEGIN
    SELECT raise(ABORT, 'say who and why: INSERT INTO decision (name_id, hide, who, why)');
END;

CREATE TABLE judging (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of   TEXT NOT NULL,    -- the corpus that judged
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL  -- verdicts
) STRICT;

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

CREATE TABLE weird_limit (
    up_to INTEGER PRIMARY KEY,
    low   INTEGER NOT NULL,
    high  INTEGER NOT NULL
) STRICT;

CREATE TABLE weird_state (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;

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
