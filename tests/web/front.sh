#!/bin/bash
# A front (nginx/front.conf) and three app hosts in network namespaces. During a continuous stream of
# requests, hosts are killed, suspended, cut off and exchanged: no GET may fail, and no report that was
# acknowledged may be lost.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export LC_ALL=C.UTF-8
PATH=$PATH:/usr/sbin:/sbin
need_build stagename stagename-fcgi
need nginx curl jq sqlite3 python3 ip
[ "$(id -u)" = 0 ] || skip_all "only root can make network namespaces"

# ---- the network: a bridge, and a namespace for each machine ----

net=sn$$
declare -A address=([front]=10.77.0.10 [a]=10.77.0.11 [b]=10.77.0.12 [c]=10.77.0.13 [admin]=10.77.0.20 [client]=10.77.0.100)

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
    ip netns exec "$net-$1" nginx -p "$dir/$1" -c "$dir/$1/nginx.conf" -g 'daemon off;' 2>> "$dir/$1/start.log" &
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
    local www=$dir/$1/www dir=$dir/$1
    production_conf site.conf "${address[$1]}:80" "$dir/../snippets" |
        sed -e "s|# 192.0.2.1 1;|${address[front]} 1;|" -e "s|# \(set_real_ip_from\) 192.0.2.1;.*|\1 ${address[front]};|" \
            -e 's|# \(real_ip_header\)|\1|' -e "s|\(listen .*:80\);|\1 sndbuf=256k; listen 127.0.0.1:80;|" -e 's|rate=20r/s|rate=10000r/s|'
}

# front_conf PRIMARY SECOND THIRD
front_conf()
{
    local dir=$dir/front
    production_conf front.conf 80 "$dir/../snippets" |
        sed -e "s|listen 80;|& listen unix:$front;|" -e "s|10\.0\.0\.11|${address[$1]}|" -e "s|10\.0\.0\.12|${address[$2]}|" -e "s|10\.0\.0\.13|${address[$3]}|" \
            -e 's|rate=20r/s|rate=10000r/s|'
}

# start_sshd HOST: with its own keys. In its view of the files, the workers' sockets and the database are in
# /run/stagename.
start_sshd()
{
    # shellcheck disable=SC2016 # they are variables of sh
    ip netns exec "$net-$1" sh -c 'mount -t tmpfs none /run && mkdir /run/sshd && ln -s "$1" /run/stagename && exec "$2" -D -e -f "$3"' \
        sh "$dir/$1" "$sshd" "$dir/ssh/sshd_config" 2>> "$dir/$1/sshd.log" &
    started+=("$!")
}

# Starts sshd on each host, and leaves in $ssh how the admin calls ssh. Fails when a host does not let the
# admin in.
start_all_sshd()
{
    local host
    mkdir "$dir/ssh" && ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/host" && ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/admin" || return 1
    printf '%s\n' "HostKey $dir/ssh/host" "AuthorizedKeysFile $dir/ssh/admin.pub" 'PidFile none' 'UsePAM no' 'StrictModes no' \
        'PermitRootLogin prohibit-password' > "$dir/ssh/sshd_config"
    ssh="ssh -F /dev/null -i $dir/ssh/admin -o UserKnownHostsFile=$dir/ssh/known_hosts -o BatchMode=yes -o IdentitiesOnly=yes"
    for host in a b c; do
        echo "${address[$host]} $(<"$dir/ssh/host.pub")" >> "$dir/ssh/known_hosts"
        start_sshd $host
    done
    for host in a b c; do
        # shellcheck disable=SC2086 # the words of the command
        soon inside admin $ssh "root@${address[$host]}" true 2> "$dir/ssh.log" || return 1
    done
}

# publish OPTION… HOST…: as the admin. Leaves the output as run does.
publish()
{
    local arguments=() word
    for word in "$@"; do
        arguments+=("${address[$word]:+root@${address[$word]}}")
        [ -n "${arguments[-1]}" ] || arguments[-1]=$word
    done
    capture inside admin "$stagename" publish --db "$dir/work.db" --remote-program "$stagename" --remote-db /run/stagename/site.db \
        --ssh "$ssh" "${arguments[@]}"
    [ "$code" = 0 ] || { printf '%s\n' "$err" | sed 's/^/# /' && return 1; }
}

start_host()
{
    start_workers_of "$1" worker.sock && workers_of[$1]=$workers && start_nginx_of "$1"
}

