#!/usr/bin/env bash
# Backups: what is in them, and that each is complete whatever happens meanwhile: imports, kills, a full disk.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 b2sum setsid
make_folder backup
export STAGENAME_DATADIR=$srcdir/data
cd "$dir" || exit 1
mkdir backups

artists() { # FROM TO
    awk -v OFS='\t' -v from="$1" -v to="$2" 'BEGIN {
        n = split("ba de fi go lu mar nor pel quin sor tav ul vex wim yor zen", s, " ")
        print "name", "style"
        for (i = from; i < to; i++) print "Q" s[i % n + 1] s[int(i / n) % n + 1] s[i * 7 % n + 1], "techno"
    }'
}
make_database() {
    artists 0 256 >artists.tsv
    printf 'name\nNoctul\nMarvex\nUlvexia\n' >names.tsv
    "$stagename" corpus -q --db site.db --as-of 2026-01-01 artists.tsv &&
        "$stagename" import -q --db site.db names.tsv &&
        sqlite3 site.db "INSERT INTO decision (name_id, hide, who, why) VALUES (1, 1, 'ann', 'dull')" &&
        sqlite3 site.db.reports "INSERT INTO report (name_id, why) VALUES (2, 'mine'), (3, '')" &&
        printf 'a model' >site.safetensors
}
make_database >log 2>&1 || skip_all "the database can't be made: $(tail -n 1 log)"

dump() { sqlite3 -batch "$1" .dump 2>&1; } # DB
newest() { find backups -mindepth 1 -maxdepth 1 -name 'site-*Z' | sort | tail -n 1; }
entries() { find "$1" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | tr '\n' ' '; } # FOLDER
is_complete() { # BACKUP
    (cd "$1" && b2sum --check --strict --quiet B2SUMS) && [ "$(query "$1/site.db" 'PRAGMA integrity_check')" = ok ]
}

a_backup_has_database_reports_and_model() {
    local made
    run backup --db site.db backups
    made=$(newest)
    expect 'exit code' "$code" 0 && expect errors "$err" '' && is_complete "$made" &&
        expect files "$(entries "$made")" 'B2SUMS site.db site.db.reports site.safetensors ' &&
        expect database "$(dump "$made/site.db")" "$(dump site.db)" &&
        expect reports "$(dump "$made/site.db.reports")" "$(dump site.db.reports)" &&
        expect model "$(cat "$made/site.safetensors")" 'a model' &&
        expect result "$out" "bytes=$(cat "$made"/site.* | wc -c) artists=256 names=3 decisions=1 reports=2 model=yes removed=0 backup=$made"
}

a_backup_can_be_served() {
    run check --db "$(newest)/site.db" Ulvexia
    expect 'exit code' "$code" 0 && expect_part verdict "$out" 'Ulvexia: free' &&
        expect 'journal' "$(query "$(newest)/site.db" 'PRAGMA journal_mode')" delete
}

quiet_prints_nothing_and_the_script_is_the_same_command() {
    mkdir bin && ln -s "$stagename" "$srcdir/src/programs/stagename-backup" bin/
    capture bin/stagename-backup --quiet --db site.db backups
    expect 'exit code' "$code" 0 && expect output "$out$err" '' && is_complete "$(newest)"
}

