#!/bin/bash
# The effects of one client on others, and of other sites on this one: slow bodies, many simultaneous
# requests, stopped workers, forms of other sites, and requests that nginx refuses. Runs nginx, two instances
# of workers, the workers of /api/invent, and a small model.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export LC_ALL=C.UTF-8
need_build stagename stagename-fcgi
need nginx curl jq perl sqlite3

# ---- set-up ----

make_folder web
front=$dir/front.sock
site=https://names.example
export STAGENAME_DATADIR=$srcdir/data
train_model "$dir/model.safetensors" || exit 1
mv "$dir/learnt.db" "$dir/site.db"
printf 'name\nVelvet Quarry\nTin Harbour\n' > "$dir/names.tsv"
"$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/names.tsv" >> "$dir/make.log" 2>&1 || exit 1

port_is_taken()
{
    (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

free_port()
{
    local try
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        try=$((20000 + RANDOM % 10000))
        port_is_taken "$try" || break
    done
    echo "$try"
}

# The installed snippets, except for the limit on reports. Also with TCP, so that clients have addresses;
# HTTP/2 on the second port; two instances, as in the production example; and an address that shows the
# network of a client.
write_conf()
{
    port=$(free_port)
    port2=$(free_port)
    mkdir -p "$dir/nginx" && cp "$srcdir"/nginx/*.conf "$dir/nginx" &&
        sed -i 's|rate=12r/m|rate=10000r/s|' "$dir/nginx/http.conf" &&
        local_conf "unix:$front" "$dir/nginx" |
        sed -e "s|^\( *server \"unix:\).*/worker.sock\" max_fails=0;|&\n\1$dir/second.sock\" max_fails=0;|" \
            -e "s|^ *listen .*|& listen 127.0.0.1:$port; listen 127.0.0.1:$port2 http2;|" > "$dir/nginx.conf"
    [ "$port" != "$port2" ] && grep -q second.sock "$dir/nginx.conf"
}

start_names() # OPTION…
{
    start_workers "$dir/worker.sock" --workers 2 "$@" && first=$workers &&
        start_workers "$dir/second.sock" --workers 2 "$@" && second=$workers
}

end_names()
{
    kill -TERM "$first" "$second" && await_end "$first" && await_end "$second"
}

write_conf || exit 1
if ! start_names --site "$site" ||
    ! start_workers "$dir/worker.sock.invent" --workers 1 --model "$dir/model.safetensors" ||
    ! inventors=$workers || ! soon has_children "$inventors" 1 || ! start_nginx "$dir/nginx.conf" "$front"; then
    cat "$dir/fcgi.log" "$dir/nginx-start.log" >&2
    exit 1
fi

# ---- many connections ----

# invent_from ADDRESS [CURL OPTION…]: prints the status; the answer goes to $dir/from.ADDRESS.*
# $query is added to the path.
query=
invent_from()
{
    local address=$1
    shift
    curl --silent --max-time 20 --interface "$address" --dump-header "$dir/from.$address.headers" \
        --output "$dir/from.$address.body" --write-out '%{http_code}\n' "$@" "http://127.0.0.1:$port/api/invent$query"
}

# The last answer to an address, for header, field and is_problem.
take_answer_to() # ADDRESS
{
    cp "$dir/from.$1.headers" "$dir/headers" && cp "$dir/from.$1.body" "$dir/body" &&
        status=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$dir/headers")
}

slow=()

# open_slow COUNT METHOD HEADER BYTES: opens connections that send only the beginning of a body.
open_slow()
{
    local connection
    while [ "${#slow[@]}" -lt "$1" ]; do
        exec {connection}<> "/dev/tcp/127.0.0.1/$port" || return 1
        printf '%s /api/invent HTTP/1.1\r\nHost: stagename.test\r\n%s\r\n\r\n%b' "$2" "$3" "$4" >&"$connection"
        slow+=("$connection")
    done
}

close_slow()
{
    local connection
    for connection in "${slow[@]}"; do
        exec {connection}>&-
    done
    slow=()
}

# Another request of the same client takes milliseconds; one second is a generous limit for a busy machine.
is_served_beside() # COUNT WHAT METHOD HEADER BYTES
{
    local result=0
    open_slow "$1" "$3" "$4" "$5" || return 1
    for _ in 1 2 3; do
        expect "status beside $1 of $2" "$(invent_from 127.0.0.1 --max-time 5)" 200 || result=1
    done
    close_slow
    return $result
}

slow_bodies_occupy_no_slot()
{
    local many
    for many in 8 40; do
        is_served_beside $many 'POST with a length' POST 'Content-Length: 4000' abc &&
            is_served_beside $many 'GET with a length' GET 'Content-Length: 4000' abc &&
            is_served_beside $many 'GET in chunks' GET 'Transfer-Encoding: chunked' '3\r\nabc\r\n' || return 1
    done
}

requests_with_a_body_are_refused_at_once()
{
    local method
    for method in POST PUT DELETE PATCH; do
        ask /api/invent --request "$method" --data x && is_problem 405 &&
            expect allow "$(header Allow)" 'GET, HEAD' || return 1
    done
    ask /api/invent --request GET --data x && is_problem 400 &&
        expect sentence "$(field .detail)" 'this address takes no body' &&
        ask /api/invent --request GET --data x --header 'Transfer-Encoding: chunked' && is_problem 400 &&
        ask /api/invent --request GET --header 'Content-Length: 0' &&
        expect 'status of an empty body' "$status" 200 &&
        ask /api/invent --head &&
        expect 'status of HEAD' "$status" 200
}

# open_slow_http_2 COUNT ADDRESS: like open_slow, with HTTP/2, until the process $slow_http_2 ends.
open_slow_http_2()
{
    # shellcheck disable=SC2016 # the dollar signs are perl's
    perl -MIO::Socket::INET -e '
        sub frame { my ($type, $flags, $stream, $text) = @_;
            substr(pack("N", length $text), 1) . pack("CCN", $type, $flags, $stream) . $text }
        sub text { pack("C", length $_[0]) . $_[0] }
        my ($count, $address, $port) = @ARGV;
        my $head = "\x82\x86\x01" . text("stagename.test") . "\x04" . text("/api/invent"); # GET, http, host, path
        my $request = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" . frame(4, 0, 0, "") . frame(1, 4, 1, $head) . frame(0, 0, 1, "abc");
        for (1 .. $count) {
            my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port, LocalAddr => $address) or die;
            syswrite $s, $request;
            push @open, $s;
        }
        sleep 60' "$1" "$2" "$port2" &
    slow_http_2=$!
    started+=("$slow_http_2")
}

# HTTP/2 announces no length: nginx reads the whole body before the request occupies a slot.
slow_http_2_bodies_occupy_only_their_own_clients_slots()
{
    local result=0
    local query='?n=0' # the worker refuses it at once, so that the bodies do not time out before the limit is seen
    open_slow_http_2 10 127.0.0.3
    soon has_status 429 127.0.0.3 || result=1
    expect 'status for another' "$(invent_from 127.0.0.2)" 400 || result=1
    kill "$slow_http_2" && await_end "$slow_http_2"
    soon has_status 400 127.0.0.3 && return $result
}

has_status() # STATUS ADDRESS
{
    [ "$(invent_from "$2")" = "$1" ]
}

waiting=()

# wait_from COUNT ADDRESS: sends requests that wait for the stopped worker of /api/invent, unless they are
# refused.
wait_from()
{
    for _ in $(seq "$1"); do
        curl --silent --max-time 20 --interface "$2" --output /dev/null --write-out '%{http_code}\n' \
            "http://127.0.0.1:$port/api/invent" >> "$dir/answered.$2" &
        waiting+=($!)
    done
}

answered() # COUNT ADDRESS
{
    [ "$(wc -l < "$dir/answered.$2")" = "$1" ]
} 2> /dev/null

stop_inventor()
{
    waiting=()
    rm -f "$dir"/answered.*
    inventor=$(children_of "$inventors")
    kill -STOP "$inventor"
}

resume_inventor()
{
    kill -CONT "$inventor"
    wait "${waiting[@]}"
}

a_client_over_its_limit_is_refused_and_another_is_served()
{
    local result=0
    stop_inventor
    wait_from 7 127.0.0.3
    soon answered 2 127.0.0.3 || result=1
    invent_from 127.0.0.3 > "$dir/code"
    take_answer_to 127.0.0.3 && is_problem 429 &&
        expect Retry-After "$(header Retry-After)" 1 && has_security_headers ||
        result=1
    wait_from 1 127.0.0.2
    sleep 0.2
    resume_inventor
    expect 'its own' "$(sort "$dir/answered.127.0.0.3" | uniq -c | xargs)" '5 200 2 429' &&
        expect 'another' "$(cat "$dir/answered.127.0.0.2")" 200 && return $result
}

all_clients_together_fill_the_queue_and_monitoring_still_works()
{
    local result=0 metrics
    stop_inventor
    wait_from 5 127.0.0.3
    wait_from 5 127.0.0.4
    soon answered_by_both 2 || result=1
    invent_from 127.0.0.5 > "$dir/code"
    take_answer_to 127.0.0.5 && is_problem 503 &&
        expect Retry-After "$(header Retry-After)" 1 || result=1
    curl --silent --max-time 20 --unix-socket "$front" --output /dev/null --write-out '%{http_code}\n' \
        http://stagename.test/metrics/invent > "$dir/metrics" &
    metrics=$!
    sleep 0.2
    resume_inventor
    wait "$metrics"
    expect 'those of both' "$(sort "$dir"/answered.* | uniq -c | xargs)" '8 200 2 503' &&
        expect 'metrics of a full queue' "$(cat "$dir/metrics")" 200 && return $result
}

answered_by_both() # COUNT
{
    [ "$(cat "$dir"/answered.* | wc -l)" = "$1" ]
} 2> /dev/null

# The work of a request continues after its client leaves; clients that leave repeatedly could fill the queue.
a_client_that_leaves_keeps_its_slot_until_the_answer_is_ready()
{
    local result=0 pid
    stop_inventor
    for _ in 1 2 3 4 5; do
        invent_from 127.0.0.3 --max-time 0.5 > "$dir/code" &
        waiting+=($!)
    done
    for pid in "${waiting[@]}"; do
        wait "$pid"
    done
    expect 'status when all have left' "$(invent_from 127.0.0.3 --max-time 3)" 429 || result=1
    resume_inventor
    soon has_status 200 127.0.0.3 && return $result
}

# ---- networks ----

# networks_of FILE: sends the address of each line "ADDRESS NETWORK" as a proxy would; prints the address as
# nginx writes it, and its network.
networks_of()
{
    cut -d ' ' -f 1 "$1" | sed 's|.*|next\nurl = "http://stagename.test/network"\nheader = "X-Real-IP: &"\nunix-socket = "'"$dir/network.sock"'"|' |
        sed 1d > "$dir/curl.conf"
    curl --silent --max-time 60 --config "$dir/curl.conf"
}

start_network_nginx()
{
    {
        sed -e '/^    upstream/q' -e 's|nginx.pid|nginx5.pid|' "$dir/nginx.conf" | sed '$d'
        # shellcheck disable=SC2016 # nginx's variable
        echo 'geo $stagename_is_proxy { default 0; }'
        # shellcheck disable=SC2016 # nginx's variable
        printf '%s\n' 'include "'"$dir"'/nginx/http.conf"; server { listen "unix:'"$dir"'/network.sock"; access_log off;' \
            'set_real_ip_from unix:; real_ip_header X-Real-IP; location / { return 200 "$remote_addr $stagename_network\n"; } } }'
    } > "$dir/nginx5.conf"
    start_nginx "$dir/nginx5.conf" "$dir/network.sock"
}

# All patterns of zero and other groups, each as an address and its first four groups.
every_pattern()
{
    perl -e 'for my $bits (0 .. 255) {
        my @group = map { $bits >> $_ & 1 ? sprintf "%x", 0x2001 + 0x1111 * $_ : "0" } 0 .. 7;
        next unless grep { $_ ne "0" } @group[0 .. 3];
        print join(":", @group), " ", join(":", @group[0 .. 3]), "\n";
    }'
}

