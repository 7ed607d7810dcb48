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
    statement  INTEGER, -- filled by the trigger: the first decision of the same INSERT statement
    rule       INTEGER  -- the rule that decided (see below); NULL: a curator
) STRICT;
CREATE INDEX decision_key ON decision (key);
CREATE INDEX decision_statement ON decision (statement);
CREATE INDEX decision_rule ON decision (rule) WHERE rule IS NOT NULL;
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
WHEN NEW.key IS NOT NULL AND NEW.statement IS NULL
    AND (NEW.name_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM decision WHERE key = NEW.key))
BEGIN
    SELECT raise(ABORT, 'give name_id, or instead of it a key on which there is a decision');
END;

-- A curator who hides what a rule hides has an effect: it stays hidden when the rule ends.
CREATE TRIGGER decision_without_effect BEFORE INSERT ON decision
WHEN NEW.statement IS NULL
BEGIN
    SELECT raise(IGNORE)
    FROM (SELECT NEW.key WHERE NEW.key IS NOT NULL UNION ALL SELECT key FROM name WHERE id = NEW.name_id) AS its
        LEFT JOIN standing_decision AS last USING (key)
    WHERE NEW.hide = coalesce(last.hide, 0) AND (NEW.hide = 0 OR NEW.rule IS last.rule);
END;

-- No other AFTER trigger on decision may precede this one in the schema: SQLite runs the last one first, and
-- this one has to count the changes of all.
CREATE TRIGGER decision_takes_effect AFTER INSERT ON decision
WHEN NEW.statement IS NULL
BEGIN
    SELECT raise(ABORT, 'a decision follows all others: leave out its id')
    WHERE NEW.id < (SELECT max(id) FROM decision);
    UPDATE decision SET statement =
        iif((SELECT moment = julianday('now') AND changes = total_changes() FROM decision_state),
            (SELECT statement FROM decision WHERE id < NEW.id ORDER BY id DESC LIMIT 1), NEW.id)
    WHERE id = NEW.id;
    UPDATE decision SET (name_id, key, name, was_hidden) = (
        SELECT id, key, name,
               coalesce((SELECT hide FROM decision WHERE decision.key = name.key AND decision.id < NEW.id
                         ORDER BY decision.id DESC LIMIT 1), 0)
        FROM name WHERE id = NEW.name_id
        UNION ALL
        SELECT coalesce(name.id, before.name_id), before.key, coalesce(name.name, before.name), before.hide
        FROM (SELECT * FROM decision WHERE key = NEW.key AND id < NEW.id ORDER BY id DESC LIMIT 1) AS before
            LEFT JOIN name ON name.key = before.key
    )
    WHERE id = NEW.id;
    UPDATE name SET hidden = NEW.hide WHERE key = (SELECT key FROM decision WHERE id = NEW.id);
    UPDATE decision_state SET moment = julianday('now'), changes = total_changes() + 1; -- with this one
END;

-- A row with a statement was made in the database that this one is a copy of (generations.sql). Here it only takes
-- effect, in the same order, so that all counts follow as they did there.
CREATE TRIGGER decision_is_taken AFTER INSERT ON decision
WHEN NEW.statement IS NOT NULL
BEGIN
    UPDATE name SET hidden = NEW.hide WHERE key = NEW.key;
END;

CREATE TRIGGER decision_is_made_here BEFORE INSERT ON decision
WHEN NEW.statement IS NOT NULL AND NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'leave out statement: it is filled in');
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
-- last decision on its key, or a rule, hides it. Visitors never saw it, so this does not count as a change of the
-- visible names, many of which move the limits of weirdness.
CREATE VIEW name_entered AS SELECT id, key FROM name WHERE 0;

CREATE TRIGGER name_follows_decisions INSTEAD OF INSERT ON name_entered
WHEN (SELECT hide FROM decision WHERE key = NEW.key ORDER BY id DESC LIMIT 1) = 1
    OR EXISTS (SELECT 1 FROM rule_hit WHERE id = NEW.id)