only_the_oldest_backups_are_removed() {
    local before kept
    mkdir backups/site-notes backups/other-20260101T000000Z backups/site-20260101T000000Z
    touch backups/site-20260102T000000Z backups/other-20260101T000000Z/B2SUMS
    run backup -q --db site.db backups
    before=$(newest)
    run backup --db site.db --keep 2 backups
    expect 'exit code' "$code" 0 || return 1
    kept=$(entries backups)
    expect 'what remains' "$kept" "other-20260101T000000Z site-20260101T000000Z site-20260102T000000Z ${before#*/} $(basename "$(newest)") site-notes " || return 1
    expect_part removed "$out" 'removed=2'
    rm -r backups/*
}

# Each fails with one sentence, and leaves nothing behind.
a_wrong_call_is_refused() {
    refused_with 2 'name the database with --db' backups &&
        refused_with 2 'operand' --db site.db &&
        refused_with 1 'cannot read none.db' --db none.db backups &&
        refused_with 1 'cannot write in none' --db site.db none &&
        refused_with 1 'cannot write in /proc' --db site.db /proc &&
        refused_with 1 'cannot read none.safetensors' --db site.db --model none.safetensors backups &&
        refused_with 1 "another program's database" --db site.db.reports backups
}
refused_with() { # CODE PART WORD…
    local wanted=$1 part=$2
    shift 2
    run backup "$@"
    expect 'exit code' "$code" "$wanted" && expect_part sentence "$err" "$part" && expect 'what is left' "$(entries backups)" ''
}

a_damaged_database_gives_no_backup() {
    local page
    cp site.db damaged.db
    page=$(query damaged.db "SELECT rootpage FROM sqlite_master WHERE name = 'artist_key'")
    head -c 4096 /dev/zero | dd of=damaged.db bs=4096 seek=$((page - 1)) conv=notrunc status=none
    refused_with 1 'is damaged' --db damaged.db backups
}

count_of_names() { grep -o ' names=[0-9]*' out | tr -d ' ' >>counts; }

# Each copy has the state before the import or the one after, never a part of it.
backups_during_an_import_have_one_state() {
    local importer states
    awk 'BEGIN { print "name"; for (i = 0; i < 15000; i++) printf "Vu%clo%cma%cx\n", 97 + i % 26, 97 + int(i / 26) % 26, 97 + int(i / 676) % 26 }' >many.tsv
    cp site.db busy.db
    "$stagename" import -q --db busy.db many.tsv >import.out 2>&1 &
    importer=$!
    started+=("$importer")
    until is_gone "$importer"; do
        run backup --db busy.db backups || return 1
        [ "$code" = 0 ] || { echo "# $err" && return 1; }
        count_of_names
    done
    await_end "$importer"
    expect 'the import' "$ended" 0 || return 1
    run backup --db busy.db backups
    count_of_names
    states=$(sort -u counts | tr '\n' ' ')
    expect states "$states" "$(printf 'names=3\nnames=%s\n' "$(query busy.db 'SELECT count(*) FROM name')" | sort | tr '\n' ' ')" || return 1
    for made in backups/busy-*; do
        is_complete "$made" || return 1
        grep -qx "names=$(query "$made/site.db" 'SELECT count(*) FROM name')" counts || return 1
    done
    rm -r backups/*
}

# A kill at any time leaves complete backups and a temporary folder, which the next run removes.
a_killed_backup_leaves_nothing_half_written() {
    local i pid made left=0
    for i in 1 2 3 4 5 6 7 8; do
        setsid "$stagename" backup --db busy.db backups >out 2>&1 </dev/null &
        pid=$!
        until compgen -G 'backups/*.stagename-*' >/dev/null || is_gone "$pid"; do :; done
        [ "$i" -lt 3 ] || sleep "0.0$((i * 7 % 10))"
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
        ! compgen -G 'backups/*.stagename-*' >/dev/null || left=$((left + 1))
        for made in backups/*Z; do
            [ ! -e "$made" ] || is_complete "$made" || return 1
        done
    done
    [ "$left" -gt 0 ] || { echo '# no run was killed in time' && return 1; }
    run backup -q --db busy.db backups
    expect 'exit code' "$code" 0 && expect 'temporary folders' "$(find backups -name '*.stagename-*')" ''
}

# Begins a backup that waits for its model, when the database is copied. Leaves its PID in $pid.
begin_backup() {
    [ -p slow ] || mkfifo slow
    exec 7<>slow
    "$stagename" backup --db site.db --model slow backups >out 2>err </dev/null 7>&- &
    pid=$!
    started+=("$pid")
    soon compgen -G 'backups/*/site.safetensors*' >/dev/null
}

a_signal_ends_it_without_a_trace() {
    local pid
    rm -rf backups/*
    begin_backup || return 1
    kill -TERM "$pid"
    await_end "$pid" || return 1
    exec 7>&-
    expect 'exit code' "$ended" 143 && expect sentence "$(<err)" 'stagename backup: stopped by a signal' &&
        expect 'what is left' "$(entries backups)" ''
}

# Two at a time, and one that was killed between its parts.
another_backup_leaves_a_running_one_alone() {
    local pid
    begin_backup || return 1
    run backup -q --db site.db backups
    expect 'exit code' "$code" 0 && expect 'temporary folders' "$(find backups -name 'site.stagename-*' | wc -l)" 1 || return 1
    kill -KILL "$pid"
    await_end "$pid" || return 1
    exec 7>&-
    expect 'temporary folders after the kill' "$(find backups -name 'site.stagename-*' | wc -l)" 1 || return 1
    run backup -q --db site.db backups
    expect 'exit code' "$code" 0 && expect 'temporary folders in the end' "$(find backups -name 'site.stagename-*' | wc -l)" 0
}

# Every call of a kind fails from the n-th on, as on a full or broken disk.
a_full_or_broken_disk_leaves_nothing() {
    local kind n count=0
    [ -f "$builddir/tests/fault.so" ] && ! grep -q -e __asan_init -e __tsan_init -e __msan_init "$stagename" || return 77
    rm -rf backups/*
    for kind in write: sync: rename: short: close:; do
        for n in 1 2 3 4 5 8 13 21; do
            capture env FAULT="$kind$n+" LD_PRELOAD="$builddir/tests/fault.so" "$stagename" backup -q --db site.db backups
            if [ "$code" = 0 ]; then
                is_complete "$(newest)" && rm -r backups/* || return 1
            else
                count=$((count + 1))
                expect "$kind$n: lines of errors" "$(wc -l <err)" 1 &&
                    expect "$kind$n: what is left" "$(entries backups)" '' || return 1
            fi
        done
    done
    echo "# $count runs failed"
    [ "$count" -gt 10 ]
}

run_tests \
    a_backup_has_database_reports_and_model \
    a_backup_can_be_served \
    quiet_prints_nothing_and_the_script_is_the_same_command \
    only_the_oldest_backups_are_removed \
    a_wrong_call_is_refused \
    a_damaged_database_gives_no_backup \
    backups_during_an_import_have_one_state \
    a_killed_backup_leaves_nothing_half_written \
    a_signal_ends_it_without_a_trace \
    another_backup_leaves_a_running_one_alone \
    a_full_or_broken_disk_leaves_nothing
finish
