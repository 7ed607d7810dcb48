-- Triggers that refuse changes which only the program makes, for example in the sqlite3 shell. The program
-- announces its own writes: store_begin inserts the row of the table writing, and store_commit deletes it in
-- the same transaction. Other connections never see the row, and an aborted transaction leaves none.
--
-- The triggers do not fire for name.hidden, which follows decisions (decisions.sql).

-- name: writing_begin
-- Begins a transaction of the program.
BEGIN IMMEDIATE;
INSERT OR IGNORE INTO writing (one) VALUES (1);

-- name: writing_end
-- Commits it.
DELETE FROM writing;
COMMIT;

-- fragment: guards
CREATE TABLE writing (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT;

CREATE TRIGGER name_is_imported BEFORE INSERT ON name
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'names are added by stagename import');
END;

CREATE TRIGGER name_is_fixed BEFORE UPDATE ON name
WHEN NOT EXISTS (SELECT 1 FROM writing)
    AND (NEW.id, NEW.name, NEW.key, NEW.folded, NEW.length, NEW.style, NEW.bits, NEW.verdict, NEW.nearest,
         NEW.batch, NEW.kind, NEW.appeal, NEW.profile, NEW.syllables, NEW.easy, NEW.alliteration, NEW.themes,
         NEW.sound)
    IS NOT (OLD.id, OLD.name, OLD.key, OLD.folded, OLD.length, OLD.style, OLD.bits, OLD.verdict, OLD.nearest,
            OLD.batch, OLD.kind, OLD.appeal, OLD.profile, OLD.syllables, OLD.easy, OLD.alliteration, OLD.themes,
            OLD.sound)
BEGIN
    SELECT raise(ABORT, 'a name is never rewritten: hide it, by INSERT INTO decision');
END;

CREATE TRIGGER name_is_not_deleted BEFORE DELETE ON name
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'names are removed by stagename rollback: hide one, by INSERT INTO decision (name_id, hide, who, why)');
END;

CREATE TRIGGER batch_is_imported BEFORE INSERT ON batch
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'batches are added by stagename import');
END;

CREATE TRIGGER batch_is_fixed BEFORE UPDATE ON batch
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'a batch is the record of an import and is never rewritten');
END;

CREATE TRIGGER batch_is_not_deleted BEFORE DELETE ON batch
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'batches are removed by stagename rollback');
END;

CREATE TRIGGER batch_change_is_kept BEFORE INSERT ON batch_change
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'the record of changes of batches is written by the program');
END;

CREATE TRIGGER batch_change_is_fixed BEFORE UPDATE ON batch_change
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'the record of changes of batches is written by the program');
END;

CREATE TRIGGER batch_change_is_not_deleted BEFORE DELETE ON batch_change
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'the record of changes of batches is written by the program');
END;

CREATE TRIGGER removed_name_is_kept BEFORE INSERT ON removed_name
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'names are restored by stagename rollback --undo');
END;

CREATE TRIGGER removed_name_is_fixed BEFORE UPDATE ON removed_name
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'names are restored by stagename rollback --undo');
END;

CREATE TRIGGER removed_name_is_not_deleted BEFORE DELETE ON removed_name
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'names are restored by stagename rollback --undo');
END;

CREATE TRIGGER judging_is_recorded BEFORE INSERT ON judging
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'names are judged again by stagename import --rejudge');
END;

CREATE TRIGGER judging_is_fixed BEFORE UPDATE ON judging
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'the record of judgings is never rewritten');
END;

CREATE TRIGGER judging_is_not_deleted BEFORE DELETE ON judging
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'the record of judgings is never deleted');
END;

CREATE TRIGGER source_is_read BEFORE INSERT ON source
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

CREATE TRIGGER source_is_fixed BEFORE UPDATE ON source
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

CREATE TRIGGER source_is_not_deleted BEFORE DELETE ON source
WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

-- fragment: corpus_guards
-- For millions of rows even the conditions of such triggers take seconds, and a table with a trigger on
-- DELETE is not emptied at once. So the program drops these triggers while it writes the corpus, and creates
-- them again in the same transaction.
CREATE TRIGGER artist_is_read BEFORE INSERT ON artist
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

CREATE TRIGGER artist_is_fixed BEFORE UPDATE ON artist
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

CREATE TRIGGER artist_is_not_deleted BEFORE DELETE ON artist
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

CREATE TRIGGER artist_key_is_read BEFORE INSERT ON artist_key
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

CREATE TRIGGER artist_key_is_fixed BEFORE UPDATE ON artist_key
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

CREATE TRIGGER artist_key_is_not_deleted BEFORE DELETE ON artist_key
BEGIN
    SELECT raise(ABORT, 'sources and artists are written by stagename corpus');
END;

-- name: corpus_guards_create
-- Before the commit: refuses other changes again.
-- include corpus_guards

-- name: corpus_guards_drop
-- Allows the program to write artists and their keys.
DROP TRIGGER artist_is_read;
DROP TRIGGER artist_is_fixed;
DROP TRIGGER artist_is_not_deleted;
DROP TRIGGER artist_key_is_read;
DROP TRIGGER artist_key_is_fixed;
DROP TRIGGER artist_key_is_not_deleted;
