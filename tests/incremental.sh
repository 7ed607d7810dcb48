#!/usr/bin/env bash
# A new list of artists changes only what differs: artists that stay keep their numbers, and only names that the
# difference can affect are judged again. The result is that of judging all names by the whole corpus.
#
# SEEDS="1 2 3": the seeds of the lists (default: three).
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 python3
make_folder incremental
cd "$dir" || exit 1
export STAGENAME_DATADIR=$srcdir/data LC_ALL=C.UTF-8

: >block.txt
sql() { sqlite3 -batch "$1" "$2"; } # DATABASE QUERY

# What a list leaves in the database, without numbers of artists.
artists_of() {
    sql "$1" "SELECT name, mbid, kind, country, style, verdict_only, path, format, as_of, kept
              FROM artist JOIN source ON source.id = source ORDER BY name, mbid"
    sql "$1" "SELECT key, native, alias, alias_type, name, mbid FROM artist_key JOIN artist ON artist.id = artist
              ORDER BY key, native, name, mbid"
}
numbers_of() { sql "$1" "SELECT name, mbid, coalesce(country, ''), id FROM artist ORDER BY id"; }
names_of() { sql "$1" "SELECT * FROM name ORDER BY id; SELECT * FROM name_count; SELECT * FROM trait_count"; }
verdicts_of() { sql "$1" "SELECT name, verdict, json_array_length(nearest) FROM name ORDER BY name"; }

new_site() { # LIST
    rm -rf site.db*
    "$stagename" corpus --quiet --db site.db --as-of 2026-01-31 "$1" >out &&
        "$stagename" import --quiet --db site.db --blocklist block.txt names.tsv >out 2>err
}

lists_of_seed() {
    python3 "$srcdir/tests/incremental.py" "$1" "$srcdir/data/artists.tsv" .
}

difference_of_seed() { # SEED
    lists_of_seed "$1" && new_site before.json || return 1
    numbers_of site.db >numbers.before
    names_of site.db >names.before
    cp before.json list.json
    cp after.json list.json
    "$stagename" corpus --db site.db --replace --as-of 2026-02-28 list.json >out 2>err || return 1
    cp out counts
    grep -q 'names can be affected' err || { echo "# no difference: $(cat err)"; return 1; }
    names_of site.db >names.after
    artists_of site.db >artists.after
    numbers_of site.db >numbers.after
    "$stagename" import --quiet --db site.db --rejudge --blocklist block.txt >out || return 1
    names_of site.db >names.full
    expect 'a full judging finds other verdicts' "$(grep -o 'changed=.*' out)" \
        "changed=0$(grep -o ' free=.*' counts)" &&
        expect 'a full judging changes names' "$(diff names.after names.full)" '' &&
        expect 'names differ from before' "$(cmp -s names.before names.after && echo same)" '' || return 1
    rm -rf new.db*
    "$stagename" corpus --quiet --db new.db --as-of 2026-02-28 list.json >out &&
        "$stagename" import --quiet --db new.db --blocklist block.txt names.tsv >out 2>err || return 1
    expect 'the corpus of a new database' "$(diff artists.after <(artists_of new.db))" '' &&
        expect 'its verdicts' "$(diff <(verdicts_of site.db) <(verdicts_of new.db))" ''
}

a_difference_gives_what_a_full_judging_gives() {
    local seed
    for seed in ${SEEDS:-1 2 3}; do
        difference_of_seed "$seed" || { echo "# with seed $seed"; return 1; }
    done
}

artists_that_stay_keep_their_numbers() {
    local kept all
    kept=$(comm -12 <(sort numbers.before) <(sort numbers.after) | wc -l)
    all=$(wc -l <numbers.before)
    [ "$kept" -gt $((all * 9 / 10)) ] || { echo "# $kept of $all kept their number"; return 1; }
    expect 'numbers of the others are new' \
        "$(comm -13 <(cut -d '|' -f 4 numbers.before | sort) <(comm -13 <(sort numbers.before) <(sort numbers.after) |
            cut -d '|' -f 4 | sort) | awk -v last="$(tail -n 1 numbers.before | cut -d '|' -f 4)" '$1 <= last')" ''
}

the_same_list_changes_no_name() {
    new_site before.json || return 1
    numbers_of site.db >numbers.before
    names_of site.db >names.before
    "$stagename" corpus --db site.db --replace --as-of 2026-01-31 before.json >out 2>err || return 1
    expect message "$(grep -o 'added=.*names' err | sed 's/of .*/of/')" 'added=0 removed=0; 0 of' &&
        expect names "$(names_of site.db | diff names.before -)" '' &&
        expect numbers "$(numbers_of site.db | diff numbers.before -)" ''
}

