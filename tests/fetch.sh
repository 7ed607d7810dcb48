#!/usr/bin/env bash
# stagename fetch with servers on 127.0.0.1: nginx with small files instead of MusicBrainz and Wikipedia, and
# a server that closes connections, stalls and sends wrong headers.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need nginx perl openssl
make_folder fetch
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY SSL_CERT_FILE

mkdir "$dir/here" && cd "$dir/here" || exit 1 # fetched files; output of commands is in $dir

# ---- running it ----

run() { # WORD…
    capture "$stagename" fetch --retry-delay 0.01 "$@"
}
# The command fails with CODE; its last sentence contains PART, and it prints no path.
is_refusal() { # CODE PART
    expect 'exit code' "$code" "$1" &&
        expect paths "$out" '' &&
        expect errors "$(grep -c '^stagename fetch: ' "$dir/err")" 1 &&
        case $(grep -A 1 '^stagename fetch: ' "$dir/err") in *"$2"*) ;; *) expect sentence "$err" "…$2…" ;; esac
}
refused() { # CODE PART WHAT WORD…
    local wanted=$1 part=$2 what=$3
    shift 3
    run "$@"
    is_refusal "$wanted" "$part"
    result $? "$what"
}
same() { # FILE FILE WHAT
    cmp "$1" "$2"
    result $? "$3"
}
files() { find . -mindepth 1 | sort | tr '\n' ' '; }
clear_all() { find . -mindepth 1 -delete; }

# ---- the servers ----

free_ports() { # COUNT
    perl -MIO::Socket::INET -e 'my @s = map { IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1) } 1 .. shift;
        print join " ", map { $_->sockport } @s' "$1"
}