the_first_64_bits_of_an_address_count_however_it_is_written()
{
    local main_nginx=$nginx result
    nginx -V 2>&1 | grep -q realip || return 77
    cat > "$dir/addresses" << 'END'
192.0.2.7 192.0.2.7
192.0.2.8 192.0.2.8
2001:db8::1 2001:db8:0:0
2001:db8:0:0:1:: 2001:db8:0:0
2001:db8:0:0:0:2:3:4 2001:db8:0:0
2001:db8:0:1::1 2001:db8:0:1
2001:db8:0:1:2:3:4:5 2001:db8:0:1
2001:0:0:5::1 2001:0:0:5
2001::5:1:2:3:4 2001:0:0:5
2001:db8:1:2:3:4:5:6 2001:db8:1:2
2001:DB8:1:2:: 2001:db8:1:2
2001:db8:1:: 2001:db8:1:0
2001:: 2001:0:0:0
fe80::1 fe80:0:0:0
::ffff:192.0.2.7 192.0.2.7
64:ff9b::192.0.2.7 64:ff9b::c000:207
64:ff9b::192.0.2.8 64:ff9b::c000:208
64:ff9b:1::1 64:ff9b:1:0
::1 ::1
:: ::
::192.0.2.7 ::192.0.2.7
::1:2:3:4:5:6 0:0:1:2
::2:3:4:5:6 0:0:0:2
END
    every_pattern >> "$dir/addresses"
    start_network_nginx || return 1
    networks_of "$dir/addresses" > "$dir/networks"
    cut -d ' ' -f 2 "$dir/addresses" | paste -d ' ' "$dir/networks" - | awk '$2 != $3' > "$dir/wrong"
    sed 's/^/# written, counted by, not by: /' "$dir/wrong" | head -n 5
    expect addresses "$(wc -l < "$dir/networks")" $((23 + 240)) &&
        expect 'wrong ones' "$(wc -l < "$dir/wrong")" 0 &&
        expect 'key of a unix socket' "$(curl --silent --unix-socket "$dir/network.sock" http://stagename.test/)" 'unix: unix:'
    result=$?
    kill -TERM "$nginx" && await_end "$nginx"
    nginx=$main_nginx
    return $result
}

