#!/usr/bin/env bash
# A new corpus: every name of the database is judged again, decisions of curators stay, and the index of
# artists in the file beside the database belongs to exactly this corpus.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 jq
make_folder rejudge
cd "$dir" || exit 1

printf 'Kraftwerk\nPortishead\n' >first.txt
printf 'Kraftwerk\nMogwai\nVelmorian\n' >second.txt
printf 'name\nKraftwork\nPortishaed\nVelmorian\nZorplixen\nMogwaii\n' >names.tsv
: >block.txt

query() { sqlite3 -batch site.db "$1"; }
verdicts() { query "SELECT group_concat(name || '=' || verdict, ' ') FROM (SELECT * FROM name ORDER BY id)"; }
indexes() { find . -name 'site.db.judge-*' | wc -l; }
nearest() { # NAME
    "$stagename" check --db site.db --json "$1" | jq -c '[.verdict, .nearest[].name]'
}

new_site() {
    rm -rf site.db*
    "$stagename" corpus --quiet --db site.db --as-of 2026-01-31 first.txt >out || return 1
    "$stagename" import --quiet --db site.db --blocklist block.txt names.tsv >out
}

a_new_corpus_judges_names_again() {
    new_site || return 1
    expect before "$(verdicts)" 'Kraftwork=close Portishaed=close Velmorian=free Zorplixen=free Mogwaii=free' || return 1
    "$stagename" corpus --quiet --db site.db --replace --as-of 2026-02-28 second.txt >out || return 1
    expect output "$(cat out)" "artists=3 as_of=2026-02-28
rejudged=5 changed=3 free=2 close=2 taken=1" &&
        expect after "$(verdicts)" 'Kraftwork=close Portishaed=free Velmorian=taken Zorplixen=free Mogwaii=close' &&
        expect nearest "$(query "SELECT nearest ->> '\$[0].name' FROM name WHERE name = 'Mogwaii'")" Mogwai &&
        expect date "$(query 'SELECT DISTINCT as_of FROM batch')" 2026-02-28
}

decisions_of_curators_stay() {
    new_site || return 1
    query "INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ada', 'dull' FROM name WHERE name = 'Velmorian'"
    "$stagename" corpus --quiet --db site.db --replace second.txt >out || return 1
    expect hidden "$(query 'SELECT group_concat(name) FROM name WHERE hidden')" Velmorian &&
        expect decisions "$(query 'SELECT count(*), min(who) FROM decision')" '1|ada'
}

names_imported_with_a_corpus_are_judged_by_it() {
    new_site || return 1
    printf 'name\nVelmoriam\n' >more.tsv
    "$stagename" corpus --quiet --db site.db --replace --import more.tsv --blocklist block.txt second.txt >out || return 1
    expect output "$(sed 's/ batch=.*//; s/as_of=.*/as_of/' out)" "artists=3 as_of
entered=1 free=0 close=1 taken=0 duplicate=0 blocked=0
rejudged=5 changed=3 free=2 close=2 taken=1"
}

judging_again_without_a_new_corpus_changes_nothing() {
    new_site || return 1
    local before
    before=$(query .dump)
    "$stagename" import --db site.db --rejudge >out 2>err || return 1
    expect output "$(cat out)" 'rejudged=5 changed=0 free=3 close=2 taken=0' &&
        expect 'what changed' "$(diff <(echo "$before") <(query .dump))" ''
}

a_wrong_verdict_is_corrected() {
    new_site || return 1
    program_query site.db "UPDATE name SET verdict = 'free', nearest = '[]' WHERE name = 'Kraftwork'"
    "$stagename" import --quiet --db site.db --rejudge --threads 1 >out || return 1
    expect output "$(cat out)" 'rejudged=5 changed=1 free=3 close=2 taken=0' &&
        expect verdict "$(query "SELECT verdict, nearest ->> '\$[0].name' FROM name WHERE name = 'Kraftwork'")" 'close|Kraftwerk'
}

rejudge_takes_no_file() {
    new_site || return 1
    "$stagename" import --db site.db --rejudge names.tsv 2>err
    expect code $? 2 || return 1
    "$stagename" import --db site.db 2>err
    expect code $? 2 || return 1
    "$stagename" import --db site.db --rejudge --dry-run 2>err
    expect code $? 2
}

one_index_is_beside_the_database() {
    new_site || return 1
    expect files "$(indexes)" 1 || return 1
    local first
    first=$(ls site.db.judge-*)
    "$stagename" corpus --quiet --db site.db --replace second.txt >out || return 1
    expect files "$(indexes)" 1 && ! [ -e "$first" ]
}

verdicts_are_the_same_without_the_index() {
    new_site || return 1
    local with
    with=$(nearest Kraftwork)
    rm site.db.judge-*
    expect without "$(nearest Kraftwork)" "$with" &&
        printf 'rubbish' >"site.db.judge-$(printf %016x "$(query 'SELECT sum(stamp) FROM source')")" &&
        expect 'with rubbish in its place' "$(nearest Kraftwork)" "$with"
}

judging_again_rebuilds_a_lost_index() {
    new_site || return 1
    rm site.db.judge-*
    "$stagename" import --quiet --db site.db --rejudge >out || return 1
    expect files "$(indexes)" 1
}

cleanup_removes_only_indexes() {
    new_site || return 1
    cp site.db site.db.judge-copy.db
    : >site.db.judge-0123456789abcdef
    : >site.db.judge-0123456789abcdef.a1B2c3
    "$stagename" corpus --quiet --db site.db second.txt >out || return 1
    expect copy "$(find . -name 'site.db.judge-copy.db' | wc -l)" 1 &&
        expect files "$(indexes)" 2
}

a_failed_corpus_keeps_the_old_index() {
    new_site || return 1
    local before
    before=$(ls site.db.judge-*)
    "$stagename" corpus --quiet --db site.db --replace --import missing.tsv --blocklist block.txt second.txt >out 2>err
    expect code $? 1 &&
        expect index "$(ls site.db.judge-*)" "$before" &&
        expect verdict "$(nearest Portishaed)" '["close","Portishead"]'
}

a_link_to_a_database_has_its_index() {
    new_site || return 1
    mkdir -p elsewhere
    ln -sf ../site.db elsewhere/link.db
    "$stagename" corpus --quiet --db elsewhere/link.db --replace second.txt >out || return 1
    expect files "$(indexes) $(find elsewhere -name '*judge*' | wc -l)" '1 0'
}

run_tests a_new_corpus_judges_names_again decisions_of_curators_stay names_imported_with_a_corpus_are_judged_by_it \
    judging_again_without_a_new_corpus_changes_nothing a_wrong_verdict_is_corrected rejudge_takes_no_file \
    one_index_is_beside_the_database judging_again_rebuilds_a_lost_index cleanup_removes_only_indexes verdicts_are_the_same_without_the_index \
    a_failed_corpus_keeps_the_old_index a_link_to_a_database_has_its_index
finish
