-- The decisions of curators: which names are hidden, who hid them, when and why. embed.awk explains how statements
-- are named and included; schema.sql includes the first fragment.

-- fragment: decisions
-- Every time that a name was hidden or shown: who, when, why, and the state before. This is the only way to
-- change name.hidden. A decision binds the key of the name: a name that is deleted and returns, in another
-- spelling or with another number, follows the last decision on its key. Rows are never changed: another
-- decision reverses a decision.
CREATE TABLE decision (
    id         INTEGER PRIMARY KEY,
    name_id    INTEGER, -- kept when the name is deleted
    hide       INTEGER NOT NULL CHECK (hide IN (0, 1)),
    who        TEXT NOT NULL CHECK (trim(who) <> ''),
    why        TEXT NOT NULL CHECK (trim(why) <> ''),
    at         TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    key        TEXT,   -- given instead of name_id for a name that was deleted; otherwise filled by the trigger
    name       TEXT,   -- filled by the trigger
    was_hidden INTEGER, -- filled by the trigger
    statement  INTEGER  -- filled by the trigger: the first decision of the same INSERT statement
) STRICT;
CREATE INDEX decision_key ON decision (key);
CREATE INDEX decision_statement ON decision (statement);
CREATE INDEX decision_name ON decision (name_id);

-- The state after the last decision, by which the next one finds out whether it is of the same statement: then
-- neither the time in milliseconds, which stands still within a statement, nor the number of changes of the
-- connection is another one. When a statement ends, this number grows by its rows.
CREATE TABLE decision_state (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    moment  REAL NOT NULL,
    changes INTEGER NOT NULL
) STRICT;
INSERT INTO decision_state (one, moment, changes) VALUES (1, 0, 0);

CREATE TRIGGER decision_needs_a_name BEFORE INSERT ON decision
WHEN NEW.key IS NULL AND NOT EXISTS (SELECT 1 FROM name WHERE id = NEW.name_id)
BEGIN
    SELECT raise(ABORT, 'there is no name with this number');
END;

CREATE TRIGGER decision_needs_a_known_key BEFORE INSERT ON decision
WHEN NEW.key IS NOT NULL AND (NEW.name_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM decision WHERE key = NEW.key))
BEGIN
    SELECT raise(ABORT, 'give name_id, or instead of it a key on which there is a decision');
END;

CREATE TRIGGER decision_without_effect BEFORE INSERT ON decision
WHEN NEW.hide = (
    SELECT coalesce((SELECT hide FROM decision WHERE decision.key = its.key ORDER BY id DESC LIMIT 1), 0)
    FROM (SELECT NEW.key WHERE NEW.key IS NOT NULL UNION ALL SELECT key FROM name WHERE id = NEW.name_id) AS its
)
BEGIN
    SELECT raise(IGNORE);
END;

-- No other AFTER trigger on decision may precede this one in the schema: SQLite runs the last one first, and
-- this one has to count the changes of all.
CREATE TRIGGER decision_takes_effect AFTER INSERT ON decision
BEGIN
    SELECT raise(ABORT, 'a decision follows all others: leave out its id')
    WHERE NEW.id < (SELECT max(id) FROM decision);
    UPDATE decision SET statement =
        iif((SELECT moment = julianday('now') AND changes = total_changes() FROM decision_state),
            (SELECT statement FROM decision WHERE id < NEW.id ORDER BY id DESC LIMIT 1), NEW.id)
    WHERE id = NEW.id;
    UPDATE decision SET (name_id, key, name, was_hidden) = (
        SELECT id, key, name, 1 - NEW.hide FROM name WHERE id = NEW.name_id
        UNION ALL
        SELECT coalesce(name.id, before.name_id), before.key, coalesce(name.name, before.name), before.hide
        FROM (SELECT * FROM decision WHERE key = NEW.key AND id < NEW.id ORDER BY id DESC LIMIT 1) AS before
            LEFT JOIN name ON name.key = before.key
    )
    WHERE id = NEW.id;
    UPDATE name SET hidden = NEW.hide WHERE key = (SELECT key FROM decision WHERE id = NEW.id);
    UPDATE decision_state SET moment = julianday('now'), changes = total_changes() + 1; -- with this one
END;

CREATE TRIGGER decision_is_kept BEFORE UPDATE ON decision
WHEN OLD.name IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'a decision is never rewritten: insert another one');
END;

-- INSERT OR REPLACE deletes rows without firing the delete trigger.
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
    AND NEW.hidden IS NOT (SELECT hide FROM decision WHERE key = OLD.key ORDER BY id DESC LIMIT 1)
BEGIN
    SELECT raise(ABORT, 'say who and why: INSERT INTO decision (name_id, hide, who, why)');
END;

-- name_is_counted (schema.sql) inserts each new name here, after it was counted as visible: it is hidden when the
-- last decision on its key hides it. Visitors never saw it, so this does not count as a change of the visible
-- names, many of which move the limits of weirdness.
CREATE VIEW name_entered AS SELECT id, key FROM name WHERE 0;