# ---- stopped workers ----

# ask_timed NAME PATH [CURL OPTION…]: writes "STATUS TYPE SECONDS", in whole seconds, to $dir/timed.NAME
ask_timed()
{
    local name=$1 path=$2
    shift 2
    curl --silent --max-time 20 --unix-socket "$front" --output "$dir/stopped.$name" --dump-header "$dir/stopped.$name.headers" \
        --write-out '%{http_code} %{content_type} %{time_total}\n' "$@" "http://stagename.test$path" |
        sed 's/\.[0-9]*$//' > "$dir/timed.$name"
}

stopped_workers_are_504_within_five_seconds()
{
    local all pids=() name result=0
    all=$(children_of "$first"; children_of "$second"; children_of "$inventors")
    # shellcheck disable=SC2086 # they are several
    kill -STOP $all
    ask_timed names /api/names & pids+=($!)
    ask_timed check '/api/check?name=x' & pids+=($!)
    ask_timed invent /api/invent & pids+=($!)
    ask_timed report /api/names/1/report --request POST & pids+=($!)
    ask_timed page /n/1 & pids+=($!)
    ask_timed health /healthz & pids+=($!)
    wait "${pids[@]}"
    # shellcheck disable=SC2086
    kill -CONT $all
    expect page "$(sed 's/ [456]$/ in time/' "$dir/timed.page")" '504 text/html; charset=utf-8 in time' || result=1
    for name in names check invent report health; do
        expect "$name" "$(sed 's/ [456]$/ in time/' "$dir/timed.$name")" '504 application/problem+json in time' &&
            cp "$dir/stopped.$name" "$dir/body" && cp "$dir/stopped.$name.headers" "$dir/headers" && status=504 &&
            is_problem 504 &&
            expect Retry-After "$(header Retry-After)" 5 && has_security_headers || result=1
    done
    ask /api/names &&
        expect 'status when they continue' "$status" 200 && return $result
}

