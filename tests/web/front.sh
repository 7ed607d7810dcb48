#!/bin/bash
# A front (nginx/front.conf) and three app hosts in network namespaces. During a continuous stream of requests, hosts are
# killed, suspended, cut off and exchanged: no GET may fail, and no report that was acknowledged may be lost.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export LC_ALL=C.UTF-8
need_build stagename stagename-fcgi
need nginx curl jq sqlite3 python3 ip
[ "$(id -u)" = 0 ] || skip_all "only root can make network namespaces"

# ---- the network: a bridge, and a namespace for each machine ----

net=sn$$
declare -A address=([front]=10.77.0.10 [a]=10.77.0.11 [b]=10.77.0.12 [c]=10.77.0.13 [client]=10.77.0.100)

make_network()
{
    local machine
    ip netns add "$net-net" && ip -n "$net-net" link add bridge type bridge && ip -n "$net-net" link set bridge up || return 1
    for machine in "${!address[@]}"; do
        ip netns add "$net-$machine" &&
            ip link add eth0 netns "$net-$machine" type veth peer name "$machine" netns "$net-net" &&
            ip -n "$net-net" link set dev "$machine" master bridge up &&
            ip -n "$net-$machine" address add "${address[$machine]}/24" dev eth0 &&
            ip -n "$net-$machine" link set eth0 up && ip -n "$net-$machine" link set lo up || return 1
    done
    ip -n "$net-client" address add 10.77.0.101/24 dev eth0 # a second visitor
}

# The end of the test. A suspended process would not notice that it shall end.
leave()
{
    local code=$? machine
    [ "${#suspended[@]}" = 0 ] || continue_host 2> /dev/null
    (exit "$code")
    tidy_up
    for machine in net "${!address[@]}"; do
        ip netns delete "$net-$machine" 2> /dev/null
    done
}

# inside MACHINE COMMAND…
inside()
{
    ip netns exec "$net-$1" "${@:2}"
}

# ---- the machines: $dir/NAME has the files of each ----

declare -A nginx_of workers_of

# start_nginx_of MACHINE
start_nginx_of()
{
    (
        PATH=$PATH:/usr/sbin:/sbin
        exec ip netns exec "$net-$1" nginx -p "$dir/$1" -c "$dir/$1/nginx.conf" -g 'daemon off;' 2>> "$dir/$1/start.log"
    ) &
    nginx_of[$1]=$!
    started+=("$!")
    soon is_up "$1" || { sed 's/^/# /' "$dir/$1/start.log" && return 1; }
}

is_up()
{
    inside client curl --silent --output /dev/null --max-time 1 "http://${address[$1]}/"
}

# host_conf HOST: site.conf, with the changes that front.conf names. The limits are those of the front.
host_conf()
{
    local dir=$dir/$1
    production_conf site.conf "${address[$1]}:80" "$dir/../snippets" |
        sed -e "s|# 192.0.2.1 1;|${address[front]} 1;|" -e "s|# \(set_real_ip_from\) 192.0.2.1;.*|\1 ${address[front]};|" \
            -e 's|# \(real_ip_header\)|\1|' -e 's|rate=20r/s|rate=10000r/s|'
}

# front_conf PRIMARY SECOND THIRD
front_conf()
{
    local dir=$dir/front
    production_conf front.conf 80 "$dir/../snippets" |
        sed -e "s|10\.0\.0\.11|${address[$1]}|" -e "s|10\.0\.0\.12|${address[$2]}|" -e "s|10\.0\.0\.13|${address[$3]}|" \
            -e 's|rate=20r/s|rate=10000r/s|'
}

start_host()
{
    local top=$dir dir=$dir/$1
    start_workers "$dir/worker.sock" --workers 2 --site http://stagename.example || return 1
    workers_of[$1]=$workers
    dir=$top
    start_nginx_of "$1"
}

# pids HOST: of all its processes.
pids()
{
    local parent
    for parent in "${nginx_of[$1]}" "${workers_of[$1]}"; do
        echo "$parent"
        children_of "$parent"
    done
}

kill_host()
{
    # shellcheck disable=SC2046
    kill -KILL $(pids "$1") && await_end "${nginx_of[$1]}" && await_end "${workers_of[$1]}"
}

suspended=()
suspend_host()
{
    mapfile -t suspended < <(pids "$1")
    kill -STOP "${suspended[@]}"
}

continue_host()
{
    kill -CONT "${suspended[@]}"
    suspended=()
}

# requests HOST: how many it has logged
requests()
{
    wc -l < "$dir/$1/stagename.log"
}

serves_again() # HOST
{
    soon has_lines $(($(requests "$1") + 50)) "$dir/$1/stagename.log"
}

# ---- set-up ----

write_names()
{
    printf 'name\tbits_per_char\n'
    seq 5000 | tr 0-9 bdfgklmnrs | sed 's/.*/First &ava\t2.5/'
}