BEGIN
    UPDATE weird_state SET changed = changed - 1;
    UPDATE name SET hidden = 1
    WHERE id = NEW.id AND (SELECT hide FROM decision WHERE key = NEW.key ORDER BY id DESC LIMIT 1) = 1;
    INSERT INTO decision (name_id, hide, who, why, rule)
    SELECT id, 1, who, why, rule FROM rule_hit WHERE id = NEW.id ORDER BY rule LIMIT 1;
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
    INSERT INTO decision (key, hide, who, why, at, rule)
    SELECT undone.key, undone.was_hidden AND rule.ended IS NULL, NEW.who, NEW.why, NEW.at,
           iif(undone.was_hidden, rule.id, NULL) -- it belongs to the rule again
    FROM standing_decision AS undone
        LEFT JOIN rule ON rule.id = (SELECT rule FROM decision AS before
                                     WHERE before.key = undone.key AND before.id < undone.id
                                     ORDER BY before.id DESC LIMIT 1)
    WHERE undone.id = NEW.decision OR undone.statement = NEW.statement
    ORDER BY undone.id;
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

-- ---- rules ----

-- What no name may be like: the names that a rule covers are hidden, those of later imports, too. Names are
-- compared in lower-case Latin letters without accents, with $ read as s, @ as a and ! as i:
--   contains, begins  the text is in the name, or at its start
--   matches           the name matches the pattern, with * ? [a-z] [^a-z] as in GLOB
--   sounds            the name has the same sound (name.sound)
--   blocklist         the one rule for the file of blocked words, which curators do not insert
-- The decision of a curator after the rule was made counts more than the rule. Rows are never changed or deleted:
-- a rule ends by a row in rule_end.
CREATE TABLE rule (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT NOT NULL CHECK (kind IN ('contains', 'begins', 'matches', 'sounds', 'blocklist')),
    text    TEXT NOT NULL CHECK (trim(text) <> ''),
    who     TEXT NOT NULL CHECK (trim(who) <> ''),
    why     TEXT NOT NULL CHECK (trim(why) <> ''),
    force   INTEGER NOT NULL DEFAULT 0 CHECK (force IN (0, 1)), -- it may hide more than a tenth of the names
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    since   INTEGER, -- the last decision before it; filled by the trigger
    form    TEXT,    -- what names are compared with. NULL: SQL cannot compute it, the program does
    ended   TEXT,    -- when; filled by the trigger on rule_end
    CHECK (length(text) <= 100),
    CHECK (kind <> 'matches' OR text GLOB '*[*?[]*' OR instr(text, '%') = 0) -- the % of LIKE is no wildcard
) STRICT;
CREATE INDEX rule_in_force ON rule (kind) WHERE ended IS NULL AND form IS NOT NULL;

CREATE TABLE rule_end (
    rule INTEGER PRIMARY KEY REFERENCES rule,
    who  TEXT NOT NULL CHECK (trim(who) <> ''),
    why  TEXT NOT NULL CHECK (trim(why) <> ''),
    at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;

-- The visible names that a rule covers, unless a curator decided on them since.
CREATE VIEW rule_hit AS
SELECT rule.id AS rule, rule.who, rule.why, name.id, name.key
FROM name JOIN rule ON
-- include rule_covers
WHERE name.hidden = 0
    AND NOT EXISTS (SELECT 1 FROM decision
                    WHERE decision.key = name.key AND decision.rule IS NULL AND decision.id > rule.since);

CREATE TRIGGER rule_begins BEFORE INSERT ON rule
BEGIN
    SELECT raise(ABORT, 'a rule has kind, text, who and why, and force = 1 for more than a tenth of all names')
    WHERE NEW.since IS NOT NULL OR NEW.form IS NOT NULL OR NEW.ended IS NOT NULL;
    SELECT raise(ABORT, 'a rule is never rewritten: end it, by INSERT INTO rule_end (rule, who, why)')
    WHERE EXISTS (SELECT 1 FROM rule WHERE id = NEW.id);
    SELECT raise(ABORT, 'the blocklist is a file: edit it and run stagename import --rejudge')
    WHERE NEW.kind = 'blocklist' AND EXISTS (SELECT 1 FROM rule);
END;

-- A text of printable ASCII characters has its form at once; others, and sounds, wait for the program.
CREATE TRIGGER rule_begun AFTER INSERT ON rule
BEGIN
    UPDATE rule SET since = (SELECT coalesce(max(id), 0) FROM decision) WHERE id = NEW.id;
    UPDATE rule SET form = replace(replace(replace(lower(text), '$', 's'), '@', 'a'), '!', 'i')
    WHERE id = NEW.id AND kind IN ('contains', 'begins', 'matches') AND text NOT GLOB '*[^ -~]*';
END;

CREATE TRIGGER rule_binds AFTER UPDATE OF form ON rule
WHEN OLD.form IS NULL AND NEW.form IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'the rule would hide more than a tenth of all names: check it, or set force = 1')
    WHERE NEW.force = 0
        AND 10 * (SELECT count(*) FROM rule_hit WHERE rule = NEW.id) > (SELECT sum(names) FROM name_count);
    INSERT INTO decision (name_id, hide, who, why, rule)
    SELECT id, 1, who, why, rule FROM rule_hit WHERE rule = NEW.id ORDER BY id;
