#!/usr/bin/env bash
# A curator's work in the sqlite3 shell: the views and the printed statements of sql/curation.sql, and the
# triggers of sql/decisions.sql that keep the record. Needs only the sqlite3 shell, not the programs.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
sql=$srcdir/sql
need sqlite3
[ "$(sqlite3 :memory: "SELECT '{\"a\":1}' ->> 'a'" 2>/dev/null)" = 1 ] || skip_all "sqlite3 is older than 3.38"

make_folder curation
db=$dir/site.db

# Runs statements after curation.sql, without its help. Prints rows as a|b, and errors.
curate() {
    {
        printf '%s\n' '.output /dev/null' ".read '$sql/curation.sql'" '.output stdout' '.mode list' '.headers off'
        printf '%s\n' "$@"
    } | sqlite3 -batch "$db" 2>&1
}
# Writes as stagename does.
as_program() { curate "BEGIN;" "INSERT INTO writing VALUES (1);" "$@" "DELETE FROM writing;" "COMMIT;"; }
# Runs statements in a plain shell, with foreign keys off.
bare() { printf '%s\n' "$@" | sqlite3 -batch "$db" 2>&1; }

new_database() {
    rm -f "$db"* # and the reports beside it
    sql_text schema | sqlite3 -batch "$db" || exit 1
    sql_text report_schema | sqlite3 -batch "$db.reports" || exit 1
    sqlite3 -batch "$db" <<'EOF' || exit 1
BEGIN;
INSERT INTO writing VALUES (1);
INSERT INTO batch (id, file, note, imported_at, as_of) VALUES
    (1, 'old.tsv', NULL, '2024-01-01T00:00:00Z', '2023-12-01'),
    (2, 'none.tsv', 'empty', '2024-02-01T00:00:00Z', '2024-01-01'),
    (3, 'new.tsv', 'seed 7', '2024-03-01T00:00:00Z', '2024-02-01');
INSERT INTO name (id, name, key, folded, length, style, kind, bits, appeal, verdict, nearest, batch) VALUES
    (15, 'Velvet Idiots', 'velvetidiots', 'velvet idiots', 13, 'rock', 'group', 2.0, 0.5, 'free', '[]', 1),
    (16, 'Bjork', 'bjork', 'bjork', 5, NULL, NULL, 1.0, NULL, 'taken',
     '[{"name":"Björk","distance":0,"reason":"same","country":"IS","mbid":null}]', 1),
    (17, 'Bjorka', 'bjorka', 'bjorka', 6, 'techno', 'dj', 3.0, 0.251, 'close',
     '[{"name":"Björk","distance":1,"reason":"spelling","country":"IS","mbid":"87c5dedd"},
       {"name":"Bjarki","distance":2,"reason":"spelling","country":null,"mbid":null}]', 3),
    (18, 'Night Idiot', 'nightidiot', 'night idiot', 11, 'techno', 'dj', 4.126, 0.75, 'free', '[]', 3),
    (19, 'Løud <&"''\', 'loud', 'loud <&"''\', 9, 'house', 'person', NULL, 0.9, 'free', '[]', 3);
UPDATE name SET sound = CASE WHEN key LIKE 'bjork%' THEN 'bjork' ELSE key END;
DELETE FROM writing;
COMMIT;
EOF
}

# Prints the statement that curation.sql prints under this name. Each test starts with a new database.
printed() { # STATEMENT
    printf '%s\n' "$help" | grep -qxF "  $1"
    result $? "is printed: $1"
    tested="$tested  $1"$'\n'
}
help=$(sqlite3 -batch "$db" ".read '$sql/curation.sql'" 2>&1)
tested=
matches "$help" "no stagename database" "a file that is not a stagename database is reported"
new_database
help=$(sqlite3 -batch "$db" ".read '$sql/curation.sql'" 2>&1)
is "$(printf '%s\n' "$help" | grep -ciE 'error|warning|no stagename')" 0 "curation.sql runs without an error"
is "$(curate ".read '$sql/curation.sql'" | grep -i error | grep -v 'reports is already in use')" '' "curation.sql can be read twice"
is "$(curate ".read '$sql/curation.sql'" ".mode list" ".headers off" "SELECT count(*) FROM reported_names;" | tail -n 1)" 0 "and its views are there afterwards"
before=$(bare .dump)
is "$(curate "SELECT 'done';")" "done" "curation.sql prints nothing else when all is well"
is "$(bare .dump)" "$before" "and changes nothing in the file"
is "$(bare "$(sed -n 's/^CREATE VIEW \([a-z_]*\) AS$/SELECT count(*) FROM \1;/p' "$sql/views.sql")" | grep -vx '[0-9]*')" "" \
    "the views of views.sql are in the file, for any program"
is "$(sqlite3 -readonly -batch "$db" ".output /dev/null" ".read '$sql/curation.sql'" ".output stdout" ".mode list" \
    "SELECT count(*) FROM reported_names; SELECT count(*) FROM newest_names;" 2>&1)" "count(*)
0
count(*)
3" "a shell with -readonly has all views"

# ---- looking ----
s="SELECT * FROM newest_names ORDER BY random() LIMIT 10;"
printed "$s"
is "$(curate "$s" | sort)" "17|Bjorka|dj|techno|close|3.0|0.25|6||no
18|Night Idiot|dj|techno|free|4.13|0.75|11||no
19|Løud <&\"'\\|person|house|free||0.9|9||no" "newest_names are the last batch's names, drawn in any order"
is "$(curate "INSERT INTO decision (name_id, hide, who, why) VALUES (18, 1, 'ann', 'x');" \
    "SELECT id FROM newest_names;")" "17
19" "newest_names leaves hidden names out and is in order by itself"
new_database
drawn=$(for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do curate "$s" | sed -n 1p; done | sort -u | wc -l)
[ "$drawn" -gt 1 ]
result $? "a draw of names differs from the next"

s="SELECT * FROM unreviewed_names LIMIT 40;"
printed "$s"
is "$(curate "$s")" "19|Løud <&\"'\\|person|house|free||0.9
18|Night Idiot|dj|techno|free|4.13|0.75
15|Velvet Idiots|group|rock|free|2.0|0.5
17|Bjorka|dj|techno|close|3.0|0.25
16|Bjork|||taken|1.0|" "unreviewed_names are sorted by appeal, unknown appeal last"
is "$(curate "INSERT INTO decision (name_id, hide, who, why) VALUES (18, 1, 'ann', 'x');" \
    "INSERT INTO decision (name_id, hide, who, why) VALUES (18, 0, 'ann', 'y'), (19, 1, 'ann', 'z');" \
    "SELECT group_concat(id) FROM unreviewed_names;")" 15,17,16 "and disappear after a decision to hide or to show"
new_database

s="SELECT * FROM reported_names;"
printed "$s"
is "$(curate "INSERT INTO report (name_id, why, at) VALUES (17, 'first', '2024-05-01T00:00:00Z'),
    (18, 'once', '2024-05-02T00:00:00Z'), (17, 'last', '2024-05-03T00:00:00Z');" "$s")" \
    "17|Bjorka|2|last|2024-05-03T00:00:00Z|no
18|Night Idiot|1|once|2024-05-02T00:00:00Z|no" "reported_names count reports and give the last reason"
is "$(curate "INSERT INTO decision (name_id, hide, who, why) VALUES (17, 1, 'ann', 'x');" "$s" | cut -d'|' -f1,6)" \
    "18|no
17|yes" "reported names that are hidden are marked and listed last"
new_database

s="SELECT * FROM close_names WHERE artist = 'Björk';"
printed "$s"
is "$(curate "$s")" "16|Bjork|taken|Björk|0|same|IS|no
17|Bjorka|close|Björk|1|spelling|IS|no" "close_names shows which names are near Björk"
is "$(curate "SELECT artist, distance, coalesce(country, '-') FROM close_names WHERE id = 17;")" "Björk|1|IS
Bjarki|2|-" "close_names gives each of a name's artists, the nearest first"
is "$(curate "SELECT count(*) FROM close_names WHERE verdict = 'free';")" 0 "a name without a near artist has no row in close_names"

s="SELECT * FROM batch_figures;"
printed "$s"
is "$(curate "INSERT INTO decision (name_id, hide, who, why) VALUES (18, 1, 'ann', 'x');" "$s")" \
    "3|2024-03-01T00:00:00Z|3|66.7|33.3|0.0|1|3.56|0.63|8.7|seed 7|new.tsv
2|2024-02-01T00:00:00Z|0||||0||||empty|none.tsv
1|2024-01-01T00:00:00Z|2|50.0|0.0|50.0|0|1.5|0.5|9.0||old.tsv" "batch_figures give counts, shares and means, also of an empty batch"
s="SELECT * FROM style_figures;"
printed "$s"
is "$(curate "$s")" "(none)|1|0.0|0.0|100.0|0|1.0||5.0
house|1|100.0|0.0|0.0|0||0.9|9.0
rock|1|100.0|0.0|0.0|0|2.0|0.5|13.0
techno|2|50.0|50.0|0.0|1|3.56|0.5|8.5" "style_figures give the same for each style"
s="SELECT * FROM kind_figures;"
printed "$s"
is "$(curate "$s")" "(none)|1|0.0|0.0|100.0|0|1.0||5.0
dj|2|50.0|50.0|0.0|1|3.56|0.5|8.5
group|1|100.0|0.0|0.0|0|2.0|0.5|13.0
person|1|100.0|0.0|0.0|0||0.9|9.0" "kind_figures give the same for each kind"
new_database

s="SELECT * FROM decision_log LIMIT 20;"
printed "$s"
is "$(curate "INSERT INTO decision (name_id, hide, who, why) VALUES (18, 1, 'ann', 'rude');" \
    "INSERT INTO decision (name_id, hide, who, why) VALUES (18, 0, 'bob', 'not rude');" "$s" | cut -d'|' -f1,2,4-)" \
    "2|2|bob|show|not rude|18|Night Idiot|hidden|visible
1|1|ann|hide|rude|18|Night Idiot|visible|visible" "decision_log shows who, why and the state before, newest first"
curate "SELECT at FROM decision_log;" | grep -qxE '20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
result $? "decision_log shows when"
new_database
s="SELECT * FROM names_by_sound WHERE alike > 1;"
printed "$s"
is "$(curate "$s")" "bjork|2|16|Bjork||taken
bjork|2|17|Bjorka|techno|close" "names_by_sound puts names side by side that sound the same"
s="SELECT * FROM names_by_text WHERE folded LIKE 'vel%';"
printed "$s"
is "$(curate "$s" "SELECT group_concat(id) FROM names_by_text;")" "velvet idiots|15|Velvet Idiots|rock|free
16,17,19,18,15" "names_by_text is in order of the letters, and can be searched"
s="SELECT * FROM near_duplicates;"
printed "$s"
is "$(curate "$s")" "17|Bjorka|16|Bjork|letter, sound" "near_duplicates are pairs of a letter more, and of one sound"
s="SELECT * FROM weirdest_names LIMIT 20;"
printed "$s"
is "$(curate "$s" | cut -d '|' -f 1,6)" "18|4.13
17|3.0
15|2.0
16|1.0" "weirdest_names begin with the least probable; names without bits are left out"
s="SELECT * FROM most_ordinary_names LIMIT 20;"
printed "$s"
is "$(curate "$s" | cut -d '|' -f 1 | paste -sd,)" "16,15,17,18" "most_ordinary_names begin with the most probable"
is "$(curate "INSERT INTO decision (name_id, hide, who, why) VALUES (16, 1, 'ann', 'x');" \
    "SELECT count(*) FROM names_by_sound WHERE id = 16 OR alike > 1; SELECT count(*) FROM names_by_text WHERE id = 16;" \
    "SELECT count(*) FROM near_duplicates; SELECT count(*) FROM weirdest_names WHERE id = 16;" \
    "SELECT count(*) FROM most_ordinary_names WHERE id = 16; SELECT count(*) FROM names_to_export WHERE id = 16;" | paste -sd,)" \
    "0,0,0,0,0,0" "hidden names are in none of them"
new_database
# The command of stagename(7).
export_command=$(sed -n "s/[\\]-/-/g; s/[\\](aq/'/g; /^sqlite3 -readonly -csv/{ s/ > names.csv\$//; p; q; }" "$srcdir/man/stagename.7.in")
is "$(cd "$dir" && eval "$export_command" | tr -d '\r')" 'id,name,kind,style,verdict,bits_per_char,appeal,length,words,syllables,nearest_artist,batch,as_of
15,"Velvet Idiots",group,rock,free,2.0,0.5,13,2,,,1,2023-12-01
16,Bjork,,,taken,1.0,,5,1,,"Björk",1,2023-12-01
17,Bjorka,dj,techno,close,3.0,0.251,6,1,,"Björk",3,2024-02-01
18,"Night Idiot",dj,techno,free,4.126,0.75,11,2,,,3,2024-02-01
19,"Løud <&""'"'"'\",person,house,free,,0.9,9,2,,,3,2024-02-01' "the documented command exports CSV"
s="SELECT id, name FROM name WHERE name LIKE '%idiot%';"
printed "$s"
is "$(curate "$s")" "15|Velvet Idiots
18|Night Idiot" "a pattern ignores case"

# ---- hiding and showing ----
hidden="SELECT group_concat(id) FROM (SELECT id FROM name WHERE hidden = 1 ORDER BY id);"
one="INSERT INTO decision (name_id, hide, who, why) VALUES (17, 1, 'ann', 'too near to a brand');"
printed "$one"
is "$(curate "$one" "$hidden")" 17 "one name is hidden by its number"
s="INSERT INTO decision (name_id, hide, who, why) VALUES (17, 0, 'ann', 'the brand is gone');"
printed "$s"
is "$(curate "$s" "$hidden")" "" "and shown again"
new_database
pattern="INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ann', 'reads like an insult' FROM name WHERE name LIKE '%idiot%';"
printed "$pattern"
is "$(curate "$pattern" "$hidden")" 15,18 "all names with a word are hidden by one statement"
new_database
batch="INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ann', 'a model gone wrong' FROM name WHERE batch = 3;"
printed "$batch"
printed "SELECT changes();"
is "$(curate "$one" "$batch" "SELECT changes();" "$hidden")" "2
17,18,19" "a whole batch is hidden; changes() counts those that were not"
s="INSERT INTO decision (name_id, hide, who, why) SELECT id, 0, 'ann', 'looked through' FROM name WHERE batch = 3;"
printed "$s"
is "$(curate "$s" "SELECT changes();" "$hidden")" "3" "a whole batch is shown again"

# ---- undoing ----
# Removes a batch, in the same way as stagename.
remove="BEGIN; INSERT INTO writing VALUES (1); DELETE FROM name WHERE batch = 3; DELETE FROM batch WHERE id = 3;
    DELETE FROM writing; COMMIT;"
undo="INSERT INTO undo (statement, who, why) SELECT DISTINCT statement, 'ann', 'a mistake' FROM last_decision;"
printed "$undo"
new_database
is "$(curate "$one" "$undo" "$hidden" "SELECT hide, who, why FROM decision ORDER BY id DESC LIMIT 1;")" \
    "
0|ann|a mistake" "what the statement just now decided is undone, which is on record"
is "$(curate "$undo" "SELECT count(*) FROM undo;")" 1 "in another shell, this undoes nothing"
new_database
is "$(curate "$one" "INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ann', 'x' FROM name WHERE 0;" "$undo" "$hidden")" 17 \
    "nor after a statement that matched nothing"
is "$(curate "$one" "$undo" "$hidden")" 17 "nor after one that changed nothing"
new_database
is "$(curate "$one" "INSERT INTO report (name_id, why) VALUES (18, 'x');" "$undo" "$hidden")" 17 \
    "nor after a statement on another table"
new_database
is "$(curate "$one" "$pattern" "$undo" "$hidden")" 17 "all that the last statement decided is undone, and no more"
new_database
s="INSERT INTO undo (decision, who, why) VALUES (1, 'ann', 'not so near');"
printed "$s"
is "$(curate "$one" "$s" "$hidden" "SELECT decision, statement, who, why, names FROM undo;")" "
1||ann|not so near|1" "a decision is undone by its number"
new_database
log="SELECT * FROM statement_log LIMIT 20;"
printed "$log"
s="INSERT INTO undo (statement, who, why) VALUES (1, 'ann', 'the wrong pattern');"
printed "$s"
is "$(curate "$pattern" "INSERT INTO decision (name_id, hide, who, why) VALUES (18, 0, 'bob', 'fine'), (17, 1, 'bob', 'x');" \
    "$log" | cut -d'|' -f1,3-)" "3|bob|both|fine|2|2
1|ann|hide|reads like an insult|2|1" "statement_log has a row per statement"
is "$(curate "$s" "$hidden" "SELECT names FROM undo;" "$log" | cut -d'|' -f1,3- | sed 4q)" "17
1
5|ann|show|the wrong pattern|1|1
3|bob|both|fine|2|2" "a statement is undone by its number, except names on which somebody decided since"

# ---- reviews and tags ----
new_database
s="INSERT INTO review (name_id, mark, who) SELECT id, 'seen', 'ann' FROM unreviewed_names LIMIT 40;"
printed "$s"
is "$(curate "$s" "SELECT count(*) FROM unreviewed_names;" "SELECT count(DISTINCT key), sum(mark = 'seen') FROM review;")" "0
5|5" "names that were seen leave the queue"
new_database
s="INSERT INTO review (name_id, mark, who) VALUES (17, 'kept', 'ann');"
printed "$s"
is "$(curate "$s" "SELECT group_concat(id) FROM unreviewed_names;")" 19,18,15,16 "and so does a name that is kept"
s="SELECT * FROM review_log LIMIT 20;"
printed "$s"
is "$(curate "$s" | cut -d '|' -f 1,3-)" "1|ann|kept||Bjorka|17" "review_log shows who kept which name"
curate "$s" | cut -d '|' -f 2 | grep -qxE '20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
result $? "and when"
is "$(as_program "DELETE FROM name WHERE id = 17;" "INSERT INTO name (name, key, folded, length, verdict, nearest, batch)
    VALUES ('BJORKA', 'bjorka', 'bjorka', 6, 'free', '[]', 2);" >/dev/null; curate "SELECT count(*) FROM unreviewed_names WHERE id = 20;")" 0 \
    "a name that returns with another number was reviewed"
new_database
one_tag="INSERT INTO tagging (name_id, tag, who) VALUES (17, 'summer', 'ann');"
printed "$one_tag"
feature="INSERT INTO tagging (name_id, tag, who) VALUES (17, 'featured', 'ann');"
printed "$feature"
s="SELECT * FROM tagged_names;"
printed "$s"
is "$(curate "$one_tag" "$feature" "$one_tag" "SELECT changes();" "$s" | cut -d '|' -f 1-7)" "0
featured|17|Bjorka|techno|close|no|ann
summer|17|Bjorka|techno|close|no|ann" "names have tags; a tag that is there already is not recorded again"
untag="INSERT INTO tagging (name_id, tag, remove, who) VALUES (17, 'featured', 1, 'ann');"
printed "$untag"
is "$(curate "$untag" "$untag" "SELECT changes();" "SELECT tag FROM tagged_names;" "SELECT count(*) FROM tagging;")" "0
summer
3" "a tag is taken away, which is on record"
is "$(curate "$feature" "SELECT tag FROM tagged_names;" | paste -sd,)" featured,summer "and given again"
s="SELECT * FROM curator_figures;"
printed "$s"
is "$(curate "INSERT INTO decision (name_id, hide, who, why, at) VALUES (18, 1, 'bob', 'x', '2024-05-01T10:00:00Z');" \
    "INSERT INTO decision (name_id, hide, who, why, at) VALUES (18, 0, 'bob', 'x', '2024-05-01T11:00:00Z');" \
    "INSERT INTO decision (name_id, hide, who, why, at) VALUES (18, 1, 'bob', 'x', '2024-05-02T11:00:00Z');" \
    "INSERT INTO review (name_id, mark, who, at) VALUES (15, 'seen', 'bob', '2024-05-02T11:00:00Z');" "$s" | cut -d '|' -f 2-)" \
    "ann|0|0|0|0|3|1
bob|1|0|1|0|0|0
bob|1|1|0|0|0|0" "curator_figures count what each did on each day"

# ---- rules ----
new_database
bare "BEGIN;" "INSERT INTO writing VALUES (1);" "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
    INSERT INTO name (name, key, folded, length, verdict, nearest, batch)
    SELECT 'x' || i, 'x' || i, 'x' || i, 3, 'free', '[]', 2 FROM n;" "DELETE FROM writing;" "COMMIT;"
s="INSERT INTO rule (kind, text, who, why) VALUES ('contains', 'idiot', 'ann', 'reads like an insult');"
printed "$s"
is "$(curate "$s" "$hidden")" 15,18 "a rule hides names that contain a text"
s="SELECT * FROM rule_hid WHERE rule = 1;"
printed "$s"
is "$(curate "$s" | cut -d'|' -f1-3,5-)" "1|contains|idiot|18|Night Idiot|hidden|reads like an insult
1|contains|idiot|15|Velvet Idiots|hidden|reads like an insult" "rule_hid lists them"
s="INSERT INTO rule (kind, text, who, why) VALUES ('sounds', 'Bjork', 'ann', 'she complained');"
printed "$s"
is "$(curate "$s" "$hidden")" 15,18 "a rule for a sound waits for the program"
s="INSERT INTO rule (kind, text, who, why, force) VALUES ('matches', '*[0-9]', 'ann', 'no more numbers', 1);"
printed "$s"
matches "$(curate "${s/, 1);/, 0);}")" "more than a tenth" "a rule for most names is refused"
is "$(curate "$s" "SELECT sum(hidden) FROM name;")" 22 "with force it is not"
log="SELECT * FROM rule_figures;"
printed "$log"
s="INSERT INTO rule_end (rule, who, why) VALUES (1, 'ann', 'too strict');"
printed "$s"
is "$(curate "$s" "$log" | cut -d'|' -f1-4,7- | sed 's/ended 20[^|]*/ended/')" "3|matches|*[0-9]|ann|20|in force||
2|sounds|Bjork|ann|0|waits for import||
1|contains|idiot|ann|0|ended|ann|too strict
0|blocklist|blocklist.txt|blocklist|0|in force||" "rule_figures lists all rules, also one that has ended"
new_database

