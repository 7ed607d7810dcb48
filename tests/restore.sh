#!/usr/bin/env bash
# A backup put back: what changes, what is refused, damaged files, full disks, and workers that serve meanwhile.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
need_build stagename stagename-fcgi
need sqlite3 flock
make_folder restore
export STAGENAME_DATADIR=$srcdir/data
cd "$dir" || exit 1
mkdir backups

make_database() {
    printf 'name\nQubade\nQutavlu\nQuzenwim\n' >artists.tsv
    printf 'name\nNoctul\nMarvex\n' >first.tsv
    printf 'name\nUlvexia\nTavlun\nPelmar\n' >second.tsv
    "$stagename" corpus -q --db old.db --as-of 2026-01-01 artists.tsv &&
        "$stagename" import -q --db old.db first.tsv &&
        sqlite3 old.db.reports "INSERT INTO report (name_id, why) VALUES (2, 'mine')" &&
        printf 'an old model' >old.safetensors &&
        "$stagename" backup -q --db old.db backups && mv backups/old-* backup &&
        cp -r . ../"${dir##*/}.copy" && mv ../"${dir##*/}.copy" base
}
make_database >log 2>&1 || skip_all "the database can't be made: $(tail -n 1 log)"

# A database that was changed after the backup: site.db.
new_site() {
    rm -rf site* && cp base/old.db site.db && cp base/old.db.reports site.db.reports &&
        "$stagename" import -q --db site.db second.tsv >log 2>&1 &&
        sqlite3 site.db.reports "INSERT INTO report (name_id, why) VALUES (3, 'new')" &&
        printf 'a new model' >site.safetensors
}
names() { query "$1" 'SELECT group_concat(id || name) FROM (SELECT * FROM name ORDER BY id)'; } # DB
reasons() { query "$1.reports" 'SELECT group_concat(why) FROM report'; } # DB
extra_files() { find . -maxdepth 1 -name '*.stagename-*'; }
old_names=1Noctul,2Marvex new_names=1Noctul,2Marvex,3Ulvexia,4Tavlun,5Pelmar

all_three_parts_return() {
    new_site
    run restore --db site.db backup
    expect 'exit code' "$code" 0 && expect errors "$err" '' &&
        expect result "$out" "artists=3 names=2 decisions=0 reports=1 model=yes instead_of_artists=3 instead_of_names=5 instead_of_decisions=0 signalled=0 restored=site.db" &&
        expect names "$(names site.db)" "$old_names" && expect reports "$(reasons site.db)" mine &&
        expect model "$(cat site.safetensors)" 'an old model' &&
        expect journal "$(query site.db 'PRAGMA journal_mode; PRAGMA integrity_check')" $'wal\nok' &&
        expect backup "$(cd backup && b2sum --check --quiet B2SUMS 2>&1)" '' && expect extra "$(extra_files)" '' || return 1
    new_site
    run restore --quiet --db site.db backup
    expect 'exit code' "$code" 0 && expect output "$out$err" ''
}

numbers_of_names_are_not_given_again() {
    new_site
    "$stagename" restore -q --db site.db backup && "$stagename" import -q --db site.db second.tsv >log &&
        expect names "$(names site.db)" "$old_names,6Ulvexia,7Tavlun,8Pelmar"
}

a_missing_database_is_made() {
    rm -rf site*
    printf 'left by another database' >site.db-wal
    run restore --db site.db backup
    expect 'exit code' "$code" 0 && expect names "$(names site.db)" "$old_names" && expect reports "$(reasons site.db)" mine || return 1
    expect 'the log' "$(cat site.db.damaged-*-wal)" 'left by another database' || return 1
    run restore --db elsewhere.db backup # and no log
    expect 'exit code' "$code" 0 && expect names "$(names elsewhere.db)" "$old_names"
}

the_index_is_there() {
    expect 'index files' "$(find . -maxdepth 1 -name 'site.db.judge-*' | wc -l)" 1 || return 1
    run check --db site.db Qubade
    expect_part verdict "$out" taken
}

