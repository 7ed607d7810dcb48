#!/usr/bin/env bash
# What curators decide stays decided: decisions bind the keys of names, however a name returns.
# shellcheck disable=SC2016 # $ in names
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
export LC_ALL=C.UTF-8
need_build stagename
need sqlite3 jq
make_folder decisions
cd "$dir" || exit 1

printf 'Kraftwerk\nPortishead\n' >artists.txt
: >block.txt
printf '%s\n' name 'Sigur Rós' 'Кино' 'A$AP Rocky' 'Velmora' 'Kraftwork' >names.tsv
printf '%s\n' name 'SIGUR ROS' 'Kino' 'ASAP Rocky' 'The Velmora' 'Zorplixen' >again.tsv

query() { printf '%s\n' "$@" | sqlite3 -batch site.db 2>&1; }
import() { "$stagename" import --quiet --db site.db --blocklist block.txt "$@" >out 2>err; }
rollback() { "$stagename" rollback --db site.db "$1" >out; }
hidden() { query "SELECT group_concat(name, ', ') FROM (SELECT name FROM name WHERE hidden = 1 ORDER BY id)"; }
counted() { query 'SELECT sum(names) = (SELECT count(*) FROM name WHERE hidden = 0) FROM name_count'; }
decide() { # HIDE CONDITION
    query "INSERT INTO decision (name_id, hide, who, why) SELECT id, $1, 'ann', 'secret reason' FROM name WHERE $2;"
}
verdict() { "$stagename" check --db site.db --json "$1" | jq -r .verdict; }

new_site() {
    rm -rf site.db*
    "$stagename" corpus --quiet --db site.db --as-of 2026-01-31 artists.txt >out && import names.tsv
}

# ---- decisions bind keys ----

a_hidden_name_stays_hidden_when_it_returns() {
    new_site && decide 1 "name IN ('Sigur Rós', 'Кино', 'A\$AP Rocky', 'Velmora')" && rollback 1 || return 1
    import --note 'other spellings' again.tsv || return 1
    expect hidden "$(hidden)" 'SIGUR ROS, Kino, ASAP Rocky, The Velmora' &&
        expect 'decisions, none new' "$(query 'SELECT count(*) FROM decision')" 4 &&
        expect counted "$(counted)" 1 &&
        expect 'counted values' "$(query "SELECT sum(names) FROM trait_count WHERE trait = 'syllables'")" \
            "$(query 'SELECT count(syllables) FROM name WHERE hidden = 0')"
}

a_name_shown_again_stays_visible_when_it_returns() {
    new_site && decide 1 "name = 'Velmora'" && decide 0 "name = 'Velmora'" && rollback 1 && import again.tsv || return 1
    expect hidden "$(hidden)" ''
}

a_key_without_a_name_can_be_decided() {
    new_site && decide 1 "name = 'Velmora'" && rollback 1 || return 1
    expect nothing "$(query "INSERT INTO decision (key, hide, who, why) VALUES ('velmora', 1, 'bob', 'x');
        SELECT changes();")" 0 || return 1
    query "INSERT INTO decision (key, hide, who, why) VALUES ('velmora', 0, 'bob', 'it may return');"
    expect decision "$(query 'SELECT name_id, hide, who, key, name, was_hidden FROM decision WHERE id = 2')" \
        '4|0|bob|velmora|Velmora|1' &&
        import again.tsv && expect hidden "$(hidden)" '' || return 1
    query "INSERT INTO decision (key, hide, who, why) VALUES ('velmora', 1, 'bob', 'not this time');"
    expect hidden "$(hidden)" 'The Velmora'
}

an_unknown_name_cannot_be_decided() {
    new_site || return 1
    local before statement
    before=$(query .dump)
    for statement in "(name_id, hide, who, why) VALUES (99, 1, 'ann', 'x')" \
        "(name_id, hide, who, why) VALUES (99, 0, 'ann', 'x')" \
        "(hide, who, why) VALUES (1, 'ann', 'x')" \
        "(key, hide, who, why) VALUES ('nobody', 1, 'ann', 'x')" \
        "(name_id, key, hide, who, why) VALUES (4, 'kino', 1, 'ann', 'x')"; do
        case $(query "INSERT INTO decision $statement;") in
        *'there is no name with this number'* | *'give name_id, or instead of it a key on which there is a decision'*) ;;
        *) expect "refused" "$statement" '' || return 1 ;;
        esac
    done
    expect 'what changed' "$(diff <(echo "$before") <(query .dump))" ''
}

# A reimport in which all names are hidden must not divide the names into thirds again for each of them.
hidden_names_are_no_changes_of_the_visible_ones() {
    new_site && decide 1 1 && rollback 1 && import names.tsv || return 1
    expect 'hidden names, changes' "$(query 'SELECT (SELECT sum(hidden) FROM name), changed, names FROM weird_state')" '5|0|0'
}