# ---- reports ----
new_database
s="INSERT INTO report (name_id, why) VALUES (17, 'my grandfather played under it');"
printed "$s"
is "$(curate "$s" "SELECT name, reports, last_reason, hidden FROM reported_names;")" \
    "Bjorka|1|my grandfather played under it|no" "a report is noted and hides nothing"
matches "$(curate "INSERT INTO report (name_id, why) VALUES (99, 'x');")" "there is no name with this number" \
    "a report on a name that is not there is refused"
s="INSERT INTO closing (name_id, who, why) VALUES (17, 'ann', 'no such band');"
printed "$s"
is "$(curate "$s" "SELECT count(*) FROM reported_names;" "SELECT name_id, close, who, why, up_to FROM closing;" \
    "SELECT at LIKE '20__-__-__T__:__:__Z' FROM closing;")" "0
17|1|ann|no such band|1
1" "reports are closed as unfounded, and it is recorded who did so, why and when"
is "$(curate "INSERT INTO report (name_id, why) VALUES (17, 'again');" "SELECT reports, last_reason FROM reported_names;")" "1|again" \
    "a later report is open"
is "$(curate "INSERT INTO closing (name_id, close, who, why) VALUES (17, 0, 'ann', 'there is one');" \
    "SELECT reports FROM reported_names;")" 2 "closed reports are opened again"
