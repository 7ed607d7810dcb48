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

run_tests a_statement_is_one_insert undoing_leaves_later_decisions_alone a_decision_on_a_deleted_name_is_undone \
    a_hidden_name_stays_hidden_when_it_returns a_name_shown_again_stays_visible_when_it_returns \
    a_key_without_a_name_can_be_decided an_unknown_name_cannot_be_decided hidden_names_are_no_changes_of_the_visible_ones \
    a_hidden_name_is_withdrawn_for_check
finish