CREATE TRIGGER name_follows_decisions INSTEAD OF INSERT ON name_entered
WHEN (SELECT hide FROM decision WHERE key = NEW.key ORDER BY id DESC LIMIT 1) = 1
BEGIN
    UPDATE weird_state SET changed = changed - 1;
    UPDATE name SET hidden = 1 WHERE id = NEW.id;
END;

-- ---- undoing ----

-- The decisions that hold: the last one on each key.
CREATE VIEW standing_decision AS
SELECT * FROM decision WHERE id = (SELECT max(id) FROM decision AS later WHERE later.key = decision.key);

-- Every time that a decision, or all decisions of a statement, were undone: each of them that still holds is
-- reversed by a new decision, and names on which somebody decided since are left alone. Rows are never changed.
-- The new decisions are a statement, too, so they can be undone.
CREATE TABLE undo (
    id        INTEGER PRIMARY KEY,
    decision  INTEGER REFERENCES decision, -- either this or statement
    statement INTEGER,
    who       TEXT NOT NULL CHECK (trim(who) <> ''),
    why       TEXT NOT NULL CHECK (trim(why) <> ''),
    at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    names     INTEGER -- how many decisions were reversed; filled by the trigger
) STRICT;

CREATE TRIGGER undo_needs_a_decision BEFORE INSERT ON undo
BEGIN
    SELECT raise(ABORT, 'give the number of one decision, or of one statement, as in decision_log')
    WHERE (NEW.decision IS NULL) = (NEW.statement IS NULL)
        OR NOT EXISTS (SELECT 1 FROM decision WHERE id = NEW.decision OR statement = NEW.statement);
    SELECT raise(IGNORE) -- it would reverse nothing
    WHERE NOT EXISTS (SELECT 1 FROM standing_decision WHERE id = NEW.decision OR statement = NEW.statement);
END;

CREATE TRIGGER undo_takes_effect AFTER INSERT ON undo
BEGIN
    INSERT INTO decision (key, hide, who, why, at)
    SELECT key, was_hidden, NEW.who, NEW.why, NEW.at
    FROM standing_decision
    WHERE id = NEW.decision OR statement = NEW.statement
    ORDER BY id;
    UPDATE undo SET names = changes() WHERE id = NEW.id;
END;

CREATE TRIGGER undo_is_kept BEFORE UPDATE ON undo
WHEN OLD.names IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'an undoing is never rewritten: undo its decisions');
END;

CREATE TRIGGER undo_is_not_replaced BEFORE INSERT ON undo
WHEN EXISTS (SELECT 1 FROM undo WHERE id = NEW.id)
BEGIN
    SELECT raise(ABORT, 'an undoing is never rewritten: undo its decisions');
END;

CREATE TRIGGER undo_is_not_deleted BEFORE DELETE ON undo
BEGIN
    SELECT raise(ABORT, 'an undoing is never deleted: undo its decisions');
END;

-- ---- views for curators ----

-- Who decided what, when and why, and the state before; the last decision first. The name is the one at that
-- time: a name that was deleted is "gone" now.
CREATE VIEW decision_log AS
SELECT decision.id, decision.statement, decision.at, decision.who, iif(decision.hide, 'hide', 'show') AS what,
       decision.why, decision.name_id, decision.name, iif(decision.was_hidden, 'hidden', 'visible') AS before,
       CASE name.hidden WHEN 1 THEN 'hidden' WHEN 0 THEN 'visible' ELSE 'gone' END AS now
FROM decision LEFT JOIN name ON name.key = decision.key
ORDER BY decision.id DESC;

-- The same with one row per statement: on how many names it decided, and how many of these decisions still
-- hold, so that an undoing would reverse them.
CREATE VIEW statement_log AS
SELECT statement, min(at) AS at, who, iif(min(hide) = max(hide), iif(hide, 'hide', 'show'), 'both') AS what,
       (SELECT why FROM decision AS first WHERE first.id = decision.statement) AS why,
       count(*) AS names,
       sum(id = (SELECT max(id) FROM decision AS later WHERE later.key = decision.key)) AS hold
FROM decision
GROUP BY statement
ORDER BY statement DESC;

-- The decisions of the statement that ran just now in this shell: none when it decided nothing.
CREATE VIEW last_decision AS
SELECT id, statement, name_id, name, hide, who, why, at
FROM decision
WHERE statement = (SELECT statement FROM decision ORDER BY id DESC LIMIT 1)
    AND changes() > 0 AND total_changes() = (SELECT changes FROM decision_state) + changes()
ORDER BY id;

-- name: key_is_withdrawn
-- Whether the last decision on a key hides it; no row without a decision.
SELECT hide FROM decision WHERE key = :key ORDER BY id DESC LIMIT 1;