reports_refuse() { # STATEMENT PART-OF-THE-ERROR WHAT
    before=$(sqlite3 "$db.reports" .dump)
    matches "$(curate "$1")" "$2" "$3"
    matches "$(sqlite3 "$db.reports" "$1" 2>&1)" "$2" "$3, also without curation.sql"
    is "$(sqlite3 "$db.reports" .dump)" "$before" "$3: nothing has changed"
}
reports_refuse "INSERT INTO closing (name_id, who, why) VALUES (18, 'ann', 'x');" "no report on a name" \
    "a name without reports has none to close"
reports_refuse "INSERT INTO closing (name_id, who, why) VALUES (17, ' ', 'x');" "trim(who)" "a closing without who is refused"
reports_refuse "INSERT INTO closing (name_id, who, why) VALUES (17, 'ann', '');" "trim(why)" "a closing without why is refused"
reports_refuse "UPDATE closing SET why = 'y';" "never rewritten" "a closing can't be rewritten"
reports_refuse "INSERT OR REPLACE INTO closing (id, name_id, who, why) VALUES (1, 17, 'bob', 'y');" "never rewritten" \
    "a closing can't be replaced"
reports_refuse "INSERT INTO closing (name_id, who, why, up_to) VALUES (17, 'bob', 'y', 99);" "never rewritten" \
    "a closing can't be about later reports"
