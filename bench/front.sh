#!/bin/bash
# Measures the processor time that a request costs at the front (nginx/front.conf) and at an app host behind
# it, with kept connections: that of the nginx of each and of the workers, for names, a check, a page and an
# asset; then the same names over TLS, and with a new connection for each request. All run on this machine and
# talk through its loopback, so a process also pays for receiving what it sends. Medians of ROUNDS rounds of
# SECONDS_A_ROUND are printed.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
rounds=${ROUNDS:-5}
seconds=${SECONDS_A_ROUND:-5}
connections=${CONNECTIONS:-32}
need_build stagename stagename-fcgi
need nginx wrk curl openssl
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
make_folder bench-front
port=$((20000 + RANDOM % 20000))

# start_server FILE PORT [SED-EXPRESSION…]: nginx with site.conf or front.conf in its folder, without the
# limits of visitors
start_server()
{
    local expressions=(-e 's|rate=20r/s|rate=1000000r/s|; s|burst=40|burst=1000000|')
    mkdir -p "$dir/$1" && (dir=$dir/$1 production_conf "$1" "127.0.0.1:$2") |
        sed "${expressions[@]}" "${@:3}" -e "s|$dir/$1/worker|$dir/worker|" > "$dir/$1/nginx.conf"
    PATH="$PATH:/usr/sbin:/sbin" nginx -p "$dir/$1" -c "$dir/$1/nginx.conf" -g 'daemon off;' 2>> "$dir/nginx.log" &
    started+=("$!")
    soon curl --silent --output /dev/null "http://127.0.0.1:$2/" || { cat "$dir/nginx.log" >&2 && exit 1; }
}

# The ticks of processor time that the children of a process have used.
ticks() # PARENT
{
    local pid
    for pid in $(children_of "$1"); do
        awk '{ print $14 + $15 }' "/proc/$pid/stat"
    done | awk '{ sum += $1 } END { print sum }'
}

all_ticks()
{
    echo "$(ticks "$front") $(ticks "$host") $(ticks "$workers")"
}

# measure URL [CLOSE]: requests per second, and microseconds of the front, of the host's nginx and of the
# workers
measure()
{
    local before out
    before=$(all_ticks)
    out=$(wrk -c "$connections" -t 1 -d "$seconds" ${2:+--header "Connection: close"} "$1")
    if grep -qE 'Non-2xx|Socket errors' <<< "$out"; then
        echo "bench: $1 failed: $out" >&2
        return 1
    fi
    echo "$before $(all_ticks) $(awk '/requests in/ { print $1 }' <<< "$out")" |
        awk -v s="$seconds" -v tick="$(bc <<< "1000000 / $(getconf CLK_TCK)")" \
            '{ printf "%.0f %.1f %.1f %.1f\n", $7 / s, ($4 - $1) * tick / $7, ($5 - $2) * tick / $7, ($6 - $3) * tick / $7 }'
}

median() # COLUMN FILE
{
    cut -d' ' -f"$1" "$2" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

{
    printf 'name\tbits_per_char\n'
    seq 100000 | tr 0-9 bdfgklmnrs | sed 's/.*/First &ava\t2.5/'
} > "$dir/names.tsv"
{
    "$builddir/stagename" corpus --quiet --db "$dir/site.db" "$srcdir/data/artists.tsv" &&
        "$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/names.tsv"
} > "$dir/make.log" 2>&1 || { cat "$dir/make.log" >&2 && exit 1; }
start_workers "$dir/worker.sock" || exit 1
start_server site.conf $((port + 1)) -e 's|# 192.0.2.1 1;|127.0.0.1 1;|' -e 's|# \(set_real_ip_from\) 192.0.2.1|\1 127.0.0.1|' \
    -e 's|# \(real_ip_header\)|\1|'
host=${started[-1]}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout "$dir/key" -out "$dir/certificate" \
    2>> "$dir/make.log" || exit 1
start_server front.conf "$port" -e '/server 10\.0\.0\.1[23]:/d' -e "s|10\.0\.0\.11:80|127.0.0.1:$((port + 1))|" \
    -e "s|listen .*;|& listen 127.0.0.1:$((port + 2)) ssl; ssl_certificate $dir/certificate; ssl_certificate_key $dir/key;|"
front=${started[-1]}

plain=http://127.0.0.1:$port
secure=https://127.0.0.1:$((port + 2))
asset=$plain$(assets)/style.css
rows=("$plain/api/names?n=10" "$plain/api/check?name=Velvet+Static" "$plain/n/1" "$asset" "$secure/api/names?n=10"
    "$plain/api/names?n=10 close" "$secure/api/names?n=10 close")
for ((round = 0; round <= rounds; round++)); do
    for row in "${!rows[@]}"; do
        # shellcheck disable=SC2086 # the address, and "close"
        measure ${rows[row]} >> "$dir/results$row" || exit 1
    done
done
printf '%-40s %10s %10s %12s %10s\n' "µs of processor time a request" requests/s front 'host: nginx' workers
for row in "${!rows[@]}"; do
    sed -i 1d "$dir/results$row" # the first round loads pages into memory
    label=$(sed -e 's|^http://[^/]*||; s|^https://[^/]*\(.*\)|\1, TLS|' -e 's| close\(.*\)|\1, new connections|' <<< "${rows[row]}")
    printf '%-40s %10s %10s %12s %10s\n' "$label" "$(median 1 "$dir/results$row")" "$(median 2 "$dir/results$row")" \
        "$(median 3 "$dir/results$row")" "$(median 4 "$dir/results$row")"
done
is_finished=1