a_damaged_database_is_kept_aside() {
    new_site
    head -c 9000 /dev/urandom >site.db
    printf 'its log' >site.db-wal
    run restore --db site.db backup
    expect 'exit code' "$code" 0 && expect names "$(names site.db)" "$old_names" || return 1
    expect_part message "$err" "the damaged file is kept as $dir/site.db.damaged-" &&
        expect 'size of the old file' "$(stat -c %s site.db.damaged-*Z)" 9000 && expect 'old log' "$(cat site.db.damaged-*-wal)" 'its log'
}

# SQLite opens it, but some of its pages are lost.
a_database_with_lost_pages_is_repaired() {
    local pages
    new_site
    query site.db 'PRAGMA wal_checkpoint(TRUNCATE)' >log
    pages=$(query site.db 'PRAGMA page_count')
    dd if=/dev/zero of=site.db bs=4096 seek=1 count=$((pages / 2)) conv=notrunc status=none
    run restore --db site.db backup
    expect 'exit code' "$code" 0 && expect names "$(names site.db)" "$old_names" || return 1
    new_site
    query site.db 'PRAGMA wal_checkpoint(TRUNCATE)' >log
    truncate --size=8192 site.db
    run restore --db site.db backup
    expect 'exit code' "$code" 0 && expect names "$(names site.db)" "$old_names" &&
        expect check "$(query site.db 'PRAGMA integrity_check')" ok
}

refused_with() { # CODE PART WORD…: nothing changes
    local wanted=$1 part=$2
    shift 2
    run restore "$@"
    expect 'exit code' "$code" "$wanted" && expect_part sentence "$err" "$part" && expect names "$(names site.db)" "$new_names" &&
        expect reports "$(reasons site.db)" mine,new && expect model "$(cat site.safetensors)" 'a new model' && expect extra "$(extra_files)" ''
}
what_is_no_good_backup_is_refused() {
    local page
    new_site
    refused_with 2 'name the database with --db' backup && refused_with 1 'is not a backup' --db site.db backups &&
        refused_with 1 'is not a backup' --db site.db none && rm -rf bad && cp -r backup bad && printf x >>bad/site.safetensors &&
        refused_with 1 'bad/site.safetensors is damaged' --db site.db bad && rm -rf bad && cp -r backup bad &&
        sqlite3 bad/site.db 'PRAGMA user_version = 5' && (cd bad && b2sum site.* >B2SUMS) &&
        refused_with 1 'has schema 5 of an older stagename' --db site.db bad || return 1
    # Right checksums, but a page is lost.
    rm -rf bad && cp -r backup bad
    page=$(query bad/site.db "SELECT rootpage FROM sqlite_master WHERE name = 'artist_key'")
    dd if=/dev/zero of=bad/site.db bs=4096 seek=$((page - 1)) count=1 conv=notrunc status=none
    (cd bad && b2sum site.* >B2SUMS)
    refused_with 1 'bad/site.db is damaged' --db site.db bad
}
a_database_of_a_newer_version_is_replaced() {
    new_site
    sqlite3 site.db 'PRAGMA user_version = 99' >log
    sqlite3 site.db.reports 'PRAGMA user_version = 99' >log
    run restore --db site.db backup
    expect 'exit code' "$code" 0 && expect names "$(names site.db)" "$old_names" && expect reports "$(reasons site.db)" mine &&
        run check --db site.db Qubade && expect_part verdict "$out" taken
}
# The statement of doc/upgrade.md.
decisions_move_to_a_new_database() {
    local statement
    new_site
    statement=$(sed -n '/^    ATTACH/,/^$/p' "$srcdir/doc/upgrade.md")
    query site.db "INSERT INTO decision (name_id, hide, who, why) VALUES (1, 1, 'ann', 'dull'), (2, 1, 'ann', 'rude'), (4, 1, 'bob', 'long');
        INSERT INTO decision (name_id, hide, who, why) VALUES (1, 0, 'bob', 'not dull')" >log
    rm -f next.db*
    "$stagename" corpus -q --db next.db artists.tsv >>log && "$stagename" import -q --db next.db second.tsv >>log &&
        "$stagename" import -q --db next.db first.tsv >>log || return 1
    expect errors "$(query next.db "$statement")" '' &&
        expect hidden "$(query next.db 'SELECT n.name, who, why FROM name AS n JOIN decision ON name_id = n.id WHERE hidden = 1 ORDER BY n.name')" \
            $'Marvex|ann|rude\nTavlun|bob|long'
}
another_programs_database_is_refused() {
    new_site
    sqlite3 other.db 'PRAGMA application_id = 7; CREATE TABLE t (x)'
    run restore --db other.db backup
    expect 'exit code' "$code" 1 && expect_part sentence "$err" "another program's database" && expect tables "$(query other.db .tables)" t
}
a_database_that_is_being_written_is_refused() {
    new_site
    flock site.db.lock "$stagename" restore --db site.db backup >out 2>err
    expect 'exit code' $? 1 && expect_part sentence "$(<err)" 'is being written' && expect names "$(names site.db)" "$new_names"
}