reports_refuse "DELETE FROM closing;" "never deleted" "a closing can't be deleted"
reports_refuse "UPDATE report SET why = 'y';" "never rewritten" "a report can't be rewritten"
reports_refuse "INSERT OR REPLACE INTO report (id, name_id, why) VALUES (1, 17, 'y');" "never rewritten" "a report can't be replaced"
reports_refuse "DELETE FROM report;" "before it is closed" "an open report can't be deleted"
is "$(curate "$s" "DELETE FROM report;" "SELECT count(*) FROM report;")" 0 "closed reports can be deleted"
is "$(printf '%s\n' "$help" | grep '^  ' | sort)" "$(printf '%s' "$tested" | sort)" "every printed statement was tested"

# ---- the record ----
new_database
refused() { # STATEMENT PART-OF-THE-ERROR WHAT; nothing has changed, foreign keys on or off
    before=$(bare '.dump')
    matches "$(curate "$1")" "$2" "$3"
    matches "$(bare "$1")" "$2" "$3, also without curation.sql"
    [ "$(bare '.dump')" = "$before" ]
    result $? "$3: nothing has changed"
}
refused "INSERT INTO decision (name_id, hide, why) VALUES (17, 1, 'x');" "decision.who" "a decision without who is refused"
refused "INSERT INTO decision (name_id, hide, who) VALUES (17, 1, 'ann');" "decision.why" "a decision without why is refused"
refused "INSERT INTO decision (name_id, hide, who, why) VALUES (17, 1, ' ', 'x');" "trim(who)" "a blank who is refused"
refused "INSERT INTO decision (name_id, hide, who, why) VALUES (17, 1, 'ann', ' ');" "trim(why)" "a blank why is refused"
refused "INSERT INTO decision (name_id, hide, who, why) VALUES (17, 2, 'ann', 'x');" "hide IN" "hide is 0 or 1"
refused "INSERT INTO decision (name_id, hide, who, why) VALUES (99, 1, 'ann', 'x');" "no name with this number" \
    "a decision on no name is refused"