END;

CREATE TRIGGER rule_is_kept BEFORE UPDATE ON rule
WHEN (NEW.id, NEW.kind, NEW.text, NEW.who, NEW.why, NEW.force, NEW.created)
        IS NOT (OLD.id, OLD.kind, OLD.text, OLD.who, OLD.why, OLD.force, OLD.created)
    OR NEW.since IS NOT OLD.since AND OLD.since IS NOT NULL
    OR NEW.form IS NOT OLD.form AND (OLD.form IS NOT NULL OR NOT EXISTS (SELECT 1 FROM writing)
                                     AND (OLD.kind = 'sounds' OR OLD.text GLOB '*[^ -~]*'))
    OR NEW.ended IS NOT OLD.ended AND NEW.ended IS NOT (SELECT at FROM rule_end WHERE rule = OLD.id)
BEGIN
    SELECT raise(ABORT, 'a rule is never rewritten: end it, by INSERT INTO rule_end (rule, who, why)');
END;

CREATE TRIGGER rule_is_not_deleted BEFORE DELETE ON rule
BEGIN
    SELECT raise(ABORT, 'a rule is never deleted: end it, by INSERT INTO rule_end (rule, who, why)');
END;

CREATE TRIGGER rule_end_needs_a_rule BEFORE INSERT ON rule_end
WHEN NOT EXISTS (SELECT 1 FROM rule WHERE id = NEW.rule AND kind <> 'blocklist' AND ended IS NULL)
BEGIN
    SELECT raise(ABORT, 'there is no rule in force with this number: rule_figures lists them');
END;

-- What it hid is shown again, unless a curator decided on it since, or another rule covers it.
CREATE TRIGGER rule_ends AFTER INSERT ON rule_end
BEGIN
    UPDATE rule SET ended = NEW.at WHERE id = NEW.rule;
    INSERT INTO decision (key, hide, who, why, rule)
    SELECT key, 0, NEW.who, NEW.why, NEW.rule
    FROM standing_decision
    WHERE rule = NEW.rule AND hide = 1
    ORDER BY id;
    INSERT INTO decision (name_id, hide, who, why, rule)
    SELECT id, 1, who, why, min(rule)
    FROM rule_hit
    WHERE key IN (SELECT key FROM standing_decision WHERE rule = NEW.rule)
    GROUP BY id;
END;

CREATE TRIGGER rule_end_is_kept BEFORE UPDATE ON rule_end
BEGIN
    SELECT raise(ABORT, 'the end of a rule is never rewritten: insert a new rule');
END;

CREATE TRIGGER rule_end_is_not_deleted BEFORE DELETE ON rule_end
BEGIN
    SELECT raise(ABORT, 'the end of a rule is never deleted: insert a new rule');
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

-- Every name that a rule ever hid, the last first, and what it is now.
CREATE VIEW rule_hid AS
SELECT rule.id AS rule, rule.kind, rule.text, decision.at, decision.name_id, decision.name,
       CASE name.hidden WHEN 1 THEN 'hidden' WHEN 0 THEN 'visible' ELSE 'gone' END AS now, decision.why