# ---- the verdict ----

a_hidden_name_is_withdrawn_for_check() {
    new_site && decide 1 "name IN ('Sigur Rós', 'Кино', 'A\$AP Rocky', 'Kraftwork')" || return 1
    expect verdicts "$(verdict 'Sigur Ros') $(verdict KINO) $(verdict 'asap rocky') $(verdict Velmora)" \
        'withdrawn withdrawn withdrawn free' &&
        expect artists "$("$stagename" check --db site.db --json Kraftwork | jq -c '[.verdict, .nearest[].name]')" \
            '["withdrawn","Kraftwerk"]' &&
        expect text "$("$stagename" check --db site.db 'A$AP Rocky' Kraftwork)" \
            'A$AP Rocky: withdrawn here (among 2 artists as of 2026-01-31, a small list: check before you use it)
Kraftwork: withdrawn here — Kraftwerk, 1 letter away (among 2 artists as of 2026-01-31, a small list: check before you use it)' &&
        expect 'names with the reason' "$("$stagename" check --db site.db --json 'A$AP Rocky' | grep -c secret)" 0 || return 1
    rollback 1 && expect 'after rollback' "$(verdict Kino)" withdrawn &&
        query "INSERT INTO decision (key, hide, who, why) VALUES ('kino', 0, 'bob', 'x');" && expect shown "$(verdict Kino)" free
}

# ---- undoing ----

statements() { query "SELECT group_concat(statement || '=' || names) FROM (SELECT * FROM statement_log ORDER BY statement)"; }

# Statements that look the same (who, why, second) are still distinguished, also within a transaction.
a_statement_is_one_insert() {
    new_site || return 1
    local one="INSERT INTO decision (name_id, hide, who, why) SELECT id, :hide, 'ann', 'x' FROM name WHERE id"
    query "${one/:hide/1} IN (1, 2);" "${one/:hide/1} = 3;" "${one/:hide/1} IN (1, 99);" \
        'BEGIN;' "${one/:hide/0} IN (1, 3);" "${one/:hide/1} IN (1, 2, 4);" 'COMMIT;' \
        'BEGIN;' "${one/:hide/1} = 5;" 'ROLLBACK;' "${one/:hide/1} IN (3, 5);"
    expect statements "$(statements)" '1=2,3=1,4=2,6=2,8=2'
}

undoing_leaves_later_decisions_alone() {
    new_site && decide 1 'id < 4' && decide 0 'id = 2' && decide 1 'id = 2' && decide 0 'id = 3' || return 1
    query "INSERT INTO undo (statement, who, why) VALUES (1, 'bob', 'too many');"
    expect hidden "$(hidden)" 'Кино' &&
        expect undo "$(query 'SELECT statement, who, why, names FROM undo')" '1|bob|too many|1' || return 1
    # Once more: nothing holds that could be undone.
    expect nothing "$(query "INSERT INTO undo (statement, who, why) VALUES (1, 'bob', 'again'); SELECT changes();")" 0 &&
        expect rows "$(query 'SELECT count(*) FROM undo')" 1 || return 1
    # An undoing is undone by the statement of its decisions.
    query "INSERT INTO undo (statement, who, why) SELECT max(statement), 'ann', 'x' FROM decision;"
    expect hidden "$(hidden)" 'Sigur Rós, Кино'
}

a_decision_on_a_deleted_name_is_undone() {
    new_site && decide 1 "name = 'Velmora'" && rollback 1 || return 1
    query "INSERT INTO undo (decision, who, why) VALUES (1, 'bob', 'it may return');"
    import again.tsv && expect hidden "$(hidden)" '' && expect verdict "$(verdict Velmora)" free
}

# ---- rules ----

rule() { # KIND TEXT [FORCE]
    query "INSERT INTO rule (kind, text, who, why, force) VALUES ('$1', '$2', 'ann', 'never again', ${3:-0});"
}
hid() { query "SELECT group_concat(name, ', ') FROM (SELECT name FROM rule_hid WHERE rule = $1 ORDER BY name_id)"; }

# Forty names that no rule below covers, so that a rule may hide some.
big_site() {
    rm -rf site.db*
    {
        cat names.tsv
        awk 'BEGIN { for (i = 1; i <= 40; i++) print "Bu" substr("bcdfgklmnp", i % 10 + 1, 1) "u " i }'
    } >big.tsv
    "$stagename" corpus --quiet --db site.db --as-of 2026-01-31 artists.txt >out && import big.tsv
}