refused "UPDATE name SET hidden = 1 WHERE id = 17;" "say who and why" "hiding without a decision is refused"
matches "$(as_program "INSERT INTO name (name, key, folded, length, verdict, nearest, batch, hidden)
    VALUES ('x', 'x', 'x', 1, 'free', '[]', 3, 1);")" "say who and why" "a name that begins hidden is refused"
curate "$one" >/dev/null
refused "UPDATE name SET hidden = 0 WHERE id = 17;" "say who and why" "showing without a decision is refused"
refused "INSERT INTO undo (decision, who, why) VALUES (9, 'ann', 'x');" "decision_log" "an unknown decision can't be undone"
refused "INSERT INTO undo (decision, statement, who, why) VALUES (1, 1, 'ann', 'x');" "decision_log" "nor a decision and a statement"
refused "INSERT INTO undo (decision, who, why) VALUES (1, ' ', 'x');" "trim(who)" "undoing needs a who"
refused "UPDATE decision SET why = 'y';" "never rewritten" "a decision can't be rewritten"
refused "DELETE FROM decision;" "never deleted" "a decision can't be deleted"
refused "INSERT OR REPLACE INTO decision (id, name_id, hide, who, why) VALUES (1, 17, 0, 'bob', 'y');" "never rewritten" \
    "a decision can't be replaced"
