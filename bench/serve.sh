#!/bin/bash
# Requests a second, and processor time a request, of /api/names?n=10 beside an empty FastCGI worker behind the same
# nginx, in one run: rounds alternate, medians are printed, then each figure with its bar. The same with MORE names (1,000,000
# unless said otherwise), and how long any combination of filters takes there. Compares with Flask under gunicorn where both
# are installed.
set -euo pipefail
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-${srcdir:-.}/data}
builddir=${builddir:-.}
srcdir=${srcdir:-.}
rounds=${ROUNDS:-3}
seconds=${SECONDS_A_ROUND:-5}
more=${MORE:-1000000}

for program in wrk nginx sqlite3; do
    PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || {
        echo "bench: $program is missing (apt-get install $program)" >&2
        exit 77
    }
done

dir=$(mktemp -d)
pids=()
tidy() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$dir"
}
trap tidy EXIT
trap 'exit 1' INT TERM

# 100,000 names in the form that `stagename generate` writes, judged against the bundled artists.
database() {
    "$builddir/stagename" corpus --quiet --db "$dir/db" "$srcdir/data/artists.tsv" >/dev/null
    awk -v n=100000 'BEGIN {
        srand(1); print "name\tbits_per_char\tstyle"
        split("techno house metal jazz pop", style, " ")
        for (i = 0; i < n; i++) {
            name = ""
            for (k = 0; k < 3 + int(rand() * 3); k++)
                name = name substr("bdfgklmnprstvz", 1 + int(rand() * 14), 1) substr("aeiou", 1 + int(rand() * 5), 1)
            printf "%s%s%d\t%.2f\t%s\n", name, i % 3 ? "" : " ", i, 2 + rand() * 3, style[1 + i % 5]
        }
    }' >"$dir/names.tsv"
    "$builddir/stagename" import --quiet --db "$dir/db" "$dir/names.tsv" >/dev/null 2>&1
}

# The same many times over, each time with other letters at the end: not judged again, which would take minutes.
larger_database() {
    cp "$dir/db" "$dir/db.more"
    sqlite3 "$dir/db.more" >/dev/null <<EOF
PRAGMA synchronous = OFF;
WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < $more / 100000 - 1)
INSERT INTO name (name, key, folded, length, style, bits, verdict, nearest, batch)
SELECT name || char(97 + n % 26, 97 + n / 26), key || '-' || n, folded || char(97 + n % 26, 97 + n / 26), length + 2, style,
       bits, verdict, nearest, batch
FROM copy, name;
PRAGMA wal_checkpoint(TRUNCATE);
EOF
}

# One nginx in front of all: /api/ to our workers, /more to those of the larger database, /empty to the empty one, /flask
# to gunicorn.
configuration() {
    sed -e "s|@DIR@|$dir|g" -e "s|@LISTEN@|127.0.0.1:$port|g" -e "s|@SOCKET@|$dir/ours|g" -e "s|@WWW@|$srcdir/www|g" \
        -e "s|@SHARE@|$srcdir/nginx|g" -e "s|@USER@|$user|g" "$srcdir/nginx/local.conf.in" |
        sed -e "s|^\( *\)include .*static.conf;|\1location = /empty { fastcgi_pass unix:$dir/empty; }\n\1location = /more { rewrite ^ /api/names break; fastcgi_pass unix:$dir/more; }\n\1location = /flask { proxy_pass http://unix:$dir/flask:/api/names; }\n&|"
}

processor_ticks() {
    local pid sum=0 ticks
    for pid in $(pgrep -g 0 -f "$dir" || true) $(pgrep -f "nginx: worker" -P "$nginx"); do
        ticks=$(awk '{ print $14 + $15 }' "/proc/$pid/stat" 2>/dev/null || echo 0)
        sum=$((sum + ticks))
    done
    echo "$sum"
}