# ---- the site's address ----

meta() # PROPERTY
{
    sed -n "s/^<meta property=\"og:$1\" content=\"\(.*\)\">$/\1/p" "$dir/body"
}

pages_link_to_the_configured_address_whatever_the_host()
{
    local host
    for host in names.example evil.example 'evil.example:81' 127.0.0.1; do
        ask /n/1 --header "Host: $host" &&
            expect status "$status" 200 &&
            expect url "$(meta url)" "$site/n/1" &&
            expect image "$(meta image)" "$site/n/1.png" &&
            expect canonical "$(sed -n 's/^<link rel="canonical" href="\(.*\)">$/\1/p' "$dir/body")" "$site/n/1" &&
            expect 'the requested host' "$(grep -c evil "$dir/body")" 0 || return 1
    done
    expect 'referrer policy of the form' "$(grep -c '<meta name="referrer" content="same-origin">' "$dir/body")" 1
}

wrong_addresses_are_refused_at_the_start()
{
    local address
    for address in names.example ftp://names.example https://names.example/path 'https://names.example?x' https://a@names.example \
        https://names.example:0 'https://names.example"'; do
        timeout 60 "$builddir/stagename-fcgi" --db "$dir/site.db" --listen "unix:$dir/other.sock" --site "$address" 2> "$dir/err"
        expect "exit code for '$address'" $? 2 &&
            expect sentences "$(grep -c "^stagename-fcgi: '.*' is not a site address" "$dir/err")" 1 ||
            return 1
    done
}