refused "INSERT INTO decision (name_id, hide, who, why, name, was_hidden) VALUES (17, 0, 'ann', 'x', 'Other', 0);" \
    "never rewritten" "what was before can't be invented"
refused "INSERT INTO decision (id, name_id, hide, who, why) VALUES (-1, 17, 0, 'ann', 'x');" "leave out its id" \
    "a decision can't be slipped in before the last"

# What only the program changes. Every column of the tables of names is tried.
new_database
for column in $(bare "SELECT name FROM pragma_table_info('name') WHERE name <> 'hidden';") rowid; do
    case $column in
    id | rowid) value=99 ;;
    nearest) value="'[1]'" ;;
    kind) value="'person'" ;;
    verdict) value="'taken'" ;;
    batch | easy | alliteration | themes | syllables | length) value=1 ;;
    profile) value="zeroblob(32)" ;;
    bits | appeal) value=0.1 ;;
    *) value="'x'" ;;
    esac
    refused "UPDATE name SET $column = $value WHERE id = 18;" "never rewritten" "name.$column can't be changed"
done
curate "INSERT INTO review (name_id, mark, who) VALUES (17, 'seen', 'ann');" \
    "INSERT INTO tagging (name_id, tag, who) VALUES (17, 'summer', 'ann');" >/dev/null