# Prints requests a second and microseconds of processor time a request.
measure() {
    local before after out requests
    before=$(processor_ticks)
    out=$(wrk -c 32 -t 2 -d "$seconds" --latency "http://127.0.0.1:$port$1")
    after=$(processor_ticks)
    if grep -q 'Non-2xx' <<<"$out"; then
        echo "bench: $1 answered with errors" >&2
        exit 1
    fi
    requests=$(awk '/requests in/ { print $1 }' <<<"$out")
    awk -v n="$requests" -v s="$seconds" -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" \
        -v p99="$(awk '$1 == "99%" { print $2 }' <<<"$out")" 'BEGIN { printf "%.0f %.1f %s\n", n / s, t / hz / n * 1e6, p99 }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

user=
[ "$(id -u)" != 0 ] || user="user root;"
port=$((20000 + RANDOM % 20000))
database
larger_database
configuration >"$dir/nginx.conf"
"$builddir/stagename-fcgi" --quiet --db "$dir/db" --listen "unix:$dir/ours" 2>"$dir/ours.log" &
pids+=($!)
"$builddir/stagename-fcgi" --quiet --db "$dir/db.more" --listen "unix:$dir/more" 2>"$dir/more.log" &
pids+=($!)
"$builddir/bench/empty_worker" "$dir/empty" 4 &
pids+=($!)
paths=(/api/names?n=10 /more?n=10 /empty)
if python3 -c 'import flask' 2>/dev/null && command -v gunicorn >/dev/null; then
    (cd "$srcdir/bench" && DB=$dir/db PYTHONDONTWRITEBYTECODE=1 exec gunicorn --workers 4 --bind "unix:$dir/flask" --log-level error flask_app:app) &
    pids+=($!)
    paths+=(/flask)
fi
sleep 2
PATH=$PATH:/usr/sbin nginx -p "$dir" -c "$dir/nginx.conf" -g 'daemon off;' 2>"$dir/nginx.err" &
nginx=$!
pids+=("$nginx")
sleep $((2 + more / 500000)) # the roster is being filled
for path in "${paths[@]}"; do measure "$path" >/dev/null; done # pages come into memory
for path in "${paths[@]}"; do : >"$dir/results$(tr '/?=' '___' <<<"$path")"; done
for ((round = 0; round < rounds; round++)); do
    for path in "${paths[@]}"; do
        measure "$path" >>"$dir/results$(tr '/?=' '___' <<<"$path")"
    done
done
printf '%-20s %12s %14s %8s  (medians of %d rounds of %d s, 32 connections)\n' path requests/s "µs processor" p99 "$rounds" "$seconds"
for path in "${paths[@]}"; do
    results=$dir/results$(tr '/?=' '___' <<<"$path")
    rate=$(cut -d' ' -f1 "$results" | median)
    read -r micros late <<<"$(cut -d' ' -f2 "$results" | median) $(cut -d' ' -f3 "$results" | median)"
    printf '%-20s %12s %14s %8s\n' "$path" "$rate" "$micros" "$late"
    case $path in
    /empty) empty=$rate ;;
    /more*) more_micros=$micros ;;
    /api*) ours=$rate our_micros=$micros our_late=$late ;;
    esac
done

filters=$(wrk -c 1 -t 1 -d "$seconds" --latency -s "$srcdir/bench/filters.lua" "http://127.0.0.1:$port/more" |
    awk '$1 == "99%" { print $2 }')
row() { printf '%-62s %10s  (bar: %s)\n' "$@"; }
row 'requests a second, as a part of the empty worker'"'"'s' "$(awk -v a="$ours" -v b="$empty" 'BEGIN { printf "%.2f", a / b }')" '0.80 or more'
row 'processor time a request, nginx and workers' "$our_micros µs" 'under 95 µs'
row '99th percentile at 32 connections' "$our_late" 'under 5 ms'
row "processor time with $more names, as a part of that with 100,000" \
    "$(awk -v a="$more_micros" -v b="$our_micros" 'BEGIN { printf "%.2f", a / b }')" '0.90 to 1.10'
row "99th percentile of filters with $more names" "$filters" 'under 10 ms'
