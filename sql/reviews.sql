-- What curators have looked at, and the tags that they gave: records, and what follows from them. embed.awk
-- explains how statements are named and included; schema.sql includes the fragment.
--
-- Both bind the key of a name, so that they hold when its batch is removed and the name returns. Rows are never
-- changed or deleted: a later one replaces an earlier one.

-- fragment: reviews
-- A name that a curator has seen, or keeps: either way it leaves the queue of unreviewed names.
CREATE TABLE review (
    id      INTEGER PRIMARY KEY,
    name_id INTEGER NOT NULL,
    mark    TEXT NOT NULL CHECK (mark IN ('seen', 'kept')),
    who     TEXT NOT NULL CHECK (trim(who) <> ''),
    why     TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    key     TEXT, -- filled by the trigger
    name    TEXT  -- filled by the trigger
) STRICT;
CREATE INDEX review_key ON review (key);

-- A tag that was given to a name, or taken from it. The tag featured recommends a name: the site offers these.
CREATE TABLE tagging (
    id      INTEGER PRIMARY KEY,
    name_id INTEGER NOT NULL,
    tag     TEXT NOT NULL CHECK (tag <> '' AND length(tag) <= 40 AND tag NOT GLOB '*[^a-z0-9-]*'),
    remove  INTEGER NOT NULL DEFAULT 0 CHECK (remove IN (0, 1)),
    who     TEXT NOT NULL CHECK (trim(who) <> ''),
    why     TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
    key     TEXT, -- filled by the trigger
    name    TEXT  -- filled by the trigger
) STRICT;
CREATE INDEX tagging_key ON tagging (key, tag);

-- The tags that names have now.
CREATE TABLE name_tag (
    tag TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (tag, key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER review_needs_a_name BEFORE INSERT ON review
WHEN NOT EXISTS (SELECT 1 FROM name WHERE id = NEW.name_id)
BEGIN
    SELECT raise(ABORT, 'there is no name with this number');
END;

CREATE TRIGGER review_is_not_replaced BEFORE INSERT ON review
WHEN EXISTS (SELECT 1 FROM review WHERE id = NEW.id)
BEGIN
    SELECT raise(ABORT, 'a review is never rewritten: insert another one');
END;

CREATE TRIGGER review_is_about_a_key AFTER INSERT ON review
BEGIN
    UPDATE review SET (key, name) = (SELECT key, name FROM name WHERE id = NEW.name_id) WHERE id = NEW.id;
END;

CREATE TRIGGER review_is_kept BEFORE UPDATE ON review
WHEN OLD.key IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'a review is never rewritten: insert another one');
END;

CREATE TRIGGER review_is_not_deleted BEFORE DELETE ON review
BEGIN
    SELECT raise(ABORT, 'a review is never deleted: insert another one');
END;

CREATE TRIGGER tagging_needs_a_name BEFORE INSERT ON tagging
WHEN NOT EXISTS (SELECT 1 FROM name WHERE id = NEW.name_id)
BEGIN
    SELECT raise(ABORT, 'there is no name with this number');
END;

CREATE TRIGGER tagging_without_effect BEFORE INSERT ON tagging
WHEN NEW.remove <> EXISTS (SELECT 1 FROM name JOIN name_tag USING (key) WHERE name.id = NEW.name_id AND tag = NEW.tag)
BEGIN
    SELECT raise(IGNORE);
END;

CREATE TRIGGER tagging_is_not_replaced BEFORE INSERT ON tagging
WHEN EXISTS (SELECT 1 FROM tagging WHERE id = NEW.id)
BEGIN
    SELECT raise(ABORT, 'a tagging is never rewritten: insert another one');
END;

CREATE TRIGGER tagging_takes_effect AFTER INSERT ON tagging
BEGIN
    SELECT raise(ABORT, 'a tagging follows all others: leave out its id')
    WHERE NEW.id < (SELECT max(id) FROM tagging);
    UPDATE tagging SET (key, name) = (SELECT key, name FROM name WHERE id = NEW.name_id) WHERE id = NEW.id;
    INSERT INTO name_tag (tag, key) SELECT tag, key FROM tagging WHERE id = NEW.id AND NOT remove;
    DELETE FROM name_tag WHERE NEW.remove AND (tag, key) = (SELECT tag, key FROM tagging WHERE id = NEW.id);
END;

CREATE TRIGGER tagging_is_kept BEFORE UPDATE ON tagging
WHEN OLD.key IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'a tagging is never rewritten: insert another one');
END;

CREATE TRIGGER tagging_is_not_deleted BEFORE DELETE ON tagging
BEGIN
    SELECT raise(ABORT, 'a tagging is never deleted: insert one with remove = 1');
END;

CREATE TRIGGER tag_is_given BEFORE INSERT ON name_tag
WHEN (SELECT remove FROM tagging WHERE key = NEW.key AND tag = NEW.tag ORDER BY id DESC LIMIT 1) IS NOT 0
BEGIN
    SELECT raise(ABORT, 'say who: INSERT INTO tagging (name_id, tag, who)');
END;

CREATE TRIGGER tag_is_fixed BEFORE UPDATE ON name_tag
BEGIN
    SELECT raise(ABORT, 'say who: INSERT INTO tagging (name_id, tag, who)');
END;

CREATE TRIGGER tag_is_taken BEFORE DELETE ON name_tag
WHEN (SELECT remove FROM tagging WHERE key = OLD.key AND tag = OLD.tag ORDER BY id DESC LIMIT 1) IS NOT 1
BEGIN
    SELECT raise(ABORT, 'say who: INSERT INTO tagging (name_id, tag, remove, who) with remove = 1');
END;

-- name: tag_counts
-- The tags of visible names other than featured, each with the number of names.
SELECT tag, count(*)
FROM name_tag JOIN name USING (key)
WHERE hidden = 0 AND tag <> 'featured'
GROUP BY tag
ORDER BY tag;

-- name: featured_counts
-- The number of visible names that are featured, as the count of the value 1; no row when there is none.
SELECT 1, count(*) FROM name_tag JOIN name USING (key) WHERE hidden = 0 AND tag = 'featured' HAVING count(*) > 0;
