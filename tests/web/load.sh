#!/bin/bash
# The site under load: during a continuous stream of requests, instances are restarted in turn, workers are
# replaced and killed, and a curator, an import and a rollback change the names. No request may fail.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export LC_ALL=C.UTF-8
need_build stagename stagename-fcgi
need nginx curl jq sqlite3

names() # WORD COUNT
{
    printf 'name\tbits_per_char\n'
    seq "$2" | tr 0-9 bdfgklmnrs | sed "s/.*/$1 &ava\t2.5/"
}

make_folder web
front=$dir/front.sock
export STAGENAME_DATADIR=$srcdir/data
printf 'name\nDaft Punk\nKraftwerk\n' > "$dir/artists.tsv"
names First 5000 > "$dir/first.tsv"
names Second 20000 > "$dir/second.tsv"
{
    "$builddir/stagename" corpus --quiet --db "$dir/site.db" "$dir/artists.tsv" &&
        "$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/first.tsv"
} > "$dir/make.log" 2>&1 || exit 1
# Two instances, as in the production example.
patient_snippets
local_conf "unix:$front" "$dir/nginx" |
    sed "s|^\( *server \"unix:\).*/worker.sock\" max_fails=0;|&\n\1$dir/second.sock\" max_fails=0;|" > "$dir/nginx.conf"
grep -q second.sock "$dir/nginx.conf" || exit 1
if ! start_workers "$dir/worker.sock" --workers 2 || ! first=$workers ||
    ! start_workers "$dir/second.sock" --workers 2 || ! second=$workers || ! start_nginx "$dir/nginx.conf" "$front"; then
    cat "$dir/fcgi.log" "$dir/nginx-start.log" >&2
    exit 1
fi

# ---- load ----

# Sends eight requests at a time until stop_load; records the status of each.
start_load()
{
    rm -f "$dir/enough" "$dir/answers"
    (
        until [ -e "$dir/enough" ]; do
            curl --silent --no-progress-meter --max-time 20 --parallel --parallel-immediate --parallel-max 8 --unix-socket "$front" \
                --output /dev/null --write-out '%{http_code}\n' "http://stagename.test/api/names?n=1&seed=[1-200]" \
                >> "$dir/answers" 2> "$dir/load.log"
        done
    ) &
    load=$!
    started+=("$load")
    soon has_lines 101 "$dir/answers"
}

# Ends the load after 1000 answers. Fails when a request failed.
stop_load()
{
    local result=0
    soon has_lines 1001 "$dir/answers" || { echo "# $(wc -l < "$dir/answers") answers within a minute"; result=1; }
    touch "$dir/enough"
    await_end "$load" || return 1
    expect 'answers that failed' "$(grep -cvx 200 "$dir/answers")" 0 && return "$result"
}

# ---- the tests ----

instances_are_restarted_in_turn()
{
    local round
    start_load || return 1
    for round in 1 2 3; do
        kill -TERM "$first" && await_end "$first" &&
            expect "exit of the first, round $round" "$ended" 0 || return 1
        start_workers "$dir/worker.sock" --workers 2 && first=$workers || return 1
        kill -TERM "$second" && await_end "$second" &&
            expect "exit of the second, round $round" "$ended" 0 || return 1
        start_workers "$dir/second.sock" --workers 2 && second=$workers || return 1
    done
    stop_load
}

workers_are_replaced_on_a_signal()
{
    start_load || return 1
    for _ in 1 2 3 4 5; do
        kill -HUP "$first" "$second"
        sleep 0.2
    done
    stop_load
}

# The other instance answers when a worker is killed during a request.
killed_workers_lose_nothing()
{
    start_load || return 1
    for _ in 1 2 3; do
        kill -KILL "$(children_of "$first" | head -n 1)"
        soon has_children "$first" 2 || return 1
    done
    stop_load
}

hide() # BY-NUMBER
{
    flock "$dir/site.db.lock" sqlite3 -cmd '.timeout 5000' "$dir/site.db" \
        "INSERT INTO decision (name_id, hide, who, why) VALUES ($1, 1, 'ann', 'a test')" > /dev/null
}

gone_at_once()
{
    ask "/n/$1" &&
        expect "status of a hidden name's page" "$status" 410
}

a_curator_hides_names()
{
    local id
    start_load || return 1
    for id in 7 8 9 10 11 12 13 14; do
        hide "$id" && gone_at_once "$id" || return 1
    done
    stop_load
}

pool_is()
{
    ask '/api/names?n=1&verdict=any' &&
        expect pool "$(field .pool)" "$1"
}

an_import_and_its_rollback_count_at_once()
{
    start_load || return 1
    "$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/second.tsv" > "$dir/make.log" 2>&1 &&
        pool_is $((5000 - 8 + 20000)) &&
        "$builddir/stagename" rollback --quiet --db "$dir/site.db" 2 >> "$dir/make.log" 2>&1 &&
        pool_is $((5000 - 8)) && stop_load
}

run_tests instances_are_restarted_in_turn workers_are_replaced_on_a_signal killed_workers_lose_nothing \
    a_curator_hides_names an_import_and_its_rollback_count_at_once
finish