# Every call of a kind fails from the n-th on, as on a full or broken disk; afterwards the same command works.
a_full_or_broken_disk_leaves_whole_files() {
    local kind n now count=0
    [ -f "$builddir/tests/fault.so" ] && ! grep -q -e __asan_init -e __tsan_init -e __msan_init "$stagename" || return 77
    for kind in write: sync: rename:; do
        for n in 1 3 5 8 13 21 34 55; do
            new_site
            capture env FAULT="$kind$n+" LD_PRELOAD="$builddir/tests/fault.so" "$stagename" restore --db site.db backup
            now=$(names site.db)
            [ "$now" = "$old_names" ] || [ "$now" = "$new_names" ] || { echo "# $kind$n: $now" && return 1; }
            [ "$code" = 0 ] || { count=$((count + 1)) && expect "$kind$n: lines of errors" "$(wc -l <err)" 1 || return 1; }
            [ "$code" != 0 ] || expect "$kind$n: names" "$now" "$old_names" || return 1
            expect "$kind$n: check" "$(query site.db 'PRAGMA integrity_check'; query site.db.reports 'PRAGMA integrity_check')" $'ok\nok' &&
                "$stagename" restore -q --db site.db backup &&
                expect "$kind$n: names in the end" "$(names site.db),$(reasons site.db)" "$old_names,mine" || return 1
        done
    done
    echo "# $count runs failed"
    [ "$count" -gt 10 ]
}

# Workers that have answered with the new names, and know them by heart, answer with the old ones.
workers_change_to_the_restored_names() {
    local answers
    PATH="$PATH:/usr/sbin:/sbin" command -v nginx >/dev/null && command -v curl >/dev/null && command -v jq >/dev/null || return 77
    new_site
    front=$dir/front.sock
    local_conf "unix:$front" >nginx.conf
    start_workers "$dir/worker.sock" --workers 1 && start_nginx "$dir/nginx.conf" "$front" || return 1
    ask '/api/names?n=100&verdict=any&starts=t' && expect 'before' "$(field '[.names[].name]')" '["Tavlun"]' || return 1
    run restore --db site.db backup
    expect 'exit code' "$code" 0 && expect_part result "$out" ' signalled=1 ' || return 1
    ask '/api/names?n=100&verdict=any&starts=t'
    expect 'a name that is gone' "$(field '[.names[].name]')" '[]' || expect 'its status' "$status" 404 || return 1
    ask '/api/names?n=100&verdict=any' && answers=$(field '[.names[].name] | sort')
    expect 'after' "$answers" '["Marvex","Noctul"]' && ask /api/names/4 && expect 'its number' "$status" 410 || return 1
    # Another site, which gave the same numbers to other names.
    printf 'name\nZelkin\nZanor\n' >third.tsv
    "$stagename" corpus -q --db third.db --as-of 2026-01-01 artists.tsv && "$stagename" import -q --db third.db third.tsv >log &&
        "$stagename" backup -q --db third.db backups && "$stagename" restore -q --db site.db backups/third-* || return 1
    ask '/api/names?n=100&verdict=any&starts=z' && expect 'names of another site' "$(field '[.names[].name] | sort')" '["Zanor","Zelkin"]'
}

run_tests \
    all_three_parts_return \
    numbers_of_names_are_not_given_again \
    a_missing_database_is_made \
    the_index_is_there \
    a_damaged_database_is_kept_aside \
    a_database_with_lost_pages_is_repaired \
    what_is_no_good_backup_is_refused \
    a_database_of_a_newer_version_is_replaced \
    decisions_move_to_a_new_database \
    another_programs_database_is_refused \
    a_database_that_is_being_written_is_refused \
    a_full_or_broken_disk_leaves_whole_files \
    workers_change_to_the_restored_names
finish
