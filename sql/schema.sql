-- The database of one site: the corpus (existing artists), invented names and the decisions of curators.
--
-- Dates are UTC, ISO 8601. Text that may be missing is '' where it is part of a key and NULL elsewhere.

-- name: schema
PRAGMA application_id = 1937010285; -- "stnm": identifies files of this program
PRAGMA user_version = 8;            -- the version of the schema; the program refuses others

-- The sources of artists. as_of is the date of the source, which the site shows with a verdict.
CREATE TABLE source (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    path     TEXT NOT NULL,
    format   TEXT NOT NULL,
    as_of    TEXT NOT NULL,
    added_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    rows     INTEGER NOT NULL DEFAULT 0, -- read
    kept     INTEGER NOT NULL DEFAULT 0, -- added
    stamp    INTEGER NOT NULL            -- random: see corpus_state in corpus.sql
) STRICT;

-- An existing artist. The same name and MusicBrainz id in two sources is one row.
CREATE TABLE artist (
    id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused, even after --replace
    name    TEXT NOT NULL,
    mbid    TEXT NOT NULL DEFAULT '',
    kind    TEXT CHECK (kind = 'dj' OR kind = 'person' OR kind = 'group'), -- IN would build a table each time
    country TEXT CHECK (country GLOB '[A-Z][A-Z]'), -- ISO 3166-1
    style   TEXT,
    source  INTEGER NOT NULL REFERENCES source,
    verdict_only INTEGER NOT NULL DEFAULT 0 CHECK (verdict_only BETWEEN 0 AND 1) -- 1: not used in training
) STRICT;
-- include artist_index

-- The keys of artists: one or two for the name, and for each alias. A name is taken when an artist has its
-- key.
CREATE TABLE artist_key (
    key    TEXT NOT NULL,
    artist INTEGER NOT NULL REFERENCES artist,
    native INTEGER NOT NULL DEFAULT -1, -- distinguishes names with the same key (text/native.h); -1: unknown
    alias  TEXT, -- as written, if the key belongs to an alias
    alias_type TEXT -- NULL: the artist's own name
        CHECK (alias_type = 'name' OR alias_type = 'legal' OR alias_type = 'hint'),
    PRIMARY KEY (key, artist, native)
) STRICT, WITHOUT ROWID;

-- An import of generated names, which can be rolled back. Its row stays when its names are removed.
CREATE TABLE batch (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    file        TEXT NOT NULL, -- as the admin named it
    note        TEXT,
    imported_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of       TEXT NOT NULL, -- date of the corpus that judged it
    -- How its names were generated; NULL when that is unknown:
    model       TEXT, -- the file of the model
    fingerprint TEXT, -- its SHA-256, in hexadecimal
    seed        TEXT, -- a whole number below 2^64
    temperature REAL,
    styles      TEXT, -- the style or the mix of styles that was asked for
    selection   TEXT, -- the other options of stagename generate that decide which names there are
    -- When its names were removed and how; NULL while they are served:
    removed_at  TEXT,
    removed_by  TEXT CHECK (removed_by IN ('rollback', 'retire'))
) STRICT;

-- Each time that the names of a batch were removed or restored.
CREATE TABLE batch_change (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    at    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    batch INTEGER NOT NULL REFERENCES batch,
    what  TEXT NOT NULL CHECK (what IN ('rollback', 'retire', 'undo')),
    names INTEGER NOT NULL
) STRICT;