# ---- forms of other sites ----

reports()
{
    sqlite3 "$dir/site.db.reports" 'SELECT count(*) FROM report'
}

# sends STATUS HEADER…: a report with these headers has this status.
sends()
{
    local wanted=$1 header headers=()
    shift
    for header in "$@"; do
        headers+=(--header "$header")
    done
    ask /api/names/1/report --data why=x "${headers[@]}"
    [ "$wanted" = 403 ] && { is_problem 403 && has_security_headers; return; }
    expect "status with $*" "$status" "$wanted"
}

forms_of_other_sites_are_refused()
{
    local before
    sends 202 && before=$(reports) &&
        sends 403 'Sec-Fetch-Site: cross-site' &&
        sends 403 'Sec-Fetch-Site: same-site' &&
        sends 403 'Sec-Fetch-Site: cross-site' "Origin: $site" &&
        sends 403 'Origin: https://evil.example' &&
        sends 403 'Origin: https://evil.example' 'Host: evil.example' &&
        sends 403 'Origin: http://stagename.test' &&
        sends 403 'Origin: null' &&
        sends 403 'Sec-Fetch-Site: same-origin' 'Origin: https://evil.example' &&
        ask /api/names/2/report --header 'Origin: null' --request POST && is_problem 403 &&
        ask /api/names --header 'Sec-Fetch-Site: cross-site' --data x=1 && is_problem 403 &&
        ask /names --header 'Sec-Fetch-Site: cross-site' --data x=1 && is_problem 403 &&
        expect 'stored reports' "$(reports)" "$before" &&
        sends 202 "Origin: $site" && sends 202 "Origin: $site" 'Sec-Fetch-Site: same-origin' &&
        sends 202 'Sec-Fetch-Site: same-origin' && sends 202 'Sec-Fetch-Site: none' &&
        sends 202 'Sec-Fetch-Site: same-origin' 'Origin: null' &&
        sends 202 'Sec-Fetch-Site: same-origin' 'Origin: http://stagename.test' &&
        ask /api/names --header 'Sec-Fetch-Site: cross-site' --header 'Origin: null' &&
        expect 'status of reading' "$status" 200
}

forms_are_compared_with_the_request_when_no_address_is_configured()
{
    sends 202 && sends 202 'Origin: http://stagename.test' &&
        sends 403 "Origin: $site" && sends 403 'Origin: https://stagename.test' &&
        sends 403 'Origin: http://stagename.test:81' && sends 403 'Origin: null' &&
        sends 403 'Origin: http://evil.example' 'Sec-Fetch-Site: cross-site'
}

# An empty one is what a unit of systemd passes when it is not set.
a_restart_with_an_empty_address()
{
    end_names && start_names --site ''
}

# ---- requests that nginx refuses ----

bytes() # COUNT
{
    head -c "$1" /dev/zero | tr '\0' a
}

# refused STATUS WHAT REQUEST-LINE HEADER…: the answer is a problem with all headers.
refused()
{
    local wanted=$1 what=$2 line=$3 header head=
    shift 3
    for header in "$@" 'Connection: close'; do
        head+="$header\\r\\n"
    done
    ask_raw "$line\\r\\n$head\\r\\n"
    is_problem "$wanted" && has_security_headers && return
    echo "# for $what"
    return 1
}