for table in review tagging; do
    value=$([ "$table" = review ] && echo "mark, who) VALUES (%s, 'kept'" || echo "tag, who) VALUES (%s, 'autumn'")
    # shellcheck disable=SC2059
    row() { printf "$value, '$2')" "$1"; } # NAME WHO
    refused "INSERT INTO $table (name_id, $(row 99 ann);" "no name with this number" "$table: a name that is not there is refused"
    refused "INSERT INTO $table (name_id, $(row 18 ' ');" "trim(who)" "$table: a blank who is refused"
    refused "INSERT OR REPLACE INTO $table (id, name_id, $(row '1, 18' bob);" "never rewritten" "$table: a row can't be replaced"
    refused "UPDATE $table SET who = 'bob';" "never rewritten" "$table: a row can't be rewritten"
    refused "DELETE FROM $table;" "never deleted" "$table: a row can't be deleted"
done
refused "INSERT INTO review (name_id, mark, who) VALUES (18, 'good', 'ann');" "mark IN" "another mark is refused"
for tag in '' Summer 'two words' "$(printf 'x%.0s' {1..41})"; do
    refused "INSERT INTO tagging (name_id, tag, who) VALUES (18, '$tag', 'ann');" "CHECK constraint" "a tag '$tag' is refused"
done
refused "INSERT INTO tagging (id, name_id, tag, who) VALUES (-1, 18, 'x', 'ann');" "leave out its id" \
    "a tagging can't be slipped in before the last"
refused "INSERT INTO name_tag (tag, key) VALUES ('x', 'bjork');" "say who" "a tag without who is refused"
refused "UPDATE name_tag SET tag = 'x';" "say who" "a tag can't be rewritten"
refused "DELETE FROM name_tag;" "say who" "a tag can't be taken away without who"
refused "UPDATE name SET name = 'x', hidden = 1 WHERE id = 18;" "never rewritten" "nor beside hidden"
refused "INSERT INTO name (name, key, folded, length, verdict, nearest, batch) VALUES ('x', 'x', 'x', 1, 'free', '[]', 3);" \
    "stagename import" "a name can't be added"
refused "INSERT OR REPLACE INTO name (id, name, key, folded, length, verdict, nearest, batch)
    VALUES (17, 'x', 'x', 'x', 1, 'free', '[]', 3);" "stagename import" "a name can't be replaced"
refused "DELETE FROM name WHERE id = 17;" "stagename rollback" "a name can't be deleted"
refused "INSERT INTO batch (file, as_of) VALUES ('x', '2024-01-01');" "stagename import" "a batch can't be added"
refused "UPDATE batch SET note = 'x';" "never rewritten" "a batch can't be changed"
refused "DELETE FROM batch WHERE id = 2;" "stagename rollback" "a batch can't be deleted"
as_program "INSERT INTO judging (as_of, names, changed) VALUES ('2024-01-01', 1, 1);" \
    "INSERT INTO source (path, format, as_of, stamp) VALUES ('a.txt', 'text', '2024-01-01', 7);" \
    "$(sql_text corpus_guards_drop)" "INSERT INTO artist (name, source) VALUES ('Björk', 1);" \
    "INSERT INTO artist_key (key, artist) VALUES ('bjork', 1);" "$(sql_text corpus_guards_create)" >/dev/null