make_folder front
trap leave EXIT
make_network 2> "$dir/network.log" || skip_all "cannot make network namespaces: $(head -n 1 "$dir/network.log")"
export STAGENAME_DATADIR=$srcdir/data
printf 'name\nDaft Punk\nKraftwerk\n' > "$dir/artists.tsv"
write_names > "$dir/names.tsv"
{
    "$builddir/stagename" corpus --quiet --db "$dir/site.db" "$dir/artists.tsv" &&
        "$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/names.tsv"
} > "$dir/make.log" 2>&1 || exit 1
mkdir "$dir"/{front,a,b,c,snippets} && cp "$srcdir"/nginx/*.conf "$dir/snippets" &&
    sed -i 's|rate=12r/m|rate=10000r/s|' "$dir/snippets/http.conf" || exit 1 # reports: the load has one address
for host in a b c; do
    cp "$dir"/site.db* "$dir/$host/" && host_conf $host > "$dir/$host/nginx.conf" && start_host $host || exit 1
done
front_conf a b c > "$dir/front/nginx.conf"
start_nginx_of front || exit 1

# ---- load ----

start_load()
{
    mkfifo "$dir/phases" && touch "$dir/answers" || return 1
    inside client python3 "$srcdir/tests/web/load.py" "${address[front]}" 80 "$dir/answers" "$(assets)/style.css" \
        < "$dir/phases" 2> "$dir/load.log" &
    load=$!
    started+=("$load")
    exec 3> "$dir/phases"
    phase calm
}

phases=()
phase()
{
    phases+=("$1")
    echo "$1" >&3
}

# Waits for so many more answers.
more_answers() # COUNT
{
    soon has_lines $(($(wc -l < "$dir/answers") + $1)) "$dir/answers"
}

stop_load()
{
    exec 3>&-
    await_end "$load" && expect 'the load' "$ended $(<"$dir/load.log")" '0 '
}

# count PHASE KIND RESULT: of how many requests; kind and result are patterns
count()
{
    grep -cE "^$1$tab($2)$tab($3)$tab" "$dir/answers"
}

no_get_failed() # PHASE
{
    expect "failed GETs while $1" "$(count "$1" get failed)" 0 &&
        expect 'enough GETs' "$(($(count "$1" get 'done') >= 100))" 1
}

# No more than the load has connections.
only_posts_in_flight_failed() # PHASE
{
    expect "many POSTs failed while $1" "$(($(count "$1" 'check|report' failed) > 10))" 0
}

slowest() # PHASE
{
    awk -F '\t' -v phase="$1" '$1 == phase && $5 > most { most = $5 } END { print most }' "$dir/answers"
}

# The table of failures, for doc/scale.md.
print_table()
{
    local phase
    echo '# | event | GETs sent | failed | sent again | POSTs sent | failed | slowest answer (ms) |'
    echo '# |---|---|---|---|---|---|---|'
    for phase in "${phases[@]}"; do
        echo "# | $phase | $(count "$phase" get 'done|failed') | $(count "$phase" get failed) | $(count "$phase" get again)" \
            "| $(count "$phase" 'check|report' 'done|failed') | $(count "$phase" 'check|report' failed) | $(slowest "$phase") |"
    done
}

# ---- the tests under load ----

the_load_is_answered()
{
    start_load && more_answers 500
}

the_primary_is_killed()
{
    phase 'the primary is killed'
    kill_host a && more_answers 800
}

it_is_started_again()
{
    phase 'it is started again'
    start_host a && serves_again a
}

the_primary_is_suspended()
{
    phase 'the primary is suspended'
    suspend_host a && more_answers 1200
}

it_continues()
{
    phase 'it continues'
    continue_host && serves_again a
}

a_link_is_cut()
{
    phase 'a link is cut'
    ip -n "$net-net" link set dev c down && more_answers 1200
}

it_is_restored()
{
    phase 'it is restored'
    ip -n "$net-net" link set dev c up && serves_again c
}

the_primary_is_replaced()
{
    phase 'the primary is replaced'
    front_conf b a c | sed -e "/${address[a]}/d" > "$dir/front/nginx.conf" && kill -HUP "${nginx_of[front]}" && more_answers 500 &&
        kill -TERM "${nginx_of[a]}" "${workers_of[a]}" && await_end "${nginx_of[a]}" && await_end "${workers_of[a]}" &&
        more_answers 500
}

no_get_failed_during_any_of_this()
{
    local result=0 phase
    stop_load || return 1
    for phase in "${phases[@]}"; do
        no_get_failed "$phase" && only_posts_in_flight_failed "$phase" || result=1
    done
    return $result
}

no_acknowledged_report_is_lost()
{
    local host
    for host in a b c; do
        [ ! -e "$dir/$host/site.db.reports" ] || query "$dir/$host/site.db.reports" 'SELECT name_id FROM report'
    done | sort -u > "$dir/stored"
    awk -F '\t' '$2 == "report" && $3 == "done" { print $6 }' "$dir/answers" | sort -u > "$dir/acknowledged"
    expect 'reports were acknowledged' "$(head -n 100 "$dir/acknowledged" | wc -l)" 100 &&
        expect 'lost reports' "$(comm -13 "$dir/stored" "$dir/acknowledged")" ''
}

run_tests the_load_is_answered the_primary_is_killed it_is_started_again the_primary_is_suspended it_continues a_link_is_cut \
    it_is_restored the_primary_is_replaced no_get_failed_during_any_of_this no_acknowledged_report_is_lost
print_table
finish