rules_hide_what_is_there_and_what_comes() {
    big_site && rule contains asap && rule begins SIGUR && rule matches 'vel*[ao]' || return 1
    expect hidden "$(hidden)" 'Sigur Rós, A$AP Rocky, Velmora' &&
        expect counted "$(counted)" 1 &&
        expect 'who, why, rule' "$(query "SELECT who, why, rule FROM decision WHERE name = 'Velmora'")" 'ann|never again|3' || return 1
    printf '%s\n' name 'A$AP Velma' 'Velmaro' 'Not Sigur' 'Sigur Tos' 'The Velmora' >more.tsv
    import more.tsv || return 1
    expect hidden "$(hidden)" 'Sigur Rós, A$AP Rocky, Velmora, A$AP Velma, Velmaro, Sigur Tos' &&
        expect 'by the first' "$(hid 1)" 'A$AP Rocky, A$AP Velma' &&
        expect figures "$(query 'SELECT rule, kind, text, hides, state FROM rule_figures WHERE rule > 0')" \
            '3|matches|vel*[ao]|2|in force
2|begins|SIGUR|2|in force
1|contains|asap|2|in force' &&
        expect verdicts "$(verdict 'My Velmora') $(verdict 'A$AP Zoom') $(verdict Velmiko) $(verdict Zorplixen)" \
            'free withdrawn withdrawn free' && expect counted "$(counted)" 1
}

# The text of such a rule is read by the program, before it imports or judges names.
rules_for_sounds_and_other_letters_begin_with_the_program() {
    big_site && rule sounds 'Vellmorra' && rule contains 'КИНО' && rule begins 'sigúr' || return 1
    expect hidden "$(hidden)" '' &&
        expect state "$(query 'SELECT DISTINCT state FROM rule_figures WHERE rule > 0')" 'waits for import' || return 1
    "$stagename" import --db site.db --rejudge --blocklist block.txt >out 2>err || return 1
    expect hidden "$(hidden)" 'Sigur Rós, Кино, Velmora' &&
        expect message "$(grep -c "^rule 1 (sounds 'Vellmorra') hides 1 name$" err)" 1 || return 1
    printf '%s\n' name 'Welmora' 'Velmorah' 'Kinoteka' >more.tsv
    import more.tsv && expect later "$(hid 1); $(hid 2)" 'Velmora, Velmorah; Кино, Kinoteka' &&
        expect verdict "$(verdict 'Velmorra Kin')$(verdict Vellmora)" 'freewithdrawn'
}

such_rules_begin_when_the_curator_leaves() {
    big_site || return 1
    local why='sounds like a brand'
    "$stagename" curate --db site.db "INSERT INTO rule (kind, text, who, why) VALUES ('sounds', 'Vellmorra', 'ann', '$why')" \
        >out 2>err </dev/null || return 1
    expect message "$(cat err)" "rule 1 (sounds 'Vellmorra') hides 1 name" && expect hidden "$(hidden)" Velmora &&
        expect why "$(query 'SELECT who, why FROM decision')" "ann|$why"
}

a_rule_for_too_many_names_needs_force() {
    big_site || return 1
    expect refused "$(rule contains bu | grep -c 'more than a tenth of all names: check it, or set force = 1')" 1 &&
        expect 'rules, hidden names' "$(query 'SELECT (SELECT count(*) FROM rule), (SELECT sum(hidden) FROM name)')" '1|0' &&
        rule contains bu 1 && expect hidden "$(query 'SELECT sum(hidden) FROM name')" 40 && expect counted "$(counted)" 1 || return 1
    # The program cannot refuse the statement any more, so it ends the rule.
    big_site && rule contains 'bü' && import again.tsv || return 1
    expect state "$(query 'SELECT ended_by, ended_why FROM rule_figures WHERE rule = 1')" \
        'stagename|the rule would hide more than a tenth of all names: check it, or set force = 1' &&
        expect warning "$(grep -c "^warning: rule 1 (contains 'bü') is ended: the rule would" err)" 1 &&
        expect hidden "$(hidden)" ''
}

a_decision_after_a_rule_counts_more() {
    big_site && rule contains kraft && rule begins kraftw && decide 0 "name = 'Kraftwork'" || return 1
    expect hidden "$(hidden)" '' && rollback 1 && import big.tsv && expect 'when it returns' "$(hidden)" '' &&
        expect verdict "$(verdict kraft-work)" close || return 1
    query "INSERT INTO undo (decision, who, why) SELECT max(id), 'bob', 'x' FROM decision;"
    expect 'undone, hidden by the rule again' "$(query "SELECT name, rule FROM decision WHERE id = (SELECT max(id) FROM decision)") $(hidden)" \
        'Kraftwork|1 Kraftwork' || return 1
    # A later rule counts more than an earlier decision.
    decide 0 "name = 'Kraftwork'" && rule matches '*work' && expect 'by a later rule' "$(hid 3)" Kraftwork
}