FROM decision JOIN rule ON rule.id = decision.rule LEFT JOIN name ON name.key = decision.key
WHERE decision.hide = 1
ORDER BY decision.id DESC;

-- All rules, the last first: how many keys each hides now, and whether it is in force. A rule "waits for import"
-- when SQL cannot compare its text: it begins when stagename curate ends, or with the next import.
CREATE VIEW rule_figures AS
SELECT rule.id AS rule, kind, text, rule.who, rule.why, created,
       (SELECT count(*) FROM standing_decision WHERE rule = rule_id AND hide = 1) AS hides,
       CASE WHEN ended IS NOT NULL THEN 'ended ' || ended
            WHEN form IS NULL AND kind <> 'blocklist' THEN 'waits for import'
            ELSE 'in force' END AS state,
       rule_end.who AS ended_by, rule_end.why AS ended_why
FROM (SELECT *, id AS rule_id FROM rule) AS rule LEFT JOIN rule_end ON rule_end.rule = rule.id
ORDER BY rule.id DESC;

-- fragment: blocklist_rule
-- Last in the schema, because triggers above refer to the table writing.
INSERT INTO rule (id, kind, text, who, why)
VALUES (0, 'blocklist', 'blocklist.txt', 'blocklist', 'contains a word of the blocklist');

-- fragment: rule_covers
-- Whether a rule in force covers a name with folded and sound.
rule.ended IS NULL AND rule.form IS NOT NULL
    AND CASE rule.kind
        WHEN 'contains' THEN instr(replace(replace(replace(folded, '$', 's'), '@', 'a'), '!', 'i'), form) > 0
        WHEN 'begins' THEN
            substr(replace(replace(replace(folded, '$', 's'), '@', 'a'), '!', 'i'), 1, length(form)) = form
        WHEN 'matches' THEN replace(replace(replace(folded, '$', 's'), '@', 'a'), '!', 'i') GLOB form
        WHEN 'sounds' THEN sound = form END

-- name: name_is_withdrawn
-- Whether the last decision on a key hides it, or a rule covers such a name and no curator decided since.
SELECT coalesce((SELECT hide FROM decision WHERE key = :key ORDER BY id DESC LIMIT 1), 0)
    OR EXISTS (
        SELECT 1
        FROM (SELECT :folded AS folded, :sound AS sound) AS name JOIN rule ON
-- include rule_covers
        WHERE NOT EXISTS (SELECT 1 FROM decision
                          WHERE decision.key = :key AND decision.rule IS NULL AND decision.id > rule.since)
    );

-- name: rules_waiting
-- The first rule whose form the program has to compute.
SELECT id, kind, text FROM rule WHERE form IS NULL AND ended IS NULL AND kind <> 'blocklist' ORDER BY id LIMIT 1;

-- name: rule_form
-- Sets the form of a rule, which then hides the names that it covers.
UPDATE rule SET form = replace(replace(replace(:form, '$', 's'), '@', 'a'), '!', 'i') WHERE id = :rule;

-- name: rule_hides
-- The number of decisions of a rule to hide a name.
SELECT count(*) FROM decision WHERE rule = :rule AND hide = 1;

-- name: rule_end
-- Ends a rule that cannot be applied.
INSERT INTO rule_end (rule, who, why) VALUES (:rule, 'stagename', :why);

-- name: name_blocked
-- Hides a visible name with a word of the blocklist, unless a curator ever decided on it.
INSERT INTO decision (name_id, hide, who, why, rule)
SELECT id, 1, 'blocklist', 'contains a word of the blocklist: ' || :word, 0
FROM name
WHERE id = :id AND hidden = 0
    AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.key = name.key AND rule IS NULL);

-- name: name_unblocked
-- Shows a name again that was hidden by the blocklist.
INSERT INTO decision (name_id, hide, who, why, rule)
SELECT name.id, 0, 'blocklist', 'contains no word of the blocklist any more', 0
FROM name JOIN standing_decision AS last USING (key)
WHERE name.id = :id AND last.hide = 1 AND last.rule = 0;