several_sources_may_change() {
    head -n 700 before.json >first.json
    tail -n +701 before.json >second.json
    new_site before.json || return 1
    "$stagename" corpus --quiet --db site.db --replace --as-of 2026-02-28 first.json second.json >out || return 1
    "$stagename" corpus --quiet --db site.db --replace --as-of 2026-03-31 second.json first.json after.json >out || return 1
    names_of site.db >names.after
    artists_of site.db >artists.after
    "$stagename" import --quiet --db site.db --rejudge --blocklist block.txt >out || return 1
    expect names "$(names_of site.db | diff names.after -)" '' || return 1
    rm -rf new.db*
    "$stagename" corpus --quiet --db new.db --as-of 2026-03-31 second.json first.json after.json >out || return 1
    expect artists "$(artists_of new.db | diff artists.after -)" '' &&
        expect sources "$(sql site.db 'SELECT count(*) FROM source')" 3 &&
        expect 'foreign keys' "$(sql site.db 'PRAGMA foreign_key_check')" ''
}

# A replacement that judges all names leaves nothing for a full judging to change.
replaces_and_judges_all() { # LIST
    "$stagename" corpus --db site.db --replace "$1" >out 2>err || return 1
    expect message "$(grep affected err)" '' || return 1
    names_of site.db >names.after
    "$stagename" import --quiet --db site.db --rejudge --blocklist block.txt >out || return 1
    expect names "$(names_of site.db | diff names.after -)" ''
}

without_its_index_all_names_are_judged() {
    new_site before.json || return 1
    sqlite3 site.db "BEGIN; INSERT INTO writing VALUES (1); UPDATE name SET verdict = 'free', nearest = '[]'
        WHERE id IN (SELECT id FROM name WHERE verdict = 'close' LIMIT 7); DELETE FROM writing; COMMIT"
    rm site.db.judge-*
    replaces_and_judges_all after.json
}

another_corpus_is_taken_as_a_whole() {
    new_site before.json || return 1
    head -n 300 after.json >few.json
    replaces_and_judges_all few.json
}

# Starts a replacement that has read all artists but the last, and waits for it.
start_replacing() {
    new_site before.json || return 1
    names_of site.db >names.before
    numbers_of site.db >numbers.before
    rm -f pipe
    mkfifo pipe
    "$stagename" corpus --quiet --db site.db --replace pipe >out 2>err &
    replacing=$!
    started+=("$replacing")
    exec 3>pipe
    cat after.json >&3
    soon test -e site.db.refresh.work/corpus.db
}

state_is_the_old_one() {
    expect names "$(names_of site.db | diff names.before -)" '' &&
        expect artists "$(numbers_of site.db | diff numbers.before -)" ''
}

an_interrupted_replacement_leaves_the_old_state() {
    local code
    start_replacing || return 1
    kill -INT "$replacing"
    wait "$replacing"
    code=$?
    exec 3>&-
    expect 'exit code' "$code" 130 && state_is_the_old_one &&
        expect files "$(ls -d site.db.refresh.work 2>/dev/null)" ''
}

a_killed_replacement_leaves_the_old_state() {
    start_replacing || return 1
    kill -KILL "$replacing"
    wait "$replacing" 2>/dev/null
    exec 3>&-
    state_is_the_old_one || return 1
    "$stagename" corpus --quiet --db site.db --replace after.json >out || return 1
    expect files "$(ls -d site.db.refresh.work 2>/dev/null)" ''
}

a_full_disk_leaves_the_old_state() {
    new_site before.json || return 1
    names_of site.db >names.before
    numbers_of site.db >numbers.before
    (ulimit -f 200 && trap '' XFSZ && exec "$stagename" corpus --quiet --db site.db --replace after.json) >out 2>err
    expect 'exit code' $? 1 && state_is_the_old_one && expect lines "$(wc -l <err)" 1 &&
        expect files "$(ls -d site.db.refresh.work 2>/dev/null)" ''
}

run_tests a_difference_gives_what_a_full_judging_gives artists_that_stay_keep_their_numbers the_same_list_changes_no_name \
    several_sources_may_change without_its_index_all_names_are_judged another_corpus_is_taken_as_a_whole \
    an_interrupted_replacement_leaves_the_old_state a_killed_replacement_leaves_the_old_state \
    a_full_disk_leaves_the_old_state
finish
