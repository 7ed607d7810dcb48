#!/usr/bin/env bash
# stagename doctor: each finding is provoked once. All else is well meanwhile, and nothing is written.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename stagename-fcgi
need sqlite3 flock
make_folder doctor
export STAGENAME_DATADIR=$srcdir/data
cd "$dir" || exit 1
mkdir -m 755 base sockets pages && touch pages/index.html

listens() { awk -v path="$1" '$4 == "00010000" && $NF == path { found = 1 } END { exit !found }' /proc/net/unix; }

make_database() {
    printf 'name\nQubade\nQutavlu\nQuzenwim\n' >artists.tsv
    printf 'name\nNoctul\nMarvex\n' >names.tsv
    "$stagename" corpus -q --db base/site.db artists.tsv && "$stagename" import -q --db base/site.db names.tsv
}
make_database >log 2>&1 || skip_all "the database can't be made: $(tail -n 1 log)"

# A new copy of the installation in site/.
new_site() { rm -rf site && mkdir -m 755 site && cp base/* site/; }
doctor() { run doctor --db site/site.db --sockets none --pages pages --web-user root "$@"; }
# Without the memory that readers share.
entries() { find site -type f ! -name '*-shm' -printf '%p %s %T@ %m\n' | sort; }

# The doctor finds one problem, which names WHERE and contains WHAT, and writes nothing.
one_problem() { # WHERE WHAT OPTION…
    local where=$1 what=$2 before
    shift 2
    before=$(entries)
    doctor "$@"
    expect 'exit code' "$code" 1 && expect errors "$err" '' && expect problems "$(grep -c '^problem: ' out)" 1 &&
        expect_part 'the problem' "$(grep '^problem: ' out)" "problem: $where: " && expect_part 'the problem' "$(grep '^problem: ' out)" "$what" &&
        expect 'lines with advice' "$(grep -c '^    ' out)" 1 && expect 'what was written' "$(entries)" "$before"
}
all_is_well() { # OPTION…
    local before
    before=$(entries)
    doctor "$@"
    expect output "$err$out" "all is well with site/site.db: 17 checks" && expect 'exit code' "$code" 0 &&
        expect 'what was written' "$(entries)" "$before"
}
site=$dir/site

a_good_installation_is_well() {
    new_site
    all_is_well || return 1
    doctor --quiet
    expect output "$out$err" '' && expect 'exit code' "$code" 0 || return 1
    # In use, with a log.
    sqlite3 site/site.db "INSERT INTO decision (name_id, hide, who, why) VALUES (1, 1, 'ann', 'dull')" '.shell touch began; while [ ! -e done ]; do sleep 0.05; done' &
    started+=($!)
    soon test -e began && [ -s site/site.db-wal ] && all_is_well
    touch "done"
}
a_wrong_call_is_refused() {
    run doctor
    expect 'exit code' "$code" 2 && expect_part sentence "$err" 'name the database with --db'
}
findings_are_json() {
    command -v jq >/dev/null || return 77
    new_site
    rm site/site.db.judge-*
    doctor --json
    expect 'exit code' "$code" 1 &&
        expect json "$(jq -c '[.database, .well, (.findings | length), .findings[0].check, .findings[0].problem, .findings[0].where]' <out)" \
            "[\"site/site.db\",false,1,\"index\",true,\"$site/site.db\"]" &&
        expect advice "$(jq -r '.findings[0].advice | length > 0' <out)" true
}

# ---- the files ----

a_missing_database() { rm -rf site && mkdir site && one_problem site/site.db 'there is no database'; }
a_folder_in_its_place() { rm -rf site && mkdir -p site/site.db && one_problem "$site/site.db" 'this is not a file'; }
another_file_in_its_place() { new_site && echo 'some text' >site/site.db && one_problem "$site/site.db" 'no database of SQLite'; }
an_unreadable_database() {
    new_site
    chmod 0 site/site.db
    [ ! -r site/site.db ] || return 77 # root reads everything
    one_problem "$site/site.db" 'cannot be read'
}
a_log_without_its_database() {
    new_site
    rm site/site.db
    echo x >site/site.db-wal
    doctor
    expect 'exit code' "$code" 1 && expect_part output "$out" "problem: site/site.db-wal: this is the log of a database that is gone"
}
a_database_below_another_log() {
    [ "$(stat -c %W base/site.db)" -gt 0 ] || return 77 # this file system does not know when a file was made
    new_site
    echo 'a log of before' >site/site.db-wal
    sleep 0.02 # times of files have steps
    cp base/site.db moved && mv moved site/site.db
    one_problem "$site/site.db-wal" 'the log is older than the database'
}
a_killed_refresh() {
    new_site
    mkdir site/site.db.refresh.work && touch site/site.db.refresh
    one_problem "$site/site.db.refresh.work" 'a refresh was killed' || return 1
    exec 8<site/site.db.refresh && flock 8
    all_is_well
    local result=$?
    exec 8<&-
    return $result
}
an_unfinished_file() {
    new_site
    touch site/names.tsv.stagename-aB3xYz
    one_problem "$site/names.tsv.stagename-aB3xYz" 'an unfinished file' || return 1
    exec 8<site/names.tsv.stagename-aB3xYz && flock 8
    all_is_well
    local result=$?
    exec 8<&-
    return $result
}
a_damaged_file_is_a_note() {
    new_site
    touch site/site.db.damaged-20260101T000000Z
    doctor
    expect 'exit code' "$code" 0 && expect_part output "$out" 'note: site.db.damaged-20260101T000000Z: '
}
a_full_disk() { new_site && one_problem "$site" 'MB are free, and imports need' --free 999999999; }

# ---- the content ----

another_schema() { new_site && sqlite3 site/site.db 'PRAGMA user_version = 5' >log && one_problem "$site/site.db" 'schema 5 of an older stagename'; }
a_damaged_page() {
    local page
    new_site
    page=$(query site/site.db "SELECT rootpage FROM sqlite_master WHERE name = 'artist_key'")
    head -c 4096 /dev/zero | dd of=site/site.db bs=4096 seek=$((page - 1)) conv=notrunc status=none
    doctor
    expect 'exit code' "$code" 1 && expect_part output "$out" "problem: $site/site.db: $site/site.db is damaged: "
}
no_log() { new_site && sqlite3 site/site.db 'PRAGMA journal_mode = DELETE' >log && one_problem "$site/site.db" 'no write-ahead log'; }
an_old_corpus() {
    new_site
    "$stagename" corpus -q --db site/site.db --replace --as-of 2020-01-01 artists.tsv >log
    one_problem "$site/site.db" 'the artists are those of 2020-01-01' && all_is_well --days 100000
}
no_artists() {
    rm -rf site && mkdir -m 755 site
    sql_text schema | sqlite3 site/site.db
    doctor
    expect 'exit code' "$code" 1 && expect_part output "$out" "problem: $site/site.db: there are no artists"
}
no_names() {
    rm -rf site && mkdir -m 755 site
    "$stagename" corpus -q --db site/site.db artists.tsv >log
    one_problem "$site/site.db" 'there are no names'
}
no_index() { new_site && rm site/site.db.judge-* && one_problem "$site/site.db" 'the index of the artists'; }
a_cut_index() { new_site && truncate -s 100 site/site.db.judge-* && one_problem "$site/site.db" 'missing or damaged'; }
a_damaged_model() {
    new_site
    echo 'no model' >site/site.safetensors
    one_problem site/site.safetensors '' && rm site/site.safetensors && one_problem none.safetensors '' --model none.safetensors
}
no_reports() { new_site && rm site/site.db.reports && one_problem "$site/site.db.reports" 'no file for the reports'; }
damaged_reports() { new_site && head -c 5000 /dev/zero >site/site.db.reports && one_problem "$site/site.db.reports" 'not a file of reports'; }

# ---- owners and modes ----

a_file_that_the_group_cannot_write() {
    new_site
    chmod 660 site/site.db* && chmod 2770 site
    [ "$(stat -c %A site | cut -c 7)" = s ] || return 77
    chgrp "$(stat -c %g site)" site/site.db*
    all_is_well || return 1
    chmod 640 site/site.db.reports
    one_problem "$site/site.db.reports" 'members of the group' && expect_part advice "$out" "chmod g+rw '$site/site.db.reports'"
}
a_shared_folder_that_the_group_cannot_write() {
    new_site
    chmod 660 site/site.db* && chmod 2750 site
    [ "$(stat -c %A site | cut -c 7)" = s ] || return 77
    one_problem "$site" 'its group cannot write in it'
}
a_folder_that_everyone_can_write() { new_site && chmod 777 site && one_problem "$site" 'every user can replace the database'; }
a_file_of_another_user() {
    [ "$(id -u)" = 0 ] || return 77
    new_site
    touch site/site.db.lock && chown 65534 site/site.db.lock
    one_problem "$site/site.db.lock" 'another user than the database'
}
pages_that_nginx_cannot_read() {
    id -u nobody >/dev/null 2>&1 || return 77
    new_site
    chmod 755 "$dir" && chmod 700 pages
    one_problem "$dir/pages" 'nginx (user nobody) cannot read it' --web-user nobody || return 1
    chmod 755 pages
    all_is_well --web-user nobody && chmod 700 "$dir"
}
no_pages() { new_site && one_problem none/index.html 'the start page is missing' --pages none; }

# ---- processes ----

a_held_lock_is_a_note() {
    new_site
    flock site/site.db.lock "$stagename" doctor --db site/site.db --sockets none --pages pages --web-user root >out 2>err
    expect 'exit code' $? 0 && expect_part output "$(<out)" "note: $site/site.db.lock: the lock is held by"
}
start_worker() {
    "$builddir/stagename-fcgi" --quiet --db site/site.db --workers 1 --listen "unix:$dir/sockets/a.sock" 2>fcgi.log &
    worker=$!
    started+=("$worker")
    soon listens "$dir/sockets/a.sock"
}
workers_that_answer() {
    local worker
    new_site
    one_problem sockets 'there is no socket' --sockets sockets && start_worker && all_is_well --sockets sockets || return 1
    if id -u nobody >/dev/null 2>&1 && [ "$(id -u)" != "$(id -u nobody)" ]; then
        chmod 755 "$dir"
        one_problem "$dir/sockets/a.sock" 'nginx (user nobody) cannot connect' --sockets sockets --web-user nobody &&
            expect_part advice "$out" 'usermod -aG' || return 1
    fi
    mv site/site.db site/moved.db && mkdir other && cp base/* other
    run doctor --db other/site.db --sockets sockets --pages pages --web-user root
    mv site/moved.db site/site.db
    expect_part 'without its database' "$out" 'a worker answers with status 503' || return 1
    kill -STOP "$worker" "$(children_of "$worker")"
    one_problem sockets/a.sock 'no worker answers: Connection timed out' --sockets sockets || return 1
    kill -CONT "$worker" "$(children_of "$worker")"
    kill -KILL "$worker" "$(children_of "$worker")"
    await_end "$worker"
    one_problem sockets/a.sock 'no worker answers: Connection refused' --sockets sockets
}

run_tests \
    a_good_installation_is_well a_wrong_call_is_refused findings_are_json \
    a_missing_database a_folder_in_its_place another_file_in_its_place an_unreadable_database a_log_without_its_database \
    a_database_below_another_log a_killed_refresh an_unfinished_file a_damaged_file_is_a_note a_full_disk \
    another_schema a_damaged_page no_log an_old_corpus no_artists no_names no_index a_cut_index a_damaged_model \
    no_reports damaged_reports \
    a_file_that_the_group_cannot_write a_shared_folder_that_the_group_cannot_write a_folder_that_everyone_can_write \
    a_file_of_another_user pages_that_nginx_cannot_read no_pages \
    a_held_lock_is_a_note workers_that_answer
finish