refused "INSERT INTO judging (as_of, names, changed) VALUES ('2024-01-01', 1, 1);" "rejudge" "a judging can't be added"
refused "UPDATE judging SET names = 2;" "never rewritten" "a judging can't be changed"
refused "DELETE FROM judging;" "never deleted" "a judging can't be deleted"
refused "INSERT INTO source (path, format, as_of, stamp) VALUES ('x', 'text', '2024-01-01', 7);" "stagename corpus" "a source can't be added"
refused "INSERT INTO artist (name, source) VALUES ('x', 1);" "stagename corpus" "an artist can't be added"
refused "INSERT INTO artist_key (key, artist) VALUES ('x', 1);" "stagename corpus" "a key can't be added"
for table in "source SET path" "artist SET name" "artist_key SET key"; do
    refused "UPDATE $table = 'x';" "stagename corpus" "${table%% *} can't be changed"
    refused "DELETE FROM ${table%% *};" "stagename corpus" "${table%% *} can't be deleted from"
done

new_database
is "$(curate "$one" "$one" "SELECT changes();" "SELECT count(*), was_hidden, name FROM decision;")" "0
1|0|Bjorka" "hiding what is hidden adds no row"
is "$(bare "INSERT INTO decision (name_id, hide, who, why) VALUES (18, 1, 'bob', 'y');" \
    "INSERT INTO writing VALUES (1);" "UPDATE name SET bits = 1.5 WHERE id = 18;" "DELETE FROM writing;" \
    "SELECT hidden, bits FROM name WHERE id = 18;")" "1|1.5" \
    "hiding works without foreign keys, and so does changing a hidden name's other columns"

new_database
curate "$batch" "INSERT INTO report (name_id, why) VALUES (17, 'x'), (15, 'y');" >/dev/null
matches "$(as_program "DELETE FROM batch WHERE id = 3;")" "FOREIGN KEY" "a batch that has names can't be deleted"
is "$(curate "$remove" \
    "SELECT name_id, name, before, now FROM decision_log;" "SELECT id FROM reported_names;" \
    "SELECT id FROM newest_names;" "PRAGMA foreign_key_check;")" "19|Løud <&\"'\\|visible|gone
18|Night Idiot|visible|gone
17|Bjorka|visible|gone
15" "a batch taken back keeps its decisions, and its names are reported no more"
is "$(as_program "INSERT INTO name (name, key, folded, length, verdict, nearest, batch)
    VALUES ('Bjorka', 'bjorka', 'bjorka', 6, 'free', '[]', 2) RETURNING id;")" 20 "a name's number is never used again"
matches "$(bare "INSERT INTO decision (name_id, hide, who, why) VALUES (17, 0, 'ann', 'x');")" "no name with this number" \
    "nothing can be decided on a name that is gone"

# ---- thirds of weirdness ----

# 3,000 names of one length, and the thirds of the visible ones.
new_database
bare "INSERT INTO writing VALUES (1); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    INSERT INTO name (name, key, folded, length, bits, verdict, nearest, batch)
    SELECT 'n' || i, 'n' || i, 'n' || i, 7, i / 1000.0, 'free', '[]', 3 FROM n;" \
    "UPDATE weird_state SET changed = 3000;" "DELETE FROM writing;"
thirds="SELECT weird, sum(names) FROM name_count WHERE length = 7 GROUP BY weird ORDER BY weird;"
limits="SELECT low, high FROM weird_limit WHERE up_to >= 7 ORDER BY up_to LIMIT 1;"
is "$(bare "$thirds")" "high|1000
low|1000
mid|1000" "names of one length are divided into thirds"
before=$(bare "$limits")
is "$(curate "INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ann', 'x' FROM name WHERE length = 7 AND bits <= 0.05;" \
    "$thirds" "$limits")" "high|1000
low|950
mid|1000
$before" "a few decisions are counted and move no limit"
is "$(curate "INSERT INTO decision (name_id, hide, who, why)
    SELECT id, 1, 'ann', 'x' FROM name WHERE length = 7 AND bits > 0.05 AND bits <= 1.5;" "$thirds" |
    awk -F '|' '$2 < 450 || $2 > 555 { print }')" "" "when many names are hidden, thirds of the rest are drawn again"
is "$(bare "SELECT sum(names) = (SELECT count(*) FROM name WHERE hidden = 0) FROM name_count;")" 1 "and all are counted"

finish