errors_of_nginx_under_api_are_problems()
{
    local host='Host: stagename.test' get='GET /api/names HTTP/1.1'
    refused 400 'no host' "$get" &&
        refused 400 'a host with a space' "$get" 'Host: a b' &&
        refused 400 'a malformed length' "$get" "$host" 'Content-Length: x' &&
        refused 400 'length and chunks' 'POST /api/names/1/report HTTP/1.1' "$host" 'Content-Length: 2' 'Transfer-Encoding: chunked' &&
        refused 400 'a NUL in the address' 'GET /api/names%%00 HTTP/1.1' "$host" &&
        refused 400 'half a character in the address' 'GET /api/%%zz HTTP/1.1' "$host" &&
        refused 400 'a method of other letters' 'G@T /api/names HTTP/1.1' "$host" &&
        refused 405 TRACE 'TRACE /api/names HTTP/1.1' "$host" &&
        expect allow "$(header Allow)" 'GET, HEAD' &&
        refused 405 'TRACE of a report' 'TRACE /api/names/1/report HTTP/1.1' "$host" &&
        expect allow "$(header Allow)" POST &&
        refused 405 'a file' 'DELETE /api/openapi.json HTTP/1.1' "$host" &&
        expect allow "$(header Allow)" 'GET, HEAD' &&
        ask /api/names/1/report --data "$(bytes 9000)" && is_problem 413 && has_security_headers &&
        refused 414 'a long address' "GET /api/names?starts=$(bytes 9000) HTTP/1.1" "$host" &&
        refused 431 'a long header' "$get" "$host" "X: $(bytes 9000)" &&
        refused 431 'many headers' "$get" "$host" "A: $(bytes 8000)" "B: $(bytes 8000)" "C: $(bytes 8000)" "D: $(bytes 8000)" "E: $(bytes 8000)" &&
        refused 501 'an unknown coding' 'POST /api/names/1/report HTTP/1.1' "$host" 'Transfer-Encoding: gzip' &&
        refused 505 'an unknown version' 'GET /api/names HTTP/7.1' "$host" &&
        ask /api/openapi.json --range 9999999- &&
        expect status "$status" 416 && is_problem 416 && has_security_headers
}

# file_error STATUS PATH [CURL OPTION…]
file_error()
{
    local wanted=$1 path=$2
    shift 2
    ask "$path" "$@"
    expect "status of $path" "$status" "$wanted" && has_security_headers &&
        expect cache "$(header Cache-Control)" no-store && return
    echo "# for $path $*"
    return 1
}

errors_of_files_have_the_security_headers()
{
    file_error 404 /nothing && file_error 404 /nothing/ && file_error 404 /error.html &&
        file_error 405 "$(assets)/style.css" --data x &&
        expect allow "$(header Allow)" 'GET, HEAD' && file_error 405 / --request DELETE &&
        file_error 413 "$(assets)/style.css" --data "$(bytes 9000)" && file_error 416 "$(assets)/style.css" --range 9999999- &&
        expect range "$(header Content-Range)" "bytes */$(wc -c < "$srcdir/www/style.css")" &&
        file_error 416 /about.html --range 9999999- && file_error 400 '/%zz' && file_error 414 "/?$(bytes 9000)" &&
        file_error 431 / --header "X: $(bytes 9000)" &&
        ask "$(assets)/style.css" --range 0-9 &&
        expect 'status of a range' "$status" 206 && has_security_headers &&
        ask "$(assets)/style.css" &&
        expect 'status of a file' "$status" 200 &&
        expect 'cache of a file' "$(header Cache-Control)" 'public, max-age=31536000, immutable'
}

run_tests \
    slow_bodies_occupy_no_slot \
    requests_with_a_body_are_refused_at_once \
    slow_http_2_bodies_occupy_only_their_own_clients_slots \
    a_client_over_its_limit_is_refused_and_another_is_served \
    all_clients_together_fill_the_queue_and_monitoring_still_works \
    a_client_that_leaves_keeps_its_slot_until_the_answer_is_ready \
    the_first_64_bits_of_an_address_count_however_it_is_written \
    stopped_workers_are_504_within_five_seconds \
    pages_link_to_the_configured_address_whatever_the_host \
    wrong_addresses_are_refused_at_the_start \
    forms_of_other_sites_are_refused \
    errors_of_nginx_under_api_are_problems \
    errors_of_files_have_the_security_headers \
    a_restart_with_an_empty_address \
    forms_are_compared_with_the_request_when_no_address_is_configured
finish
