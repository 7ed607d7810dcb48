-- The tables of schema 2, as stagename made them then: for the test that upgrades such a database.

PRAGMA application_id = 1937010285; -- "stnm": this program's file
PRAGMA user_version = 2;            -- version of this schema; upgrade_2.sql makes it of version 1

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
    hidden  INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)) -- written by the trigger on decision alone
) STRICT;
CREATE INDEX name_batch ON name (batch);

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

CREATE INDEX name_hidden ON name (id) WHERE hidden = 1;

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

CREATE TABLE judging (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of   TEXT NOT NULL,    -- the corpus that judged
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL  -- verdicts
) STRICT;