-- An invented name. Numbers are never reused, so a link to a name never shows another one.
CREATE TABLE name (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL,
    key     TEXT NOT NULL UNIQUE,
    folded  TEXT NOT NULL,    -- lower-case Latin letters, compared with "starts"
    length  INTEGER NOT NULL, -- characters
    words   INTEGER AS (length(name) - length(replace(name, ' ', '')) + 1),
    style   TEXT,
    bits    REAL,             -- bits per character under the model: low is ordinary, high is weird
    verdict TEXT NOT NULL CHECK (verdict IN ('free', 'close', 'taken')),
    nearest TEXT NOT NULL CHECK (nearest LIKE '[%]'), -- JSON: up to three artists, as in the API
    batch   INTEGER NOT NULL REFERENCES batch,
    hidden  INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)), -- written only by triggers: decisions.sql
    kind    TEXT CHECK (kind = 'dj' OR kind = 'person' OR kind = 'group'), -- the kind it was generated for
    appeal  REAL CHECK (appeal BETWEEN 0 AND 1), -- score of appeal/appeal.h: higher is better
    profile BLOB CHECK (length(profile) = 32), -- see appeal/profile.h; used to find similar names
    millibits INTEGER AS (CAST(min(round(bits * 1000), 65534) AS INTEGER)), -- weirdness is computed from it
    -- Computed from the text of the name at import, and again when all names are judged again:
    syllables INTEGER CHECK (syllables > 0),                           -- NULL if they cannot be counted
    easy      INTEGER NOT NULL DEFAULT 0 CHECK (easy IN (0, 1)),         -- easy to say
    alliteration INTEGER NOT NULL DEFAULT 0 CHECK (alliteration IN (0, 1)), -- words begin with the same sound
    themes    INTEGER NOT NULL DEFAULT 0, -- bit t: it contains a word of theme t of data/themes.tsv, from 0
    sound     TEXT -- how the key sounds (text/sound.h): equal for names that sound the same; NULL: unknown
) STRICT;
CREATE INDEX name_batch ON name (batch);

-- The names of batches that were rolled back, until the next refresh: an undo moves them back. Their verdicts
-- may be outdated. The columns are those of name.
CREATE TABLE removed_name (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    key       TEXT NOT NULL,
    folded    TEXT NOT NULL,
    length    INTEGER NOT NULL,
    style     TEXT,
    bits      REAL,
    verdict   TEXT NOT NULL,
    nearest   TEXT NOT NULL,
    batch     INTEGER NOT NULL REFERENCES batch,
    kind      TEXT,
    appeal    REAL,
    profile   BLOB,
    syllables INTEGER,
    easy      INTEGER NOT NULL,
    alliteration INTEGER NOT NULL,
    themes    INTEGER NOT NULL,
    sound     TEXT
) STRICT;
CREATE INDEX removed_name_batch ON removed_name (batch);

-- A partial index of the hidden names, which are few.
CREATE INDEX name_hidden ON name (id) WHERE hidden = 1;

-- include decisions

-- Every time that all names were judged again and verdicts changed: workers then discard cached verdicts.
CREATE TABLE judging (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    as_of   TEXT NOT NULL,    -- date of the corpus that judged
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL  -- verdicts
) STRICT;

-- Every run of stagename-refresh that changed the site.
CREATE TABLE refresh (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    lists   TEXT NOT NULL, -- SHA-256 of the lists and of what decides how they are read; '' if there is none
    corpus  INTEGER NOT NULL, -- the stamp of the corpus: see corpus_state in corpus.sql
    model   TEXT,          -- SHA-256 of the model that it trained or used again; NULL with --model
    batch   INTEGER REFERENCES batch, -- NULL when no name was new
    summary TEXT NOT NULL, -- what it printed
    rolled_back_at TEXT
) STRICT;

-- The options and lists of the last call of stagename-refresh that named lists, one word a row: a call that
-- names none repeats it.
CREATE TABLE refresh_word (
    place INTEGER PRIMARY KEY,
    word  TEXT NOT NULL
) STRICT;

-- ---- counts of names ----

-- The number of visible names with each combination of traits, from which pools are counted without reading
-- the names. Style, kind and weird are '' if a name has none. Written only by triggers.
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