an_ended_rule_shows_its_names() {
    big_site && rule contains velm && rule sounds Velmora && rule begins kino && import again.tsv && decide 1 "name = 'Кино'" || return 1
    expect hidden "$(hidden)" 'Кино, Velmora' || return 1
    query "INSERT INTO rule_end (rule, who, why) VALUES (3, 'ann', 'too strict');"
    expect 'hidden by a curator, too' "$(hidden)" 'Кино, Velmora' || return 1
    query "INSERT INTO rule_end (rule, who, why) VALUES (1, 'ann', 'too strict');"
    expect 'covered by another rule' "$(hidden)" 'Кино, Velmora' && expect 'that rule' "$(hid 2)" Velmora || return 1
    rollback 1
    query "INSERT INTO rule_end (rule, who, why) VALUES (2, 'ann', 'too strict');"
    import big.tsv && expect 'when it returns' "$(hidden)" 'Кино'
}

rules_are_not_rewritten() {
    big_site && rule contains velm && rule sounds Kino || return 1
    local before statement
    before=$(query .dump)
    while read -r statement; do
        case $(query "$statement;") in
        *'rule'* | *CHECK* | *NULL* | *blocklist*) ;;
        *) expect refused "$statement" '' || return 1 ;;
        esac
    done <<'END'
UPDATE rule SET text = 'x' WHERE id = 1
UPDATE rule SET form = 'x' WHERE id = 1
UPDATE rule SET form = 'kino' WHERE id = 2
UPDATE rule SET since = 99 WHERE id = 1
UPDATE rule SET ended = '2026-01-01' WHERE id = 1
UPDATE rule SET force = 1 WHERE id = 1
DELETE FROM rule
INSERT INTO rule_end (rule, who, why) VALUES (9, 'ann', 'x')
INSERT INTO rule_end (rule, who, why) VALUES (0, 'ann', 'x')
INSERT INTO rule_end (rule, who, why) VALUES (1, ' ', 'x')
INSERT INTO rule (kind, text, who, why) VALUES ('like', 'x', 'ann', 'x')
INSERT INTO rule (kind, text, who, why) VALUES ('contains', ' ', 'ann', 'x')
INSERT INTO rule (kind, text, who, why) VALUES ('contains', 'x', '', 'x')
INSERT INTO rule (kind, text, who, why) VALUES ('matches', '%zz%', 'ann', 'x')
INSERT INTO rule (kind, text, who, why) VALUES ('blocklist', 'zz', 'ann', 'x')
INSERT INTO rule (kind, text, who, why, form) VALUES ('contains', 'zz', 'ann', 'x', 'y')
INSERT OR REPLACE INTO rule (id, kind, text, who, why) VALUES (1, 'contains', 'zz', 'ann', 'x')
END
    expect 'what changed' "$(diff <(echo "$before") <(query .dump))" ''
}

# ---- the blocklist ----

rejudge() { "$stagename" import --db site.db --rejudge --blocklist "$1" >out 2>err; }

new_blocked_words_hide_stored_names() {
    new_site && decide 0 "name = 'Velmora'" && decide 1 "name = 'Velmora'" && decide 0 "name = 'Velmora'" || return 1
    printf 'word asap\ntext kraftwo\nword velmora\n' >words.txt
    rejudge words.txt || return 1
    expect hidden "$(hidden)" 'A$AP Rocky, Kraftwork' &&
        expect decision "$(query "SELECT who, why, rule FROM decision WHERE name LIKE 'K%'")" \
            'blocklist|contains a word of the blocklist: kraftwo|0' &&
        expect message "$(grep '^blocklist' err)" 'blocklist: hidden=2 shown_again=0' &&
        expect counted "$(counted)" 1 || return 1
    decide 0 "name = 'Kraftwork'" && rejudge words.txt && expect 'shown by a curator' "$(hidden)" 'A$AP Rocky' || return 1
    rejudge block.txt && expect 'without the words' "$(hidden)" '' && expect verdict "$(verdict 'ASAP Rocky')" free &&
        expect message "$(grep '^blocklist' err)" 'blocklist: hidden=0 shown_again=1'
}

run_tests rules_hide_what_is_there_and_what_comes rules_for_sounds_and_other_letters_begin_with_the_program \
    such_rules_begin_when_the_curator_leaves a_rule_for_too_many_names_needs_force a_decision_after_a_rule_counts_more an_ended_rule_shows_its_names \
    rules_are_not_rewritten new_blocked_words_hide_stored_names a_statement_is_one_insert undoing_leaves_later_decisions_alone a_decision_on_a_deleted_name_is_undone \
    a_hidden_name_stays_hidden_when_it_returns a_name_shown_again_stays_visible_when_it_returns \
    a_key_without_a_name_can_be_decided an_unknown_name_cannot_be_decided hidden_names_are_no_changes_of_the_visible_ones \
    a_hidden_name_is_withdrawn_for_check
finish
