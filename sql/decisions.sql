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
    was_hidden INTEGER -- filled by the trigger
) STRICT;
CREATE INDEX decision_key ON decision (key);
CREATE INDEX decision_name ON decision (name_id);

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

CREATE TRIGGER decision_takes_effect AFTER INSERT ON decision
BEGIN
    SELECT raise(ABORT, 'a decision follows all others: leave out its id')
    WHERE NEW.id < (SELECT max(id) FROM decision);
    UPDATE decision SET (name_id, key, name, was_hidden) = (
        SELECT id, key, name, 1 - NEW.hide FROM name WHERE id = NEW.name_id
        UNION ALL
        SELECT coalesce(name.id, before.name_id), before.key, coalesce(name.name, before.name), before.hide
        FROM (SELECT * FROM decision WHERE key = NEW.key AND id < NEW.id ORDER BY id DESC LIMIT 1) AS before
            LEFT JOIN name ON name.key = before.key
    )
    WHERE id = NEW.id;
    UPDATE name SET hidden = NEW.hide WHERE key = (SELECT key FROM decision WHERE id = NEW.id);
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

-- name: key_is_withdrawn
-- Whether the last decision on a key hides it; no row without a decision.
SELECT hide FROM decision WHERE key = :key ORDER BY id DESC LIMIT 1;