-- The number of visible names with each value computed from their text, for the list of choices: syllables,
-- easy, alliteration and themes (one row per set of themes). Written only by triggers.
CREATE TABLE trait_count (
    trait TEXT NOT NULL,
    value INTEGER NOT NULL,
    names INTEGER NOT NULL CHECK (names >= 0),
    PRIMARY KEY (trait, value)
) STRICT, WITHOUT ROWID;

-- The values that trait_count counts, one row per name and value.
CREATE VIEW name_trait AS
SELECT id, 'syllables' AS trait, syllables AS value FROM name WHERE syllables IS NOT NULL
UNION ALL SELECT id, 'easy', 1 FROM name WHERE easy = 1
UNION ALL SELECT id, 'alliteration', 1 FROM name WHERE alliteration = 1
UNION ALL SELECT id, 'themes', themes FROM name WHERE themes <> 0;

-- The limits of the thirds of weirdness, in thousandths of bits per character: one row for names of similar
-- length, up to up_to. The last row is open-ended. Written only by weird_is_renewed.
CREATE TABLE weird_limit (
    up_to INTEGER PRIMARY KEY,
    low   INTEGER NOT NULL,
    high  INTEGER NOT NULL
) STRICT;

-- The number of visible names from which the limits were computed, and how many were hidden or shown since.
CREATE TABLE weird_state (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    names   INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;

-- Every name with its weirdness among the visible names of similar length: in the third with the fewest bits
-- per character under the model (low), the middle third (mid) or the last (high); NULL when unknown.
CREATE VIEW name_weird AS
SELECT name.*,
       (SELECT CASE WHEN millibits <= low THEN 'low' WHEN millibits <= high THEN 'mid'
                    WHEN millibits > high THEN 'high' END
        FROM weird_limit WHERE up_to >= name.length ORDER BY up_to LIMIT 1) AS weird
FROM name;

-- The limits according to the names that are visible now. Names are sorted by length and divided into parts
-- of a hundred or more; a length belongs to the part of its median name, so a common length is a part by
-- itself. Within a part, names with equal bits belong to the third of their median name.
CREATE VIEW weird_thirds AS
WITH sort AS MATERIALIZED (
    SELECT length, millibits, count(*) AS names
    FROM name
    WHERE hidden = 0 AND millibits IS NOT NULL
    GROUP BY length, millibits
),
sized AS (SELECT length, sum(names) AS names, sum(sum(names)) OVER () AS total FROM sort GROUP BY length),
placed AS (
    SELECT length, (2 * sum(names) OVER (ORDER BY length) - names) * max(1, total / 100) / (2 * total) AS part
    FROM sized
),
parted AS (
    SELECT part, max(length) AS longest, millibits, sum(names) AS names FROM sort JOIN placed USING (length)
    GROUP BY part, millibits
),
ranked AS (
    SELECT part, longest, millibits,
           2 * sum(names) OVER (PARTITION BY part ORDER BY millibits) - names AS middle,
           2 * sum(names) OVER (PARTITION BY part) AS twice
    FROM parted
)
SELECT CASE WHEN lead(part) OVER (ORDER BY part) IS NULL THEN 9223372036854775807
            ELSE max(longest) END AS up_to,
       coalesce(max(millibits) FILTER (WHERE 3 * middle <= twice), -1) AS low,
       max(millibits) FILTER (WHERE 3 * middle <= 2 * twice) AS high
FROM ranked
GROUP BY part;

-- The triggers below insert here: the name's number, its verdict, and 1 for one more visible name or -1 for
-- one less.
CREATE VIEW name_counted AS SELECT id, verdict, 1 AS change FROM name WHERE 0;

CREATE TRIGGER name_counted_changes INSTEAD OF INSERT ON name_counted
BEGIN
    INSERT INTO name_count (style, kind, verdict, words, length, weird, names)
    SELECT coalesce(style, ''), coalesce(kind, ''), NEW.verdict, words, length, coalesce(weird, ''),
           max(NEW.change, 0)
    FROM name_weird
    WHERE id = NEW.id
    ON CONFLICT (style, kind, verdict, words, length, weird) DO UPDATE SET names = names + NEW.change;
END;

-- The same for trait_count: the name's number, and 1 or -1.
CREATE VIEW trait_counted AS SELECT id, 1 AS change FROM name WHERE 0;

CREATE TRIGGER trait_counted_changes INSTEAD OF INSERT ON trait_counted
BEGIN
    INSERT INTO trait_count (trait, value, names)
    SELECT trait, value, max(NEW.change, 0) FROM name_trait WHERE id = NEW.id
    ON CONFLICT (trait, value) DO UPDATE SET names = names + NEW.change;
END;

CREATE TRIGGER name_is_counted AFTER INSERT ON name
BEGIN
    INSERT INTO name_counted VALUES (NEW.id, NEW.verdict, 1);
    INSERT INTO trait_counted VALUES (NEW.id, 1);
    INSERT INTO name_entered VALUES (NEW.id, NEW.key);
END;

CREATE TRIGGER name_is_counted_no_more BEFORE DELETE ON name
WHEN OLD.hidden = 0
BEGIN
    INSERT INTO name_counted VALUES (OLD.id, OLD.verdict, -1);
    INSERT INTO trait_counted VALUES (OLD.id, -1);
END;

CREATE TRIGGER hidden_is_counted AFTER UPDATE OF hidden ON name
WHEN NEW.hidden <> OLD.hidden
BEGIN
    INSERT INTO name_counted VALUES (OLD.id, OLD.verdict, OLD.hidden - NEW.hidden);
    INSERT INTO trait_counted VALUES (OLD.id, OLD.hidden - NEW.hidden);
    UPDATE weird_state SET changed = changed + 1;
END;

CREATE TRIGGER verdict_is_counted AFTER UPDATE OF verdict ON name
WHEN NEW.verdict <> OLD.verdict AND NEW.hidden = 0
BEGIN
    INSERT INTO name_counted VALUES (OLD.id, OLD.verdict, -1);
    INSERT INTO name_counted VALUES (NEW.id, NEW.verdict, 1);
END;

CREATE TRIGGER traits_are_counted_no_more BEFORE UPDATE OF syllables, easy, alliteration, themes ON name
WHEN OLD.hidden = 0
BEGIN
    INSERT INTO trait_counted VALUES (OLD.id, -1);
END;

CREATE TRIGGER traits_are_counted AFTER UPDATE OF syllables, easy, alliteration, themes ON name
WHEN NEW.hidden = 0
BEGIN
    INSERT INTO trait_counted VALUES (NEW.id, 1);
END;

-- This reads and sorts all names, so it does not run after every change, only when more than one name in thirty
-- was hidden, shown, added or removed. Imports and rollbacks count their names at their end (weird_follow in
-- names.sql).
CREATE TRIGGER weird_is_renewed AFTER UPDATE OF changed ON weird_state
WHEN NEW.changed * 30 > NEW.names
BEGIN
    DELETE FROM weird_limit;
    INSERT INTO weird_limit (up_to, low, high) SELECT up_to, low, high FROM weird_thirds;
    DELETE FROM name_count;
    INSERT INTO name_count (style, kind, verdict, words, length, weird, names)
    SELECT coalesce(style, ''), coalesce(kind, ''), verdict, words, length, coalesce(weird, ''), count(*)
    FROM name_weird
    WHERE hidden = 0
    GROUP BY 1, 2, 3, 4, 5, 6;
    UPDATE weird_state SET names = (SELECT coalesce(sum(names), 0) FROM name_count), changed = 0;
END;

INSERT INTO weird_state (one, names, changed) VALUES (1, 0, 0);
UPDATE weird_state SET changed = 1;

-- include reviews
-- include guards
-- include generations
-- include blocklist_rule
-- include corpus_guards
-- include views