# start_workers_of HOST SOCKET [OPTION…]
start_workers_of()
{
    local dir=$dir/$1
    start_workers "$dir/$2" --workers 2 "${@:3}"
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
front=$dir/front.sock # the front listens there, too
make_network 2> "$dir/network.log" || skip_all "cannot make network namespaces: $(head -n 1 "$dir/network.log")"
export STAGENAME_DATADIR=$srcdir/data
printf 'name\nDaft Punk\nKraftwerk\n' > "$dir/artists.tsv"
write_names > "$dir/names.tsv"
{
    "$stagename" corpus --quiet --db "$dir/work.db" "$dir/artists.tsv" &&
        "$stagename" import --quiet --db "$dir/work.db" "$dir/names.tsv"
} > "$dir/make.log" 2>&1 || exit 1
mkdir "$dir"/{front,a,b,c,snippets} && cp "$srcdir"/nginx/*.conf "$dir/snippets" &&
    sed -i 's|rate=12r/m|rate=10000r/s|' "$dir/snippets/http.conf" || exit 1 # reports: the load has one address
# Without sshd that lets root in, the hosts get a copy of the files.
sshd=$(command -v sshd && command -v ssh rsync > "$dir/make.log") || sshd=
if [ -n "$sshd" ] && ! start_all_sshd; then
    tail -n 1 "$dir/ssh.log" | sed 's/^/# /' # such as: root may not log in
    sshd=
fi
if [ -n "$sshd" ]; then
    publish --model "$srcdir/data/base.safetensors" a b c || exit 1
else
    for host in a b c; do
        for file in "$dir"/work.db*; do
            cp "$file" "$dir/$host/site.db${file#"$dir/work.db"}" || exit 1
        done
        cp "$srcdir/data/base.safetensors" "$dir/$host/site.safetensors" || exit 1
    done
fi
for host in a b c; do
    cp -rp "$www" "$dir/$host/www" && host_conf $host > "$dir/$host/nginx.conf" && start_host $host || exit 1
done
front_conf a b c > "$dir/front/nginx.conf"
start_nginx_of front || exit 1

# ---- without load ----

# headers_from ADDRESS PATH [CURL OPTION…]: the status and the headers of an answer, without those of the
# connection
headers_from()
{
    inside client curl --silent --output /dev/null --dump-header - --header 'Host: stagename.example' "${@:3}" "http://$1$2" |
        grep -viE '^(date|connection|transfer-encoding|keep-alive):' | tr -d '\r' | sort
}

answers_pass_unchanged()
{
    local path options direct
    while IFS=$tab read -r path options; do
        # shellcheck disable=SC2086
        direct=$(headers_from "${address[b]}" "$path" $options)
        # shellcheck disable=SC2086
        expect "headers of $path $options" "$(headers_from "${address[front]}" "$path" $options)" "$direct" || return 1
        expect_part 'the answer of the host' "$direct" HTTP/1.1 || return 1
    done <<END
/
/$tab--head
/$tab-H Accept-Encoding:gzip
$(assets)/style.css
$(assets)/style.css$tab--range 0-99
$(assets)/style.css$tab--range 99999-
$(assets)/style.css$tab-H If-Modified-Since:Fri,31Dec2099
$(assets)/missing.css
/api/names?n=2&seed=x
/api/names?n=2&seed=x$tab-H Accept-Encoding:gzip
/api/names?n=0
/api/names$tab-X DELETE
/api/names$tab-X OPTIONS
/api/names/1
/api/names/1/report
/api/names/99999
/api/check$tab--json {"names":["Velmora"]}
/api/check$tab--json {
/api/check?name=Velmora
/api/about
/api/openapi.json
/api/missing
/n/1
/n/99999
/names?n=3&seed=x
/missing
END
}

etags_reach_the_hosts()
{
    local etag
    ask '/api/check?name=Velmora' && etag=$(header ETag) && ask '/api/check?name=Velmora' --header "If-None-Match: $etag" &&
        expect status "$status" 304
}

the_same_seed_gives_the_same_names_on_all_hosts()
{
    local host
    for host in a b c; do
        inside client curl --silent -H 'Host: stagename.example' "http://${address[$host]}/api/names?n=20&seed=x" | cksum
    done | uniq > "$dir/sums"
    expect 'different answers' "$(wc -l < "$dir/sums")" 1
}

# The hosts answer these to their own machine.
state_and_metrics_are_not_public()
{
    local path machine
    expect 'status on the host' "$(inside b curl --silent --output /dev/null --write-out '%{http_code}' \
        http://127.0.0.1/healthz)" 200 || return 1
    for path in /healthz /metrics /metrics/invent /%68ealthz //metrics; do
        for machine in client front; do
            expect "status of $path" "$(inside "$machine" curl --silent --output /dev/null --write-out '%{http_code}' \
                --header 'X-Forwarded-For: 127.0.0.1' --path-as-is "http://${address[front]}$path")" 404 || return 1
        done
    done
}

# report_from ADDRESS NAME FORGED: as a visitor with this address, who claims another one
report_from()
{
    inside client curl --silent --output /dev/null --interface "$1" --header "X-Forwarded-For: $3" --header "X-Real-IP: $3" \
        --header "Forwarded: for=$3" --data why=test "http://${address[front]}/api/names/$2/report"
}

# A report counts once a day for each visitor.
forged_addresses_are_not_believed()
{
    report_from 10.77.0.100 1 192.0.2.1 && report_from 10.77.0.100 1 192.0.2.2 && report_from 10.77.0.101 1 192.0.2.1 &&
        expect 'reports of two visitors' "$(query "$dir/a/site.db.reports" 'SELECT count(*) FROM report WHERE name_id = 1')" 2 &&
        ask /n/1 --header 'X-Forwarded-Proto: https' --header 'X-Forwarded-Host: evil.example' &&
        expect 'address of a page' "$(body | grep -o '<link rel="canonical" href="[^"]*"')" \
            '<link rel="canonical" href="http://stagename.test/n/1"'
}

reports_of_other_sites_are_refused()
{
    ask /api/names/2/report --data why=test --header 'Origin: http://evil.example' && expect status "$status" 403 &&
        ask /api/names/2/report --data why=test --header 'Origin: http://stagename.test' && expect status "$status" 202
}

long_requests_are_refused_by_the_front()
{
    local long
    long=$(printf '%09000d' 0)
    ask /api/names/1/report --data "why=$long" && is_problem 413 && has_security_headers &&
        ask "/n/$long" && is_error_page 414 && ask "/api/names?starts=$long" && is_problem 414 &&
        ask /api/names --header "Cookie: $long" && is_problem 431 && has_security_headers
}

# During an upgrade, one host after the other gets the assets that pages of the new version name.
assets_come_from_the_host_that_has_them()
{
    mkdir "$dir/c/www/a/next" && echo new > "$dir/c/www/a/next/style.css" || return 1
    for _ in 1 2 3 4; do
        ask /a/next/style.css && expect 'status and text' "$status $(body)" '200 new' || return 1
    done
}

# One host has no workers for it, and answers 503. The names still come from all hosts.
a_busy_host_is_left_out_only_for_the_request()
{
    local before
    start_workers_of b worker.sock.invent --model "$dir/b/site.safetensors" &&
        start_workers_of c worker.sock.invent --model "$dir/c/site.safetensors" || return 1
    for _ in 1 2 3 4 5 6 7 8 9; do
        ask /api/invent?n=1 && expect status "$status" 200 || return 1
    done
    before=$(requests a)
    ask '/api/names?n=1' && ask '/api/names?n=1' && ask '/api/names?n=1' && soon has_lines $((before + 1)) "$dir/a/stagename.log"
}

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
    echo end >&3
    await_end "$load" && expect 'the load' "$ended $(<"$dir/load.log")" '0 '
}

# count PHASE KIND RESULT: of how many requests; kind and result are patterns
count()
{
    grep -cE "^$1$tab($2)$tab($3)$tab" "$dir/answers"
}

no_get_failed() # PHASE
{
    expect "failed GETs while $1" "$(grep -E "^$1${tab}get${tab}failed$tab" "$dir/answers" | cut -f4-)" '' &&
        expect 'enough GETs' "$(($(count "$1" get 'done') >= 100))" 1
}

# No more than the load has connections, for each thing that happens: in the last phase, the front is reloaded and a
# host ends.
only_posts_in_flight_failed() # PHASE
{
    local most=10
    [ "$1" != 'the primary is replaced' ] || most=20
    expect "many POSTs failed while $1" "$(($(count "$1" 'check|report' failed) > most))" 0
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
    start_load && more_answers 300
}

generation_of() # HOST
{
    headers_from "${address[$1]}" '/api/names?n=1' | sed -n 's/^Stagename-Generation: //p'
}

one_host_gets_a_generation()
{
    local before
    [ -n "$sshd" ] || return 77
    before=$(generation_of a)
    phase 'a generation is published to one host'
    printf 'name\nQuarvenio\n' > "$dir/more.tsv"
    "$stagename" import --quiet --db "$dir/work.db" "$dir/more.tsv" > "$dir/make.log" 2>&1 && publish b && more_answers 300 &&
        expect 'the generation of another host' "$(generation_of a)" "$before" &&
        expect 'names on the host' "$(inside client curl --silent "http://${address[b]}/api/names?contains=quarvenio" | jq .pool)" 1
}

all_hosts_get_it()
{
    [ -n "$sshd" ] || return 77
    phase 'it is published to all hosts'
    publish a b c && more_answers 300 && expect 'the generation of a host' "$(generation_of a)" "$(generation_of b)" &&
        expect 'the generation of another' "$(generation_of a)" "$(generation_of c)"
}

decisions_reach_all_hosts()
{
    local host
    [ -n "$sshd" ] || return 77
    phase 'a decision is published'
    query "$dir/work.db" "INSERT INTO decision (name_id, hide, who, why) VALUES (900, 1, 'ann', 'test')" && publish --decisions a b c || return 1
    for host in a b c; do
        expect 'status of the name' "$(headers_from "${address[$host]}" /api/names/900 | grep -c '^HTTP/1.1 410')" 1 || return 1
    done
    more_answers 500
}

the_primary_is_killed()
{
    phase 'the primary is killed'
    kill_host a && more_answers 500
}

it_is_started_again()
{
    phase 'it is started again'
    start_host a && serves_again a
}

the_primary_is_suspended()
{
    phase 'the primary is suspended'
    suspend_host a && more_answers 900
}

it_continues()
{
    phase 'it continues'
    continue_host && serves_again a
}

a_link_is_cut()
{
    phase 'a link is cut'
    ip -n "$net-net" link set dev c down && more_answers 900
}

it_is_restored()
{
    phase 'it is restored'
    ip -n "$net-net" link set dev c up && serves_again c
}

the_primary_is_replaced()
{
    phase 'the primary is replaced'
    front_conf b a c | sed -e "/${address[a]}/d" > "$dir/front/nginx.conf" && kill -HUP "${nginx_of[front]}" && more_answers 300 &&
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

# The numbers of the names that were reported: as collected by the admin, or in the files of the hosts.
stored_reports()
{
    local file files=("$dir"/[abc]/site.db.reports)
    [ -z "$sshd" ] || files=("$dir/work.db.reports")
    for file in "${files[@]}"; do
        query "$file" 'SELECT name_id FROM report'
    done
}

no_acknowledged_report_is_lost()
{
    [ -z "$sshd" ] || publish --reports a b c || return 1
    stored_reports | sort -u > "$dir/stored"
    awk -F '\t' '$2 == "report" && $3 == "done" { print $6 }' "$dir/answers" | sort -u > "$dir/acknowledged"
    expect 'reports were acknowledged' "$(head -n 100 "$dir/acknowledged" | wc -l)" 100 &&
        expect 'lost reports' "$(comm -13 "$dir/stored" "$dir/acknowledged")" ''
}

without_hosts_the_front_answers_in_the_same_form()
{
    kill_host b && kill_host c && ask /api/names && is_problem 503 && expect Retry-After "$(header Retry-After)" 5 &&
        expect CORS "$(header Access-Control-Allow-Origin)" '*' && has_security_headers && ask /about.html && is_error_page 503 5 &&
        ask /api/names/1/report --data why=secret && is_problem 503 && ask /api/invent && is_problem 503 &&
        expect Retry-After "$(header Retry-After)" 1
}

logs_have_no_queries_and_no_addresses()
{
    local lines
    soon grep -q /about.html "$dir/front/stagename.log" || return 1
    lines=$(grep -hE 'seed|why=|Velvet|10\.77\.0\.10[01]' "$dir"/{front,a,b,c}/stagename*.log)
    expect lines "$lines" '' && expect_part 'a line about hosts' "$(grep -h '504, 200' "$dir/front/stagename-error.log")" 'hosts tried: 10.77.0.1'
}

run_tests answers_pass_unchanged etags_reach_the_hosts the_same_seed_gives_the_same_names_on_all_hosts \
    state_and_metrics_are_not_public forged_addresses_are_not_believed reports_of_other_sites_are_refused \
    long_requests_are_refused_by_the_front assets_come_from_the_host_that_has_them \
    a_busy_host_is_left_out_only_for_the_request
# Workers with a sanitizer are too slow for the time limits of the front.
if [ -n "${QUICK_TESTS:-}" ]; then
    finish
    exit
fi
run_tests the_load_is_answered one_host_gets_a_generation all_hosts_get_it decisions_reach_all_hosts the_primary_is_killed it_is_started_again the_primary_is_suspended it_continues a_link_is_cut \
    it_is_restored the_primary_is_replaced no_get_failed_during_any_of_this no_acknowledged_report_is_lost
print_table
run_tests without_hosts_the_front_answers_in_the_same_form logs_have_no_queries_and_no_addresses
finish
