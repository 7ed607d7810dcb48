-- The database of one site: the corpus (artists that exist), the names (inventions to serve) and what curators decided.
--
-- Dates are UTC, ISO 8601. Text that may be missing is '' where it is part of a key and NULL elsewhere.

PRAGMA application_id = 1937010285; -- "stnm": this program's file
PRAGMA user_version = 4;            -- version of this schema; upgrade_2.sql and those that follow make it of older ones

-- Where artists came from. as_of is the source's own date: what the site states beside a verdict.
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

-- An artist that exists. The same name and MusicBrainz id from two sources is one row.
CREATE TABLE artist (
    id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never another artist's, even after a replacement
    name    TEXT NOT NULL,
    mbid    TEXT NOT NULL DEFAULT '',
    kind    TEXT CHECK (kind = 'dj' OR kind = 'person' OR kind = 'group'), -- IN would build a table each time
    country TEXT CHECK (country GLOB '[A-Z][A-Z]'), -- ISO 3166-1
    style   TEXT,
    source  INTEGER NOT NULL REFERENCES source,
    verdict_only INTEGER NOT NULL DEFAULT 0 CHECK (verdict_only BETWEEN 0 AND 1) -- 1: no model learns from the name
) STRICT;
-- include artist_index.sql

-- The keys under which an artist is found: one or two for its name, and for each of its aliases. What "taken" means.
CREATE TABLE artist_key (
    key    TEXT NOT NULL,
    artist INTEGER NOT NULL REFERENCES artist,
    native INTEGER NOT NULL DEFAULT -1, -- distinguishes names with one key (text/native.h); 0 mostly, -1 not known
    alias  TEXT, -- as written, when the key is that of another name of the artist
    alias_type TEXT CHECK (alias_type = 'name' OR alias_type = 'legal' OR alias_type = 'hint'), -- NULL: its own name
    PRIMARY KEY (key, artist, native)
) STRICT, WITHOUT ROWID;

-- One import of generated names, which can be taken back.
CREATE TABLE batch (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    file        TEXT NOT NULL,
    note        TEXT,
    imported_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of       TEXT NOT NULL -- the corpus that judged it
) STRICT;

-- An invented name. Numbers are never used twice, so that a link to a name stays that name's.
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

-- The few that are hidden.
CREATE INDEX name_hidden ON name (id) WHERE hidden = 1;

-- Every hiding and showing of a name, by whom, when, why, and what was before. This is the only way to change
-- name.hidden, and it is never rewritten: a decision is taken back by another one.
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

-- INSERT OR REPLACE deletes without asking the trigger on deletion.
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

-- Each time that all names were judged again and verdicts changed: workers forget what they know of verdicts then.
CREATE TABLE judging (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of   TEXT NOT NULL,    -- the corpus that judged
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL  -- verdicts
) STRICT;