# Requests without a Range are slow below /slow/. Leaves the addresses in $site and $safe. Fails when another
# process has taken the free port in the meantime.
start_nginx() {
    local port tls user=
    read -r port tls < <(free_ports 2)
    site=http://127.0.0.1:$port
    safe=https://127.0.0.1:$tls
    [ "$(id -u)" -ne 0 ] || user='user root;'
    mkdir -p "$dir/www/slow" "$dir/www/wiki"
    cat >"$dir/nginx.conf" <<END
$user
pid $dir/nginx.pid;
error_log $dir/nginx-error.log warn;
events { worker_connections 64; }
http {
    client_body_temp_path $dir/t1; proxy_temp_path $dir/t2; fastcgi_temp_path $dir/t3; uwsgi_temp_path $dir/t4;
    scgi_temp_path $dir/t5;
    log_format short '\$request_method \$uri \$status [\$http_range] [\$http_user_agent]';
    access_log $dir/access.log short;
    map \$http_range \$slow { default 0; '' 20k; }
    server {
        listen 127.0.0.1:$port;
        listen 127.0.0.1:$tls ssl;
        ssl_certificate $dir/tls.pem;
        ssl_certificate_key $dir/tls.key;
        root $dir/www;
        location /slow/ { limit_rate \$slow; }
        location /moved/ { return 302 /plain.txt; }
        location /unsafe/ { return 302 $site/plain.txt; }
        location /around/ { return 302 /around/plain.txt; }
    }
}
END
    [ -s "$dir/tls.pem" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$dir/tls.key" -out "$dir/tls.pem" -days 2 -subj /CN=127.0.0.1 \
        -addext subjectAltName=IP:127.0.0.1 2>/dev/null
    PATH="$PATH:/usr/sbin:/sbin" nginx -p "$dir" -c "$dir/nginx.conf" -g 'daemon off;' 2>>"$dir/nginx-start.log" &
    started+=($!)
    soon has_started $!
}
has_started() { [ -s "$dir/nginx.pid" ] || is_gone "$1"; }
asked_nginx() { sed 's/ \[stagename[^]]*\]$//' "$dir/access.log"; } # since forget_requests
forget_requests() { : >"$dir/access.log"; }

# Starts a server that follows a script. Leaves its address in $liar and its folder in $script.
servers=0
start_liar() { # [ADDRESS]
    servers=$((servers + 1))
    script=$dir/liar.$servers
    mkdir "$script"
    perl "$srcdir/tests/fetch_server.pl" "$script" "${1:-127.0.0.1}" &
    started+=($!)
    soon test -s "$script/port" && liar=http://${1:-127.0.0.1}:$(<"$script/port")
}
answer() { # N LINE…: the head; the body comes from standard input
    { printf '%s\r\n' "${@:2}" Connection:\ close '' && cat; } >"$script/answer.$1"
}
requests() { find "$script" -name 'asked.*' | wc -l | tr -d ' '; }
asked() { tr -d '\r' <"$script/asked.$1" | sed -n "s/^$2: //p"; } # N HEADER

# A file of this size with varying bytes.
bytes() { # COUNT SEED
    awk -v n="$1" -v s="$2" 'BEGIN { srand(s); for (i = 0; i < n; i++) printf "%c", 97 + int(26 * rand()) }'
}

dumps=$dir/www/mb
publish() { # KIND FOLDER FILE TEXT: a dump, and LATEST that names it
    mkdir -p "$dumps/$1/$2"
    printf '%s' "$4" >"$dumps/$1/$2/$3"
    touch -d '2026-01-31T12:34:56Z' "$dumps/$1/$2/$3"
    { echo "$(printf other | sha256sum | cut -c1-64) *label.tar.xz" && (cd "$dumps/$1/$2" && sha256sum -b "$3"); } \
        >"$dumps/$1/$2/SHA256SUMS"
    echo "$2" >"$dumps/$1/LATEST"
}

for _ in 1 2 3 4 5; do
    start_nginx
    [ ! -s "$dir/nginx.pid" ] || break
done
[ -s "$dir/nginx.pid" ] || skip_all "nginx does not start: $(tail -n 1 "$dir/nginx-start.log")"

# ---- named sources ----

newest_dump_of_musicbrainz() {
    publish json-dumps 20260131-001001 artist.tar.xz "first dump"
    publish fullexport 20260131-001002 mbdump.tar.bz2 "the tables"
    run musicbrainz --mirror "$site/mb" --dir lists
    is "$code $out" "0 lists/artist.tar.xz" "musicbrainz: the path, and nothing else, is printed"
    same lists/artist.tar.xz "$dumps/json-dumps/20260131-001001/artist.tar.xz" "musicbrainz: the newest dump has come"
    is "$(stat -c %Y lists/artist.tar.xz)" "$(date -d 2026-01-31T12:34:56Z +%s)" "its time is the server's"
    matches "$err" "artist.tar.xz: 10 bytes, from $site/mb/json-dumps/20260131-001001/artist.tar.xz; licence: CC0" \
        "size and licence are reported"
    is "$(find lists -name '*.part*')" "" "no part is left"
    forget_requests
    run musicbrainz --mirror "$site/mb/" --dir lists/
    is "$code $out" "0 lists/artist.tar.xz" "again: the same path, also with slashes at the ends"
    is "$(asked_nginx)" "GET /mb/json-dumps/LATEST 200 [-]
GET /mb/json-dumps/20260131-001001/SHA256SUMS 200 [-]" "again: a correct file is not requested"
    matches "$err" "is up to date" "and that is reported"
    publish json-dumps 20260207-001001 artist.tar.xz "second dump"
    run musicbrainz --mirror "$site/mb" --dir lists
    is "$code $(<lists/artist.tar.xz)" "0 second dump" "a newer dump takes its place"
    echo damaged >lists/artist.tar.xz
    run musicbrainz --mirror "$site/mb" --dir lists
    is "$code $(<lists/artist.tar.xz)" "0 second dump" "a damaged file is fetched again"
    run musicbrainz --tables --mirror "$site/mb" --quiet
    is "$code $out $err $(<mbdump.tar.bz2)" "0 ./mbdump.tar.bz2  the tables" "--tables takes the tables; --quiet"
    clear_all
}

invalid_musicbrainz_dumps() {
    local good
    good=$(<"$dumps/json-dumps/20260207-001001/SHA256SUMS")
    echo old >artist.tar.xz
    sed -i 's/^[0-9a-f]\{8\}/00000000/' "$dumps/json-dumps/20260207-001001/SHA256SUMS"
    refused 1 "in place of 00000000" "a wrong checksum is reported" musicbrainz --mirror "$site/mb"
    is "$(<artist.tar.xz) $(files)" "old ./artist.tar.xz " "the old file is kept, and the wrong one is deleted"
    echo "none" >"$dumps/json-dumps/20260207-001001/SHA256SUMS"
    refused 1 "has no checksum of artist.tar.xz" "a list without the file is reported" musicbrainz --mirror "$site/mb"
    bytes 70000 1 >"$dumps/json-dumps/20260207-001001/SHA256SUMS"
    refused 1 "too long" "a list without an end is reported" musicbrainz --mirror "$site/mb"
    echo "$good" >"$dumps/json-dumps/20260207-001001/SHA256SUMS"
    printf '<!DOCTYPE html>\n<title>Log in</title>' >"$dumps/json-dumps/20260207-001001/artist.tar.xz"
    refused 1 "received a web page in place of artist.tar.xz" "a log-in page instead of the archive is detected" \
        musicbrainz --mirror "$site/mb"
    for text in '<html>' '../../secret' '..' '' 'a b' "$(printf '%080d' 0)"; do
        echo "$text" >"$dumps/json-dumps/LATEST"
        refused 1 "does not contain the name of the newest dump" "LATEST that is '${text:0:12}' is reported" musicbrainz --mirror "$site/mb"
    done
    rm "$dumps/json-dumps/LATEST"
    refused 1 "404" "no LATEST is reported" musicbrainz --mirror "$site/mb"
    is "$(<artist.tar.xz) $(files)" "old ./artist.tar.xz " "the old file is still kept"
    clear_all
}

log_in_page_keeps_the_part() {
    local sums
    sums=$(printf 'abcdefgh' | sha256sum | cut -c1-64)
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 8' 'ETag: "a"' < <(printf abcd)
    answer 2 'HTTP/1.1 200 OK' 'Content-Type: text/html; charset=utf-8' 'Content-Length: 6' < <(printf '<html>')
    refused 1 "received a web page in place of list" "a log-in page is known by its type" "$liar/list" --sha256 "$sums"
    is "$(<list.part)" abcd "the received part of the archive is kept"
    matches "$err" "list.part keeps 4 bytes" "and that is reported"
    answer 3 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 4-7/8' 'Content-Length: 4' 'ETag: "a"' < <(printf efgh)
    run "$liar/list" --sha256 "${sums^^}"
    is "$code $(<list)" "0 abcdefgh" "and is resumed"
    clear_all
}

list_of_wikipedia() {
    echo '<html><li>DJ Ann' >"$dir/www/wiki/List_of_club_DJs"
    forget_requests
    run wikipedia-djs --mirror "$site/wiki"
    is "$code $out $(<List_of_club_DJs.html)" "0 ./List_of_club_DJs.html <html><li>DJ Ann" "wikipedia-djs: saved as HTML"
    matches "$err" "CC BY-SA" "wikipedia-djs: its licence is reported"
    matches "$(<"$dir/access.log")" "[stagename/" "the request has a User-Agent"
    clear_all
}

# ---- addresses ----

any_address() {
    echo one >"$dir/www/plain.txt"
    run "$site/plain.txt?x=/y#z"
    is "$code $out $(<plain.txt)" "0 ./plain.txt one" "an address: saved under its last segment"
    run "$site/plain.txt"
    forget_requests
    run "$site/plain.txt"
    is "$code $out $(asked_nginx)" "0 ./plain.txt GET /plain.txt 304 [-]" "again: the server answers 304 without a body"
    matches "$err" "is up to date" "and that is reported"
    echo more >>plain.txt
    run "$site/plain.txt"
    is "$code $(<plain.txt)" "0 one" "a file that was changed here is fetched again"
    echo two >"$dir/www/plain.txt" && touch -d '2026-02-01T00:00:00Z' "$dir/www/plain.txt"
    run "$site/plain.txt"
    is "$code $(<plain.txt)" "0 two" "a file that was changed there is fetched again"
    : >"$dir/www/empty" && run "$site/empty"
    is "$code $(stat -c %s empty)" "0 0" "an empty file is a file"
    run "$site/moved/name.txt"
    is "$code $out $(<name.txt)" "0 ./name.txt two" "a redirect is followed, and does not change the name"
    echo é >"$dir/www/Café & co" && run "$site/Caf%C3%A9%20%26%20co"
    is "$code $out" "0 ./Café & co" "escapes in a name are resolved"
    run "$site/plain.txt" "$site/empty" --dir two
    is "$code $out" "0 two/plain.txt
two/empty" "several addresses: a path each"
    refused 1 "404" "when one of several fails, no path is printed" "$site/plain.txt" "$site/missing"
    refused 1 "/around/" "redirects in a circle are reported" "$site/around/x"
    "$stagename" fetch "$site/plain.txt" >/dev/full 2>"$dir/err"
    is "$? $(grep -c 'standard output' "$dir/err")" "1 1" "an error while printing paths is reported"
    clear_all
}

sums_of_addresses() {
    local sum
    sum=$(sha256sum <"$dir/www/plain.txt" | cut -c1-64)
    run "$site/plain.txt" --sha256 "$sum"
    is "$code $out" "0 ./plain.txt" "--sha256: the right one"
    forget_requests
    run "$site/plain.txt" --sha256 "$sum"
    is "$code $out $(asked_nginx)" "0 ./plain.txt " "again: nothing is requested"
    refused 1 "SHA-256 is $sum in place of ${sum//[0-9]/0}" "--sha256: a wrong one" "$site/plain.txt" --sha256 "${sum//[0-9]/0}"
    is "$(<plain.txt) $(find . -name '*.part*')" "two " "the old file is kept, and the wrong one is deleted"
    clear_all
}

usage_errors() {
    local word
    for word in ftp://127.0.0.1/x file:///etc/passwd 127.0.0.1/x musicbrainzz http:///x 'http://a b/c' "$site" "$site/" \
        "$site/a/" "$site/a/.." "$site/%2e%2e%2fx" "$site/a/%2E%2E" "$site/%2e" "$site/a%2fb" "$site/a%5cb" \
        "$site/.profile" "$site/%00" "$site/a%0Ab" "$site/%ff" "$site/x.part" "$site/x.meta" "http://me:pw@127.0.0.1/x" \
        "$site/$(bytes 201 1)" "$site/?$(bytes 3000 1)"; do
        refused 2 "" "refused: ${word:0:60}" "$word"
    done
    refused 2 "missing operand" "no source is wrong usage"
    refused 2 "saved as x" "two of one name" "$site/x" "$site/a/x"
    refused 2 "--sha256" "--sha256 with two addresses" "$site/x" "$site/y" --sha256 "$(bytes 64 1)"
    refused 2 "64 hex" "--sha256 with a malformed digest" "$site/x" --sha256 12
    refused 2 "--sha256" "--sha256 with musicbrainz" musicbrainz --sha256 12
    refused 2 "--mirror" "--mirror with an address" "$site/x" --mirror "$site"
    refused 2 "http" "--mirror that is not an address" musicbrainz --mirror mirror
    refused 2 "--tables" "--tables without musicbrainz" wikipedia-djs --tables
    refused 2 "--timeout" "--timeout 0" "$site/x" --timeout 0
    for word in 0 -1 1.5G 4x ''; do
        refused 2 "--max-size takes" "--max-size '$word'" "$site/x" --max-size "$word"
        refused 2 "--min-speed takes" "--min-speed '$word'" "$site/x" --min-speed "$word"
    done
    refused 2 "--dir" "--dir that is empty" "$site/x" --dir ''
    is "$(files)" "" "wrong usage leaves no file"
}

# ---- errors during a transfer ----

killed_and_resumed() {
    bytes 100000 3 >"$dir/www/slow/big"
    forget_requests
    "$stagename" fetch "$site/slow/big" >"$dir/out" 2>"$dir/err" &
    started+=($!)
    soon test -s big.part
    kill -KILL $! && await_end $!
    [ ! -e big ] && [ "$(stat -c %s big.part)" -lt 100000 ]
    result $? "killed: a part is there, and no file"
    run "$site/slow/big"
    is "$code $out" "0 ./big" "killed: the next run continues"
    same big "$dir/www/slow/big" "and ends with the whole"
    asked_nginx | grep -qxE 'GET /slow/big 206 \[bytes=[1-9][0-9]*-\]'
    result $? "of which only the rest was fetched"
    matches "$err" "resuming after" "and that is reported"
    is "$(files)" "./.big.meta ./big " "no part is left"
    clear_all
}

stopped_and_changed() {
    "$stagename" fetch "$site/slow/big" >"$dir/out" 2>"$dir/err" &
    started+=($!)
    soon test -s big.part
    kill -INT $! && await_end $!
    read_output
    is "$ended" 130 "Ctrl-C: ends with 130"
    code=1
    is_refusal 1 "stopped; ./big.part keeps"
    result $? "Ctrl-C: one sentence says what is kept"
    bytes 90000 4 >"$dir/www/slow/new"
    mv "$dir/www/slow/new" "$dir/www/slow/big"
    forget_requests
    run "$site/slow/big"
    is "$code $out" "0 ./big" "a file that has changed since is started again"
    same big "$dir/www/slow/big" "and not appended"
    matches "$err" "starting over" "and that is reported"
    clear_all
}

truncated_answers() {
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 10' 'ETag: "v1"' < <(printf 01234)
    answer 2 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 5-9/10' 'Content-Length: 5' 'ETag: "v1"' < <(printf 56)
    answer 3 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 7-7/10' 'Content-Length: 1' < <(printf 7)
    answer 4 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 8-9/10' 'Content-Length: 2' 'ETag: "v1"' < <(printf 89)
    run "$liar/x" --retries 1
    is "$code $(<x)" "0 0123456789" "cut three times: it continues as long as there is progress"
    is "$(asked 2 Range) $(asked 2 If-Range) $(asked 4 Range)" 'bytes=5- "v1" bytes=8-' "each time from the last byte"
    matches "$err" "the connection was lost" "a cut is reported"
    clear_all

    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Transfer-Encoding: chunked' 'Last-Modified: Sat, 31 Jan 2026 12:00:00 GMT' \
        < <(printf '3\r\nabc\r\n4\r\nde')
    answer 2 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 5-6/7' 'Content-Length: 2' < <(printf fg)
    run "$liar/x"
    is "$code $(<x) $(asked 2 If-Range)" "0 abcdefg Sat, 31 Jan 2026 12:00:00 GMT" "cut in a chunk: resumed by its date"
    matches "$err" "size unknown" "an unknown size is reported as such"
    clear_all

    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 4' 'ETag: W/"v1"' < <(printf ab)
    answer 2 'HTTP/1.1 200 OK' 'Content-Length: 4' 'ETag: W/"v2"' < <(printf ABCD)
    run "$liar/x"
    is "$code $(<x) $(asked 2 Range)" "0 ABCD " "a weak ETag is not sufficient to resume"
    clear_all
}

parts_that_do_not_match() {
    local what
    for what in 'bytes 2-3/9' 'bytes 0-3/4' 'nonsense'; do
        start_liar
        answer 1 'HTTP/1.1 200 OK' 'Content-Length: 4' 'ETag: "v1"' < <(printf ab)
        answer 2 'HTTP/1.1 206 Partial Content' "Content-Range: $what" 'Content-Length: 2' < <(printf XX)
        answer 3 'HTTP/1.1 200 OK' 'Content-Length: 4' 'ETag: "v2"' < <(printf ABCD)
        run "$liar/x"
        is "$code $(<x) $(asked 3 Range)" "0 ABCD " "a part that was not requested is discarded: $what"
        clear_all
    done
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 4' 'ETag: "v1"' < <(printf ab)
    answer 2 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 2-3/4' 'Content-Length: 2' 'ETag: "v2"' < <(printf XX)
    answer 3 'HTTP/1.1 416 Range Not Satisfiable' 'Content-Length: 0' </dev/null
    run "$liar/x" --retries 0
    is "$code" 1 "only one try"
    run "$liar/x" --retries 0
    is "$code $(asked 2 Range)" "1 bytes=2-" "a part of another version is discarded"
    clear_all
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 4' 'ETag: "v1"' < <(printf ab)
    answer 2 'HTTP/1.1 416 Range Not Satisfiable' 'Content-Length: 0' </dev/null
    answer 3 'HTTP/1.1 200 OK' 'Content-Length: 4' < <(printf ABCD)
    run "$liar/x"
    is "$code $(<x) $(asked 3 Range)" "0 ABCD " "416: started again"
    clear_all
    printf abcdefghij >x.part
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 3' < <(printf new)
    run "$liar/x"
    is "$code $(<x) $(asked 1 Range)" "0 new " "a part without a record is not resumed"
    clear_all
}

busy_servers() {
    start_liar
    answer 1 'HTTP/1.1 503 Service Unavailable' 'Retry-After: 1' 'Content-Length: 4' < <(printf busy)
    answer 2 'HTTP/1.1 502 Bad Gateway' 'Content-Length: 0' </dev/null
    answer 3 'HTTP/1.1 200 OK' 'Content-Length: 4' < <(printf text)
    run "$liar/x"
    is "$code $(<x)" "0 text" "503 and 502, then the file"
    matches "$err" "(503); retry in 1.0 s (1 of 5)" "Retry-After counts"
    matches "$err" "(502); retry in 0.0 s (2 of 5)" "and each failure"
    clear_all
    start_liar
    for n in 1 2 3 4; do
        answer "$n" 'HTTP/1.1 429 Too Many Requests' 'Content-Length: 0' </dev/null
    done
    refused 1 "(429); given up after 3 tries" "429 for ever is given up" "$liar/x" --retries 2
    is "$(requests) $(files)" "3 " "after the given number of retries, with no file left"
    start_liar
    answer 1 'HTTP/1.1 503 Service Unavailable' 'Retry-After: 86400' 'Content-Length: 0' </dev/null
    refused 1 "1440 minutes" "a Retry-After of a day is reported, not waited for" "$liar/x"
    start_liar
    answer 1 'HTTP/1.1 429 Too Many Requests' 'Retry-After: Fri, 31 Dec 2100 23:59:59 GMT' 'Content-Length: 0' </dev/null
    refused 1 "requests a pause" "a Retry-After may be a date" "$liar/x"
    start_liar
    answer 1 'HTTP/1.1 404 Not Found' 'Content-Length: 0' </dev/null
    refused 1 "no such file (404)" "404 is reported" "$liar/x"
    is "$(requests)" 1 "and not tried again"
    start_liar
    answer 1 'HTTP/1.1 204 No Content' </dev/null
    refused 1 "answered with status 204" "an answer without content is not a file" "$liar/x"
    start_liar
    answer 1 'HTTP/1.1 503 Service Unavailable' 'Retry-After: 86400' 'Content-Length: 4' </dev/null
    refused 1 "1440 minutes" "a 503 that is cut is still one" "$liar/x"
    refused 1 "cannot connect" "a server that is not there is reported" "http://127.0.0.1:$(free_ports 1)/x" --retries 1
    is "$(files)" "" "nothing is left"
}

stalls_and_two_at_once() {
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 6' 'ETag: "a"' < <(printf abc)
    : >"$script/hang.1"
    answer 2 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 3-5/6' 'Content-Length: 3' < <(printf def)
    "$stagename" fetch "$liar/x" --timeout 4 --retry-delay 0.01 >"$dir/out.1" 2>"$dir/err.1" &
    started+=($!)
    soon test -s x.part
    refused 1 "in use" "a second run leaves the part of the first alone" "$liar/x"
    await_end $!
    is "$ended $(<x)" "0 abcdef" "a stalled transfer is stopped and resumed"
    matches "$(<"$dir/err.1")" "received less than 1000 bytes a second for 4 s" "and reported"
    start_liar
    : >"$script/hang.1"
    "$stagename" fetch "$liar/y" >"$dir/out" 2>"$dir/err" &
    started+=($!)
    soon test -s "$script/asked.1"
    kill -TERM $! && await_end $!
    read_output
    is "$ended $out $err" "143  stagename fetch: stopped; nothing of y is kept" "stopped before the first byte"
    start_liar
    answer 1 'HTTP/1.1 503 Service Unavailable' 'Retry-After: 60' 'Content-Length: 0' </dev/null
    "$stagename" fetch "$liar/y" >"$dir/out" 2>"$dir/err" &
    started+=($!)
    soon grep -q 'retry in 60' "$dir/err"
    kill -INT $! && await_end $!
    is "$ended $(files)" "130 ./.x.meta ./x " "stopped while waiting, with nothing left"
    clear_all
}

# By the announced size and by the received bytes: a server may announce no size, or a smaller one.
sizes() {
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 4000000001' < <(printf start)
    refused 1 "the file has 4.0 GB, more than the limit of 4.0 GB: check the address, or raise --max-size" \
        "a file above 4 GB is refused" "$liar/x"
    is "$(files)" "" "before any of it is kept"
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 4000000000' 'ETag: "v1"' < <(printf start)
    answer 2 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 5-9/10' 'Content-Length: 5' 'ETag: "v2"' < <(printf 56789)
    answer 3 'HTTP/1.1 200 OK' 'Content-Length: 10' 'ETag: "v2"' < <(printf 0123456789)
    run "$liar/x"
    is "$code $(<x)" "0 0123456789" "one of just 4 GB is begun"
    clear_all
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 10' 'ETag: "v1"' < <(printf 01234)
    answer 2 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 5-20/21' 'Content-Length: 5' < <(printf 56789)
    answer 3 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 5-9/10' 'Content-Length: 6' < <(printf 56789a)
    answer 4 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 5-9/10' 'Content-Length: 5' < <(printf 56789)
    refused 1 "the file has 21 bytes, more than the limit of 10 bytes" "the size of all in the answer to a resumption counts" \
        "$liar/x" --max-size 10
    matches "$err" "x.part keeps 5 bytes" "and what was there is kept"
    refused 1 "the file has 11 bytes, more than the limit of 10 bytes" "what is here counts" "$liar/x" --max-size 10
    run "$liar/x" --max-size 10
    is "$code $(<x)" "0 0123456789" "a file of just the limit is fetched"
    clear_all
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'ETag: "v1"' < <(printf start)
    : >"$script/endless.1"
    refused 1 "received more than the limit of 300.0 kB, and discarded it" "an endless file of unknown size is stopped" \
        "$liar/x" --max-size 300k
    is "$(files)" "" "and discarded"
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 10' 'ETag: "v1"' < <(printf 01234)
    answer 2 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 5-9/10' < <(printf 56789)
    : >"$script/endless.2"
    refused 1 "received more than the limit of 300.0 kB" "also one that says that it is small" "$liar/x" --max-size 300k
    is "$(files)" "" "which is also discarded"
    start_liar
    answer 1 'HTTP/1.1 302 Found' "Location: $site/plain.txt" 'Content-Length: 1000000000000' </dev/null
    sed -i '/^Connection/d' "$script/answer.1"
    : >"$script/endless.1"
    refused 1 "a redirect has a body of more than 1048576 bytes" "an endless text with a redirect is not read" "$liar/x"
    clear_all
}

speeds() {
    start_liar
    for n in 1 2 3; do
        answer "$n" 'HTTP/1.1 200 OK' 'Content-Length: 90' < <(bytes 90 1)
        echo 10 >"$script/drip.$n"
    done
    refused 1 "received less than 1000 bytes a second for 1 s; given up after 2 tries" "a transfer that is too slow is stopped" \
        "$liar/x" --timeout 1 --retries 1
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 90' 'ETag: "v1"' < <(bytes 10 1)
    answer 2 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 10-89/90' 'Content-Length: 80' < <(bytes 10 2)
    answer 3 'HTTP/1.1 206 Partial Content' 'Content-Range: bytes 20-89/90' 'Content-Length: 70' < <(bytes 10 2)
    touch "$script/hang.1" "$script/hang.2" "$script/hang.3"
    refused 1 "given up after 2 tries; ./x.part keeps" "also when it brings a little with each try" "$liar/x" --timeout 1 \
        --retries 1
    clear_all
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 30' < <(bytes 30 1)
    echo 10 >"$script/drip.1"
    run "$liar/x" --timeout 3 --min-speed 5 --retries 0
    is "$code $(<x)" "0 $(bytes 30 1)" "--min-speed permits a slow server"
    clear_all
}

# Runs in a network namespace with a public address on its loopback device and a name that resolves to a private
# address.
redirects_into_private_networks() {
    if ! unshare -rnm sh -c 'mount --bind /etc/hosts /etc/hosts && ip link set lo up' 2>/dev/null; then
        skip "a redirect from a public address to a private one" "no network namespace can be made here"
        return
    fi
    printf '127.0.0.1 inside.example\n198.51.100.1 outside.example\n' >"$dir/hosts"
    unshare -rnm bash -c "mount --bind '$dir/hosts' /etc/hosts; ip link set lo up; ip address add 198.51.100.1/32 dev lo
        $(declare -f run capture read_output is result expect is_refusal refused start_liar answer soon requests files matches clear_all \
        from_public_to_private)
        $(declare -p dir srcdir stagename); count=$count servers=$servers failures=0 started=(); from_public_to_private
        kill \${started[@]}; echo \$count \$servers \$failures >'$dir/counts'"
    read -r count servers failed <"$dir/counts"
    failures=$((failures + failed))
}
from_public_to_private() {
    local inside to n=0
    start_liar
    inside=$script port=${liar##*:}
    start_liar 198.51.100.1
    for to in 127.0.0.1 localhost inside.example 0x7f.1 2130706433; do
        n=$((n + 1))
        answer "$n" 'HTTP/1.1 302 Found' "Location: http://$to:$port/secret" 'Content-Length: 0' </dev/null
        refused 1 "refused a redirect to a private network (http://" "public to private is not followed: $to" "$liar/x"
    done
    is "$(requests) $(ls "$inside") $(files)" "5 port " "no request was sent there, nothing is kept"
    answer 6 'HTTP/1.1 302 Found' "Location: $liar/y" 'Content-Length: 0' </dev/null
    answer 7 'HTTP/1.1 302 Found' "Location: http://outside.example:${liar##*:}/z" 'Content-Length: 0' </dev/null
    answer 8 'HTTP/1.1 200 OK' 'Content-Length: 4' < <(printf text)
    run "$liar/x"
    is "$code $(<x)" "0 text" "public to public is followed"
    rm -f x .x.meta
    script=$inside
    answer 1 'HTTP/1.1 302 Found' "Location: http://127.0.0.1:$port/y" 'Content-Length: 0' </dev/null
    answer 2 'HTTP/1.1 200 OK' 'Content-Length: 4' < <(printf text)
    run "http://inside.example:$port/x"
    is "$code $(<x)" "0 text" "private to private is followed"
    clear_all
}

# Files that a killed run leaves beside a complete file.
leftovers() {
    local sum
    sum=$(sha256sum <"$dir/www/plain.txt" | cut -c1-64)
    run "$site/plain.txt" --sha256 "$sum"
    : >.plain.txt.meta.stagename-aB3dE9
    printf old >plain.txt.part
    printf 'stagename-fetch 1\n' >plain.txt.part.meta
    exec 9<plain.txt.part
    flock 9
    run "$site/plain.txt" --sha256 "$sum" 9<&-
    is "$code $(files)" "0 ./.plain.txt.meta ./plain.txt ./plain.txt.part ./plain.txt.part.meta " \
        "a temporary file without a writer is removed, a part that is being written is not"
    exec 9<&-
    run "$site/plain.txt" --sha256 "$sum"
    is "$code $(files)" "0 ./.plain.txt.meta ./plain.txt " "a part without a writer goes when the file is whole"
    clear_all
}

safety_of_addresses() {
    refused 1 "cannot verify the certificate of the server" "an untrusted certificate is refused" "$safe/plain.txt"
    SSL_CERT_FILE=$dir/tls.pem run "$safe/plain.txt"
    is "$code $out" "0 ./plain.txt" "one that SSL_CERT_FILE trusts is not"
    clear_all
    forget_requests
    SSL_CERT_FILE=$dir/tls.pem refused 1 "refused a redirect from https, or to another protocol" "https that redirects to http is refused" "$safe/unsafe/x"
    is "$(asked_nginx)" "GET /unsafe/x 302 [-]" "before the request is sent"
    start_liar
    answer 1 'HTTP/1.1 302 Found' 'Location: file:///etc/passwd' 'Content-Length: 0' </dev/null
    refused 1 "refused a redirect from https, or to another protocol" "a redirect to a file is refused" "$liar/x"
    is "$(files)" "" "nothing is left"
}

disks() {
    start_liar
    answer 1 'HTTP/1.1 200 OK' 'Content-Length: 1000000000000000' < <(printf start)
    refused 1 "x needs 1000.0 TB more, but . has only" "what does not fit the disk is not begun" "$liar/x" --max-size 2000T
    is "$(files)" "" "nothing is left"
    bytes 100000 5 >"$dir/www/large"
    (
        ulimit -f 40
        run "$site/large"
        is_refusal 1 "cannot write ./large.part: File too large"
    )
    result $? "a disk that fills up is reported"
    matches "$(<"$dir/err")" "large.part keeps 4" "the received part is kept"
    run "$site/large"
    same large "$dir/www/large" "and resumed"
    rm large .large.meta && mkdir large
    refused 1 "./large exists and is not a file" "a folder in its place is reported" "$site/large"
    : >file
    refused 1 "file is not a folder" "--dir that is a file" "$site/large" --dir file
    refused 1 "file/x" "--dir that can't be made" "$site/large" --dir file/x
    refused 1 "/proc/large.part" "--dir that can't be written" "$site/large" --dir /proc
    rmdir large && ln -s "$dir/elsewhere" large.part
    refused 1 "large.part" "a link in the place of the part is not followed" "$site/large"
    [ ! -e "$dir/elsewhere" ]
    result $? "and nothing is written elsewhere"
    clear_all
}

corrupt_records() {
    run "$site/plain.txt"
    for text in '' 'x' $'stagename-fetch 1\n' "$(sed '$d' .plain.txt.meta)" "$(sed 's/^size .*/size x/' .plain.txt.meta)" \
        "$(bytes 5000 1)"; do
        printf '%s\n' "$text" >.plain.txt.meta
        run "$site/plain.txt"
        is "$code $out $(<plain.txt)" "0 ./plain.txt two" "a corrupt record is ignored: $(head -c 20 <<<"$text" | tr '\n' ' ')"
    done
    clear_all
}

newest_dump_of_musicbrainz
invalid_musicbrainz_dumps
log_in_page_keeps_the_part
list_of_wikipedia
any_address
sums_of_addresses
usage_errors
killed_and_resumed
stopped_and_changed
truncated_answers
parts_that_do_not_match
busy_servers
stalls_and_two_at_once
sizes
speeds
redirects_into_private_networks
leftovers
safety_of_addresses
disks
corrupt_records
finish
